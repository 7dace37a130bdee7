/* SPDX-License-Identifier: MIT */
/* Whatever is wrong with the file is a miss, and mended by the next put. */
#include "core/store/db.h"

#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#include "core/sys/file.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/store/rows.h"
#include "tests/unit/stride.h"

static const char file[] = "cache/store.db";

/* ---- helpers */

static void
run_sql(const char *text)
{
    sqlite3 *sqlite;

    assert_int_equal(sqlite3_open(file, &sqlite), SQLITE_OK);
    if (sqlite3_exec(sqlite, text, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", text, sqlite3_errmsg(sqlite));
    sqlite3_close(sqlite);
}

static void
read_file(struct buf *bytes)
{
    struct err err;
    buf_init(bytes, BUF_UNLIMITED);
    assert_int_equal(file_read(FILE_HERE, file, bytes, NULL, &err), 0);
}

/* In place, as a bad disk does, and with nothing left beside it. */
static void
write_file(const void *data, size_t len)
{
    FILE *stream = fopen(file, "r+");

    /* Some file systems wait for the disk after opening with "w". */
    assert_non_null(stream);
    assert_int_equal(truncate(file, (off_t)len), 0);
    assert_int_equal(fwrite(data, 1, len, stream), len);
    assert_int_equal(fclose(stream), 0);
    assert_false(file_exists("cache/store.db-wal"));
    assert_false(file_exists("cache/store.db-shm"));
}

/* The store of a process that finds the rows 0 to n-1, or makes them. */
static uint32_t
use_store(uint32_t n, size_t len)
{
    struct db *db = open_store();
    uint32_t found = get_rows(db, 0, n, len);

    put_rows(db, 0, n, len);
    if (db_problem(db))
        fail_msg("%s", db_problem(db));
    assert_true(db_writable(db));
    db_close(db);
    return found;
}

/*
 * Whatever the file is now: no value is wrong, and putting what was missed
 * mends it.  Damage that is not met at once, such as keys in a wrong order,
 * may take more runs than one.
 */
static uint32_t
assert_mended(uint32_t n, size_t len)
{
    uint32_t found = use_store(n, len);
    int runs = 1;

    while (use_store(n, len) < n)
        assert_true(++runs < 4);
    return found;
}

/* Small pages make a small file a deep tree. */
static void
make_deep_store(uint32_t n, size_t len)
{
    assert_int_equal(mkdir("cache", 0777), 0);
    run_sql("PRAGMA page_size = 512; PRAGMA auto_vacuum = INCREMENTAL;"
            "VACUUM");
    make_store(n, len);
}

/* ---- damage */

enum { DEEP_ROWS = 13 };

static void
a_flipped_byte_is_a_miss_at_most(void **state)
{
    struct buf good;
    size_t lost = 0;
    size_t tried = 0;

    (void)state;
    make_deep_store(DEEP_ROWS, ROWS_MIXED);
    read_file(&good);
    for (size_t i = 0; i < good.len; i += STRIDE) {
        char byte = good.data[i];
        good.data[i] = (char)(byte ^ (i % 3 ? 1 << i % 8 : 0xff));
        write_file(good.data, good.len);
        good.data[i] = byte;
        lost += assert_mended(DEEP_ROWS, ROWS_MIXED) < DEEP_ROWS;
        tried++;
    }
    /* Most of the file is rows: the test does test something. */
    assert_true(lost > tried / 3);
    assert_true(lost < tried);
    buf_release(&good);
}

static void
a_cut_is_a_miss_at_most(void **state)
{
    struct buf good;
    size_t kept = 0;

    (void)state;
    make_deep_store(DEEP_ROWS, ROWS_MIXED);
    read_file(&good);
    for (size_t len = 0; len < good.len; len += STRIDE) {
        write_file(good.data, len);
        kept += assert_mended(DEEP_ROWS, ROWS_MIXED) == DEEP_ROWS;
    }
    /* The last page may be one that no row needs. */
    assert_true(kept <= 512);
    buf_release(&good);
}

static void
pages_in_each_others_place_are_a_miss_at_most(void **state)
{
    struct buf good;
    char page[512];
    size_t pairs = 0;

    (void)state;
    make_deep_store(DEEP_ROWS, ROWS_MIXED);
    read_file(&good);
    for (size_t a = 0; a < good.len; a += sizeof(page)) {
        for (size_t b = 0; b < good.len; b += sizeof(page)) {
            if (pairs++ % STRIDE != 0)
                continue;
            memcpy(page, good.data + a, sizeof(page));
            memcpy(good.data + a, good.data + b, sizeof(page));
            write_file(good.data, good.len);
            memcpy(good.data + a, page, sizeof(page));
            assert_mended(DEEP_ROWS, ROWS_MIXED);
        }
    }
    buf_release(&good);
}

/* ---- rows that are not whole */

/* That many entries, and as many values. */
static void
assert_counts(int n)
{
    char text[200];

    (void)snprintf(text, sizeof(text),
                   "CREATE TEMP TABLE x (n CHECK (n = %d));"
                   "INSERT INTO x SELECT count(*) FROM entry;"
                   "INSERT INTO x SELECT count(*) FROM payload",
                   n);
    run_sql(text);
}

static void
assert_forgotten_alone(const char *damage)
{
    make_store(10, 100);
    run_sql(damage);
    assert_int_equal(count_rows(0, 10, 100), 9);
    /* It is gone now, so nobody looks at it again. */
    assert_counts(9);
    assert_int_equal(use_store(10, 100), 9);
    assert_int_equal(count_rows(0, 10, 100), 10);
}

static void
a_row_whose_checksum_is_wrong_is_forgotten(void **state)
{
    (void)state;
    assert_forgotten_alone("UPDATE entry SET sum = sum + 1 WHERE payload = "
                           "(SELECT min(id) FROM payload)");
    assert_forgotten_alone("UPDATE payload SET value = x'00' WHERE id = "
                           "(SELECT min(id) FROM payload)");
    assert_forgotten_alone("UPDATE payload SET value = 1 WHERE id = (SELECT "
                           "min(id) FROM payload)");
    assert_forgotten_alone("UPDATE payload SET value = '' WHERE id = (SELECT "
                           "min(id) FROM payload)");
}

static void
a_row_without_its_value_is_forgotten(void **state)
{
    (void)state;
    assert_forgotten_alone(
        "DELETE FROM payload WHERE id = (SELECT min(id) FROM payload)");
    assert_forgotten_alone("UPDATE entry SET payload = 99 WHERE payload = "
                           "(SELECT min(id) FROM payload)");
}

static void
a_row_that_shows_anothers_value_is_forgotten(void **state)
{
    (void)state;
    make_store(10, 100);
    run_sql("UPDATE entry SET payload = 4 WHERE payload = (SELECT min(id) FROM "
            "payload)");
    assert_int_equal(use_store(10, 100), 9);
    assert_int_equal(count_rows(0, 10, 100), 10);
}

static void
rows_that_change_places_are_forgotten(void **state)
{
    (void)state;
    make_store(10, 100);
    run_sql("UPDATE entry SET payload = 11 - payload");
    assert_int_equal(use_store(10, 100), 0);
    assert_int_equal(count_rows(0, 10, 100), 10);
}

/* A put alone mends it, too. */
static void
a_put_replaces_a_row_that_is_not_whole(void **state)
{
    (void)state;
    make_store(10, 100);
    run_sql("UPDATE payload SET value = x'00' WHERE id = 3;"
            "DELETE FROM payload WHERE id = 4");
    make_store(10, 100);
    assert_int_equal(count_rows(0, 10, 100), 10);
}

static void
the_largest_number_for_a_value_may_be_taken(void **state)
{
    (void)state;
    make_store(10, 100);
    run_sql("UPDATE payload SET id = 9223372036854775807 WHERE id = 10;"
            "UPDATE entry SET payload = 9223372036854775807 "
            "WHERE payload = 10");
    make_store(20, 100);
    assert_int_equal(count_rows(0, 20, 100), 20);
}

/* ---- other files */

static void
another_version_makes_room(void **state)
{
    static const char *const changes[] = {
        "PRAGMA user_version = 1",
        "PRAGMA user_version = 3",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = -1",
        "CREATE INDEX i ON entry (day)",
        "CREATE TABLE more (x)",
        "DROP TABLE payload",
        "ALTER TABLE entry RENAME COLUMN day TO age",
        "CREATE TRIGGER t AFTER INSERT ON entry BEGIN "
        "DELETE FROM payload; END",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
        make_store(10, 100);
        run_sql(changes[i]);
        assert_int_equal(assert_mended(10, 100), 0);
        assert_false(file_exists("cache/store.db.foreign"));
    }
}

static void
a_file_that_is_no_database_makes_room(void **state)
{
    static const char *const texts[] = {
        "x",
        "hello, this is a text of some other program\n",
        "SQLite format 3",
        "SQLite format 2 and what comes after",
    };
    char page[20000];

    (void)state;
    make_store(1, 100);
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        write_file(texts[i], strlen(texts[i]));
        assert_int_equal(assert_mended(10, 100), 0);
    }
    for (int byte = 0; byte < 256; byte += 51) {
        memset(page, byte, sizeof(page));
        write_file(page, sizeof(page));
        assert_int_equal(assert_mended(10, 100), 0);
        memcpy(page, "SQLite format 3", 16);
        write_file(page, sizeof(page));
        assert_int_equal(assert_mended(10, 100), 0);
    }
}

static void
an_empty_file_is_filled(void **state)
{
    (void)state;
    make_store(1, 100);
    write_file("", 0);
    assert_int_equal(assert_mended(10, 100), 0);
}

static void
a_database_of_another_program_is_moved_away_once(void **state)
{
    static const char foreign[] = "CREATE TABLE theirs (x);"
                                  "INSERT INTO theirs VALUES (1)";
    struct err err;

    (void)state;
    assert_int_equal(mkdir("cache", 0777), 0);
    run_sql(foreign);
    assert_int_equal(assert_mended(10, 100), 0);
    assert_int_equal(rename("cache/store.db.foreign", file), 0);
    run_sql("INSERT INTO theirs VALUES (2)");
    assert_int_equal(assert_mended(10, 100), 0);

    assert_int_equal(remove(file), 0);
    run_sql(foreign);
    assert_null(db_open("cache", &err));
    assert_string_equal(err.text, "cannot open cache/store.db: it belongs to "
                                  "another program");
    run_sql("INSERT INTO theirs VALUES (3)");
}

static void
what_is_no_file_is_an_error_and_stays(void **state)
{
    struct err err;
    struct stat st;

    (void)state;
    assert_int_equal(mkdir("cache", 0777), 0);
    assert_int_equal(mkdir(file, 0777), 0);
    assert_null(db_open("cache", &err));
    assert_string_equal(err.text, "cannot open cache/store.db: it is no file");
    assert_int_equal(err.code, ERR_IO);
    assert_int_equal(rmdir(file), 0);

    assert_int_equal(mkfifo(file, 0666), 0);
    assert_null(db_open("cache", &err));
    assert_int_equal(lstat(file, &st), 0);
    assert_true(S_ISFIFO(st.st_mode));
    assert_int_equal(remove(file), 0);

    assert_int_equal(symlink("/dev/full", file), 0);
    assert_null(db_open("cache", &err));
    assert_int_equal(remove(file), 0);
    assert_int_equal(symlink("store.db", file), 0);
    assert_null(db_open("cache", &err));
    assert_int_equal(remove(file), 0);

    assert_int_equal(rmdir("cache"), 0);
    assert_int_equal(file_replace("cache", "x", 1, &err), 0);
    assert_null(db_open("cache", &err));
}

static void
a_symlink_is_followed(void **state)
{
    (void)state;
    assert_int_equal(mkdir("cache", 0777), 0);
    assert_int_equal(mkdir("other", 0777), 0);
    assert_int_equal(symlink("../other/file", file), 0);
    assert_int_equal(assert_mended(10, 100), 0);
    assert_true(file_exists("other/file"));
}

static void
what_lies_where_sqlite_puts_its_files_does_no_harm(void **state)
{
    static const char *const names[] = {
        "cache/store.db-wal",
        "cache/store.db-shm",
        "cache/store.db-journal",
    };
    struct err err;
    char junk[70000];

    (void)state;
    memset(junk, 0x5a, sizeof(junk));
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        make_store(10, 100);
        assert_int_equal(file_replace(names[i], junk, sizeof(junk), &err), 0);
        assert_mended(10, 100);
        (void)remove(names[i]);
    }
}

static void
a_folder_where_the_wal_should_be_leaves_the_rows_readable(void **state)
{
    struct db *db;

    (void)state;
    make_store(10, 100);
    assert_int_equal(mkdir("cache/store.db-wal", 0777), 0);
    db = open_store();
    assert_int_equal(get_rows(db, 0, 10, 100), 10);
    put_row(db, 10, 100);
    assert_false(db_writable(db));
    assert_non_null(db_problem(db));
    db_close(db);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_flipped_byte_is_a_miss_at_most),
        SCRATCH_TEST(a_cut_is_a_miss_at_most),
        SCRATCH_TEST(pages_in_each_others_place_are_a_miss_at_most),
        SCRATCH_TEST(a_row_whose_checksum_is_wrong_is_forgotten),
        SCRATCH_TEST(a_row_without_its_value_is_forgotten),
        SCRATCH_TEST(a_row_that_shows_anothers_value_is_forgotten),
        SCRATCH_TEST(rows_that_change_places_are_forgotten),
        SCRATCH_TEST(a_put_replaces_a_row_that_is_not_whole),
        SCRATCH_TEST(the_largest_number_for_a_value_may_be_taken),
        SCRATCH_TEST(another_version_makes_room),
        SCRATCH_TEST(a_file_that_is_no_database_makes_room),
        SCRATCH_TEST(an_empty_file_is_filled),
        SCRATCH_TEST(a_database_of_another_program_is_moved_away_once),
        SCRATCH_TEST(what_is_no_file_is_an_error_and_stays),
        SCRATCH_TEST(a_symlink_is_followed),
        SCRATCH_TEST(what_lies_where_sqlite_puts_its_files_does_no_harm),
        SCRATCH_TEST(a_folder_where_the_wal_should_be_leaves_the_rows_readable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
