# SPDX-License-Identifier: MIT
"""README.md holds what it says: every block in it is run or checked here.

console   run in order in one copy of tests/example, output compared
sh        targets of the Makefile
yaml      the first line names the file: checked by the schema of its host or
          by ours; what the recipes of CI run is run as well
ninja     built
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from cli.conftest import REPOSITORY, clean_environment
from cli.workspace import run_git
from plugins import hosts
from plugins.ninja import building

README = REPOSITORY / "README.md"
TEXT = README.read_text()
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
BLOCKS = FENCED.findall(TEXT)
PIP = '#!/bin/sh\ncase $* in "install git+https://"*) ;; *) exit 9 ;; esac\n'


def blocks(kind):
    return [text for found, text in BLOCKS if found == kind]


def named(name):
    """The block whose first line is a comment with this name in front."""
    (text,) = [text for kind, text in BLOCKS if text.startswith(f"# {name}")]
    return text


@pytest.fixture
def example(program, tmp_path):
    """The example as a repository, and an environment with our program."""
    folder = tmp_path / "shop"
    shutil.copytree(REPOSITORY / "tests" / "example", folder)
    run_git(folder, "init", "-q", "-b", "main")
    run_git(folder, "add", ".")
    run_git(folder, "commit", "-qm", "one")
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "depstamp").symlink_to(program)
    (programs / "pip").write_text(PIP)
    (programs / "pip").chmod(0o755)
    path = f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    return folder, clean_environment({"PATH": path, "CI": "true"})


def shell(example, command, **variables):
    folder, environment = example
    return subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def sessions():
    """(command, what it prints) of all console blocks, in order."""
    for text in blocks("console"):
        parts = re.split(r"^\$ ", text, flags=re.M)
        assert parts[0] == ""
        for part in parts[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def strip_blank(text):
    return text.rstrip("\n")


def test_every_block_is_of_a_kind_that_is_tried():
    assert {kind for kind, _ in BLOCKS} == {"console", "sh", "yaml", "ninja"}
    assert TEXT.count("```") == 2 * len(BLOCKS)
    assert "\n    $ " not in TEXT
    first_lines = {text.split("\n")[0].split(",")[0] for text in blocks("yaml")}
    assert first_lines == {
        "# depstamp.yaml",
        "# .pre-commit-config.yaml",
        "# .github/workflows/lint.yml",
        "# .gitlab-ci.yml",
    }


def test_what_is_shown_is_what_is_printed(example):
    for command, output in sessions():
        done = shell(example, command)
        assert (command, strip_blank(done.stdout)) == (command, strip_blank(output))
        assert done.returncode in (0, 1), command


def test_commands_and_options_that_are_named_are_there(depstamp):
    commands = set(re.findall(r"`depstamp (\w+)", TEXT))
    assert {"run", "affected", "why", "cache", "doctor"} <= commands
    helps = {name: depstamp("help", name) for name in commands - {"help"}}
    assert [name for name, done in helps.items() if done.returncode != 0] == []
    everything = depstamp("help").stdout + "".join(done.stdout for done in helps.values())
    for option in re.findall(r"`(--[a-z-]+)", TEXT):
        assert option in everything, option


def test_targets_of_make_are_there():
    makefile = (REPOSITORY / "Makefile").read_text()
    for text in blocks("sh"):
        for line in text.splitlines():
            make, target, *_ = line.partition("#")[0].split()
            assert make == "make"
            assert re.search(rf"^{target}:", makefile, re.M), target


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (REPOSITORY / target).exists(), target
    for folder in re.findall(r"`((?:core|plugins|config|tests|third_party)/[\w/.-]*)`", TEXT):
        assert (REPOSITORY / folder).exists(), folder


def test_levels_and_settings_that_are_named_are_there(depstamp):
    schema = depstamp("config", "schema").stdout
    for level in re.findall(r"^\| `(\w+)` \|", TEXT, re.M):
        assert f'"{level}"' in schema
    for setting in re.findall(r"`cache\.(\w+)", TEXT):
        assert f'"{setting}"' in schema


# ---- files for others


def check_schema(tmp_path, name, *arguments):
    file = tmp_path / Path(name).name
    file.write_text(named(name))
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *arguments, file],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_recipe_for_github_is_a_workflow(tmp_path):
    check_schema(
        tmp_path, ".github/workflows/lint.yml", "--builtin-schema", "vendor.github-workflows"
    )


def test_the_recipe_for_gitlab_is_a_pipeline(tmp_path):
    check_schema(
        tmp_path,
        ".gitlab-ci.yml",
        "--builtin-schema",
        "vendor.gitlab-ci",
        "--data-transform",
        "gitlab-ci",
    )


def test_settings_are_ours(example):
    folder, _ = example
    (folder / "depstamp.yaml").write_text(named("depstamp.yaml"))
    done = shell(example, "depstamp config check")
    assert done.returncode == 0, done.stdout


def test_the_hook_is_one_that_there_is():
    there = {
        hook["id"] for hook in yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text())
    }
    (repo,) = yaml.safe_load(named(".pre-commit-config.yaml"))["repos"]
    assert {hook["id"] for hook in repo["hooks"]} <= there


def run_recipe(example, commands, **variables):
    """Each succeeds; `run` may find something, which is what it is for."""
    for command in commands:
        done = shell(example, command, **variables)
        found = command.startswith("depstamp run") and done.returncode == 1
        assert done.returncode == 0 or found, (command, done.stdout)


def forget(example):
    shutil.rmtree(example[0] / ".depstamp")


def analyzed(example):
    done = shell(example, "depstamp run --only syntax")
    return done.stdout.splitlines()[-1]


def test_the_recipe_for_github_carries_answers_to_the_next_run(example, tmp_path):
    steps = yaml.safe_load(named(".github/workflows/lint.yml"))["jobs"]["lint"]["steps"]
    commands = [step["run"] for step in steps if "run" in step]
    outputs = tmp_path / "outputs"
    run_recipe(example, commands, GITHUB_OUTPUT=str(outputs))
    assert re.fullmatch(r"key=depstamp-\w+-xxh3-main\n", outputs.read_text())
    forget(example)
    run_recipe(example, ["depstamp cache restore depstamp.tar"])
    assert analyzed(example).startswith("0 of 9 files analyzed, 9 replayed")


def test_the_recipe_for_gitlab_carries_answers_to_the_next_run(example):
    job = yaml.safe_load(named(".gitlab-ci.yml"))["lint"]
    run_recipe(example, job["before_script"] + job["script"] + job["after_script"])
    json.loads((example[0] / job["artifacts"]["reports"]["codequality"]).read_text())
    forget(example)
    run_recipe(example, [job["script"][0]])
    assert analyzed(example).startswith("0 of 9 files analyzed, 9 replayed")


def test_the_lines_for_ninja_build(example):
    ninja = building.ninja_or_skip(hosts.names("ninja-")[-1])
    (text,) = blocks("ninja")
    (example[0] / "build.ninja").write_text(text)
    making = re.search(r"`(.+)`", text.splitlines()[0]).group(1)
    run_recipe(example, [f"{making} --analyzer syntax", str(ninja)])
    assert "no work to do" in shell(example, str(ninja)).stdout
