/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a source of tier symbols: its record reads back as what was
 * written, and what a level sees of its skeletons is what it sees of it.  Or,
 * as the first byte says, any changes to a record (two bytes where, one byte
 * what): it is refused, or can be walked.
 */
#include <stdlib.h>
#include <string.h>

#include "core/plan/symbol_diff.h"
#include "core/python/symbols.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { CHANGE_BYTES = 3, OF_RECORD = 1, STUB = 2 };

static void
demand(bool holds)
{
    if (!holds) {
        abort();
    }
}

static const struct symbols *
read_source(struct symbol_reader *reader, struct str source)
{
    struct digest content;
    hash_bytes(HASH_XXH3, source.data, source.len, &content);
    return symbols_read(reader, source, &content);
}

static void
demand_name(const struct symbols *symbols, uint32_t number)
{
    demand(number < symbols->names_len);
    struct str name = symbols_name(symbols, number);
    demand(name.data >= symbols->text &&
           name.data + name.len <= symbols->text + symbols->text_len);
}

static void
walk_unit(const struct symbols *symbols, uint32_t unit)
{
    struct symbol_refs refs = symbols_refs(symbols, unit);
    struct symbol_ref ref;
    symbols_unit_line(symbols, unit);
    symbols_unit_stamp(symbols, unit, STAMP_CODE);
    while (symbol_refs_next(&refs, &ref)) {
        for (uint32_t i = 0; i < ref.len; i++) {
            demand_name(symbols, ref.names[i]);
        }
        demand(ref.len > 0 || ref.import < symbols->imports_len);
    }
}

/* Every name that can be met lies in the text. */
static void
walk(const struct symbols *symbols)
{
    struct symbol_uses uses = symbols_uses(symbols);
    struct symbol_use use;
    struct symbol_definitions definitions = symbols_definitions(symbols);
    struct symbol_definition definition;
    while (symbol_uses_next(&uses, &use)) {
        demand_name(symbols, use.name);
    }
    while (symbol_definitions_next(&definitions, &definition)) {
        demand_name(symbols, definition.name);
    }
    for (uint32_t i = 0; i < symbols->units_len; i++) {
        walk_unit(symbols, i);
    }
}

/* The record of the source, in `record`. */
static void
check_record(const struct symbols *symbols, struct buf *record)
{
    struct symbols back;
    struct buf again;
    buf_init(&again, BUF_UNLIMITED);
    symbols_write(symbols, record);
    demand(symbols_view(buf_view(record), &back));
    symbols_write(&back, &again);
    demand(str_equal(buf_view(record), buf_view(&again)));
    walk(&back);
    buf_release(&again);
}

static void
check_changed_record(struct buf *record, const uint8_t *data, size_t len)
{
    struct symbols symbols;
    struct arena arena;
    for (; len >= CHANGE_BYTES; len -= CHANGE_BYTES, data += CHANGE_BYTES) {
        size_t at = (size_t)data[0] << 8 | data[1];
        record->data[at % record->len] = (char)data[2];
    }
    if (symbols_view(buf_view(record), &symbols)) {
        arena_init(&arena);
        walk(&symbols);
        symbol_diff(&arena, &symbols, &symbols, STAMP_CODE);
        arena_release(&arena);
    }
}

static bool
holds(struct str source, const char *what)
{
    return source.len > 0 &&
           memmem(source.data, source.len, what, strlen(what));
}

/*
 * Is there nothing in a stamp that is not in the skeleton?  Skeletons are
 * UTF-8, whatever the cookie says; mypy obeys lines of bodies that are left
 * out; a `;` may be missing; and a second string takes the place of a
 * docstring that is left out.
 */
static bool
is_plain(struct str source)
{
    return !holds(source, "coding") && !holds(source, "mypy: ") &&
           !holds(source, ";") && !holds(source, "'") && !holds(source, "\"");
}

static void
check_skeleton(struct symbol_reader *reader, struct str source,
               const struct symbols *before, const struct skeleton_wish *wish)
{
    struct buf skeleton;
    buf_init(&skeleton, BUF_UNLIMITED);
    symbols_skeleton(reader, source, wish, &skeleton);
    const struct symbols *after = read_source(reader, buf_view(&skeleton));
    demand(!(after->flags & SYMBOLS_DAMAGED));
    if (wish->keep_lines && is_plain(source)) {
        demand(digest_equal(&after->stamps[wish->level],
                            &before->stamps[wish->level]));
    }
    buf_release(&skeleton);
}

static void
check_skeletons(struct symbol_reader *reader, struct str source, bool stub,
                const struct symbols *before)
{
    struct skeleton_wish wish = {.stub = stub};
    for (int level = 0; level < STAMPS; level++) {
        wish.level = (enum stamp_level)level;
        wish.keep_lines = true;
        check_skeleton(reader, source, before, &wish);
        wish.keep_lines = false;
        check_skeleton(reader, source, before, &wish);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const char good[] = "import os\nclass A(B):\n '''doc'''\n"
                               " def f(self): return os.path.x\n"
                               "x: int = 1\n@d\ndef g(): yield\n";
    if (len == 0) {
        return 0;
    }
    bool of_record = data[0] & OF_RECORD;
    struct str source = of_record
                            ? str_from(good)
                            : (struct str){(const char *)data + 1, len - 1};
    struct buf record;
    buf_init(&record, BUF_UNLIMITED);
    struct symbol_reader *reader = symbol_reader_new(HASH_XXH3);
    struct symbols symbols = *read_source(reader, source);
    check_record(&symbols, &record);
    if (of_record) {
        check_changed_record(&record, data + 1, len - 1);
    } else if (!(symbols.flags & SYMBOLS_DAMAGED)) {
        check_skeletons(reader, source, data[0] & STUB, &symbols);
    }
    symbol_reader_free(reader);
    buf_release(&record);
    return 0;
}
