/* SPDX-License-Identifier: MIT */
/*
 * imports_print - what mypy takes for imports in the project in a folder
 *
 * (edge_graphs.h).
 *
 *     imports_print FOLDER
 *
 * Prints a line `PATH PATH` per import of a file.
 */
#include <stdio.h>

#include "core/plan/disk.h"
#include "core/plan/edge_graphs.h"

static void
print_project(struct state *state)
{
    const struct tree_file *files = state->tree.files.items;
    struct edge_list edges = {0};
    size_t len = state->tree.files.len;
    for (file_id file = 0; file < len; file++) {
        state_edges(state, file, &edges);
        for (size_t i = 0; i < edges.len; i++) {
            struct str from = files[file].path;
            struct str to = files[edges.items[i].to].path;
            if (edge_is_import(state, &edges.items[i])) {
                printf("%.*s %.*s\n", (int)from.len, from.data, (int)to.len,
                       to.data);
            }
        }
    }
    VEC_RELEASE(&edges);
}

int
main(int argc, char **argv)
{
    struct conf conf;
    struct err err = {0};
    struct log log = {0};
    struct state *state;
    struct disk_report report;
    if (argc != 2 || conf_load(NULL, NULL, &conf, &err) != 0) {
        fprintf(stderr, "usage: imports_print FOLDER\n");
        return 2;
    }
    struct disk_options disk = {
        .root = str_from(argv[1]),
        .conf = &conf,
        .jobs = 1,
        .log = &log,
        .read_only = true,
    };
    int status = disk_load(&disk, &state, &report, &err);
    if (status == 0) {
        state_resolve(state);
        print_project(state);
        state_free(state);
    } else {
        fprintf(stderr, "%s\n", err.text);
    }
    conf_release(&conf);
    return status == 0 ? 0 : 2;
}
