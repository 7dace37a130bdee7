# SPDX-License-Identifier: MIT
"""Our gitignore rules against `git check-ignore --no-index`, at random.

Each case is a tree of folders with rule files in several of them.  git and
tests/tools/ignore_driver.c are asked about the same paths, which need not
exist unless they are folders.  The seed is fixed, so a failure stays.
"""

import os
import random
import re
import subprocess
import time
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SEED = 20240301
TREES = int(os.environ.get("IGNORE_TREES", "400"))

NAMES = """a b ab ba abc foo foobar bar a.py b.py a.pyc build dist A Foo a-b
    a_b [a] [a-b] * ** ? \\ a\\b !a !build #a #b ^ ] ]a - é ü.py a* a**b .x
    .hidden x1 1 12 ~ @ ${x} {a,b} , ; & ' " `""".split()
NAMES += ["a b", " a", "a ", "a  ", " ", "a\t", "\t", "a\r", "a\nb", "\x01"]
NAMES = [name.encode() for name in NAMES] + [b"\xff", b"a\xfe.py", b"\xc3"]
CLASSES = "alnum alpha blank cntrl digit graph lower print punct space upper xdigit".split()
BRACKETS = """[a] [abc] [a-c] [!a] [^a] [!a-z] [^a-z0-9] []] []a] [!]] [^]a] [a-] [-a] [--0]
    [a-c-e] [\\a] [\\]] [\\\\] [a\\-c] [\\a-\\c] [!\\a] [z-a] [[] [[a] [[:] [[:a] [[:]]
    [[::]] [[:alpha:] [a[:] [[:foo:]] [[:alpha] [[:alpha:]-z] [a-[:alpha:]] [] [ [a [!] [^] [!!
    [^^] [!^] [a-] [a-\\] [[.a.]] [[=a=]] [/] [a/b] [!/] [--/] [+-0] [ ] [?] [*] [**]
    [[:alpha:][:digit:]] [![:alpha:]] [^[:space:]_] [a-z[:digit:]] [[:Alpha:]] [:alpha:] [\\ ]
    [é] [!é]""".split()
BRACKETS += [f"[[:{name}:]]" for name in CLASSES] + [f"[![:{name}:]]" for name in CLASSES]
BRACKETS = [text.encode() for text in BRACKETS] + [b"[\x80-\xff]", b"[!\x80-\xff]", b"[\t- ]"]

ENDINGS = [b" ", b"  ", b"\\ ", b"\\  ", b"\\\\ ", b"\t", b"\\", b"\r", b" \r", b"\r\r", b"\0x"]


@pytest.fixture(scope="session")
def driver():
    build = Path(os.environ.get("BUILD", REPOSITORY / "build"))
    path = build / "tests" / "tools" / "ignore_driver"
    if not path.exists():
        pytest.fail(f"no program at {path}: run `make tests-build`")
    return str(path.resolve())


def ask(command, folder, paths):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    environment["XDG_CONFIG_HOME"] = os.devnull
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        input=b"".join(path + b"\0" for path in paths),
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1), (done.returncode, done.stderr)
    return {path for path in done.stdout.split(b"\0") if path}


def ask_git(folder, paths):
    return ask(["git", "check-ignore", "--no-index", "--stdin", "-z"], folder, paths)


def make_repository(folder):
    """What git wants to see, without the 3 ms of `git init`."""
    git = folder / ".git"
    for name in ("objects", "refs", "info"):
        (git / name).mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    (git / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = false\n")
    return folder


def fixed_since_2_52(folder):
    """git up to 2.51 reads "foo**/bar" as "foo" and "**/bar": so do we."""
    folder.mkdir()
    make_repository(folder)
    (folder / ".gitignore").write_text("foo**/bar\n")
    return not ask_git(folder, [b"foobar"])


@pytest.fixture(scope="session")
def leaves_out(tmp_path_factory):
    """A pattern that this git understands in another way, or None."""
    fixed = fixed_since_2_52(tmp_path_factory.mktemp("git") / "probe")
    return re.compile(rb"^(!?/?[^*?\[\\]*[^*?\[\\/])\*\*+(/|\\/|$)") if fixed else None


class Rules:
    """Random lines, most of them near a path that exists."""

    def __init__(self, chance, paths):
        self.chance = chance
        self.paths = paths

    def bracket(self, byte):
        kind = self.chance.random()
        if kind < 0.3:
            return self.chance.choice(BRACKETS)
        if kind < 0.6:
            escape = b"\\" if byte in b"]\\^!" else b""
            return b"[" + escape + bytes([byte]) + b"]"
        if kind < 0.8:
            return b"[!x]"
        return b"[[:" + self.chance.choice(CLASSES).encode() + b":]]"

    def component(self, name):
        kind = self.chance.random()
        if kind < 0.12:
            return b"*"
        if kind < 0.26:
            return b"**"
        if kind < 0.3:
            return b"*" * self.chance.randint(1, 4)
        result = b""
        for byte in name:
            kind = self.chance.random()
            if kind < 0.06:
                result += b"?"
            elif kind < 0.12:
                result += self.bracket(byte)
            elif kind < 0.18:
                result += b"*" * self.chance.choice([1, 1, 1, 2, 2, 3])
            elif kind < 0.23:
                result += b"*" + bytes([byte])
            elif kind < 0.28:
                result += b"\\" + bytes([byte])
            elif kind < 0.3:
                result += bytes([byte]) + b"*"
            else:
                result += bytes([byte])
        return result

    def pattern(self, below):
        parts = self.chance.choice(self.paths).split(b"/")
        if parts[: len(below)] == below and self.chance.random() < 0.8:
            parts = parts[len(below) :] or parts
        if self.chance.random() < 0.4:
            parts = parts[-1:]
        elif self.chance.random() < 0.3:
            parts = parts[self.chance.randrange(len(parts)) :]
        parts = [self.component(part) for part in parts]
        if self.chance.random() < 0.15:
            parts.insert(self.chance.randint(0, len(parts)), b"**")
        if self.chance.random() < 0.05:
            parts.insert(self.chance.randint(0, len(parts)), b"")
        if len(parts) > 1 and self.chance.random() < 0.2:
            parts.pop(self.chance.randrange(len(parts)))
        separator = b"\\/" if self.chance.random() < 0.04 else b"/"
        return separator.join(parts)

    def soup(self):
        pieces = [b"a", b"b", b"*", b"**", b"/", b"/", b"?", b"\\", b" ", b"!", b"#", b".py"]
        count = self.chance.randint(0, 7)
        chosen = [self.chance.choice([*pieces, b"\\ ", b"", b"", b""]) for _ in range(count)]
        return b"".join(piece or self.bracket(97) for piece in chosen)

    def line(self, below):
        kind = self.chance.random()
        line = self.pattern(below) if kind < 0.85 else self.soup()
        if self.chance.random() < 0.2:
            line = b"/" + line
        if self.chance.random() < 0.25:
            line += b"/"
        if self.chance.random() < 0.25:
            line = b"!" + line
        if self.chance.random() < 0.03:
            line = b"\\" + line
        if self.chance.random() < 0.02:
            line = b"#" + line
        if self.chance.random() < 0.1:
            line += self.chance.choice(ENDINGS)
        return line

    def text(self, below):
        lines = [self.line(below) for _ in range(self.chance.randint(0, 7))]
        end = b"\r\n" if self.chance.random() < 0.1 else b"\n"
        text = end.join(lines)
        if self.chance.random() < 0.8:
            text += end
        if self.chance.random() < 0.1:
            text = b"\xef\xbb\xbf" + text
        return text


def make_tree(chance, folder):
    """Folders on disk; paths below them, three of four absent."""
    folders = [b""]
    for _ in range(chance.randint(4, 25)):
        parent = chance.choice(folders)
        path = (parent + b"/" if parent else b"") + chance.choice(NAMES)
        if path.count(b"/") < 6 and path not in folders:
            os.mkdir(os.path.join(os.fsencode(folder), path))
            folders.append(path)
    paths = set(folders[1:])
    for parent in folders:
        for name in chance.sample(NAMES, 6):
            paths.add((parent + b"/" if parent else b"") + name)
    return folders, sorted(paths)


def write_rules(chance, folder, folders, paths, leaves_out):
    rules = Rules(chance, paths)
    texts = {}
    for parent in folders:
        if parent == b"" or chance.random() < 0.3:
            texts[parent] = rules.text(parent.split(b"/") if parent else [])
    names = {parent: os.path.join(os.fsencode(folder), parent, b".gitignore") for parent in texts}
    if chance.random() < 0.4:
        texts["exclude"] = rules.text([])
        names["exclude"] = os.path.join(os.fsencode(folder), b".git/info/exclude")
    for key, text in texts.items():
        if leaves_out:
            text = b"\n".join(line for line in text.split(b"\n") if not leaves_out.search(line))
        with open(names[key], "wb") as file:
            file.write(text)
    return texts


def test_random_trees_are_ignored_as_git_ignores_them(tmp_path, driver, leaves_out):
    decisions = ignored = 0
    for number in range(TREES):
        chance = random.Random(SEED + number)
        folder = make_repository(tmp_path / str(number))
        folders, paths = make_tree(chance, folder)
        texts = write_rules(chance, folder, folders, paths, leaves_out)
        expected = ask_git(folder, paths)
        assert ask([driver, folder], folder, paths) == expected, (number, texts)
        decisions += len(paths)
        ignored += len(expected)
    # Neither answer may be so rare that nothing was tested.
    assert 0.2 < ignored / decisions < 0.8, (ignored, decisions)


def test_rules_from_above_the_root_reach_into_it(tmp_path, driver, leaves_out):
    tried = 0
    for number in range(TREES // 2):
        chance = random.Random(SEED * 2 + number)
        folder = make_repository(tmp_path / str(number))
        folders, paths = make_tree(chance, folder)
        texts = write_rules(chance, folder, folders, paths, leaves_out)
        root = chance.choice(folders)
        below = [path for path in paths if path.startswith(root + b"/")]
        if not below or root in ask_git(folder, [root]):
            continue
        tried += 1
        found = ask([driver, folder, root], folder, below)
        assert found == ask_git(folder, below), (number, root, texts)
    assert tried > TREES // 10


def test_brackets_hold_the_bytes_that_git_says(tmp_path, driver):
    make_repository(tmp_path)
    bytes_ = [bytes([value]) for value in range(1, 256) if bytes([value]) not in (b"/", b".")]
    paths = []
    for number, bracket in enumerate(BRACKETS):
        (tmp_path / str(number)).mkdir()
        rules = b"x" + bracket + b"\n/y/" + bracket + b"\n"
        (tmp_path / str(number) / ".gitignore").write_bytes(rules)
        for byte in [*bytes_, b"."]:
            paths.append(b"%d/x%s" % (number, byte))
        for byte in bytes_:
            paths.append(b"%d/y/%s" % (number, byte))
        paths.append(b"%d/x" % number)
        paths.append(b"%d/x%s" % (number, bracket.replace(b"/", b"")))
    expected = ask_git(tmp_path, paths)
    assert ask([driver, tmp_path], tmp_path, paths) == expected
    assert len(expected) > 5000


PATTERNS_THAT_EXPLODE = [
    b"*a" * 60 + b"b",
    b"**/" * 200 + b"b",
    b"**/*a/" * 40 + b"b",
    b"/**/a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b",
    b"*[ab]?" * 80 + b"b",
    b"a/**/" * 60 + b"b",
    b"[" + b"ab" * 50000 + b"]*" * 2 + b"b",
    b"*" * 100000 + b"b",
]


def test_hostile_patterns_take_no_time(tmp_path, driver):
    make_repository(tmp_path)
    paths = [b"a" * 250, b"/".join([b"a"] * 1000), b"/".join([b"a" * 100] * 30)]
    (tmp_path / ".gitignore").write_bytes(b"\n".join(PATTERNS_THAT_EXPLODE))
    start = time.monotonic()
    assert ask([driver, tmp_path], tmp_path, paths) == set()
    # Milliseconds; an exponential matcher would outlive us all.
    assert time.monotonic() - start < 20
