/* SPDX-License-Identifier: MIT */
/* Whatever fails, the command goes on, and what was stored stays. */
#include "core/store/db.h"

#include <sqlite3.h>
#include <string.h>
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

#include "tests/unit/store/rows.h"

enum { OLD = 40, NEW = 60, LEN = 3000, LATE = 100 };

/* A run: finds what is there, stores what is not. */
static void
use_store(void)
{
    struct err err;
    struct db *db = db_open("cache", &err);

    if (!db) {
        assert_int_equal(err.code, ERR_IO);
        assert_true(str_starts_with(str_from(err.text),
                                    STR("cannot open cache/store.db: ")));
        return;
    }
    get_rows(db, 0, NEW, LEN);
    put_rows(db, OLD, NEW, LEN);
    db_flush(db);
    get_rows(db, 0, NEW, LEN);
    put_rows(db, OLD, NEW, LEN);
    db_close(db);
}

/* Nothing is lost that was stored before, and the next run stores the rest. */
static void
assert_unharmed(void)
{
    if (count_rows(0, OLD, LEN) != OLD)
        fail_msg("%u old rows are left", count_rows(0, OLD, LEN));
    use_store();
    assert_int_equal(count_rows(0, NEW, LEN), NEW);
}

static void
remove_store(void)
{
    (void)remove("cache/store.db");
    (void)remove("cache/store.db-wal");
    (void)remove("cache/store.db-shm");
    (void)remove("cache/store.db-journal");
}

/* ---- calls that fail */

static const struct {
    enum shim_call call;
    int rc;
} faults[] = {
    {SHIM_OPEN, SQLITE_CANTOPEN},
    {SHIM_READ, SQLITE_IOERR_READ},
    {SHIM_WRITE, SQLITE_IOERR_WRITE},
    {SHIM_WRITE, SQLITE_FULL},
    {SHIM_TRUNCATE, SQLITE_IOERR_TRUNCATE},
    {SHIM_SIZE, SQLITE_IOERR_FSTAT},
    {SHIM_LOCK, SQLITE_BUSY},
    {SHIM_LOCK, SQLITE_IOERR_LOCK},
    {SHIM_SHM_MAP, SQLITE_IOERR_SHMMAP},
    {SHIM_SHM_MAP, SQLITE_IOERR_SHMSIZE},
    {SHIM_SHM_LOCK, SQLITE_BUSY},
    {SHIM_DELETE, SQLITE_IOERR_DELETE},
    {SHIM_ACCESS, SQLITE_IOERR_ACCESS},
};

/* Fails the first, the second… call until the run has no more of them. */
static void
fail_each(bool stays, void (*prepare)(void), void (*check)(void))
{
    int total = 0;

    for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
        bool came = true;
        for (int nth = 1; came; nth++) {
            prepare();
            shim_arm((struct shim_fault){
                .call = faults[i].call,
                .rc = faults[i].rc,
                .nth = nth,
                .stays = stays,
            });
            use_store();
            came = shim_disarm();
            check();
            total++;
        }
    }
    print_message("%d faults\n", total);
    assert_true(total > 50);
}

static void
make_old_store(void)
{
    remove_store();
    make_store(OLD, LEN);
}

static void
assert_usable(void)
{
    struct db *db = open_store();

    put_rows(db, 0, OLD, LEN);
    assert_null(db_problem(db));
    db_close(db);
    assert_unharmed();
}

static void
a_call_that_fails_once_harms_nothing(void **state)
{
    (void)state;
    fail_each(false, make_old_store, assert_unharmed);
}

static void
calls_that_fail_from_then_on_harm_nothing(void **state)
{
    (void)state;
    fail_each(true, make_old_store, assert_unharmed);
}

static void
a_store_can_be_made_after_it_could_not(void **state)
{
    (void)state;
    fail_each(false, remove_store, assert_usable);
    fail_each(true, remove_store, assert_usable);
}

/* ---- memory that is not there */

static sqlite3_mem_methods real_memory;
static int memory_left = -1; /* allocations until one fails; -1: never */

static bool
memory_fails(void)
{
    if (memory_left < 0)
        return false;
    return memory_left-- == 0;
}

static void *
failing_malloc(int len)
{
    return memory_fails() ? NULL : real_memory.xMalloc(len);
}

static void *
failing_realloc(void *old, int len)
{
    return memory_fails() ? NULL : real_memory.xRealloc(old, len);
}

static void
install_memory(void)
{
    sqlite3_mem_methods methods;

    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory);
    methods = real_memory;
    methods.xMalloc = failing_malloc;
    methods.xRealloc = failing_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
}

static void
memory_that_sqlite_lacks_harms_nothing(void **state)
{
    bool came = true;

    (void)state;
    make_old_store();
    for (int n = 0; came; n++) {
        memory_left = n;
        use_store();
        came = memory_left < 0;
        memory_left = -1;
        if (n % 10 == 0 || !came) {
            assert_unharmed();
            make_old_store();
        }
    }
}

/* ---- processes that are killed */

static int
run_killed(struct shim_fault fault)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        rows_in_child = true;
        shim_arm(fault);
        use_store();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void
kill_at_each(enum shim_call call, bool exists)
{
    int status;
    int nth = 0;

    do {
        remove_store();
        if (exists)
            make_store(OLD, LEN);
        status = run_killed((struct shim_fault){
            .call = call,
            .nth = ++nth,
            .kills = true,
        });
        (exists ? assert_unharmed : assert_usable)();
    } while (WIFSIGNALED(status));
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void
a_process_killed_at_any_call_harms_nothing(void **state)
{
    (void)state;
    for (int call = 0; call < SHIM_CALLS; call++) {
        kill_at_each((enum shim_call)call, true);
        kill_at_each((enum shim_call)call, false);
    }
}

/* What was flushed is in the WAL, and nobody has closed the store. */
static void
leave_wal_behind(void)
{
    int status;
    pid_t child;

    make_old_store();
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        rows_in_child = true;
        struct db *db = open_store();
        put_rows(db, LATE, LATE + 20, 200);
        db_flush(db);
        raise(SIGKILL);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_true(file_exists("cache/store.db-wal"));
    assert_true(file_exists("cache/store.db-shm"));
}

static void
what_a_killed_process_had_flushed_is_found(void **state)
{
    (void)state;
    leave_wal_behind();
    assert_int_equal(count_rows(0, OLD, LEN), OLD);
    assert_int_equal(count_rows(LATE, LATE + 20, 200), 20);
    leave_wal_behind();
    assert_int_equal(remove("cache/store.db-shm"), 0);
    assert_int_equal(count_rows(LATE, LATE + 20, 200), 20);
    leave_wal_behind();
    assert_int_equal(remove("cache/store.db-wal"), 0);
    assert_int_equal(count_rows(0, OLD, LEN), OLD);
}

/* Every `step`-th byte flipped, every `step`-th length cut. */
static void
damage_beside(const char *name, size_t step)
{
    struct buf good;
    struct err err;

    leave_wal_behind();
    buf_init(&good, BUF_UNLIMITED);
    assert_int_equal(file_read(FILE_HERE, name, &good, NULL, &err), 0);
    for (size_t i = 0; i < good.len; i += step) {
        leave_wal_behind();
        good.data[i] ^= (char)(1 << i % 8);
        assert_int_equal(file_replace(name, good.data, good.len, &err), 0);
        good.data[i] ^= (char)(1 << i % 8);
        count_rows(0, OLD, LEN);
        count_rows(LATE, LATE + 20, 200);
        assert_usable();
        leave_wal_behind();
        assert_int_equal(file_replace(name, good.data, i, &err), 0);
        count_rows(0, OLD, LEN);
        count_rows(LATE, LATE + 20, 200);
        assert_usable();
    }
    buf_release(&good);
}

static void
damage_beside_the_file_is_a_miss_at_most(void **state)
{
    (void)state;
    damage_beside("cache/store.db-wal", 1601);
    damage_beside("cache/store.db-shm", 1601);
}

/* ---- several processes */

enum { EACH = 1000 };

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
    memory_left = -1;
    return scratch_leave(state);
}

#define FAULT_TEST(f) cmocka_unit_test_setup_teardown(f, scratch_enter, leave)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FAULT_TEST(a_call_that_fails_once_harms_nothing),
        FAULT_TEST(calls_that_fail_from_then_on_harm_nothing),
        FAULT_TEST(a_store_can_be_made_after_it_could_not),
        FAULT_TEST(memory_that_sqlite_lacks_harms_nothing),
        FAULT_TEST(a_process_killed_at_any_call_harms_nothing),
        FAULT_TEST(what_a_killed_process_had_flushed_is_found),
        FAULT_TEST(damage_beside_the_file_is_a_miss_at_most),
        FAULT_TEST(two_processes_write_at_once),
        FAULT_TEST(eight_processes_write_at_once),
        FAULT_TEST(eight_processes_mend_one_damaged_file),
        FAULT_TEST(a_store_that_is_emptied_by_another_is_filled_again),
        FAULT_TEST(a_folder_that_goes_away_is_a_problem_at_most),
        FAULT_TEST(without_shared_memory_a_journal_does),
        FAULT_TEST(a_store_that_cannot_be_written_still_answers),
        FAULT_TEST(on_a_full_disk_nothing_is_lost),
        FAULT_TEST(the_first_trouble_is_told),
    };

    install_memory();
    shim_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
