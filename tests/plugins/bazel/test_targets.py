# SPDX-License-Identifier: MIT
"""What becomes of findings, crashes, and targets that are out of the ordinary."""

import json
import shutil

import pytest

from plugins.bazel.workspace import ALL, FILES, PLUGIN, PUBLIC, in_all_modes

GATED = "//tools:lint.bzl%gated"

MANIFEST = """
load("@depstamp//:defs.bzl", "depstamp_manifest")
load("//tools:lint.bzl", "gated_test")
depstamp_manifest(name = "stamps", srcs = [":three"])
gated_test(name = "lint_test", srcs = [":three"])
"""

ODD = """\
load("//tools:rules.bzl", "py_script")
genrule(name = "make", outs = ["made.py"], cmd = "echo 'from odd.a import a' > $@")
py_library(name = "made", srcs = ["made.py"], deps = [":first"])
py_library(name = "first", srcs = ["a.py"], deps = ["@lib//:lib"])
py_library(name = "second", srcs = ["a.py", "b $c.py"], deps = [":first"])
py_library(name = "third", srcs = ["d[1].py"], deps = [":first", ":second"], imports = ["../up"])
filegroup(name = "group", srcs = ["b $c.py"], tags = ["lint-me"])
filegroup(name = "quiet", srcs = ["a.py"])
py_library(name = "left-out", srcs = ["bad.py"], tags = ["no-lint"])
py_library(name = "above", srcs = ["e.py"], deps = [":left-out"])
py_script(name = "script", srcs = ["e.py"])
"""

ODD_FILES = {
    "odd/BUILD": PUBLIC + ODD,
    "odd/a.py": "# SEE external/lib/lib.py\na = 1\n",
    "odd/b $c.py": "from odd.a import a\n",
    "odd/d[1].py": "from odd.a import a\n",
    "odd/bad.py": "BAD = 1\n",
    "odd/e.py": "# SEE odd/bad.py\n",
    "tools/rules.bzl": """\
def _impl(ctx):
    return []

py_script = rule(implementation = _impl, attrs = {"srcs": attr.label_list(allow_files = True)})
""",
}


def only_gated(*labels):
    return {"Gated": sorted(labels)}


def test_findings_are_recorded_and_fail_in_validation_alone(shop):
    shop.write({"base/base.py": FILES["base/base.py"] + "BAD = 1\n"})
    done = shop.build(aspects=GATED)
    assert done.status == 0, done
    assert shop.output("//base:base", "Gated.out") == "base/base.py:3:1: X1 this is bad [gated]\n"
    assert shop.output("//base:base", "Gated.exit_code") == "1\n"
    assert shop.output("//app:one", "Gated.exit_code") == "0\n"
    (run,) = json.loads(shop.output("//base:base", "Gated.sarif"))["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["X1"]
    # The target at the top stands for all below it, and nothing is analyzed.
    words = {"aspects": GATED, "targets": "//app:three", "groups": "_validation"}
    done = shop.build("-k", **words)
    assert done.status == 1 and not done.dirty, done
    assert "base/base.py:3:1: X1 this is bad" in done.text, done
    assert done.text.count("X1") == 1, done
    # It fails again, and not any more once it is mended.
    assert shop.build("-k", **words).status == 1
    shop.write({"base/base.py": FILES["base/base.py"]})
    assert shop.build("-k", **words).status == 0


def test_a_crash_is_no_finding_and_is_not_kept(shop):
    source = (shop.root / "tools/tool").read_text()
    shop.write({"tools/tool": source.replace("sys.exit(status)", 'sys.exit("it crashed")')})
    for _ in range(2):
        done = shop.build("-k", aspects=GATED)
        assert done.status == 1, done
        assert done.dirty == only_gated(*ALL)
        assert "it crashed" in done.text, done
    (shop.root / "tools/tool").unlink()
    done = shop.build(aspects=GATED)
    assert done.status == 1 and not done.spawns, done
    assert "tools:tool" in done.text, done


@pytest.fixture
def odd(shop):
    shop.write(ODD_FILES)
    return shop


def test_targets_out_of_the_ordinary(odd):
    done = odd.build(targets="//odd/...")
    assert done.status == 0, done
    names = ("above", "first", "group", "made", "second", "third")
    assert done.dirty == in_all_modes(*[f"//odd:{name}" for name in names]), done
    # Sources of other repositories are seen and not analyzed.
    seen = odd.output("//odd:first", "Plain.out")
    assert seen == "odd/a.py:1:1: X2 defg()->int:return1 [plain]\n"
    seen = seen.replace("return1", "_=0").replace("plain", "iface")
    assert odd.output("//odd:first", "Iface.out") == seen
    # What no-lint leaves out is seen all the same.
    assert odd.output("//odd:above", "Gated.out") == "odd/e.py:1:1: X2 BAD=1 [gated]\n"
    assert odd.build(targets="//odd/...").dirty == {}


def test_a_source_of_two_targets_counts_as_its_own(odd):
    """It must not be among what Bazel may forget."""
    targets = {"targets": "//odd:second"}
    assert odd.build(**targets).status == 0
    odd.write({"odd/a.py": ODD_FILES["odd/a.py"] + "# BAD\n"})
    done = odd.build(**targets)
    assert done.dirty == in_all_modes("//odd:first", "//odd:second"), done
    assert "odd/a.py:3:1" in odd.output("//odd:second", "Gated.out")


def test_a_generated_source_counts_by_what_was_made(odd):
    targets = {"targets": "//odd:made"}
    assert odd.build(**targets).status == 0
    odd.write({"odd/BUILD": ODD_FILES["odd/BUILD"].replace("import a'", "import  a  # BAD'")})
    done = odd.build(**targets)
    assert done.dirty == in_all_modes("//odd:made"), done
    assert "odd/made.py:1:1: X1" in odd.output("//odd:made", "Gated.out")


def test_another_repository_counts_by_its_interface(odd):
    targets = {"targets": "//odd:first"}
    odd.write({"odd/a.py": "a = 1\n"})
    assert odd.build(**targets).status == 0
    odd.write({"../lib/lib.py": "def g() -> int:\n    return 2\n"})
    assert odd.build(**targets).dirty == {"Plain": ["//odd:first"]}
    odd.write({"../lib/lib.py": "def g() -> str:\n    return 2\n"})
    assert odd.build(**targets).dirty == in_all_modes("//odd:first")


def test_tests_and_manifests(shop):
    shop.write({"app/BUILD": FILES["app/BUILD"] + MANIFEST})
    done = shop.run("test", "//app:lint_test", "//app:stamps.test", "-k", "--test_output=errors")
    assert done.status == 3, done
    assert "bazel run //app:stamps.update" in done.text, done
    done = shop.run("run", "//app:stamps.update")
    assert done.status == 0, done
    lines = (shop.root / "app/stamps.manifest").read_text().splitlines()
    assert [line.split()[1] for line in lines] == ["app/three.py", "app/two.py", "base/base.py"]
    # A comment is no difference; a finding is.
    shop.write({"base/base.py": FILES["base/base.py"] + "# BAD\n"})
    done = shop.run("test", "//app:lint_test", "//app:stamps.test", "-k", "--test_output=errors")
    assert done.status == 3, done
    assert "base/base.py:3:1: X1" in done.text, done
    assert "//app:stamps.test" in done.text and "1 fails locally" in done.text, done


def test_the_example(shop):
    folder = PLUGIN / "example"
    shop.clear()
    shop.write({name: text for name, text in FILES.items() if name.startswith("../coverage")})
    shutil.copytree(folder, shop.root, dirs_exist_ok=True)
    text = (folder / "WORKSPACE").read_text().replace('".."', f'"{PLUGIN}"')
    (shop.root / "WORKSPACE").write_text(text)
    program = f"--repo_env=DEPSTAMP={shop.values['program']}"
    targets = [f"//shop:{name}" for name in ("catalog", "money", "orders")]
    done = shop.run("build", program, "--config=lint", "//...")
    assert done.status == 0, done
    assert done.dirty == {"Columns": targets, "DepstampSyntax": targets}, done
    money = shop.root / "shop/money.py"
    money.write_text(money.read_text() + "# " + "long " * 20 + "\n")
    done = shop.run("build", program, "--config=lint", "//...")
    assert done.dirty == {"Columns": ["//shop:money"], "DepstampSyntax": ["//shop:money"]}, done
    assert shop.output("//shop:money", "Columns.out").endswith(": L1 line is too long [columns]\n")


def runners(done):
    return {spawn["runner"] for spawn in done.spawns}


def test_a_worker_and_a_sandbox_give_the_same_bytes(shop):
    """The worker is what Bazel takes by itself."""
    shop.options = []
    shop.write({"base/base.py": FILES["base/base.py"] + "# SEE base/base.py\n"})
    kinds = {
        "worker": [],
        "sandbox": ["--spawn_strategy=sandboxed"],
        "sandboxed worker": ["--worker_sandboxing"],
        "single worker": ["--noexperimental_worker_multiplex"],
    }
    texts = set()
    for kind, options in kinds.items():
        assert shop.start("clean").returncode == 0
        done = shop.build(*options, aspects=GATED)
        assert done.status == 0, done
        assert done.ran == only_gated(*ALL), done
        (runner,) = runners(done)  # linux-sandbox, where the system has it
        assert runner.endswith("sandbox" if kind == "sandbox" else "worker"), runner
        texts.add("".join(shop.output("//base:base", f"Gated.{end}") for end in ("out", "sarif")))
    assert len(texts) == 1, texts
