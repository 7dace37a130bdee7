import a  # depstamp: ignore
import b
import c, d  # noqa  depstamp: ignore
from e import (
    f,  # depstamp: ignore
    g,
)
# depstamp: depends data/table.json
x = 1  # depstamp: depends pkg.mod and words
import h  # depstamp: later
# depstamp: ignore
import i
"""
# depstamp: depends not/a/comment
"""
def f():
    # depstamp: depends in/function
    import j  # depstamp:ignore
# depstamp: depends
#depstamp: depends last
