/* SPDX-License-Identifier: MIT */
#include "core/cli/opt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/str.h"

struct values {
    bool direct;
    unsigned verbose;
    const char *since;
    struct opt_texts only;
    int level;
    uint32_t count;
    int called;
};

struct global {
    bool quiet;
    const char *root;
};

static int
call(void *values, const char *text, struct err *err)
{
    struct values *at = values;

    if (str_equal(str_from(text), STR("bad")))
        return err_set(err, ERR_USAGE, "refused");
    at->called++;
    return 0;
}

static const char *const levels[] = {"none", "names", "content", NULL};

static const struct opt options[] = {
    {.name = "direct", .kind = OPT_FLAG, OPT_AT(struct values, direct)},
    {.name = "verbose",
     .letter = 'v',
     .kind = OPT_REPEAT,
     OPT_AT(struct values, verbose)},
    {.name = "since",
     .letter = 's',
     .kind = OPT_TEXT,
     .value = "REV",
     OPT_AT(struct values, since)},
    {.name = "only",
     .kind = OPT_TEXTS,
     .value = "A",
     OPT_AT(struct values, only)},
    {.name = "level",
     .kind = OPT_WORD,
     .value = "L",
     .words = levels,
     OPT_AT(struct values, level)},
    {.name = "count",
     .kind = OPT_NUMBER,
     .value = "N",
     .min = 1,
     .max = 100,
     OPT_AT(struct values, count)},
    {.name = "call", .kind = OPT_CALL, .value = "X", .call = call},
    {0},
};

static const struct opt global_options[] = {
    {.name = "quiet",
     .letter = 'q',
     .kind = OPT_FLAG,
     OPT_AT(struct global, quiet)},
    {.name = "root",
     .kind = OPT_TEXT,
     .value = "DIR",
     OPT_AT(struct global, root)},
    {0},
};

struct parsed {
    struct arena arena;
    struct values values;
    struct global global;
    struct opt_line line;
    struct err err;
    int result;
};

enum { WORDS_MAX = 16 };

/* Splits `text` at spaces, "" standing for an empty word. */
static int
split(char *text, char **argv)
{
    int argc = 0;

    for (char *at = text; at;) {
        char *space = strchr(at, ' ');
        if (space)
            *space = '\0';
        argv[argc++] = at;
        at = space ? space + 1 : NULL;
    }
    return argc;
}

static void
parse(struct parsed *parsed, const char *text, bool until_word)
{
    char *argv[WORDS_MAX];

    *parsed = (struct parsed){0};
    arena_init(&parsed->arena);
    char *kept = arena_cstr(&parsed->arena, str_from(text));
    struct opt_set sets[] = {{options, &parsed->values},
                             {global_options, &parsed->global}};
    parsed->line = (struct opt_line){.arena = &parsed->arena,
                                     .sets = sets,
                                     .sets_len = 2,
                                     .until_word = until_word};
    parsed->result =
        opt_parse(&parsed->line, split(kept, argv), argv, &parsed->err);
}

static void
release(struct parsed *parsed)
{
    arena_release(&parsed->arena);
}

static void
assert_refused(const char *text, const char *expected)
{
    struct parsed parsed;

    parse(&parsed, text, false);
    assert_int_equal(parsed.result, -1);
    assert_int_equal(parsed.err.code, ERR_USAGE);
    assert_string_equal(parsed.err.text, expected);
    release(&parsed);
}

static void
values_go_where_the_row_says(void **state)
{
    struct parsed parsed;

    (void)state;
    parse(&parsed,
          "a --direct --since=HEAD --level names b --count 7 -q --call x",
          false);
    assert_int_equal(parsed.result, 0);
    assert_true(parsed.values.direct);
    assert_string_equal(parsed.values.since, "HEAD");
    assert_int_equal(parsed.values.level, 1);
    assert_int_equal(parsed.values.count, 7);
    assert_int_equal(parsed.values.called, 1);
    assert_true(parsed.global.quiet);
    assert_int_equal(parsed.line.words_len, 2);
    assert_string_equal(parsed.line.words[1], "b");
    release(&parsed);
}

static void
letters_may_stand_together_and_before_their_value(void **state)
{
    struct parsed parsed;

    (void)state;
    parse(&parsed, "-vqv -sHEAD", false);
    assert_int_equal(parsed.values.verbose, 2);
    assert_true(parsed.global.quiet);
    assert_string_equal(parsed.values.since, "HEAD");
    release(&parsed);
    parse(&parsed, "-vs HEAD", false);
    assert_int_equal(parsed.values.verbose, 1);
    assert_string_equal(parsed.values.since, "HEAD");
    release(&parsed);
}

static void
a_value_may_look_like_an_option(void **state)
{
    struct parsed parsed;

    (void)state;
    parse(&parsed, "--only -parent --since -- --only=--x", false);
    assert_int_equal(parsed.result, 0);
    assert_int_equal(parsed.values.only.len, 2);
    assert_string_equal(parsed.values.only.items[0], "-parent");
    assert_string_equal(parsed.values.only.items[1], "--x");
    assert_string_equal(parsed.values.since, "--");
    release(&parsed);
}

static void
two_dashes_end_the_options(void **state)
{
    struct parsed parsed;

    (void)state;
    parse(&parsed, "-q -- --direct -- -", false);
    assert_int_equal(parsed.result, 0);
    assert_false(parsed.values.direct);
    assert_int_equal(parsed.line.words_len, 3);
    assert_string_equal(parsed.line.words[0], "--direct");
    assert_string_equal(parsed.line.words[1], "--");
    release(&parsed);
    parse(&parsed, "-", false);
    assert_string_equal(parsed.line.words[0], "-");
    release(&parsed);
}

static void
the_last_of_two_values_wins(void **state)
{
    struct parsed parsed;

    (void)state;
    parse(&parsed, "--since a --since= --level none --level content", false);
    assert_string_equal(parsed.values.since, "");
    assert_int_equal(parsed.values.level, 2);
    release(&parsed);
}

static void
parsing_can_stop_at_the_first_word(void **state)
{
    struct parsed parsed;

    (void)state;
    parse(&parsed, "--root x scan --unknown", true);
    assert_int_equal(parsed.result, 0);
    assert_string_equal(parsed.line.words[0], "scan");
    assert_int_equal(parsed.line.next, 3);
    release(&parsed);
}

static void
an_unknown_option_is_answered_with_the_nearest(void **state)
{
    (void)state;
    assert_refused("--lvel x", "unknown option --lvel; did you mean --level?");
    assert_refused("--rot=x", "unknown option --rot; did you mean --root?");
    assert_refused("--banana", "unknown option --banana");
    assert_refused("--sinc x", "unknown option --sinc; did you mean --since?");
    assert_refused("-qx", "unknown option -x");
    assert_refused("--=x", "unknown option --");
}

static void
a_value_that_is_missing_or_wrong_is_refused(void **state)
{
    (void)state;
    assert_refused("--since", "--since needs a value: REV");
    assert_refused("-s", "-s needs a value: REV");
    assert_refused("--direct=yes", "--direct takes no value");
    assert_refused("--level nam", "--level must be none, names or content, not "
                                  "`nam`; did you mean `names`?");
    assert_refused("--count 0",
                   "--count must be a whole number from 1 to 100, not `0`");
    assert_refused("--count 4294967297", "--count must be a whole number from "
                                         "1 to 100, not `4294967297`");
    assert_refused("--call bad", "refused");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_go_where_the_row_says),
        cmocka_unit_test(letters_may_stand_together_and_before_their_value),
        cmocka_unit_test(a_value_may_look_like_an_option),
        cmocka_unit_test(two_dashes_end_the_options),
        cmocka_unit_test(the_last_of_two_values_wins),
        cmocka_unit_test(parsing_can_stop_at_the_first_word),
        cmocka_unit_test(an_unknown_option_is_answered_with_the_nearest),
        cmocka_unit_test(a_value_that_is_missing_or_wrong_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
