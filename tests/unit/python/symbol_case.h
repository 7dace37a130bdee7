/* SPDX-License-Identifier: MIT */
/*
 * symbol_case - sources for tests of tier symbols.
 *
 * Not a layer: only tests of python include this, after cmocka.
 */
#ifndef TESTS_UNIT_PYTHON_SYMBOL_CASE_H
#define TESTS_UNIT_PYTHON_SYMBOL_CASE_H

#include <stdlib.h>

#include "core/python/symbols.h"

static inline int
make_reader(void **state)
{
    *state = symbol_reader_new(HASH_XXH3);
    return 0;
}

static inline int
free_reader(void **state)
{
    symbol_reader_free(*state);
    return 0;
}

#define READER_TEST(test)                                                      \
    cmocka_unit_test_setup_teardown(test, make_reader, free_reader)

/* What is made of the text, valid until the next call. */
static inline const struct symbols *
read_text(struct symbol_reader *reader, struct str text)
{
    struct digest content;
    hash_bytes(HASH_XXH3, text.data ? text.data : "", text.len, &content);
    return symbols_read(reader, text, &content);
}

static inline bool
is_damaged(struct symbol_reader *reader, const char *text)
{
    return read_text(reader, str_from(text))->flags & SYMBOLS_DAMAGED;
}

/* The levels, weakest first, at which the stamps of two texts differ: "",
   "c", "ic" or "dic"; "!" in front if one is damaged. */
static inline const char *
differing(struct symbol_reader *reader, const char *one, const char *other)
{
    static const char *const answers[2][8] = {
        {"", "d", "i", "di", "c", "dc", "ic", "dic"},
        {"!", "!d", "!i", "!di", "!c", "!dc", "!ic", "!dic"},
    };
    struct symbols before = *read_text(reader, str_from(one));
    const struct symbols *after = read_text(reader, str_from(other));
    unsigned differ = 0;
    for (unsigned level = 0; level < STAMPS; level++) {
        if (!digest_equal(&before.stamps[level], &after->stamps[level])) {
            differ |= 1u << level;
        }
    }
    return answers[(before.flags | after->flags) & SYMBOLS_DAMAGED][differ];
}

#endif
