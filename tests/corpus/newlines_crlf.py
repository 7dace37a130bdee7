import a
if TYPE_CHECKING:
    import b
x = """
import no
"""
from m import (
    c,
)
x = 1 + \
  2; import d
