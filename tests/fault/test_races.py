# SPDX-License-Identifier: MIT
"""Several processes in one cache at the same time, from one tree and from two."""

import json
import random
import subprocess

import pytest

from fault import lab as labs

COMMANDS = [
    labs.RUN,
    labs.RUN,
    ("scan",),
    ("cache", "save", "../out/a.tar"),
    ("cache", "restore", "../good.tar"),
    ("cache", "prune", "--unused-since", "last"),
    ("cache", "verify"),
    ("cache", "stats"),
]
TWO, EIGHT, BRANCHES = 66, 12, 62
LONG_TIMES = 12


def start(lab, command, root=None, **extra):
    return subprocess.Popen(
        [lab.program, *command],
        cwd=root or lab.root,
        env=lab.environment | extra,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finish(process, command, right):
    out, err = process.communicate(timeout=600)
    assert process.returncode == (command == labs.RUN), (command, out, err)
    if command == labs.RUN:
        told = json.loads(out)
        assert told["complete"]
        assert told["diagnostics"] == right


@pytest.mark.parametrize("cache", ["none", "first"])
@pytest.mark.parametrize(("together", "rounds"), [(2, TWO), (2, TWO), (8, EIGHT)])
def test_processes_in_one_cache_agree(lab, tried, few, together, rounds, cache):
    chance = random.Random(f"{together}{cache}")
    rounds = few(rounds * (LONG_TIMES if labs.LONG else 1))
    for _ in range(rounds):
        lab.reset(cache)
        # Pairs are of all kinds, eight are all kinds.
        commands = chance.sample(COMMANDS, together)
        started = [start(lab, command) for command in commands]
        for process, command in zip(started, commands):
            finish(process, command, lab.right["second"])
        assert lab.report()["diagnostics"] == lab.right["second"]
        lab.check_files()
    tried("races", rounds)


@pytest.mark.parametrize("part", range(4))
def test_two_branches_share_a_store(lab, tried, few, part):
    """Each tree has an index of its own; what is stored serves both."""
    rounds = few(BRANCHES * (LONG_TIMES if labs.LONG else 1))
    other = lab.folder / f"branch{part}"
    shared = {"DEPSTAMP_CACHE_DIR": str(lab.folder / f"shared{part}")}
    lab.write_to(other, labs.FIRST)
    states = [("first", labs.FIRST), ("second", labs.SECOND)]
    for number in range(rounds):
        name, files = states[number % 2]
        lab.write_to(other, files)
        started = [start(lab, labs.RUN, **shared), start(lab, labs.RUN, other, **shared)]
        finish(started[0], labs.RUN, lab.right["second"])
        finish(started[1], labs.RUN, lab.right[name])
    tried("races", rounds)
