# SPDX-License-Identifier: MIT
"""Which targets a real Bazel analyzes again after which edit, in each mode."""

import os

from plugins.bazel.workspace import ALL, ASPECTS, FILES, in_all_modes

REACHED = ("//app:one", "//app:three", "//app:two", "//base:base")
CHANGED = "def f(x: int) -> str:\n    return str(x)\n"


def only(*labels, plain):
    """Gating leaves these, without it there are `plain`."""
    return in_all_modes(*labels) | {"Plain": sorted(plain)}


def expect(done, dirty):
    assert done.status == 0, done
    assert done.dirty == dirty, done


def rests(shop):
    done = shop.build()
    assert done.status == 0 and not done.spawns, done


def test_the_first_build_analyzes_everything_and_the_second_nothing(shop):
    shop.start("clean")  # what tests before this one built
    expect(shop.build(), in_all_modes(*ALL))
    rests(shop)


def test_a_comment_in_a_library_is_one_analysis_unless_plain(built):
    built.write({"base/base.py": "# why\n" + FILES["base/base.py"]})
    expect(built.build(), only("//base:base", plain=REACHED))
    rests(built)


def test_a_body_is_one_analysis_unless_plain(built):
    built.write({"base/base.py": FILES["base/base.py"].replace("return x", "return x + 1")})
    expect(built.build(), only("//base:base", plain=REACHED))


def test_a_signature_reaches_importers_in_each_mode(built):
    built.write({"base/base.py": CHANGED})
    expect(built.build(), in_all_modes(*REACHED))
    rests(built)


def test_importers_see_the_sources_of_today(built):
    """Gated: stale inputs would be those of before the comment."""
    seeing = "# SEE base/base.py\n" + FILES["app/one.py"]
    built.write({"base/base.py": "# why\n" + FILES["base/base.py"]})
    assert built.build().status == 0
    built.write({"app/one.py": seeing})
    expect(built.build(), in_all_modes("//app:one"))
    assert built.output("//app:one", "Gated.out").endswith("#whydeff(x:int)->int:returnx [gated]\n")
    assert built.output("//app:one", "Plain.out").endswith("#whydeff(x:int)->int:returnx [plain]\n")
    assert built.output("//app:one", "Iface.out").endswith("deff(x:int)->int:_=0 [iface]\n")


def test_a_level_below_sees_nothing_of_others(shop):
    aspects = "//tools:lint.bzl%other,//tools:lint.bzl%names"
    assert shop.build(aspects=aspects).status == 0
    shop.write({"base/base.py": CHANGED})
    expect(shop.build(aspects=aspects), {"Other": ["//base:base"], "Names": ["//base:base"]})
    shop.write({"base/more.py": ""})
    names = sorted(REACHED)
    expect(shop.build(aspects=aspects), {"Other": ["//base:base"], "Names": names})


def test_a_new_dependency_counts_from_then_on(built):
    build = FILES["app/BUILD"].replace('["alone.py"]', '["alone.py"], deps = ["//base"]')
    built.write({"app/BUILD": build, "app/alone.py": FILES["app/one.py"]})
    expect(built.build(), in_all_modes("//app:alone"))
    built.write({"base/base.py": CHANGED})
    expect(built.build(), in_all_modes(*ALL))


def test_a_new_file_of_a_library_reaches_its_importers(built):
    built.write({"base/more.py": "value = 1\n"})
    expect(built.build(), in_all_modes(*REACHED))
    built.write({"base/more.py": "value = 1  # one\n"})
    expect(built.build(), only("//base:base", plain=REACHED))
    rests(built)


def test_a_new_file_that_shadows_another(built):
    build = FILES["base/BUILD"].replace('glob(["*.py"])', 'glob(["**/*.py"])')
    built.write({"base/BUILD": build})
    assert built.build().status == 0
    built.write({"base/base/__init__.py": CHANGED})
    expect(built.build(), in_all_modes(*REACHED))


def test_a_deleted_file_reaches_importers(built):
    built.write({"base/more.py": "value = 1\n"})
    assert built.build().status == 0
    (built.root / "base/more.py").unlink()
    expect(built.build(), in_all_modes(*REACHED))
    rests(built)


def test_a_renamed_package(built):
    (built.root / "base").rename(built.root / "root")
    build = (built.root / "root/BUILD").read_text()
    built.write(
        {
            "root/BUILD": build.replace('name = "base"', 'name = "root"'),
            "app/BUILD": FILES["app/BUILD"].replace("//base", "//root"),
        }
    )
    reached = [label for label in REACHED if label.startswith("//app")]
    expect(built.build(), in_all_modes(*reached, "//root:root"))
    rests(built)


def test_touching_every_file_is_nothing(built):
    for path in built.root.rglob("*.py"):
        os.utime(path)
    rests(built)


def test_settings_and_tools_reach_their_own_analyzer(shop):
    aspects = ASPECTS + ",//tools:lint.bzl%other"
    assert shop.build(aspects=aspects).status == 0
    shop.tool("other", "# version 2\n")
    expect(shop.build(aspects=aspects), {"Other": ALL})
    shop.write({"tools/settings.ini": "[tool]\n"})
    expect(shop.build(aspects=aspects), in_all_modes(*ALL))
    shop.tool("tool", "# version 2\n")
    expect(shop.build(aspects=aspects), in_all_modes(*ALL))


def test_after_clean_only_what_is_affected_is_run_where_interfaces_are_inputs(built):
    assert built.start("clean").returncode == 0
    built.write({"base/base.py": "# after clean\n" + FILES["base/base.py"]})
    done = built.build()
    assert done.status == 0, done
    assert done.dirty == in_all_modes(*ALL), done
    assert done.ran == only("//base:base", plain=REACHED) | {"Gated": sorted(REACHED)}, done
