/* SPDX-License-Identifier: MIT */
#include "core/conf/conf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Loads `text`; the caller releases. */
static struct conf
load(const char *text)
{
    struct conf conf;
    struct err err = {0};

    if (conf_parse("f", str_from(text), NULL, &conf, &err) != 0)
        fail_msg("%s", err.text);
    return conf;
}

static void
assert_refused(const char *text, const char *expected)
{
    struct conf conf;
    struct err err = {0};

    assert_int_equal(conf_parse("f", str_from(text), NULL, &conf, &err), -1);
    assert_string_equal(err.text, expected);
    assert_int_equal(err.code, ERR_FORMAT);
}

static void
assert_text(struct str text, const char *expected)
{
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.data, expected, text.len);
}

static void
without_a_file_everything_has_a_default(void **state)
{
    struct conf conf;
    struct err err = {0};

    (void)state;
    assert_int_equal(conf_load(NULL, NULL, &conf, &err), 0);
    assert_int_equal(conf.file.len, 0);
    assert_false(conf.roots.set);
    assert_false(conf.analyzers_set);
    assert_true(conf.gitignore);
    assert_int_equal(conf.python_version.len, 0);
    assert_false(conf.string_imports.enabled);
    assert_int_equal(conf.string_imports.min_dots, 2);
    assert_text(conf.cache.dir, ".depstamp");
    assert_int_equal(conf.cache.max_size_bytes, UINT64_C(2) << 30);
    assert_int_equal(conf.cache.max_age_ms, UINT64_C(30) * 86400000);
    assert_int_equal(conf.cache.hash, HASH_XXH3);
    assert_int_equal(conf.cache.compression, 3);
    assert_text(conf.cache.namespace, "main");
    assert_int_equal(conf.cache.sign, CONF_SIGN_OPTIONAL);
    assert_int_equal(conf.limits.jobs, 0);
    assert_int_equal(conf.limits.chunk, 0);
    assert_int_equal(conf.limits.timeout_ms, 600000);
    assert_int_equal(conf.limits.memory_bytes, UINT64_C(1) << 30);
    conf_release(&conf);
}

static const char everything[] =
    "roots: [src, ./tests/, .]\n"
    "exclude: [\"build/\", \"**/migrations/**\"]\n"
    "include: [\"bin/*\"]\n"
    "gitignore: false\n"
    "python_version: 3.10\n"
    "string_imports: {enabled: true, min_dots: 3, ignore: [\"a.*\"]}\n"
    "depends: {\"app/models.py\": [\"app/schema/*.json\", x]}\n"
    "analyzers:\n"
    "  ruff:\n"
    "  mypy: {preset: mypy, inputs: [mypy.ini, uv.lock], args: [--strict]}\n"
    "  licence: {command: [python, tools/licence.py, \"{files}\"],\n"
    "            output: gcc, level: none, version: [python, --version],\n"
    "            scope: project, precision: symbol, per_batch: whole,\n"
    "            list: stdin, stream: stderr, env: [HOME],\n"
    "            paths: [\"src/**\"], exclude: [\"gen/\"]}\n"
    "tiers:\n"
    "  - {name: quick, analyzers: [ruff], on: changed}\n"
    "  - {name: types, analyzers: [mypy], on: affected, after: clean}\n"
    "  - {name: thorough, analyzers: [pylint, licence], limit: 500,\n"
    "     past_limit: types, paths: [\"src/**\"], on: all}\n"
    "cache: {dir: /var/cache/d, max_size: 500MB, max_age: 1h30m,\n"
    "        hash: sha256, compression: 19, namespace: feature/x,\n"
    "        sign: required}\n"
    "limits: {jobs: 4, chunk: 30, timeout: 90s, memory: 2GiB}\n";

static void
every_setting_of_the_design_is_read(void **state)
{
    struct conf conf = load(everything);

    (void)state;
    assert_int_equal(conf.roots.len, 3);
    assert_text(conf.roots.items[0], "src");
    assert_text(conf.roots.items[1], "tests");
    assert_text(conf.roots.items[2], "");
    assert_text(conf.exclude.items[1], "**/migrations/**");
    assert_text(conf.include.items[0], "bin/*");
    assert_false(conf.gitignore);
    assert_text(conf.python_version, "3.10");
    assert_true(conf.string_imports.enabled);
    assert_int_equal(conf.string_imports.min_dots, 3);
    assert_text(conf.string_imports.ignore.items[0], "a.*");
    assert_int_equal(conf.depends_len, 1);
    assert_text(conf.depends[0].subject, "app/models.py");
    assert_text(conf.depends[0].data.items[1], "x");
    assert_text(conf.cache.dir, "/var/cache/d");
    assert_int_equal(conf.cache.max_size_bytes, 500000000);
    assert_int_equal(conf.cache.max_age_ms, 5400000);
    assert_int_equal(conf.cache.hash, HASH_SHA256);
    assert_int_equal(conf.cache.compression, 19);
    assert_text(conf.cache.namespace, "feature/x");
    assert_int_equal(conf.cache.sign, CONF_SIGN_REQUIRED);
    assert_int_equal(conf.limits.jobs, 4);
    assert_int_equal(conf.limits.chunk, 30);
    assert_int_equal(conf.limits.timeout_ms, 90000);
    assert_int_equal(conf.limits.memory_bytes, UINT64_C(2) << 30);
    conf_release(&conf);
}

static void
rows_of_analyzers_are_typed(void **state)
{
    struct conf conf = load(everything);

    (void)state;
    assert_true(conf.analyzers_set);
    assert_int_equal(conf.analyzers_len, 3);
    assert_text(conf.analyzers[0].preset, "ruff");
    assert_int_equal(conf.analyzers[0].row.line, 9);
    assert_false(conf_analyzer_gives(&conf.analyzers[0], "level"));
    assert_text(conf.analyzers[1].args.items[0], "--strict");
    const struct conf_analyzer *licence = &conf.analyzers[2];
    assert_text(licence->row.name, "licence");
    assert_text(licence->command.items[2], "{files}");
    assert_true(conf_analyzer_gives(licence, "level"));
    assert_int_equal(licence->level, CONF_LEVEL_NONE);
    assert_int_equal(licence->scope, CONF_SCOPE_PROJECT);
    assert_int_equal(licence->precision, CONF_PRECISION_SYMBOL);
    assert_int_equal(licence->per_batch, CONF_BATCH_WHOLE);
    assert_int_equal(licence->list, CONF_FILES_STDIN);
    assert_int_equal(licence->stream, CONF_STREAM_STDERR);
    assert_int_equal(licence->version.len, 2);
    assert_int_equal(conf.analyzers[0].level, CONF_LEVEL_CONTENT);
    conf_release(&conf);
}

static void
rows_of_tiers_keep_their_order(void **state)
{
    struct conf conf = load(everything);

    (void)state;
    assert_int_equal(conf.tiers_len, 3);
    assert_text(conf.tiers[0].row.name, "quick");
    assert_int_equal(conf.tiers[0].on, CONF_ON_CHANGED);
    assert_int_equal(conf.tiers[0].after, CONF_AFTER_ANY);
    assert_int_equal(conf.tiers[0].limit, 0);
    assert_text(conf.tiers[0].past_limit, "skip");
    assert_int_equal(conf.tiers[1].on, CONF_ON_AFFECTED);
    assert_int_equal(conf.tiers[1].after, CONF_AFTER_CLEAN);
    assert_int_equal(conf.tiers[2].limit, 500);
    assert_text(conf.tiers[2].past_limit, "types");
    conf_release(&conf);
}

static void
shown(const struct conf *conf, struct buf *out)
{
    buf_init(out, BUF_UNLIMITED);
    conf_show(conf, out);
}

static void
what_is_shown_reads_as_the_same_settings(void **state)
{
    struct conf conf = load(everything);
    struct buf first;
    struct buf second;

    (void)state;
    shown(&conf, &first);
    struct conf again = load(buf_cstr(&first));
    shown(&again, &second);
    conf_release(&again);
    again = load(buf_cstr(&second));
    buf_release(&first);
    shown(&again, &first);
    /* From the second time on the lines are the same, so comments are too. */
    assert_string_equal(buf_cstr(&first), buf_cstr(&second));
    buf_release(&first);
    buf_release(&second);
    conf_release(&again);
    conf_release(&conf);
}

static void
a_setting_is_shown_with_where_it_comes_from(void **state)
{
    char variable[] = "DEPSTAMP_CACHE_DIR=/x";
    char *environment[] = {variable, NULL};
    struct conf conf;
    struct err err = {0};
    struct buf out;

    (void)state;
    assert_int_equal(
        conf_parse("f", STR("\nroots: [src]\n"), environment, &conf, &err), 0);
    assert_int_equal(conf_override(&conf, "limits.jobs", "3", "--jobs", &err),
                     0);
    shown(&conf, &out);
    assert_non_null(strstr(buf_cstr(&out), "roots: [src]  # f:2\n"));
    assert_non_null(
        strstr(buf_cstr(&out), "  dir: \"/x\"  # DEPSTAMP_CACHE_DIR\n"));
    assert_non_null(strstr(buf_cstr(&out), "  jobs: 3  # --jobs\n"));
    assert_non_null(strstr(buf_cstr(&out), "gitignore: true  # default\n"));
    assert_non_null(strstr(buf_cstr(&out), "# exclude: not set\n"));
    buf_release(&out);
    conf_release(&conf);
}

static void
an_unknown_key_has_a_place_and_the_nearest_word(void **state)
{
    (void)state;
    assert_refused("gitignore: true\n\n  \nrots: [a]\n",
                   "f:4:1: unknown key `rots`; did you mean `roots`?");
    assert_refused(
        "cache: {max_sze: 1}",
        "f:1:9: unknown key `max_sze` in `cache`; did you mean `max_size`?");
    assert_refused("analyzers: {ruff: {levl: none}}",
                   "f:1:20: unknown key `levl` of an analyzer; did you mean "
                   "`level`?");
    assert_refused("tiers: [{nam: a}]",
                   "f:1:10: unknown key `nam` of a tier; did you mean `name`?");
    assert_refused("banana: 1", "f:1:1: unknown key `banana`; `depstamp config "
                                "show` lists them all");
    /* Names with dots are ours, not the user's. */
    assert_refused("cache.dir: x", "f:1:1: unknown key `cache.dir`; `depstamp "
                                   "config show` lists them all");
}

static void
a_wrong_type_is_refused(void **state)
{
    (void)state;
    assert_refused("roots: src", "f:1:8: `roots` must be a list, such as [a, "
                                 "b]; [] is an empty one");
    assert_refused("roots: [[a]]",
                   "f:1:9: `roots` must hold texts only, not a list");
    assert_refused("roots: [~]", "f:1:9: `roots` has an item without a value");
    assert_refused("gitignore: maybe",
                   "f:1:12: `gitignore` must be true or false, not `maybe`");
    assert_refused("gitignore: \"true\"",
                   "f:1:12: `gitignore` must be true or false without quotes");
    assert_refused("gitignore: []",
                   "f:1:12: `gitignore` must be one value, not a list");
    assert_refused("gitignore:\n", "f:1:11: `gitignore` has no value; write "
                                   "one or remove the line");
    assert_refused("cache: x",
                   "f:1:8: `cache` must be a mapping, such as `cache: {…}`");
    assert_refused("[a]", "f:1:1: expected keys and values, such as `roots: "
                          "[src]`, not a list");
    assert_refused("limits: {jobs: four}",
                   "f:1:16: `limits.jobs` must be a whole number from 1 to "
                   "1024, or auto, not `four`");
}

static void
values_out_of_bounds_are_refused(void **state)
{
    (void)state;
    assert_refused("limits: {jobs: 0}",
                   "f:1:16: `limits.jobs` must be a whole number from 1 to "
                   "1024, or auto, not `0`");
    assert_refused("limits: {jobs: 99999999999999999999}",
                   "f:1:16: `limits.jobs` must be a whole number from 1 to "
                   "1024, or auto, not `99999999999999999999`");
    assert_refused("cache: {max_size: 1B}",
                   "f:1:19: `cache.max_size` must be from 1MiB to 1024TiB, "
                   "not `1B`");
    assert_refused("limits: {timeout: 1ms}",
                   "f:1:19: `limits.timeout` must be from 1s to 7d, not `1ms`");
    assert_refused("limits: {timeout: 600}",
                   "f:1:19: `limits.timeout` must be a number and a unit (ms, "
                   "s, min, h, d, w) such as 10min or 1h30m, not `600`");
}

static void
a_bad_word_is_answered_with_the_nearest(void **state)
{
    (void)state;
    assert_refused("cache: {hash: xxh}",
                   "f:1:15: `cache.hash` must be xxh3 or sha256, not `xxh`; "
                   "did you mean `xxh3`?");
    assert_refused("python_version: 3.7",
                   "f:1:17: `python_version` must be 3.8, 3.9, 3.10, 3.11, "
                   "3.12, 3.13, 3.14 or 3.15, not `3.7`; did you mean `3.8`?");
    assert_refused("analyzers: {a: {preset: mipy}}",
                   "f:1:25: `preset` must be bandit, black, flake8, imports, "
                   "mypy, pylint, pylint-project, pyrefly, pyright, ruff, "
                   "ruff-format, syntax or ty, not `mipy`; did you mean "
                   "`mypy`?");
    assert_refused("analyzers: {a: {command: [x], output: gitlb}}",
                   "f:1:39: `output` must be bandit, black, files, flake8, "
                   "gcc, gitlab, mypy, pylint, pyrefly, pyright, regex, ruff "
                   "or sarif, not `gitlb`; did you mean `gitlab`?");
}

static void
roots_stay_below_the_project(void **state)
{
    static const char expected[] =
        "f:1:9: `roots` must be folders below the project's root, without "
        "`..`, not `%s`";
    static const char *const bad[] = {"/src", "..", "a/../b", "a/.."};
    struct buf text;
    struct buf message;

    (void)state;
    buf_init(&text, BUF_UNLIMITED);
    buf_init(&message, BUF_UNLIMITED);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        buf_clear(&text);
        buf_clear(&message);
        buf_printf(&text, "roots: [%s]", bad[i]);
        buf_printf(&message, expected, bad[i]);
        assert_refused(buf_cstr(&text), buf_cstr(&message));
    }
    buf_release(&text);
    buf_release(&message);
    assert_refused("roots: ['']", "f:1:9: `roots` must be folders below the "
                                  "project's root, without `..`, not ``");
}

static void
an_analyzer_needs_something_to_run(void **state)
{
    (void)state;
    assert_refused("analyzers: {x: {}}",
                   "f:1:13: analyzer `x` needs a `command` or a `preset`");
    assert_refused("analyzers: {x: {command: []}}",
                   "f:1:13: `command` of `x` is empty; name the program to "
                   "run");
    assert_refused("analyzers: {\"a b\": {command: [x]}}",
                   "f:1:13: `analyzers` must be a name of letters, digits, "
                   "`_`, `-` and `.`, not `a b`");
}

static void
tiers_name_what_exists(void **state)
{
    (void)state;
    assert_refused("tiers: [{name: a, analyzers: [ruff, rufff]}]",
                   "f:1:37: unknown analyzer `rufff`; did you mean `ruff`?");
    assert_refused("tiers: [{name: a, analyzers: [licence]}]",
                   "f:1:31: unknown analyzer `licence`; describe it under "
                   "`analyzers`");
    assert_refused("tiers: [{name: a, analyzers: [ruff], past_limit: b}]",
                   "f:1:50: `past_limit` is skip or the name of a tier, not "
                   "`b`; did you mean `a`?");
    assert_refused("tiers: [{name: a, analyzers: [ruff]},\n"
                   "        {name: a, analyzers: [mypy]}]",
                   "f:2:16: a second tier called `a`");
    assert_refused("tiers: [{analyzers: [ruff]}]",
                   "f:1:9: a tier needs a `name`");
    assert_refused("tiers: [{name: a}]", "f:1:9: tier `a` needs `analyzers`, "
                                         "a list of at least one");
    assert_refused("tiers: [{name: skip, analyzers: [ruff]}]",
                   "f:1:9: a tier cannot be called `skip`, which `past_limit` "
                   "has a meaning for");
}

static void
fallbacks_that_never_end_are_refused(void **state)
{
    (void)state;
    assert_refused("tiers: [{name: a, analyzers: [ruff], past_limit: a}]",
                   "f:1:50: `past_limit` of tier `a` leads back to it; end "
                   "with `past_limit: skip`");
    assert_refused("tiers:\n"
                   "- {name: a, analyzers: [ruff], past_limit: b}\n"
                   "- {name: b, analyzers: [ruff], past_limit: c}\n"
                   "- {name: c, analyzers: [ruff], past_limit: b}\n",
                   "f:3:44: `past_limit` of tier `b` leads back to it; end "
                   "with `past_limit: skip`");
}

static void
an_empty_section_is_as_good_as_none(void **state)
{
    struct conf conf = load("cache:\nanalyzers:\ntiers:\ndepends: ~\n");

    (void)state;
    assert_false(conf.analyzers_set);
    assert_false(conf.tiers_set);
    assert_int_equal(conf.depends_len, 0);
    conf_release(&conf);
    conf = load("analyzers: {}\nexclude: []\n");
    assert_true(conf.analyzers_set);
    assert_true(conf.exclude.set);
    assert_int_equal(conf.exclude.len, 0);
    conf_release(&conf);
}

static void
a_long_list_is_refused(void **state)
{
    struct buf text;
    struct conf conf;
    struct err err = {0};

    (void)state;
    buf_init(&text, BUF_UNLIMITED);
    buf_text(&text, "exclude:\n");
    for (int i = 0; i <= CONF_LIST_MAX; i++)
        buf_text(&text, "- a\n");
    assert_int_equal(conf_parse("f", buf_view(&text), NULL, &conf, &err), -1);
    assert_int_equal(err.code, ERR_LIMIT);
    assert_string_equal(
        err.text, "f:2:1: `exclude` has 10001 rows, and 10000 is the limit");
    buf_release(&text);
}

static void
an_absent_file_is_an_error_and_leaves_nothing(void **state)
{
    struct conf conf;
    struct err err = {0};

    (void)state;
    assert_int_equal(conf_load("/nonexistent/x.yaml", NULL, &conf, &err), -1);
    assert_int_equal(err.code, ERR_ABSENT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_file_everything_has_a_default),
        cmocka_unit_test(every_setting_of_the_design_is_read),
        cmocka_unit_test(rows_of_analyzers_are_typed),
        cmocka_unit_test(rows_of_tiers_keep_their_order),
        cmocka_unit_test(what_is_shown_reads_as_the_same_settings),
        cmocka_unit_test(a_setting_is_shown_with_where_it_comes_from),
        cmocka_unit_test(an_unknown_key_has_a_place_and_the_nearest_word),
        cmocka_unit_test(a_wrong_type_is_refused),
        cmocka_unit_test(values_out_of_bounds_are_refused),
        cmocka_unit_test(a_bad_word_is_answered_with_the_nearest),
        cmocka_unit_test(roots_stay_below_the_project),
        cmocka_unit_test(an_analyzer_needs_something_to_run),
        cmocka_unit_test(tiers_name_what_exists),
        cmocka_unit_test(fallbacks_that_never_end_are_refused),
        cmocka_unit_test(an_empty_section_is_as_good_as_none),
        cmocka_unit_test(a_long_list_is_refused),
        cmocka_unit_test(an_absent_file_is_an_error_and_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
