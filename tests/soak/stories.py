# SPDX-License-Identifier: MIT
"""Stories: a tree and what is done to it, step by step.

A story is made from its seed alone, so one that went wrong can be told
again.  Some trees are small packages out of the grammar, quick to check and
full of constructs, the others a part of a real package.
"""

import random

from soak import edits_files, edits_text, grammar, outline, probes

STEPS = 30
TRIES = 30
BODIES = 4
NAMES = ("m0", "m1", "sub/n0", "m2", "sub/n1", "m3")


class Story:
    def __init__(self, seed, real=()):
        """`real` are states of real packages that a story may be about."""
        self.rng = random.Random(seed)
        modern = self.rng.random() < 0.2
        self.grammar = grammar.Grammar(self.rng, modern)
        if real and self.rng.random() < 0.3:
            self.name, state = self.rng.choice(real)
            self.state = dict(state)
            self.learn()
        else:
            self.name = "made"
            self.state = self.made()
        indirect = self.rng.random() < 0.3
        self.fixed = probes.probes([self.state], indirect)
        self.undo = None

    def made(self):
        """A package out of the grammar."""
        state = {"pkg/__init__.py": b"", "pkg/sub/__init__.py": b""}
        for path in ("pkg/__init__.py", "pkg/sub/__init__.py"):
            if self.rng.random() < 0.4:
                state[path] = self.grammar.module(1).encode()
        for name in NAMES:
            path = f"pkg/{name}.py"
            self.look_down(path)
            state[path] = self.grammar.module(self.rng.randrange(2, 7)).encode()
        return state

    def look_down(self, path):
        """Let a module import those before it: few trees are one cycle."""
        if self.name != "made":
            return
        names = [name.replace("/", ".") for name in NAMES]
        place = [f"pkg/{name}.py" for name in NAMES]
        lower = names[: place.index(path)] if path in place and self.rng.random() < 0.9 else names
        self.grammar.pools["M"] = tuple(lower) or ("missing",)

    def learn(self):
        """Let the grammar speak with the names of a real package."""
        functions, classes, methods = set(), set(), set()
        attributes = set()
        for content in self.state.values():
            found = outline.statements(content.decode("utf-8", "replace"))
            for one in found:
                if one.is_class:
                    classes.add(one.name)
                elif one.name:
                    (methods if one.indent else functions).add(one.name)
                attributes.update(probes.ATTRIBUTE.findall(one.text))
        names = [probes.module_name(path) for path in self.state]
        self.grammar.package = min(names, key=len).split(".")[0]
        inner = [name.partition(".")[2] for name in names if "." in name]
        pools = {"f": functions, "C": classes, "m": methods, "a": attributes, "M": inner}
        for letter, found in pools.items():
            if found:
                self.grammar.pools[letter] = tuple(sorted(found))

    # -- steps ------------------------------------------------------------

    def files(self):
        return {**self.state, **self.fixed}

    def step(self):
        """Change the state; the name of what was done."""
        if self.undo is not None:
            self.state, self.undo = self.undo, None
            return "repair"
        if self.rng.random() < 0.25:
            return self.edit_bodies()
        for _ in range(TRIES):
            name = self.edit_files() if self.rng.random() < 0.06 else self.edit_text()
            if name:
                return name
        return "nothing"

    def edit_bodies(self):
        """Several bodies at once: what is left out of each is left out of all."""
        for _ in range(BODIES):
            self.edit_text(dict.fromkeys(edits_text.BODY, 1))
        return "bodies"

    def edit_files(self):
        path = self.rng.choice(sorted(self.state))
        edit = self.rng.choices(*zip(*edits_files.EDITS.items()))[0]
        delta = edit(self.state, path, self.grammar)
        if not delta:
            return None
        after = {**self.state, **delta}
        after = {path: content for path, content in after.items() if content is not None}
        if not is_possible(after):
            return None
        if edit in edits_files.UNDONE and self.rng.random() < 0.9:
            self.undo = self.state
        self.state = after
        return edit.__name__

    def edit_text(self, edits=edits_text.EDITS):
        path = self.rng.choice([path for path in sorted(self.state) if path.endswith(".py")])
        text = self.state[path].decode("utf-8", "replace")
        edit = self.rng.choices(*zip(*edits.items()))[0]
        self.look_down(path)
        source = edits_text.Source(text, self.grammar)
        new = edit(source)
        self.grammar.kind = "function"
        if not new or new == text:
            return None
        if grammar.is_valid(text) and not grammar.is_valid(new):
            return None
        self.state[path] = new.encode()
        return edit.__name__


def is_possible(state):
    """No file stands where a folder has to be."""
    folders = {path[: at] for path in state for at, one in enumerate(path) if one == "/"}
    return not folders & state.keys() and any(path.endswith(".py") for path in state)
