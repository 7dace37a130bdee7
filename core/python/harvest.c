/* SPDX-License-Identifier: MIT */
#include "core/python/harvest.h"

#include <string.h>

#include "core/python/call.h"
#include "core/python/guard.h"

/* One walk. */
struct visit {
    struct harvest *harvest;
    const struct harvest_job *job;
    const struct grammar *grammar;
    const struct source *source;
    struct arena *arena;
    struct scope scope;
};

void
harvest_release(struct harvest *harvest)
{
    if (harvest->has_cursors) {
        ts_tree_cursor_delete(&harvest->cursor);
        ts_tree_cursor_delete(&harvest->inner);
    }
    VEC_RELEASE(&harvest->levels);
    VEC_RELEASE(&harvest->imports);
    VEC_RELEASE(&harvest->bound.type_checking);
    VEC_RELEASE(&harvest->bound.import_module);
}

static void
add_import(struct visit *visit, struct import import, TSNode node)
{
    uint32_t row = ts_node_start_point(node).row;
    uint32_t first_row = visit->job->first_row;
    if (import.module.len == 0 && import.level == 0) {
        return; /* a MISSING name */
    }
    import.row = row < first_row ? 0 : row - first_row;
    VEC_PUSH(&visit->harvest->imports, import);
}

/* The `x` of `a.b as x`, or what is bound without one. */
static struct str
bound_name(struct visit *visit, TSNode node, struct str otherwise)
{
    const struct grammar *grammar = visit->grammar;
    if (ts_node_symbol(node) != grammar->aliased_import) {
        return otherwise;
    }
    TSNode alias = ts_node_child_by_field_id(node, grammar->alias);
    return ts_node_is_null(alias) ? otherwise
                                  : source_text(visit->source, alias);
}

/* `from m import n as x`: does x stand for something we watch? */
static void
note_alias(struct visit *visit, const struct import *import)
{
    struct str bound = import->bound;
    if (str_equal(import->name, STR("TYPE_CHECKING")) &&
        !str_equal(bound, import->name)) {
        alias_note(&visit->harvest->bound.type_checking, bound);
    }
    if (call_is_importer(import->name) && !call_is_importer(bound)) {
        alias_note(&visit->harvest->bound.import_module, bound);
    }
}

/* The name of `a.b` or of `a.b as c`. */
static struct str
imported_name(struct visit *visit, TSNode node)
{
    const struct grammar *grammar = visit->grammar;
    if (ts_node_symbol(node) == grammar->aliased_import) {
        node = ts_node_child_by_field_id(node, grammar->name);
        if (ts_node_is_null(node)) {
            return STR("");
        }
    }
    return source_dotted(grammar, visit->source, visit->arena, node);
}

/* PEP 810: the word `lazy` in front, which the grammar does not know. */
static uint8_t
lazy_flag(const struct visit *visit, TSNode statement)
{
    const struct source *source = visit->source;
    size_t start = ts_node_start_byte(statement);
    size_t end = start;
    if (start == 0) {
        return visit->job->lazy ? IMPORT_LAZY : 0;
    }
    while (end > 0 && strchr(" \t\f", source->text.data[end - 1])) {
        end--;
    }
    struct str before = str_slice(source->text, 0, end);
    if (end == start || !str_ends_with(before, STR("lazy"))) {
        return 0;
    }
    bool is_word = end == 4 || strchr("; \t\f\n:", before.data[end - 5]);
    return is_word ? IMPORT_LAZY : 0;
}

static void
add_import_statement(struct visit *visit, TSNode statement, uint8_t flags)
{
    const struct grammar *grammar = visit->grammar;
    TSTreeCursor *cursor = &visit->harvest->inner;
    flags |= lazy_flag(visit, statement);
    ts_tree_cursor_reset(cursor, statement);
    bool more = ts_tree_cursor_goto_first_child(cursor);
    for (; more; more = ts_tree_cursor_goto_next_sibling(cursor)) {
        TSNode child = ts_tree_cursor_current_node(cursor);
        TSSymbol symbol = ts_node_symbol(child);
        bool aliased = symbol == grammar->aliased_import;
        if (!aliased && symbol != grammar->dotted_name) {
            continue;
        }
        struct import import = {
            .module = imported_name(visit, child),
            .form = FORM_IMPORT,
            .flags = aliased ? flags | IMPORT_ALIASED : flags,
        };
        struct str rest = import.module;
        import.bound = bound_name(visit, child, str_split(&rest, '.'));
        add_import(visit, import, statement);
    }
}

/* The leading dots of a relative import, and what follows them. */
static void
read_relative(struct visit *visit, TSNode module, struct import *import)
{
    const struct grammar *grammar = visit->grammar;
    uint32_t count = ts_node_named_child_count(module);
    for (uint32_t i = 0; i < count; i++) {
        TSNode child = ts_node_named_child(module, i);
        if (ts_node_symbol(child) == grammar->import_prefix) {
            import->level = source_count(visit->source, child, '.');
        } else if (ts_node_symbol(child) == grammar->dotted_name) {
            import->module = imported_name(visit, child);
        }
    }
}

/* The module of a `from` statement. */
static void
read_from_module(struct visit *visit, TSNode module, struct import *import)
{
    if (ts_node_symbol(module) == visit->grammar->relative_import) {
        read_relative(visit, module, import);
    } else {
        import->module = imported_name(visit, module);
    }
}

static void
add_from_statement(struct visit *visit, TSNode statement, uint8_t flags)
{
    const struct grammar *grammar = visit->grammar;
    TSTreeCursor *cursor = &visit->harvest->inner;
    struct import import = {.form = FORM_FROM};
    import.flags = flags | lazy_flag(visit, statement);
    if (ts_node_symbol(statement) == grammar->future_import) {
        import.module = STR("__future__");
    }
    ts_tree_cursor_reset(cursor, statement);
    bool more = ts_tree_cursor_goto_first_child(cursor);
    for (; more; more = ts_tree_cursor_goto_next_sibling(cursor)) {
        TSNode child = ts_tree_cursor_current_node(cursor);
        TSFieldId field = ts_tree_cursor_current_field_id(cursor);
        struct import one = import;
        if (field == grammar->module_name) {
            read_from_module(visit, child, &import);
        } else if (field == grammar->name) {
            one.name = imported_name(visit, child);
            one.bound = bound_name(visit, child, one.name);
            add_import(visit, one, statement);
            note_alias(visit, &one);
        } else if (ts_node_symbol(child) == grammar->wildcard_import) {
            one.form = FORM_STAR;
            add_import(visit, one, statement);
        }
    }
}

static void
add_call(struct visit *visit, TSNode node, uint8_t flags)
{
    struct call_import call;
    if (!call_read(&visit->scope, node, &call)) {
        return;
    }
    struct import import = {
        .module = call.module,
        .level = call.level,
        .form = FORM_DYNAMIC,
        .flags = flags | call.flags,
    };
    add_import(visit, import, node);
    for (size_t i = 0; i < call.names_len; i++) {
        import.name = call.names[i];
        add_import(visit, import, node);
    }
}

/* `f = importlib.import_module` and `(f := …)` make f an importer. */
static void
note_assignment(struct visit *visit, TSNode node, TSFieldId target,
                TSFieldId source)
{
    const struct grammar *grammar = visit->grammar;
    TSNode left = ts_node_child_by_field_id(node, target);
    TSNode right = ts_node_child_by_field_id(node, source);
    if (ts_node_is_null(left) || ts_node_is_null(right) ||
        ts_node_symbol(left) != grammar->identifier) {
        return;
    }
    struct str bound = source_text(visit->source, left);
    struct str last = source_last_name(grammar, visit->source, right);
    if (call_is_importer(last) && !call_is_importer(bound)) {
        alias_note(&visit->harvest->bound.import_module, bound);
    }
}

static void
add_string(struct visit *visit, TSNode node, uint8_t flags)
{
    struct str text;
    if (!source_string(visit->grammar, visit->source, visit->arena, node,
                       &text) ||
        !call_is_dotted(text, visit->job->strings->min_dots)) {
        return;
    }
    struct import import = {
        .module = text, .form = FORM_STRING, .flags = flags};
    add_import(visit, import, node);
}

/* What a node says about the nodes in its body and in its other branches. */
static void
read_guards(struct visit *visit, TSNode node, struct harvest_level *level)
{
    const struct grammar *grammar = visit->grammar;
    TSSymbol symbol = level->symbol;
    if (symbol == grammar->function_definition || symbol == grammar->lambda) {
        level->body_flags = IMPORT_LOCAL;
    } else if (symbol == grammar->try_statement) {
        level->body_flags = guard_try(&visit->scope, node) ? IMPORT_WEAK : 0;
    } else if (symbol == grammar->if_statement ||
               symbol == grammar->elif_clause ||
               symbol == grammar->with_statement) {
        uint8_t guards = guard_of(&visit->scope, node);
        level->body_flags =
            (guards & GUARD_IF_TRUE ? IMPORT_TYPE_CHECKING : 0) |
            (guards & GUARD_SUPPRESS ? IMPORT_WEAK : 0);
        level->rest_flags = guards & GUARD_IF_FALSE ? IMPORT_TYPE_CHECKING : 0;
    }
}

/* What the node above says about the cursor's. */
static uint8_t
flags_from_above(const struct visit *visit, const struct harvest_level *above,
                 TSSymbol symbol)
{
    const struct grammar *grammar = visit->grammar;
    uint8_t flags = above->flags;
    if (above->body_flags) {
        TSFieldId field =
            ts_tree_cursor_current_field_id(&visit->harvest->cursor);
        bool is_body = field == grammar->body || field == grammar->consequence;
        flags |= is_body ? above->body_flags : 0;
    }
    if (above->rest_flags &&
        (symbol == grammar->elif_clause || symbol == grammar->else_clause)) {
        flags |= above->rest_flags;
    }
    return flags;
}

/* Take what the node says; false if nothing below it is of interest. */
static bool
enter(struct visit *visit, TSNode node, TSSymbol symbol, uint8_t flags)
{
    const struct grammar *grammar = visit->grammar;
    if (symbol == grammar->import_statement) {
        add_import_statement(visit, node, flags);
        return false;
    }
    if (symbol == grammar->import_from || symbol == grammar->future_import) {
        add_from_statement(visit, node, flags);
        return false;
    }
    if (symbol == grammar->call) {
        add_call(visit, node, flags);
    } else if (symbol == grammar->assignment) {
        note_assignment(visit, node, grammar->left, grammar->right);
    } else if (symbol == grammar->named_expression) {
        note_assignment(visit, node, grammar->name, grammar->value);
    } else if (symbol == grammar->string && visit->job->strings->enabled) {
        add_string(visit, node, flags);
    }
    return true;
}

/* Put the cursor's node on the stack of levels and look at it. */
static bool
descend(struct visit *visit)
{
    struct harvest *harvest = visit->harvest;
    TSNode node = ts_tree_cursor_current_node(&harvest->cursor);
    struct harvest_level level = {.symbol = ts_node_symbol(node)};
    struct harvest_level *above = NULL;
    if (harvest->levels.len > 0) {
        above = &harvest->levels.items[harvest->levels.len - 1];
        level.flags = flags_from_above(visit, above, level.symbol);
    }
    bool deeper = enter(visit, node, level.symbol, level.flags);
    read_guards(visit, node, &level);
    if (above && level.symbol == visit->grammar->elif_clause) {
        above->rest_flags |= level.rest_flags;
    }
    VEC_PUSH(&harvest->levels, level);
    return deeper;
}

static void
set_cursors(struct harvest *harvest, TSNode root)
{
    if (harvest->has_cursors) {
        ts_tree_cursor_reset(&harvest->cursor, root);
    } else {
        harvest->cursor = ts_tree_cursor_new(root);
        harvest->inner = ts_tree_cursor_new(root);
        harvest->has_cursors = true;
    }
}

/* Depth first without recursion: brackets may be nested 10,000 deep. */
void
harvest_walk(struct harvest *harvest, const struct harvest_job *job)
{
    struct visit visit = {.harvest = harvest,
                          .job = job,
                          .grammar = job->grammar,
                          .source = &job->source,
                          .arena = job->arena,
                          .scope = {.grammar = job->grammar,
                                    .source = &job->source,
                                    .aliases = job->aliases,
                                    .bound = &harvest->bound,
                                    .arena = job->arena}};
    TSTreeCursor *cursor = &harvest->cursor;
    harvest->imports.len = 0;
    harvest->bound.type_checking.len = 0;
    harvest->bound.import_module.len = 0;
    harvest->levels.len = 0;
    set_cursors(harvest, job->root);
    bool deeper = descend(&visit);
    for (;;) {
        if (deeper && ts_tree_cursor_goto_first_child(cursor)) {
            deeper = descend(&visit);
            continue;
        }
        harvest->levels.len--;
        while (!ts_tree_cursor_goto_next_sibling(cursor)) {
            if (!ts_tree_cursor_goto_parent(cursor)) {
                return;
            }
            harvest->levels.len--;
        }
        deeper = descend(&visit);
    }
}
