# SPDX-License-Identifier: MIT
"""Reports made by tests/tools/report_print, and hostile things to put in."""

import os
import random
import re
import subprocess
import tempfile
from pathlib import Path

TOOL = Path(os.environ.get("BUILD", "build")).resolve() / "tests" / "tools" / "report_print"

FORMATS = ("concise", "full", "github", "gitlab", "json", "junit", "sarif", "text")
TEXT_FORMATS = ("concise", "full", "text")
SEVERITIES = ("error", "warning", "note")
STATUSES = ("clean", "findings", "broken", "skipped")

ANALYZER = {
    "name": "ruff",
    "status": "findings",
    "version": "",
    "help_url": "",
    "analyzed": 0,
    "replayed": 0,
    "unknown": 0,
    "saved_ms": 0,
    "message": "",
}
FINDING = {
    "analyzer": "ruff",
    "path": "a.py",
    "line": 0,
    "column": 0,
    "end_line": 0,
    "end_column": 0,
    "code": "",
    "severity": "error",
    "message": "",
    "url": "",
}
NUMBERS = {"line", "column", "end_line", "end_column"}

SPECIAL = re.compile(rb"[^ -$&-~]")

# Each breaks some format that is careless about it.
HOSTILE = (
    b"",
    b"plain",
    b" ",
    b"\xff\xfe\x80",
    b"\xe2\x82",
    b"\xed\xa0\x80",
    b"nul\0nul",
    b"\x1b[31mred\x1b[0m\x1b]0;title\x07",
    b"\xc2\x9b31m\xc2\x85\xc2\x90",
    b"one\ntwo\r\nthree\rfour\n\n  five",
    b"\n::error file=a.py::injected\n::stop-commands::x",
    b" \t\xe3\x80\x80::set-output name=a::b",
    b"::add-mask::s",
    b"##[error]injected ##[group] ##vso[task.setvariable variable=a]b",
    b"##teamcity[buildStop]",
    b"%0A::error::%25%3A%2C",
    b"a,b:c;d=e%f",
    b"]]> <![CDATA[ & &amp; <b a='\"'> -->",
    b"\"quoted\\\" \\u0000 \\n {0} [a](1)",
    "\u202eright to left\u2066\u200b\u2028\u2029\ufeff\U000e0001".encode(),
    "\ufffe\uffff\U0001f600\U0010ffff".encode(),
    "日本語 e\u0301 \u200d".encode(),
    b"\t\ttabs\t",
    b"../../etc/passwd",
    b"/absolute/a.py",
    b"//host/share",
    b"javascript:alert(1)",
    b"https://example.org/a b",
    b"https://example.org/%7Ea?b=c&d#e",
    b"x" * 5000,
)


def to_bytes(value):
    if isinstance(value, bytes):
        return value
    return str(value).encode(errors="surrogateescape")


def encode(value):
    return SPECIAL.sub(lambda found: f"%{found[0][0]:02X}".encode(), to_bytes(value)).decode()


def text_of(findings, analyzers, settings):
    if analyzers is None:
        names = {to_bytes({**FINDING, **row}["analyzer"]) for row in findings}
        analyzers = [{"name": name} for name in sorted(names)]
    settings.setdefault("complete", True)
    lines = [["set", name, int(value) if isinstance(value, bool) else value]
             for name, value in settings.items()]  # fmt: skip
    lines += [["analyzer", *{**ANALYZER, **row}.values()] for row in analyzers]
    lines += [["finding", *{**FINDING, **row}.values()] for row in findings]
    return "".join("\t".join(map(encode, line)) + "\n" for line in lines)


def run(*arguments, findings=(), analyzers=None, env=None, **settings):
    """What the tool prints, as bytes."""
    with tempfile.NamedTemporaryFile("w", suffix=".report") as file:
        file.write(text_of(findings, analyzers, settings))
        file.flush()
        return subprocess.run(
            [TOOL, *arguments, file.name],
            stdout=subprocess.PIPE,
            check=True,
            env={**os.environ, **(env or {})},
        ).stdout


def report(format, findings=(), **options):
    return run(format, findings=findings, **options)


def hostile_finding(source):
    """A finding of which anything may be anything; `source` is random."""
    line = source.choice((0, 1, 2, 7, 2**32 - 1))
    return {
        "analyzer": source.choice((b"ruff", b"mypy", *HOSTILE[1:])),
        "path": source.choice((b"a.py", b"pkg/b.py", *HOSTILE)),
        "line": line,
        "column": source.choice((0, 1, 3, 2**32 - 1)),
        "end_line": source.choice((0, 1, line, 9, 2**32 - 1)),
        "end_column": source.choice((0, 1, 2, 40)),
        "code": source.choice((b"E501", *HOSTILE)),
        "severity": source.choice(SEVERITIES),
        "message": source.choice(HOSTILE) + source.choice(HOSTILE),
        "url": source.choice(HOSTILE),
    }


def hostile_report(seed, count=40):
    """Arguments for report(): findings and analyzers."""
    source = random.Random(seed)
    findings = [hostile_finding(source) for _ in range(count)]
    names = sorted({row["analyzer"] for row in findings})
    analyzers = [
        {
            "name": name,
            "status": source.choice(STATUSES),
            "version": source.choice(HOSTILE),
            "help_url": source.choice(HOSTILE),
            "unknown": source.choice((0, 1, 5)),
            "message": source.choice(HOSTILE),
        }
        for name in names[::2]
    ]
    return {"findings": findings, "analyzers": analyzers, "statistics": True}


def plain(value):
    """Text as reports for machines have it: no control characters but \\n, \\t."""
    text = to_bytes(value).replace(b"\r\n", b"\n").decode(errors="surrogateescape")
    return "".join(map(plain_character, text))


def plain_character(character):
    code = ord(character)
    if character in "\n\t":
        return character
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0xDC80 <= code <= 0xDCFF:
        return "\ufffd"
    return f"<U+{code:04X}>" if is_hidden(code) else character


def is_hidden(code):
    return (
        0x80 <= code < 0xA0
        or code in (0x61C, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF, 0xE0001)
        or 0x2028 <= code <= 0x202E
        or 0x2060 <= code <= 0x206F
        or 0xFFF9 <= code <= 0xFFFB
    )
