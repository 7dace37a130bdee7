# SPDX-License-Identifier: MIT
"""The sum of what all runs have measured."""

from collections import Counter, defaultdict

from soak import book
from soak.program import LEVELS

VERDICTS = ("missed", "order", "unstable")


def total(rows, name):
    return sum(row.get(name, 0) for row in rows)


def show_steps(part, rows):
    """A line per tool: what it took, what it found."""
    print(f"{part}:")
    for tool in sorted({row["tool"] for row in rows if "tool" in row}):
        mine = [row for row in rows if row.get("tool") == tool]
        steps = [row for row in mine if "required" in row]
        if not steps:
            continue
        seen = sum(1 for row in steps if row["required"])
        alone = sum(1 for row in steps if row["unchanged"])
        cut = sum(1 for row in steps if row["cut"])
        print(
            f"  {tool:9} {len(steps):6} steps ({total(mine, 'silent')} without an answer,"
            f" {total(mine, 'seconds'):.0f} s): {total(steps, 'required')} files required"
            f" in {seen}, in {alone} steps files whose own bytes did not change"
            f" ({total(steps, 'unchanged')});"
            f" the level left files out in {cut}"
        )
        print("           " + ", ".join(f"{name} {total(steps, name)}" for name in VERDICTS))
        show_affected(steps)


def show_affected(steps):
    sums = Counter()
    for row in steps:
        sums.update(row["affected"])
    if not sums["content"]:
        return
    parts = [
        f"{level} {sums[level]} ({sums['content'] / max(sums[level], 1):.2f}x fewer)"
        for level in LEVELS
        if level in sums
    ]
    print("           files affected at " + ", ".join(parts))


def quartiles(shares):
    shares = sorted(shares)
    at = [shares[min(len(shares) - 1, len(shares) * part // 4)] for part in (1, 2, 3)]
    return [*at, sum(shares) / len(shares)]


def show_precision(rows):
    shares = defaultdict(list)
    for row in rows:
        for level, share in row.get("shares", {}).items():
            shares[level].append(share)
    if not shares:
        return
    print("share of files affected by one changed file of a release:")
    for level in LEVELS:
        if level in shares:
            low, middle, high, mean = quartiles(shares[level])
            print(
                f"  {level:9} mean {mean:6.1%}, median {middle:6.1%},"
                f" quartiles {low:6.1%} and {high:6.1%} of {len(shares[level])} changes"
            )


def show_skeletons(rows):
    rows = [row for row in rows if row["part"] == "skeletons"]
    for tool in sorted({row["tool"] for row in rows}):
        mine = [row for row in rows if row["tool"] == tool]
        same, asked = total(mine, "same"), total(mine, "asked")
        print(f"skeletons: {tool} says the same of {same} of {asked} files")


def show_stamps(rows):
    rows = [row for row in rows if "wrong" in row]
    if rows:
        print(f"stamps: {total(rows, 'steps')} edits, {total(rows, 'wrong')} wrong")


def show(path):
    """Print it all; 1 if something is wrong, else 0."""
    rows = book.read(path)
    for part in ("releases", "edits"):
        mine = [row for row in rows if row["part"] == part]
        if mine:
            show_steps(part, mine)
    show_precision(rows)
    show_skeletons(rows)
    show_stamps(rows)
    steps = [row for row in rows if "required" in row]
    alone = sum(1 for row in steps if row["unchanged"])
    trouble = [row["trouble"] for row in rows if "trouble" in row]
    missed = total(rows, "missed")
    wrong = total(rows, "wrong")
    for what in trouble[:10]:
        print(f"TROUBLE {what}")
    print(
        f"{len(steps)} steps, {alone} of them with a change in a file whose bytes did not"
        f" change, {missed} files missed, {len(trouble)} troubles"
    )
    return 1 if missed or wrong or trouble else 0
