/* SPDX-License-Identifier: MIT */
/*
 * random_graph - small graphs made at random, and the plain truth about
 * what reaches what, for the tests of core/graph.
 *
 * Not a layer: only unit tests include this.
 */
#ifndef TESTS_UNIT_GRAPH_RANDOM_GRAPH_H
#define TESTS_UNIT_GRAPH_RANDOM_GRAPH_H

#include <stdbool.h>
#include <string.h>

#include "core/graph/graph.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { RANDOM_NODES_MAX = 12, RANDOM_ROUNDS = 2000 };

/* edge[a][b]: there is one from a to b. */
struct matrix {
    uint32_t len;
    bool edge[RANDOM_NODES_MAX][RANDOM_NODES_MAX];
};

/* splitmix64 */
static inline uint64_t
random_next(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* From no edge at all to nearly every one. */
static inline void
random_matrix(uint64_t *seed, struct matrix *matrix)
{
    memset(matrix, 0, sizeof(*matrix));
    matrix->len = (uint32_t)(random_next(seed) % (RANDOM_NODES_MAX + 1));
    uint64_t density = random_next(seed) % 50;
    for (uint32_t a = 0; a < matrix->len; a++) {
        for (uint32_t b = 0; b < matrix->len; b++) {
            matrix->edge[a][b] = random_next(seed) % 100 < density;
        }
    }
}

static inline void
matrix_graph(const struct matrix *matrix, struct graph *graph)
{
    graph_init(graph, matrix->len);
    for (uint32_t a = 0; a < matrix->len; a++) {
        graph_begin_node(graph);
        for (uint32_t b = 0; b < matrix->len; b++) {
            if (matrix->edge[a][b]) {
                graph_add_edge(graph, b);
            }
        }
    }
    graph_finish(graph);
}

/* Warshall: `reach` has an edge wherever `matrix` has a path, also of
   length 0. */
static inline void
matrix_close(const struct matrix *matrix, struct matrix *reach)
{
    *reach = *matrix;
    for (uint32_t a = 0; a < reach->len; a++) {
        reach->edge[a][a] = true;
    }
    for (uint32_t k = 0; k < reach->len; k++) {
        for (uint32_t a = 0; a < reach->len; a++) {
            for (uint32_t b = 0; b < reach->len; b++) {
                reach->edge[a][b] |= reach->edge[a][k] && reach->edge[k][b];
            }
        }
    }
}

/* A chain 0 -> 1 -> … of `len` nodes; `ring` leads back to 0. */
static inline void
chain_graph(uint32_t len, bool ring, struct graph *graph)
{
    graph_init(graph, len);
    for (uint32_t node = 0; node < len; node++) {
        graph_begin_node(graph);
        if (node + 1 < len) {
            graph_add_edge(graph, node + 1);
        } else if (ring) {
            graph_add_edge(graph, 0);
        }
    }
    graph_finish(graph);
}

#endif
