# SPDX-License-Identifier: MIT
"""Which edges real ninjas run after which edit."""

import os
import shutil

import pytest

from plugins.ninja.building import FILES, Build

ALL = sorted(FILES)


def decl(*names):
    return [f"decl {name}" for name in sorted(names)]


def both(*names):
    return sorted(decl(*names) + [f"plain {name}" for name in names])


@pytest.fixture
def built(build):
    done = build.run()
    assert done.status == 0, done
    return build


def expect(done, edges, scans=1):
    """These edges, none of them in vain, and nothing else."""
    assert done.status == 0, done
    assert done.scans == scans, done
    assert done.edges == sorted(edges), done


def rests(build):
    assert build.run().idle()


def commit(build):
    git = ["git", "-c", "user.name=t", "-c", "user.email=t"]
    build.write({".gitignore": "/build/\n/.depstamp/\n"})
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "all"]):
        assert build.start(*git, *words).returncode == 0


def same_as_affected(build):
    """The edges of what `depstamp affected` says."""
    return decl(*build.affected("declared")) + ["plain " + f for f in build.affected("none")]


def test_the_first_build_runs_every_edge_and_the_second_none(build):
    done = build.run()
    expect(done, both(*ALL), scans=0)  # the generator has just scanned
    assert done.tools == both(*ALL)
    rests(build)


def test_a_comment_in_a_widely_imported_file_is_one_edge_per_analyzer(built):
    built.write({"pkg/base.py": "# why\n" + FILES["pkg/base.py"]})
    expect(built.run(), both("pkg/base.py"))
    rests(built)


def test_a_signature_reaches_importers_at_the_level_that_sees_it(built):
    built.write({"pkg/base.py": "def f(x: int) -> str:\n    return str(x)\n"})
    reached = ("pkg/base.py", "pkg/one.py", "pkg/two.py", "pkg/three.py")
    expect(built.run(), [*decl(*reached), "plain pkg/base.py"])
    rests(built)


def test_a_new_import_changes_what_the_file_hangs_on(built):
    built.write({"pkg/alone.py": "from pkg.base import f\n\na = f(3)\n"})
    expect(built.run(), both("pkg/alone.py"))
    built.write({"pkg/base.py": "def f(x: int) -> str:\n    return str(x)\n"})
    assert "decl pkg/alone.py" in built.run().edges


def test_a_new_file_that_resolves_a_missing_import(built):
    built.write({"missing.py": "value = 1\n"})
    expect(built.run(), [*both("missing.py"), *decl("pkg/waits.py")])
    rests(built)


def test_a_new_file_that_shadows_another(built):
    commit(built)
    built.run()
    built.write({"pkg/base/__init__.py": "def f(x: str) -> str:\n    return x\n"})
    done = built.run()
    expect(done, same_as_affected(built))
    assert set(decl("pkg/one.py", "pkg/two.py", "pkg/three.py")) <= set(done.edges), done
    rests(built)


def test_a_deleted_file_breaks_nothing_and_reaches_its_importers(built):
    (built.root / "pkg/base.py").unlink()
    expect(built.run(), decl("pkg/one.py", "pkg/two.py", "pkg/three.py"))
    out = built.root / "build/pydeps.out"
    assert not (out / "stamps/pkg/base.py.declared").exists()
    assert not (out / "results/decl/pkg/base.py.json").exists()
    rests(built)


def test_a_renamed_package(built):
    (built.root / "pkg").rename(built.root / "new")
    names = [name.replace("pkg/", "new/") for name in ALL]
    expect(built.run(), both(*names))
    assert not (built.root / "build/pydeps.out/stamps/pkg").exists()
    rests(built)


def test_touching_every_file_is_one_scan(built):
    for path in built.root.rglob("*.py"):
        os.utime(path)
    expect(built.run(), [])
    rests(built)


def test_a_stamp_that_was_deleted_is_made_again(built):
    (built.root / "build/pydeps.out/stamps/pkg/one.py.declared").unlink()
    done = built.run()
    assert done.scans == 1 and done.edges == decl("pkg/one.py") and not done.tools, done
    rests(built)


# ---- other machines


def test_a_fresh_clone_with_the_cache_runs_no_tool(built, tmp_path):
    clone = Build(tmp_path, built.ninja, built.program, tmp_path / "clone")
    shutil.copytree(
        built.root, clone.root, copy_function=shutil.copy, ignore=shutil.ignore_patterns("build")
    )
    clone.generate()
    done = clone.run()
    expect(done, both(*ALL), scans=0)
    assert not done.tools, done


def test_a_fresh_clone_with_the_build_folder_runs_one_scan(built, tmp_path):
    clone = Build(tmp_path, built.ninja, built.program, tmp_path / "clone")
    shutil.copytree(
        built.root,
        clone.root,
        copy_function=shutil.copy,  # as git writes files: now
        ignore=shutil.ignore_patterns("build", ".depstamp"),
    )
    for name in ("build", ".depstamp"):  # as caches are restored: as they were
        shutil.copytree(built.root / name, clone.root / name)
    expect(clone.run(), [])
    assert clone.run().idle()


# ---- tools and settings


def test_another_version_of_a_tool_runs_that_tool_alone(built):
    built.tool("decl", "2.0")
    done = built.run()
    expect(done, decl(*ALL))
    assert done.tools == decl(*ALL)
    rests(built)


def test_other_arguments_of_a_tool_run_that_tool_alone(built):
    built.configure({"decl": "declared", "plain": "none"}, plain=", args: [pkg/base.py]")
    expect(built.run(), [f"plain {name}" for name in ALL])
    rests(built)


def test_another_configuration_of_a_tool_runs_that_tool_alone(build):
    build.configure({"decl": "declared", "plain": "none"}, decl=", inputs: [decl.ini]")
    build.write({"decl.ini": "[decl]\n"})
    build.generate()
    assert build.run().status == 0
    build.write({"decl.ini": "[decl]\nstrict = 1\n"})
    expect(build.run(), decl(*ALL))
    (build.root / "decl.ini").unlink()
    expect(build.run(), decl(*ALL))
    rests(build)


def test_a_tool_that_is_missing_fails_and_is_run_once_it_is_there(build):
    (build.bin / "decl").unlink()
    build.generate()
    done = build.run("-k", "0")
    assert done.status != 0 and "decl is not installed" in done.text, done
    assert done.tools == [f"plain {name}" for name in ALL]
    build.tool("decl")
    done = build.run()
    assert done.status == 0 and done.tools == decl(*ALL), done
    rests(build)


# ---- findings


def test_a_finding_fails_its_edge_and_no_other(built):
    built.write({"pkg/one.py": FILES["pkg/one.py"] + "# BAD\n", "pkg/alone.py": "a = 2\n"})
    done = built.run("-k", "0")
    assert done.status != 0
    assert "pkg/one.py:4:1: X1 this is bad" in done.text
    assert done.edges == both("pkg/alone.py", "pkg/one.py"), done
    again = built.run("-k", "0")
    assert again.status != 0 and again.edges == both("pkg/one.py") and not again.tools, again
    assert "pkg/one.py:4:1: X1 this is bad" in again.text
    built.write({"pkg/one.py": FILES["pkg/one.py"]})
    done = built.run()
    assert done.status == 0 and done.edges == both("pkg/one.py") and not done.tools, done
    rests(built)


def test_a_file_that_cannot_be_answered_leaves_no_result(built):
    result = built.root / "build/pydeps.out/results/decl/pkg/one.py.json"
    assert result.exists()
    (built.bin / "decl").write_text("#!/bin/sh\nexit 3\n")
    assert built.run("-k", "0").status != 0
    assert not result.exists()


def test_a_new_import_root_is_nothing_to_tools_that_are_not_told_of_it(built):
    built.write({"scripts/tool.py": "t = 1\n"})
    expect(built.run(), both("scripts/tool.py"))
    rests(built)


def test_a_new_import_root_is_another_configuration_to_a_tool_that_is(build):
    levels = {"decl": "declared", "plain": "none"}
    build.configure(levels, decl=", env_set: ['MYPYPATH={roots}']")
    build.generate()
    assert build.run().status == 0
    build.write({"scripts/tool.py": "t = 1\n"})
    done = build.run()
    assert set(decl(*ALL)) < set(done.edges), done
    assert "plain pkg/one.py" not in done.edges, done
