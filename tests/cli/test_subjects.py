# SPDX-License-Identifier: MIT
"""What is listed: excludes, rules of git, links, further names."""

import pytest

pytest_plugins = ["cli.workspace"]


def files(text):
    return {path: "" for path in text.split()}


# -- what is excluded, ignored, linked ------------------------------------


def test_an_excluded_file_is_no_subject_but_an_edge(work):
    work.write({"depstamp.yaml": "exclude: ['gen/']\n"})
    work.write({"x_main.py": "import gen.a\n", "gen/a.py": "v = 1\n", "gen/b.py": ""})
    graph = work.graph()
    assert graph["x_main.py"] == ["gen/a.py"]
    assert set(work.keys()) == {"x_main.py"}
    before = work.keys()
    work.append("gen/a.py", "v = 2\n")
    assert work.keys() != before


def test_an_ignored_file_that_is_reached_is_hashed(work):
    work.write({".gitignore": "*_pb2.py\n", "x_main.py": "import a_pb2\n"})
    work.write({"a_pb2.py": "v = 1\n"})
    work.git("init", "-q")
    assert set(work.keys()) == {"x_main.py"}
    assert work.edges("x_main.py") == ["a_pb2.py"]
    before = work.keys()
    work.append("a_pb2.py", "v = 2\n")
    assert work.keys() != before


def test_an_ignored_file_leads_on_to_others(work):
    work.write({".gitignore": "gen.py\n", "x_main.py": "import gen\n"})
    work.write({"gen.py": "import deep\n", "deep.py": "v = 1\n"})
    before = work.keys()
    work.append("deep.py", "v = 2\n")
    after = work.keys()
    assert after["x_main.py"] != before["x_main.py"]


def test_an_ignored_file_that_appears_is_found(work):
    work.write({".gitignore": "build/\n", "x_main.py": "import build.gen\n"})
    before = work.keys()
    work.write({"build/gen.py": "v = 1\n"})
    after = work.keys()
    assert after["x_main.py"] != before["x_main.py"]
    work.append("build/gen.py", "v = 2\n")
    assert work.keys()["x_main.py"] != after["x_main.py"]


IGNORE = {
    "a name": ("gone.py\n", "gone.py sub/gone.py", "kept.py"),
    "a folder": ("out/\n", "out/a.py sub/out/b.py", "outer.py"),
    "an anchored name": ("/a.py\n", "a.py", "sub/a.py"),
    "an exception": ("*.py\n!keep.py\n", "a.py sub/b.py", "keep.py sub/keep.py"),
    "two stars": ("a/**/z.py\n", "a/z.py a/b/c/z.py", "z.py"),
    "a rule below": ("", "sub/x.py", "x.py"),
    "a class": ("[ab].py\n", "a.py b.py", "c.py"),
    "a comment": ("# c.py\n", "", "c.py"),
}


# A case without rules has them in a folder's own .gitignore.
PLACES = [
    pytest.param(*case, where, id=f"{where}-{name.replace(' ', '_')}")
    for name, case in IGNORE.items()
    for where in ("gitignore", "exclude")
    if case[0] or where == "gitignore"
]


@pytest.mark.parametrize("rules, ignored, kept, where", PLACES)
def test_excludes_and_gitignore_choose_the_subjects(work, rules, ignored, kept, where):
    work.write(files(ignored + " " + kept))
    if where == "exclude":
        lines = "".join(f"  - '{line}'\n" for line in rules.splitlines())
        work.write({"depstamp.yaml": "exclude:\n" + lines})
    elif rules:
        work.write({".gitignore": rules})
    else:
        work.write({"sub/.gitignore": "x.py\n"})
    assert sorted(work.keys("none")) == sorted(kept.split())


def test_gitignore_is_not_honoured_if_told_so(work):
    work.write({".gitignore": "a.py\n", "a.py": "", "depstamp.yaml": "gitignore: false\n"})
    assert set(work.keys("none")) == {"a.py"}


def test_the_exclude_file_of_git_is_honoured(work):
    work.write(files("a.py b.py"))
    work.git("init", "-q")
    work.write({".git/info/exclude": "b.py\n"})
    assert set(work.keys("none")) == {"a.py"}


def test_the_global_excludes_of_a_user_are_not_read(work):
    work.write(files("a.py b.py"))
    work.git("init", "-q")
    (work.root.parent / "global").write_text("b.py\n")
    work.git("config", "core.excludesFile", str(work.root.parent / "global"))
    assert set(work.keys("none")) == {"a.py", "b.py"}


def test_a_tracked_file_is_ignored_all_the_same(work):
    work.write(files("a.py b.py"))
    work.commit()
    work.write({".gitignore": "b.py\n"})
    assert set(work.keys("none")) == {"a.py"}


def test_environments_and_caches_are_not_entered(work):
    work.write(files("a.py .git/hooks/h.py venv/pyvenv.cfg venv/lib/v.py"))
    work.write({"c/CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55", "c/x.py": ""})
    assert set(work.keys("none")) == {"a.py"}


def test_hidden_folders_are_walked(work):
    work.write(files("a.py .ci/b.py .c.py"))
    assert set(work.keys("none")) == {"a.py", ".ci/b.py", ".c.py"}


def test_include_adds_other_names(work):
    work.write({"depstamp.yaml": "include: ['bin/*']\n"})
    work.write({"bin/tool": "#!/usr/bin/env python3\nimport a\n", "a.py": "", "z": ""})
    assert work.graph()["bin/tool"] == ["a.py"]
    assert work.affected("a.py") == ["a.py", "bin/tool"]


def test_a_link_to_a_file_is_a_file(work):
    work.write({"a.py": "import b\n", "b.py": ""}).link("c.py", "a.py")
    assert work.graph()["c.py"] == ["b.py"]
    before = work.keys()
    work.append("a.py", "x = 1\n")
    assert work.keys()["c.py"] != before["c.py"]


def test_a_link_that_points_elsewhere_now_is_a_change(work):
    work.write({"one.txt": "import a\n", "two.txt": "import b\n"}).link("c.py", "one.txt")
    work.write(files("a.py b.py"))
    assert work.graph()["c.py"] == ["a.py"]
    work.remove("c.py").link("c.py", "two.txt")
    assert work.graph()["c.py"] == ["b.py"]


def test_a_link_to_a_folder_is_followed_by_imports_alone(work):
    work.write({"real/pkg/__init__.py": "", "real/pkg/m.py": "v = 1\n"})
    work.write({"depstamp.yaml": "roots: ['.']\n", "x_main.py": "import linked.m\n"})
    work.link("linked", "real/pkg")
    assert not any(path.startswith("linked/") for path in work.keys("none"))
    before = work.keys()
    [(_, status)] = work.resolved("x_main.py").values()
    assert status == "first_party"
    work.append("real/pkg/m.py", "v = 2\n")
    assert work.keys()["x_main.py"] != before["x_main.py"]


def test_links_in_a_circle_are_cut(work):
    work.write({"depstamp.yaml": "roots: ['.']\n"})
    work.write({"a/__init__.py": "", "x_main.py": "import a.loop.loop.loop.m\nimport a.m\n"})
    work.write(files("a/m.py")).link("a/loop", "../a").link("self.py", "self.py")
    work.link("one.py", "two.py").link("two.py", "one.py")
    work.text("scan")
    assert "a/m.py" in work.edges("x_main.py")


def test_a_dangling_link_is_no_subject_that_fails(work):
    work.write({"x_main.py": "import gone\n"}).link("gone.py", "nowhere.py")
    work.text("scan")
    before = work.keys()["x_main.py"]
    work.write({"nowhere.py": "v = 1\n"})
    assert work.keys()["x_main.py"] != before
    assert work.edges("x_main.py") == ["gone.py"]
