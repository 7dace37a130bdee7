# SPDX-License-Identifier: MIT
"""`depstamp run --staged` and `--hook`: what tools see, and what of it is kept."""

pytest_plugins = ["cli.workspace", "cli.tools"]


def test_what_is_not_staged_is_not_seen(tooled):
    tooled.work.commit()
    tooled.report()
    tooled.work.write({"b.py": "x = 2\n"})
    tooled.work.git("add", "b.py")
    tooled.work.write({"b.py": "bad = 2\n", "c.py": "y = 1\n", "new.py": "bad\n"})
    tooled.calls()
    report = tooled.report("--staged", status=1)
    assert tooled.analyzed() == ["a.py", "b.py"]
    assert [one["path"] for one in report["diagnostics"]] == ["c.py"]
    assert report["complete"]
    assert not list((tooled.work.root / ".depstamp").glob("staged/*"))


def test_answers_for_the_staged_state_hold_once_it_is_on_disk(tooled):
    tooled.work.commit()
    tooled.work.write({"b.py": "x = 2\n"})
    tooled.work.git("add", "b.py")
    tooled.work.write({"b.py": "x = 3\n"})
    tooled.report("--staged")
    tooled.calls()
    tooled.work.git("checkout", "-q", "b.py")
    tooled.report("--staged")
    assert tooled.analyzed() == []


def test_they_hold_with_settings_in_the_root_and_beside_it(tooled):
    """The copy lies in the project, whose settings are above it."""
    tooled.configure(more="    upwards: [x.ini]\n    nearest: [y.ini]\n")
    tooled.work.write({"x.ini": "1", "y.ini": "2"})
    for name in ("x.ini", "y.ini"):
        (tooled.work.root.parent / name).write_text("3")
    tooled.work.commit()
    tooled.work.write({"b.py": "x = 2\n"})
    tooled.work.git("add", "b.py")
    tooled.work.write({"b.py": "x = 3\n"})
    tooled.report("--staged")
    assert tooled.analyzed() == ["a.py", "b.py"]
    tooled.work.git("checkout", "-q", "b.py")
    tooled.report("--staged")
    assert tooled.analyzed() == []
    (tooled.work.root.parent / "x.ini").write_text("4")
    tooled.report()
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]


def test_with_all_staged_the_tool_runs_in_place(tooled):
    tooled.work.commit()
    tooled.work.write({"b.py": "x = 2\n"})
    tooled.work.git("add", "-A")
    tooled.behave("(here / 'where').write_text(os.getcwd())")
    tooled.report("--staged")
    assert (tooled.beside / "where").read_text() == str(tooled.work.root)


def test_ignored_code_that_imports_reach_is_in_the_copy(tooled):
    tooled.work.write({".gitignore": "gen.py\n", "gen.py": "", "a.py": "import gen\n"})
    tooled.work.commit()
    tooled.work.write({"b.py": "x = 2\n", "a.py": "import gen, b\n"})
    tooled.work.git("add", "a.py")
    tooled.behave("assert Path('gen.py').exists()")
    assert tooled.report("--staged", status=0)["analyzers"][0]["analyzed"] == 1


def test_what_lies_beside_the_repository_is_beside_the_copy(tooled):
    root = tooled.work.root
    beside = root.parent / "neighbour"
    beside.mkdir()
    (beside / "m.py").write_text("")
    tooled.work.commit()
    tooled.work.write({"b.py": "x = 2\n", "c.py": ""})
    tooled.work.git("add", "b.py")
    tooled.behave(
        "assert Path('../neighbour/m.py').exists()\n(here / 'where').write_text(os.getcwd())"
    )
    tooled.report("--staged", status=0)
    where = (tooled.beside / "where").read_text()
    assert "/staged/" in where and where.endswith(f"/{root.name}")
    # The links are gone, and what they led to is not.
    assert (beside / "m.py").exists()
    assert not list((root / ".depstamp").glob("staged/*"))


def test_a_hook_reports_shortly(tooled):
    tooled.work.commit()
    tooled.work.write({"c.py": "z = 'bad'\n"})
    tooled.work.git("add", "-A")
    done = tooled.run("--hook")
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == "c.py:1:6: W1 bad word [tool]"
