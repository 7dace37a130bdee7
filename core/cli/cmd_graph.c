/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "core/base/memory.h"
#include "core/cli/disk_state.h"
#include "core/cli/graph_page.h"
#include "core/graph/emit.h"
#include "core/plan/order.h"

enum direction { DEPENDENCIES, DEPENDENTS };

static const char *const directions[] = {"dependencies", "dependents", NULL};
static const char *const formats[] = {"json", "dot",  "mermaid",
                                      "text", "html", NULL};

/* Behind those of emit.h. */
enum { FORMAT_HTML = EMIT_TEXT + 1 };

struct values {
    int direction; /* enum direction */
    int format;    /* enum emit_format, or FORMAT_HTML */
    bool no_parents;
    /* Imports of any kind in `keep` (0: all) and of none in `drop`. */
    uint16_t keep;
    uint16_t drop;
};

static int
find_kind(struct str word, uint16_t *bit, struct err *err)
{
    for (int i = 0; i < EDGE_KINDS; i++) {
        if (str_equal(word, str_from(edge_kind_names[i]))) {
            *bit = (uint16_t)(1u << i);
            return 0;
        }
    }
    return err_set(err, ERR_USAGE,
                   "`%.*s` is no kind of edge; the kinds are import, from, "
                   "star, local, type_checking, weak, lazy, dynamic, string, "
                   "parent, stub, submodule, conftest, depends",
                   (int)word.len, word.data);
}

/* "from,import" keeps these, "-local" leaves one out. */
static int
read_kinds(void *pointer, const char *text, struct err *err)
{
    struct values *values = pointer;
    struct str rest = str_from(text);
    while (rest.data) {
        struct str word = str_trim(str_split(&rest, ','));
        bool negative = word.len > 0 && word.data[0] == '-';
        uint16_t bit = 0;
        if (find_kind(str_slice(word, negative, word.len), &bit, err) != 0) {
            return -1;
        }
        if (negative) {
            values->drop |= bit;
        } else {
            values->keep |= bit;
        }
    }
    return 0;
}

static bool
is_wanted(const struct values *values, uint16_t kinds)
{
    if (values->no_parents && (kinds & EDGE_PARENT)) {
        return false;
    }
    return !(kinds & values->drop) &&
           (values->keep == 0 || (kinds & values->keep));
}

static bool
page_wants(const void *context, uint16_t kinds)
{
    return is_wanted(context, kinds);
}

static void
build(struct state *state, const struct values *values, struct graph *graph)
{
    struct edge_list edges = {0};
    graph_init(graph, (uint32_t)state->tree.files.len);
    for (file_id file = 0; file < state->tree.files.len; file++) {
        graph_begin_node(graph);
        state_edges(state, file, &edges);
        for (size_t i = 0; i < edges.len; i++) {
            if (is_wanted(values, edges.items[i].kinds)) {
                graph_add_edge(graph, edges.items[i].to);
            }
        }
    }
    graph_finish(graph);
    VEC_RELEASE(&edges);
}

static void
print(struct cli *cli, struct state *state, const struct graph *graph,
      enum emit_format format)
{
    struct order order;
    struct buf text;
    size_t len = state->tree.files.len;
    struct str *names = memory_new((len + 1) * sizeof(*names));
    unsigned char *shown = memory_zero(len + 1);
    order_init(&order, &state->tree);
    for (size_t i = 0; i < len; i++) {
        names[i] = state->tree.files.items[i].path;
        shown[i] = (state->tree.files.items[i].flags & FILE_SUBJECT) != 0;
    }
    struct emit emit = {.graph = graph,
                        .names = names,
                        .order = order.files,
                        .rank = order.rank,
                        .order_len = (uint32_t)order.len,
                        .shown = shown};
    buf_init(&text, BUF_UNLIMITED);
    emit_graph(&emit, format, &text);
    cli_print(cli, &text);
    buf_release(&text);
    order_release(&order);
    free(names);
    free(shown);
}

static int
print_page(struct cli *cli, const struct values *values, struct err *err)
{
    const struct graph_page_options page = {
        .wanted = page_wants,
        .context = values,
    };
    return graph_page_print(cli, &page, err) == 0 ? CLI_CLEAN : -1;
}

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    const struct values *values = args->values;
    struct state *state;
    struct disk_report report;
    struct graph graph;
    if (cli_expect_words(args, 0, 0, "nothing", err) != 0) {
        return -1;
    }
    if (values->format == FORMAT_HTML) {
        return print_page(cli, values, err);
    }
    if (cli_disk_state(cli, &state, &report, err) != 0) {
        return -1;
    }
    state_resolve(state);
    build(state, values, &graph);
    if (values->direction == DEPENDENTS) {
        struct graph reverse;
        graph_reverse(&graph, &reverse);
        graph_release(&graph);
        graph = reverse;
    }
    struct span span = span_begin(cli->timeline, PHASE_REPORT);
    print(cli, state, &graph, (enum emit_format)values->format);
    span_end(&span);
    graph_release(&graph);
    state_free(state);
    return CLI_CLEAN;
}

static const struct opt options[] = {
    {.name = "direction",
     .kind = OPT_WORD,
     .words = directions,
     .value = "WHICH",
     OPT_AT(struct values, direction),
     .help = "what a file depends on (dependencies), or the reverse; html has "
             "both"},
    {.name = "format",
     .kind = OPT_WORD,
     .words = formats,
     .value = "FORMAT",
     OPT_AT(struct values, format),
     .help = "json, dot (Graphviz), mermaid, text, or html: a page to look at"},
    {.name = "kinds",
     .kind = OPT_CALL,
     .value = "KIND,…",
     .call = read_kinds,
     .help = "keep edges of these kinds only; -KIND leaves one out"},
    {.name = "no-parents",
     .kind = OPT_FLAG,
     OPT_AT(struct values, no_parents),
     .help = "leave out the implied __init__.py of packages above"},
    {0},
};

static const struct cmd_example examples[] = {
    {"depstamp graph --no-parents --format text",
     "who imports whom, for people"},
    {"depstamp graph --direction dependents",
     "for each file those that need it"},
    {"depstamp graph --format dot --kinds=-type_checking",
     "a picture without what only type checkers read"},
    {"depstamp graph --format html >graph.html",
     "a page to open in a browser and look around in"},
    {0},
};

const struct cmd cmd_graph = {
    .name = "graph",
    .help = "print which file depends on which",
    .options = options,
    .values_size = sizeof(struct values),
    .examples = examples,
    .run = run,
};
