# SPDX-License-Identifier: MIT
"""Where names are used, found a second time with Python's own `ast`.

It follows what `depstamp refs` promises: a name is what its file defines, else
what imports bind to it, else what star imports may; behind a module it is the
submodule or the module's own name; behind anything else an attribute, by name.
"""

import ast

SHARED_MAX = 8  # an attribute that more constructs may be is left out of --all


class Module:
    def __init__(self, path, text):
        self.path = path
        self.lines = text.splitlines()
        self.tree = ast.parse(text)
        parts = path.removesuffix(".py").split("/")
        self.is_package = parts[-1] == "__init__"
        self.name = ".".join(parts[:-1] if self.is_package else parts)
        self.defined = {}
        self.members = {}
        self.bindings = {}
        self.stars = []
        for node in self.tree.body:
            self._define(node)
        for node in ast.walk(self.tree):
            self._bind(node)

    def _define(self, node):
        if isinstance(node, ast.FunctionDef):
            self.defined.setdefault(node.name, ("function", node.lineno))
        elif isinstance(node, ast.ClassDef):
            self.defined.setdefault(node.name, ("class", node.lineno))
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    self.members.setdefault(f"{node.name}.{inner.name}", inner.lineno)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self.defined.setdefault(target.id, ("variable", node.lineno))

    def _bind(self, node):
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound = alias.asname or alias.name.partition(".")[0]
                module = alias.name if alias.asname else bound
                self.bindings.setdefault(bound, []).append((module, None))
        elif isinstance(node, ast.ImportFrom):
            package = self.name.split(".") if self.name else []
            if not self.is_package:
                package = package[:-1]
            module = node.module or ""
            if node.level:
                kept = package[: len(package) - node.level + 1]
                module = ".".join(kept + ([module] if module else []))
            for alias in node.names:
                if alias.name == "*":
                    self.stars.append(module)
                else:
                    bound = alias.asname or alias.name
                    self.bindings.setdefault(bound, []).append((module, alias.name))

    def column(self, line, offset):
        return len(self.lines[line - 1].encode()[:offset].decode()) + 1


class Oracle:
    def __init__(self, files):
        self.modules = {}
        for path, text in files.items():
            if path.endswith(".py"):
                module = Module(path, text)
                self.modules[module.name] = module

    # -- meanings: ("construct", path, name) and ("module", name) -------------

    def in_file(self, module, name, seen):
        found = set()
        if name in module.defined:
            found.add(("construct", module.path, name))
        for target, member in module.bindings.get(name, []):
            if member is None:
                if target in self.modules:
                    found.add(("module", target))
            else:
                found |= self.in_module(target, member, seen)
        if name not in module.defined and name not in module.bindings:
            for star in module.stars:
                found |= self.in_module(star, name, seen)
        return found

    def in_module(self, module, name, seen):
        if (module, name) in seen:
            return set()
        seen = seen | {(module, name)}
        found = set()
        if module in self.modules:
            if f"{module}.{name}" in self.modules:
                found.add(("module", f"{module}.{name}"))
            found |= self.in_file(self.modules[module], name, seen)
        return found

    def is_foreign(self, module, name):
        bindings = module.bindings.get(name, [])
        return (
            bool(bindings)
            and name not in module.defined
            and all(m is None and t not in self.modules for t, m in bindings)
        )

    # -- uses -----------------------------------------------------------------

    def meaning(self, module, node):
        if isinstance(node, ast.Name):
            return self.in_file(module, node.id, frozenset())
        if isinstance(node, ast.Attribute):
            found = set()
            for kind, what, *_ in self.meaning(module, node.value):
                if kind == "module":
                    found |= self.in_module(what, node.attr, frozenset())
            return found
        return set()

    def refs(self):
        """{(path, name): (kind, line, {(path, line, column, how)})}."""
        found = {}
        shared = {}
        for module in self.modules.values():
            for name, (kind, line) in module.defined.items():
                found[module.path, name] = (kind, line, set())
            for name, line in module.members.items():
                found[module.path, name] = ("method", line, set())
        for path, name in found:
            shared.setdefault(name.rpartition(".")[2], []).append((path, name))
        for module in self.modules.values():
            for node in ast.walk(module.tree):
                self._note(module, node, found, shared)
        return found

    def _note(self, module, node, found, shared):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            at = (module.path, node.lineno, module.column(node.lineno, node.col_offset))
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            start = node.end_col_offset - len(node.attr.encode())
            at = (module.path, node.end_lineno, module.column(node.end_lineno, start))
        else:
            return
        meaning = self.meaning(module, node)
        for kind, *what in meaning:
            if kind == "construct":
                found[tuple(what)][2].add((*at, "name"))
        if meaning or isinstance(node, ast.Name):
            return
        if isinstance(node.value, ast.Name) and self.is_foreign(module, node.value.id):
            return
        of = shared.get(node.attr, [])
        if len(of) <= SHARED_MAX:
            for key in of:
                found[key][2].add((*at, "attribute"))
