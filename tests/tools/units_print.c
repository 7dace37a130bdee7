/* SPDX-License-Identifier: MIT */
/*
 * units_print - the graph of units of the project in a folder.
 *
 *     units_print LEVEL FOLDER CACHE
 *
 * Prints a line per node, `node NUMBER DIGEST SEEN… PATH:UNIT`, where SEEN
 * are the numbers of the nodes that it has edges to, and one per file, `file
 * SEEN… PATH`, of the nodes that its text refers to.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/plan/disk.h"
#include "core/plan/keys.h"
#include "core/plan/symbol_cache.h"

static void
print_node(const struct unit_graph *graph, uint32_t node, struct str path,
           struct str unit)
{
    char text[DIGEST_TEXT_MAX];
    uint32_t len;
    const node_id *edges = graph_edges(&graph->graph, node, &len);
    printf("node %u %s", node, digest_text(HASH_XXH3, &graph->own[node], text));
    for (uint32_t i = 0; i < len; i++) {
        printf(" %u", edges[i]);
    }
    printf(" %.*s:%.*s\n", (int)path.len, path.data, (int)unit.len, unit.data);
}

static void
print_file(const struct unit_graph *graph, file_id file, struct str path)
{
    static const char *const names[UNIT_NODE_FIRST] = {"(whole)", "(base)",
                                                       "(names)", "(imports)"};
    const struct unit_file *entry = &graph->files.files[file];
    for (uint32_t i = 0; i < UNIT_NODE_FIRST; i++) {
        print_node(graph, entry->node + i, path, str_from(names[i]));
    }
    for (uint32_t i = UNITS_NAMED;
         !entry->opaque && i < entry->symbols.units_len; i++) {
        print_node(graph, entry->node + UNIT_NODE_FIRST + i - UNITS_NAMED, path,
                   symbols_name(&entry->symbols, entry->symbols.units[i].name));
    }
    uint32_t len;
    const node_id *seen = graph_edges(&graph->texts, file, &len);
    printf("file");
    for (uint32_t i = 0; i < len; i++) {
        printf(" %u", seen[i]);
    }
    printf(" %.*s\n", (int)path.len, path.data);
}

static int
print_project(const struct disk_options *disk, enum level level,
              struct err *err)
{
    struct keys keys;
    struct state *state;
    struct disk_report report;
    if (disk_load(disk, &state, &report, err) != 0) {
        return -1;
    }
    state_resolve(state);
    keys_compute(state, key_kind(level, PRECISION_SYMBOL), NULL, &keys);
    for (file_id file = 0; file < keys.len; file++) {
        print_file(&keys.units, file, state->tree.files.items[file].path);
    }
    keys_release(&keys);
    state_free(state);
    return 0;
}

int
main(int argc, char **argv)
{
    struct conf conf;
    struct err err = {0};
    struct log log = {0};
    enum level level;
    if (argc != 4 || level_parse(argv[1], &level, &err) != 0 ||
        conf_load(NULL, NULL, &conf, &err) != 0) {
        fprintf(stderr, "usage: units_print LEVEL FOLDER CACHE\n");
        return 2;
    }
    struct symbol_cache_options options = {
        .dir = str_from(argv[3]),
        .root = str_from(argv[2]),
        .namespace = STR("main"),
        .algorithm = HASH_XXH3,
        .jobs = 1,
        .log = &log,
    };
    struct disk_options disk = {
        .root = str_from(argv[2]),
        .conf = &conf,
        .jobs = 1,
        .log = &log,
        .read_only = true,
        .symbols = symbol_cache_new(&options),
    };
    int status = print_project(&disk, level, &err);
    if (status != 0) {
        fprintf(stderr, "%s\n", err.text);
    }
    symbol_cache_free(disk.symbols);
    conf_release(&conf);
    return status == 0 ? 0 : 2;
}
