/* SPDX-License-Identifier: MIT */
#include "core/python/call.h"

#include <string.h>

#include "core/python/words.h"

/* Positions in __import__(name, globals, locals, fromlist, level). */
enum { POSITION_PACKAGE = 1, POSITION_FROMLIST = 3, POSITION_LEVEL = 4 };
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

struct reading {
    const struct grammar *grammar;
    const struct source *source;
    struct arena *arena;
    struct call_import *out;
    bool builtin; /* __import__, whose arguments are others */
    bool has_module;
};

static bool
is_alias(const struct statement_aliases *aliases, struct str name)
{
    for (size_t i = 0; aliases && i < aliases->import_module.len; i++) {
        if (str_equal(aliases->import_module.items[i], name)) {
            return true;
        }
    }
    return false;
}

static bool
read_module(struct reading *reading, TSNode value)
{
    struct str text;
    if (!source_string(reading->grammar, reading->source, reading->arena,
                       value, &text)) {
        return false;
    }
    while (text.len > 0 && text.data[0] == '.' &&
           reading->out->level < LEVEL_MAX) {
        reading->out->level++;
        text = str_slice(text, 1, text.len);
    }
    reading->out->module = text;
    reading->has_module = text.len > 0 || reading->out->level > 0;
    return text.len == 0 || call_is_dotted(text, 0);
}

/*
 * The anchor of a relative name: a literal package makes it absolute from
 * there; __package__ means the file's own; __name__ its own module.
 */
static void
read_package(struct reading *reading, TSNode value)
{
    struct str text;
    struct call_import *out = reading->out;
    if (str_equal(source_text(reading->source, value), STR("__name__"))) {
        out->flags |= IMPORT_OWN_NAME;
        return;
    }
    if (out->level == 0 ||
        !source_string(reading->grammar, reading->source, reading->arena,
                       value, &text) ||
        !call_is_dotted(text, 0)) {
        return;
    }
    for (uint16_t up = 1; up < out->level && text.data; up++) {
        ptrdiff_t dot = str_find_last_byte(text, '.');
        text = dot < 0 ? (struct str){0} : str_slice(text, 0, (size_t)dot);
    }
    if (!text.data) {
        return;
    }
    out->level = 0;
    out->module = out->module.len == 0
                      ? text
                      : str_from(arena_printf(
                            reading->arena, "%.*s.%.*s", (int)text.len,
                            text.data, (int)out->module.len,
                            out->module.data));
}

static void
read_level(struct reading *reading, TSNode value)
{
    struct str text = source_text(reading->source, value);
    uint32_t level = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || level > LEVEL_MAX) {
            return;
        }
        level = level * 10 + (uint32_t)(text.data[i] - '0');
    }
    reading->out->level = (uint16_t)level;
}

static void
read_fromlist(struct reading *reading, TSNode value)
{
    const struct grammar *grammar = reading->grammar;
    TSSymbol symbol = ts_node_symbol(value);
    if (symbol != grammar->list && symbol != grammar->tuple) {
        return;
    }
    uint32_t count = ts_node_named_child_count(value);
    struct str *names =
        arena_alloc(reading->arena, (count + 1) * sizeof(*names));
    size_t len = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct str name;
        if (source_string(grammar, reading->source, reading->arena,
                          ts_node_named_child(value, i), &name) &&
            call_is_dotted(name, 0)) {
            names[len++] = name;
        }
    }
    reading->out->names = names;
    reading->out->names_len = len;
}

static bool
read_positional(struct reading *reading, uint32_t position, TSNode value)
{
    if (position == 0) {
        return read_module(reading, value);
    }
    if (!reading->builtin && position == POSITION_PACKAGE) {
        read_package(reading, value);
    } else if (reading->builtin && position == POSITION_FROMLIST) {
        read_fromlist(reading, value);
    } else if (reading->builtin && position == POSITION_LEVEL) {
        read_level(reading, value);
    }
    return true;
}

static bool
read_keyword(struct reading *reading, TSNode argument)
{
    const struct grammar *grammar = reading->grammar;
    TSNode key = ts_node_child_by_field_id(argument, grammar->name);
    TSNode value = ts_node_child_by_field_id(argument, grammar->value);
    if (ts_node_is_null(key) || ts_node_is_null(value)) {
        return true;
    }
    struct str name = source_text(reading->source, key);
    if (str_equal(name, STR("name"))) {
        return read_module(reading, value);
    }
    if (!reading->builtin && str_equal(name, STR("package"))) {
        read_package(reading, value);
    } else if (reading->builtin && str_equal(name, STR("fromlist"))) {
        read_fromlist(reading, value);
    } else if (reading->builtin && str_equal(name, STR("level"))) {
        read_level(reading, value);
    }
    return true;
}

static bool
read_arguments(struct reading *reading, TSNode arguments)
{
    uint32_t count = ts_node_named_child_count(arguments);
    uint32_t position = 0;
    for (uint32_t i = 0; i < count; i++) {
        TSNode argument = ts_node_named_child(arguments, i);
        if (ts_node_is_extra(argument)) {
            continue;
        }
        bool is_keyword =
            ts_node_symbol(argument) == reading->grammar->keyword_argument;
        bool readable = is_keyword
                            ? read_keyword(reading, argument)
                            : read_positional(reading, position++, argument);
        if (!readable) {
            return false;
        }
    }
    return reading->has_module;
}

bool
call_read(const struct grammar *grammar, const struct source *source,
          const struct statement_aliases *aliases, TSNode node,
          struct arena *arena, struct call_import *out)
{
    TSNode function = ts_node_child_by_field_id(node, grammar->function);
    TSNode arguments = ts_node_child_by_field_id(node, grammar->arguments);
    if (ts_node_is_null(function) || ts_node_is_null(arguments) ||
        ts_node_symbol(arguments) != grammar->argument_list) {
        return false;
    }
    struct str name = source_last_name(grammar, source, function);
    bool plain = ts_node_symbol(function) == grammar->identifier;
    if (!call_is_importer(name) && !(plain && is_alias(aliases, name))) {
        return false;
    }
    *out = (struct call_import){0};
    struct reading reading = {.grammar = grammar,
                              .source = source,
                              .arena = arena,
                              .out = out,
                              .builtin = str_equal(name, STR("__import__"))};
    return read_arguments(&reading, arguments);
}
