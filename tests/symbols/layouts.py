# SPDX-License-Identifier: MIT
"""Random edits of what stands between the tokens of a source.

Most change nothing that Python sees, others end statements elsewhere, open
and close blocks, or make the source invalid: Python has to say which.
"""

import re

from symbols import python

GAPS = [" ", "  ", "\t", "\f", "\\\n", " \\\n ", "\\\r\n", "\n", " # c\n", "\v"]
GAPS += ["\u00a0", "\u200b", "\ufeff", "\r\n"]
BLANKS = ["", " ", "\t", "  ", "\\\n", "\n", " \\\n", "        "]
ENDS = ["\n", "\n\n", "\n   ", "\n\t", "\n  # c", " # c", "   ", "\t", "\n\f", "\f"]
ENDS += ["\r", "\n# c", "\\\n", "\\", " \\\n  ", ";", " ; "]
STARTS = ["\n", "    \n", "# c\n", "    # c\n", "\f\n", "\f", "\t\n", " ", "    ", "\t"]
STARTS += ["\\\n", " \\\n"]
BREAKS = [" ", "; ", ";", "\n", "\\\n", " \\\n    ", ";\n", "\n    ", "\n\t"]
SEMICOLONS = [";\n", "; \\\n", " ;", "\n", ";;", "; # c\n", ";\n    "]
BLOCKS = [": ", ": \\\n", ":# c\n  ", ":\n\n    ", ": ;\n", ":\n"]
TAILS = ["", "\n", "\n\n", "  ", "\n   ", " # c", "\n# c", "\n    # c", "\\", "\n\\", "\n\\\n"]
TAILS += ["\\\n", "\n\f", ";", "\n\u200b"]
HEADS = ["\ufeff", "\n", "\f", "# c\n", "\\\n", " \n", "    # c\n", " \\\n", "\f\n", "\ufeff\ufeff"]


class Editor:
    def __init__(self, rng, source):
        self.rng = rng
        self.text = source.decode()
        self.edits = [self.gap, self.gap, self.blanks, self.end, self.start, self.line_break]
        self.edits += [self.semicolon, self.block, self.tail, self.head, self.indent]
        self.edits += [self.tabs, self.unit, self.returns]

    def edited(self):
        """One or two edits; the source as bytes."""
        before = self.text
        for _ in range(self.rng.choice([1, 1, 2])):
            self.text = self.rng.choice(self.edits)() or self.text
        after, self.text = self.text, before
        return after.encode()

    def insert(self, at, choices):
        return self.text[:at] + self.rng.choice(choices) + self.text[at:]

    def replace(self, pattern, choices):
        found = list(re.finditer(pattern, self.text))
        if not found:
            return None
        match = self.rng.choice(found)
        return self.text[: match.start()] + self.rng.choice(choices) + self.text[match.end() :]

    def gap(self):
        tokens = python.raw_tokens(self.text.encode())
        if not tokens:
            return None
        line, column = self.rng.choice(self.rng.choice(tokens)[2:4])
        lines = self.text.split("\n")
        if line == 0 or line > len(lines) or column > len(lines[line - 1]):
            return None
        return self.insert(sum(len(one) + 1 for one in lines[: line - 1]) + column, GAPS)

    def blanks(self):
        return self.replace(r"[ \t]+", BLANKS)

    def end(self):
        return self.insert(self.rng.choice(self.newlines()), ENDS)

    def start(self):
        return self.insert(min(self.rng.choice(self.newlines()) + 1, len(self.text)), STARTS)

    def newlines(self):
        return [match.start() for match in re.finditer("\n", self.text)] or [len(self.text)]

    def line_break(self):
        return self.replace(r"\n[ \t]*", BREAKS)

    def semicolon(self):
        return self.replace(r";[ \t]*", SEMICOLONS)

    def block(self):
        return self.replace(r":[ \t]*\n[ \t]*", BLOCKS)

    def tail(self):
        return self.text.rstrip("\n") + self.rng.choice(TAILS)

    def head(self):
        return self.rng.choice(HEADS) + self.text

    def with_line(self, change):
        lines = self.text.split("\n")
        at = self.rng.randrange(len(lines))
        lines[at] = change(lines[at])
        return "\n".join(lines)

    def indent(self):
        more = self.rng.choice([" ", "    ", "\t", "\f", ""])
        less = self.rng.choice([0, 1, 4]) if not more else 0
        return self.with_line(lambda line: more + (line[less:] if line[:1] == " " else line))

    def tabs(self):
        eight = self.rng.random() < 0.5
        return self.with_line(lambda line: line.replace(" " * (8 if eight else 4), "\t"))

    def unit(self):
        """Another indentation of the whole file."""
        other = self.rng.choice(["\t", "  ", "   ", "     "])
        return re.sub("^ +", lambda match: match[0].replace("    ", other), self.text, flags=re.M)

    def returns(self):
        return self.text.replace("\r", "").replace("\n", "\r\n")
