#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make core/python/stdlib_names.inc: the standard library's names by version.

    tests/tools/stdlib_names.py           write the table
    tests/tools/stdlib_names.py --check   say whether it would change

Two sources, each pinned and fetched with pip, are united:

- typeshed's stdlib/VERSIONS, as mypy ships it: what type checkers know, with
  the first and last version of each module;
- isort's stdlibs/py3N.py, which are sys.stdlib_module_names of each version
  (3.8 and 3.9, which have no such thing, from the documentation and
  interpreters): private and extension modules too.

The result was compared with sys.stdlib_module_names of 3.10 to 3.13 and with
the lists of stdlib-list for 3.8 to 3.14: nothing of theirs is missing but
what LEFT_OUT names.
"""

import argparse
import ast
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

TABLE = Path(__file__).resolve().parents[2] / "core/python/stdlib_names.inc"
MINORS = range(8, 16)
TYPESHED = "mypy==2.4.1"
ISORT = "isort==9.0.2"

LEFT_OUT = {
    "typing_extensions",  # in typeshed's stdlib, but installed by pip
    "test",  # sys.stdlib_module_names leaves it out: often not installed
    "xx",  # an example that no build of CPython contains
}

HEAD = """\
/* SPDX-License-Identifier: MIT */
/* Made by tests/tools/stdlib_names.py from {sources}. */
"""


def wheel(requirement):
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary=:all:", "--dest", folder, requirement]
        subprocess.run(command, check=True)
        with zipfile.ZipFile(next(Path(folder).iterdir())) as archive:
            for name in archive.namelist():
                if re.search(r"/stdlib/VERSIONS$|/stdlibs/py3\d+\.py$", name):
                    yield name, archive.read(name).decode()


def minor(text, default):
    return int(text.partition(".")[2]) if text else default


def typeshed_names(text):
    """Yield (name, minor) of "symbol: 3.0-3.9" lines."""
    for line in text.splitlines():
        name, _, span = line.partition("#")[0].strip().partition(": ")
        if name and "." not in name:
            since, _, until = span.partition("-")
            for number in MINORS:
                if minor(since, 0) <= number <= minor(until, 99):
                    yield name, number


def isort_names(path, text):
    number = int(re.search(r"py3(\d+)\.py$", path).group(1))
    if number in MINORS:
        for node in ast.walk(ast.parse(text)):
            value = getattr(node, "value", None)
            if isinstance(value, str) and value.isidentifier():
                yield value, number


def collect():
    found = {}
    pairs = []
    for _, text in wheel(TYPESHED):
        pairs += typeshed_names(text)
    for path, text in wheel(ISORT):
        pairs += isort_names(path, text)
    for name, number in pairs:
        if name not in LEFT_OUT:
            found.setdefault(name, set()).add(number)
    return found


def table(found):
    lines = [HEAD.format(sources=f"{TYPESHED} and {ISORT}")]
    for name in sorted(found):
        first, last = min(found[name]), max(found[name])
        if found[name] != set(range(first, last + 1)):
            raise SystemExit(f"{name} came, went and came back")
        lines.append(f'{{"{name}", {first}, {last}}},\n')
    return "".join(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    made = table(collect())
    if not parser.parse_args().check:
        TABLE.write_text(made)
    elif made != TABLE.read_text():
        raise SystemExit(f"{TABLE} is not what the sources say")


if __name__ == "__main__":
    main()
