/* SPDX-License-Identifier: MIT */
#include "core/cli/graph_page.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/base/page.h"
#include "core/cli/disk_state.h"
#include "core/cli/graph_affected.h"
#include "core/graph/scc.h"
#include "core/plan/order.h"
#include "core/run/cycles.h"
#include "core/sys/path.h"

/* Of 2^14 sets of kinds a tree has some fifty. */
enum { MASKS_MAX = 1 << EDGE_KINDS, NO_MASK = UINT16_MAX };

struct numbers {
    VEC_FIELDS(uint32_t);
};

struct page {
    const struct graph_page_options *options;
    struct state *state;
    struct order order;
    uint32_t *number;     /* by file_id: of the page; UINT32_MAX: not in it */
    struct numbers files; /* by number: file_id */
    struct graph loading; /* by file_id: edges at import time */
    struct numbers degrees, targets, kinds_of, masks;
    uint16_t *mask_of; /* by kinds: place in masks, or NO_MASK */
    struct buf *out;
};

/* ---- edges */

static int
compare_edges(const void *a, const void *b)
{
    const struct edge *x = a;
    const struct edge *y = b;
    if (x->to != y->to) {
        return x->to < y->to ? -1 : 1;
    }
    return (x->kinds > y->kinds) - (x->kinds < y->kinds);
}

/* The wanted edges of a file, each target and set of kinds once. */
static void
wanted_edges(const struct page *page, file_id file, struct edge_list *edges)
{
    size_t kept = 0;
    state_edges(page->state, file, edges);
    for (size_t i = 0; i < edges->len; i++) {
        if (page->options->wanted(page->options->context,
                                  edges->items[i].kinds)) {
            edges->items[kept++] = edges->items[i];
        }
    }
    edges->len = kept;
    if (kept > 1) {
        qsort(edges->items, kept, sizeof(*edges->items), compare_edges);
    }
    kept = 0;
    for (size_t i = 0; i < edges->len; i++) {
        if (i == 0 ||
            compare_edges(&edges->items[i], &edges->items[kept - 1])) {
            edges->items[kept++] = edges->items[i];
        }
    }
    edges->len = kept;
}

/* Subjects, and what they reach. */
static void
number_files(struct page *page)
{
    const struct tree *tree = &page->state->tree;
    struct edge_list edges = {0};
    unsigned char *shown = memory_zero(tree->files.len + 1);
    for (file_id file = 0; file < tree->files.len; file++) {
        wanted_edges(page, file, &edges);
        shown[file] |= edges.len > 0 ||
                       (tree->files.items[file].flags & FILE_SUBJECT) != 0;
        for (size_t i = 0; i < edges.len; i++) {
            shown[edges.items[i].to] = 1;
        }
    }
    for (size_t i = 0; i < page->order.len; i++) {
        file_id file = page->order.files[i];
        page->number[file] = UINT32_MAX;
        if (shown[file]) {
            page->number[file] = (uint32_t)page->files.len;
            VEC_PUSH(&page->files, file);
        }
    }
    VEC_RELEASE(&edges);
    free(shown);
}

static uint32_t
mask_number(struct page *page, uint16_t kinds)
{
    uint16_t *known = &page->mask_of[kinds & EDGE_ALL];
    if (*known == NO_MASK) {
        *known = (uint16_t)page->masks.len;
        VEC_PUSH(&page->masks, kinds & EDGE_ALL);
    }
    return *known;
}

static void
collect_edges(struct page *page)
{
    struct edge_list edges = {0};
    for (size_t i = 0; i < MASKS_MAX; i++) {
        page->mask_of[i] = NO_MASK;
    }
    for (size_t i = 0; i < page->files.len; i++) {
        wanted_edges(page, page->files.items[i], &edges);
        VEC_PUSH(&page->degrees, (uint32_t)edges.len);
        for (size_t j = 0; j < edges.len; j++) {
            const struct edge *edge = &edges.items[j];
            VEC_PUSH(&page->targets, page->number[edge->to]);
            VEC_PUSH(&page->kinds_of, mask_number(page, edge->kinds));
        }
    }
    VEC_RELEASE(&edges);
}

/* What runs at import time, whatever is wanted: a cycle is one all the same. */
static void
build_loading(struct page *page)
{
    struct edge_list edges = {0};
    uint32_t len = (uint32_t)page->state->tree.files.len;
    graph_init(&page->loading, len);
    for (file_id file = 0; file < len; file++) {
        graph_begin_node(&page->loading);
        state_edges(page->state, file, &edges);
        for (size_t i = 0; i < edges.len; i++) {
            if (!(edges.items[i].kinds & CYCLES_NOT_AT_LOADING)) {
                graph_add_edge(&page->loading, edges.items[i].to);
            }
        }
    }
    graph_finish(&page->loading);
    VEC_RELEASE(&edges);
}

/* ---- writing */

static void
write_key(struct page *page, const char *key)
{
    buf_printf(page->out, ",\n\"%s\":", key);
}

static void
write_numbers(struct page *page, const char *key, const struct numbers *numbers)
{
    write_key(page, key);
    page_numbers(numbers->items, numbers->len, page->out);
}

static void
write_names(struct page *page, const char *key, const char *(*name)(int),
            int len)
{
    write_key(page, key);
    for (int i = 0; i < len; i++) {
        buf_byte(page->out, i == 0 ? '[' : ',');
        page_text(str_from(name(i)), page->out);
    }
    buf_byte(page->out, ']');
}

static const char *
kind_name(int kind)
{
    return edge_kind_names[kind];
}

static const char *
name_of_level(int level)
{
    return level_name((enum level)level);
}

static void
write_files(struct page *page)
{
    struct numbers others = {0};
    const struct tree *tree = &page->state->tree;
    write_key(page, "paths");
    buf_byte(page->out, '[');
    for (size_t i = 0; i < page->files.len; i++) {
        const struct tree_file *file = &tree->files.items[page->files.items[i]];
        buf_text(page->out, i == 0 ? "" : ",");
        page_text(file->path, page->out);
        if (!(file->flags & FILE_SUBJECT)) {
            VEC_PUSH(&others, (uint32_t)i);
        }
    }
    buf_byte(page->out, ']');
    write_numbers(page, "others", &others);
    VEC_RELEASE(&others);
}

/* Members of components are in the order of the page once sorted. */
static void
write_knot(struct page *page, const struct scc *scc, uint32_t component)
{
    struct numbers knot = {0};
    for (uint32_t i = scc->first[component]; i < scc->first[component + 1];
         i++) {
        if (page->number[scc->members[i]] != UINT32_MAX) {
            VEC_PUSH(&knot, page->number[scc->members[i]]);
        }
    }
    page_numbers(knot.items, knot.len, page->out);
    VEC_RELEASE(&knot);
}

static void
write_cycles(struct page *page)
{
    struct scc scc;
    bool any = false;
    build_loading(page);
    scc_find(&page->loading, &scc);
    write_key(page, "cycles");
    buf_byte(page->out, '[');
    for (uint32_t i = 0; i < scc.len; i++) {
        if (scc.first[i + 1] - scc.first[i] > 1) {
            buf_text(page->out, any ? "," : "");
            write_knot(page, &scc, i);
            any = true;
        }
    }
    buf_byte(page->out, ']');
    scc_release(&scc);
    graph_release(&page->loading);
}

/* Paths of files that may be affected, as numbers of the page. */
static void
write_paths(struct page *page, const struct path_list *paths)
{
    struct numbers found = {0};
    for (size_t i = 0; i < paths->len; i++) {
        file_id file = tree_find_file(&page->state->tree, paths->items[i]);
        if (file != NO_FILE && page->number[file] != UINT32_MAX) {
            VEC_PUSH(&found, page->number[file]);
        }
    }
    page_numbers(found.items, found.len, page->out);
    VEC_RELEASE(&found);
}

static void
write_affected(struct page *page, const struct graph_affected *affected)
{
    write_key(page, "base");
    buf_text(page->out, affected->note.len > 0 ? "null" : "\"HEAD\"");
    write_key(page, "note");
    page_text(affected->note, page->out);
    write_key(page, "changed");
    write_paths(page, &affected->changed);
    write_key(page, "affected");
    for (int level = 0; level < LEVELS; level++) {
        buf_printf(page->out, "%s\"%s\":", level == 0 ? "{" : ",\n",
                   name_of_level(level));
        write_paths(page, &affected->levels[level]);
    }
    buf_byte(page->out, '}');
}

static void
write_data(struct page *page, struct str title,
           const struct graph_affected *affected)
{
    buf_text(page->out, "{\"title\":");
    page_text(title, page->out);
    buf_printf(page->out, ",\"conftest\":%d,\"loading\":%d", EDGE_CONFTEST,
               EDGE_ALL & ~CYCLES_NOT_AT_LOADING);
    write_names(page, "kinds", kind_name, EDGE_KINDS);
    write_names(page, "levels", name_of_level, LEVELS);
    write_files(page);
    write_numbers(page, "degrees", &page->degrees);
    write_numbers(page, "targets", &page->targets);
    write_numbers(page, "masks", &page->masks);
    write_numbers(page, "kinds_of", &page->kinds_of);
    write_cycles(page);
    write_affected(page, affected);
    buf_text(page->out, "}\n");
}

static void
write_page(struct page *page, struct str root,
           const struct graph_affected *affected)
{
    ptrdiff_t slash = str_find_last_byte(root, '/');
    struct str title = str_slice(root, (size_t)(slash + 1), root.len);
    size_t len = page->state->tree.files.len + 1;
    page->number = memory_new(len * sizeof(*page->number));
    page->mask_of = memory_new(MASKS_MAX * sizeof(*page->mask_of));
    order_init(&page->order, &page->state->tree);
    number_files(page);
    collect_edges(page);
    page_begin("graph.html", title, page->out);
    write_data(page, title, affected);
    page_end("graph.html", page->out);
    order_release(&page->order);
    free(page->number);
    free(page->mask_of);
    VEC_RELEASE(&page->files);
    VEC_RELEASE(&page->degrees);
    VEC_RELEASE(&page->targets);
    VEC_RELEASE(&page->kinds_of);
    VEC_RELEASE(&page->masks);
}

int
graph_page_print(struct cli *cli, const struct graph_page_options *options,
                 struct err *err)
{
    struct buf out;
    struct disk_report report;
    struct graph_affected affected;
    struct page page = {.options = options, .out = &out};
    if (cli_disk_state(cli, &page.state, &report, err) != 0) {
        return -1;
    }
    state_resolve(page.state);
    graph_affected_find(cli, &affected);
    buf_init(&out, BUF_UNLIMITED);
    write_page(&page, cli->root, &affected);
    cli_print(cli, &out);
    buf_release(&out);
    graph_affected_release(&affected);
    state_free(page.state);
    return 0;
}
