/* SPDX-License-Identifier: MIT */
#include "core/plan/stamps.h"

#include <string.h>

#include "core/sys/file.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define KEY_A "xxh3:000000000000000000000000000000aa"
#define KEY_B "xxh3:000000000000000000000000000000bb"
#define HEAD "depstamp-baseline1 content xxh3\n"
#define ROW_A KEY_A " " KEY_B " a.py\n"
#define ROW_B KEY_B " " KEY_A " b.py\n"

static void
plant(const char *path, const char *text, size_t len)
{
    struct err err;
    assert_int_equal(file_replace(path, text, len, &err), 0);
}

static struct digest
parsed(const char *text)
{
    struct digest digest;
    enum hash_algorithm algorithm;
    assert_true(digest_parse(str_from(text), &algorithm, &digest));
    return digest;
}

/* Keys of "b.py", an ignored "c.py", "d/e.py" and, met late, "a \xc3.py". */
struct written {
    struct state *state;
    struct digest keys[4];
    struct keys all;
};

static void
write_begin(struct written *written, const struct conf *conf)
{
    struct state *state = state_new(conf);
    struct tree *tree = &state->tree;
    dir_id d = tree_add_dir(tree, ROOT_DIR, STR("d"), DIR_LISTED);
    tree_add_file(tree, ROOT_DIR, STR("b.py"), FILE_SUBJECT);
    tree_add_file(tree, ROOT_DIR, STR("c.py"), FILE_IGNORED);
    tree_add_file(tree, d, STR("d/e.py"), FILE_SUBJECT);
    tree_add_file(tree, ROOT_DIR, STR("a \xc3.py"), FILE_SUBJECT);
    for (size_t i = 0; i < 4; i++) {
        written->keys[i] = parsed(i % 2 ? KEY_A : KEY_B);
        tree->files.items[i].digest = parsed(i % 2 ? KEY_B : KEY_A);
    }
    written->state = state;
    written->all = (struct keys){.state = state,
                                 .level = LEVEL_CONTENT,
                                 .algorithm = HASH_XXH3,
                                 .len = 4,
                                 .keys = written->keys};
}

static void
a_baseline_lists_all_subjects_sorted_and_is_read_back(void **state)
{
    struct conf conf = {0};
    struct written written;
    struct baseline baseline;
    struct buf text;
    struct err err;

    (void)state;
    write_begin(&written, &conf);
    buf_init(&text, BUF_UNLIMITED);
    baseline_write(&written.all, &text);
    assert_true(
        str_equal(buf_view(&text),
                  STR(HEAD KEY_A " " KEY_B " \"a \\303.py\"\n" ROW_B KEY_B
                                 " " KEY_A " d/e.py\n")));
    plant("base", text.data, text.len);
    assert_int_equal(baseline_read("base", &baseline, &err), 0);
    assert_int_equal(baseline.level, LEVEL_CONTENT);
    assert_int_equal(baseline.rows.len, 3);
    const struct baseline_row *row = baseline_find(&baseline, STR("a \xc3.py"));
    assert_non_null(row);
    assert_true(digest_equal(&row->key, &written.keys[3]));
    assert_non_null(baseline_find(&baseline, STR("b.py")));
    assert_non_null(baseline_find(&baseline, STR("d/e.py")));
    assert_null(baseline_find(&baseline, STR("c.py")));
    assert_null(baseline_find(&baseline, STR("")));
    baseline_release(&baseline);
    buf_release(&text);
    state_free(written.state);
}

static void
what_is_no_baseline_is_refused_with_its_line(void **state)
{
    static const struct {
        const char *text;
        const char *where;
    } wrong[] = {
        {"", "base:0: "},
        {"\n", "base:1: "},
        {"depstamp-baseline1\n", "base:1: "},
        {"depstamp-baseline1 content\n", "base:1: "},
        {"depstamp-baseline2 content xxh3\n", "base:1: "},
        {"depstamp-baseline1 content md5\n", "base:1: "},
        {"depstamp-baseline1 content xxh3 \n", "base:1: "},
        {"depstamp-baseline1 deep xxh3\n", "base:1"},
        {"depstamp-baseline1 content xxh3", "base:1: "},
        {HEAD ROW_B ROW_A, "base:3: "},
        {HEAD ROW_A ROW_A, "base:3: "},
        {HEAD ROW_A KEY_B " " KEY_A " b.py", "base:3: "},
        {HEAD KEY_A "\n", "base:2: "},
        {HEAD KEY_A " " KEY_B "\n", "base:2: "},
        {HEAD KEY_A " " KEY_B " \n", "base:2: "},
        {HEAD KEY_A "  " KEY_B " a.py\n", "base:2: "},
        {HEAD "\n", "base:2: "},
        {HEAD ROW_A "xxh3:00 " KEY_A " b.py\n", "base:3: "},
        {HEAD KEY_A " " KEY_B " /a.py\n", "base:2: "},
        {HEAD KEY_A " " KEY_B " b/../a.py\n", "base:2: "},
        {HEAD KEY_A " " KEY_B " \"a\\000.py\"\n", "base:2: "},
        {HEAD KEY_A " " KEY_B " \"a.py\n", "base:2: "},
        {HEAD KEY_A " " KEY_B " \"a\\z.py\"\n", "base:2: "},
        {"depstamp-baseline1 content sha256\n" ROW_A, "base:2: "},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        struct baseline baseline;
        struct err err = {0};
        plant("base", wrong[i].text, strlen(wrong[i].text));
        if (baseline_read("base", &baseline, &err) == 0) {
            fail_msg("accepted: %s", wrong[i].text);
        }
        if (strncmp(err.text, wrong[i].where, strlen(wrong[i].where)) != 0) {
            fail_msg("%s for: %s", err.text, wrong[i].text);
        }
    }
}

static void
a_baseline_that_is_not_there_is_absent(void **state)
{
    struct baseline baseline;
    struct err err;

    (void)state;
    assert_int_equal(baseline_read("gone", &baseline, &err), -1);
    assert_int_equal(err.code, ERR_ABSENT);
}

/* Cut behind a line, it is a shorter baseline; anywhere else, none. */
static void
a_baseline_cut_anywhere_is_refused_or_shorter(void **state)
{
    static const char text[] = HEAD ROW_A ROW_B;

    (void)state;
    for (size_t len = 0; len < sizeof(text); len++) {
        struct baseline baseline;
        struct err err;
        plant("base", text, len);
        bool whole = len > 0 && text[len - 1] == '\n';
        int status = baseline_read("base", &baseline, &err);
        assert_int_equal(status, whole ? 0 : -1);
        if (status == 0) {
            baseline_release(&baseline);
        }
    }
}

/* No crash and no leak; a flip in a digest or path cannot be noticed. */
static void
a_flipped_byte_never_crashes(void **state)
{
    char text[] = HEAD ROW_A ROW_B;

    (void)state;
    for (size_t i = 0; i + 1 < sizeof(text); i++) {
        for (int mask = 1; mask < 256; mask <<= 1) {
            struct baseline baseline;
            struct err err;
            text[i] = (char)(text[i] ^ mask);
            plant("base", text, sizeof(text) - 1);
            if (baseline_read("base", &baseline, &err) == 0) {
                baseline_release(&baseline);
            }
            text[i] = (char)(text[i] ^ mask);
        }
    }
}

static void
assert_file(const char *path, const char *expected)
{
    struct buf buf;
    struct err err;
    buf_init(&buf, BUF_UNLIMITED);
    assert_int_equal(file_read(FILE_HERE, path, &buf, NULL, &err), 0);
    assert_true(str_equal(buf_view(&buf), str_from(expected)));
    buf_release(&buf);
}

static void
stamp_files_are_written_once_and_stale_ones_go(void **state)
{
    static const file_id files[] = {0, 2};
    struct conf conf = {0};
    struct written written;
    struct stamp_files stamps = {.files = files, .len = 2, .out = "out"};
    struct err err;

    (void)state;
    write_begin(&written, &conf);
    plant("out/gone.py.content", "x", 1);
    plant("out/c.py.content", "x", 1);
    plant("out/gone.py.names", "x", 1);
    plant("out/gone.txt.content", "x", 1);
    plant("out/mypy.identity", "x", 1);
    assert_int_equal(stamps_write(&written.all, &stamps, &err), 2);
    assert_int_equal(stamps_write(&written.all, &stamps, &err), 0);
    assert_file("out/b.py.content", "depstamp1 content " KEY_B "\n");
    assert_file("out/d/e.py.content", "depstamp1 content " KEY_B "\n");
    assert_true(file_exists("out/gone.py.content"));
    stamps.all = true;
    written.keys[0] = parsed(KEY_A);
    assert_int_equal(stamps_write(&written.all, &stamps, &err), 1);
    assert_file("out/b.py.content", "depstamp1 content " KEY_A "\n");
    assert_false(file_exists("out/gone.py.content"));
    assert_false(file_exists("out/c.py.content"));
    assert_true(file_exists("out/gone.py.names"));
    assert_true(file_exists("out/gone.txt.content"));
    assert_true(file_exists("out/mypy.identity"));
    state_free(written.state);
}

static void
a_stamp_that_cannot_be_written_is_an_error(void **state)
{
    static const file_id files[] = {0, 2};
    struct conf conf = {0};
    struct written written;
    struct stamp_files stamps = {.files = files, .len = 2, .out = "out"};
    struct err err;

    (void)state;
    write_begin(&written, &conf);
    plant("out/d", "a file", 6);
    assert_int_equal(stamps_write(&written.all, &stamps, &err), -1);
    assert_non_null(strstr(err.text, "out/d"));
    state_free(written.state);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_baseline_lists_all_subjects_sorted_and_is_read_back),
        SCRATCH_TEST(what_is_no_baseline_is_refused_with_its_line),
        SCRATCH_TEST(a_baseline_that_is_not_there_is_absent),
        SCRATCH_TEST(a_baseline_cut_anywhere_is_refused_or_shorter),
        SCRATCH_TEST(a_flipped_byte_never_crashes),
        SCRATCH_TEST(stamp_files_are_written_once_and_stale_ones_go),
        SCRATCH_TEST(a_stamp_that_cannot_be_written_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
