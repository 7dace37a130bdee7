# SPDX-License-Identifier: MIT
"""Stamps and skeletons against Python's own tokens, over the same stories.

No tool is asked, so this is quick.  Of each file that a step changed: what
differs in tokens differs at `code`, and what has the same words on the same
lines is equal at all levels (some stamps have lines in them); a level sees no
more than the one above it; equal stamps are equal compact skeletons; a
skeleton has no more lines than its source and is Python if that is.
"""

import io
import json
import tokenize

from soak import book, grammar, releases, stories
from soak import tree as trees
from soak.program import Program

LEVELS = ("declared", "inferred", "code")
STEPS = 20000
SKIPPED = (tokenize.COMMENT, tokenize.NL)
LAYOUT = (tokenize.INDENT, tokenize.DEDENT, tokenize.NEWLINE, tokenize.ENDMARKER)


def tokens(text):
    """(tokens, all with their lines and comments), or None if Python cannot tell."""
    if not grammar.is_valid(text):
        return None
    found, places = [], []
    try:
        for one in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
            word = (one.type, "" if one.type in LAYOUT else one.string)
            if one.type not in SKIPPED:
                found.append(word)
            if one.type != tokenize.NL:
                places.append((one.start[0], *word))
    except (tokenize.TokenError, SyntaxError):
        return None
    return found, places


class View:
    """What depstamp makes of some files of a tree."""

    def __init__(self, program, folder, paths):
        said = json.loads(program.run("manifest", *paths))
        self.stamps = {one["path"]: one["stamps"] for one in said}
        self.compact = {}
        for level in LEVELS[:2]:
            out = folder / level
            program.run("skeleton", "--compact", "--level", level, "--out", str(out), *paths)
            self.compact[level] = {path: (out / path).read_bytes() for path in paths}
        program.run("skeleton", "--out", str(folder / "kept"), *paths)
        self.kept = {path: (folder / "kept" / path).read_bytes() for path in paths}


def complaints(path, before, after, views):
    """What is wrong with the stamps of one file before and after a step."""
    old, new = (view.stamps[path] for view in views)
    same = {level: old[level] == new[level] for level in LEVELS}
    if same["code"] and not same["inferred"] or same["inferred"] and not same["declared"]:
        yield "a weaker level sees more"
    for level in LEVELS[:2]:
        if same[level] and views[0].compact[level][path] != views[1].compact[level][path]:
            yield f"{level}: equal stamps, other compact skeletons"
    texts = [text.decode("utf-8", "surrogateescape") for text in (before, after)]
    told = [tokens(text) for text in texts]
    if None not in told:
        if told[0][0] != told[1][0] and same["code"]:
            yield "other tokens, same stamp at code"
        if told[0] == told[1] and not same["code"]:
            yield "same tokens on the same lines, other stamp at code"
    kept = views[1].kept[path].decode("utf-8", "surrogateescape")
    if told[1] is not None and grammar.errors(kept):
        yield "a skeleton that is no Python"
    if kept.count("\n") > texts[1].count("\n") + 1:
        yield "a skeleton with more lines"


def run(run):
    ledger = run.book("stamps")
    tree = trees.Tree(run.work / "stamps" / "tree")
    program = Program(tree.root)
    real = releases.small_states(run.packages)
    told = {row["told"] for row in book.read(ledger.path) if "told" in row}
    seed = run.options.seed - 1
    steps = 0
    while steps < min(STEPS, run.options.steps) and not run.is_over():
        seed += 1
        if seed in told:
            continue
        story = stories.Story(seed, real)
        wrong = 0
        for number in range(stories.STEPS):
            before = dict(story.state)
            kind = story.step()
            for path, what in check(tree, program, run.work, before, story.state):
                wrong += 1
                print(f"WRONG {path}, {seed}/{number}/{kind}: {what}", flush=True)
        steps += stories.STEPS
        ledger.add(told=seed, steps=stories.STEPS, wrong=wrong)


def check(tree, program, work, before, after):
    """(path, complaint) for all files that exist twice and differ."""
    paths = [path for path in trees.changed(before, after) if path in before]
    if not paths:
        return
    views = []
    for state in (before, after):
        tree.become(state)
        views.append(View(program, work / "stamps", paths))
    for path in paths:
        for what in complaints(path, before[path], after[path], views):
            yield path, what
