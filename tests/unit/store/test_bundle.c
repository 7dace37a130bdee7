/* SPDX-License-Identifier: MIT */
/* Archives: the same rows again, and whatever is wrong with one is a miss. */
#include "core/store/bundle.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "core/store/db_runs.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/store/bundle_case.h"

/* ---- what goes right */

static void
what_was_saved_is_restored(void **state)
{
    (void)state;
    make_archive("a.tar", ROWS, NULL);
    struct bundle_restored restored = restore("a.tar");
    assert_int_equal(restored.rows, ROWS);
    assert_int_equal(restored.added, ROWS);
    assert_int_equal(restored.segments, 1);
    assert_false(restored.cut);
    assert_int_equal(count_restored(ROWS), ROWS);
}

static void
an_empty_store_gives_an_archive_that_restores_nothing(void **state)
{
    (void)state;
    make_archive("a.tar", 0, NULL);
    struct bundle_restored restored = restore("a.tar");
    assert_int_equal(restored.rows + restored.damaged, 0);
    assert_false(restored.cut);
}

static void
the_same_rows_are_the_same_bytes(void **state)
{
    struct bundle_saved saved;
    struct buf one;
    struct buf other;
    struct db *db;

    (void)state;
    make_store(3000, 5000);
    db = open_store();
    struct bundle_source source = source_of(db);
    save(&source, "a.tar", &saved);
    assert_true(saved.segments > 3);
    source.jobs = 5;
    save(&source, "b.tar", &saved);
    db_close(db);
    /* Put the other way round, with a past, in another store. */
    (void)remove("cache/store.db");
    db = open_store();
    db_run_begin(db);
    for (uint32_t n = 3000; n-- > 0;)
        put_row(db, n, 5000);
    db_flush(db);
    source.db = db;
    save(&source, "c.tar", &saved);
    db_close(db);
    read_bytes("a.tar", &one);
    read_bytes("b.tar", &other);
    assert_true(str_equal(buf_view(&one), buf_view(&other)));
    buf_release(&other);
    read_bytes("c.tar", &other);
    assert_true(str_equal(buf_view(&one), buf_view(&other)));
    buf_release(&one);
    buf_release(&other);
}

static void
archives_are_layered(void **state)
{
    struct bundle_saved saved;
    struct bundle_restored restored;
    struct bundle_target target = {.namespace = STR("main"),
                                   .max_bytes = 1 << 30};
    struct err err;
    struct db *db;

    (void)state;
    make_archive("a.tar", 10, NULL);
    db = open_store();
    db_run_begin(db);
    put_rows(db, 5, ROWS, LEN);
    db_flush(db);
    struct bundle_source source = source_of(db);
    source.born_since = db_run_newest(db);
    save(&source, "b.tar", &saved);
    db_close(db);
    assert_int_equal(saved.rows, ROWS - 10);
    restored = restore("a.tar");
    target.own = open_folder("other", STR("main"));
    assert_int_equal(bundle_restore(&target, "b.tar", &restored, &err), 0);
    assert_int_equal(restored.added, ROWS - 10);
    assert_int_equal(bundle_restore(&target, "b.tar", &restored, &err), 0);
    assert_int_equal(restored.added, 0);
    db_close(target.own);
    assert_int_equal(count_restored(ROWS), ROWS);
}

static void
a_large_value_has_its_place(void **state)
{
    struct bundle_saved saved;
    struct digest key = row_key(1);
    struct db *db = open_store();
    struct buf value;
    struct buf found;

    (void)state;
    buf_init(&value, BUF_UNLIMITED);
    for (uint64_t n = 0; value.len < DB_VALUE_MAX - 8; n++) {
        uint64_t word = hash_64(&n, sizeof(n));
        buf_append(&value, &word, sizeof(word));
    }
    put_rows(db, 2, 200, 5000);
    db_put(db, DB_SYMBOLS, &key, buf_view(&value));
    db_flush(db);
    struct bundle_source source = source_of(db);
    save(&source, "a.tar", &saved);
    db_close(db);
    assert_int_equal(restore("a.tar").added, 199);
    db = open_folder("other", STR("main"));
    buf_init(&found, BUF_UNLIMITED);
    assert_int_equal(db_get(db, DB_SYMBOLS, &key, &found), 1);
    assert_true(str_equal(buf_view(&value), buf_view(&found)));
    buf_release(&found);
    buf_release(&value);
    db_close(db);
}

static void
a_full_store_takes_no_more(void **state)
{
    struct bundle_target target = {.namespace = STR("main"),
                                   .max_bytes = 1 << 20};
    struct bundle_saved saved;
    struct digest key;
    struct db *db = open_store();
    struct buf value;

    (void)state;
    buf_init(&value, BUF_UNLIMITED);
    for (uint32_t n = 0; n < 5; n++) {
        buf_clear(&value);
        for (uint64_t i = 0; value.len < 4 << 20; i++) {
            uint64_t seed[2] = {n, i};
            uint64_t word = hash_64(seed, sizeof(seed));
            buf_append(&value, &word, sizeof(word));
        }
        key = row_key(n);
        db_put(db, DB_RESULT, &key, buf_view(&value));
    }
    buf_release(&value);
    db_flush(db);
    struct bundle_source source = source_of(db);
    save(&source, "a.tar", &saved);
    db_close(db);
    struct bundle_restored restored = restore_with("a.tar", target);
    assert_true(restored.full);
    assert_true(restored.added < 5);
}

/* ---- damage */

static void
every_flipped_byte_is_a_miss_at_most(void **state)
{
    struct bundle_target target = {.namespace = STR("main"),
                                   .max_bytes = 1 << 30};
    size_t tried;

    (void)state;
    make_archive("a.tar", ROWS, NULL);
    target.own = open_folder("other", STR("main"));
    size_t whole = flip_each_byte(&target, ROWS, &tried);
    assert_true(whole > 0 && whole < tried * 2 / 3);
    db_close(target.own);
    print_message("%zu flips, %zu lost the segment\n", tried, tried - whole);
}

static void
every_cut_is_a_miss_at_most(void **state)
{
    struct bundle_target target = {.namespace = STR("main"),
                                   .max_bytes = 1 << 30};
    struct buf good;
    size_t tried = 0;

    (void)state;
    make_archive("a.tar", ROWS, NULL);
    read_bytes("a.tar", &good);
    target.own = open_folder("other", STR("main"));
    for (size_t len = 0; len < good.len; len += STRIDE) {
        write_bytes("b.tar", good.data, len);
        takes_all_or_nothing(&target, ROWS);
        tried++;
    }
    db_close(target.own);
    buf_release(&good);
    print_message("%zu cuts\n", tried);
}

/* A byte in a segment takes that segment alone. */
static void
damage_loses_one_segment(void **state)
{
    struct bundle_saved saved;
    struct buf good;
    struct db *db;

    (void)state;
    make_store(4000, 5000);
    db = open_store();
    struct bundle_source source = source_of(db);
    save(&source, "a.tar", &saved);
    db_close(db);
    assert_true(saved.segments >= 4);
    read_bytes("a.tar", &good);
    size_t at = good.len / 2;
    good.data[at] = (char)(good.data[at] ^ 4);
    write_bytes("b.tar", good.data, good.len);
    buf_release(&good);
    struct bundle_restored restored = restore("b.tar");
    assert_int_equal(restored.segments, saved.segments - 1);
    assert_int_equal(restored.damaged, 1);
    assert_true(restored.added > 2000 && restored.added < 4000);
}

static void
noise_is_no_archive(void **state)
{
    struct bundle_target target = {.namespace = STR("main"),
                                   .max_bytes = 1 << 30};
    uint64_t noise[512];

    (void)state;
    target.own = open_folder("other", STR("main"));
    for (uint64_t n = 0; n < 600; n += STRIDE) {
        for (uint64_t i = 0; i < 512; i++) {
            uint64_t seed[2] = {n, i};
            noise[i] = hash_64(seed, sizeof(seed));
        }
        write_bytes("b.tar", noise, (size_t)(n * 7 % sizeof(noise)));
        assert_false(takes_all_or_nothing(&target, ROWS));
    }
    db_close(target.own);
}

static void
what_cannot_be_read_or_written_is_an_error(void **state)
{
    struct bundle_target target = {.namespace = STR("main")};
    struct bundle_restored restored;
    struct bundle_saved saved;
    struct err err;
    struct db *db;

    (void)state;
    assert_int_equal(bundle_restore(&target, "none.tar", &restored, &err), -1);
    assert_int_equal(err.code, ERR_ABSENT);
    assert_int_equal(bundle_restore(&target, ".", &restored, &err), -1);
    assert_int_equal(err.code, ERR_IO);
    make_store(3, LEN);
    db = open_store();
    struct bundle_source source = source_of(db);
    assert_int_equal(bundle_save(&source, STR("no/where"), "a", &saved, &err),
                     -1);
    db_close(db);
}

/* As on a full disk: what was there stays, and nothing is left over. */
static void
an_archive_that_does_not_fit_leaves_the_old_one(void **state)
{
    struct rlimit small = {.rlim_cur = 4096, .rlim_max = 4096};
    int status;

    (void)state;
    make_archive("a.tar", 1, NULL);
    make_store(ROWS, LEN);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct bundle_saved saved;
        struct err err;
        rows_in_child = true;
        struct db *db = open_store();
        struct bundle_source source = source_of(db);
        (void)signal(SIGXFSZ, SIG_IGN);
        int failed = setrlimit(RLIMIT_FSIZE, &small) != 0 ||
                     bundle_save(&source, STR("."), "a.tar", &saved, &err) == 0;
        _exit(failed);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_int_equal(restore("a.tar").rows, 1);
    DIR *dir = opendir(".");
    struct dirent *entry;
    while ((entry = readdir(dir)))
        assert_null(strstr(entry->d_name, ".tmp"));
    closedir(dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(what_was_saved_is_restored),
        SCRATCH_TEST(an_empty_store_gives_an_archive_that_restores_nothing),
        SCRATCH_TEST(the_same_rows_are_the_same_bytes),
        SCRATCH_TEST(archives_are_layered),
        SCRATCH_TEST(a_large_value_has_its_place),
        SCRATCH_TEST(a_full_store_takes_no_more),
        SCRATCH_TEST(every_flipped_byte_is_a_miss_at_most),
        SCRATCH_TEST(every_cut_is_a_miss_at_most),
        SCRATCH_TEST(damage_loses_one_segment),
        SCRATCH_TEST(noise_is_no_archive),
        SCRATCH_TEST(what_cannot_be_read_or_written_is_an_error),
        SCRATCH_TEST(an_archive_that_does_not_fit_leaves_the_old_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
