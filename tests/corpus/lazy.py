lazy import a
lazy import a.b as c, d
lazy from m import n
lazy from . import (
    x,
    y,
)
lazy from m import *
if x:
    lazy import in_if
def f():
    lazy import in_function
lazy = 1
lazy.x
lazy import e; import strict
x = 1; lazy import f
try:
    lazy import g
except ImportError:
    pass
notlazy = 1
import h
