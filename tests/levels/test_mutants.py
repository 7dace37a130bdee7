# SPDX-License-Identifier: MIT
"""Stamps of randomly edited sources against levels.md over Python's parser.

What the view of oracle.py tells apart has different stamps, and what Python
cannot read has another `code` stamp than what it can.  A body that a level
leaves out can be edited without a new stamp.  By hand, for longer:

    python3 tests/levels/test_mutants.py [SEED [FILES [MUTANTS]]]
"""

import difflib
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from levels import mutants, oracle  # noqa: E402

LEVELS = ("declared", "inferred", "code")
REPOSITORY = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("BUILD", REPOSITORY / "build"))
# Python's own two tokenizers differ on a line of nothing but a backslash.
LONELY_BACKSLASH = re.compile(rb"^[ \t\f]*\\$", re.MULTILINE)


def all_stamps(sources):
    """One {level: stamp} for each source."""
    with tempfile.TemporaryDirectory() as folder:
        names = [f"{number}.py" for number in range(len(sources))]
        for name, source in zip(names, sources):
            Path(folder, name).write_bytes(source)
        program = BUILD.resolve() / "tests" / "tools" / "symbols_print"
        command = [str(program), "stamps", *names]
        text = subprocess.run(
            command, cwd=folder, check=True, capture_output=True, text=True
        ).stdout
    found = []
    for line in text.splitlines():
        if not line.startswith(" "):
            found.append({})
        else:
            level, stamp = line.split()
            found[-1][level] = stamp
    return found


def with_annotations(rng, source):
    """Six functions of ten say what they return, so that bodies go."""

    def annotate(match):
        return match[1] + (" -> int:" if rng.random() < 0.6 else ":")

    text = source.decode("utf-8", "replace")
    return re.sub(r"^(\s*(?:async )?def .*\)):$", annotate, text, flags=re.M).encode()


def edited_lines(before, after):
    """The first and last line of `before` in which the two differ."""
    old, new = before.split(b"\n"), after.split(b"\n")
    shared = min(len(old), len(new))
    head = next((i for i in range(shared) if old[i] != new[i]), shared)
    rest = shared - head
    tail = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    return head + 1, max(len(old) - tail, head + 1)


class Comparison:
    """One source, its mutants, and what is wrong with their stamps."""

    def __init__(self, rng, source, count):
        self.source = source
        self.views = {level: oracle.view(source, level) for level in LEVELS}
        mutator = mutants.Mutator(rng, source)
        made = [mutator.mutant() for _ in range(count)]
        self.mutants = [
            mutant
            for mutant in made
            if mutant != source and not LONELY_BACKSLASH.search(mutant)
        ]
        self.stamps, *self.others = all_stamps([source, *self.mutants])

    def is_missed(self, level, mutant):
        view = oracle.view(mutant, level)
        return view != self.views[level] and view is not None

    def is_broken(self, level, mutant):
        return level == "code" and oracle.parse(mutant) is None

    def show(self, level, mutant):
        texts = [text.decode("utf-8", "replace").split("\n") for text in (self.source, mutant)]
        lines = list(difflib.unified_diff(*texts, n=2, lineterm=""))[2:14]
        return "\n".join([f"equal stamps at {level}:", *lines])

    def problems(self, is_wrong):
        """What has equal stamps though it is_wrong(level, mutant) that it has."""
        for mutant, stamps in zip(self.mutants, self.others):
            for level in LEVELS:
                if stamps[level] == self.stamps[level] and is_wrong(level, mutant):
                    yield self.show(level, mutant)


def comparisons(seed, files, count):
    rng = random.Random(seed)
    for source in mutants.sources(rng, files):
        source = with_annotations(rng, source)
        if oracle.parse(source) is not None:
            yield Comparison(rng, source, count)


@pytest.fixture(scope="module", params=range(4))
def compared(request):
    found = list(comparisons(request.param, 6, 40))
    assert sum(len(one.mutants) for one in found) > 100
    return found


def test_what_an_importer_can_tell_apart_has_different_stamps(compared):
    found = [text for one in compared for text in one.problems(one.is_missed)]
    assert not found, "\n\n".join(found[:5])


def test_what_python_cannot_read_has_another_stamp(compared):
    found = [text for one in compared for text in one.problems(one.is_broken)]
    assert not found, "\n\n".join(found[:5])


BODY = """\
class A:
    def f(self, x: int) -> int:
        y = x
        {}
        return y
def g(x: int) -> int:
    if x:
        {}
    return x
"""
LEFT_OUT = """
z = 1 ; z: int ; z = y = 2 ; z, *y = 1, 2 ; (z := 1) ; print(z) ; del x
z[0] = 1 ; self.x[0] = 1 ; del self.x ; return 2 ; assert x ; x = lambda: x
f"{x}" ; for z in (): continue ; with x as z: pass ; [z for z in ()] ; x += 1
def h(): return 1 ; def h(a=1) -> int: return 1 ; @x| def h(): pass
try: z = 1| finally: z = 2 ; while x: break
"""
STATEMENTS = re.split(" ; |\n", LEFT_OUT.strip())


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_left_out_body_is_not_seen(statement):
    lines = statement.replace("| ", "\n        ")
    sources = [BODY.format(text, text).encode() for text in ("pass", lines)]
    before, after = all_stamps(sources)
    assert before["code"] != after["code"]
    for level in ("declared", "inferred"):
        assert before[level] == after[level], level


def main(seed=1, files=40, count=60):
    tried = failed = 0
    for one in comparisons(seed, files, count):
        found = [*one.problems(one.is_missed), *one.problems(one.is_broken)]
        print("\n\n".join([*found, ""]), end="")
        tried += len(one.mutants)
        failed += len(found)
    print(f"{tried - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
