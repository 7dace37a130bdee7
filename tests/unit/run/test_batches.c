/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/run/batches.h"

enum { FILES = 1000 };

struct tree_of_answers {
    struct answers answers;
    char names[FILES][24];
    bool wanted[FILES];
    uint64_t costs[FILES];
    uint32_t groups[FILES];
};

static struct tree_of_answers tree;

static int
make_tree(void **state)
{
    struct digest key = {{0}};
    memset(&tree, 0, sizeof(tree));
    answers_init(&tree.answers, STR("tool"), NULL);
    for (uint32_t i = 0; i < FILES; i++) {
        snprintf(tree.names[i], sizeof(tree.names[i]), "pkg/m%04u.py", i);
        answers_add(&tree.answers, i, str_from(tree.names[i]), &key);
        tree.costs[i] = 1 + (i * 7919u) % 100;
    }
    *state = &tree;
    return 0;
}

static int
drop_tree(void **state)
{
    (void)state;
    answers_release(&tree.answers);
    return 0;
}

static struct batches
make(enum conf_per_batch per_batch, unsigned jobs, uint32_t chunk,
     const uint32_t *groups)
{
    struct batches batches;
    struct batch_options options = {.per_batch = per_batch,
                                    .jobs = jobs,
                                    .chunk = chunk,
                                    .costs = tree.costs,
                                    .groups = groups};
    batches_make(&batches, &tree.answers, tree.wanted, &options);
    return batches;
}

/* How often each file is listed; lists have to be sorted. */
static void
count_files(const struct batches *batches, int *counts)
{
    memset(counts, 0, FILES * sizeof(*counts));
    for (size_t i = 0; i < batches->items.len; i++) {
        const struct batch *batch = &batches->items.items[i];
        assert_true(batch->len > 0);
        for (size_t j = 0; j < batch->len; j++) {
            counts[batch->files[j]]++;
            assert_true(j == 0 || batch->files[j - 1] < batch->files[j]);
        }
    }
}

static void
nothing_wanted_is_no_batch(void **state)
{
    (void)state;
    for (int per_batch = CONF_BATCH_FILE; per_batch <= CONF_BATCH_WHOLE;
         per_batch++) {
        struct batches batches =
            make((enum conf_per_batch)per_batch, 4, 0, NULL);
        assert_int_equal(batches.items.len, 0);
        batches_release(&batches);
    }
}

static void
chunks_hold_what_is_wanted_once_and_cost_the_same(void **state)
{
    (void)state;
    int counts[FILES];
    for (int i = 0; i < FILES; i++) {
        tree.wanted[i] = i % 3 == 0;
    }
    struct batches batches = make(CONF_BATCH_CHUNK, 4, 0, NULL);
    assert_int_equal(batches.items.len, 4);
    count_files(&batches, counts);
    for (int i = 0; i < FILES; i++) {
        assert_int_equal(counts[i], tree.wanted[i] ? 1 : 0);
    }
    uint64_t most = batches.items.items[0].cost;
    uint64_t least = batches.items.items[3].cost;
    assert_true(most >= least);
    assert_true(most - least < 100);
    batches_release(&batches);
}

static void
no_chunk_is_longer_than_asked_for(void **state)
{
    (void)state;
    memset(tree.wanted, 1, sizeof(tree.wanted));
    struct batches batches = make(CONF_BATCH_CHUNK, 2, 10, NULL);
    assert_true(batches.items.len >= FILES / 10);
    batches_release(&batches);
}

static void
few_files_are_few_processes(void **state)
{
    (void)state;
    tree.wanted[5] = tree.wanted[6] = true;
    struct batches batches = make(CONF_BATCH_CHUNK, 16, 0, NULL);
    assert_int_equal(batches.items.len, 2);
    batches_release(&batches);
}

static void
whole_is_everything_once_anything_is_wanted(void **state)
{
    (void)state;
    tree.wanted[FILES / 2] = true;
    struct batches batches = make(CONF_BATCH_WHOLE, 4, 10, NULL);
    assert_int_equal(batches.items.len, 1);
    assert_int_equal(batches.items.items[0].len, FILES);
    batches_release(&batches);
}

static void
a_fixed_piece_is_the_same_whatever_is_wanted_of_it(void **state)
{
    (void)state;
    tree.wanted[500] = true;
    struct batches one = make(CONF_BATCH_FIXED, 4, 0, NULL);
    assert_int_equal(one.items.len, 1);
    memset(tree.wanted, 1, sizeof(tree.wanted));
    struct batches all = make(CONF_BATCH_FIXED, 4, 0, NULL);
    const struct batch *piece = &one.items.items[0];
    bool found = false;
    for (size_t i = 0; i < all.items.len; i++) {
        const struct batch *batch = &all.items.items[i];
        found |= batch->len == piece->len &&
                 memcmp(batch->files, piece->files,
                        batch->len * sizeof(*batch->files)) == 0;
    }
    assert_true(found);
    batches_release(&one);
    batches_release(&all);
}

static void
files_of_two_groups_share_no_batch(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < FILES; i++) {
        tree.wanted[i] = true;
        tree.groups[i] = i % 3;
    }
    for (int per_batch = CONF_BATCH_FILE; per_batch <= CONF_BATCH_WHOLE;
         per_batch++) {
        int counts[FILES];
        struct batches batches =
            make((enum conf_per_batch)per_batch, 2, 0, tree.groups);
        count_files(&batches, counts);
        for (size_t i = 0; i < batches.items.len; i++) {
            const struct batch *batch = &batches.items.items[i];
            for (size_t j = 0; j < batch->len; j++) {
                assert_int_equal(batch->files[j] % 3, batch->files[0] % 3);
            }
        }
        for (int i = 0; i < FILES; i++) {
            assert_int_equal(counts[i], 1);
        }
        batches_release(&batches);
    }
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_tree, drop_tree)
    const struct CMUnitTest tests[] = {
        TEST(nothing_wanted_is_no_batch),
        TEST(chunks_hold_what_is_wanted_once_and_cost_the_same),
        TEST(no_chunk_is_longer_than_asked_for),
        TEST(few_files_are_few_processes),
        TEST(whole_is_everything_once_anything_is_wanted),
        TEST(a_fixed_piece_is_the_same_whatever_is_wanted_of_it),
        TEST(files_of_two_groups_share_no_batch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
