# SPDX-License-Identifier: MIT
"""`--trace FILE` and the times of -v."""

import json
import re

import jsonschema
import pytest

from cli.trace_format import check_row, check_trace

pytest_plugins = ["cli.workspace", "cli.tools"]

FILES = {f"pkg/m{i}.py": f"import pkg.m{i + 1}\nx = {i}\n" for i in range(40)}


def traced(work, *arguments, status=0):
    """The rows of the trace that a command leaves, and what it said."""
    path = work.root.parent / "trace.json"
    path.unlink(missing_ok=True)
    done = work.run("--trace", path, *arguments)
    assert done.returncode == status, done.stderr
    return check_trace(json.loads(path.read_text())), done.stderr


def phases(rows):
    return [event["name"] for event in rows["main"] if event["cat"] == "phase"]


def prepared(work, name):
    """What a command of the next test needs."""
    if name == "affected":
        work.commit()
        work.write({"pkg/m3.py": "x = 5\n"})
    if name in ("cache save", "cache restore"):
        assert work.run("cache", "save", "before.tar").returncode == 0


COMMANDS = {
    "scan": (["scan"], {"walk", "store"}),
    "graph": (["graph"], {"walk", "resolve", "report"}),
    "stamp": (["stamp", "--all", "--level", "declared"], {"resolve", "keys", "symbols"}),
    "units": (["stamp", "--all", "--level", "declared", "--precision", "symbol"], {"units"}),
    "affected": (["affected"], {"git", "resolve", "keys", "compare", "report"}),
    "run": (
        ["run", "--only", "syntax"],
        {"walk", "plan", "replay", "analyze", "check", "store", "report"},
    ),
    "ninja": (["ninja", "-o", "build.ninja", "--analyzer", "syntax"], {"walk", "plan", "keys"}),
    "cache save": (["cache", "save", "a.tar"], {"archive"}),
    "cache restore": (["cache", "restore", "before.tar"], {"archive"}),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_trace_has_the_phases_of_a_command(work, name):
    arguments, wanted = COMMANDS[name]
    work.write(FILES)
    prepared(work, name)
    rows, _ = traced(work, *arguments)
    assert wanted <= set(phases(rows))
    whole = [event for event in rows["main"] if event["cat"] == "command"]
    assert [event["name"] for event in whole] == [arguments[0]]
    assert whole[0]["args"]["status"] == 0
    assert whole[0]["args"]["peak_bytes"] > 1 << 20


def test_threads_have_rows_of_their_own(work):
    work.write(FILES)
    rows, _ = traced(work, "--jobs", "3", "scan")
    assert set(rows) == {"main", "worker 1", "worker 2"}
    assert [event["name"] for event in rows["worker 2"]] == ["walk"]


def test_each_process_of_an_analyzer_has_a_row(tooled):
    rows, _ = traced(tooled.work, "--jobs", "1", "run", status=1)
    (event,) = rows["tool 1"]
    assert event["name"] == "tool"
    assert event["args"]["command"].endswith("-- a.py b.py c.py")
    assert event["args"]["files"] == 3
    assert (event["args"]["end"], event["args"]["status"]) == ("exited", 1)
    (analyze,) = [event for event in rows["main"] if event["name"] == "analyze"]
    assert analyze["ts"] <= event["ts"] <= analyze["ts"] + analyze["dur"]


def test_the_memory_of_a_process_is_told_once_it_was_looked_at(tooled):
    # Nobody says when we look, so it may take a tool that is slower.
    for seconds in (0.3, 1, 3, 9):
        tooled.behave(f"time.sleep({seconds})")
        rows, told = traced(tooled.work, "-v", "run", "--no-cache", status=1)
        if "peak_bytes" in rows["tool 1"][0]["args"]:
            break
    assert rows["tool 1"][0]["args"]["peak_bytes"] > 1 << 20
    assert re.search(r"memory at most [\d.]+ MB, an analyzer's process [\d.]+ MB$", told)


def test_a_process_that_is_missing_is_told(work):
    work.write(
        {
            "a.py": "",
            "depstamp.yaml": "analyzers:\n  tool:\n    command: [sh, -c, 'kill -9 $$', '{files}']\n"
            "    version: [echo, '1']\n",
        }
    )
    rows, _ = traced(work, "run", status=2)
    assert rows["tool 1"][0]["args"]["end"] == "signalled"
    assert rows["tool 1"][0]["args"]["status"] == 9


def test_what_fails_leaves_a_trace_too(work):
    work.write({"a.py": ""})
    rows, _ = traced(work, "affected", status=2)
    (whole,) = [event for event in rows["main"] if event["cat"] == "command"]
    assert whole["args"]["status"] == 2


def test_the_answer_is_the_same_with_a_trace(work):
    work.write(FILES)
    plain = work.run("graph")
    assert work.run("graph", "--trace", "t.json").stdout == plain.stdout
    assert not plain.stderr


def test_a_trace_that_cannot_be_written_is_trouble_after_the_answer(tooled):
    (tooled.work.root / "taken").mkdir()
    done = tooled.work.run("run", "--trace", "taken")
    assert done.returncode == 2
    assert "taken" in done.stderr
    assert "bad word" in done.stdout
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]


def test_a_trace_without_a_name_is_refused(work):
    done = work.run("scan", "--trace", "")
    assert done.returncode == 2
    assert "--trace names no file" in done.stderr


def test_the_check_of_traces_refuses_what_cannot_be_loaded():
    with pytest.raises(jsonschema.ValidationError):
        check_trace({"traceEvents": [{"ph": "X"}], "displayTimeUnit": "ms"})
    with pytest.raises(AssertionError):
        check_row([{"ts": 0, "dur": 5}, {"ts": 3, "dur": 5}])


def test_v_tells_how_long_each_phase_took(work):
    work.write(FILES)
    done = work.run("stamp", "--all", "-v")
    times = re.findall(r"^depstamp: (\w+) +\d+\.\d ms( of all threads)?$", done.stderr, re.M)
    assert times[:3] == [
        ("index", ""),
        ("walk", ""),
        ("read", " of all threads"),
    ]
    assert {"resolve", "keys"} <= {name for name, _ in times}
    assert re.search(r"^depstamp: in all +\d+\.\d ms, memory at most [\d.]+ MB$", done.stderr, re.M)
    assert "ms" not in work.run("stamp", "--all").stderr
