# SPDX-License-Identifier: MIT
"""The analyzers: how each is asked without any memory of earlier runs.

They are made as loud as they can be, so that a change of a type shows.
Each looks at a bare Python, runs on one thread and keeps no cache; mypy
alone gets one of the standard library, since reading that takes a second.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys

from soak import answers, forks
from soak.environment import BARE, VENV, site_packages

VERSION = "3.13"
SECONDS = 600
IN_THE_WAY = ("FORCE_COLOR", "CLICOLOR_FORCE", "PYTHONPATH", "VIRTUAL_ENV", "MYPYPATH")


def clean_environment(**extra):
    variables = {name: text for name, text in os.environ.items() if name not in IN_THE_WAY}
    variables["PATH"] = f"{BARE}/bin:{variables['PATH']}"
    return variables | extra


def start(command, folder, **extra):
    """(standard output, exit status); a program that hangs has none."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=folder,
            env=clean_environment(**extra),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "", 70
    return done.stdout.decode("utf-8", "replace"), done.returncode


class Tool:
    """A tool at the level that covers all it can see of other files."""

    name = ""
    level = "content"

    def __init__(self, settings, work):
        """Settings are the same for all runs, `work` is of this one."""
        self.settings = settings
        self.work = work
        settings.mkdir(parents=True, exist_ok=True)

    def setting(self, name, text):
        path = self.settings / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
        return path

    def shown(self, paths):
        """The files that the tool has something to say about."""
        return paths

    def said(self, root, paths):
        raise NotImplementedError

    def ask(self, root, paths, backwards=False):
        """The answer about these files of the tree `root`, or None."""
        named = sorted(self.shown(paths), reverse=backwards)
        said = self.said(root, named)
        return None if said is None else said.answer(named)


class Ty(Tool):
    name = "ty"
    level = "inferred"
    analysis = ""

    def said(self, root, paths):
        setting = self.setting(f"{self.name}.toml", self.analysis)
        command = [VENV / "bin" / "ty", "check", "--no-progress", "--exit-zero"]
        command += ["--output-format", "gitlab", "--warn", "all", "--python", BARE]
        command += ["--python-version", VERSION, "--config-file", setting, "--", *paths]
        output, status = start(command, root, TY_MAX_PARALLELISM="1")
        return answers.from_ty(root, output, status)


class TyInfers(Ty):
    """ty that was told to infer what functions return."""

    name = "ty-infer"
    analysis = '[analysis]\nreturn-type-inference = "always"\n'


class Pyrefly(Tool):
    name = "pyrefly"
    level = "code"

    def said(self, root, paths):
        command = [VENV / "bin" / "pyrefly", "check", "--preset", "all", "--threads", "1"]
        command += ["--config", self.setting("pyrefly.toml", ""), "--summary=none"]
        command += ["--output-format", "json", "--min-severity", "info"]
        command += ["--skip-interpreter-query", "--python-version", VERSION]
        command += ["--python-platform", "linux", "--site-package-path", site_packages(BARE)]
        command += ["--search-path", root, "--disable-search-path-heuristics=true"]
        output, status = start([*command, "--", *paths], root)
        return answers.from_pyrefly(root, output, status)


class Mypy(Tool):
    name = "mypy"
    level = "declared"

    def __init__(self, settings, work):
        super().__init__(settings, work)
        import mypy.main

        self.main = mypy.main.main
        self.library = settings / "mypy-library"

    def arguments(self, cache):
        found = ["--strict", "--no-error-summary", "--output", "json", "--no-color-output"]
        found += ["--config-file", self.setting("mypy.ini", "[mypy]\n"), "--cache-dir", cache]
        return [*found, "--python-executable", BARE / "bin" / "python", "--python-version", VERSION]

    def start(self, root, cache, paths):
        arguments = [*map(str, self.arguments(cache)), *paths]

        def call():
            os.environ["MYPYPATH"] = str(root)
            self.main(stdout=sys.stdout, stderr=sys.stdout, args=arguments, clean_exit=True)

        return forks.run(call, root)

    def read_library(self):
        """Make the cache of the standard library; nothing else gets in."""
        with open(f"{self.library}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.library.exists():
                return
            folder = self.settings / "mypy-empty"
            folder.mkdir(exist_ok=True)
            lines = [f"import {name}\n" for name in LIBRARY.split()]
            (folder / "everything.py").write_text("".join(lines))
            shutil.rmtree(f"{self.library}.new", ignore_errors=True)
            self.start(folder, f"{self.library}.new", ["everything.py"])
            os.rename(f"{self.library}.new", self.library)

    def shown(self, paths):
        """As in a folder, a stub hides the source beside it."""
        named = set(paths)
        return [path for path in paths if not (path.endswith(".py") and path + "i" in named)]

    def said(self, root, paths):
        self.read_library()
        cache = self.work / "mypy-cache"
        shutil.rmtree(cache, ignore_errors=True)
        shutil.copytree(self.library, cache)
        output, status = self.start(root, cache, paths)
        return answers.from_mypy(root, output, status)


LIBRARY = """
    abc argparse array ast asyncio atexit base64 bisect builtins bz2 calendar codecs collections
    collections.abc colorsys concurrent.futures configparser contextlib contextvars copy csv ctypes
    dataclasses datetime decimal difflib dis email email.message email.utils enum errno fnmatch
    fractions functools gc getpass glob gzip hashlib heapq hmac html html.parser http http.client
    http.cookiejar http.cookies http.server importlib importlib.metadata importlib.resources
    importlib.util inspect io ipaddress itertools json keyword linecache locale logging
    logging.handlers lzma marshal math mimetypes multiprocessing numbers operator os os.path
    pathlib pickle pkgutil platform pprint queue random re reprlib secrets select selectors shlex
    shutil signal socket socketserver sqlite3 ssl stat statistics string struct subprocess sys
    sysconfig tarfile tempfile textwrap threading time timeit token tokenize tomllib traceback
    tty types typing typing_extensions unicodedata unittest unittest.mock urllib urllib.error
    urllib.parse urllib.request uuid warnings weakref xml.etree.ElementTree zipfile zlib zoneinfo
"""


class Pyright(Tool):
    name = "pyright"
    level = "inferred"

    def run(self, folder, trees):
        """Ask about whole trees below `folder` at once."""
        settings = {
            "include": trees,
            "pythonVersion": VERSION,
            "pythonPlatform": "Linux",
            "typeCheckingMode": "strict",
            "venvPath": str(BARE.parent),
            "venv": BARE.name,
            "executionEnvironments": [{"root": tree} for tree in trees],
        }
        (folder / "pyrightconfig.json").write_text(json.dumps(settings))
        command = [VENV / "bin" / "pyright", "--outputjson", "--project", "pyrightconfig.json"]
        return start(command, folder, PYRIGHT_PYTHON_IGNORE_WARNINGS="1")

    def said(self, root, paths):
        output, status = self.run(root.parent, [root.name])
        return answers.from_pyright(root, output, status)

    def ask_many(self, folder, trees):
        """{tree: answer} for {tree: paths} below `folder`, in one process."""
        output, status = self.run(folder, sorted(trees))
        if status not in (0, 1):
            return dict.fromkeys(trees)
        return answers.from_pyright_trees(folder, output, trees)


class Pylint(Tool):
    name = "pylint"
    level = "code"

    def __init__(self, settings, work):
        super().__init__(settings, work)
        from pylint.lint import Run

        self.program = Run

    def lint(self, arguments):
        return self.program(arguments, exit=False).linter.msg_status

    def said(self, root, paths):
        arguments = ["-j1", "--output-format=json2", "--disable=R0801,R0401,C0103"]
        arguments += ["--persistent=n", f"--rcfile={self.setting('pylintrc', '')}", *paths]
        output, status = forks.run(lambda: self.lint(arguments), root)
        return answers.from_pylint(root, output, status)


KINDS = {kind.name: kind for kind in (Ty, TyInfers, Pyrefly, Mypy, Pyright, Pylint)}
