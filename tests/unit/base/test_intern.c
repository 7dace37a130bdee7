/* SPDX-License-Identifier: MIT */
#include "core/base/intern.h"

#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct str
name_of(char *text, size_t size, unsigned number)
{
    int len = snprintf(text, size, "name_%u", number);

    return (struct str){text, (size_t)len};
}

static void
ids_are_dense_and_in_order_of_appearance(void **state)
{
    struct intern intern;
    char text[32];

    (void)state;
    intern_init(&intern);
    for (unsigned i = 0; i < 50000; i++)
        assert_int_equal(intern_text(&intern, name_of(text, sizeof(text), i)),
                         i);
    for (unsigned i = 0; i < 50000; i++) {
        struct str name = name_of(text, sizeof(text), i);
        assert_int_equal(intern_text(&intern, name), i);
        assert_int_equal(intern_find(&intern, name), i);
        assert_true(str_equal(intern_str(&intern, i), name));
    }
    assert_int_equal(intern.len, 50000);
    intern_release(&intern);
}

static void
what_was_never_interned_is_not_found(void **state)
{
    struct intern intern;

    (void)state;
    intern_init(&intern);
    assert_int_equal(intern_find(&intern, STR("a")), NO_TEXT);
    (void)intern_text(&intern, STR("a"));
    assert_int_equal(intern_find(&intern, STR("b")), NO_TEXT);
    assert_int_equal(intern_find(&intern, STR("")), NO_TEXT);
    assert_int_equal(intern.len, 1);
    intern_release(&intern);
}

static void
the_empty_text_and_nul_bytes_are_texts(void **state)
{
    struct intern intern;
    text_id empty;
    text_id nul;

    (void)state;
    intern_init(&intern);
    empty = intern_text(&intern, (struct str){0});
    nul = intern_text(&intern, STR("\0"));
    assert_int_not_equal(empty, nul);
    assert_int_equal(intern_text(&intern, STR("")), empty);
    assert_int_equal(intern_str(&intern, nul).len, 1);
    intern_release(&intern);
}

static void
a_copy_outlives_its_source(void **state)
{
    struct intern intern;
    char text[] = "abc";
    text_id id;

    (void)state;
    intern_init(&intern);
    id = intern_text(&intern, str_from(text));
    memset(text, 'x', 3);
    assert_string_equal(intern_str(&intern, id).data, "abc");
    intern_release(&intern);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_dense_and_in_order_of_appearance),
        cmocka_unit_test(what_was_never_interned_is_not_found),
        cmocka_unit_test(the_empty_text_and_nul_bytes_are_texts),
        cmocka_unit_test(a_copy_outlives_its_source),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
