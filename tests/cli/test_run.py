# SPDX-License-Identifier: MIT
"""What `depstamp run` runs and what it replays."""

import os
import stat

pytest_plugins = ["cli.workspace", "cli.tools"]


def test_the_first_run_analyzes_all_and_the_second_nothing(project):
    first = project.report(status=1)
    assert project.analyzed() == ["a.py", "b.py", "c.py"]
    second = project.report(status=1)
    assert project.analyzed() == []
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


def test_a_change_reaches_the_importers_and_no_one_else(project):
    project.report()
    project.calls()
    project.work.write({"b.py": "x = 2\n"})
    project.report()
    assert project.analyzed() == ["a.py", "b.py"]


def test_at_level_none_a_change_reaches_no_importer(project):
    project.configure(level="none")
    project.report()
    project.calls()
    project.work.write({"b.py": "x = 2\n"})
    project.report()
    assert project.analyzed() == ["b.py"]


def test_going_back_replays_the_old_answers(project):
    before = project.report()
    project.work.write({"b.py": "bad = 2\n"})
    assert project.report() != before
    project.calls()
    project.work.write({"b.py": "x = 1\n"})
    assert project.report()["diagnostics"] == before["diagnostics"]
    assert project.analyzed() == []


def test_a_clean_run_ends_with_0_and_says_so(project):
    project.work.write({"c.py": "y = 1\n"})
    done = project.run()
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("3 of 3 files analyzed, 0 replayed, 0 findings")
    done = project.run()
    assert done.stdout.splitlines()[-1].startswith("0 of 3 files analyzed, 3 replayed, 0 findings")


def test_a_new_version_runs_it_again(project):
    project.report()
    project.calls()
    (project.beside / "version").write_text("2")
    os.utime(project.script)
    project.report()
    assert project.analyzed() == ["a.py", "b.py", "c.py"]


def test_a_warm_run_does_not_ask_for_the_version(project):
    project.report()
    (project.beside / "versions").unlink()
    project.report()
    assert not (project.beside / "versions").exists()


def test_its_arguments_are_part_of_the_key(project):
    project.report()
    project.calls()
    project.configure(more="    args: [--]\n")
    project.report()
    assert project.analyzed() == ["a.py", "b.py", "c.py"]


def test_a_configuration_file_that_appears_changes_and_goes_is_seen(project):
    project.configure(more="    inputs: [tool.ini]\n")
    project.report()
    for content in ("x = 1\n", "x = 2\n", None):
        project.calls()
        if content is None:
            project.work.remove("tool.ini")
        else:
            project.work.write({"tool.ini": content})
        project.report()
        expected = [] if content is None else ["a.py", "b.py", "c.py"]
        assert project.analyzed() == expected, content


def test_a_variable_that_it_reads_is_part_of_the_key(project):
    project.configure(more="    env: [TOOL_MODE]\n")
    project.report()
    project.calls()
    project.work.environment["TOOL_MODE"] = "strict"
    project.report()
    assert project.analyzed() == ["a.py", "b.py", "c.py"]
    project.work.environment["OTHER"] = "1"
    project.report()
    assert project.analyzed() == []


def test_paths_and_exclude_choose_its_files(project):
    project.work.write({"pkg/d.py": "", "pkg/gen/e.py": ""})
    project.configure(more='    paths: ["pkg/**"]\n    exclude: [gen/]\n')
    project.report()
    assert project.analyzed() == ["pkg/d.py"]


def test_named_paths_are_analyzed_alone(project):
    project.work.write({"pkg/d.py": "", "pkg/e.py": ""})
    report = project.report("pkg")
    assert project.analyzed() == ["pkg/d.py", "pkg/e.py"]
    assert report["analyzers"][0]["analyzed"] == 2
    project.report()
    assert project.analyzed() == ["a.py", "b.py", "c.py"]


# -- tiers


def with_tiers(project, text):
    old = (project.work.root / "depstamp.yaml").read_text()
    second = old.partition("analyzers:\n")[2].replace("  tool:", "  slow:", 1)
    project.work.write({"depstamp.yaml": old + second + text})


def test_a_tier_after_clean_waits_for_the_tiers_before_it(project):
    with_tiers(
        project,
        "tiers:\n- {name: quick, analyzers: [tool]}\n"
        "- {name: thorough, analyzers: [slow], after: clean}\n",
    )
    rows = {row["name"]: row for row in project.report(status=1)["analyzers"]}
    assert rows["slow"]["status"] == "skipped"
    assert rows["slow"]["unknown"] == 3
    project.work.write({"c.py": ""})
    rows = {row["name"]: row for row in project.report(status=0)["analyzers"]}
    assert rows["slow"]["status"] == "clean"


def test_a_tier_past_its_limit_is_skipped_and_says_so(project):
    with_tiers(
        project,
        "tiers:\n- {name: quick, analyzers: [tool]}\n"
        "- {name: thorough, analyzers: [slow], limit: 2, past_limit: skip}\n",
    )
    done = project.run()
    assert "slow" in done.stdout.splitlines()[-1]
    assert project.analyzed() == ["a.py", "b.py", "c.py"]
    rows = {row["name"]: row for row in project.report()["analyzers"]}
    assert "limit is 2" in rows["slow"]["message"]


def test_one_tier_alone(project):
    with_tiers(
        project,
        "tiers:\n- {name: quick, analyzers: [tool]}\n- {name: thorough, analyzers: [slow]}\n",
    )
    rows = project.report("--tier", "thorough")["analyzers"]
    assert [row["name"] for row in rows] == ["slow"]
    rows = project.report("--only", "tool")["analyzers"]
    assert [row["name"] for row in rows] == ["tool"]
    done = project.run("--tier", "thorogh")
    assert done.returncode == 2
    assert "thorough" in done.stderr


# -- compared with a base


def test_with_a_base_only_what_differs_is_analyzed(project):
    project.work.commit()
    project.work.write({"b.py": "x = 2\n"})
    report = project.report("--since", "HEAD")
    assert project.analyzed() == ["a.py", "b.py"]
    assert not report["complete"]
    assert report["analyzers"][0]["unknown"] == 1
    project.report()
    assert project.analyzed() == ["c.py"]
    assert project.report("--since", "HEAD")["complete"]


def test_sarif_is_refused_for_a_part(project):
    project.work.commit()
    done = project.run("--since", "HEAD", "--format", "sarif")
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
