# SPDX-License-Identifier: MIT
"""Guards of imports, lazy and dynamic ones.

A case is a sentence, a source and the imports expected, one a line, as
`LINE KINDS MODULE [NAME]`.
"""

TYPING = "from typing import TYPE_CHECKING\n"
TYPING_IMPORT = "1 from typing TYPE_CHECKING"

TYPE_CHECKING = {
    "the name from typing": (
        TYPING + "if TYPE_CHECKING:\n    import a\n",
        [TYPING_IMPORT, "3 import+type_checking a"],
    ),
    "on one line": (
        TYPING + "if TYPE_CHECKING: from m import n; import b\n",
        [TYPING_IMPORT, "2 from+type_checking m n", "2 import+type_checking b"],
    ),
    "in parentheses": (
        TYPING + "if (TYPE_CHECKING):\n    import a\n",
        [TYPING_IMPORT, "3 import+type_checking a"],
    ),
    "the attribute of typing": (
        "import typing\nif typing.TYPE_CHECKING:\n  import a\n",
        ["1 import typing", "3 import+type_checking a"],
    ),
    "typing under another name": (
        "import typing as t\nif t.TYPE_CHECKING:\n  import a\n",
        ["1 import typing", "3 import+type_checking a"],
    ),
    "the name under another name": (
        "from typing import TYPE_CHECKING as TC\nif TC:\n  import a\n",
        [TYPING_IMPORT, "3 import+type_checking a"],
    ),
    "typing_extensions": (
        "import typing_extensions as te\nif te.TYPE_CHECKING:\n  import a\n",
        ["1 import typing_extensions", "3 import+type_checking a"],
    ),
    "a constant of one's own": (
        "TYPE_CHECKING = False\nif TYPE_CHECKING:\n  import a\n",
        ["3 import+type_checking a"],
    ),
    "else is not guarded": (
        TYPING + "if TYPE_CHECKING:\n  import a\nelse:\n  import b\n",
        [TYPING_IMPORT, "3 import+type_checking a", "5 import b"],
    ),
    "else on one line is not guarded": (
        TYPING + "if TYPE_CHECKING: import a\nelse: import b\n",
        [TYPING_IMPORT, "2 import+type_checking a", "3 import b"],
    ),
    "elif of another condition is not guarded": (
        TYPING + "if TYPE_CHECKING:\n  import a\nelif x:\n  import b\n",
        [TYPING_IMPORT, "3 import+type_checking a", "5 import b"],
    ),
    "elif of the name is guarded": (
        TYPING + "if x:\n  import a\nelif TYPE_CHECKING:\n  import b\n",
        [TYPING_IMPORT, "3 import a", "5 import+type_checking b"],
    ),
    "not guards the else": (
        TYPING + "if not TYPE_CHECKING:\n  import a\nelse:\n  import b\n",
        [TYPING_IMPORT, "3 import a", "5 import+type_checking b"],
    ),
    "after the block": (
        TYPING + "if TYPE_CHECKING:\n  import a\nimport b\n",
        [TYPING_IMPORT, "3 import+type_checking a", "4 import b"],
    ),
    "nested blocks are guarded": (
        TYPING + "if TYPE_CHECKING:\n  if x:\n    import a\n  else:\n    import b\n",
        [TYPING_IMPORT, "4 import+type_checking a", "6 import+type_checking b"],
    ),
    "inside a function": (
        TYPING + "def f():\n  if TYPE_CHECKING:\n    import a\n",
        [TYPING_IMPORT, "4 import+local+type_checking a"],
    ),
    "inside a class": (
        TYPING + "class A:\n  if TYPE_CHECKING:\n    import a\n  import b\n",
        [TYPING_IMPORT, "4 import+type_checking a", "5 import b"],
    ),
    "a star": (
        TYPING + "if TYPE_CHECKING:\n  from m import *\n",
        [TYPING_IMPORT, "3 star+type_checking m *"],
    ),
    "another condition is not guarded": (
        "if TYPE_CHECKED:\n  import a\n",
        ["2 import a"],
    ),
    "a comment behind the condition": (
        TYPING + "if TYPE_CHECKING:  # why\n  import a\n",
        [TYPING_IMPORT, "3 import+type_checking a"],
    ),
    "several lines of names": (
        TYPING + "if TYPE_CHECKING:\n  from m import (\n    a,\nb,\n  )\n  import c\n",
        [
            TYPING_IMPORT,
            "3 from+type_checking m a",
            "3 from+type_checking m b",
            "7 import+type_checking c",
        ],
    ),
}

WEAK = {
    "the body of try": (
        "try:\n  import a\nexcept ImportError:\n  a = None\n",
        ["2 import+weak a"],
    ),
    "on one line": (
        "try: import a\nexcept ImportError: a = None\n",
        ["1 import+weak a"],
    ),
    "ModuleNotFoundError": (
        "try:\n  from m import n\nexcept ModuleNotFoundError as e:\n  n = None\n",
        ["2 from+weak m n"],
    ),
    "a tuple of exceptions": (
        "try:\n  import a\nexcept (OSError, ImportError):\n  a = None\n",
        ["2 import+weak a"],
    ),
    "a tuple over several lines": (
        "try:\n  import a\nexcept (\n  OSError,\n  ImportError,\n):\n  a = None\n",
        ["2 import+weak a"],
    ),
    "the second handler": (
        "try:\n  import a\nexcept OSError:\n  pass\nexcept ImportError:\n  pass\n",
        ["2 import+weak a"],
    ),
    "the handler's import is not weak": (
        "try:\n  import a\nexcept ImportError:\n  import b\n",
        ["2 import+weak a", "4 import b"],
    ),
    "the handler's import on one line is not weak": (
        "try: import a\nexcept ImportError: import b\n",
        ["1 import+weak a", "2 import b"],
    ),
    "else and finally are not weak": (
        "try:\n  import a\nexcept ImportError:\n  pass\nelse:\n  import b\nfinally:\n  import c\n",
        ["2 import+weak a", "6 import b", "8 import c"],
    ),
    "a bare except is not meant": (
        "try:\n  import a\nexcept:\n  pass\n",
        ["2 import a"],
    ),
    "another exception is not meant": (
        "try:\n  import a\nexcept ValueError:\n  pass\n",
        ["2 import a"],
    ),
    "Exception is not meant": (
        "try:\n  import a\nexcept Exception:\n  pass\n",
        ["2 import a"],
    ),
    "a try within a try": (
        "try:\n  try:\n    import a\n  except ImportError:\n    import b\n"
        "except ImportError:\n  import c\n",
        ["3 import+weak a", "5 import+weak b", "7 import c"],
    ),
    "a try within a handler": (
        "try:\n  import a\nexcept ImportError:\n  try:\n    import b\n"
        "  except ImportError:\n    b = None\n",
        ["2 import+weak a", "5 import+weak b"],
    ),
    "a block in the body": (
        "try:\n  if x:\n    import a\nexcept ImportError:\n  pass\n",
        ["3 import+weak a"],
    ),
    "several imports in the body": (
        "try:\n  import a\n  import b; import c\nexcept ImportError:\n  pass\n",
        ["2 import+weak a", "3 import+weak b", "3 import+weak c"],
    ),
    "in a function": (
        "def f():\n  try:\n    import a\n  except ImportError:\n    pass\n",
        ["3 import+local+weak a"],
    ),
    "after the try": (
        "try:\n  pass\nexcept ImportError:\n  pass\nimport a\n",
        ["5 import a"],
    ),
    "two tries": (
        "try:\n  import a\nexcept ValueError:\n  pass\ntry:\n  import b\n"
        "except ImportError:\n  pass\n",
        ["2 import a", "6 import+weak b"],
    ),
    "comments between the parts": (
        "try:\n  import a\n# one\n\nexcept ImportError:  # two\n  pass\n",
        ["2 import+weak a"],
    ),
    "suppress from contextlib": (
        "from contextlib import suppress\nwith suppress(ImportError):\n  import a\n",
        ["1 from contextlib suppress", "3 import+weak a"],
    ),
    "suppress on one line": (
        "from contextlib import suppress\nwith suppress(ImportError): import a\n",
        ["1 from contextlib suppress", "2 import+weak a"],
    ),
    "suppress as an attribute": (
        "import contextlib\nwith contextlib.suppress(OSError, ImportError):\n"
        "  import a\nimport b\n",
        ["1 import contextlib", "3 import+weak a", "4 import b"],
    ),
    "suppress ModuleNotFoundError": (
        "import contextlib\nwith contextlib.suppress(ModuleNotFoundError):\n  from a import b\n",
        ["1 import contextlib", "3 from+weak a b"],
    ),
    "suppress something else": (
        "import contextlib\nwith contextlib.suppress(KeyError):\n  import a\n",
        ["1 import contextlib", "3 import a"],
    ),
    "guards add up": (
        TYPING + "def f():\n  try:\n    if TYPE_CHECKING:\n      import a\n"
        "  except ImportError:\n    pass\n",
        [TYPING_IMPORT, "5 import+local+type_checking+weak a"],
    ),
}

LAZY = {
    "lazy import": ("lazy import a.b\n", ["1 import+lazy a.b"]),
    "lazy import of several": (
        "lazy import a, b as c\n",
        ["1 import+lazy a", "1 import+lazy b"],
    ),
    "lazy from": ("lazy from m import n\n", ["1 from+lazy m n"]),
    "lazy from with parentheses": (
        "lazy from m import (\n  a,\n  b,\n)\nimport c\n",
        ["1 from+lazy m a", "1 from+lazy m b", "5 import c"],
    ),
    "lazy in a block": (
        "if x:\n    lazy import a\nimport b\n",
        ["2 import+lazy a", "3 import b"],
    ),
    "lazy behind a semicolon": ("x = 1; lazy import a\n", ["1 import+lazy a"]),
    "lazy under TYPE_CHECKING": (
        TYPING + "if TYPE_CHECKING:\n  lazy import a\n",
        [TYPING_IMPORT, "3 import+lazy+type_checking a"],
    ),
    "lazy as a name": ("lazy = 1\nlazy(2)\nimport a\n", ["3 import a"]),
    "lazy and plain side by side": (
        "lazy import a\nimport b\nlazy from c import d\n",
        ["1 import+lazy a", "2 import b", "3 from+lazy c d"],
    ),
}

DYNAMIC = {
    "__import__": ('__import__("m.n")\n', ["1 dynamic m.n"]),
    "__import__ with single quotes": ("x = __import__('m')\n", ["1 dynamic m"]),
    "__import__ with a list of names": (
        '__import__("m", globals(), locals(), ["x"], 0)\n',
        ["1 dynamic m", "1 dynamic m x"],
    ),
    "__import__ and an attribute": (
        'x = __import__("m").n.k\n',
        ["1 dynamic m"],
    ),
    "importlib": (
        'import importlib\nx = importlib.import_module("m.n")\n',
        ["1 import importlib", "2 dynamic m.n"],
    ),
    "importlib by keyword": (
        'import importlib\nimportlib.import_module(name="m")\n',
        ["1 import importlib", "2 dynamic m"],
    ),
    "importlib under another name": (
        'import importlib as il\nil.import_module("m")\n',
        ["1 import importlib", "2 dynamic m"],
    ),
    "importlib through a submodule": (
        'import importlib.util\nimportlib.import_module("m")\n',
        ["1 import importlib.util", "2 dynamic m"],
    ),
    "import_module": (
        'from importlib import import_module\nimport_module("m")\n',
        ["1 from importlib import_module", "2 dynamic m"],
    ),
    "import_module under another name": (
        'from importlib import import_module as im\nim("m")\n',
        ["1 from importlib import_module", "2 dynamic m"],
    ),
    "an alias bound after the use": (
        'def f():\n  return im("m")\nfrom importlib import import_module as im\n',
        ["2 dynamic+local m", "3 from importlib import_module"],
    ),
    "an alias bound in a function": (
        'def f():\n  from importlib import import_module as im\n  im("m")\n',
        ["2 from+local importlib import_module", "3 dynamic+local m"],
    ),
    "in a function": (
        'def f():\n    return __import__("m")\n',
        ["2 dynamic+local m"],
    ),
    "under TYPE_CHECKING": (
        TYPING + 'if TYPE_CHECKING:\n  x = __import__("m")\n',
        [TYPING_IMPORT, "3 dynamic+type_checking m"],
    ),
    "in a try": (
        'try:\n  __import__("m")\nexcept ImportError:\n  pass\n',
        ["2 dynamic+weak m"],
    ),
    "the line is the call's": (
        'x = [\n  1,\n  __import__("m"),\n]\n',
        ["3 dynamic m"],
    ),
    "arguments on lines of their own": (
        'import importlib\nimportlib.import_module(\n    "m",\n)\n',
        ["1 import importlib", "2 dynamic m"],
    ),
    "blanks around": (
        'import importlib\nimportlib . import_module ( "m" )\n',
        ["1 import importlib", "2 dynamic m"],
    ),
    "in a condition": (
        'if __import__("m").x:\n    pass\n',
        ["1 dynamic m"],
    ),
    "two in one statement": (
        'x = __import__("a"), __import__("b")\n',
        ["1 dynamic a", "1 dynamic b"],
    ),
    "in an f-string": (
        "x = f'{__import__(\"m\").y}'\n",
        ["1 dynamic m"],
    ),
    "a raw string": ('__import__(r"m")\n', ["1 dynamic m"]),
    "a name is not literal": ("__import__(m)\n", []),
    "an f-string is not literal": ('__import__(f"m.{x}")\n', []),
    "a sum is not literal": ('__import__("m" + x)\n', []),
    "bytes are no module": ('__import__(b"m")\n', []),
    "a definition named __import__": ('def __import__(m="x"): pass\n', []),
}

DYNAMIC_RELATIVE = {
    "a package by position": (
        'import importlib\nimportlib.import_module(".x", "pkg.sub")\n',
        ["1 import importlib", "2 dynamic pkg.sub.x"],
    ),
    "a package by keyword": (
        'from importlib import import_module\nimport_module(".x", package="pkg")\n',
        ["1 from importlib import_module", "2 dynamic pkg.x"],
    ),
    "two dots": (
        'import importlib\nimportlib.import_module("..p", "pkg.sub")\n',
        ["1 import importlib", "2 dynamic pkg.p"],
    ),
    "an absolute name with a package": (
        'import importlib\nimportlib.import_module("pkg.p", "pkg.sub")\n',
        ["1 import importlib", "2 dynamic pkg.p"],
    ),
}
