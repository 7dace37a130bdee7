/* SPDX-License-Identifier: MIT */
#include "core/python/walk_units.h"

#include <string.h>

#include "core/python/symbol_names.h"

static uint32_t
this_statement(const struct symbol_walk *walk)
{
    return (uint32_t)walk->outline->statements.len - 1;
}

static uint32_t
this_run(const struct symbol_walk *walk)
{
    return tokens_next_run(walk->tokens) - 1;
}

static void
mark(struct symbol_walk *walk, uint32_t marks)
{
    size_t len = walk->units.statements.len;
    if (len > 0) {
        walk->units.statements.items[len - 1] |= marks;
    }
}

/* What is no ASCII may be written in several ways (NFKC). */
static void
weigh_name(struct symbol_walk *walk, struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        walk->units.coarse |= (unsigned char)name.data[i] >= 0x80;
    }
}

void
walk_units_directive(struct symbol_walk *walk)
{
    mark(walk, STATEMENT_BASE);
}

/* ---- statements */

void
walk_units_begin(struct symbol_walk *walk)
{
    VEC_PUSH(&walk->units.statements, 0);
}

/* Without `elif` and `else`, as everybody writes it. */
static bool
is_main(const struct symbol_walk *walk, TSNode node)
{
    TSNode test = ts_node_child_by_field_name(node, "condition", 9);
    TSNode other = ts_node_child_by_field_name(node, "alternative", 11);
    if (ts_node_is_null(test) || !ts_node_is_null(other)) {
        return false;
    }
    struct str text = str_slice(walk->source, ts_node_start_byte(test),
                                ts_node_end_byte(test));
    return str_equal(text, STR("__name__ == \"__main__\"")) ||
           str_equal(text, STR("__name__ == '__main__'"));
}

/* The name in quotes, if the string is just that; else nothing. */
static struct str
quoted_name(struct str text)
{
    char quote = text.len < 3 ? 0 : text.data[0];
    if ((quote != '"' && quote != '\'') || text.data[text.len - 1] != quote) {
        return (struct str){0};
    }
    struct str name = str_slice(text, 1, text.len - 1);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        bool letter = c == '_' || (c >= 'a' && c <= 'z') ||
                      (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter) {
            return (struct str){0};
        }
    }
    return name;
}

static struct str
text_of(const struct symbol_walk *walk, TSNode node)
{
    return str_slice(walk->source, ts_node_start_byte(node),
                     ts_node_end_byte(node));
}

/* Nothing but names in quotes; those are noted. */
static bool
note_names(struct symbol_walk *walk, TSNode list)
{
    uint32_t count = ts_node_named_child_count(list);
    for (uint32_t i = 0; i < count; i++) {
        TSNode child = ts_node_named_child(list, i);
        enum node_kind kind = node_kind(walk->kinds, child);
        struct str name = {0};
        if (kind == KIND_COMMENT) {
            continue;
        }
        if (kind == KIND_STRING) {
            name = quoted_name(text_of(walk, child));
        }
        if (name.len == 0) {
            return false;
        }
        VEC_PUSH(&walk->units.listed, intern_text(&walk->outline->names, name));
    }
    return true;
}

/* `__all__ = ["a", "b"]`, the list or tuple that nearly everybody writes. */
static void
note_list(struct symbol_walk *walk, TSNode statement)
{
    TSNode node = ts_node_named_child(statement, 0);
    if (ts_node_is_null(node) ||
        node_kind(walk->kinds, node) != KIND_ASSIGNMENT) {
        return;
    }
    TSNode left = ts_node_child_by_field_name(node, "left", 4);
    TSNode type = ts_node_child_by_field_name(node, "type", 4);
    TSNode right = ts_node_child_by_field_name(node, "right", 5);
    if (ts_node_is_null(right) || !ts_node_is_null(type) ||
        !str_equal(text_of(walk, left), STR("__all__")) ||
        (strcmp(ts_node_type(right), "list") != 0 &&
         strcmp(ts_node_type(right), "tuple") != 0) ||
        !note_names(walk, right)) {
        return;
    }
    walk->units.listing = this_statement(walk) + 1;
    walk->units.all_name = intern_text(&walk->outline->names, STR("__all__"));
}

void
walk_units_statement(struct symbol_walk *walk, TSNode node,
                     const struct walk_frame *statement)
{
    bool first = !walk->seen_statement;
    walk->seen_statement = true;
    if (statement->kind == KIND_EXPRESSION_STATEMENT) {
        mark(walk, STATEMENT_PLAIN | (first ? STATEMENT_FIRST : 0));
        note_list(walk, node);
    } else if (statement->kind == KIND_IF && is_main(walk, node)) {
        mark(walk, STATEMENT_MAIN);
    }
}

/* ---- nodes */

static bool
is_empty(const struct symbol_walk *walk, TSNode node)
{
    uint32_t count = ts_node_named_child_count(node);
    for (uint32_t i = 0; i < count; i++) {
        enum node_kind kind =
            node_kind(walk->kinds, ts_node_named_child(node, i));
        if (kind != KIND_COMMENT && kind != KIND_CONTINUATION) {
            return false;
        }
    }
    return true;
}

/* An expression of its own is for its effects, unless it is a string. */
static bool
has_effects(const struct symbol_walk *walk, const struct walk_frame *frame,
            const struct walk_frame *parent)
{
    return parent->kind == KIND_EXPRESSION_STATEMENT &&
           walk->class_depth == 0 && frame->kind != KIND_ASSIGNMENT &&
           frame->kind != KIND_AUGMENTED && frame->kind != KIND_STRING &&
           frame->kind != KIND_CONCATENATED;
}

/* What a node that runs with the module says about its statement. */
static void
weigh(struct symbol_walk *walk, TSNode node, const struct walk_frame *frame)
{
    switch (frame->kind) {
    case KIND_RAISE:
    case KIND_ASSERT:
    case KIND_DELETE:
    case KIND_WHILE:
        mark(walk, STATEMENT_BASE);
        break;
    case KIND_CALL:
        mark(walk, STATEMENT_CALLS | STATEMENT_OPEN);
        break;
    case KIND_NONE:
        mark(walk, STATEMENT_OPEN);
        break;
    case KIND_PATTERN:
    case KIND_DICTIONARY:
        mark(walk, is_empty(walk, node) ? STATEMENT_OPEN : 0);
        break;
    case KIND_ATTRIBUTE:
    case KIND_SUBSCRIPT:
        mark(walk, frame->flags & FRAME_TARGET ? STATEMENT_BASE : 0);
        break;
    default:
        break;
    }
}

/* What a method sets of `self` and `cls` is its own class's. */
static bool
is_own(const struct symbol_walk *walk, TSNode attribute)
{
    TSNode object = ts_node_child_by_field_name(attribute, "object", 6);
    struct str name = {0};
    if (!ts_node_is_null(object)) {
        name = str_slice(walk->source, ts_node_start_byte(object),
                         ts_node_end_byte(object));
    }
    return walk->body.method &&
           (str_equal(name, STR("self")) || str_equal(name, STR("cls")));
}

void
walk_units_node(struct symbol_walk *walk, TSNode node, struct walk_frame *frame,
                struct walk_frame *parent)
{
    if (frame->kind == KIND_IF || frame->kind == KIND_WHILE ||
        frame->kind == KIND_TEST ||
        (frame->kind != KIND_BLOCK && (parent->flags & FRAME_TESTED))) {
        frame->flags |= FRAME_TESTED;
    }
    if (walk->body.open) {
        if (frame->kind == KIND_ATTRIBUTE && (frame->flags & FRAME_TARGET) &&
            !is_own(walk, node)) {
            mark(walk, STATEMENT_SETS);
        }
        return;
    }
    if (has_effects(walk, frame, parent)) {
        mark(walk, STATEMENT_BASE);
    }
    weigh(walk, node, frame);
}

/* ---- names */

/* The name of a parameter, of which the others are used in its function. */
static bool
is_parameter(uint32_t from, const struct walk_frame *parent)
{
    return parent->form == FORM_PARAMETERS || parent->form == FORM_TYPED ||
           ((parent->form == FORM_DEFAULT ||
             parent->form == FORM_TYPED_DEFAULT) &&
            parent->from == from);
}

void
walk_units_mention(struct symbol_walk *walk, struct str name, bool dotted,
                   const struct walk_frame *frame,
                   const struct walk_frame *parent)
{
    uint32_t at = (uint32_t)(name.data - walk->source.data);
    bool bound =
        !dotted &&
        ((frame->flags & FRAME_TARGET && parent->kind != KIND_AUGMENTED) ||
         is_parameter(at, parent));
    uint32_t flags =
        (dotted ? MENTION_DOTTED : 0) | (bound ? MENTION_BOUND : 0) |
        (dotted && (parent->flags & FRAME_CHAIN) ? MENTION_CHAINED : 0) |
        (walk->body.open ? MENTION_IN_BODY : 0) |
        (frame->flags & FRAME_TESTED ? MENTION_TESTED : 0);
    weigh_name(walk, name);
    if (!dotted && str_equal(name, STR("__all__"))) {
        mark(walk, STATEMENT_LISTS);
    }
    VEC_PUSH(&walk->units.mentions,
             (struct mention){
                 .name = intern_text(&walk->outline->names, name),
                 .statement = this_statement(walk),
                 .run = this_run(walk),
                 .flags = flags,
                 .line = symbol_walk_row(walk, at) + 1,
                 .column = symbol_walk_column(walk, at),
             });
}

/* A string that is a statement is read by people alone. */
static bool
is_prose(struct symbol_walk *walk, const struct walk_frame *parent)
{
    if (parent && parent->kind == KIND_CONCATENATED) {
        parent = walk_frame_above(walk, 2);
    }
    return parent && parent->kind == KIND_EXPRESSION_STATEMENT;
}

void
walk_units_text(struct symbol_walk *walk, uint32_t from, uint32_t to,
                struct walk_frame *parent)
{
    bool joins = parent && parent->kind == KIND_CONCATENATED;
    if (walk->units.statements.len == 0 || is_prose(walk, parent)) {
        return;
    }
    VEC_PUSH(&walk->units.texts,
             (struct marked_text){
                 .from = from,
                 .to = to,
                 .statement = this_statement(walk),
                 .run = this_run(walk),
                 .in_body = walk->body.open,
                 .joined = joins && (parent->flags & FRAME_STARTED),
                 .comment = walk->source.data[from] == '#',
             });
    if (joins) {
        parent->flags |= FRAME_STARTED;
    }
}

/* The variables of a comprehension are its own. */
static bool
is_in_comprehension(const struct symbol_walk *walk)
{
    for (size_t i = walk->frames.len; i-- > 0;) {
        const struct walk_frame *frame = &walk->frames.items[i];
        if (frame->kind == KIND_FOR) {
            return !(frame->flags & FRAME_STATEMENT);
        }
        if (frame->kind != KIND_IDENTIFIER && frame->kind != KIND_PATTERN) {
            return false;
        }
    }
    return false;
}

static void
bind(struct symbol_walk *walk, struct str name, bool assigned, bool far)
{
    static const char *const changing[] = {"__getattr__", "__dir__",
                                           "__path__"};
    weigh_name(walk, name);
    for (size_t i = 0; i < sizeof(changing) / sizeof(*changing); i++) {
        if (str_equal(name, str_from(changing[i]))) {
            mark(walk, STATEMENT_BASE);
        }
    }
    if (str_equal(name, STR("__all__"))) {
        mark(walk, STATEMENT_EXPORTS | STATEMENT_LISTS);
    }
    VEC_PUSH(&walk->units.bindings,
             (struct marked_binding){
                 .name = intern_text(&walk->outline->names, name),
                 .statement = this_statement(walk),
                 .assigned = assigned,
                 .far = far,
             });
}

void
walk_units_bind(struct symbol_walk *walk, struct str name, bool assigned)
{
    bool in_module = !walk->body.open && walk->outline->depth == 0;
    if (in_module && name.len > 0 && !(assigned && is_in_comprehension(walk))) {
        bind(walk, name, assigned, false);
    }
}

void
walk_units_global(struct symbol_walk *walk, struct str name,
                  const struct walk_frame *statement)
{
    if (walk->source.data[statement->from] == 'g') {
        bind(walk, name, true, true);
    }
}

/* ---- imports */

static bool
is_future(struct str text)
{
    return memmem(text.data, text.len, "__future__", 10);
}

void
walk_units_import(struct symbol_walk *walk, TSNode node)
{
    struct str text = str_slice(walk->source, ts_node_start_byte(node),
                                ts_node_end_byte(node));
    weigh_name(walk, text);
    if (!walk->body.open &&
        (text.data[text.len - 1] == '*' || is_future(text))) {
        mark(walk, STATEMENT_BASE);
    }
    VEC_PUSH(&walk->units.imports,
             (struct marked_import){
                 .line = ts_node_start_point(node).row + 1,
                 .last_line = ts_node_end_point(node).row + 1,
                 .statement = this_statement(walk),
                 .tokens = tokens_at(walk->tokens),
                 .depth = (uint32_t)walk->statements.len,
                 .local = walk->body.open,
                 .run = walk->body.open ? walk->body.first_run : UINT32_MAX,
                 .in_class = !walk->body.open && walk->class_depth > 0,
                 .simple = walk->statements.len == 1,
             });
}

void
walk_units_import_end(struct symbol_walk *walk)
{
    size_t len = walk->units.imports.len;
    walk->units.imports.items[len - 1].tokens_end = tokens_at(walk->tokens);
}

void
walk_units_imported(struct symbol_walk *walk, struct str name, bool aliased)
{
    size_t before = walk->units.bindings.len;
    if (str_equal(name, STR("*"))) {
        walk->units.has_star = true;
        return;
    }
    VEC_PUSH(&walk->units.heads, intern_text(&walk->outline->names, name));
    walk_units_bind(walk, name, false);
    if (walk->units.bindings.len > before) {
        walk->units.bindings.items[before].aliased = aliased;
    }
}
