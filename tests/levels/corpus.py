# SPDX-License-Identifier: MIT
"""The cases of levels.md: small edits, and who must be affected by them.

A file of cases/ holds the cases of one rule.  It is text for people:

    # A comment.
    == a sentence that names the case
    proof: mypy pyright
    spared: declared
    ---- dep.py
    | what is the same before and after the edit
    - a line before the edit
    + a line after it
    ---- use.py
    | import dep

After its marker a line has one space, then the text of the file.  Lines that
begin with none of these are ignored, so blank lines may stand anywhere.

What a case says about the importer, level by level (`verdicts`):

proof   The tools whose answer for the importer differs between before and
        after, all of them; tests/levels/prove runs them.  Each is a proof
        that the importer must be affected at the tool's level and above.
kept    A level at and above which a rule of levels.md affects the importer
        though no tool at hand shows it.
spared  A level at and below which nothing but the edited files is affected.
named   Levels at which keys that follow names affect the importer though no
        tool at hand shows it; a proof says so of the levels of its tools.
apart   Levels at which, by name, the importer is not affected.
scope   `analyzer`: what is edited is the configuration or environment of one
        analyzer, part of its key and not shown by `affected`; no verdicts.

At levels not covered by these a rule may be as coarse as it likes.

missed  What the program does not see yet; its test is expected to fail.

Other fields: `use` names the files looked at (use.py), `python` the version
that the tools assume, `without` tools that are not run, `mypy` options of
mypy, and `why` says what is not plain.

Files: "---- +a.py" comes with the edit, "---- -a.py" goes.  Options follow in
brackets: `crlf`, `escaped` (each line is a Python literal's inside, so that
any byte can be written, and has no newline of its own), or an encoding.
"""

import codecs
import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "cases"
LEVELS = ("declared", "inferred", "code")
TOOLS = {
    "mypy": "declared",
    "pyright": "inferred",
    "ty": "inferred",
    "pyrefly": "code",
    "pylint": "code",
}
FIELDS = {"proof", "kept", "spared", "use", "python", "without", "mypy", "why", "scope", "missed"}
FIELDS |= {"named", "apart"}
FILE = re.compile(r"---- ([+-]?)(\S+)(?: \((.*)\))?$")


class CaseError(Exception):
    pass


class File:
    """One file of a case: its bytes before and after, None if absent."""

    def __init__(self, mark, path, option):
        self.mark = mark
        self.path = path
        self.option = option
        self.lines = ([], [])

    def add(self, marker, text):
        if marker != "+":
            self.lines[0].append(text)
        if marker != "-":
            self.lines[1].append(text)

    def content(self, side):
        if (self.mark, side) in (("+", 0), ("-", 1)):
            return None
        lines = self.lines[side]
        if self.option == "escaped":
            text = codecs.decode("".join(lines), "unicode_escape")
            return text.encode("latin-1")
        end = "\r\n" if self.option == "crlf" else "\n"
        encoding = self.option if self.option not in (None, "crlf") else "utf-8"
        return "".join(line + end for line in lines).encode(encoding)


class Case:
    def __init__(self, rule, name, line):
        self.rule = rule
        self.name = name
        self.line = line
        self.fields = {}
        self.files = []

    @property
    def id(self):
        return f"{self.rule}-{re.sub(r'[^0-9a-zA-Z_]+', '-', self.name).strip('-')}"

    @property
    def label(self):
        """The id with the tools that prove it."""
        tools = [tool for tool in TOOLS if tool in self.proof]
        return f"{self.id}-by-{'-'.join(tools) or 'rule'}"

    def words(self, field, default=""):
        return self.fields.get(field, default).split()

    @property
    def proof(self):
        return set(self.words("proof")) - {"none"}

    @property
    def use(self):
        return self.words("use", "use.py")

    @property
    def tools(self):
        return [tool for tool in TOOLS if tool not in self.words("without")]

    def tree(self, side):
        """{path: bytes} before (0) or after (1) the edit."""
        pairs = ((file.path, file.content(side)) for file in self.files)
        return {path: content for path, content in pairs if content is not None}

    def edited(self):
        """The paths whose bytes differ, come or go."""
        before, after = self.tree(0), self.tree(1)
        paths = sorted(before.keys() | after.keys())
        return [path for path in paths if before.get(path) != after.get(path)]

    def verdicts(self):
        """{level: True (affected) or False (not affected)}; open ones are left out."""
        result = {}
        if self.fields.get("scope") == "analyzer":
            return result
        for level in [TOOLS[tool] for tool in self.proof] + self.words("kept"):
            result |= dict.fromkeys(LEVELS[LEVELS.index(level) :], True)
        for level in self.words("spared"):
            for lower in LEVELS[: LEVELS.index(level) + 1]:
                if lower in result:
                    raise CaseError(f"{self.id}: both ways at {lower}")
                result[lower] = False
        return result

    def check(self):
        where = f"{self.rule}:{self.line}: {self.name}"
        unknown = set(self.fields) - FIELDS | self.proof - set(TOOLS)
        unknown |= set(self.words("kept") + self.words("spared")) - set(LEVELS)
        if unknown:
            raise CaseError(f"{where}: unknown {sorted(unknown)}")
        if not self.edited():
            raise CaseError(f"{where}: nothing is edited")
        for path in self.use:
            if path in self.edited() or path not in self.tree(0):
                raise CaseError(f"{where}: {path} has to be there, unedited")
        self.verdicts()


def take_line(case, text):
    """Add one line of a file of cases to the case it stands in."""
    found = FILE.match(text)
    if found:
        case.files.append(File(*found.groups()))
    elif text[:1] in "|-+" and text and case.files:
        if text[1:2] not in ("", " "):
            raise CaseError(f"{case.rule}: no space after the marker: {text}")
        case.files[-1].add(text[0], text[2:])
    elif not case.files and (found := re.match(r"(\w+): *(.*)$", text)):
        case.fields[found.group(1)] = found.group(2)
    elif text and text[0] != "#":
        raise CaseError(f"{case.rule}: cannot read: {text}")


def read_file(path):
    rule = path.stem.split("_")[0]
    cases = []
    for number, text in enumerate(path.read_text("utf-8").split("\n"), 1):
        if text.startswith("== "):
            cases.append(Case(rule, text[3:].strip(), number))
        elif cases:
            take_line(cases[-1], text)
    for case in cases:
        case.check()
    return cases


def read_all(folder=FOLDER):
    """All cases, by file and in their order there; their ids differ."""
    cases = []
    for path in sorted(folder.glob("*.txt")):
        cases += read_file(path)
    ids = [case.id for case in cases]
    twice = {name for name in ids if ids.count(name) > 1}
    if twice:
        raise CaseError(f"names that occur twice: {sorted(twice)}")
    return cases
