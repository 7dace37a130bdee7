# SPDX-License-Identifier: MIT
"""The command is killed as each of its system calls begins."""

import random
import subprocess
import time

import pytest

from fault import lab as labs

# Of a cold run about 600, of others 100 to 300.
MOST = {"run": 400}
OTHERS = 60
# Kills at random, in the soak.
TIMES = 500


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("scenario", labs.SCENARIOS, ids=repr)
def test_killed_at_any_system_call_nothing_is_harmed(lab, tried, scenario, part):
    lab.reset(scenario.cache)
    killed, total = lab.killed_at(0, *scenario.command)
    assert not killed and total > 50
    kills = 0
    for number in list(labs.thin(total, MOST.get(scenario.name, OTHERS)))[part::4]:
        lab.reset(scenario.cache)
        killed, _ = lab.killed_at(number, *scenario.command)
        kills += killed
        try:
            lab.settle(scenario)
        except AssertionError as error:
            raise AssertionError(f"killed at {number}: {error}") from error
    # Threads may make one call less than they did the first time.
    assert kills
    tried("kills", kills)


@pytest.mark.parametrize("scenario", labs.SCENARIOS, ids=repr)
def test_killed_at_random_nothing_is_harmed(lab, tried, scenario):
    chance = random.Random(scenario.name)
    for _ in range(TIMES if labs.LONG else 4):
        lab.reset(scenario.cache)
        process = subprocess.Popen(
            [lab.program, *scenario.command],
            cwd=lab.root,
            env=lab.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.random() * 0.02)
        process.kill()
        process.wait()
        lab.settle(scenario)
    tried("kills", TIMES if labs.LONG else 4)
