# SPDX-License-Identifier: MIT
"""`affected` in odd repositories: folders, work trees, names, links, submodules."""

import os

import pytest

from cli.workspace import Workspace, run_git

pytest_plugins = ["cli.workspace"]


@pytest.fixture
def repo(work):
    """a -> b -> c and d alone, committed; a second commit on top."""
    work.write({"a.py": "import b\n", "b.py": "import c\n", "c.py": "", "d.py": ""})
    work.commit("one")
    return work


# -- where the project lies -----------------------------------------------


@pytest.fixture
def below(work):
    """A project in the folder sub/proj of a repository."""
    work.write(
        {
            "outside.py": "",
            "sub/proj/depstamp.yaml": "",
            "sub/proj/a.py": "import b\n",
            "sub/proj/b.py": "",
            "sub/proj/p/c.py": "import outside\n",
        }
    )
    work.commit()
    return work


def test_a_project_below_the_top_of_git_has_paths_of_its_own(below):
    inner = Workspace(below.run_program, below.root / "sub" / "proj")
    inner.append("b.py", "x = 1\n")
    below.append("outside.py", "x = 1\n")
    assert inner.affected() == ["a.py", "b.py"]
    assert inner.report()["changed"] == ["b.py"]


def test_a_staged_change_of_a_project_below_the_top_is_seen(below):
    inner = Workspace(below.run_program, below.root / "sub" / "proj")
    inner.append("b.py", "x = 1\n")
    below.git("add", "-A")
    assert inner.affected("--staged") == ["a.py", "b.py"]
    below.git("commit", "-q", "-m", "x")
    assert inner.affected("--from-ref", "HEAD~1", "--to-ref", "HEAD") == ["a.py", "b.py"]


def test_rules_above_the_project_count(below):
    inner = Workspace(below.run_program, below.root / "sub" / "proj")
    below.write({".gitignore": "p/\n"})
    assert set(inner.keys("none")) == {"a.py", "b.py"}


def test_the_top_of_git_is_the_root_without_a_configuration(repo):
    repo.write({"deep/er/x.py": ""})
    text = repo.text("affected", cwd=repo.root / "deep" / "er")
    assert text == "deep/er/x.py\n"


def test_a_named_file_in_a_folder_below_is_found(repo):
    repo.write({"deep/x.py": ""})
    assert repo.text("affected", "../c.py", cwd=repo.root / "deep") == "a.py\nb.py\nc.py\n"


def test_a_work_tree_of_git_has_a_file_for_a_folder(repo):
    repo.git("worktree", "add", "-q", "../second", "-b", "second")
    second = repo.sibling("second")
    assert (second.root / ".git").is_file()
    second.append("c.py", "x = 1\n")
    assert second.affected() == ["a.py", "b.py", "c.py"]
    second.git("add", "-A")
    assert second.affected("--staged") == ["a.py", "b.py", "c.py"]
    assert repo.affected() == []


def test_the_exclude_file_counts_in_a_work_tree(repo):
    repo.write({".git/info/exclude": "noise.py\n"})
    repo.git("worktree", "add", "-q", "../second", "-b", "second")
    second = repo.sibling("second")
    second.write({"noise.py": ""})
    assert second.affected() == []


def test_another_index_is_honoured(repo):
    repo.append("c.py", "x = 1\n")
    other = repo.root.parent / "other.index"
    repo.git("read-tree", "HEAD", env={"GIT_INDEX_FILE": str(other)})
    repo.git("add", "c.py", env={"GIT_INDEX_FILE": str(other)})
    assert repo.affected("--staged") == []
    text = repo.text("affected", "--staged", env={"GIT_INDEX_FILE": str(other)})
    assert text == "a.py\nb.py\nc.py\n"


def test_the_environment_of_a_hook_does_no_harm(repo):
    repo.append("c.py", "x = 1\n")
    repo.git("add", "c.py")
    environment = {
        "GIT_DIR": str(repo.root / ".git"),
        "GIT_INDEX_FILE": str(repo.root / ".git" / "index"),
        "GIT_PREFIX": "",
    }
    text = repo.text("affected", "--staged", env=environment)
    assert text == "a.py\nb.py\nc.py\n"


def test_a_relative_index_of_a_hook_is_found(repo):
    repo.append("c.py", "x = 1\n")
    repo.git("add", "c.py")
    text = repo.text("affected", "--staged", env={"GIT_INDEX_FILE": ".git/index"})
    assert text == "a.py\nb.py\nc.py\n"


SETTINGS = [
    ("core.quotePath", "true"),
    ("status.showUntrackedFiles", "no"),
    ("diff.noprefix", "true"),
    ("diff.renames", "copies"),
    ("diff.external", "false"),
    ("color.ui", "always"),
    ("core.fsmonitor", "false"),
    ("diff.ignoreSubmodules", "all"),
    ("core.pager", "false"),
    ("log.showSignature", "true"),
    ("grep.lineNumber", "true"),
]


@pytest.mark.parametrize("name, value", SETTINGS, ids=[name for name, _ in SETTINGS])
def test_settings_of_a_user_do_not_change_the_answer(repo, name, value):
    repo.git("config", name, value)
    repo.write({"größe.py": "", "new dir/x.py": ""}).append("c.py", "x = 1\n")
    repo.rename("d.py", "d2.py")
    assert repo.affected() == ["a.py", "b.py", "c.py", "d2.py", "größe.py", "new dir/x.py"]


ODD = [
    "a\nb.py",
    'q"q.py',
    "tab\t.py",
    "größe.py",
    "back\\s.py",
    "with blank.py",
    "-dash.py",
    ":colon.py",
    "*.py",
    "a'b.py",
    "\u202e.py",
]


@pytest.mark.parametrize("name", ODD)
def test_odd_names_survive_git(work, name):
    work.write({name: "x = 1\n"}).commit()
    work.append(name, "y = 1\n")
    assert work.report()["changed"] == [name]
    work.git("add", "-A")
    assert work.report("--staged")["changed"] == [name]
    work.git("commit", "-q", "-m", "x")
    report = work.report("--from-ref", "HEAD~1", "--to-ref", "HEAD")
    assert report["changed"] == [name]


# -- ignored files, submodules, links -------------------------------------


def test_an_ignored_file_is_taken_from_disk_as_unchanged(work):
    work.write({".gitignore": "gen.py\n", "a.py": "import gen\n", "gen.py": "v = 1\n"})
    work.commit()
    done = work.run("affected")
    assert (done.returncode, done.stdout) == (0, "")
    work.append("gen.py", "v = 2\n")
    done = work.run("affected")
    assert (done.returncode, done.stdout) == (0, "")
    assert "gen.py" in done.stderr


def test_ignored_files_are_there_on_both_sides_of_two_trees(work):
    work.write({".gitignore": "gen.py\n", "a.py": "import gen\n", "gen.py": ""})
    work.commit()
    work.write({"b.py": ""}).commit()
    assert work.affected("--from-ref", "HEAD~1", "--to-ref", "HEAD") == ["b.py"]


@pytest.fixture
def nested(work):
    """A repository with a submodule `lib`."""
    lib = work.sibling("library")
    lib.write({"__init__.py": "", "m.py": "v = 1\n"}).commit()
    work.write({"a.py": "import lib.m\n", "b.py": ""})
    work.git("init", "-q", "-b", "main")
    work.git(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(lib.root), "lib"
    )
    work.commit()
    return work


def test_a_submodule_is_read_at_the_recorded_commit(nested):
    assert nested.affected() == []
    inner = Workspace(nested.run_program, nested.root / "lib")
    inner.append("m.py", "v = 2\n")
    assert nested.affected() == ["a.py", "lib/m.py"]
    inner.commit()
    assert nested.affected() == ["a.py", "lib/m.py"]
    nested.git("add", "lib")
    assert nested.affected("--staged") == ["a.py", "lib/m.py"]
    nested.git("commit", "-q", "-m", "x")
    assert nested.affected() == []
    assert nested.affected("--from-ref", "HEAD~1", "--to-ref", "HEAD") == ["a.py", "lib/m.py"]


def test_a_submodule_whose_commit_is_not_here_is_unchanged_with_a_note(nested):
    fake = "1" * 40
    nested.git("update-index", "--cacheinfo", f"160000,{fake},lib")
    nested.git("commit", "-q", "-m", "x")
    nested.append("b.py", "x = 1\n")
    done = nested.run("affected")
    assert (done.returncode, done.stdout) == (0, "b.py\n")
    assert "lib" in done.stderr


def test_a_submodule_that_is_not_checked_out_is_no_trouble(nested):
    run_git(nested.root.parent, "clone", "-q", str(nested.root), "clone")
    clone = nested.sibling("clone")
    clone.append("b.py", "x = 1\n")
    assert clone.affected() == ["b.py"]


def test_a_link_counts_with_the_bytes_of_its_target(work):
    work.write({"real.txt": "import b\n", "b.py": "", "u.py": "import link\n"})
    work.link("link.py", "real.txt").commit()
    assert work.affected() == []
    work.write({"real.txt": "import b\nx = 1\n"})
    assert work.affected() == ["link.py", "u.py"]
    work.git("add", "-A")
    assert work.affected("--staged") == ["link.py", "u.py"]
    work.git("commit", "-q", "-m", "x")
    assert work.affected("--from-ref", "HEAD~1", "--to-ref", "HEAD") == ["link.py", "u.py"]


def test_a_link_to_a_folder_is_followed_on_a_git_side(work):
    work.write({"depstamp.yaml": "roots: ['.']\n", "real/p/__init__.py": ""})
    work.write({"real/p/m.py": "v = 1\n", "u.py": "import linked.m\n"})
    work.link("linked", "real/p").commit()
    assert work.affected() == []
    work.append("real/p/m.py", "v = 2\n")
    assert "u.py" in work.affected()
    work.commit()
    assert "u.py" in work.affected("--from-ref", "HEAD~1", "--to-ref", "HEAD")


def test_a_link_that_leaves_the_repository_is_no_trouble(work):
    (work.root.parent / "out.txt").write_text("import b\n")
    work.write({"b.py": ""}).link("o.py", "../out.txt").link("e.py", "/etc/hostname")
    work.link("loop.py", "loop.py").commit()
    work.append("b.py", "x = 1\n")
    done = work.run("affected")
    assert done.returncode == 0
    assert "b.py" in done.stdout.splitlines()


# -- folder facts ---------------------------------------------------------


def test_an_empty_folder_is_no_fact_for_git(work):
    work.write({"a.py": "import data\n"}).commit()
    (work.root / "data").mkdir()
    assert work.affected() == []
    work.write({"data/x.csv": ""})
    assert work.affected() == ["a.py"]


def test_a_folder_of_ignored_files_is_no_fact_for_git(work):
    work.write({".gitignore": "*.csv\n", "a.py": "import data\n"}).commit()
    work.write({"data/x.csv": ""})
    assert work.affected() == []


# -- both sides and today's configuration ---------------------------------


def test_both_sides_use_todays_configuration(repo):
    repo.write({"depstamp.yaml": "exclude: [d.py]\n"})
    repo.append("d.py", "x = 1\n")
    assert repo.affected() == []


def test_roots_are_detected_per_side(work):
    work.write({"p/__init__.py": "", "p/m.py": "", "a.py": "import m\n"}).commit()
    work.remove("p/__init__.py")
    # p is a root now, so `import m` finds p/m.py.
    assert "a.py" in work.affected()
    assert work.edges("a.py") == ["p/m.py"]


def test_a_data_file_of_a_revision_counts_through_depends(work):
    work.write({"depstamp.yaml": "depends: {a.py: ['*.json']}\n"})
    work.write({"a.py": "", "b.py": "import a\n", "x.json": "1"}).commit()
    assert work.affected() == []
    work.write({"x.json": "2"})
    assert work.affected() == ["a.py", "b.py"]
    work.commit()
    assert work.affected("--from-ref", "HEAD~1", "--to-ref", "HEAD") == ["a.py", "b.py"]


def test_git_and_a_baseline_agree(repo):
    base = repo.baseline()
    repo.append("c.py", "x = 1\n").write({"e.py": "import gone\n"}).remove("d.py")
    mine, theirs = repo.report(), repo.report("--baseline", base)
    mine.pop("base"), theirs.pop("base")
    assert mine == theirs


def test_named_files_and_a_base_need_not_know_each_other(repo):
    """FILE asks what would be; --since asks what is."""
    assert repo.affected("c.py") == ["a.py", "b.py", "c.py"]
    assert repo.affected() == []


def test_a_big_blob_is_read(work):
    work.write({"a.py": "x = 1\n" * 500_000, "b.py": "import a\n"}).commit()
    work.append("a.py", "y = 2\n")
    assert work.affected() == ["a.py", "b.py"]


def test_many_blobs_are_read(work):
    work.write({f"p{i % 10}/m{i}.py": f"x = {i}\n" for i in range(3000)}).commit()
    work.write({f"p{i % 10}/m{i}.py": f"y = {i}\n" for i in range(3000)})
    assert len(work.affected()) == 3000


def test_only_the_cache_is_written(repo):
    repo.append("c.py", "x = 1\n")
    before = set(os.listdir(repo.root))
    status = repo.git("status", "--porcelain")
    repo.affected(), repo.affected("--staged")
    assert set(os.listdir(repo.root)) - before <= {".depstamp"}
    assert repo.git("status", "--porcelain") == status
