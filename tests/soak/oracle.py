# SPDX-License-Identifier: MIT
"""The oracle: whose diagnostics changed, and did depstamp say so?

One tree stands at one path and goes from state to state.  For each tool the
last state in which it answered is remembered: its answer, and the keys of
that state.  A file is *required* if it exists now and the tool says another
thing of it than then; it has to be among the affected files at the level of
the tool.  A step is one such comparison.
"""

import shutil
import time
from dataclasses import dataclass, field

from soak import program
from soak import tree as trees
from soak.analyzers import Pyright
from soak.verdict import Verdict

BATCH = 16  # states that one process of pyright is asked about
LISTED = 8  # one step in so many compares keys with `affected`


@dataclass
class State:
    """A state that was visited, with its keys at the levels asked for."""

    number: int
    label: str
    files: dict
    baselines: dict = field(default_factory=dict)


@dataclass
class Memory:
    """What a tool said last, and of which state."""

    state: State
    answer: dict | None


class Oracle:
    def __init__(self, work, tools, book, levels=None):
        self.work = work
        self.tree = trees.Tree(work / "one" / "tree")
        self.program = program.Program(self.tree.root)
        self.tools = tools
        self.book = book
        self.baselines = work / "baselines"
        self.known = [one for one in program.LEVELS if self.program.has_level(one)]
        self.levels = {one.name: self.level_of(one.level) for one in tools} | (levels or {})
        self.verdict = Verdict(self.tree, work / "misses")
        self.memory = {}
        self.waiting = []  # states that pyright has still to see
        self.count = 0

    def level_of(self, level):
        return level if level in self.known else "content"

    def begin(self, files, label, names=None):
        """A new story: nothing is compared with what was before."""
        self.memory.clear()
        shutil.rmtree(self.baselines, ignore_errors=True)
        self.baselines.mkdir(parents=True)
        return self.visit(files, label, names)

    def visit(self, files, label, names=None, stay=False):
        """Go to a state and ask the tools, or those of some names.

        With `stay` the state that the next one is compared with remains.
        """
        self.count += 1
        self.tree.become(files)
        state = State(self.count, label, dict(files))
        for level in {*self.known, *self.levels.values()}:
            state.baselines[level] = self.baselines / f"{state.number}.{level}"
            self.program.stamp(level, state.baselines[level])
        for tool in self.tools:
            if names is not None and tool.name not in names:
                continue
            if isinstance(tool, Pyright):
                self.wait(tool, state, stay)
            else:
                self.ask(tool, state, stay)
        return state

    # -- one tool, one state ----------------------------------------------

    def ask(self, tool, state, stay):
        began = time.monotonic()
        answer = tool.ask(self.tree.root, trees.subjects(state.files))
        seconds = time.monotonic() - began
        if answer is None:
            self.book.add(tool=tool.name, label=state.label, silent=1, seconds=seconds)
            return
        last, now = self.memory.get(tool.name), Memory(state, answer)
        if last:
            affected = self.affected(tool, last.state, state)
            self.compare(tool, (last, now), affected, seconds)
        if not (last and stay):
            self.memory[tool.name] = now

    def affected(self, tool, before, state):
        """{level: paths} whose keys differ.

        Now and then the program's own list is asked for: it is the same.
        """
        found = {}
        for level, path in state.baselines.items():
            old, new = program.keys(before.baselines[level]), program.keys(path)
            found[level] = {one for one in new if old.get(one) != new[one]}
        if state.number % LISTED == 0:
            self.check_list(self.levels[tool.name], before, state, found)
        return found

    def check_list(self, level, before, state, found):
        said = self.program.affected(level, before.baselines[level])
        if said != found[level]:
            self.book.trouble(f"{state.label}: keys and list differ at {level}", sorted(said))

    def compare(self, tool, memories, affected, seconds):
        last, now = memories
        before, after = last.state.files, now.state.files
        required = {
            path
            for path, said in now.answer.items()
            if path in last.answer and last.answer[path] != said
        }
        unchanged = {path for path in required if before.get(path) == after[path]}
        level = self.levels[tool.name]
        row = {
            "tool": tool.name,
            "label": now.state.label,
            "seconds": round(seconds, 3),
            "files": len(trees.subjects(after)),
            "required": len(required),
            "unchanged": len(unchanged),
            "cut": len(affected.get("content", set()) - affected[level]),
            "affected": {one: len(paths) for one, paths in affected.items()},
        }
        suspects = required - affected[level]
        if suspects:
            row |= self.verdict.judge(tool, level, last, now, suspects)
        self.book.add(**row)

    # -- pyright: many states at once -------------------------------------

    def wait(self, tool, state, stay):
        last, now = self.memory.get(tool.name), Memory(state, None)
        affected = self.affected(tool, last.state, state) if last else None
        self.waiting.append((tool, last, now, affected))
        if not (last and stay):
            self.memory[tool.name] = now
        if len(self.waiting) >= BATCH:
            self.finish()

    def finish(self):
        """Ask about the states that wait, and compare them in their order."""
        if not self.waiting:
            return
        waiting, self.waiting = self.waiting, []
        tool = waiting[0][0]
        folder = self.work / "many"
        shutil.rmtree(folder, ignore_errors=True)
        names = {f"s{now.state.number}": now for _, _, now, _ in waiting}
        for name, now in names.items():
            trees.write(folder / name, now.state.files)
        began = time.monotonic()
        paths = {name: trees.subjects(now.state.files) for name, now in names.items()}
        said = tool.ask_many(folder, paths)
        seconds = (time.monotonic() - began) / len(waiting)
        for name, now in names.items():
            now.answer = said[name]
        for _, last, now, affected in waiting:
            if now.answer is None or (last and last.answer is None):
                self.book.add(tool=tool.name, label=now.state.label, silent=1, seconds=seconds)
            elif last:
                self.compare(tool, (last, now), affected, seconds)
