/* SPDX-License-Identifier: MIT */
#include "core/sys/toml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/buf.h"
#include "core/base/memory.h"

static void
write_down(void *context, const struct toml_path *path, struct str value,
           bool is_text)
{
    struct buf *out = context;

    for (size_t i = 0; i < path->len; i++) {
        buf_text(out, i > 0 ? "/" : "");
        buf_str(out, path->keys[i]);
    }
    buf_text(out, is_text ? "='" : "=");
    buf_str(out, value);
    buf_text(out, is_text ? "'\n" : "\n");
}

static void
expect(const char *text, const char *expected)
{
    struct buf out;

    buf_init(&out, BUF_UNLIMITED);
    toml_walk(str_from(text), write_down, &out);
    assert_string_equal(buf_cstr(&out), expected);
    buf_release(&out);
}

static void
keys_and_tables_make_a_path(void **state)
{
    (void)state;
    expect("a = 'x'\n[b.c]\nd = \"y\"\n[[e]]\nf.g = 'z'\n[ h . \"i.j\" ]\n"
           "'k l' = 'w'",
           "a='x'\nb/c/d='y'\ne/f/g='z'\nh/i.j/k l='w'\n");
}

static void
elements_have_the_path_of_their_array(void **state)
{
    (void)state;
    expect("[t]\na = [ 'x', # one, [two]\n  \"y\",\n\n 'z' , ]\nb = []\n",
           "t/a='x'\nt/a='y'\nt/a='z'\n");
    expect("a = [['x'], [['y'], 'z']]\n", "a='x'\na='y'\na='z'\n");
}

static void
inline_tables_add_their_keys(void **state)
{
    (void)state;
    expect("a = {b = 'x', c.d = ['y', {e = 'z'}]}\nf = {}\n",
           "a/b='x'\na/c/d='y'\na/c/d/e='z'\n");
}

static void
other_values_are_no_text(void **state)
{
    (void)state;
    expect("a = 1\nb = true # c\nd = 1979-05-27T07:32:00Z\ne = +1.5\n",
           "a=1\nb=true\nd=1979-05-27T07:32:00Z\ne=+1.5\n");
}

static void
strings_end_where_they_should(void **state)
{
    (void)state;
    expect("a = \"x\\\"y\"\nb = 'x\\'\nc = \"\"\nd = ''\n",
           "a='x\\\"y'\nb='x\\'\nc=''\nd=''\n");
    expect("a = \"\"\"x\n\"y\" # z\n\"\"\"\nb = '''\nq'''\n",
           "a='x\n\"y\" # z\n'\nb='\nq'\n");
    expect("a = \"x # y\"# z = 'w'\n", "a='x # y'\n");
}

static void
what_is_no_toml_is_skipped_with_its_line(void **state)
{
    (void)state;
    expect("a\n= 'x'\nb = \n c = 'y'\n]\n}\n'd\n@ = 'x'\ne = @\nf = 'z'\n",
           "c='y'\nf='z'\n");
    expect("a = 'x\nb = \"y\nc = 'z'", "a='x'\nb='y'\nc='z'\n");
    expect("[a\nb = 'x'\n[]\nc = 'y'\n[d]\ne = 'z'\n",
           "b='x'\nc='y'\nd/e='z'\n");
    expect("a = ['x' 'y']\nb = 'z'\n", "a='x'\nb='z'\n");
    expect("a = ['x',\n[b]\nc = 'y'\n", "a='x'\na=b\n");
    expect("\xef\xbb\xbf[a]\r\nb = 'x'\r\n", "a/b='x'\n");
}

static void
deep_nesting_ends(void **state)
{
    enum { DEEP = 100000 };
    char *text = memory_new(2 * DEEP + 1);

    (void)state;
    memset(text, '[', DEEP);
    memcpy(text, "a=", 2);
    text[DEEP] = '\0';
    expect(text, "");
    for (size_t i = 0; i < DEEP; i++)
        memcpy(text + 2 * i, "a.", 2);
    text[2 * DEEP] = '\0';
    expect(text, "");
    for (size_t i = 0; i < DEEP / 2; i++)
        memcpy(text + 4 * i, "a={ ", 4);
    expect(text, "");
    free(text);
}

static const char sample[] =
    "\xef\xbb\xbf# c\n[a.\"b\"]\nc = ['x', \"y\\\"\", {d = '''z\n'''}, 1]\n"
    "[[e]]\nf.g = \"\"\"h\"\"\"\n";

static void
swallow(void *context, const struct toml_path *path, struct str value,
        bool is_text)
{
    struct buf *out = context;

    (void)is_text;
    for (size_t i = 0; i < path->len; i++)
        buf_str(out, path->keys[i]);
    buf_str(out, value);
}

/* Copies of exact size, so that a sanitizer sees a byte too many. */
static void
each_cut_and_each_other_byte_is_read_to_the_end(void **state)
{
    static const char bytes[] = "\"'[]{}=#.,\n\\\xff ";
    size_t len = sizeof(sample) - 1;
    struct buf out;

    (void)state;
    buf_init(&out, BUF_UNLIMITED);
    for (size_t cut = 0; cut <= len; cut++) {
        char *copy = memory_new(cut);
        memcpy(copy, sample, cut);
        toml_walk((struct str){copy, cut}, swallow, &out);
        for (size_t i = 0; cut == len && i < len * sizeof(bytes); i++) {
            char old = copy[i / sizeof(bytes)];
            copy[i / sizeof(bytes)] = bytes[i % sizeof(bytes)];
            toml_walk((struct str){copy, cut}, swallow, &out);
            copy[i / sizeof(bytes)] = old;
        }
        free(copy);
    }
    buf_release(&out);
}

static void
a_star_stands_for_one_key(void **state)
{
    struct toml_path path = {{STR("a"), STR("b"), STR("c")}, 3};

    (void)state;
    assert_true(toml_path_starts(&path, "a"));
    assert_true(toml_path_starts(&path, "a.b.c"));
    assert_true(toml_path_starts(&path, "a.*.c"));
    assert_false(toml_path_starts(&path, "b"));
    assert_false(toml_path_starts(&path, "a.b.c.*"));
    assert_false(toml_path_starts(&path, "a.bb"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_and_tables_make_a_path),
        cmocka_unit_test(elements_have_the_path_of_their_array),
        cmocka_unit_test(inline_tables_add_their_keys),
        cmocka_unit_test(other_values_are_no_text),
        cmocka_unit_test(strings_end_where_they_should),
        cmocka_unit_test(what_is_no_toml_is_skipped_with_its_line),
        cmocka_unit_test(deep_nesting_ends),
        cmocka_unit_test(each_cut_and_each_other_byte_is_read_to_the_end),
        cmocka_unit_test(a_star_stands_for_one_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
