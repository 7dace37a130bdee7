# SPDX-License-Identifier: MIT
"""Text that is no import, broken text, and encodings.

A case is a sentence, a source and the imports expected, one a line, as
`LINE KINDS MODULE [NAME]`.
"""

NOTHING = {
    "a comment": "# import a\n",
    "a comment behind a statement": "x = 1  # ; import a\n",
    "a string": "x = 'import a'\n",
    "a docstring": '"""\nimport a\nfrom b import c\n"""\n',
    "single triple quotes": "'''\nimport a\n'''\n",
    "a docstring of a function": 'def f():\n    """\n    import a\n    """\n',
    "an escaped quote in a docstring": '"""\\"""\nimport a\n"""\n',
    "quotes of the other kind": "'''\n\"\"\"\nimport a\n'''\n",
    "two quotes inside three": '""" "" \nimport a\n"""\n',
    "a continued string": "x = 'a \\\nimport a'\n",
    "a continued comment is none": "# x \\\n# import a\n",
    "a raw string": 'x = r"""\\\\"""\ny = """\nimport a\n"""\n',
    "raw bytes": "x = rb'''\nimport a\n'''\n",
    "every order of prefixes": (
        "a = Rb'''\nimport a\n'''\nb = bR'''\nimport a\n'''\n"
        "c = U'''\nimport a\n'''\nd = fR'''\nimport a\n'''\n"
        "e = rF'''\nimport a\n'''\nf = B'''\nimport a\n'''\n"
    ),
    "a template string": "x = t'''\nimport a\n'''\n",
    "an f-string": "x = f'''\nimport a {x}\nimport b\n'''\n",
    "an f-string with braces": "x = f'''{{\nimport a\n}}'''\n",
    "an f-string in an f-string": "x = f'''{f\"{y}\"}\nimport a\n'''\n",
    "the same quotes in an f-string": (
        "x = f'{d['a']}'\ny = f'{f'{1}'}'\nz = '''\nimport a\n'''\n"
    ),
    "a nested specification": "x = f'{y:{w}.{p}}'\nz = '''\nimport a\n'''\n",
    "an expression over lines in an f-string": ("x = f'''{\n y\n}\nimport a\n'''\n"),
    "a hash in an f-string": "x = f'{x}#'\ny = '''\nimport a\n'''\n",
    "a hash in a string": "x = '#'; y = '''\nimport a\n'''\n",
    "a quote in a comment": '# it\'s\nx = 1  # """\n',
    "implicit concatenation": "x = ('a'\n'import a'\n\"import b\")\n",
    "an attribute": "x.imports = 1\nx.import_ = 2\n",
    "names that begin with it": "importa = 1\nimport_a(2)\nfrom_ = 3\nimported: int\n",
    "raise from": "try:\n  pass\nexcept X as e:\n  raise Y from e\n",
    "yield from": "def f():\n  yield from x\n",
    "yield from over lines": "def f():\n  x = (yield\nfrom y)\n",
    "yield from behind a backslash": "def f():\n  yield \\\nfrom y\n",
    "raise from behind a backslash": "def f():\n  raise X \\\n  from y\n",
    "an empty file": "",
    "blanks only": "   \n\t\n\f\n",
    "a doctest": '"""\n>>> import a\n>>> from b import c\n"""\n',
    "keywords as arguments of a string": "x('from a import b')\n",
    "a string ending in a backslash": "x = '\\\\'\ny = '''\nimport a\n'''\n",
    "a raw string ending in a quote": "x = r'\\''\ny = '''\nimport a\n'''\n",
}

SYNTAX_ERRORS = {
    "a missing colon before it": ("if x\nimport a\n", ["2 import a"]),
    "a missing colon after it": ("import a\nif x\n  pass\n", ["1 import a"]),
    "an unclosed bracket after it": ("import a\nx = (\n", ["1 import a"]),
    "a bracket that closes nothing": ("x = 1)\nimport a\n", ["2 import a"]),
    "a wrong bracket": ("x = (1]\nimport a\n", ["2 import a"]),
    "an unclosed string": ("x = 'abc\nimport a\n", ["2 import a"]),
    "a keyword too many": ("def class f():\n  pass\nimport a\n", ["3 import a"]),
    "a stray operator": ("x = = 1\nimport a\nimport b\n", ["2 import a", "3 import b"]),
    "Python 2's print": ("print 'x'\nimport a\n", ["2 import a"]),
    "Python 2's except": (
        "try:\n  import a\nexcept X, e:\n  pass\nimport b\n",
        ["2 import a", "5 import b"],
    ),
    "Python 2's exec": ("exec 'x' in d\nimport a\n", ["2 import a"]),
    "a conflict of a merge": (
        "<<<<<<< ours\nimport a\n=======\nimport b\n>>>>>>> theirs\nimport c\n",
        ["2 import a", "4 import b", "6 import c"],
    ),
    "indentation that fits nothing": (
        "if x:\n    y\n  import a\nimport b\n",
        ["3 import a", "4 import b"],
    ),
    "an unexpected indentation": ("  import a\nimport b\n", ["1 import a", "2 import b"]),
    "an import without a name before it": ("import\nimport a\n", ["2 import a"]),
    "an unfinished from before it": ("from m import\nimport a\n", ["2 import a"]),
    "half a statement behind it": ("import a\nimport b.\n", ["1 import a"]),
    "a stray character": ("x = $\nimport a\n", ["2 import a"]),
    "a question mark": ("import a\nx?\nimport b\n", ["1 import a", "3 import b"]),
    "a line magic": ("%matplotlib inline\nimport a\n", ["2 import a"]),
}


ENCODED = {
    "a byte order mark": (b"\xef\xbb\xbfimport a\n", ["1 import a"]),
    "a byte order mark and CRLF": (
        b"\xef\xbb\xbfimport a\r\nimport b\r\n",
        ["1 import a", "2 import b"],
    ),
    "a byte order mark and a function": (
        b"\xef\xbb\xbfdef f():\n    import a\nimport b\n",
        ["2 import+local a", "3 import b"],
    ),
    "a cookie of latin-1": (
        b"# -*- coding: latin-1 -*-\nx = '\xe9'\nimport a\n",
        ["3 import a"],
    ),
    "a cookie on the second line": (
        b"#!/usr/bin/python\n# vim: set fileencoding=iso-8859-15 :\nx = '\xa4'; import a\n",
        ["3 import a"],
    ),
    "a comment in latin-1": (
        b"# coding: latin-1\n# caf\xe9\nimport a\n",
        ["3 import a"],
    ),
    "bytes that are not UTF-8 in a comment": (b"# \xff\xfe\nimport a\n", ["2 import a"]),
    "bytes that are not UTF-8 in a string": (
        b"x = '\xff'\nimport a\n",
        ["2 import a"],
    ),
    "a NUL byte in a string": (b"x = '\x00'\nimport a\n", ["2 import a"]),
    "a NUL byte on a line of its own": (
        b"import a\n\x00\nimport b\n",
        ["1 import a", "3 import b"],
    ),
    "a cookie of an unknown encoding": (
        b"# coding: no-such-thing\nimport a\n",
        ["2 import a"],
    ),
    "a cut character at the end": (b"import a\n# \xe2\x82", ["1 import a"]),
    "a control character in a string": (b"x = '\x1a'\nimport a\n", ["2 import a"]),
}


BROKEN_BYTES = {
    "not UTF-8": b"x = '\xff'\nimport a\n",
    "a NUL byte": b"x = 1\n\x00\nimport a\n",
}
