/* SPDX-License-Identifier: MIT */
#include "tests/support/reference_tree.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const TSLanguage *tree_sitter_python(void);

static const char *const kind_names[] = {
    [KIND_ALIASED_IMPORT] = "aliased_import",
    [KIND_ARGUMENT_LIST] = "argument_list",
    [KIND_ASSIGNMENT] = "assignment",
    [KIND_ATTRIBUTE] = "attribute",
    [KIND_BLOCK] = "block",
    [KIND_BOOLEAN_OPERATOR] = "boolean_operator",
    [KIND_CALL] = "call",
    [KIND_COMMENT] = "comment",
    [KIND_CONCATENATED_STRING] = "concatenated_string",
    [KIND_DOTTED_NAME] = "dotted_name",
    [KIND_ELIF_CLAUSE] = "elif_clause",
    [KIND_ELSE_CLAUSE] = "else_clause",
    [KIND_EXCEPT_CLAUSE] = "except_clause",
    [KIND_FROM_STATEMENT] = "import_from_statement",
    [KIND_FUNCTION_DEFINITION] = "function_definition",
    [KIND_FUTURE_STATEMENT] = "future_import_statement",
    [KIND_IDENTIFIER] = "identifier",
    [KIND_IF_STATEMENT] = "if_statement",
    [KIND_IMPORT_PREFIX] = "import_prefix",
    [KIND_IMPORT_STATEMENT] = "import_statement",
    [KIND_INTEGER] = "integer",
    [KIND_KEYWORD_ARGUMENT] = "keyword_argument",
    [KIND_LAMBDA] = "lambda",
    [KIND_LIST] = "list",
    [KIND_NAMED_EXPRESSION] = "named_expression",
    [KIND_NOT_OPERATOR] = "not_operator",
    [KIND_PARENTHESIZED] = "parenthesized_expression",
    [KIND_RELATIVE_IMPORT] = "relative_import",
    [KIND_STRING] = "string",
    [KIND_STRING_END] = "string_end",
    [KIND_STRING_START] = "string_start",
    [KIND_TRY_STATEMENT] = "try_statement",
    [KIND_TUPLE] = "tuple",
    [KIND_WILDCARD_IMPORT] = "wildcard_import",
    [KIND_WITH_ITEM] = "with_item",
    [KIND_WITH_STATEMENT] = "with_statement",
};

static const char *const field_names[] = {
    [FIELD_ALIAS] = "alias",
    [FIELD_ARGUMENT] = "argument",
    [FIELD_ARGUMENTS] = "arguments",
    [FIELD_ATTRIBUTE] = "attribute",
    [FIELD_BODY] = "body",
    [FIELD_CONDITION] = "condition",
    [FIELD_CONSEQUENCE] = "consequence",
    [FIELD_FUNCTION] = "function",
    [FIELD_LEFT] = "left",
    [FIELD_MODULE_NAME] = "module_name",
    [FIELD_NAME] = "name",
    [FIELD_OBJECT] = "object",
    [FIELD_OPERATOR] = "operator",
    [FIELD_RIGHT] = "right",
    [FIELD_VALUE] = "value",
};

enum {
    KINDS = sizeof(kind_names) / sizeof(*kind_names),
    FIELDS = sizeof(field_names) / sizeof(*field_names)
};

void
reference_tree_init(struct reference_tree *tree)
{
    const TSLanguage *language = tree_sitter_python();
    *tree = (struct reference_tree){.parser = ts_parser_new()};
    bool taken = ts_parser_set_language(tree->parser, language);
    assert(taken);
    (void)taken;
    arena_init(&tree->arena);
    uint32_t symbols = ts_language_symbol_count(language);
    assert(symbols <= sizeof(tree->kinds));
    for (uint32_t i = 0; i < symbols; i++) {
        const char *name = ts_language_symbol_name(language, (TSSymbol)i);
        bool named = ts_language_symbol_type(language, (TSSymbol)i) ==
                     TSSymbolTypeRegular;
        for (size_t kind = 1; named && kind < KINDS; kind++) {
            if (strcmp(kind_names[kind], name) == 0) {
                tree->kinds[i] = (uint8_t)kind;
            }
        }
    }
    for (size_t field = 1; field < FIELDS; field++) {
        const char *name = field_names[field];
        TSFieldId id = ts_language_field_id_for_name(language, name,
                                                     (uint32_t)strlen(name));
        assert(id > 0);
        tree->fields[id] = (uint8_t)field;
    }
}

void
reference_tree_release(struct reference_tree *tree)
{
    ts_tree_delete(tree->tree);
    ts_parser_delete(tree->parser);
    arena_release(&tree->arena);
}

TSNode
reference_tree_parse(struct reference_tree *tree, struct str text)
{
    arena_release(&tree->arena);
    ts_tree_delete(tree->tree);
    tree->text = text;
    tree->tree = ts_parser_parse_string(tree->parser, NULL, text.data,
                                        (uint32_t)text.len);
    return ts_tree_root_node(tree->tree);
}

enum kind
reference_kind(const struct reference_tree *tree, TSNode node)
{
    TSSymbol symbol = ts_node_symbol(node);
    return symbol < sizeof(tree->kinds) ? (enum kind)tree->kinds[symbol]
                                        : KIND_OTHER;
}

enum field
reference_field(const struct reference_tree *tree, const TSTreeCursor *cursor)
{
    return (enum field)tree->fields[ts_tree_cursor_current_field_id(cursor)];
}

static struct reference_child
current_child(const struct reference_tree *tree, const TSTreeCursor *cursor)
{
    TSNode node = ts_tree_cursor_current_node(cursor);
    return (struct reference_child){node, reference_kind(tree, node),
                                    reference_field(tree, cursor)};
}

struct reference_children
reference_children(struct reference_tree *tree, TSNode node)
{
    uint32_t count = ts_node_child_count(node);
    struct reference_child *items =
        ARENA_ARRAY(&tree->arena, struct reference_child, count);
    size_t len = 0;
    TSTreeCursor cursor = ts_tree_cursor_new(node);
    bool more = ts_tree_cursor_goto_first_child(&cursor);
    for (; more && len < count;
         more = ts_tree_cursor_goto_next_sibling(&cursor)) {
        struct reference_child child = current_child(tree, &cursor);
        if (child.kind != KIND_COMMENT) {
            items[len++] = child;
        }
    }
    ts_tree_cursor_delete(&cursor);
    return (struct reference_children){items, len};
}

static struct str
text_of(const struct reference_tree *tree, TSNode node)
{
    return str_slice(tree->text, ts_node_start_byte(node),
                     ts_node_end_byte(node));
}

/* The names in a dotted_name, joined. */
static struct str
join_names(struct reference_tree *tree, TSNode node)
{
    struct str result = STR("");
    struct reference_children parts = reference_children(tree, node);
    char *room = arena_alloc(&tree->arena, text_of(tree, node).len + 1);
    result.data = room;
    for (size_t i = 0; i < parts.len; i++) {
        struct str part = text_of(tree, parts.items[i].node);
        if (parts.items[i].kind != KIND_IDENTIFIER || part.len == 0) {
            continue;
        }
        if (result.len > 0) {
            room[result.len++] = '.';
        }
        memcpy(room + result.len, part.data, part.len);
        result.len += part.len;
    }
    return result;
}

/* The first child in that field. */
static bool
child_in_field(struct reference_tree *tree, TSNode node, enum field field,
               struct reference_child *found)
{
    struct reference_children children = reference_children(tree, node);
    for (size_t i = 0; i < children.len; i++) {
        if (children.items[i].field == field) {
            *found = children.items[i];
            return true;
        }
    }
    return false;
}

struct str
reference_imported(struct reference_tree *tree, TSNode node)
{
    struct reference_child name;
    if (reference_kind(tree, node) != KIND_ALIASED_IMPORT) {
        return join_names(tree, node);
    }
    return child_in_field(tree, node, FIELD_NAME, &name)
               ? join_names(tree, name.node)
               : STR("");
}

struct str
reference_alias(struct reference_tree *tree, TSNode node)
{
    struct reference_child alias;
    return child_in_field(tree, node, FIELD_ALIAS, &alias)
               ? text_of(tree, alias.node)
               : STR("");
}

/* The dots of an import_prefix; each is a node. */
static uint16_t
count_dots(struct reference_tree *tree, TSNode prefix)
{
    struct reference_children parts = reference_children(tree, prefix);
    uint16_t dots = 0;
    for (size_t i = 0; i < parts.len; i++) {
        dots += str_equal(text_of(tree, parts.items[i].node), STR("."));
    }
    return dots;
}

struct str
reference_from_module(struct reference_tree *tree, TSNode node, uint16_t *level)
{
    struct reference_child module;
    struct str name = STR("");
    if (reference_kind(tree, node) == KIND_FUTURE_STATEMENT) {
        return STR("__future__");
    }
    if (!child_in_field(tree, node, FIELD_MODULE_NAME, &module)) {
        return name;
    }
    if (module.kind != KIND_RELATIVE_IMPORT) {
        return join_names(tree, module.node);
    }
    struct reference_children parts = reference_children(tree, module.node);
    for (size_t i = 0; i < parts.len; i++) {
        if (parts.items[i].kind == KIND_DOTTED_NAME) {
            name = join_names(tree, parts.items[i].node);
        } else if (parts.items[i].kind == KIND_IMPORT_PREFIX) {
            *level = count_dots(tree, parts.items[i].node);
        }
    }
    return name;
}

bool
reference_is_lazy(const struct reference_tree *tree, TSNode node)
{
    struct str before = str_slice(tree->text, 0, ts_node_start_byte(node));
    size_t end = before.len;
    while (end > 0 && strchr(" \t\f", before.data[end - 1])) {
        end--;
    }
    if (end == before.len || end < 4 ||
        memcmp(before.data + end - 4, "lazy", 4) != 0) {
        return false;
    }
    return end == 4 || strchr("\n;: \t\f", before.data[end - 5]) != NULL;
}

struct str
reference_last_name(struct reference_tree *tree, TSNode node)
{
    struct reference_child attribute = {.node = node,
                                        .kind = reference_kind(tree, node)};
    if (attribute.kind == KIND_ATTRIBUTE &&
        !child_in_field(tree, node, FIELD_ATTRIBUTE, &attribute)) {
        return STR("");
    }
    return attribute.kind == KIND_IDENTIFIER ? text_of(tree, attribute.node)
                                             : STR("");
}

/* The one expression in brackets, in brackets. */
static TSNode
unwrap(struct reference_tree *tree, TSNode node)
{
    while (reference_kind(tree, node) == KIND_PARENTHESIZED) {
        struct reference_children parts = reference_children(tree, node);
        if (parts.len != 3) {
            break;
        }
        node = parts.items[1].node;
    }
    return node;
}

struct str
reference_chain(struct reference_tree *tree, TSNode node)
{
    struct reference_names names = {0};
    struct reference_child object;
    struct reference_child attribute;
    struct str chain = STR("");
    while (reference_kind(tree, node) == KIND_ATTRIBUTE &&
           child_in_field(tree, node, FIELD_OBJECT, &object) &&
           child_in_field(tree, node, FIELD_ATTRIBUTE, &attribute)) {
        VEC_PUSH(&names, text_of(tree, attribute.node));
        node = unwrap(tree, object.node);
    }
    if (reference_kind(tree, node) == KIND_IDENTIFIER && names.len > 0) {
        chain = arena_str(&tree->arena, text_of(tree, node));
        for (size_t i = names.len; i > 0; i--) {
            struct str name = names.items[i - 1];
            char *room = arena_alloc(&tree->arena, chain.len + name.len + 1);
            memcpy(room, chain.data, chain.len);
            room[chain.len] = '.';
            memcpy(room + chain.len + 1, name.data, name.len);
            chain = (struct str){room, chain.len + name.len + 1};
        }
    }
    VEC_RELEASE(&names);
    return chain;
}

bool
reference_is_importer(struct str name)
{
    return str_equal(name, STR("import_module")) ||
           str_equal(name, STR("__import__"));
}

static bool
is_name(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        bool is_digit = byte >= '0' && byte <= '9';
        bool is_letter = (byte >= 'a' && byte <= 'z') ||
                         (byte >= 'A' && byte <= 'Z') || byte == '_' ||
                         byte > 127;
        if (!is_letter && !(is_digit && i > 0)) {
            return false;
        }
    }
    return text.len > 0;
}

bool
reference_is_dotted(struct str text, int min_dots)
{
    int parts = 0;
    while (text.data) {
        if (!is_name(str_split(&text, '.'))) {
            return false;
        }
        parts++;
    }
    return parts > min_dots;
}

/* The text between the quotes, if nothing in it stands for anything else. */
static bool
plain_text(struct reference_tree *tree, TSNode node, struct str *value)
{
    struct reference_children parts = reference_children(tree, node);
    if (parts.len < 2 || parts.items[0].kind != KIND_STRING_START ||
        parts.items[parts.len - 1].kind != KIND_STRING_END) {
        return false;
    }
    struct str start = text_of(tree, parts.items[0].node);
    struct str end = text_of(tree, parts.items[parts.len - 1].node);
    *value = (struct str){start.data + start.len,
                          (size_t)(end.data - start.data) - start.len};
    for (size_t i = 0; i < start.len; i++) {
        if (strchr("bB", start.data[i])) {
            return false;
        }
    }
    return str_find_byte(*value, '\\') < 0 && str_find_byte(*value, '{') < 0;
}

bool
reference_string(struct reference_tree *tree, TSNode node, struct str *value)
{
    enum kind kind = reference_kind(tree, node);
    if (kind == KIND_STRING) {
        return plain_text(tree, node, value);
    }
    if (kind != KIND_CONCATENATED_STRING) {
        return false;
    }
    char *room = arena_alloc(&tree->arena, text_of(tree, node).len + 1);
    *value = (struct str){room, 0};
    struct reference_children parts = reference_children(tree, node);
    for (size_t i = 0; i < parts.len; i++) {
        struct str part;
        if (!reference_string(tree, parts.items[i].node, &part)) {
            return false;
        }
        memcpy(room + value->len, part.data, part.len);
        value->len += part.len;
    }
    return true;
}
