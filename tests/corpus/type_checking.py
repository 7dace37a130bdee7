import typing
import typing as t
from typing import TYPE_CHECKING
from typing import TYPE_CHECKING as TC
if TYPE_CHECKING:
    import yes_1
    if x:
        import yes_2
else:
    import no_1
if typing.TYPE_CHECKING: import yes_3
elif x: import no_2
if t.TYPE_CHECKING and x:
    import yes_4
if TYPE_CHECKING or x:
    import no_3
else:
    import no_4
if not TYPE_CHECKING:
    import no_5
elif x:
    import yes_5
else:
    import yes_6
if TC:
    import yes_7
if not (TC):
    import no_6
else:
    import yes_8
if not TC or x:
    import no_7
else: import yes_9
if x:
    import no_8
elif TYPE_CHECKING:
    import yes_10
elif not TYPE_CHECKING:
    import no_9
else:
    import yes_11
def f():
    if TYPE_CHECKING:
        import yes_local
if "TYPE_CHECKING":
    import no_10
while TYPE_CHECKING:
    import no_11
