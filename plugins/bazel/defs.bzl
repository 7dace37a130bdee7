# SPDX-License-Identifier: MIT
"""Aspects that analyze only the Python targets that a change can affect.

Loads nothing, and uses nothing that Bazel 4 does not have or 9 has removed:
sources are what stands in `srcs` of any rule, not what a rule of rules_python
says of itself.

    lint_affected_aspect    makes an aspect that runs an analyzer
    affected_test           makes a rule that fails if an aspect finds something
    deps_affected_aspect    makes an aspect that compares deps with imports
    deps_test               makes a rule that does so for many targets at once
    depstamp_aspect         stamps and skeletons of sources, as DepstampInfo
    depstamp_manifest       stamps in a file that is committed
"""

DepstampInfo = provider(
    doc = "What importers can see of a target's sources, and of all below it.",
    fields = {
        "sources": "depset of File: Python sources",
        "stamps": "depset of File: a line per source, `<digest> <path>`",
        "views": "depset of File: a skeleton per source, at VIEWS/<path>",
        "roots": "depset of str: folders where imports are looked for",
    },
)

_LintInfo = provider(
    doc = "What an aspect found in a target and all below it.",
    fields = {
        "seen": "struct with the fields of DepstampInfo",
        "human": "depset of File: findings for people",
        "machine": "depset of File: SARIF",
        "exit_codes": "depset of File: 0 or 1",
        "validation": "depset of File: made by actions that fail on findings",
    },
)

_DepsInfo = provider(
    doc = "Targets with Python sources, for the check of deps.",
    fields = {
        "targets": "depset of struct: label, needs, keep, sources, is_wanted",
        "roots": "depset of str: folders where imports are looked for",
        "lint": "what deps_affected_aspect was told",
    },
)

# The folder of views; what comes behind it is a source's place.
_VIEWS = "depstamp.views"

_SUFFIXES = (".py", ".pyi", ".pyw")

# What each preset's tool can see of other files (levels.md).
_LEVELS = {
    "bandit": "none",
    "black": "none",
    "flake8": "none",
    "imports": "names",
    "mypy": "declared",
    "pylint": "code",
    "pyrefly": "code",
    "pyright": "inferred",
    "ruff": "names",
    "ruff-format": "none",
    "syntax": "none",
    "ty": "inferred",
}

_BUILT_IN = ("imports", "syntax")

# Where a level leaves nothing to choose: nothing of other targets is seen, or
# only that their sources are there; or every byte.
_LEVEL_MODES = {
    "none": "alone",
    "names": "names",
    "content": "plain",
}

_RULE_KINDS = ["py_library", "py_binary", "py_test"]

_PROGRAM = Label("@depstamp_program//:depstamp")

def _place(short_path):
    """Where a file lies in the tree that tools see."""
    if short_path.startswith("../"):
        return "external/" + short_path[3:]
    return short_path

def _view_place(path):
    return path.partition("/" + _VIEWS + "/")[2]

def _source_words(file):
    return ["--source", file.path, _place(file.short_path)]

def _config_words(file):
    return ["--config", file.path, _place(file.short_path)]

def _dep_words(file):
    return ["--dep", file.path, _place(file.short_path)]

def _view_words(file):
    return ["--dep", file.path, _view_place(file.path)]

def _empty_words(file):
    return ["--empty", _place(file.short_path)]

def _python_sources(ctx):
    if not hasattr(ctx.rule.files, "srcs"):
        return []
    return [
        file
        for file in ctx.rule.files.srcs
        if file.basename.endswith(_SUFFIXES) and not file.is_directory
    ]

def _infos(ctx, provider):
    """Of the targets that this one depends on."""
    deps = getattr(ctx.rule.attr, "deps", None)
    if type(deps) != "list":
        return []
    return [dep[provider] for dep in deps if provider in dep]

def _own_roots(ctx):
    """Folders in front of the root: `imports`, and that of a repository."""
    base = "external/" + ctx.label.workspace_name if ctx.label.workspace_name else ""
    roots = [base] if base else []
    imports = getattr(ctx.rule.attr, "imports", None)
    for name in imports if type(imports) == "list" else []:
        folder = _normal(base + "/" + ctx.label.package + "/" + name)
        if folder and folder not in roots:
            roots.append(folder)
    return roots

def _normal(path):
    parts = []
    for part in path.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in ("", ".", ".."):
            parts.append(part)
    return "/".join(parts)

def _perform(ctx, what, arguments, inputs, outputs, **options):
    """One action of `depstamp worker`."""
    arguments.use_param_file("@%s", use_always = True)
    arguments.set_param_file_format("multiline")
    ctx.actions.run(
        executable = ctx.executable._depstamp,
        arguments = ["worker", arguments],
        inputs = inputs,
        outputs = outputs,
        progress_message = "depstamp: %s %s" % (what, ctx.label),
        execution_requirements = {
            "requires-worker-protocol": "proto",
            "supports-multiplex-workers": "1",
            "supports-worker-cancellation": "1",
            "supports-workers": "1",
        },
        **options
    )

def _index(ctx, sources, lint, views):
    """Stamps, and if wanted views, of the target's own sources."""
    folder = "%s.%s/" % (ctx.label.name, lint.mnemonic)
    stamps = ctx.actions.declare_file(folder + "stamps")
    arguments = ctx.actions.args()
    arguments.add("index")
    arguments.add("--level", lint.level)
    arguments.add("--stamps", stamps)
    configs = []
    if lint.row:
        arguments.add("--name", lint.name)
        arguments.add("--row", lint.row)
        configs = ctx.files._configs
        arguments.add_all(configs, map_each = _config_words)
    outputs = []
    for file in sources:
        arguments.add_all([file], map_each = _source_words)
        if views:
            view = ctx.actions.declare_file(
                folder + _VIEWS + "/" + _place(file.short_path),
            )
            arguments.add("--view", view)
            outputs.append(view)
    _perform(
        ctx,
        "look at",
        arguments,
        sources + configs,
        [stamps] + outputs,
        mnemonic = lint.mnemonic + "Index",
    )
    return stamps, outputs

def _see(ctx, lint, below, stamps, views):
    """What a target and all below it are to importers: fields of DepstampInfo.

    Stamps and views are made if they are asked for.
    """
    sources = _python_sources(ctx)
    own_stamps = []
    own_views = []
    if sources and (stamps or views):
        stamp, own_views = _index(ctx, sources, lint, views)
        own_stamps = [stamp]
    return struct(
        sources = depset(sources, transitive = [info.sources for info in below]),
        stamps = depset(own_stamps, transitive = [info.stamps for info in below]),
        views = depset(own_views, transitive = [info.views for info in below]),
        roots = depset(_own_roots(ctx), transitive = [info.roots for info in below]),
    )

# ---- stamps and skeletons

def _depstamp_aspect_impl(_target, ctx):
    lint = struct(mnemonic = "Depstamp", level = ctx.attr.depstamp_level, row = "", name = "")
    info = _see(ctx, lint, _infos(ctx, DepstampInfo), stamps = True, views = True)
    return [
        DepstampInfo(
            sources = info.sources,
            stamps = info.stamps,
            views = info.views,
            roots = info.roots,
        ),
        OutputGroupInfo(
            depstamp_stamps = info.stamps,
            depstamp_skeletons = info.views,
        ),
    ]

depstamp_aspect = aspect(
    implementation = _depstamp_aspect_impl,
    attr_aspects = ["deps"],
    attrs = {
        "depstamp_level": attr.string(
            default = "declared",
            values = ["declared", "inferred", "code", "content"],
        ),
        "_depstamp": attr.label(
            default = _PROGRAM,
            allow_single_file = True,
            executable = True,
            cfg = "exec",
        ),
    },
    doc = "Output groups depstamp_stamps and depstamp_skeletons.",
)

# ---- analyzers

def _is_wanted(ctx, lint):
    tags = ctx.rule.attr.tags
    if "no-lint" in tags or ctx.label.workspace_name:
        return False
    if ctx.rule.kind in lint.rule_kinds:
        return True
    return ctx.rule.kind == "filegroup" and [
        tag
        for tag in lint.filegroup_tags
        if tag in tags
    ]

def _add_others(arguments, lint, below, unused):
    """What the tool is shown of other targets; returns the inputs."""
    if lint.mode == "alone":
        return []
    if lint.mode == "names":
        arguments.add_all(below.sources, map_each = _empty_words)
        return []
    if lint.mode == "iface":
        arguments.add_all(below.views, map_each = _view_words)
        return [below.views]
    arguments.add_all(below.sources, map_each = _dep_words)
    if lint.mode == "gated":
        arguments.add("--unused", unused)
        return [below.sources, below.stamps]
    return [below.sources]

def _analyze(ctx, lint, below):
    start = "%s.%s." % (ctx.label.name, lint.mnemonic)
    human = ctx.actions.declare_file(start + "out")
    machine = ctx.actions.declare_file(start + "sarif")
    exit_code = ctx.actions.declare_file(start + "exit_code")
    outputs = [human, machine, exit_code]
    unused = None
    if lint.mode == "gated":
        unused = ctx.actions.declare_file(start + "unused")
        outputs.append(unused)
    sources = _python_sources(ctx)
    arguments = ctx.actions.args()
    arguments.add("analyze")
    arguments.add("--name", lint.name)
    arguments.add("--row", lint.row)
    arguments.add("--human", human)
    arguments.add("--machine", machine)
    arguments.add("--exit-code", exit_code)
    tools = []
    if lint.has_tool:
        arguments.add("--tool", ctx.executable._tool)
        tools.append(ctx.attr._tool[DefaultInfo].files_to_run)
    arguments.add_all(ctx.files._configs, map_each = _config_words)
    arguments.add_all(below.roots, before_each = "--root")
    arguments.add_all(sources, map_each = _source_words)
    inputs = depset(
        sources + ctx.files._configs,
        transitive = _add_others(arguments, lint, below, unused),
    )
    _perform(
        ctx,
        lint.name,
        arguments,
        inputs,
        outputs,
        mnemonic = lint.mnemonic,
        tools = tools,
        unused_inputs_list = unused,
        use_default_shell_env = True,
    )
    return human, machine, exit_code

def _check(ctx, lint, human, exit_code):
    """An action that fails if something was found."""
    out = ctx.actions.declare_file("%s.%s.valid" % (ctx.label.name, lint.mnemonic))
    arguments = ctx.actions.args()
    arguments.add("check")
    arguments.add("--human", human)
    arguments.add("--exit-code", exit_code)
    arguments.add("--out", out)
    _perform(
        ctx,
        "findings of %s in" % lint.name,
        arguments,
        [human, exit_code],
        [out],
        mnemonic = lint.mnemonic + "Check",
    )
    return out

def _lint_impl(target, ctx):
    lint = struct(**json.decode(ctx.attr.depstamp_lint))
    found = _infos(ctx, _LintInfo)
    below = [one.seen for one in found]
    seen = _see(
        ctx,
        lint,
        below,
        stamps = lint.mode == "gated",
        views = lint.mode == "iface",
    )
    others = struct(
        sources = depset(transitive = [one.sources for one in below]),
        stamps = depset(transitive = [one.stamps for one in below]),
        views = depset(transitive = [one.views for one in below]),
        roots = seen.roots,
    )
    own = [[], [], [], []]
    if _is_wanted(ctx, lint) and _python_sources(ctx):
        human, machine, exit_code = _analyze(ctx, lint, others)
        valid = _check(ctx, lint, human, exit_code)
        own = [[human], [machine], [exit_code], [valid]]
    result = _LintInfo(
        seen = seen,
        human = depset(own[0], transitive = [one.human for one in found]),
        machine = depset(own[1], transitive = [one.machine for one in found]),
        exit_codes = depset(own[2], transitive = [one.exit_codes for one in found]),
        validation = depset(own[3], transitive = [one.validation for one in found]),
    )
    return [
        result,
        OutputGroupInfo(
            rules_lint_human = depset(transitive = [result.human, result.exit_codes]),
            rules_lint_machine = depset(transitive = [result.machine, result.exit_codes]),
            _validation = result.validation,
        ),
    ]

def _row(preset, name, level, args, output, row):
    """The row of `analyzers:`; which tool it is, Bazel knows."""
    if preset in _BUILT_IN:
        return dict(row, preset = preset)
    made = {"args": args, "version": ["true"], "identity": []}
    if preset:
        made["preset"] = preset
    else:
        made["command"] = [name, "{args}", "{files}"]
        made["output"] = output or "gcc"
    if level:
        made["level"] = level
    made.update(row)
    return made

def lint_affected_aspect(
        binary = None,
        preset = None,
        configs = [],
        level = None,
        mode = "gated",
        args = [],
        rule_kinds = _RULE_KINDS,
        filegroup_tags = [],
        mnemonic = None,
        output = None,
        row = {}):
    """Makes an aspect that runs an analyzer over targets that are affected.

    Args:
      binary: label of the tool, an executable file or target; not for what is
        built in ("syntax", "imports").
      preset: the name of a row that depstamp has: mypy, pyright, ruff, pylint…
        Without one the tool is called with `args` and files and writes
        `output`.
      configs: labels of files that configure the tool.
      level: how much the tool sees of other files: none, names, declared,
        inferred, code or content; by default the preset's, or content.
      mode: what a change of a dependency's source means. "plain": the target
        is analyzed again. "gated": only if the source's stamp differs, on this
        machine. "iface": the tool sees skeletons instead of sources, so that
        this holds for disk and remote caches too.
      args: further arguments.
      rule_kinds: rules whose sources are analyzed.
      filegroup_tags: a filegroup with one of these tags is analyzed too.
      mnemonic: of the actions, and part of the names of their outputs.
      output: the format in which a tool without preset writes findings.
      row: further keys of a row of `analyzers:`.

    Returns:
      an aspect, to be assigned to a global name.
    """
    if mode not in ("plain", "gated", "iface"):
        fail("mode is plain, gated or iface, not %s" % mode)
    if preset and preset not in _LEVELS:
        fail("no preset %s; there are %s" % (preset, ", ".join(sorted(_LEVELS))))
    name = preset or (mnemonic or "Lint").lower()
    known = level or (_LEVELS[preset] if preset else "content")
    if known not in ("none", "names", "declared", "inferred", "code", "content"):
        fail("no level %s" % known)
    text = json.encode({
        "name": name,
        "row": json.encode(_row(preset, name, level or (None if preset else known), args, output, row)),
        "level": known,
        "mode": _LEVEL_MODES.get(known, mode) if mode != "plain" else mode,
        "mnemonic": mnemonic or "".join([
            part.capitalize()
            for part in ("depstamp-" + name).split("-")
        ]),
        "rule_kinds": rule_kinds,
        "filegroup_tags": filegroup_tags,
        "has_tool": binary != None,
    })
    attrs = {
        "depstamp_lint": attr.string(default = text, values = [text]),
        "_configs": attr.label_list(default = configs, allow_files = True),
        "_depstamp": attr.label(
            default = _PROGRAM,
            allow_single_file = True,
            executable = True,
            cfg = "exec",
        ),
    }
    if binary != None:
        attrs["_tool"] = attr.label(
            default = binary,
            allow_files = True,
            executable = True,
            cfg = "exec",
        )
    return aspect(
        implementation = _lint_impl,
        attr_aspects = ["deps"],
        attrs = attrs,
    )

# ---- tests

_TEST = """\
#!/bin/sh
status=0
for code in {codes}; do
    [ "$(cat "$code")" = 0 ] || status=1
done
cat {humans}
exit $status
"""

def _quote(text):
    return "'" + text.replace("'", "'\\''") + "'"

def _short_paths(files):
    return " ".join([_quote(file.short_path) for file in files])

def _script(ctx, text, files):
    script = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.write(script, text, is_executable = True)
    return [DefaultInfo(
        executable = script,
        runfiles = ctx.runfiles(files = files),
    )]

def _affected_test_impl(ctx):
    infos = [src[_LintInfo] for src in ctx.attr.srcs if _LintInfo in src]
    humans = depset(transitive = [info.human for info in infos]).to_list()
    codes = depset(transitive = [info.exit_codes for info in infos]).to_list()
    return _script(
        ctx,
        _TEST.format(
            codes = _short_paths(codes),
            humans = _short_paths(humans) or "/dev/null",
        ),
        humans + codes,
    )

def affected_test(aspect):
    """Makes a test rule that fails if `aspect` finds something in its `srcs`.

        mypy_test = affected_test(mypy)

    Args:
      aspect: what lint_affected_aspect returned.

    Returns:
      a rule, to be assigned to a global name that ends with _test.
    """
    return rule(
        implementation = _affected_test_impl,
        attrs = {"srcs": attr.label_list(aspects = [aspect])},
        test = True,
    )

# ---- deps

def _shown(label):
    """As BUILD files say it."""
    text = str(label)
    if text.startswith("@//") or text.startswith("@@//"):
        return text[text.index("//"):]
    return text

def _needs(ctx):
    deps = getattr(ctx.rule.attr, "deps", None)
    return [_shown(dep.label) for dep in deps] if type(deps) == "list" else []

def _kept(ctx):
    """Labels of tags: keep-dep=//a:b."""
    return [
        tag[len("keep-dep="):]
        for tag in ctx.rule.attr.tags
        if tag.startswith("keep-dep=")
    ]

def _target_words(target):
    words = ["--target", target.label]
    for label in target.needs:
        words += ["--needs", label]
    for file in target.sources:
        words += ["--owns", _place(file.short_path)]
    return words

def _subject_words(target):
    words = ["--subject", target.label]
    for label in target.needs:
        words += ["--needs", label]
    for label in target.keep:
        words += ["--keep", label]
    for file in target.sources:
        words += ["--own", file.path, _place(file.short_path)]
    return words

def _any_words(target):
    return _subject_words(target) if target.is_wanted else _target_words(target)

def _compare_deps(ctx, lint, info):
    """One action; `info` says what is in front of its inputs and words."""
    start = "%s.%s." % (ctx.label.name, lint.mnemonic)
    outputs = [
        ctx.actions.declare_file(start + end)
        for end in ("out", "buildozer", "exit_code")
    ]
    arguments = ctx.actions.args()
    arguments.add("deps")
    arguments.add("--human", outputs[0])
    arguments.add("--machine", outputs[1])
    arguments.add("--exit-code", outputs[2])
    arguments.add_all(lint.installed, before_each = "--installed")
    arguments.add_all(info.roots, before_each = "--root")
    arguments.add_all(info.subjects, map_each = _subject_words)
    arguments.add_all(info.others, map_each = info.words)
    _perform(ctx, "deps of", arguments, info.inputs, outputs, mnemonic = lint.mnemonic)
    return outputs

def _deps_impl(_target, ctx):
    lint = struct(**json.decode(ctx.attr.depstamp_deps))
    found = _infos(ctx, _LintInfo)
    below = _infos(ctx, _DepsInfo)
    sources = _python_sources(ctx)
    target = struct(
        label = _shown(ctx.label),
        needs = tuple(_needs(ctx)),
        keep = tuple(_kept(ctx)),
        sources = tuple(sources),
        is_wanted = bool(_is_wanted(ctx, lint)),
    )
    others = depset(transitive = [info.targets for info in below])
    roots = depset(_own_roots(ctx), transitive = [info.roots for info in below])
    own = [[], [], [], []]
    if target.is_wanted and sources:
        human, machine, exit_code = _compare_deps(ctx, lint, struct(
            roots = roots,
            subjects = [target],
            others = others,
            words = _target_words,
            inputs = sources,
        ))
        own = [[human], [machine], [exit_code], [_check(ctx, lint, human, exit_code)]]
    result = _LintInfo(
        seen = None,
        human = depset(own[0], transitive = [one.human for one in found]),
        machine = depset(own[1], transitive = [one.machine for one in found]),
        exit_codes = depset(own[2], transitive = [one.exit_codes for one in found]),
        validation = depset(own[3], transitive = [one.validation for one in found]),
    )
    return [
        result,
        _DepsInfo(
            targets = depset([target], transitive = [others]),
            roots = roots,
            lint = lint,
        ),
        OutputGroupInfo(
            rules_lint_human = depset(transitive = [result.human, result.exit_codes]),
            depstamp_buildozer = result.machine,
            _validation = result.validation,
        ),
    ]

def deps_affected_aspect(
        installed = [],
        rule_kinds = _RULE_KINDS,
        filegroup_tags = [],
        mnemonic = "DepstampDeps"):
    """Makes an aspect that compares `deps` with what sources import.

    It knows the targets below each target; for modules of others, deps_test.

    Args:
      installed: top-level modules that no target provides.
      rule_kinds: rules whose `deps` are compared.
      filegroup_tags: as those of lint_affected_aspect.
      mnemonic: of the actions, and part of the names of their outputs.

    Returns:
      an aspect, to be assigned to a global name.
    """
    text = json.encode({
        "name": "deps",
        "mnemonic": mnemonic,
        "installed": installed,
        "rule_kinds": rule_kinds,
        "filegroup_tags": filegroup_tags,
    })
    return aspect(
        implementation = _deps_impl,
        attr_aspects = ["deps"],
        attrs = {
            "depstamp_deps": attr.string(default = text, values = [text]),
            "_depstamp": attr.label(
                default = _PROGRAM,
                allow_single_file = True,
                executable = True,
                cfg = "exec",
            ),
        },
    )

def _deps_test_impl(ctx):
    infos = [src[_DepsInfo] for src in ctx.attr.srcs if _DepsInfo in src]
    if not infos:
        return _script(ctx, "#!/bin/sh\n", [])
    targets = depset(transitive = [info.targets for info in infos])
    inputs = [
        file
        for target in targets.to_list()
        if target.is_wanted
        for file in target.sources
    ]
    human, machine, exit_code = _compare_deps(ctx, infos[0].lint, struct(
        roots = depset(transitive = [info.roots for info in infos]),
        subjects = [],
        others = targets,
        words = _any_words,
        inputs = inputs,
    ))
    text = _TEST.format(
        codes = _short_paths([exit_code]),
        humans = _short_paths([human]),
    )
    return _script(ctx, text, [human, exit_code]) + [
        OutputGroupInfo(depstamp_buildozer = depset([machine])),
    ]

def deps_test(aspect):
    """Makes a test rule that compares the deps of its `srcs` and all below.

    All these targets are known together, so that the label of a missing
    dependency can be told.

    Args:
      aspect: what deps_affected_aspect returned.

    Returns:
      a rule, to be assigned to a global name that ends with _test.
    """
    return rule(
        implementation = _deps_test_impl,
        attrs = {
            "srcs": attr.label_list(aspects = [aspect]),
            "_depstamp": attr.label(
                default = _PROGRAM,
                allow_single_file = True,
                executable = True,
                cfg = "exec",
            ),
        },
        test = True,
    )

# ---- manifest

def _manifest_impl(ctx):
    infos = [src[DepstampInfo] for src in ctx.attr.srcs if DepstampInfo in src]
    stamps = depset(transitive = [info.stamps for info in infos])
    out = ctx.actions.declare_file(ctx.label.name + ".stamps")
    arguments = ctx.actions.args()
    arguments.add("collect")
    arguments.add("--out", out)
    arguments.add_all(stamps, before_each = "--stamps")
    _perform(ctx, "collect", arguments, stamps, [out], mnemonic = "DepstampManifest")
    return [DefaultInfo(files = depset([out]))]

_manifest = rule(
    implementation = _manifest_impl,
    attrs = {
        "srcs": attr.label_list(aspects = [depstamp_aspect]),
        "depstamp_level": attr.string(
            default = "declared",
            values = ["declared", "inferred", "code", "content"],
        ),
        "_depstamp": attr.label(
            default = _PROGRAM,
            allow_single_file = True,
            executable = True,
            cfg = "exec",
        ),
    },
)

_UPDATE = """\
#!/bin/sh
set -eu
cp -f {generated} "${{BUILD_WORKSPACE_DIRECTORY:?run it with bazel run}}/"{manifest}
chmod 644 "$BUILD_WORKSPACE_DIRECTORY/"{manifest}
"""

_COMPARE = """\
#!/bin/sh
diff -u {manifest} {generated} && exit 0
echo {hint}
exit 1
"""

def _update_impl(ctx):
    generated = ctx.file.generated
    return _script(
        ctx,
        _UPDATE.format(
            generated = _quote(generated.short_path),
            manifest = _quote(ctx.attr.path),
        ),
        [generated],
    )

_manifest_update = rule(
    implementation = _update_impl,
    attrs = {
        "generated": attr.label(allow_single_file = True),
        "path": attr.string(),
    },
    executable = True,
)

def _compare_impl(ctx):
    generated = ctx.file.generated
    manifest = ctx.file.manifest
    return _script(
        ctx,
        _COMPARE.format(
            generated = _quote(generated.short_path),
            manifest = _quote(manifest.short_path) if manifest else "/dev/null",
            hint = _quote("out of date: bazel run %s" % ctx.attr.update),
        ),
        [generated] + ([manifest] if manifest else []),
    )

_manifest_test = rule(
    implementation = _compare_impl,
    attrs = {
        "generated": attr.label(allow_single_file = True),
        "manifest": attr.label(allow_single_file = True),
        "update": attr.string(),
    },
    test = True,
)

def depstamp_manifest(name, srcs, manifest = None, level = "declared", **kwargs):
    """A file of stamps to be committed: one sorted line per source.

    `bazel run NAME.update` writes it, `bazel test NAME.test` compares.

    Args:
      name: of the target that makes it.
      srcs: targets whose sources, and those of all below them, are listed.
      manifest: the file in this package, by default NAME.manifest.
      level: what counts as a change.
      **kwargs: for all three targets.
    """
    manifest = manifest or name + ".manifest"
    package = native.package_name()
    _manifest(name = name, srcs = srcs, depstamp_level = level, **kwargs)
    _manifest_update(
        name = name + ".update",
        generated = name,
        path = (package + "/" if package else "") + manifest,
        **kwargs
    )
    _manifest_test(
        name = name + ".test",
        generated = name,
        manifest = manifest if native.glob([manifest]) else None,
        update = "//%s:%s.update" % (package, name),
        **kwargs
    )
