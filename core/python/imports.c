/* SPDX-License-Identifier: MIT */
#include "core/python/imports.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/python/blocks.h"
#include "core/python/known.h"
#include "core/python/lines.h"
#include "core/python/pragma.h"

struct import_reader {
    struct known_table *known;
    const struct string_imports *strings;
    struct statement_parser *parser;
    struct arena arena;
    struct line_scanner scanner;
    struct block_stack blocks;
    struct import_items items;
    struct statement_aliases aliases;
    struct import_list empty;
};

struct import_reader *
import_reader_new(struct import_builder *builder)
{
    struct import_reader *reader = memory_zero(sizeof(*reader));
    reader->known = import_builder_known(builder);
    reader->strings = known_strings(reader->known);
    reader->parser = statement_parser_new();
    arena_init(&reader->arena);
    line_scanner_init(&reader->scanner, STR(""));
    return reader;
}

void
import_reader_free(struct import_reader *reader)
{
    if (!reader) {
        return;
    }
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
        statement_parse(reader->parser, text, clause, &reader->aliases,
                        reader->strings, &reader->arena, &known->statement);
        return known;
    }
    return known_find(reader->known, reader->parser, text, clause,
                      &reader->arena);
}

static void
note_aliases(struct import_reader *reader, const struct statement *statement)
{
    for (size_t i = 0; i < statement->type_checking_len; i++) {
        VEC_PUSH(&reader->aliases.type_checking, statement->type_checking[i]);
    }
    for (size_t i = 0; i < statement->import_module_len; i++) {
        VEC_PUSH(&reader->aliases.import_module, statement->import_module[i]);
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
          enum clause clause)
{
    static const struct str type_checking = {"TYPE_CHECKING", 13};
    static const struct str suppress = {"suppress", 8};
    if (clause == CLAUSE_WITH) {
        return mentions(text, &suppress, 1);
    }
    if (clause != CLAUSE_IF && clause != CLAUSE_ELIF) {
        return false;
    }
    return mentions(text, &type_checking, 1) ||
           mentions(text, reader->aliases.type_checking.items,
                    reader->aliases.type_checking.len);
}

/* Flags of what stands in the branch that `line` opens or is. */
static void
take_line(struct import_reader *reader, const struct line *line)
{
    struct str text = {reader->scanner.data + line->start,
                       line->end - line->start};
    struct block_line place;
    block_enter(&reader->blocks, text, line->indent, &reader->items, &place);
    bool triggered = line->triggered ||
                     mentions(text, reader->aliases.import_module.items,
                              reader->aliases.import_module.len);
    uint8_t guards = 0;
    if (triggered || may_guard(reader, text, place.clause)) {
        const struct known *known = parse(reader, text, place.clause);
        guards = known->statement.guards;
        if (known->statement.len > 0) {
            VEC_PUSH(&reader->items,
                     (struct import_item){
                         .line = line_row(&reader->scanner, line->start) + 1,
                         .flags = place.flags,
                         .known = known,
                         .start = line->start,
                         .end = line->end});
        }
        note_aliases(reader, &known->statement);
    }
    block_open(&reader->blocks, &place, guards);
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

static const struct import_list *
keep(struct import_reader *reader)
{
    if (reader->items.len == 0) {
        return &reader->empty;
    }
    size_t bytes = reader->items.len * sizeof(struct import_item);
    struct import_list *list = ARENA_NEW(&reader->arena, struct import_list);
    list->items = arena_alloc(&reader->arena, bytes);
    list->len = reader->items.len;
    memcpy(list->items, reader->items.items, bytes);
    return list;
}

const struct import_list *
import_read(struct import_reader *reader, struct str text)
{
    struct line line;
    line_scanner_reset(&reader->scanner, text);
    reader->scanner.every_line = reader->strings->enabled;
    reader->items.len = 0;
    reader->aliases.type_checking.len = 0;
    reader->aliases.import_module.len = 0;
    block_clear(&reader->blocks);
    while (wants_more(reader) && line_next(&reader->scanner, &line)) {
        take_line(reader, &line);
    }
    pragma_apply(&reader->scanner, &reader->arena, &reader->items);
    return keep(reader);
}
