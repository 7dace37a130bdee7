# SPDX-License-Identifier: MIT
"""`depstamp refs`: where constructs are used."""

import json
import os
import random

import pytest

from cli.oracle_refs import Oracle

pytest_plugins = ["cli.workspace"]

CASES = int(os.environ.get("DEPSTAMP_CASES", "25"))
FIRST = int(os.environ.get("DEPSTAMP_SEED", "0"))

B = """\
LIMIT = 3

def f(x: int) -> int:
    return x + LIMIT

class C:
    size = 1

    def m(self):
        self.z = 2
        return self.m()
"""


@pytest.fixture
def small(work):
    work.write({"depstamp.yaml": "", "pkg/__init__.py": "", "pkg/b.py": B})
    return work


def uses(work, *arguments):
    """Places of the one construct that is asked for, as `path:line:column how`."""
    [one] = work.json("refs", *arguments, "--format", "json")
    return [f"{u['path']}:{u['line']}:{u['column']} {u['how']}" for u in one["uses"]]


def unused(work, *files):
    lines = work.text("refs", "--unused", *files, "--format", "lines").splitlines()
    return [line.partition(": ")[2] for line in lines]


def test_a_construct_has_the_fields_of_the_contract(small):
    small.write({"pkg/a.py": "from pkg.b import f\n\nf(1)\n"})
    assert small.json("refs", "pkg/b.py:f", "--format", "json") == [
        {
            "path": "pkg/b.py",
            "name": "f",
            "kind": "function",
            "line": 3,
            "uses": [{"path": "pkg/a.py", "line": 3, "column": 1, "how": "name"}],
        }
    ]


def test_a_file_stands_for_all_that_it_defines(small):
    found = small.json("refs", "pkg/b.py", "--format", "json")
    assert [(one["line"], one["kind"], one["name"]) for one in found] == [
        (1, "variable", "LIMIT"),
        (3, "function", "f"),
        (6, "class", "C"),
        (9, "method", "C.m"),
    ]


@pytest.mark.parametrize(
    "text,place",
    [
        ("from pkg.b import f\nf(1)\n", "2:1"),
        ("from pkg.b import f as g\nx = g\n", "2:5"),
        ("import pkg.b\npkg.b.f(1)\n", "2:7"),
        ("import pkg.b as q\nq.f(1)\n", "2:3"),
        ("from pkg import b\nb.f(1)\n", "2:3"),
        ("from .b import f\n@f\ndef g(): ...\n", "2:2"),
        ("from . import b\nx = [b.f]\n", "2:8"),
        ("from .b import *\nf(1)\n", "2:1"),
        ("def g():\n    from pkg.b import f\n    f(1)\n", "3:5"),
        ("from pkg.api import h\nh(1)\n", "2:1"),
        ("from pkg.stars import f\nf(1)\n", "2:1"),
        ("from pkg import api\napi.h(1)\n", "2:5"),
        ("from pkg.b import f\nx = 'é' + f'{f}'\n", "2:14"),
    ],
)
def test_a_use_is_found_however_the_name_arrives(small, text, place):
    small.write({"pkg/api.py": "from .b import f as h\n", "pkg/stars.py": "from .b import *\n"})
    small.write({"pkg/a.py": text})
    assert uses(small, "pkg/b.py:f") == [f"pkg/a.py:{place} name"]


@pytest.mark.parametrize(
    "text",
    [
        "from pkg.b import f\n",
        "import pkg.b as f\nf.LIMIT\n",
        "from other import f\nf(1)\n",
        "from pkg.b import *\ndef f(): ...\nf(1)\n",
        "from pkg.b import LIMIT\nprint(f=LIMIT)\n",
        "import os\nos.f\n",
        "# f\n'f'\n",
    ],
)
def test_what_is_no_use_is_none(small, text):
    small.write({"pkg/a.py": text})
    assert uses(small, "pkg/b.py:f") == []


def test_an_attribute_of_who_knows_what_is_marked(small):
    small.write({"pkg/a.py": "def g(x):\n    x.f(1)\n    x.m()\n"})
    assert uses(small, "pkg/b.py:f") == ["pkg/a.py:2:7 attribute"]
    assert uses(small, "pkg/b.py:C.m") == ["pkg/a.py:3:7 attribute", "pkg/b.py:11:21 attribute"]


def test_attributes_of_classes_are_found_when_named(small):
    small.write({"pkg/a.py": "def g(x):\n    return x.size, x.z\n"})
    assert uses(small, "pkg/b.py:C.size") == ["pkg/a.py:2:14 attribute"]
    assert uses(small, "pkg/b.py:C.z") == ["pkg/a.py:2:22 attribute"]


def test_where_a_name_is_bound_is_no_use(work):
    work.write({"m.py": "x = 1\nx = x + 1\nfor y in x: pass\nwith y as z: z\n"})
    assert uses(work, "m.py:x") == ["m.py:2:5 name", "m.py:3:10 name"]
    assert uses(work, "m.py:z") == ["m.py:4:14 name"]


def test_several_definitions_are_one_construct(work):
    text = "if a:\n    def f(): ...\nelse:\n    def f(): ...\nf()\n"
    work.write({"m.py": text})
    [one] = work.json("refs", "m.py", "--format", "json")
    assert (one["line"], len(one["uses"])) == (2, 1)


def test_a_name_may_be_several_constructs(small):
    small.write({"pkg/c.py": "def f(): ...\n"})
    small.write(
        {"pkg/a.py": "try:\n    from .b import f\nexcept ImportError:\n    from .c import f\nf()\n"}
    )
    assert uses(small, "pkg/b.py:f") == uses(small, "pkg/c.py:f") == ["pkg/a.py:5:1 name"]


def test_the_formats_say_the_same(small):
    small.write({"pkg/a.py": "from pkg.b import f\nf(1)\n\ndef g(x): x.f\n"})
    assert small.text("refs", "pkg/b.py:f") == (
        "pkg/b.py:3: function f\n  pkg/a.py:2:1\n  pkg/a.py:4:13 attribute\n"
    )
    assert small.text("refs", "pkg/b.py:f", "--format", "lines") == (
        "pkg/a.py:2:1: name function f of pkg/b.py\n"
        "pkg/a.py:4:13: attribute function f of pkg/b.py\n"
    )
    assert small.text("refs", "pkg/a.py:g") == "pkg/a.py:4: function g\n  no uses\n"


def test_unused_lists_what_nothing_uses(small):
    small.write({"pkg/a.py": "from pkg.b import C\nC().m()\n"})
    assert unused(small) == ["function f"]
    assert small.json("refs", "--unused", "--format", "json")[0]["uses"] == []
    assert unused(small, "pkg/a.py") == []


@pytest.mark.parametrize(
    "text",
    [
        "from pkg.b import f\n",
        "from pkg.b import *\n__all__ = ['f']\n",
        "from pkg.b import *\nx: 'f'\nx\n",
        "def g(y): y.f\n__all__ = ['g']\n",
    ],
)
def test_what_others_need_is_not_unused(small, text):
    small.write({"pkg/a.py": text})
    assert "function f" not in unused(small)


def test_what_is_called_by_its_name_is_not_unused(work):
    work.write({"test_m.py": "def test_x(): ...\nclass TestY:\n    def test_z(self): ...\n"})
    work.write({"m.py": "__version__ = 1\nclass A:\n    def __eq__(self, o): ...\nA\n"})
    assert unused(work) == []


def test_files_that_are_no_subjects_use_things_too(small):
    small.write(
        {".gitignore": "gen/\n", "gen/__init__.py": "", "gen/x.py": "import pkg.b\npkg.b.f\n"}
    )
    small.write({"pkg/a.py": "import gen.x\n"})
    assert uses(small, "pkg/b.py:f") == ["gen/x.py:2:7 name"]


def test_answers_are_the_same_from_a_cache(small):
    small.write({"pkg/a.py": "from pkg.b import f\nf(1)\n"})
    first = small.text("refs", "--all")
    assert small.text("refs", "--all") == first
    small.append("pkg/a.py", "f(2)\n")
    assert uses(small, "pkg/b.py:f") == ["pkg/a.py:2:1 name", "pkg/a.py:3:1 name"]
    small.remove(".depstamp")
    assert uses(small, "pkg/b.py:f") == ["pkg/a.py:2:1 name", "pkg/a.py:3:1 name"]


def test_a_file_that_is_no_python_has_nothing(work):
    work.write({"m.py": "def f(:\n", "n.py": "from m import f\nf()\n"})
    assert work.text("refs", "m.py") == ""


def test_an_attribute_that_many_may_be_is_left_out_of_all(work):
    work.write({f"m{i}.py": "class A:\n    def m(self): ...\n" for i in range(9)})
    work.write({"use.py": "def g(x): x.m()\n"})
    assert "use.py:1:13" not in work.text("refs", "--all", "--format", "lines")
    assert uses(work, "m0.py:A.m") == ["use.py:1:13 attribute"]
    assert not any("A.m" in line for line in unused(work))


def test_wrong_words_are_refused(small):
    assert "did you mean `f`?" in small.trouble("refs", "pkg/b.py:ff")
    assert "nix.py is no Python file" in small.trouble("refs", "nix.py:f")
    assert "name a file" in small.trouble("refs")
    assert "not several" in small.trouble("refs", "--all", "pkg/b.py")
    assert "not several" in small.trouble("refs", "--all", "--unused")


def test_a_manifest_says_what_is_used_and_defined(small):
    small.write({"pkg/a.py": "from pkg.b import f, C\n\nf(f(1))\nC()\n\ndef g():\n    f(2)\n"})
    one = small.manifest("pkg/a.py")
    assert one["uses"] == {
        "pkg/b.py": [{"name": "C", "lines": [4]}, {"name": "f", "lines": [3, 7]}]
    }
    assert one["defines"] == [{"name": "g", "kind": "function", "line": 6}]
    names = [d["name"] for d in small.manifest("pkg/b.py")["defines"]]
    assert names == ["LIMIT", "f", "C", "C.size", "C.m", "C.z"]


# -- against ast, on random trees ----------------------------------------------

PATHS = ["p/__init__.py", "p/a.py", "p/b.py", "p/s/__init__.py", "p/s/c.py", "top.py"]
NAMES = ["f", "g", "K", "L", "a", "c", "V"]
MODULES = ["p", "p.a", "p.b", "p.s", "p.s.c", "top", "os", "p.nix"]


class Writer:
    def __init__(self, generator):
        self.random = generator

    def name(self):
        return self.random.choice(NAMES)

    def an_import(self, path):
        module = self.random.choice(MODULES)
        if path.startswith("p/") and self.random.random() < 0.3:
            module = self.random.choice([".", ".a", ".b", ".s", ".c"])
        alias = f" as {self.name()}" if self.random.random() < 0.3 else ""
        kind = self.random.random()
        if kind < 0.15:
            return f"from {module} import *"
        if kind < 0.4 and not module.startswith("."):
            return f"import {module}{alias}"
        member = self.random.choice([*NAMES, "b", "s"])
        return f"from {module} import {member}{alias}"

    def expression(self):
        head = self.random.choice([*NAMES, "p", "top", "os", "v", "v()"])
        rest = [
            self.random.choice([*NAMES, "b", "s", "m"]) for _ in range(self.random.randrange(4))
        ]
        text = ".".join([head, *rest])
        return self.random.choice([text, f"{text}()", f"('é', {text})", f"[{text}\n, 1]"])

    def definition(self):
        kind = self.random.randrange(3)
        if kind == 0:
            return f"def {self.name()}(v=1):\n    return {self.expression()}"
        if kind == 1:
            method = self.random.choice(["m", "n", self.name()])
            body = f"def {method}(self, v):\n        return {self.expression()}"
            return f"class {self.name()}:\n    {body}"
        return f"{self.name()} = {self.expression()}"

    def file(self, path):
        imports = [self.an_import(path) for _ in range(self.random.randrange(4))]
        rest = [self.definition() for _ in range(self.random.randrange(4))]
        rest += [self.expression() for _ in range(self.random.randrange(5))]
        return "".join(line + "\n" for line in imports + rest)


def found_by(work):
    text = work.text("refs", "--all", "--format", "json")
    return {
        (one["path"], one["name"]): (
            one["kind"],
            one["line"],
            {(u["path"], u["line"], u["column"], u["how"]) for u in one["uses"]},
        )
        for one in json.loads(text)
    }


@pytest.mark.parametrize("case", range(FIRST, FIRST + CASES))
def test_random_trees_are_answered_as_ast_says(work, case):
    writer = Writer(random.Random(case))
    files = {path: writer.file(path) for path in PATHS}
    work.write(files | {"depstamp.yaml": ""})
    assert found_by(work) == Oracle(files).refs(), files
