/* SPDX-License-Identifier: MIT */
#include "core/python/walk_classes.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/python/symbol_names.h"
#include "core/python/walk_tokens.h"

/* ---- what is noted */

/* In a kept body the row counts; returns the run it is in. */
static uint32_t
put_position(struct symbol_walk *walk, uint32_t from)
{
    uint32_t run = tokens_next_run(walk->tokens);
    tokens_turn(walk->tokens, 0, WAITING_POSITION);
    tokens_position(walk->tokens, symbol_walk_row(walk, from));
    walk_turn_back(walk);
    return run;
}

void
walk_class_statement(struct symbol_walk *walk, TSNode node)
{
    uint32_t from = ts_node_start_byte(node);
    struct str name = symbol_names_after_word(walk, node);
    uint32_t at = (uint32_t)(name.data - walk->source.data);
    TSPoint start = ts_node_start_point(node);
    if (walk->body.open) {
        put_position(walk, from);
    }
    VEC_PUSH(&walk->classes,
             (struct class_position){
                 .name = hash_64(name.data, name.len),
                 .statement = (uint32_t)walk->outline->statements.len - 1,
                 .row = start.row,
                 .column = start.column + at - from,
             });
}

/* ---- calls */

static bool
is_class_maker(struct str name)
{
    static const char *const makers[] = {
        "namedtuple", "NamedTuple", "TypedDict", "NewType", "Enum",
        "IntEnum",    "StrEnum",    "Flag",      "IntFlag", "ReprEnum"};
    for (size_t i = 0; i < sizeof(makers) / sizeof(*makers); i++) {
        if (str_equal(name, str_from(makers[i]))) {
            return true;
        }
    }
    return false;
}

static struct str
node_text(const struct symbol_walk *walk, TSNode node)
{
    return str_slice(walk->source, ts_node_start_byte(node),
                     ts_node_end_byte(node));
}

/* The first named child that is no comment, if there is one. */
static TSNode
first_child(const struct symbol_walk *walk, TSNode node)
{
    TSNode child = ts_node_named_child(node, 0);
    while (!ts_node_is_null(child) &&
           (node_kind(walk->kinds, child) == KIND_COMMENT ||
            node_kind(walk->kinds, child) == KIND_CONTINUATION)) {
        child = ts_node_next_named_sibling(child);
    }
    return child;
}

/* The text in a string without its prefix and quotes; empty if it is none. */
static struct str
string_text(const struct symbol_walk *walk, TSNode node)
{
    struct str text = {0};
    if (!ts_node_is_null(node) && node_kind(walk->kinds, node) == KIND_STRING) {
        text = node_text(walk, node);
    }
    while (text.len > 0 && text.data[0] != '"' && text.data[0] != '\'') {
        text = str_slice(text, 1, text.len);
    }
    size_t quotes = text.len >= 6 && text.data[0] == text.data[1] ? 3 : 1;
    return text.len >= 2 * quotes ? str_slice(text, quotes, text.len - quotes)
                                  : (struct str){0};
}

/* A call as far as it could make a class. */
struct maker {
    TSNode callee;
    struct str name;  /* the last word of the callee */
    struct str first; /* the string that is the first argument */
    bool known;       /* by its name */
    bool doubtful;    /* it takes an import */
};

/*
 * `X = maker("X", …)`, whatever the maker is called here.  All of them want
 * a second argument, which type variables and symbols mostly do without.
 */
static bool
names_its_target(const struct symbol_walk *walk, const struct maker *maker,
                 TSNode arguments, const struct walk_frame *parent)
{
    size_t len = maker->first.len;
    return parent->kind == KIND_ASSIGNMENT && len > 0 &&
           ts_node_named_child_count(arguments) >= 2 &&
           str_starts_with(
               str_slice(walk->source, parent->from, walk->source.len),
               maker->first) &&
           !is_name_byte(walk->source.data[parent->from + len]);
}

/* Returns whether the call may make a class. */
static bool
read_call(const struct symbol_walk *walk, TSNode call,
          const struct walk_frame *parent, struct maker *maker)
{
    TSNode arguments = ts_node_child_by_field_name(call, "arguments", 9);
    TSNode callee = ts_node_child(call, 0);
    TSNode inner = callee;
    while (!ts_node_is_null(inner)) {
        callee = inner;
        inner = node_kind(walk->kinds, callee) == KIND_PATTERN
                    ? first_child(walk, callee)
                    : (TSNode){0};
    }
    uint32_t end = ts_node_end_byte(callee);
    maker->callee = callee;
    maker->name = symbol_names_before(walk, end);
    maker->known = is_class_maker(maker->name);
    maker->first = string_text(walk, first_child(walk, arguments));
    maker->doubtful =
        !maker->known && node_kind(walk->kinds, callee) == KIND_ATTRIBUTE;
    return maker->known || str_equal(maker->name, STR("type")) ||
           names_its_target(walk, maker, arguments, parent);
}

/* Returns the class's number. */
static uint32_t
note_call(struct symbol_walk *walk, TSNode call, struct str name,
          const struct walk_frame *parent)
{
    TSPoint start = ts_node_start_point(call);
    uint32_t line = ts_node_start_byte(call) - start.column;
    VEC_PUSH(&walk->classes,
             (struct class_position){
                 .name = hash_64(name.data, name.len),
                 .statement = (uint32_t)walk->outline->statements.len - 1,
                 .row = start.row,
                 .column = start.column,
                 .target = parent->from >= line ? parent->from - line : 0,
             });
    return (uint32_t)walk->classes.len - 1;
}

void
walk_class_call(struct symbol_walk *walk, TSNode call,
                const struct walk_frame *parent)
{
    struct maker maker;
    struct class_doubt doubt = {.run = UINT32_MAX, .number = UINT32_MAX};
    if (!read_call(walk, call, parent, &maker)) {
        return;
    }
    if (walk->body.open && !str_equal(maker.name, STR("type"))) {
        doubt.run = put_position(walk, ts_node_start_byte(call));
    }
    if (maker.first.len > 0) {
        doubt.number = note_call(walk, call, maker.first, parent);
    }
    if (maker.doubtful) {
        doubt.callee = node_text(walk, maker.callee);
        VEC_PUSH(&walk->doubts, doubt);
    }
}

/* ---- doubts */

void
walk_class_import(struct symbol_walk *walk, struct str name)
{
    if (str_equal(name, STR("*"))) {
        walk->star = true;
    }
    VEC_PUSH(&walk->imported, hash_64(name.data, name.len));
}

static int
compare_hashes(const void *a, const void *b)
{
    const uint64_t *one = a;
    const uint64_t *other = b;
    return (*one > *other) - (*one < *other);
}

/* Is one of the names in the text bound by an import? */
static bool
is_imported(const struct symbol_walk *walk, struct str text)
{
    while (text.len > 0) {
        size_t len = 0;
        while (len < text.len && is_name_byte(text.data[len])) {
            len++;
        }
        uint64_t hash = hash_64(text.data, len);
        if (len > 0 && walk->imported.len > 0 &&
            bsearch(&hash, walk->imported.items, walk->imported.len,
                    sizeof(hash), compare_hashes)) {
            return true;
        }
        text = str_slice(text, len > 0 ? len : 1, text.len);
    }
    return false;
}

static void
drop(struct symbol_walk *walk, const struct class_doubt *doubt)
{
    if (doubt->run != UINT32_MAX) {
        walk->tokens->runs.items[doubt->run].sight = 0;
    }
    if (doubt->number != UINT32_MAX) {
        walk->classes.items[doubt->number].dropped = true;
    }
}

static void
forget_dropped(struct symbol_walk *walk)
{
    size_t kept = 0;
    for (size_t i = 0; i < walk->classes.len; i++) {
        if (!walk->classes.items[i].dropped) {
            walk->classes.items[kept++] = walk->classes.items[i];
        }
    }
    walk->classes.len = kept;
}

void
walk_class_finish(struct symbol_walk *walk)
{
    if (walk->doubts.len == 0 || walk->star) {
        return;
    }
    if (walk->imported.len > 0) {
        qsort(walk->imported.items, walk->imported.len,
              sizeof(*walk->imported.items), compare_hashes);
    }
    for (size_t i = 0; i < walk->doubts.len; i++) {
        if (!is_imported(walk, walk->doubts.items[i].callee)) {
            drop(walk, &walk->doubts.items[i]);
        }
    }
    forget_dropped(walk);
}
