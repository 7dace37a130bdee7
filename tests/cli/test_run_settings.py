# SPDX-License-Identifier: MIT
"""What configures an analyzer decides which of its answers are replayed."""

import os

import pytest

pytest_plugins = ["cli.workspace", "cli.tools"]

TREE = {"a/one.py": "1\n", "a/deep/two.py": "2\n", "b/three.py": "3\n"}


@pytest.fixture
def settle(tooled):
    """Runs until nothing is left to do, and what is done later counts."""

    def run():
        tooled.report()
        tooled.calls()

    for name in ("a.py", "b.py", "c.py"):
        (tooled.work.root / name).unlink()
    tooled.work.write(TREE)
    return run


def after(tooled, files, level="none"):
    """What is analyzed once these files are there, and once they are gone."""
    tooled.work.write(files)
    tooled.report()
    there = tooled.analyzed()
    for name in files:
        (tooled.work.root / name).unlink()
    tooled.report()
    assert tooled.analyzed() == []
    return there


def test_a_configuration_that_appears_reaches_the_files_below_it(tooled, settle):
    tooled.configure(level="none", more="    nearest: [x.toml, .x.toml]\n")
    settle()
    assert after(tooled, {"a/x.toml": ""}) == ["a/deep/two.py", "a/one.py"]
    assert after(tooled, {"a/deep/.x.toml": ""}) == ["a/deep/two.py"]
    assert after(tooled, {"x.toml": ""}) == sorted(TREE)
    assert after(tooled, {"a/y.toml": ""}) == []


def test_a_configuration_that_changes_is_read_each_time(tooled, settle):
    tooled.configure(level="none", more="    nearest: [x.toml]\n")
    tooled.work.write({"b/x.toml": "1"})
    settle()
    path = tooled.work.root / "b/x.toml"
    before = os.stat(path)
    path.write_text("2")
    # As some editors and archives leave it.
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    tooled.report()
    assert tooled.analyzed() == ["b/three.py"]


def test_a_tool_that_follows_imports_reads_the_settings_of_all_folders(tooled, settle):
    tooled.configure(level="code", more="    nearest: [x.toml]\n")
    settle()
    assert after(tooled, {"a/deep/x.toml": ""}) == sorted(TREE)


def test_settings_above_the_root_and_at_home_count(tooled, settle, tmp_path):
    tooled.configure(level="none", more="    upwards: [x.ini]\n    inputs: ['~/.x']\n")
    settle()
    (tooled.work.root.parent / "x.ini").write_text("")
    tooled.report()
    assert tooled.analyzed() == sorted(TREE)


def test_what_settings_extend_counts(tooled, settle):
    tooled.configure(level="none", more="    upwards: [x.toml]\n")
    tooled.work.write({"x.toml": "extend = 'base.toml'\n"})
    settle()
    assert after(tooled, {"base.toml": ""}) == sorted(TREE)


def test_a_variable_that_a_tool_reads_counts(tooled, settle):
    tooled.configure(level="none", more="    env: ['TOOL_*']\n    env_unset: [TOOL_B]\n")
    settle()
    tooled.run(env={"TOOL_A": "1"})
    assert tooled.analyzed() == sorted(TREE)
    tooled.run(env={"TOOL_A": "1", "TOOL_B": "1", "OTHER": "1"})
    assert tooled.analyzed() == []
    tooled.run()
    assert tooled.analyzed() == []


def test_a_variable_that_is_set_can_go_on_with_what_it_was(tooled, settle):
    tooled.configure(
        level="none",
        more="    env: [A_PATH]\n    env_set: ['A_PATH={root}/x:{inherited}', 'B=1{inherited}']\n",
    )
    tooled.behave("(here / 'seen').write_text(os.environ['A_PATH'] + os.environ['B'])")
    settle()
    root = tooled.work.root
    assert (tooled.beside / "seen").read_text() == f"{root}/x1"
    tooled.run(env={"A_PATH": "{root}:q", "B": "2"})
    assert tooled.analyzed() == sorted(TREE)
    assert (tooled.beside / "seen").read_text() == f"{root}/x:{{root}}:q12"
    tooled.run(env={"A_PATH": "{root}:q", "B": "3"})
    assert tooled.analyzed() == []


def test_a_folder_that_a_variable_names_counts_with_all_its_modules(tooled, settle):
    lib = tooled.beside / "lib"
    (lib / "deep").mkdir(parents=True)
    tooled.configure(level="none", more="    env: [A_PATH]\n")
    tooled.work.environment["A_PATH"] = f"/nowhere:{lib}"
    settle()
    for name in ("m.py", "deep/m.pyi", "deep/py.typed", "other.so"):
        for text in ("1", "2"):
            (lib / name).write_text(text)
            tooled.report()
            seen = name[-3:] != ".so" or text == "1"
            assert tooled.analyzed() == (sorted(TREE) if seen else []), (name, text)
    (lib / "notes.txt").write_text("")
    (lib / "deep" / "loop").symlink_to(lib)
    tooled.report()
    assert tooled.analyzed() == []


def test_of_a_folder_around_the_project_all_else_counts(tooled, settle):
    around = tooled.work.root.parent
    tooled.configure(level="content", more="    env: [A_PATH]\n")
    tooled.work.environment["A_PATH"] = str(around)
    settle()
    tooled.work.write({"a/one.py": "changed\n"})
    tooled.report()
    assert tooled.analyzed() == ["a/one.py"]
    (around / "sibling").mkdir()
    (around / "sibling" / "m.py").write_text("")
    tooled.report()
    assert tooled.analyzed() == sorted(TREE)


def test_arguments_are_part_of_the_question(tooled, settle):
    settle()
    tooled.configure(level="content", more="    drop: [W1]\n")
    tooled.report()
    assert tooled.analyzed() == sorted(TREE)


def test_a_row_out_of_range_is_refused_at_its_place(tooled):
    tooled.configure(more="    findings: [1, 300]\n")
    done = tooled.run()
    assert done.returncode == 2
    assert done.stderr.startswith("depstamp: depstamp.yaml:7:19: `findings` must be exit statuses")


WRONG = {
    "an unknown key of a row": (
        "analyzers:\n  x: {preset: ruff, argz: [a]}\n",
        "2:21: unknown key `argz` of an analyzer; did you mean `args`?",
    ),
    "an unknown section": (
        "limits: {}\ntires: []\n",
        "2:1: unknown key `tires`; did you mean `tiers`?",
    ),
    "an unknown key of a section": (
        "limits:\n  memroy: 1GiB\n",
        "2:3: unknown key `memroy` in `limits`; did you mean `memory`?",
    ),
    "an unknown key of a tier": (
        "tiers:\n- name: a\n  analyzers: [ruff]\n  limt: 3\n",
        "4:3: unknown key `limt` of a tier; did you mean `limit`?",
    ),
    "a wrong type": (
        "analyzers:\n  x: {preset: ruff, args: 3}\n",
        "2:27: `args` must be a list, such as [a, b]",
    ),
    "a list for a mapping": ("analyzers: [ruff]\n", "1:12: `analyzers` must be a mapping"),
    "an unknown preset": ("analyzers: {x: {preset: rufff}}\n", "1:25: `preset` must be "),
    "an unknown word": (
        "analyzers: {x: {command: [x], per_batch: hole}}\n",
        "1:42: `per_batch` must be file, chunk, fixed or whole, not `hole`; did you mean `whole`?",
    ),
    "an unknown analyzer of a tier": (
        "tiers:\n- {name: a, analyzers: [rufff]}\n",
        "2:25: unknown analyzer `rufff`; did you mean `ruff`?",
    ),
    "a later analyzer of a tier": (
        "tiers:\n- {name: a, analyzers: [ruff, mpyy]}\n",
        "2:31: unknown analyzer `mpyy`; did you mean `mypy`?",
    ),
    "an analyzer of a tier on a line of its own": (
        "tiers:\n- name: a\n  analyzers:\n  - ruff\n  - mpyy\n",
        "5:5: unknown analyzer `mpyy`; did you mean `mypy`?",
    ),
    "an unknown tier to fall back to": (
        "tiers:\n- {name: quick, analyzers: [ruff], limit: 3, past_limit: qick}\n",
        "2:58: `past_limit` is skip or the name of a tier, not `qick`; did you mean `quick`?",
    ),
    "a cycle of fallbacks": (
        "tiers:\n- {name: a, analyzers: [ruff], limit: 3, past_limit: b}\n"
        "- {name: b, analyzers: [mypy], limit: 3, past_limit: a}\n",
        "2:54: `past_limit` of tier `a` leads back to it",
    ),
    "a bad duration": ("limits: {timeout: 10mins}\n", "1:19: `limits.timeout` must be a number"),
    "a duration without a unit": ("limits: {timeout: 10}\n", "1:19: `limits.timeout` must be "),
    "a bad size": ("limits: {memory: 1Gib}\n", "1:18: `limits.memory` must be a number and a "),
    "a bad number": ("limits: {jobs: -2}\n", "1:16: `limits.jobs` must be a whole number"),
    "a row without a command": ("analyzers:\n  x: {level: none}\n", "2:3: analyzer `x` needs"),
    "a broken expression": (
        "analyzers:\n  x: {command: [x], output: regex, pattern: '('}\n",
        "2:45: `pattern` of `x`: not a regular expression",
    ),
}
MEANT = {"a bad duration": "`min`", "a bad size": "`GiB`", "an unknown preset": "`ruff`"}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_is_told_with_its_place_and_the_nearest_word(tooled, name):
    text, message = WRONG[name]
    tooled.work.write({"depstamp.yaml": text})
    for arguments in ((), ("--dry-run",)):
        done = tooled.run(*arguments)
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.startswith(f"depstamp: depstamp.yaml:{message}"), done.stderr
        if name in MEANT:
            assert done.stderr.endswith(f"did you mean {MEANT[name]}?\n")


def test_an_unknown_analyzer_is_answered_with_the_nearest(tooled):
    done = tooled.run("--only", "tol")
    assert done.returncode == 2
    assert "unknown analyzer `tol`; did you mean `tool`?" in done.stderr


def test_without_settings_syntax_is_looked_at(tooled):
    (tooled.work.root / "depstamp.yaml").unlink()
    tooled.work.write({"c.py": "x = (\n"})
    report = tooled.report(status=1)
    assert [row["name"] for row in report["analyzers"]] == ["syntax"]
    assert [finding["path"] for finding in report["diagnostics"]] == ["c.py"]


def test_what_each_batch_says_of_a_setting_is_shown_once(tooled, settle):
    settle()
    tooled.work.write({"x.toml": ""})
    tooled.configure(level="none", more="    nearest: [x.toml]\nlimits: {chunk: 1}\n")
    tooled.behave("print('x.toml:1:1: old name [X]\\n' * 2, end='')\nfound = 1")
    report = tooled.report()
    assert len(tooled.calls()) == len(TREE)
    # Twice by each: the tool may mean that.
    assert [one["path"] for one in report["diagnostics"]] == ["x.toml", "x.toml"]
    # Replayed it would be lost, so nothing of it was stored.
    assert [one["path"] for one in tooled.report()["diagnostics"]] == ["x.toml", "x.toml"]
    assert len(tooled.calls()) == len(TREE)
