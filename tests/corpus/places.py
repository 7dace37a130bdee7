def f(x=__import__("default")):
    import in_function
    def g():
        from m import in_inner
    class C:
        import in_class_in_function
    lambda: __import__("in_lambda")

class D:
    import in_class
    def method(self): import in_one_line
    x = lambda y=__import__("lambda_default"): __import__("lambda_body")

async def co():
    async with a:
        import in_async

for i in x:
    import in_for
else:
    import in_else
while 1: import in_while
with a, b as c:
    import in_with
match x:
    case 1: import in_case
    case (2 | 3) if y:
        from m import in_guarded_case
@__import__("in_decorator").d
def h(): pass
if (y := __import__("in_walrus")): pass
print(__import__("in_call"))
