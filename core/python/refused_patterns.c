/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/python/refused_parts.h"

/* `**rest`: the last part of a mapping, with a name. */
static bool
refused_rest(const struct part *part)
{
    struct str name = part_text(part);
    while (name.len > 0 && name.data[0] != '_' &&
           strchr("* \t", name.data[0])) {
        name = str_slice(name, 1, name.len);
    }
    bool again = part->parent->seen & SEEN_DOUBLE;
    part->parent->seen |= SEEN_DOUBLE;
    return part->parent->form != FORM_DICT_PATTERN || again ||
           str_equal(name, STR("_"));
}

bool
refused_case_splat(const struct part *part)
{
    if (part_byte(part, part->frame->from + 1) == '*') {
        return refused_rest(part);
    }
    if (part->parent->form != FORM_CASE_PATTERN) {
        return true;
    }
    struct walk_frame *sequence = part_above(part, 2);
    switch (sequence->form) {
    case FORM_LIST_PATTERN:
        return false;
    case FORM_TUPLE_PATTERN:
    case FORM_CASE:
        sequence->seen |= sequence->seen & SEEN_COMMA ? 0 : SEEN_PENDING;
        return false;
    default:
        return true;
    }
}

/* A(b=c), also with an `as` behind it. */
bool
refused_case_keyword(const struct part *part)
{
    bool named = part_form(part, 2) == FORM_AS;
    size_t up = named ? 4 : 2;
    if (part->parent->form != FORM_CASE_PATTERN ||
        part_form(part, up) != FORM_CLASS_PATTERN) {
        return true;
    }
    struct walk_frame *pattern = part_above(part, up);
    pattern->seen |= SEEN_KEYWORD;
    pattern->seen &= (uint16_t)~SEEN_PENDING;
    return false;
}

/* After a keyword all parts have one: each is waited for. */
bool
refused_class_pattern(const struct part *part)
{
    if (part->frame->form != FORM_CASE_PATTERN) {
        return false;
    }
    bool pending = part->parent->seen & SEEN_PENDING;
    if (part->parent->seen & SEEN_KEYWORD) {
        part->parent->seen |= SEEN_PENDING;
    }
    return pending;
}

/* The keys of a mapping are literals, or names with a dot. */
bool
refused_dict_pattern(const struct part *part)
{
    enum node_form form = (enum node_form)part->frame->form;
    bool late = part->parent->seen & SEEN_DOUBLE;
    switch (form) {
    case FORM_STRING:
    case FORM_CONCATENATED:
    case FORM_NUMBER:
    case FORM_COMPLEX:
    case FORM_LITERAL:
    case FORM_CASE_PATTERN:
        return late;
    case FORM_DOTTED_NAME:
        return late || ts_node_child_count(part->node) == 1;
    case FORM_CASE_SPLAT:
        return false;
    default:
        return form_has_name(form) || str_equal(part_text(part), STR("_"));
    }
}

/* 1 + 2j: the first number is real, the second is not. */
bool
refused_complex(const struct part *part)
{
    if (part->frame->form != FORM_NUMBER) {
        return false;
    }
    bool second = part->parent->seen & SEEN_ITEM;
    char last = part_byte(part, ts_node_end_byte(part->node) - 1);
    part->parent->seen |= SEEN_ITEM;
    return second != ((last | 0x20) == 'j');
}
