# SPDX-License-Identifier: MIT
"""Actions of `depstamp worker`, without Bazel."""

import json
import sys

import pytest

from cli.conftest import depstamp, project  # noqa: F401

TOOL = """\
#!{python}
import os, sys
for path in sys.argv[1:]:
    if "BAD" in open(path).read():
        names = sorted(name for _, _, names in os.walk(".") for name in names)
        print(f"{{path}}:1:1: X1 {{' '.join(names)}}")
        sys.exit(1)
"""

ROW = json.dumps(
    {
        "command": ["tool", "{args}", "{files}"],
        "level": "declared",
        "version": ["true"],
        "identity": [],
    }
)


@pytest.fixture
def act(depstamp, tmp_path):  # noqa: F811
    """act("index", "--level", …) in tmp_path."""

    def perform(*words, **options):
        (tmp_path / "words").write_text("".join(f"{word}\n" for word in words))
        options.setdefault("env", {})["TMPDIR"] = str(tmp_path / "tmp")
        (tmp_path / "tmp").mkdir(exist_ok=True)
        done = depstamp("worker", "@words", **options)
        # Nothing is left of what it worked in.
        assert not list((tmp_path / "tmp").iterdir())
        return done

    return perform


def analyze(*more):
    words = ["analyze", "--name", "tool", "--row", ROW, "--tool", "bin/tool"]
    words += ["--human", "out", "--machine", "sarif", "--exit-code", "code"]
    return [*words, *more]


@pytest.fixture
def tool(tmp_path):
    path = tmp_path / "bin" / "tool"
    path.parent.mkdir()
    path.write_text(TOOL.format(python=sys.executable))
    path.chmod(0o755)
    return path


def source(path, place=None):
    return ["--source", path, place or path]


def test_equal_stamps_are_equal_views(act, project):  # noqa: F811
    plain = "def f(x):\n    return x\n"
    folder = project({"a.py": plain, "b.py": "# b\n" + plain.replace("x\n", "1\n")})
    words = [*source("a.py"), "--view", "a.view", *source("b.py"), "--view", "b.view"]
    done = act("index", "--level", "declared", "--stamps", "stamps", *words)
    assert (done.returncode, done.stdout) == (0, "")
    first, second = (folder / "stamps").read_text().splitlines()
    assert first.split()[0] == second.split()[0]
    assert (first.split()[1], second.split()[1]) == ("a.py", "b.py")
    assert (folder / "a.view").read_bytes() == (folder / "b.view").read_bytes()
    assert "return" not in (folder / "a.view").read_text()


@pytest.mark.parametrize("level", ["declared", "inferred", "code", "content"])
def test_a_stamp_is_what_its_level_sees(act, project, level):  # noqa: F811
    def stamp(text):
        folder = project({"a.py": text})
        assert act("index", "--level", level, "--stamps", "s", *source("a.py")).returncode == 0
        return (folder / "s").read_text()

    first = stamp("def f(x):\n    return x\n")
    assert (stamp("def f(x):\n    return 1\n") == first) == (level == "declared")
    assert (stamp("# why\ndef f(x):\n    return x\n") == first) == (level != "content")
    assert stamp("def g(x):\n    return x\n") != first


def test_settings_raise_the_level(act, project):  # noqa: F811
    folder = project({"a.py": "def f(x: int) -> int:\n    return x\n", "conf/x.ini": "[mypy]\n"})
    row = ["--name", "mypy", "--row", '{"preset": "mypy"}', "--config", "conf/x.ini", "mypy.ini"]
    words = ["index", "--stamps", "s", *row, *source("a.py"), "--view", "v"]
    assert act(*words).returncode == 0
    assert "return" not in (folder / "v").read_text()
    project({"conf/x.ini": "[mypy]\nplugins = some.plugin\n"})
    assert act(*words).returncode == 0
    assert (folder / "v").read_text() == (folder / "a.py").read_text()


def test_a_tool_sees_its_inputs_and_nothing_else(act, project, tool):  # noqa: F811
    project({"src/a.py": "BAD = 1\n", "view": "b\n", "other.py": "", "c.ini": ""})
    words = [*source("src/a.py", "x/a.py"), "--dep", "view", "x/b.py", "--config", "c.ini", "c.ini"]
    done = act(*analyze(*words, "--empty", "y/c.py", "--unused", "unused"))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    folder = tool.parents[1]
    assert (folder / "out").read_text() == "x/a.py:1:1: X1 a.py b.py c.ini c.py [tool]\n"
    assert (folder / "code").read_text() == "1\n"
    assert (folder / "unused").read_text() == "view\n"
    assert json.loads((folder / "sarif").read_text())["version"] == "2.1.0"


def test_odd_names(act, project, tool):  # noqa: F811
    names = ["a b.py", "#c.py", "!d.py", "e[1]*?.py", "-f.py", "g'h.py", "i\\j.py", "k .py", "ü.py"]
    project({f"s/{name}": "BAD = 1\n" if name != "a b.py" else "" for name in names})
    words = [word for name in names for word in source(f"s/{name}", name)]
    assert act(*analyze(*words)).returncode == 0
    # One that it stops at is enough to know that it was given.
    assert (tool.parents[1] / "code").read_text() == "1\n"
    assert (tool.parents[1] / "out").read_text().count("X1") == 1
    for name in names[1:]:
        assert act(*analyze(*source(f"s/{name}", name))).returncode == 0
        assert (tool.parents[1] / "out").read_text().startswith(f"{name}:1:1: X1 "), name


def test_a_syntax_error_of_its_own_is_a_finding(act, project, tool):  # noqa: F811
    project({"a.py": "def f(:\n"})
    tool.write_text(f"#!{sys.executable}\nimport sys\nprint('a.py:1:1: E stops me')\nsys.exit(2)\n")
    assert act(*analyze(*source("a.py"))).returncode == 0
    assert (tool.parents[1] / "code").read_text() == "1\n"
    project({"a.py": "def f(): pass\n"})
    done = act(*analyze(*source("a.py")))
    assert done.returncode == 2
    assert "tool" in done.stdout


def test_a_missing_tool_is_trouble(act, project, tool):  # noqa: F811
    tool.unlink()
    project({"a.py": ""})
    done = act(*analyze(*source("a.py")))
    assert done.returncode == 2
    assert "bin/tool" in done.stdout


def test_check_and_collect(act, project):  # noqa: F811
    folder = project({"out": "found\n", "code": "1\n", "s": "z b\ny a\n", "t": "z b\n"})
    words = ["check", "--human", "out", "--exit-code", "code", "--out", "done"]
    done = act(*words)
    assert (done.returncode, done.stdout) == (1, "found\n")
    project({"code": "0\n"})
    assert act(*words).returncode == 0
    assert act("collect", "--out", "all", "--stamps", "s", "--stamps", "t").returncode == 0
    assert (folder / "all").read_text() == "y a\nz b\n"


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["dance"],
        ["index"],
        ["index", "--stamps", "s"],
        ["index", "--level"],
        ["index", "--level", "high", "--stamps", "s"],
        ["index", "--nothing", "x"],
        ["index", "--view", "x"],
        ["index", "--source", "a.py"],
        ["index", "--source", "a.py", "../a.py"],
        ["index", "--source", "a.py", "/a.py"],
        ["index", "--level", "code", "--stamps", "s", "--source", "absent.py", "a.py"],
        ["analyze", "--name", "x"],
        ["analyze", *analyze("--empty", "../x")[1:]],
        ["analyze", *analyze("--row", "{")[1:]],
        ["check"],
        ["collect"],
        ["collect", "--stamps", "absent"],
    ],
)
def test_words_that_make_no_sense_are_refused(act, words, tool):
    done = act(*words)
    assert done.returncode == 2
    assert done.stdout.startswith("depstamp: "), done


def test_the_command_line(depstamp):  # noqa: F811
    for words in ([], ["--level"], ["@absent"], ["@a", "@b"]):
        done = depstamp("worker", *words)
        assert done.returncode == 2, words
        assert done.stderr.startswith("depstamp: "), words
