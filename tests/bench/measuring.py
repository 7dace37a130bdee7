# SPDX-License-Identifier: MIT
"""What a benchmark measures, and how it is told.

Commands that are compared run in turn (A B A B …), so that a busy machine
slows them alike, and each round gives a ratio of its own.
"""

import os
import statistics
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("BUILD", REPOSITORY / "build")).resolve()
DEPSTAMP = str(BUILD / "depstamp")
MEASURE = str(BUILD / "tests" / "bench" / "measure")

MS = 1e6


class Row:
    """One command, run often: wall time, processor time and peak memory."""

    def __init__(self, what, command, before=None):
        self.what = what
        self.command = command
        self.before = before
        self.clear()

    def clear(self):
        self.wall = []
        self.cpu = []
        self.peak_kib = []
        self.statuses = set()

    def run(self, folder):
        if self.before:
            self.before()
        done = subprocess.run(
            [MEASURE, *self.command], cwd=folder, stdout=subprocess.PIPE, check=True
        )
        status, wall, cpu, peak = map(int, done.stdout.split())
        self.statuses.add(status)
        self.wall.append(wall)
        self.cpu.append(cpu)
        self.peak_kib.append(peak)

    def median(self):
        return statistics.median(self.wall)

    def peak(self):
        return max(self.peak_kib)


def percentile(values, percent):
    """The smallest value that `percent` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def ratio(row, to):
    """Median over the rounds of how much longer `row` took than `to`."""
    return statistics.median(a / b for a, b in zip(row.wall, to.wall))


def run_in_turn(rows, folder, rounds):
    for _ in range(rounds):
        for row in rows:
            row.run(folder)


def warm_up(rows, folder):
    run_in_turn(rows, folder, 1)
    for row in rows:
        row.clear()


class Report:
    def __init__(self):
        self.bounds = []

    def head(self, title):
        print(f"\n{title}")
        print(
            f"  {'':34}{'mean':>9}{'median':>9}{'p95':>9}{'p99':>9}{'cpu':>9}{'peak':>9}  ratio",
            flush=True,
        )

    def row(self, row, to=None):
        times = [statistics.mean(row.wall), row.median()]
        times += [percentile(row.wall, 95), percentile(row.wall, 99)]
        times.append(statistics.median(row.cpu))
        line = f"  {row.what:34}" + "".join(f"{t / MS:7.1f}ms" for t in times)
        line += f"{row.peak() / 1024:6.1f}MiB"
        if to and to is not row:
            line += f"  {ratio(row, to):.2f} x {to.what}"
        if row.statuses - {0, 1}:
            line += f"  FAILED with {sorted(row.statuses)}"
        print(line, flush=True)

    def bound(self, what, value, limit, unit, at_least=False):
        holds = value >= limit if at_least else value <= limit
        sign = ">=" if at_least else "<="
        verdict = "pass" if holds else "MISS"
        allowed = f"bound {sign} {limit:.2f}{unit}"
        self.bounds.append(f"  {verdict}  {what}: {value:.2f}{unit} ({allowed})")

    def times_as_fast(self, what, row, peer, least):
        """Median over the rounds of how much longer `peer` took."""
        times = statistics.median(b / a for a, b in zip(row.wall, peer.wall))
        self.bound(what, times, least, "x", at_least=True)

    def end(self):
        print("\nBounds")
        print("\n".join(self.bounds), flush=True)
