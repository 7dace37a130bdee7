/* SPDX-License-Identifier: MIT */
#include "core/python/symbol_names.h"

#include <string.h>

#include "core/base/hash.h"
#include "core/python/walk_classes.h"
#include "core/python/walk_units.h"

uint32_t
symbol_walk_row(struct symbol_walk *walk, uint32_t at)
{
    const char *text = walk->source.data;
    while (walk->row_at < at) {
        const char *from = text + walk->row_at;
        const char *newline = memchr(from, '\n', at - walk->row_at);
        if (!newline) {
            break;
        }
        walk->row++;
        walk->row_start = walk->row_at = (uint32_t)(newline - text) + 1;
    }
    if (walk->row_at < at) {
        walk->row_at = at;
    }
    return walk->row;
}

uint32_t
symbol_walk_column(struct symbol_walk *walk, uint32_t at)
{
    if (walk->column_at < walk->row_start) {
        walk->column_at = walk->row_start;
        walk->column = 0;
    }
    for (; walk->column_at < at; walk->column_at++) {
        unsigned char byte = (unsigned char)walk->source.data[walk->column_at];
        walk->column += (byte & 0xc0) != 0x80;
    }
    return walk->column;
}

static bool
is_gap_byte(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\f' || byte == '\\' ||
           byte == '\n' || byte == '\r';
}

/* The identifier at or behind the blanks at `at`. */
static struct str
name_at(const struct symbol_walk *walk, size_t at)
{
    const struct str source = walk->source;
    while (at < source.len && is_gap_byte(source.data[at])) {
        at++;
    }
    size_t end = at;
    while (end < source.len && is_name_byte(source.data[end])) {
        end++;
    }
    return str_slice(source, at, end);
}

struct str
symbol_names_after_word(const struct symbol_walk *walk, TSNode node)
{
    struct str word = name_at(walk, ts_node_start_byte(node));
    return name_at(walk, (size_t)(word.data - walk->source.data) + word.len);
}

struct str
symbol_names_before(const struct symbol_walk *walk, size_t end)
{
    size_t start = end;
    while (start > 0 && is_name_byte(walk->source.data[start - 1])) {
        start--;
    }
    return str_slice(walk->source, start, end);
}

static struct str
node_name(const struct symbol_walk *walk, TSNode node)
{
    return str_slice(walk->source, ts_node_start_byte(node),
                     ts_node_end_byte(node));
}

static uint64_t
hash_tokens(const struct symbol_walk *walk, uint32_t from)
{
    return hash_64(walk->tokens->bytes.data + from,
                   walk->tokens->bytes.len - from);
}

static struct outline_definition *
definition_at(const struct symbol_walk *walk, uint32_t definition)
{
    return &walk->outline->definitions.items[definition];
}

void
symbol_names_define(struct symbol_walk *walk, TSNode node,
                    struct walk_frame *frame, const struct walk_frame *parent)
{
    if (walk->body.open) {
        return;
    }
    if (parent->kind == KIND_DECORATED) {
        frame->tokens = parent->tokens;
    }
    enum definition_kind kind = DEFINITION_CLASS;
    TSNode name = ts_node_child_by_field_name(node, "name", 4);
    if (frame->kind == KIND_FUNCTION) {
        kind = walk->class_depth > 0 ? DEFINITION_METHOD : DEFINITION_FUNCTION;
    }
    uint32_t row = symbol_walk_row(walk, ts_node_start_byte(node));
    frame->definition =
        outline_define(walk->outline, node_name(walk, name), kind, row + 1);
    walk_units_bind(walk, node_name(walk, name), false);
}

void
symbol_names_open(struct symbol_walk *walk, const struct walk_frame *owner)
{
    if (owner->definition != NO_DEFINITION) {
        definition_at(walk, owner->definition)->head =
            hash_tokens(walk, owner->tokens);
        definition_at(walk, owner->definition)->body = tokens_at(walk->tokens);
    }
}

void
symbol_names_end(struct symbol_walk *walk, const struct walk_frame *frame)
{
    if (frame->definition != NO_DEFINITION) {
        struct outline_definition *definition =
            definition_at(walk, frame->definition);
        definition->body = hash_tokens(walk, (uint32_t)definition->body);
    }
}

static struct walk_frame *
innermost_statement(struct symbol_walk *walk)
{
    size_t len = walk->statements.len;
    return len > 0 ? &walk->frames.items[walk->statements.items[len - 1]]
                   : NULL;
}

static void
bind(struct symbol_walk *walk, struct str name, enum definition_kind kind,
     uint32_t line)
{
    struct walk_frame *statement = innermost_statement(walk);
    if (!statement || name.len == 0) {
        return;
    }
    uint32_t definition = outline_define(walk->outline, name, kind, line);
    if (!(statement->flags & FRAME_BINDS)) {
        statement->flags |= FRAME_BINDS;
        statement->first = definition;
    }
}

void
symbol_names_bind(struct symbol_walk *walk, struct str name)
{
    if (!walk->body.open) {
        uint32_t at = (uint32_t)(name.data - walk->source.data);
        uint32_t row = symbol_walk_row(walk, at);
        bind(walk, name, DEFINITION_ATTRIBUTE, row + 1);
        walk_units_bind(walk, name, true);
    }
}

void
symbol_names_capture(struct symbol_walk *walk, TSNode node)
{
    if (ts_node_child_count(node) == 1) {
        symbol_names_bind(walk, node_name(walk, node));
    }
}

void
symbol_names_close(struct symbol_walk *walk, const struct walk_frame *statement)
{
    uint64_t head = hash_tokens(walk, statement->tokens);
    for (size_t i = statement->first; i < walk->outline->definitions.len; i++) {
        struct outline_definition *definition =
            definition_at(walk, (uint32_t)i);
        if (definition->head == 0 && definition->kind >= DEFINITION_ATTRIBUTE) {
            definition->head = head;
        }
    }
}

/* The node without parentheses. */
static TSNode
unwrap(const struct symbol_walk *walk, TSNode node)
{
    while (node_kind(walk->kinds, node) == KIND_PATTERN &&
           ts_node_named_child_count(node) == 1) {
        node = ts_node_named_child(node, 0);
    }
    return node;
}

bool
symbol_names_has_owner(const struct symbol_walk *walk, TSNode attribute)
{
    TSNode object = unwrap(walk, ts_node_child(attribute, 0));
    return node_kind(walk->kinds, object) == KIND_IDENTIFIER;
}

void
symbol_names_attribute(struct symbol_walk *walk, TSNode node)
{
    bool member = walk->body.open && walk->body.method &&
                  walk->body.scopes == 0 && symbol_names_has_owner(walk, node);
    if (member) {
        TSNode name = ts_node_child_by_field_name(node, "attribute", 9);
        bind(walk, node_name(walk, name), DEFINITION_ATTRIBUTE,
             ts_node_start_point(name).row + 1);
    }
}

/* `a.b` binds a, `a.b as c` c, `from m import n as o` o. */
static void
bind_imported(struct symbol_walk *walk, TSNode node)
{
    enum node_kind kind = node_kind(walk->kinds, node);
    TSNode bound = ts_node_child(node, 0);
    if (kind == KIND_ALIASED_IMPORT) {
        bound = ts_node_child(node, ts_node_child_count(node) - 1);
    } else if (kind == KIND_WILDCARD) {
        bound = node;
    } else if (kind != KIND_DOTTED_NAME) {
        return;
    }
    struct str name = node_name(walk, bound);
    walk_class_import(walk, name);
    walk_units_imported(walk, name, kind == KIND_ALIASED_IMPORT);
    if (!walk->body.open && kind != KIND_WILDCARD) {
        bind(walk, name, DEFINITION_IMPORT, ts_node_start_point(bound).row + 1);
    }
}

void
symbol_names_import(struct symbol_walk *walk, TSNode node)
{
    uint32_t count = ts_node_child_count(node);
    bool names = false;
    walk_units_import(walk, node);
    for (uint32_t i = 0; i < count; i++) {
        TSNode child = ts_node_child(node, i);
        if (names) {
            bind_imported(walk, child);
        }
        names |= node_kind(walk->kinds, child) == KIND_IMPORT_WORD;
    }
}

/* What an identifier is, from where it stands. */
enum role { ROLE_USE, ROLE_ATTRIBUTE, ROLE_BOUND, ROLE_NONE };

static enum role
role_of(const struct symbol_walk *walk, const struct walk_frame *frame,
        struct walk_frame *parent)
{
    if (walk->imports > 0) {
        return ROLE_NONE;
    }
    switch (parent->kind) {
    case KIND_FUNCTION:
    case KIND_CLASS:
        return ROLE_NONE;
    case KIND_ATTRIBUTE:
    case KIND_DOTTED_NAME:
        return parent->flags & FRAME_STARTED ? ROLE_ATTRIBUTE : ROLE_USE;
    case KIND_KEYWORD_ARGUMENT:
        return parent->flags & FRAME_STARTED ? ROLE_USE : ROLE_NONE;
    default:
        break;
    }
    bool rebound = parent->kind == KIND_SCOPE_STATEMENT ||
                   (parent->kind == KIND_CAPTURE_PART && walk->captures > 0);
    return rebound || frame->flags & FRAME_TARGET ? ROLE_BOUND : ROLE_USE;
}

void
symbol_names_identifier(struct symbol_walk *walk, uint32_t from, uint32_t to,
                        const struct walk_frame *frame,
                        struct walk_frame *parent)
{
    struct str name = str_slice(walk->source, from, to);
    enum role role = role_of(walk, frame, parent);
    if (role == ROLE_BOUND) {
        symbol_names_bind(walk, name);
    }
    if (parent->kind == KIND_SCOPE_STATEMENT) {
        walk_units_global(walk, name, parent);
    }
    if (role != ROLE_NONE) {
        walk_units_mention(walk, name, role == ROLE_ATTRIBUTE, frame, parent);
    }
}
