# SPDX-License-Identifier: MIT
"""`json`: what contract.md says of `run`, to the byte, and nothing lost."""

import json
import random

import pytest

from reports.printing import ANALYZER, FINDING, HOSTILE, NUMBERS, SEVERITIES, hostile_report, report

NULLABLE = {"path", "code", "url"}


def restored(finding):
    """A finding of the report as it was given."""
    result = {}
    for name, value in finding.items():
        if name in NUMBERS:
            result[name] = value or 0
        elif value is None:
            assert name in NULLABLE
            result[name] = b""
        else:
            result[name] = value.encode(errors="surrogateescape")
    return result


def given(finding):
    whole = {**FINDING, **finding}
    return {
        name: value if name in NUMBERS or isinstance(value, bytes) else value.encode()
        for name, value in whole.items()
    }


def order(finding):
    places = [finding[name] for name in ("line", "column", "end_line", "end_column")]
    texts = [finding[name] for name in ("analyzer", "code", "message")]
    severity = SEVERITIES.index(finding["severity"].decode())
    return (finding["path"], *places, *texts, severity, finding["url"])


def random_text(source):
    length = source.choice((0, 1, 3, 9))
    if source.random() < 0.5:
        return bytes(source.randrange(256) for _ in range(length))
    characters = [source.choice((0x20, 0x300, 0xFFFF, 0x10FFFF)) for _ in range(length)]
    text = "".join(chr(source.randrange(limit)) for limit in characters)
    return text.encode(errors="ignore") + source.choice(HOSTILE)


def random_finding(source):
    return {
        "analyzer": random_text(source),
        "path": random_text(source),
        "line": source.randrange(5),
        "column": source.randrange(3),
        "end_line": source.randrange(2**32),
        "end_column": source.randrange(3),
        "code": random_text(source),
        "severity": source.choice(SEVERITIES),
        "message": random_text(source),
        "url": random_text(source),
    }


@pytest.mark.parametrize("seed", range(30))
def test_random_findings_come_back(seed):
    source = random.Random(seed)
    findings = [random_finding(source) for _ in range(source.randrange(80))]
    found = json.loads(report("json", findings))["diagnostics"]
    assert [restored(row) for row in found] == sorted(map(given, findings), key=order)


@pytest.mark.parametrize("seed", range(5))
def test_the_layout_is_that_of_json_dumps(seed):
    text = report("json", **hostile_report(seed)).decode()
    value = json.loads(text)
    dumped = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    lone = "".join(f"\\udc{ord(c) - 0xDC00:02x}" if 0xDC80 <= ord(c) <= 0xDCFF else c
                   for c in dumped)  # fmt: skip
    assert text.replace("\\u0023", "#") == lone


def test_keys_stand_in_the_order_of_the_contract():
    analyzers = [
        {"name": "mypy", "status": "broken", "analyzed": 1, "replayed": 2, "unknown": 3,
         "saved_ms": 4, "message": "it timed out", "version": "mypy 2", "help_url": "x"},
    ]  # fmt: skip
    value = json.loads(report("json", [{}], analyzers=analyzers, complete=False))
    assert list(value) == ["version", "complete", "analyzers", "diagnostics"]
    assert value["version"] == 1
    assert value["complete"] is False
    assert list(value["analyzers"][0].items()) == [
        ("name", "mypy"),
        ("status", "broken"),
        ("analyzed", 1),
        ("replayed", 2),
        ("unknown", 3),
        ("saved_ms", 4),
        ("message", "it timed out"),
    ]
    assert list(value["diagnostics"][0]) == list(FINDING)


def test_what_is_unknown_is_null():
    value = json.loads(report("json", [{"path": ""}], analyzers=[ANALYZER]))
    assert value["analyzers"][0]["message"] is None
    assert value["diagnostics"][0] == {
        "analyzer": "ruff",
        "path": None,
        "line": None,
        "column": None,
        "end_line": None,
        "end_column": None,
        "code": None,
        "severity": "error",
        "message": "",
        "url": None,
    }


def test_an_empty_report_is_whole():
    assert json.loads(report("json")) == {
        "version": 1,
        "complete": True,
        "analyzers": [],
        "diagnostics": [],
    }
