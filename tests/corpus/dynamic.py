import importlib
import importlib as il
from importlib import import_module
from importlib import import_module as im, util
__import__("a.b")
__import__("a", globals(), locals(), ["x", "y.z"], 0)
__import__("a", fromlist=("x",), level=2)
importlib.import_module("c.d")
il.import_module(".rel", "pkg.sub")
il.import_module("..rel", package="pkg.sub")
il.import_module(package="pkg", name=".kw")
il.import_module("...too.far", "pkg")
import_module(".own", __package__)
import_module(".own", __name__)
import_module("." "joined")
import_module(".")
im("aliased")
load = importlib.import_module
load("assigned")
(again := __import__)("not_a_name")
again("walrus")
import_module(name)
import_module("a" + b)
import_module(f"a.{b}")
import_module(f"plain.f")
import_module(b"bytes")
import_module("esc\x61ped")
import_module(r"raw.text")
import_module("not a name")
import_module("1.digit")
import_module(*args)
import_module()
anything.at_all.import_module("wrapped", min_version="1")
x = [import_module("in.list"), {"k": __import__("in.dict")}]
import_module(
    "on.another.line",
)
x.import_module = 1
import_module["index"]
