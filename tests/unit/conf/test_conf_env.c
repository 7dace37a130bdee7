/* SPDX-License-Identifier: MIT */
#include "core/conf/conf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* `text` as if it were the program's environment. */
static int
parse(const char *text, const char *variable, struct conf *conf,
      struct err *err)
{
    char copy[128];
    char other[] = "PATH=/bin";
    char *environment[] = {other, copy, NULL};

    (void)snprintf(copy, sizeof(copy), "%s", variable);
    return conf_parse("f", str_from(text), environment, conf, err);
}

static struct conf
load(const char *variable)
{
    struct conf conf;
    struct err err = {0};

    if (parse("", variable, &conf, &err) != 0)
        fail_msg("%s", err.text);
    return conf;
}

static void
assert_refused(const char *variable, const char *expected)
{
    struct conf conf;
    struct err err = {0};

    assert_int_equal(parse("", variable, &conf, &err), -1);
    assert_string_equal(err.text, expected);
}

static void
every_scalar_has_a_variable(void **state)
{
    struct conf conf = load("DEPSTAMP_CACHE_MAX_SIZE=3GiB");

    (void)state;
    assert_int_equal(conf.cache.max_size_bytes, UINT64_C(3) << 30);
    conf_release(&conf);
    conf = load("DEPSTAMP_STRING_IMPORTS_ENABLED=true");
    assert_true(conf.string_imports.enabled);
    conf_release(&conf);
    conf = load("DEPSTAMP_LIMITS_JOBS=auto");
    assert_int_equal(conf.limits.jobs, 0);
    conf_release(&conf);
}

static void
a_list_is_separated_by_colons(void **state)
{
    struct conf conf = load("DEPSTAMP_ROOTS=src:tests/:a,b");

    (void)state;
    assert_int_equal(conf.roots.len, 3);
    assert_true(str_equal(conf.roots.items[1], STR("tests")));
    assert_true(str_equal(conf.roots.items[2], STR("a,b")));
    conf_release(&conf);
    assert_refused("DEPSTAMP_ROOTS=src:",
                   "DEPSTAMP_ROOTS: `roots` must be folders below the "
                   "project's root, without `..`, not ``");
    assert_refused("DEPSTAMP_EXCLUDE=a::b",
                   "DEPSTAMP_EXCLUDE: `exclude` must not hold empty text");
}

static void
a_variable_wins_over_the_file(void **state)
{
    struct conf conf;
    struct err err = {0};

    (void)state;
    assert_int_equal(parse("roots: [src]\n", "DEPSTAMP_ROOTS=lib", &conf, &err),
                     0);
    assert_int_equal(conf.roots.len, 1);
    assert_true(str_equal(conf.roots.items[0], STR("lib")));
    conf_release(&conf);
}

static void
an_empty_variable_counts_as_not_set(void **state)
{
    struct conf conf = load("DEPSTAMP_CACHE_DIR=");

    (void)state;
    assert_true(str_equal(conf.cache.dir, STR(".depstamp")));
    conf_release(&conf);
    conf = load("DEPSTAMP_ROOTS");
    assert_false(conf.roots.set);
    conf_release(&conf);
}

static void
a_slip_is_an_error_and_a_stranger_is_none(void **state)
{
    (void)state;
    assert_refused("DEPSTAMP_CAHCE_DIR=x", "unknown variable "
                                           "DEPSTAMP_CAHCE_DIR; did you mean "
                                           "DEPSTAMP_CACHE_DIR?");
    struct conf conf = load("DEPSTAMP_VERSION=0.1.0");
    conf_release(&conf);
    conf = load("DEPSTAMP_HOME=x");
    conf_release(&conf);
    conf = load("DEPSTAMP=x");
    conf_release(&conf);
}

static void
what_is_more_than_one_value_belongs_into_the_file(void **state)
{
    (void)state;
    assert_refused("DEPSTAMP_TIERS=quick",
                   "DEPSTAMP_TIERS: `tiers` is not one "
                   "value; write it into depstamp.yaml");
    assert_refused("DEPSTAMP_CACHE=x", "DEPSTAMP_CACHE: `cache` is not one "
                                       "value; write it into depstamp.yaml");
}

static void
bytes_that_are_no_text_are_refused(void **state)
{
    (void)state;
    assert_refused("DEPSTAMP_CACHE_DIR=a\xff",
                   "DEPSTAMP_CACHE_DIR: not text in UTF-8");
    assert_refused("DEPSTAMP_CACHE_DIR=a\xc3",
                   "DEPSTAMP_CACHE_DIR: not text in UTF-8");
    assert_refused("DEPSTAMP_CACHE_DIR=\xed\xa0\x80",
                   "DEPSTAMP_CACHE_DIR: not text in UTF-8");
    assert_refused("DEPSTAMP_CACHE_DIR=\xf4\x90\x80\x80",
                   "DEPSTAMP_CACHE_DIR: not text in UTF-8");
    assert_refused("DEPSTAMP_CACHE_DIR=\xe0\x80\x80",
                   "DEPSTAMP_CACHE_DIR: not text in UTF-8");
    struct conf conf = load("DEPSTAMP_CACHE_DIR=\xc3\xa9\xf0\x9f\x90\x8d");
    conf_release(&conf);
}

static void
an_override_is_checked_like_the_file(void **state)
{
    struct conf conf = load("A=b");
    struct err err = {0};

    (void)state;
    assert_int_equal(conf_override(&conf, "limits.jobs", "0", "--jobs", &err),
                     -1);
    assert_string_equal(err.text,
                        "--jobs: `limits.jobs` must be a whole number from 1 "
                        "to 1024, or auto, not `0`");
    assert_int_equal(conf_override(&conf, "limits.jobs", "8", "--jobs", &err),
                     0);
    assert_int_equal(conf.limits.jobs, 8);
    conf_release(&conf);
}

static struct digest
digest_of(const char *text)
{
    struct conf conf;
    struct digest digest;
    struct err err = {0};

    if (conf_parse("f", str_from(text), NULL, &conf, &err) != 0)
        fail_msg("%s", err.text);
    conf_scan_digest(&conf, &digest);
    conf_release(&conf);
    return digest;
}

static void
the_scan_digest_covers_what_a_scan_finds(void **state)
{
    static const char *const changes[] = {
        "exclude: [a]",
        "exclude: [a, b]",
        "exclude: [\"a, b\"]",
        "include: [a]",
        "gitignore: false",
        "string_imports: {enabled: true}",
        "string_imports: {min_dots: 5}",
        "string_imports: {ignore: [a]}",
        "cache: {hash: sha256}",
        "exclude: []",
    };
    enum { LEN = sizeof(changes) / sizeof(changes[0]) };
    struct digest digests[LEN];
    struct digest plain = digest_of("");
    struct digest other = digest_of("cache: {dir: x}\nlimits: {jobs: 3}\n");

    (void)state;
    assert_true(digest_equal(&plain, &other));
    for (size_t i = 0; i < LEN; i++) {
        digests[i] = digest_of(changes[i]);
        for (size_t j = 0; j < i; j++)
            assert_false(digest_equal(&digests[i], &digests[j]));
    }
    for (size_t i = 0; i < LEN - 1; i++)
        assert_false(digest_equal(&digests[i], &plain));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scalar_has_a_variable),
        cmocka_unit_test(a_list_is_separated_by_colons),
        cmocka_unit_test(a_variable_wins_over_the_file),
        cmocka_unit_test(an_empty_variable_counts_as_not_set),
        cmocka_unit_test(a_slip_is_an_error_and_a_stranger_is_none),
        cmocka_unit_test(what_is_more_than_one_value_belongs_into_the_file),
        cmocka_unit_test(bytes_that_are_no_text_are_refused),
        cmocka_unit_test(an_override_is_checked_like_the_file),
        cmocka_unit_test(the_scan_digest_covers_what_a_scan_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
