# SPDX-License-Identifier: MIT
"""Modules that a text reaches without importing them: levels.md K2."""

import pytest

pytest_plugins = ["cli.workspace"]

TREE = {
    path: ""
    for path in """
    a/__init__.py a/b.py a/c.py a/d/__init__.py a/d/e.py a/stub.pyi a/ns/deep.py
    q/__init__.py q/a/__init__.py q/a/c.py q/plain.py
    """.split()
}


def reached(work, source, path="x_main.py"):
    work.write(TREE).write({path: source})
    return work.edges(path, "--kinds", "submodule")


REACHES = {
    "import": ("import a\na.c.f()\n", ["a/c.py"]),
    "under another name": ("import a as y\ny.c.f()\n", ["a/c.py"]),
    "a submodule binds its package": ("import a.b\na.c.f()\n", ["a/c.py"]),
    "a submodule under another name": ("import a.d as y\ny.e\n", ["a/d/e.py"]),
    "from": ("from q import a\na.c\n", ["q/a/c.py"]),
    "from under another name": ("from q import a as y\ny.c\n", ["q/a/c.py"]),
    "further down": ("import a\na.d.e.f\n", ["a/d/__init__.py", "a/d/e.py"]),
    "a stub": ("import a\na.stub.f\n", ["a/stub.pyi"]),
    "a folder without __init__": ("import a\na.ns.deep.f\n", ["a/ns/deep.py"]),
    "in a function": ("def f():\n    import a\n    return a.c\n", ["a/c.py"]),
    "far from the import": ("def f():\n    import a\n\ndef g():\n    a.c\n", ["a/c.py"]),
    "before the import": ("def g():\n    a.c\n\nimport a\n", ["a/c.py"]),
    "a type in a string": ("import a\nx: 'a.c.T'\n", ["a/c.py"]),
    "a type comment": ("import a\nx = []  # type: list[a.c.T]\n", ["a/c.py"]),
    "an f-string": ("import a\nf'{a.c.f()}'\n", ["a/c.py"]),
    "as an argument": ("import a\nf(a.c)\n", ["a/c.py"]),
    "as a target": ("import a\na.c.x = 1\ndel a.b.x\n", ["a/b.py", "a/c.py"]),
    "in other letters": ("import \uff41\n\uff41.\uff43.f()\n", ["a/c.py"]),
    "in other letters behind the dot": ("import a\na.\uff43.f()\n", ["a/c.py"]),
    "in brackets": ("import a\n(a).c\n", ["a/c.py"]),
    "blanks around the dot": ("import a\na . \tc . f\n", ["a/c.py"]),
    "a newline before the dot": ("import a\nx = (a\n     .c)\n", ["a/c.py"]),
    "a newline behind the dot": ("import a\nx = (a.\n     c)\n", ["a/c.py"]),
    "a backslash before the dot": ("import a\nx = a\\\n  .c\n", ["a/c.py"]),
    "a backslash behind the dot": ("import a\nx = a.\\\n  c\n", ["a/c.py"]),
    "a comment before the dot": ("import a\nx = (a  # one # two\n  # three\n .c)\n", ["a/c.py"]),
    "a comment behind the dot": ("import a\nx = (a. # one\n  # two\n c)\n", ["a/c.py"]),
    "a bracket and a comment": (
        "import a\nx = ((a.d) # one\n .e)\n",
        ["a/d/__init__.py", "a/d/e.py"],
    ),
    "another line end": ("import a\r\nx = (a\r\n.c)\r\n", ["a/c.py"]),
    "old line ends": ("import a\rx = (a\r.c)\r", ["a/c.py"]),
    "on the same line": ("import a; a.c\n", ["a/c.py"]),
    "in a class": ("class K:\n    import a\nK.a.c\n", ["a/c.py"]),
    "one name for two": (
        "try:\n    import a as y\nexcept ImportError:\n    from q import a as y\ny.c\n",
        ["a/c.py", "q/a/c.py"],
    ),
    "the end of the text": ("import a\na.c", ["a/c.py"]),
}


@pytest.mark.parametrize(("source", "found"), REACHES.values(), ids=REACHES)
def test_what_the_text_goes_on_to_is_an_edge(work, source, found):
    assert reached(work, source) == found


REACHES_NOT = {
    "no such module": "import a\na.nothing.c\n",
    "nothing behind": "import a\na\n",
    "another name": "import a\nb.c\n",
    "the end of another name": "import a\nba.c\n",
    "the beginning of another name": "import a\nab.c\n",
    "an attribute of that name": "import a\nx.a.c\n",
    "the name that was replaced": "import a as y\na.c\n",
    "an ellipsis": "import a\n[a, ...].c\na...c\n",
    "a number": "import a\na.1c\n",
    "not a package": "from q import plain\nplain.c\n",
    "not ours": "import json\njson.c\n",
    "without an import": "a.c\n",
    "what is imported anyhow": "import a.c\na.c.f()\n",
    "what is imported later": "import a\na.c\nfrom a import c\n",
    "a dynamic import binds nothing": "__import__('a')\na.c\n",
}


@pytest.mark.parametrize("source", REACHES_NOT.values(), ids=REACHES_NOT)
def test_what_is_no_way_on_is_no_edge(work, source):
    assert reached(work, source) == []


def test_a_relative_import_binds_a_package(work):
    assert reached(work, "from . import a\na.c\n", "q/m.py") == ["q/a/c.py"]
    assert reached(work, "from .. import a as y\ny.c\n", "q/a/m.py") == ["q/a/c.py"]
    assert reached(work, "from .a import b as y\ny.c\n", "q/m.py") == []


def test_a_package_reaches_its_own_modules_by_its_name(work):
    assert reached(work, "import a\na.c\n", "a/__init__.py") == ["a/c.py"]


def test_every_root_and_a_stub_package_are_looked_at(work):
    work.write({"depstamp.yaml": "roots: [one, two]\n"})
    work.write(
        {"one/a/m.py": "", "two/a/c.py": "", "one/p-stubs/c.pyi": "", "two/p/__init__.py": ""}
    )
    work.write({"one/p-stubs/__init__.pyi": "", "two/p/c.py": ""})
    work.write({"one/x_main.py": "import a, p\na.c\np.c\n"})
    found = work.edges("one/x_main.py", "--kinds", "submodule")
    assert found == ["one/p-stubs/c.pyi", "two/a/c.py", "two/p/c.py"]


def test_a_name_of_eight_links_is_followed(work):
    parts = [f"p{i}" for i in range(9)]
    for depth in range(1, 9):
        work.write({"/".join([*parts[:depth], "__init__.py"]): ""})
    work.write({"x_main.py": "import p0\n" + ".".join(parts) + "\n"})
    found = work.edges("x_main.py", "--kinds", "submodule")
    assert found == sorted("/".join([*parts[:depth], "__init__.py"]) for depth in range(2, 9))


# -- what another module passes on ----------------------------------------

PASSED_ON = {
    "its import": ("import a", "import other\nother.a.c\n"),
    "its import under another name": ("import a as y", "import other\nother.y.c\n"),
    "taken by from": ("import a as y", "from other import y\ny.c\n"),
    "taken by from under a third name": ("import a as y", "from other import y as z\nz.c\n"),
    "taken by a star": ("import a", "from other import *\na.c\n"),
    "through a star": ("from third import *", "import other\nother.a.c\n"),
    "through a third": ("from third import a as y", "from other import y\ny.c\n"),
    "through a circle": ("from third import a\nfrom circle import a", "from other import a\na.c\n"),
}


@pytest.mark.parametrize(("other", "source"), PASSED_ON.values(), ids=PASSED_ON)
def test_a_package_that_another_module_imports_leads_on(work, other, source):
    work.write(
        {"other.py": other + "\n", "third.py": "import a\n", "circle.py": "from other import a\n"}
    )
    assert reached(work, source) == ["a/c.py"]


def test_the_way_on_is_looked_for_anew_when_the_other_module_changes(work):
    work.write(TREE).write(
        {"other.py": "import a as y\n", "x_main.py": "import other\nother.y.c\n"}
    )
    base = work.baseline()
    work.write({"other.py": "import q.a as y\n"})
    assert work.edges("x_main.py", "--kinds", "submodule") == ["q/a/c.py"]
    assert work.affected("--baseline", base) == ["other.py", "x_main.py"]


def test_an_ignored_module_passes_a_package_on(work):
    work.write({".gitignore": "gen/\n", "gen/__init__.py": "", "gen/more.py": "import a as y\n"})
    work.git("init", "-q")
    assert reached(work, "import gen\ngen.more.y.c\n") == ["a/c.py", "gen/more.py"]
    base = work.baseline()
    work.append("gen/more.py", "# new\n")
    assert work.affected("--baseline", base) == ["x_main.py"]


# -- star imports ---------------------------------------------------------

LISTS = {
    "a list": '__all__ = ["c"]\n',
    "a tuple": "__all__ = 'c', 'd'\n",
    "with an annotation": '__all__: list[str] = ["c"]\n',
    "added to": '__all__ = []\n__all__ += ["c"]\n',
    "extended": '__all__ = []\n__all__.extend(["c"])\n',
    "appended to": '__all__ = []\n__all__.append("c")\n',
    "over several lines": '__all__ = [\n    "x",  # one\n    "c",\n]\n',
    "in two pieces": '__all__ = ["" "c"]\n',
    "behind a semicolon": 'x = 1; __all__ = ["c"]\n',
    "in a condition": 'if x:\n    __all__ = ["c"]\n',
    "in a condition's line": 'if x: __all__ = ["c"]\n',
    "in a loop": 'for n in ("c",): __all__.append(n)\n',
    "with prefixes": "__all__ = [u'c', r'x']\n",
    "of another module": "from q import plain\n__all__ = plain.__all__ + ['x']\n",
}


@pytest.mark.parametrize("source", LISTS.values(), ids=LISTS)
def test_a_star_takes_the_submodules_that_are_listed(work, source):
    work.write(TREE).write({"a/__init__.py": source, "q/plain.py": '__all__ = ["c"]\n'})
    work.write({"x_main.py": "from a import *\n"})
    assert "a/c.py" in work.edges("x_main.py", "--kinds", "submodule")
    assert "a/b.py" not in work.edges("x_main.py")
    base = work.baseline()
    work.append("a/c.py", "f = 1\n")
    assert work.affected("--baseline", base) == ["a/c.py", "x_main.py"]


def test_a_star_takes_nothing_that_is_not_listed(work):
    for source in ["", "c = 1\n", '_all_ = ["c"]\n', '__all__ = ["c.x"]\n', "__all__ = [c]\n"]:
        work.write(TREE).write({"a/__init__.py": source, "x_main.py": "from a import *\n"})
        assert work.edges("x_main.py", "--kinds", "submodule") == [], source


def test_a_list_that_changes_changes_who_takes_all(work):
    work.write(TREE).write({"x_main.py": "from a import *\n", "other.py": "from a import b\n"})
    base = work.baseline()
    work.write({"a/__init__.py": '__all__ = ["c"]\n'})
    assert work.edges("x_main.py") == ["a/__init__.py", "a/c.py"]
    assert "x_main.py" in work.affected("--baseline", base)


# -- keys -----------------------------------------------------------------


def test_a_change_of_what_is_reached_affects_who_reaches_it(work):
    work.write(TREE).write({"x_main.py": "import a\na.c.f()\n", "y_main.py": "import a\na.b\n"})
    work.write({"z_main.py": "import x_main\n"})
    base = work.baseline()
    names = work.keys("names")
    work.append("a/c.py", "f = 1\n")
    assert work.affected("--baseline", base) == ["a/c.py", "x_main.py", "z_main.py"]
    assert work.affected("--baseline", base, "--direct") == ["a/c.py", "x_main.py"]
    assert work.affected("a/c.py") == ["a/c.py", "x_main.py", "z_main.py"]
    changed = {path for path, key in work.keys("names").items() if key != names[path]}
    assert changed == {"a/c.py"}


def test_what_comes_and_goes_where_the_text_leads_affects_it(work):
    work.write(TREE).write({"x_main.py": "import a\na.d.new.f()\n", "y_main.py": "import a\n"})
    before = work.keys()
    work.write({"a/d/new.py": ""})
    after = work.keys()
    assert [path for path in before if before[path] != after[path]] == ["x_main.py"]
    assert work.edges("x_main.py", "--kinds", "submodule") == ["a/d/__init__.py", "a/d/new.py"]
    work.remove("a/d/new.py")
    assert work.keys() == before
    assert work.affected("a/d/new.py") == ["x_main.py"]


def test_git_and_the_disk_see_the_same_ways(work):
    work.write(TREE).write({"x_main.py": "import a\na.c.f()\n", "s.py": "from a import *\n"})
    work.write({"a/__init__.py": '__all__ = ["b"]\n'})
    work.commit()
    work.append("a/c.py", "f = 1\n").append("a/b.py", "g = 1\n")
    assert work.affected("--since", "HEAD") == ["a/b.py", "a/c.py", "s.py", "x_main.py"]
    work.git("add", "-A")
    assert work.affected("--staged") == ["a/b.py", "a/c.py", "s.py", "x_main.py"]
    work.commit()
    assert work.affected("--from-ref", "HEAD~1", "--to-ref", "HEAD") == [
        "a/b.py",
        "a/c.py",
        "s.py",
        "x_main.py",
    ]


def test_an_index_keeps_the_ways(work):
    work.write(TREE).write({"x_main.py": "import a as y\ny.c\n", "s.py": "from a import *\n"})
    work.write({"a/__init__.py": '__all__ = ["b"]\n'})
    cold = work.graph()
    assert work.graph() == cold
    for path in ["x_main.py", "s.py", "a/__init__.py", "q/plain.py"]:
        work.append(path, "# more\n")
        assert work.graph() == cold
    work.remove(".depstamp")
    assert work.graph() == cold


# -- what is shown --------------------------------------------------------


def entries(work, source, path="x_main.py"):
    work.write(TREE).write({path: source})
    found = work.manifest(path)["imports"]
    return [entry for entry in found if "submodule" in entry["kinds"]]


def test_a_manifest_shows_what_is_reached(work):
    source = "import json\nimport a.b as y, a\na.c\na.d.e\n"
    assert entries(work, source) == [
        {
            "module": "a.c",
            "name": None,
            "line": 2,
            "kinds": ["submodule"],
            "resolved": ["a/c.py"],
            "status": "first_party",
        },
        {
            "module": "a.d",
            "name": None,
            "line": 2,
            "kinds": ["submodule"],
            "resolved": ["a/d/__init__.py"],
            "status": "first_party",
        },
        {
            "module": "a.d.e",
            "name": None,
            "line": 2,
            "kinds": ["submodule"],
            "resolved": ["a/d/e.py"],
            "status": "first_party",
        },
    ]
    assert {"a/c.py", "a/d/e.py"} <= set(work.manifest("x_main.py")["dependencies"])


NAMED = {
    "import a.b as y\nimport a\na.c\n": ("a.c", 2, ["submodule"]),
    "from q import a as y\ny.c\n": ("q.a.c", 1, ["submodule"]),
    "def f():\n    import a\n    a.c\n": ("a.c", 2, ["local", "submodule"]),
    "if TYPE_CHECKING:\n    import a\nx: 'a.c'\n": ("a.c", 2, ["submodule", "type_checking"]),
}


@pytest.mark.parametrize("source", NAMED)
def test_what_is_reached_has_the_name_and_line_of_the_import(work, source):
    [entry] = entries(work, source)
    assert (entry["module"], entry["line"], entry["kinds"]) == NAMED[source]


def test_a_relative_name_keeps_its_dots(work):
    [entry] = entries(work, "from . import a\na.c\n", "q/m.py")
    assert entry["module"] == ".a.c"
    [entry] = entries(work, "from .. import a as y\ny.c\n", "q/a/m.py")
    assert entry["module"] == "..a.c"


def test_a_star_names_what_it_takes(work):
    work.write(TREE).write({"a/__init__.py": '__all__ = ["c"]\n', "x_main.py": "from a import *\n"})
    [star, entry] = work.manifest("x_main.py")["imports"]
    assert star["kinds"] == ["star"]
    assert (entry["module"], entry["line"], entry["kinds"]) == ("a.c", 1, ["submodule"])


def test_why_says_through_which_name(work):
    work.write(TREE).write({"x_main.py": "\nfrom q import a as y\ny.c\n"})
    answer = work.why("x_main.py", "--on", "q/a/c.py")
    assert answer["affected"]
    assert answer["steps"] == [
        {"from": "x_main.py", "to": "q/a/c.py", "line": 2, "module": "q.a.c"}
    ]
    text = work.text("why", "x_main.py", "--on", "q/a/c.py")
    assert "x_main.py:2 uses q.a.c: q/a/c.py\n" in text


def test_kinds_tell_submodules_from_imports(work):
    work.write(TREE).write({"x_main.py": "import a\na.c\n"})
    assert work.edges("x_main.py") == ["a/__init__.py", "a/c.py"]
    assert work.edges("x_main.py", "--kinds", "-submodule") == ["a/__init__.py"]
    assert work.edges("x_main.py", "--kinds", "submodule") == ["a/c.py"]


def test_what_a_line_ignores_binds_nothing(work):
    assert reached(work, "import a  # depstamp: ignore\na.c\n") == []
