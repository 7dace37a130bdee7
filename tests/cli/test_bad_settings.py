# SPDX-License-Identifier: MIT
"""Broken configuration and command lines: a clear message with its place."""

import json
import os
import signal
import subprocess

import pytest

from cli.conftest import clean_environment

pytest_plugins = ["cli.workspace"]


@pytest.fixture
def good(work):
    """Two files that must never be lost, whatever lies beside them."""
    return work.write({"a.py": "import b\n", "b.py": ""})


def nothing_is_lost(work):
    assert work.graph()["a.py"] == ["b.py"]
    assert {"a.py", "b.py"} <= set(work.keys())
    assert set(work.affected("b.py")) >= {"a.py", "b.py"}


# -- configuration --------------------------------------------------------

CONFIGURATIONS = {
    "an open bracket": ("roots: [a\n", None),
    "a tab": ("a:\n\tb: 1\n", None),
    "an unknown key": ("\nrots: [src]\n", "2:1"),
    "an unknown key below": ("cache:\n  dri: x\n", "2:3"),
    "a scalar for a list of lists": ("roots: [[a]]\n", "1:9"),
    "a map for a list": ("roots: {a: b}\n", "1:8"),
    "a word for a number": ("string_imports: {min_dots: many}\n", "1:28"),
    "a negative number": ("string_imports: {min_dots: -1}\n", "1:28"),
    "a huge number": ("string_imports: {min_dots: 99999999999999999999}\n", "1:28"),
    "a word for a switch": ("gitignore: perhaps\n", "1:12"),
    "an unknown hash": ("cache: {hash: md5}\n", "1:15"),
    "a list at the top": ("- a\n", "1:1"),
    "a scalar at the top": ("hello\n", "1:1"),
    "the same key twice": ("gitignore: true\ngitignore: false\n", "2:1"),
    "two documents": ("gitignore: true\n---\ngitignore: false\n", None),
    "not UTF-8": (b"roots: [\xff]\n", None),
    "NUL bytes": (b"roots: [\0]\n", None),
    "an alias that goes in circles": ("roots: &a [*a]\n", None),
    "an alias that explodes": (
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n"
            for i in range(9)
        ),
        None,
    ),
    "10,000 open brackets": ("roots: " + "[" * 10000 + "\n", None),
    "a tag": ("roots: !!python/object/apply:os.system ['touch pwned']\n", None),
}


@pytest.mark.parametrize(
    "text, place",
    [pytest.param(*case, id=name) for name, case in CONFIGURATIONS.items()],
)
def test_a_broken_configuration_is_trouble_with_its_place(good, text, place):
    good.write({"depstamp.yaml": text})
    message = good.trouble("scan")
    assert "depstamp.yaml" in message
    if place:
        assert f"depstamp.yaml:{place}:" in message
    assert not (good.root / "pwned").exists()


def test_an_unknown_key_comes_with_the_nearest_word(good):
    good.write({"depstamp.yaml": "rots: [src]\n"})
    message = good.trouble("scan")
    assert "rots" in message and "roots" in message


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n", "{}\n", "roots:\n"])
def test_an_empty_configuration_is_none(good, text):
    good.write({"depstamp.yaml": text})
    if text == "roots:\n":
        assert good.run("scan").returncode in (0, 2)
    else:
        nothing_is_lost(good)


def test_a_configuration_that_is_a_folder_is_trouble(good):
    (good.root / "depstamp.yaml").mkdir()
    done = good.run("scan")
    assert done.returncode in (0, 2)
    assert done.returncode == 0 or "depstamp.yaml" in done.stderr


def test_a_named_configuration_that_is_not_there_is_trouble(good):
    assert "no.yaml" in good.trouble("--config", "no.yaml", "scan")


ENVIRONMENT = {
    "DEPSTAMP_GITIGNORE": "perhaps",
    "DEPSTAMP_STRING_IMPORTS_MIN_DOTS": "many",
    "DEPSTAMP_CACHE_HASH": "md5",
    "DEPSTAMP_LIMITS_JOBS": "-3",
}


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_a_wrong_variable_is_trouble_with_its_name(good, name):
    assert name in good.trouble("scan", env={name: ENVIRONMENT[name]})


ROOTS = ["/", "/etc", "..", "../..", "no/such/folder", "a.py", ""]


@pytest.mark.parametrize("root", ROOTS)
def test_a_root_that_makes_no_sense_is_no_crash(good, root):
    good.write({"depstamp.yaml": f"roots: ['{root}']\n"})
    done = good.run("scan")
    assert done.returncode in (0, 2)
    assert done.returncode == 0 or done.stderr.strip()


GLOBS = [
    "[",
    "[a-",
    "**",
    "***/**/***",
    "\\",
    "!",
    "/",
    "a" * 100000,
    "*" * 1000 + "b",
    "*a" * 200,
    "[!",
    "{a,b",
    "../**",
    "/**/../x",
]


@pytest.mark.parametrize("glob", GLOBS, ids=lambda glob: glob[:8])
def test_a_hostile_glob_does_no_harm(good, glob):
    good.write({".gitignore": glob + "\n"})
    assert good.run("scan").returncode == 0
    good.remove(".gitignore")
    assert good.run("affected", "b.py", "--match", glob).returncode in (0, 2)
    good.write({"depstamp.yaml": json.dumps({"exclude": [glob], "depends": {"a.py": [glob]}})})
    assert good.run("scan").returncode in (0, 2)


# -- the command line -----------------------------------------------------

COMMANDS = [
    [],
    ["no-such-command"],
    ["scan", "--no-such-option"],
    ["--no-such-option", "scan"],
    ["scan", "--jobs"],
    ["--jobs", "none", "scan"],
    ["--jobs", "-1", "scan"],
    ["--jobs", "99999999999999999999", "scan"],
    ["--root", "no/such/folder", "scan"],
    ["--root", "a.py", "scan"],
    ["--root", "", "scan"],
    ["stamp", "--level", "", "--all"],
    ["graph", "--direction", "sideways"],
    ["graph", "a.py", "b.py", "c.py"],
    ["manifest", ""],
    ["affected", "--since"],
    ["why"],
    ["why", "a.py", "b.py"],
    ["--color", "sometimes", "scan"],
    ["\xff\xfe"],
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_wrong_command_line_is_trouble(good, arguments):
    good.trouble(*arguments)


def test_an_argument_behind_two_dashes_is_a_file(good):
    good.write({"--all.py": "import b\n"})
    assert good.text("stamp", "--", "--all.py").endswith("  --all.py\n")


def test_the_help_goes_to_stdout(good):
    for arguments in (["help"], ["--help"], ["help", "affected"], ["affected", "--help"]):
        done = good.run(*arguments)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.strip()


def test_a_full_disk_for_the_output_is_trouble(good, program):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [program, "graph"],
            cwd=good.root,
            env=clean_environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 2
    assert done.stderr.strip()


def test_a_closed_output_is_no_crash(good, program):
    for number in (0, 1, 2):
        done = subprocess.run(
            ["sh", "-c", f'exec {number}>&-; exec "$0" graph', program],
            cwd=good.root,
            env=clean_environment(),
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert done.returncode in (0, 2)


def test_a_reader_that_leaves_early_is_no_crash(work, program):
    work.write({f"m{i}.py": "" for i in range(20000)})
    one = subprocess.Popen(
        [program, "graph"],
        cwd=work.root,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    one.stdout.read(1)
    one.stdout.close()
    said = one.stderr.read()
    one.stderr.close()
    assert one.wait(timeout=60) in (0, 128 + signal.SIGPIPE)
    assert said == b""


def test_an_interrupt_ends_with_130(work, program):
    work.write({f"m{i}.py": "x = 1\n" * 2000 for i in range(3000)})
    one = subprocess.Popen(
        [program, "--jobs", "1", "scan"],
        cwd=work.root,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        one.wait(timeout=0.02)
    except subprocess.TimeoutExpired:
        one.send_signal(signal.SIGINT)
    one.communicate(timeout=60)
    assert one.returncode in (0, 130, -signal.SIGINT)


@pytest.mark.parametrize(
    "start",
    [
        lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN),
        lambda: signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD]),
    ],
    ids=["ignores", "blocks"],
)
def test_a_parent_that_ignores_or_blocks_its_children_is_no_trouble(work, program, start):
    work.write({"a.py": ""})
    work.commit()
    work.write({"a.py": "x = 1\n"})
    done = subprocess.run(
        [program, "affected"],
        cwd=work.root,
        env=clean_environment(),
        preexec_fn=start,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"a.py\n", b"")


def test_few_open_files_are_enough(work, program):
    work.write({f"d{i}/e/f/m.py": "import x\n" for i in range(300)})
    done = subprocess.run(
        ["sh", "-c", 'ulimit -n 24; exec "$0" --jobs 8 graph', program],
        cwd=work.root,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == 300


def test_nothing_but_the_cache_is_written(good):
    good.text("scan"), good.text("graph"), good.text("stamp", "--all")
    assert sorted(os.listdir(good.root)) == [".depstamp", "a.py", "b.py"]
    assert sorted(os.listdir(good.root.parent)) == ["work"]
