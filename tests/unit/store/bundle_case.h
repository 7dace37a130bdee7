/* SPDX-License-Identifier: MIT */
/*
 * bundle_case - archives for tests, and stores that they are restored into.
 *
 * Not a layer: only tests of the store include this, after cmocka.
 */
#ifndef TESTS_UNIT_STORE_BUNDLE_CASE_H
#define TESTS_UNIT_STORE_BUNDLE_CASE_H

#include <stdio.h>

#include "core/store/bundle.h"
#include "core/store/db_upkeep.h"
#include "core/sys/file.h"
#include "tests/unit/store/rows.h"
#include "tests/unit/stride.h"

#define LEN ROWS_MIXED
enum { ROWS = 40 };

static inline struct db *
open_folder(const char *folder, struct str namespace)
{
    struct err err;
    struct db *db = db_open_as(folder, namespace, &err);
    assert_non_null(db);
    return db;
}

static inline struct bundle_source
source_of(struct db *db)
{
    return (struct bundle_source){
        .db = db, .namespace = STR("main"), .level = 3, .jobs = 1};
}

static inline void
save(const struct bundle_source *source, const char *name,
     struct bundle_saved *saved)
{
    struct err err;
    if (bundle_save(source, STR("."), name, saved, &err) != 0)
        fail_msg("%s", err.text);
}

/* An archive with the rows 0 to n-1. */
static inline void
make_archive(const char *name, uint32_t n, const struct sign_key *secret)
{
    struct bundle_saved saved;
    make_store(n, LEN);
    struct db *db = open_store();
    struct bundle_source source = source_of(db);
    source.secret = secret;
    save(&source, name, &saved);
    db_close(db);
    assert_int_equal(saved.rows, n);
}

/* Into a store of its own, which is removed before. */
static inline struct bundle_restored
restore_with(const char *name, struct bundle_target target)
{
    struct bundle_restored restored;
    struct err err;
    (void)remove("other/store.db");
    target.own = open_folder("other", target.namespace);
    target.max_bytes = target.max_bytes ? target.max_bytes : (uint64_t)1 << 30;
    if (db_space(target.namespace) != 0)
        target.main = open_folder("other", STR("main"));
    if (bundle_restore(&target, name, &restored, &err) != 0)
        fail_msg("%s", err.text);
    assert_null(db_problem(target.own));
    db_close(target.main);
    db_close(target.own);
    return restored;
}

static inline struct bundle_restored
restore(const char *name)
{
    return restore_with(name, (struct bundle_target){.namespace = STR("main")});
}

/* Of the rows 0 to n-1, right ones only. */
static inline uint32_t
count_restored(uint32_t n)
{
    struct db *db = open_folder("other", STR("main"));
    uint32_t found = get_rows(db, 0, n, LEN);
    db_close(db);
    return found;
}

static inline void
read_bytes(const char *name, struct buf *bytes)
{
    struct err err;
    buf_init(bytes, BUF_UNLIMITED);
    assert_int_equal(file_read(FILE_HERE, name, bytes, NULL, &err), 0);
}

/* Anew: ext4 waits for the disk when a file is cut to nothing and closed. */
static inline void
write_bytes(const char *name, const void *data, size_t len)
{
    (void)remove(name);
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

/*
 * Restore into a store that stays open, check what came, and empty it again.
 * Either all rows are there and right, or there is none.
 */
static inline bool
takes_all_or_nothing(const struct bundle_target *target, uint32_t n)
{
    struct bundle_restored restored;
    struct db_sizes sizes;
    struct err err;

    assert_int_equal(bundle_restore(target, "b.tar", &restored, &err), 0);
    assert_true(restored.rows == 0 || restored.rows == n);
    assert_int_equal(restored.added, restored.rows);
    if (restored.rows == 0)
        return false;
    assert_int_equal(get_rows(target->own, 0, n, LEN), n);
    db_flush(target->own);
    db_sizes_read(target->own, &sizes);
    assert_int_equal(sizes.all.entries, n);
    assert_int_equal(db_clear(target->own, &err), 0);
    return true;
}

/* Returns how many flips left the segment whole. */
static inline size_t
flip_each_byte(const struct bundle_target *target, uint32_t n, size_t *tried)
{
    struct buf good;
    size_t whole = 0;

    read_bytes("a.tar", &good);
    *tried = 0;
    for (size_t i = 0; i < good.len; i += STRIDE) {
        char byte = good.data[i];
        good.data[i] = (char)(byte ^ (i % 3 ? 1 << i % 8 : 0xff));
        write_bytes("b.tar", good.data, good.len);
        good.data[i] = byte;
        whole += takes_all_or_nothing(target, n);
        ++*tried;
    }
    buf_release(&good);
    return whole;
}

#endif
