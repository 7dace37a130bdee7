# SPDX-License-Identifier: MIT
"""The line of progress on a terminal, as a terminal would show it."""

import errno
import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import time
from pathlib import Path

import pytest

from cli.conftest import clean_environment

TOOL = Path(os.environ.get("BUILD", "build")).resolve() / "tests" / "tools" / "progress_show"

ERASE = "\r\x1b[K"
COLOR = re.compile(r"\x1b\[[0-9;]*m")
NOTE = "depstamp: note: half of it is done"
pytest_plugins = ["cli.workspace", "cli.tools"]

LINE = re.compile(r"mypy \[=*>? *\] \d+/\d+(  [\d.,]+/(s|min)(  [\dsmh]+ left)?)?")


class Terminal:
    """A pseudo-terminal that the started program is controlled by."""

    def __init__(self, columns=80):
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def run(self, command, env=None, in_background=False, cwd=None):
        """What the program wrote; each piece with when it came."""

        def control():
            os.setsid()
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
            if in_background:
                # The shell stays in the foreground, and waits.
                child = os.fork()
                if child:
                    os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
                os.setpgid(0, 0)
                signal.signal(signal.SIGTTOU, signal.SIG_DFL)

        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self.slave,
            env=clean_environment({"TERM": "xterm", **(env or {})}),
            cwd=cwd,
            preexec_fn=control,
        )
        os.close(self.slave)
        pieces = list(self.pieces())
        assert process.wait(timeout=60) == 0
        return pieces

    def pieces(self):
        while True:
            try:
                data = os.read(self.master, 65536)
            except OSError as error:
                assert error.errno == errno.EIO, error
                data = b""
            if not data:
                os.close(self.master)
                return
            yield time.monotonic(), data.decode()


def run(*args, columns=80, **options):
    pieces = Terminal(columns).run([TOOL, *map(str, args)], **options)
    return "".join(text for _, text in pieces)


def screen(text):
    """The lines that are left on a screen on which `text` was written."""
    lines = [""]
    for part in re.split(r"(\r\x1b\[K|\r\n|\r)", COLOR.sub("", text)):
        if part == ERASE:
            lines[-1] = ""
        elif part == "\r\n":
            lines.append("")
        elif part != "\r":
            lines[-1] += part
    return lines


def drawn(text):
    return [line for line in re.split(r"\r\x1b\[K|\r\n", COLOR.sub("", text)) if "mypy" in line]


def test_a_line_is_drawn_and_nothing_of_it_is_left():
    text = run(100, 20)
    assert screen(text) == [NOTE, ""]
    lines = drawn(text)
    assert len(lines) > 3
    assert all(LINE.fullmatch(line) for line in lines), lines
    assert any(line.endswith(" left") for line in lines)
    counts = [int(re.search(r"(\d+)/", line)[1]) for line in lines]
    assert counts == sorted(counts)


def test_it_is_drawn_ten_times_a_second_at_most():
    since = time.monotonic()
    lines = drawn(run(2000, 1))
    assert 2 <= len(lines) <= (time.monotonic() - since) * 10 + 1


def test_who_is_served_at_once_sees_nothing():
    # The note alone, at the start of its line.
    assert run(1, 0) == NOTE + "\r\n"


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_the_line_is_narrower_than_the_terminal(columns):
    lines = drawn(run(60, 20, columns=columns))
    assert lines
    assert max(map(len, lines)) < columns


def test_colors_are_left_out_on_request():
    assert COLOR.search(run(60, 10))
    text = run(60, 10, env={"NO_COLOR": "1"})
    assert drawn(text)
    assert not COLOR.search(text)
    assert COLOR.search(run(60, 10, "--color", env={"NO_COLOR": "1"}))


@pytest.mark.parametrize(
    "variables",
    [{"CI": "true"}, {"CI": "1"}, {"PRE_COMMIT": "1"}, {"TERM": "dumb"}, {"TERM": ""}],
    ids=lambda variables: "_".join(f"{name}={value}" for name, value in variables.items()),
)
def test_who_does_not_watch_is_not_shown_anything(variables):
    assert run(60, 10, env=variables) == NOTE + "\r\n"


def test_quiet_is_quiet():
    assert run(60, 10, "-q") == ""


def test_a_false_ci_is_none():
    assert drawn(run(60, 10, env={"CI": "false"}))


def test_in_the_background_the_terminal_is_somebody_elses():
    pieces = Terminal().run([TOOL, "60", "10"], in_background=True)
    assert "".join(text for _, text in pieces) == NOTE + "\r\n"


def test_a_file_gets_no_progress(tmp_path):
    with open(tmp_path / "log", "w") as log:
        subprocess.run([TOOL, "60", "10"], stderr=log, check=True, timeout=60)
    assert (tmp_path / "log").read_text() == NOTE + "\n"


def run_slowly(tooled, program, **options):
    """`depstamp run` with a tool that takes half a second for each file."""
    tooled.work.write({"c.py": "y = 1\n"})
    tooled.behave("time.sleep(0.5 * len(files))")
    pieces = Terminal().run([program, "--jobs", "1", "run"], cwd=tooled.work.root, **options)
    return "".join(text for _, text in pieces)


def test_a_run_shows_its_tool_and_leaves_nothing(tooled, program):
    text = run_slowly(tooled, program)
    lines = [line for line in COLOR.sub("", text).split(ERASE) if line]
    assert lines
    assert all(re.match(r"tool \[[=> ]*\] \d/3", line) for line in lines), lines
    assert screen(text) == [""]


def test_a_run_under_pre_commit_shows_nothing(tooled, program):
    assert run_slowly(tooled, program, env={"PRE_COMMIT": "1"}) == ""
