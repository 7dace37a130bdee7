# SPDX-License-Identifier: MIT
"""`affected --format bazel-query`: what a real Bazel makes of it."""

import pytest

from cli.conftest import depstamp, project  # noqa: F401
from plugins.bazel.workspace import PUBLIC

ODD = """\
load("//tools:rules.bzl", "source_test")
py_library(name = "odd", srcs = ["b $c.py", "d'e\\"[1].py", "sub/f.py"])
filegroup(name = "group", srcs = ["g.py"])
py_library(name = "grouped", srcs = [":group"])
py_library(name = "above", srcs = ["h.py"], deps = [":grouped"])
genrule(name = "make", srcs = ["i.py"], outs = ["made.py"], cmd = "cp $< $@")
py_library(name = "made", srcs = ["made.py"])
source_test(name = "check", srcs = ["check.py"])
"""

# Those that Bazel has for Python want a toolchain for C++ from the network.
RULES = """\
def _impl(ctx):
    out = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.write(out, "", is_executable = True)
    return [DefaultInfo(executable = out)]

source_test = rule(
    implementation = _impl,
    attrs = {"srcs": attr.label_list(allow_files = True)},
    test = True,
)
"""

ODD_NAMES = ("b $c.py", "d'e\"[1].py", "sub/f.py", "g.py", "h.py", "i.py", "check.py", "free.py")


@pytest.fixture
def ask(shop, depstamp):  # noqa: F811
    """ask("a.py", …): the rules that Bazel finds for these files."""

    def query(*files, wrap="{}"):
        words = ["affected", "--format", "bazel-query", "--root", shop.root, *files]
        told = depstamp(*map(str, words), cwd=shop.root)
        assert told.returncode == 0, told.stderr
        done = shop.query(wrap.format(told.stdout))
        assert done.returncode == 0, done.stderr
        return sorted(done.stdout.split())

    return query


def test_rules_of_affected_files(ask, shop):
    importers = ["//app:one", "//app:three", "//app:two", "//base:base"]
    assert ask("base/base.py") == importers
    assert ask("app/two.py") == ["//app:three", "//app:two"]
    shop.write({"nowhere.py": "", "BUILD": ""})
    assert ask("nowhere.py", "absent.py") == []


def test_files_that_go_through_other_rules(ask, shop):
    shop.write({"odd/BUILD": PUBLIC + ODD, "tools/rules.bzl": RULES})
    shop.write({f"odd/{name}": "" for name in ODD_NAMES})
    assert ask("odd/b $c.py") == ["//odd:odd"]
    assert ask("odd/d'e\"[1].py") == ["//odd:odd"]
    assert ask("odd/sub/f.py", "odd/free.py") == ["//odd:odd"]
    assert ask("odd/g.py") == ["//odd:above", "//odd:group", "//odd:grouped"]
    assert ask("odd/i.py") == ["//odd:made", "//odd:make"]
    tests = ask("odd/check.py", "odd/h.py", "app/one.py", wrap="tests({})")
    assert tests == ["//odd:check"]


def test_packages(depstamp, project):  # noqa: F811
    names = ["a.py", "p/b.py", "p/q/c.py", "p/r/d.py", "out/e.py", "out/f/g.py", "outer/h.py"]
    project(dict.fromkeys(names, "") | {"BUILD.bazel": "", "p/BUILD": "", "p/r/BUILD.bazel": ""})
    project({"WORKSPACE": "", ".bazelignore": "# not these\nout/\n"})
    told = depstamp("affected", "--format", "bazel-query", *names).stdout
    patterns = [line.strip().removeprefix("+ ") for line in told.splitlines() if "filter(" in line]
    assert patterns == [
        r'filter("^@*//:(a\.py|outer/h\.py)$", "//:*")',
        r'filter("^@*//p:(b\.py|q/c\.py)$", "//p:*")',
        r'filter("^@*//p/r:(d\.py)$", "//p/r:*")',
    ]


def test_a_root_below_the_workspace(depstamp, project):  # noqa: F811
    folder = project({"WORKSPACE": "", "BUILD": "", "py/depstamp.yaml": "", "py/a.py": ""})
    told = depstamp("affected", "--format", "bazel-query", "a.py", cwd=folder / "py")
    assert r'filter("^@*//:(py/a\.py)$", "//:*")' in told.stdout


def test_without_a_workspace(depstamp, project):  # noqa: F811
    project({"a.py": ""})
    done = depstamp("affected", "--format", "bazel-query", "a.py")
    assert done.returncode == 2
    assert "there is no MODULE.bazel or WORKSPACE" in done.stderr


def test_nothing_is_affected(depstamp, project):  # noqa: F811
    project({"WORKSPACE": "", "a.py": ""})
    assert depstamp("affected", "--format", "bazel-query", "a.py").stdout == "set()\n"

