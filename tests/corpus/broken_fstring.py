import a
x = f"{
import b
x = f"{a[}"
import c
x = f"{a!r
import d
