# SPDX-License-Identifier: MIT
"""Real projects: nothing lost, and every edge that ruff sees is ours too."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corpora import corpus


@pytest.fixture(scope="module", params=["django", "homeassistant"])
def project(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param) / "tree"
    shutil.copytree(corpus(request.param), folder, symlinks=True)
    return folder


def ours(program, project, *args):
    done = subprocess.run([program, *args], cwd=project, capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout


def python_files(project):
    return {
        str(path.relative_to(project))
        for path in project.rglob("*.py*")
        if path.suffix in (".py", ".pyi", ".pyw")
    }


def test_no_file_is_lost(program, project):
    assert set(json.loads(ours(program, project, "graph"))) == python_files(project)


# Edges of ruff's that are not ours, each with the reason.
EXCEPTIONS = {}


def test_every_edge_of_ruff_is_ours(program, project):
    command = [Path(sys.executable).parent / "ruff", "analyze", "graph", "--isolated", "--quiet"]
    theirs = json.loads(subprocess.check_output(command, cwd=project))
    graph = json.loads(ours(program, project, "graph"))
    lost = {
        (source, target)
        for source, targets in theirs.items()
        for target in targets
        if target not in graph[source] and source != target
    }
    assert sum(map(len, theirs.values())) > 1000
    assert lost == set(EXCEPTIONS)
