# SPDX-License-Identifier: MIT
"""What pip, uv and hosts make of the repository: wheel, sdist, hooks."""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.tags import sys_tags

from cli.conftest import clean_environment
from cli.workspace import run_git
from plugins.precommit.conftest import ROOT, SLOW, find, load_backend
from plugins.precommit.hooking import FILES, Repository

NAMES = ["run", "ruff", "mypy", "pylint", "pyright", "ty", "check"]
EXAMPLES = ROOT / "plugins" / "precommit" / "examples"
ARCHIVES = Path(os.environ.get("THIRD_PARTY", ROOT / ".third_party")) / "archives"


def run(*command, cwd=None, **variables):
    done = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env=clean_environment(variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


# ---- the wheel


def test_an_installed_wheel_brings_its_libraries(shared):
    program = shared / "venv" / "bin" / "depstamp"
    folder = shared / "venv" / "lib" / "depstamp"
    backend = load_backend()
    found = backend.libraries(program)
    # Linked, loaded when it is needed, and what that is linked with.
    assert {"libsqlite3", "libarchive", "libz"} <= {name.split(".")[0] for name in found}
    for name, path in found.items():
        assert path.resolve().parent == folder.resolve(), name
    assert run(program, "version").startswith("depstamp ")


def test_a_wheel_says_where_it_runs(shared):
    wheel = Path((shared / "wheel").read_text())
    tag = wheel.stem.split("-", 2)[2]
    assert tag in set(map(str, sys_tags()))
    with zipfile.ZipFile(wheel) as members:
        (info,) = {name.split("/")[0] for name in members.namelist() if ".dist-info/" in name}
        assert f"Tag: {tag}\n" in members.read(f"{info}/WHEEL").decode()
        assert "Root-Is-Purelib: false" in members.read(f"{info}/WHEEL").decode()
        metadata = members.read(f"{info}/METADATA").decode()
        version = run(shared / "venv" / "bin" / "depstamp", "version").split()[1]
        assert f"\nName: depstamp\nVersion: {version}\n" in metadata
        assert "License-File: LICENSE" in metadata
        records = members.read(f"{info}/RECORD").decode().splitlines()
        assert sorted(line.split(",")[0] for line in records) == sorted(members.namelist())
        for line in records:
            name, digest, size = line.rsplit(",", 2)
            content = members.read(name)
            if name.endswith("/RECORD"):
                continue
            raw = hashlib.sha256(content).digest()
            assert digest == "sha256=" + base64.urlsafe_b64encode(raw).decode().rstrip("=")
            assert int(size) == len(content)


def test_the_tag_is_that_of_the_newest_symbol():
    backend = load_backend()
    head = b"\x7fELF\x02\x01" + bytes(12) + b"\x3e\x00"
    assert backend.tag([head]) == "py3-none-manylinux_2_17_x86_64"
    newer = [head + b"\0GLIBC_2.4\0GLIBC_2.28\0", b"\0GLIBC_2.34\0"]
    assert backend.tag(newer) == "py3-none-manylinux_2_34_x86_64"
    assert backend.tag([head + b"\0GLIBC_ABI_DT_RELR\0"]).endswith("_2_36_x86_64")
    arm = head[:18] + b"\xb7\x00"
    assert backend.tag([arm]) == "py3-none-manylinux_2_17_aarch64"
    assert backend.tag([head, b"\0libc.musl-x86_64.so.1\0"]) == "py3-none-linux_x86_64"


def test_the_same_program_makes_the_same_wheel(monkeypatch):
    backend = load_backend()
    program = Path("/bin/true")
    first = backend.pack(program, {"x-LICENSE": b"text"})
    assert backend.pack(program, {"x-LICENSE": b"text"}) == first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    later = backend.pack(program, {"x-LICENSE": b"text"})
    assert later[0] == first[0] and later[1] != first[1]


def test_no_frontend_has_to_download_anything(tmp_path):
    backend = load_backend()
    for kind in ("wheel", "sdist", "editable"):
        assert getattr(backend, f"get_requires_for_build_{kind}")() == []
    text = (ROOT / "pyproject.toml").read_text()
    assert "requires = []" in text
    source = (ROOT / "plugins/precommit/backend.py").read_text()
    imported = re.findall(r"^(?:import|from) (\w+)", source, re.M)
    assert set(imported) <= set(sys.stdlib_module_names)


class Bare:
    """A machine that has the C library, /proc, an installed wheel, and nothing else."""

    def __init__(self, root, venv):
        self.root = root
        program = venv / "bin" / "depstamp"
        (root / "opt" / "bin").mkdir(parents=True)
        (root / "project").mkdir()
        (root / "proc").mkdir()
        shutil.copy(program, root / "opt" / "bin")
        shutil.copytree(venv / "lib" / "depstamp", root / "opt" / "lib" / "depstamp")
        carried = load_backend().libraries(program)
        for path in re.findall(r"(/\S+) \(0x", run("ldd", program)):
            if Path(path).name not in carried:
                target = root / path[1:]
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)

    def run(self, *words, status=0):
        # Mounts of a namespace of its own end with it.
        enter = ["unshare", "--mount", *(["--map-root-user"] if os.geteuid() else [])]
        mount = 'mount --rbind /proc "$0/proc" && exec chroot "$0" "$@"'
        place = [self.root, "/opt/bin/depstamp", "--root", "/project"]
        done = subprocess.run(
            [*map(str, [*enter, "sh", "-c", mount, *place, *words])],
            env={"PATH": os.environ["PATH"]},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stdout
        return done.stdout


if not SLOW:  # The sanitizers want more of a machine.

    def test_a_wheel_needs_nothing_but_a_c_library(shared, tmp_path):
        bare = Bare(tmp_path / "bare", shared / "venv")
        (bare.root / "project" / "a.py").write_text("import b\n")
        (bare.root / "project" / "b.py").write_text("")
        assert re.search(r"^libarchive \d", bare.run("version", "-v"), re.M)
        told = bare.run("run", "--only", "syntax,imports")
        assert "2 of 2 files analyzed" in told
        bare.run("cache", "save", "/project/kept")
        shutil.rmtree(bare.root / "project" / ".depstamp")
        bare.run("cache", "restore", "/project/kept")
        assert "0 of 2 files analyzed" in bare.run("run", "--only", "syntax,imports")

    def test_what_few_commands_need_is_missed_by_these_alone(shared, tmp_path):
        bare = Bare(tmp_path / "bare", shared / "venv")
        (bare.root / "project" / "a.py").write_text("import os\n")
        for path in (bare.root / "opt" / "lib" / "depstamp").glob("libarchive.*"):
            path.unlink()
        assert "1 of 1 file analyzed" in bare.run("run", "--only", "syntax")
        assert "cannot load libarchive.so" in bare.run("cache", "save", "/project/kept", status=2)
        assert not (bare.root / "project" / "kept").exists()
        (bare.root / "project" / "kept").write_bytes(b"")
        assert "cannot load libarchive.so" in bare.run(
            "cache", "restore", "/project/kept", status=2
        )
        assert "libarchive not found" in bare.run("version", "-v")


# ---- the sdist


def build_sdist(repository, target):
    target.mkdir()
    code = f"import backend; print(backend.build_sdist({str(target)!r}))"
    folder = repository / "plugins" / "precommit"
    name = run(
        sys.executable,
        *("-B", "-c", code),
        PYTHONPATH=str(folder),
        DEPSTAMP_SOURCES=str(ARCHIVES),
    )
    return target / name.split()[-1]


@pytest.fixture
def sdist(shared, tmp_path):
    return build_sdist(shared / "plugin", tmp_path / "sdist")


def test_an_sdist_is_all_that_is_tracked_and_what_is_pinned(sdist, shared, tmp_path):
    tracked = run_git(shared / "plugin", "ls-files", "-z").split("\0")
    with tarfile.open(sdist) as tar:
        top = sdist.name.removesuffix(".tar.gz")
        inside = {name.split("/", 1)[1] for name in tar.getnames()}
        extra = inside - set(tracked)
        assert set(filter(None, tracked)) <= inside
        assert "PKG-INFO" in extra
        extra.remove("PKG-INFO")
        assert all(name.startswith("third_party/archives/") for name in extra)
        assert {Path(name).name for name in extra if name.endswith("LICENSE")}
        pins = (ROOT / "third_party/sources.txt").read_text()
        archives = [name for name in extra if not name.endswith("LICENSE")]
        assert len(archives) == 4
        for name in archives:
            content = tar.extractfile(f"{top}/{name}").read()
            assert hashlib.sha256(content).hexdigest() in pins
        tar.extractall(tmp_path, filter="data")
    # From itself, and once more, it is the same to the byte.
    again = build_sdist(tmp_path / top, tmp_path / "again")
    assert again.read_bytes() == sdist.read_bytes()


def without_network():
    """A command that takes the network away, if one may."""
    isolate = ["unshare", "--net", "--map-root-user"]
    try:
        done = subprocess.run([*isolate, "true"], capture_output=True, check=False)
    except OSError:
        return []
    return isolate if done.returncode == 0 else []


if not SLOW:  # It compiles everything, without the sanitizer.

    def test_an_sdist_is_installed_without_a_network(sdist, tmp_path):
        venv = tmp_path / "venv"
        run(getattr(sys, "_base_executable", sys.executable), "-m", "venv", venv)
        # No client may be asked for what the sdist has.
        bin_ = tmp_path / "bin"
        bin_.mkdir()
        for name in ("npm", "cargo"):
            (bin_ / name).write_text("#!/bin/sh\nexit 1\n")
            (bin_ / name).chmod(0o755)
        run(
            *without_network(),
            *(venv / "bin" / "pip", "install", "--no-index", "--verbose", sdist),
            PATH=f"{bin_}:{os.environ['PATH']}",
            OPTIMIZE="-O0 -Wno-cpp",
            TP_OPTIMIZE="-O0",
            TMPDIR=str(tmp_path),
        )
        program = venv / "bin" / "depstamp"
        assert run(program, "version").startswith("depstamp ")
        for path in load_backend().libraries(program).values():
            assert path.resolve().is_relative_to(venv.resolve())
        licences = [path.name for path in venv.glob("lib/python*/site-packages/*/licenses/*")]
        assert {"LICENSE"} < set(licences)
        assert any(name.startswith("tree-sitter-python") for name in licences)
        project = tmp_path / "project"
        project.mkdir()
        (project / "a.py").write_text("import b\n")
        (project / "b.py").write_text("")
        assert "b.py" in run(program, "graph", cwd=project)


# ---- the hooks


def test_hooks_take_no_file_names():
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    wanted = [f"depstamp-{name}{system}" for system in ("", "-system") for name in NAMES]
    assert sorted(hook["id"] for hook in hooks) == sorted(wanted)
    for hook in hooks:
        assert hook["language"] == ("system" if hook["id"].endswith("-system") else "python")
        assert hook["entry"].startswith("depstamp run --hook")
        assert (hook["pass_filenames"], hook["always_run"], hook["require_serial"]) == (
            False,
            True,
            True,
        )
        # Some hosts know other stages than others.
        assert "stages" not in hook


def test_a_host_takes_the_hooks_and_the_example(installing, tmp_path):
    run(installing.program, "validate-manifest", ROOT / ".pre-commit-hooks.yaml")
    shutil.copy(EXAMPLES / "pre-commit-config.yaml", tmp_path / ".pre-commit-config.yaml")
    run(installing.program, "validate-config", tmp_path / ".pre-commit-config.yaml")
    if installing.name == "prek":
        run(installing.program, "validate-config", EXAMPLES / "prek.toml")


def test_lefthook_takes_its_example(shared, tmp_path):
    program = find("lefthook")
    run_git(tmp_path, "init", "-q")
    shutil.copy(EXAMPLES / "lefthook.yml", tmp_path)
    run(program, "validate", cwd=tmp_path)


def test_a_first_look_by_try_repo(installing, tmp_path):
    files = FILES | {"pkg/c.py": "import pkg.absent\n"}
    repository = Repository(installing, tmp_path, files=files)
    command = [installing.program, "try-repo", installing.plugin, "depstamp-check"]
    done = repository.run(*command, "--all-files", "--verbose")
    assert done.status == 1 and done.summaries == [(4, 4, 0, 1)], done
    assert "pkg/c.py:1:" in done.text
    assert repository.leftovers() == []


def test_a_real_analyzer(installing, tmp_path):
    files = FILES | {"ruff.toml": 'lint.select = ["F"]\n', "depstamp.yaml": "gitignore: true\n"}
    repository = Repository(installing, tmp_path, files=files)
    repository.write(files | installing.configuration("ruff"))
    repository.git("commit", "-aqm", "ruff")
    repository.install()
    repository.write({"pkg/c.py": "import os\n"})
    done = repository.commit_all()
    assert done.status == 1 and "F401" in done.text, done
    repository.write({"pkg/c.py": "import os\n\nos.getcwd()\n"})
    assert repository.commit_all().status == 0
