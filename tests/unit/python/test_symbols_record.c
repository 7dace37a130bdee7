/* SPDX-License-Identifier: MIT */
/* The record of symbols.h, whole and damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/python/symbols.h"
#include "tests/unit/python/symbol_case.h"

static const char source[] = "'doc'\n"
                             "import a, b.c as d\n"
                             "class A(a.B):\n"
                             "    '''Doc.'''\n"
                             "    x = 1\n"
                             "    def f(self, y) -> int:\n"
                             "        self.z = d.e(y)\n"
                             "def g(): return A\n";

/* The record of `text`; freed by the caller. */
static void
write_record(struct symbol_reader *reader, struct str text, struct buf *record)
{
    buf_init(record, BUF_UNLIMITED);
    symbols_write(read_text(reader, text), record);
}

static void
assert_name_inside(const struct symbols *symbols, uint32_t name)
{
    assert_true(name < symbols->names_len);
    struct str text = symbols_name(symbols, name);
    assert_true(text.data >= symbols->text);
    assert_true(text.data + text.len <= symbols->text + symbols->text_len);
}

static void
assert_unit_inside(const struct symbols *symbols, uint32_t unit)
{
    struct symbol_refs refs = symbols_refs(symbols, unit);
    struct symbol_ref ref;
    symbols_unit_line(symbols, unit);
    const struct symbol_digest *stamp =
        symbols_unit_stamp(symbols, unit, STAMP_CODE);
    assert_true(!stamp || stamp < symbols->digests + symbols->digests_len);
    while (symbol_refs_next(&refs, &ref)) {
        for (uint32_t i = 0; i < ref.len; i++) {
            assert_name_inside(symbols, ref.names[i]);
        }
        assert_true(ref.len > 0 || ref.import < symbols->imports_len);
    }
}

/* All that a reader of the record may follow leads into it. */
static void
assert_inside(const struct symbols *symbols)
{
    struct symbol_uses uses = symbols_uses(symbols);
    struct symbol_use use;
    struct symbol_definitions definitions = symbols_definitions(symbols);
    struct symbol_definition definition;
    while (symbol_uses_next(&uses, &use)) {
        assert_name_inside(symbols, use.name);
    }
    while (symbol_definitions_next(&definitions, &definition)) {
        assert_name_inside(symbols, definition.name);
        assert_true(definition.kind <= DEFINITION_IMPORT);
        assert_true(definition.parent == NO_DEFINITION ||
                    definition.parent < definitions.next);
    }
    for (uint32_t i = 0; i < symbols->units_len; i++) {
        assert_unit_inside(symbols, i);
    }
}

/* In memory of its very length, so that a step beyond it is seen. */
static bool
view_copy(struct str record, void (*check)(const struct symbols *))
{
    char *copy = malloc(record.len ? record.len : 1);
    struct symbols symbols;
    if (record.len > 0) {
        memcpy(copy, record.data, record.len);
    }
    bool whole = symbols_view((struct str){copy, record.len}, &symbols);
    if (whole) {
        check(&symbols);
    }
    free(copy);
    return whole;
}

static void
assert_equal(const struct symbols *one, const struct symbols *other)
{
    assert_int_equal(one->flags, other->flags);
    assert_memory_equal(one->stamps, other->stamps, sizeof(one->stamps));
    assert_int_equal(one->digests_len, other->digests_len);
    assert_int_equal(one->units_len, other->units_len);
    assert_int_equal(one->imports_len, other->imports_len);
    assert_int_equal(one->definitions_len, other->definitions_len);
    assert_int_equal(one->names_len, other->names_len);
    assert_int_equal(one->refs_len, other->refs_len);
    assert_int_equal(one->uses_len, other->uses_len);
    assert_int_equal(one->text_len, other->text_len);
    assert_memory_equal(one->digests, other->digests,
                        one->digests_len * sizeof(*one->digests));
    assert_memory_equal(one->units, other->units,
                        one->units_len * sizeof(*one->units));
    assert_memory_equal(one->imports, other->imports,
                        one->imports_len * sizeof(*one->imports));
    assert_memory_equal(one->definitions, other->definitions,
                        one->definitions_len * sizeof(*one->definitions));
    for (uint32_t i = 0; i < one->names_len; i++) {
        assert_true(str_equal(symbols_name(one, i), symbols_name(other, i)));
    }
    assert_memory_equal(one->refs, other->refs, one->refs_len);
    assert_memory_equal(one->uses, other->uses, one->uses_len);
    assert_memory_equal(one->text, other->text, one->text_len);
}

static void
what_was_written_is_viewed(void **state)
{
    struct buf record;
    struct symbols viewed;
    const struct symbols *symbols = read_text(*state, STR(source));
    buf_init(&record, BUF_UNLIMITED);
    symbols_write(symbols, &record);
    assert_true(symbols_view(buf_view(&record), &viewed));
    assert_equal(symbols, &viewed);
    assert_true(viewed.definitions_len > 6);
    assert_true(viewed.units_len > 5);
    assert_true(viewed.uses_len > 10);
    assert_inside(&viewed);
    buf_release(&record);
}

static void
nothing_and_damage_have_a_record(void **state)
{
    static const char *const texts[] = {"", "x = (", "# type: ignore\n", "x"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        struct buf record;
        struct symbols viewed;
        const struct symbols *symbols = read_text(*state, str_from(texts[i]));
        buf_init(&record, BUF_UNLIMITED);
        symbols_write(symbols, &record);
        assert_true(symbols_view(buf_view(&record), &viewed));
        assert_memory_equal(viewed.stamps, symbols->stamps,
                            sizeof(viewed.stamps));
        assert_int_equal(viewed.flags, symbols->flags);
        assert_inside(&viewed);
        buf_release(&record);
    }
}

static void
a_record_that_is_cut_is_none(void **state)
{
    struct buf record;
    write_record(*state, STR(source), &record);
    for (size_t len = 0; len < record.len; len++) {
        struct str cut = {record.data, len};
        assert_false(view_copy(cut, assert_inside));
    }
    assert_true(view_copy(buf_view(&record), assert_inside));
    buf_byte(&record, 0);
    assert_false(view_copy(buf_view(&record), assert_inside));
    buf_release(&record);
}

static void
a_flipped_byte_leads_nowhere(void **state)
{
    struct buf record;
    size_t refused = 0;
    write_record(*state, STR(source), &record);
    for (size_t i = 0; i < record.len; i++) {
        for (int bit = 0; bit < 8; bit++) {
            record.data[i] = (char)(record.data[i] ^ 1 << bit);
            refused += !view_copy(buf_view(&record), assert_inside);
            record.data[i] = (char)(record.data[i] ^ 1 << bit);
        }
    }
    assert_true(refused > 8 * 12);
    buf_release(&record);
}

/* Every number of the record in turn as large as it can be. */
static void
no_number_is_believed(void **state)
{
    static const uint32_t numbers[] = {0,          1,          0x7fffffff,
                                       0x80000000, 0xfffffff0, 0xffffffff};
    struct buf record;
    write_record(*state, STR(source), &record);
    for (size_t at = 0; at + 4 <= record.len; at += 4) {
        uint32_t before;
        memcpy(&before, record.data + at, 4);
        for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
            memcpy(record.data + at, &numbers[i], 4);
            view_copy(buf_view(&record), assert_inside);
        }
        memcpy(record.data + at, &before, 4);
    }
    buf_release(&record);
}

static void
all_bytes_but_padding_and_contents_are_needed(void **state)
{
    struct buf record;
    write_record(*state, STR("x = 1\n"), &record);
    for (size_t i = 0; i < 8 + 4; i++) {
        record.data[i]++;
        assert_false(view_copy(buf_view(&record), assert_inside));
        record.data[i]--;
    }
    buf_release(&record);
}

static void
uses_without_an_end_stop(void **state)
{
    struct symbols symbols = *read_text(*state, STR("a = 1\na.b\n"));
    unsigned char endless[64];
    struct symbol_use use;
    memset(endless, 0xff, sizeof(endless));
    symbols.uses = endless;
    symbols.uses_len = sizeof(endless);
    struct symbol_uses uses = symbols_uses(&symbols);
    assert_false(symbol_uses_next(&uses, &use));
    memset(endless, 0, sizeof(endless));
    endless[0] = 4 * 9;
    uses = symbols_uses(&symbols);
    assert_false(symbol_uses_next(&uses, &use));
    uses.at = symbols.uses_len - 1;
    assert_false(symbol_uses_next(&uses, &use));
    uses.at = symbols.uses_len;
    assert_false(symbol_uses_next(&uses, &use));
}

static void
references_that_run_backwards_are_none(void **state)
{
    struct symbols symbols = *read_text(*state, STR("a = 1\nb = a\n"));
    struct symbol_unit units[4];
    struct symbol_ref ref;
    assert_int_equal(symbols.units_len, 4);
    memcpy(units, symbols.units, sizeof(units));
    units[2].refs = units[3].refs + 1;
    symbols.units = units;
    struct symbol_refs refs = symbols_refs(&symbols, 2);
    assert_false(symbol_refs_next(&refs, &ref));
    assert_null(symbols_unit_stamp(&symbols, 2, STAMP_CODE));
    assert_int_equal(symbols_unit_line(&symbols, 2), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        READER_TEST(what_was_written_is_viewed),
        READER_TEST(nothing_and_damage_have_a_record),
        READER_TEST(a_record_that_is_cut_is_none),
        READER_TEST(a_flipped_byte_leads_nowhere),
        READER_TEST(no_number_is_believed),
        READER_TEST(all_bytes_but_padding_and_contents_are_needed),
        READER_TEST(uses_without_an_end_stop),
        READER_TEST(references_that_run_backwards_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
