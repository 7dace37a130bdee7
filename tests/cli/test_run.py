# SPDX-License-Identifier: MIT
"""What `depstamp run` runs and what it replays."""

import json
import signal
import stat
import subprocess

import pytest

pytest_plugins = ["cli.workspace", "cli.tools"]


def test_the_first_run_analyzes_all_and_the_second_nothing(tooled):
    first = tooled.report(status=1)
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]
    second = tooled.report(status=1)
    assert tooled.analyzed() == []
    assert first["diagnostics"] == second["diagnostics"]
    assert second["diagnostics"] == [
        {
            "analyzer": "tool",
            "path": "c.py",
            "line": 1,
            "column": 6,
            "end_line": None,
            "end_column": None,
            "code": "W1",
            "severity": "error",
            "message": "bad word",
            "url": None,
        }
    ]
    row = second["analyzers"][0]
    assert (row["name"], row["status"], row["analyzed"], row["replayed"], row["unknown"]) == (
        "tool",
        "findings",
        0,
        3,
        0,
    )


def test_a_change_reaches_the_importers_and_no_one_else(tooled):
    tooled.report()
    tooled.calls()
    tooled.work.write({"b.py": "x = 2\n"})
    tooled.report()
    assert tooled.analyzed() == ["a.py", "b.py"]


def test_at_level_none_a_change_reaches_no_importer(tooled):
    tooled.configure(level="none")
    tooled.report()
    tooled.calls()
    tooled.work.write({"b.py": "x = 2\n"})
    tooled.report()
    assert tooled.analyzed() == ["b.py"]


def test_going_back_replays_the_old_answers(tooled):
    before = tooled.report()
    tooled.work.write({"b.py": "bad = 2\n"})
    assert tooled.report() != before
    tooled.calls()
    tooled.work.write({"b.py": "x = 1\n"})
    assert tooled.report()["diagnostics"] == before["diagnostics"]
    assert tooled.analyzed() == []


def test_a_clean_run_ends_with_0_and_says_so(tooled):
    tooled.work.write({"c.py": "y = 1\n"})
    done = tooled.run()
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("3 of 3 files analyzed, 0 replayed, 0 findings")
    done = tooled.run()
    assert done.stdout.splitlines()[-1].startswith("0 of 3 files analyzed, 3 replayed, 0 findings")


def test_a_script_that_is_edited_runs_again(tooled):
    tooled.report()
    tooled.calls()
    tooled.script.write_text(tooled.script.read_text() + "# other\n")
    tooled.report()
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]


def test_a_warm_run_does_not_ask_for_the_version(tooled):
    tooled.report()
    (tooled.beside / "versions").unlink()
    tooled.report()
    assert not (tooled.beside / "versions").exists()


def test_its_arguments_are_part_of_the_key(tooled):
    tooled.report()
    tooled.calls()
    tooled.configure(more="    args: [--]\n")
    tooled.report()
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]


def test_a_configuration_file_that_appears_changes_and_goes_is_seen(tooled):
    tooled.configure(more="    inputs: [tool.ini]\n")
    tooled.report()
    for content in ("x = 1\n", "x = 2\n", None):
        tooled.calls()
        if content is None:
            tooled.work.remove("tool.ini")
        else:
            tooled.work.write({"tool.ini": content})
        tooled.report()
        expected = [] if content is None else ["a.py", "b.py", "c.py"]
        assert tooled.analyzed() == expected, content


def test_a_variable_that_it_reads_is_part_of_the_key(tooled):
    tooled.configure(more="    env: [TOOL_MODE]\n")
    tooled.report()
    tooled.calls()
    tooled.work.environment["TOOL_MODE"] = "strict"
    tooled.report()
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]
    tooled.work.environment["OTHER"] = "1"
    tooled.report()
    assert tooled.analyzed() == []


def test_paths_and_exclude_choose_its_files(tooled):
    tooled.work.write({"pkg/d.py": "", "pkg/gen/e.py": ""})
    tooled.configure(more='    paths: ["pkg/**"]\n    exclude: [gen/]\n')
    tooled.report()
    assert tooled.analyzed() == ["pkg/d.py"]


def test_nothing_is_written_outside_of_the_cache(tooled):
    before = sorted(tooled.work.root.iterdir())
    tooled.report()
    tooled.work.write({"b.py": "x = 2\n"})
    tooled.report()
    tooled.work.run("why", "a.py", "--analyzer", "tool")
    after = sorted(path for path in tooled.work.root.iterdir() if path.name != ".depstamp")
    assert after == before
    names = {path.name for path in (tooled.work.root / ".depstamp").iterdir()}
    assert {"answers-tool", "seen-tool", "seen-tool.inputs", "store.db", "index"} <= names


def test_named_paths_are_analyzed_alone(tooled):
    tooled.work.write({"pkg/d.py": "", "pkg/e.py": ""})
    report = tooled.report("pkg")
    assert tooled.analyzed() == ["pkg/d.py", "pkg/e.py"]
    assert report["analyzers"][0]["analyzed"] == 2
    tooled.report()
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]


# -- tiers


def with_tiers(tooled, text):
    old = (tooled.work.root / "depstamp.yaml").read_text()
    old = old.partition("  slow:")[0]
    second = old.partition("analyzers:\n")[2].replace("  tool:", "  slow:", 1)
    tooled.work.write({"depstamp.yaml": old + second + text})


def test_a_tier_after_clean_waits_for_the_tiers_before_it(tooled):
    with_tiers(
        tooled,
        "tiers:\n- {name: quick, analyzers: [tool]}\n"
        "- {name: thorough, analyzers: [slow], after: clean}\n",
    )
    rows = {row["name"]: row for row in tooled.report(status=1)["analyzers"]}
    assert rows["slow"]["status"] == "skipped"
    assert rows["slow"]["unknown"] == 3
    tooled.work.write({"c.py": ""})
    rows = {row["name"]: row for row in tooled.report(status=0)["analyzers"]}
    assert rows["slow"]["status"] == "clean"


def test_a_tier_past_its_limit_is_skipped_and_says_so(tooled):
    with_tiers(
        tooled,
        "tiers:\n- {name: quick, analyzers: [tool]}\n"
        "- {name: thorough, analyzers: [slow], limit: 2, past_limit: skip}\n",
    )
    done = tooled.run()
    assert "slow" in done.stdout.splitlines()[-1]
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]
    rows = {row["name"]: row for row in tooled.report()["analyzers"]}
    assert "limit is 2" in rows["slow"]["message"]


def test_a_tier_past_its_limit_falls_back_to_another(tooled):
    with_tiers(
        tooled,
        "tiers:\n- {name: thorough, analyzers: [slow], limit: 2, past_limit: quick}\n"
        "- {name: quick, analyzers: [tool]}\n",
    )
    rows = {row["name"]: row for row in tooled.report("--tier", "thorough")["analyzers"]}
    assert (rows["slow"]["status"], rows["tool"]["status"]) == ("skipped", "findings")
    # Two of three have answers of the other tool only: still too many.
    tooled.work.write({"c.py": ""})
    rows = {row["name"]: row for row in tooled.report("--tier", "thorough")["analyzers"]}
    assert (rows["slow"]["status"], rows["tool"]["status"]) == ("skipped", "clean")
    tooled.report("--only", "slow")
    tooled.work.write({"c.py": "z = 1\n"})
    rows = {row["name"]: row for row in tooled.report("--tier", "thorough")["analyzers"]}
    assert (rows["slow"]["status"], rows["slow"]["analyzed"]) == ("clean", 1)
    assert rows["tool"]["status"] == "skipped"


def test_a_tier_has_paths_of_its_own(tooled):
    tooled.work.write({"pkg/e.py": "bad\n"})
    tooled.configure(more="tiers:\n- {name: quick, analyzers: [tool], paths: ['pkg/**']}\n")
    report = tooled.report(status=1)
    assert tooled.analyzed() == ["pkg/e.py"]
    assert [one["path"] for one in report["diagnostics"]] == ["pkg/e.py"]


@pytest.mark.parametrize(
    ("severity", "fail_on", "status"),
    [
        ("error", "error", 1),
        ("error", "note", 1),
        ("warning", "error", 0),
        ("warning", "warning", 1),
        ("note", "warning", 0),
        ("note", "note", 1),
        ("note", None, 0),
        ("warning", None, 1),
    ],
)
def test_findings_fail_from_a_severity_on(tooled, severity, fail_on, status):
    tooled.behave(f"print('a.py:1:1: {severity}: x [X]'); sys.exit(1)")
    arguments = ["--fail-on", fail_on] if fail_on else []
    assert tooled.report(*arguments, status=status)["diagnostics"][0]["severity"] == severity
    # Replayed ones as well.
    tooled.report(*arguments, status=status)


def test_only_so_many_findings_are_shown_and_all_count(tooled):
    tooled.work.write({"c.py": "bad\n" * 5})
    done = tooled.run("--max-findings", "2", "--format", "concise", "--format", "json:out.json")
    assert done.returncode == 1
    assert len([line for line in done.stdout.splitlines() if line.startswith("c.py:")]) == 2
    assert "5 findings" in done.stdout
    assert len(json.loads((tooled.work.root / "out.json").read_text())["diagnostics"]) == 5


def test_one_tier_alone(tooled):
    with_tiers(
        tooled,
        "tiers:\n- {name: quick, analyzers: [tool]}\n- {name: thorough, analyzers: [slow]}\n",
    )
    rows = tooled.report("--tier", "thorough")["analyzers"]
    assert [row["name"] for row in rows] == ["slow"]
    rows = tooled.report("--only", "tool")["analyzers"]
    assert [row["name"] for row in rows] == ["tool"]
    done = tooled.run("--tier", "thorogh")
    assert done.returncode == 2
    assert "thorough" in done.stderr


# -- compared with a base


def test_with_a_base_only_what_differs_is_analyzed(tooled):
    tooled.work.commit()
    tooled.work.write({"b.py": "x = 2\n"})
    report = tooled.report("--since", "HEAD")
    assert tooled.analyzed() == ["a.py", "b.py"]
    assert not report["complete"]
    assert report["analyzers"][0]["unknown"] == 1
    tooled.report()
    assert tooled.analyzed() == ["c.py"]
    assert tooled.report("--since", "HEAD")["complete"]


def three_commits(tooled):
    """b.py changes, then c.py; a.py imports b."""
    commits = [tooled.work.commit()]
    tooled.work.write({"b.py": "x = 2\n"})
    commits.append(tooled.work.commit())
    tooled.work.write({"c.py": "y = 'bad again'\n"})
    commits.append(tooled.work.commit())
    return commits


def test_between_two_revisions_what_differs_is_analyzed(tooled):
    first, second, third = three_commits(tooled)
    report = tooled.report("--from-ref", second, "--to-ref", third, status=1)
    assert tooled.analyzed() == ["c.py"]
    assert [one["path"] for one in report["diagnostics"]] == ["c.py"]
    assert report["analyzers"][0]["unknown"] == 2
    report = tooled.report("--from-ref", first, "--to-ref", "HEAD")
    assert tooled.analyzed() == ["a.py", "b.py"]
    assert report["complete"]
    assert tooled.run("--from-ref", "HEAD").returncode == 2
    assert "nowhere" in tooled.run("--from-ref", "nowhere", "--to-ref", "HEAD").stderr


def test_tools_see_the_newer_revision_and_not_the_disk(tooled):
    first, second, third = three_commits(tooled)
    tooled.work.write({"b.py": "bad = 3\n", "new.py": "bad\n"})
    tooled.behave("(here / 'where').write_text(os.getcwd())")
    report = tooled.report("--from-ref", first, "--to-ref", third, status=1)
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]
    assert [one["path"] for one in report["diagnostics"]] == ["c.py"]
    assert (tooled.beside / "where").read_text() != str(tooled.work.root)
    # An older one, which is neither on disk nor in the index.
    report = tooled.report("--from-ref", third, "--to-ref", first, status=1)
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]
    assert [one["message"] for one in report["diagnostics"]] == ["bad word"]
    assert not list((tooled.work.root / ".depstamp").glob("staged/*"))
    tooled.work.git("checkout", "-q", "--", ".")
    tooled.work.remove("new.py")
    tooled.report("--from-ref", first, "--to-ref", "HEAD")
    assert tooled.analyzed() == []


def test_a_tier_on_what_changed_leaves_importers_alone(tooled):
    first, *_ = three_commits(tooled)
    with_tiers(tooled, "tiers:\n- {name: quick, analyzers: [tool], on: changed}\n")
    report = tooled.report("--since", first)
    assert tooled.analyzed() == ["b.py", "c.py"]
    assert report["analyzers"][0]["unknown"] == 1
    with_tiers(tooled, "tiers:\n- {name: quick, analyzers: [tool], on: all}\n")
    assert tooled.report("--since", first)["complete"]
    assert tooled.analyzed() == ["a.py"]


def test_a_tier_on_what_changed_does_all_without_a_base(tooled):
    with_tiers(tooled, "tiers:\n- {name: quick, analyzers: [tool], on: changed}\n")
    assert tooled.report()["complete"]
    tooled.calls()
    tooled.work.write({"b.py": "x = 2\n"})
    tooled.report()
    assert tooled.analyzed() == ["a.py", "b.py"]


def test_sarif_is_refused_for_a_part(tooled):
    tooled.work.commit()
    done = tooled.run("--since", "HEAD", "--format", "sarif")
    assert done.returncode == 2
    assert "--allow-partial" in done.stderr


# -- built in


def test_syntax_and_imports_need_nothing_installed(work):
    work.write(
        {
            "a.py": "import b\nimport nowhere_at_all\n",
            "b.py": "import a\n",
            "c.py": "def f(:\n",
            "d.py": "try:\n    import maybe\nexcept ImportError:\n    pass\n",
        }
    )
    done = work.run("run", "--only", "syntax,imports", "--format", "concise")
    assert done.returncode == 1
    text = done.stdout
    assert "c.py:1:" in text and "syntax-error" in text
    assert "a.py:2" in text and "nowhere_at_all" in text
    assert "a.py -> b.py -> a.py" in text
    assert "maybe" not in text
    again = work.run("run", "--only", "syntax,imports", "--format", "concise")
    assert again.stdout.splitlines()[:-1] == text.splitlines()[:-1]
    assert again.stdout.splitlines()[-1].startswith("0 of 4 files analyzed, 4 replayed")


def test_the_shortest_cycle_of_a_knot_is_shown(work):
    work.write(
        {
            "a.py": "import b\n",
            "b.py": "import c\n",
            "c.py": "import d\n",
            "d.py": "import a\nimport c\n",
        }
    )
    text = work.run("run", "--only", "imports", "--format", "concise").stdout
    assert "c.py -> d.py -> c.py" in text
    assert "4 files" in text


def test_no_cycle_goes_through_functions_or_type_checking(work):
    work.write(
        {
            "a.py": "import b\n",
            "b.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\n",
            "c.py": "import d\n",
            "d.py": "def f():\n    import c\n",
        }
    )
    assert work.run("run", "--only", "imports").returncode == 0


def test_an_executable_tool_beside_the_project(work, tmp_path):
    script = tmp_path / "check"
    script.write_text("#!/bin/sh\nexit 0\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    work.write(
        {
            "a.py": "",
            "depstamp.yaml": f"analyzers: {{check: {{command: ['{script}', '{{files}}']}}}}\n",
        }
    )
    assert work.run("run").returncode == 0


def test_watching_runs_again_when_a_file_changes(tooled, program):
    process = subprocess.Popen(
        [program, "run", "--watch", "--format", "concise"],
        cwd=tooled.work.root,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        lines = iter(process.stdout.readline, "")
        assert any(line.startswith("3 of 3 files analyzed") for line in lines)
        tooled.calls()
        tooled.work.write({"b.py": "bad = 2\n"})
        assert any(line.startswith("b.py:1:1: W1") for line in lines)
        assert any(line.startswith("2 of 3 files analyzed") for line in lines)
        assert tooled.analyzed() == ["a.py", "b.py"]
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
