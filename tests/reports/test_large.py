# SPDX-License-Identifier: MIT
"""Many findings: time and memory grow with their number, no faster."""

import subprocess
import sys

import pytest

from reports.printing import FORMATS, TOOL, text_of

FEW, MANY = 20_000, 100_000
LINES = 50

# What a child needs at most is never less than what its parent has, so that
# one has to be small.
MEASURE = """
import resource, subprocess, sys
report = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)
size = 0
while piece := report.stdout.read(1 << 16):
    size += len(piece)
report.wait()
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(report.returncode, used.ru_utime, used.ru_maxrss, size)
"""


def measure(format, count, root):
    findings = (
        {
            "analyzer": f"tool{i % 7}",
            "path": f"m{i // LINES}.py",
            "line": i % LINES + 1,
            "column": 5,
            "end_line": i % LINES + 1,
            "end_column": 9,
            "code": f"E{i % 300}",
            "message": "name 'x' may be undefined, or defined on line 7 from star imports",
        }
        for i in range(count)
    )
    analyzers = [{"name": f"tool{i}"} for i in range(7)]
    path = root / "findings.report"
    path.write_text(text_of(findings, analyzers, {"root": root}))
    command = [sys.executable, "-c", MEASURE, TOOL, format, path]
    status, seconds, memory, size = subprocess.check_output(command, text=True).split()
    assert status == "0"
    return float(seconds), int(memory) * 1024, int(size)


@pytest.mark.parametrize("format", sorted({*FORMATS} - {"text"}))
def test_a_hundred_thousand_findings(format, tmp_path):
    if format == "full":
        for i in range(MANY // LINES):
            (tmp_path / f"m{i}.py").write_text("    total = price + tax  # of all\n" * LINES)
    few_seconds, few_memory, few_size = measure(format, FEW, tmp_path)
    seconds, memory, size = measure(format, MANY, tmp_path)
    print(f"{format}: {seconds:.2f} s, {memory >> 20} MiB, report of {size >> 20} MiB")
    assert size < 5.1 * few_size
    # Five times as much; the rest is what a busy machine may add.
    assert seconds < 10 * max(few_seconds, 0.05)
    assert memory < 6 * few_memory
