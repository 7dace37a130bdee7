/* SPDX-License-Identifier: MIT */
#include "core/graph/closure.h"

#include <stdlib.h>

#include "tests/unit/graph/random_graph.h"

enum { LONG = 200000 };

static struct digest
digest_of(uint64_t number)
{
    struct digest digest;
    hash_bytes(HASH_XXH3, &number, sizeof(number), &digest);
    return digest;
}

/* The closure of each node. */
static void
close_nodes(const struct matrix *matrix, const struct digest *own,
            struct digest *out)
{
    struct graph graph;
    struct scc scc;
    struct hasher hasher;
    struct digest closures[RANDOM_NODES_MAX];

    matrix_graph(matrix, &graph);
    scc_find(&graph, &scc);
    hasher_init(&hasher, HASH_XXH3);
    closure_compute(&graph, &scc, own, &hasher, closures);
    for (node_id node = 0; node < matrix->len; node++) {
        out[node] = closures[scc.component[node]];
    }
    hasher_release(&hasher);
    scc_release(&scc);
    graph_release(&graph);
}

static void
shuffle(uint64_t *seed, uint32_t *order, uint32_t len)
{
    for (uint32_t i = 0; i < len; i++) {
        uint32_t k = (uint32_t)(random_next(seed) % (i + 1));
        order[i] = order[k];
        order[k] = i;
    }
}

/* The same graph with node i called order[i]. */
static struct matrix
renumber(const struct matrix *matrix, const uint32_t *order)
{
    struct matrix out = {.len = matrix->len};
    for (uint32_t a = 0; a < matrix->len; a++) {
        for (uint32_t b = 0; b < matrix->len; b++) {
            out.edge[order[a]][order[b]] = matrix->edge[a][b];
        }
    }
    return out;
}

static void
the_numbers_of_nodes_do_not_matter(void **state)
{
    uint64_t seed = 3;

    (void)state;
    for (int round = 0; round < RANDOM_ROUNDS; round++) {
        struct matrix matrix;
        uint32_t order[RANDOM_NODES_MAX];
        struct digest own[RANDOM_NODES_MAX];
        struct digest moved[RANDOM_NODES_MAX];
        struct digest closures[RANDOM_NODES_MAX];
        struct digest moved_closures[RANDOM_NODES_MAX];
        random_matrix(&seed, &matrix);
        shuffle(&seed, order, matrix.len);
        for (uint32_t i = 0; i < matrix.len; i++) {
            own[i] = moved[order[i]] = digest_of(i);
        }
        struct matrix other = renumber(&matrix, order);
        close_nodes(&matrix, own, closures);
        close_nodes(&other, moved, moved_closures);
        for (uint32_t i = 0; i < matrix.len; i++) {
            assert_true(digest_equal(&closures[i], &moved_closures[order[i]]));
        }
    }
}

static void
a_change_shows_in_all_that_reaches_it_and_nowhere_else(void **state)
{
    uint64_t seed = 4;

    (void)state;
    for (int round = 0; round < RANDOM_ROUNDS; round++) {
        struct matrix matrix;
        struct matrix reach;
        struct digest own[RANDOM_NODES_MAX];
        struct digest before[RANDOM_NODES_MAX];
        struct digest after[RANDOM_NODES_MAX];
        random_matrix(&seed, &matrix);
        if (matrix.len == 0) {
            continue;
        }
        matrix_close(&matrix, &reach);
        for (uint32_t i = 0; i < matrix.len; i++) {
            own[i] = digest_of(i);
        }
        close_nodes(&matrix, own, before);
        node_id changed = (node_id)(random_next(&seed) % matrix.len);
        own[changed] = digest_of(1000);
        close_nodes(&matrix, own, after);
        for (node_id i = 0; i < matrix.len; i++) {
            assert_int_equal(!digest_equal(&before[i], &after[i]),
                             reach.edge[i][changed]);
        }
    }
}

static void
a_long_chain_is_closed_to_its_end(void **state)
{
    struct graph graph;
    struct scc scc;
    struct hasher hasher;
    struct digest *own = calloc(LONG, sizeof(*own));
    struct digest *closures = calloc(LONG, sizeof(*closures));
    struct digest top;

    (void)state;
    assert_true(own && closures);
    for (uint32_t i = 0; i < LONG; i++) {
        own[i] = digest_of(i);
    }
    chain_graph(LONG, false, &graph);
    scc_find(&graph, &scc);
    hasher_init(&hasher, HASH_XXH3);
    closure_compute(&graph, &scc, own, &hasher, closures);
    top = closures[scc.component[0]];
    own[LONG - 1] = digest_of(LONG);
    closure_compute(&graph, &scc, own, &hasher, closures);
    assert_false(digest_equal(&top, &closures[scc.component[0]]));
    hasher_release(&hasher);
    scc_release(&scc);
    graph_release(&graph);
    free(closures);
    free(own);
}

static void
sorting_drops_repeated_digests(void **state)
{
    struct digest digests[] = {digest_of(2), digest_of(1), digest_of(2),
                               digest_of(3), digest_of(1)};

    (void)state;
    assert_int_equal(closure_sort(digests, 0), 0);
    assert_int_equal(closure_sort(digests, 1), 1);
    assert_int_equal(closure_sort(digests, 5), 3);
    assert_true(digest_compare(&digests[0], &digests[1]) < 0);
    assert_true(digest_compare(&digests[1], &digests[2]) < 0);
}

static int
compare(const void *a, const void *b)
{
    return digest_compare(a, b);
}

/* `kinds` different digests, whose first bytes are the same if `close`. */
static void
check_sorting(size_t len, uint64_t kinds, bool close)
{
    struct digest *digests = malloc((len + 1) * sizeof(*digests));
    struct digest *expected = malloc((len + 1) * sizeof(*expected));
    size_t kept = 0;
    for (size_t i = 0; i < len; i++) {
        digests[i] = digest_of(i * 7919 % kinds);
        if (close) {
            memset(digests[i].bytes, 3, 8);
        }
        expected[i] = digests[i];
    }
    qsort(expected, len, sizeof(*expected), compare);
    for (size_t i = 0; i < len; i++) {
        if (i == 0 || !digest_equal(&expected[i], &expected[kept - 1])) {
            expected[kept++] = expected[i];
        }
    }
    assert_int_equal(closure_sort(digests, len), kept);
    assert_memory_equal(digests, expected, kept * sizeof(*digests));
    free(digests);
    free(expected);
}

static void
sorting_puts_any_number_of_digests_in_order(void **state)
{
    (void)state;
    for (size_t len = 1; len < 200; len++) {
        check_sorting(len, len, false);
        check_sorting(len, 5, false);
        check_sorting(len, len, true);
    }
    check_sorting(10000, 10000, false);
    check_sorting(10000, 100, false);
    check_sorting(10000, 10000, true);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_numbers_of_nodes_do_not_matter),
        cmocka_unit_test(
            a_change_shows_in_all_that_reaches_it_and_nowhere_else),
        cmocka_unit_test(a_long_chain_is_closed_to_its_end),
        cmocka_unit_test(sorting_drops_repeated_digests),
        cmocka_unit_test(sorting_puts_any_number_of_digests_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
