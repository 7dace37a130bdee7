/* SPDX-License-Identifier: MIT */
#include "core/graph/scc.h"

#include "tests/unit/graph/random_graph.h"

enum { LONG = 200000 };

static void
check_components(const struct matrix *matrix, const struct scc *scc)
{
    struct matrix reach;
    matrix_close(matrix, &reach);
    for (node_id a = 0; a < matrix->len; a++) {
        for (node_id b = 0; b < matrix->len; b++) {
            bool same = scc->component[a] == scc->component[b];
            assert_int_equal(same, reach.edge[a][b] && reach.edge[b][a]);
            if (matrix->edge[a][b]) {
                assert_true(scc->component[b] <= scc->component[a]);
            }
        }
    }
}

/* Every node stands once among the members, with its component. */
static void
check_members(uint32_t nodes_len, const struct scc *scc)
{
    assert_int_equal(scc->first[0], 0);
    assert_int_equal(scc->first[scc->len], nodes_len);
    for (uint32_t c = 0; c < scc->len; c++) {
        assert_true(scc->first[c] < scc->first[c + 1]);
        for (uint32_t m = scc->first[c]; m < scc->first[c + 1]; m++) {
            assert_int_equal(scc->component[scc->members[m]], c);
        }
    }
}

static void
components_are_what_reaches_each_other_dependencies_first(void **state)
{
    uint64_t seed = 2;

    (void)state;
    for (int round = 0; round < RANDOM_ROUNDS; round++) {
        struct matrix matrix;
        struct graph graph;
        struct scc scc;
        random_matrix(&seed, &matrix);
        matrix_graph(&matrix, &graph);
        scc_find(&graph, &scc);
        check_components(&matrix, &scc);
        check_members(matrix.len, &scc);
        scc_release(&scc);
        graph_release(&graph);
    }
}

static void
a_chain_of_many_nodes_needs_no_deep_stack(void **state)
{
    struct graph graph;
    struct scc scc;

    (void)state;
    chain_graph(LONG, false, &graph);
    scc_find(&graph, &scc);
    assert_int_equal(scc.len, LONG);
    assert_int_equal(scc.component[0], LONG - 1);
    assert_int_equal(scc.component[LONG - 1], 0);
    check_members(LONG, &scc);
    scc_release(&scc);
    graph_release(&graph);
}

static void
a_ring_of_many_nodes_is_one_component(void **state)
{
    struct graph graph;
    struct scc scc;

    (void)state;
    chain_graph(LONG, true, &graph);
    scc_find(&graph, &scc);
    assert_int_equal(scc.len, 1);
    check_members(LONG, &scc);
    scc_release(&scc);
    graph_release(&graph);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            components_are_what_reaches_each_other_dependencies_first),
        cmocka_unit_test(a_chain_of_many_nodes_needs_no_deep_stack),
        cmocka_unit_test(a_ring_of_many_nodes_is_one_component),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
