/* SPDX-License-Identifier: MIT */
#include "core/graph/reach.h"

#include "tests/unit/graph/random_graph.h"

enum { FAR = 1000 };

/* Can the target of the edge a -> b be reached sooner through it? */
static void
relax(const struct matrix *matrix, uint32_t a, uint32_t *distances)
{
    for (uint32_t b = 0; b < matrix->len; b++) {
        if (matrix->edge[a][b] && distances[a] + 1 < distances[b]) {
            distances[b] = distances[a] + 1;
        }
    }
}

/* Bellman and Ford: the length of the shortest path from `start`. */
static void
find_distances(const struct matrix *matrix, node_id start, uint32_t *out)
{
    for (uint32_t i = 0; i < matrix->len; i++) {
        out[i] = i == start ? 0 : FAR;
    }
    for (uint32_t round = 0; round < matrix->len; round++) {
        for (uint32_t a = 0; a < matrix->len; a++) {
            relax(matrix, a, out);
        }
    }
}

/* Steps back from `node` to `start` along edges that exist. */
static uint32_t
count_steps(const struct matrix *matrix, const struct reach *reach,
            node_id start, node_id node)
{
    uint32_t steps = 0;
    while (node != start) {
        node_id before = reach->from[node];
        if (before == NO_NODE) {
            return FAR;
        }
        assert_true(matrix->edge[before][node]);
        node = before;
        assert_true(++steps <= matrix->len);
    }
    return steps;
}

static void
paths_are_shortest_and_lead_back_to_the_start(void **state)
{
    uint64_t seed = 5;

    (void)state;
    for (int round = 0; round < RANDOM_ROUNDS; round++) {
        struct matrix matrix;
        struct graph graph;
        struct reach reach;
        uint32_t distances[RANDOM_NODES_MAX];
        random_matrix(&seed, &matrix);
        matrix_graph(&matrix, &graph);
        for (node_id start = 0; start < matrix.len; start++) {
            reach_find(&graph, start, &reach);
            find_distances(&matrix, start, distances);
            assert_int_equal(reach.from[start], NO_NODE);
            for (node_id node = 0; node < matrix.len; node++) {
                assert_int_equal(count_steps(&matrix, &reach, start, node),
                                 distances[node]);
            }
            reach_release(&reach);
        }
        graph_release(&graph);
    }
}

static void
back_from_marked_nodes_is_who_reaches_one_of_them(void **state)
{
    uint64_t seed = 7;

    (void)state;
    for (int round = 0; round < RANDOM_ROUNDS; round++) {
        struct matrix matrix;
        struct graph graph;
        unsigned char marks[RANDOM_NODES_MAX] = {0};
        unsigned char found[RANDOM_NODES_MAX];
        uint32_t distances[RANDOM_NODES_MAX];
        random_matrix(&seed, &matrix);
        matrix_graph(&matrix, &graph);
        for (node_id node = 0; node < matrix.len; node++) {
            marks[node] = random_next(&seed) % 8 == 0;
        }
        memcpy(found, marks, sizeof(found));
        reach_back(&graph, found);
        for (node_id start = 0; start < matrix.len; start++) {
            bool reaches = false;
            find_distances(&matrix, start, distances);
            for (node_id node = 0; node < matrix.len; node++) {
                reaches |= marks[node] && distances[node] < FAR;
            }
            assert_int_equal(found[start], reaches);
        }
        graph_release(&graph);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_shortest_and_lead_back_to_the_start),
        cmocka_unit_test(back_from_marked_nodes_is_who_reaches_one_of_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
