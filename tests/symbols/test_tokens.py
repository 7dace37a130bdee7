# SPDX-License-Identifier: MIT
"""Stamps of real files against Python's tokens, under random edits of them.

Another token is another stamp at `code`.  A level sees no more than the next
one, and equal stamps are equal compact skeletons; where nothing is in the
stamp but the skeleton's tokens, the other way round too.  By hand:

    python3 tests/symbols/test_tokens.py [SEED [FILES [EDITS]]]
"""

import random
import sys
import tokenize
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from levels import mutants  # noqa: E402
from symbols import python, sources  # noqa: E402
from symbols.server import LEVELS, Server  # noqa: E402

COUNTED = {tokenize.NAME, tokenize.OP, tokenize.NUMBER, tokenize.STRING}


def other_tokens(rng, source, count):
    """Sources in which one token is left out, doubled, or another one."""
    text = source.decode()
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    tokens = [token for token in python.raw_tokens(source) if token.type in COUNTED]
    for token in rng.sample(tokens, min(count, len(tokens))):
        begin = starts[token.start[0] - 1] + token.start[1]
        end = starts[token.end[0] - 1] + token.end[1]
        word = text[begin:end]
        other = rng.choice(["", f"{word} {word}", "x", "0", "''", rng.choice(tokens).string])
        yield f"{text[:begin]} {other} {text[end:]}".encode()


class Source:
    """What is made of one source."""

    def __init__(self, server, text):
        self.text = text
        self.stamps = server.stamps(text)
        self.compact = {level: server.skeleton(text, level, "compact") for level in LEVELS}


def complaints_about(server, before, after):
    differing = before.stamps.differing(after.stamps)
    if differing != list(LEVELS[len(LEVELS) - len(differing) :]):
        yield f"a weaker level sees more: {differing}"
    for level in LEVELS:
        same = before.compact[level] == after.compact[level]
        if level not in differing and not same:
            yield f"{level}: equal stamps, other compact skeletons"
        if level in differing and same and is_plain(server, before, after):
            yield f"{level}: other stamps, equal compact skeletons"
    if "code" not in differing and python.sequence(before.text) != python.sequence(after.text):
        yield "other tokens, equal stamps at code"


def is_plain(server, *both):
    """Is nothing in the stamps of both that is not in their skeletons?"""
    return not any(
        python.has_cookie(one.text)
        or b";" in one.text
        or b"# mypy" in one.text
        or one.stamps.damaged
        or one.stamps.differing(server.stamps(b"\n" + one.text))
        for one in both
    )


def complaints(seed, files, edits):
    rng = random.Random(seed)
    tried = 0
    found = []
    with Server() as server:
        for path, text in sources.small(rng, files):
            if python.parse(text) is None or not text.isascii():
                continue
            before = Source(server, text)
            mutator = mutants.Mutator(rng, text)
            made = [mutator.mutant() for _ in range(edits)] + [*other_tokens(rng, text, edits)]
            for edited in made:
                if python.BACKSLASH_FIRST.search(edited):
                    continue
                tried += 1
                after = Source(server, edited)
                found += [
                    f"{path}: {what}\n{python.difference(text, edited)}"
                    for what in complaints_about(server, before, after)
                ]
    return tried, found


@pytest.mark.parametrize("seed", range(4))
def test_stamps_follow_tokens(seed):
    tried, found = complaints(seed, 8, 12)
    assert tried > 50
    assert not found, "\n\n".join(found[:5])


def main(seed=1, files=200, edits=100):
    tried, found = complaints(seed, files, edits)
    print("\n\n".join([*found, ""]), end="")
    print(f"{tried - len(found)} passed, {len(found)} failed, 0 skipped")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
