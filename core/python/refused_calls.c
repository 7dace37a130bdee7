/* SPDX-License-Identifier: MIT */
#include "core/python/refused_parts.h"

/* {,} */
bool
refused_empty(const struct part *part)
{
    uint32_t at = 1;
    TSNode first = ts_node_child(part->node, at);
    while (!ts_node_is_null(first) && ts_node_is_extra(first)) {
        first = ts_node_child(part->node, ++at);
    }
    return node_form(part, first) == FORM_COMMA;
}

bool
refused_argument(const struct part *part)
{
    enum node_form form = (enum node_form)part->frame->form;
    struct walk_frame *list = part->parent;
    if (form == FORM_COMMA) {
        return !(list->seen & SEEN_ITEM);
    }
    if (!form_has_name(form)) {
        return false;
    }
    uint16_t before = list->seen;
    list->seen |= SEEN_ITEM;
    switch (form) {
    case FORM_KEYWORD_ARGUMENT:
        list->seen |= SEEN_KEYWORD;
        return false;
    case FORM_DOUBLE_SPLAT:
        list->seen |= SEEN_DOUBLE;
        return false;
    case FORM_SPLAT:
        return before & SEEN_DOUBLE;
    default:
        return before & (SEEN_DOUBLE | SEEN_KEYWORD);
    }
}

/* What a parameter is by its stars and default. */
static enum node_form
parameter_form(const struct part *part)
{
    uint32_t from = part->frame->from;
    switch (part->frame->form) {
    case FORM_TYPED:
        if (part_byte(part, from) != '*') {
            return FORM_IDENTIFIER;
        }
        return part_byte(part, from + 1) == '*' ? FORM_DOUBLE_PATTERN
                                                : FORM_SPLAT_PATTERN;
    case FORM_TYPED_DEFAULT:
        return FORM_DEFAULT;
    default:
        return (enum node_form)part->frame->form;
    }
}

bool
refused_parameter(const struct part *part)
{
    struct walk_frame *list = part->parent;
    uint16_t before = list->seen;
    if (!form_has_name((enum node_form)part->frame->form)) {
        return false;
    }
    list->seen |= SEEN_ITEM;
    switch (parameter_form(part)) {
    case FORM_IDENTIFIER:
        list->seen &= (uint16_t)~SEEN_PENDING;
        return before & SEEN_DOUBLE ||
               (before & SEEN_DEFAULT && !(before & SEEN_STAR));
    case FORM_DEFAULT:
        list->seen &= (uint16_t)~SEEN_PENDING;
        list->seen |= SEEN_DEFAULT;
        return before & SEEN_DOUBLE;
    case FORM_BARE_STAR:
        list->seen |= SEEN_STAR | SEEN_PENDING;
        return before & (SEEN_STAR | SEEN_DOUBLE);
    case FORM_SPLAT_PATTERN:
        list->seen |= SEEN_STAR;
        return before & (SEEN_STAR | SEEN_DOUBLE);
    case FORM_BARE_SLASH:
        list->seen |= SEEN_SLASH;
        return before & (SEEN_SLASH | SEEN_STAR | SEEN_DOUBLE) ||
               !(before & SEEN_ITEM);
    case FORM_DOUBLE_PATTERN:
        list->seen |= SEEN_DOUBLE;
        return before & SEEN_DOUBLE;
    default:
        return true;
    }
}

/* The stars of a parameter have a name behind them. */
bool
refused_splat_name(const struct part *part)
{
    enum node_form around = part_form(part, 2);
    return (around == FORM_PARAMETERS || around == FORM_TYPED) &&
           form_has_name((enum node_form)part->frame->form) &&
           part->frame->form != FORM_IDENTIFIER;
}

/* Do the brackets, `up` levels above, declare what is in them? */
static bool
declares(const struct part *part, size_t up)
{
    if (part_form(part, up + 1) == FORM_GENERIC) {
        /* type A[T] = … */
        return part_form(part, up + 3) == FORM_TYPE_ALIAS &&
               !(part_above(part, up + 3)->seen & SEEN_WORD);
    }
    return part_form(part, up + 1) == FORM_DEFINITION;
}

/* What a type is, of the node around it. */
static enum node_form
type_form(const struct part *part, TSNode type)
{
    return node_form(part, ts_node_named_child(type, 0));
}

/* A name, with stars or a bound. */
bool
refused_type_parameter(const struct part *part)
{
    if (part->frame->form != FORM_TYPE || !declares(part, 1)) {
        return false;
    }
    TSNode type = ts_node_named_child(part->node, 0);
    switch (node_form(part, type)) {
    case FORM_IDENTIFIER:
    case FORM_SPLAT_TYPE:
        return false;
    case FORM_CONSTRAINED_TYPE:
        return type_form(part, ts_node_named_child(type, 0)) !=
                   FORM_IDENTIFIER ||
               type_form(part, ts_node_named_child(type, 1)) ==
                   FORM_CONSTRAINED_TYPE;
    default:
        return true;
    }
}

bool
refused_splat_type(const struct part *part)
{
    bool twice = part_byte(part, part->frame->from + 1) == '*';
    if (part_form(part, 2) == FORM_TYPE_PARAMETERS) {
        return twice && !declares(part, 2);
    }
    if (part_form(part, 2) != FORM_TYPED) {
        return true;
    }
    uint32_t from = part_above(part, 2)->from;
    return twice || part_byte(part, from) != '*' ||
           part_byte(part, from + 1) == '*';
}

/* `type[a] = b` and `type(a).b = c` are no aliases. */
static bool
is_bracket(char byte)
{
    return byte == '[' || byte == '(';
}

/* `a: b` is the bound of a parameter, or a slice of up to three parts. */
bool
refused_constrained_type(const struct part *part)
{
    switch (part_form(part, 2)) {
    case FORM_TYPE_PARAMETERS:
        return false;
    case FORM_CONSTRAINED_TYPE:
        return part_form(part, 4) == FORM_CONSTRAINED_TYPE;
    case FORM_TYPE_ALIAS:
        return part_above(part, 2)->seen & SEEN_WORD ||
               !is_bracket(part_byte(part, part->frame->from));
    default:
        return true;
    }
}

bool
refused_type_alias(const struct part *part)
{
    if (part->frame->form == FORM_EQUAL) {
        part->parent->seen |= SEEN_WORD;
    }
    if (part->frame->form != FORM_TYPE || part->parent->seen & SEEN_WORD) {
        return false;
    }
    switch (type_form(part, part->node)) {
    case FORM_IDENTIFIER:
    case FORM_GENERIC:
        return false;
    case FORM_LIST:
        return ts_node_named_child_count(ts_node_named_child(part->node, 0)) ==
               0;
    case FORM_ATTRIBUTE:
    case FORM_SUBSCRIPT:
    case FORM_CONSTRAINED_TYPE:
        return !is_bracket(part_byte(part, part->frame->from));
    default:
        return true;
    }
}
