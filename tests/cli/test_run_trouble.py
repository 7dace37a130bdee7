# SPDX-License-Identifier: MIT
"""`depstamp run` with tools that fail, hang, lie and are interrupted."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest_plugins = ["cli.workspace", "cli.tools"]


BROKEN = {
    "a crash without output": ("import os; os._exit(1)", "no findings"),
    "a crash with a traceback": ("raise ValueError('oh no')", "oh no"),
    "a status that is neither": ("print('what now'); sys.exit(7)", "status 7"),
    "death by a signal": ("os.kill(os.getpid(), 11)", "signal 11"),
    "death as the kernel kills who takes too much": ("os.kill(os.getpid(), 9)", "signal 9"),
    "garbage": ("print('}{' * 100); sys.exit(1)", ""),
    "bytes that are no text": ("os.write(1, bytes(range(256)) * 9); sys.exit(1)", ""),
}


@pytest.mark.parametrize("code, words", BROKEN.values(), ids=BROKEN)
def test_a_broken_tool_is_trouble_and_nothing_is_stored(tooled, code, words):
    tooled.configure(more="    broken_if: [no-output]\n")
    tooled.behave(code)
    report = tooled.report(status=2)
    row = report["analyzers"][0]
    assert row["status"] == "broken"
    assert words in row["message"]
    assert row["unknown"] == 3
    assert not report["complete"]
    assert report["diagnostics"] == []
    tooled.behave("")
    tooled.calls()
    assert tooled.report(status=1)["complete"]
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]


CRASHES = {
    "a crash without output": "os._exit(1)",
    "a crash with half of its output": "print('m0.py:1:1: error: x', flush=True); os._exit(9)",
    "death by a signal": "os.kill(os.getpid(), 11)",
    "too much memory": "x = bytearray(300 << 20); time.sleep(60)",
    "garbage": "print('}{' * 100); sys.exit(1)",
}


@pytest.mark.parametrize("code", CRASHES.values(), ids=CRASHES)
def test_a_crash_over_one_file_costs_the_answer_of_that_file_alone(tooled, code):
    tooled.work.write({f"m{i}.py": "bad\n" for i in range(20)})
    tooled.configure(more="    broken_if: [no-output]\nlimits: {memory: 128MiB}\n")
    tooled.behave(f"if 'm7.py' in files: {code}")
    report = tooled.report(status=2)
    row = report["analyzers"][0]
    assert (row["status"], row["unknown"], row["analyzed"]) == ("broken", 1, 22)
    assert row["message"].startswith("m7.py: ")
    found = sorted(one["path"] for one in report["diagnostics"])
    assert found == sorted(["c.py"] + [f"m{i}.py" for i in range(20) if i != 7])
    tooled.calls()
    tooled.behave("")
    assert tooled.report(status=1)["complete"]
    assert tooled.analyzed() == ["m7.py"]


def test_two_files_that_crash_the_tool_are_both_found(tooled):
    tooled.work.write({f"m{i}.py": "" for i in range(30)})
    tooled.behave("if {'m3.py', 'm22.py'} & set(files): os._exit(7)")
    row = tooled.report(status=2)["analyzers"][0]
    assert (row["unknown"], row["analyzed"]) == (2, 31)
    assert " and 1 more file: it ended with status 7" in row["message"]
    assert "m3.py" in row["message"] or "m22.py" in row["message"]


def test_a_tool_that_always_crashes_is_not_tried_for_every_file(tooled):
    tooled.work.write({f"m{i}.py": "" for i in range(200)})
    tooled.behave("print('no settings', file=sys.stderr); sys.exit(7)")
    row = tooled.report(status=2)["analyzers"][0]
    assert row["message"] == "it ended with status 7: no settings"
    assert len(tooled.calls()) < 20


def test_halves_of_what_belongs_together_are_shown_and_not_stored(tooled):
    tooled.configure(more="    per_batch: whole\n")
    tooled.behave("if 'b.py' in files: os._exit(7)")
    report = tooled.report(status=2)
    assert [one["path"] for one in report["diagnostics"]] == ["c.py"]
    assert report["analyzers"][0]["unknown"] == 1
    tooled.behave("")
    tooled.calls()
    tooled.report()
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]


def test_a_row_that_says_nothing_of_it_takes_no_crash_for_findings(tooled):
    for code in ("sys.exit(1)", "print('c.py:1:1: x', flush=True); raise ValueError"):
        tooled.behave(code)
        row = tooled.report(status=2)["analyzers"][0]
        assert (row["status"], row["unknown"]) == ("broken", 3)
    tooled.configure(more="    broken_if: []\n")
    tooled.behave("sys.exit(1)")
    assert tooled.report(status=0)["complete"]


def test_a_tool_that_is_missing_is_trouble_and_the_others_run(tooled):
    text = (tooled.work.root / "depstamp.yaml").read_text()
    text += "  gone:\n    command: [no-such-tool-anywhere, '{files}']\n"
    tooled.work.write({"depstamp.yaml": text})
    done = tooled.run("--format", "json")
    assert done.returncode == 2
    rows = {row["name"]: row for row in json.loads(done.stdout)["analyzers"]}
    assert rows["gone"]["status"] == "broken"
    assert "no-such-tool-anywhere" in rows["gone"]["message"]
    assert rows["tool"]["status"] == "findings"
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]


def test_a_tool_that_hangs_is_stopped_with_its_children(tooled):
    text = (tooled.work.root / "depstamp.yaml").read_text()
    tooled.work.write({"depstamp.yaml": text + "limits: {timeout: 1s}\n"})
    tooled.behave(
        "import subprocess\n"
        "child = subprocess.Popen(['sleep', '600'])\n"
        "(here / 'child').write_text(str(child.pid))\n"
        "time.sleep(600)\n"
    )
    began = time.monotonic()
    report = tooled.report(status=2)
    assert time.monotonic() - began < 30
    assert "limits.timeout" in report["analyzers"][0]["message"]
    # Halves are tried once.
    assert len(tooled.calls()) <= 4
    child = int((tooled.beside / "child").read_text())
    for _ in range(50):
        try:
            text = Path(f"/proc/{child}/stat").read_text()
        except OSError:
            break
        if text.rpartition(")")[2].split()[0] == "Z":
            break
        time.sleep(0.1)
    else:
        pytest.fail("the tool's child lives on")


def test_a_file_that_a_tool_hangs_over_costs_its_own_answer_alone(tooled):
    # Long enough for the others to be answered on a machine that is busy.
    tooled.work.write({"m1.py": "", "m2.py": "bad\n"})
    tooled.configure(more="limits: {timeout: 3s}\n")
    tooled.behave("if 'm1.py' in files: time.sleep(600)")
    report = tooled.report(status=2)
    row = report["analyzers"][0]
    assert (row["status"], row["unknown"], row["analyzed"]) == ("broken", 1, 4)
    assert row["message"].startswith("m1.py: ") and "limits.timeout" in row["message"]
    assert sorted(one["path"] for one in report["diagnostics"]) == ["c.py", "m2.py"]
    tooled.calls()
    tooled.behave("")
    assert tooled.report(status=1)["complete"]
    assert tooled.analyzed() == ["m1.py"]


def test_a_batch_that_belongs_together_is_not_halved_for_its_time(tooled):
    tooled.configure(more="    per_batch: whole\nlimits: {timeout: 1s}\n")
    tooled.behave("time.sleep(600)")
    assert tooled.report(status=2)["analyzers"][0]["unknown"] == 3
    assert len(tooled.calls()) == 1


def test_a_child_that_needs_too_much_memory_stops_its_tool(tooled):
    text = (tooled.work.root / "depstamp.yaml").read_text()
    tooled.work.write({"depstamp.yaml": text + "limits: {memory: 128MiB}\n"})
    tooled.behave(
        "import subprocess\n"
        "child = 'import time; x = bytearray(300 << 20); time.sleep(60)'\n"
        "subprocess.run([sys.executable, '-c', child])\n"
    )
    row = tooled.report(status=2)["analyzers"][0]
    assert "limits.memory" in row["message"]
    assert row["unknown"] == 3


def test_a_tool_that_needs_too_much_memory_is_stopped(tooled):
    text = (tooled.work.root / "depstamp.yaml").read_text()
    tooled.work.write({"depstamp.yaml": text + "limits: {memory: 64MiB}\n"})
    tooled.behave("x = bytearray(300 << 20); time.sleep(60)")
    report = tooled.report(status=2)
    assert "limits.memory" in report["analyzers"][0]["message"]


def test_a_hundred_megabytes_of_output_are_no_answer(tooled):
    tooled.behave(
        "line = 'x' * 999 + '\\n'\n"
        "for _ in range(100 * 1000): sys.stdout.write(line)\n"
        "sys.exit(1)\n"
    )
    tooled.configure(more="    broken_if: [no-output]\n")
    report = tooled.report(status=2)
    assert report["analyzers"][0]["status"] == "broken"


def test_a_hundred_megabytes_beside_its_answer_spoil_nothing(tooled):
    tooled.behave("for _ in range(100): sys.stderr.write('x' * (1 << 20))\n")
    report = tooled.report(status=1)
    assert [one["path"] for one in report["diagnostics"]] == ["c.py"]
    assert report["complete"]


PROGRAMS = {
    "a folder": ("tool", None),
    "a file that may not be run": ("tool/plain", "#!/bin/sh\nexit 0\n"),
    "a script without an interpreter": ("tool/odd", "#!/no/such/interpreter\n"),
}


@pytest.mark.parametrize("name, text", PROGRAMS.values(), ids=PROGRAMS)
def test_what_cannot_be_run_is_trouble_and_says_so(tooled, name, text):
    path = tooled.beside.parent / name
    if text is not None:
        path.write_text(text)
        path.chmod(0o755 if "plain" not in name else 0o644)
    tooled.work.write(
        {"depstamp.yaml": f"analyzers: {{odd: {{command: ['{path}', '{{files}}']}}}}\n"}
    )
    row = tooled.report(status=2)["analyzers"][0]
    assert (row["status"], row["unknown"]) == ("broken", 3)
    assert str(path) in row["message"] or path.name in row["message"]


VERSIONS = {
    "fails": "import sys; sys.exit('no version today')",
    "hangs": "import time; time.sleep(600)",
    "is killed": "import os; os.kill(os.getpid(), 9)",
}


@pytest.mark.parametrize("code", VERSIONS.values(), ids=VERSIONS)
def test_a_tool_that_does_not_tell_its_version_is_trouble(tooled, code):
    text = (tooled.work.root / "depstamp.yaml").read_text()
    version = json.dumps([sys.executable, "-c", code])
    lines = [f"    version: {version}" if "version:" in line else line for line in text.split("\n")]
    tooled.work.write({"depstamp.yaml": "\n".join(lines) + "limits: {timeout: 1s}\n"})
    row = tooled.report(status=2)["analyzers"][0]
    assert (row["status"], row["unknown"]) == ("broken", 3)
    assert row["message"]
    assert tooled.analyzed() == []


def test_settings_that_change_meanwhile_keep_nothing(tooled):
    tooled.configure(more="    inputs: [tool.ini]\n")
    tooled.behave("Path('tool.ini').write_text(str(time.time()))")
    assert tooled.report(status=1)["complete"]
    tooled.behave("")
    tooled.calls()
    tooled.report()
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]


def test_a_tool_that_is_replaced_meanwhile_keeps_nothing(tooled):
    before = tooled.script.read_text()
    tooled.behave("Path(__file__).write_text(Path(__file__).read_text() + '#')")
    assert tooled.report(status=1)["complete"]
    tooled.script.write_text(before)
    tooled.behave("")
    tooled.calls()
    tooled.report()
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]


def test_a_file_that_vanishes_meanwhile_has_no_answer_stored(tooled):
    tooled.behave("if 'c.py' in files: os.remove('c.py'); files.remove('c.py')")
    tooled.report()
    tooled.work.write({"c.py": "y = 'bad'\n"})
    tooled.behave("")
    tooled.calls()
    assert len(tooled.report(status=1)["diagnostics"]) == 1
    assert "c.py" in tooled.analyzed()


def test_an_answer_over_changed_inputs_is_shown_and_not_stored(tooled):
    tooled.behave("Path('b.py').write_text('x = 3\\n')")
    report = tooled.report(status=1)
    assert [one["path"] for one in report["diagnostics"]] == ["c.py"]
    tooled.behave("")
    tooled.calls()
    tooled.report()
    assert tooled.analyzed() == ["a.py", "b.py"]


def test_a_file_written_and_put_back_in_between_stores_nothing(tooled):
    text = (tooled.work.root / "depstamp.yaml").read_text()
    tooled.work.write({"depstamp.yaml": text + "limits: {jobs: 1}\n"})
    tooled.behave(
        "text = Path('b.py').read_text()\n"
        "Path('b.py').write_text('bad')\n"
        "Path('b.py').write_text(text)\n"
    )
    tooled.report()
    tooled.behave("")
    tooled.calls()
    tooled.report()
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]


def test_an_interrupt_keeps_what_is_complete(tooled, program):
    files = {f"m{i}.py": "" for i in range(4)}
    tooled.work.write(files)
    text = (tooled.work.root / "depstamp.yaml").read_text()
    tooled.work.write({"depstamp.yaml": text + "limits: {chunk: 1, jobs: 1}\n"})
    tooled.behave("time.sleep(600) if files == ['m2.py'] else None")
    process = subprocess.Popen(
        [program, "run"],
        cwd=tooled.work.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    for _ in range(300):
        log = tooled.beside / "calls"
        if log.exists() and "m2.py" in log.read_text().split():
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 130
    done = [name for name in tooled.analyzed() if name != "m2.py"]
    tooled.behave("")
    tooled.report()
    again = tooled.analyzed()
    assert "m2.py" in again
    assert not set(done) & set(again)


def test_names_that_look_like_options_or_have_spaces_are_files(tooled):
    names = ["-x.py", "@y.py", "with space.py", "qu'ote.py"]
    tooled.work.write(dict.fromkeys(names, "ok = 1\n"))
    text = (tooled.work.root / "depstamp.yaml").read_text()
    tooled.work.write({"depstamp.yaml": text + "limits: {chunk: 1}\n"})
    report = tooled.report()
    assert report["complete"]
    assert report["analyzers"][0]["analyzed"] == 7


UNNAMEABLE = {"not UTF-8": "caf\udce9/m.py", "a line feed": "m\n.py", "an escape": "m\x1b[31m.py"}


@pytest.mark.parametrize("name", UNNAMEABLE.values(), ids=UNNAMEABLE)
@pytest.mark.parametrize("per_batch", ["chunk", "whole"])
def test_a_file_that_cannot_be_named_is_told_and_all_others_are_analyzed(tooled, name, per_batch):
    tooled.work.write({name: "bad\n"})
    tooled.configure(more=f"    per_batch: {per_batch}\n")
    report = tooled.report(status=2)
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]
    row = report["analyzers"][0]
    assert (row["status"], row["unknown"], report["complete"]) == ("broken", 1, False)
    assert "cannot be given to it by this name" in row["message"]
    assert [one["path"] for one in report["diagnostics"]] == ["c.py"]
    assert tooled.report(status=2)["analyzers"][0]["replayed"] == 3
    tooled.configure(more=f"    per_batch: {per_batch}\n    exclude: ['caf*', 'm*.py']\n")
    assert tooled.report(status=1)["complete"]


def test_texts_that_a_tool_takes_for_something_else_are_its_rows(tooled):
    tooled.work.write({"a[1].py": "", "b\\c.py": "", "[x]/d.py": ""})
    tooled.configure(more="    not_in_names: ['[']\n")
    row = tooled.report(status=2)["analyzers"][0]
    assert (row["unknown"], row["analyzed"]) == (2, 4)
    assert row["message"].startswith("[x]/d.py cannot")


def test_what_is_built_in_looks_at_files_of_any_name(work):
    work.write({name: "x = (\n" for name in UNNAMEABLE.values()})
    done = work.run("run", "--only", "syntax", "--format", "json")
    assert done.returncode == 1
    assert len(json.loads(done.stdout)["diagnostics"]) == 3


def test_a_list_beyond_the_systems_limit_is_split(tooled):
    folder = "/".join(["d" * 200] * 5)
    tooled.work.write({f"{folder}/m{i}.py": "" for i in range(3000)})
    report = tooled.report()
    assert report["complete"]
    assert report["analyzers"][0]["analyzed"] == 3003


def test_a_cache_that_cannot_be_written_stops_nothing(tooled):
    cache = tooled.work.root / ".depstamp"
    cache.write_text("a file where the folder would be")
    done = tooled.run("--format", "json")
    assert done.returncode == 1, done.stderr
    assert len(json.loads(done.stdout)["diagnostics"]) == 1
    assert "depstamp: " in done.stderr


def test_without_the_cache_all_runs_and_nothing_is_kept(tooled):
    tooled.report("--no-cache")
    tooled.calls()
    tooled.report()
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]
    tooled.report("--no-cache")
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]


def test_verifying_finds_an_answer_that_differs(tooled):
    tooled.report()
    tooled.calls()
    assert tooled.report("--verify", "100%", status=1)["complete"]
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]
    tooled.behave("print('c.py:1:1: error: other [W2]'); found = 1")
    done = tooled.run("--verify", "100%")
    assert done.returncode == 2
    assert "c.py" in done.stdout + done.stderr


def test_a_dry_run_prints_commands_and_runs_nothing(tooled):
    done = tooled.run("--dry-run")
    assert done.returncode == 0
    assert tooled.analyzed() == []
    words = set(done.stdout.split())
    assert {"a.py", "b.py", "c.py"} <= words


def test_a_source_that_cannot_be_read_is_trouble_to_the_builtin_analyzers(work):
    work.write(
        {
            "depstamp.yaml": "analyzers: {syntax: {}, imports: {}}\n",
            "a.py": "import b\n",
            "b.py": "import not_there\n",
        }
    )
    assert work.run("run").returncode == 1
    with open(work.root / "b.py", "r+b") as stream:
        stream.truncate((1 << 30) + 1)  # root may read everything, but not this much
    for _ in range(2):
        done = work.run("run", "--format", "json")
        assert done.returncode == 2
        report = json.loads(done.stdout)
        rows = {row["name"]: row for row in report["analyzers"]}
        assert not report["complete"]
        for name in ("syntax", "imports"):
            row = rows[name]
            assert (row["status"], row["unknown"], row["message"]) == (
                "broken",
                1,
                "cannot read b.py",
            )
    work.write({"b.py": "x = 1\n"})
    assert work.run("run").returncode == 0
