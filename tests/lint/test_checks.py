# SPDX-License-Identifier: MIT
"""Each check finds what it is there for, and nothing in a clean tree."""

import subprocess
import sys
from pathlib import Path

import pytest

LINT = Path(__file__).resolve().parent
REPOSITORY = LINT.parents[1]
SPDX = "/* SPDX-License-Identifier: MIT */\n"
RULES = (REPOSITORY / "config" / "layers.txt").read_text()

CLEAN = {
    "core/base/a.h": SPDX + "#ifndef A_H\n#define A_H\nint a(int x);\n#endif\n",
    "core/base/a.c": SPDX
    + '#include "core/base/a.h"\n\n#include <stdio.h>\n\n'
    + "/* printf, exit and abort are words here. */\n"
    + "static const char *const words[] = {\"exit(1)\"};\n\n"
    + "int\na(int x)\n{\n    return x + words[0][0];\n}\n",
    "core/sys/s.c": SPDX
    + '#include <fcntl.h>\n\n#include "core/base/a.h"\n\n'
    + "struct s {\n    int x;\n};\n\nint\ns(void)\n{\n    return a(1);\n}\n",
    "core/cli/main.c": SPDX
    + '#include <stdio.h>\n#include <stdlib.h>\n\n#include "core/base/a.h"\n\n'
    + "int\nmain(void)\n{\n    printf(\"%d\", a(1));\n    exit(0);\n}\n",
    "tests/x.py": "# SPDX-License-Identifier: MIT\n",
}


def function(body, parameters="void"):
    return SPDX + f"static int\nf({parameters})\n{{\n{body}}}\n"


def write(folder, files):
    for name, text in {**CLEAN, "config/layers.txt": RULES, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def findings(check, folder, files):
    write(folder, files)
    done = subprocess.run(
        [sys.executable, LINT / f"{check}.py", folder],
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    assert done.returncode == (1 if done.stdout else 0)
    return done.stdout


@pytest.mark.parametrize(
    "check", ["layers", "ceilings", "banned", "alone", "spdx", "machine"]
)
def test_a_clean_tree_has_no_findings(check, tmp_path):
    assert findings(check, tmp_path, {}) == ""


LAYERS = {
    "an_upward_include": (
        {"core/base/b.c": SPDX + '#include "core/sys/s.h"\n'},
        "layer base must not include core/sys/s.h of layer sys",
    ),
    "a_sideways_include": (
        {"core/graph/g.c": SPDX + '#include "core/store/index.h"\n'},
        "layer graph must not include core/store/index.h of layer store",
    ),
    "an_unknown_layer": (
        {"core/extra/e.c": SPDX},
        "layer extra is not in config/layers.txt",
    ),
    "an_include_that_is_not_from_the_root": (
        {"core/base/b.c": SPDX + '#include "a.h"\n'},
        "not written from the root",
    ),
    "a_library_in_a_second_file": (
        {"core/conf/c.c": SPDX + "#include <xxhash.h>\n"},
        "<xxhash.h> belongs to core/base/hash.c alone",
    ),
    "a_library_in_a_header": (
        {"core/base/hash.h": SPDX + "#include <xxhash.h>\n"},
        "<xxhash.h> belongs to core/base/hash.c alone",
    ),
    "a_header_with_a_librarys_types_in_another_layer": (
        {
            "core/python/grammar.h": SPDX + "#include <tree_sitter/api.h>\n",
            "core/python/node.h": SPDX + '#include "core/python/grammar.h"\n',
            "core/plan/p.c": SPDX + '#include "core/python/node.h"\n',
        },
        "core/python/node.h shows a library's types to layer python alone",
    ),
    "the_system_outside_of_sys": (
        {"core/graph/g.c": SPDX + "#include <pthread.h>\n"},
        "<pthread.h> is for layer sys",
    ),
    "an_include_cycle": (
        {
            "core/base/b.h": SPDX + '#include "core/base/c.h"\n',
            "core/base/c.h": SPDX + '#include "core/base/b.h"\n',
        },
        "include cycle: core/base/b.h -> core/base/c.h -> core/base/b.h",
    ),
}


@pytest.mark.parametrize("name", LAYERS)
def test_the_layer_rule_finds(name, tmp_path):
    files, message = LAYERS[name]
    assert message in findings("layers", tmp_path, files)


BODY_61 = "    g();\n" * 58
DEEP = """\
    if (a) {
        for (;;) {
            switch (b) {
            case 1:
                if (c) {
                    return 1;
                }
            }
        }
    }
"""
CEILINGS = {
    "a_long_function": (function(BODY_61), "f: lines 61, at most 60"),
    "a_long_file": (SPDX + "int x(void);\n" * 500, "501 lines, at most 500"),
    "a_wide_line": (SPDX + "/* " + "x" * 75 + " */\n", "line of 81 columns"),
    "many_parameters": (
        function("", "int a, int b[2],\n  void (*c)(int, int), int d, int e, int g"),
        "f: parameters 6, at most 5",
    ),
    "deep_nesting": (function(DEEP), "f: levels of nesting 4, at most 3"),
    "complexity": (
        function("    return " + "\n        && ".join("a" * 16) + ";\n"),
        "f: complexity 16, at most 15",
    ),
}


@pytest.mark.parametrize("name", CEILINGS)
def test_the_ceilings_find(name, tmp_path):
    text, message = CEILINGS[name]
    found = findings("ceilings", tmp_path, {"core/base/b.c": text})
    assert message in found
    assert len(found.splitlines()) == 1


def test_the_ceilings_leave_the_largest_allowed_things(tmp_path):
    files = {
        "core/base/b.c": function(BODY_61[:-len("    g();\n")]),
        "core/base/c.c": SPDX + "int x(void);\n" * 499,
        "core/base/d.c": function("", "int a, int b, int c, int d, int e"),
        "core/base/e.c": function("    return " + "\n&& ".join("a" * 15) + ";\n"),
    }
    assert findings("ceilings", tmp_path, files) == ""


BANNED = {
    "printf": ('    printf("x");\n', "printf: only core/cli prints"),
    "stderr": ('    fputs("x", stderr);\n', "only core/cli prints"),
    "exit": ("    exit(1);\n", "exit: only core/cli exits"),
    "_exit": ("    _exit(1);\n", "_exit: only core/cli exits"),
    "abort": ("    abort();\n", "abort: out of memory aborts in core/base"),
    "local_state": ("    static int n;\n", "mutable state"),
}


@pytest.mark.parametrize("name", BANNED)
def test_the_banned_calls_find(name, tmp_path):
    body, message = BANNED[name]
    files = {"core/graph/g.c": function(body)}
    assert message in findings("banned", tmp_path, files)


@pytest.mark.parametrize(
    "line",
    ["static int n;", "int n = 0;", "static char *table[4];", "struct s all;"],
)
def test_the_banned_calls_find_globals(line, tmp_path):
    files = {"core/graph/g.c": SPDX + line + "\n"}
    assert "mutable state" in findings("banned", tmp_path, files)


@pytest.mark.parametrize(
    "line",
    [
        "static const int n = 1;",
        "static const char *const names[] = {0};",
        "struct s;",
        "typedef int number;",
        "enum { LIMIT = 4 };",
        "int f(void);",
        "struct s {\n    int exit_status;\n};",
    ],
)
def test_the_banned_calls_leave_constants_and_types(line, tmp_path):
    files = {"core/graph/g.c": SPDX + line + "\n"}
    assert findings("banned", tmp_path, files) == ""


def test_a_header_that_needs_another_first_is_found(tmp_path):
    files = {"core/base/b.h": SPDX + "size_t b(void);\n"}
    assert "does not compile alone" in findings("alone", tmp_path, files)


def test_a_header_without_a_guard_is_found(tmp_path):
    files = {"core/base/b.h": SPDX + "struct b {\n    int x;\n};\n"}
    assert "does not compile alone" in findings("alone", tmp_path, files)


@pytest.mark.parametrize(
    "name, text",
    [
        ("core/base/b.c", "int x(void);\n"),
        ("core/base/b.h", "\n" + SPDX),
        ("tests/y.py", "import os\n"),
        ("tools/run", "#!/bin/sh\nexit 0\n"),
    ],
)
def test_a_source_without_a_licence_is_found(name, text, tmp_path):
    assert name in findings("spdx", tmp_path, {name: text})


@pytest.mark.parametrize(
    "text",
    ["see /home/someone/file", "cd /work/main", "https://pypi.org/simple"],
)
def test_a_trace_of_a_machine_is_found(text, tmp_path):
    found = findings("machine", tmp_path, {"README.md": text + "\n"})
    assert "README.md:1: " in found


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize(
    "call", ["strcpy(a, a)", 'sprintf(a, "%s", a)', "atoi(a)", 'strtok(a, "")']
)
def test_a_banned_call_does_not_compile(compiler, call, tmp_path):
    source = f"void f(char *a);\nvoid f(char *a)\n{{\n    (void){call};\n}}\n"
    command = [compiler, "-std=c11", "-D_GNU_SOURCE", "-O2", "-fsyntax-only"]
    command += ["-D_FORTIFY_SOURCE=2", "-I.", "-include", "core/base/banned.h"]
    try:
        done = subprocess.run(
            [*command, "-xc", "-"],
            input=source,
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError:
        pytest.skip(f"{compiler} is not installed")
    assert done.returncode != 0
    assert "poisoned" in done.stderr
