# SPDX-License-Identifier: MIT
"""The manual's pages, and the examples that they and `help` give."""

import re
import shlex
import shutil
import subprocess

import pytest

from cli.conftest import REPOSITORY
from cli.workspace import run_git


def commands(depstamp):
    listed = depstamp("help").stdout.split("Commands\n")[1].split("\n\n")[0]
    return [line.split()[0] for line in listed.splitlines()]


@pytest.fixture
def pages(depstamp, tmp_path):
    """A folder with all of them."""
    folder = tmp_path / "man1"
    folder.mkdir()
    for name in [None, *commands(depstamp)]:
        words = ["help", "--man"] + ([name] if name else [])
        done = depstamp(*words)
        assert (done.returncode, done.stderr) == (0, "")
        (folder / f"depstamp{'-' + name if name else ''}.1").write_text(done.stdout)
    return folder


def mandoc(*arguments):
    if not shutil.which("mandoc"):
        pytest.skip("no mandoc here")
    return subprocess.run(["mandoc", *arguments], capture_output=True, text=True, check=False)


def test_mandoc_finds_no_fault(pages):
    """It looks for other pages among those that are installed only."""
    names = sorted(pages.iterdir())
    told = mandoc("-Tlint", *names).stdout.splitlines()
    for line in told:
        other = re.search(r"STYLE: referenced manual not found: Xr (\S+) 1", line)
        assert other, line
        assert pages / f"{other[1]}.1" in names


def test_a_page_says_what_help_says(depstamp, pages):
    for name in commands(depstamp):
        done = mandoc("-Tascii", pages / f"depstamp-{name}.1")
        assert done.returncode == 0
        page = re.sub(".\x08", "", done.stdout)
        told = depstamp("help", name).stdout.split("\nOptions of")[0]
        for option in re.findall(r"--[a-z-]+", told):
            assert option in page, (name, option)
    assert "…".encode() not in (pages / "depstamp-run.1").read_bytes()


def examples(depstamp):
    for name in commands(depstamp):
        _, _, text = depstamp("help", name).stdout.partition("\nExamples\n")
        lines = re.findall(r"^  (depstamp .*)$", text, re.MULTILINE)
        assert lines, f"no example of {name}"
        for line in lines:
            assert line.startswith(f"depstamp {name}")
            yield line


def test_examples_work(program, depstamp, tmp_path):
    """On the bundled project, with a second commit, as a shell runs them."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "depstamp").symlink_to(program)
    for number, line in enumerate(examples(depstamp)):
        project = tmp_path / f"project{number}"
        shutil.copytree(REPOSITORY / "tests" / "example", project)
        run_git(project, "init", "-q")
        for text in ("RATE = 19", "RATE = 20"):
            tax = project / "shop" / "tax.py"
            tax.write_text(re.sub(r"RATE = \d+", text, tax.read_text()))
            run_git(project, "add", ".")
            run_git(project, "commit", "-qm", text)
        tax.write_text(tax.read_text() + "\n\ndef more():\n    return RATE\n")
        if " init" in line:
            (project / "depstamp.yaml").unlink()
        done = subprocess.run(
            f"PATH={shlex.quote(str(tmp_path / 'bin'))}:$PATH; {line}",
            shell=True,
            cwd=project,
            capture_output=True,
            text=True,
            check=False,
        )
        # 1 is what `run` says of a finding.
        assert done.returncode in (0, 1), (line, done.stdout, done.stderr)
        assert "warning" not in done.stderr, (line, done.stderr)


def test_completion_knows_the_parts_of_a_command(depstamp):
    """Those of `cache` and `config` are listed by their help."""
    script = depstamp("completion", "bash").stdout
    for name in ("cache", "config"):
        text = depstamp("help", name).stdout.split("\nOptions")[0]
        parts = re.findall(r"^  ([a-z]+)  ", text, re.MULTILINE)
        offered = re.search(rf"'{name} 0'\) _depstamp_words '([^']*)'", script)
        assert offered[1].split() == parts
