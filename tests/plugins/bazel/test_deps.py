# SPDX-License-Identifier: MIT
"""`deps` of targets beside what their sources import."""

import pytest

from cli.conftest import depstamp, project  # noqa: F401
from plugins.bazel.test_worker import act  # noqa: F401
from plugins.bazel.workspace import FILES, PUBLIC

OUTPUTS = ["--human", "out", "--machine", "fix", "--exit-code", "code"]


@pytest.fixture
def compare(act, project):  # noqa: F811
    """compare(files, words…): findings and commands, one line each."""

    def perform(files, *words):
        folder = project(files)
        done = act("deps", *OUTPUTS, *words)
        assert (done.returncode, done.stdout) == (0, ""), done
        told = (folder / "out").read_text().splitlines()
        fixes = (folder / "fix").read_text().splitlines()
        assert (folder / "code").read_text() == ("1\n" if told else "0\n")
        commands = [line.split("'")[1] for line in told if line.startswith("  buildozer")]
        assert commands == [line.partition("|")[0] for line in fixes]
        return [line for line in told if not line.startswith(" ")], fixes

    return perform


def subject(label, *places, needs=(), keep=()):
    words = ["--subject", label]
    for need in needs:
        words += ["--needs", need]
    for one in keep:
        words += ["--keep", one]
    for place in places:
        words += ["--own", place, place]
    return words


def target(label, *places, needs=()):
    words = ["--target", label]
    for need in needs:
        words += ["--needs", need]
    for place in places:
        words += ["--owns", place]
    return words


def test_deps_that_match(compare):
    files = {"a.py": "import os\nimport p.b\nfrom c import x\nimport a2\n", "a2.py": ""}
    words = subject("//:a", "a.py", "a2.py", needs=["//p:b", "//:c"])
    others = target("//p:b", "p/b.py") + target("//:c", "c.py", needs=["//p:b"])
    assert compare(files, *words, *others) == ([], [])


def test_a_missing_and_a_superfluous_one(compare):
    files = {"a.py": "import p.b\n"}
    words = subject("//:a", "a.py", needs=["//:c"])
    others = target("//p:b", "p/b.py") + target("//:c", "c.py", needs=["//p:b"])
    assert compare(files, *words, *others) == (
        [
            "a.py:1: p/b.py is of //p:b, which is missing in deps",
            "//:a: nothing of //:c is imported",
        ],
        ["add deps //p:b|//:a", "remove deps //:c|//:a"],
    )


def test_what_no_target_provides(compare):
    files = {
        "a.py": "import os.path\nimport numpy.linalg\nimport p.absent\n"
        "import yaml\ntry:\n    import c\nexcept ImportError:\n    pass\n"
    }
    words = subject("//:a", "a.py", needs=["//p:b"], keep=["//p:b"])
    told, fixes = compare(files, *words, *target("//p:b", "p/b.py"), "--installed", "yaml")
    assert told == [
        "a.py:2: no target provides numpy.linalg",
        "a.py:3: no target provides p.absent",
    ]
    assert fixes == []
    # What is not one of Python's may provide anything.
    words = subject("//:a", "a.py", needs=["@pip//numpy"])
    assert compare(files, *words) == ([], [])


def test_packages_and_modules(compare):
    """A package above is needed by nobody, unless it is what is imported."""
    files = {"a.py": "from p import b\nimport p.q.c\n"}
    others = target("//p", "p/__init__.py") + target("//p:b", "p/b.py")
    others += target("//p/q", "p/q/__init__.py", "p/q/c.py")
    exact = subject("//:a", "a.py", needs=["//p:b", "//p/q"])
    assert compare(files, *exact, *others) == ([], [])
    more = subject("//:a", "a.py", needs=["//p", "//p:b", "//p/q"])
    assert compare(files, *more, *others) == ([], [])
    files = {"a.py": "from p import name, b\n"}
    told, fixes = compare(files, *exact, *others)
    assert fixes == ["add deps //p|//:a", "remove deps //p/q|//:a"], told


def test_one_without_sources_stands_for_those_below(compare):
    files = {"a.py": "import b\n"}
    others = target("//:all", needs=["//:some"]) + target("//:some", needs=["//:b", "//:c"])
    others += target("//:b", "b.py") + target("//:c", "c.py")
    assert compare(files, *subject("//:a", "a.py", needs=["//:all"]), *others) == ([], [])
    files = {"a.py": "\n"}
    _, fixes = compare(files, *subject("//:a", "a.py", needs=["//:all"]), *others)
    assert fixes == ["remove deps //:all|//:a"]
    # In a circle there are no sources.
    circle = target("//:x", needs=["//:y"]) + target("//:y", needs=["//:x"])
    assert compare(files, *subject("//:a", "a.py", needs=["//:x"]), *circle) == ([], [])


def test_a_source_of_two_targets_is_met_by_either(compare):
    files = {"a.py": "import b\n"}
    others = target("//:b1", "b.py") + target("//:b2", "b.py")
    for need in ("//:b1", "//:b2"):
        assert compare(files, *subject("//:a", "a.py", needs=[need]), *others) == ([], [])
    _, fixes = compare(files, *subject("//:a", "a.py"), *others)
    assert fixes == ["add deps //:b1|//:a"]


def test_import_roots(compare):
    files = {"src/a.py": "import b\nimport lib\n"}
    words = subject("//src:a", "src/a.py", needs=["//src:b", "@lib//:lib"])
    others = target("//src:b", "src/b.py") + target("@lib//:lib", "external/lib/lib.py")
    assert compare(files, *words, *others, "--root", "src", "--root", "external/lib") == ([], [])


@pytest.mark.parametrize("words", [[], [*OUTPUTS, "--needs", "x"], [*OUTPUTS, "--own", "a", "a"]])
def test_words_that_make_no_sense(act, words):  # noqa: F811
    assert act("deps", *words).returncode == 2


# ---- with Bazel

LINT = """\
load("@depstamp//:defs.bzl", "affected_test", "deps_affected_aspect", "deps_test")
deps = deps_affected_aspect(installed = ["numpy"])
one_test = affected_test(deps)
all_test = deps_test(deps)
"""

DEPS = """\
load("//tools:deps.bzl", "all_test", "one_test")
genrule(name = "make", outs = ["made.py"], cmd = "echo 'import lib, base.base' > $@")
py_library(name = "made", srcs = ["made.py"], deps = ["@lib//:lib"])
py_library(name = "user", srcs = ["user.py"], deps = [":made", "//app:two", "//app:alone"],
           tags = ["keep-dep=//app:alone"])
py_library(name = "left-out", srcs = ["bad.py"], tags = ["no-lint"])
one_test(name = "user_test", srcs = [":user"])
all_test(name = "deps_test", srcs = [":user", ":left-out", "//base"])
"""

DEPS_FILES = {
    "tools/deps.bzl": LINT,
    "deps/BUILD": PUBLIC + DEPS,
    "deps/user.py": "import numpy\nimport deps.made\nimport base.base\n",
    "deps/bad.py": "import absent\n",
}

MADE = "deps/made.py:1: base/base.py is of //base:base, which is missing in deps"
USER = "deps/user.py:3: base/base.py is of //base:base, which is missing in deps"


def test_with_bazel(shop):
    shop.write(DEPS_FILES)
    words = {"aspects": "//tools:deps.bzl%deps", "targets": "//deps:user"}
    done = shop.build(**words)
    assert done.status == 0, done
    told = shop.output("//deps:user", "DepstampDeps.out")
    assert told.splitlines() == [
        USER,
        "  buildozer 'add deps //base:base' //deps:user",
        "//deps:user: nothing of //app:two is imported",
        "  buildozer 'remove deps //app:two' //deps:user",
    ]
    # A target knows those below; base is below user, and not below made.
    assert shop.output("//deps:made", "DepstampDeps.out") == (
        "deps/made.py:1: no target provides base.base\n"
    )
    assert shop.output("//app:two", "DepstampDeps.exit_code") == "0\n"
    assert shop.build(**words, groups="_validation").status == 1
    # What is not of imports is nothing to it.
    shop.write({"base/base.py": FILES["base/base.py"] + "# more\n"})
    done = shop.build(**words)
    assert [spawn["mnemonic"] for spawn in done.spawns] == ["DepstampDeps"], done
    # What is below all these tells the label.
    options = ["--test_output=errors", "-k", "//deps:user_test", "//deps:deps_test"]
    done = shop.run("test", *options)
    assert done.status == 3, done
    assert MADE in done.text and USER in done.text and "absent" not in done.text, done
    fix = shop.output("//deps:deps_test", "DepstampDeps.buildozer").splitlines()
    assert fix == [
        "add deps //base:base|//deps:made",
        "add deps //base:base|//deps:user",
        "remove deps //app:two|//deps:user",
    ]
    # As the commands say.
    build = DEPS.replace('["@lib//:lib"]', '["@lib//:lib", "//base"]')
    build = build.replace('":made", "//app:two"', '":made", "//base"')
    shop.write({"deps/BUILD": PUBLIC + build})
    done = shop.run("test", *options)
    assert done.status == 0, done
    assert "//deps:deps_test" in done.text
