/* SPDX-License-Identifier: MIT */
/* symbols_record - the record of symbols.h as bytes, and back. */
#include <string.h>

#include "core/python/symbols.h"

static const char magic[8] = "dssymb1\n";

enum { BYTE_ORDER_MARK = 0x01020304 };

struct record_header {
    char magic[8];
    uint32_t byte_order;
    uint32_t flags;
    struct digest stamps[STAMPS];
    uint32_t statements_len;
    uint32_t digests_len;
    uint32_t definitions_len;
    uint32_t names_len;
    uint32_t uses_len;
    uint32_t text_len;
};

_Static_assert(sizeof(struct record_header) == 136, "see symbols.h");
_Static_assert(sizeof(struct symbol_statement) == 16, "no padding");
_Static_assert(sizeof(struct symbol_definition) == 48, "no padding");

static void
write_array(struct buf *out, const void *data, size_t len)
{
    static const char zeros[8];
    if (len > 0) {
        buf_append(out, data, len);
    }
    buf_append(out, zeros, (8 - len % 8) % 8);
}

void
symbols_write(const struct symbols *symbols, struct buf *out)
{
    struct record_header header = {
        .byte_order = BYTE_ORDER_MARK,
        .flags = symbols->flags,
        .statements_len = symbols->statements_len,
        .digests_len = symbols->digests_len,
        .definitions_len = symbols->definitions_len,
        .names_len = symbols->names_len,
        .uses_len = symbols->uses_len,
        .text_len = symbols->text_len,
    };
    memcpy(header.magic, magic, sizeof(magic));
    memcpy(header.stamps, symbols->stamps, sizeof(header.stamps));
    buf_append(out, &header, sizeof(header));
    write_array(out, symbols->statements,
                symbols->statements_len * sizeof(*symbols->statements));
    write_array(out, symbols->digests,
                symbols->digests_len * sizeof(*symbols->digests));
    write_array(out, symbols->definitions,
                symbols->definitions_len * sizeof(*symbols->definitions));
    write_array(out, symbols->names,
                symbols->names_len * sizeof(*symbols->names));
    write_array(out, symbols->uses, symbols->uses_len);
    write_array(out, symbols->text, symbols->text_len);
}

/* The next array of the record, or NULL if the record ends before it. */
static const void *
take_array(struct str *rest, size_t count, size_t size)
{
    size_t bytes = count * size;
    size_t padded = bytes + (8 - bytes % 8) % 8;
    if (padded > rest->len) {
        return NULL;
    }
    const void *data = rest->data;
    rest->data += padded;
    rest->len -= padded;
    return data;
}

static bool
statements_valid(const struct symbols *symbols)
{
    for (uint32_t i = 0; i < symbols->statements_len; i++) {
        const struct symbol_statement *statement = &symbols->statements[i];
        uint64_t digests = statement->same ? 1 : STAMPS;
        if (statement->digests + digests > symbols->digests_len ||
            statement->uses > symbols->uses_len) {
            return false;
        }
    }
    return true;
}

static bool
definitions_valid(const struct symbols *symbols)
{
    for (uint32_t i = 0; i < symbols->definitions_len; i++) {
        const struct symbol_definition *definition = &symbols->definitions[i];
        if (definition->name >= symbols->names_len ||
            definition->kind > DEFINITION_IMPORT ||
            (definition->parent != NO_DEFINITION && definition->parent >= i) ||
            definition->statement >= symbols->statements_len) {
            return false;
        }
    }
    return true;
}

static bool
names_valid(const struct symbols *symbols)
{
    for (uint32_t i = 0; i < symbols->names_len; i++) {
        const struct symbol_name *name = &symbols->names[i];
        if ((uint64_t)name->offset + name->len > symbols->text_len) {
            return false;
        }
    }
    return true;
}

static bool
take_header(struct str *rest, struct symbols *symbols)
{
    struct record_header header;
    if (rest->len < sizeof(header)) {
        return false;
    }
    memcpy(&header, rest->data, sizeof(header));
    if (memcmp(header.magic, magic, sizeof(magic)) != 0 ||
        header.byte_order != BYTE_ORDER_MARK) {
        return false;
    }
    *rest = str_slice(*rest, sizeof(header), rest->len);
    *symbols = (struct symbols){
        .flags = header.flags,
        .statements_len = header.statements_len,
        .digests_len = header.digests_len,
        .definitions_len = header.definitions_len,
        .names_len = header.names_len,
        .uses_len = header.uses_len,
        .text_len = header.text_len,
    };
    memcpy(symbols->stamps, header.stamps, sizeof(header.stamps));
    return true;
}

bool
symbols_view(struct str record, struct symbols *symbols)
{
    struct str rest = record;
    return take_header(&rest, symbols) &&
           (symbols->statements = take_array(&rest, symbols->statements_len,
                                             sizeof(*symbols->statements))) &&
           (symbols->digests = take_array(&rest, symbols->digests_len,
                                          sizeof(*symbols->digests))) &&
           (symbols->definitions = take_array(&rest, symbols->definitions_len,
                                              sizeof(*symbols->definitions))) &&
           (symbols->names = take_array(&rest, symbols->names_len,
                                        sizeof(*symbols->names))) &&
           (symbols->uses = take_array(&rest, symbols->uses_len, 1)) &&
           (symbols->text = take_array(&rest, symbols->text_len, 1)) &&
           rest.len == 0 && statements_valid(symbols) &&
           definitions_valid(symbols) && names_valid(symbols);
}

struct symbol_uses
symbols_uses(const struct symbols *symbols, uint32_t statement)
{
    const struct symbol_statement *first = &symbols->statements[statement];
    uint32_t end = statement + 1 < symbols->statements_len ? first[1].uses
                                                           : symbols->uses_len;
    return (struct symbol_uses){
        .symbols = symbols, .at = first->uses, .end = end, .line = first->line};
}

/* A number of at most 32 bits, or false if there is none before the end. */
static bool
take_number(struct symbol_uses *uses, uint32_t *number)
{
    uint64_t value = 0;
    for (int shift = 0; uses->at < uses->end && shift < 35; shift += 7) {
        unsigned char byte = uses->symbols->uses[uses->at++];
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80)) {
            *number = (uint32_t)value;
            return value <= UINT32_MAX;
        }
    }
    return false;
}

bool
symbol_uses_next(struct symbol_uses *uses, struct symbol_use *use)
{
    uint32_t name;
    uint32_t lines;
    uint32_t column;
    if (!take_number(uses, &name) || !take_number(uses, &lines) ||
        !take_number(uses, &column) || name / 2 >= uses->symbols->names_len) {
        return false;
    }
    uses->line += lines;
    *use = (struct symbol_use){.name = name / 2,
                               .dotted = name & 1,
                               .line = uses->line,
                               .column = column};
    return true;
}
