import a
x = "unclosed
import b
y = 'also
def f():
    import c
z = """never closed
import d
