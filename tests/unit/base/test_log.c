/* SPDX-License-Identifier: MIT */
#include "core/base/log.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct seen {
    int calls;
    enum log_level level;
    size_t len;
};

static void
note(void *context, enum log_level level, const char *text)
{
    struct seen *seen = context;

    seen->calls++;
    seen->level = level;
    seen->len = strlen(text);
}

static void
a_message_of_any_length_reaches_the_sink(void **state)
{
    struct seen seen = {0};
    struct log log = {note, &seen};

    (void)state;
    log_write(&log, LOG_WARNING, "%s: %d", "abc", 12);
    assert_int_equal(seen.calls, 1);
    assert_int_equal(seen.level, LOG_WARNING);
    assert_int_equal(seen.len, 7);
    log_write(&log, LOG_DEBUG, "%0100000d", 1);
    assert_int_equal(seen.len, 100000);
    assert_int_equal(seen.level, LOG_DEBUG);
}

static void
without_a_sink_nothing_happens(void **state)
{
    struct log log = {0};

    (void)state;
    log_write(NULL, LOG_NOTE, "nobody");
    log_write(&log, LOG_NOTE, "nobody");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_of_any_length_reaches_the_sink),
        cmocka_unit_test(without_a_sink_nothing_happens),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
