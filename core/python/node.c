/* SPDX-License-Identifier: MIT */
#include "core/python/node.h"

#include <string.h>

struct str
source_text(const struct source *source, TSNode node)
{
    return str_slice(source->text, ts_node_start_byte(node),
                     ts_node_end_byte(node));
}

static bool
has_blanks(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (strchr(" \t\f\r\n\\#", text.data[i])) {
            return true;
        }
    }
    return false;
}

/* The identifiers below `node`, with dots between them. */
static struct str
join_identifiers(const struct source *source, struct arena *arena, TSNode node,
                 TSSymbol identifier)
{
    char *out = arena_alloc(arena, source_text(source, node).len + 1);
    size_t len = 0;
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    bool more = ts_tree_cursor_goto_first_child(&cursor);
    for (; more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
        TSNode child = ts_tree_cursor_current_node(&cursor);
        struct str part = source_text(source, child);
        if (part.len == 0 || ts_node_symbol(child) != identifier) {
            continue;
        }
        if (len > 0) {
            out[len++] = '.';
        }
        memcpy(out + len, part.data, part.len);
        len += part.len;
    }
    ts_tree_cursor_delete(&cursor);
    return (struct str){out, len};
}

struct str
source_dotted(const struct grammar *grammar, const struct source *source,
              struct arena *arena, TSNode node)
{
    struct str text = source_text(source, node);
    if (!has_blanks(text) && !ts_node_has_error(node)) {
        return text;
    }
    return join_identifiers(source, arena, node, grammar->identifier);
}

struct str
source_last_name(const struct grammar *grammar, const struct source *source,
                 TSNode node)
{
    if (ts_node_symbol(node) == grammar->attribute) {
        node = ts_node_child_by_field_id(node, grammar->attr);
    }
    if (ts_node_is_null(node) || ts_node_symbol(node) != grammar->identifier) {
        return STR("");
    }
    return source_text(source, node);
}

static bool
is_bytes_prefix(struct str prefix)
{
    return prefix.len > 0 &&
           (str_find_byte(prefix, 'b') >= 0 || str_find_byte(prefix, 'B') >= 0);
}

/* Append what one part of a literal stands for; false if it is not plain. */
static bool
append_part(const struct grammar *grammar, const struct source *source,
            TSNode part, struct str *out, char *room)
{
    TSSymbol symbol = ts_node_symbol(part);
    struct str text = source_text(source, part);
    if (symbol == grammar->string_start) {
        return !is_bytes_prefix(text);
    }
    if (symbol != grammar->string_content) {
        return symbol != grammar->interpolation;
    }
    if (ts_node_named_child_count(part) > 0) {
        return false; /* escapes */
    }
    memcpy(room + out->len, text.data, text.len);
    out->len += text.len;
    return true;
}

/* Append the parts of a literal, or those of literals side by side. */
static bool
append_literals(const struct grammar *grammar, const struct source *source,
                TSNode node, struct str *out, char *room)
{
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    bool plain = true;
    unsigned depth = 0;
    while (plain) {
        TSNode part = ts_tree_cursor_current_node(&cursor);
        TSSymbol symbol = ts_node_symbol(part);
        bool outer =
            symbol == grammar->string || symbol == grammar->concatenated_string;
        if (outer && ts_tree_cursor_goto_first_child(&cursor)) {
            depth++;
            continue;
        }
        plain = append_part(grammar, source, part, out, room);
        while (depth > 0 && !ts_tree_cursor_goto_next_sibling(&cursor)) {
            ts_tree_cursor_goto_parent(&cursor);
            depth--;
        }
        if (depth == 0) {
            break;
        }
    }
    ts_tree_cursor_delete(&cursor);
    return plain;
}

bool
source_string(const struct grammar *grammar, const struct source *source,
              struct arena *arena, TSNode node, struct str *value)
{
    TSSymbol symbol = ts_node_symbol(node);
    if (symbol != grammar->string && symbol != grammar->concatenated_string) {
        return false;
    }
    char *room = arena_alloc(arena, source_text(source, node).len + 1);
    *value = (struct str){room, 0};
    return append_literals(grammar, source, node, value, room);
}

uint16_t
source_count(const struct source *source, TSNode node, char byte)
{
    struct str text = source_text(source, node);
    uint16_t count = 0;
    for (size_t i = 0; i < text.len && count < UINT16_MAX; i++) {
        count += text.data[i] == byte;
    }
    return count;
}

TSNode
source_child_of_kind(TSNode node, TSSymbol symbol)
{
    uint32_t count = ts_node_named_child_count(node);
    for (uint32_t i = 0; i < count; i++) {
        TSNode child = ts_node_named_child(node, i);
        if (ts_node_symbol(child) == symbol) {
            return child;
        }
    }
    return (TSNode){0};
}
