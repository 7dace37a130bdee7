# SPDX-License-Identifier: MIT
"""Files that look at everything a module offers, so that a change shows.

Tools say nothing of most code; here `reveal_type` asks for each name of a
module, each member of its classes, what calls give, and what subclasses,
`super()`, stars, loops, `with` and re-exports through another module make
of them.  A probe is made once for a story, of all its states: its own bytes
must not change.
"""

import re
import sys

from soak import outline

ATTRIBUTE = re.compile(r"\b(?:self|cls)\.(\w+)\s*(?::[^=\n]+)?[+-]?=[^=]")
BINDING = re.compile(r"(\w+)\s*(?::[^=]|=[^=])")
IMPORT = re.compile(r"(?:from\s+\S+\s+)?import\s+(.+)", re.DOTALL)
NAMES = 40
MEMBERS = 14

HEAD = """\
from typing import Any, reveal_type
{imports}
A: Any = None
"""


def imported(text):
    """The names that an import binds, unless it is of the standard library."""
    listed = IMPORT.match(text)
    if not listed or "*" in text:
        return []
    if re.split(r"[\s.,]+", text)[1] in sys.stdlib_module_names:
        return []
    parts = re.sub(r"[()\\\n]|#.*", " ", listed[1]).split(",")
    return [part.split()[-1].split(".")[0] for part in parts if part.split()]


class Shape:
    """The names of a module: {name: None, or the members of a class}."""

    def __init__(self):
        self.names = {}
        self.coroutines = set()

    def read(self, text):
        found = outline.statements(text)
        for one in found:
            if one.indent and not self.is_conditional(found, one):
                continue
            if one.name:
                members = self.names.get(one.name)
                if one.is_class:
                    members = [*(members or []), *class_members(found, one)]
                self.names[one.name] = members
                if one.text.startswith("async"):
                    self.coroutines.add(one.name)
            elif one.text.startswith(("import", "from")):
                self.names.update((name, None) for name in imported(one.text))
            elif match := BINDING.match(one.text):
                self.names.setdefault(match[1], None)

    @staticmethod
    def is_conditional(found, one):
        """Inside of nothing but `if`, `try`, … at module scope."""
        around = [other for other in found if other.first < one.first < other.end]
        return not any(other.name for other in around) and len(around) < 3


def class_members(found, header):
    names = []
    for one in outline.children(found, header):
        if one.name:
            names.append(one.name)
        elif match := BINDING.match(one.text):
            names.append(match[1])
    for one in outline.body(found, header):
        names += ATTRIBUTE.findall(one.text)
    return [name for name in dict.fromkeys(names) if is_probed(name)]


def is_probed(name):
    return name.isidentifier() and name not in ("self", "cls", "if", "for", "while", "return")


def shape_of(texts):
    shape = Shape()
    for text in texts:
        shape.read(text)
    return shape


# ---- what is asked


def about_name(name, coroutine):
    yield f"reveal_type(m.{name})"
    yield f"reveal_type(m.{name}(*A, **A))"
    if coroutine:
        yield f"async def wait_{name}() -> None:"
        yield f"    reveal_type(await m.{name}(*A))"
        yield f"    async for i in m.{name}(*A):"
        yield "        reveal_type(i)"
    else:
        yield f"m.{name}()"


def about_class(name, members):
    yield f"reveal_type(m.{name})"
    yield f"reveal_type(m.{name}())"
    yield f"def on_{name}(o: m.{name}) -> None:"
    for member in members:
        yield f"    reveal_type(o.{member})"
        yield f"    reveal_type(m.{name}.{member})"
        yield f"    reveal_type(o.{member}(*A))"
    yield "    for i in o:"
    yield "        reveal_type(i)"
    yield "    with o as w:"
    yield "        reveal_type(w)"
    yield "    reveal_type([o() or o, o[0], o + o])"
    yield "    match o:"
    yield f"        case m.{name}(first):"
    yield "            reveal_type(first)"
    for member in members[:4]:
        yield f"    o.{member} = 0"
    yield f"class Sub_{name}(m.{name}):"
    for member in members:
        yield f"    def {member}(self, *a: Any, **k: Any) -> Any:"
        yield f"        reveal_type(super().{member})"
        yield f"        return super().{member}(*a, **k)"
    yield "    def own(self) -> None:"
    yield "        reveal_type(self)"
    yield f"class Bare_{name}(m.{name}): pass"
    yield f"Bare_{name}(), Sub_{name}(1)"


def probe(module, shape, way):
    """The text of a file that asks about all of `module`."""
    parent, _, last = module.rpartition(".")
    imports = f"from {parent} import {last} as m" if way and parent else f"import {module} as m"
    lines = [HEAD.format(imports=imports)]
    for name, members in list(shape.names.items())[:NAMES]:
        if not is_probed(name):
            continue
        if members is None:
            lines += about_name(name, name in shape.coroutines)
        else:
            lines += about_class(name, members[:MEMBERS])
    return "\n".join(lines) + "\n"


def through(module, shape):
    """A module that hands on what it has from `module`, without annotations."""
    lines = [f"from {module} import *", f"import {module} as m"]
    for name, members in list(shape.names.items())[:NAMES]:
        if not is_probed(name):
            continue
        lines.append(f"v_{name} = m.{name}")
        lines.append(f"def f_{name}(*a): return m.{name}(*a)")
        if members is not None:
            lines.append(f"class K_{name}(m.{name}): pass")
            lines += [f"v_{name}_{one} = m.{name}().{one}" for one in members[:4]]
    return "\n".join(lines) + "\n"


def module_name(path):
    parts = re.sub(r"\.pyi?$", "", path).split("/")
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def probes(states, indirect=True):
    """{path: bytes} of the probes for all modules of some states."""
    texts = {}
    for state in states:
        for path, content in state.items():
            text = content.decode("utf-8", "replace")
            texts.setdefault(module_name(path), []).append(text)
    found = {}
    for number, (module, sources) in enumerate(sorted(texts.items())):
        if not all(part.isidentifier() for part in module.split(".")):
            continue
        shape = shape_of(sources)
        name = module.replace(".", "_")
        found[f"probe_{name}.py"] = probe(module, shape, number % 2)
        if indirect:
            hands = through(module, shape)
            found[f"via_{name}.py"] = hands
            found[f"probe_via_{name}.py"] = probe(f"via_{name}", shape_of([hands]), 0)
    return {path: text.encode() for path, text in found.items()}
