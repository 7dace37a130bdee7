# SPDX-License-Identifier: MIT
"""`depstamp run` with small tools whose behaviour a test decides.

The tool of these tests is a script beside the project: for each line of a
file that says `bad`, it prints a finding, and it writes down which files it
was given, so that a test can count.  Real tools are tests/analyzers' business.
"""

import json
import os
import signal
import stat
import subprocess
import sys
import time

import pytest

pytest_plugins = ["cli.workspace"]

TOOL = r"""
import os, sys, time
from pathlib import Path

here = Path(__file__).parent
if sys.argv[1:] == ["--version"]:
    with open(here / "versions", "a") as log:
        log.write("asked\n")
    print("tool", (here / "version").read_text() if (here / "version").exists() else "1")
    sys.exit(0)
files = [name for name in sys.argv[1:] if name != "--"]
with open(here / "calls", "a") as log:
    log.write(" ".join(files) + "\n")
if (here / "behave").exists():
    exec((here / "behave").read_text())
found = 0
for name in files:
    for number, line in enumerate(Path(name).read_text().splitlines(), 1):
        if "bad" in line:
            print(f"{name}:{number}:{line.index('bad') + 1}: error: bad word [W1]")
            found = 1
sys.exit(found)
"""


class Project:
    """A workspace whose analyzer is the script above."""

    def __init__(self, work, tmp_path, level="content", more=""):
        self.work = work
        self.beside = tmp_path / "tool"
        self.beside.mkdir()
        self.script = self.beside / "tool.py"
        self.script.write_text(TOOL)
        self.configure(level, more)

    def configure(self, level="content", more=""):
        command = [sys.executable, str(self.script)]
        self.work.write(
            {
                "depstamp.yaml": "analyzers:\n"
                "  tool:\n"
                f"    command: {json.dumps([*command, '--', '{files}'])}\n"
                f"    version: {json.dumps([*command, '--version'])}\n"
                f"    level: {level}\n"
                "    output: gcc\n" + more
            }
        )

    def behave(self, code):
        (self.beside / "behave").write_text(code)

    def calls(self):
        """The files of each call since the last question."""
        log = self.beside / "calls"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return [sorted(line.split()) for line in lines]

    def analyzed(self):
        return sorted(name for call in self.calls() for name in call)

    def run(self, *arguments, **options):
        return self.work.run("run", *arguments, **options)

    def report(self, *arguments, status=None):
        done = self.run("--format", "json", *arguments)
        if status is not None:
            assert done.returncode == status, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def project(work, tmp_path):
    work.write({"a.py": "import b\n", "b.py": "x = 1\n", "c.py": "y = 'bad'\n"})
    return Project(work, tmp_path)


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


# -- trouble


BROKEN = {
    "a crash without output": ("import os; os._exit(1)", "no findings"),
    "a crash with a traceback": ("raise ValueError('oh no')", "oh no"),
    "a status that is neither": ("print('what now'); sys.exit(7)", "status 7"),
    "death by a signal": ("os.kill(os.getpid(), 11)", "signal 11"),
    "garbage": ("print('}{' * 100); sys.exit(1)", ""),
}


@pytest.mark.parametrize("code, words", BROKEN.values(), ids=BROKEN)
def test_a_broken_tool_is_trouble_and_nothing_is_stored(project, code, words):
    project.configure(more="    broken_if: [no-output]\n")
    project.behave(code)
    report = project.report(status=2)
    row = report["analyzers"][0]
    assert row["status"] == "broken"
    assert words in row["message"]
    assert row["unknown"] == 3
    assert not report["complete"]
    assert report["diagnostics"] == []
    project.behave("")
    project.calls()
    assert project.report(status=1)["complete"]
    assert project.analyzed() == ["a.py", "b.py", "c.py"]


def test_a_tool_that_is_missing_is_trouble_and_the_others_run(project):
    text = (project.work.root / "depstamp.yaml").read_text()
    text += "  gone:\n    command: [no-such-tool-anywhere, '{files}']\n"
    project.work.write({"depstamp.yaml": text})
    done = project.run("--format", "json")
    assert done.returncode == 2
    rows = {row["name"]: row for row in json.loads(done.stdout)["analyzers"]}
    assert rows["gone"]["status"] == "broken"
    assert "no-such-tool-anywhere" in rows["gone"]["message"]
    assert rows["tool"]["status"] == "findings"
    assert project.analyzed() == ["a.py", "b.py", "c.py"]


def test_a_tool_that_hangs_is_stopped_with_its_children(project):
    text = (project.work.root / "depstamp.yaml").read_text()
    project.work.write({"depstamp.yaml": text + "limits: {timeout: 1s}\n"})
    project.behave(
        "import subprocess\n"
        "child = subprocess.Popen(['sleep', '600'])\n"
        "(here / 'child').write_text(str(child.pid))\n"
        "time.sleep(600)\n"
    )
    began = time.monotonic()
    report = project.report(status=2)
    assert time.monotonic() - began < 30
    assert "limits.timeout" in report["analyzers"][0]["message"]
    child = int((project.beside / "child").read_text())
    for _ in range(50):
        try:
            state = open(f"/proc/{child}/stat").read().rpartition(")")[2].split()[0]
        except OSError:
            break
        if state == "Z":
            break
        time.sleep(0.1)
    else:
        pytest.fail("the tool's child lives on")


def test_a_tool_that_needs_too_much_memory_is_stopped(project):
    text = (project.work.root / "depstamp.yaml").read_text()
    project.work.write({"depstamp.yaml": text + "limits: {memory: 64MiB}\n"})
    project.behave("x = bytearray(300 << 20); time.sleep(60)")
    report = project.report(status=2)
    assert "limits.memory" in report["analyzers"][0]["message"]


def test_a_hundred_megabytes_of_output_are_no_answer(project):
    project.behave(
        "line = 'x' * 999 + '\\n'\n"
        "for _ in range(100 * 1000): sys.stdout.write(line)\n"
        "sys.exit(1)\n"
    )
    project.configure(more="    broken_if: [no-output]\n")
    report = project.report(status=2)
    assert report["analyzers"][0]["status"] == "broken"


def test_an_answer_over_changed_inputs_is_shown_and_not_stored(project):
    project.behave("Path('b.py').write_text('x = 3\\n')")
    report = project.report(status=1)
    assert [one["path"] for one in report["diagnostics"]] == ["c.py"]
    project.behave("")
    project.calls()
    project.report()
    assert project.analyzed() == ["a.py", "b.py"]


def test_a_file_written_and_put_back_in_between_stores_nothing(project):
    text = (project.work.root / "depstamp.yaml").read_text()
    project.work.write({"depstamp.yaml": text + "limits: {jobs: 1}\n"})
    project.behave(
        "text = Path('b.py').read_text()\n"
        "Path('b.py').write_text('bad')\n"
        "Path('b.py').write_text(text)\n"
    )
    project.report()
    project.behave("")
    project.calls()
    project.report()
    assert project.analyzed() == ["a.py", "b.py", "c.py"]


def test_an_interrupt_keeps_what_is_complete(project, program):
    files = {f"m{i}.py": "" for i in range(4)}
    project.work.write(files)
    text = (project.work.root / "depstamp.yaml").read_text()
    project.work.write({"depstamp.yaml": text + "limits: {chunk: 1, jobs: 1}\n"})
    project.behave("time.sleep(600) if files == ['m2.py'] else None")
    process = subprocess.Popen(
        [program, "run"],
        cwd=project.work.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    for _ in range(300):
        log = project.beside / "calls"
        if log.exists() and "m2.py" in log.read_text().split():
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 130
    done = [name for name in project.analyzed() if name != "m2.py"]
    project.behave("")
    project.report()
    again = project.analyzed()
    assert "m2.py" in again
    assert not set(done) & set(again)


def test_names_that_look_like_options_or_have_spaces_are_files(project):
    names = ["-x.py", "@y.py", "with space.py", "qu'ote.py"]
    project.work.write(dict.fromkeys(names, "ok = 1\n"))
    text = (project.work.root / "depstamp.yaml").read_text()
    project.work.write({"depstamp.yaml": text + "limits: {chunk: 1}\n"})
    report = project.report()
    assert report["complete"]
    assert report["analyzers"][0]["analyzed"] == 7


def test_a_list_beyond_the_systems_limit_is_split(project):
    folder = "/".join(["d" * 200] * 5)
    project.work.write({f"{folder}/m{i}.py": "" for i in range(3000)})
    report = project.report()
    assert report["complete"]
    assert report["analyzers"][0]["analyzed"] == 3003


def test_a_cache_that_cannot_be_written_stops_nothing(project):
    cache = project.work.root / ".depstamp"
    cache.write_text("a file where the folder would be")
    done = project.run("--format", "json")
    assert done.returncode == 1, done.stderr
    assert len(json.loads(done.stdout)["diagnostics"]) == 1
    assert "depstamp: " in done.stderr


def test_without_the_cache_all_runs_and_nothing_is_kept(project):
    project.report("--no-cache")
    project.calls()
    project.report()
    assert project.analyzed() == ["a.py", "b.py", "c.py"]
    project.report("--no-cache")
    assert project.analyzed() == ["a.py", "b.py", "c.py"]


def test_verifying_finds_an_answer_that_differs(project):
    project.report()
    project.calls()
    assert project.report("--verify", "100%", status=1)["complete"]
    assert project.analyzed() == ["a.py", "b.py", "c.py"]
    project.behave("print('c.py:1:1: error: other [W2]'); found = 1")
    done = project.run("--verify", "100%")
    assert done.returncode == 2
    assert "c.py" in done.stdout + done.stderr


def test_a_dry_run_prints_commands_and_runs_nothing(project):
    done = project.run("--dry-run")
    assert done.returncode == 0
    assert project.analyzed() == []
    words = set(done.stdout.split())
    assert {"a.py", "b.py", "c.py"} <= words


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
