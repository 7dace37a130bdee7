# SPDX-License-Identifier: MIT
"""Edit by edit, all modes say what the one says that sees every byte."""

import os
import random

import pytest

from plugins.bazel.random_edits import LINT, SEER, TARGETS, Edits

STEPS = 200 if os.environ.get("DEPSTAMP_SERIES") == "long" else 8
SOURCES = ("app", "base", "util")


def put(shop, edits):
    """Write what differs, so that Bazel has as little to see as it can."""
    wanted = edits.all_files()
    for folder in SOURCES:
        for path in (shop.root / folder).rglob("*"):
            if path.is_file() and str(path.relative_to(shop.root)) not in wanted:
                path.unlink()
    for name, text in wanted.items():
        path = shop.root / name
        if not path.exists() or path.read_text() != text:
            shop.write({name: text})


def said(shop, edits, mode):
    """Of targets that have sources: what the others once had is still there."""
    folders = {name.partition("/")[0] for name in edits.files}
    labels = [label for label in TARGETS if label[2:].partition(":")[0] in folders]
    texts = [shop.output(label, f"{mode}.out") for label in labels]
    return [text.replace(f"[{mode.lower()}]", "[]") for text in texts]


@pytest.mark.parametrize("seed", [1, 2])
def test_no_answer_is_stale(shop, seed):
    rng = random.Random(seed)
    edits = Edits(rng)
    story = []
    shop.options = []
    shop.write({"tools/lint.bzl": LINT, "tools/BUILD": 'exports_files(["seer", "settings.ini"])\n'})
    seer = shop.root / "tools" / "seer"
    seer.write_text(SEER.format(**shop.values))
    seer.chmod(0o755)
    saved = 0
    for _ in range(STEPS):
        put(shop, edits)
        if edits.restart:
            assert shop.start("shutdown").returncode == 0
        done = shop.build(f"--action_env=FLAG={edits.flag}")
        assert done.status == 0, (story, done)
        plain = said(shop, edits, "Plain")
        assert all(f" {edits.flag} " in text for text in plain), plain
        assert said(shop, edits, "Gated") == plain, (story, done)
        assert said(shop, edits, "Iface") == plain, (story, done)
        saved += len(done.dirty.get("Plain", [])) - len(done.dirty.get("Gated", []))
        story.append(edits.step() if story else edits.begin())
    # Otherwise nothing was tried.
    assert saved > 0, story
