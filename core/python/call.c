/* SPDX-License-Identifier: MIT */
#include "core/python/call.h"

#include <string.h>

#include "core/python/words.h"

enum { LEVEL_MAX = 1000 };

bool
call_is_importer(struct str name)
{
    return str_equal(name, STR("__import__")) ||
           str_equal(name, STR("import_module"));
}

bool
call_is_dotted(struct str text, uint32_t min_dots)
{
    uint32_t dots = 0;
    bool start = true;
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.data[i];
        if (byte == '.' && !start) {
            dots++;
            start = true;
        } else if (words_is_name_byte(byte) &&
                   !(start && byte >= '0' && byte <= '9')) {
            start = false;
        } else {
            return false;
        }
    }
    return text.len > 0 && !start && dots >= min_dots;
}

/* The arguments that matter, by meaning. */
enum role { ROLE_MODULE, ROLE_PACKAGE, ROLE_FROMLIST, ROLE_LEVEL, ROLES };

struct arguments {
    TSNode values[ROLES]; /* null nodes where there is none */
};

static bool
is_importing(const struct scope *scope, TSNode function, struct str name)
{
    if (call_is_importer(name)) {
        return true;
    }
    return name.len > 0 &&
           ts_node_symbol(function) == scope->grammar->identifier &&
           ((scope->aliases &&
             alias_known(&scope->aliases->import_module, name)) ||
            (scope->bound && alias_known(&scope->bound->import_module, name)));
}

static bool
read_module(const struct scope *scope, TSNode value, struct call_import *out)
{
    struct str text;
    if (ts_node_is_null(value) || !source_string(scope->grammar, scope->source,
                                                 scope->arena, value, &text)) {
        return false;
    }
    while (text.len > 0 && text.data[0] == '.' && out->level < LEVEL_MAX) {
        out->level++;
        text = str_slice(text, 1, text.len);
    }
    out->module = text;
    return text.len > 0 ? call_is_dotted(text, 0) : out->level > 0;
}

/* `package` without its last `levels` names; false if it has no more. */
static bool
go_up(struct str *package, uint16_t levels)
{
    for (uint16_t i = 0; i < levels; i++) {
        ptrdiff_t dot = str_find_last_byte(*package, '.');
        if (dot < 0) {
            return false;
        }
        *package = str_slice(*package, 0, (size_t)dot);
    }
    return true;
}

/*
 * The anchor of a relative name: a literal package makes it absolute from
 * there; __package__ means the file's own; __name__ its own module.
 */
static void
read_package(const struct scope *scope, TSNode value, struct call_import *out)
{
    struct str package;
    if (str_equal(source_text(scope->source, value), STR("__name__"))) {
        out->flags |= IMPORT_OWN_NAME;
        return;
    }
    if (out->level == 0 ||
        !source_string(scope->grammar, scope->source, scope->arena, value,
                       &package) ||
        !call_is_dotted(package, 0) || !go_up(&package, out->level - 1)) {
        return;
    }
    out->level = 0;
    if (out->module.len > 0) {
        package = str_from(
            arena_printf(scope->arena, "%.*s.%.*s", (int)package.len,
                         package.data, (int)out->module.len, out->module.data));
    }
    out->module = package;
}

static void
read_level(const struct scope *scope, TSNode value, struct call_import *out)
{
    struct str text = source_text(scope->source, value);
    uint32_t level = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || level > LEVEL_MAX) {
            return;
        }
        level = level * 10 + (uint32_t)(text.data[i] - '0');
    }
    if (level <= LEVEL_MAX) {
        out->level = (uint16_t)level;
    }
}

static void
read_fromlist(const struct scope *scope, TSNode value, struct call_import *out)
{
    TSSymbol symbol = ts_node_symbol(value);
    if (symbol != scope->grammar->list && symbol != scope->grammar->tuple) {
        return;
    }
    uint32_t count = ts_node_child_count(value);
    struct str *names = ARENA_ARRAY(scope->arena, struct str, count);
    TSTreeCursor cursor = ts_tree_cursor_new(value);
    bool more = ts_tree_cursor_goto_first_child(&cursor);
    for (; more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
        struct str name;
        if (source_string(scope->grammar, scope->source, scope->arena,
                          ts_tree_cursor_current_node(&cursor), &name) &&
            call_is_dotted(name, 0)) {
            names[out->names_len++] = name;
        }
    }
    ts_tree_cursor_delete(&cursor);
    out->names = names;
}

/* By position in __import__(name, globals, locals, fromlist, level) or
   import_module(name, package). */
static enum role
role_of_position(bool builtin, uint32_t position)
{
    static const enum role roles[] = {ROLE_MODULE, ROLES, ROLES, ROLE_FROMLIST,
                                      ROLE_LEVEL};
    if (!builtin && position == 1) {
        return ROLE_PACKAGE;
    }
    bool counts = position < (builtin ? 5 : 1);
    return counts ? roles[position] : ROLES;
}

static enum role
role_of_key(bool builtin, struct str key)
{
    static const struct {
        struct str key;
        enum role role;
        bool of_builtin;
        bool of_import_module;
    } keys[] = {
        {{"name", 4}, ROLE_MODULE, true, true},
        {{"package", 7}, ROLE_PACKAGE, false, true},
        {{"fromlist", 8}, ROLE_FROMLIST, true, false},
        {{"level", 5}, ROLE_LEVEL, true, false},
    };
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        bool counts = builtin ? keys[i].of_builtin : keys[i].of_import_module;
        if (counts && str_equal(keys[i].key, key)) {
            return keys[i].role;
        }
    }
    return ROLES;
}

static void
sort_argument(const struct scope *scope, TSNode node, bool builtin,
              uint32_t *position, struct arguments *arguments)
{
    const struct grammar *grammar = scope->grammar;
    enum role role = ROLES;
    if (ts_node_symbol(node) != grammar->keyword_argument) {
        role = role_of_position(builtin, (*position)++);
    } else {
        TSNode key = ts_node_child_by_field_id(node, grammar->name);
        node = ts_node_child_by_field_id(node, grammar->value);
        if (!ts_node_is_null(key) && !ts_node_is_null(node)) {
            role = role_of_key(builtin, source_text(scope->source, key));
        }
    }
    if (role != ROLES) {
        arguments->values[role] = node;
    }
}

static void
sort_arguments(const struct scope *scope, TSNode list, bool builtin,
               struct arguments *arguments)
{
    uint32_t position = 0;
    TSTreeCursor cursor = ts_tree_cursor_new(list);
    bool more = ts_tree_cursor_goto_first_child(&cursor);
    for (; more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
        TSNode node = ts_tree_cursor_current_node(&cursor);
        if (ts_node_is_named(node) && !ts_node_is_extra(node)) {
            sort_argument(scope, node, builtin, &position, arguments);
        }
    }
    ts_tree_cursor_delete(&cursor);
}

bool
call_read(const struct scope *scope, TSNode node, struct call_import *out)
{
    const struct grammar *grammar = scope->grammar;
    TSNode function = ts_node_child_by_field_id(node, grammar->function);
    if (ts_node_is_null(function)) {
        return false;
    }
    struct str name = source_last_name(grammar, scope->source, function);
    if (!is_importing(scope, function, name)) {
        return false;
    }
    TSNode list = ts_node_child_by_field_id(node, grammar->arguments);
    if (ts_node_is_null(list) ||
        ts_node_symbol(list) != grammar->argument_list) {
        return false;
    }
    *out = (struct call_import){0};
    struct arguments arguments = {0};
    sort_arguments(scope, list, str_equal(name, STR("__import__")), &arguments);
    if (!read_module(scope, arguments.values[ROLE_MODULE], out)) {
        return false;
    }
    if (!ts_node_is_null(arguments.values[ROLE_PACKAGE])) {
        read_package(scope, arguments.values[ROLE_PACKAGE], out);
    }
    if (!ts_node_is_null(arguments.values[ROLE_FROMLIST])) {
        read_fromlist(scope, arguments.values[ROLE_FROMLIST], out);
    }
    if (!ts_node_is_null(arguments.values[ROLE_LEVEL])) {
        read_level(scope, arguments.values[ROLE_LEVEL], out);
    }
    return out->module.len > 0 || out->level > 0;
}
