# SPDX-License-Identifier: MIT
"""One story in each format, as it stood when somebody last looked at it.

To refresh golden/ after a look at the difference:

    DEPSTAMP_REFRESH=1 make test-cli PYTEST_ARGS='-k golden'
"""

import os
from pathlib import Path

import pytest

from reports.printing import FORMATS, report

GOLDEN = Path(__file__).with_name("golden")

SOURCE = """\
import os
from shop import stock


def total(
    prices,
    rate = {},
):
\tsum = '合計' + stock.name(prices)
\treturn sum
"""

FINDINGS = [
    {
        "path": "shop/cart.py",
        "line": 1,
        "column": 8,
        "end_line": 1,
        "end_column": 10,
        "code": "F401",
        "message": "`os` imported but unused",
        "url": "https://docs.astral.sh/ruff/rules/unused-import",
    },
    {
        "path": "shop/cart.py",
        "line": 5,
        "column": 5,
        "end_line": 8,
        "end_column": 3,
        "code": "B006",
        "severity": "warning",
        "message": "Do not use mutable data structures for argument defaults",
    },
    {
        "analyzer": "pyright",
        "path": "shop/cart.py",
        "line": 9,
        "column": 15,
        "end_line": 9,
        "end_column": 33,
        "code": "reportAttributeAccessIssue",
        "message": '"name" is not a known attribute of module\n  "shop.stock", it has\n  names',
    },
    {
        "analyzer": "pyright",
        "path": "shop/cart.py",
        "line": 10,
        "severity": "note",
        "message": 'Type of "sum" is unknown',
    },
    {"analyzer": "pyright", "path": "", "severity": "warning", "message": "No configuration"},
]

ANALYZERS = [
    {
        "name": "ruff",
        "version": "ruff 0.17.6",
        "help_url": "https://docs.astral.sh/ruff",
        "replayed": 4099,
        "saved_ms": 220,
    },
    {
        "name": "pyright",
        "version": "pyright 1.1.414",
        "analyzed": 3,
        "replayed": 4096,
        "saved_ms": 72_000,
    },
    {"name": "mypy", "status": "clean", "replayed": 4099, "saved_ms": 4_000},
    {"name": "pylint", "status": "skipped", "message": "412 affected files, limit 200"},
    {"name": "bandit", "status": "broken", "unknown": 2, "message": "bandit is not installed"},
]


def story(format, root, **settings):
    (root / "shop").mkdir(exist_ok=True)
    (root / "shop" / "cart.py").write_text(SOURCE)
    return report(format, FINDINGS, analyzers=ANALYZERS, complete=False, root=root,
                  files=4099, analyzed=3, replayed=4096, statistics=True, **settings)  # fmt: skip


@pytest.mark.parametrize("format", FORMATS)
def test_golden(format, tmp_path):
    check(f"{format}.txt", story(format, tmp_path))


def test_golden_colours(tmp_path):
    check("full-color.txt", story("full", tmp_path, color=True).replace(b"\x1b", b"ESC"))


def check(name, found):
    golden = GOLDEN / name
    if os.environ.get("DEPSTAMP_REFRESH"):
        golden.write_bytes(found)
    assert found.decode() == golden.read_text()
