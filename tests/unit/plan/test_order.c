/* SPDX-License-Identifier: MIT */
#include "core/plan/order.h"

#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Sorted by path, and rank is the inverse of files. */
static void
check(const struct tree *tree)
{
    struct order order;
    order_init(&order, tree);
    assert_int_equal(order.len, tree->files.len);
    for (size_t i = 0; i < order.len; i++) {
        assert_int_equal(order.rank[order.files[i]], i);
        if (i > 0) {
            struct str before = tree->files.items[order.files[i - 1]].path;
            struct str here = tree->files.items[order.files[i]].path;
            assert_true(str_compare(before, here) < 0);
        }
    }
    order_release(&order);
}

static void
files_met_late_stand_in_their_place(void **state)
{
    struct tree tree;

    (void)state;
    tree_init(&tree);
    check(&tree);
    tree_add_file(&tree, ROOT_DIR, STR("b.py"), 0);
    tree_add_file(&tree, ROOT_DIR, STR("d.py"), 0);
    check(&tree);
    tree_add_file(&tree, ROOT_DIR, STR("c.py"), 0);
    tree_add_file(&tree, ROOT_DIR, STR("a.py"), 0);
    tree_add_file(&tree, ROOT_DIR, STR("e.py"), 0);
    check(&tree);
    tree_release(&tree);
}

static void
many_files_in_any_order_come_out_sorted(void **state)
{
    struct tree tree;
    uint32_t number = 1;

    (void)state;
    tree_init(&tree);
    for (int i = 0; i < 2000; i++) {
        char name[24];
        number = number * 1664525 + 1013904223;
        snprintf(name, sizeof(name), "%08x-%d.py", number, i);
        tree_add_file(&tree, ROOT_DIR, str_from(name), 0);
    }
    check(&tree);
    tree_release(&tree);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_met_late_stand_in_their_place),
        cmocka_unit_test(many_files_in_any_order_come_out_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
