# SPDX-License-Identifier: MIT
"""`depstamp affected` without git: named files, baselines, options."""

import pytest

pytest_plugins = ["cli.workspace"]


def files(text):
    return {path: "" for path in text.split()}


@pytest.fixture
def chain(work):
    """a -> b -> c, and d that stands alone."""
    return work.write({"a.py": "import b\n", "b.py": "import c\n", "c.py": "", "d.py": ""})


# -- FILE -----------------------------------------------------------------


def test_a_named_file_affects_all_that_lead_to_it(chain):
    assert chain.affected("c.py") == ["a.py", "b.py", "c.py"]
    assert chain.affected("b.py") == ["a.py", "b.py"]
    assert chain.affected("a.py") == ["a.py"]


def test_several_named_files_add_up(chain):
    assert chain.affected("b.py", "d.py") == ["a.py", "b.py", "d.py"]


def test_all_members_of_a_cycle_are_affected(work):
    work.write({"a.py": "import b\n", "b.py": "import c\n", "c.py": "import a\n"})
    work.write({"d.py": "import b\n", "e.py": ""})
    assert work.affected("a.py") == ["a.py", "b.py", "c.py", "d.py"]


def test_the_members_of_two_joined_cycles_are_affected(work):
    work.write({"a.py": "import b\n", "b.py": "import a, c\n"})
    work.write({"c.py": "import d\n", "d.py": "import c\n"})
    assert work.affected("d.py") == ["a.py", "b.py", "c.py", "d.py"]
    assert work.affected("a.py") == ["a.py", "b.py"]


def test_an_init_affects_its_package_and_who_imports_from_it(work):
    work.write(files("p/__init__.py p/a.py p/q/__init__.py p/q/b.py c.py"))
    work.write({"x_main.py": "import p.a\n"})
    assert work.affected("p/__init__.py") == [
        "p/__init__.py",
        "p/a.py",
        "p/q/__init__.py",
        "p/q/b.py",
        "x_main.py",
    ]


ABSENT = {
    "a module that would be found": ("import gone", "gone.py"),
    "a package that would be found": ("import gone", "gone/__init__.py"),
    "a stub that would be found": ("import gone", "gone.pyi"),
    "a submodule": ("import p.gone", "p/gone.py"),
    "a name of a package": ("from p import gone", "p/gone.py"),
    "a stub of what is there": ("import here", "here.pyi"),
    "a package over what is there": ("import here", "here/__init__.py"),
    "an init of a namespace package": ("import ns.m", "ns/__init__.py"),
    "a standard module that is shadowed": ("import json", "json.py"),
    "a dynamic import": ("__import__('gone')", "gone.py"),
    "a weak import": ("try:\n  import gone\nexcept ImportError: pass", "gone.py"),
    "a submodule of a bound package": ("import p", "p/gone.py"),
}


@pytest.mark.parametrize(
    "source, path",
    [pytest.param(*case, id=name.replace(" ", "_")) for name, case in ABSENT.items()],
)
def test_an_absent_file_affects_who_looks_for_it(work, source, path):
    work.write(files("p/__init__.py here.py ns/m.py"))
    work.write({"x_main.py": source + "\n", "y_user.py": "import x_main\n"})
    work.write({"z_other.py": "import here2\n"})
    found = work.affected(path)
    assert {"x_main.py", "y_user.py"} <= set(found)
    # A standard name and a name taken twice change every key (levels.md K3).
    if path not in ("json.py", "here/__init__.py"):
        assert "z_other.py" not in found
    assert path not in found


def test_an_absent_file_that_nobody_looks_for_affects_nothing(chain):
    assert chain.affected("nobody/looks.py") == []


def test_a_folder_stands_for_all_in_it(work):
    work.write(files("p/__init__.py p/a.py p/q/b.py r.py"))
    work.write({"x_main.py": "import p.a\n", "y_main.py": "import r\n"})
    assert work.affected("p") == ["p/__init__.py", "p/a.py", "p/q/b.py", "x_main.py"]
    assert work.affected("p/") == work.affected("p")
    assert work.affected("p/q") == ["p/q/b.py"]


def test_the_current_folder_stands_for_everything(chain):
    assert chain.affected(".") == ["a.py", "b.py", "c.py", "d.py"]


def test_an_absent_folder_affects_who_looks_into_it(work):
    work.write({"x_main.py": "import gone.m\n", "y_main.py": ""})
    assert work.affected("gone") == ["x_main.py"]


def test_a_data_file_that_nobody_declares_affects_nothing(chain):
    chain.write({"data.json": ""})
    assert chain.affected("data.json") == []


def test_an_ignored_file_that_is_reached_affects_its_importers(work):
    work.write({".gitignore": "gen.py\n", "gen.py": "", "x_main.py": "import gen\n"})
    assert work.affected("gen.py") == ["x_main.py"]


def test_arguments_are_relative_to_the_current_folder(work):
    work.write({"depstamp.yaml": "", "p/a.py": "", "p/x_main.py": "import a\n"})
    found = work.text("affected", "a.py", cwd=work.root / "p").splitlines()
    assert found == ["p/a.py", "p/x_main.py"]
    found = work.text("affected", "../p/a.py", cwd=work.root / "p").splitlines()
    assert found == ["p/a.py", "p/x_main.py"]
    assert work.affected(work.root / "p" / "a.py") == found


def test_a_file_outside_of_the_project_is_trouble(chain):
    (chain.root.parent / "out.py").write_text("")
    assert "out.py" in chain.trouble("affected", "../out.py")


def test_asking_leaves_no_trace(chain):
    before = chain.keys()
    chain.affected("c.py", "gone.py")
    assert chain.keys() == before
    assert chain.affected("--baseline", chain.baseline()) == []


# -- levels ---------------------------------------------------------------


@pytest.mark.parametrize(
    "level, wanted",
    [("none", ["c.py"]), ("names", ["c.py"]), ("content", ["a.py", "b.py", "c.py"])],
)
def test_a_level_says_how_far_a_change_is_seen(chain, level, wanted):
    assert chain.affected("c.py", "--level", level) == wanted
    base = chain.baseline(level)
    chain.append("c.py", "x = 1\n")
    assert chain.affected("--baseline", base) == wanted


@pytest.mark.parametrize(
    "level, wanted",
    [("none", []), ("names", ["b.py"]), ("content", ["a.py", "b.py"])],
)
def test_a_deleted_dependency_affects_its_importers(chain, level, wanted):
    base = chain.baseline(level)
    chain.remove("c.py")
    assert chain.affected("--baseline", base) == wanted


@pytest.mark.parametrize(
    "level, wanted",
    [
        ("none", ["c/__init__.py"]),
        ("names", ["b.py", "c/__init__.py"]),
        # Two files of one module name change every key (levels.md K3).
        ("content", ["a.py", "b.py", "c.py", "c/__init__.py", "d.py"]),
    ],
)
def test_a_shadowing_package_affects_the_importers_of_the_module(chain, level, wanted):
    base = chain.baseline(level)
    chain.write({"c/__init__.py": ""})
    assert chain.affected("--baseline", base) == wanted


def test_an_import_of_a_dependency_that_resolves_elsewhere_counts(work):
    """No byte of either changes: the record of a member is in the closure."""
    work.write({"a.py": "import b\n", "b.py": "import p.c\n", "p/c.py": ""})
    work.write({"other.py": "import json\n"})
    base = work.baseline()
    work.write({"p/__init__.py": ""})
    found = work.affected("--baseline", base)
    assert {"a.py", "b.py", "p/__init__.py"} <= set(found)
    assert "other.py" not in found


def test_a_missing_import_of_a_dependency_that_comes_counts(work):
    work.write({"a.py": "import b\n", "b.py": "import c\n", "d.py": ""})
    base = work.baseline()
    work.write({"c.py": ""})
    assert work.affected("--baseline", base) == ["a.py", "b.py", "c.py"]


def test_a_package_that_loses_its_init_affects_its_importers(work):
    work.write(files("p/__init__.py p/a.py")).write({"x_main.py": "import p.a\n"})
    base = work.baseline()
    work.remove("p/__init__.py")
    assert work.affected("--baseline", base) == ["p/a.py", "x_main.py"]


def test_a_renamed_file_affects_its_importers(chain):
    base = chain.baseline()
    chain.rename("c.py", "c2.py")
    report = chain.report("--baseline", base)
    assert [one["path"] for one in report["affected"]] == ["a.py", "b.py", "c2.py"]
    assert report["deleted"] == ["c.py"]


def test_a_stub_that_comes_affects_the_importers_of_the_source(chain):
    base = chain.baseline()
    chain.write({"c.pyi": ""})
    assert {"a.py", "b.py", "c.pyi"} <= set(chain.affected("--baseline", base))
    assert "d.py" not in chain.affected("--baseline", base)


@pytest.mark.parametrize("level", ["none", "names", "content"])
def test_the_executable_bit_is_part_of_a_key(chain, level):
    base = chain.baseline(level)
    (chain.root / "d.py").chmod(0o755)
    assert chain.affected("--baseline", base) == ["d.py"]
    (chain.root / "d.py").chmod(0o644)
    assert chain.affected("--baseline", base) == []


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o444])
def test_other_bits_are_no_part_of_a_key(chain, mode):
    base = chain.baseline()
    (chain.root / "d.py").chmod(mode)
    assert chain.affected("--baseline", base) == []


def test_going_back_is_no_change(chain):
    base = chain.baseline()
    old = (chain.root / "c.py").read_bytes()
    chain.append("c.py", "x = 1\n")
    assert chain.affected("--baseline", base) != []
    (chain.root / "c.py").write_bytes(old)
    assert chain.affected("--baseline", base) == []


def test_touching_is_no_change(chain):
    base = chain.baseline()
    for path in chain.root.glob("*.py"):
        path.touch()
    assert chain.affected("--baseline", base) == []


def test_a_comment_is_a_change_at_content(chain):
    base = chain.baseline()
    chain.append("c.py", "# x\n")
    assert chain.affected("--baseline", base) == ["a.py", "b.py", "c.py"]


# -- JSON -----------------------------------------------------------------


def by_path(report):
    return {one["path"]: one for one in report["affected"]}


def test_the_report_has_the_fields_of_the_contract(chain):
    base = chain.baseline()
    chain.append("c.py", "x = 1\n").write({"e.py": "import d\n"}).remove("d.py")
    report = chain.report("--baseline", base)
    assert set(report) == {"version", "level", "base", "changed", "deleted", "affected"}
    assert report["version"] == 1
    assert report["level"] == "content"
    assert report["changed"] == ["c.py", "e.py"]
    assert report["deleted"] == ["d.py"]
    assert list(by_path(report)) == ["a.py", "b.py", "c.py", "e.py"]
    for one in report["affected"]:
        assert {"path", "reason", "via"} <= set(one) <= {"path", "reason", "via", "units"}


def test_reasons_and_ways_are_told(chain):
    base = chain.baseline()
    chain.append("c.py", "x = 1\n").write({"e.py": ""})
    found = by_path(chain.report("--baseline", base))
    assert found["c.py"]["reason"] == "changed"
    assert found["e.py"]["reason"] == "added"
    assert found["b.py"]["reason"] == "dependency"
    assert found["a.py"]["reason"] == "dependency"
    assert found["b.py"]["via"] == ["b.py", "c.py"]
    assert found["a.py"]["via"] == ["a.py", "b.py", "c.py"]


def test_an_import_that_resolves_elsewhere_has_its_reason(chain):
    base = chain.baseline()
    chain.remove("c.py")
    found = by_path(chain.report("--baseline", base))
    assert found["b.py"]["reason"] == "resolution"
    assert found["b.py"]["via"][0] == "b.py"
    assert found["b.py"]["via"][-1] == "c.py"
    assert found["a.py"]["via"][:2] == ["a.py", "b.py"]


def test_a_file_that_takes_a_missing_import_is_the_cause(work):
    work.write({"b.py": "import c\n"})
    base = work.baseline()
    work.write({"c.py": ""})
    found = by_path(work.report("--baseline", base))
    assert found["b.py"]["reason"] == "resolution"
    assert found["b.py"]["via"] == ["b.py", "c.py"]


def test_the_way_is_a_chain_of_edges(work):
    work.write({f"m{i}.py": f"import m{i + 1}\n" for i in range(30)})
    work.write({"m30.py": "", "m5.py": "import m6, m20\n"})
    base = work.baseline()
    graph = work.graph()
    work.append("m30.py", "x = 1\n")
    for one in work.report("--baseline", base)["affected"]:
        via = one["via"]
        assert via[0] == one["path"]
        assert via[-1] == "m30.py"
        for start, end in zip(via, via[1:]):
            assert end in graph[start]


def test_nothing_changed_is_an_empty_report(chain):
    report = chain.report("--baseline", chain.baseline())
    assert report["changed"] == report["deleted"] == report["affected"] == []


# -- options --------------------------------------------------------------


def test_direct_means_one_edge(chain):
    assert chain.affected("c.py", "--direct") == ["b.py", "c.py"]
    base = chain.baseline()
    chain.append("c.py", "x = 1\n")
    assert chain.affected("--baseline", base, "--direct") == ["b.py", "c.py"]


MATCH = {
    "*.py": ["a.py", "t/test_a.py", "t/u/test_b.py"],
    "t/**": ["t/test_a.py", "t/u/test_b.py"],
    "**/test_b.py": ["t/u/test_b.py"],
    "t/*.py": ["t/test_a.py"],
    "none/**": [],
}


@pytest.mark.parametrize("glob", MATCH)
def test_the_result_can_be_filtered(work, glob):
    work.write({"a.py": "", "t/test_a.py": "import a\n", "t/u/test_b.py": "import a\n"})
    found = work.affected("a.py", "--match", glob)
    if glob == "*.py":
        # Both readings of a star are in use; the root's file fits either.
        assert found in (MATCH[glob], ["a.py"])
    else:
        assert found == MATCH[glob]


def test_a_filter_does_not_change_what_changed(work):
    work.write({"a.py": "", "t/test_a.py": "import a\n"})
    base = work.baseline()
    work.append("a.py", "x = 1\n")
    report = work.report("--baseline", base, "--match", "t/**")
    assert [one["path"] for one in report["affected"]] == ["t/test_a.py"]
    assert report["changed"] == ["a.py"]


@pytest.mark.parametrize("separator", ["\n", "\0", "\r\n"])
@pytest.mark.parametrize("end", [True, False])
def test_files_are_read_from_a_list(chain, separator, end):
    text = separator.join(["b.py", "d.py"]) + (separator if end else "")
    listed = chain.root.parent / "list"
    listed.write_text(text, newline="")
    wanted = ["a.py", "b.py", "d.py"]
    if separator != "\r\n":
        assert chain.affected("--files-from", listed) == wanted
        assert chain.affected("--files-from", "-", input=text) == wanted


def test_a_list_with_newlines_in_names_is_separated_by_NUL(work):
    work.write({"a\nb.py": "", "c.py": ""})
    listed = work.root.parent / "list"
    listed.write_bytes(b"a\nb.py\0")
    report = work.report("--files-from", listed)
    assert [one["path"] for one in report["affected"]] == ["a\nb.py"]


def test_an_empty_list_affects_nothing(chain):
    assert chain.affected("--files-from", "-", input="") == []


def test_a_list_that_is_not_there_is_trouble(chain):
    assert "no.list" in chain.trouble("affected", "--files-from", "no.list")


def test_the_exit_status_tells_on_request(chain):
    assert chain.run("affected", "c.py").returncode == 0
    assert chain.run("affected", "c.py", "--exit-code").returncode == 1
    assert chain.run("affected", "gone.py", "--exit-code").returncode == 0
    base = chain.baseline()
    assert chain.run("affected", "--baseline", base, "--exit-code").returncode == 0


def test_the_exit_status_follows_the_filter(chain):
    done = chain.run("affected", "c.py", "--exit-code", "--match", "zzz/**")
    assert (done.returncode, done.stdout) == (0, "")


def test_trouble_wins_over_findings(chain):
    chain.trouble("affected", "c.py", "--exit-code", "--level", "wrong")


def test_names_can_be_separated_by_NUL(work):
    work.write({"a\nb.py": "", "x_main.py": ""})
    text = work.text("affected", ".", "--format", "nul")
    assert text == "a\nb.py\0x_main.py\0"


def test_lines_are_the_default(chain):
    text = chain.text("affected", "c.py")
    assert text == "a.py\nb.py\nc.py\n"
    assert text == chain.text("affected", "c.py", "--format", "lines")


def test_results_stand_on_stdout_alone(chain):
    done = chain.run("affected", "c.py")
    assert done.stderr == ""


def test_an_unknown_format_is_trouble(chain):
    assert "xml" in chain.trouble("affected", "c.py", "--format", "xml")


def test_an_unknown_option_is_trouble(chain):
    assert "--durect" in chain.trouble("affected", "c.py", "--durect")


def test_two_bases_are_trouble(chain):
    chain.commit()
    chain.trouble("affected", "--since", "HEAD", "--baseline", chain.baseline())


def test_half_a_pair_of_revisions_is_trouble(chain):
    chain.commit()
    chain.trouble("affected", "--from-ref", "HEAD")
    chain.trouble("affected", "--to-ref", "HEAD")


# -- configuration between baseline and now -------------------------------


def test_a_file_that_is_excluded_now_is_not_listed(chain):
    base = chain.baseline()
    chain.write({"depstamp.yaml": "exclude: [d.py]\n"})
    assert "d.py" not in chain.affected("--baseline", base)


def test_a_new_root_affects_those_who_find_more(work):
    work.write({"depstamp.yaml": "roots: ['.']\n"})
    work.write({"q/__init__.py": "", "q/m.py": "import deep\n", "lib/deep.py": ""})
    base = work.baseline()
    work.write({"depstamp.yaml": "roots: ['.', lib]\n"})
    assert "q/m.py" in work.affected("--baseline", base)


def test_identical_files_in_two_folders_are_told_apart(work):
    work.write(files("a/__init__.py a/x.py b/__init__.py b/x.py"))
    work.write({"a/m.py": "from . import x\n", "b/m.py": "from . import x\n"})
    base = work.baseline()
    work.append("a/x.py", "v = 1\n")
    assert work.affected("--baseline", base) == ["a/m.py", "a/x.py"]
