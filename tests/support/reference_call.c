/* SPDX-License-Identifier: MIT */
#include "tests/support/reference_tree.h"

#include <string.h>

enum { LEVEL_MAX = 1000 };

/* The arguments that matter, by meaning; `have` tells which are there. */
enum role { ROLE_MODULE, ROLE_PACKAGE, ROLE_FROMLIST, ROLE_LEVEL, ROLES };

struct arguments {
    TSNode nodes[ROLES];
    bool have[ROLES];
};

static int
role_of_position(bool builtin, size_t position)
{
    static const int of_builtin[] = {ROLE_MODULE, -1, -1, ROLE_FROMLIST,
                                     ROLE_LEVEL};
    static const int of_import_module[] = {ROLE_MODULE, ROLE_PACKAGE};
    if (builtin) {
        return position < 5 ? of_builtin[position] : -1;
    }
    return position < 2 ? of_import_module[position] : -1;
}

static int
role_of_keyword(bool builtin, struct str key)
{
    if (str_equal(key, STR("name"))) {
        return ROLE_MODULE;
    }
    if (!builtin) {
        return str_equal(key, STR("package")) ? ROLE_PACKAGE : -1;
    }
    if (str_equal(key, STR("fromlist"))) {
        return ROLE_FROMLIST;
    }
    return str_equal(key, STR("level")) ? ROLE_LEVEL : -1;
}

static struct str
text_of(const struct reference_tree *tree, TSNode node)
{
    return str_slice(tree->text, ts_node_start_byte(node),
                     ts_node_end_byte(node));
}

/* Name and value of `key=value`. */
static bool
split_keyword(struct reference_tree *tree, TSNode node, struct str *key,
              TSNode *value)
{
    struct reference_children parts = reference_children(tree, node);
    bool has_key = false;
    bool has_value = false;
    for (size_t i = 0; i < parts.len; i++) {
        if (parts.items[i].field == FIELD_NAME) {
            *key = text_of(tree, parts.items[i].node);
            has_key = true;
        } else if (parts.items[i].field == FIELD_VALUE) {
            *value = parts.items[i].node;
            has_value = true;
        }
    }
    return has_key && has_value;
}

static void
sort_arguments(struct reference_tree *tree, TSNode list, bool builtin,
               struct arguments *arguments)
{
    size_t position = 0;
    struct reference_children items = reference_children(tree, list);
    for (size_t i = 0; i < items.len; i++) {
        struct str key = STR("");
        TSNode value = items.items[i].node;
        int role = -1;
        if (!ts_node_is_named(value) || ts_node_is_extra(value)) {
            continue;
        }
        if (items.items[i].kind != KIND_KEYWORD_ARGUMENT) {
            role = role_of_position(builtin, position++);
        } else if (split_keyword(tree, value, &key, &value)) {
            role = role_of_keyword(builtin, key);
        }
        if (role >= 0) {
            arguments->nodes[role] = value;
            arguments->have[role] = true;
        }
    }
}

/* Dots in front are levels; what is left has to be a module's name. */
static bool
read_module(struct reference_tree *tree, TSNode node,
            struct reference_call *call)
{
    struct str text;
    if (!reference_string(tree, node, &text)) {
        return false;
    }
    while (text.len > 0 && text.data[0] == '.' && call->level < LEVEL_MAX) {
        text = str_slice(text, 1, text.len);
        call->level++;
    }
    call->module = text;
    return text.len > 0 ? reference_is_dotted(text, 0) : call->level > 0;
}

/* A literal package makes a relative name absolute. */
static void
read_package(struct reference_tree *tree, TSNode node,
             struct reference_call *call)
{
    struct str package;
    if (str_equal(text_of(tree, node), STR("__name__"))) {
        call->own_name = true;
        return;
    }
    if (call->level == 0 || !reference_string(tree, node, &package) ||
        !reference_is_dotted(package, 0)) {
        return;
    }
    for (uint16_t up = 1; up < call->level; up++) {
        ptrdiff_t dot = str_find_last_byte(package, '.');
        if (dot < 0) {
            return;
        }
        package = str_slice(package, 0, (size_t)dot);
    }
    call->level = 0;
    if (call->module.len > 0) {
        package = str_from(arena_printf(
            &tree->arena, "%.*s.%.*s", (int)package.len, package.data,
            (int)call->module.len, call->module.data));
    }
    call->module = package;
}

static void
read_fromlist(struct reference_tree *tree, TSNode node,
              struct reference_call *call)
{
    enum kind kind = reference_kind(tree, node);
    if (kind != KIND_LIST && kind != KIND_TUPLE) {
        return;
    }
    struct reference_children items = reference_children(tree, node);
    struct str *names = ARENA_ARRAY(&tree->arena, struct str, items.len);
    for (size_t i = 0; i < items.len; i++) {
        struct str name;
        if (reference_string(tree, items.items[i].node, &name) &&
            reference_is_dotted(name, 0)) {
            names[call->names_len++] = name;
        }
    }
    call->names = names;
}

static void
read_level(struct reference_tree *tree, TSNode node,
           struct reference_call *call)
{
    struct str text = text_of(tree, node);
    unsigned level = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || level > LEVEL_MAX) {
            return;
        }
        level = level * 10 + (unsigned)(text.data[i] - '0');
    }
    if (level <= LEVEL_MAX) {
        call->level = (uint16_t)level;
    }
}

static bool
is_alias(const struct reference_names *aliases, struct str name)
{
    for (size_t i = 0; i < aliases->len; i++) {
        if (str_equal(aliases->items[i], name)) {
            return true;
        }
    }
    return false;
}

static bool
is_importing(struct reference_tree *tree, TSNode function,
             const struct reference_names *aliases, bool *builtin)
{
    struct str name = reference_last_name(tree, function);
    *builtin = str_equal(name, STR("__import__"));
    return reference_is_importer(name) ||
           (reference_kind(tree, function) == KIND_IDENTIFIER &&
            is_alias(aliases, name));
}

bool
reference_call(struct reference_tree *tree, TSNode node,
               const struct reference_names *aliases,
               struct reference_call *call)
{
    struct reference_children parts = reference_children(tree, node);
    struct arguments arguments = {0};
    bool importing = false;
    bool builtin = false;
    *call = (struct reference_call){0};
    for (size_t i = 0; i < parts.len; i++) {
        const struct reference_child *part = &parts.items[i];
        if (part->field == FIELD_FUNCTION) {
            importing = is_importing(tree, part->node, aliases, &builtin);
        } else if (importing && part->kind == KIND_ARGUMENT_LIST) {
            sort_arguments(tree, part->node, builtin, &arguments);
        }
    }
    if (!arguments.have[ROLE_MODULE] ||
        !read_module(tree, arguments.nodes[ROLE_MODULE], call)) {
        return false;
    }
    if (arguments.have[ROLE_PACKAGE]) {
        read_package(tree, arguments.nodes[ROLE_PACKAGE], call);
    }
    if (arguments.have[ROLE_FROMLIST]) {
        read_fromlist(tree, arguments.nodes[ROLE_FROMLIST], call);
    }
    if (arguments.have[ROLE_LEVEL]) {
        read_level(tree, arguments.nodes[ROLE_LEVEL], call);
    }
    return call->module.len > 0 || call->level > 0;
}

void
reference_note_importer(struct reference_tree *tree, TSNode node,
                        struct reference_names *aliases)
{
    struct reference_children parts = reference_children(tree, node);
    struct str target = STR("");
    struct str value = STR("");
    for (size_t i = 0; i < parts.len; i++) {
        const struct reference_child *part = &parts.items[i];
        if ((part->field == FIELD_LEFT || part->field == FIELD_NAME) &&
            part->kind == KIND_IDENTIFIER) {
            target = text_of(tree, part->node);
        } else if (part->field == FIELD_RIGHT || part->field == FIELD_VALUE) {
            value = reference_last_name(tree, part->node);
        }
    }
    if (target.len > 0 && reference_is_importer(value)) {
        VEC_PUSH(aliases, target);
    }
}
