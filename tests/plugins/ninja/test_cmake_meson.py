# SPDX-License-Identifier: MIT
"""CMake's and Meson's builds with a lint target, and the example as it stands."""

import os
import shutil
import subprocess
import sys

import pytest

from plugins import hosts
from plugins.ninja import building

REPOSITORY = hosts.REPOSITORY
EXAMPLE = REPOSITORY / "plugins" / "ninja" / "example"
MODULES = REPOSITORY / "plugins" / "ninja" / "cmake"
FILES = ["shop/__init__.py", "shop/catalog.py", "shop/money.py", "shop/orders.py"]
FILES += ["tests/test_orders.py"]
TOOLS = ["columns", "imports", "syntax"]
ALL = sorted(f"{tool} {file}" for tool in TOOLS for file in FILES)


class Example:
    def __init__(self, root, program, ninja):
        self.root = root
        self.ninja = ninja
        shutil.copytree(EXAMPLE, root)
        self.bin = root.parent / "bin"
        self.bin.mkdir()
        (self.bin / "depstamp").symlink_to(program)
        (self.bin / "ninja").symlink_to(ninja)
        (self.bin / "python3").symlink_to(sys.executable)

    def start(self, *command, **more):
        drop = ("DEPSTAMP", "CI", "NINJA", "MAKEFLAGS", "CMAKE_", "VERBOSE")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(drop)}
        path = f"{self.bin}:{os.environ['PATH']}"
        done = subprocess.run(
            [*map(str, command)],
            cwd=self.root,
            env=kept | {"PATH": path, "NINJA_STATUS": "@@ "} | more,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        return building.Done(done, [])

    def edit(self, name, more):
        path = self.root / name
        path.write_text(path.read_text() + more)


def host_or_skip(name):
    try:
        return hosts.find(name), hosts.variables(name)
    except hosts.Absent as absent:
        pytest.skip(f"{name} cannot be had here: {absent}")


@pytest.fixture
def example(tmp_path, program):
    return Example(tmp_path / "shop", program, building.ninja_or_skip("ninja-1.13"))


def check_edits(lint):
    """What a lint target does: first, again, after a comment, after a signature."""
    example, build = lint
    done = build()
    assert (done.status, done.edges) == (0, ALL), done
    done = build()
    assert (done.status, done.scans, done.edges) == (0, 0, []), done
    example.edit("shop/money.py", "# cents only\n")
    done = build()
    assert (done.scans, done.edges) == (1, [f"{tool} shop/money.py" for tool in TOOLS]), done
    example.edit("shop/money.py", "\n\ndef euros(amount: int) -> float:\n    return amount / 100\n")
    done = build()
    assert [edge for edge in done.edges if edge.startswith("columns")] == [
        "columns shop/catalog.py",
        "columns shop/money.py",
        "columns shop/orders.py",
        "columns tests/test_orders.py",
    ], done
    example.edit("shop/orders.py", "# " + "x" * 100 + "\n")
    done = build()
    assert done.status != 0 and "L1 line is too long" in done.text, done


def test_the_example_runs(example):
    assert example.start("depstamp", "ninja", "-o", "build/pydeps.ninja").status == 0
    check_edits((example, lambda: example.start("ninja", "-k", "0")))
    assert (example.root / "build/shop.zip").exists()


@pytest.mark.parametrize("generator", ["Ninja", "Unix Makefiles"])
def test_a_lint_target_of_cmake(example, generator):
    cmake, variables = host_or_skip("cmake")
    words = ["-G", generator, "-S", ".", "-B", "out", f"-DDepstamp_DIR={MODULES}"]
    done = example.start(cmake, *words, f"-DDEPSTAMP_NINJA={example.ninja}", **variables)
    assert done.status == 0, done
    check_edits(
        (example, lambda: example.start(cmake, "--build", "out", "-t", "lint", **variables))
    )
    done = example.start(cmake, "--build", "out", "-t", "lint-syntax", **variables)
    assert done.status == 0, done


@pytest.mark.parametrize("generator", ["Ninja", "Unix Makefiles"])
def test_what_the_ninja_of_cmake_is_told(example, generator):
    """As many jobs, and as many words, as variables say when it is built."""
    cmake, variables = host_or_skip("cmake")
    echo = example.root.parent / "bin" / "echoing-ninja"
    echo.write_text('#!/bin/sh\necho "@@ told $*"\n')
    echo.chmod(0o755)
    words = ["-G", generator, "-S", ".", "-B", "out", f"-DDepstamp_DIR={MODULES}"]
    done = example.start(cmake, *words, f"-DDEPSTAMP_NINJA={echo}", **variables)
    assert done.status == 0, done
    usual = f"-C {example.root}/out/lint.depstamp -f lint.ninja -k 0 depstamp"

    def told(**more):
        done = example.start(cmake, "--build", "out", "-t", "lint", **variables, **more)
        (line,) = [line for line in done.text.splitlines() if line.startswith("@@ told")]
        return line.removeprefix("@@ told ")

    assert told() == usual
    assert told(CMAKE_BUILD_PARALLEL_LEVEL="3") == f"-j 3 {usual}"
    assert told(VERBOSE="1") == f"-v {usual}"
    if generator == "Ninja":  # an older make does not know this one
        server = "--jobserver-auth=fifo:/no/such/fifo"
        assert told(CMAKE_BUILD_PARALLEL_LEVEL="3", MAKEFLAGS=f" -j2 {server}") == usual


@pytest.mark.parametrize(
    "call, message",
    [
        ("depstamp_add_lint(ANALYZERS syntax)", "depstamp_add_lint(NAME <target>"),
        ("depstamp_add_lint(NAME lint stray)", "cannot make sense of `stray`"),
        ("depstamp_add_lint(NAME lint ANALYZERS snytax)", "did you mean `syntax`?"),
        ("depstamp_add_lint(NAME lint BATCH many)", "--batch needs a number of files"),
    ],
)
def test_what_cmake_is_told_wrong(example, call, message):
    cmake, variables = host_or_skip("cmake")
    path = example.root / "CMakeLists.txt"
    lines = [line for line in path.read_text().splitlines() if "depstamp_add_lint" not in line]
    path.write_text("\n".join([*lines, call, ""]))
    words = ["-G", "Ninja", "-B", "out", f"-DDepstamp_DIR={MODULES}"]
    done = example.start(cmake, *words, "-S", ".", **variables)
    assert done.status != 0
    assert message in " ".join(done.text.split()), done


def test_a_lint_target_of_meson(example):
    meson, variables = host_or_skip("meson")
    done = example.start(sys.executable, meson, "setup", "out", **variables)
    assert done.status == 0, done
    check_edits((example, lambda: example.start("ninja", "-C", "out", "lint", **variables)))
