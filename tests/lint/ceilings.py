#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How large things may get.  There is no list of exceptions.

Complexity is McCabe's, a switch counting one however many cases it has: a
long table of cases is easy to read.  The layout is clang-format's, so a
function is what stands between "{" and "}" in the first column, and nesting
is indentation.
"""

import re

from lint_common import code_without_macros, is_c, list_files, main, read

FILE_LINES = 500
FUNCTION_LINES = 60
LINE_COLUMNS = 80
PARAMETERS = 5
NESTING = 3
COMPLEXITY = 15
INDENT = 4

DECISION = re.compile(r"\b(?:if|for|while|switch)\b|&&|\|\||\?")
CONTROL = re.compile(r"^( +)(?:\} )?(?:if|for|while|do|switch|else)\b")
HEAD = re.compile(r"(\w+)\s*\((.*)\)\s*$", re.DOTALL)


class Function:
    def __init__(self, name, parameters, line, body):
        self.name = name
        self.parameters = parameters
        self.line = line  # of the name, 1-based
        self.body = body  # lines from the one of the name on


def head_start(lines, brace):
    """The line where the declarator that ends above `brace` begins."""
    start = brace - 1
    while start > 0 and (lines[start][:1] in (" ", "") or start == brace):
        start -= 1
    return start


def split_parameters(text):
    """The commas of "int a, void (*f)(int, int)" outside of brackets."""
    depth = 0
    count = 1
    for byte in text:
        depth += (byte in "([{") - (byte in ")]}")
        count += byte == "," and depth == 0
    return 0 if text.strip() in ("", "void") else count


def functions(code):
    lines = code.split("\n")
    for brace, text in enumerate(lines):
        if text != "{":
            continue
        start = head_start(lines, brace)
        head = HEAD.search("\n".join(lines[start:brace]))
        end = next(
            (i for i in range(brace, len(lines)) if lines[i] == "}"), brace
        )
        if head:
            count = split_parameters(head.group(2))
            body = lines[start : end + 1]
            yield Function(head.group(1), count, start + 1, body)


def complexity(function):
    return 1 + sum(len(DECISION.findall(line)) for line in function.body)


def nesting(function):
    depths = [CONTROL.match(line) for line in function.body]
    return max((len(m.group(1)) // INDENT for m in depths if m), default=0)


def check_function(function):
    measures = [
        ("lines", len(function.body), FUNCTION_LINES),
        ("parameters", function.parameters, PARAMETERS),
        ("levels of nesting", nesting(function), NESTING),
        ("complexity", complexity(function), COMPLEXITY),
    ]
    for what, value, limit in measures:
        if value > limit:
            yield f"{function.name}: {what} {value}, at most {limit}"


def check_c(path, text):
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LINE_COLUMNS:
            yield path, number, f"line of {len(line)} columns"
    for function in functions(code_without_macros(text)):
        for message in check_function(function):
            yield path, function.line, message


def check(root):
    for path in list_files(root):
        if not path.endswith((".c", ".h", ".py")):
            continue
        text = read(root, path)
        count = text.count("\n")
        if count > FILE_LINES:
            yield path, 1, f"{count} lines, at most {FILE_LINES}"
        if is_c(path):
            yield from check_c(path, text)


if __name__ == "__main__":
    main(check)
