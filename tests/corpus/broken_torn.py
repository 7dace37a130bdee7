from a
import b
from c import
import d
from . import
