/* SPDX-License-Identifier: MIT */
#include "core/python/symbols.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/base/utf8.h"
#include "core/python/bounded_parse.h"
#include "core/python/directive.h"
#include "core/python/grammar.h"
#include "core/python/skeleton.h"
#include "core/python/symbol_walk.h"
#include "core/python/text.h"
#include "core/python/units.h"

struct symbol_reader {
    enum hash_algorithm algorithm;
    struct node_kinds kinds;
    TSParser *parser;
    struct tokens tokens;
    struct outline outline;
    struct symbol_walk walk;
    struct hasher hasher;
    struct buf decoded;
    struct buf mypy_lines;
    struct token_hasher token_hasher;
    struct buf parts[STAMPS]; /* the digests of all statements */
    struct units units;
    struct buf whole; /* what no statement says */
    struct {
        VEC_FIELDS(uint64_t); /* by statement (I2) */
    } positions;
    struct symbols symbols;
};

struct symbol_reader *
symbol_reader_new(enum hash_algorithm algorithm)
{
    struct symbol_reader *reader = memory_zero(sizeof(*reader));
    reader->algorithm = algorithm;
    node_kinds_init(&reader->kinds, tree_sitter_python());
    reader->parser = ts_parser_new();
    ts_parser_set_language(reader->parser, tree_sitter_python());
    tokens_init(&reader->tokens);
    outline_init(&reader->outline);
    symbol_walk_init(&reader->walk, &reader->kinds, &reader->tokens,
                     &reader->outline);
    hasher_init(&reader->hasher, algorithm);
    buf_init(&reader->decoded, BUF_UNLIMITED);
    buf_init(&reader->mypy_lines, BUF_UNLIMITED);
    for (int level = 0; level < STAMPS; level++) {
        buf_init(&reader->parts[level], BUF_UNLIMITED);
    }
    units_init(&reader->units);
    buf_init(&reader->whole, BUF_UNLIMITED);
    reader->token_hasher.algorithm = algorithm;
    buf_init(&reader->token_hasher.scratch, BUF_UNLIMITED);
    return reader;
}

void
symbol_reader_free(struct symbol_reader *reader)
{
    if (!reader) {
        return;
    }
    node_kinds_release(&reader->kinds);
    ts_parser_delete(reader->parser);
    tokens_release(&reader->tokens);
    outline_release(&reader->outline);
    symbol_walk_release(&reader->walk);
    hasher_release(&reader->hasher);
    buf_release(&reader->decoded);
    buf_release(&reader->mypy_lines);
    for (int level = 0; level < STAMPS; level++) {
        buf_release(&reader->parts[level]);
    }
    units_release(&reader->units);
    buf_release(&reader->whole);
    VEC_RELEASE(&reader->positions);
    buf_release(&reader->token_hasher.scratch);
    free(reader);
}

/* A CR that is no part of a newline: where Python sees lines end, the text
   in strings does not say (A3). */
static bool
has_lone_return(struct str bytes)
{
    const char *at = bytes.data;
    const char *end = bytes.data + bytes.len;
    while (at < end && (at = memchr(at, '\r', (size_t)(end - at)))) {
        if (at + 1 == end || at[1] != '\n') {
            return true;
        }
        at++;
    }
    return false;
}

/*
 * The text to parse, or false if the file can only be stamped by its content
 * (A1): it is not what its encoding says, Python would not read it, or it is
 * too large.
 */
static bool
decode(struct symbol_reader *reader, struct str bytes, struct str *text)
{
    struct text_problem problem;
    bytes = bytes.len > 0 ? bytes : STR("");
    if (bytes.len > SYMBOLS_SOURCE_MAX || has_lone_return(bytes) ||
        memchr(bytes.data, '\0', bytes.len)) {
        return false;
    }
    *text = text_decode(bytes, &reader->decoded, &problem);
    return problem.line == 0 && utf8_valid_len(*text) == text->len;
}

/*
 * A file that takes more is stamped by its content.  Steps are counted by
 * hundreds, each of which takes 5 to 9 KB and 15 us: ordinary code takes one
 * for 200 bytes, the densest (`a;a;`) one for 17.
 */
enum {
    STEPS_MIN = 20000,
    BYTES_PER_STEP = 12,
    STEPS_MAX = 100000, /* up to 900 MB; 18 MB of ordinary code */
};

static TSTree *
parse(struct symbol_reader *reader, struct str text)
{
    size_t steps = STEPS_MIN + text.len / BYTES_PER_STEP;
    return bounded_parse(reader->parser, text,
                         steps < STEPS_MAX ? steps : STEPS_MAX);
}

/* mypy obeys lines that begin like this, in strings and left-out bodies too
   (get_mypy_comments). */
static void
find_mypy_lines(struct symbol_reader *reader, struct str text)
{
    static const char prefix[] = "# mypy: ";
    const size_t len = sizeof(prefix) - 1;
    const char *at = text.data;
    const char *end = text.data + text.len;
    buf_clear(&reader->mypy_lines);
    while (at < end && (at = memmem(at, (size_t)(end - at), prefix, len))) {
        struct str rest = {at, (size_t)(end - at)};
        struct str line = str_split(&rest, '\n');
        if (at == text.data || at[-1] == '\n') {
            buf_str(&reader->mypy_lines, str_trim(line));
            buf_byte(&reader->mypy_lines, '\n');
            reader->walk.partial_types |= directive_sets_partial_types(line);
        }
        at += line.len;
    }
}

/* Fill tokens and outline; false if the file is damaged. */
static bool
walk_text(struct symbol_reader *reader, struct str text)
{
    const char *data = text.len > 0 ? text.data : "";
    TSTree *tree = parse(reader, text);
    if (!tree) {
        return false;
    }
    TSNode root = ts_tree_root_node(tree);
    bool whole = !ts_node_has_error(root);
    if (whole) {
        symbol_walk_tree(&reader->walk, (struct str){data, text.len}, root);
        whole = !reader->walk.broken;
        find_mypy_lines(reader, text);
    }
    ts_tree_delete(tree);
    return whole;
}

/* ---- stamps */

static const enum sight sights[STAMPS] = {
    [STAMP_DECLARED] = SIGHT_DECLARED,
    [STAMP_INFERRED] = SIGHT_INFERRED,
    [STAMP_CODE] = SIGHT_CODE,
};

static int
compare_classes(const void *a, const void *b)
{
    const struct class_position *one = a;
    const struct class_position *other = b;
    if (one->name != other->name) {
        return one->name < other->name ? -1 : 1;
    }
    if (one->row != other->row) {
        return one->row < other->row ? -1 : 1;
    }
    return one->column < other->column ? -1 : one->column > other->column;
}

/* Does it share its name with another one (I2)? */
static bool
is_doubled(const struct symbol_reader *reader, size_t i)
{
    const struct class_position *classes = reader->walk.classes.items;
    size_t len = reader->walk.classes.len;
    return (i > 0 && classes[i - 1].name == classes[i].name) ||
           (i + 1 < len && classes[i + 1].name == classes[i].name);
}

/* Positions of classes that share a name (I2). */
static void
hash_positions(struct symbol_reader *reader)
{
    const struct class_position *classes = reader->walk.classes.items;
    for (size_t i = 0; i < reader->walk.classes.len; i++) {
        if (is_doubled(reader, i)) {
            hasher_number(&reader->hasher, 'n', classes[i].name);
            hasher_number(&reader->hasher, 'r', classes[i].row);
            hasher_number(&reader->hasher, 'c', classes[i].column);
            hasher_number(&reader->hasher, 't', classes[i].target);
        }
    }
}

/* The same by statement, 0 where there is none. */
static void
find_positions(struct symbol_reader *reader)
{
    reader->positions.len = 0;
    for (size_t i = 0; i < reader->walk.statement_runs.len; i++) {
        VEC_PUSH(&reader->positions, 0);
    }
    for (size_t i = 0; i < reader->walk.classes.len; i++) {
        const struct class_position *class = &reader->walk.classes.items[i];
        if (is_doubled(reader, i)) {
            uint64_t *at = &reader->positions.items[class->statement];
            const uint64_t parts[] = {*at, class->name, class->row,
                                      class->column, class->target};
            *at = hash_64(parts, sizeof(parts));
        }
    }
}

/* The runs of a statement end where those of the next begin. */
static void
stamp_statement(struct symbol_reader *reader, struct tokens *view,
                size_t statement)
{
    const struct symbol_walk *walk = &reader->walk;
    uint32_t first = walk->statement_runs.items[statement];
    size_t end = statement + 1 < walk->statement_runs.len
                     ? walk->statement_runs.items[statement + 1]
                     : reader->tokens.runs.len;
    struct digest digests[STAMPS];
    uint32_t len = STAMPS;
    view->runs.len = end;
    view->bytes.len = end < reader->tokens.runs.len
                          ? reader->tokens.runs.items[end].start
                          : reader->tokens.bytes.len;
    if (tokens_same(view, first)) {
        len = 1;
    }
    for (uint32_t level = 0; level < len; level++) {
        tokens_digest(view, first, sights[level], &reader->token_hasher,
                      &digests[level]);
    }
    for (uint32_t level = 0; level < STAMPS; level++) {
        buf_append(&reader->parts[level], &digests[len == 1 ? 0 : level],
                   sizeof(struct digest));
    }
}

static void
stamp_file(struct symbol_reader *reader, struct str encoding,
           enum stamp_level level)
{
    struct outline *outline = &reader->outline;
    hasher_begin(&reader->hasher, "symbols");
    hasher_number(&reader->hasher, 'l', level);
    hasher_text(&reader->hasher, 'e', encoding);
    hasher_text(&reader->hasher, 'm', buf_view(&reader->mypy_lines));
    if (level != STAMP_DECLARED) {
        hash_positions(reader);
    }
    hasher_number(&reader->hasher, 'n', outline->statements.len);
    hasher_text(&reader->hasher, 's', buf_view(&reader->parts[level]));
    hasher_end(&reader->hasher, &reader->symbols.stamps[level]);
}

static void
stamp_all(struct symbol_reader *reader, struct str encoding)
{
    struct symbol_walk *walk = &reader->walk;
    struct tokens view = reader->tokens;
    for (int level = 0; level < STAMPS; level++) {
        buf_clear(&reader->parts[level]);
    }
    for (size_t i = 0; i < walk->statement_runs.len; i++) {
        stamp_statement(reader, &view, i);
    }
    if (walk->classes.len > 1) {
        qsort(walk->classes.items, walk->classes.len,
              sizeof(*walk->classes.items), compare_classes);
    }
    for (enum stamp_level level = 0; level < STAMPS; level++) {
        stamp_file(reader, encoding, level);
    }
    if (walk->partial_types) {
        /* mypy looks into all bodies for the types of names then (D9). */
        reader->symbols.flags |= SYMBOLS_PARTIAL_TYPES;
        reader->symbols.stamps[STAMP_DECLARED] =
            reader->symbols.stamps[STAMP_INFERRED] =
                reader->symbols.stamps[STAMP_CODE];
    }
}

static void
find_units(struct symbol_reader *reader, struct str text, struct str encoding)
{
    buf_clear(&reader->whole);
    buf_str(&reader->whole, encoding);
    buf_byte(&reader->whole, '\n');
    buf_str(&reader->whole, buf_view(&reader->mypy_lines));
    find_positions(reader);
    struct units_source source = {
        .marks = &reader->walk.units,
        .outline = &reader->outline,
        .tokens = &reader->tokens,
        .text = text,
        .positions = reader->positions.items,
        .whole = buf_view(&reader->whole),
        .hasher = &reader->hasher,
    };
    for (int level = 0; level < STAMPS; level++) {
        source.stamps[level] =
            (const struct digest *)(const void *)reader->parts[level].data;
    }
    units_clear(&reader->units);
    units_build(&reader->units, &source);
    if (reader->walk.units.coarse) {
        reader->symbols.flags |= SYMBOLS_COARSE;
    }
    if (text.len > 0 && memmem(text.data, text.len, "__subclasses__", 14)) {
        reader->symbols.flags |= SYMBOLS_SUBCLASSES;
    }
}

const struct symbols *
symbols_read(struct symbol_reader *reader, struct str bytes,
             const struct digest *content)
{
    struct str text;
    reader->symbols = (struct symbols){0};
    if (decode(reader, bytes, &text) && walk_text(reader, text)) {
        stamp_all(reader, text_cookie(bytes));
        find_units(reader, text, text_cookie(bytes));
        units_symbols(&reader->units, &reader->symbols);
        return &reader->symbols;
    }
    reader->symbols.flags = SYMBOLS_DAMAGED;
    for (enum stamp_level level = 0; level < STAMPS; level++) {
        reader->symbols.stamps[level] = *content;
    }
    return &reader->symbols;
}

void
symbols_skeleton(struct symbol_reader *reader, struct str bytes,
                 const struct skeleton_wish *wish, struct buf *out)
{
    struct str text;
    reader->tokens.keep_places = true;
    if (decode(reader, bytes, &text) && walk_text(reader, text)) {
        bool all = wish->level != STAMP_CODE && reader->walk.partial_types;
        const struct skeleton_request request = {
            .tokens = &reader->tokens,
            .source = text,
            .sight = all ? SIGHT_CODE : sights[wish->level],
            .keep_lines = wish->keep_lines,
            .stub = wish->stub,
        };
        skeleton_write(&request, out);
    } else {
        buf_str(out, bytes);
    }
    reader->tokens.keep_places = false;
}
