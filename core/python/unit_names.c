/* SPDX-License-Identifier: MIT */
/* unit_names - the names of a file, its definitions and uses as a record has
   them. */
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/python/unit_parts.h"

enum {
    LINE_MAX = (1 << DEFINITION_LINE_BITS) - 1,
    SHORT_TEXT_MAX = UINT16_MAX,
};

/* Is the use one that may mean more than a local variable or a builtin? */
static bool
is_kept(const struct unit_builder *builder, const struct mention *mention)
{
    return mention->flags & (MENTION_DOTTED | MENTION_WORD) ||
           builder->source->marks->has_star || builder->roles[mention->name];
}

static void
keep(struct unit_builder *builder, text_id name)
{
    struct units *out = builder->out;
    struct str text = intern_str(&builder->source->outline->names, name);
    if (builder->ids[name] != NO_NAME) {
        return;
    }
    builder->ids[name] = (uint32_t)out->starts.len;
    VEC_PUSH(&out->starts, (uint32_t)out->text.len);
    buf_str(&out->text, text);
}

void
unit_names_number(struct unit_builder *builder)
{
    const struct units_source *source = builder->source;
    const struct unit_marks *marks = source->marks;
    builder->ids = memory_new((builder->names_len + 1) * sizeof(uint32_t));
    memset(builder->ids, 0xff, (builder->names_len + 1) * sizeof(uint32_t));
    for (size_t i = 0; i < source->outline->definitions.len; i++) {
        text_id name = source->outline->definitions.items[i].name;
        builder->roles[name] |= NAME_DEFINED;
        keep(builder, name);
    }
    for (size_t i = 0; i < marks->bindings.len; i++) {
        keep(builder, marks->bindings.items[i].name);
    }
    for (size_t i = 0; i < marks->mentions.len; i++) {
        if (is_kept(builder, &marks->mentions.items[i])) {
            keep(builder, marks->mentions.items[i].name);
        }
    }
}

static bool
changes_list(const struct unit_builder *builder)
{
    const struct unit_marks *marks = builder->source->marks;
    size_t bound = 0;
    for (size_t i = 0; i < marks->bindings.len; i++) {
        bound += marks->bindings.items[i].name == marks->all_name;
    }
    for (size_t i = 0; i < marks->mentions.len; i++) {
        const struct mention *mention = &marks->mentions.items[i];
        if (mention->name == marks->all_name &&
            mention->statement + 1 != marks->listing) {
            return true;
        }
    }
    return bound != 1;
}

void
unit_names_find_listed(struct unit_builder *builder)
{
    const struct unit_marks *marks = builder->source->marks;
    if (marks->listing == 0 || changes_list(builder)) {
        return;
    }
    builder->listing = marks->listing;
    for (size_t i = 0; i < marks->listed.len; i++) {
        builder->roles[marks->listed.items[i]] |= NAME_LISTED;
    }
}

static void
shorten_starts(struct units *out)
{
    out->wide = out->text.len > SHORT_TEXT_MAX;
    out->short_starts.len = 0;
    for (size_t i = 0; !out->wide && i < out->starts.len; i++) {
        VEC_PUSH(&out->short_starts, (uint16_t)out->starts.items[i]);
    }
}

static uint32_t
where_of(const struct outline_definition *definition)
{
    uint32_t line = definition->line < LINE_MAX ? definition->line : LINE_MAX;
    uint32_t depth = definition->depth < DEFINITION_DEPTH_MAX
                         ? definition->depth
                         : DEFINITION_DEPTH_MAX;
    return line | definition->kind << DEFINITION_LINE_BITS |
           (definition->seen & 7) << (DEFINITION_LINE_BITS + 3) | depth << 28;
}

static void
write_definitions(struct unit_builder *builder)
{
    const struct outline *outline = builder->source->outline;
    for (size_t i = 0; i < outline->definitions.len; i++) {
        const struct outline_definition *definition =
            &outline->definitions.items[i];
        VEC_PUSH(&builder->out->definitions,
                 (struct packed_definition){
                     .name = builder->ids[definition->name],
                     .where = where_of(definition),
                     .digests = (uint32_t)(definition->head & 0xffff) |
                                (uint32_t)(definition->body & 0xffff) << 16,
                 });
    }
}

void
unit_number_write(struct buf *out, uint32_t number)
{
    for (; number >= 0x80; number >>= 7) {
        buf_byte(out, (char)(number | 0x80));
    }
    buf_byte(out, (char)number);
}

static void
write_uses(struct unit_builder *builder)
{
    const struct unit_marks *marks = builder->source->marks;
    struct buf *out = &builder->out->uses;
    uint32_t line = 0;
    uint32_t column = 0;
    for (size_t i = 0; i < marks->mentions.len; i++) {
        const struct mention *mention = &marks->mentions.items[i];
        if (mention->flags & MENTION_WORD || !is_kept(builder, mention)) {
            continue;
        }
        bool below = mention->line != line;
        unit_number_write(out, builder->ids[mention->name] * 4 +
                                   (mention->flags & MENTION_DOTTED ? 2 : 0) +
                                   below);
        if (below) {
            unit_number_write(out, mention->line - line);
            column = 0;
        }
        unit_number_write(out, mention->column - column);
        line = mention->line;
        column = mention->column;
    }
}

void
unit_names_write(struct unit_builder *builder)
{
    write_definitions(builder);
    write_uses(builder);
    shorten_starts(builder->out);
}

void
units_symbols(const struct units *units, struct symbols *symbols)
{
    symbols->flags |= units->wide ? SYMBOLS_WIDE : 0;
    symbols->digests = units->digests.items;
    symbols->digests_len = (uint32_t)units->digests.len;
    symbols->units = units->units.items;
    symbols->units_len = (uint32_t)units->units.len;
    symbols->imports = units->imports.items;
    symbols->imports_len = (uint32_t)units->imports.len;
    symbols->definitions = units->definitions.items;
    symbols->definitions_len = (uint32_t)units->definitions.len;
    symbols->names = units->wide ? (const void *)units->starts.items
                                 : (const void *)units->short_starts.items;
    symbols->names_len = (uint32_t)units->starts.len;
    symbols->refs = (const unsigned char *)units->refs.data;
    symbols->refs_len = (uint32_t)units->refs.len;
    symbols->uses = (const unsigned char *)units->uses.data;
    symbols->uses_len = (uint32_t)units->uses.len;
    symbols->text = units->text.data;
    symbols->text_len = (uint32_t)units->text.len;
}
