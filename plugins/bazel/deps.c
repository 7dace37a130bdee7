/* SPDX-License-Identifier: MIT */
#include "plugins/bazel/deps.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/plan/disk.h"
#include "core/plan/manifest.h"
#include "core/sys/file.h"
#include "plugins/bazel/row.h"

/* Targets without sources that stand for others without: a bound for words
   that are no build of Bazel's, where there are no circles. */
enum { UMBRELLAS_MAX = 64 };

struct owned {
    struct str place;
    const struct action_target *target;
};

struct owned_list {
    VEC_FIELDS(struct owned);
};

struct checking {
    struct action *action;
    struct state *state;
    struct owned_list owned; /* by place */
    struct buf human;
    struct buf machine;
};

/* The target that is looked at. */
struct subject {
    const struct action_target *target;
    bool *used;               /* by its needs */
    bool may_have_more;       /* one of them may provide anything */
    struct action_texts told; /* labels that are missing, and modules */
};

/* ---- targets */

static int
compare_targets(const void *a, const void *b)
{
    return str_compare(((const struct action_target *)a)->label,
                       ((const struct action_target *)b)->label);
}

static const struct action_target *
find_target(const struct action *action, struct str label)
{
    struct action_target key = {.label = label};
    return action->targets.len == 0
               ? NULL
               : bsearch(&key, action->targets.items, action->targets.len,
                         sizeof(key), compare_targets);
}

static int
compare_owned(const void *a, const void *b)
{
    const struct owned *x = a;
    const struct owned *y = b;
    int order = str_compare(x->place, y->place);
    return order != 0 ? order : str_compare(x->target->label, y->target->label);
}

static void
list_owned(struct checking *checking)
{
    struct action *action = checking->action;
    qsort(action->targets.items, action->targets.len,
          sizeof(action->targets.items[0]), compare_targets);
    for (size_t i = 0; i < action->targets.len; i++) {
        const struct action_target *target = &action->targets.items[i];
        for (size_t j = 0; j < target->places.len; j++) {
            VEC_PUSH(&checking->owned,
                     (struct owned){target->places.items[j], target});
        }
    }
    if (checking->owned.len > 0) {
        qsort(checking->owned.items, checking->owned.len,
              sizeof(checking->owned.items[0]), compare_owned);
    }
}

/* The first of those that have it, or the end. */
static size_t
first_owner(const struct checking *checking, struct str place)
{
    size_t low = 0;
    size_t high = checking->owned.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(checking->owned.items[middle].place, place) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool
is_owner(const struct checking *checking, size_t at, struct str place)
{
    return at < checking->owned.len &&
           str_equal(checking->owned.items[at].place, place);
}

/* Does what is called `label` provide `owner`, or, for NULL, any source? */
static bool
provides(const struct checking *checking, struct str label,
         const struct action_target *owner, unsigned depth)
{
    const struct action_target *target = find_target(checking->action, label);
    if (!target || depth > UMBRELLAS_MAX) {
        return false;
    }
    if (target->places.len > 0) {
        return !owner || target == owner;
    }
    for (size_t i = 0; i < target->needs.len; i++) {
        if (provides(checking, target->needs.items[i], owner, depth + 1)) {
            return true;
        }
    }
    return false;
}

/* ---- telling */

static void
tell_command(struct checking *checking, const char *what, struct str need,
             struct str label)
{
    buf_printf(&checking->human, "  buildozer '%s deps %.*s' %.*s\n", what,
               (int)need.len, need.data, (int)label.len, label.data);
    buf_printf(&checking->machine, "%s deps %.*s|%.*s\n", what, (int)need.len,
               need.data, (int)label.len, label.data);
}

static bool
is_listed(const struct action_texts *texts, struct str text)
{
    for (size_t i = 0; i < texts->len; i++) {
        if (str_equal(texts->items[i], text)) {
            return true;
        }
    }
    return false;
}

static void
tell_place(struct checking *checking, file_id file, uint32_t line)
{
    struct str path = checking->state->tree.files.items[file].path;
    buf_printf(&checking->human, "%.*s:%u: ", (int)path.len, path.data,
               (unsigned)line);
}

static void
tell_missing(struct checking *checking, struct subject *subject, file_id file,
             const struct edge *edge)
{
    struct str to = checking->state->tree.files.items[edge->to].path;
    struct str owner =
        checking->owned.items[first_owner(checking, to)].target->label;
    if (is_listed(&subject->told, owner)) {
        return;
    }
    VEC_PUSH(&subject->told, owner);
    tell_place(checking, file, edge->line);
    buf_printf(&checking->human, "%.*s is of %.*s, which is missing in deps\n",
               (int)to.len, to.data, (int)owner.len, owner.data);
    tell_command(checking, "add", owner, subject->target->label);
}

static void
tell_unknown(struct checking *checking, struct subject *subject, file_id file,
             uint32_t line, struct str module)
{
    struct str kept = arena_str(checking->action->arena, module);
    if (is_listed(&subject->told, kept)) {
        return;
    }
    VEC_PUSH(&subject->told, kept);
    tell_place(checking, file, line);
    buf_printf(&checking->human, "no target provides %.*s\n", (int)kept.len,
               kept.data);
}

static void
tell_superfluous(struct checking *checking, const struct subject *subject)
{
    const struct action_target *target = subject->target;
    for (size_t i = 0; i < target->needs.len; i++) {
        struct str need = target->needs.items[i];
        if (subject->used[i] || is_listed(&target->keep, need) ||
            !provides(checking, need, NULL, 0)) {
            continue;
        }
        buf_printf(&checking->human, "%.*s: nothing of %.*s is imported\n",
                   (int)target->label.len, target->label.data, (int)need.len,
                   need.data);
        tell_command(checking, "remove", need, target->label);
    }
}

/* ---- looking */

/* `from a import b` needs the target of a.b, not that of a, if b is a
   module. */
static bool
is_package_of_member(const struct state *state, const struct edge *edge)
{
    const struct resolver *resolver = &state->resolver;
    if (edge->reference == NO_REFERENCE) {
        return false;
    }
    const struct reference *reference =
        &resolver->references.items[edge->reference];
    if (reference->member == NO_PLACE) {
        return false;
    }
    const struct place *member = &resolver->places.items[reference->member];
    const struct target *own =
        &resolver->targets.items[member->targets.first + member->targets.len -
                                 member->own_len];
    if (member->status != PLACE_FOUND || member->own_len == 0) {
        return false;
    }
    for (uint32_t i = 0; i < member->own_len; i++) {
        if (own[i].file == edge->to) {
            return false;
        }
    }
    return true;
}

static bool
is_optional(const struct state *state, const struct edge *edge)
{
    return edge->line == 0 ||
           (edge->kinds & (EDGE_PARENT | EDGE_SUBMODULE | EDGE_CONFTEST |
                           EDGE_WEAK | EDGE_DYNAMIC | EDGE_STRING)) ||
           is_package_of_member(state, edge);
}

static void
look_at_edge(struct checking *checking, struct subject *subject, file_id file,
             const struct edge *edge)
{
    const struct action_texts *needs = &subject->target->needs;
    struct str to = checking->state->tree.files.items[edge->to].path;
    size_t first = first_owner(checking, to);
    bool met = !is_owner(checking, first, to);
    for (size_t at = first; is_owner(checking, at, to); at++) {
        const struct action_target *owner = checking->owned.items[at].target;
        met = met || owner == subject->target;
        for (size_t i = 0; i < needs->len; i++) {
            if (provides(checking, needs->items[i], owner, 0)) {
                subject->used[i] = true;
                met = true;
            }
        }
    }
    if (!met && !is_optional(checking->state, edge)) {
        tell_missing(checking, subject, file, edge);
    }
}

static bool
is_installed(const struct checking *checking, struct str module)
{
    struct str rest = module;
    return is_listed(&checking->action->installed, str_split(&rest, '.'));
}

static void
look_for_unknown(struct checking *checking, struct subject *subject,
                 file_id file)
{
    size_t len;
    struct state *state = checking->state;
    const struct resolved_import *imports = state_imports(state, file, &len);
    for (size_t i = 0; i < len && !subject->may_have_more; i++) {
        const struct reference *reference =
            &state->resolver.references.items[imports[i].reference];
        uint16_t kinds = edge_kinds_of(&imports[i], reference->fact);
        if (kinds & (EDGE_WEAK | EDGE_DYNAMIC | EDGE_STRING) ||
            import_status(state, reference, NULL) == IMPORT_FIRST_PARTY ||
            import_status(state, reference, NULL) == IMPORT_STDLIB) {
            continue;
        }
        struct buf module;
        buf_init(&module, BUF_UNLIMITED);
        state_written_module(reference, &module);
        if (!is_installed(checking, buf_view(&module))) {
            tell_unknown(checking, subject, file, imports[i].line,
                         buf_view(&module));
        }
        buf_release(&module);
    }
}

static void
look_at_file(struct checking *checking, struct subject *subject,
             struct str place)
{
    struct edge_list edges = {0};
    file_id file = tree_find_file(&checking->state->tree, place);
    if (file == NO_FILE) {
        return;
    }
    state_edges(checking->state, file, &edges);
    for (size_t i = 0; i < edges.len; i++) {
        look_at_edge(checking, subject, file, &edges.items[i]);
    }
    look_for_unknown(checking, subject, file);
    VEC_RELEASE(&edges);
}

static void
look_at_target(struct checking *checking, const struct action_target *target)
{
    struct subject subject = {.target = target};
    subject.used = memory_zero(target->needs.len + 1);
    for (size_t i = 0; i < target->needs.len; i++) {
        subject.may_have_more =
            subject.may_have_more ||
            !provides(checking, target->needs.items[i], NULL, 0);
    }
    for (size_t i = 0; i < target->places.len; i++) {
        look_at_file(checking, &subject, target->places.items[i]);
    }
    if (target->places.len > 0) {
        tell_superfluous(checking, &subject);
    }
    free(subject.used);
    VEC_RELEASE(&subject.told);
}

/* ---- all of it */

static int
write_all(struct checking *checking, struct err *err)
{
    const struct action *action = checking->action;
    const char *code = checking->human.len > 0 ? "1\n" : "0\n";
    if (file_replace(action->human.data, buf_cstr(&checking->human),
                     checking->human.len, err) != 0 ||
        file_replace(action->machine.data, buf_cstr(&checking->machine),
                     checking->machine.len, err) != 0) {
        return -1;
    }
    return file_replace(action->exit_code.data, code, 2, err);
}

static int
look(struct action *action, struct state *state, struct err *err)
{
    struct checking checking = {.action = action, .state = state};
    buf_init(&checking.human, BUF_UNLIMITED);
    buf_init(&checking.machine, BUF_UNLIMITED);
    list_owned(&checking);
    for (size_t i = 0; i < action->targets.len; i++) {
        if (action->targets.items[i].is_subject) {
            look_at_target(&checking, &action->targets.items[i]);
        }
    }
    int status = write_all(&checking, err);
    VEC_RELEASE(&checking.owned);
    buf_release(&checking.human);
    buf_release(&checking.machine);
    return status;
}

/* Of others only the names count, and only what subjects say is read. */
static int
fill_stage(struct action *action, struct stage *stage, struct err *err)
{
    for (size_t i = 0; i < action->targets.len; i++) {
        const struct action_target *target = &action->targets.items[i];
        for (size_t j = 0; !target->is_subject && j < target->places.len; j++) {
            VEC_PUSH(&action->empty, target->places.items[j]);
        }
    }
    return stage_copy(stage, &action->sources, err) == 0 &&
                   stage_empty(stage, &action->empty, err) == 0
               ? 0
               : -1;
}

static int
load(struct action *action, const struct stage *stage, struct conf *conf,
     struct err *err)
{
    struct buf text;
    struct disk_report report;
    struct state *state = NULL;
    struct disk_options options = {
        .root = stage->tree, .conf = conf, .jobs = 1, .read_only = true};
    buf_init(&text, BUF_UNLIMITED);
    action_row_write_tree(action, stage, &text);
    int status = conf_parse(action_row_path(stage).data, buf_view(&text), NULL,
                            conf, err);
    buf_release(&text);
    if (status != 0) {
        return -1;
    }
    status = disk_load(&options, &state, &report, err);
    if (status == 0) {
        state_resolve(state);
        status = look(action, state, err);
        state_free(state);
    }
    conf_release(conf);
    return status;
}

int
deps_perform(struct action *action, struct err *err)
{
    struct stage stage;
    struct conf conf;
    if (action->human.len == 0 || action->machine.len == 0 ||
        action->exit_code.len == 0) {
        return err_set(err, ERR_USAGE, "deps needs its three outputs");
    }
    if (stage_make(action->arena, &stage, err) != 0) {
        return -1;
    }
    int status = fill_stage(action, &stage, err);
    if (status == 0) {
        status = load(action, &stage, &conf, err);
    }
    stage_remove(&stage);
    return status;
}
