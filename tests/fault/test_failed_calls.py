# SPDX-License-Identifier: MIT
"""The first, the second… call of a kind fails, until the command succeeds."""

import errno

import pytest

from fault import lab as labs

# What each kind fails with, in turn; 0 is half a write.
REASONS = {
    "malloc": [errno.ENOMEM],
    "open": [errno.EMFILE, errno.EIO],
    "read": [errno.EIO],
    "write": [errno.ENOSPC, 0, errno.EIO],
    "fsync": [errno.EIO],
    "rename": [errno.ENOSPC, errno.EIO],
    "link": [errno.ENOSPC, errno.EPERM],
    "unlink": [errno.EIO],
    "mkdir": [errno.ENOSPC, errno.EACCES],
    "truncate": [errno.EIO],
    "stat": [errno.EIO],
    "lock": [errno.ENOLCK],
    "thread": [errno.EAGAIN],
}
MOST = 24


@pytest.mark.parametrize("stays", [0, 1], ids=["once", "from-then-on"])
@pytest.mark.parametrize("kind", labs.KINDS)
@pytest.mark.parametrize("scenario", labs.SCENARIOS, ids=repr)
def test_a_call_that_fails_harms_nothing(lab, tried, scenario, kind, stays):
    lab.reset(scenario.cache)
    done = lab.with_faults(*scenario.command)
    assert done.returncode == scenario.status
    total = lab.count(kind)
    reasons = REASONS[kind]
    number = 0
    for nth in labs.thin(total, MOST):
        for reason in reasons if labs.LONG else [reasons[nth % len(reasons)]]:
            lab.reset(scenario.cache)
            settings = {"kind": kind, "nth": nth, "errno": reason, "stays": stays}
            done = lab.with_faults(*scenario.command, **settings)
            try:
                lab.check(scenario, done)
                # SQLite takes bytes that cannot be read for damage.
                lab.settle(scenario, kept=kind != "read")
            except AssertionError as error:
                raise AssertionError(f"{settings}: {error}\n{done}") from error
            number += 1
    if number:
        tried("failed calls", number)
