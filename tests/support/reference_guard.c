/* SPDX-License-Identifier: MIT */
#include "tests/support/reference_tree.h"

enum { DEPTH_MAX = 64 };

static bool
is_missing_module(struct str name)
{
    return str_equal(name, STR("ImportError")) ||
           str_equal(name, STR("ModuleNotFoundError"));
}

/* Is there such a name anywhere below `node`? */
static bool
names_missing_module(struct reference_tree *tree, TSNode node)
{
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    bool found = false;
    unsigned depth = 0;
    while (!found) {
        TSNode here = ts_tree_cursor_current_node(&cursor);
        found = reference_kind(tree, here) == KIND_IDENTIFIER &&
                is_missing_module(reference_last_name(tree, here));
        if (ts_tree_cursor_goto_first_child(&cursor)) {
            depth++;
            continue;
        }
        while (depth > 0 && !ts_tree_cursor_goto_next_sibling(&cursor)) {
            ts_tree_cursor_goto_parent(&cursor);
            depth--;
        }
        if (depth == 0) {
            break;
        }
    }
    ts_tree_cursor_delete(&cursor);
    return found;
}

static bool
clause_catches(struct reference_tree *tree, TSNode clause)
{
    struct reference_children parts = reference_children(tree, clause);
    for (size_t i = 0; i < parts.len; i++) {
        if (parts.items[i].kind == KIND_BLOCK) {
            break;
        }
        if (names_missing_module(tree, parts.items[i].node)) {
            return true;
        }
    }
    return false;
}

bool
reference_catches(struct reference_tree *tree, TSNode statement)
{
    struct reference_children parts = reference_children(tree, statement);
    for (size_t i = 0; i < parts.len; i++) {
        if (parts.items[i].kind == KIND_EXCEPT_CLAUSE &&
            clause_catches(tree, parts.items[i].node)) {
            return true;
        }
    }
    return false;
}

/* `suppress(…)` or `x.suppress(…)`, perhaps with `as y` around it. */
static bool
is_suppress(struct reference_tree *tree, TSNode node)
{
    bool called = false;
    bool named = false;
    if (reference_kind(tree, node) != KIND_CALL) {
        TSNode inner = ts_node_named_child(node, 0);
        return !ts_node_is_null(inner) &&
               reference_kind(tree, inner) == KIND_CALL &&
               is_suppress(tree, inner);
    }
    struct reference_children parts = reference_children(tree, node);
    for (size_t i = 0; i < parts.len; i++) {
        const struct reference_child *part = &parts.items[i];
        if (part->field == FIELD_FUNCTION) {
            called = str_equal(reference_last_name(tree, part->node),
                               STR("suppress"));
        } else if (part->field == FIELD_ARGUMENTS) {
            named = names_missing_module(tree, part->node);
        }
    }
    return called && named;
}

bool
reference_suppresses(struct reference_tree *tree, TSNode statement)
{
    struct reference_children clauses = reference_children(tree, statement);
    for (size_t i = 0; i < clauses.len; i++) {
        struct reference_children items =
            reference_children(tree, clauses.items[i].node);
        if (clauses.items[i].kind == KIND_BLOCK) {
            break;
        }
        for (size_t j = 0; j < items.len; j++) {
            TSNode value = ts_node_named_child(items.items[j].node, 0);
            if (items.items[j].kind == KIND_WITH_ITEM &&
                !ts_node_is_null(value) && is_suppress(tree, value)) {
                return true;
            }
        }
    }
    return false;
}

struct formula {
    struct reference_tree *tree;
    const struct reference_names *aliases;
};

static bool
is_type_checking(const struct formula *formula, TSNode node)
{
    struct str name = reference_last_name(formula->tree, node);
    if (str_equal(name, STR("TYPE_CHECKING"))) {
        return true;
    }
    for (size_t i = 0; i < formula->aliases->len; i++) {
        if (reference_kind(formula->tree, node) == KIND_IDENTIFIER &&
            str_equal(formula->aliases->items[i], name)) {
            return true;
        }
    }
    return false;
}

static struct reference_truth read_formula(const struct formula *formula,
                                           TSNode node, unsigned depth);

/* `a and b` holds only if both do and fails if either does; `or` reverses. */
static struct reference_truth
read_pair(const struct formula *formula, TSNode node, unsigned depth)
{
    struct reference_children parts = reference_children(formula->tree, node);
    struct reference_truth left = {0};
    struct reference_truth right = {0};
    bool is_and = false;
    for (size_t i = 0; i < parts.len; i++) {
        const struct reference_child *part = &parts.items[i];
        if (part->field == FIELD_LEFT) {
            left = read_formula(formula, part->node, depth + 1);
        } else if (part->field == FIELD_RIGHT) {
            right = read_formula(formula, part->node, depth + 1);
        } else if (part->field == FIELD_OPERATOR) {
            is_and = str_equal(str_from(ts_node_type(part->node)), STR("and"));
        }
    }
    if (is_and) {
        return (struct reference_truth){left.if_true || right.if_true,
                                        left.if_false && right.if_false};
    }
    return (struct reference_truth){left.if_true && right.if_true,
                                    left.if_false || right.if_false};
}

static struct reference_truth
read_formula(const struct formula *formula, TSNode node, unsigned depth)
{
    struct reference_truth truth = {0};
    TSNode inner = ts_node_named_child(node, 0);
    bool deeper = !ts_node_is_null(inner) && depth < DEPTH_MAX;
    switch (reference_kind(formula->tree, node)) {
    case KIND_IDENTIFIER:
    case KIND_ATTRIBUTE:
        truth.if_true = is_type_checking(formula, node);
        break;
    case KIND_NOT_OPERATOR:
        if (deeper) {
            truth = read_formula(formula, inner, depth + 1);
            truth = (struct reference_truth){truth.if_false, truth.if_true};
        }
        break;
    case KIND_PARENTHESIZED:
        if (deeper) {
            truth = read_formula(formula, inner, depth + 1);
        }
        break;
    case KIND_BOOLEAN_OPERATOR:
        if (depth < DEPTH_MAX) {
            truth = read_pair(formula, node, depth);
        }
        break;
    default:
        break;
    }
    return truth;
}

struct reference_truth
reference_condition(struct reference_tree *tree, TSNode branch,
                    const struct reference_names *aliases)
{
    struct formula formula = {tree, aliases};
    struct reference_children parts = reference_children(tree, branch);
    for (size_t i = 0; i < parts.len; i++) {
        if (parts.items[i].field == FIELD_CONDITION) {
            return read_formula(&formula, parts.items[i].node, 0);
        }
    }
    return (struct reference_truth){0};
}
