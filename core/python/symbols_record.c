/* SPDX-License-Identifier: MIT */
/* symbols_record - the record of symbols.h as bytes, and back. */
#include <string.h>

#include "core/python/symbols.h"

static const char magic[8] = "dssymb2\n";

enum { BYTE_ORDER_MARK = 0x01020304 };

struct record_header {
    char magic[8];
    uint32_t byte_order;
    uint32_t flags;
    struct digest stamps[STAMPS];
    uint32_t digests_len;
    uint32_t units_len;
    uint32_t imports_len;
    uint32_t definitions_len;
    uint32_t names_len;
    uint32_t refs_len;
    uint32_t uses_len;
    uint32_t text_len;
};

_Static_assert(sizeof(struct record_header) == 144, "see symbols.h");
_Static_assert(sizeof(struct symbol_unit) == 8, "no padding");
_Static_assert(sizeof(struct symbol_import) == 8, "no padding");
_Static_assert(sizeof(struct packed_definition) == 12, "no padding");

/* Of a name's start. */
static size_t
start_size(uint32_t flags)
{
    return flags & SYMBOLS_WIDE ? sizeof(uint32_t) : sizeof(uint16_t);
}

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
        .digests_len = symbols->digests_len,
        .units_len = symbols->units_len,
        .imports_len = symbols->imports_len,
        .definitions_len = symbols->definitions_len,
        .names_len = symbols->names_len,
        .refs_len = symbols->refs_len,
        .uses_len = symbols->uses_len,
        .text_len = symbols->text_len,
    };
    memcpy(header.magic, magic, sizeof(magic));
    memcpy(header.stamps, symbols->stamps, sizeof(header.stamps));
    buf_append(out, &header, sizeof(header));
    write_array(out, symbols->digests,
                symbols->digests_len * sizeof(*symbols->digests));
    write_array(out, symbols->units,
                symbols->units_len * sizeof(*symbols->units));
    write_array(out, symbols->imports,
                symbols->imports_len * sizeof(*symbols->imports));
    write_array(out, symbols->definitions,
                symbols->definitions_len * sizeof(*symbols->definitions));
    write_array(out, symbols->names,
                symbols->names_len * start_size(symbols->flags));
    write_array(out, symbols->refs, symbols->refs_len);
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
definitions_valid(const struct symbols *symbols)
{
    for (uint32_t i = 0; i < symbols->definitions_len; i++) {
        const struct packed_definition *definition = &symbols->definitions[i];
        if (definition->name >= symbols->names_len ||
            (definition->where >> DEFINITION_LINE_BITS & 7) >
                DEFINITION_IMPORT) {
            return false;
        }
    }
    return true;
}

static bool
names_valid(const struct symbols *symbols)
{
    for (uint32_t i = 0; i < symbols->names_len; i++) {
        if (symbols_name_start(symbols, i) > symbols->text_len ||
            symbols_name_start(symbols, i) >
                symbols_name_start(symbols, i + 1)) {
            return false;
        }
    }
    return true;
}

static bool
units_valid(const struct symbols *symbols)
{
    for (uint32_t i = 0; i < symbols->units_len; i++) {
        const struct symbol_unit *unit = &symbols->units[i];
        bool named = unit->name < symbols->names_len;
        if (unit->refs > symbols->refs_len ||
            (i < UNITS_NAMED ? unit->name != NO_NAME : !named)) {
            return false;
        }
    }
    return symbols->units_len == 0 ||
           (symbols->units_len >= UNITS_NAMED && symbols->digests_len > 0);
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
        .digests_len = header.digests_len,
        .units_len = header.units_len,
        .imports_len = header.imports_len,
        .definitions_len = header.definitions_len,
        .names_len = header.names_len,
        .refs_len = header.refs_len,
        .uses_len = header.uses_len,
        .text_len = header.text_len,
    };
    memcpy(symbols->stamps, header.stamps, sizeof(header.stamps));
    return true;
}

static bool
take_arrays(struct str *rest, struct symbols *symbols)
{
    return (symbols->digests = take_array(rest, symbols->digests_len,
                                          sizeof(*symbols->digests))) &&
           (symbols->units = take_array(rest, symbols->units_len,
                                        sizeof(*symbols->units))) &&
           (symbols->imports = take_array(rest, symbols->imports_len,
                                          sizeof(*symbols->imports))) &&
           (symbols->definitions = take_array(rest, symbols->definitions_len,
                                              sizeof(*symbols->definitions))) &&
           (symbols->names = take_array(rest, symbols->names_len,
                                        start_size(symbols->flags))) &&
           (symbols->refs = take_array(rest, symbols->refs_len, 1)) &&
           (symbols->uses = take_array(rest, symbols->uses_len, 1)) &&
           (symbols->text = take_array(rest, symbols->text_len, 1));
}

bool
symbols_view(struct str record, struct symbols *symbols)
{
    struct str rest = record;
    return take_header(&rest, symbols) && take_arrays(&rest, symbols) &&
           rest.len == 0 && names_valid(symbols) &&
           definitions_valid(symbols) && units_valid(symbols);
}

/* A number of at most 32 bits, or false if there is none before the end. */
static bool
take_number(const unsigned char *bytes, uint32_t *at, uint32_t end,
            uint32_t *number)
{
    uint64_t value = 0;
    for (int shift = 0; *at < end && shift < 35; shift += 7) {
        unsigned char byte = bytes[(*at)++];
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80)) {
            *number = (uint32_t)value;
            return value <= UINT32_MAX;
        }
    }
    return false;
}

/* ---- definitions and uses */

struct symbol_definitions
symbols_definitions(const struct symbols *symbols)
{
    return (struct symbol_definitions){.symbols = symbols};
}

bool
symbol_definitions_next(struct symbol_definitions *definitions,
                        struct symbol_definition *definition)
{
    const struct symbols *symbols = definitions->symbols;
    uint32_t number = definitions->next++;
    if (number >= symbols->definitions_len) {
        definitions->next = symbols->definitions_len;
        return false;
    }
    const struct packed_definition *packed = &symbols->definitions[number];
    uint32_t depth = packed->where >> 28;
    *definition = (struct symbol_definition){
        .name = packed->name,
        .line = packed->where & ((1u << DEFINITION_LINE_BITS) - 1),
        .kind = packed->where >> DEFINITION_LINE_BITS & 7,
        .seen = packed->where >> (DEFINITION_LINE_BITS + 3) & 7,
        .parent = NO_DEFINITION,
        .head = packed->digests & 0xffff,
        .body = packed->digests >> 16,
    };
    if (depth > 0 && number > 0) {
        definition->parent = definitions->parents[depth - 1];
    }
    if (definition->kind == DEFINITION_CLASS) {
        definitions->parents[depth] = number;
    }
    return true;
}

struct symbol_uses
symbols_uses(const struct symbols *symbols)
{
    return (struct symbol_uses){.symbols = symbols};
}

static bool
take_use(struct symbol_uses *uses, uint32_t *number)
{
    return take_number(uses->symbols->uses, &uses->at, uses->symbols->uses_len,
                       number);
}

bool
symbol_uses_next(struct symbol_uses *uses, struct symbol_use *use)
{
    uint32_t name;
    uint32_t lines = 0;
    uint32_t columns;
    if (!take_use(uses, &name) || name / 4 >= uses->symbols->names_len ||
        ((name & 1) && !take_use(uses, &lines)) || !take_use(uses, &columns)) {
        return false;
    }
    uses->line += lines;
    uses->column = (name & 1 ? 0 : uses->column) + columns;
    *use = (struct symbol_use){.name = name / 4,
                               .dotted = name & 2,
                               .line = uses->line,
                               .column = uses->column};
    return true;
}

/* ---- units */

/* Where the references of the unit are, and what stands before them. */
static bool
open_unit(const struct symbols *symbols, uint32_t unit,
          struct symbol_refs *refs, uint32_t *line, uint32_t *digests)
{
    *refs = (struct symbol_refs){
        .symbols = symbols,
        .at = symbols->units[unit].refs,
        .end = unit + 1 < symbols->units_len ? symbols->units[unit + 1].refs
                                             : symbols->refs_len,
    };
    return take_number(symbols->refs, &refs->at, refs->end, line) &&
           take_number(symbols->refs, &refs->at, refs->end, digests);
}

uint32_t
symbols_unit_line(const struct symbols *symbols, uint32_t unit)
{
    struct symbol_refs refs;
    uint32_t line;
    uint32_t digests;
    return open_unit(symbols, unit, &refs, &line, &digests) ? line : 0;
}

const struct symbol_digest *
symbols_unit_stamp(const struct symbols *symbols, uint32_t unit,
                   enum stamp_level level)
{
    struct symbol_refs refs;
    uint32_t line;
    uint32_t digests;
    if (!open_unit(symbols, unit, &refs, &line, &digests)) {
        return NULL;
    }
    uint32_t at = digests / 2 + (digests & 1 ? 0 : (uint32_t)level);
    return at < symbols->digests_len ? &symbols->digests[at] : NULL;
}

struct symbol_refs
symbols_refs(const struct symbols *symbols, uint32_t unit)
{
    struct symbol_refs refs;
    uint32_t line;
    uint32_t digests;
    if (!open_unit(symbols, unit, &refs, &line, &digests) ||
        !take_number(symbols->refs, &refs.at, refs.end, &refs.left)) {
        refs.group = STAMPS;
        refs.left = 0;
    }
    return refs;
}

static bool
take_ref(struct symbol_refs *refs, uint32_t *number)
{
    return take_number(refs->symbols->refs, &refs->at, refs->end, number);
}

static bool
take_chain(struct symbol_refs *refs, struct symbol_ref *ref)
{
    uint32_t number;
    do {
        if (ref->len == UNIT_LINKS_MAX || !take_ref(refs, &number) ||
            number / 2 >= refs->symbols->names_len) {
            return false;
        }
        ref->names[ref->len++] = number / 2;
    } while (number & 1);
    return true;
}

bool
symbol_refs_next(struct symbol_refs *refs, struct symbol_ref *ref)
{
    while (refs->left == 0) {
        if (refs->group >= STAMPS || !take_ref(refs, &refs->left)) {
            return false;
        }
        refs->group++;
    }
    refs->left--;
    ref->len = 0;
    if (refs->group < STAMPS) {
        ref->level = (enum stamp_level)refs->group;
        return take_chain(refs, ref);
    }
    ref->level = STAMP_DECLARED;
    return take_ref(refs, &ref->import) &&
           ref->import < refs->symbols->imports_len;
}
