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

#include "tests/unit/store/harm.h"
#include "tests/unit/stride.h"

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
        for (int nth = 1; came; nth += STRIDE) {
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
    assert_true(total > 50 / STRIDE);
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
    for (int n = 0; came; n += STRIDE) {
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
    int nth = 1;

    do {
        remove_store();
        if (exists)
            make_store(OLD, LEN);
        status = run_killed((struct shim_fault){
            .call = call,
            .nth = nth,
            .kills = true,
        });
        nth += STRIDE;
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
    damage_beside("cache/store.db-wal", 1601 * STRIDE);
    damage_beside("cache/store.db-shm", 1601 * STRIDE);
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
    };

    install_memory();
    shim_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
