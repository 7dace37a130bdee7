/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/python/refused_parts.h"

/* Python itself takes no more brackets in one another. */
enum { DEPTH_MAX = 200 };

static bool
is_assignment(enum node_form form)
{
    return form == FORM_ASSIGNMENT || form == FORM_AUGMENTED;
}

/* The child at `at`, or the first one behind that is no comment. */
static TSNode
next_child(TSNode node, uint32_t *at)
{
    TSNode child = ts_node_child(node, (*at)++);
    while (!ts_node_is_null(child) && ts_node_is_extra(child)) {
        child = ts_node_child(node, (*at)++);
    }
    return child;
}

/* Is it a name in parentheses, as in `(a): int`, and no tuple? */
static bool
is_single(const struct part *part, TSNode node)
{
    for (int depth = 0; depth < DEPTH_MAX; depth++) {
        uint32_t at = 1;
        TSNode inner = next_child(node, &at);
        if (node_form(part, next_child(node, &at)) != FORM_CLOSE) {
            return false;
        }
        switch (node_form(part, inner)) {
        case FORM_IDENTIFIER:
        case FORM_ATTRIBUTE:
        case FORM_SUBSCRIPT:
            return true;
        case FORM_TUPLE_PATTERN:
            node = inner;
            break;
        default:
            return false;
        }
    }
    return false;
}

static bool
is_listed(const struct part *part)
{
    switch (part->frame->form) {
    case FORM_LIST_PATTERN:
    case FORM_PATTERN_LIST:
        return true;
    case FORM_TUPLE_PATTERN:
        return !is_single(part, part->node);
    default:
        return part_byte(part, part->frame->from) == '*';
    }
}

/* A part of an assignment. */
bool
refused_assigned(const struct part *part)
{
    struct walk_frame *assignment = part->parent;
    if (!(assignment->seen & SEEN_ITEM)) {
        assignment->seen |= SEEN_ITEM | (is_listed(part) ? SEEN_LISTED : 0);
        return assignment->form == FORM_AUGMENTED &&
               assignment->seen & SEEN_LISTED;
    }
    if (part->frame->form == FORM_TYPE) {
        assignment->seen |= SEEN_TYPED;
        return assignment->seen & SEEN_LISTED ||
               is_assignment(part_form(part, 2));
    }
    return false;
}

/* An assignment in a chain of them. */
bool
refused_assignment(const struct part *part)
{
    return is_assignment((enum node_form)part->parent->form) &&
           (part->frame->form == FORM_AUGMENTED ||
            part->parent->form == FORM_AUGMENTED ||
            part->parent->seen & SEEN_TYPED);
}

bool
refused_import(const struct part *part)
{
    struct walk_frame *statement = part->parent;
    switch (part->frame->form) {
    case FORM_IMPORT_WORD:
        statement->seen |= SEEN_WORD;
        break;
    case FORM_COMMA:
        statement->seen |= SEEN_PENDING;
        break;
    case FORM_CLOSE:
    case FORM_DOTTED_NAME:
    case FORM_ALIASED:
        statement->seen &= (uint16_t)~SEEN_PENDING;
        break;
    default:
        break;
    }
    return false;
}

/* from a import b.c */
bool
refused_dotted_name(const struct part *part)
{
    bool taken = (part->parent->form == FORM_IMPORT_FROM &&
                  part->parent->seen & SEEN_WORD) ||
                 (part->parent->form == FORM_ALIASED &&
                  part_form(part, 2) == FORM_IMPORT_FROM);
    return taken && ts_node_child_count(part->node) > 1;
}

bool
refused_raise(const struct part *part)
{
    bool first = !(part->parent->seen & SEEN_ITEM);
    if (form_has_name((enum node_form)part->frame->form)) {
        part->parent->seen |= SEEN_ITEM;
    }
    return part->frame->form == FORM_EXPRESSION_LIST ||
           (part->frame->form == FORM_FROM && first);
}

/* Can it be deleted, or with stars in it be assigned to? */
static bool
is_target(const struct part *part, TSNode node, bool stars, int depth)
{
    enum node_form form = node_form(part, node);
    switch (form) {
    case FORM_IDENTIFIER:
        return true;
    case FORM_ATTRIBUTE:
    case FORM_SUBSCRIPT:
        return stars || part_byte(part, ts_node_start_byte(node)) != '*';
    case FORM_SPLAT:
        if (!stars) {
            return false;
        }
        break;
    case FORM_TUPLE:
    case FORM_LIST:
    case FORM_PARENTHESES:
    case FORM_EXPRESSION_LIST:
        break;
    default:
        return !form_has_name(form) || ts_node_is_extra(node);
    }
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    bool good = depth < DEPTH_MAX;
    bool more = ts_tree_cursor_goto_first_child(&cursor);
    while (good && more) {
        good = is_target(part, ts_tree_cursor_current_node(&cursor), stars,
                         depth + 1);
        more = ts_tree_cursor_goto_next_sibling(&cursor);
    }
    ts_tree_cursor_delete(&cursor);
    return good;
}

bool
refused_target(const struct part *part)
{
    bool deleted = part->parent->form == FORM_DELETE;
    if (!deleted && part_above(part, 2)->seen & SEEN_CAUGHT) {
        return part->frame->form != FORM_IDENTIFIER;
    }
    return !is_target(part, part->node, !deleted, 0);
}

bool
refused_try(const struct part *part)
{
    switch (part->frame->form) {
    case FORM_EXCEPT:
        part->parent->seen |= SEEN_ITEM;
        part->parent->seen &= (uint16_t)~SEEN_PENDING;
        return false;
    case FORM_FINALLY:
        part->parent->seen &= (uint16_t)~SEEN_PENDING;
        return false;
    case FORM_ELSE:
        return !(part->parent->seen & SEEN_ITEM);
    default:
        return false;
    }
}

/* Either all clauses of a `try` have a star, or none. */
static bool
refused_stars(const struct part *part)
{
    struct walk_frame *statement = part_above(part, 2);
    statement->seen |= part->parent->seen & SEEN_STAR ? SEEN_STAR : SEEN_SLASH;
    return statement->seen & SEEN_STAR && statement->seen & SEEN_SLASH;
}

bool
refused_except(const struct part *part)
{
    struct walk_frame *clause = part->parent;
    switch (part->frame->form) {
    case FORM_STAR:
        clause->seen |= SEEN_STAR | SEEN_PENDING;
        return false;
    case FORM_COMMA:
        clause->seen |= SEEN_COMMA;
        return clause->seen & SEEN_AS;
    case FORM_COLON:
        return clause->seen & SEEN_PENDING || refused_stars(part);
    case FORM_AS:
        clause->seen |= SEEN_AS;
        clause->seen &= (uint16_t)~SEEN_PENDING;
        return clause->seen & SEEN_COMMA;
    default:
        if (form_has_name((enum node_form)part->frame->form)) {
            clause->seen &= (uint16_t)~SEEN_PENDING;
        }
        return false;
    }
}

bool
refused_with(const struct part *part)
{
    struct walk_frame *clause = part->parent;
    switch (part->frame->form) {
    case FORM_COMMA:
        clause->seen |= SEEN_COMMA | SEEN_PENDING;
        return clause->seen & SEEN_GROUP;
    case FORM_WITH_ITEM:
        clause->seen &= (uint16_t)~SEEN_PENDING;
        clause->seen |= part->frame->from == clause->from ? SEEN_BARE : 0;
        return false;
    case FORM_CLOSE:
        clause->seen &= (uint16_t)~SEEN_PENDING;
        return false;
    default:
        return false;
    }
}

/* with (a as b): and with (a as b,): are groups to Python. */
static bool
refuses_group(const struct part *part, size_t up)
{
    if (part_form(part, up + 1) != FORM_WITH_ITEM) {
        return true;
    }
    struct walk_frame *clause = part_above(part, up + 2);
    clause->seen |= SEEN_GROUP;
    return clause->seen & SEEN_COMMA;
}

/*
 * `a as b` names an item of `with`, an exception, or part of a pattern.  It
 * is the end of `a if b else c as d` to tree-sitter.
 */
bool
refused_as(const struct part *part)
{
    size_t up = 1;
    while (part_form(part, up) == FORM_LAMBDA ||
           (part_form(part, up) == FORM_CONDITIONAL &&
            part_above(part, up)->seen & SEEN_WORD)) {
        up++;
    }
    struct walk_frame *clause;
    switch (part_form(part, up)) {
    case FORM_EXCEPT:
        part->frame->seen |= SEEN_CAUGHT;
        return false;
    case FORM_WITH_ITEM:
        clause = part_above(part, up + 1);
        clause->seen |= SEEN_AS;
        return clause->seen & SEEN_LOOSE;
    case FORM_TUPLE:
    case FORM_PARENTHESES:
        return refuses_group(part, up);
    case FORM_CASE_PATTERN:
        return part_form(part, up + 1) == FORM_AS;
    default:
        return true;
    }
}
