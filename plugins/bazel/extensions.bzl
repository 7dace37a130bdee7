# SPDX-License-Identifier: MIT
"""For MODULE.bazel (Bazel 6 and later):

    bazel_dep(name = "depstamp", version = "0.1.0")

and, if the program is not on PATH,

    depstamp = use_extension("@depstamp//:extensions.bzl", "depstamp")
    depstamp.program(path = "/opt/depstamp/bin/depstamp")
"""

load(":repositories.bzl", "depstamp_program")

def _impl(mctx):
    # What the root module says comes first.
    path = ""
    source = ""
    for module in mctx.modules:
        for tag in module.tags.program:
            path = path or tag.path
            source = source or tag.source
    depstamp_program(name = "depstamp_program", path = path, source = source)

depstamp = module_extension(
    implementation = _impl,
    tag_classes = {
        "program": tag_class(attrs = {
            "path": attr.string(),
            "source": attr.string(),
        }),
    },
)
