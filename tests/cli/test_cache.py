# SPDX-License-Identifier: MIT
"""What `depstamp cache` says and does: stats, verify, prune, clear, dir."""

import json
import os
import sqlite3

pytest_plugins = ["cli.workspace", "cli.tools"]


def stats(tooled):
    return json.loads(tooled.work.text("cache", "stats", "--format", "json"))


def misses(run):
    return {name: count for name, count in run["misses"].items() if count}


def test_the_folder_is_told_and_carries_its_marks(tooled):
    tooled.report()
    folder = tooled.work.root / ".depstamp"
    assert tooled.work.text("cache", "dir") == f"{folder}\n"
    assert (folder / ".gitignore").read_text() == "*\n"
    tag = (folder / "CACHEDIR.TAG").read_text()
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55\n")


def test_each_miss_has_its_reason(tooled):
    tooled.report()
    tooled.report()
    tooled.work.write({"b.py": "x = 2\n", "new.py": "z = 1\n"})
    tooled.report()
    tooled.configure(more="    args: [--]\n")
    tooled.report()
    (tooled.work.root / ".depstamp" / "answers-tool").unlink()
    with sqlite3.connect(tooled.work.root / ".depstamp" / "store.db") as db:
        db.execute("DELETE FROM entry WHERE kind = 2")
    tooled.report()
    runs = list(reversed(stats(tooled)["runs"]))
    assert [run["number"] for run in runs] == [1, 2, 3, 4, 5]
    assert misses(runs[0]) == {"unseen": 3}
    assert (runs[1]["hits"], misses(runs[1])) == (3, {})
    assert misses(runs[2]) == {"unseen": 1, "file": 1, "dependency": 1}
    assert runs[2]["hits"] == 1
    assert misses(runs[3]) == {"tool": 4}
    assert misses(runs[4]) == {"lost": 4}
    total = stats(tooled)["total"]
    assert (total["runs"], total["hits"]) == (5, 4)
    assert total["misses"] == {"unseen": 4, "file": 1, "dependency": 1, "tool": 4, "lost": 4}


def test_runs_without_the_cache_leave_no_trace(tooled):
    tooled.report()
    tooled.report("--no-cache")
    tooled.run("--dry-run")
    assert stats(tooled)["total"]["runs"] == 1


def test_stats_for_people_have_the_same_numbers(tooled):
    tooled.report()
    tooled.report()
    lines = tooled.work.text("cache", "stats").splitlines()
    assert lines[0].startswith(f"{tooled.work.root}/.depstamp: 4 values, ")
    assert lines[4] == "run 1: 0 hits, 0s saved, 3 misses: 3 never seen"
    assert lines[5].startswith("run 2: 3 hits, ")
    assert lines[6].startswith("2 runs: 3 hits, ")


def test_stats_without_a_cache_are_zeros(tooled):
    told = stats(tooled)
    assert (told["entries"], told["runs"], told["total"]["runs"]) == (0, [], 0)


def test_what_the_last_run_did_not_use_goes(tooled):
    tooled.report()
    tooled.work.write({"b.py": "x = 2\n"})
    tooled.report()
    assert tooled.work.text("cache", "prune", "--unused-since", "1").startswith("0 of 6 ")
    dry = tooled.work.text("cache", "prune", "--unused-since", "last", "--dry-run")
    assert dry.startswith("2 of 6 values would go, ")
    done = tooled.work.text("cache", "prune", "--unused-since", "last")
    assert done.startswith("2 of 6 values removed, ")
    # What the answers' own file has is what the store has.
    (tooled.work.root / ".depstamp" / "answers-tool").unlink()
    tooled.calls()
    tooled.report()
    assert tooled.analyzed() == []


def test_limits_that_make_no_sense_are_refused(tooled):
    tooled.report()
    for arguments in (
        ("--unused-since", "7"),
        ("--unused-since", "0"),
        ("--unused-since", "first"),
        ("--max-size", "10"),
        ("--max-age", "soon"),
    ):
        assert arguments[0] in tooled.work.trouble("cache", "prune", *arguments)
    assert "--dry-run" in tooled.work.trouble("cache", "stats", "--dry-run")
    assert "cache stats" in tooled.work.trouble("cache", "stast")
    tooled.work.trouble("cache")
    tooled.work.trouble("cache", "dir", "more")
    tooled.work.trouble("cache", "stats", "--format", "xml")


def test_a_run_keeps_the_store_within_its_size(tooled):
    """Findings of some kilobytes a file, none like the other."""
    tooled.work.environment = {"DEPSTAMP_CACHE_MAX_SIZE": "1MiB"}
    tooled.behave(
        "import random\n"
        "for name in files:\n"
        "    text = Path(name).read_text()\n"
        "    noise = random.Random(text)\n"
        "    for line in range(200):\n"
        "        print(f'{name}:{line + 1}:1: error: {noise.getrandbits(512):x} [W1]')\n"
        "sys.exit(1)\n"
    )
    store = tooled.work.root / ".depstamp" / "store.db"
    largest = 0
    for turn in range(40):
        tooled.work.write({"b.py": f"x = {turn}\n", "c.py": f"y = {turn}\n"})
        tooled.report(status=1)
        largest = max(largest, store.stat().st_size)
    assert largest < 1.2 * 2**20
    assert store.stat().st_size <= 2**20
    assert 0 < stats(tooled)["entries"] < 100
    # What is in use was not removed, though it is asked of the store by none.
    (tooled.work.root / ".depstamp" / "answers-tool").unlink()
    tooled.calls()
    tooled.report(status=1)
    assert tooled.analyzed() == []


def test_old_entries_go_on_the_first_run_of_a_day(tooled):
    tooled.report()
    tooled.work.write({"b.py": "x = 2\n"})
    tooled.report()
    with sqlite3.connect(tooled.work.root / ".depstamp" / "store.db") as db:
        db.execute("UPDATE entry SET day = day - 40")
        db.execute("UPDATE run SET began = began - 40 * 86400")
    tooled.report()
    with sqlite3.connect(tooled.work.root / ".depstamp" / "store.db") as db:
        rows = db.execute("SELECT kind, count(*) FROM entry GROUP BY kind").fetchall()
    assert rows == [(2, 3), (3, 1)]


def test_verify_finds_damage_and_removes_it(tooled):
    tooled.report()
    assert tooled.work.text("cache", "verify") == "4 values, 0 damaged\n"
    with sqlite3.connect(tooled.work.root / ".depstamp" / "store.db") as db:
        db.execute("UPDATE payload SET value = x'00' WHERE id = 1")
    found = json.loads(tooled.work.text("cache", "verify", "--format", "json", status=1))
    assert found == {"version": 1, "entries": 4, "damaged": 1, "orphans": 0, "sound": True}
    assert tooled.work.text("cache", "verify") == "3 values, 0 damaged\n"


def test_clear_leaves_what_is_not_ours(tooled):
    tooled.report()
    folder = tooled.work.root / ".depstamp"
    (folder / "notes.txt").write_text("mine")
    assert tooled.work.text("cache", "clear") == ""
    names = {path.name for path in folder.iterdir()}
    assert names == {".gitignore", "CACHEDIR.TAG", "notes.txt", "store.db"}
    tooled.calls()
    tooled.report()
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]


def test_namespaces_see_mains_answers_and_not_each_others(tooled):
    def run(namespace):
        tooled.calls()
        tooled.work.environment = {"DEPSTAMP_CACHE_NAMESPACE": namespace}
        tooled.report()
        return tooled.analyzed()

    assert run("main") == ["a.py", "b.py", "c.py"]
    assert run("pr-1") == []
    tooled.work.write({"c.py": "y = 2\n"})
    assert run("pr-1") == ["c.py"]
    assert run("pr-1") == []
    assert run("pr-2") == ["c.py"]
    assert run("main") == ["c.py"]
    assert run("pr-3") == []


def test_a_cache_that_cannot_be_written_is_one_warning(tooled, tmp_path):
    file = tmp_path / "file"
    file.write_text("no folder")
    tooled.work.environment = {"DEPSTAMP_CACHE_DIR": os.fspath(file)}
    done = tooled.run("--format", "json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["complete"] is True
    assert done.stderr.count("warning: ") == 1
    assert tooled.analyzed() == ["a.py", "b.py", "c.py"]
    for part in ("stats", "verify", "prune", "clear"):
        assert "cannot" in tooled.work.trouble("cache", part)


def symbols(work):
    told = json.loads(work.text("cache", "stats", "--format", "json"))
    return {row["name"]: row["entries"] for row in told["kinds"]}["symbols"]


def written(work):
    """Which file each is and when it was written; reading may change atime."""
    stats = {path: path.stat() for path in work.root.glob("*.py")}
    return {path: (stat.st_ino, stat.st_mtime_ns, stat.st_size) for path, stat in stats.items()}


def test_warming_parses_revisions_and_leaves_the_work_tree(work):
    work.write({"a.py": "import b\nimport c\n", "b.py": "x = 1\n", "c.py": "z = 1\n"})
    first = work.commit()
    work.write({"b.py": "x = 2\n"})
    work.commit()
    work.write({"b.py": "x = 3\n"})
    before = written(work)
    assert work.text("cache", "warm") == "HEAD: 3 files\n"
    assert symbols(work) == 2
    assert work.text("cache", "warm", first, "HEAD") == f"{first}: 3 files\nHEAD: 3 files\n"
    assert symbols(work) == 3
    assert written(work) == before
    assert work.text("affected", "--since", first, "--level", "declared") == "a.py\nb.py\n"
    assert symbols(work) == 4
    assert "no" in work.trouble("cache", "warm", "nothing-of-that-name")
