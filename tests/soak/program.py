# SPDX-License-Identifier: MIT
"""depstamp as the oracle asks it: keys of a state, and who is affected."""

import json
import os
import subprocess

from soak.environment import REPOSITORY

# A level, by files or by the names that are used.
LEVELS = ("content", "code", "inferred", "declared")
LEVELS += tuple(f"{level}:symbol" for level in LEVELS[1:])


def options(level):
    level, _, precision = level.partition(":")
    return ["--level", level, "--precision", precision or "file"]


class Trouble(Exception):
    """The program failed: what it said."""


class Program:
    def __init__(self, root, path=None):
        build = os.environ.get("BUILD", REPOSITORY / "build")
        default = os.path.join(os.path.abspath(build), "depstamp")
        self.path = path or os.environ.get("DEPSTAMP", default)
        self.root = root

    def run(self, *arguments):
        command = [self.path, "--root", self.root, "-q", *arguments]
        done = subprocess.run(command, cwd=self.root, capture_output=True, check=False)
        if done.returncode != 0:
            raise Trouble(f"{arguments}: {done.returncode}: {done.stderr.decode()}")
        return done.stdout

    def has_level(self, level):
        try:
            self.run("stamp", "--all", *options(level))
        except Trouble:
            return False
        return True

    def stamp(self, level, baseline):
        self.run("stamp", "--all", *options(level), "-o", str(baseline))

    def affected(self, level, baseline):
        """The paths that exist now and are affected since `baseline`."""
        arguments = ["--baseline", str(baseline), *options(level), "--format", "json"]
        said = json.loads(self.run("affected", *arguments))
        return {one["path"] for one in said["affected"]}


def keys(baseline):
    """{path: key} of a baseline; odd names are not needed here."""
    lines = baseline.read_text("utf-8", "surrogateescape").splitlines()
    rows = [line.split(" ", 2) for line in lines[1:]]
    return {row[2]: row[0] for row in rows if len(row) == 3}
