# SPDX-License-Identifier: MIT
"""What real analyzers say about the files of a case.

Each `run_TOOL(folder, case)` gives the set of the tool's answers for the
importers, as texts that hold no path of this machine.  mypy and pylint run
in forks of this process, which has imported them once; pyright starts slowly
and so takes many cases at once (`run_pyright`).
"""

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
PYTHON = "3.13"
TIMEOUT = 120

# So that the cache which each run of mypy starts from knows them.
WARM = """
import abc, asyncio, collections, collections.abc, contextlib, dataclasses
import enum, functools, importlib, io, itertools, logging, operator, os, re
import string, string.templatelib, subprocess, sys, types, typing, warnings
"""


def clean_environment():
    """No variable of the caller's environment chooses an interpreter."""
    dropped = ("VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH", "MYPYPATH")
    result = {k: v for k, v in os.environ.items() if k not in dropped}
    result["PATH"] = f"{BIN}:{result['PATH']}"
    return result


def in_fork(function, folder):
    """What `function()` returns (JSON), run in a fork within `folder`."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reader)
            os.chdir(folder)
            with os.fdopen(writer, "w") as pipe:
                json.dump(function(), pipe)
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    if not text:
        raise RuntimeError(f"a tool ended without an answer in {folder}")
    return json.loads(text)


def run_command(command, folder):
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    if done.returncode not in (0, 1):
        return f"status {done.returncode}\n{done.stdout}"
    return done.stdout


def python_version(case):
    return case.fields.get("python", PYTHON)


# ---- mypy


class Mypy:
    """mypy in forks, each with a copy of a cache that knows typeshed."""

    def __init__(self, work):
        self.work = work
        self.caches = {}

    def ask(self, folder, options, files):
        from mypy import main

        out = io.StringIO()
        arguments = ["--output", "json", "--config-file=", *options]
        configurations = ("mypy.ini", "setup.cfg", "pyproject.toml")
        if any((folder / name).exists() for name in configurations):
            arguments.remove("--config-file=")
        try:
            main.main(args=[*arguments, "--", *files], stdout=out, stderr=out, clean_exit=True)
        except SystemExit as end:
            return [out.getvalue(), end.code or 0]
        return [out.getvalue(), 0]

    def cache(self, version):
        """A folder that mypy may write to, as if it had just seen typeshed."""
        if version not in self.caches:
            place = self.work / f"mypy-{version}"
            place.mkdir(parents=True)
            (place / "warm.py").write_text(WARM)
            options = [f"--cache-dir={place}/cache", f"--python-version={version}"]
            in_fork(lambda: self.ask(place, options, ["warm.py"]), place)
            self.caches[version] = place / "cache"
        copy = self.work / "mypy-cache"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.caches[version], copy)
        return copy

    def run(self, folder, case):
        version = python_version(case)
        options = [f"--cache-dir={self.cache(version)}", f"--python-version={version}"]
        options += ["--show-error-context", *case.words("mypy")]
        text, status = in_fork(lambda: self.ask(folder, options, case.use), folder)
        if status > 1:
            return {f"status {status}", *text.splitlines()}
        rows = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
        return {json.dumps(row) for row in rows if row["file"] in case.use}


# ---- pylint


def ask_pylint(case):
    from pylint import lint
    from pylint.reporters.json_reporter import JSON2Reporter

    out = io.StringIO()
    sys.path[:0] = [""]
    arguments = ["-j1", "--persistent=n", "--disable=R0801,R0401", "--", *case.use]
    lint.Run(arguments, reporter=JSON2Reporter(out), exit=False)
    return out.getvalue()


def run_pylint(folder, case):
    messages = json.loads(in_fork(lambda: ask_pylint(case), folder))["messages"]
    for row in messages:
        del row["absolutePath"]
    return {json.dumps(row) for row in messages if row["path"] in case.use}


# ---- ty, pyrefly


def run_ty(folder, case):
    command = [BIN / "ty", "check", "--no-progress", "--output-format", "concise"]
    command += ["-c", 'analysis.return-type-inference="always"']
    command += ["--python-version", python_version(case), "--", *case.use]
    return set(run_command(command, folder).splitlines())


def run_pyrefly(folder, case):
    command = [BIN / "pyrefly", "check", "--preset", "default", "--summary=none"]
    command += ["--output-format", "json", "--min-severity", "info"]
    command += ["--python-version", python_version(case), "--", *case.use]
    text = run_command(command, folder).replace(f"{folder}/", "")
    try:
        return {json.dumps(row) for row in json.loads(text)["errors"]}
    except ValueError:
        return set(text.splitlines())


# ---- pyright


def pyright_environment(name, case):
    return {"root": name, "pythonVersion": python_version(case)}


def pyright_rows(text, folder):
    """(path below folder, answer) of each of pyright's findings."""
    for row in json.loads(text)["generalDiagnostics"]:
        path = os.path.relpath(row.pop("file"), folder)
        answer = json.dumps(row, sort_keys=True).replace(f"{folder}/", "")
        yield path, answer


def run_pyright(folder, cases):
    """{folder's name: answers}; `cases` is {folder's name below folder: case}."""
    configuration = {
        "include": [f"{name}/{path}" for name in cases for path in cases[name].use],
        "executionEnvironments": [
            pyright_environment(name, case) for name, case in cases.items()
        ],
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(configuration))
    text = run_command([BIN / "pyright", "--outputjson"], folder)
    answers = {name: set() for name in cases}
    for path, answer in pyright_rows(text, folder):
        name, _, rest = path.partition("/")
        if rest in cases[name].use:
            answers[name].add(answer.replace(f"{name}/", ""))
    return answers


def run_pyright_alone(folder, case):
    """For cases in which the root itself matters to pyright."""
    options = ["--outputjson", "--pythonversion", python_version(case)]
    text = run_command([BIN / "pyright", *options, *case.use], folder)
    return {answer for path, answer in pyright_rows(text, folder) if path in case.use}
