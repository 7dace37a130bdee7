#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Nothing here knows the machine it was written on.

Package clients find their registries through the machine's settings; a path
or a registry's name in a committed file would break everybody else.
"""

import re

from lint_common import list_files, main, read

FOLDER = re.compile(r"(?<![\w.\-*])/(?:root|work|home/[a-z]\w*|Users/\w+)/\w")
REGISTRY = re.compile(
    r"\b(?:[\w-]+\.)*(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|crates"
    r"\.io|debian\.org|ubuntu\.com|anaconda\.org)\b"
)
# Lists of licences, addresses in tests that fail on purpose.
SKIPPED = ("tests/lint/test_",)


def check(root):
    for path in list_files(root):
        if path.startswith(SKIPPED):
            continue
        for number, line in enumerate(read(root, path).split("\n"), 1):
            for pattern, what in ((FOLDER, "path"), (REGISTRY, "registry")):
                match = pattern.search(line)
                if match:
                    message = f"{what} of a machine: {match.group()}"
                    yield path, number, message


if __name__ == "__main__":
    main(check)
