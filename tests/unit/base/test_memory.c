/* SPDX-License-Identifier: MIT */
#include "core/base/memory.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/arena.h"
#include "core/base/vec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Run `body` in a child; what it says on stderr ends up in `said`. */
static int
status_of(void (*body)(void), char *said, size_t size)
{
    int ends[2];
    int status;
    ssize_t len;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        /* cmocka catches SIGABRT where it can. */
        (void)signal(SIGABRT, SIG_DFL);
        body();
        _exit(0);
    }
    close(ends[1]);
    len = read(ends[0], said, size - 1);
    said[len > 0 ? len : 0] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void
assert_dies(void (*body)(void))
{
    char said[128];
    int status = status_of(body, said, sizeof(said));

    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
    assert_string_equal(said, "depstamp: out of memory\n");
}

static void
overflow_an_arena(void)
{
    struct arena arena;

    arena_init(&arena);
    (void)arena_zalloc(&arena, SIZE_MAX / 8, 16);
}

static void
ask_an_arena_for_everything(void)
{
    struct arena arena;

    arena_init(&arena);
    (void)arena_alloc(&arena, SIZE_MAX - 8);
}

static void
overflow_a_vector(void)
{
    size_t cap = 0;

    (void)vec_grow(NULL, &cap, SIZE_MAX / 8, 16);
}

static void
sizes_that_overflow_end_the_process(void **state)
{
    (void)state;
    assert_dies(memory_exhausted);
    assert_dies(overflow_an_arena);
    assert_dies(ask_an_arena_for_everything);
    assert_dies(overflow_a_vector);
}

static void
no_bytes_are_memory_too(void **state)
{
    void *memory = memory_new(0);

    (void)state;
    assert_non_null(memory);
    memory = memory_resize(memory, 0);
    assert_non_null(memory);
    free(memory);
    memory = memory_zero(0);
    assert_non_null(memory);
    free(memory);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_that_overflow_end_the_process),
        cmocka_unit_test(no_bytes_are_memory_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
