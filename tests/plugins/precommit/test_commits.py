# SPDX-License-Identifier: MIT
"""`git commit` with a hook of ours, under each host: what is committed counts."""

B = "from pkg.a import f\n\nf()\n"


def test_an_edit_that_breaks_only_an_importer_is_refused(repository):
    repository.write({"pkg/a.py": "def g():\n    pass\n"})
    done = repository.commit_all().refused("pkg/b.py:1")
    assert done.summaries == [(2, 4, 2, 1)], done
    assert repository.analyzed() == ["pkg/a.py", "pkg/b.py"]
    # Nothing runs for what was answered a moment ago.
    assert repository.commit().refused("pkg/b.py:1").summaries == [(0, 4, 4, 1)]
    assert repository.analyzed() == []
    repository.write({"pkg/b.py": "from pkg.a import g\n"})
    repository.commit_all().passed()
    assert repository.analyzed() == ["pkg/b.py"]
    assert repository.leftovers() == []


def test_a_commit_that_only_deletes_has_dependents(repository):
    repository.git("rm", "-q", "pkg/a.py")
    repository.commit().refused("pkg/b.py:1")
    assert repository.analyzed() == ["pkg/b.py"]
    repository.git("rm", "-q", "pkg/b.py")
    repository.commit().passed()
    assert repository.analyzed() == []


def test_a_rename_has_dependents_too(repository):
    repository.git("mv", "pkg/a.py", "pkg/moved.py")
    repository.commit().refused("pkg/b.py:1")
    assert repository.analyzed() == ["pkg/b.py", "pkg/moved.py"]
    repository.write({"pkg/b.py": "from pkg.moved import f\n"})
    repository.commit_all().passed()


def test_what_is_not_staged_does_not_count(repository):
    repository.write({"pkg/c.py": "x = 2\n"})
    repository.git("add", "-A")
    repository.write({"pkg/c.py": "from pkg.a import absent\n"})
    repository.commit().passed()
    assert repository.leftovers() == [" M pkg/c.py"]
    # And the other way round: mended on disk, broken in the commit.
    repository.git("add", "-A")
    repository.write({"pkg/c.py": "x = 3\n"})
    repository.commit().refused("pkg/c.py:1")
    assert (repository.root / "pkg/c.py").read_text() == "x = 3\n"
    assert repository.copies() == []


def test_half_of_a_file_is_staged_and_half_is_not(repository):
    repository.write({"pkg/c.py": "from pkg.a import f\n\n\n\n\n\nx = 1\n"})
    repository.git("add", "-A")
    repository.write({"pkg/c.py": "from pkg.a import f\n\n\n\n\n\nfrom pkg.a import absent\n"})
    repository.commit().passed()
    # No answer is remembered of bytes that were on the disk alone.
    repository.commit_all().refused("pkg/c.py:7")


def test_an_unstaged_half_of_a_dependency_does_not_count(repository):
    repository.write({"pkg/b.py": B + "# edit\n"})
    repository.git("add", "-A")
    repository.write({"pkg/a.py": "def g():\n    pass\n"})
    repository.commit().passed()
    repository.commit_all().refused("pkg/b.py:1")


def test_an_untracked_file_resolves_no_import(repository):
    repository.write({"pkg/c.py": "from pkg.new import f\n"})
    repository.git("add", "-A")
    repository.write({"pkg/new.py": "def f():\n    pass\n"})
    repository.commit().refused("pkg/c.py:1")
    assert repository.leftovers() == ["M  pkg/c.py", "?? pkg/new.py"]
    repository.commit_all().passed()


def test_all_of_a_commit_with_a(repository):
    repository.write({"pkg/a.py": "def g():\n    pass\n"})
    repository.commit("-a").refused("pkg/b.py:1")
    repository.write({"pkg/b.py": "from pkg.a import g\n"})
    repository.commit("-a").passed()


def test_a_commit_of_named_files_has_an_index_of_its_own(repository):
    repository.write({"pkg/a.py": "def g():\n    pass\n", "pkg/b.py": "from pkg.a import g\n"})
    # Both are staged, and one is committed.
    repository.git("add", "-A")
    repository.commit("pkg/a.py").refused("pkg/b.py:1")
    repository.commit("pkg/a.py", "pkg/b.py").passed()
    # Not staged at all.
    repository.write({"pkg/a.py": "def h():\n    pass\n", "pkg/b.py": "from pkg.a import h\n"})
    repository.commit("pkg/a.py").refused("pkg/b.py:1")
    repository.commit("pkg/b.py", "pkg/a.py").passed()


def test_a_merge_that_breaks_what_neither_side_broke(repository):
    repository.git("checkout", "-q", "-b", "side")
    repository.write({"pkg/a.py": "def g():\n    pass\n", "pkg/b.py": "from pkg.a import g\n"})
    repository.commit_all().passed()
    repository.git("checkout", "-q", "main")
    repository.write({"pkg/c.py": "from pkg.a import f\n"})
    repository.commit_all().passed()
    repository.git("merge", "-q", "--no-commit", "side")
    repository.commit().refused("pkg/c.py:1")
    repository.write({"pkg/c.py": "from pkg.a import g\n"})
    repository.commit_all().passed()
    assert len(repository.git("log", "-1", "--format=%P").split()) == 2


def test_a_first_commit_has_no_base(repository):
    repository.git("checkout", "-q", "--orphan", "other")
    repository.write({"pkg/b.py": "from pkg.a import absent\n"})
    repository.commit_all().refused("pkg/b.py:1")


def test_a_commit_of_no_python(repository):
    repository.write({"README": "text\n"})
    assert repository.commit_all().passed().summaries == [(0, 4, 4, 0)]
    assert repository.analyzed() == []
