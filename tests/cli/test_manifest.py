# SPDX-License-Identifier: MIT
"""`depstamp manifest`: the JSON of one file."""

import json
import re

import pytest

pytest_plugins = ["cli.workspace"]

FIELDS = {
    "version",
    "path",
    "module",
    "root",
    "stamps",
    "keys",
    "imports",
    "dependencies",
    "parents",
    "absent",
    "errors",
}
HASH = r"xxh3:[0-9a-f]{32}"


@pytest.fixture
def small(work):
    return work.write(
        {
            "pkg/__init__.py": "",
            "pkg/a.py": "from pkg.b import f\n",
            "pkg/b.py": "def f(): pass\n",
        }
    )


def test_a_manifest_has_the_fields_of_the_contract(small):
    one = small.manifest("pkg/a.py")
    assert set(one) >= FIELDS
    assert set(one) <= FIELDS | {"uses", "defines"}
    assert one["version"] == 1
    assert one["path"] == "pkg/a.py"
    assert one["module"] == "pkg.a"
    assert one["root"] == "."
    assert one["errors"] == []
    assert one["parents"] == ["pkg/__init__.py"]
    assert "pkg/b.py" in one["dependencies"]
    assert "pkg/b/__init__.py" in one["absent"]


@pytest.mark.parametrize("level", ["none", "names", "content"])
def test_the_keys_are_those_that_stamp_prints(small, level):
    one = small.manifest("pkg/a.py")
    assert re.fullmatch(HASH, one["keys"][level])
    assert one["keys"][level] == small.keys(level)["pkg/a.py"]


def test_the_content_stamp_depends_on_the_bytes_alone(small):
    small.write({"pkg/c.py": "from pkg.b import f\n", "other.py": "x\n"})
    stamps = {
        path: one["stamps"]["content"]
        for path, one in small.manifests("pkg/a.py", "pkg/c.py", "other.py").items()
    }
    assert re.fullmatch(HASH, stamps["pkg/a.py"])
    assert stamps["pkg/a.py"] == stamps["pkg/c.py"] != stamps["other.py"]


def test_stamp_is_for_one_file_and_key_for_all_it_sees(small):
    before = small.manifest("pkg/a.py")
    small.append("pkg/b.py", "x = 1\n")
    after = small.manifest("pkg/a.py")
    assert before["stamps"]["content"] == after["stamps"]["content"]
    assert before["keys"]["none"] == after["keys"]["none"]
    assert before["keys"]["names"] == after["keys"]["names"]
    assert before["keys"]["content"] != after["keys"]["content"]


def test_the_dependencies_are_the_edges_of_the_graph(work):
    work.write({"p/__init__.py": "", "p/q/__init__.py": "", "a.py": "", "a.pyi": ""})
    work.write({"p/q/m.py": "import a\nfrom . import n\nimport json\n", "p/q/n.py": ""})
    one = work.manifest("p/q/m.py")
    assert sorted({*one["dependencies"], *one["parents"]}) == work.edges("p/q/m.py")


def test_several_files_are_one_sorted_array(small):
    found = small.json("manifest", "pkg/b.py", "pkg/a.py", "pkg/__init__.py")
    assert [one["path"] for one in found] == ["pkg/__init__.py", "pkg/a.py", "pkg/b.py"]


def test_a_file_named_twice_stands_once(small):
    assert len(small.json("manifest", "pkg/b.py", "pkg/b.py", "./pkg/b.py")) == 1


def test_paths_are_relative_to_the_current_folder(small):
    small.write({"depstamp.yaml": ""})
    [one] = small.json("manifest", "a.py", cwd=small.root / "pkg")
    assert one["path"] == "pkg/a.py"
    [one] = small.json("manifest", "../pkg/./a.py", cwd=small.root / "pkg")
    assert one["path"] == "pkg/a.py"
    [one] = small.json("manifest", small.root / "pkg" / "a.py")
    assert one["path"] == "pkg/a.py"


def test_imports_stand_in_the_order_of_lines(work):
    work.write({"x_main.py": "import z\nimport a\n\nfrom m import q, b\n"})
    lines = [one["line"] for one in work.manifest("x_main.py")["imports"]]
    assert lines == [1, 2, 4, 4]


def test_every_list_is_sorted(work):
    names = ["b", "a", "Z", "é", "_"]
    work.write({f"{name}.py": "" for name in names})
    work.write({"x_main.py": "".join(f"import {name}\n" for name in names)})
    one = work.manifest("x_main.py")
    for field in ("dependencies", "parents", "absent"):
        assert one[field] == sorted(one[field], key=str.encode)
    for entry in one["imports"]:
        assert entry["kinds"] == sorted(entry["kinds"])
        assert entry["resolved"] == sorted(entry["resolved"])


def test_the_output_is_utf_8_json_and_ends_with_a_newline(work):
    work.write({"größe.py": "import 模块\n"})
    text = work.text("manifest", "größe.py")
    assert text.endswith("\n")
    assert json.loads(text)[0]["path"] == "größe.py"


def test_the_output_is_the_same_every_time(small):
    first = small.text("manifest", "pkg/a.py")
    assert first == small.text("manifest", "pkg/a.py")
    small.remove(".depstamp")
    assert first == small.text("manifest", "pkg/a.py")


def test_a_file_that_is_not_there_is_trouble(small):
    assert "gone.py" in small.trouble("manifest", "gone.py")


def test_a_folder_is_trouble(small):
    small.trouble("manifest", "pkg")


def test_a_file_outside_of_the_project_is_trouble(small):
    (small.root.parent / "out.py").write_text("")
    small.trouble("manifest", "../out.py")


def test_no_file_is_trouble(small):
    small.trouble("manifest")


def test_an_empty_file_has_a_manifest(work):
    work.write({"a.py": ""})
    one = work.manifest("a.py")
    assert one["imports"] == one["dependencies"] == one["errors"] == []


def test_the_manifest_names_nothing_absolute(small):
    text = small.text("manifest", "pkg/a.py", "pkg/b.py")
    assert str(small.root) not in text


def test_two_imports_of_one_module_are_two_entries(work):
    work.write({"x_main.py": "import a\ndef f():\n    import a\n", "a.py": ""})
    found = work.manifest("x_main.py")["imports"]
    assert [(one["line"], one["kinds"]) for one in found] == [
        (1, ["import"]),
        (3, ["import", "local"]),
    ]
