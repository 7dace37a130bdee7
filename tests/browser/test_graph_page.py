# SPDX-License-Identifier: MIT
"""`depstamp graph --format html`, clicked through in a browser."""

import json

import pytest

from browser.conftest import data_of

pytest_plugins = ["cli.workspace"]

SHOP = {
    "shop/__init__.py": "",
    "shop/money.py": "def price():\n    return 1\n",
    "shop/tax.py": "from shop.money import price\n",
    "shop/deep/__init__.py": "",
    "shop/deep/pdf.py": "import shop.tax\nfrom shop.deep import svg\n",
    "shop/deep/svg.py": "from shop.deep import pdf\n",
    "tests/test_tax.py": "def test():\n    import shop.tax\n",
    "alone.py": "",
}

LABELS = "view.cy.nodes().map((node) => node.data('label'))"
PATHS = "model.paths.filter((path, file) => visible.scope[file])"


@pytest.fixture
def shop(work, look):
    """The page of a small project, opened at an address."""
    work.write(SHOP)

    def open_page(address="", *options, **how):
        return look(work.text("graph", "--format", "html", *options), address, **how)

    open_page.work = work
    return open_page


def drawn(page, act):
    """Do something and wait until all is drawn anew."""
    before = page.value("Number(document.documentElement.dataset.drawn)")
    act()
    page.wait(f"Number(document.documentElement.dataset.drawn) > {before}")


def redraw(page, expression):
    drawn(page, lambda: page.value(expression))


def at_node(page, key):
    """Where a node stands on the screen, moved there if it is not on it."""
    page.value(f"view.show({json.dumps(key)})")
    return page.value(
        f"(() => {{ const at = view.cy.getElementById({json.dumps(key)}).renderedPosition();"
        " const box = view.element.getBoundingClientRect();"
        " return [box.x + at.x, box.y + at.y]; })()"
    )


def key_of(page, path):
    """Of a node, by the path of its file or folder."""
    quoted = json.dumps(path)
    return page.value(
        "[...visible.nodes, ...visible.boxes].find((node) => "
        f"(node.kind === 'file' ? model.paths[node.file] : node.folder.path) === {quoted})?.key"
    )


def test_a_small_project_is_shown_file_by_file(shop):
    page = shop()
    labels = page.value(LABELS)
    assert {"alone.py", "↻ pdf.py", "↻ svg.py", "money.py", "shop", "shop/deep"} <= set(labels)
    rows = page.value("tree.rows().map((row) => row.querySelector('.name').textContent)")
    assert rows == [
        *("shop/", "deep/", "__init__.py", "pdf.py", "svg.py"),
        *("__init__.py", "money.py", "tax.py", "tests/", "test_tax.py", "alone.py"),
    ]


def test_edges_are_those_of_the_format_json(shop):
    page = shop()
    found = page.value(
        "visible.edges.map((e) => [model.paths[e.from.file], model.paths[e.to.file]])"
    )
    graph = shop.work.graph()
    assert sorted(found) == sorted([a, b] for a, targets in graph.items() for b in targets)


def test_a_package_is_collapsed_and_expanded_with_the_mouse(shop):
    page = shop()
    key = key_of(page, "shop/deep")
    page.click(f"[data-key='{key}'] .name")
    assert page.value("document.querySelector('#details h2').textContent") == "shop/deep/"
    drawn(page, lambda: page.click("#details .actions button"))
    assert "↻ deep/  3" in page.value(LABELS)
    drawn(page, lambda: page.mouse(*at_node(page, key), clicks=2))
    assert "↻ pdf.py" in page.value(LABELS)
    drawn(page, lambda: page.click(f"[data-key='{key}'] .twist"))
    assert "↻ pdf.py" not in page.value(LABELS)
    drawn(page, lambda: page.click("#collapse"))
    assert page.value("visible.boxes.length") == 0


def test_edges_of_a_closed_package_are_added_up(shop):
    page = shop()
    drawn(page, lambda: page.click("#collapse"))
    found = page.value("visible.edges.map((e) => [e.from.folder.path, e.to.folder.path, e.count])")
    assert found == [["tests", "shop", 2]]
    page.value("actions.select(visible.edges[0].key)")
    text = page.value("document.getElementById('details').innerText")
    assert "tests/ → shop/" in text
    assert "tests/test_tax.py" in text and "shop/tax.py" in text


def test_search_leads_to_the_dependents_of_a_file(shop):
    page = shop()
    page.key("/")
    page.type("mone")
    page.wait("document.querySelector('#found li[aria-selected=true]')")
    assert page.value("document.querySelector('#found li').textContent") == "shop/money.py"
    drawn(page, lambda: page.key("Enter"))
    assert page.value("location.hash") == "#file=shop/money.py"
    expected = "shop/deep/pdf.py shop/deep/svg.py shop/money.py shop/tax.py tests/test_tax.py"
    assert page.value(PATHS) == expected.split()
    drawn(page, lambda: page.click("[data-reach=direct]"))
    assert page.value(PATHS) == ["shop/money.py", "shop/tax.py"]
    drawn(page, lambda: page.click("[data-direction=dependencies]"))
    assert page.value(PATHS) == ["shop/__init__.py", "shop/money.py"]
    drawn(page, lambda: page.key("Escape"))
    assert len(page.value(PATHS)) == len(SHOP)
    drawn(page, lambda: page.value("history.back()"))
    assert page.value("location.hash") == "#file=shop/money.py&show=dependencies&reach=direct"


def test_search_says_when_nothing_is_found(shop):
    page = shop()
    page.click("#search")
    page.type("nowhere")
    page.wait("document.querySelector('#found li.none')")
    page.key("Escape")
    page.wait("document.getElementById('found').classList.contains('hidden')")


def test_a_double_click_on_a_file_shows_its_dependents(shop):
    page = shop()
    drawn(page, lambda: page.mouse(*at_node(page, key_of(page, "shop/tax.py")), clicks=2))
    assert page.value("location.hash") == "#file=shop/tax.py"


def test_the_address_is_a_view_that_can_be_shared(shop):
    page = shop("#file=shop/tax.py&show=both&reach=direct&level=declared&kinds=-parent,-local")
    assert page.value(PATHS) == ["shop/deep/pdf.py", "shop/money.py", "shop/tax.py"]
    assert page.value("document.getElementById('level').value") == "declared"
    assert page.value("document.getElementById('kinds-count').textContent") == "(2 off)"
    assert page.value("document.getElementById('focus-path').textContent") == "shop/tax.py"
    drawn(page, lambda: page.value("void (location.hash = '#only=cycles')"))
    assert page.value(PATHS) == ["shop/deep/pdf.py", "shop/deep/svg.py"]
    drawn(page, lambda: page.value("void (location.hash = '#file=no/such.py&level=x&kinds=y')"))
    assert len(page.value(PATHS)) == len(SHOP)


def test_kinds_are_left_out_as_the_option_leaves_them_out(shop):
    page = shop()
    page.click("#kinds summary")
    box = page.value("model.data.kinds.indexOf('parent')")
    drawn(page, lambda: page.click(f"#kinds input[value='{1 << box}']"))
    found = page.value(
        "visible.edges.map((e) => [model.paths[e.from.file], model.paths[e.to.file]])"
    )
    graph = shop.work.graph("--kinds=-parent")
    assert sorted(found) == sorted([a, b] for a, targets in graph.items() for b in targets)
    assert page.value("location.hash") == "#kinds=-parent"


def test_kinds_of_the_command_line_are_all_that_the_page_has(shop):
    page = shop("", "--kinds", "local")
    graph = shop.work.graph("--kinds", "local")
    assert page.value("model.to.length") == sum(map(len, graph.values())) > 0


def test_conftest_counts_at_content_only(shop):
    shop.work.write({"tests/conftest.py": ""})
    page = shop("#file=tests/conftest.py")
    assert "tests/test_tax.py" in page.value(PATHS)
    drawn(
        page,
        lambda: page.value(
            "(() => { const level = document.getElementById('level'); level.value = 'code';"
            " level.dispatchEvent(new Event('change')); })()"
        ),
    )
    assert page.value(PATHS) == ["tests/conftest.py"]


def test_what_is_affected_is_what_the_command_says_at_each_level(shop):
    shop.work.write(SHOP).commit()
    shop.work.write({"shop/money.py": "def price():\n    return 2\n", "new.py": ""})
    page = shop()
    for level in ("none", "declared", "content"):
        told = shop.work.text("affected", "--level", level).split()
        found = page.value(f"model.data.affected['{level}'].map((file) => model.paths[file])")
        assert found == told, level
    assert "● money.py" in page.value(LABELS)
    drawn(page, lambda: page.click("[data-only=affected]"))
    assert page.value(PATHS) == shop.work.text("affected").split()
    assert "◆ tax.py" in page.value(LABELS)


@pytest.mark.parametrize("commit", [True, False])
def test_with_nothing_affected_the_page_says_why(shop, commit):
    if commit:
        shop.work.write(SHOP).commit()
    page = shop("#only=affected")
    said = page.value("document.getElementById('empty').innerText")
    expected = "Nothing differs from HEAD" if commit else "not a git repository"
    assert expected in said


def test_an_empty_project_has_a_page(work, look):
    page = look(work.text("graph", "--format", "html"))
    assert "no Python files" in page.value("document.getElementById('empty').innerText")


def test_cycles_are_those_that_imports_tells(shop):
    page = shop("#only=cycles")
    assert page.value(PATHS) == ["shop/deep/pdf.py", "shop/deep/svg.py"]
    assert page.value("visible.edges.every((edge) => edge.cycle)")


def test_the_keyboard_is_enough(shop):
    page = shop()
    page.value("tree.focus()")
    page.key("End")
    page.wait("document.activeElement.textContent.includes('alone.py')")
    page.key("Home")
    page.wait("document.activeElement.textContent.includes('shop/')")
    drawn(page, lambda: page.key("ArrowLeft"))
    page.wait("document.activeElement.getAttribute('aria-expanded') === 'false'")
    drawn(page, lambda: page.key("ArrowRight"))
    page.wait("document.activeElement.getAttribute('aria-expanded') === 'true'")
    page.key("ArrowDown")
    page.wait("document.activeElement.textContent.includes('deep/')")
    drawn(page, lambda: page.key("ArrowRight"))
    page.key("ArrowDown", "ArrowDown")
    page.wait("document.activeElement.textContent.includes('pdf.py')")
    page.key("ArrowLeft")
    page.wait("document.activeElement.textContent.includes('deep/')")
    page.key("ArrowRight", "ArrowDown")
    page.wait("document.activeElement.textContent.includes('pdf.py')")
    drawn(page, lambda: page.key("Enter"))
    assert page.value("location.hash") == "#file=shop/deep/pdf.py"


NAMES = [
    "</script><script>boom()</script>.py",
    "<!--<script>.py",
    "quote\"'`${boom()}.py",
    "line\u2028and\u2029.py",
    "new\nline\x1b\x7f.py",
    "\udcff\udce9.py",
    "a&amp;b=c%2F#d.py",
    "back\\slash\U0001f600.py",
]


def test_no_name_breaks_out_of_the_page(work, look):
    work.write({f"d/{name}": "" for name in NAMES} | {"d/main.py": "import d.main\n"})
    text = work.text("graph", "--format", "html")
    assert [path[2:] for path in data_of(text)["paths"]] == sorted(
        [*NAMES, "main.py"], key=lambda name: name.encode("utf-8", "surrogateescape")
    )
    page = look(text)
    for name in NAMES:
        path = json.dumps(f"d/{name}")
        redraw(page, f"actions.focus(model.paths.indexOf({path}), 'both')")
        address = json.dumps(page.value("location.hash"))
        redraw(page, "actions.focus(-1, 'dependents')")
        redraw(page, f"void (location.hash = {address})")
        assert page.value(f"model.paths[visible.focus] === {path}")


def test_thousands_of_files_are_few_nodes(work, look):
    files = {
        f"pkg/p{i:03}/m{j}.py": f"import pkg.p{(i * 7 + 1) % 300:03}.m{j}\n"
        for i in range(300)
        for j in range(5)
    }
    work.write(files)
    page = look(work.text("graph", "--format", "html"))
    assert page.value("visible.nodes.length") <= 41
    assert "↻ and 276 more" in page.value(LABELS)
    rest = page.value("visible.nodes.find((node) => node.kind === 'rest').key")
    drawn(page, lambda: page.mouse(*at_node(page, rest), clicks=2))
    assert "↻ and 252 more" in page.value(LABELS)
    drawn(page, lambda: page.value("actions.openFolder(model.folderByPath.get('pkg/p299'))"))
    assert page.value("location.hash") == "#folder=pkg/p299"
    assert "pkg/p299" in page.value("visible.boxes.map((box) => box.folder.path)")


OVERLAPS = """(() => {
  const overlaps = (a, b) => a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2;
  const boxes = view.cy.nodes().not('.box').map((node) => node.boundingBox({includeLabels: true}));
  return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => overlaps(a, b))).length;
})()"""


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_overlaps_and_every_name_is_inside_of_its_node(shop, dark):
    page = shop(dark=dark)
    assert page.value(OVERLAPS) == 0
    widths = page.value(
        "view.cy.nodes().map((node) => view.measure(node.data('label'), true) <= node.width())"
    )
    assert all(widths)


CONTRAST = """(() => {
  const pen = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const light = (name) => {
    pen.fillStyle = view.color(name);
    pen.fillRect(0, 0, 1, 1);
    const part = (byte) =>
      byte <= 10 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = pen.getImageData(0, 0, 1, 1).data;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const contrast = (a, b) =>
    (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const pairs = `text/ground text/surface text/sunken muted/ground muted/surface muted/sunken
    accent/surface accent/accent-soft text/accent-soft on-accent/accent warm/surface
    warm/warm-soft text/warm-soft bad/surface bad/bad-soft good/good-soft warm/accent-soft
    bad/accent-soft muted/accent-soft`.split(/\\s+/).map((pair) => pair.split('/'));
  return pairs.map(([a, b]) => [a, b, contrast(a, b)]).filter((pair) => pair[2] < 4.5);
})()"""


@pytest.mark.parametrize("dark", [False, True])
def test_text_has_the_contrast_of_wcag_aa(shop, dark):
    assert shop(dark=dark).value(CONTRAST) == []


def test_licences_of_what_is_embedded_are_in_the_page(shop):
    page = shop()
    text = page.value("document.querySelector('#details .about').textContent")
    assert "The Cytoscape Consortium" in text and "Chris Pettitt" in text
    assert text.count("Permission is hereby granted") == 2


def test_a_page_grows_by_few_bytes_with_each_edge(work):
    def size(count):
        work.write({f"m{i}.py": "" for i in range(60)})
        work.write({f"m{i}.py": "".join(f"import m{j}\n" for j in range(count)) for i in range(60)})
        return len(work.text("graph", "--format", "html"))

    assert 0 < size(60) - size(10) < 60 * 50 * 8
