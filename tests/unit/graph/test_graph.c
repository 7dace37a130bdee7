/* SPDX-License-Identifier: MIT */
#include "core/graph/graph.h"

#include "tests/unit/graph/random_graph.h"

static void
a_graph_may_have_no_nodes_or_no_edges(void **state)
{
    struct graph graph;
    struct graph reversed;
    uint32_t len;

    (void)state;
    for (uint32_t nodes = 0; nodes < 3; nodes++) {
        graph_init(&graph, nodes);
        for (uint32_t i = 0; i < nodes; i++) {
            graph_begin_node(&graph);
        }
        graph_finish(&graph);
        graph_reverse(&graph, &reversed);
        for (node_id node = 0; node < nodes; node++) {
            graph_edges(&graph, node, &len);
            assert_int_equal(len, 0);
            graph_edges(&reversed, node, &len);
            assert_int_equal(len, 0);
        }
        graph_release(&graph);
        graph_release(&reversed);
    }
}

static void
an_edge_that_is_added_again_is_kept_once_per_node(void **state)
{
    struct graph graph;
    uint32_t len;

    (void)state;
    graph_init(&graph, 3);
    for (node_id node = 0; node < 3; node++) {
        graph_begin_node(&graph);
        graph_add_edge(&graph, 2);
        graph_add_edge(&graph, 0);
        graph_add_edge(&graph, 2);
    }
    graph_finish(&graph);
    for (node_id node = 0; node < 3; node++) {
        const node_id *edges = graph_edges(&graph, node, &len);
        assert_int_equal(len, 2);
        assert_int_equal(edges[0], 2);
        assert_int_equal(edges[1], 0);
    }
    graph_release(&graph);
}

/* The edges of `graph` are those of `matrix`, `turned` or not. */
static void
check_edges(const struct graph *graph, const struct matrix *matrix, bool turned)
{
    for (node_id a = 0; a < matrix->len; a++) {
        bool seen[RANDOM_NODES_MAX] = {false};
        uint32_t len;
        const node_id *edges = graph_edges(graph, a, &len);
        for (uint32_t i = 0; i < len; i++) {
            assert_false(seen[edges[i]]);
            seen[edges[i]] = true;
        }
        for (node_id b = 0; b < matrix->len; b++) {
            bool edge = turned ? matrix->edge[b][a] : matrix->edge[a][b];
            assert_int_equal(seen[b], edge);
        }
    }
}

static void
a_reversed_graph_has_every_edge_turned_round(void **state)
{
    uint64_t seed = 1;

    (void)state;
    for (int round = 0; round < RANDOM_ROUNDS; round++) {
        struct matrix matrix;
        struct graph graph;
        struct graph reversed;
        random_matrix(&seed, &matrix);
        matrix_graph(&matrix, &graph);
        graph_reverse(&graph, &reversed);
        check_edges(&graph, &matrix, false);
        check_edges(&reversed, &matrix, true);
        graph_release(&graph);
        graph_release(&reversed);
    }
}

static void
nodes_that_are_put_have_their_edges(void **state)
{
    const node_id edges[] = {2, 0, 1};
    struct graph graph;

    (void)state;
    graph_init(&graph, 3);
    for (size_t len = 3; len-- > 0;) {
        graph_put_node(&graph, len > 0 ? edges : NULL, len);
    }
    graph_finish(&graph);
    for (node_id node = 0; node < 3; node++) {
        uint32_t len;
        const node_id *found = graph_edges(&graph, node, &len);
        assert_int_equal(len, 2 - node);
        for (uint32_t i = 0; i < len; i++) {
            assert_int_equal(found[i], edges[i]);
        }
    }
    graph_release(&graph);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_graph_may_have_no_nodes_or_no_edges),
        cmocka_unit_test(an_edge_that_is_added_again_is_kept_once_per_node),
        cmocka_unit_test(nodes_that_are_put_have_their_edges),
        cmocka_unit_test(a_reversed_graph_has_every_edge_turned_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
