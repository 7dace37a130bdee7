# SPDX-License-Identifier: MIT
"""Same input, same bytes: threads, paths, locales, users, time zones."""

import os
import random
import shutil
import subprocess

import pytest

from cli.edits import make_project

pytest_plugins = ["cli.workspace"]


@pytest.fixture
def tree(work):
    dice = random.Random(7)
    for index in range(12):
        files = make_project(dice)
        work.write({f"p{index}/{path}": text for path, (text, _) in files.items()})
    work.write({f"m{i:03}.py": f"import m{(i * 7) % 400:03}\n" for i in range(400)})
    work.write({"größe.py": "import 模块\n", "broken.py": "if x\nimport m001\n"})
    work.write({".gitignore": "m01*.py\n", "depstamp.yaml": ""})
    return work


COMMANDS = {
    "graph": ("graph",),
    "dependents": ("graph", "--direction", "dependents"),
    "dot": ("graph", "--format", "dot"),
    "none": ("stamp", "--all", "--level", "none"),
    "names": ("stamp", "--all", "--level", "names"),
    "content": ("stamp", "--all", "--level", "content"),
    "manifest": ("manifest", "größe.py", "broken.py", "m000.py", "m399.py"),
    "affected": ("affected", "m001.py", "--format", "json"),
}


def answers(work, *options, **settings):
    return {name: work.text(*options, *command, **settings) for name, command in COMMANDS.items()}


def cold(work, *options, **settings):
    shutil.rmtree(work.root / ".depstamp", ignore_errors=True)
    return answers(work, *options, **settings)


def test_the_number_of_threads_makes_no_difference(tree):
    one = cold(tree, "--jobs", "1")
    for jobs in ("2", "8", "33"):
        assert cold(tree, "--jobs", jobs) == one
    assert answers(tree, "--jobs", "1") == one


def test_another_path_makes_no_difference(tree):
    first = cold(tree)
    other = tree.root.parent / "a much" / "longer path" / "größe"
    shutil.copytree(tree.root, other, symlinks=True, ignore=shutil.ignore_patterns(".depstamp"))
    moved = tree.sibling("a much/longer path/größe")
    assert answers(moved) == first


def test_a_cache_that_moves_along_is_no_danger(tree):
    first = cold(tree)
    other = tree.sibling("copied")
    shutil.copytree(tree.root, other.root, symlinks=True, dirs_exist_ok=True)
    assert answers(other) == first
    other.append("m001.py", "# x\n")
    assert other.keys()["m001.py"] != tree.keys()["m001.py"]
    assert answers(tree) == first


def test_the_path_to_the_root_makes_no_difference(tree):
    first = answers(tree)
    above = tree.root.parent
    link = above / "link"
    link.symlink_to(tree.root)
    for root in (str(tree.root), "work", "./work/", str(link), "link/../work"):
        for name in ("graph", "content"):
            assert tree.text("--root", root, *COMMANDS[name], cwd=above) == first[name]


ENVIRONMENTS = [
    {"LC_ALL": "C"},
    {"LC_ALL": "C.UTF-8"},
    {"LC_ALL": "tr_TR.UTF-8"},
    {"LC_ALL": "no-such-locale"},
    {"LANG": "", "LC_ALL": ""},
    {"TZ": "Pacific/Kiritimati"},
    {"HOME": "/nonexistent", "USER": "someone", "LOGNAME": "someone"},
    {"XDG_CACHE_HOME": "/nonexistent", "TMPDIR": "/nonexistent"},
    {"COLUMNS": "10", "TERM": "dumb"},
    {"CI": "1"},
    {"PYTHONPATH": "/nonexistent", "PYTHONHOME": "/nonexistent"},
]


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda e: next(iter(e)))
def test_the_environment_makes_no_difference(tree, environment):
    first = cold(tree)
    assert cold(tree, env=environment) == first


def test_another_user_makes_no_difference(tree, program):
    if os.geteuid() != 0:
        pytest.skip("needs to become somebody else")
    first = cold(tree)
    other = subprocess.run(
        ["mktemp", "-d"], capture_output=True, text=True, check=True
    ).stdout.strip()
    try:
        target = os.path.join(other, "work")
        shutil.copytree(tree.root, target, ignore=shutil.ignore_patterns(".depstamp"))
        copied = os.path.join(other, "depstamp")
        shutil.copy(program, copied)
        subprocess.run(["chown", "-R", "65534:65534", other], check=True)
        for name, command in COMMANDS.items():
            done = subprocess.run(
                [copied, *command],
                cwd=target,
                user=65534,
                group=65534,
                extra_groups=[],
                capture_output=True,
                check=False,
                env={"PATH": os.environ["PATH"], "HOME": other},
            )
            assert done.returncode == 0, done.stderr
            assert done.stdout.decode() == first[name]
    finally:
        shutil.rmtree(other)


def test_the_order_in_which_files_were_made_makes_no_difference(work):
    names = [f"m{i:03}.py" for i in range(300)]
    first = work.sibling("first")
    first.write({name: f"import m{i:03}\n" for i, name in enumerate(names)})
    second = work.sibling("second")
    second.write({name: f"import m{i:03}\n" for i, name in reversed(list(enumerate(names)))})
    assert first.text("graph") == second.text("graph")
    assert first.keys() == second.keys()


def test_times_make_no_difference(tree):
    first = cold(tree)
    for path in tree.root.rglob("*.py"):
        os.utime(path, (1, 1))
    assert answers(tree) == first
    assert cold(tree) == first


def test_warm_and_cold_are_the_same(tree):
    first = cold(tree)
    assert answers(tree) == first
    assert answers(tree) == first


def test_turning_the_cache_elsewhere_makes_no_difference(tree):
    first = cold(tree)
    elsewhere = tree.root.parent / "cache"
    tree.environment["DEPSTAMP_CACHE_DIR"] = str(elsewhere)
    shutil.rmtree(tree.root / ".depstamp")
    assert answers(tree) == first
    assert not (tree.root / ".depstamp").exists()
    assert elsewhere.is_dir()


def test_colors_are_never_in_results(tree):
    plain = answers(tree)
    assert answers(tree, "--color", "always") == plain
    assert answers(tree, env={"FORCE_COLOR": "1"}) == plain
