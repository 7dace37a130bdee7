# SPDX-License-Identifier: MIT
"""What edges are called, how many files they have, and what they leave."""

import json
import subprocess

import pytest

from plugins.ninja.building import FILES, MANIFEST

# What ninja, sh and depfiles each have a meaning for.
ODD = [
    "a b.py",
    " lead.py",
    "$dollar $$ ${x}.py",
    "colon: a:b.py",
    "bar|bar.py",
    "it's \"quoted\".py",
    "hash # x.py",
    "back\\slash\\ .py",
    "semi;colon&.py",
    "star*?[x].py",
    "per%cent.py",
    "ünï.py",
    "-dash.py",
    "@at.py",
    "`tick`.py",
    "sub dir$/in: here/m.py",
]


def plain(names):
    return sorted(f"plain {name}" for name in names)


def one_edge_each(names):
    return sorted(f"{tool} {name}" for tool in ("decl", "plain") for name in names)


def named(tools):
    """Tools are given "./-dash.py"."""
    return sorted(tool.replace(" ./", " ") for tool in tools)


def test_odd_names_are_built_and_watched(build):
    build.write({name: "x = 1\n" for name in ODD})
    build.generate("--analyzer", "plain")
    done = build.run()
    assert done.status == 0, done
    assert named(done.tools) == plain([*FILES, *ODD]), done
    assert build.run().idle()
    for name in ODD:  # each by itself: a name of a depfile may be taken for another
        build.write({name: "x = 2\n"})
        done = build.run()
        assert (done.scans, named(done.tools)) == (1, plain([name])), (name, done)
    (build.root / ODD[5]).unlink()  # one that no depfile holds
    done = build.run()
    assert (done.status, done.scans, done.edges) == (0, 1, []), done
    assert build.run().idle()


def test_a_name_that_ninja_cannot_write_is_refused(build):
    build.write({"new\nline.py": ""})
    done = build.start(build.program, "ninja", "-o", "build/pydeps.ninja")
    assert done.returncode == 2
    assert 'ninja has no way to name "new\\nline.py"' in done.stdout


def test_a_tab_costs_a_scan_and_no_analyzer(build):
    """Fields of ninja's log end at tabs, so it never finds such an output."""
    build.write({"tab\there.py": "x = 1\n"})
    build.generate()
    assert build.run().status == 0
    build.write({"pkg/alone.py": "a = 2\n"})
    build.run()
    done = build.run()
    assert done.status == 0 and not done.edges, done


def test_results_list_files_and_findings(build):
    build.write({"pkg/one.py": FILES["pkg/one.py"] + "# BAD\n"})
    build.generate()
    build.run("-k", "0")
    path = build.root / "build/pydeps.out/results/decl/pkg/one.py.json"
    fresh = path.read_text()
    result = json.loads(fresh)
    assert (result["version"], result["analyzer"]) == (1, "decl")
    assert result["files"] == ["pkg/one.py"]
    (finding,) = result["diagnostics"]
    assert (finding["path"], finding["line"], finding["code"]) == ("pkg/one.py", 4, "X1")
    path.unlink()
    build.run("-k", "0")
    assert path.read_text() == fresh  # replayed


def test_stamp_and_identity_files_are_what_the_contract_says(build):
    stamps = build.root / "build/pydeps.out/stamps"
    done = build.start(build.program, "stamp", "pkg/one.py", "--level", "declared")
    key = done.stdout.split()[0]
    assert (stamps / "pkg/one.py.declared").read_text() == f"depstamp1 declared {key}\n"
    text = (stamps / "decl.identity").read_text()
    assert text.startswith("depstamp1 identity xxh3:") and len(text.split()[2]) == 37


# ---- several files per edge


def test_a_folder_is_one_edge(build):
    build.generate("--batch", "folder")
    done = build.run()
    assert done.edges == ["decl pkg/folder", "plain pkg/folder"], done
    assert done.tools == one_edge_each(FILES)
    build.write({"pkg/alone.py": "a = 2\n"})
    done = build.run()
    assert done.edges == ["decl pkg/folder", "plain pkg/folder"], done
    assert done.tools == one_edge_each(["pkg/alone.py"]), done  # the others are replayed
    assert build.run().idle()


def test_a_component_is_one_edge(build):
    build.write(
        {
            "ring/__init__.py": "",
            "ring/a.py": "import ring.b\n",
            "ring/b.py": "import ring.a\n",
        }
    )
    build.generate("--batch", "component", "--analyzer", "decl")
    done = build.run()
    assert "decl ring/a.py" in done.edges and "decl ring/b.py" not in done.edges, done
    assert "decl ring/b.py" in done.tools
    build.write({"ring/b.py": "import ring.a\n\nb = 1\n"})
    done = build.run()
    assert done.edges == ["decl ring/a.py"], done
    assert done.tools == ["decl ring/a.py", "decl ring/b.py"], done


def test_many_files_go_into_a_response_file(build):
    names = [f"many files/m$ {number:02d}.py" for number in range(60)]
    build.write({name: "x = 1\n" for name in names})
    build.generate("--batch", "1000", "--analyzer", "plain")
    done = build.run("-v")
    assert done.status == 0 and " @" in done.text, done
    assert len(done.tools) == len(names) + len(FILES)
    build.write({names[30]: "x = 2\n"})
    assert build.run().tools == [f"plain {names[30]}"]


def test_batches_of_a_number_of_files_move_little_when_files_come(build):
    build.write({f"n/m{number:03d}.py": "" for number in range(100)})
    build.generate("--batch", "10", "--analyzer", "plain")
    before = build.run().edges
    assert 4 < len(before) < 30
    build.write({"n/m0505.py": ""})
    done = build.run()
    assert len(done.edges) <= 2 and done.tools == ["plain n/m0505.py"], done


@pytest.mark.parametrize("text", ["0", "-3", "x", "1.5", "files", ""])
def test_a_batch_that_is_none_is_refused(build, text):
    done = build.start(build.program, "ninja", "-o", "x.ninja", "--batch", text)
    assert done.returncode == 2 and "--batch needs a number of files" in done.stdout


# ---- in other people's builds


def test_what_depends_on_a_validation_does_not_wait_for_it(build):
    build.write(
        {
            "build.ninja": MANIFEST
            + "rule copy\n  command = cp $in $out\n"
            + "build build/app: copy pkg/alone.py || depstamp\n"
            + "default build/app\n",
            "pkg/one.py": "# BAD\n",
        }
    )
    build.generate("--validations")
    done = build.run("-k", "0")
    assert done.status != 0 and "this is bad" in done.text, done
    assert (build.root / "build/app").exists()


def test_without_validations_it_waits(build):
    build.write(
        {
            "build.ninja": MANIFEST
            + "rule copy\n  command = cp $in $out\n"
            + "build build/app: copy pkg/alone.py || depstamp\n",
            "pkg/one.py": "# BAD\n",
        }
    )
    build.generate()
    assert build.run("-k", "0").status != 0
    assert not (build.root / "build/app").exists()


def test_the_manifest_is_one_by_itself_too(build):
    (build.root / "build.ninja").unlink()
    done = build.run("-f", "build/pydeps.ninja")
    assert done.status == 0 and done.tools == one_edge_each(FILES), done


def test_a_build_elsewhere_finds_the_project(build, tmp_path):
    elsewhere = tmp_path / "out"
    elsewhere.mkdir()
    command = [build.program, "ninja", "--root", build.root, "-o", "pydeps.ninja"]
    subprocess.run(command, cwd=elsewhere, env=build.environment(), check=True)
    done = build.run("-f", "pydeps.ninja", cwd=elsewhere)
    assert done.status == 0 and done.tools == one_edge_each(FILES), done
    build.write({"pkg/alone.py": "a = 3\n"})
    done = build.run("-f", "pydeps.ninja", cwd=elsewhere)
    assert done.scans == 1 and done.tools == one_edge_each(["pkg/alone.py"]), done
    assert build.run("-f", "pydeps.ninja", cwd=elsewhere).idle()


def test_one_analyzer_can_be_asked_for(build):
    done = build.run("depstamp-plain")
    assert done.tools == [f"plain {name}" for name in sorted(FILES)], done


def test_a_log_among_the_sources_is_warned_of(build):
    build.write({"build.ninja": MANIFEST.replace("builddir = build\n", "")})
    build.run()
    build.write({"pkg/alone.py": "a = 3\n"})
    assert "set `builddir` in build.ninja" in build.run().text


def test_the_same_project_gives_the_same_manifest(build):
    path = build.root / "build/pydeps.ninja"
    before = path.read_bytes()
    build.generate()
    assert path.read_bytes() == before
    path.unlink()
    build.generate("--jobs", "1")
    assert path.read_bytes().replace(b"--jobs 1", b"") == before
