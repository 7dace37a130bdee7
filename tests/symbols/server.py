# SPDX-License-Identifier: MIT
"""Tier `symbols` of many sources in one process: symbols_print serve."""

import os
import subprocess
from pathlib import Path

TOOL = Path(os.environ.get("BUILD", "build")) / "tests" / "tools" / "symbols_print"
LEVELS = ("declared", "inferred", "code")
LAYOUTS = ("keep", "compact")


class Stamps:
    """The three stamps of a source, and whether it counts as damaged."""

    def __init__(self, text):
        lines = text.decode().split("\n")
        self.damaged = "  damaged" in lines
        self.by_level = {level: line.split()[1] for level, line in zip(LEVELS, lines)}

    def __getitem__(self, level):
        return self.by_level[level]

    def differing(self, other):
        """The levels at which the two differ, weakest first."""
        return [level for level in LEVELS if self[level] != other[level]]


class Server:
    def __enter__(self):
        self.process = subprocess.Popen(
            [TOOL, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        assert self.process.wait() == 0

    def ask(self, question, source):
        self.process.stdin.write(b"%s %d\n" % (question.encode(), len(source)))
        self.process.stdin.write(source)
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"no answer: {question}"
        return self.process.stdout.read(int(line))

    def stamps(self, source):
        return Stamps(self.ask("stamps", source))

    def outline(self, source):
        return self.ask("outline", source).decode()

    def skeleton(self, source, level, layout, suffix="py"):
        return self.ask(f"skeleton {level} {layout} {suffix}", source)
