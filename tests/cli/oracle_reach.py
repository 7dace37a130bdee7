# SPDX-License-Identifier: MIT
"""What a source reaches without importing it: levels.md K2, for oracle.py.

    import a       then `a.c`         the module a/c.py
    from a import *                   what the __all__ of a lists
    from m import p                   a package, if m imports one by that name

As in oracle.py, `must` takes only what is beyond doubt, and `may` whatever
some reading could reach.
"""

import ast
import functools
import posixpath

SUFFIXES = (".py", ".pyi")
INITS = ("__init__.py", "__init__.pyi")


@functools.lru_cache(maxsize=20000)
def bindings_of(source):
    """[(name bound or "*", level, module, name or None, under an alias)]."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound = alias.asname or alias.name.split(".")[0]
                found.append((bound, 0, alias.name, None, alias.asname is not None))
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                bound = alias.asname or alias.name
                found.append((bound, node.level, node.module or "", alias.name, False))
    return tuple(dict.fromkeys(found))


@functools.lru_cache(maxsize=20000)
def chains_of(source):
    """{(a, b, c)} for each `a.b.c`, in strings too."""
    found = set()
    todo = [ast.parse(source)]
    while todo:
        for node in ast.walk(todo.pop()):
            names = []
            while isinstance(node, ast.Attribute):
                names.append(node.attr)
                node = node.value
            if names and isinstance(node, ast.Name):
                found.add((node.id, *reversed(names)))
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
                todo.append(ast.parse(node.value, mode="eval"))
    return tuple(sorted(found))


@functools.lru_cache(maxsize=20000)
def listed_in(source):
    """The strings of the assignments to __all__."""
    found = []
    for node in ast.parse(source).body:
        if isinstance(node, (ast.Assign, ast.AugAssign)):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name) and target.id == "__all__":
                found += [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
    return tuple(found)


def module_name(path):
    """The last name of the module that a file is."""
    folder, name = posixpath.split(path)
    return posixpath.basename(folder) if name in INITS else name.rpartition(".")[0]


class Reach:
    """Mixed into oracle.State."""

    def source(self, path):
        return self.files[path][0]

    # -- beyond doubt: a module is (its files, the folders of its submodules)

    def must_module(self, path, level, module):
        """The module of an import statement, or None."""
        parts = [part for part in module.split(".") if part]
        if level:
            folder = self.start(path, level)
            if folder is None or not self.in_package(path, level):
                self.doubtful = True
                return None
            found = self.own_files(folder), [folder]
        else:
            found = self.must_step(self.roots_for(path), parts[0])
            parts = parts[1:]
        for part in parts:
            found = found and self.must_step(found[1], part)
        return found

    def own_files(self, folder):
        base = [posixpath.join(folder, one) if folder else one for one in INITS]
        return [one for one in base if one in self.files]

    def must_step(self, folders, name):
        """The module of that name in some folders, or None."""
        files, inside, doubt = self.walk_name(folders, [name])
        if doubt:
            self.doubtful = True
            return None
        return None if inside is None else (files, inside)

    def must_value(self, found, name, seen):
        """All that a name is in a module."""
        member = self.must_step(found[1], name)
        values = [member] if member else []
        for file in found[0]:
            if (file, name) not in seen:
                values += self.must_bound(file, name, seen | {(file, name)})
        return values

    def must_bound(self, path, head, seen=frozenset()):
        """The modules that the imports of a file bind to a name."""
        values = []
        for bound, level, module, name, aliased in bindings_of(self.source(path)):
            if bound not in (head, "*"):
                continue
            if name is None and not aliased:
                module = module.split(".")[0]
            found = self.must_module(path, level, module)
            if found and name is None:
                values.append(found)
            elif found:
                values += self.must_value(found, head if name == "*" else name, seen)
        return values

    def must_chain(self, path, chain, edges, records):
        head, *rest = chain
        values = self.must_bound(path, head)
        for depth, name in enumerate(rest):
            members = [self.must_step(value[1], name) for value in values]
            files = sorted({file for member in members if member for file in member[0]})
            edges.update(files)
            if not self.doubtful:
                records[(head, *rest[: depth + 1])] = files
            values = [one for value in values for one in self.must_value(value, name, frozenset())]

    def must_star(self, path, level, module, edges, records):
        package = self.must_module(path, level, module)
        if not package:
            return
        for file in package[0]:
            for name in listed_in(self.source(file)):
                member = self.must_step(package[1], name)
                edges.update(member[0] if member else [])
                if not self.doubtful:
                    records[(level, module, name)] = sorted(member[0]) if member else []

    def must_reach(self, path):
        """(submodules that a file reaches, {how: where it leads})."""
        edges, records = set(), {}
        for chain in chains_of(self.source(path)):
            self.doubtful = False
            self.must_chain(path, chain, edges, records)
        for _, level, module, name, _ in bindings_of(self.source(path)):
            self.doubtful = False
            if name == "*":
                self.must_star(path, level, module, edges, records)
        return edges, records

    # -- whatever could count

    def may_reach(self, path):
        """Files that some reading could reach."""
        wanted = set()
        # The text of an import holds chains, too.
        for one in bindings_of(self.source(path)):
            wanted.update(one[2].split(".")[1:])
        stars = [one for one in bindings_of(self.source(path)) if one[0] == "*"]
        for head, *rest in chains_of(self.source(path)):
            if stars or any(one[0] == head for one in bindings_of(self.source(path))):
                wanted.update(rest)
        if stars:
            for one in self.subjects:
                wanted.update(listed_in(self.source(one)))
        return {one for one in self.subjects if module_name(one) in wanted}
