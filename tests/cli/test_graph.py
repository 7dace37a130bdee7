# SPDX-License-Identifier: MIT
"""`depstamp graph`: directions, formats, kinds."""

import json
import re

import pytest

pytest_plugins = ["cli.workspace"]


def files(text):
    return {path: "" for path in text.split()}


@pytest.fixture
def kinds(work):
    """A project with one edge of each kind, named after it."""
    names = "import from star local type_checking weak lazy dynamic".split()
    work.write({f"k_{name}.py": "" for name in names})
    work.write(
        {
            "depstamp.yaml": "string_imports: {enabled: true}\n"
            "depends: {x_main.py: [k_depends.py]}\n",
            "k_stub.pyi": "",
            "k_depends.py": "",
            "par/__init__.py": "",
            "par/m.py": "",
            "app/__init__.py": "",
            "app/sub/__init__.py": "",
            "app/sub/mod.py": "",
            "conftest.py": "",
            "test_a.py": "",
            "x_main.py": "import k_import\n"
            "from k_from import x\n"
            "from k_star import *\n"
            "def f():\n    import k_local\n"
            "from typing import TYPE_CHECKING\n"
            "if TYPE_CHECKING:\n    import k_type_checking\n"
            "try:\n    import k_weak\nexcept ImportError:\n    pass\n"
            "lazy import k_lazy\n"
            '__import__("k_dynamic")\n'
            'S = "app.sub.mod"\n'
            "import k_stub\n"
            "import par.m\n",
        }
    )
    return work


KINDS = {
    "import": "k_import.py k_lazy.py k_local.py k_stub.pyi k_type_checking.py k_weak.py par/m.py",
    "from": "k_from.py",
    "star": "k_star.py",
    "local": "k_local.py",
    "type_checking": "k_type_checking.py",
    "weak": "k_weak.py",
    "lazy": "k_lazy.py",
    "dynamic": "k_dynamic.py",
    "string": "app/sub/mod.py",
    "stub": "k_stub.pyi",
    "depends": "k_depends.py",
    "from,star": "k_from.py k_star.py",
    "local,weak,dynamic": "k_dynamic.py k_local.py k_weak.py",
}


@pytest.mark.parametrize("kind", KINDS)
def test_edges_of_some_kinds_are_kept(kinds, kind):
    found = kinds.edges("x_main.py", "--kinds", kind)
    assert found == sorted(KINDS[kind].split())


def test_edges_that_are_implied_have_the_kind_parent(kinds):
    found = kinds.edges("x_main.py", "--kinds", "parent")
    assert "par/__init__.py" in found
    assert "par/m.py" not in found and "k_import.py" not in found


def test_edges_to_a_conftest_have_a_kind(kinds):
    graph = kinds.graph("--kinds", "conftest")
    assert graph["test_a.py"] == ["conftest.py"]
    assert graph["x_main.py"] == []


LEFT_OUT = ["local", "type_checking", "weak", "lazy", "dynamic", "star", "depends"]


@pytest.mark.parametrize("kind", LEFT_OUT)
def test_a_kind_is_left_out(kinds, kind):
    everything = kinds.edges("x_main.py")
    found = kinds.edges("x_main.py", "--kinds", "-" + kind)
    gone = {f"k_{kind}.py"}
    assert set(everything) - set(found) == gone


def test_two_kinds_are_left_out(kinds):
    found = kinds.edges("x_main.py", "--kinds", "-local,-weak")
    assert set(kinds.edges("x_main.py")) - set(found) == {"k_local.py", "k_weak.py"}


def test_leaving_parents_out_keeps_what_is_also_imported(work):
    work.write(files("p/__init__.py p/a.py p/b.py q/__init__.py q/c.py"))
    work.write({"x_main.py": "import p.a\nimport p\nimport q.c\n"})
    assert work.edges("x_main.py", "--no-parents") == ["p/__init__.py", "p/a.py", "q/c.py"]


def test_an_import_that_is_also_unguarded_stays_when_guards_are_left_out(work):
    work.write(files("a.py b.py"))
    work.write(
        {
            "x_main.py": "import a\n"
            "from typing import TYPE_CHECKING\n"
            "if TYPE_CHECKING:\n    import a, b\n"
        }
    )
    assert work.edges("x_main.py", "--kinds", "-type_checking") == ["a.py"]


def test_an_unknown_kind_is_trouble(work):
    work.write(files("a.py"))
    assert "frmo" in work.trouble("graph", "--kinds", "frmo")


# -- directions -----------------------------------------------------------


def test_dependents_are_the_graph_turned_round(work):
    work.write(files("a.py p/__init__.py p/b.py c.py"))
    work.write({"x_main.py": "import a\nimport p.b\n", "c.py": "import x_main, a\n"})
    forward = work.graph("--direction", "dependencies")
    assert forward == work.graph()
    backward = work.graph("--direction", "dependents")
    turned = {path: [] for path in forward}
    for path, targets in forward.items():
        for target in targets:
            turned[target].append(path)
    assert backward == {path: sorted(found) for path, found in turned.items()}


def test_a_cycle_is_no_trouble(work):
    work.write({"a.py": "import b\n", "b.py": "import c\n", "c.py": "import a\n"})
    assert work.graph() == {"a.py": ["b.py"], "b.py": ["c.py"], "c.py": ["a.py"]}


def test_a_file_that_imports_itself_is_no_trouble(work):
    work.write({"a.py": "import a\n", "b.py": "import a\n"})
    assert work.graph()["b.py"] == ["a.py"]
    assert set(work.graph()["a.py"]) <= {"a.py"}


# -- formats --------------------------------------------------------------


def test_every_subject_is_a_key_even_without_imports(work):
    work.write(files("a.py b.pyi c.pyw d.txt"))
    assert work.graph() == {"a.py": [], "b.pyi": [], "c.pyw": []}


def test_an_empty_project_is_an_empty_object(work):
    assert work.graph() == {}


def test_json_is_the_default_and_looks_as_ruff_prints_it(work):
    work.write(files("b.py a.py")).write({"x_main.py": "import a, b\n"})
    text = work.text("graph")
    assert text == work.text("graph", "--format", "json")
    graph = {"a.py": [], "b.py": [], "x_main.py": ["a.py", "b.py"]}
    assert text == json.dumps(graph, indent=2) + "\n"


def test_keys_and_lists_are_sorted_by_bytes(work):
    work.write(files("Z.py a.py _.py é.py a/b.py a-b.py a0.py"))
    graph = work.graph()
    paths = list(graph)
    assert paths == sorted(paths, key=lambda path: path.encode())


def test_dot_names_every_file_and_edge(work):
    work.write(files("a.py b.py")).write({"x_main.py": "import a\n"})
    text = work.text("graph", "--format", "dot")
    assert text.startswith("digraph")
    assert re.search(r'"x_main\.py"\s*->\s*"a\.py"', text)
    assert '"b.py"' in text


def test_dot_quotes_names(work):
    work.write(files('a"b.py'))
    assert '"a\\"b.py"' in work.text("graph", "--format", "dot")


def test_mermaid_is_a_graph(work):
    work.write(files("a.py")).write({"x_main.py": "import a\n"})
    text = work.text("graph", "--format", "mermaid")
    assert re.match(r"(graph|flowchart) ", text)
    assert "x_main.py" in text and "-->" in text


def test_text_names_the_files(work):
    work.write(files("a.py")).write({"x_main.py": "import a\n"})
    text = work.text("graph", "--format", "text")
    assert "x_main.py" in text and "a.py" in text


def test_an_unknown_format_is_trouble(work):
    assert "jsn" in work.trouble("graph", "--format", "jsn")


def test_output_is_relative_to_the_root_from_any_folder(work):
    work.write({"depstamp.yaml": "", "a/b/x_main.py": "import y\n", "a/b/y.py": ""})
    assert work.json("graph", cwd=work.root / "a" / "b") == work.graph()


def test_the_option_root_names_the_project(work):
    work.write({"sub/a.py": "import b\n", "sub/b.py": "", "c.py": ""})
    assert work.json("--root", "sub", "graph") == {"a.py": ["b.py"], "b.py": []}


def test_ruff_agrees_on_a_project_of_plain_imports(work):
    """What `ruff analyze graph` 0.17.6 prints for this tree."""
    work.write(files("p/__init__.py p/b.py p/sub/__init__.py p/sub/c.py"))
    work.write({"p/a.py": "from . import b\nimport p.sub.c\nfrom p.sub import c\n"})
    assert work.edges("p/a.py", "--no-parents") == [
        "p/__init__.py",
        "p/b.py",
        "p/sub/__init__.py",
        "p/sub/c.py",
    ]
