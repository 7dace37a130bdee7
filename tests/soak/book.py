# SPDX-License-Identifier: MIT
"""What was measured, a line of JSON each, so that runs can be added up."""

import json


class Book:
    def __init__(self, path, part):
        self.path = path
        self.part = part
        self.rows = []
        path.parent.mkdir(parents=True, exist_ok=True)

    def add(self, **row):
        row = {"part": self.part, **row}
        self.rows.append(row)
        with open(self.path, "a") as file:
            file.write(json.dumps(row) + "\n")

    def trouble(self, what, detail):
        """Something that must never be, apart from misses."""
        print(f"TROUBLE {what}: {detail}", flush=True)
        self.add(trouble=what)

    def steps(self, *tools):
        """The comparisons made so far, not the silent ones."""
        return [
            row for row in self.rows if "required" in row and (not tools or row["tool"] in tools)
        ]


def read(path):
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines()]
