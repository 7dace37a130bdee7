# SPDX-License-Identifier: MIT
"""Hostile and broken input: a clear message or a noted error, nothing lost."""

import json
import os
import socket
import subprocess
import threading

import pytest

pytest_plugins = ["cli.workspace"]


@pytest.fixture
def good(work):
    """Two files that must never be lost, whatever lies beside them."""
    return work.write({"a.py": "import b\n", "b.py": ""})


def nothing_is_lost(work):
    assert work.graph()["a.py"] == ["b.py"]
    assert {"a.py", "b.py"} <= set(work.keys())
    assert set(work.affected("b.py")) >= {"a.py", "b.py"}


SOURCES = {
    "not UTF-8": b"\xff\xfe\nimport b\n",
    "UTF-16": "import b\n".encode("utf-16"),
    "an unknown cookie": b"# coding: nonsense\nimport b\n",
    "a cookie of UTF-7": b"# coding: utf-7\nimport b\n",
    "a mark and another cookie": b"\xef\xbb\xbf# coding: latin-1\nimport b\n",
    "NUL bytes": b"import b\n" + b"\0" * 10000,
    "NUL bytes between": b"\0import b\n\0\nimport b\n",
    "only NUL bytes": b"\0" * 100,
    "random bytes": bytes(range(256)) * 50,
    "10,000 nested parentheses": b"import b\nx = " + b"(" * 10000 + b")" * 10000 + b"\n",
    "10,000 open parentheses": b"import b\nx = " + b"(" * 10000,
    "10,000 closed parentheses": b"import b\nx = " + b")" * 10000 + b"\nimport b\n",
    "10,000 mixed brackets": b"import b\nx = " + b"([{" * 10000 + b"}])" * 10000 + b"\n",
    "1,000,000 open brackets": b"import b\n" + b"[" * 1000000,
    "brackets over lines": b"import b\nx = " + b"(\n" * 20000 + b")\n" * 20000,
    "nested f-strings": b"import b\nx = " + b"f'{" * 5000 + b"}'" * 5000 + b"\n",
    "nested f-strings of all quotes": b"import b\nx = f'''{f\"\"\"{f'{f\"{1}\"}'}\"\"\"}'''\n",
    "open f-strings": b"import b\nx = " + b"f'{" * 5000,
    "open strings": b"import b\nx = " + b"'" * 9999 + b"\n",
    "open triple strings": b"import b\nx = '''\n" + b"import c\n" * 1000,
    "deep blocks": b"import b\n" + b"".join(b" " * i + b"if x:\n" for i in range(2000)),
    "deep functions": b"import b\n"
    + b"".join(b" " * i + b"def f():\n" for i in range(2000))
    + b" " * 2000
    + b"import b\n",
    "one-line blocks": b"import b\n" + b"if x: " * 5000 + b"import b\n",
    "a line of 5 MB": b"import b\nx = '" + b"a" * 5000000 + b"'\n",
    "a comment of 5 MB": b"import b\n#" + b"a" * 5000000,
    "a name of 1 MB": b"import b\nimport " + b"a" * 1000000 + b"\n",
    "100,000 components": b"import b\nimport " + b".".join([b"a"] * 100000) + b"\n",
    "100,000 dots": b"import b\nfrom " + b"." * 100000 + b" import x\n",
    "70,000 dots and a name": b"import b\nfrom " + b"." * 70000 + b"b import x\n",
    "100,000 names": b"import b\nfrom b import "
    + b", ".join(b"n%d" % i for i in range(100000))
    + b"\n",
    "100,000 imports": b"import b\n" + b"".join(b"import m%d\n" % i for i in range(100000)),
    "100,000 statements in a line": b"import b\n" + b"import b;" * 100000 + b"\n",
    "100,000 backslashes": b"import b\n" + b"\\\n" * 100000 + b"import b\n",
    "a backslash at the end": b"import b\n\\",
    "a backslash and a CR at the end": b"import b\n\\\r",
    "only CR": b"import b\r" + b"\r" * 100000,
    "only form feeds": b"import b\n" + b"\f" * 100000,
    "only tabs": b"import b\n" + b"\t" * 100000 + b"x\n",
    "keywords alone": b"import b\nimport\nfrom\nfrom .\nfrom . import\nimport ,\nlazy\n",
    "1,000,000 lines": b"import b\n" + b"x\n" * 1000000,
    "a pragma without a name": b"import b\n# depstamp: depends\n# depstamp:\n# depstamp: ?\n",
    "a pragma that leaves the project": b"import b\n# depstamp: depends ../../../etc/passwd\n"
    b"# depstamp: depends /etc/passwd\n",
    "a long pragma": b"import b\n# depstamp: depends " + b"x/" * 100000 + b"\n",
    "a dynamic import of nonsense": b"import b\n__import__('')\n__import__('..')\n"
    b"__import__('a/../b')\n__import__('a b')\n__import__('\\0')\n__import__('.')\n",
    "an import of dots": b"import b\nimport ..\nimport a..b\nimport .a\n",
    "a name that is a path": b"import b\n__import__('../../../../etc/passwd')\n",
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_hostile_source_harms_nobody(good, source):
    good.write({"hostile.py": source, "u.py": "import hostile\n"})
    nothing_is_lost(good)
    assert good.graph()["u.py"] == ["hostile.py"]
    one = good.manifest("hostile.py")
    assert one["path"] == "hostile.py"
    if source.startswith(b"import b\n"):
        assert "b.py" in one["dependencies"]
    base = good.baseline()
    good.append("hostile.py", "#")
    found = good.affected("--baseline", base)
    assert found == ["hostile.py", "u.py"]


def test_a_file_of_50_MB_is_read(good):
    good.write({"big.py": "import b\n" + "x = 1  # a line of some length\n" * 1_700_000})
    assert (good.root / "big.py").stat().st_size > 50 * 10**6
    nothing_is_lost(good)
    # The manifest parses all of it, which a sanitizer makes slow.
    one = json.loads(good.run("manifest", "big.py", timeout=600).stdout)[0]
    assert one["dependencies"] == ["b.py"] or one["errors"]


def test_a_sparse_file_of_many_gigabytes_is_no_trouble(good):
    with open(good.root / "sparse.py", "wb") as stream:
        stream.truncate(20 * 2**30)
    done = good.run("graph", timeout=120)
    assert done.returncode == 0
    assert json.loads(done.stdout)["a.py"] == ["b.py"]


NAMES = [
    "a\nb.py",
    'q"q.py',
    "tab\t.py",
    "back\\s.py",
    "with blank.py",
    "-dash.py",
    "--all.py",
    "a'b.py",
    "\x01.py",
    "\x7f.py",
    "$(x).py",
    "`x`.py",
    "*.py",
    "[a].py",
    "!x.py",
    "#x.py",
    "größe.py",
    "\u202e.py",
    "🐍.py",
    "..py",
    ".py",
    "...py",
    "x" * 252 + ".py",
    "é.py",
    "e\u0301.py",
    "a.b.c.py",
    "1.py",
    "class.py",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_may_have_any_name(good, name):
    good.write({name: "import b\n"})
    nothing_is_lost(good)
    assert good.graph()[name] == ["b.py"]
    assert good.manifest("./" + name)["path"] == name
    report = good.report("b.py")
    assert name in [one["path"] for one in report["affected"]]
    found = good.text("affected", "b.py", "--format", "nul").split("\0")
    assert name in found


@pytest.mark.parametrize("name", ["a\nb", 'q"q', "with blank", "-d", "größe", "*", "a.b"])
def test_a_folder_may_have_any_name(good, name):
    good.write({f"{name}/__init__.py": "", f"{name}/m.py": "from . import n\n"})
    good.write({f"{name}/n.py": ""})
    nothing_is_lost(good)
    assert f"{name}/n.py" in good.graph()[f"{name}/m.py"]


def test_a_name_that_is_not_UTF_8_is_kept(good):
    name = b"\xff\xfe.py"
    with open(os.path.join(os.fsencode(good.root), name), "wb") as stream:
        stream.write(b"import b\n")
    nothing_is_lost(good)
    done = good.run("affected", "b.py", "--format", "nul", text=False)
    assert done.returncode == 0
    assert name in done.stdout.split(b"\0")
    for command in (["graph"], ["affected", "b.py", "--format", "json"]):
        json.loads(good.run(*command, text=False).stdout.decode("utf-8"))


# -- things that are no files ---------------------------------------------


def test_a_pipe_named_like_a_source_does_not_block(good):
    os.mkfifo(good.root / "pipe.py")
    good.write({"u.py": "import pipe\n"})
    nothing_is_lost(good)
    assert good.graph()["u.py"] == []


def test_a_socket_named_like_a_source_does_no_harm(good):
    before = os.getcwd()
    os.chdir(good.root)
    try:
        server = socket.socket(socket.AF_UNIX)
        server.bind("sock.py")
        nothing_is_lost(good)
        server.close()
    finally:
        os.chdir(before)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/tty", "/proc/self/mem"])
def test_a_link_to_a_device_does_not_block(good, device):
    good.link("device.py", device).write({"u.py": "import device\n"})
    nothing_is_lost(good)


def test_a_folder_named_like_a_source_does_no_harm(good):
    good.write({"dir.py/x.py": "import b\n", "u.py": "import dir\n"})
    nothing_is_lost(good)
    assert "dir.py" not in good.graph()


def test_a_folder_in_place_of_an_init_does_no_harm(good):
    good.write({"p/__init__.py/x.txt": "", "p/m.py": "", "u.py": "import p.m\n"})
    nothing_is_lost(good)
    assert good.graph()["u.py"] == ["p/m.py"]


def test_links_that_go_in_circles_do_no_harm(good):
    good.link("one.py", "two.py").link("two.py", "one.py").link("me.py", "me.py")
    good.link("loop", ".").link("deep/er", "../deep").link("up", "..")
    good.write({"u.py": "import loop.loop.loop.a\nimport up.work.b\nimport one\n"})
    nothing_is_lost(good)
    assert not any("/" in path for path in good.graph())


def test_a_chain_of_links_is_followed(good):
    for index in range(30):
        good.link(f"l{index}.txt", f"l{index + 1}.txt")
    good.write({"l30.txt": "import b\n"}).link("first.py", "l0.txt")
    assert good.graph()["first.py"] == ["b.py"]


def test_a_very_deep_folder_does_no_harm(good):
    here = os.open(good.root, os.O_RDONLY)
    try:
        for _ in range(300):
            os.mkdir("d" * 20, dir_fd=here)
            below = os.open("d" * 20, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
        target = os.open("deep.py", os.O_WRONLY | os.O_CREAT, dir_fd=here)
        os.write(target, b"import b\n")
        os.close(target)
    finally:
        os.close(here)
    try:
        nothing_is_lost(good)
    finally:
        subprocess.run(["rm", "-rf", good.root / ("d" * 20)], check=True)


def test_a_folder_of_20000_files_is_read(good):
    for index in range(20000):
        (good.root / f"m{index}.py").touch()
    nothing_is_lost(good)
    assert len(good.graph()) == 20002


def test_a_chain_of_20000_imports_is_followed(work):
    """Components and closures must not recurse once per file."""
    for index in range(20000):
        (work.root / f"m{index}.py").write_text(f"import m{index + 1}\n")
    assert len(work.affected("m19999.py")) == 20000


def test_a_cycle_of_20000_files_is_followed(work):
    for index in range(20000):
        (work.root / f"m{index}.py").write_text(f"import m{(index + 1) % 20000}\n")
    assert len(work.affected("m7.py")) == 20000


# -- things that change while they are read -------------------------------


def test_files_that_grow_and_vanish_meanwhile_do_no_harm(good):
    stop = threading.Event()

    def churn():
        number = 0
        while not stop.is_set():
            number += 1
            path = good.root / f"churn{number % 40}.py"
            if number % 3 == 0 and path.exists():
                path.unlink()
            else:
                path.write_text("import b\n" * (number % 5000))
            folder = good.root / f"dir{number % 10}"
            if folder.exists():
                subprocess.run(["rm", "-rf", folder], check=True)
            else:
                folder.mkdir()
                (folder / "x.py").write_text("import a\n")

    worker = threading.Thread(target=churn)
    worker.start()
    try:
        for _ in range(40):
            nothing_is_lost(good)
    finally:
        stop.set()
        worker.join()
    warm = good.text("stamp", "--all")
    good.remove(".depstamp")
    assert good.text("stamp", "--all") == warm


def test_a_file_that_cannot_be_decoded_counts_by_its_bytes(good):
    good.write({"x.py": b"\xff\n", "u.py": "import x\n"})
    base = good.baseline()
    good.write({"x.py": b"\xfe\n"})
    assert good.affected("--baseline", base) == ["u.py", "x.py"]


def test_a_gitignore_that_is_not_text_does_no_harm(good):
    for content in (b"\xff\xfe\0\n", b"\0" * 1000, b"a" * 10**6, b"\n" * 10**6, b"!\n"):
        good.write({".gitignore": content})
        nothing_is_lost(good)


def test_a_gitignore_that_is_a_folder_or_a_link_does_no_harm(good):
    good.write({".gitignore/x": ""})
    nothing_is_lost(good)
    good.remove(".gitignore").link(".gitignore", "/dev/zero")
    nothing_is_lost(good)
    good.remove(".gitignore").link(".gitignore", ".gitignore")
    nothing_is_lost(good)


def test_a_project_file_that_is_broken_does_no_harm(good):
    good.write({"u.py": "import nowhere\n"})
    for content in (
        b"[project\n",
        b"\xff\0",
        b"[project]\ndependencies = 3\n",
        b"[" * 10000,
        b"[project]\ndependencies = [1, [2], {a = 3}, '', '>=1', '@@@']\n",
    ):
        good.write({"pyproject.toml": content})
        nothing_is_lost(good)
