/* SPDX-License-Identifier: MIT */
#include "core/plan/order.h"

#include <stdlib.h>

#include "core/base/memory.h"

struct row {
    struct str path;
    file_id file;
};

static int
compare_rows(const void *a, const void *b)
{
    return str_compare(((const struct row *)a)->path,
                       ((const struct row *)b)->path);
}

static void
sort_all(struct order *order, const struct tree *tree)
{
    struct row *rows = memory_new((order->len + 1) * sizeof(*rows));
    for (size_t i = 0; i < order->len; i++) {
        rows[i] = (struct row){tree->files.items[i].path, (file_id)i};
    }
    qsort(rows, order->len, sizeof(*rows), compare_rows);
    for (size_t i = 0; i < order->len; i++) {
        order->files[i] = rows[i].file;
    }
    free(rows);
}

void
order_init(struct order *order, const struct tree *tree)
{
    order->len = tree->files.len;
    order->files = memory_new((order->len + 1) * sizeof(file_id));
    order->rank = memory_new((order->len + 1) * sizeof(uint32_t));
    for (size_t i = 0; i < order->len; i++) {
        order->files[i] = (file_id)i;
    }
    if (tree->sorted_files < order->len) {
        sort_all(order, tree);
    }
    for (size_t i = 0; i < order->len; i++) {
        order->rank[order->files[i]] = (uint32_t)i;
    }
}

void
order_release(struct order *order)
{
    free(order->files);
    free(order->rank);
}
