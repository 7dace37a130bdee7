# SPDX-License-Identifier: MIT
"""What can be said to lint_affected_aspect and depstamp_aspect."""

import pytest

from plugins.bazel.workspace import FILES, PUBLIC

# Tells its arguments but the last, and the settings that it finds.
TELLER = """\
#!{python}
import os, sys
seen = [word for word in sys.argv[1:] if word.startswith("-")]
for name in ("one.ini", "two.ini"):
    if os.path.exists(os.path.join("tools", name)):
        with open(os.path.join("tools", name)) as file:
            seen.append(file.read().strip())
for path in sys.argv[1:]:
    if not path.startswith("-"):
        print(f"{{path}}:1:1: T1 {{' '.join(seen)}}")
sys.exit(1)
"""

LINT = """\
load("@depstamp//:defs.bzl", "lint_affected_aspect")
load("//tools:rules.bzl", "py_script")

def _aspect(**kwargs):
    return lint_affected_aspect(binary = Label("//tools:teller"), **kwargs)

plain = _aspect()
args = _aspect(args = ["--x=a b", "-y"], configs = [Label("//tools:one.ini")])
kinds = _aspect(rule_kinds = ["py_script"], mnemonic = "Kinds")
tags = _aspect(filegroup_tags = ["wanted", "also"], mnemonic = "Tags")
code = _aspect(level = "code", mnemonic = "Code")
content = _aspect(level = "content", mnemonic = "Content")
declared = _aspect(level = "declared", mnemonic = "Declared")
syntax = lint_affected_aspect(preset = "syntax")
"""

RULES = """\
def _impl(ctx):
    return []

py_script = rule(
    implementation = _impl,
    attrs = {"srcs": attr.label_list(allow_files = True), "deps": attr.label_list()},
)

def _stamps_impl(ctx):
    info = ctx.attr.of[DepstampInfo]
    out = ctx.actions.declare_file(ctx.label.name)
    lines = [
        "sources " + " ".join([file.short_path for file in info.sources.to_list()]),
        "views " + " ".join([file.short_path for file in info.views.to_list()]),
        "roots " + " ".join(info.roots.to_list()),
    ]
    ctx.actions.write(out, "\\n".join(lines) + "\\n")
    return [DefaultInfo(files = depset([out]))]

told = rule(
    implementation = _stamps_impl,
    attrs = {"of": attr.label(aspects = [depstamp_aspect], providers = [DepstampInfo])},
)
"""

BUILD = """\
load("//tools:rules.bzl", "py_script", "told")
py_script(name = "script", srcs = ["a.py"], deps = ["//base"])
py_library(name = "lib", srcs = ["a.py", "b.py"], deps = ["//base"], imports = ["."])
filegroup(name = "first", srcs = ["b.py"], tags = ["also"])
filegroup(name = "second", srcs = ["b.py"], tags = ["other"])
told(name = "told", of = ":lib")
"""


@pytest.fixture
def factory(shop):
    load = 'load("@depstamp//:defs.bzl", "DepstampInfo", "depstamp_aspect")\n'
    shop.write(
        {
            "tools/lint.bzl": LINT,
            "tools/rules.bzl": load + RULES,
            "tools/BUILD": 'exports_files(["teller", "one.ini", "two.ini"])\n',
            "tools/one.ini": "one\n",
            "tools/two.ini": "two\n",
            "made/BUILD": PUBLIC + BUILD,
            "made/a.py": "from base.base import f\n",
            "made/b.py": "b = 1\n",
        }
    )
    teller = shop.root / "tools" / "teller"
    teller.write_text(TELLER.format(**shop.values))
    teller.chmod(0o755)

    def build(name):
        done = shop.build(aspects=f"//tools:lint.bzl%{name}")
        assert done.status == 0, done
        return done.dirty

    shop.analyze = build
    return shop


LIBRARIES = ["//app:alone", "//app:one", "//app:three", "//app:two", "//base:base", "//made:lib"]


def test_arguments_and_settings(factory):
    assert factory.analyze("plain") == {"DepstampLint": LIBRARIES}
    assert factory.output("//made:lib", "DepstampLint.out") == (
        "made/a.py:1:1: T1 [lint]\nmade/b.py:1:1: T1 [lint]\n"
    )
    assert factory.analyze("args") == {"DepstampLint": LIBRARIES}
    told = factory.output("//made:lib", "DepstampLint.out").splitlines()[0]
    assert told == "made/a.py:1:1: T1 --x=a b -y one [lint]"
    # Others of the folder are none that it was given.
    factory.write({"tools/two.ini": "changed\n"})
    assert factory.analyze("args") == {}
    factory.write({"tools/one.ini": "changed\n"})
    assert factory.analyze("args") == {"DepstampLint": LIBRARIES}


def test_kinds_tags_and_mnemonics(factory):
    assert factory.analyze("kinds") == {"Kinds": ["//made:script"]}
    assert factory.output("//made:script", "Kinds.exit_code") == "1\n"
    assert factory.analyze("tags") == {"Tags": sorted([*LIBRARIES, "//made:first"])}
    assert factory.analyze("syntax") == {"DepstampSyntax": LIBRARIES}


def test_levels(factory):
    """What of base is a change for those that import it."""
    for name in ("declared", "code", "content"):
        assert factory.analyze(name) == {name.capitalize(): LIBRARIES}
    body = FILES["base/base.py"].replace("return x", "return x + 1")
    importers = sorted(set(LIBRARIES) - {"//app:alone"})
    edits = {
        body: {"declared": ["//base:base"], "code": importers, "content": importers},
        "# why\n" + body: {
            "declared": ["//base:base"],
            "code": ["//base:base"],
            "content": importers,
        },
    }
    for text, reached in edits.items():
        factory.write({"base/base.py": text})
        for name, labels in reached.items():
            assert factory.analyze(name) == {name.capitalize(): labels}, text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('mode = "fast"', "mode is plain, gated or iface, not fast"),
        ('preset = "mypi"', "no preset mypi; there are bandit"),
        ('level = "high"', "no level high"),
    ],
)
def test_what_is_wrong_is_said(factory, words, said):
    lint = LINT + f'wrong = lint_affected_aspect(binary = Label("//tools:teller"), {words})\n'
    factory.write({"tools/lint.bzl": lint})
    done = factory.build(aspects="//tools:lint.bzl%syntax", targets="//base")
    assert done.status == 1 and said in done.text, done


def test_stamps_and_skeletons_per_source(factory):
    """Of all sources below, each at its place, for rules of others."""
    words = {"aspects": "@depstamp//:defs.bzl%depstamp_aspect", "targets": "//made:lib"}
    done = factory.build(groups="depstamp_stamps,depstamp_skeletons", **words)
    assert done.status == 0, done
    stamps = factory.output("//made:lib", "Depstamp/stamps").splitlines()
    assert [line.split()[1] for line in stamps] == ["made/a.py", "made/b.py"]
    skeleton = factory.output("//base:base", "Depstamp/depstamp.views/base/base.py")
    assert "def f" in skeleton and "return" not in skeleton
    before = factory.output("//base:base", "Depstamp/stamps")
    factory.write({"base/base.py": "# why\n" + FILES["base/base.py"]})
    assert factory.build(groups="depstamp_stamps", **words).status == 0
    assert factory.output("//base:base", "Depstamp/stamps") == before
    assert factory.run("build", "//made:told").status == 0
    told = (factory.root / "bazel-bin/made/told").read_text().splitlines()
    assert told[0] == "sources base/base.py made/a.py made/b.py"
    assert [path.partition("depstamp.views/")[2] for path in told[1].split()[1:]] == [
        "base/base.py",
        "made/a.py",
        "made/b.py",
    ]
    assert told[2] == "roots made"
