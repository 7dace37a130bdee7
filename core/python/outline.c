/* SPDX-License-Identifier: MIT */
#include "core/python/outline.h"

#include <string.h>

void
outline_init(struct outline *outline)
{
    memset(outline, 0, sizeof(*outline));
    intern_init(&outline->names);
    buf_init(&outline->uses, UINT32_MAX);
    buf_init(&outline->text, UINT32_MAX);
}

void
outline_release(struct outline *outline)
{
    intern_release(&outline->names);
    buf_release(&outline->uses);
    buf_release(&outline->text);
    VEC_RELEASE(&outline->statements);
    VEC_RELEASE(&outline->digests);
    VEC_RELEASE(&outline->definitions);
    VEC_RELEASE(&outline->parents);
    VEC_RELEASE(&outline->spans);
}

void
outline_clear(struct outline *outline)
{
    intern_release(&outline->names);
    intern_init(&outline->names);
    buf_clear(&outline->uses);
    buf_clear(&outline->text);
    outline->statements.len = 0;
    outline->digests.len = 0;
    outline->definitions.len = 0;
    outline->parents.len = 0;
    outline->spans.len = 0;
}

void
outline_statement(struct outline *outline, uint32_t line)
{
    VEC_PUSH(&outline->statements,
             (struct symbol_statement){.line = line,
                                       .uses = (uint32_t)outline->uses.len});
    outline->use_line = line;
}

void
outline_stamp(struct outline *outline, size_t number,
              const struct digest *digests, uint32_t len)
{
    struct symbol_statement *statement = &outline->statements.items[number];
    statement->digests = (uint32_t)outline->digests.len;
    statement->same = len == 1;
    for (uint32_t i = 0; i < len; i++) {
        struct symbol_digest digest;
        memcpy(digest.bytes, digests[i].bytes, sizeof(digest.bytes));
        VEC_PUSH(&outline->digests, digest);
    }
}

uint32_t
outline_define(struct outline *outline, struct str name,
               enum definition_kind kind, uint32_t line)
{
    uint32_t parent = outline->parents.len > 0
                          ? outline->parents.items[outline->parents.len - 1]
                          : NO_DEFINITION;
    VEC_PUSH(&outline->definitions,
             (struct symbol_definition){
                 .name = intern_text(&outline->names, name),
                 .line = line,
                 .kind = kind,
                 .parent = parent,
                 .statement = (uint32_t)outline->statements.len - 1,
             });
    return (uint32_t)outline->definitions.len - 1;
}

static void
put_number(struct buf *out, uint32_t number)
{
    for (; number >= 0x80; number >>= 7) {
        buf_byte(out, (char)(number | 0x80));
    }
    buf_byte(out, (char)number);
}

void
outline_use(struct outline *outline, struct str name, bool dotted,
            uint32_t line, uint32_t column)
{
    text_id id = intern_text(&outline->names, name);
    put_number(&outline->uses, id * 2 + dotted);
    put_number(&outline->uses, line - outline->use_line);
    put_number(&outline->uses, column);
    outline->use_line = line;
}

void
outline_symbols(struct outline *outline, struct symbols *symbols)
{
    for (text_id id = 0; id < outline->names.len; id++) {
        struct str name = intern_str(&outline->names, id);
        VEC_PUSH(&outline->spans,
                 (struct symbol_name){.offset = (uint32_t)outline->text.len,
                                      .len = (uint32_t)name.len});
        buf_str(&outline->text, name);
    }
    symbols->statements = outline->statements.items;
    symbols->statements_len = (uint32_t)outline->statements.len;
    symbols->digests = outline->digests.items;
    symbols->digests_len = (uint32_t)outline->digests.len;
    symbols->definitions = outline->definitions.items;
    symbols->definitions_len = (uint32_t)outline->definitions.len;
    symbols->names = outline->spans.items;
    symbols->names_len = (uint32_t)outline->spans.len;
    symbols->uses = (const unsigned char *)outline->uses.data;
    symbols->uses_len = (uint32_t)outline->uses.len;
    symbols->text = outline->text.data;
    symbols->text_len = (uint32_t)outline->text.len;
}
