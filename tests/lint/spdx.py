#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every source says what licence it has, in its first lines."""

from lint_common import is_c, list_files, main, read

LINE = "SPDX-License-Identifier: " + "MIT"
ENDINGS = (".py", ".sh", ".mk", ".bzl", ".yml", ".txt", ".ini", ".toml")
# What others wrote, or what a test takes as it is.
INPUTS = ("tests/example/", "tests/corpus/", "tests/fuzz/seeds/")


def needs_line(path, text):
    name = path.rsplit("/", 1)[-1]
    if path.startswith(INPUTS) or "/golden/" in path:
        return False
    return path.endswith(ENDINGS) or name == "Makefile" or text[:2] == "#!"


def check(root):
    for path in list_files(root):
        text = read(root, path)
        if is_c(path):
            if not path.startswith(INPUTS) and not text.startswith(f"/* {LINE} */\n"):
                yield path, 1, f"the first line is not /* {LINE} */"
        elif needs_line(path, text) and LINE not in text[:400]:
            yield path, 1, f"no {LINE} in the first lines"


if __name__ == "__main__":
    main(check)
