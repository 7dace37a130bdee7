# SPDX-License-Identifier: MIT
"""`affected` against git: revisions, the index, the disk."""

import pytest

from cli.workspace import run_git

pytest_plugins = ["cli.workspace"]


@pytest.fixture
def repo(work):
    """a -> b -> c and d alone, committed; a second commit on top."""
    work.write({"a.py": "import b\n", "b.py": "import c\n", "c.py": "", "d.py": ""})
    work.commit("one")
    return work


def test_head_is_the_default_base(repo):
    repo.append("c.py", "x = 1\n")
    assert repo.affected() == ["a.py", "b.py", "c.py"]
    report = repo.report()
    assert report["base"] == "HEAD"
    assert report == repo.report("--since", "HEAD")


def test_a_clean_tree_has_nothing_affected(repo):
    assert repo.affected() == []
    assert repo.run("affected", "--exit-code").returncode == 0


def test_staged_and_unstaged_changes_both_count(repo):
    repo.append("c.py", "x = 1\n")
    repo.git("add", "c.py")
    repo.append("d.py", "x = 1\n")
    assert repo.affected() == ["a.py", "b.py", "c.py", "d.py"]


def test_an_untracked_file_is_added(repo):
    repo.write({"e.py": "import d\n"})
    report = repo.report()
    assert report["changed"] == ["e.py"]
    assert [(one["path"], one["reason"]) for one in report["affected"]] == [("e.py", "added")]


def test_an_untracked_ignored_file_is_not_listed(repo):
    repo.write({".gitignore": "e.py\n", "e.py": "import d\n"})
    assert repo.affected() == []


def test_an_untracked_file_takes_a_missing_import(work):
    work.write({"a.py": "import gone\n"}).commit()
    work.write({"gone.py": ""})
    assert work.affected() == ["a.py", "gone.py"]


def test_a_deletion_affects_its_importers(repo):
    repo.remove("c.py")
    report = repo.report()
    assert report["deleted"] == ["c.py"]
    assert report["changed"] == []
    assert [one["path"] for one in report["affected"]] == ["a.py", "b.py"]


def test_a_staged_deletion_counts_too(repo):
    repo.git("rm", "-q", "c.py")
    assert repo.report()["deleted"] == ["c.py"]
    assert repo.affected("--staged") == ["a.py", "b.py"]


def test_a_file_removed_from_the_index_alone_is_still_there(repo):
    repo.git("rm", "-q", "--cached", "c.py")
    assert repo.affected() == []
    assert repo.affected("--staged") == ["a.py", "b.py"]


def test_a_rename_is_a_deletion_and_an_addition(repo):
    repo.git("mv", "c.py", "c2.py")
    report = repo.report()
    assert report["deleted"] == ["c.py"]
    assert [one["path"] for one in report["affected"]] == ["a.py", "b.py", "c2.py"]


def test_a_shadowing_package_affects_the_importers(repo):
    repo.write({"c/__init__.py": ""})
    assert {"a.py", "b.py", "c/__init__.py"} <= set(repo.affected())
    assert repo.affected("--level", "names") == ["b.py", "c/__init__.py"]


@pytest.mark.parametrize("level", ["none", "names", "content"])
def test_the_executable_bit_comes_from_gits_mode(repo, level):
    (repo.root / "d.py").chmod(0o755)
    assert repo.affected("--level", level) == ["d.py"]
    repo.git("add", "d.py")
    assert repo.affected("--staged", "--level", level) == ["d.py"]


def test_a_change_of_the_executable_bit_is_a_change(repo):
    (repo.root / "d.py").chmod(0o755)
    report = repo.report()
    assert report["changed"] == ["d.py"]
    assert [(one["path"], one["reason"]) for one in report["affected"]] == [("d.py", "changed")]


def test_the_mode_in_the_index_counts_for_staged(repo):
    repo.git("update-index", "--chmod=+x", "d.py")
    assert repo.affected("--staged") == ["d.py"]


# -- sides ----------------------------------------------------------------


def test_staged_compares_head_with_the_index(repo):
    repo.append("c.py", "x = 1\n")
    repo.git("add", "c.py")
    repo.append("d.py", "x = 1\n")
    repo.write({"untracked.py": ""})
    assert repo.affected("--staged") == ["a.py", "b.py", "c.py"]


def test_staged_takes_the_bytes_of_the_index(repo):
    repo.append("c.py", "x = 1\n")
    repo.git("add", "c.py")
    repo.write({"c.py": ""})
    assert repo.affected("--staged") == ["a.py", "b.py", "c.py"]
    assert repo.affected() == []


def test_staged_resolves_in_the_index(repo):
    """A file that lies on disk but is not staged resolves nothing."""
    repo.write({"e.py": "import f\n", "f.py": ""})
    repo.git("add", "e.py")
    assert repo.affected("--staged") == ["e.py"]
    repo.git("add", "f.py")
    repo.git("commit", "-q", "-m", "x")
    repo.remove("f.py")
    assert repo.affected("--staged") == []


def test_two_trees_are_compared(repo):
    one = repo.git("rev-parse", "HEAD")
    repo.append("c.py", "x = 1\n").commit("two")
    two = repo.git("rev-parse", "HEAD")
    repo.append("d.py", "x = 1\n")
    pair = ("--from-ref", one, "--to-ref", two)
    assert repo.affected(*pair) == ["a.py", "b.py", "c.py"]
    assert repo.affected("--from-ref", two, "--to-ref", one) == ["a.py", "b.py", "c.py"]
    assert repo.affected("--from-ref", two, "--to-ref", two) == []


def test_what_exists_in_the_second_tree_is_listed(repo):
    one = repo.git("rev-parse", "HEAD")
    repo.write({"new.py": "import d\n"}).remove("c.py").commit("two")
    repo.remove("new.py")
    report = repo.report("--from-ref", one, "--to-ref", "HEAD")
    assert [item["path"] for item in report["affected"]] == ["a.py", "b.py", "new.py"]
    assert report["deleted"] == ["c.py"]
    assert report["changed"] == ["new.py"]


def test_a_file_that_only_the_disk_has_is_no_part_of_two_trees(work):
    work.write({"a.py": "import late\n", "b.py": ""}).commit()
    work.append("b.py", "x = 1\n").commit()
    work.write({"late.py": ""})
    assert work.affected("--from-ref", "HEAD~1", "--to-ref", "HEAD") == ["b.py"]


REVISIONS = ["HEAD~1", "main~1", "first", "v1", "HEAD^", "@{0}~1"]


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_revision_has_many_names(repo, revision):
    repo.git("branch", "first")
    repo.git("tag", "-a", "-m", "x", "v1")
    repo.append("c.py", "x = 1\n").commit("two")
    assert repo.affected("--since", revision) == ["a.py", "b.py", "c.py"]


def test_a_short_hash_is_a_revision(repo):
    short = repo.git("rev-parse", "--short", "HEAD")
    repo.append("d.py", "x = 1\n").commit("two")
    assert repo.affected("--since", short) == ["d.py"]


@pytest.fixture
def forked(repo):
    """main has changed d since `side` left it, side has changed c."""
    repo.git("checkout", "-q", "-b", "side")
    repo.append("c.py", "x = 1\n").commit("side")
    repo.git("checkout", "-q", "main")
    repo.append("d.py", "x = 1\n").commit("main")
    repo.git("checkout", "-q", "side")
    return repo


def test_since_means_the_tree_of_the_revision(forked):
    assert forked.affected("--since", "main") == ["a.py", "b.py", "c.py", "d.py"]


def test_three_dots_mean_the_merge_base(forked):
    assert forked.affected("--since", "main...") == ["a.py", "b.py", "c.py"]


def test_three_dots_see_the_disk_too(forked):
    forked.write({"e.py": ""})
    assert forked.affected("--since", "main...") == ["a.py", "b.py", "c.py", "e.py"]


def test_no_merge_base_is_trouble(repo):
    repo.git("checkout", "-q", "--orphan", "lonely")
    repo.git("commit", "-q", "-m", "x")
    assert "main" in repo.trouble("affected", "--since", "main...")


# -- what is no repository, no commit -------------------------------------


def test_no_repository_is_trouble(work):
    work.write({"a.py": ""})
    message = work.trouble("affected")
    assert "git" in message.lower()


@pytest.mark.parametrize("revision", ["nope", "0" * 40, "HEAD~99", "-x", "", "a b"])
def test_an_unknown_revision_is_trouble_with_its_name(repo, revision):
    message = repo.trouble("affected", "--since", revision)
    assert revision in message


@pytest.mark.parametrize(
    "revision", ["--output=x", "--upload-pack=touch pwned", "--help", "HEAD:a.py"]
)
def test_a_revision_is_never_an_option_of_git(repo, revision):
    repo.trouble("affected", "--since=" + revision)
    assert not (repo.root / "x").exists() and not (repo.root / "pwned").exists()


def test_a_repository_without_a_commit_is_trouble(work):
    work.write({"a.py": ""}).git("init", "-q")
    work.trouble("affected")


def test_a_shallow_clone_that_lacks_the_commit_shows_the_way_out(repo):
    old = repo.git("rev-parse", "HEAD")
    repo.append("c.py", "x = 1\n").commit("two")
    run_git(repo.root.parent, "clone", "-q", "--depth", "1", f"file://{repo.root}", "shallow")
    shallow = repo.sibling("shallow")
    message = shallow.trouble("affected", "--since", old)
    assert "shallow" in message
    assert "fetch" in message
    for revision in ("HEAD~1", "origin/main..."):
        if revision == "HEAD~1":
            assert "fetch" in shallow.trouble("affected", "--since", revision)


def test_a_shallow_clone_that_has_the_commit_works(repo):
    repo.append("c.py", "x = 1\n").commit("two")
    run_git(repo.root.parent, "clone", "-q", "--depth", "1", f"file://{repo.root}", "shallow")
    shallow = repo.sibling("shallow")
    shallow.append("d.py", "y = 1\n")
    assert shallow.affected("--since", "HEAD") == ["d.py"]


def test_git_that_cannot_be_run_is_trouble(repo):
    empty = repo.root.parent / "empty"
    empty.mkdir()
    repo.trouble("affected", env={"PATH": str(empty)})


def test_a_baseline_needs_no_git(repo):
    empty = repo.root.parent / "empty"
    empty.mkdir()
    base = repo.baseline()
    repo.append("d.py", "x = 1\n")
    text = repo.text("affected", "--baseline", base, env={"PATH": str(empty)})
    assert text == "d.py\n"
