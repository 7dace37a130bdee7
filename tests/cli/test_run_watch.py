# SPDX-License-Identifier: MIT
"""`depstamp run --watch`: what wakes it, and what it says then."""

import json
import os
import select
import signal
import subprocess
import time

import pytest

from cli.conftest import clean_environment
from cli.trace_format import check_trace

pytest_plugins = ["cli.workspace", "cli.tools"]

# What wakes a watch does so within a tenth of a second; twice that, and
# another run of our own.
QUIET_SECONDS = 1.0
PATIENCE_SECONDS = 60


class Watch:
    """A running `depstamp run --watch`, and the lines that it prints."""

    def __init__(self, program, folder, *arguments):
        self.process = subprocess.Popen(
            [program, "run", "--watch", "--format", "concise", *arguments],
            cwd=folder,
            env=clean_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.rest = b""

    def line(self, seconds):
        """The next line, or None if there is none for so long."""
        until = time.monotonic() + seconds
        while b"\n" not in self.rest:
            left = max(0, until - time.monotonic())
            if not select.select([self.process.stdout], [], [], left)[0]:
                return None
            piece = os.read(self.process.stdout.fileno(), 65536)
            assert piece, self.process.stderr.read().decode()
            self.rest += piece
        line, _, self.rest = self.rest.partition(b"\n")
        return line.decode()

    def report(self):
        """The lines up to a summary, which is the last of them."""
        lines = [self.line(PATIENCE_SECONDS)]
        while lines[-1] is not None and " files analyzed, " not in lines[-1]:
            lines.append(self.line(PATIENCE_SECONDS))
        assert lines[-1] is not None, lines
        return lines

    def is_quiet(self):
        return self.line(QUIET_SECONDS) is None

    def end(self):
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(timeout=PATIENCE_SECONDS)
        self.process.stdout.close()
        self.process.stderr.close()
        return status


@pytest.fixture
def watch(tooled, program):
    """watch(…): start watching the tooled project with these arguments."""
    running = []

    def start(*arguments):
        running.append(Watch(program, tooled.work.root, *arguments))
        return running[-1]

    yield start
    for one in running:
        assert one.end() == 130


def test_each_edit_is_told_once(tooled, watch):
    watching = watch()
    assert watching.report()[-1].startswith("3 of 3 files analyzed")
    assert watching.is_quiet()
    for i in range(4):
        tooled.work.write({"a.py": f"x = {i}  # bad\n"})
        lines = watching.report()
        assert any(line.startswith("a.py:1:") for line in lines)
        assert lines[-1].startswith("1 of 3 files analyzed, 2 replayed, 2 findings")
    assert watching.is_quiet()


def test_a_report_of_its_own_is_no_news(tooled, watch):
    watching = watch("--format", "json:report.json")
    assert watching.report()[-1].startswith("3 of 3 files analyzed")
    assert watching.is_quiet()
    tooled.work.write({"b.py": "x = 'bad'\n"})
    assert watching.report()[-1].startswith("2 of 3 files analyzed")
    assert watching.is_quiet()
    report = json.loads((tooled.work.root / "report.json").read_text())
    assert [one["path"] for one in report["diagnostics"]] == ["b.py", "c.py"]


def test_what_a_tool_writes_is_no_news(tooled, watch):
    tooled.behave("Path('log.txt').write_text(str(time.time()))")
    watching = watch()
    assert watching.report()[-1].startswith("3 of 3 files analyzed")
    assert watching.is_quiet()
    assert len(tooled.calls()) <= 3


def test_a_change_during_the_run_is_seen_after_it(tooled, watch):
    """The tool stands still until it is told to go on."""
    ready, go = tooled.beside / "ready", tooled.beside / "go"
    tooled.behave("(here / 'ready').touch()\nwhile not (here / 'go').exists(): time.sleep(0.01)\n")
    watching = watch()
    until = time.monotonic() + PATIENCE_SECONDS
    while not ready.exists():
        assert time.monotonic() < until
        time.sleep(0.01)
    tooled.work.write({"c.py": "y = 'good'\n"})
    go.touch()
    while True:
        lines = watching.report()
        if lines[-1].startswith("1 of 3 files analyzed, 2 replayed, 0 findings"):
            break
    assert watching.is_quiet()


def test_new_folders_are_watched_too(tooled, watch):
    watching = watch()
    watching.report()
    tooled.work.write({"new/deep/er/d.py": "z = 1\n"})
    assert " of 4 files analyzed" in watching.report()[-1]
    tooled.work.write({"new/deep/er/d.py": "z = 'bad'\n"})
    lines = watching.report()
    assert any(line.startswith("new/deep/er/d.py:1:6: ") for line in lines)
    tooled.work.write({"new/deep/e.py": "bad\n"})
    assert " of 5 files analyzed" in watching.report()[-1]


def test_a_new_configuration_file_wakes(tooled, watch):
    tooled.configure(more="    inputs: [tool.ini]\n")
    watching = watch()
    watching.report()
    tooled.work.write({"tool.ini": "x"})
    assert watching.report()[-1].startswith("3 of 3 files analyzed")
    # All answers are known, and are those that were told last.
    tooled.work.remove("tool.ini")
    assert watching.is_quiet()
    tooled.work.write({"tool.ini": "y"})
    assert watching.report()[-1].startswith("3 of 3 files analyzed")


def test_ignored_files_and_the_cache_wake_nobody(tooled, watch):
    tooled.work.write({".gitignore": "build/\n", "build/x.py": "bad\n"})
    watching = watch()
    watching.report()
    tooled.work.write({"build/x.py": "bad bad\n", "build/y.py": "bad\n"})
    (tooled.work.root / ".depstamp" / "x").touch()
    assert watching.is_quiet()


def test_a_deleted_file_is_told(tooled, watch):
    watching = watch()
    watching.report()
    tooled.work.remove("c.py")
    assert watching.report()[-1].startswith("0 of 2 files analyzed, 2 replayed, 0 findings")


def test_what_it_tells_of_itself_is_written_after_each_run(tooled, watch):
    metrics = tooled.work.root / "depstamp.prom"
    trace = tooled.work.root / "trace.json"
    watching = watch("--metrics", "depstamp.prom", "--trace", "trace.json")
    assert watching.report()[-1].startswith("3 of 3 files analyzed")
    assert 'commands_total{command="run",status="1"} 1\n' in metrics.read_text()
    assert watching.is_quiet()
    tooled.work.write({"b.py": "x = 'bad'\n"})
    assert watching.report()[-1].startswith("2 of 3 files analyzed")
    assert 'commands_total{command="run",status="1"} 2\n' in metrics.read_text()
    assert 'analyzed_files_total{analyzer="tool"} 5\n' in metrics.read_text()
    rows = check_trace(json.loads(trace.read_text()))
    assert [event["args"]["status"] for event in rows["main"] if event["cat"] == "command"] == [1]
