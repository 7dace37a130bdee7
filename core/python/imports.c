/* SPDX-License-Identifier: MIT */
#include "core/python/imports.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/python/blocks.h"
#include "core/python/chains.h"
#include "core/python/items.h"
#include "core/python/known.h"
#include "core/python/lines.h"
#include "core/python/lists.h"
#include "core/python/pragma.h"
#include "core/python/signs.h"
#include "core/python/whole.h"

enum { PIECE_MAX = 1 << 20 };

struct import_reader {
    struct known_table *known;
    const struct string_imports *strings;
    struct statement_parser *parser;
    struct arena arena;
    struct line_scanner scanner;
    struct block_stack blocks;
    struct import_items items;
    struct statement_aliases aliases;
    struct chain_reader chains;
    bool damaged;      /* the lines may not tell all */
    struct str before; /* the line before, if it holds no import */
};

struct import_reader *
import_reader_new(struct import_builder *builder)
{
    struct import_reader *reader = memory_zero(sizeof(*reader));
    reader->known = import_builder_known(builder);
    reader->strings = known_strings(reader->known);
    reader->parser = statement_parser_new();
    arena_init(&reader->arena);
    chain_reader_init(&reader->chains);
    line_scanner_init(&reader->scanner, STR(""));
    return reader;
}

void
import_reader_free(struct import_reader *reader)
{
    if (!reader) {
        return;
    }
    chain_reader_release(&reader->chains, &reader->arena);
    known_adopt(reader->known, &reader->arena);
    statement_parser_free(reader->parser);
    line_scanner_release(&reader->scanner);
    block_stack_release(&reader->blocks);
    VEC_RELEASE(&reader->items);
    VEC_RELEASE(&reader->aliases.type_checking);
    VEC_RELEASE(&reader->aliases.import_module);
    free(reader);
}

static bool
has_aliases(const struct import_reader *reader)
{
    return reader->aliases.type_checking.len > 0 ||
           reader->aliases.import_module.len > 0;
}

/*
 * What the line says.  With aliases about, the same text can mean something
 * else than in other files, so it is parsed for this file alone; so are the
 * lines of a scan for strings, which hardly repeat.
 */
static const struct known *
parse(struct import_reader *reader, struct str text, enum clause clause)
{
    if (has_aliases(reader) || reader->strings->enabled) {
        struct known *known = ARENA_NEW(&reader->arena, struct known);
        struct statement_request request = {.line = text,
                                            .clause = clause,
                                            .aliases = &reader->aliases,
                                            .strings = reader->strings};
        statement_parse(reader->parser, &request, &reader->arena,
                        &known->statement);
        return known;
    }
    return known_find(reader->known, reader->parser, text, clause,
                      &reader->arena);
}

static void
note_aliases(struct import_reader *reader, const struct statement *statement)
{
    for (size_t i = 0; i < statement->type_checking_len; i++) {
        alias_note(&reader->aliases.type_checking, statement->type_checking[i]);
    }
    for (size_t i = 0; i < statement->import_module_len; i++) {
        alias_note(&reader->aliases.import_module, statement->import_module[i]);
    }
}

static bool
mentions(struct str text, const struct str *names, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (memmem(text.data, text.len, names[i].data, names[i].len)) {
            return true;
        }
    }
    return false;
}

/* Could the header guard its body?  Most cannot, and need no parse. */
static bool
may_guard(const struct import_reader *reader, struct str text,
          const struct block_line *place)
{
    static const struct str type_checking = {"TYPE_CHECKING", 13};
    static const struct str suppress = {"suppress", 8};
    static const struct str import_errors[] = {{"ImportError", 11},
                                               {"ModuleNotFoundError", 19}};
    switch (place->clause) {
    case CLAUSE_IF:
    case CLAUSE_ELIF:
        return mentions(text, &type_checking, 1) ||
               mentions(text, reader->aliases.type_checking.items,
                        reader->aliases.type_checking.len);
    case CLAUSE_WITH:
        return mentions(text, &suppress, 1);
    case CLAUSE_EXCEPT:
        return place->first < place->end && mentions(text, import_errors, 2);
    default:
        return false;
    }
}

static void
add_item(struct import_reader *reader, size_t start, size_t end, uint32_t flags,
         const struct known *known)
{
    if (known->statement.len > 0) {
        __builtin_prefetch(known->statement.imports); /* for add_heads */
        VEC_PUSH(
            &reader->items,
            (struct import_item){.line = line_row(&reader->scanner, start) + 1,
                                 .flags = flags,
                                 .known = known,
                                 .start = start,
                                 .end = end});
    }
}

/*
 * A line that the parser gave up, most likely half a file behind a lost
 * bracket: its physical lines, each by itself, and of a long one the
 * beginning.
 */
static void
take_pieces(struct import_reader *reader, const struct line *line,
            uint32_t flags)
{
    static const struct str word = {"import", 6};
    size_t start = line->start;
    while (start < line->end) {
        const char *data = reader->scanner.data;
        const char *newline = memchr(data + start, '\n', line->end - start);
        size_t end = newline ? (size_t)(newline - data) : line->end;
        size_t len = end - start < PIECE_MAX ? end - start : PIECE_MAX;
        struct str text = str_trim((struct str){data + start, len});
        if (mentions(text, &word, 1)) {
            const struct known *known = parse(reader, text, CLAUSE_NONE);
            add_item(reader, (size_t)(text.data - data), end, flags, known);
        }
        start = end + 1;
    }
}

/* The line with the brackets closed that it leaves open. */
static struct str
close_brackets(struct import_reader *reader, struct str line)
{
    size_t open = reader->scanner.brackets.len;
    char *closed = arena_alloc(&reader->arena, line.len + 1 + open);
    memcpy(closed, line.data, line.len);
    size_t len = line.len;
    closed[len++] = '\n';
    while (open > 0) {
        closed[len++] = reader->scanner.brackets.items[--open];
    }
    return (struct str){closed, len};
}

/* What stands right before an import decides how that is understood. */
static void
look_for_damage(struct import_reader *reader, const struct block_line *place,
                bool triggered)
{
    bool torn =
        !triggered && place->clause == CLAUSE_NONE && signs_torn(place->line);
    bool misread = triggered && (signs_prose(reader->before) ||
                                 signs_dedented(place->line, place->indent));
    reader->damaged |= place->odd || torn || misread;
    reader->before = triggered ? STR("") : place->line;
}

/* Take what the line says, and note how it changes what follows. */
static void
take_line(struct import_reader *reader, const struct line *line)
{
    struct str text = str_trim((struct str){reader->scanner.data + line->start,
                                            line->code_end - line->start});
    struct block_line place;
    block_enter(&reader->blocks, text, line->indent, reader->items.len, &place);
    bool triggered =
        line->triggered || mentions(text, reader->aliases.import_module.items,
                                    reader->aliases.import_module.len);
    uint8_t guards = 0;
    if (triggered || may_guard(reader, text, &place)) {
        if (reader->scanner.brackets.len > 0 &&
            line->end - line->start < PIECE_MAX) {
            text = close_brackets(reader, text);
        }
        const struct known *known = parse(reader, text, place.clause);
        guards = known->statement.guards;
        add_item(reader, line->start, line->end, place.flags, known);
        note_aliases(reader, &known->statement);
        reader->damaged |= known->statement.damaged;
        if (known->statement.hopeless) {
            take_pieces(reader, line, place.flags);
        }
    }
    look_for_damage(reader, &place, triggered);
    block_open(&reader->blocks, &place, guards, &reader->items);
}

/* Is there anything left that could be, or change, a fact? */
static bool
wants_more(const struct import_reader *reader)
{
    return line_more_words(&reader->scanner) || reader->scanner.every_line ||
           reader->scanner.has_pragmas ||
           reader->aliases.import_module.len > 0 ||
           block_has_open_try(&reader->blocks, reader->items.len);
}

/* May the import stand in a class?  At the left margin only behind one. */
static bool
may_be_member(struct str text, size_t start)
{
    bool at_margin = start == 0 || text.data[start - 1] == '\n';
    return !at_margin || start == text.len || text.data[start] == 'c';
}

/* Names that an import binds begin chains, and so do those of a star. */
static void
add_heads(struct import_reader *reader, struct str text)
{
    for (size_t i = 0; i < reader->items.len; i++) {
        const struct import_item *item = &reader->items.items[i];
        const struct statement *statement = &item->known->statement;
        bool is_member = may_be_member(text, item->start);
        if (statement->respelled) {
            chain_any_head(&reader->chains);
        }
        for (uint32_t j = 0; j < statement->len; j++) {
            const struct import *import = &statement->imports[j];
            if (import->bound.len > 0) {
                chain_head(&reader->chains, import->bound, is_member);
            }
            if (import->form == FORM_STAR) {
                chain_any_head(&reader->chains);
            }
        }
    }
}

static void
read_chains(struct import_reader *reader, struct str text)
{
    chain_begin(&reader->chains);
    add_heads(reader, text);
    chain_read(&reader->chains, text);
    lists_read(&reader->scanner, &reader->chains);
}

static void *
copy(struct arena *arena, const void *items, size_t bytes)
{
    return bytes > 0 ? memcpy(arena_alloc(arena, bytes), items, bytes) : NULL;
}

static const struct import_list *
keep(struct import_reader *reader)
{
    static const struct import_list empty;
    if (reader->items.len == 0 && reader->chains.set.found.len == 0) {
        return &empty;
    }
    struct arena *arena = &reader->arena;
    struct import_list *list = ARENA_NEW(arena, struct import_list);
    list->len = reader->items.len;
    list->items = copy(arena, reader->items.items,
                       list->len * sizeof(struct import_item));
    list->chains_len = reader->chains.set.found.len;
    list->chains = copy(arena, reader->chains.set.found.items,
                        list->chains_len * sizeof(struct chain *));
    return list;
}

/* All lines, from the top; names bound to import_module stay known. */
static void
read_lines(struct import_reader *reader, struct str text)
{
    struct line line;
    line_scanner_reset(&reader->scanner, text);
    reader->scanner.every_line = reader->strings->enabled;
    reader->items.len = 0;
    reader->aliases.type_checking.len = 0;
    reader->damaged = false;
    reader->before = STR("");
    block_clear(&reader->blocks);
    bool wanted = wants_more(reader);
    while (wanted) {
        /* The line behind the last is looked at for signs of damage. */
        wanted = wants_more(reader);
        if (!line_next(&reader->scanner, &line)) {
            break;
        }
        take_line(reader, &line);
    }
}

const struct import_list *
import_read(struct import_reader *reader, struct str text)
{
    reader->aliases.import_module.len = 0;
    read_lines(reader, text);
    if (reader->aliases.import_module.len > 0) {
        /* A function may call by a name that is bound below it. */
        read_lines(reader, text);
    }
    if (reader->damaged || reader->scanner.damaged) {
        struct whole_request request = {.parser = reader->parser,
                                        .strings = reader->strings,
                                        .arena = &reader->arena,
                                        .text = text};
        whole_merge(&request, &reader->items);
    }
    pragma_apply(&reader->scanner, &reader->arena, &reader->items);
    read_chains(reader, text);
    return keep(reader);
}
