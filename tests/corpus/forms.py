import a
import a.b.c as x, d
import a . b
from . import x
from .. import y as z
from ...p.q import r, s as t
from .... import u
from m import *
from .m import *
from __future__ import annotations, division
from m import (a, b as c,  # a comment
    # another
    d,
)
from m import (
    a
)
import a; import b, c; from d import e
import a, \
    b
from m \
    import n
from	m	import	n
from .import w
from . m import n
import a.b.c
from m import a, b as c, a
