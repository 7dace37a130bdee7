# SPDX-License-Identifier: MIT
"""Forms of import and where they stand.

A case is a sentence, a source and the imports expected, one a line, as
`LINE KINDS MODULE [NAME]`.
"""

PLAIN = {
    "a plain import": ("import a\n", ["1 import a"]),
    "a dotted import": ("import a.b.c\n", ["1 import a.b.c"]),
    "an import under another name": ("import a.b as x\n", ["1 import a.b"]),
    "several modules in one statement": (
        "import a, b.c as d, e\n",
        ["1 import a", "1 import b.c", "1 import e"],
    ),
    "spaces around the dots": ("import a . b . c\n", ["1 import a.b.c"]),
    "many blanks and tabs": ("import\t  a\n", ["1 import a"]),
    "a name from a module": ("from m import n\n", ["1 from m n"]),
    "a name under another name": ("from m.k import n as x\n", ["1 from m.k n"]),
    "several names": ("from m import a, b as c\n", ["1 from m a", "1 from m b"]),
    "names in parentheses": (
        "from m import (\n    a,\n    b,  # why\n)\n",
        ["1 from m a", "1 from m b"],
    ),
    "names in parentheses without blanks": (
        "from m import(a,b)\n",
        ["1 from m a", "1 from m b"],
    ),
    "a star": ("from m import *\n", ["1 star m *"]),
    "a star without blanks": ("from m import*\n", ["1 star m *"]),
    "a future": (
        "from __future__ import annotations\n",
        ["1 from __future__ annotations"],
    ),
    "no newline at the end": ("import a", ["1 import a"]),
    "a comment behind": ("import a # b\n", ["1 import a"]),
    "a comment glued to it": ("import a#, b\n", ["1 import a"]),
    "imports on several lines": (
        "import a\n\n# c\nimport b\n",
        ["1 import a", "4 import b"],
    ),
    "the same import twice": (
        "import a\nimport a\n",
        ["1 import a", "2 import a"],
    ),
    "names that begin like keywords": (
        "import importer\nfrom fromage import froms\nimport lazyness\n",
        ["1 import importer", "2 from fromage froms", "3 import lazyness"],
    ),
    "soft keywords as modules": (
        "import match, case, type, lazy\nfrom lazy import match\n",
        [
            "1 import case",
            "1 import lazy",
            "1 import match",
            "1 import type",
            "2 from lazy match",
        ],
    ),
    "names outside ASCII": (
        "import größe\nfrom 模块 import имя\n",
        ["1 import größe", "2 from 模块 имя"],
    ),
}

RELATIVE = {
    "a sibling": ("from . import x\n", ["1 from pkg.sub x"]),
    "a sibling without blanks": ("from.import x\n", ["1 from pkg.sub x"]),
    "a name in a sibling": ("from .x import y\n", ["1 from pkg.sub.x y"]),
    "the parent": ("from .. import x\n", ["1 from pkg x"]),
    "blanks between the dots": ("from . . import x\n", ["1 from pkg x"]),
    "a module of the parent": ("from ..p import q\n", ["1 from pkg.p q"]),
    "a dotted module of the parent": (
        "from ..p.q import (r as s)\n",
        ["1 from pkg.p.q r"],
    ),
    "a star from a sibling": ("from .x import *\n", ["1 star pkg.sub.x *"]),
    "a star from the package": ("from . import *\n", ["1 star pkg.sub *"]),
}

LINES = {
    "two on one line": ("import a; import b\n", ["1 import a", "1 import b"]),
    "behind another statement": ("x = 1; import a\n", ["1 import a"]),
    "three with a semicolon at the end": (
        "import a;from b import c;import d;\n",
        ["1 from b c", "1 import a", "1 import d"],
    ),
    "a backslash in the list": (
        "import a, \\\n    b\nimport c\n",
        ["1 import a", "1 import b", "3 import c"],
    ),
    "a backslash behind from": ("from \\\n  m \\\n import \\\n n\n", ["1 from m n"]),
    "a backslash inside a dotted name": ("import a.\\\nb\n", ["1 import a.b"]),
    "a statement behind a bare backslash": ("\\\nimport a\n", ["2 import a"]),
    "a statement behind a continued one": (
        "x = 1 + \\\n  2; import a\n",
        ["2 import a"],
    ),
    "a statement behind a closed bracket": (
        "x = [\n 1,\n]; import a\n",
        ["3 import a"],
    ),
    "behind a string of several lines": (
        'x = """\nimport no\n"""; import a\n',
        ["3 import a"],
    ),
    "CRLF": ("import a\r\nimport b\r\n", ["1 import a", "2 import b"]),
    "CR alone": ("import a\rimport b\r", ["1 import a", "2 import b"]),
    "all three line ends": (
        "import a\rimport b\r\nimport c\nimport d",
        ["1 import a", "2 import b", "3 import c", "4 import d"],
    ),
    "a backslash and CRLF": (
        "import a, \\\r\n b\r\nimport c\r\n",
        ["1 import a", "1 import b", "3 import c"],
    ),
    "CRLF in parentheses": (
        "from m import (\r\n a,\r\n b)\r\nimport c\r\n",
        ["1 from m a", "1 from m b", "4 import c"],
    ),
    "a form feed before it": ("\fimport a\n", ["1 import a"]),
    "a form feed on a line of its own": (
        "import a\n\f\nimport b\n",
        ["1 import a", "3 import b"],
    ),
    "a form feed in the indentation": (
        "def f():\n  \f  import a\nimport b\n",
        ["2 import+local a", "3 import b"],
    ),
    "a line separator of Unicode is no line end": (
        "x = '\u2028'\nimport a\n",
        ["2 import a"],
    ),
    "a vertical tab in a string": ("x = '\v'\nimport a\n", ["2 import a"]),
    "blank lines at the start": ("\n\n\nimport a\n", ["4 import a"]),
    "a shebang and a cookie": (
        "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\nimport a\n",
        ["3 import a"],
    ),
}

COMPOUND = {
    "if on one line": ("if x: import a\n", ["1 import a"]),
    "if and else on two lines": (
        "if x: import a\nelse: import b\n",
        ["1 import a", "2 import b"],
    ),
    "elif": ("if x:\n  pass\nelif y: import a\n", ["3 import a"]),
    "several in one suite": (
        "if x: import a; y = 1; import b\n",
        ["1 import a", "1 import b"],
    ),
    "behind pass": ("if x: pass; import a\n", ["1 import a"]),
    "for": ("for i in x: import a\n", ["1 import a"]),
    "while": ("while 1: import a\n", ["1 import a"]),
    "with": ("with x as y: import a\n", ["1 import a"]),
    "async with": (
        "async def f():\n  async with x: import a\n",
        ["2 import+local a"],
    ),
    "try and finally": (
        "try: import a\nfinally: import b\n",
        ["1 import a", "2 import b"],
    ),
    "class": ("class A: import a\n", ["1 import a"]),
    "class with bases": ("class A(B, metaclass=C): import a\n", ["1 import a"]),
    "a dictionary in the condition": ("if {1: 2}[1]: import a\n", ["1 import a"]),
    "a slice in the condition": ("if x[1:2]: import a\n", ["1 import a"]),
    "a lambda in the condition": ("if (lambda: 0)(): import a\n", ["1 import a"]),
    "a bare lambda in the condition": (
        "if lambda x: 0: import a\n",
        ["1 import a"],
    ),
    "a walrus in the condition": ("if (y := 1): import a\n", ["1 import a"]),
    "a colon in a string": ("if x == ':': import a\n", ["1 import a"]),
    "a format specification": ("if f'{x:>3}': import a\n", ["1 import a"]),
    "a block of if": ("if x:\n    import a\n", ["2 import a"]),
    "a block of a class": ("class A:\n    import a\n", ["2 import a"]),
    "match": (
        "match x:\n    case 1: import a\n    case _:\n        import b\n",
        ["2 import a", "4 import b"],
    ),
    "match over a mapping": (
        'match x:\n  case {"a": [b, *_]}: import a\n',
        ["2 import a"],
    ),
    "match with a guard": (
        "match x:\n  case y if y[1:2]: import a\n",
        ["2 import a"],
    ),
    "a group of exceptions": (
        "try: pass\nexcept* X: import a\n",
        ["2 import a"],
    ),
    "a type alias before it": ("type X = int; import a\n", ["1 import a"]),
    "an annotation before it": ("x: int = 1; import a\n", ["1 import a"]),
    "a space before the colon": ("if x :import a\n", ["1 import a"]),
    "parentheses over lines in the condition": (
        "if (x and\n    y): import a\n",
        ["2 import a"],
    ),
}

LOCAL = {
    "a function": ("def f():\n    import a\n", ["2 import+local a"]),
    "a function on one line": ("def f(): import a\n", ["1 import+local a"]),
    "a function on one line with two": (
        "def f(): import a; import b\n",
        ["1 import+local a", "1 import+local b"],
    ),
    "a function that returns a type": (
        "def f(x: int = {1: 2}[1]) -> dict[str, int]: import a\n",
        ["1 import+local a"],
    ),
    "a function with type parameters": (
        "def f[T: int](x: T) -> T: import a\n",
        ["1 import+local a"],
    ),
    "an async function": ("async def f():\n  from m import n\n", ["2 from+local m n"]),
    "a method": (
        "class A:\n  def f(self):\n    import a\n  import b\n",
        ["3 import+local a", "4 import b"],
    ),
    "a class in a function": (
        "def f():\n  class A:\n    import a\n",
        ["3 import+local a"],
    ),
    "a function in a function": (
        "def f():\n  def g():\n    import a\n  import b\nimport c\n",
        ["3 import+local a", "4 import+local b", "5 import c"],
    ),
    "after the function": (
        "def f():\n    pass\nimport a\n",
        ["3 import a"],
    ),
    "after a function on one line": ("def f(): pass\nimport a\n", ["2 import a"]),
    "a comment at the margin ends no function": (
        "def f():\n    pass\n# x\n    import a\n",
        ["4 import+local a"],
    ),
    "a blank line ends no function": (
        "def f():\n    pass\n\n\n    import a\n",
        ["5 import+local a"],
    ),
    "a string at the margin ends no function": (
        'def f():\n    x = """\ny\n"""\n    import a\n',
        ["5 import+local a"],
    ),
    "a bracket at the margin ends no function": (
        "def f():\n    x = [\n1,\n]\n    import a\n",
        ["5 import+local a"],
    ),
    "a header over several lines": (
        "def f(\n    x,\n):\n    import a\nimport b\n",
        ["4 import+local a", "5 import b"],
    ),
    "a decorated function": (
        "@x\n@y(1)\ndef f():\n    import a\n",
        ["4 import+local a"],
    ),
    "tabs": ("def f():\n\timport a\nimport b\n", ["2 import+local a", "3 import b"]),
    "tabs with blanks behind them": (
        "class A:\n\tdef f(self):\n\t    import a\n\timport b\n",
        ["3 import+local a", "4 import b"],
    ),
    "a block in a function": (
        "def f():\n  if x:\n    import a\n  else: import b\n",
        ["3 import+local a", "4 import+local b"],
    ),
    "a class is not local": (
        "class A:\n  class B:\n    import a\n",
        ["3 import a"],
    ),
    "a star is not local in a class": (
        "class A:\n  from m import *\n",
        ["2 star m *"],
    ),
    "CRLF": ("def f():\r\n    import a\r\nimport b\r\n", ["2 import+local a", "3 import b"]),
}
