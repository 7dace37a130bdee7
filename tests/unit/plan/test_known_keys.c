/* SPDX-License-Identifier: MIT */
#include "core/plan/known_keys.h"

#include "core/plan/cache_dir.h"
#include "core/plan/disk.h"
#include "core/sys/path.h"
#include "tests/unit/stride.h"
#include "tests/unit/sys/forest.h"
#include "tests/unit/sys/scratch.h"

static const struct key_kind kinds[] = {
    {LEVEL_NONE, PRECISION_FILE},
    {LEVEL_NAMES, PRECISION_FILE},
    {LEVEL_CONTENT, PRECISION_FILE},
};

enum { KINDS = sizeof(kinds) / sizeof(*kinds) };

#define KNOWN ".depstamp/known-names-file"

/* One run: the tree as it is, under these settings. */
struct look {
    struct conf conf;
    struct arena arena;
    struct state *state;
    struct str root;
    struct str cache_dir;
};

static void
open_look(struct look *look, const char *root, const char *settings)
{
    struct disk_report report;
    struct err err;
    arena_init(&look->arena);
    assert_int_equal(
        conf_parse("c", str_from(settings), NULL, &look->conf, &err), 0);
    look->root = str_from(root);
    look->cache_dir = cache_dir_path(&look->arena, look->root, &look->conf);
    struct disk_options options = {
        .root = look->root,
        .conf = &look->conf,
        .jobs = 1,
    };
    assert_int_equal(disk_load(&options, &look->state, &report, &err), 0);
}

static void
close_look(struct look *look)
{
    state_free(look->state);
    conf_release(&look->conf);
    arena_release(&look->arena);
}

/* Look again as long as files are as young as what was written of them; the
   clock of the file system goes on by itself. */
static void
open_settled(struct look *look, const char *root, const char *settings)
{
    open_look(look, root, settings);
    while (!look->state->is_indexed) {
        close_look(look);
        open_look(look, root, settings);
    }
}

/* Are all keys of this kind known, and right? */
static bool
is_known(struct look *look, struct key_kind kind)
{
    struct known_keys known;
    struct keys keys;
    known_keys_read(&known, look->state, look->cache_dir, look->root, kind);
    bool found = known.keys != NULL;
    if (found) {
        if (!look->state->resolved) {
            state_resolve(look->state);
        }
        keys_compute(look->state, kind, NULL, &keys);
        assert_memory_equal(known.keys, keys.keys,
                            keys.len * sizeof(*keys.keys));
        keys_release(&keys);
    }
    known_keys_release(&known);
    return found;
}

static void
remember(struct look *look)
{
    struct keys keys;
    if (!look->state->resolved) {
        state_resolve(look->state);
    }
    for (int i = 0; i < KINDS; i++) {
        keys_compute(look->state, kinds[i], NULL, &keys);
        known_keys_write(&keys, look->cache_dir, look->root);
        keys_release(&keys);
    }
}

/* Is it known now?  It will be. */
static bool
was_known(const char *root, const char *settings)
{
    struct look look;
    open_settled(&look, root, settings);
    bool known = is_known(&look, kinds[1]);
    for (int i = 0; i < KINDS; i++) {
        assert_int_equal(is_known(&look, kinds[i]), known);
    }
    remember(&look);
    close_look(&look);
    return known;
}

static void
plant_some(void)
{
    plant("a.py", "import b\nimport gen\nfrom pkg import c\n");
    plant("b.py", "import os\n");
    plant("pkg/__init__.py", "");
    plant("pkg/c.py", "import a\n");
    plant("gen.py", "import b\n");
    plant(".gitignore", "gen.py\nmade/\n");
}

static void
keys_of_an_unchanged_tree_are_known(void **state)
{
    plant_some();
    assert_false(was_known(*state, ""));
    assert_true(was_known(*state, ""));
    assert_true(was_known(*state, ""));
}

static void
a_file_that_changes_comes_or_goes_is_noticed(void **state)
{
    plant_some();
    was_known(*state, "");
    plant("b.py", "import sys\n");
    assert_false(was_known(*state, ""));
    plant("os.py", "");
    assert_false(was_known(*state, ""));
    assert_int_equal(unlink("pkg/c.py"), 0);
    assert_false(was_known(*state, ""));
    assert_true(was_known(*state, ""));
}

static void
an_ignored_file_that_is_imported_is_noticed(void **state)
{
    plant_some();
    was_known(*state, "");
    assert_true(was_known(*state, ""));
    plant("gen.py", "import a\n");
    assert_false(was_known(*state, ""));
    assert_int_equal(unlink("gen.py"), 0);
    assert_false(was_known(*state, ""));
    plant("gen.py", "import a\n");
    assert_false(was_known(*state, ""));
    assert_true(was_known(*state, ""));
}

static void
settings_are_noticed(void **state)
{
    static const char *const settings[] = {
        "roots: [pkg, .]\n",         "python_version: \"3.8\"\n",
        "depends: {a.py: [b.py]}\n", "string_imports: {ignore: [x]}\n",
        "gitignore: false\n",        "",
    };
    plant_some();
    was_known(*state, "");
    for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
        assert_false(was_known(*state, settings[i]));
        assert_true(was_known(*state, settings[i]));
    }
}

/* What lies in such a folder no index says. */
static void
nothing_is_known_where_imports_lead_into_ignored_folders(void **state)
{
    plant_some();
    plant("made/m.py", "");
    plant("b.py", "import made.m\n");
    assert_false(was_known(*state, ""));
    assert_false(was_known(*state, ""));
    plant("b.py", "import os\n");
    assert_false(was_known(*state, ""));
    assert_true(was_known(*state, ""));
}

/* `depends` names a file that the walk leaves out. */
static void
nothing_is_known_where_a_file_was_probed(void **state)
{
    const char *settings = "depends: {a.py: [made/data.txt]}\n";
    plant_some();
    plant("made/data.txt", "1");
    assert_false(was_known(*state, settings));
    assert_false(was_known(*state, settings));
}

static void
what_is_damaged_is_not_believed(void **state)
{
    struct buf bytes;
    struct err err;
    struct look look;
    plant_some();
    was_known(*state, "");
    open_settled(&look, *state, "");
    buf_init(&bytes, BUF_UNLIMITED);
    assert_int_equal(file_read(FILE_HERE, KNOWN, &bytes, NULL, &err), 0);
    for (size_t i = 0; i < bytes.len; i += STRIDE) {
        bytes.data[i] = (char)(bytes.data[i] ^ 1);
        assert_int_equal(file_replace(KNOWN, bytes.data, bytes.len, &err), 0);
        assert_false(is_known(&look, kinds[1]));
        bytes.data[i] = (char)(bytes.data[i] ^ 1);
        assert_int_equal(file_replace(KNOWN, bytes.data, i, &err), 0);
        assert_false(is_known(&look, kinds[1]));
    }
    assert_int_equal(file_replace(KNOWN, bytes.data, bytes.len, &err), 0);
    assert_true(is_known(&look, kinds[1]));
    buf_release(&bytes);
    close_look(&look);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(keys_of_an_unchanged_tree_are_known),
        SCRATCH_TEST(a_file_that_changes_comes_or_goes_is_noticed),
        SCRATCH_TEST(an_ignored_file_that_is_imported_is_noticed),
        SCRATCH_TEST(settings_are_noticed),
        SCRATCH_TEST(nothing_is_known_where_imports_lead_into_ignored_folders),
        SCRATCH_TEST(nothing_is_known_where_a_file_was_probed),
        SCRATCH_TEST(what_is_damaged_is_not_believed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
