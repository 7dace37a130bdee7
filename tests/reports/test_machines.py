# SPDX-License-Identifier: MIT
"""sarif, gitlab, junit, github: valid, whole, and stable from run to run."""

import json
import re
import xml.etree.ElementTree as ElementTree
from urllib.parse import unquote_to_bytes, urlsplit

import jsonschema
import pytest
import xmlschema

from reports.printing import FINDING, hostile_report, plain, report, run, to_bytes
from reports.schemas import junit_schema, sarif_schema

MACHINES = ("github", "gitlab", "junit", "sarif")
SEEDS = range(6)
PLACE = {"line": 3, "column": 5, "end_line": 3, "end_column": 9}

# https://docs.gitlab.com/ci/testing/code_quality: what a report must have.
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path"],
                "properties": {
                    "path": {"type": "string", "minLength": 1},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {
                            "begin": {"$ref": "#/$defs/number"},
                            "end": {"$ref": "#/$defs/number"},
                        },
                        "additionalProperties": False,
                    },
                    "positions": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {
                            "begin": {"$ref": "#/$defs/place"},
                            "end": {"$ref": "#/$defs/place"},
                        },
                        "additionalProperties": False,
                    },
                },
                "oneOf": [{"required": ["lines"]}, {"required": ["positions"]}],
                "additionalProperties": False,
            },
        },
        "additionalProperties": False,
    },
    "$defs": {
        "number": {"type": "integer", "minimum": 1},
        "place": {
            "type": "object",
            "required": ["line", "column"],
            "properties": {
                "line": {"$ref": "#/$defs/number"},
                "column": {"$ref": "#/$defs/number"},
            },
            "additionalProperties": False,
        },
    },
}


@pytest.fixture(scope="module")
def sarif():
    """sarif(findings, …): a report that the schema allows."""
    schema = json.loads(sarif_schema().read_text())
    validator = jsonschema.Draft4Validator(schema)

    def make(*arguments, **options):
        value = json.loads(report("sarif", *arguments, **options))
        validator.validate(value)
        return value

    return make


@pytest.fixture(scope="module")
def junit():
    schema = xmlschema.XMLSchema(str(junit_schema()))

    def make(*arguments, **options):
        text = report("junit", *arguments, **options)
        root = ElementTree.fromstring(text)
        schema.validate(root)
        return root

    return make


def gitlab(*arguments, **options):
    value = json.loads(report("gitlab", *arguments, **options))
    jsonschema.Draft202012Validator(GITLAB).validate(value)
    return value


def results(value):
    return [result for one in value["runs"] for result in one["results"]]


def fingerprints(value):
    return [result["partialFingerprints"]["depstamp/v1"] for result in results(value)]


# ---- all of them


@pytest.mark.parametrize("format", MACHINES)
def test_a_replayed_report_is_the_same_bytes(format):
    fresh = {"name": "ruff", "analyzed": 9}
    replayed = {"name": "ruff", "replayed": 9, "saved_ms": 1200}
    findings = [{**PLACE, "code": "E1"}, {"path": "b.py", "message": "x"}]
    assert report(format, findings, analyzers=[fresh], analyzed=9) == report(
        format, findings, analyzers=[replayed], replayed=9
    )


@pytest.mark.parametrize("format", [*MACHINES, "json", "concise", "full"])
def test_neither_locale_nor_time_zone_matters(format):
    hostile = hostile_report(3)
    env = {"LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE", "TZ": "Asia/Tokyo"}
    expected = report(format, env={"LC_ALL": "C", "TZ": "UTC"}, **hostile)
    assert report(format, env=env, **hostile) == expected


# ---- SARIF


@pytest.mark.parametrize("seed", SEEDS)
def test_sarif_is_valid_whatever_it_holds(sarif, seed):
    hostile = hostile_report(seed)
    value = sarif(**hostile)
    assert len(results(value)) == len(hostile["findings"])
    assert len(set(fingerprints(value))) == len(hostile["findings"])


@pytest.mark.parametrize("seed", SEEDS)
def test_sarif_rules_are_where_results_say(sarif, seed):
    for one in sarif(**hostile_report(seed))["runs"]:
        rules = [rule["id"] for rule in one["tool"]["driver"]["rules"]]
        assert len(set(rules)) == len(rules)
        for result in one["results"]:
            assert rules[result["ruleIndex"]] == result["ruleId"]


@pytest.mark.parametrize("seed", SEEDS)
def test_sarif_paths_come_back_from_uris(sarif, seed):
    hostile = hostile_report(seed)
    found = []
    for result in results(sarif(**hostile)):
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert re.fullmatch(r"(file://)?[A-Za-z0-9._~/%-]+", place["uri"])
        parts = urlsplit(place["uri"])
        assert parts.netloc == ""
        assert ("uriBaseId" in place) == (parts.scheme == "")
        found.append(unquote_to_bytes(parts.path))
    given = [to_bytes(row["path"]) or b"." for row in hostile["findings"]]
    assert sorted(found) == sorted(given)


def test_sarif_has_a_run_per_analyzer_that_ran(sarif):
    analyzers = [
        {"name": "ruff", "version": "ruff 0.17.6", "help_url": "https://example.org/ruff"},
        {"name": "mypy", "status": "clean", "version": "2.4.1"},
        {"name": "pylint", "status": "skipped", "message": "too many files"},
        {"name": "ty", "status": "broken", "message": "it timed out", "unknown": 2},
    ]
    value = sarif([{**PLACE, "code": "F401", "url": "https://example.org/F401"}],
                  analyzers=analyzers)  # fmt: skip
    ruff, mypy, ty = value["runs"]
    assert ruff["tool"]["driver"] == {
        "name": "ruff",
        "version": "0.17.6",
        "informationUri": "https://example.org/ruff",
        "rules": [
            {
                "id": "F401",
                "shortDescription": {"text": "ruff F401"},
                "helpUri": "https://example.org/F401",
                "help": {"text": "https://example.org/F401"},
            }
        ],
    }
    assert ruff["columnKind"] == "unicodeCodePoints"
    assert ruff["automationDetails"] == {"id": "depstamp/ruff/"}
    assert ruff["originalUriBaseIds"].keys() == {"%SRCROOT%"}
    assert mypy["results"] == []
    assert mypy["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]
    assert ty["invocations"] == [
        {
            "executionSuccessful": False,
            "toolExecutionNotifications": [
                {"level": "error", "message": {"text": "it timed out"}},
                {"level": "warning", "message": {"text": "2 files without a valid answer"}},
            ],
        }
    ]


def test_sarif_regions_have_what_is_known(sarif):
    rows = [
        {"path": "a"},
        {"path": "b", "line": 3},
        {"path": "c", "line": 3, "column": 5},
        {"path": "d", **PLACE},
        {"path": "e", "line": 3, "column": 5, "end_line": 2, "end_column": 1},
        {"path": "f", "line": 3, "column": 5, "end_line": 3, "end_column": 4},
        {"path": "g", "line": 3, "end_line": 4, "end_column": 4},
    ]
    places = [result["locations"][0]["physicalLocation"] for result in results(sarif(rows))]
    assert [place.get("region") for place in places] == [
        None,
        {"startLine": 3},
        {"startLine": 3, "startColumn": 5},
        {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9},
        {"startLine": 3, "startColumn": 5},
        {"startLine": 3, "startColumn": 5, "endLine": 3},
        {"startLine": 3, "endLine": 4},
    ]


def test_sarif_levels_are_severities(sarif):
    rows = [{"path": name, "severity": name} for name in ("error", "note", "warning")]
    assert [result["level"] for result in results(sarif(rows))] == ["error", "note", "warning"]


def test_sarif_has_only_urls_that_are_uris(sarif):
    urls = ("javascript:alert(1)", "https://example.org/a b", "http://[::1", "ftp://x", "x")
    rows = [{"code": f"E{i}", "url": url} for i, url in enumerate(urls)]
    (one,) = sarif(rows)["runs"]
    assert not any("helpUri" in rule for rule in one["tool"]["driver"]["rules"])


def test_sarif_refuses_what_is_not_complete():
    text = run("check", "sarif", complete=False).decode()
    assert text.startswith("sarif needs a complete report")
    assert "--allow-partial" in text
    assert run("check", "sarif", complete=False, partial=True) == b""
    assert run("check", "sarif") == b""
    assert run("check", "json", complete=False) == b""


# ---- fingerprints


def moved(rows, by):
    return [{**row, "line": row["line"] + by, "end_line": row["end_line"] + by} for row in rows]


def test_fingerprints_survive_moved_lines(sarif):
    rows = [
        {**PLACE, "code": "F401", "message": "`os` imported but unused"},
        {**PLACE, "code": "F401", "message": "`re` imported but unused"},
        {**PLACE, "line": 9, "end_line": 9, "code": "F811", "message": "redefined, see line 3"},
        {**PLACE, "line": 12, "end_line": 12, "code": "F811", "message": "redefined, see line 9"},
        {**PLACE, "path": "b.py", "code": "F401", "message": "`os` imported but unused"},
    ]
    before = fingerprints(sarif(rows))
    rows[2]["message"] = "redefined, see line 103"
    assert fingerprints(sarif(moved(rows, 100))) == before
    assert len(set(before)) == len(rows)
    assert [row["fingerprint"] for row in gitlab(rows)] == before


@pytest.mark.parametrize("name", ["analyzer", "path", "code", "message"])
def test_fingerprints_tell_findings_apart(sarif, name):
    row = {**FINDING, **PLACE, "code": "E1", "message": "m"}
    other = {**row, name: "other"}
    assert fingerprints(sarif([row])) != fingerprints(sarif([other]))


def test_fingerprints_of_fields_that_run_together_differ(sarif):
    one = fingerprints(sarif([{"code": "ab", "message": "c"}]))
    assert one != fingerprints(sarif([{"code": "a", "message": "bc"}]))


def test_fingerprints_are_the_same_for_ever(sarif):
    """Servers keep them: another value closes all that is open."""
    rows = [{**PLACE, "code": "F401", "message": "`os` imported but unused"}] * 2
    assert fingerprints(sarif(rows)) == [
        "2c37c5df82c93e25abf28eece0160271",
        "a30421eaaa5e0be34ccfd217a29158c6",
    ]


# ---- GitLab


@pytest.mark.parametrize("seed", SEEDS)
def test_gitlab_is_valid_whatever_it_holds(seed):
    hostile = hostile_report(seed)
    found = gitlab(**hostile)
    assert len({row["fingerprint"] for row in found}) == len(hostile["findings"])
    paths = sorted(plain(row["path"]) or "." for row in hostile["findings"])
    assert sorted(row["location"]["path"] for row in found) == paths


def test_gitlab_maps_severities():
    rows = [{"path": name, "severity": name} for name in ("error", "note", "warning")]
    assert [row["severity"] for row in gitlab(rows)] == ["major", "info", "minor"]


def test_gitlab_has_positions_or_lines():
    rows = [
        {"path": "a"},
        {"path": "b", "line": 3, "end_line": 4},
        {"path": "c", "line": 3, "column": 5},
        {"path": "d", **PLACE},
    ]
    assert [row["location"] for row in gitlab(rows)] == [
        {"path": "a", "lines": {"begin": 1}},
        {"path": "b", "lines": {"begin": 3, "end": 4}},
        {"path": "c", "positions": {"begin": {"line": 3, "column": 5}}},
        {
            "path": "d",
            "positions": {"begin": {"line": 3, "column": 5}, "end": {"line": 3, "column": 9}},
        },
    ]


# ---- JUnit


@pytest.mark.parametrize("seed", SEEDS)
def test_junit_is_valid_whatever_it_holds(junit, seed):
    hostile = hostile_report(seed)
    root = junit(**hostile)
    failures = root.findall("testsuite/testcase/failure")
    messages = [plain_in_xml(row["message"]) for row in hostile["findings"]]
    assert sorted(one.get("message") for one in failures) == sorted(messages)
    for suite in root:
        cases = [(case.get("classname"), case.get("name")) for case in suite]
        assert len(set(cases)) == len(cases)
        assert int(suite.get("tests")) == len(cases)
        for kind, plural in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert int(suite.get(plural)) == len(suite.findall(f"testcase/{kind}"))
    for name in ("tests", "failures", "errors"):
        assert int(root.get(name)) == sum(int(suite.get(name)) for suite in root)


def plain_in_xml(value):
    text = to_bytes(value).replace(b"\r\n", b"\0a")
    shown = plain(text).replace("\u2400a", "\u240d\n")
    return shown.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def test_junit_has_a_suite_per_analyzer(junit):
    analyzers = [
        {"name": "ruff", "version": "ruff 0.17.6"},
        {"name": "mypy", "status": "clean"},
        {"name": "pylint", "status": "skipped", "message": "too many files"},
        {"name": "ty", "status": "broken", "message": "it timed out"},
    ]
    root = junit([PLACE, PLACE, {**PLACE, "code": "E1"}], analyzers=analyzers)
    names = [[case.get("name") for case in suite] for suite in root]
    assert names == [["", " (2)", "E1: "], ["mypy"], ["pylint"], ["ty"]]
    assert root[0].get("version") == "0.17.6"
    assert [len(suite[0]) for suite in root] == [1, 0, 1, 1]
    assert root[2][0][0].get("message") == "too many files"
    assert root[3][0][0].get("message") == "it timed out"


# ---- GitHub


def unescape(text, more=()):
    for escape, character in (*more, ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(escape, character)
    return text


def commands(text):
    """As the runner reads them: (command, properties, message)."""
    for line in text.splitlines():
        head, message = line[2:].split("::", 1)
        command, rest = head.split(" ", 1)
        pairs = (pair.split("=", 1) for pair in rest.split(","))
        properties = {
            name: unescape(value, (("%3A", ":"), ("%2C", ","))) for name, value in pairs
        }
        yield command, properties, unescape(message)


def test_github_commands_are_read_back():
    rows = [
        {**PLACE, "path": "a,b:c%.py", "code": "E1", "message": "50% of a::b\nc,d"},
        {"path": "b.py", "severity": "warning", "message": "no place"},
        {"path": "", "severity": "note", "message": "no file", "code": "X"},
    ]
    assert list(commands(report("github", rows).decode())) == [
        ("notice", {"title": "ruff X"}, "X no file"),
        (
            "error",
            {
                "title": "ruff E1",
                "file": "a,b:c%.py",
                "line": "3",
                "col": "5",
                "endLine": "3",
                "endColumn": "9",
            },
            "a,b:c%.py:3:5: E1 50% of a::b\nc,d",
        ),
        ("warning", {"title": "ruff", "file": "b.py"}, "b.py: no place"),
    ]


def test_github_tells_of_analyzers_that_did_not_run():
    analyzers = [
        {"name": "ruff"},
        {"name": "my:py", "status": "broken", "message": "it timed out\n100%"},
        {"name": "pylint", "status": "skipped", "message": "412 affected files, limit 200"},
        {"name": "ty", "status": "broken"},
    ]
    assert list(commands(report("github", analyzers=analyzers).decode())) == [
        ("error", {"title": "my:py"}, "my:py is broken: it timed out\n100%"),
        ("notice", {"title": "pylint"}, "pylint was skipped: 412 affected files, limit 200"),
        ("error", {"title": "ty"}, "ty is broken"),
    ]


def test_github_has_columns_within_one_line_only():
    row = {**PLACE, "end_line": 5}
    ((_, properties, _),) = commands(report("github", [row]).decode())
    assert properties == {"title": "ruff", "file": "a.py", "line": "3", "endLine": "5"}


@pytest.mark.parametrize("letter", ["x", "é", "日", "\U0001f600", "%"])
def test_github_messages_keep_to_the_limits(letter):
    row = {"message": letter * 20_000, "code": letter * 300}
    ((_, properties, message),) = commands(report("github", [row]).decode())
    assert len(properties["title"].encode("utf-16-le")) / 2 <= 255
    assert 3900 < len(message.encode("utf-16-le")) / 2 <= 4096
    assert message.endswith("…")


@pytest.mark.parametrize("seed", SEEDS)
def test_github_paths_are_read_back(seed):
    hostile = {**hostile_report(seed), "analyzers": []}
    text = report("github", **hostile).decode().replace("♯#", "##")
    files = [row.get("file", "") for _, row, _ in commands(text)]
    assert sorted(files) == sorted(plain(row["path"]) for row in hostile["findings"])
