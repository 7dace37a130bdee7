/* SPDX-License-Identifier: MIT */
#include "core/plan/manifest.h"
#include "core/run/builtin.h"
#include "core/run/cycles.h"

struct importing {
    struct task *task;
    struct arena arena;
    struct diagnostic_list findings; /* of all files */
};

/* Who catches ImportError, or only names the module, may miss it. */
static bool
may_be_missing(uint16_t kinds)
{
    return kinds & (EDGE_WEAK | EDGE_DYNAMIC | EDGE_STRING);
}

static void
find_missing(struct importing *importing, const struct site *site, file_id file)
{
    size_t len;
    struct state *state = importing->task->view->state;
    const struct resolved_import *imports = state_imports(state, file, &len);
    for (size_t i = 0; i < len; i++) {
        const struct reference *reference =
            &state->resolver.references.items[imports[i].reference];
        uint16_t kinds = edge_kinds_of(&imports[i], reference->fact);
        if (may_be_missing(kinds) ||
            import_status(state, reference, site) != IMPORT_MISSING) {
            continue;
        }
        struct buf module;
        buf_init(&module, BUF_UNLIMITED);
        state_written_module(reference, &module);
        VEC_PUSH(&importing->findings,
                 (struct diagnostic){
                     .path = state->tree.files.items[file].path,
                     .line = imports[i].line,
                     .code = STR("missing-import"),
                     .severity = SEVERITY_ERROR,
                     .message = str_from(arena_printf(
                         &importing->arena, "no module named `%.*s`",
                         (int)module.len, module.data)),
                 });
        buf_release(&module);
    }
}

static struct str
describe(struct importing *importing, const struct cycle *cycle)
{
    struct buf text;
    const struct tree *tree = &importing->task->view->state->tree;
    buf_init(&text, BUF_UNLIMITED);
    buf_text(&text, "import cycle: ");
    for (size_t i = 0; i <= cycle->len; i++) {
        buf_text(&text, i > 0 ? " -> " : "");
        buf_str(&text, tree->files.items[cycle->files[i % cycle->len]].path);
    }
    if (cycle->knot > cycle->len) {
        buf_printf(&text, " (the shortest of %zu files that import each other)",
                   cycle->knot);
    }
    struct str kept = arena_str(&importing->arena, buf_view(&text));
    buf_release(&text);
    return kept;
}

static void
find_cycles(struct importing *importing)
{
    struct state *state = importing->task->view->state;
    struct cycle_list cycles = {0};
    cycles_find(state, &importing->arena, &cycles);
    for (size_t i = 0; i < cycles.len; i++) {
        const struct cycle *cycle = &cycles.items[i];
        VEC_PUSH(&importing->findings,
                 (struct diagnostic){
                     .path = state->tree.files.items[cycle->files[0]].path,
                     .line = cycle->line,
                     .code = STR("import-cycle"),
                     .severity = SEVERITY_WARNING,
                     .message = describe(importing, cycle),
                 });
    }
    VEC_RELEASE(&cycles);
}

/* What is new counts as analyzed, all is as found now. */
static void
set_all(struct importing *importing)
{
    size_t at = 0;
    struct task *task = importing->task;
    const struct tree *tree = &task->view->state->tree;
    const struct diagnostic_list *findings = &importing->findings;
    for (size_t i = 0; i < task->answers.items.len; i++) {
        struct answer *answer = &task->answers.items.items[i];
        enum answer_state before = answer->state;
        while (at < findings->len &&
               str_compare(findings->items[at].path, answer->path) < 0) {
            at++;
        }
        size_t from = at;
        while (at < findings->len &&
               str_equal(findings->items[at].path, answer->path)) {
            at++;
        }
        if (before == ANSWER_UNKNOWN && !answer->candidate) {
            continue;
        }
        if (tree->files.items[answer->file].flags & FILE_FAILED) {
            builtin_unread(task, answer);
            continue;
        }
        answers_set(&task->answers, answer,
                    findings->items ? findings->items + from : NULL, at - from,
                    0);
        answer->kept = true;
        if (before == ANSWER_REPLAYED) {
            answer->state = before;
        } else {
            task->analyzed++;
        }
    }
}

void
builtin_imports(struct task *task, const struct site *site)
{
    struct importing importing = {.task = task};
    arena_init(&importing.arena);
    for (size_t i = 0; i < task->answers.items.len; i++) {
        find_missing(&importing, site, task->answers.items.items[i].file);
    }
    find_cycles(&importing);
    diagnostics_sort(&importing.findings);
    set_all(&importing);
    VEC_RELEASE(&importing.findings);
    arena_release(&importing.arena);
}
