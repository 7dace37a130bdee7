# SPDX-License-Identifier: MIT
"""The definition of `affected`, once more, as simple as can be.

A state is a dictionary from path to (source, executable).  Two answers are
computed for a pair of states, because the documents leave some room:

    must  files that are affected by every reading of the definition
    may   files that some reading could call affected

The program's answer has to lie between the two.  `must` takes an edge only
where nothing about resolution is in doubt; `may` takes every file that any
root could offer, every probe, every folder listing and every fact of the
whole tree (levels.md K1-K3; the second half of K2 is in oracle_reach.py).
Sources have to be valid for `ast`.
"""

import ast
import functools
import posixpath

from cli.oracle_reach import Reach

SUFFIXES = (".py", ".pyi")
INITS = ("__init__.py", "__init__.pyi")


@functools.lru_cache(maxsize=20000)
def imports_of(source):
    """[(level, module, name or None or "*")] of one source."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(0, alias.name, None) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(node.level, node.module or "", alias.name) for alias in node.names]
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "__import__"
        ):
            found.append((0, node.args[0].value, None))
    return tuple(found)


def join(folder, name):
    return posixpath.join(folder, name) if folder else name


def parent(path):
    return posixpath.dirname(path)


def is_test(path):
    name = posixpath.basename(path)
    return name.endswith("_test.py") or (name.startswith("test_") and name.endswith(".py"))


class State(Reach):
    """One side of a comparison.  `roots` is a list, or None: detect."""

    def __init__(self, files, roots):
        self.files = files
        self.roots = roots
        self.folders = {""}
        for path in files:
            while path:
                path = parent(path)
                self.folders.add(path)
        self.subjects = [path for path in files if path.endswith(SUFFIXES)]
        self.detected = self.detect()
        self.facts = self.tree_facts()

    # -- roots ------------------------------------------------------------

    def has_init(self, folder):
        return any(join(folder, name) in self.files for name in INITS)

    def first_root(self, path):
        """The first folder upwards without an __init__."""
        folder = parent(path)
        while folder and self.has_init(folder):
            folder = parent(folder)
        return folder

    def detect(self):
        found = {self.first_root(path) for path in self.subjects} | {""}
        for path in self.files:
            if posixpath.basename(path) == "pyproject.toml":
                source = join(parent(path), "src")
                if source in self.folders:
                    found.add(source)
        return sorted(found)

    def roots_for(self, path):
        """In the order of care; own folder too for a file in no package."""
        roots = self.detected if self.roots is None else self.roots
        if not self.has_init(parent(path)):
            roots = [*roots, parent(path)]
        around = [root for root in dict.fromkeys(roots) if not root or path.startswith(root + "/")]
        around.sort(key=lambda root: -len(root))
        return around + [root for root in dict.fromkeys(roots) if root not in around]

    def tree_facts(self):
        """What changes every key: module names that are taken twice.

        Below which of the roots around a file its name is taken is left
        open, so each reading counts.
        """
        return [self.taken_twice(rank) for rank in (0, 1, None)]

    def taken_twice(self, rank):
        taken = {}
        for path in self.subjects:
            around = [
                root for root in self.roots_for(path) if not root or path.startswith(root + "/")
            ]
            root = self.first_root(path)
            if rank is not None:
                root = around[min(rank, len(around) - 1)]
            name = posixpath.splitext(path[len(root) :].strip("/"))[0]
            taken.setdefault(name.removesuffix("/__init__"), []).append(path)
        return sorted((name, sorted(paths)) for name, paths in taken.items() if len(paths) > 1)

    # -- one component at a time ------------------------------------------

    def offers(self, folder, name):
        """What one folder has under a name: (rank, files, folder)."""
        base = join(folder, name)
        inits = [join(base, one) for one in INITS if join(base, one) in self.files]
        if inits:
            return 3, inits, base
        modules = [base + one for one in SUFFIXES if base + one in self.files]
        if modules:
            return 2, modules, None
        if base in self.folders:
            return 1, [], base
        return 0, [], None

    def walk_name(self, folders, parts):
        """(files, folders of the last part, in doubt) below some folders."""
        files = []
        doubt = False
        for index, name in enumerate(parts):
            found = [self.offers(folder, name) for folder in folders]
            found = [one for one in found if one[0]]
            if not found:
                return files if index else [], None, doubt
            best = found[0]
            if len(found) > 1 and any(one[0] != 1 for one in found):
                doubt = True
            if best[0] > 1:
                files += best[1]
                folders = [best[2]] if best[2] is not None else []
            else:
                folders = [one[2] for one in found if one[2] is not None]
            if index + 1 == len(parts):
                return files, folders, doubt
            if not folders:
                return files, None, doubt
        return files, folders, doubt

    def start(self, path, level):
        """The folder a relative import starts from, or None: above."""
        folder = parent(path)
        for _ in range(level - 1):
            if not folder:
                return None
            folder = parent(folder)
        return folder

    def must_import(self, path, entry):
        """(files, state) where nothing is in doubt, or None."""
        level, module, name = entry
        parts = [part for part in module.split(".") if part]
        if level:
            folder = self.start(path, level)
            if folder is None or not self.has_init(folder):
                return None
            if not self.in_package(path, level):
                return None
            inits = [join(folder, one) for one in INITS if join(folder, one) in self.files]
            files, last, doubt = (
                self.walk_name([folder], parts) if parts else (inits, [folder], False)
            )
        else:
            files, last, doubt = self.walk_name(self.roots_for(path), parts)
        if doubt:
            return None
        if last is None:
            return sorted(files), "missing"
        state = "found"
        if name not in (None, "*"):
            more, end, doubt = self.walk_name(last, [name])
            if doubt:
                return None
            if end is not None:
                files, state = files + more, "found with name"
        return sorted(files), state

    def in_package(self, path, level):
        """True if every folder that the dots pass has an __init__."""
        folder = parent(path)
        for _ in range(level):
            if not self.has_init(folder):
                return False
            folder = parent(folder)
        return True

    def must_record(self, path, level):
        """{import: what it leads to} for the imports that are not in doubt."""
        found = dict(self.must_reach(path)[1]) if level != "names" else {}
        for entry in imports_of(self.files[path][0]):
            one = self.must_import(path, entry)
            if one is None:
                continue
            first = entry[1].split(".")[0]
            probed = None
            if not entry[0]:
                probed = (first in self.folders, join("src", first) in self.folders)
            found[entry] = (one, probed)
        return found

    def must_edges(self, path):
        found = set()
        for entry in imports_of(self.files[path][0]):
            one = self.must_import(path, entry)
            if one is not None:
                found.update(one[0])
        found |= self.must_reach(path)[0]
        folder = parent(path)
        while folder and self.has_init(folder):
            found.update(join(folder, one) for one in INITS if join(folder, one) in self.files)
            folder = parent(folder)
        return found | self.conftests(path)

    def conftests(self, path):
        found = set()
        if is_test(path):
            folder = path
            while folder:
                folder = parent(folder)
                if join(folder, "conftest.py") in self.files:
                    found.add(join(folder, "conftest.py"))
        return found

    # -- everything that could count --------------------------------------

    def candidates(self, path, entry):
        """[(folder, parts)] that any reading might probe."""
        level, module, name = entry
        parts = [part for part in module.split(".") if part]
        if name not in (None, "*"):
            parts = [*parts, name]
        if not level:
            # Beside the file too, where pyright and pyrefly look (K6).
            places = dict.fromkeys([*self.roots_for(path), parent(path)])
            return [(folder, parts) for folder in places]
        folder = self.start(path, level)
        if folder is None:
            return []
        # A folder may be a part of a namespace package below any root.
        names = folder.split("/") if folder else []
        ends = ["/".join(names[start:]) for start in range(len(names) + 1)]
        return [(folder, parts)] + [
            (join(root, end) if end else root, parts)
            for end in ends
            for root in self.roots_for(path)
        ]

    def may_import(self, path, entry):
        """(files, facts) of everything that could be looked at."""
        files, facts = set(), []
        for folder, parts in self.candidates(path, entry):
            for index in range(len(parts) + 1):
                base = posixpath.join(folder, *parts[:index])
                for one in [base + suffix for suffix in SUFFIXES] + [
                    join(base, init) for init in INITS
                ]:
                    facts.append((one, one in self.files))
                    if one in self.files:
                        files.add(one)
                facts.append((base, base in self.folders))
                if index:
                    facts.append(tuple(self.names_in(base)))
        first = entry[1].split(".")[0]
        for folder in ("", "src"):
            facts.append(self.offers(folder, first))
        return files, tuple(map(repr, facts))

    def names_in(self, folder):
        """The submodule names of a folder."""
        return sorted(
            one for one in [*self.subjects, *self.folders] if parent(one) == folder and one
        )

    def may_edges(self, path):
        found = set()
        for entry in imports_of(self.files[path][0]):
            found |= self.may_import(path, entry)[0]
        found |= self.may_reach(path)
        folder = path
        while folder:
            folder = parent(folder)
            found.update(join(folder, one) for one in INITS if join(folder, one) in self.files)
            near = join(folder, "conftest.py")
            if near in self.files and (is_test(path) or path.endswith("conftest.py")):
                found.add(near)
        return found - {path}

    def may_record(self, path, level):
        above = []
        folder = path
        while folder:
            folder = parent(folder)
            above.append(tuple(join(folder, one) in self.files for one in INITS))
            if is_test(path) or posixpath.basename(path) == "conftest.py":
                above.append(join(folder, "conftest.py") in self.files)
        return (
            tuple(self.roots_for(path)),
            tuple(above),
            tuple(self.may_import(path, entry) for entry in imports_of(self.files[path][0])),
            tuple(sorted(self.may_reach(path))) if level != "names" else (),
        )

    # -- keys -------------------------------------------------------------

    def reach(self, edges):
        """{path: all that can be reached, itself included}."""
        near = {path: edges(path) for path in self.subjects}
        found = {}
        for path in self.subjects:
            seen, todo = {path}, [path]
            while todo:
                for one in near.get(todo.pop(), ()):
                    if one not in seen:
                        seen.add(one)
                        todo.append(one)
            found[path] = seen
        return found

    def may_keys(self, level):
        if level == "none":
            return dict(self.files)
        records = {path: self.may_record(path, level) for path in self.subjects}
        if level == "names":
            return {path: (self.files[path], records[path]) for path in self.subjects}
        return {
            path: (
                self.files[path],
                sorted((one, self.files[one][0], records[one]) for one in reached),
            )
            for path, reached in self.reach(self.may_edges).items()
        }


def surely_changed(old, new, level):
    """The files whose bytes or certain imports differ, on either side.

    An import that is in doubt on one side says nothing.
    """
    found = set()
    for path in {*old.subjects, *new.subjects}:
        if path not in old.files or path not in new.files:
            found.add(path)
        elif old.files[path][0] != new.files[path][0]:
            found.add(path)
        else:
            before, after = old.must_record(path, level), new.must_record(path, level)
            if any(before[one] != after[one] for one in before.keys() & after.keys()):
                found.add(path)
    return found


def must_be_affected(old, new, level):
    own = {path for path in new.subjects if old.files.get(path) != new.files[path]}
    if level == "none":
        return own
    changed = surely_changed(old, new, level)
    if level == "names":
        return own | (changed & set(new.subjects))
    before, after = old.reach(old.must_edges), new.reach(new.must_edges)
    return own | {
        path for path in new.subjects if changed & (before.get(path, set()) | after[path])
    }


def affected(old, new, level):
    """(must, may): the bounds of the answer, as sets."""
    must = must_be_affected(old, new, level)
    before, after = old.may_keys(level), new.may_keys(level)
    may = {path for path in new.subjects if before.get(path) != after[path]}
    if level != "none" and old.facts != new.facts:
        may = set(new.subjects)
    assert must <= may, (level, must - may)
    return must, may


def reaching(state, path):
    """(must, may): who sees a file that exists."""
    must = {one for one, seen in state.reach(state.must_edges).items() if path in seen}
    may = {one for one, seen in state.reach(state.may_edges).items() if path in seen}
    return must, may | must
