"""Module docstring a.b.c"""
APPS = ["django.contrib.admin", "django", "a..b", "a.b.", "1.a", "x.y z.w"]
def f(name="pkg.default"):
    return "pkg.local.name"
x = {"pkg.key": 'pkg.value'}
y = "pkg." "joined.name"
z = f"pkg.{x}.name" + f"pkg.plain"
b = b"pkg.bytes"
r = r"pkg.raw"
if TYPE_CHECKING:
    q: "pkg.annotation"
import a.b
u = "pk\u0067.escaped"
