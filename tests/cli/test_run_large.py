# SPDX-License-Identifier: MIT
"""`depstamp run` with a hundred thousand findings, and readers that leave."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytest_plugins = ["cli.workspace", "cli.tools"]

FILES = 100
LINES = 1000
FINDINGS = FILES * LINES
MIB = 1024


@pytest.fixture
def large(tooled, program):
    tooled.program = program
    tooled.work.write({f"m{i:03}.py": "bad = 1\n" * LINES for i in range(FILES)})
    tooled.work.remove("a.py", "b.py", "c.py")
    return tooled


def start(project, *arguments, **options):
    return subprocess.Popen(
        [project.program, "run", *arguments],
        cwd=project.work.root,
        stderr=subprocess.PIPE,
        **options,
    )


# A child begins with the peak of the process that it was forked from, so
# that one is small.
MEASURE = """
import resource, subprocess, sys
status = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak_kib(project, *arguments):
    """What a run takes at most."""
    command = [sys.executable, "-c", MEASURE, project.program, "run", *arguments]
    done = subprocess.run(command, cwd=project.work.root, capture_output=True, check=True)
    status, peak = map(int, done.stdout.split())
    assert status == 1
    return peak


def limit_kib(program):
    """A sanitizer keeps what was freed for a while."""
    code = Path(program).read_bytes()
    sanitized = b"__asan_" in code or b"__tsan_" in code
    return (1536 if sanitized else 128) * MIB


def test_memory_is_bounded_whatever_the_report(large):
    limit = limit_kib(large.program)
    assert large.run("--format", "concise").returncode == 1
    peaks = {name: peak_kib(large, "--format", name) for name in ("concise", "full", "json")}
    print(f"{FINDINGS} findings, KiB: {peaks}")
    assert max(peaks.values()) < limit, peaks


def test_all_findings_are_in_each_report(large):
    done = large.run("--format", "concise", "--format", "json:out.json")
    lines = done.stdout.splitlines()
    found = json.loads((large.work.root / "out.json").read_text())["diagnostics"]
    assert len(lines) == FINDINGS + 1
    assert len(found) == FINDINGS
    assert lines[-1].startswith(f"{FILES} of {FILES} files analyzed, 0 replayed, 100,000 findings")
    places = [(f"m{i:03}.py", line) for i in range(FILES) for line in range(1, LINES + 1)]
    assert [(f["path"], f["line"]) for f in found] == places
    assert lines[:-1] == [f"{path}:{line}:1: W1 bad word [tool]" for path, line in places]
    # One thread writes what several write.
    for jobs in ("1", "4"):
        again = large.run("--format", "concise", "--jobs", jobs)
        assert again.stdout.splitlines()[:-1] == lines[:-1]


def test_who_reads_no_more_gets_no_message(large):
    large.run()
    for format in ("full", "concise", "json", "github", "sarif"):
        child = start(large, "-q", "--format", format, stdout=subprocess.PIPE)
        child.stdout.read(100)
        child.stdout.close()
        assert child.stderr.read() == b""
        child.stderr.close()
        assert child.wait(timeout=60) == 128 + signal.SIGPIPE


def test_a_full_disk_is_trouble(large):
    large.run()
    with open("/dev/full", "wb") as full:
        child = start(large, "-q", stdout=full)
        said = child.stderr.read()
        child.stderr.close()
        assert child.wait(timeout=60) == 2
    assert said == b"depstamp: cannot write standard output: No space left on device\n"
    done = large.run("--format", "json:/dev/full")
    assert done.returncode == 2
    assert "cannot write /dev/full: No space left on device" in done.stderr
