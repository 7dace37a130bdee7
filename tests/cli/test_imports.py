# SPDX-License-Identifier: MIT
"""Every form of import: line, kind and guard, as the manifest tells them."""

import pytest

from cli import cases_forms as forms
from cli import cases_guards as guards
from cli import cases_text as texts

pytest_plugins = ["cli.workspace"]


def check(work, path, source, expected):
    work.write({path: source})
    assert work.imports(path) == sorted(
        expected, key=lambda line: (int(line.split()[0]), line.split(" ", 1)[1])
    )


def table(cases):
    return pytest.mark.parametrize(
        "source, expected",
        [pytest.param(*case, id=name.replace(" ", "_")) for name, case in cases.items()],
    )


def names(cases):
    return pytest.mark.parametrize(
        "source",
        [pytest.param(case, id=name.replace(" ", "_")) for name, case in cases.items()],
    )


@table(forms.PLAIN)
def test_a_form_of_import_is_recognised(work, source, expected):
    check(work, "x_main.py", source, expected)


@table(forms.RELATIVE)
def test_a_relative_import_is_recognised(work, source, expected):
    work.write({"pkg/__init__.py": "", "pkg/sub/__init__.py": ""})
    check(work, "pkg/sub/x_main.py", source, expected)


@table(forms.LINES)
def test_logical_lines_are_split_as_python_does(work, source, expected):
    check(work, "x_main.py", source, expected)


@table(forms.COMPOUND)
def test_imports_in_compound_statements_are_found(work, source, expected):
    check(work, "x_main.py", source, expected)


@table(forms.LOCAL)
def test_local_is_what_stands_inside_a_function(work, source, expected):
    check(work, "x_main.py", source, expected)


@table(guards.TYPE_CHECKING)
def test_type_checking_guards_are_told_apart(work, source, expected):
    check(work, "x_main.py", source, expected)


@table(guards.WEAK)
def test_weak_imports_are_told_apart(work, source, expected):
    check(work, "x_main.py", source, expected)


@table(guards.LAZY)
def test_lazy_imports_are_recognised(work, source, expected):
    check(work, "x_main.py", source, expected)


@table(guards.DYNAMIC)
def test_dynamic_imports_with_literal_arguments_count(work, source, expected):
    check(work, "x_main.py", source, expected)


@table(guards.DYNAMIC_RELATIVE)
def test_a_dynamic_import_may_be_relative_to_a_package(work, source, expected):
    work.write({"pkg/__init__.py": "", "pkg/p.py": "", "pkg/x.py": ""})
    work.write({"pkg/sub/__init__.py": "", "pkg/sub/x.py": ""})
    check(work, "x_main.py", source, expected)


@names(texts.NOTHING)
def test_text_that_only_looks_like_an_import_does_not_count(work, source):
    check(work, "x_main.py", source, [])


@names(texts.NOTHING)
def test_an_import_behind_such_text_still_counts(work, source):
    line = source.count("\n") + 1
    check(work, "x_main.py", source + "import zz\n", [f"{line} import zz"])


@table(texts.SYNTAX_ERRORS)
def test_a_file_with_a_syntax_error_keeps_its_imports(work, source, expected):
    work.write({"x_main.py": source})
    found = work.imports("x_main.py")
    for line in expected:
        number, _, module = line.split()
        assert any(one.split()[0] == number and one.split()[2] == module for one in found), (
            line,
            found,
        )


def test_a_file_with_a_syntax_error_keeps_its_edges(work):
    work.write({"x_main.py": "if x\nimport a\n", "a.py": ""})
    assert work.edges("x_main.py") == ["a.py"]


@table(texts.ENCODED)
def test_imports_are_found_in_any_encoding(work, source, expected):
    check(work, "x_main.py", source, expected)


@names(texts.BROKEN_BYTES)
def test_a_file_that_cannot_be_decoded_is_noted_in_its_manifest(work, source):
    work.write({"x_main.py": source, "a.py": ""})
    one = work.manifest("x_main.py")
    assert one["errors"]
    assert set(one["errors"][0]) == {"line", "column", "message"}
    assert one["dependencies"] == ["a.py"]


def test_a_file_in_latin_1_with_a_cookie_has_no_error(work):
    work.write({"x_main.py": b"# coding: latin-1\nx = '\xe9'\n"})
    assert work.manifest("x_main.py")["errors"] == []


# -- what a manifest says of each -----------------------------------------


def test_an_entry_has_exactly_the_fields_of_the_contract(work):
    work.write({"x_main.py": "from a import f\n", "a.py": "f = 1\n"})
    [entry] = work.manifest("x_main.py")["imports"]
    assert entry == {
        "module": "a",
        "name": "f",
        "line": 1,
        "kinds": ["from"],
        "resolved": ["a.py"],
        "status": "first_party",
    }


def test_the_same_source_in_two_folders_means_two_things(work):
    work.write(
        {
            "a/__init__.py": "",
            "a/m.py": "from . import x\n",
            "a/x.py": "",
            "b/__init__.py": "",
            "b/m.py": "from . import x\n",
            "b/x.py": "",
        }
    )
    graph = work.graph("--no-parents")
    assert "a/x.py" in graph["a/m.py"] and "b/x.py" not in graph["a/m.py"]
    assert "b/x.py" in graph["b/m.py"] and "a/x.py" not in graph["b/m.py"]


def test_a_stub_file_is_read_like_a_source(work):
    work.write({"x_main.pyi": "import a\nfrom b import c\n", "a.py": ""})
    assert work.imports("x_main.pyi") == ["1 import a", "2 from b c"]


def test_a_pyw_file_is_read_like_a_source(work):
    work.write({"x_main.pyw": "import a\n", "a.py": ""})
    assert work.edges("x_main.pyw") == ["a.py"]


def test_every_case_of_this_module_at_once_gives_the_same(work):
    """The cases as files of one project: what one file says about imports
    does not depend on its neighbours, nor on which statements were parsed
    before."""
    tables = [forms.PLAIN, forms.LINES, forms.COMPOUND, forms.LOCAL]
    tables += [guards.TYPE_CHECKING, guards.WEAK, guards.LAZY, guards.DYNAMIC]
    cases = {}
    for index, one in enumerate(tables):
        for number, (source, expected) in enumerate(one.values()):
            cases[f"x_{index}_{number}.py"] = (source, expected)
    work.write({path: source for path, (source, _) in cases.items()})
    manifests = work.manifests(*sorted(cases))
    for path, (_, expected) in cases.items():
        found = [
            f"{one['line']} {'+'.join(one['kinds'])} {one['module']}"
            for one in manifests[path]["imports"]
        ]
        wanted = [" ".join(line.split()[:3]) for line in expected]
        assert sorted(found) == sorted(wanted), path
