/* SPDX-License-Identifier: MIT */
#include "core/python/symbol_names.h"

#include <string.h>

#include "core/base/hash.h"

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

/* Code points from the start of the line, of offsets that only grow. */
static uint32_t
column_of(struct symbol_walk *walk, uint32_t at)
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
is_name_byte(char byte)
{
    unsigned char c = (unsigned char)byte;
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (c >= '0' && c <= '9') || c >= 0x80;
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

static struct symbol_definition *
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
    TSNode name = ts_node_child(node, 1);
    if (frame->kind == KIND_FUNCTION) {
        kind = walk->class_depth > 0 ? DEFINITION_METHOD : DEFINITION_FUNCTION;
        if (node_kind(walk->kinds, ts_node_child(node, 0)) == KIND_ASYNC) {
            name = ts_node_child(node, 2);
        }
    }
    uint32_t row = symbol_walk_row(walk, ts_node_start_byte(node));
    frame->definition =
        outline_define(walk->outline, node_name(walk, name), kind, row + 1);
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
        struct symbol_definition *definition =
            definition_at(walk, frame->definition);
        definition->body = hash_tokens(walk, (uint32_t)definition->body);
    }
}

static struct walk_frame *
innermost_statement(struct symbol_walk *walk)
{
    for (size_t i = walk->frames.len; i-- > 0;) {
        if (walk->frames.items[i].flags & FRAME_STATEMENT) {
            return &walk->frames.items[i];
        }
    }
    return NULL;
}

static void
bind(struct symbol_walk *walk, struct str name, enum definition_kind kind)
{
    struct walk_frame *statement = innermost_statement(walk);
    if (!statement || name.len == 0) {
        return;
    }
    uint32_t at = (uint32_t)(name.data - walk->source.data);
    uint32_t row = symbol_walk_row(walk, at);
    uint32_t definition = outline_define(walk->outline, name, kind, row + 1);
    if (!(statement->flags & FRAME_BINDS)) {
        statement->flags |= FRAME_BINDS;
        statement->first = definition;
    }
}

void
symbol_names_bind(struct symbol_walk *walk, struct str name)
{
    if (!walk->body.open) {
        bind(walk, name, DEFINITION_ATTRIBUTE);
    }
}

void
symbol_names_close(struct symbol_walk *walk, const struct walk_frame *statement)
{
    uint64_t head = hash_tokens(walk, statement->tokens);
    for (size_t i = statement->first; i < walk->outline->definitions.len; i++) {
        struct symbol_definition *definition = definition_at(walk, (uint32_t)i);
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
        uint32_t count = ts_node_child_count(node);
        bind(walk, node_name(walk, ts_node_child(node, count - 1)),
             DEFINITION_ATTRIBUTE);
    }
}

/* `a.b` binds a, `a.b as c` c, `from m import n as o` o. */
static void
bind_imported(struct symbol_walk *walk, TSNode node)
{
    enum node_kind kind = node_kind(walk->kinds, node);
    if (kind == KIND_ALIASED_IMPORT) {
        uint32_t count = ts_node_child_count(node);
        bind(walk, node_name(walk, ts_node_child(node, count - 1)),
             DEFINITION_IMPORT);
    } else if (kind == KIND_DOTTED_NAME) {
        bind(walk, node_name(walk, ts_node_child(node, 0)), DEFINITION_IMPORT);
    }
}

void
symbol_names_import(struct symbol_walk *walk, TSNode node)
{
    uint32_t count = ts_node_child_count(node);
    bool names = false;
    if (walk->body.open) {
        return;
    }
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
        return parent->flags & FRAME_STARTED ? ROLE_ATTRIBUTE : ROLE_USE;
    case KIND_KEYWORD_ARGUMENT:
        return parent->flags & FRAME_STARTED ? ROLE_USE : ROLE_NONE;
    default:
        break;
    }
    bool rebound = parent->kind == KIND_SCOPE_STATEMENT;
    return rebound || frame->flags & FRAME_TARGET ? ROLE_BOUND : ROLE_USE;
}

void
symbol_names_identifier(struct symbol_walk *walk, uint32_t from, uint32_t to,
                        const struct walk_frame *frame,
                        struct walk_frame *parent)
{
    struct str name = str_slice(walk->source, from, to);
    enum role role = role_of(walk, frame, parent);
    if (role == ROLE_BOUND || walk->captures > 0) {
        symbol_names_bind(walk, name);
    }
    if (role != ROLE_NONE) {
        uint32_t row = symbol_walk_row(walk, from);
        outline_use(walk->outline, name, role == ROLE_ATTRIBUTE, row + 1,
                    column_of(walk, from));
    }
}

/* ---- calls that make classes */

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

/* The name in front of the offset, if one ends there. */
static struct str
name_before(const struct symbol_walk *walk, size_t end)
{
    size_t start = end;
    while (start > 0 && is_name_byte(walk->source.data[start - 1])) {
        start--;
    }
    return str_slice(walk->source, start, end);
}

/*
 * `X = maker("X", …)`, whatever the maker is called here.  All of them want
 * a second argument, which type variables and symbols mostly do without.
 */
static bool
names_its_target(const struct symbol_walk *walk, TSNode arguments,
                 const struct walk_frame *parent)
{
    const struct str source = walk->source;
    if (parent->kind != KIND_ASSIGNMENT ||
        ts_node_named_child_count(arguments) < 2) {
        return false;
    }
    struct str target = name_at(walk, parent->from);
    size_t at = ts_node_start_byte(arguments) + 1;
    while (at < source.len && is_gap_byte(source.data[at])) {
        at++;
    }
    if (at >= source.len ||
        (source.data[at] != '"' && source.data[at] != '\'')) {
        return false;
    }
    return target.len > 0 && str_equal(name_at(walk, at + 1), target);
}

bool
symbol_names_makes_class(const struct symbol_walk *walk, TSNode call,
                         const struct walk_frame *parent)
{
    TSNode callee = ts_node_child(call, 0);
    uint32_t end = ts_node_end_byte(callee);
    return is_class_maker(name_before(walk, end)) ||
           names_its_target(walk, ts_node_child(call, 1), parent);
}

static void
note_class(struct symbol_walk *walk, struct str name,
           struct class_position position)
{
    position.name = hash_64(name.data, name.len);
    VEC_PUSH(&walk->classes, position);
}

void
symbol_names_class(struct symbol_walk *walk, TSNode node)
{
    struct str name = symbol_names_after_word(walk, node);
    uint32_t at = (uint32_t)(name.data - walk->source.data);
    TSPoint start = ts_node_start_point(node);
    uint32_t column = start.column + at - ts_node_start_byte(node);
    note_class(walk, name,
               (struct class_position){.row = start.row, .column = column});
}

/* The text of the call's first argument, if it is a string. */
static struct str
first_string(const struct symbol_walk *walk, TSNode call)
{
    const struct str source = walk->source;
    size_t at = ts_node_start_byte(ts_node_child(call, 1)) + 1;
    while (at < source.len && is_gap_byte(source.data[at])) {
        at++;
    }
    bool quoted =
        at < source.len && (source.data[at] == '"' || source.data[at] == '\'');
    return quoted ? name_at(walk, at + 1) : (struct str){0};
}

void
symbol_names_call(struct symbol_walk *walk, TSNode call,
                  const struct walk_frame *parent)
{
    TSNode callee = ts_node_child(call, 0);
    struct str maker = name_before(walk, ts_node_end_byte(callee));
    struct str name = first_string(walk, call);
    TSNode arguments = ts_node_child(call, 1);
    if (name.len == 0 || walk->strings > 0 ||
        (!is_class_maker(maker) && !str_equal(maker, STR("type")) &&
         !names_its_target(walk, arguments, parent))) {
        return;
    }
    TSPoint start = ts_node_start_point(call);
    uint32_t line = ts_node_start_byte(call) - start.column;
    note_class(walk, name,
               (struct class_position){
                   .row = start.row,
                   .column = start.column,
                   .target = parent->from >= line ? parent->from - line : 0,
               });
}
