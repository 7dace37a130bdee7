# SPDX-License-Identifier: MIT
"""Keys that follow names, and where names are used.

Cold, they are beside the tier `symbols` of all files that they are made of,
which is what a warm run does not do.  Then one function gets another
parameter, and what names cost is the difference to the same question with
whole files as nodes.
"""

import statistics

from measuring import DEPSTAMP, MS, Row, run_in_turn, warm_up

EDITED = "homeassistant/util/dt.py"
FUNCTION = b"def now("
CONSTRUCT = f"{EDITED}:now"

COLD_TIMES = 1.3
AFFECTED_MS = 80
REFS_MS = 300


def options(precision):
    return ["--level", "declared", "--precision", precision]


def stamp(precision):
    return [DEPSTAMP, "stamp", "--all", *options(precision), "-o", ".git/stamps"]


def bench_cold(project, rounds, report):
    cold = Row("units, graph and keys, cold", stamp("symbol"), project.forget)
    warm = Row("the same, warm", stamp("symbol"))
    warm_up([cold, warm], project.folder)
    run_in_turn([cold, warm], project.folder, rounds)
    report.head(f"units: cold, {rounds} rounds")
    report.row(cold)
    report.row(warm, cold)
    times = statistics.median(a / (a - b) for a, b in zip(cold.wall, warm.wall))
    report.bound("units: cold to the tier itself", times, COLD_TIMES, "x")


def bench_warm(project, rounds, report):
    path = project.folder / EDITED
    before = path.read_bytes()
    path.write_bytes(before.replace(FUNCTION, FUNCTION + b"added=None, ", 1))
    rows = [
        Row("affected, whole files", [DEPSTAMP, "affected", *options("file")]),
        Row("affected, by name", [DEPSTAMP, "affected", *options("symbol")]),
        Row("keys, by name", stamp("symbol")),
        Row("refs of a function", [DEPSTAMP, "refs", CONSTRUCT]),
        Row("refs of all", [DEPSTAMP, "refs", "--all"]),
    ]
    warm_up(rows, project.folder)
    run_in_turn(rows, project.folder, rounds)
    path.write_bytes(before)
    report.head(f"units: one function edited, {rounds} rounds")
    for row in rows:
        report.row(row)
    files, names, _, one, every = rows
    extra = statistics.median(a - b for a, b in zip(names.wall, files.wall))
    report.bound("units: affected, more than by files", extra / MS, AFFECTED_MS, " ms")
    report.bound("units: refs of a function", one.median() / MS, REFS_MS, " ms")
    report.bound("units: refs of all", every.median() / MS, REFS_MS, " ms")


def bench(project, rounds, report):
    bench_cold(project, rounds, report)
    bench_warm(project, 3 * rounds, report)
