/* SPDX-License-Identifier: MIT */
#include "core/cli/comparing.h"

#include <string.h>

static int
check(const struct base_values *values, bool has_files, struct err *err)
{
    bool refs = values->from_ref || values->to_ref;
    int given = (values->since != NULL) + values->staged + refs +
                (values->baseline != NULL) + has_files;
    if (given > 1) {
        return err_set(err, ERR_USAGE,
                       "give one of FILE…, --since, --staged, --from-ref "
                       "with --to-ref, and --baseline");
    }
    if (refs && !(values->from_ref && values->to_ref)) {
        return err_set(err, ERR_USAGE,
                       "--from-ref and --to-ref belong together");
    }
    return 0;
}

int
comparing_options(const struct base_values *values, const struct str *files,
                  size_t files_len, struct base_options *options,
                  struct err *err)
{
    *options = (struct base_options){
        .since = values->since,
        .staged = values->staged,
        .from_ref = values->from_ref,
        .to_ref = values->to_ref,
        .baseline = values->baseline,
        .files = files,
        .files_len = files_len,
        .level = LEVEL_CONTENT,
        .level_given = values->level != NULL,
        .precision_given = values->precision != NULL,
    };
    if (check(values, files != NULL, err) != 0) {
        return -1;
    }
    if (values->level &&
        level_parse(values->level, &options->level, err) != 0) {
        return -1;
    }
    return values->precision
               ? precision_parse(values->precision, &options->precision, err)
               : 0;
}

int
comparing_run(struct cli *cli, const struct base_options *options,
              struct base *base, struct err *err)
{
    struct disk_options disk = {
        .root = cli->root,
        .conf = &cli->conf,
        .jobs = cli->jobs,
        .log = &cli->log,
        .symbols = cli->symbols,
        .timeline = cli->timeline,
    };
    return base_compare(&disk, options, base, err);
}

/* What the edge goes through, as one would write it. */
static struct str
written_module(const struct state *state, const struct edge *edge,
               struct arena *arena)
{
    struct buf text;
    buf_init(&text, BUF_UNLIMITED);
    if (edge->submodule) {
        state_submodule_name(
            state, &state->submodules.items[edge->submodule - 1], &text);
    } else {
        state_written_module(&state->resolver.references.items[edge->reference],
                             &text);
    }
    struct str written = arena_str(arena, buf_view(&text));
    buf_release(&text);
    return written;
}

static bool
is_better(const struct edge *edge, const struct edge *best)
{
    bool parent = edge->kinds & EDGE_PARENT;
    bool best_parent = best->kinds & EDGE_PARENT;
    if (parent != best_parent) {
        return !parent;
    }
    return edge->line != 0 && (best->line == 0 || edge->line < best->line);
}

static struct str
module_name(struct state *state, file_id file, struct arena *arena)
{
    dir_id root;
    struct buf text;
    buf_init(&text, BUF_UNLIMITED);
    resolve_module_name(&state->resolver, file, &text, &root);
    struct str name = arena_str(arena, buf_view(&text));
    buf_release(&text);
    return name;
}

struct comparing_step
comparing_step(struct state *state, file_id from, file_id to,
               struct arena *arena)
{
    struct edge_list edges = {0};
    struct edge best = {.reference = NO_REFERENCE, .kinds = EDGE_PARENT};
    state_edges(state, from, &edges);
    for (size_t i = 0; i < edges.len; i++) {
        if (edges.items[i].to == to && is_better(&edges.items[i], &best)) {
            best = edges.items[i];
        }
    }
    VEC_RELEASE(&edges);
    struct comparing_step step = {.line = best.line};
    if (best.reference != NO_REFERENCE) {
        const struct reference *reference =
            &state->resolver.references.items[best.reference];
        step.module = written_module(state, &best, arena);
        step.uses = best.submodule != 0;
        step.name =
            step.uses ? STR("") : fact_name(reference->table, reference->fact);
    } else {
        step.module = module_name(state, to, arena);
    }
    return step;
}
