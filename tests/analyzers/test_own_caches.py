# SPDX-License-Identifier: MIT
"""mypy keeps a cache of its own, which trusts size and second of a file."""

import json
import os
import subprocess

import pytest

from analyzers import venv

pytest_plugins = ["cli.workspace"]


@pytest.fixture
def project(work):
    work.write({"use.py": "from dep import x\ny: int = x\n", "dep.py": "x: int = 1\n"})
    work.environment.update(venv.variables())
    return work


def findings(work, *options):
    done = work.run("run", "--only", "mypy", "--format", "json", *options, timeout=300)
    report = json.loads(done.stdout)
    assert report["complete"], (done.stdout, done.stderr)
    return [(one["path"], one["line"]) for one in report["diagnostics"]]


def replace_unseen(work, name, text):
    """New bytes of the same size and mtime: nothing that mypy looks at."""
    path = work.root / name
    before = path.stat()
    assert len(text) == before.st_size
    path.write_text(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_an_edit_that_mypy_would_not_see_is_seen(project):
    assert findings(project) == []
    replace_unseen(project, "dep.py", "x: str = 1\n")
    assert findings(project) == [("dep.py", 1), ("use.py", 2)]


@pytest.mark.parametrize("linked", [False, True], ids=["plain", "through a link"])
def test_nor_is_one_outside_of_the_project(project, linked):
    library = project.root.parent / "library"
    library.mkdir()
    (library / "far.py").write_text("x: int = 1\n")
    name = "library"
    if linked:
        name = "link"
        (library.parent / name).symlink_to(library)
    project.write({"mypy.ini": f"[mypy]\nmypy_path = ../{name}\n"})
    project.write({"use.py": "import far\ny: int = far.x\n"})
    assert findings(project) == []
    replace_unseen(project, "../library/far.py", "x: str = 1\n")
    assert findings(project) == [("use.py", 2)]


def test_its_cache_is_kept_from_run_to_run(project):
    findings(project)
    cache = project.root / ".depstamp" / "mypy"
    before = {path for path in cache.rglob("*") if path.is_file()}
    assert before
    marks = {path: path.stat().st_ino for path in before if "builtins" in path.name}
    project.write({"use.py": "from dep import x\ny: str = x\n"})
    assert findings(project) == [("use.py", 2)]
    assert all(path.stat().st_ino == inode for path, inode in marks.items())


def test_without_our_cache_mypy_has_none_either(project):
    assert findings(project, "--no-cache") == []
    assert not list((project.root / ".depstamp").glob("mypy*"))
    assert not list((project.root / ".depstamp").glob("alone-*"))


def test_two_runs_at_once_say_the_same(project, program):
    command = [program, "run", "--only", "mypy", "--format", "json"]
    project.write({f"m{i}.py": f"import dep\nz: str = dep.x + {i}\n" for i in range(30)})
    runs = [
        subprocess.Popen(
            command,
            cwd=project.root,
            env=os.environ | project.environment,
            stdout=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    reports = [json.loads(run.communicate(timeout=300)[0]) for run in runs]
    assert reports[0]["diagnostics"] == reports[1]["diagnostics"]
    assert len(reports[0]["diagnostics"]) == 30
    assert not list((project.root / ".depstamp").glob("alone-*"))


def test_a_module_that_moves_takes_its_findings_along(project):
    """mypy's cache repeats them with the old path."""
    project.write({"a/conf.py": "x: int = ''\n", "use.py": "", "dep.py": ""})
    assert findings(project) == [("a/conf.py", 1)]
    project.rename("a/conf.py", "b/conf.py")
    assert findings(project) == [("b/conf.py", 1)]
    # A twin that comes first, and goes again.
    project.write({"a/conf.py": "x: int = ''\n"})
    assert findings(project) == [("a/conf.py", 1), ("b/conf.py", 1)]
    project.remove("a/conf.py")
    project.write({"b/other.py": ""})
    assert findings(project) == [("b/conf.py", 1)]
    assert not list((project.root / ".depstamp").glob("alone-*"))
