#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What only some layers may do: print, end the process, keep state.

core/base/banned.h makes other calls compile errors; these here are words
that headers and attributes use as well, so they are looked for instead.
"""

import re

from lint_common import code_without_macros, list_files, main, read

# (words, where they may stand, why not elsewhere)
RULES = [
    (
        "printf vprintf puts putchar putc fputs fprintf vfprintf perror "
        "stdout stderr",
        ("core/cli/",),
        "only core/cli prints",
    ),
    ("exit quick_exit atexit", ("core/cli/",), "only core/cli exits"),
    # A child between fork and exec has no other way out.
    ("_exit _Exit", ("core/cli/", "core/sys/"), "only core/cli exits"),
    ("abort", ("core/cli/", "core/base/"), "out of memory aborts in core/base"),
]

FUNCTION_STATIC = re.compile(r"^\s+static\s+(?!const\b)(?!_Thread_local\b)")
GLOBAL = re.compile(
    r"^(?!typedef\b|struct \w+;|union \w+;|extern\b|return\b|\#|\}|enum\b)"
    r"(?:static\s+)?[A-Za-z_][\w\s*]*[\s*]\w+(?:\[[^\]]*\])*\s*(?:=|;)"
)


def check_calls(path, lines):
    for words, allowed, why in RULES:
        if path.startswith(allowed):
            continue
        pattern = re.compile(rf"(?<![\w.>])(?:{'|'.join(words.split())})\b")
        for number, line in enumerate(lines, 1):
            # __attribute__((format(printf, …))) is no call.
            match = pattern.search(line.replace("format(printf", ""))
            if match:
                yield path, number, f"{match.group()}: {why}"


def check_globals(path, lines):
    for number, line in enumerate(lines, 1):
        if "const" in line.split("=")[0].split():
            continue
        if FUNCTION_STATIC.match(line) or GLOBAL.match(line):
            yield path, number, "mutable state outside of core/cli"


def check(root):
    for path in list_files(root):
        if not path.endswith((".c", ".h")):
            continue
        if not path.startswith(("core/", "plugins/")):
            continue
        lines = code_without_macros(read(root, path)).split("\n")
        yield from check_calls(path, lines)
        if path.endswith(".c") and not path.startswith("core/cli/"):
            yield from check_globals(path, lines)


if __name__ == "__main__":
    main(check)
