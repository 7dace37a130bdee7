# SPDX-License-Identifier: MIT
"""The index: damage, races, permissions, two processes at once."""

import os
import shutil
import subprocess
import time

import pytest

from cli.conftest import clean_environment

pytest_plugins = ["cli.workspace"]


@pytest.fixture
def tiny(work):
    work.write({"a.py": "import b\nimport gone\n", "b.py": "def f():\n  import json\n"})
    work.write({"p/__init__.py": "", "p/c.py": "from . import d\n", ".gitignore": "x/\n"})
    return work


def answer(work):
    """All that is said, silence on stderr included."""
    done = work.run("stamp", "--all")
    graph = work.run("graph")
    return done.returncode, done.stdout, done.stderr, graph.stdout, graph.stderr


def says(work):
    """The first three of an answer: one process, for loops over damage."""
    done = work.run("stamp", "--all")
    return done.returncode, done.stdout, done.stderr


def index_files(work):
    cache = work.root / ".depstamp"
    return sorted(
        path
        for path in cache.rglob("*")
        if path.is_file() and path.name != ".gitignore" and path.stat().st_size
    )


def test_scanning_makes_an_index_in_the_cache_folder(tiny):
    tiny.text("scan")
    assert index_files(tiny)


def test_the_cache_folder_ignores_itself(tiny):
    tiny.git("init", "-q")
    tiny.text("scan")
    assert (tiny.root / ".depstamp" / ".gitignore").read_text().split() == ["*"]
    assert ".depstamp" not in tiny.git("status", "--porcelain", "-uall")


def test_the_cache_folder_is_never_walked(tiny):
    tiny.text("scan")
    tiny.write({".depstamp/evil.py": "import a\n"})
    listed = set(tiny.keys())
    assert ".depstamp/evil.py" not in listed


def test_scan_says_one_line(tiny):
    for _ in range(2):
        done = tiny.run("scan")
        assert done.returncode == 0
        assert len((done.stdout + done.stderr).splitlines()) == 1
    assert tiny.run("-q", "scan").stderr == ""


def test_a_flipped_byte_is_never_noticed(tiny):
    good = answer(tiny)
    assert good[0] == 0 and good[2] == good[4] == ""
    for path in index_files(tiny):
        content = path.read_bytes()
        step = max(1, len(content) // 1000)
        for place in range(0, len(content), step):
            for flip in (0x01, 0x80, 0xFF) if place < 256 else (0xFF,):
                damaged = bytearray(content)
                damaged[place] ^= flip
                path.write_bytes(damaged)
                assert says(tiny) == good[:3], (path.name, place, flip)
        path.write_bytes(content)
        assert answer(tiny) == good


def test_a_cut_index_is_never_noticed(tiny):
    good = answer(tiny)
    for path in index_files(tiny):
        content = path.read_bytes()
        step = max(1, len(content) // 600)
        for length in range(0, len(content), step):
            path.write_bytes(content[:length])
            assert says(tiny) == good[:3], (path.name, length)
        path.write_bytes(content + b"\0")
        assert answer(tiny) == good
        path.write_bytes(content + content)
        assert answer(tiny) == good


@pytest.mark.parametrize("what", ["folder", "link", "fifo", "zeros", "text"])
def test_something_else_in_place_of_the_index_is_no_danger(tiny, what):
    good = answer(tiny)
    for path in index_files(tiny):
        size = path.stat().st_size
        path.unlink()
        if what == "folder":
            path.mkdir()
        elif what == "link":
            path.symlink_to("/dev/zero")
        elif what == "fifo":
            os.mkfifo(path)
        elif what == "zeros":
            path.write_bytes(b"\0" * size)
        else:
            path.write_text("hello\n")
    found = answer(tiny)
    assert found[:2] == good[:2] and found[3] == good[3]


def test_an_index_of_another_project_is_no_danger(tiny):
    good = answer(tiny)
    other = tiny.sibling("other")
    other.write({"a.py": "import z\n", "z.py": "", "p/c.py": "x = 1\n"})
    other.text("scan")
    shutil.rmtree(tiny.root / ".depstamp")
    shutil.copytree(other.root / ".depstamp", tiny.root / ".depstamp")
    assert answer(tiny) == good


def test_an_old_index_that_is_put_back_is_no_danger(tiny):
    tiny.text("scan")
    saved = tiny.root.parent / "saved"
    shutil.copytree(tiny.root / ".depstamp", saved)
    tiny.append("b.py", "import p.c\n").write({"gone.py": ""})
    good = answer(tiny)
    shutil.rmtree(tiny.root / ".depstamp")
    shutil.copytree(saved, tiny.root / ".depstamp")
    assert answer(tiny) == good


# -- edits that the clock does not show -----------------------------------


@pytest.mark.parametrize("turn", range(10))
def test_an_edit_of_the_same_size_at_once_is_seen(work, turn):
    work.write({"a.py": "import b\n", "b.py": "x = 0\n", "c.py": "x = 0\n"})
    seen = set()
    for number in range(10):
        with open(work.root / "b.py", "r+b") as stream:
            stream.write(b"x = %d" % number)
        key = work.keys()["a.py"]
        assert key not in seen
        seen.add(key)


def test_an_edit_whose_time_is_put_back_is_seen(work):
    work.write({"a.py": "import b\n", "b.py": "x = 0\n"})
    status = (work.root / "b.py").stat()
    before = work.keys()
    with open(work.root / "b.py", "r+b") as stream:
        stream.write(b"x = 1")
    os.utime(work.root / "b.py", ns=(status.st_atime_ns, status.st_mtime_ns))
    after = work.keys()
    assert before["a.py"] != after["a.py"]


def test_an_import_that_changes_at_once_is_seen(work):
    work.write({"a.py": "import b\n", "b.py": "", "c.py": ""})
    for name in "bcbcbcbc":
        with open(work.root / "a.py", "r+b") as stream:
            stream.write(b"import " + name.encode())
        assert work.edges("a.py") == [f"{name}.py"]


def test_a_file_that_is_replaced_at_once_is_seen(work):
    work.write({"a.py": "import b\n"})
    for number in range(20):
        (work.root / "new").write_text(f"x = {number:02}\n")
        os.replace(work.root / "new", work.root / "b.py")
        work.write({"want.txt": ""})
        first = work.keys()
        shutil.rmtree(work.root / ".depstamp")
        assert work.keys() == first


def test_files_that_come_and_go_at_once_are_seen(work):
    work.write({"a.py": "import b\n"})
    for _ in range(15):
        assert work.edges("a.py") == []
        work.write({"b.py": ""})
        assert work.edges("a.py") == ["b.py"]
        work.remove("b.py")


def test_folders_that_come_and_go_at_once_are_seen(work):
    work.write({"a.py": "import p.b\n"})
    for _ in range(15):
        assert work.edges("a.py") == []
        work.write({"p/b.py": ""})
        assert work.edges("a.py") == ["p/b.py"]
        work.remove("p")


def test_rules_that_change_at_once_are_seen(work):
    work.write({"a.py": "", "b.py": ""})
    for name in "abab":
        work.write({".gitignore": f"{name}.py\n"})
        assert set(work.keys()) == {"a.py", "b.py"} - {f"{name}.py"}


def test_rules_of_git_that_change_are_seen(work):
    work.write({"a.py": "", "b.py": ""}).git("init", "-q")
    for name in "abab":
        work.write({".git/info/exclude": f"{name}.py\n"})
        assert set(work.keys()) == {"a.py", "b.py"} - {f"{name}.py"}


def test_an_ignored_dependency_that_changes_is_seen(work):
    work.write({".gitignore": "gen/\n", "a.py": "import gen.x\n", "gen/x.py": "v = 0\n"})
    seen = set()
    for number in range(10):
        with open(work.root / "gen/x.py", "r+b") as stream:
            stream.write(b"v = %d" % number)
        key = work.keys()["a.py"]
        assert key not in seen
        seen.add(key)


def test_a_data_file_that_changes_is_seen(work):
    work.write({"depstamp.yaml": "depends: {a.py: [d.json]}\n", "a.py": "", "d.json": "0"})
    seen = set()
    for number in range(10):
        with open(work.root / "d.json", "r+b") as stream:
            stream.write(b"%d" % number)
        key = work.keys()["a.py"]
        assert key not in seen
        seen.add(key)


def test_a_mode_that_changes_is_seen(work):
    work.write({"a.py": ""})
    first = work.keys()
    (work.root / "a.py").chmod(0o755)
    second = work.keys()
    assert first != second
    (work.root / "a.py").chmod(0o644)
    assert work.keys() == first


def test_settings_that_change_are_seen(work):
    work.write({"a.py": "import c\n", "lib/c.py": "", "oth/c.py": ""})
    for root in ("lib", "oth", "lib", "oth"):
        work.write({"depstamp.yaml": f"roots: [{root}]\n"})
        assert work.edges("a.py") == [f"{root}/c.py"]


def test_a_clock_in_the_future_is_no_danger(work):
    work.write({"a.py": "import b\n", "b.py": "x = 0\n"})
    future = time.time() + 10**6
    for number in range(5):
        with open(work.root / "b.py", "r+b") as stream:
            stream.write(b"x = %d" % number)
        os.utime(work.root / "b.py", (future, future))
        first = work.keys()
        shutil.rmtree(work.root / ".depstamp", ignore_errors=True)
        assert work.keys() == first


# -- where nothing can be written -----------------------------------------


UNWRITABLE = {
    "below a file": "a.py/cache",
    "in a place of the kernel": "/proc/nowhere/cache",
    "below a name that is too long": "x" * 300,
}


@pytest.mark.parametrize("place", UNWRITABLE.values(), ids=UNWRITABLE)
def test_a_cache_that_cannot_be_written_costs_one_warning(tiny, place):
    good = answer(tiny)
    shutil.rmtree(tiny.root / ".depstamp")
    done = tiny.run("stamp", "--all", env={"DEPSTAMP_CACHE_DIR": place})
    assert (done.returncode, done.stdout) == good[:2]
    assert len(done.stderr.splitlines()) <= 1
    assert not (tiny.root / ".depstamp").exists()


@pytest.fixture
def nobody(work, program):
    """Run the program as a user who may read the project and write nothing."""
    if os.geteuid() != 0:
        pytest.skip("needs to become somebody else")
    folder = subprocess.run(
        ["mktemp", "-d"], capture_output=True, text=True, check=True
    ).stdout.strip()
    os.chmod(folder, 0o755)
    copied = os.path.join(folder, "depstamp")
    shutil.copy(program, copied)
    os.chmod(copied, 0o755)

    def run(*arguments, cwd):
        return subprocess.run(
            [copied, *arguments],
            cwd=cwd,
            user=65534,
            group=65534,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
            env=clean_environment(),
            timeout=60,
        )

    run.folder = folder
    yield run
    shutil.rmtree(folder)


def test_a_cache_on_read_only_media_still_answers(tiny, nobody):
    good = answer(tiny)
    target = os.path.join(nobody.folder, "work")
    shutil.copytree(tiny.root, target)
    before = {
        path: os.stat(os.path.join(target, ".depstamp", path)).st_mtime_ns
        for path in os.listdir(os.path.join(target, ".depstamp"))
    }
    done = nobody("stamp", "--all", cwd=target)
    assert (done.returncode, done.stdout) == good[:2]
    assert len(done.stderr.splitlines()) <= 1
    assert before == {
        path: os.stat(os.path.join(target, ".depstamp", path)).st_mtime_ns
        for path in os.listdir(os.path.join(target, ".depstamp"))
    }


def test_without_permission_to_make_a_cache_it_still_answers(tiny, nobody):
    good = answer(tiny)
    target = os.path.join(nobody.folder, "work")
    shutil.copytree(tiny.root, target, ignore=shutil.ignore_patterns(".depstamp"))
    done = nobody("stamp", "--all", cwd=target)
    assert (done.returncode, done.stdout) == good[:2]
    assert len(done.stderr.splitlines()) <= 1


def test_a_file_that_may_not_be_read_is_noted(tiny, nobody):
    target = os.path.join(nobody.folder, "work")
    shutil.copytree(tiny.root, target)
    os.chmod(os.path.join(target, "b.py"), 0o000)
    done = nobody("manifest", "a.py", "b.py", cwd=target)
    assert done.returncode == 0
    assert "Permission denied" in done.stdout
    done = nobody("graph", cwd=target)
    assert done.returncode == 0
    assert '"a.py": [\n    "b.py"\n  ]' in done.stdout


def test_a_folder_that_may_not_be_read_is_named(tiny, nobody):
    target = os.path.join(nobody.folder, "work")
    shutil.copytree(tiny.root, target)
    os.chmod(os.path.join(target, "p"), 0o000)
    done = nobody("graph", cwd=target)
    os.chmod(os.path.join(target, "p"), 0o755)
    assert done.returncode in (0, 2)
    assert "p" in done.stderr and "Permission denied" in done.stderr
    assert '"a.py"' in done.stdout


# -- several at once ------------------------------------------------------


def test_many_processes_at_once_agree(work, program):
    work.write({f"m{i}.py": f"import m{i + 1}\n" for i in range(300)})
    good = answer(work)
    for turn in range(5):
        if turn % 2:
            shutil.rmtree(work.root / ".depstamp", ignore_errors=True)
        running = [
            subprocess.Popen(
                [program, "stamp", "--all"],
                cwd=work.root,
                env=clean_environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(8)
        ]
        for one in running:
            out, said = one.communicate(timeout=60)
            assert (one.returncode, out, said) == good[:3]
    assert answer(work) == good


def test_processes_and_edits_at_once_end_right(work, program):
    work.write({f"m{i}.py": f"import m{i + 1}\n" for i in range(200)})
    for turn in range(15):
        running = [
            subprocess.Popen(
                [program, "scan"],
                cwd=work.root,
                env=clean_environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for _ in range(3)
        ]
        for number in range(0, 200, 10):
            work.write({f"m{number}.py": f"import m{(number + turn) % 200}\n"})
        for one in running:
            assert one.wait(timeout=60) == 0
        warm = work.keys()
        shutil.rmtree(work.root / ".depstamp")
        assert work.keys() == warm


def test_a_process_that_is_killed_leaves_nothing_broken(work, program):
    work.write({f"m{i}.py": f"import m{i + 1}\n" for i in range(500)})
    good = answer(work)
    for turn in range(25):
        shutil.rmtree(work.root / ".depstamp", ignore_errors=True)
        one = subprocess.Popen(
            [program, "scan"],
            cwd=work.root,
            env=clean_environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(turn * 0.0007)
        one.kill()
        one.wait()
        assert answer(work) == good
    names = {path.name for path in (work.root / ".depstamp").rglob("*")}
    fresh = work.sibling("fresh").write({"a.py": ""})
    fresh.text("scan")
    wanted = {path.name for path in (fresh.root / ".depstamp").rglob("*")}
    left = {name for name in names - wanted if "tmp" in name.lower()}
    assert len(left) <= 25
