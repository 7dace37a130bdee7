/* SPDX-License-Identifier: MIT */
#include "core/python/statement.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/memory.h"
#include "core/python/call.h"
#include "core/python/grammar.h"
#include "core/python/guard.h"
#include "core/python/node.h"

struct statement_parser {
    struct grammar grammar;
    TSParser *parser;
    TSTreeCursor cursor;
    bool has_cursor;
    struct buf wrapped; /* the line with its partner clause */
    /* Flags of the nodes from the root down to the cursor. */
    struct {
        VEC_FIELDS(struct level);
    } levels;
    /* Found in the line at hand. */
    struct {
        VEC_FIELDS(struct import);
    } imports;
    struct statement_aliases bound;
};

/* One node on the way down. */
struct level {
    TSSymbol symbol;
    uint8_t flags;      /* for what stands in it */
    uint8_t body_flags; /* for what stands in its body */
};

/* One parse. */
struct visit {
    struct statement_parser *parser;
    const struct grammar *grammar;
    struct source source;
    const struct statement_aliases *aliases;
    const struct string_imports *strings;
    struct arena *arena;
    uint32_t first_row; /* rows that the wrapping put in front */
};

struct statement_parser *
statement_parser_new(void)
{
    struct statement_parser *parser = memory_zero(sizeof(*parser));
    grammar_init(&parser->grammar);
    parser->parser = ts_parser_new();
    ts_parser_set_language(parser->parser, parser->grammar.language);
    buf_init(&parser->wrapped, BUF_UNLIMITED);
    return parser;
}

void
statement_parser_free(struct statement_parser *parser)
{
    if (!parser) {
        return;
    }
    if (parser->has_cursor) {
        ts_tree_cursor_delete(&parser->cursor);
    }
    ts_parser_delete(parser->parser);
    buf_release(&parser->wrapped);
    VEC_RELEASE(&parser->levels);
    VEC_RELEASE(&parser->imports);
    VEC_RELEASE(&parser->bound.type_checking);
    VEC_RELEASE(&parser->bound.import_module);
    free(parser);
}

static void
add_import(struct visit *visit, struct import import, TSNode node)
{
    uint32_t row = ts_node_start_point(node).row;
    import.row = row < visit->first_row ? 0 : row - visit->first_row;
    VEC_PUSH(&visit->parser->imports, import);
}

/* `from m import n as x`: does x stand for something we watch? */
static void
note_alias(struct visit *visit, struct str name, TSNode node)
{
    TSNode alias =
        ts_node_child_by_field_id(node, visit->grammar->alias);
    struct str bound = ts_node_is_null(alias)
                           ? name
                           : source_text(&visit->source, alias);
    if (str_equal(name, STR("TYPE_CHECKING")) &&
        !str_equal(bound, STR("TYPE_CHECKING"))) {
        VEC_PUSH(&visit->parser->bound.type_checking, bound);
    }
    if (call_is_importer(name) && !call_is_importer(bound)) {
        VEC_PUSH(&visit->parser->bound.import_module, bound);
    }
}

/* The dotted name itself, of `a.b` or `a.b as c`. */
static TSNode
plain_name(const struct grammar *grammar, TSNode node)
{
    if (ts_node_symbol(node) == grammar->aliased_import) {
        return ts_node_child_by_field_id(node, grammar->name);
    }
    return node;
}

/* PEP 810: the word `lazy` in front, which the grammar does not know. */
static uint8_t
lazy_flag(const struct source *source, TSNode statement)
{
    struct str before =
        str_slice(source->text, 0, ts_node_start_byte(statement));
    struct str trimmed = str_trim(before);
    bool is_word = str_ends_with(trimmed, STR("lazy")) &&
                   trimmed.len < before.len;
    if (is_word && trimmed.len > 4) {
        char ahead = trimmed.data[trimmed.len - 5];
        is_word = strchr("; \t\n:", ahead) != NULL;
    }
    return is_word ? IMPORT_LAZY : 0;
}

static void
add_import_statement(struct visit *visit, TSNode statement, uint8_t flags)
{
    const struct grammar *grammar = visit->grammar;
    flags |= lazy_flag(&visit->source, statement);
    uint32_t count = ts_node_named_child_count(statement);
    for (uint32_t i = 0; i < count; i++) {
        TSNode child = ts_node_named_child(statement, i);
        TSSymbol symbol = ts_node_symbol(child);
        if (symbol != grammar->dotted_name &&
            symbol != grammar->aliased_import) {
            continue;
        }
        bool aliased = symbol == grammar->aliased_import;
        struct import import = {
            .module = source_dotted(&visit->source, visit->arena,
                                    plain_name(grammar, child)),
            .form = FORM_IMPORT,
            .flags = aliased ? flags | IMPORT_ALIASED : flags,
        };
        add_import(visit, import, statement);
    }
}

/* The module and the leading dots of a `from` statement. */
static void
read_from_module(struct visit *visit, TSNode statement, struct import *import)
{
    const struct grammar *grammar = visit->grammar;
    TSNode module =
        ts_node_child_by_field_id(statement, grammar->module_name);
    if (ts_node_symbol(statement) == grammar->future_import) {
        import->module = STR("__future__");
        return;
    }
    if (ts_node_is_null(module)) {
        return;
    }
    if (ts_node_symbol(module) != grammar->relative_import) {
        import->module = source_dotted(&visit->source, visit->arena, module);
        return;
    }
    uint32_t count = ts_node_named_child_count(module);
    for (uint32_t i = 0; i < count; i++) {
        TSNode child = ts_node_named_child(module, i);
        if (ts_node_symbol(child) == grammar->import_prefix) {
            import->level = source_count(&visit->source, child, '.');
        } else if (ts_node_symbol(child) == grammar->dotted_name) {
            import->module =
                source_dotted(&visit->source, visit->arena, child);
        }
    }
}

static void
add_from_statement(struct visit *visit, TSNode statement, uint8_t flags)
{
    const struct grammar *grammar = visit->grammar;
    struct import import = {.form = FORM_FROM};
    import.flags = flags | lazy_flag(&visit->source, statement);
    read_from_module(visit, statement, &import);
    TSTreeCursor cursor = ts_tree_cursor_new(statement);
    bool more = ts_tree_cursor_goto_first_child(&cursor);
    for (; more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
        TSNode child = ts_tree_cursor_current_node(&cursor);
        if (ts_node_symbol(child) == grammar->wildcard_import) {
            struct import star = import;
            star.form = FORM_STAR;
            add_import(visit, star, statement);
        } else if (ts_tree_cursor_current_field_id(&cursor) ==
                   grammar->name) {
            struct import one = import;
            one.name = source_dotted(&visit->source, visit->arena,
                                     plain_name(grammar, child));
            add_import(visit, one, statement);
            note_alias(visit, one.name, child);
        }
    }
    ts_tree_cursor_delete(&cursor);
}

static void
add_call(struct visit *visit, TSNode node, uint8_t flags)
{
    struct call_import call;
    if (!call_read(visit->grammar, &visit->source, visit->aliases, node,
                   visit->arena, &call)) {
        return;
    }
    struct import import = {
        .module = call.module,
        .level = call.level,
        .form = FORM_DYNAMIC,
        .flags = flags | call.flags,
    };
    add_import(visit, import, node);
    for (size_t i = 0; i < call.names_len; i++) {
        import.name = call.names[i];
        add_import(visit, import, node);
    }
}

/* `f = importlib.import_module` makes f an importer. */
static void
note_assignment(struct visit *visit, TSNode node)
{
    const struct grammar *grammar = visit->grammar;
    TSNode left = ts_node_child_by_field_id(node, grammar->left);
    TSNode right = ts_node_child_by_field_id(node, grammar->right);
    if (ts_node_is_null(left) || ts_node_is_null(right) ||
        ts_node_symbol(left) != grammar->identifier) {
        return;
    }
    struct str bound = source_text(&visit->source, left);
    struct str last = source_last_name(grammar, &visit->source, right);
    if (call_is_importer(last) && !call_is_importer(bound)) {
        VEC_PUSH(&visit->parser->bound.import_module, bound);
    }
}

static void
add_string(struct visit *visit, TSNode node, uint8_t flags)
{
    struct str text;
    if (!source_string(visit->grammar, &visit->source, visit->arena, node,
                       &text) ||
        !call_is_dotted(text, visit->strings->min_dots)) {
        return;
    }
    struct import import = {
        .module = text, .form = FORM_STRING, .flags = flags};
    add_import(visit, import, node);
}

/* What a node adds to the flags of the nodes in its body. */
static uint8_t
body_flags(struct visit *visit, TSNode node, TSSymbol symbol)
{
    const struct grammar *grammar = visit->grammar;
    if (symbol == grammar->function_definition || symbol == grammar->lambda) {
        return IMPORT_LOCAL;
    }
    uint8_t guards = guard_of(grammar, &visit->source, visit->aliases, node);
    return (guards & GUARD_IF_TRUE ? IMPORT_TYPE_CHECKING : 0) |
           (guards & GUARD_SUPPRESS ? IMPORT_WEAK : 0);
}

/* Take what the node says; false if nothing below it is of interest. */
static bool
enter(struct visit *visit, TSNode node, struct level *level)
{
    const struct grammar *grammar = visit->grammar;
    TSSymbol symbol = level->symbol;
    if (symbol == grammar->import_statement) {
        add_import_statement(visit, node, level->flags);
    } else if (symbol == grammar->import_from ||
               symbol == grammar->future_import) {
        add_from_statement(visit, node, level->flags);
    } else if (symbol == grammar->call) {
        add_call(visit, node, level->flags);
    } else if (symbol == grammar->assignment) {
        note_assignment(visit, node);
    } else if (symbol == grammar->string && visit->strings->enabled) {
        add_string(visit, node, level->flags);
    }
    level->body_flags = body_flags(visit, node, symbol);
    return symbol != grammar->import_statement &&
           symbol != grammar->import_from && symbol != grammar->future_import;
}

/* Put the cursor's node on the stack of levels and look at it. */
static bool
descend(struct visit *visit)
{
    struct statement_parser *parser = visit->parser;
    const struct grammar *grammar = visit->grammar;
    TSNode node = ts_tree_cursor_current_node(&parser->cursor);
    struct level level = {.symbol = ts_node_symbol(node)};
    if (parser->levels.len > 0) {
        struct level above = parser->levels.items[parser->levels.len - 1];
        TSFieldId field = ts_tree_cursor_current_field_id(&parser->cursor);
        bool is_body =
            field == grammar->body || field == grammar->consequence;
        level.flags = above.flags | (is_body ? above.body_flags : 0);
    }
    bool deeper = enter(visit, node, &level);
    VEC_PUSH(&parser->levels, level);
    return deeper;
}

/* Depth first without recursion: brackets may be nested 10,000 deep. */
static void
walk(struct visit *visit)
{
    TSTreeCursor *cursor = &visit->parser->cursor;
    visit->parser->levels.len = 0;
    bool deeper = descend(visit);
    for (;;) {
        if (deeper && ts_tree_cursor_goto_first_child(cursor)) {
            deeper = descend(visit);
            continue;
        }
        visit->parser->levels.len--;
        while (!ts_tree_cursor_goto_next_sibling(cursor)) {
            if (!ts_tree_cursor_goto_parent(cursor)) {
                return;
            }
            visit->parser->levels.len--;
        }
        deeper = descend(visit);
    }
}

/* What stands in front of a clause that cannot stand alone. */
static struct str
partner_before(enum clause clause)
{
    switch (clause) {
    case CLAUSE_ELIF:
    case CLAUSE_ELSE:
        return STR("if 0:pass\n");
    case CLAUSE_EXCEPT:
    case CLAUSE_FINALLY:
        return STR("try:pass\n");
    case CLAUSE_CASE:
        return STR("match x:\n ");
    default:
        return STR("");
    }
}

/* What stands behind a header without a body, or a lone `try` or `@`. */
static struct str
partner_behind(enum clause clause, bool ends_with_colon)
{
    switch (clause) {
    case CLAUSE_DECORATOR:
        return STR("\ndef f():pass\n");
    case CLAUSE_TRY:
        return ends_with_colon ? STR("pass\nexcept:pass\n")
                               : STR("\nexcept:pass\n");
    case CLAUSE_MATCH:
        return ends_with_colon ? STR("\n case _:pass\n") : STR("\n");
    case CLAUSE_NONE:
        return STR("\n");
    default:
        return ends_with_colon ? STR("pass\n") : STR("\n");
    }
}

/* Does a colon end the line, comments left out? */
static bool
ends_with_colon(struct str line)
{
    for (;;) {
        line = str_trim(line);
        ptrdiff_t row = str_find_last_byte(line, '\n');
        struct str last = str_slice(line, (size_t)(row + 1), line.len);
        ptrdiff_t hash = str_find_last_byte(last, '#');
        if (line.len == 0 || line.data[line.len - 1] == ':') {
            return line.len > 0;
        }
        if (hash < 0) {
            return false;
        }
        line = str_slice(line, 0, (size_t)(row + 1 + hash));
    }
}

static struct str
wrap(struct statement_parser *parser, struct str line, enum clause clause,
     uint32_t *first_row)
{
    struct str before = partner_before(clause);
    struct str behind = partner_behind(clause, ends_with_colon(line));
    *first_row = before.len > 0 ? 1 : 0;
    buf_clear(&parser->wrapped);
    buf_str(&parser->wrapped, before);
    buf_str(&parser->wrapped, line);
    if (ends_with_colon(line) && behind.data[0] != '\n') {
        /* A comment may follow the colon. */
        buf_str(&parser->wrapped, STR("\n  "));
    }
    buf_str(&parser->wrapped, behind);
    return buf_view(&parser->wrapped);
}

static void *
copy_items(struct arena *arena, const void *items, size_t len, size_t size)
{
    if (len == 0) {
        return NULL;
    }
    void *copy = arena_alloc(arena, len * size);
    memcpy(copy, items, len * size);
    return copy;
}

/* Names found as slices of the parse buffer move to the arena. */
static void
keep_names(struct arena *arena, struct str *names, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        names[i] = arena_str(arena, names[i]);
    }
}

static void
keep_results(struct statement_parser *parser, struct arena *arena,
             struct statement *out)
{
    struct statement_aliases *bound = &parser->bound;
    for (size_t i = 0; i < parser->imports.len; i++) {
        struct import *import = &parser->imports.items[i];
        import->module = arena_str(arena, import->module);
        import->name = arena_str(arena, import->name);
    }
    keep_names(arena, bound->type_checking.items, bound->type_checking.len);
    keep_names(arena, bound->import_module.items, bound->import_module.len);
    out->len = (uint32_t)parser->imports.len;
    out->imports = copy_items(arena, parser->imports.items,
                              parser->imports.len, sizeof(struct import));
    out->type_checking_len = (uint16_t)bound->type_checking.len;
    out->type_checking =
        copy_items(arena, bound->type_checking.items,
                   bound->type_checking.len, sizeof(struct str));
    out->import_module_len = (uint16_t)bound->import_module.len;
    out->import_module =
        copy_items(arena, bound->import_module.items,
                   bound->import_module.len, sizeof(struct str));
}

/* The first named child that is no comment or ERROR: the header itself. */
static uint8_t
header_guards(struct visit *visit, TSNode root, enum clause clause)
{
    const struct grammar *grammar = visit->grammar;
    TSNode node = ts_node_named_child(root, 0);
    if (ts_node_is_null(node)) {
        return 0;
    }
    if (clause == CLAUSE_ELIF) {
        node = source_child_of_kind(node, grammar->elif_clause);
    }
    return ts_node_is_null(node)
               ? 0
               : guard_of(grammar, &visit->source, visit->aliases, node);
}

void
statement_parse(struct statement_parser *parser, struct str line,
                enum clause clause, const struct statement_aliases *aliases,
                const struct string_imports *strings, struct arena *arena,
                struct statement *out)
{
    struct visit visit = {.parser = parser,
                          .grammar = &parser->grammar,
                          .aliases = aliases,
                          .strings = strings,
                          .arena = arena};
    struct str text = wrap(parser, line, clause, &visit.first_row);
    visit.source.text = text;
    parser->imports.len = 0;
    parser->bound.type_checking.len = 0;
    parser->bound.import_module.len = 0;
    TSTree *tree = ts_parser_parse_string(parser->parser, NULL, text.data,
                                          (uint32_t)text.len);
    TSNode root = ts_tree_root_node(tree);
    if (parser->has_cursor) {
        ts_tree_cursor_reset(&parser->cursor, root);
    } else {
        parser->cursor = ts_tree_cursor_new(root);
        parser->has_cursor = true;
    }
    walk(&visit);
    keep_results(parser, arena, out);
    out->guards = header_guards(&visit, root, clause);
    ts_tree_delete(tree);
}
