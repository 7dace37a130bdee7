# SPDX-License-Identifier: MIT
"""The manifest of real sources against Python's own parser.

The sources are the standard library of the Python that runs the tests, its
tests included where they are installed: no download, and full of oddities.
DEPSTAMP_ALL=1 takes every file instead of some 200.
"""

import os
import sysconfig
import warnings
from pathlib import Path

from cli.sources import imports_by_ast
from cli.workspace import absolute_module

pytest_plugins = ["cli.workspace"]

FORMS = {"import", "from", "star", "dynamic"}


def real_sources():
    """[(bytes, imports)] of files that ast can read."""
    folder = Path(sysconfig.get_paths()["stdlib"])
    paths = sorted(path for path in folder.rglob("*.py") if "site-packages" not in path.parts)
    if not os.environ.get("DEPSTAMP_ALL"):
        paths = paths[:: max(1, len(paths) // 200)]
    for path in paths:
        content = path.read_bytes()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield path.name, content, imports_by_ast(content)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue


def flat(module):
    """A dynamic import may be written with dots; absolute ones stay."""
    return absolute_module(module, "") if module.startswith(".") else module


def found_by_us(manifest):
    found = []
    for entry in manifest["imports"]:
        [form] = FORMS & set(entry["kinds"])
        guards = tuple(sorted(set(entry["kinds"]) - FORMS))
        name = entry.get("name") or ""
        if form == "star":
            name = "*"
        found.append((entry["line"], form, guards, flat(entry["module"]), name))
    return sorted(found)


def test_the_imports_of_real_sources_are_those_that_python_sees(work):
    sources = list(real_sources())
    paths = []
    for number, (name, content, _) in enumerate(sources):
        paths.append(f"z{number:05}/x_{name}")
        work.write({paths[-1]: content})
    work.write({"depstamp.yaml": "roots: ['.']\n"})
    manifests = {}
    for start in range(0, len(paths), 500):
        manifests.update(work.manifests(*paths[start : start + 500]))
    wrong = []
    for path, (_, _, expected) in zip(paths, sources):
        wanted = sorted(
            (line, form, guards, flat(module), name)
            for line, form, guards, module, name in expected
        )
        found = found_by_us(manifests[path])
        # Relative imports may be told with dots or made absolute.
        found = [(*one[:3], strip_folder(one[3], path), one[4]) for one in found]
        # `import_module` of any object counts: one edge too many is only slow.
        extra = {one for one in found if one[1] == "dynamic" and one not in wanted}
        if [one for one in found if one not in extra] != wanted:
            wrong.append((path, sorted(set(found) ^ set(wanted))[:6]))
    assert not wrong, (len(wrong), wrong[:10])


def strip_folder(module, path):
    """`z00001.x` is `x` again, where z00001 is the folder we put it in."""
    folder = path.partition("/")[0]
    if module == folder:
        return ""
    return module[len(folder) + 1 :] if module.startswith(folder + ".") else module
