# SPDX-License-Identifier: MIT
"""Edits, findings and trouble, counted in each mode; test_modes.py has more."""

from plugins.bazel.test_modes import CHANGED, REACHED, expect, only, rests
from plugins.bazel.workspace import ALL, FILES, MODES, in_all_modes

IMPORTS = """
missing = lint_affected_aspect(preset = "imports", mode = "{mode}")
"""


def test_a_new_import_is_the_importer_s_own(built):
    built.write({"app/one.py": "import base.base\n" + FILES["app/one.py"]})
    expect(built.build(), in_all_modes("//app:one"))
    rests(built)


def test_a_new_file_resolves_what_was_missing(shop):
    """Told by an analyzer that looks for it, in each mode that may be asked for."""
    importing = "from base.later import x\n"
    for mode in MODES:
        shop.reset()
        lint = FILES["tools/lint.bzl"] + IMPORTS.format(mode=mode.lower())
        shop.write({"tools/lint.bzl": lint, "app/one.py": importing})
        words = {"aspects": "//tools:lint.bzl%missing"}
        assert shop.build(**words).status == 0
        assert shop.output("//app:one", "DepstampImports.exit_code") == "1\n"
        shop.write({"base/later.py": "x = 1\n"})
        done = shop.build(**words)
        assert done.dirty == {"DepstampImports": sorted(REACHED)}, done
        assert shop.output("//app:one", "DepstampImports.exit_code") == "0\n"
        # What is in the file is nothing that it looks at.
        shop.write({"base/later.py": "x = 2\n"})
        done = shop.build(**words)
        assert done.dirty.get("DepstampImports", []) in ([], ["//base:base"], sorted(REACHED)), done
        (shop.root / "base/later.py").unlink()
        assert shop.build(**words).status == 0
        assert shop.output("//app:one", "DepstampImports.exit_code") == "1\n"


def test_a_finding_is_one_target_s_and_is_told_until_it_is_mended(built):
    built.write({"base/base.py": FILES["base/base.py"] + "# BAD\n"})
    words = {"groups": "_validation", "targets": "//..."}
    for dirty in (only("//base:base", plain=REACHED), {}):
        done = built.build("-k", **words)
        assert done.status == 1 and done.dirty == dirty, done
        assert done.text.count("base/base.py:3:1: X1 this is bad") == len(MODES), done
        for mode in MODES:
            codes = [built.output(label, f"{mode}.exit_code") for label in ALL]
            assert codes == ["0\n"] * 4 + ["1\n"], mode
    built.write({"base/base.py": FILES["base/base.py"]})
    assert built.build("-k", **words).status == 0


def test_a_tool_that_crashes_is_started_again_each_time(built):
    text = (built.root / "tools/tool").read_text()
    built.write({"tools/tool": text.replace("import sys", "import sys\nsys.exit('it crashed')")})
    for _ in range(2):
        done = built.build("-k")
        assert done.status == 1 and done.dirty == in_all_modes(*ALL), done
        assert "it crashed" in done.text, done
    # The others go on.
    built.write(
        {
            "tools/tool": text.replace(
                "status = 0", "status = 0\nif '/one.py' in str(sys.argv): sys.exit('it crashed')"
            )
        }
    )
    done = built.build("-k")
    assert done.status == 1, done
    for mode in MODES:
        codes = [built.output(label, f"{mode}.exit_code") for label in ALL if label != "//app:one"]
        assert codes == ["0\n"] * 4
    # As it was: nothing is left of that.
    built.write({"tools/tool": text})
    expect(built.build(), in_all_modes(*ALL))


def test_a_tool_that_is_missing(built):
    tool = built.root / "tools/tool"
    text = tool.read_text()
    tool.unlink()
    done = built.build("-k")
    assert done.status == 1 and not done.spawns, done
    assert "//tools:tool" in done.text, done
    # It is there, and the program that runs it is not.
    tool.write_text(text.replace("#!/", "#!/absent/"))
    tool.chmod(0o755)
    done = built.build("-k")
    assert done.status == 1 and done.dirty == in_all_modes(*ALL), done
    built.tool("tool")
    assert built.build().status == 0


def test_a_server_that_starts_anew_knows_what_it_knew(built):
    """Without a disk cache, by what it wrote down of its own."""
    built.options = []
    assert built.build().status == 0
    built.write({"base/base.py": "# why\n" + FILES["base/base.py"]})
    assert built.start("shutdown").returncode == 0
    expect(built.build(), only("//base:base", plain=REACHED))
    rests(built)
    built.write({"base/base.py": CHANGED})
    assert built.start("shutdown").returncode == 0
    expect(built.build(), in_all_modes(*REACHED))
    (built.root / "base/base.py").unlink()
    built.write({"base/other.py": CHANGED})
    expect(built.build(), in_all_modes(*REACHED))


def test_flags_that_tools_can_see_count(built):
    expect(built.build("--action_env=DEPTH=2"), in_all_modes(*ALL))
    done = built.build("--action_env=DEPTH=3")
    expect(done, in_all_modes(*ALL))


def test_a_package_file_that_comes_and_goes(built):
    built.write({"base/__init__.py": ""})
    expect(built.build(), in_all_modes(*REACHED))
    (built.root / "base/__init__.py").unlink()
    expect(built.build(), in_all_modes(*REACHED))
