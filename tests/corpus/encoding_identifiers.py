import straße
from 模块.子 import 名 as n
import ünïcode.b
π = __import__("модуль")
