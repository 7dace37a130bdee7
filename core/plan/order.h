/* SPDX-License-Identifier: MIT */
/*
 * order - the files of a tree sorted by path.
 *
 * A walked tree is sorted already; files that resolution met later stand at
 * its end, and whoever prints wants them in their place.
 *
 * Ownership: owns its arrays.
 */
#ifndef CORE_PLAN_ORDER_H
#define CORE_PLAN_ORDER_H

#include "core/sys/tree.h"

struct order {
    file_id *files; /* sorted by path */
    uint32_t *rank; /* by file_id: its place in files */
    size_t len;
};

void order_init(struct order *order, const struct tree *tree);
void order_release(struct order *order);

#endif
