# SPDX-License-Identifier: MIT
"""One wheel and one plugin repository for all tests of a session.

The wheel carries the program under test, so that nothing is compiled; the
plugin repository is what is tracked here, committed anew.  What a host makes
of them the first time is shared as well.
"""

import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import clean_environment, program  # noqa: F401
from cli.workspace import run_git
from plugins import hosts
from plugins.precommit.hooking import Host, Lefthook, Repository

ROOT = Path(__file__).resolve().parents[3]
# A sanitizer looks at us, not at hosts, and makes each hook slow.
SLOW = "san" in Path(os.environ.get("BUILD", "build")).name
CLASSES = {"lefthook": Lefthook}
FOLLOWING = ["pre-commit-debian", "pre-commit-4.7", "prek"]
# Those that install hooks from a repository, and all.
INSTALLING = FOLLOWING[-1:] if SLOW else FOLLOWING
ALL = INSTALLING + ["lefthook"]


def load_backend():
    path = ROOT / "plugins" / "precommit" / "backend.py"
    spec = importlib.util.spec_from_file_location("depstamp_backend", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def copy_tracked(target):
    names = run_git(ROOT, "ls-files", "-z").split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    run_git(target, "init", "-q", "-b", "main")
    run_git(target, "add", "-A")
    run_git(target, "commit", "-q", "-m", "plugin")
    return run_git(target, "rev-parse", "HEAD")


def prepare(folder, program):  # noqa: F811
    backend = load_backend()
    name, content = backend.pack(Path(program), {})
    wheel = folder / name
    wheel.write_bytes(content)
    (folder / "wheel").write_text(str(wheel))
    (folder / "plugin").mkdir()
    (folder / "revision").write_text(copy_tracked(folder / "plugin"))
    (folder / "bin").mkdir()
    venv = folder / "venv"
    base = getattr(sys, "_base_executable", sys.executable)
    environment = clean_environment({"PIP_NO_INDEX": "1"})
    for command in (
        [base, "-m", "venv", venv],
        [venv / "bin" / "pip", "install", "--quiet", wheel],
    ):
        subprocess.run([*map(str, command)], env=environment, check=True)
    (folder / "complete").touch()


@pytest.fixture(scope="session")
def shared(tmp_path_factory, program):  # noqa: F811
    """The folder of the session, whichever process comes first."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder = base / "hooks-shared"
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            prepare(folder, program)
    return folder


def find(name):
    try:
        return hosts.find(name)
    except hosts.Absent as absent:
        pytest.skip(f"{name} cannot be had here: {absent}")


def make_host(name, shared):
    host = CLASSES.get(name, Host)(name, find(name), shared)
    if name == "prek":
        uv = find("uv")
        with open(shared / "uv.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (shared / "bin" / "uv").exists():
                (shared / "bin" / "uv").symlink_to(uv)
    return host


@pytest.fixture(params=ALL)
def host(request, shared):
    return make_host(request.param, shared)


@pytest.fixture(params=INSTALLING)
def installing(request, shared):
    return make_host(request.param, shared)


@pytest.fixture
def repository(host, tmp_path):
    """Hooks are installed, all files have answers."""
    made = Repository(host, tmp_path)
    made.install()
    return made.answer_all()
