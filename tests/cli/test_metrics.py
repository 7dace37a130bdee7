# SPDX-License-Identifier: MIT
"""`--metrics FILE`, and the alerts of config/prometheus."""

import re
import shutil
import subprocess
import time

import pytest
import yaml

from cli.conftest import REPOSITORY

pytest_plugins = ["cli.workspace", "cli.tools"]

RULES = REPOSITORY / "config" / "prometheus" / "depstamp.rules.yml"
RULE_TESTS = REPOSITORY / "tests" / "cli" / "alerts_test.yml"
LINE = re.compile(r'^(\w+(?:\{(?:\w+="(?:[^"\\]|\\.)*",?)+\})?) ([\d.e+-]+)$')


@pytest.fixture(scope="session")
def promtool():
    """Run promtool; what it says is in the assertion."""
    path = shutil.which("promtool")
    if not path:
        pytest.skip("no promtool here")

    def run(*arguments, input=None):
        done = subprocess.run(
            [path, *arguments], input=input, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    return run


def read(path):
    """The values by series; every line is one, or a comment."""
    values = {}
    for line in path.read_text().splitlines():
        if not line.startswith("# "):
            key, value = LINE.fullmatch(line).groups()
            assert key not in values
            values[key] = float(value)
    return values


def measured(work, *arguments, status=0):
    path = work.root.parent / "depstamp.prom"
    done = work.run("--metrics", path, *arguments)
    assert done.returncode == status, done.stderr
    return read(path)


def test_a_run_is_told_in_numbers(tooled, promtool):
    tooled.work.write({"c.py": "bad bad\nbad\n"})
    began = time.time()
    values = measured(tooled.work, "run", status=1)
    assert values['depstamp_analyzed_files_total{analyzer="tool"}'] == 3
    assert values['depstamp_replayed_files_total{analyzer="tool"}'] == 0
    assert values['depstamp_findings{analyzer="tool",severity="error"}'] == 2
    assert values['depstamp_findings{analyzer="tool",severity="note"}'] == 0
    assert values['depstamp_cache_misses_total{reason="unseen"}'] == 3
    assert values['depstamp_unknown_files{analyzer="tool"}'] == 0
    assert values['depstamp_last_command_exit_status{command="run"}'] == 1
    assert values['depstamp_commands_total{command="run",status="1"}'] == 1
    assert values["depstamp_files"] == 3
    assert values['depstamp_last_command_timestamp_seconds{command="run"}'] >= int(began)
    assert values['depstamp_peak_memory_bytes{process="depstamp"}'] > 1 << 20
    assert values['depstamp_phase_seconds_total{phase="analyze"}'] > 0
    text = (tooled.work.root.parent / "depstamp.prom").read_text()
    assert promtool("check", "metrics", input=text) == (0, "")


def test_counters_go_on_and_gauges_do_not(tooled):
    measured(tooled.work, "run", status=1)
    values = measured(tooled.work, "run", status=1)
    assert values['depstamp_analyzed_files_total{analyzer="tool"}'] == 3
    assert values['depstamp_replayed_files_total{analyzer="tool"}'] == 3
    assert values['depstamp_commands_total{command="run",status="1"}'] == 2
    assert values['depstamp_findings{analyzer="tool",severity="error"}'] == 1
    assert values["depstamp_files"] == 3
    tooled.work.write({"b.py": "x = 2\n", "c.py": ""})
    values = measured(tooled.work, "run")
    assert values['depstamp_cache_misses_total{reason="file"}'] == 2
    assert values['depstamp_cache_misses_total{reason="dependency"}'] == 1
    assert values['depstamp_commands_total{command="run",status="0"}'] == 1
    assert values['depstamp_commands_total{command="run",status="1"}'] == 2
    assert values['depstamp_findings{analyzer="tool",severity="error"}'] == 0


def test_other_commands_have_their_own_numbers(work, promtool):
    work.write({"a.py": "", "b.py": ""})
    values = measured(work, "scan")
    assert values["depstamp_files"] == 2
    assert values['depstamp_phase_seconds_total{phase="walk"}'] > 0
    assert not [key for key in values if "analyzer=" in key]
    values = measured(work, "affected", status=2)
    assert values['depstamp_last_command_exit_status{command="affected"}'] == 2
    assert values['depstamp_commands_total{command="scan",status="0"}'] == 1
    text = (work.root.parent / "depstamp.prom").read_text()
    assert promtool("check", "metrics", input=text) == (0, "")


def test_what_is_none_of_ours_in_the_file_is_left_out(work):
    path = work.root.parent / "depstamp.prom"
    path.write_text(
        "other_total 5\n"
        'depstamp_commands_total{command="scan",status="0"} 7\n'
        'depstamp_commands_total{command="graph",status="0"} nan\n'
        'depstamp_commands_total{command="stamp",status="0"} -1\n'
        'depstamp_commands_total{command="why",status="0"} 1 1\n'
        "depstamp_files 99\n"
        "depstamp_commands_total 5\0\n" + "x" * 5000
    )
    values = measured(work, "scan")
    assert values['depstamp_commands_total{command="scan",status="0"}'] == 8
    assert values["depstamp_files"] == 0
    assert len([key for key in values if "commands" in key]) == 1


def test_metrics_that_cannot_be_written_are_trouble_after_the_answer(tooled):
    (tooled.work.root / "taken").mkdir()
    done = tooled.work.run("run", "--metrics", "taken")
    assert done.returncode == 2
    assert "taken" in done.stderr
    assert "bad word" in done.stdout
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]


def test_the_rules_of_alerts_are_right(promtool):
    status, said = promtool("check", "rules", str(RULES))
    assert status == 0, said


def test_each_alert_fires_and_is_silent_as_told(promtool, tmp_path):
    text = RULE_TESTS.read_text()
    cases = tmp_path / "cases.yml"
    cases.write_text(text.replace("RULES", str(RULES)))
    status, said = promtool("test", "rules", str(cases))
    assert status == 0, said
    rules = [
        rule["alert"]
        for group in yaml.safe_load(RULES.read_text())["groups"]
        for rule in group["rules"]
    ]
    tested = {
        (case["alertname"], bool(case["exp_alerts"]))
        for test in yaml.safe_load(text)["tests"]
        for case in test["alert_rule_test"]
    }
    assert tested == {(rule, fires) for rule in rules for fires in (True, False)}


def test_the_tests_of_alerts_notice_a_wrong_rule(promtool, tmp_path):
    rules = tmp_path / "rules.yml"
    rules.write_text(RULES.read_text().replace("== 2", "== 3"))
    cases = tmp_path / "cases.yml"
    cases.write_text(RULE_TESTS.read_text().replace("RULES", str(rules)))
    assert promtool("test", "rules", str(cases))[0] != 0


def test_alerts_are_about_metrics_that_there_are(tooled):
    names = {key.partition("{")[0] for key in measured(tooled.work, "run", status=1)}
    used = set(re.findall(r"depstamp_\w+", RULES.read_text()))
    assert used <= names
