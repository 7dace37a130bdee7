# SPDX-License-Identifier: MIT
"""`init` and `config show|check|schema`: settings from file, environment and options."""

import json
import re
from pathlib import Path

import pytest
import yaml

CONFIG = Path(__file__).resolve().parents[2] / "config"
REFRESH = "refresh it: see tests/cli/test_config.py"


class Text(yaml.SafeLoader):
    """YAML 1.2's idea of what is no text, which `on:` needs to be a key."""

    yaml_implicit_resolvers = {
        first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:bool"]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


Text.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def parse(text):
    return yaml.load(text, Loader=Text)


def uncommented(text):
    """The default file with every setting in force."""
    return re.sub(r"(?m)^( *)# ([a-z_]+: )", r"\1\2", text)


@pytest.fixture
def schema(depstamp):
    return json.loads(depstamp("config", "schema").stdout)


@pytest.fixture
def is_valid(schema):
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema).is_valid


# -- what is checked in ---------------------------------------------------


def test_the_default_file_is_what_init_writes(depstamp, tmp_path):
    """depstamp init, in an empty folder."""
    assert depstamp("init").returncode == 0
    written = (tmp_path / "depstamp.yaml").read_bytes()
    assert written == (CONFIG / "depstamp.yaml").read_bytes(), REFRESH


def test_the_schema_is_what_the_program_prints(depstamp):
    """depstamp config schema >config/depstamp.schema.json"""
    printed = depstamp("config", "schema", text=False).stdout
    assert printed == (CONFIG / "depstamp.schema.json").read_bytes(), REFRESH


def test_the_schema_accepts_the_default_file(is_valid):
    text = (CONFIG / "depstamp.yaml").read_text(encoding="utf-8")
    assert is_valid(parse(text))
    assert is_valid(parse(uncommented(text)))
    assert parse(uncommented(text))["cache"]["hash"] == "xxh3"


def test_every_line_of_the_default_file_may_be_uncommented(depstamp, project):
    text = uncommented((CONFIG / "depstamp.yaml").read_text(encoding="utf-8"))
    project({"depstamp.yaml": text})
    done = depstamp("config", "check")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_defaults_of_the_default_file_are_those_in_force(depstamp, project):
    defaults = parse(depstamp("config", "show").stdout)
    project({"depstamp.yaml": (CONFIG / "depstamp.yaml").read_text(encoding="utf-8")})
    assert parse(depstamp("config", "show").stdout) == defaults


# -- the schema and the program agree -------------------------------------

DOCUMENTS = [
    "roots: [src]",
    "roots: [/src]",
    "roots: [../src]",
    "roots: [a/../b]",
    "roots: [a..b, ..c, d..]",
    "roots: src",
    "roots: ['']",
    "exclude: []",
    "exclude: ['']",
    "rots: []",
    "gitignore: false",
    "gitignore: perhaps",
    "python_version: '3.12'",
    "python_version: '3.7'",
    "string_imports: {min_dots: 0}",
    "string_imports: {min_dots: 16}",
    "string_imports: {min_dots: 17}",
    "string_imports:",
    "depends: {a: [b]}",
    "depends: {a: b}",
    "analyzers: {ruff: {}}",
    "analyzers: {ruff: }",
    "analyzers: {'a b': {command: [x]}}",
    "analyzers: {a: {command: [x], level: code}}",
    "analyzers: {a: {command: [x], level: all}}",
    "analyzers: {a: {command: [x], levl: code}}",
    "analyzers: {a: {command: [x], output: gcc}}",
    "analyzers: {a: {command: [x], output: gc}}",
    "analyzers: {a: {command: [x], findings: [1, 3-9, '20']}}",
    "analyzers: {a: {command: [x], findings: [256]}}",
    "analyzers: {a: {command: [x], findings: ['09']}}",
    "analyzers: {a: {command: [x], env: [A, B_*], env_unset: [C]}}",
    "analyzers: {a: {command: [x], env: ['*']}}",
    "analyzers: {a: {command: [x], env: [A-B]}}",
    "analyzers: {a: {command: [x], env_set: [A=, B=c=d]}}",
    "analyzers: {a: {command: [x], env_set: [A]}}",
    "analyzers: {a: {command: [x], identity: [python, path]}}",
    "analyzers: {a: {command: [x], identity: [ruby]}}",
    "analyzers: {a: {command: [x], batch_by: nearest, writes: true}}",
    "analyzers: {a: {command: [x], batch_by: fixed}}",
    "analyzers: {pylint-project: , syntax: {exclude: [a]}}",
    "tiers: [{name: a, analyzers: [ruff], on: all}]",
    "tiers: [{name: a, analyzers: [ruff], on: some}]",
    "tiers: [{name: a, analyzers: [ruff], limit: none}]",
    "tiers: [{name: a}]",
    "tiers: [{analyzers: [ruff]}]",
    "tiers: {}",
    "cache: {max_size: 2GiB}",
    "cache: {max_size: 2 GiB}",
    "cache: {max_size: 2}",
    "cache: {max_size: 2gib}",
    "cache: {max_age: 1h30m}",
    "cache: {max_age: 1h 30m}",
    "cache: {max_age: 1h30}",
    "cache: {namespace: feature/x}",
    "cache: {namespace: a b}",
    "cache: {compression: 20}",
    "limits: {jobs: auto}",
    "limits: {jobs: 4}",
    "limits: {jobs: 0}",
    "limits: {jobs: some}",
    "[a]",
    "a",
    "",
]


@pytest.mark.parametrize("text", DOCUMENTS)
def test_the_schema_accepts_what_the_program_accepts(depstamp, project, is_valid, text):
    project({"depstamp.yaml": text})
    done = depstamp("config", "check")
    assert is_valid(parse(text)) == (done.returncode == 0), done.stderr


# -- show -----------------------------------------------------------------

SETTINGS = """\
roots: [src, .]
exclude: ["build/", "**/x", "a: b", "#", "\\"", "é", "true", "1", "~", "-"]
depends: {"a b.py": ["*.json"]}
analyzers:
  ruff:
  licence: {command: [python, "{files}"], level: none}
tiers:
  - {name: quick, analyzers: [ruff, licence], on: changed, limit: 5}
cache: {max_size: 500MB, max_age: 1h30m}
"""


def test_show_says_where_each_setting_comes_from(depstamp, project):
    project({"depstamp.yaml": SETTINGS})
    shown = depstamp("--jobs", "3", "config", "show", env={"DEPSTAMP_CACHE_DIR": "/x"}).stdout
    lines = shown.splitlines()
    assert 'roots: [src, "."]  # depstamp.yaml:1' in lines
    assert '  dir: "/x"  # DEPSTAMP_CACHE_DIR' in lines
    assert "  jobs: 3  # --jobs" in lines
    assert "gitignore: true  # default" in lines
    assert "# include: not set" in lines


def test_show_prints_yaml_with_the_settings_as_given(depstamp, project):
    project({"depstamp.yaml": SETTINGS})
    shown = parse(depstamp("config", "show").stdout)
    given = parse(SETTINGS)
    assert shown["roots"] == given["roots"]
    assert shown["exclude"] == given["exclude"]
    assert shown["depends"] == given["depends"]
    assert shown["tiers"] == given["tiers"]
    assert shown["analyzers"] == {"ruff": {}, "licence": given["analyzers"]["licence"]}
    assert shown["cache"]["max_size"] == "500MB"
    assert shown["cache"]["max_age"] == "1h30min"


def test_what_is_shown_is_a_configuration(depstamp, project):
    project({"depstamp.yaml": SETTINGS})
    first = depstamp("config", "show").stdout
    project({"depstamp.yaml": first})
    second = depstamp("config", "show").stdout
    assert parse(first) == parse(second)


def test_an_unset_terminal_name_in_a_path_cannot_move_the_cursor(depstamp, project):
    project({"depstamp.yaml": 'exclude: ["\\e[2J"]\nrots: ["\\e"]\n'})
    done = depstamp("config", "show")
    assert "\x1b" not in done.stdout + done.stderr
    project({"depstamp.yaml": '"\\e[2J\\nx": 1\n'})
    done = depstamp("config", "show")
    assert "\x1b" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def analyzers_in_use(shown):
    _, _, rest = shown.partition("# analyzers in use:\n")
    return [line.removeprefix("#   ") for line in rest.splitlines()]


def test_show_says_which_analyzers_are_in_use_and_why(depstamp, project):
    project({"mypy.ini": "[mypy]\nplugins = x\n", "a.py": ""})
    assert analyzers_in_use(depstamp("config", "show").stdout) == [
        "syntax: built in, level none",
        "mypy: configured by the project, preset mypy, "
        "level content because of mypy.ini: plugins",
    ]
    project({"depstamp.yaml": SETTINGS})
    assert analyzers_in_use(depstamp("config", "show").stdout) == [
        "ruff: depstamp.yaml:5, preset ruff, level names",
        "licence: depstamp.yaml:6, level none",
    ]


# -- check ----------------------------------------------------------------


def test_check_looks_at_regular_expressions_too(depstamp, project):
    row = "{command: [x], output: regex, pattern: '('}"
    project({"depstamp.yaml": "analyzers: {odd: " + row + "}\n"})
    done = depstamp("config", "check")
    assert done.returncode == 2
    assert done.stderr.startswith("depstamp: depstamp.yaml:1:57: `pattern` of `odd`: ")


def test_check_answers_on_stdout(depstamp, project):
    assert "no depstamp.yaml" in depstamp("config", "check").stdout
    project({"depstamp.yaml": SETTINGS})
    done = depstamp("config", "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "the configuration is right\n"


def test_check_says_where_the_mistake_is(depstamp, project):
    project({"depstamp.yaml": "gitignore: true\n\n  \nrots: [src]\n"})
    done = depstamp("config", "check")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "depstamp: depstamp.yaml:4:1: unknown key `rots`; did you mean `roots`?\n"
    )


def test_a_named_file_is_called_as_the_user_called_it(depstamp, project):
    root = project({"ci/x.yaml": "a: 1\n"})
    assert " ci/x.yaml:1:1: " in depstamp("config", "check", "--config", "ci/x.yaml").stderr
    absolute = depstamp("config", "check", "--config", root / "ci/x.yaml").stderr
    assert absolute.startswith("depstamp: x.yaml:1:1: ")


def test_a_file_beyond_the_limit_is_refused(depstamp, project):
    project({"depstamp.yaml": "#" * (1 << 20) + "\n"})
    done = depstamp("config", "check")
    assert done.returncode == 2
    assert "depstamp.yaml:1:1: larger than 1024 KiB" in done.stderr


def test_a_file_that_leads_nowhere_is_not_overlooked(depstamp, tmp_path):
    (tmp_path / "depstamp.yaml").symlink_to("nowhere")
    assert depstamp("config", "check").returncode == 2
    assert depstamp("init").returncode == 2
    assert (tmp_path / "depstamp.yaml").is_symlink()


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 100000,
        "{" * 100000,
        "- " * 100000,
        "? " * 100000,
        "a" * 1000000,
        "&a " * 10000,
        "x: &a [" + "*a," * 1000 + "]",
        "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 100)}]\n" for i in range(50)),
        "x: &a [1]\ndepends: {" + ",".join(f"k{i}: *a" for i in range(60000)) + "}",
        "exclude: [" + "a," * 300000 + "]",
        "\x00",
        "%YAML 9.9\n---\n",
        "%TAG ! x\n---\n!<x> a",
        "\n" * 1000000 + "x",
    ],
    ids=range(14),
)
def test_hostile_yaml_ends_with_a_message(depstamp, project, text):
    project({"depstamp.yaml": text})
    done = depstamp("config", "check", timeout=20)
    assert done.returncode == 2
    assert re.fullmatch(r"depstamp: depstamp\.yaml:\d+:\d+: .+\n", done.stderr)


# -- where it is read -----------------------------------------------------


def test_the_file_is_searched_upwards(depstamp, project):
    root = project({"depstamp.yaml": "roots: [src]\n", "a/b/x.py": ""})
    assert "roots: [src]" in depstamp("config", "show", cwd=root / "a/b").stdout


def test_a_given_root_has_its_own_file_only(depstamp, project):
    root = project({"depstamp.yaml": "roots: [src]\n", "a/x.py": ""})
    assert "roots: [src]" not in depstamp("--root", "a", "config", "show").stdout
    assert "roots: [src]" in depstamp("--root", root, "config", "show", cwd="/").stdout


# -- init -----------------------------------------------------------------


def test_init_does_not_overwrite(depstamp, project):
    root = project({"depstamp.yaml": "roots: [mine]\n"})
    done = depstamp("init")
    assert (done.returncode, done.stdout) == (2, "")
    assert "depstamp.yaml" in done.stderr
    assert (root / "depstamp.yaml").read_text() == "roots: [mine]\n"


def test_init_writes_here_even_below_a_configured_project(depstamp, project):
    root = project({"depstamp.yaml": "roots: [mine]\n", "a/x.py": ""})
    assert depstamp("init", cwd=root / "a").returncode == 0
    assert (root / "a/depstamp.yaml").exists()


def test_init_takes_the_folder_of_the_option(depstamp, project):
    root = project({"a/x.py": ""})
    assert depstamp("init", "--root", "a").returncode == 0
    assert (root / "a/depstamp.yaml").exists()
    assert not (root / "depstamp.yaml").exists()


@pytest.mark.parametrize("files", [{}, {"pyproject.toml": ""}])
def test_init_sees_a_src_folder(depstamp, project, files):
    root = project({"src/p/__init__.py": "", **files})
    assert depstamp("init").returncode == 0
    text = (root / "depstamp.yaml").read_text()
    above_roots = text[: text.index("# roots:")].splitlines()[-2]
    assert "src/" in above_roots
    assert depstamp("config", "check").returncode == 0


def test_init_gives_the_projects_tools_their_rows(depstamp, project):
    hooks = "repos:\n- repo: x\n  hooks: [{id: pylint}]\n"
    files = {"ruff.toml": "", "mypy.ini": "[mypy]\n", ".pre-commit-config.yaml": hooks}
    root = project({"a.py": "", **files})
    assert depstamp("init").returncode == 0
    assert depstamp("config", "check").returncode == 0
    written = parse((root / "depstamp.yaml").read_text(encoding="utf-8"))
    assert [*written["analyzers"]] == ["syntax", "mypy", "pylint", "ruff"]
    assert written["tiers"] == [
        {"name": "quick", "analyzers": ["syntax", "ruff"]},
        {"name": "types", "analyzers": ["mypy"]},
        {"name": "thorough", "analyzers": ["pylint"]},
    ]


def test_init_into_a_folder_that_may_not_be_written_is_trouble(depstamp):
    done = depstamp("init", "--root", "/proc")
    assert (done.returncode, done.stdout) == (2, "")
    assert "depstamp.yaml" in done.stderr
