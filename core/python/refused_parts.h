/* SPDX-License-Identifier: MIT */
/*
 * refused_parts - what refused.c is put together of: the rules for literals,
 * calls, statements and the patterns of `case`.
 *
 * Each takes a part where it stands and says whether Python refuses it.  They
 * are asked in the order of the source and note in the frames what they have
 * seen of a node so far.
 */
#ifndef CORE_PYTHON_REFUSED_PARTS_H
#define CORE_PYTHON_REFUSED_PARTS_H

#include "core/python/refused.h"

/* Bits of a frame's `seen` beside SEEN_PENDING: what its children were. */
enum {
    SEEN_ITEM = 1 << 1, /* any */
    SEEN_COMMA = 1 << 2,
    SEEN_WORD = 1 << 3, /* `from`, `import`, `else`, `=` */
    SEEN_KEYWORD = 1 << 4,
    SEEN_DEFAULT = 1 << 5,
    SEEN_STAR = 1 << 6,
    SEEN_DOUBLE = 1 << 7, /* two stars */
    SEEN_SLASH = 1 << 8,
    SEEN_LISTED = 1 << 9, /* several targets */
    SEEN_TYPED = 1 << 10,
    SEEN_GROUP = 1 << 11, /* all items in parentheses */
    SEEN_AS = 1 << 12,
    SEEN_LOOSE = 1 << 13,  /* items that are no items beside `as` */
    SEEN_BARE = 1 << 14,   /* items without parentheses around all */
    SEEN_CAUGHT = 1 << 15, /* an exception gets the name */
};

struct part {
    const struct symbol_walk *walk;
    TSNode node;
    struct walk_frame *frame;
    struct walk_frame *parent;
};

/* What is around the part, `up` levels; FORM_TOKEN outside of the module. */
static inline enum node_form
part_form(const struct part *part, size_t up)
{
    size_t len = part->walk->frames.len;
    return up < len
               ? (enum node_form)part->walk->frames.items[len - 1 - up].form
               : FORM_TOKEN;
}

/* The frame `up` levels above, which is there. */
static inline struct walk_frame *
part_above(const struct part *part, size_t up)
{
    return &part->walk->frames.items[part->walk->frames.len - 1 - up];
}

static inline char
part_byte(const struct part *part, uint32_t at)
{
    return at < part->walk->source.len ? part->walk->source.data[at] : '\0';
}

static inline struct str
part_text(const struct part *part)
{
    return str_slice(part->walk->source, part->frame->from,
                     ts_node_end_byte(part->node));
}

/* FORM_TOKEN if there is no such node. */
static inline enum node_form
node_form(const struct part *part, TSNode node)
{
    if (ts_node_is_null(node)) {
        return FORM_TOKEN;
    }
    return (enum node_form)part->walk->kinds->forms[ts_node_symbol(node)];
}

/* Literals. */
bool refused_number(struct str text, char next);
bool refused_content(const struct part *part);
bool refused_specifier(const struct part *part);
bool refused_conversion(struct str text);
bool refused_concatenated(const struct part *part);

/* Calls and definitions. */
bool refused_empty(const struct part *part);
bool refused_argument(const struct part *part);
bool refused_parameter(const struct part *part);
bool refused_splat_name(const struct part *part);
bool refused_type_parameter(const struct part *part);
bool refused_splat_type(const struct part *part);
bool refused_constrained_type(const struct part *part);
bool refused_type_alias(const struct part *part);

/* Statements. */
bool refused_assigned(const struct part *part);
bool refused_assignment(const struct part *part);
bool refused_import(const struct part *part);
bool refused_dotted_name(const struct part *part);
bool refused_raise(const struct part *part);
bool refused_target(const struct part *part);
bool refused_try(const struct part *part);
bool refused_except(const struct part *part);
bool refused_with(const struct part *part);
bool refused_as(const struct part *part);

/* Patterns of `case`. */
bool refused_case_splat(const struct part *part);
bool refused_case_keyword(const struct part *part);
bool refused_class_pattern(const struct part *part);
bool refused_dict_pattern(const struct part *part);
bool refused_complex(const struct part *part);

#endif
