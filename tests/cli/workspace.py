# SPDX-License-Identifier: MIT
"""A project on disk and what the program says about it.

Test modules say `pytest_plugins = ["cli.workspace"]` and take the fixture `work`.
"""

import json
import os
import re
import shutil
import subprocess

import pytest

AUTHOR = {
    "GIT_AUTHOR_NAME": "t",
    "GIT_AUTHOR_EMAIL": "t@example.org",
    "GIT_AUTHOR_DATE": "2024-01-01T00:00:00Z",
    "GIT_COMMITTER_NAME": "t",
    "GIT_COMMITTER_EMAIL": "t@example.org",
    "GIT_COMMITTER_DATE": "2024-01-01T00:00:00Z",
}


def git_environment():
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    environment.update(AUTHOR)
    environment["GIT_CONFIG_GLOBAL"] = os.devnull
    environment["GIT_CONFIG_SYSTEM"] = os.devnull
    return environment


def run_git(folder, *arguments, env=None, check=True):
    """The output of git as text; an assertion shows what it said."""
    done = subprocess.run(
        ["git", *map(os.fspath, arguments)],
        cwd=folder,
        env=git_environment() | (env or {}),
        capture_output=True,
        check=False,
    )
    if check:
        assert done.returncode == 0, (arguments, done.stderr)
    return done.stdout.decode("utf-8", "surrogateescape").strip()


def absolute_module(module, package):
    """`..x` in package `a.b` is `a.x`; an absolute name stays."""
    dots = len(module) - len(module.lstrip("."))
    if not dots:
        return module
    parts = package.split(".") if package else []
    kept = parts[: len(parts) - dots + 1]
    rest = module[dots:]
    return ".".join(kept + ([rest] if rest else []))


class Workspace:
    def __init__(self, run, root):
        self.run_program = run
        self.root = root
        self.environment = {}
        root.mkdir(parents=True, exist_ok=True)

    # -- the tree ---------------------------------------------------------

    def write(self, files):
        for path, content in files.items():
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, str):
                content = content.encode("utf-8", "surrogateescape")
            target.write_bytes(content)
        return self

    def remove(self, *paths):
        for path in paths:
            target = self.root / path
            if target.is_dir() and not target.is_symlink():
                shutil.rmtree(target)
            else:
                target.unlink()
        return self

    def rename(self, old, new):
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        (self.root / old).rename(self.root / new)
        return self

    def link(self, path, target):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).symlink_to(target)
        return self

    def append(self, path, text):
        with open(self.root / path, "ab") as stream:
            stream.write(text.encode())
        return self

    def sibling(self, name):
        """The same program on another folder beside this one."""
        return Workspace(self.run_program, self.root.parent / name)

    # -- git --------------------------------------------------------------

    def git(self, *arguments, **options):
        return run_git(self.root, *arguments, **options)

    def commit(self, message="state"):
        if not (self.root / ".git").exists():
            self.git("init", "-q", "-b", "main")
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    # -- the program ------------------------------------------------------

    def run(self, *arguments, cwd=None, env=None, **options):
        return self.run_program(
            *arguments,
            cwd=cwd or self.root,
            env=self.environment | (env or {}),
            **options,
        )

    def text(self, *arguments, status=0, **options):
        done = self.run(*arguments, **options)
        assert done.returncode == status, (arguments, done.stdout, done.stderr)
        return done.stdout

    def trouble(self, *arguments, **options):
        """What is said on stderr with exit status 2, nothing on stdout."""
        done = self.run(*arguments, **options)
        assert done.returncode == 2, (arguments, done.stdout, done.stderr)
        assert done.stdout == ""
        assert done.stderr.strip()
        return done.stderr

    def json(self, *arguments, **options):
        return json.loads(self.text(*arguments, **options))

    def manifest(self, path, **options):
        [one] = self.json("manifest", path, **options)
        return one

    def manifests(self, *paths):
        return {one["path"]: one for one in self.json("manifest", *paths)}

    def imports(self, path):
        """Sorted `LINE kind+kind module [name]`, modules made absolute."""
        one = self.manifest(path)
        package = one["module"]
        if not re.search(r"(^|/)__init__\.pyi?$", path):
            package = package.rpartition(".")[0]
        found = []
        for entry in one["imports"]:
            name = entry.get("name") or ""
            if "star" in entry["kinds"]:
                name = "*"
            module = absolute_module(entry["module"], package)
            assert entry["kinds"] == sorted(set(entry["kinds"]))
            found.append((entry["line"], "+".join(entry["kinds"]), module, name))
        return [" ".join(map(str, item)).strip() for item in sorted(found)]

    def resolved(self, path):
        """{what is imported: (files, status)} of one file."""
        found = {}
        one = self.manifest(path)
        for entry in one["imports"]:
            what = entry["module"]
            if entry.get("name") and "star" not in entry["kinds"]:
                what += ":" + entry["name"]
            found[what] = (entry["resolved"], entry["status"])
        return found

    def graph(self, *options):
        return self.json("graph", *options)

    def edges(self, path, *options):
        return self.graph(*options)[path]

    def keys(self, level="content", *paths, options=()):
        """{path: key} from the lines of `stamp`."""
        what = paths or ("--all",)
        lines = self.text("stamp", *what, "--level", level, *options)
        found = {}
        for line in lines.splitlines():
            key, path = line.split("  ", 1)
            found[path] = key
        return found

    def baseline(self, level="content", name="base"):
        path = self.root.parent / (self.root.name + "." + name)
        self.text("stamp", "--all", "--level", level, "-o", path)
        return path

    def affected(self, *arguments, **options):
        return self.text("affected", *arguments, **options).splitlines()

    def report(self, *arguments, **options):
        return self.json("affected", *arguments, "--format", "json", **options)

    def why(self, *arguments):
        return self.json("why", *arguments, "--format", "json")


@pytest.fixture
def work(depstamp, tmp_path):
    return Workspace(depstamp, tmp_path / "work")
