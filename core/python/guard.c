/* SPDX-License-Identifier: MIT */
#include "core/python/guard.h"

enum { CONDITION_DEPTH_MAX = 64 };

static bool
is_type_checking(const struct scope *scope, TSNode node)
{
    struct str name = source_last_name(scope->grammar, scope->source, node);
    if (str_equal(name, STR("TYPE_CHECKING"))) {
        return true;
    }
    return name.len > 0 && ts_node_symbol(node) == scope->grammar->identifier &&
           ((scope->aliases &&
             alias_known(&scope->aliases->type_checking, name)) ||
            (scope->bound && alias_known(&scope->bound->type_checking, name)));
}

static uint8_t
negate(uint8_t guards)
{
    return (uint8_t)((guards & GUARD_IF_TRUE ? GUARD_IF_FALSE : 0) |
                     (guards & GUARD_IF_FALSE ? GUARD_IF_TRUE : 0));
}

static uint8_t condition(const struct scope *scope, TSNode node,
                         unsigned depth);

/* `and` is true only if both are, false if either is; `or` the reverse. */
static uint8_t
combine(const struct scope *scope, TSNode node, unsigned depth)
{
    const struct grammar *grammar = scope->grammar;
    TSNode left = ts_node_child_by_field_id(node, grammar->left);
    TSNode right = ts_node_child_by_field_id(node, grammar->right);
    TSNode op = ts_node_child_by_field_id(node, grammar->op);
    if (ts_node_is_null(left) || ts_node_is_null(right) ||
        ts_node_is_null(op)) {
        return 0;
    }
    uint8_t a = condition(scope, left, depth + 1);
    uint8_t b = condition(scope, right, depth + 1);
    uint8_t either = a | b;
    uint8_t both = a & b;
    if (ts_node_symbol(op) == grammar->and_token) {
        return (either & GUARD_IF_TRUE) | (both & GUARD_IF_FALSE);
    }
    return (both & GUARD_IF_TRUE) | (either & GUARD_IF_FALSE);
}

static uint8_t
condition(const struct scope *scope, TSNode node, unsigned depth)
{
    const struct grammar *grammar = scope->grammar;
    if (ts_node_is_null(node) || depth > CONDITION_DEPTH_MAX) {
        return 0;
    }
    TSSymbol symbol = ts_node_symbol(node);
    if (symbol == grammar->identifier || symbol == grammar->attribute) {
        return is_type_checking(scope, node) ? GUARD_IF_TRUE : 0;
    }
    if (symbol == grammar->not_operator) {
        TSNode argument = ts_node_child_by_field_id(node, grammar->argument);
        return negate(condition(scope, argument, depth + 1));
    }
    if (symbol == grammar->parenthesized) {
        return condition(scope, ts_node_named_child(node, 0), depth + 1);
    }
    if (symbol == grammar->boolean_operator) {
        return combine(scope, node, depth);
    }
    return 0;
}

static bool
is_import_error(const struct scope *scope, TSNode node)
{
    return ts_node_symbol(node) == scope->grammar->identifier &&
           guard_is_import_error(source_text(scope->source, node));
}

/* Does such a name stand anywhere in the node, its own blocks left out? */
static bool
names_import_error(const struct scope *scope, TSNode node)
{
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    bool found = false;
    bool more = true;
    while (more && !found) {
        TSNode here = ts_tree_cursor_current_node(&cursor);
        found = is_import_error(scope, here);
        bool is_block = ts_node_symbol(here) == scope->grammar->block;
        if (!is_block && ts_tree_cursor_goto_first_child(&cursor)) {
            continue;
        }
        while (more && !ts_tree_cursor_goto_next_sibling(&cursor)) {
            more = ts_tree_cursor_goto_parent(&cursor);
        }
    }
    ts_tree_cursor_delete(&cursor);
    return found;
}

/* suppress(…, ImportError, …), under any module. */
static bool
is_suppress(const struct scope *scope, TSNode call)
{
    const struct grammar *grammar = scope->grammar;
    if (ts_node_is_null(call) || ts_node_symbol(call) != grammar->call) {
        return false;
    }
    TSNode function = ts_node_child_by_field_id(call, grammar->function);
    TSNode arguments = ts_node_child_by_field_id(call, grammar->arguments);
    return !ts_node_is_null(function) && !ts_node_is_null(arguments) &&
           str_equal(source_last_name(grammar, scope->source, function),
                     STR("suppress")) &&
           names_import_error(scope, arguments);
}

/* The value of a `with` item, without `as name`. */
static TSNode
item_value(const struct scope *scope, TSNode item)
{
    const struct grammar *grammar = scope->grammar;
    TSNode value = ts_node_child_by_field_id(item, grammar->value);
    if (!ts_node_is_null(value) &&
        ts_node_symbol(value) == grammar->as_pattern) {
        value = ts_node_named_child(value, 0);
    }
    return value;
}

/* `with` node, then its clause, then the items. */
static bool
suppresses(const struct scope *scope, TSNode with)
{
    TSNode clause = ts_node_named_child(with, 0);
    if (ts_node_is_null(clause)) {
        return false;
    }
    bool found = false;
    TSTreeCursor cursor = ts_tree_cursor_new(clause);
    bool more = ts_tree_cursor_goto_first_child(&cursor);
    for (; more && !found; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
        TSNode item = ts_tree_cursor_current_node(&cursor);
        found = ts_node_symbol(item) == scope->grammar->with_item &&
                is_suppress(scope, item_value(scope, item));
    }
    ts_tree_cursor_delete(&cursor);
    return found;
}

uint8_t
guard_of(const struct scope *scope, TSNode node)
{
    const struct grammar *grammar = scope->grammar;
    TSSymbol symbol = ts_node_symbol(node);
    if (symbol == grammar->if_statement || symbol == grammar->elif_clause) {
        return condition(
            scope, ts_node_child_by_field_id(node, grammar->condition), 0);
    }
    if (symbol == grammar->with_statement) {
        return suppresses(scope, node) ? GUARD_SUPPRESS : 0;
    }
    if (symbol == grammar->except_clause) {
        return names_import_error(scope, node) ? GUARD_IMPORT_ERROR : 0;
    }
    return 0;
}

bool
guard_try(const struct scope *scope, TSNode node)
{
    bool found = false;
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    bool more = ts_tree_cursor_goto_first_child(&cursor);
    for (; more && !found; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
        TSNode child = ts_tree_cursor_current_node(&cursor);
        found = guard_of(scope, child) & GUARD_IMPORT_ERROR;
    }
    ts_tree_cursor_delete(&cursor);
    return found;
}
