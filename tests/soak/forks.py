# SPDX-License-Identifier: MIT
"""Python programs run in a fork of this process: their import is paid once."""

import os
import signal
import sys
import tempfile
import traceback

SECONDS = 600


def call(function, folder, output):
    """The exit status of a function that prints to `output`."""
    signal.alarm(SECONDS)
    os.chdir(folder)
    os.dup2(output.fileno(), 1)
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    try:
        status = function()
    except SystemExit as end:
        status = end.code
    sys.stdout.flush()
    return status if isinstance(status, int) else 0


def run(function, folder):
    """(what it printed, exit status) of a function that runs in `folder`."""
    with tempfile.TemporaryFile() as output:
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            status = 70
            try:
                with open(os.devnull, "w") as nothing:
                    os.dup2(nothing.fileno(), 2)
                status = call(function, folder, output)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        _, status = os.waitpid(pid, 0)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    return text, os.waitstatus_to_exitcode(status)
