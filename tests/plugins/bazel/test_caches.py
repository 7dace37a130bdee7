# SPDX-License-Identifier: MIT
"""What a second workspace, at another path, takes from a cache of the first."""

import contextlib

import pytest

from plugins import hosts
from plugins.bazel.caches import serving
from plugins.bazel.test_modes import CHANGED, REACHED, only
from plugins.bazel.workspace import ALL, FILES, Workspace, in_all_modes


@pytest.fixture(scope="session")
def second_server(server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("second") / "at-another" / "path"
    folder.mkdir(parents=True)
    workspace = Workspace(folder, server.bazel, server.values["program"])
    yield workspace
    workspace.close()


@contextlib.contextmanager
def cache_of(kind, folder):
    """The options of Bazel for it."""
    if kind == "disk":
        yield [f"--disk_cache={folder / 'disk'}"]
        return
    try:
        hosts.find(kind)
    except hosts.Absent as absent:
        pytest.skip(f"{kind} cannot be had here: {absent}")
    with serving(kind, folder / kind) as address:
        yield [f"--remote_cache={address}"]


@pytest.mark.parametrize("kind", ["disk", "nginx", "buildgrid"])
def test_a_fresh_workspace_runs_nothing_that_the_cache_has(shop, second_server, tmp_path, kind):
    with cache_of(kind, tmp_path) as options:
        shop.options = options
        assert shop.start("clean").returncode == 0
        done = shop.build()
        assert done.status == 0 and done.ran == in_all_modes(*ALL), done
        second_server.reset()
        second_server.options = options
        assert second_server.start("clean").returncode == 0
        done = second_server.build()
        assert done.status == 0, done
        assert (done.dirty, done.ran) == (in_all_modes(*ALL), {}), done
        check_edits(second_server)
        # Back: the first one has never seen the edits, nor runs them.
        shop.write({"base/base.py": CHANGED})
        done = shop.build()
        assert (done.dirty, done.ran) == (in_all_modes(*REACHED), {}), done
    if kind == "nginx":
        said = (tmp_path / kind / "access").read_text()
        assert '"PUT /ac/' in said and '" 200 ' in said, said


def check_edits(workspace):
    """Anew, with what the cache has of the files before."""
    assert workspace.start("clean").returncode == 0
    workspace.write({"base/base.py": "# why\n" + FILES["base/base.py"]})
    done = workspace.build()
    assert done.ran == only("//base:base", plain=REACHED) | {"Gated": sorted(REACHED)}, done
    workspace.write({"base/base.py": CHANGED})
    done = workspace.build()
    assert done.ran == in_all_modes(*REACHED), done
