# SPDX-License-Identifier: MIT
"""The repository @depstamp_program, which holds the program.

In a WORKSPACE:

    load("@depstamp//:repositories.bzl", "depstamp_program")
    depstamp_program(name = "depstamp_program")
"""

_BUILD = """\
exports_files(["depstamp"], visibility = ["//visibility:public"])
"""

def _build(rctx, source):
    """`make` in a checkout, into this repository."""
    folder = str(rctx.path("made"))
    done = rctx.execute(
        ["make", "-C", source, "BUILD=" + folder, "all"],
        timeout = 1800,
    )
    if done.return_code != 0:
        fail("make failed in %s:\n%s%s" % (source, done.stdout, done.stderr))
    return folder + "/depstamp"

def _impl(rctx):
    path = rctx.attr.path or rctx.os.environ.get("DEPSTAMP", "")
    if not path and rctx.attr.source:
        path = _build(rctx, rctx.attr.source)
    if not path:
        path = rctx.which("depstamp")
    if not path:
        fail("there is no depstamp on PATH: install it, or set `path`, " +
             "`source` (a checkout that is built with make) or $DEPSTAMP")
    rctx.symlink(path, "depstamp")
    rctx.file("BUILD.bazel", _BUILD, executable = False)
    rctx.file("WORKSPACE", "", executable = False)

depstamp_program = repository_rule(
    implementation = _impl,
    attrs = {
        "path": attr.string(doc = "The program, absolute."),
        "source": attr.string(doc = "A checkout of depstamp, absolute."),
    },
    environ = ["DEPSTAMP", "PATH"],
    local = True,
    doc = "Finds depstamp: `path`, $DEPSTAMP, `source`, or on PATH.",
)
