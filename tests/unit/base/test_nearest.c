/* SPDX-License-Identifier: MIT */
#include "core/base/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct str
pick(const char *word, const char *const *valid)
{
    struct nearest nearest = nearest_to(str_from(word));

    for (; *valid; valid++)
        nearest_offer(&nearest, str_from(*valid));
    return nearest.best;
}

static const char *const words[] = {"roots", "exclude", "include", "cache",
                                    NULL};

static void
assert_picked(const char *word, const char *expected)
{
    struct str best = pick(word, words);
    assert_true(str_equal(best, str_from(expected)));
}

static void
a_letter_less_more_or_wrong_is_near(void **state)
{
    (void)state;
    assert_picked("rots", "roots");
    assert_picked("rooots", "roots");
    assert_picked("rootz", "roots");
    assert_picked("oots", "roots");
    assert_picked("root", "roots");
}

static void
swapped_neighbours_count_once(void **state)
{
    struct nearest nearest = nearest_to(STR("cahce"));

    (void)state;
    nearest_offer(&nearest, STR("cache"));
    assert_int_equal(nearest.distance, 1);
}

static void
the_nearest_word_wins_and_the_first_of_equals(void **state)
{
    (void)state;
    assert_picked("inclde", "include");
    assert_picked("exlude", "exclude");
    assert_picked("xclude", "exclude");
}

static void
nonsense_is_near_nothing(void **state)
{
    (void)state;
    assert_picked("banana", "");
    assert_picked("", "");
    assert_picked("r", "");
}

static void
a_word_beyond_the_limit_is_near_nothing(void **state)
{
    char limit[NEAREST_WORD_MAX + 2];

    (void)state;
    memset(limit, 'x', sizeof(limit));
    struct nearest nearest =
        nearest_to((struct str){limit, NEAREST_WORD_MAX + 1});
    nearest_offer(&nearest, (struct str){limit, NEAREST_WORD_MAX});
    assert_int_equal(nearest.best.len, 0);
    nearest = nearest_to((struct str){limit, NEAREST_WORD_MAX});
    nearest_offer(&nearest, (struct str){limit, NEAREST_WORD_MAX - 1});
    assert_int_equal(nearest.distance, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_less_more_or_wrong_is_near),
        cmocka_unit_test(swapped_neighbours_count_once),
        cmocka_unit_test(the_nearest_word_wins_and_the_first_of_equals),
        cmocka_unit_test(nonsense_is_near_nothing),
        cmocka_unit_test(a_word_beyond_the_limit_is_near_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
