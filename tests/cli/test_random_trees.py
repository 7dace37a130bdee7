# SPDX-License-Identifier: MIT
"""Random things done to a tree: an index that was kept says the same as none.

No oracle here.  The tree has what makes an index go stale: folders that are
moved with their times, links that point elsewhere, rules, markers, settings,
environments, all at once and within a tick of the clock.  DEPSTAMP_CASES and
DEPSTAMP_SEED as in test_random.py.
"""

import os
import random
import shutil

import pytest

from cli.workspace import run_git

pytest_plugins = ["cli.workspace"]

CASES = int(os.environ.get("DEPSTAMP_CASES", "25"))
FIRST = int(os.environ.get("DEPSTAMP_SEED", "0"))
FOLDERS = ["", "a", "b", "a/b", "a/c", "src", "src/a", "lib", "lib/ns", "gen", "a-stubs"]
FILES = [
    "__init__.py",
    "a.py",
    "b.py",
    "c.pyi",
    "conftest.py",
    "test_a.py",
    "types.py",
    "data.json",
    "w.pyw",
    "tool",
]
LINES = [
    "import a",
    "import a.b",
    "from a import b, c",
    "from . import b",
    "from .. import a",
    "import gen.a",
    "import lib.ns",
    "from src import a",
    "import linked.b",
    "import w",
    "# depstamp: depends data.json",
    "import tp_one",
    "from a.b import *",
    "import c.d",
]
RULES = ["gen/\n", "*.pyi\n", "/a/b\n!/a/b/c.pyi\n", "b.py\n", "", "a/\n!a/\n", "lib/**/a.py\n"]
SETTINGS = [
    "",
    "roots: ['.']\n",
    "roots: [src, lib]\n",
    "exclude: ['gen/']\n",
    "depends: {'a/*.py': ['**/data.json']}\n",
    "include: ['**/tool']\n",
    "gitignore: false\n",
    "string_imports: {enabled: true, min_dots: 1}\n",
    "cache: {hash: sha256}\n",
]
MARKERS = [
    "a/pyvenv.cfg",
    "lib/CACHEDIR.TAG",
    "pyproject.toml",
    "lib/setup.py",
    "a/py.typed",
    ".git/info/exclude",
]


class Tree:
    """What can be done to a tree; every method is one edit."""

    def __init__(self, root, dice):
        self.root = root
        self.dice = dice

    def path(self):
        return self.root / self.dice.choice(FOLDERS) / self.dice.choice(FILES)

    def folder(self):
        return self.root / self.dice.choice(FOLDERS[1:])

    def text(self):
        count = self.dice.choice([0, 1, 2])
        lines = [self.dice.choice(LINES) for _ in range(count)]
        return "\n".join([*lines, f"# {self.dice.randrange(10)}", ""])

    def put(self, path, text):
        for above in reversed(path.relative_to(self.root).parents):
            target = self.root / above
            if target.is_symlink() or target.is_file():
                target.unlink()
            target.mkdir(exist_ok=True)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.is_symlink():
            path.unlink()
        path.write_text(text)

    def remove(self, path):
        if path.is_symlink() or path.is_file():
            path.unlink()
        elif path.is_dir():
            shutil.rmtree(path)

    def write(self):
        self.put(self.path(), self.text())

    def patch(self):
        """Same size, same time of change of the content."""
        path = self.path()
        if path.is_file():
            status = path.stat()
            size = path.stat().st_size
            with open(path, "r+b") as stream:
                stream.seek(max(0, size - 2))
                stream.write(b"%d" % self.dice.randrange(10))
            if self.dice.random() < 0.5:
                os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    def delete(self):
        self.remove(self.path())

    def delete_folder(self):
        self.remove(self.folder())

    def make_folder(self):
        path = self.folder()
        if not path.exists() and not path.is_symlink() and path.parent.is_dir():
            path.mkdir()

    def move(self):
        """A folder or file goes elsewhere with all its times."""
        old = self.dice.choice([self.path, self.folder])()
        new = self.dice.choice([self.path, self.folder])()
        inside = old in new.parents or new in old.parents
        if old.exists() and not new.exists() and new.parent.is_dir() and not inside:
            os.rename(old, new)

    def swap(self):
        one, two = self.folder(), self.folder()
        inside = one == two or one in two.parents or two in one.parents
        if one.is_dir() and two.is_dir() and not inside:
            aside = self.root.parent / "aside"
            os.rename(one, aside)
            os.rename(two, one)
            os.rename(aside, two)

    def copy(self):
        """A folder is replaced by a copy of another, times and all."""
        one, two = self.folder(), self.folder()
        inside = one == two or one in two.parents or two in one.parents
        if one.is_dir() and not one.is_symlink() and not inside and two.parent.is_dir():
            self.remove(two)
            shutil.copytree(one, two, symlinks=True)

    def link(self):
        target = self.dice.choice(["a.py", "../b.py", "b", "../a", "c.pyi", ".", "nowhere"])
        path = self.dice.choice([self.path, self.folder, lambda: self.root / "linked"])()
        if path.parent.is_dir():
            self.remove(path)
            path.symlink_to(target)

    def mode(self):
        path = self.path()
        if path.is_file():
            path.chmod(self.dice.choice([0o644, 0o755]))

    def rules(self):
        where = self.dice.choice(["", "", "a", "lib"])
        self.put(self.root / where / ".gitignore", self.dice.choice(RULES))

    def settings(self):
        self.put(self.root / "depstamp.yaml", self.dice.choice(SETTINGS))

    def marker(self):
        path = self.root / self.dice.choice(MARKERS)
        if path.exists():
            path.unlink()
        else:
            text = "b.py\n" if path.name == "exclude" else ""
            if path.name == "CACHEDIR.TAG":
                text = "Signature: 8a477f597d28d172789f06886806bc55\n"
            self.put(path, text)

    def install(self):
        path = self.root.parent / "venv" / "lib" / "python3.11" / "site-packages" / "tp_one.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        (self.root.parent / "venv" / "pyvenv.cfg").write_text("home = /usr/bin\n")
        if path.exists():
            path.unlink()
        else:
            path.write_text("")

    def act(self, rules_may_change=True):
        often = [self.write] * 4 + [self.patch] * 3 + [self.delete, self.move, self.swap]
        seldom = [
            self.delete_folder,
            self.make_folder,
            self.copy,
            self.link,
            self.mode,
            self.settings,
            self.marker,
            self.install,
        ]
        if rules_may_change:
            seldom.append(self.rules)
        action = self.dice.choice(often + seldom)
        action()
        return action.__name__


def answers(work):
    found = [work.text("stamp", "--all", "--level", level) for level in ("names", "content")]
    return [*found, work.text("graph"), work.text("graph", "--direction", "dependents")]


@pytest.mark.parametrize("seed", range(FIRST, FIRST + CASES))
def test_an_index_that_was_kept_says_the_same_as_none(work, seed):
    dice = random.Random(f"tree {seed}")
    work.environment["VIRTUAL_ENV"] = str(work.root.parent / "venv")
    work.git("init", "-q")
    tree = Tree(work.root, dice)
    for _ in range(15):
        tree.write()
    done = []
    for turn in range(12):
        done += [tree.act() for _ in range(dice.choice([1, 1, 2, 4]))]
        warm = answers(work)
        cold = work.sibling("work")
        cold.environment = {
            **work.environment,
            "DEPSTAMP_CACHE_DIR": str(work.root.parent / f"cold{turn}"),
        }
        assert warm == answers(cold), (turn, done)


def commit(work, message):
    """Commit all but settings, which both sides of a comparison share."""
    for path in ("depstamp.yaml", ".git/info/exclude"):
        (work.root / path).unlink(missing_ok=True)
    work.git("add", "-A")
    work.git("commit", "-q", "--allow-empty", "-m", message)
    work.git("clean", "-ffdxq")
    return work.git("rev-parse", "HEAD")


def checkout(work, name, revision):
    """The keys of a revision in a clone of its own, by level."""
    run_git(work.root.parent, "clone", "-q", "--no-checkout", work.root, name)
    clone = work.sibling(name)
    clone.environment = work.environment
    clone.git("checkout", "-q", revision)
    return {level: clone.keys(level) for level in ("none", "names", "content")}


@pytest.mark.parametrize("seed", range(FIRST, FIRST + CASES))
def test_two_revisions_differ_as_their_checkouts_do(work, seed):
    dice = random.Random(f"revisions {seed}")
    work.environment["VIRTUAL_ENV"] = str(work.root.parent / "venv")
    work.git("init", "-q")
    tree = Tree(work.root, dice)
    for _ in range(15):
        tree.write()
    tree.put(work.root / ".gitignore", dice.choice(RULES))
    old = commit(work, "old")
    # Both sides are read by today's rules, a checkout by its own.
    done = [tree.act(rules_may_change=False) for _ in range(dice.choice([1, 2, 3, 5, 8]))]
    new = commit(work, "new")
    before, after = checkout(work, "before", old), checkout(work, "after", new)
    sides = {
        "trees": ("--from-ref", old, "--to-ref", new),
        "disk": ("--since", old),
        "index": ("--staged",),
    }
    for name, arguments in sides.items():
        if name == "index":
            work.git("reset", "-q", "--soft", old)
        for level, keys in after.items():
            wanted = [path for path in keys if before[level].get(path) != keys[path]]
            found = work.affected(*arguments, "--level", level)
            assert found == wanted, (name, level, done)
