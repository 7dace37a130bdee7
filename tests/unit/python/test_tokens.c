/* SPDX-License-Identifier: MIT */
#include "core/python/tokens.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int
make_tokens(void **state)
{
    struct tokens *tokens = malloc(sizeof(*tokens));
    tokens_init(tokens);
    *state = tokens;
    return 0;
}

static int
free_tokens(void **state)
{
    tokens_release(*state);
    free(*state);
    return 0;
}

static void
put(struct tokens *tokens, const char *text)
{
    tokens_put(tokens, str_from(text), 0, (uint32_t)strlen(text));
}

static struct digest
digest(const struct tokens *tokens, uint32_t first, enum sight level)
{
    struct token_hasher hasher = {.algorithm = HASH_XXH3};
    struct digest result;
    buf_init(&hasher.scratch, BUF_UNLIMITED);
    tokens_digest(tokens, first, level, &hasher, &result);
    buf_release(&hasher.scratch);
    return result;
}

static void
assert_same(const struct tokens *tokens, enum sight one, enum sight other,
            bool same)
{
    struct digest a = digest(tokens, 0, one);
    struct digest b = digest(tokens, 0, other);
    assert_int_equal(digest_equal(&a, &b), same);
}

static void
what_was_put_comes_out_again(void **state)
{
    static char longest[70000];
    static const size_t lens[] = {1, 2, 127, 128, 129, 16383, 16384, 69999};
    enum { LENS = sizeof(lens) / sizeof(*lens) };
    struct tokens *tokens = *state;
    uint32_t at = 0;
    memset(longest, 'x', sizeof(longest));
    struct str source = {longest, sizeof(longest)};
    tokens_turn(tokens, SIGHT_ALL, WAITING_NOT);
    for (size_t i = 0; i < LENS; i++) {
        tokens_put(tokens, source, 1, 1 + (uint32_t)lens[i]);
        tokens_mark(tokens, MARK_END);
        tokens_position(tokens, (uint32_t)lens[i] * 30000);
    }
    for (size_t i = 0; i < LENS; i++) {
        assert_int_equal(tokens_next(tokens, &at).text.len, lens[i]);
        assert_int_equal(tokens_next(tokens, &at).mark, MARK_END);
        struct token position = tokens_next(tokens, &at);
        assert_int_equal(position.mark, MARK_POSITION);
        assert_int_equal(position.number, (uint32_t)lens[i] * 30000);
    }
    assert_int_equal(at, tokens_at(tokens));
}

/* A byte of a token is never taken for a length or a mark. */
static void
other_tokens_are_other_bytes(void **state)
{
    static const char *const sequences[][4] = {{"a", "b", NULL},
                                               {"ab", NULL},
                                               {"b", "a", NULL},
                                               {"a", NULL},
                                               {NULL},
                                               {"\1", "b", NULL},
                                               {"\1b", NULL},
                                               {"a\1b", NULL},
                                               {"a", "a", "a", NULL},
                                               {"a", "END", NULL},
                                               {"END", "a", NULL},
                                               {"END", "END", NULL},
                                               {"END", "INDENT", NULL}};
    enum { LEN = sizeof(sequences) / sizeof(*sequences) };
    struct tokens *tokens = *state;
    struct digest digests[LEN];
    for (size_t i = 0; i < LEN; i++) {
        tokens_clear(tokens);
        tokens_turn(tokens, SIGHT_ALL, WAITING_NOT);
        for (size_t k = 0; sequences[i][k]; k++) {
            if (strcmp(sequences[i][k], "END") == 0) {
                tokens_mark(tokens, MARK_END);
            } else if (strcmp(sequences[i][k], "INDENT") == 0) {
                tokens_mark(tokens, MARK_INDENT);
            } else {
                put(tokens, sequences[i][k]);
            }
        }
        digests[i] = digest(tokens, 0, SIGHT_CODE);
        for (size_t k = 0; k < i; k++) {
            assert_false(digest_equal(&digests[k], &digests[i]));
        }
    }
}

static void
a_level_sees_its_runs_and_no_others(void **state)
{
    struct tokens *tokens = *state;
    tokens_turn(tokens, SIGHT_ALL, WAITING_NOT);
    put(tokens, "a");
    assert_true(tokens_same(tokens, 0));
    assert_same(tokens, SIGHT_DECLARED, SIGHT_CODE, true);
    tokens_turn(tokens, SIGHT_INFERRED | SIGHT_CODE, WAITING_NOT);
    put(tokens, "b");
    assert_false(tokens_same(tokens, 0));
    assert_same(tokens, SIGHT_INFERRED, SIGHT_CODE, true);
    assert_same(tokens, SIGHT_DECLARED, SIGHT_INFERRED, false);
    tokens_turn(tokens, SIGHT_CODE, WAITING_NOT);
    put(tokens, "c");
    assert_same(tokens, SIGHT_INFERRED, SIGHT_CODE, false);
    tokens_turn(tokens, SIGHT_ALL, WAITING_NOT);
    put(tokens, "d");

    struct digest with_gap = digest(tokens, 0, SIGHT_DECLARED);
    tokens_clear(tokens);
    tokens_turn(tokens, SIGHT_ALL, WAITING_NOT);
    put(tokens, "a");
    put(tokens, "d");
    struct digest without = digest(tokens, 0, SIGHT_DECLARED);
    assert_true(digest_equal(&with_gap, &without));
}

static void
runs_wait_until_they_are_settled(void **state)
{
    struct tokens *tokens = *state;
    tokens_turn(tokens, SIGHT_ALL, WAITING_NOT);
    put(tokens, "def");
    uint32_t first = tokens_next_run(tokens);
    tokens_turn(tokens, 0, WAITING_DOC);
    put(tokens, "'doc'");
    tokens_turn(tokens, 0, WAITING_BODY);
    put(tokens, "x");
    tokens_turn(tokens, 0, WAITING_POSITION);
    tokens_position(tokens, 7);
    tokens_turn(tokens, 0, WAITING_BODY);
    put(tokens, "y");
    assert_false(tokens_same(tokens, 0));
    tokens_settle(tokens, first, WAITING_BODY, SIGHT_CODE);
    tokens_settle(tokens, first, WAITING_DOC, SIGHT_ALL);
    tokens_settle(tokens, first, WAITING_POSITION, 0);
    static const unsigned sights[] = {SIGHT_ALL, SIGHT_ALL, SIGHT_CODE, 0,
                                      SIGHT_CODE};
    assert_int_equal(tokens->runs.len, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(tokens->runs.items[i].sight, sights[i]);
        assert_int_equal(tokens->runs.items[i].waiting, WAITING_NOT);
    }
}

static void
what_is_settled_stays_as_it_is(void **state)
{
    struct tokens *tokens = *state;
    tokens_turn(tokens, 0, WAITING_BODY);
    tokens_settle(tokens, 0, WAITING_BODY, SIGHT_CODE);
    tokens_turn(tokens, 0, WAITING_BODY);
    tokens_settle(tokens, 0, WAITING_BODY, SIGHT_ALL);
    assert_int_equal(tokens->runs.items[0].sight, SIGHT_CODE);
    assert_int_equal(tokens->runs.items[1].sight, SIGHT_ALL);
}

static void
nothing_has_a_digest(void **state)
{
    struct tokens *tokens = *state;
    struct digest empty;
    struct digest nothing = digest(tokens, 0, SIGHT_CODE);
    hash_bytes(HASH_XXH3, "", 0, &empty);
    assert_true(digest_equal(&nothing, &empty));
    tokens_turn(tokens, SIGHT_CODE, WAITING_NOT);
    put(tokens, "a");
    nothing = digest(tokens, 0, SIGHT_DECLARED);
    assert_true(digest_equal(&nothing, &empty));
    nothing = digest(tokens, 1, SIGHT_CODE);
    assert_true(digest_equal(&nothing, &empty));
}

static void
a_digest_begins_at_its_run(void **state)
{
    struct tokens *tokens = *state;
    tokens_turn(tokens, SIGHT_ALL, WAITING_NOT);
    put(tokens, "a");
    tokens_turn(tokens, SIGHT_ALL, WAITING_NOT);
    put(tokens, "b");
    struct digest second = digest(tokens, 1, SIGHT_CODE);
    tokens_clear(tokens);
    tokens_turn(tokens, SIGHT_ALL, WAITING_NOT);
    put(tokens, "b");
    struct digest alone = digest(tokens, 0, SIGHT_CODE);
    assert_true(digest_equal(&second, &alone));
}

static void
places_are_kept_only_when_asked_for(void **state)
{
    struct tokens *tokens = *state;
    struct str source = STR("ab cd");
    tokens_turn(tokens, SIGHT_ALL, WAITING_NOT);
    tokens_put(tokens, source, 0, 2);
    assert_int_equal(tokens->places.len, 0);
    tokens->keep_places = true;
    tokens_turn(tokens, SIGHT_ALL, WAITING_NOT);
    tokens_put(tokens, source, 3, 5);
    assert_int_equal(tokens->places.len, 1);
    assert_int_equal(tokens->places.items[0].from, 3);
    assert_int_equal(tokens->places.items[0].to, 5);
    assert_int_equal(tokens->places.items[0].run, 1);
    tokens_clear(tokens);
    assert_int_equal(tokens->places.len, 0);
}

#define TOKENS_TEST(test)                                                      \
    cmocka_unit_test_setup_teardown(test, make_tokens, free_tokens)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TOKENS_TEST(what_was_put_comes_out_again),
        TOKENS_TEST(other_tokens_are_other_bytes),
        TOKENS_TEST(a_level_sees_its_runs_and_no_others),
        TOKENS_TEST(runs_wait_until_they_are_settled),
        TOKENS_TEST(what_is_settled_stays_as_it_is),
        TOKENS_TEST(nothing_has_a_digest),
        TOKENS_TEST(a_digest_begins_at_its_run),
        TOKENS_TEST(places_are_kept_only_when_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
