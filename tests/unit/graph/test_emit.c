/* SPDX-License-Identifier: MIT */
#include "core/graph/emit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/*
 * Four nodes whose order of names is not that of their numbers:
 * b.py -> c.py, a.py; a.py -> b.py; c.py and d.py without edges, of which
 * d.py is not to be shown.
 */
static const struct str plain[] = {
    {"b.py", 4}, {"d.py", 4}, {"a.py", 4}, {"c.py", 4}};
static const struct str odd[] = {
    {"b\"\\.py", 6}, {"d.py", 4}, {"a\n;#.py", 7}, {"c\xc3\xa9.py", 6}};

static void
emit_names(const struct str *names, enum emit_format format, struct buf *out)
{
    static const node_id order[] = {2, 0, 3, 1};
    static const uint32_t rank[] = {1, 3, 0, 2};
    static const unsigned char shown[] = {1, 0, 1, 1};
    struct graph graph;

    graph_init(&graph, 4);
    graph_begin_node(&graph);
    graph_add_edge(&graph, 3);
    graph_add_edge(&graph, 2);
    graph_begin_node(&graph);
    graph_begin_node(&graph);
    graph_add_edge(&graph, 0);
    graph_begin_node(&graph);
    graph_finish(&graph);
    struct emit emit = {.graph = &graph,
                        .names = names,
                        .order = order,
                        .rank = rank,
                        .order_len = 4,
                        .shown = shown};
    buf_init(out, BUF_UNLIMITED);
    emit_graph(&emit, format, out);
    graph_release(&graph);
}

static void
check(const struct str *names, enum emit_format format, const char *expected)
{
    struct buf out;
    emit_names(names, format, &out);
    buf_byte(&out, '\0');
    assert_string_equal(out.data, expected);
    buf_release(&out);
}

static void
json_is_an_object_of_sorted_lists(void **state)
{
    (void)state;
    check(plain, EMIT_JSON,
          "{\n"
          "  \"a.py\": [\n"
          "    \"b.py\"\n"
          "  ],\n"
          "  \"b.py\": [\n"
          "    \"a.py\",\n"
          "    \"c.py\"\n"
          "  ],\n"
          "  \"c.py\": []\n"
          "}\n");
}

static void
dot_has_every_node_and_edge_quoted(void **state)
{
    (void)state;
    check(odd, EMIT_DOT,
          "digraph imports {\n"
          "  \"a\n;#.py\";\n"
          "  \"a\n;#.py\" -> \"b\\\"\\\\.py\";\n"
          "  \"b\\\"\\\\.py\";\n"
          "  \"b\\\"\\\\.py\" -> \"a\n;#.py\";\n"
          "  \"b\\\"\\\\.py\" -> \"c\xc3\xa9.py\";\n"
          "  \"c\xc3\xa9.py\";\n"
          "}\n");
}

static void
mermaid_numbers_nodes_by_name_and_escapes_labels(void **state)
{
    (void)state;
    check(odd, EMIT_MERMAID,
          "flowchart LR\n"
          "  n0[\"a#10;#59;#35;.py\"]\n"
          "  n0 --> n1\n"
          "  n1[\"b#34;\\.py\"]\n"
          "  n1 --> n0\n"
          "  n1 --> n2\n"
          "  n2[\"c\xc3\xa9.py\"]\n");
}

static void
text_is_an_indented_list(void **state)
{
    (void)state;
    check(plain, EMIT_TEXT,
          "a.py\n"
          "  b.py\n"
          "b.py\n"
          "  a.py\n"
          "  c.py\n"
          "c.py\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_an_object_of_sorted_lists),
        cmocka_unit_test(dot_has_every_node_and_edge_quoted),
        cmocka_unit_test(mermaid_numbers_nodes_by_name_and_escapes_labels),
        cmocka_unit_test(text_is_an_indented_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
