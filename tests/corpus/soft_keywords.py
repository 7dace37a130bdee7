match = 1
case = 2
type = 3
_ = match
match.x = __import__("a")
match[case] = type
match(x)
print = __import__("b")
print(match, case)
type X = int
type Y[T] = list[T]
match x:
    case match: import c
    case {"case": case}:
        import d
match x, y:
    case _: pass
async_ = await_ = 1
exec = __import__("e")
def match(case): import f
lazy = 1
lazy
import g
