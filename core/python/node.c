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

struct str
source_dotted(const struct source *source, struct arena *arena, TSNode node)
{
    struct str text = source_text(source, node);
    if (!has_blanks(text)) {
        return text;
    }
    char *out = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    uint32_t count = ts_node_named_child_count(node);
    for (uint32_t i = 0; i < count; i++) {
        TSNode child = ts_node_named_child(node, i);
        struct str part = source_text(source, child);
        if (part.len == 0 || ts_node_is_extra(child)) {
            continue;
        }
        if (len > 0) {
            out[len++] = '.';
        }
        memcpy(out + len, part.data, part.len);
        len += part.len;
    }
    return (struct str){out, len};
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
    return prefix.len > 0 && (str_find_byte(prefix, 'b') >= 0 ||
                              str_find_byte(prefix, 'B') >= 0);
}

/* Append one literal's content to `out`; false if it is not plain. */
static bool
append_literal(const struct grammar *grammar, const struct source *source,
               TSNode node, struct str *out, char *room)
{
    uint32_t count = ts_node_named_child_count(node);
    for (uint32_t i = 0; i < count; i++) {
        TSNode child = ts_node_named_child(node, i);
        TSSymbol symbol = ts_node_symbol(child);
        struct str text = source_text(source, child);
        if (symbol == grammar->interpolation ||
            (symbol == grammar->string_start && is_bytes_prefix(text))) {
            return false;
        }
        if (symbol != grammar->string_content) {
            continue;
        }
        if (ts_node_named_child_count(child) > 0) {
            return false;
        }
        memcpy(room + out->len, text.data, text.len);
        out->len += text.len;
    }
    return true;
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
    if (symbol == grammar->string) {
        return append_literal(grammar, source, node, value, room);
    }
    uint32_t count = ts_node_named_child_count(node);
    for (uint32_t i = 0; i < count; i++) {
        TSNode child = ts_node_named_child(node, i);
        if (ts_node_symbol(child) == grammar->string &&
            !append_literal(grammar, source, child, value, room)) {
            return false;
        }
    }
    return true;
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
