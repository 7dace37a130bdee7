# SPDX-License-Identifier: MIT
"""`depstamp worker --persistent_worker`: many requests, one process."""

import contextlib
import os
import random
import sys
import time
from pathlib import Path

import pytest

from cli.conftest import clean_environment, project  # noqa: F401
from plugins.bazel.protocol import Worker, field, request, varint
from plugins.bazel.test_worker import TOOL, analyze, source

SLOW = "san" in Path(os.environ.get("BUILD", "build")).name


@pytest.fixture
def worker(program, tmp_path):
    started = Worker(program, tmp_path, clean_environment())
    yield started
    started.process.kill()
    started.process.wait()
    for stream in (started.process.stdin, started.process.stdout, started.process.stderr):
        if not stream.closed:
            with contextlib.suppress(BrokenPipeError):
                stream.close()


def index(path="a.py", stamps="s"):
    return ["index", "--level", "declared", "--stamps", stamps, *source(path)]


def test_one_request_after_another(worker, project):  # noqa: F811
    folder = project({"a.py": "def f(x):\n    return x\n"})
    first = worker.ask(*index(), inputs=[("a.py", "0" * 64), ("b", "no digest")])
    assert (first.exit_code, first.output, first.number) == (0, "", 0)
    stamps = (folder / "s").read_text()
    project({"a.py": "def g(x):\n    return x\n"})
    assert worker.ask(*index()).exit_code == 0
    assert (folder / "s").read_text() != stamps
    failed = worker.ask(*index("absent.py"))
    assert failed.exit_code == 2
    assert "absent.py" in failed.output
    assert worker.end() == ([], 0, "")


def test_requests_at_once_are_answered_by_number(worker, project):  # noqa: F811
    folder = project({f"{n}.py": f"x = {n}\n" for n in range(1, 101)})
    numbers = list(range(1, 101))
    sent = b"".join(request(*index(f"{n}.py", f"{n}.s"), number=n) for n in numbers)
    worker.send(sent)
    responses = [worker.receive() for _ in numbers]
    assert sorted(one.number for one in responses) == numbers
    assert {one.exit_code for one in responses} == {0}
    assert len({(folder / f"{n}.s").read_text() for n in numbers}) == 100
    assert worker.end() == ([], 0, "")


def test_tools_may_run_at_once_and_print_nothing_of_their_own(worker, project):  # noqa: F811
    folder = project({f"{n}.py": "BAD = 1\n" for n in range(1, 9)})
    (folder / "bin").mkdir()
    tool = folder / "bin" / "tool"
    tool.write_text(TOOL.format(python=sys.executable))
    tool.chmod(0o755)
    for n in range(1, 9):
        words = analyze("--human", f"{n}.out", "--exit-code", f"{n}.code", *source(f"{n}.py"))
        worker.send(request(*words, "--machine", f"{n}.sarif", number=n))
    rest, status, errors = worker.end()
    assert (sorted(one.number for one in rest), status, errors) == ([*range(1, 9)], 0, "")
    assert {one.exit_code for one in rest} == {0}, rest[0].output
    for n in range(1, 9):
        assert (folder / f"{n}.out").read_text() == f"{n}.py:1:1: X1 {n}.py [tool]\n"


def test_a_cancelled_request_is_answered_once(worker, project):  # noqa: F811
    project({"a.py": "x = 1\n"})
    several = range(1, 40)
    sent = b"".join(request(*index(stamps=f"{n}.s"), number=n) for n in several)
    sent += b"".join(request(number=n, cancel=True) for n in several)
    sent += request(number=99, cancel=True)
    worker.send(sent)
    rest, status, errors = worker.end()
    assert (sorted(one.number for one in rest), status, errors) == ([*several], 0, "")


def is_running(pid):
    """A zombie is none that runs."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def wait_until(holds, *words):
    for _ in range(1200):
        if holds(*words):
            return
        time.sleep(0.1)
    raise AssertionError(holds)


@pytest.mark.parametrize("single", [False, True], ids=["multiplexed", "alone"])
def test_cancelling_ends_the_tool(worker, project, single):  # noqa: F811
    folder = project({"a.py": "x = 1\n"})
    (folder / "bin").mkdir()
    tool = folder / "bin" / "tool"
    # It tells its id once it is whole in the file, and would stay.
    tool.write_text(f"#!/bin/sh\necho $$ >{folder}/new\nmv {folder}/new {folder}/pid\nsleep 900\n")
    tool.chmod(0o755)
    number = 0 if single else 7
    worker.send(request(*analyze(*source("a.py")), number=number))
    wait_until((folder / "pid").exists)
    pid = int((folder / "pid").read_text())
    worker.send(request(number=number, cancel=True))
    response = worker.receive()
    assert (response.number, response.cancelled, response.exit_code) == (number, 1, 0)
    wait_until(lambda: not is_running(pid))
    assert not (folder / "code").exists()
    # The next one is its own.
    assert worker.ask(*index(), number=number).exit_code == 0
    assert worker.end() == ([], 0, "")


def test_a_request_that_is_none_is_answered_and_others_go_on(worker, project):  # noqa: F811
    project({"a.py": "x = 1\n"})
    broken = [
        field(3, 7) + b"\x0a\xff",  # a text longer than the message
        field(3, 7) + b"\x0f",  # no such type
        field(3, 7) + b"\x00",
        field(3, 7) + b"\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    ]
    for body in broken:
        worker.send(varint(len(body)) + body)
        response = worker.receive()
        assert (response.exit_code, response.number) == (2, 7), body
    odd = request("d\xe4nce", number=8).replace("\xe4".encode(), b"\xe4!")
    worker.send(odd)
    assert "`d?!nce`" in worker.receive().output
    nothing = worker.ask(number=3)
    assert (nothing.exit_code, nothing.number) == (2, 3)
    assert worker.ask(*index(), number=4).exit_code == 0
    assert worker.end() == ([], 0, "")


@pytest.mark.parametrize("data", [b"\xff" * 20, varint(1 << 31), b"\x05\x0a", b"\x80"])
def test_what_is_no_message_ends_it(worker, project, data):  # noqa: F811
    project({"a.py": "x = 1\n"})
    worker.send(request(*index(), number=1) + data)
    rest, status, errors = worker.end()
    assert [one.exit_code for one in rest] == [0]
    assert status == 2
    assert errors.startswith("depstamp: ")


def test_random_bytes(program, tmp_path):
    """Whatever comes, it ends by itself."""
    rng = random.Random(8)
    whole = request("index", "--level", "code", number=5, inputs=[("a", "b")])
    for _ in range(40 if SLOW else 150):
        data = bytearray(whole * 2)
        for _ in range(rng.randrange(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        started = Worker(program, tmp_path, clean_environment())
        started.send(bytes(data[: rng.randrange(1, len(data))]))
        _, status, errors = started.end()
        assert status in (0, 2), (status, errors, bytes(data))


def test_it_does_not_grow(worker, project):  # noqa: F811
    project({"a.py": "def f(x):\n    return x\n" * 20})
    count = 500 if SLOW else 10_000
    before = 0
    for n in range(count):
        assert worker.ask(*index(), number=n + 1).exit_code == 0
        if n == count // 5:
            before = worker.resident_kb()
    # 2 KB for each request; what threads keep for themselves is less.  A
    # sanitizer keeps what is freed for a while, and finds leaks by itself.
    if not SLOW:
        assert worker.resident_kb() < before + 16 * 1024
    assert worker.end() == ([], 0, "")


def test_nobody_reads(worker, project):  # noqa: F811
    project({"a.py": "x = 1\n"})
    worker.process.stdout.close()
    worker.send(request(*index(), number=1))
    worker.process.stdin.close()
    assert worker.process.wait(60) == 0
