import a
print "import no"
print >>sys.stderr, "x", y
exec "import no"
exec code in ns
print
try:
    import b
except ImportError, e:
    raise ValueError, "import no"
x = `a`
y = 0777L
z = a <> b
import c
