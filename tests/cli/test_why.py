# SPDX-License-Identifier: MIT
"""`depstamp why`: the chain from a file to the cause, from the same walk."""

import pytest

pytest_plugins = ["cli.workspace"]


@pytest.fixture
def chain(work):
    return work.write(
        {
            "a.py": "x = 1\nimport b\n",
            "b.py": "from c import (\n  y,\n)\n",
            "c.py": "y = 1\n",
            "d.py": "",
        }
    )


def test_the_chain_is_told_with_lines(chain):
    base = chain.baseline()
    chain.append("c.py", "z = 1\n")
    found = chain.why("a.py", "--baseline", base)
    assert found["version"] == 1
    assert found["path"] == "a.py"
    assert found["level"] == "content"
    assert found["affected"] is True
    assert found["steps"] == [
        {"from": "a.py", "to": "b.py", "line": 2, "module": "b"},
        {"from": "b.py", "to": "c.py", "line": 1, "module": "c"},
    ]
    assert found["cause"]["path"] == "c.py"
    assert set(found["cause"]) == {"path", "what", "old", "new"}
    assert found["cause"]["old"] != found["cause"]["new"]


def test_a_changed_file_is_its_own_cause(chain):
    base = chain.baseline()
    chain.append("c.py", "z = 1\n")
    found = chain.why("c.py", "--baseline", base)
    assert found["steps"] == []
    assert found["cause"]["path"] == "c.py"


def test_a_file_that_is_not_affected_has_no_cause(chain):
    base = chain.baseline()
    chain.append("c.py", "z = 1\n")
    found = chain.why("d.py", "--baseline", base)
    assert found["affected"] is False
    assert found["steps"] == []
    assert found["cause"] is None


def test_the_exit_status_is_0_either_way(chain):
    base = chain.baseline()
    assert chain.run("why", "d.py", "--baseline", base).returncode == 0
    chain.append("c.py", "z = 1\n")
    assert chain.run("why", "a.py", "--baseline", base).returncode == 0


def test_a_deleted_dependency_is_the_cause(chain):
    base = chain.baseline()
    chain.remove("c.py")
    found = chain.why("a.py", "--baseline", base)
    assert found["affected"] is True
    assert found["steps"][0] == {"from": "a.py", "to": "b.py", "line": 2, "module": "b"}
    assert found["cause"]["path"] in ("b.py", "c.py")


def test_an_added_file_is_its_own_cause(chain):
    base = chain.baseline()
    chain.write({"e.py": ""})
    found = chain.why("e.py", "--baseline", base)
    assert found["affected"] is True
    assert found["cause"]["path"] == "e.py"
    assert found["cause"]["old"] is None


def test_the_chain_agrees_with_affected(chain):
    base = chain.baseline()
    chain.append("c.py", "z = 1\n")
    for one in chain.report("--baseline", base)["affected"]:
        found = chain.why(one["path"], "--baseline", base)
        way = [one["path"], *(step["to"] for step in found["steps"])]
        assert way[0] == one["via"][0] and way[-1] == one["via"][-1]


def test_a_level_limits_what_is_seen(chain):
    base = chain.baseline("names")
    chain.append("c.py", "z = 1\n")
    assert chain.why("a.py", "--baseline", base)["affected"] is False


def test_since_a_revision_is_explained(chain):
    chain.commit()
    chain.append("c.py", "z = 1\n")
    found = chain.why("a.py")
    assert found["affected"] is True
    assert found["cause"]["path"] == "c.py"
    assert chain.why("a.py", "--since", "HEAD") == found


def test_text_names_every_file_of_the_chain(chain):
    base = chain.baseline()
    chain.append("c.py", "z = 1\n")
    text = chain.text("why", "a.py", "--baseline", base)
    assert text == chain.text("why", "a.py", "--baseline", base, "--format", "text")
    for word in ("a.py", "b.py", "c.py", "2"):
        assert word in text


def test_on_shows_the_way_to_another_file(chain):
    found = chain.why("a.py", "--on", "c.py")
    assert [(step["from"], step["to"]) for step in found["steps"]] == [
        ("a.py", "b.py"),
        ("b.py", "c.py"),
    ]


def test_on_shows_the_shortest_way(work):
    work.write({"a.py": "import b\nimport d\n", "b.py": "import c\n", "c.py": "import d\n"})
    work.write({"d.py": ""})
    found = work.why("a.py", "--on", "d.py")
    assert found["steps"] == [{"from": "a.py", "to": "d.py", "line": 2, "module": "d"}]


def test_on_without_a_way_says_so(chain):
    found = chain.why("d.py", "--on", "c.py")
    assert found["affected"] is False
    assert found["steps"] == []
    assert chain.run("why", "d.py", "--on", "c.py").returncode == 0


def test_on_follows_implied_parents(work):
    work.write({"p/__init__.py": "import q\n", "p/a.py": "", "q.py": ""})
    work.write({"x_main.py": "import p.a\n"})
    found = work.why("x_main.py", "--on", "q.py")
    assert [(step["from"], step["to"]) for step in found["steps"]] == [
        ("x_main.py", "p/__init__.py"),
        ("p/__init__.py", "q.py"),
    ]


def test_a_cycle_is_no_trouble(work):
    work.write({"a.py": "import b\n", "b.py": "import a, c\n", "c.py": ""})
    base = work.baseline()
    work.append("c.py", "z = 1\n")
    assert [step["to"] for step in work.why("a.py", "--baseline", base)["steps"]] == [
        "b.py",
        "c.py",
    ]


def test_a_file_that_is_not_there_is_trouble(chain):
    assert "gone.py" in chain.trouble("why", "gone.py", "--on", "a.py")
    chain.trouble("why")


def test_without_a_base_and_a_repository_it_is_trouble(chain):
    chain.trouble("why", "a.py")


def test_a_long_chain_is_told_in_full(work):
    count = 3000
    work.write({f"m{i:04}.py": f"import m{i + 1:04}\n" for i in range(count)})
    work.write({f"m{count:04}.py": ""})
    base = work.baseline()
    work.append(f"m{count:04}.py", "x = 1\n")
    found = work.why("m0000.py", "--baseline", base)
    assert len(found["steps"]) == count
    assert len(work.affected("--baseline", base)) == count + 1
