# SPDX-License-Identifier: MIT
"""Hooks in odd places and at odd moments, under each host."""

import os

from plugins.precommit.hooking import FILES, Repository, finish

HERE = os.path.basename(os.environ.get("BUILD", "build"))
MANY = 300 if "san" in HERE else 3000
BROKEN = "def g():\n    pass\n"


def test_thousands_of_files(host, tmp_path):
    files = {f"many/m{number}.py": f"x = {number}\n" for number in range(MANY)}
    for number in range(0, MANY, MANY // 10):
        files[f"many/m{number}.py"] = "from pkg.a import f\n"
    repository = Repository(host, tmp_path, files=FILES | files).install().answer_all()
    repository.write({"pkg/a.py": FILES["pkg/a.py"] + "# more\n"})
    done = repository.commit_all().passed()
    assert done.summaries == [(12, MANY + 4, MANY - 8, 0)], done
    # One hook, not one per portion of the names.
    assert len(repository.analyzed()) == 12
    repository.write({"pkg/a.py": BROKEN})
    done = repository.commit_all()
    assert len(done.findings) == 11, done
    assert f"{MANY - 8:,} replayed" in done.text


def test_a_push_is_about_what_is_pushed(host, tmp_path):
    repository = Repository(host, tmp_path).install("pre-push").answer_all()
    remote = tmp_path / "remote.git"
    repository.git("init", "-q", "--bare", remote)
    repository.git("remote", "add", "origin", remote)
    repository.git("push", "-q", "--set-upstream", "origin", "main")
    repository.write({"pkg/a.py": BROKEN})
    repository.git("commit", "-aqm", "broken")
    # What lies on the disk is not what is pushed.
    repository.write({"pkg/b.py": "from pkg.a import g\n"})
    repository.run("git", "push", "-q", "origin", "main").refused("pkg/b.py:1")
    repository.git("commit", "-aqm", "mended")
    repository.run("git", "push", "-q", "origin", "main").passed()
    assert repository.copies() == []


def test_a_push_of_a_whole_history(host, tmp_path):
    files = FILES | {"pkg/c.py": "from pkg.a import absent\n"}
    repository = Repository(host, tmp_path, files=files).install("pre-push")
    remote = tmp_path / "remote.git"
    repository.git("init", "-q", "--bare", remote)
    repository.git("remote", "add", "origin", remote)
    repository.run("git", "push", "-q", "origin", "main").refused("pkg/c.py:1")
    assert repository.analyzed() == sorted(FILES)


def test_all_files_are_looked_at_where_that_is_asked_for(installing, tmp_path):
    files = FILES | {"pkg/c.py": "from pkg.a import absent\n"}
    repository = Repository(installing, tmp_path, files=files)
    done = repository.run(*installing.run_all()).refused("pkg/c.py:1")
    assert done.summaries == [(4, 4, 0, 1)], done
    assert repository.analyzed() == sorted(FILES)
    # A commit is asked for less: it pays for what it changes, and what is
    # known of the rest is told.
    repository.install()
    repository.write({"pkg/new.py": "y = 1\n"})
    repository.commit_all().refused("pkg/c.py:1")
    assert repository.analyzed() == ["pkg/new.py"]


def test_a_linked_work_tree(repository, tmp_path):
    other = tmp_path / "linked"
    repository.git("worktree", "add", "-q", "-b", "linked", other)
    (other / "pkg/a.py").write_text(BROKEN)
    repository.git("add", "-A", cwd=other)
    repository.commit(cwd=other).refused("pkg/b.py:1")
    (other / "pkg/b.py").write_text("from pkg.a import g\n")
    repository.git("add", "-A", cwd=other)
    repository.commit(cwd=other).passed()
    assert repository.git("status", "--porcelain", cwd=other) == ""
    assert repository.leftovers() == []


def test_a_submodule_and_the_repository_around_it(host, tmp_path):
    around = Repository(host, tmp_path).install()
    library = Repository(host, tmp_path / "library", files={"one.py": "def f():\n    pass\n"})
    add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.root, "lib"]
    around.git(*add)
    around.write({"pkg/c.py": "from lib.one import f\n"})
    around.commit_all().passed()
    # In the submodule `.git` is a file, and it is a project of its own.
    inside = around.root / "lib"
    assert around.run(*host.install(("pre-commit",)), cwd=inside).status == 0
    (inside / "bad.py").write_text("from one import absent\n")
    around.git("add", "-A", cwd=inside)
    around.commit(cwd=inside).refused("bad.py:1")
    around.git("rm", "-qf", "bad.py", cwd=inside)
    (inside / "one.py").write_text(BROKEN)
    around.git("add", "-A", cwd=inside)
    around.commit(cwd=inside).passed()
    # Around it, its new commit is all that is staged.
    around.git("add", "lib")
    around.commit().refused("pkg/c.py:1")
    around.write({"pkg/c.py": "from lib.one import g\n"})
    around.commit_all().passed()
    assert around.leftovers() == []


def test_two_hooks_at_once(installing, tmp_path):
    repository = Repository(installing, tmp_path, files=FILES | {"pkg/c.py": "import pkg.a\n"})
    repository.write(installing.configuration("run", "check", "run-system"))
    repository.git("commit", "-aqm", "hooks")
    # The first makes what a host shares; what it looks at is forgotten.
    repository.run(*installing.run_all("depstamp-check"))
    path = f"{installing.depstamp.parent}:{repository.environment()['PATH']}"
    repository.variables["PATH"] = path
    names = ["depstamp-run", "depstamp-run-system", "depstamp-check"] * 2
    started = [repository.start(*installing.run_all(name)) for name in names]
    for process in started:
        assert finish(process).passed().summaries[0][1:] in ((4, 4, 0), (4, 0, 0)), names
    assert repository.run(*installing.run_all()).passed().summaries[0] == (0, 4, 4, 0)
    assert repository.leftovers() == []


def test_a_hook_that_is_killed_half_way(repository):
    repository.write({"pkg/a.py": BROKEN})
    repository.git("add", "-A")
    # An untracked file, so that the tool works in a copy.
    repository.write({"notes.py": "z = 1\n"})
    repository.behave("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nos._exit(0)\n")
    done = repository.commit()
    assert not done.summaries and repository.copies(), done
    if repository.host.name == "pre-commit-debian":
        # It takes the status of what was killed for success.
        repository.git("reset", "-q", "--soft", "HEAD~1")
    else:
        assert done.status != 0, done
    assert repository.leftovers() == ["M  pkg/a.py", "?? notes.py"]
    (repository.beside / "behave").unlink()
    repository.commit().refused("pkg/b.py:1")
    assert repository.copies() == []
