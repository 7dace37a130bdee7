#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make core/base/width_ranges.inc: code points that are not one column wide.

    tests/tools/width_ranges.py           write the table
    tests/tools/width_ranges.py --check   say whether it would change

The source is wcwidth, pinned and fetched with pip: Unicode's East Asian
Width and general categories as terminals take them.  Control characters are
left out, since they are never printed as they are.
"""

import argparse
import importlib
import subprocess
import sys
import tempfile
from pathlib import Path

TABLE = Path(__file__).resolve().parents[2] / "core/base/width_ranges.inc"
SOURCE = "wcwidth==0.9.4"

HEAD = """\
/* SPDX-License-Identifier: MIT */
/* Made by tests/tools/width_ranges.py from {source}, Unicode {version}. */
"""


def fetch(folder):
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    command += ["--only-binary=:all:", "--target", folder, SOURCE]
    subprocess.run(command, check=True)
    sys.path.insert(0, folder)
    return importlib.import_module("wcwidth")


def ranges(width):
    """Yield [first, last, width] of all that is not one column wide."""
    found = None
    for code_point in range(0x110000):
        surrogate = 0xD800 <= code_point < 0xE000
        wide = 1 if surrogate else width(chr(code_point))
        if wide in (-1, 1) or code_point == 0:
            continue
        if found and found[1:] == [code_point - 1, wide]:
            found[1] = code_point
            continue
        if found:
            yield found
        found = [code_point, code_point, wide]
    yield found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wcwidth = fetch(folder)
        made = HEAD.format(source=SOURCE, version=wcwidth.list_versions()[-1])
        for first, last, wide in ranges(wcwidth.wcwidth):
            made += f"{{0x{first:04x}, 0x{last:04x}, {wide}}},\n"
    if not arguments.check:
        TABLE.write_text(made)
    elif made != TABLE.read_text():
        raise SystemExit(f"{TABLE} is not what the source says")


if __name__ == "__main__":
    main()
