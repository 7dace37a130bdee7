import straße
from 模块.子 import 名 as n
import ünïcode.b
π = __import__("модуль")
import ﬁle.ｂ as Ａ, éa
from .ｍ import ﬁle
__import__("ﬁle")
Ａ.ｃ
