# SPDX-License-Identifier: MIT
"""What the checks of this folder share: the files, and C without its text.

Each check is a program: `tests/lint/NAME.py [ROOT]` prints one line
"path:line: message" per finding and exits with 1 if there was one.
"""

import re
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]

# Comments, strings and character constants, in one pass.
C_TEXT = re.compile(
    r"""/\*.*?\*/ | //[^\n]* | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'""",
    re.DOTALL | re.VERBOSE,
)


def list_files(root):
    """All files that are or could be committed, relative, sorted."""
    root = Path(root)
    if not (root / ".git").exists():
        found = [path for path in root.rglob("*") if path.is_file()]
        return sorted(str(path.relative_to(root)) for path in found)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=root,
        stdout=subprocess.PIPE,
        check=True,
    ).stdout.decode("utf-8", "surrogateescape")
    names = sorted(set(listed.split("\0")) - {""})
    return [name for name in names if (root / name).is_file()]


def read(root, name):
    path = Path(root, name)
    return path.read_bytes().decode("utf-8", "replace")


def is_c(name):
    return name.endswith((".c", ".h"))


def blank(match):
    """As many lines, and nothing in them; strings stay strings."""
    text = match.group()
    kept = re.sub(r"[^\n]", " ", text)
    return '""' + kept[2:] if text[0] == '"' and len(text) > 1 else kept


def code_of(text):
    """C source with comments and constants blanked out, same lines."""
    return C_TEXT.sub(blank, text)


def code_without_macros(text):
    """The same without preprocessor lines and their continuations."""
    kept = []
    inside = False
    for line in code_of(text).split("\n"):
        inside = inside or line.lstrip().startswith("#")
        kept.append("" if inside else line)
        inside = inside and line.endswith("\\")
    return "\n".join(kept)


def main(check):
    """Run `check(root)`, which yields (path, line, message)."""
    root = sys.argv[1] if len(sys.argv) > 1 else REPOSITORY
    findings = sorted(check(Path(root)))
    for path, line, message in findings:
        print(f"{path}:{line}: {message}")
    sys.exit(1 if findings else 0)
