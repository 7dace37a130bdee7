# SPDX-License-Identifier: MIT
"""A tree so large that what its scan depends on is dealt to several depfiles."""

import os
import shutil

import pytest

from plugins.ninja.building import FILES

LARGE = 1000  # files, as watched.c has it
OUT = "build/pydeps.out"


def many(build):
    return sorted((build.root / "many").rglob("*.py"))


@pytest.fixture
def large(build):
    """Few edges: a folder is one."""
    for number in range(LARGE):
        build.write({f"many/p{number % 4}/m{number:04d}.py": ""})
    shutil.rmtree(build.root / "build")
    build.generate("--batch", "folder", "--analyzer", "decl")
    done = build.run()
    assert (done.status, done.scans, len(done.edges)) == (0, 0, 5), done
    assert "depfile = build/pydeps.out/looks/0.d" in manifest(build)
    assert build.run().idle()
    return build


def manifest(build):
    return (build.root / "build/pydeps.ninja").read_text()


def expect(build, edges, tools):
    """One scan, these edges, these tools; then nothing."""
    done = build.run()
    assert (done.status, done.scans) == (0, 1), done
    assert done.edges == [f"decl {name}" for name in edges], done
    assert done.tools == [f"decl {name}" for name in tools], done
    assert build.run().idle()


def test_what_is_dealt_to_several_depfiles_is_seen(large):
    large.write({"pkg/base.py": "# why\n" + FILES["pkg/base.py"]})
    expect(large, ["pkg/folder"], ["pkg/base.py"])
    last = many(large)[-1].relative_to(large.root)
    large.write({last: "x = 1\n"})
    expect(large, [f"{last.parent}/folder"], [last])
    large.write({"missing.py": "value = 1\n"})
    expect(large, ["folder", "pkg/folder"], ["missing.py", "pkg/waits.py"])
    (large.root / "missing.py").unlink()
    expect(large, ["pkg/folder"], [])  # an answer of before
    for path in many(large):
        os.utime(path)
    expect(large, [], [])


def test_a_depfile_that_is_gone_is_made_again(large):
    before = {path: path.read_bytes() for path in (large.root / OUT / "looks").iterdir()}
    for path in [large.root / OUT / "looks/7.d", large.root / OUT / "begun.d"]:
        path.unlink()
        done = large.run()
        assert (done.status, done.edges) == (0, []), done
        # ninja 1.11 does not look again at what it did not find.
        assert done.scans in (1, 2), done
        assert large.run().idle()
    assert {path: path.read_bytes() for path in before} == before
    stamp = large.root / OUT / "stamps/many/p0/m0000.py.declared"
    stamp.unlink()
    expect(large, ["many/p0/folder"], [])


def test_a_tree_that_is_not_large_any_more(large):
    for path in many(large)[:100]:
        path.unlink()
    done = large.run()
    assert (done.status, done.scans) == (0, 1), done
    assert "looks/0.d" not in manifest(large)
    assert large.run().idle()
    large.write({"pkg/alone.py": "a = 2\n"})
    expect(large, ["pkg/folder"], ["pkg/alone.py"])
