/* SPDX-License-Identifier: MIT */
#include "core/conf/conf_yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/buf.h"

static int
start(void **state)
{
    static struct arena arena;

    arena_init(&arena);
    *state = &arena;
    return 0;
}

static int
stop(void **state)
{
    arena_release(*state);
    return 0;
}

static const struct conf_node *
read_text(void **state, const char *text)
{
    struct err err = {0};
    const struct conf_node *root =
        conf_yaml_read(*state, "f", str_from(text), &err);
    if (!root)
        fail_msg("%s", err.text);
    return root;
}

static void
assert_refused(void **state, struct str text, const char *expected)
{
    struct err err = {0};

    assert_null(conf_yaml_read(*state, "f", text, &err));
    assert_string_equal(err.text, expected);
}

static void
every_node_knows_its_line_and_column(void **state)
{
    const struct conf_node *root = read_text(state, "a: 1\nb:\n  - x\n  - y\n");
    const struct conf_node *list = conf_node_find(root, STR("b"));

    assert_int_equal(root->kind, CONF_NODE_MAP);
    assert_int_equal(root->items[2]->line, 2);
    assert_int_equal(root->items[2]->column, 1);
    assert_int_equal(list->kind, CONF_NODE_LIST);
    assert_int_equal(list->items[1]->line, 4);
    assert_int_equal(list->items[1]->column, 5);
    assert_null(conf_node_find(root, STR("c")));
    assert_null(conf_node_find(list, STR("c")));
}

static void
columns_count_code_points(void **state)
{
    const struct conf_node *root =
        read_text(state, "{\"\xc3\xa9\xe2\x82\xac\": x}");
    assert_int_equal(root->items[1]->column, 8);
}

static void
a_byte_order_mark_is_no_column(void **state)
{
    const struct conf_node *root = read_text(state, "\xef\xbb\xbf"
                                                    "a: 1\n");
    assert_int_equal(root->items[0]->column, 1);
    assert_true(str_equal(root->items[0]->text, STR("a")));
}

static void
an_empty_document_is_null(void **state)
{
    assert_true(conf_node_is_null(read_text(state, "")));
    assert_true(conf_node_is_null(read_text(state, "# only a comment\n")));
    assert_true(conf_node_is_null(read_text(state, "---\n...\n")));
    assert_true(conf_node_is_null(read_text(state, "~")));
    assert_false(conf_node_is_null(read_text(state, "\"\"")));
    assert_false(conf_node_is_null(read_text(state, "[]")));
}

static void
an_alias_is_the_same_node(void **state)
{
    const struct conf_node *root = read_text(state, "a: &x [1, 2]\nb: *x\n");

    assert_ptr_equal(conf_node_find(root, STR("a")),
                     conf_node_find(root, STR("b")));
}

static void
what_no_setting_needs_is_refused(void **state)
{
    assert_refused(state, STR("a: !!str b"),
                   "f:1:4: tags (`!…`) have no meaning here; remove it");
    assert_refused(state, STR("a: 1\n---\nb: 2\n"),
                   "f:3:1: a second document; one file holds one");
    assert_refused(state, STR("[a]: 1"),
                   "f:1:1: a key must be text, not a list or a mapping");
    assert_refused(state, STR("a: 1\n\na: 2\n"),
                   "f:3:1: `a` is given twice; keep one of them");
    assert_refused(state, STR("a: \"\\0\""),
                   "f:1:4: a NUL byte has no place in a setting");
}

static void
an_alias_of_nothing_is_refused(void **state)
{
    static const char expected[] =
        "f:1:4: alias of an anchor that is not defined above it";

    assert_refused(state, STR("a: *x"), expected);
    /* An anchor is not known inside of itself. */
    assert_refused(state, STR("&a [*a]"),
                   "f:1:5: alias of an anchor that is not defined above it");
}

static void
bytes_that_are_no_text_are_refused_with_their_place(void **state)
{
    assert_refused(state, STR("a: 1\nb\xff: 2\n"),
                   "f:2:2: not plain UTF-8 text: invalid leading UTF-8 octet");
    assert_refused(
        state, STR("a: \xc3\xa9\x01"),
        "f:1:5: not plain UTF-8 text: control characters are not allowed");
}

static void
broken_syntax_says_where(void **state)
{
    assert_refused(state, STR("a: [1,\nb: 2\n"),
                   "f:3:1: broken YAML: did not find expected ',' or ']' "
                   "while parsing a flow sequence (line 1)");
}

static void
deep_nesting_is_refused(void **state)
{
    struct buf text;
    struct err err = {0};

    buf_init(&text, BUF_UNLIMITED);
    for (int i = 0; i < 100000; i++)
        buf_byte(&text, '[');
    assert_null(conf_yaml_read(*state, "f", buf_view(&text), &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_string_equal(err.text, "f:1:33: nested deeper than any setting is");
    buf_release(&text);
}

static void
an_alias_bomb_is_refused(void **state)
{
    struct buf text;
    struct err err = {0};

    buf_init(&text, BUF_UNLIMITED);
    buf_text(&text, "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 12; i++) {
        buf_printf(&text, "a%d: &a%d [", i, i);
        for (int j = 0; j < 10; j++)
            buf_printf(&text, "%s*a%d", j > 0 ? "," : "", i - 1);
        buf_text(&text, "]\n");
    }
    assert_null(conf_yaml_read(*state, "f", buf_view(&text), &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_string_equal(err.text,
                        "f:6:10: more values than any configuration needs, "
                        "aliases counted in full");
    buf_release(&text);
}

static void
too_many_anchors_are_refused(void **state)
{
    struct buf text;
    struct err err = {0};

    buf_init(&text, BUF_UNLIMITED);
    for (int i = 0; i <= CONF_ANCHORS_MAX; i++)
        buf_printf(&text, "- &a%d x\n", i);
    assert_null(conf_yaml_read(*state, "f", buf_view(&text), &err));
    assert_int_equal(err.code, ERR_LIMIT);
    buf_release(&text);
}

static void
an_excerpt_is_cut_between_characters(void **state)
{
    char text[100];

    (void)state;
    for (size_t i = 0; i + 1 < sizeof(text); i += 2)
        memcpy(text + i, "\xc3\xa9", 2);
    struct conf_excerpt excerpt =
        conf_excerpt((struct str){text, sizeof(text)});
    assert_int_equal(strlen(excerpt.text), 71);
    assert_memory_equal(excerpt.text + 68, "…", 3);
    assert_string_equal(conf_excerpt(STR("abc")).text, "abc");
    assert_string_equal(conf_excerpt((struct str){NULL, 0}).text, "");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, start, stop)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_node_knows_its_line_and_column),
        CASE(columns_count_code_points),
        CASE(a_byte_order_mark_is_no_column),
        CASE(an_empty_document_is_null),
        CASE(an_alias_is_the_same_node),
        CASE(what_no_setting_needs_is_refused),
        CASE(an_alias_of_nothing_is_refused),
        CASE(bytes_that_are_no_text_are_refused_with_their_place),
        CASE(broken_syntax_says_where),
        CASE(deep_nesting_is_refused),
        CASE(an_alias_bomb_is_refused),
        CASE(too_many_anchors_are_refused),
        CASE(an_excerpt_is_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
