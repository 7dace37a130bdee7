import a
x = (1, 2
import b
def f(:
    import c
y = ]
import d
from m import (e, f
import g
