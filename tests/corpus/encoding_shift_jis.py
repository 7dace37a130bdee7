# coding: shift_jis
x = "表 import no"
import a
