# SPDX-License-Identifier: MIT
"""What Perfetto and chrome://tracing take: a check of a trace.

The schema is the "JSON Object Format" of the Trace Event Format, narrowed to
the two kinds of events that we write: complete ones (X) and metadata (M).
Readers drop what the rules behind it forbid: on one row events lie in each
other or apart, and each row has a name.
"""

import collections

import jsonschema

NUMBER = {"type": "integer", "minimum": 0}
NAMED = {
    "type": "object",
    "properties": {"name": {"type": "string", "minLength": 1}},
    "required": ["name"],
    "additionalProperties": False,
}
ORDER = {
    "type": "object",
    "properties": {"sort_index": NUMBER},
    "required": ["sort_index"],
    "additionalProperties": False,
}
METADATA = {
    "properties": {
        "ph": {"const": "M"},
        "name": {"enum": ["process_name", "thread_name", "thread_sort_index"]},
        "pid": NUMBER,
        "tid": NUMBER,
        "args": {"type": "object"},
    },
    "required": ["ph", "name", "pid", "tid", "args"],
    "additionalProperties": False,
    "if": {"properties": {"name": {"const": "thread_sort_index"}}},
    "then": {"properties": {"args": ORDER}},
    "else": {"properties": {"args": NAMED}},
}
COMPLETE = {
    "properties": {
        "ph": {"const": "X"},
        "name": {"type": "string", "minLength": 1},
        "cat": {"enum": ["command", "phase", "analyzer"]},
        "pid": NUMBER,
        "tid": NUMBER,
        "ts": NUMBER,
        "dur": NUMBER,
        "args": {
            "type": "object",
            "properties": {
                "command": {"type": "string", "maxLength": 1100},
                "end": {"type": "string"},
                "files": NUMBER,
                "status": NUMBER,
                "peak_bytes": NUMBER,
            },
            "additionalProperties": False,
        },
    },
    "required": ["ph", "name", "cat", "pid", "tid", "ts", "dur"],
    "additionalProperties": False,
}
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "displayTimeUnit": {"enum": ["ms", "ns"]},
        "otherData": {"type": "object", "additionalProperties": {"type": "string"}},
        "traceEvents": {
            "type": "array",
            "items": {
                "type": "object",
                "if": {"properties": {"ph": {"const": "M"}}},
                "then": METADATA,
                "else": COMPLETE,
            },
        },
    },
    "required": ["traceEvents", "displayTimeUnit"],
    "additionalProperties": False,
}


def check_row(events):
    """Sorted as readers sort them, each ends before what it lies in."""
    open_ends = []
    for event in sorted(events, key=lambda event: (event["ts"], -event["dur"])):
        end = event["ts"] + event["dur"]
        while open_ends and open_ends[-1] <= event["ts"]:
            open_ends.pop()
        assert not open_ends or end <= open_ends[-1], (event, open_ends)
        open_ends.append(end)


def check_trace(trace):
    """Assert that it can be loaded; return its complete events by row name."""
    jsonschema.Draft202012Validator(SCHEMA).validate(trace)
    names = {}
    rows = collections.defaultdict(list)
    for event in trace["traceEvents"]:
        place = event["pid"], event["tid"]
        if event["name"] == "thread_name" and event["ph"] == "M":
            assert place not in names
            names[place] = event["args"]["name"]
        elif event["ph"] == "X":
            rows[place].append(event)
    assert len(set(names.values())) == len(names)
    assert set(rows) <= set(names)
    for events in rows.values():
        check_row(events)
    return {names[place]: events for place, events in rows.items()}
