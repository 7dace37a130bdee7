# SPDX-License-Identifier: MIT
"""Pages that the program makes, opened in headless Chromium."""

import json

import pytest

from browser import chromium
from cli.conftest import depstamp, program  # noqa: F401


@pytest.fixture(scope="session")
def browser():
    if not chromium.program():
        pytest.skip("no Chromium here")
    started = chromium.Browser()
    yield started
    started.close()


@pytest.fixture
def look(browser, tmp_path):
    """look(text, "#file=a.py", dark=True): the page, opened; it has to be
    without errors and to need no network until the end of the test."""
    opened = []

    def open_page(text, address="", **options):
        file = tmp_path / f"page{len(opened)}.html"
        file.write_text(text, encoding="utf-8")
        page = browser.page(**options)
        opened.append(page)
        page.open(file.as_uri() + address)
        return page

    yield open_page
    for page in opened:
        found = page.errors()
        page.close()
        assert found == []


def data_of(text):
    """The JSON in a page."""
    start = text.index('id="data">') + len('id="data">')
    return json.loads(text[start : text.index("</script>", start)])
