# SPDX-License-Identifier: MIT
"""`help`, `version` and what all commands have in common."""

import re
import signal
import subprocess

import pytest


def commands(depstamp):
    listed = depstamp("help").stdout.split("Commands\n")[1].split("\n\n")[0]
    return [line.split()[0] for line in listed.splitlines()]


def test_help_lists_every_command_with_a_line(depstamp):
    names = commands(depstamp)
    assert {"init", "config", "help", "version"} <= set(names)
    for name in names:
        assert depstamp("help", name).returncode == 0


def test_help_of_a_command_is_what_its_option_prints(depstamp):
    for name in commands(depstamp):
        told = depstamp("help", name)
        assert told.stdout.startswith(f"usage: depstamp {name}")
        assert told.stdout == depstamp(name, "--help").stdout == depstamp(name, "-h").stdout
        assert told.stdout == depstamp("--help", name).stdout


def test_help_fits_a_terminal(depstamp):
    texts = [depstamp("help").stdout] + [depstamp("help", n).stdout for n in commands(depstamp)]
    for text in texts:
        assert max(map(len, text.splitlines())) <= 80
        assert text.endswith("\n") and not re.search(r"[ \t]$", text, re.MULTILINE)


def test_help_in_front_is_help(depstamp):
    assert depstamp("--help").stdout == depstamp("-h").stdout == depstamp("help").stdout


def test_version(depstamp):
    for arguments in (["version"], ["--version"]):
        done = depstamp(*arguments)
        assert (done.returncode, done.stdout, done.stderr) == (0, "depstamp 0.1.0\n", "")


def test_version_tells_the_libraries_on_request(depstamp):
    lines = depstamp("version", "-v").stdout.splitlines()
    assert lines[0] == "depstamp 0.1.0"
    assert all(re.fullmatch(r"\S+ [0-9]\S*", line) for line in lines)
    assert any(line.startswith("libyaml ") for line in lines)
    assert any(line.startswith("sqlite 3.") for line in lines)
    assert any(line.startswith("libuv 1.") for line in lines)


# -- usage ----------------------------------------------------------------

WRONG = {
    (): "no command given",
    ("hepl",): "no command `hepl`; did you mean `help`?",
    ("banana",): "no command `banana`",
    ("help", "hepl"): "no command `hepl`; did you mean `help`?",
    ("help", "help", "help"): "unexpected argument `help`",
    ("version", "x"): "unexpected argument `x`",
    ("version", "--", "-v"): "unexpected argument `-v`",
    ("config",): "expected show, check or schema",
    ("config", "sho"): "`config` can show, check or schema, not `sho`",
    ("version", "--verbos"): "unknown option --verbos; did you mean --verbose?",
    ("--colour", "never", "version"): "unknown option --colour; did you mean --color?",
    ("version", "-x"): "unknown option -x",
    ("version", "--quiet=yes"): "--quiet takes no value",
    ("version", "--root"): "--root needs a value: DIR",
    ("--color", "nver", "version"): (
        "--color must be auto, always or never, not `nver`; did you mean `never`?"
    ),
}


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_a_wrong_command_line_says_what_and_where_to_look(depstamp, arguments):
    done = depstamp(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    first, second = done.stderr.splitlines()
    assert first == "depstamp: " + WRONG[arguments]
    assert re.fullmatch(r"depstamp: `depstamp help.*` says more", second)


def test_options_of_all_commands_stand_before_or_behind(depstamp):
    before = depstamp("--jobs=5", "config", "show").stdout
    behind = depstamp("config", "--jobs", "5", "show").stdout
    assert before == behind == depstamp("config", "show", "-j5").stdout
    assert "  jobs: 5  # --jobs\n" in before


@pytest.mark.parametrize("jobs", ["0", "-1", "1025", "many", ""])
def test_jobs_are_bounded(depstamp, jobs):
    done = depstamp("--jobs", jobs, "config", "check")
    assert done.returncode == 2
    assert done.stderr.startswith("depstamp: --jobs: `limits.jobs` must be a whole number")


# -- standard output ------------------------------------------------------


def run_with_output(program, output, *arguments):
    return subprocess.run(
        [program, *arguments],
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_full_disk_is_trouble(program):
    with open("/dev/full", "wb") as full:
        done = run_with_output(program, full, "config", "schema")
    assert done.returncode == 2
    assert done.stderr == "depstamp: cannot write standard output: No space left on device\n"


def test_a_reader_that_went_away_wants_no_message(program):
    one = subprocess.Popen(["true"], stdin=subprocess.PIPE)
    one.wait()
    done = run_with_output(program, one.stdin, "version")
    one.stdin.close()
    assert done.returncode == 128 + signal.SIGPIPE
    assert done.stderr == ""


def test_a_closed_output_is_trouble(program):
    done = subprocess.run(
        ["sh", "-c", 'exec "$0" version >&-', program], capture_output=True, check=False
    )
    assert done.returncode == 2
