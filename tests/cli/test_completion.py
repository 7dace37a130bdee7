# SPDX-License-Identifier: MIT
"""`completion`: the scripts, loaded by the shells that they are for."""

import fcntl
import os
import pty
import select
import shlex
import shutil
import struct
import subprocess
import termios
import time

import pytest

from cli.workspace import run_git

# What is typed, and some of what must be offered for it.
OFFERS = [
    ("depstamp af", {"affected"}),
    ("depstamp ", {"scan", "affected", "cache", "help"}),
    ("depstamp -q wh", {"why"}),
    ("depstamp --root . --jobs 3 wh", {"why"}),
    ("depstamp affected --sta", {"--staged"}),
    ("depstamp affected --format ", {"lines", "nul", "json"}),
    ("depstamp affected --format js", {"json"}),
    ("depstamp affected --level ", {"none", "declared", "content"}),
    ("depstamp affected --since to", {"topic"}),
    ("depstamp run --fail-on ", {"error", "warning", "note"}),
    ("depstamp run --co", {"--color", "--config"}),
    ("depstamp cache s", {"stats", "save", "sign"}),
    ("depstamp help sk", {"skeleton"}),
    ("depstamp manifest fir", {"first file.py"}),
    ("depstamp completion ", {"bash", "zsh", "fish"}),
]
PROMPT = "ready> "
# Words that would be wrong there.
NEVER = {"depstamp affected --format ": "first", "depstamp scan ": "affected"}


def shell(name):
    path = shutil.which(name)
    if not path:
        pytest.skip(f"no {name} here")
    return path


@pytest.fixture
def place(program, tmp_path):
    """A folder with a branch, a file whose name has a blank, and `depstamp`."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "depstamp").symlink_to(program)
    (tmp_path / "first file.py").touch()
    run_git(tmp_path, "init", "-q")
    run_git(tmp_path, "add", ".")
    run_git(tmp_path, "commit", "-qm", "one")
    run_git(tmp_path, "branch", "topic")
    return tmp_path


def environment(place):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "LC_"))}
    path = f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return kept | {"PATH": path, "HOME": str(place), "TERM": "dumb", "LANG": "C.UTF-8"}


def script_of(depstamp, name, place):
    done = depstamp("completion", name)
    assert (done.returncode, done.stderr) == (0, "")
    script = place / f"complete.{name}"
    script.write_text(done.stdout)
    return script


def output_of(place, *command):
    done = subprocess.run(
        command,
        cwd=place,
        env=environment(place),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def bash_offers(place, script, line):
    """As readline calls it; a blank at the end begins a new word."""
    words = line.split() + ([""] if line.endswith(" ") else [])
    text = (
        f"source {shlex.quote(str(script))}\n"
        f"COMP_WORDS=({' '.join(map(shlex.quote, words))})\n"
        f"COMP_CWORD={len(words) - 1}\n_depstamp\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    return set(output_of(place, shell("bash"), "--norc", "-c", text).splitlines())


def fish_offers(place, script, line):
    text = f"source {shlex.quote(str(script))}; complete -C {shlex.quote(line)}"
    told = output_of(place, shell("fish"), "--no-config", "-c", text)
    return {row.split("\t")[0].replace("\\", "") for row in told.splitlines()}


@pytest.mark.parametrize(("line", "expected"), OFFERS)
def test_bash(depstamp, place, line, expected):
    assert expected <= bash_offers(place, script_of(depstamp, "bash", place), line)


def test_bash_breaks_words_at_an_equals_sign(depstamp, place):
    script = script_of(depstamp, "bash", place)
    for line in ("depstamp affected --format = ", "depstamp affected --format = js"):
        assert "json" in bash_offers(place, script, line)
    for line in ("depstamp affected --format =", "depstamp --root = . affected --format ="):
        assert bash_offers(place, script, line) == {"lines", "nul", "json", "bazel-query"}
    assert "why" in bash_offers(place, script, "depstamp --root = . w")


@pytest.mark.parametrize(("line", "expected"), OFFERS)
def test_fish(depstamp, place, line, expected):
    assert expected <= fish_offers(place, script_of(depstamp, "fish", place), line)


@pytest.mark.parametrize("name", ["bash", "fish"])
def test_nothing_is_offered_that_cannot_stand_there(depstamp, place, name):
    script = script_of(depstamp, name, place)
    offers = {"bash": bash_offers, "fish": fish_offers}[name]
    for line, wrong in NEVER.items():
        assert not any(offer.startswith(wrong) for offer in offers(place, script, line))


class Terminal:
    """An interactive zsh, typed into."""

    def __init__(self, place, script):
        zsh = shell("zsh")
        pid, self.fd = pty.fork()
        if pid == 0:
            os.chdir(place)
            os.execve(zsh, ["zsh", "-f", "-i"], environment(place) | {"PS1": PROMPT})
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 200, 200, 0, 0))
        self.pid = pid
        self.read = ""
        self.run(f"LISTMAX=9999; autoload -U compinit; compinit -u -d {place}/dump")
        self.run(f"source {shlex.quote(str(script))}")

    def wait(self, expected):
        """What is printed until then."""
        end = time.monotonic() + 60
        while expected not in self.read:
            left = end - time.monotonic()
            assert left > 0, self.read
            if select.select([self.fd], [], [], left)[0]:
                self.read += os.read(self.fd, 65536).decode(errors="replace")
        told, _, self.read = self.read.partition(expected)
        return told

    def run(self, line):
        """What it prints; typed once the prompt is there, or zsh misses it."""
        self.wait(PROMPT)
        os.write(self.fd, f"{line}; echo fin''ished\n".encode())
        return self.wait("finished")

    def offers(self, line):
        """Control-D lists what could follow; control-U drops the line."""
        return self.run(f"{line}\x04\x15true").replace("\\", "")

    def close(self):
        os.close(self.fd)
        os.waitpid(self.pid, 0)


@pytest.fixture
def zsh(depstamp, place):
    terminal = Terminal(place, script_of(depstamp, "zsh", place))
    yield terminal
    terminal.close()


def test_zsh(zsh):
    for line, expected in OFFERS:
        told = zsh.offers(line)
        listed = told[told.index(line) + len(line) :]
        assert all(word in listed for word in expected), (line, told)


def test_zsh_finds_no_fault_in_the_script(depstamp, place):
    assert output_of(place, shell("zsh"), "-n", script_of(depstamp, "zsh", place)) == ""


def test_an_unknown_shell_is_refused(depstamp):
    done = depstamp("completion", "tcsh")
    assert done.returncode == 2
    assert "bash, zsh and fish" in done.stderr
