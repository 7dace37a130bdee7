/* SPDX-License-Identifier: MIT */
#include "core/python/items.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

void
items_merge(struct import_items *items, size_t middle)
{
    size_t added_len = items->len - middle;
    if (added_len == 0) {
        return;
    }
    size_t bytes = added_len * sizeof(*items->items);
    struct import_item *added = memory_new(bytes);
    memcpy(added, items->items + middle, bytes);
    /* From the end, so that nothing is overwritten before it has moved. */
    size_t to = items->len;
    while (added_len > 0) {
        const struct import_item *last = &added[added_len - 1];
        if (middle > 0 && items->items[middle - 1].line > last->line) {
            items->items[--to] = items->items[--middle];
        } else {
            items->items[--to] = *last;
            added_len--;
        }
    }
    free(added);
}
