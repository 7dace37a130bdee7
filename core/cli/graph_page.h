/* SPDX-License-Identifier: MIT */
/*
 * graph_page - `graph --format html`: the graph as a page to look at.
 *
 * The page gets all edges and what belongs to them as arrays of numbers, so
 * that it grows by a few bytes with each edge, and does the rest itself
 * (config/page/graph_*.js):
 *
 *     {"title": name of the root's folder, "conftest": kind that counts at
 *      `content` only, "loading": kinds that cycles are made of,
 *      "kinds": [name], "levels": [name],
 *      "paths": [path],              sorted by bytes; files are places in it
 *      "others": [file],             of them, those that are no subjects
 *      "degrees": [n],               by file: how many edges it has
 *      "targets": [file],            of all edges, file by file
 *      "masks": [bits of kinds], "kinds_of": [place in masks, by edge],
 *      "cycles": [[file]],           as `imports` takes them (cycles.h)
 *      "base": "HEAD" | null, "note": why there is none,
 *      "changed": [file], "affected": {level: [file]}}
 *
 * An edge stands there once for each set of kinds that it has, so that
 * leaving a kind out means the same as in other formats.
 *
 * Ownership: borrows everything.
 */
#ifndef CORE_CLI_GRAPH_PAGE_H
#define CORE_CLI_GRAPH_PAGE_H

#include "core/cli/cmd.h"
#include "core/plan/state.h"

struct graph_page_options {
    /* Is an edge of these kinds wanted? */
    bool (*wanted)(const void *context, uint16_t kinds);
    const void *context;
};

/* Print the page about the disk, compared with HEAD if there is one. */
int graph_page_print(struct cli *cli, const struct graph_page_options *options,
                     struct err *err);

#endif
