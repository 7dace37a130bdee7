# SPDX-License-Identifier: MIT
"""`depstamp run --hook`: what is staged, and quickly when nothing is new."""

import json
import os
import random
import shutil
import stat

import pytest

pytest_plugins = ["cli.workspace", "cli.tools"]


@pytest.fixture
def hooked(tooled):
    """All files have answers, and are committed."""
    tooled.work.write({"c.py": "y = 1\n"})
    tooled.work.commit()
    tooled.report(status=0)
    tooled.calls()
    return tooled


@pytest.fixture
def gits(tmp_path, hooked):
    """How often git was started since the last question."""
    folder = tmp_path / "bin"
    folder.mkdir()
    log = tmp_path / "gits"
    program = folder / "git"
    program.write_text(f'#!/bin/sh\necho once >>{log}\nexec {shutil.which("git")} "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    hooked.work.environment["PATH"] = f"{folder}:{os.environ['PATH']}"

    def count():
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return len(lines)

    return count


def hook(project, *arguments, status=0, **variables):
    done = project.run("--hook", "--format", "json", *arguments, env=variables)
    assert done.returncode == status, (done.stdout, done.stderr)
    return json.loads(done.stdout)


def found(report):
    return [(one["path"], one["line"]) for one in report["diagnostics"]]


def starts_no_git(gits, *arguments, **options):
    """The first hook of a day does, and a day may have begun just now."""
    gits()
    report = hook(*arguments, **options)
    if gits() > 0:
        report = hook(*arguments, **options)
    assert gits() == 0
    return report


def test_a_hook_with_nothing_new_starts_no_git(hooked, gits):
    hook(hooked)
    assert gits() > 0
    starts_no_git(gits, hooked)
    # Nor if what is staged was answered before.
    hooked.work.write({"c.py": "y = 'bad'\n"})
    hooked.work.git("add", "-A")
    assert found(hook(hooked, status=1)) == [("c.py", 1)]
    assert hooked.analyzed() == ["c.py"]
    assert found(starts_no_git(gits, hooked, status=1)) == [("c.py", 1)]
    assert hooked.calls() == []


def test_what_was_settled_is_so_under_its_index_alone(hooked, gits):
    hook(hooked)
    hooked.work.write({"c.py": "y = 'bad'\n"})
    hooked.report(status=1)  # Now there is an answer for what is not staged.
    assert found(hook(hooked)) == []
    hooked.work.git("add", "-A")
    assert found(hook(hooked, status=1)) == [("c.py", 1)]
    hooked.work.write({"c.py": "y = 1\n"})
    assert found(hook(hooked, status=1)) == [("c.py", 1)]
    hooked.work.git("add", "-A")
    assert found(hook(hooked)) == []


def test_an_untracked_file_is_noticed(hooked, gits):
    hook(hooked)
    hooked.work.write({"d.py": "import a\n"})
    hooked.calls()
    report = hook(hooked)
    assert gits() > 0 and hooked.calls() == []
    assert report["analyzers"][0]["replayed"] == 3
    hooked.work.remove("d.py")
    hook(hooked)


def test_a_subject_that_git_ignored_is_untracked_once_it_does_not(hooked):
    path = hooked.work.root / "depstamp.yaml"
    path.write_text(path.read_text() + "gitignore: false\n")
    hooked.work.commit()
    rules = hooked.work.root / ".git" / "info" / "exclude"
    rules.parent.mkdir(exist_ok=True)
    rules.write_text("d.py\n")
    hooked.work.write({"d.py": "y = 'bad'\n"})
    hooked.report(status=1)
    for _ in range(2):
        assert found(hook(hooked, status=1)) == [("d.py", 1)]
    rules.write_text("")
    assert found(hook(hooked)) == []


@pytest.mark.parametrize("flag", ["assume-unchanged", "skip-worktree"])
def test_a_file_that_git_does_not_look_at_is_as_it_is_staged(hooked, flag):
    hooked.work.write({"c.py": "y = 'bad'\n"})
    hooked.work.git("add", "c.py")
    hooked.work.git("update-index", f"--{flag}", "c.py")
    hooked.work.write({"c.py": "y = 1\n"})
    for _ in range(2):
        assert found(hook(hooked, status=1)) == [("c.py", 1)]
    hooked.work.git("update-index", f"--no-{flag}", "c.py")
    hooked.work.git("add", "c.py")
    assert found(hook(hooked)) == []


def test_a_file_that_is_gone_unnoticed_by_git_is_as_it_is_staged(hooked):
    hooked.work.write({"c.py": "y = 'bad'\n"})
    hooked.work.git("add", "c.py")
    hooked.work.git("update-index", "--assume-unchanged", "c.py")
    hooked.work.remove("c.py")
    for _ in range(2):
        assert found(hook(hooked, status=1)) == [("c.py", 1)]


def test_files_outside_of_a_sparse_checkout_are_no_reason_for_a_copy(hooked, gits):
    hooked.work.write({"far/away.py": "import a\n"})
    hooked.work.commit()
    hooked.work.git("sparse-checkout", "set", "--no-cone", "/*", "!/far/")
    assert not (hooked.work.root / "far").exists()
    hook(hooked)
    starts_no_git(gits, hooked)
    # Unless they are there all the same.
    hooked.work.write({"far/away.py": "y = 'bad'\n"})
    for _ in range(2):
        assert found(hook(hooked)) == []
        assert gits() > 0


def test_harmed_states_mean_asking_git(hooked, gits):
    hook(hooked)
    (states,) = (hooked.work.root / ".depstamp").glob("settled*")
    for content in (b"", b"x", bytes(32), states.read_bytes() + b"x", bytes(10_000)):
        states.write_bytes(content)
        hook(hooked)
        assert gits() > 0
        starts_no_git(gits, hooked)
    states.unlink()
    states.mkdir()
    hook(hooked)
    hook(hooked)
    assert gits() > 0


def test_an_index_without_a_checksum_is_never_settled(hooked, gits):
    hook(hooked)
    index = hooked.work.root / ".git" / "index"
    content = index.read_bytes()
    index.write_bytes(content[:-20] + bytes(20))
    for _ in range(2):
        gits()
        hook(hooked)
        assert gits() > 0


def test_another_index_is_another_state(hooked, gits):
    hook(hooked)
    other = hooked.work.root / ".git" / "other"
    shutil.copy(hooked.work.root / ".git" / "index", other)
    hooked.work.write({"c.py": "y = 'bad'\n"})
    hooked.work.git("add", "-A", env={"GIT_INDEX_FILE": str(other)})
    for name in (str(other), ".git/other"):
        assert found(hook(hooked, status=1, GIT_INDEX_FILE=name)) == [("c.py", 1)]
        assert found(hook(hooked)) == []
        warm = starts_no_git(gits, hooked, status=1, GIT_INDEX_FILE=name)
        assert found(warm) == [("c.py", 1)]


def test_without_a_repository_it_is_trouble(tooled):
    assert tooled.run("--hook").returncode == 2


# -- what a hook is about


def test_a_push_tells_its_revisions(hooked):
    first = hooked.work.git("rev-parse", "HEAD")
    hooked.work.write({"c.py": "y = 'bad'\n"})
    second = hooked.work.commit()
    hooked.work.write({"c.py": "y = 1\n"})
    refs = {"PRE_COMMIT": "1", "PRE_COMMIT_FROM_REF": first, "PRE_COMMIT_TO_REF": second}
    assert found(hook(hooked, status=1, **refs)) == [("c.py", 1)]
    # What is said on the command line counts more.
    assert found(hook(hooked, "--since", "HEAD", **refs)) == []


def test_a_push_of_everything_names_a_branch(hooked):
    hooked.work.write({"d.py": "z = 'bad'\n"})
    hooked.work.commit()
    hooked.work.remove("d.py")
    refs = {"PRE_COMMIT": "1", "PRE_COMMIT_LOCAL_BRANCH": "refs/heads/main"}
    assert found(hook(hooked, status=1, **refs)) == [("d.py", 1)]
    assert hooked.analyzed() == ["d.py"]


def test_outside_of_a_commit_with_nothing_staged_all_files_count(work, tooled):
    work.commit()
    assert hook(tooled)["complete"] is False and tooled.calls() == []
    inside = {"PRE_COMMIT": "1", "GIT_INDEX_FILE": ".git/index"}
    assert hook(tooled, **inside)["complete"] is False and tooled.calls() == []
    assert found(hook(tooled, status=1, PRE_COMMIT="1")) == [("c.py", 1)]
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]


# -- against what the staged state says by itself


def staged_by_itself(project, folder):
    """All findings of the staged state, in a folder of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    project.work.git("checkout-index", "--all", f"--prefix={folder}/")
    done = project.run("--format", "json", "--root", folder, "--no-cache", cwd=folder)
    return found(json.loads(done.stdout))


def random_step(project, dice):
    work = project.work
    names = [f"m{number}.py" for number in range(6)]
    name = dice.choice(names)
    tracked = work.git("ls-files", "m*.py").split()
    step = dice.randrange(8)
    if step < 3:
        lines = dice.choices(["x = 1", "x = 'bad'", "import m1", "import m2", "import b"], k=2)
        work.write({name: "\n".join(lines) + "\n"})
    elif step == 3 and (work.root / name).exists():
        (work.root / name).unlink()
    elif step == 4:
        work.git("add", "-A")
    elif step == 5 and (work.root / name).exists():
        work.git("add", name)
    elif step == 6 and tracked:
        work.git("checkout", "-q", "--", dice.choice(tracked))
    elif step == 7:
        work.git("commit", "-q", "--allow-empty", "-m", "next")


SLOW = "san" in os.path.basename(os.environ.get("BUILD", "build"))


@pytest.mark.parametrize("seed", range(3))
def test_random_steps(hooked, tmp_path, seed):
    dice = random.Random(seed)
    for number in range(6 if SLOW else 14):
        random_step(hooked, dice)
        expected = staged_by_itself(hooked, tmp_path / "alone")
        for _ in range(2):
            done = hooked.run("--hook", "--format", "json")
            report = json.loads(done.stdout)
            assert report["complete"], (seed, number)
            assert found(report) == expected, (seed, number)
        assert not list((hooked.work.root / ".depstamp").glob("staged/*"))
