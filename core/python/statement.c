/* SPDX-License-Identifier: MIT */
#include "core/python/statement.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/memory.h"
#include "core/base/nfkc.h"
#include "core/python/bounded_parse.h"
#include "core/python/guard.h"
#include "core/python/harvest.h"
#include "core/python/shape.h"

/*
 * tree-sitter's steps are counted by hundreds.  The limit is reached after 4
 * MB of ordinary code, 2 MB of bare brackets or half a MB of one error after
 * another, each of which takes one or two seconds; the largest file of a real
 * project that we met has 3 MB.
 */
enum { STEPS_MAX = 20000 };

struct statement_parser {
    struct grammar grammar;
    TSParser *parser;
    struct harvest harvest;
    struct shape_table *shapes;
    struct buf wrapped; /* the line with its partner clause */
};

bool
alias_known(const struct alias_names *names, struct str name)
{
    for (size_t i = 0; i < names->len; i++) {
        if (str_equal(names->items[i], name)) {
            return true;
        }
    }
    return false;
}

void
alias_note(struct alias_names *names, struct str name)
{
    if (names->len < ALIASES_MAX && !alias_known(names, name)) {
        VEC_PUSH(names, name);
    }
}

struct statement_parser *
statement_parser_new(void)
{
    struct statement_parser *parser = memory_zero(sizeof(*parser));
    grammar_init(&parser->grammar);
    parser->parser = ts_parser_new();
    ts_parser_set_language(parser->parser, parser->grammar.language);
    buf_init(&parser->wrapped, BUF_UNLIMITED);
    parser->shapes = shape_table_new();
    return parser;
}

void
statement_parser_free(struct statement_parser *parser)
{
    if (!parser) {
        return;
    }
    harvest_release(&parser->harvest);
    ts_parser_delete(parser->parser);
    buf_release(&parser->wrapped);
    shape_table_free(parser->shapes);
    free(parser);
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
partner_behind(enum clause clause, bool is_header)
{
    switch (clause) {
    case CLAUSE_DECORATOR:
        return STR("\ndef f():pass\n");
    case CLAUSE_TRY:
        return is_header ? STR("pass\nexcept:pass\n") : STR("\nexcept:pass\n");
    case CLAUSE_MATCH:
        return is_header ? STR("\n case _:pass\n") : STR("\n");
    case CLAUSE_NONE:
        return STR("\n");
    default:
        return is_header ? STR("pass\n") : STR("\n");
    }
}

static struct str
wrap(struct statement_parser *parser, struct str line, enum clause clause,
     uint32_t *first_row)
{
    bool is_header = clause != CLAUSE_NONE && header_ends(line);
    struct str before = partner_before(clause);
    struct str behind = partner_behind(clause, is_header);
    *first_row = before.len > 0 ? 1 : 0;
    buf_clear(&parser->wrapped);
    buf_str(&parser->wrapped, before);
    buf_str(&parser->wrapped, line);
    if (is_header && behind.data[0] != '\n') {
        buf_byte(&parser->wrapped, ' ');
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

/* Literals of dynamic imports are no identifiers. */
static void
keep_import(struct arena *arena, struct import *import, bool *respelled)
{
    bool is_identifier = import->form == FORM_IMPORT ||
                         import->form == FORM_FROM || import->form == FORM_STAR;
    struct str bound = import->bound;
    if (is_identifier) {
        import->module = nfkc(arena, import->module);
        import->name = nfkc(arena, import->name);
        import->bound = nfkc(arena, import->bound);
        *respelled |= !str_equal(import->bound, bound);
    }
    import->module = arena_str(arena, import->module);
    import->name = arena_str(arena, import->name);
    import->bound = arena_str(arena, import->bound);
}

static void
keep_results(struct harvest *harvest, struct arena *arena,
             struct statement *out)
{
    struct statement_aliases *bound = &harvest->bound;
    for (size_t i = 0; i < harvest->imports.len; i++) {
        keep_import(arena, &harvest->imports.items[i], &out->respelled);
    }
    keep_names(arena, bound->type_checking.items, bound->type_checking.len);
    keep_names(arena, bound->import_module.items, bound->import_module.len);
    out->len = (uint32_t)harvest->imports.len;
    out->imports = copy_items(arena, harvest->imports.items,
                              harvest->imports.len, sizeof(struct import));
    out->type_checking_len = (uint32_t)bound->type_checking.len;
    out->type_checking =
        copy_items(arena, bound->type_checking.items, bound->type_checking.len,
                   sizeof(struct str));
    out->import_module_len = (uint32_t)bound->import_module.len;
    out->import_module =
        copy_items(arena, bound->import_module.items, bound->import_module.len,
                   sizeof(struct str));
}

/* The guards of the header itself, which is the tree's first statement. */
static uint8_t
header_guards(const struct harvest_job *job, enum clause clause)
{
    const struct grammar *grammar = job->grammar;
    const struct scope scope = {.grammar = grammar,
                                .source = &job->source,
                                .aliases = job->aliases,
                                .arena = job->arena};
    TSNode node = ts_node_named_child(job->root, 0);
    if (!ts_node_is_null(node) && clause == CLAUSE_ELIF) {
        node = source_child_of_kind(node, grammar->elif_clause);
    } else if (!ts_node_is_null(node) && clause == CLAUSE_EXCEPT) {
        node = source_child_of_kind(node, grammar->except_clause);
    }
    return ts_node_is_null(node) ? 0 : guard_of(&scope, node);
}

/* One line on its way through the parser. */
struct statement_job {
    const struct statement_request *request;
    struct str line; /* without `lazy` */
    bool lazy;
    bool has_shape;
};

static void
parse_line(struct statement_parser *parser, const struct statement_job *asked,
           struct arena *arena, struct statement *out)
{
    struct harvest *harvest = &parser->harvest;
    const struct statement_request *request = asked->request;
    struct harvest_job job = {.grammar = &parser->grammar,
                              .aliases = request->aliases,
                              .strings = request->strings,
                              .arena = arena,
                              .lazy = asked->lazy};
    struct str text = asked->line;
    if (!request->whole) {
        text = wrap(parser, text, request->clause, &job.first_row);
    }
    TSTree *tree = text.len <= STATEMENT_BYTES_MAX
                       ? bounded_parse(parser->parser, text, STEPS_MAX)
                       : NULL;
    if (!tree) {
        out->hopeless = true;
        out->damaged = true;
        return;
    }
    job.source.text = text;
    job.root = ts_tree_root_node(tree);
    harvest_walk(harvest, &job);
    if (asked->has_shape && !ts_node_has_error(job.root) &&
        harvest->bound.type_checking.len == 0 &&
        harvest->bound.import_module.len == 0) {
        shape_learn(parser->shapes, text, harvest->imports.items,
                    harvest->imports.len);
    }
    keep_results(harvest, arena, out);
    out->damaged = ts_node_has_error(job.root);
    if (request->clause != CLAUSE_NONE) {
        out->guards = header_guards(&job, request->clause);
    }
    ts_tree_delete(tree);
}

/* PEP 810: take the word `lazy` off the front of an import. */
static bool
cut_lazy(struct str *line)
{
    if (!str_starts_with(*line, STR("lazy "))) {
        return false;
    }
    struct str rest = str_trim(str_slice(*line, 4, line->len));
    if (!str_starts_with(rest, STR("import ")) &&
        !str_starts_with(rest, STR("from "))) {
        return false;
    }
    *line = rest;
    return true;
}

void
statement_parse(struct statement_parser *parser,
                const struct statement_request *request, struct arena *arena,
                struct statement *out)
{
    struct statement_job job = {.request = request, .line = request->line};
    *out = (struct statement){0};
    if (request->clause == CLAUSE_NONE && !request->whole) {
        job.lazy = cut_lazy(&job.line);
        job.has_shape = !request->strings->enabled &&
                        shape_read(parser->shapes, job.line, job.lazy);
    }
    if (!job.has_shape || !shape_apply(parser->shapes, arena, out)) {
        parse_line(parser, &job, arena, out);
    }
}
