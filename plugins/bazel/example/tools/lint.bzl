# SPDX-License-Identifier: MIT
"""Two analyzers that need nothing installed; a real project has mypy and ruff."""

load("@depstamp//:defs.bzl", "affected_test", "lint_affected_aspect")

syntax = lint_affected_aspect(preset = "syntax")

columns = lint_affected_aspect(
    binary = Label("//tools:columns"),
    level = "declared",
    mnemonic = "Columns",
    mode = "iface",
)

columns_test = affected_test(columns)
