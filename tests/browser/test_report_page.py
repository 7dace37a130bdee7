# SPDX-License-Identifier: MIT
"""`depstamp run --format html`, clicked through in a browser."""

import json

import pytest

from browser.conftest import data_of

pytest_plugins = ["cli.workspace", "cli.tools"]

FILES = {
    "a.py": "import b\nx = 'bad'\ny = 1  # bad\n",
    "b.py": "z = 'é\U0001f600 bad'\n",
    "sub/c.py": "bad = '</script><b>' \n",
    "clean.py": "\n",
}

PLACES = "[...document.querySelectorAll('.finding .place')].map((place) => place.textContent)"
HEADS = (
    "[...document.querySelectorAll('.file h2 span:first-child')].map((head) => head.textContent)"
)
CELLS = "[...document.querySelectorAll('#ran tbody tr')].map((row) => row.innerText)"


@pytest.fixture
def report(tooled, look):
    """The report of a run, opened at an address."""
    tooled.work.remove("c.py").write(FILES)

    def open_page(address="", *options, **how):
        done = tooled.run("--format", "html", *options)
        assert done.returncode in (0, 1), done.stderr
        return look(done.stdout, address, **how)

    open_page.work = tooled.work
    return open_page


def drawn(page, act):
    """Do something and wait until the findings are drawn anew."""
    before = page.value("Number(document.documentElement.dataset.drawn)")
    act()
    page.wait(f"Number(document.documentElement.dataset.drawn) > {before}")


def choose(page, name, value):
    drawn(
        page,
        lambda: page.value(
            f"(() => {{ const list = document.getElementById('{name}');"
            f" list.value = {json.dumps(value)}; list.dispatchEvent(new Event('change')); }})()"
        ),
    )


def test_all_findings_are_shown_by_file_with_their_source(report):
    page = report()
    assert page.value(HEADS) == ["a.py", "b.py", "sub/c.py"]
    assert page.value(PLACES) == ["2:6", "3:10", "1:9", "1:1"]
    sources = page.value(
        "[...document.querySelectorAll('.finding pre')].map((line) => line.textContent)"
    )
    assert sources[0] == "2 | x = 'bad'"
    assert sources[3] == "1 | bad = '</script><b>' "
    marks = page.value("[...document.querySelectorAll('mark')].map((mark) => mark.textContent)")
    assert marks == ["b"] * 4
    assert page.value("document.querySelectorAll('b').length") == 0


def test_findings_are_those_of_the_json(report):
    page = report()
    told = report.work.json("run", "--format", "json", status=1)["diagnostics"]
    found = page.value(
        "findings.map((f) => [toolOf(f), f[2], f[3], f[4], f[7], data.severities[f[1]], f[8]])"
    )
    keys = ("analyzer", "path", "line", "column", "code", "severity", "message")
    assert found == [[one[key] for key in keys] for one in told]


def test_what_ran_what_was_replayed_and_why(report):
    first = report().value(CELLS)
    assert "4: never asked before" in first[0]
    report.work.append("b.py", "# bad\n")
    again = report().value("data.analyzers")
    [tool] = [row for row in again if row["name"] == "tool"]
    assert (tool["analyzed"], tool["replayed"], tool["unknown"]) == (2, 2, 0)
    assert dict(zip(("unseen", "file", "dependency", "tool", "lost"), tool["misses"])) == {
        "unseen": 0,
        "file": 1,
        "dependency": 1,
        "tool": 0,
        "lost": 0,
    }


def test_filters_leave_out_what_they_say(report):
    page = report()
    page.key("/")
    drawn(page, lambda: page.type("sub/"))
    assert page.value(HEADS) == ["sub/c.py"]
    drawn(page, lambda: page.key("Escape"))
    choose(page, "group", "tool")
    assert page.value(HEADS) == ["tool"]
    assert page.value(PLACES)[0] == "a.py:2:6"
    drawn(page, lambda: page.click("[data-severity=note]"))
    assert "No finding passes" in page.value("document.getElementById('findings').innerText")
    assert page.value("location.hash") == "#severity=note&group=tool"


def test_the_address_keeps_the_filters(report):
    page = report("#text=sub&severity=error&group=tool")
    assert page.value(PLACES) == ["sub/c.py:1:1"]
    assert page.value("document.getElementById('text').value") == "sub"
    drawn(page, lambda: page.value("void (location.hash = '#page=77&text=%ff')"))
    assert len(page.value(PLACES)) == 4


def test_a_report_without_findings_says_so(report):
    report.work.write({name: "" for name in FILES})
    page = report()
    assert page.value("document.getElementById('findings').innerText").strip() == "No findings."
    assert "complete" in page.value("document.getElementById('summary').innerText")


def test_fifty_thousand_findings_are_shown_a_page_at_a_time(report):
    report.work.write({f"many{i}.py": "bad\n" * 10000 for i in range(5)})
    page = report()
    assert page.value("findings.length") == 50004
    assert page.value("document.querySelectorAll('.finding').length") == 100
    assert page.value("document.getElementById('where').textContent") == "1 to 100 of 50,004"
    drawn(page, lambda: page.click("#next"))
    drawn(page, lambda: page.key("n"))
    assert page.value("document.getElementById('where').textContent") == "201 to 300 of 50,004"
    drawn(page, lambda: page.key("p"))
    assert page.value("location.hash") == "#page=2"
    drawn(page, lambda: page.value("void (location.hash = '#text=many4&page=100')"))
    assert page.value("document.getElementById('where').textContent") == "9,901 to 10,000 of 10,000"
    assert page.value("document.getElementById('next').disabled")


def test_a_report_goes_to_a_file_beside_others(report):
    work = report.work
    text = work.text("run", "--format", "json", "--format", "html:out.html", status=1)
    assert len(json.loads(text)["diagnostics"]) == 4
    page = (work.root / "out.html").read_text()
    assert len(data_of(page)["findings"]) == 4
    assert data_of(page)["complete"] is True
