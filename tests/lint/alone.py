#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each header compiles alone, with -I. and nothing in front of it."""

import os
import platform
import subprocess
from concurrent.futures import ThreadPoolExecutor

from lint_common import list_files, main

# Headers named after an instruction set compile where it exists.
MACHINES = {"neon": "aarch64", "sse2": "x86_64", "avx2": "x86_64"}

FLAGS = "-std=c11 -D_GNU_SOURCE -I. -Wall -Wextra -Wpedantic -Werror".split()


def is_for_here(path):
    kind = path[: -len(".h")].rsplit("_", 1)[-1]
    return MACHINES.get(kind, platform.machine()) == platform.machine()


def compile_alone(root, path):
    command = [os.environ.get("CC", "gcc"), *FLAGS, "-fsyntax-only", "-xc", "-"]
    for folder in root.glob(".third_party/src-*/tree-sitter/include"):
        command += ["-isystem", str(folder)]
    # Twice, so that a missing guard shows.
    source = f'#include "{path}"\n#include "{path}"\ntypedef int not_empty;\n'
    done = subprocess.run(
        command, input=source, text=True, capture_output=True, cwd=root
    )
    errors = [line for line in done.stderr.splitlines() if "error:" in line]
    return path, errors[:1] if done.returncode else []


def check(root):
    headers = [
        path
        for path in list_files(root)
        if path.endswith(".h")
        and path.startswith(("core/", "plugins/"))
        and is_for_here(path)
    ]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda path: compile_alone(root, path), headers)
        for path, errors in results:
            for text in errors:
                yield path, 1, f"does not compile alone: {text}"


if __name__ == "__main__":
    main(check)
