#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The layer rule: config/layers.txt says who may include whom.

Besides: no cycles between our headers, third-party headers only in the one
file that wraps the library, includes written from the root.
"""

import re

from lint_common import is_c, list_files, main, read

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


class Rules:
    """layers.txt: kind -> name -> the words after the colon."""

    def __init__(self, text):
        self.layer, self.library, self.system = {}, {}, {}
        self.private = set()
        for line in text.splitlines():
            if line and not line.startswith("#"):
                head, _, words = line.partition(":")
                kind, name = head.split()
                getattr(self, kind)[name] = words.split()


def is_header(path):
    return path.endswith(".h")


def layer_of(path):
    parts = path.split("/")
    if parts[0] == "plugins":
        return "plugins"
    return parts[1] if parts[0] == "core" and len(parts) > 2 else None


def rule_for(header, table):
    """The rule of a header: by its name, or by a folder that ends in "/"."""
    for name, words in table.items():
        if header == name or (name.endswith("/") and header.startswith(name)):
            return words
    return None


def check_own(path, header, rules):
    """`#include "…"` from one of our files."""
    target = layer_of(header)
    if target not in rules.layer:
        return f'"{header}" is not written from the root'
    layer = layer_of(path)
    if header in rules.private and layer != target:
        return f"{header} shows a library's types to layer {target} alone"
    if layer == target or target in rules.layer[layer]:
        return None
    return f"layer {layer} must not include {header} of layer {target}"


def check_foreign(path, header, rules):
    """`#include <…>` from one of our files."""
    files = rule_for(header, rules.library)
    if files is not None and path not in files:
        return f"<{header}> belongs to {' '.join(files)} alone"
    layers = rule_for(header, rules.system)
    if layers is None or is_header(path) or layer_of(path) in layers:
        return None
    return f"<{header}> is for layer {' '.join(layers)}"


def check_file(path, text, rules):
    if layer_of(path) not in rules.layer:
        yield path, 1, f"layer {layer_of(path)} is not in config/layers.txt"
        return
    for match in INCLUDE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        mark, header = match.groups()
        check = check_own if mark == '"' else check_foreign
        message = check(path, header, rules)
        if message:
            yield path, line, message


def private_headers(sources, rules):
    """The headers that show a library's types, directly or by including."""
    headers = {path: text for path, text in sources.items() if is_header(path)}
    found = {
        path
        for path, text in headers.items()
        if any(rule_for(name, rules.library) for _, name in INCLUDE.findall(text))
    }
    size = 0
    while size != len(found):
        size = len(found)
        for path, text in headers.items():
            if found & {name for _, name in INCLUDE.findall(text)}:
                found.add(path)
    return found


def find_cycle(path, includes, done, trail):
    """The first cycle that is reached from `path`, or None."""
    if path in trail:
        return [*trail[trail.index(path) :], path]
    if path in done:
        return None
    for header in includes.get(path, ()):
        cycle = find_cycle(header, includes, done, [*trail, path])
        if cycle:
            return cycle
    done.add(path)
    return None


def check_cycles(sources):
    includes = {
        path: [name for mark, name in INCLUDE.findall(text) if mark == '"']
        for path, text in sources.items()
    }
    done = set()
    for path in includes:
        cycle = find_cycle(path, includes, done, [])
        if cycle:
            yield path, 1, "include cycle: " + " -> ".join(cycle)
            return


def check(root):
    rules = Rules(read(root, "config/layers.txt"))
    sources = {
        path: read(root, path)
        for path in list_files(root)
        if is_c(path) and path.startswith(("core/", "plugins/"))
    }
    rules.private = private_headers(sources, rules)
    for path, text in sources.items():
        yield from check_file(path, text, rules)
    yield from check_cycles(sources)


if __name__ == "__main__":
    main(check)
