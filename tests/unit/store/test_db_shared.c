/* SPDX-License-Identifier: MIT */
/* Several processes, and places that are not as they should be. */
#include "core/store/db.h"

#include <errno.h>
#include <sched.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "core/sys/file.h"
#include "tests/unit/store/shim.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/store/harm.h"

/* ---- several processes */

enum { EACH = 1000, SKIPPED = 77 };

static pid_t
start_writer(uint32_t from, int common)
{
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        rows_in_child = true;
        struct db *db = open_store();
        for (uint32_t n = 0; n < EACH; n++) {
            put_row(db, from + n, 500);
            put_row(db, n % (uint32_t)common, 500);
            get_row(db, n, 500);
            if (n % 50 == 0)
                db_flush(db);
        }
        db_flush(db);
        _exit(db_problem(db) ? 1 : 0);
    }
    return child;
}

static void
assert_writers_agree(uint32_t writers)
{
    for (uint32_t i = 0; i < writers; i++)
        start_writer(EACH * i, 100);
    for (uint32_t i = 0; i < writers; i++) {
        int status;
        wait(&status);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
    assert_int_equal(count_rows(0, EACH * writers, 500), EACH * writers);
}

static void
two_processes_write_at_once(void **state)
{
    (void)state;
    for (int turn = 0; turn < 5; turn++) {
        remove_store();
        assert_writers_agree(2);
    }
}

static void
eight_processes_write_at_once(void **state)
{
    (void)state;
    assert_writers_agree(8);
}

/* Each finds the file as the killed ones before it left it. */
static void
eight_processes_mend_one_damaged_file(void **state)
{
    struct err err;

    (void)state;
    for (int turn = 0; turn < 5; turn++) {
        char junk[30000];
        memset(junk, turn * 51, sizeof(junk));
        assert_int_equal(
            file_replace("cache/store.db", junk, sizeof(junk), &err), 0);
        for (uint32_t i = 0; i < 8; i++)
            start_writer(EACH * i, 100);
        for (uint32_t i = 0; i < 8; i++) {
            int status;
            wait(&status);
            assert_true(WIFEXITED(status));
            assert_int_equal(WEXITSTATUS(status), 0);
        }
        count_rows(0, EACH * 8, 500);
        remove_store();
    }
}

static void
a_store_that_is_emptied_by_another_is_filled_again(void **state)
{
    struct db *db;
    struct db *other;
    sqlite3 *sqlite;

    (void)state;
    make_store(OLD, LEN);
    db = open_store();
    assert_int_equal(get_rows(db, 0, OLD, LEN), OLD);
    db_flush(db);
    assert_int_equal(sqlite3_open("cache/store.db", &sqlite), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(sqlite, "PRAGMA user_version = 7", NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(sqlite);
    other = open_store();
    put_rows(other, 0, 5, LEN);
    db_flush(other);
    put_rows(db, 5, OLD, LEN);
    db_flush(db);
    assert_null(db_problem(db));
    assert_int_equal(get_rows(db, 0, OLD, LEN), OLD);
    db_close(other);
    db_close(db);
    assert_int_equal(count_rows(0, OLD, LEN), OLD);
}

static void
a_folder_that_goes_away_is_a_problem_at_most(void **state)
{
    struct db *db;

    (void)state;
    make_store(OLD, LEN);
    db = open_store();
    assert_int_equal(get_rows(db, 0, OLD, LEN), OLD);
    remove_store();
    assert_int_equal(rmdir("cache"), 0);
    put_rows(db, OLD, NEW, LEN);
    get_rows(db, 0, NEW, LEN);
    db_flush(db);
    get_rows(db, 0, NEW, LEN);
    db_close(db);
    assert_int_equal(count_rows(0, NEW, LEN), 0);
}

/* ---- places that are not as they should be */

static void
without_shared_memory_a_journal_does(void **state)
{
    struct db *db;
    struct db *other;

    (void)state;
    for (int turn = 0; turn < 2; turn++) {
        remove_store();
        if (turn == 1)
            leave_wal_behind();
        shim_arm((struct shim_fault){
            .call = SHIM_SHM_MAP,
            .rc = SQLITE_IOERR_SHMMAP,
            .nth = 1,
            .stays = true,
        });
        db = open_store();
        assert_true(db_writable(db));
        assert_int_equal(get_rows(db, 0, OLD, LEN), turn ? OLD : 0);
        assert_int_equal(get_rows(db, LATE, LATE + 20, 200), turn ? 20 : 0);
        put_rows(db, 0, NEW, 300);
        db_flush(db);
        other = open_store();
        assert_int_equal(get_rows(other, 0, NEW, 300), NEW);
        put_rows(other, NEW, 2000, LEN);
        db_flush(other);
        assert_int_equal(get_rows(db, NEW, 2000, LEN), 2000 - NEW);
        assert_null(db_problem(db));
        assert_null(db_problem(other));
        db_close(db);
        db_close(other);
        assert_false(file_exists("cache/store.db-wal"));
        shim_disarm();
        assert_int_equal(count_rows(0, NEW, 300), NEW);
    }
}

/* The user who may read and not write: root becomes nobody for a while. */
static void
become(uid_t user)
{
    if (getuid() == 0)
        assert_int_equal(seteuid(user), 0);
}

static void
assert_readable_only(uint32_t rows)
{
    struct db *db = open_store();

    assert_false(db_writable(db));
    assert_null(db_problem(db));
    assert_int_equal(get_rows(db, 0, NEW, LEN), rows);
    put_row(db, 1, 10);
    assert_string_equal(db_problem(db),
                        "cannot write cache/store.db: it is read-only");
    db_flush(db);
    assert_int_equal(get_rows(db, 0, NEW, LEN), rows);
    db_close(db);
}

static void
a_store_that_cannot_be_written_still_answers(void **state)
{
    enum { NOBODY = 65534 };
    struct err err;

    (void)state;
    assert_int_equal(chmod(*state, 0755), 0);
    make_old_store();
    assert_int_equal(chmod("cache/store.db", 0444), 0);
    assert_int_equal(chmod("cache", 0555), 0);
    become(NOBODY);
    assert_readable_only(OLD);
    become(0);
    assert_int_equal(chmod("cache/store.db", 0666), 0);
    become(NOBODY);
    assert_readable_only(OLD);
    become(0);
    assert_int_equal(chmod("cache", 0777), 0);
    assert_int_equal(chmod("cache/store.db", 0444), 0);
    become(NOBODY);
    assert_readable_only(OLD);
    become(0);
    assert_int_equal(chmod("cache/store.db", 0), 0);
    become(NOBODY);
    assert_null(db_open("cache", &err));
    assert_string_equal(err.text,
                        "cannot open cache/store.db: Permission denied");
    assert_null(db_open("other", &err));
    assert_string_equal(
        err.text, "cannot open other/store.db: No such file or directory");
    become(0);
}

/* A limit on the size of files is a disk that is full. */
static void
on_a_full_disk_nothing_is_lost(void **state)
{
    struct rlimit before;

    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    for (rlim_t bytes = 0; bytes < 600000; bytes += 37000) {
        struct rlimit limit = {bytes, before.rlim_max};
        make_old_store();
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        use_store();
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_unharmed();
    }
}

static void
set_disk(const char *size, unsigned long flags)
{
    if (mount("none", "cache", "tmpfs", flags, size) < 0)
        _exit(errno == EPERM ? SKIPPED : 1);
}

/* In a child, whose mounts are its own. */
static void
fill_small_disks(void)
{
    rows_in_child = true;
    if (unshare(CLONE_NEWNS) < 0 ||
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
        _exit(SKIPPED);
    for (int kb = 208; kb < 700; kb += 12) {
        char size[32];
        set_disk("size=64m", 0);
        make_store(OLD, LEN);
        (void)snprintf(size, sizeof(size), "size=%dk", kb);
        set_disk(size, MS_REMOUNT);
        use_store();
        set_disk("size=64m", MS_REMOUNT);
        assert_unharmed();
        if (umount("cache") < 0)
            _exit(1);
    }
    _exit(0);
}

/* Needs to mount, which only root may. */
static void
on_a_small_disk_nothing_is_lost(void **state)
{
    int status;
    pid_t child;

    (void)state;
    assert_int_equal(mkdir("cache", 0777), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        fill_small_disks();
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == SKIPPED)
        skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void
the_first_trouble_is_told(void **state)
{
    struct db *db;

    (void)state;
    make_old_store();
    db = open_store();
    shim_arm((struct shim_fault){
        .call = SHIM_WRITE,
        .rc = SQLITE_FULL,
        .nth = 1,
        .stays = true,
    });
    put_rows(db, OLD, NEW, LEN);
    assert_null(db_problem(db));
    db_flush(db);
    assert_string_equal(db_problem(db), "cannot write cache/store.db: database "
                                        "or disk is full");
    assert_false(db_writable(db));
    assert_int_equal(get_rows(db, 0, NEW, LEN), OLD);
    put_rows(db, OLD, NEW, LEN);
    db_close(db);
    shim_disarm();
    assert_unharmed();
}

static int
leave(void **state)
{
    shim_disarm();
    return scratch_leave(state);
}

#define PLACE_TEST(f) cmocka_unit_test_setup_teardown(f, scratch_enter, leave)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(two_processes_write_at_once),
        PLACE_TEST(eight_processes_write_at_once),
        PLACE_TEST(eight_processes_mend_one_damaged_file),
        PLACE_TEST(a_store_that_is_emptied_by_another_is_filled_again),
        PLACE_TEST(a_folder_that_goes_away_is_a_problem_at_most),
        PLACE_TEST(without_shared_memory_a_journal_does),
        PLACE_TEST(a_store_that_cannot_be_written_still_answers),
        PLACE_TEST(on_a_full_disk_nothing_is_lost),
        PLACE_TEST(on_a_small_disk_nothing_is_lost),
        PLACE_TEST(the_first_trouble_is_told),
    };

    shim_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
