# SPDX-License-Identifier: MIT
"""Which declarations changed and where they are used: `affected` and `why`."""

import pytest

pytest_plugins = ["cli.workspace"]

B = """\
LIMIT = 3

def f(x: int) -> int:
    return x

def g(x: int) -> int:
    return x

class C:
    def m(self) -> int:
        return 1
"""


@pytest.fixture
def project(work):
    work.write({"depstamp.yaml": "", "pkg/__init__.py": "", "pkg/b.py": B})
    work.write({"pkg/a.py": "from pkg.b import f, C\n\nf(1)\nC().m()\nx = f\n"})
    work.write({"pkg/api.py": "from .b import f\nfrom .b import g\n"})
    work.write({"pkg/far.py": "from .api import f\nf(2)\n"})
    work.commit()
    return work


def change(work, old, new, path="pkg/b.py"):
    text = (work.root / path).read_text()
    assert old in text
    work.write({path: text.replace(old, new)})


def units(work, path, level="declared"):
    report = work.report("--level", level)
    [one] = [one for one in report["affected"] if one["path"] == path]
    return one["units"]


def test_a_changed_signature_is_shown_with_the_lines_that_use_it(project):
    change(project, "def f(x: int)", "def f(x: str)")
    assert units(project, "pkg/a.py") == [
        {
            "path": "pkg/b.py",
            "name": "f",
            "old": "f(x: int) -> int",
            "new": "f(x: str) -> int",
            "lines": [3, 5],
        }
    ]


def test_why_says_it_in_one_line(project):
    change(project, "def f(x: int)", "def f(x: str)")
    text = project.text("why", "pkg/a.py", "--level", "declared")
    assert ("  pkg/b.py: f(x: int) -> int became f(x: str) -> int, used at pkg/a.py:3, 5\n") in text
    [one] = project.why("pkg/a.py", "--level", "declared")["units"]
    assert (one["name"], one["lines"]) == ("f", [3, 5])


def test_what_the_file_does_not_use_is_not_shown(project):
    change(project, "def f(x: int)", "def f(x: str)")
    change(project, "def g(x: int)", "def g(x: str)")
    assert [one["name"] for one in units(project, "pkg/a.py")] == ["f"]


def test_a_use_is_found_through_other_modules(project):
    change(project, "def f(x: int)", "def f(x: str)")
    assert [one["lines"] for one in units(project, "pkg/far.py")] == [[2]]


def test_who_only_passes_a_name_on_has_the_line_of_its_import(project):
    change(project, "def g(x: int)", "def g(x: str)")
    assert [(one["name"], one["lines"]) for one in units(project, "pkg/api.py")] == [("g", [2])]


def test_a_member_is_used_where_its_class_is(project):
    change(project, "def m(self) -> int", "def m(self) -> str")
    [one] = units(project, "pkg/a.py")
    assert (one["old"], one["new"]) == ("C.m(self) -> int", "C.m(self) -> str")
    assert one["lines"] == [4]


def test_a_body_that_is_seen_is_said_to_have_changed(project):
    change(project, "        return 1", "        return 2")
    text = project.text("why", "pkg/a.py", "--level", "code")
    assert "pkg/b.py: the body of C.m(self) -> int changed, used at pkg/a.py:4\n" in text


def test_what_is_new_or_gone_has_one_side(project):
    change(project, "def g(x: int) -> int:\n    return x\n", "def h(): ...\n")
    found = {one["name"]: (one["old"], one["new"]) for one in units(project, "pkg/a.py")}
    assert found == {"g": ("g(x: int) -> int", None), "h": (None, "h()")}
    text = project.text("why", "pkg/a.py", "--level", "declared")
    assert "pkg/b.py: h() is new\n" in text
    assert "pkg/b.py: g(x: int) -> int is gone\n" in text


@pytest.mark.parametrize(
    "text,shown",
    [
        ("@deco(1,\n  2)\n# why\ndef f(a=':', # c\n   b=[1,\n 2]): pass", "f(a=':', b=[1, 2])"),
        ("def f(\n    a,\n    b=(1,),\n) -> int: ...", "f(a, b=(1,)) -> int"),
        ("async   def f(a) -> 'x: y': ...", "async f(a) -> 'x: y'"),
        ("class f(A, metaclass=B): pass", "class f(A, metaclass=B)"),
        ("class f: x = 1", "class f"),
        ("f: int = {1: 2}; y = 3", "f: int = {1: 2}"),
        ("f = '''é\n#'''", "f = '''é #'''"),
        ("f = 1 + \\\n  2", "f = 1 + 2"),
        ("f = " + "é" * 150, "f = " + "é" * 98 + "…"),
        ("def f(a,\n", None),
    ],
)
def test_a_declaration_is_one_line(project, text, shown):
    change(project, "def f(x: int) -> int:\n    return x\n", text + "\n")
    found = {one["name"]: one["new"] for one in units(project, "pkg/a.py")}
    assert found.get("f") == shown


@pytest.mark.parametrize("level", ["names", "content"])
def test_levels_without_declarations_have_no_units(project, level):
    change(project, "def f(x: int)", "def f(x: str)")
    report = project.report("--level", level)
    assert [one["units"] for one in report["affected"]] == [[]] * len(report["affected"])


def test_a_file_that_changed_itself_has_no_units(project):
    change(project, "def f(x: int)", "def f(x: str)")
    assert units(project, "pkg/b.py") == []


def test_a_baseline_and_imagined_changes_have_no_units(project):
    base = project.baseline("declared")
    change(project, "def f(x: int)", "def f(x: str)")
    for arguments in (["--baseline", base], ["pkg/b.py", "--level", "declared"]):
        for one in project.report(*arguments)["affected"]:
            assert one["units"] == []


def test_the_names_that_tie_two_files_are_listed(project):
    text = project.text("why", "pkg/a.py", "--on", "pkg/b.py")
    assert "  uses C at pkg/a.py:4\n  uses f at pkg/a.py:3, 5\n" in text
    assert project.why("pkg/a.py", "--on", "pkg/b.py")["names"] == [
        {"name": "C", "lines": [4]},
        {"name": "f", "lines": [3, 5]},
    ]
    assert project.why("pkg/far.py", "--on", "pkg/b.py")["names"] == [{"name": "f", "lines": [2]}]
    assert project.why("pkg/b.py", "--on", "pkg/a.py")["names"] == []
