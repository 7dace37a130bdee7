/* SPDX-License-Identifier: MIT */
#include "core/python/shape.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/hash.h"
#include "core/base/memory.h"
#include "core/python/words.h"

/* Beyond these a shape is as rare as its lines. */
enum { LINE_BYTES_MAX = 4096, SHAPES_MAX = 4096, SLOTS = 2 * SHAPES_MAX };

/* A run of names in the line, by their numbers; empty if first is NO_NAME. */
struct run {
    uint32_t first;
    uint32_t last;
};

#define NO_NAME UINT32_MAX

struct shape_import {
    struct run module;
    struct run name;
    struct run bound;
    struct import rest; /* all but the texts */
};

struct shape {
    struct str key;
    uint64_t hash;
    const struct shape_import *imports;
    uint32_t len;
};

struct name_span {
    uint32_t start;
    uint32_t end;
};

struct shape_table {
    struct arena arena;
    const struct shape **slots;
    size_t len;
    /* The line last read. */
    struct str line;
    struct buf key;
    uint64_t hash;
    struct {
        VEC_FIELDS(struct name_span);
    } names;
};

struct shape_table *
shape_table_new(void)
{
    struct shape_table *table = memory_zero(sizeof(*table));
    arena_init(&table->arena);
    buf_init(&table->key, BUF_UNLIMITED);
    table->slots = memory_zero(SLOTS * sizeof(*table->slots));
    return table;
}

void
shape_table_free(struct shape_table *table)
{
    arena_release(&table->arena);
    buf_release(&table->key);
    VEC_RELEASE(&table->names);
    free(table->slots);
    free(table);
}

/* By first letter: the grammar's keywords, soft ones too, and what
   statement.h watches. */
enum { WORDS_PER_LETTER = 8 };
static const char *const words['z' - 'A' + 1][WORDS_PER_LETTER] = {
    ['F' - 'A'] = {"False"},
    ['N' - 'A'] = {"None"},
    ['T' - 'A'] = {"True", "TYPE_CHECKING"},
    ['_' - 'A'] = {"_", "__future__", "__import__"},
    ['a' - 'A'] = {"and", "as", "assert", "async", "await"},
    ['b' - 'A'] = {"break"},
    ['c' - 'A'] = {"case", "class", "continue"},
    ['d' - 'A'] = {"def", "del"},
    ['e' - 'A'] = {"elif", "else", "except", "exec"},
    ['f' - 'A'] = {"finally", "for", "from"},
    ['g' - 'A'] = {"global"},
    ['i' - 'A'] = {"if", "import", "import_module", "in", "is"},
    ['l' - 'A'] = {"lambda", "lazy"},
    ['m' - 'A'] = {"match"},
    ['n' - 'A'] = {"nonlocal", "not"},
    ['o' - 'A'] = {"or"},
    ['p' - 'A'] = {"pass", "print"},
    ['r' - 'A'] = {"raise", "return"},
    ['t' - 'A'] = {"try", "type"},
    ['w' - 'A'] = {"while", "with"},
    ['y' - 'A'] = {"yield"},
};

bool
shape_is_word(struct str name)
{
    char letter = name.len > 0 ? name.data[0] : '\0';
    if (letter < 'A' || letter > 'z') {
        return false;
    }
    const char *const *row = words[letter - 'A'];
    for (size_t i = 0; i < WORDS_PER_LETTER && row[i]; i++) {
        if (strlen(row[i]) == name.len &&
            memcmp(row[i], name.data, name.len) == 0) {
            return true;
        }
    }
    return false;
}

/* Take the name at `start`; returns its end, or `start` if it is none. */
static size_t
take_name(struct shape_table *table, struct str line, size_t start)
{
    size_t end = start;
    while (end < line.len && words_is_name_byte(line.data[end])) {
        if ((unsigned char)line.data[end] >= 0x80) {
            return start;
        }
        end++;
    }
    if (line.data[start] >= '0' && line.data[start] <= '9') {
        return start;
    }
    struct str name = str_slice(line, start, end);
    VEC_PUSH(&table->names, (struct name_span){(uint32_t)start, (uint32_t)end});
    if (shape_is_word(name)) {
        buf_str(&table->key, name);
    } else {
        buf_byte(&table->key, 'a');
    }
    return end;
}

/* The end of a comment in plain ASCII, or `start`. */
static size_t
comment_end(struct str line, size_t start)
{
    size_t end = start;
    while (end < line.len && line.data[end] != '\n') {
        char byte = line.data[end];
        if ((byte < ' ' && byte != '\t') || byte == 0x7f) {
            return start;
        }
        end++;
    }
    return end;
}

bool
shape_read(struct shape_table *table, struct str line, bool lazy)
{
    static const char others[] = " .,()*\n";
    table->line = line;
    table->names.len = 0;
    buf_clear(&table->key);
    if (line.len > LINE_BYTES_MAX) {
        return false;
    }
    buf_byte(&table->key, lazy ? '~' : ' ');
    size_t pos = 0;
    while (pos < line.len) {
        char byte = line.data[pos];
        size_t next = pos + 1;
        if (words_is_name_byte(byte)) {
            next = take_name(table, line, pos);
        } else if (byte == '#') {
            next = comment_end(line, pos);
            buf_byte(&table->key, '#');
        } else if (byte != '\0' && strchr(others, byte)) {
            buf_byte(&table->key, byte);
        } else {
            return false;
        }
        if (next == pos) {
            return false;
        }
        pos = next;
    }
    table->hash = hash_64(table->key.data, table->key.len);
    return true;
}

/* The shape of the line last read, or the free slot where it belongs. */
static const struct shape **
find_slot(const struct shape_table *table)
{
    size_t i = table->hash & (SLOTS - 1);
    while (table->slots[i] &&
           (table->slots[i]->hash != table->hash ||
            !str_equal(table->slots[i]->key, buf_view(&table->key)))) {
        i = (i + 1) & (SLOTS - 1);
    }
    return &table->slots[i];
}

static struct str
text_of_run(const struct shape_table *table, struct str line, struct run run)
{
    if (run.first == NO_NAME) {
        return STR("");
    }
    return str_slice(line, table->names.items[run.first].start,
                     table->names.items[run.last].end);
}

bool
shape_apply(struct shape_table *table, struct arena *arena,
            struct statement *out)
{
    const struct shape *shape = *find_slot(table);
    if (!shape) {
        return false;
    }
    struct str line = arena_str(arena, table->line);
    struct import *imports = arena_alloc(arena, shape->len * sizeof(*imports));
    for (uint32_t i = 0; i < shape->len; i++) {
        const struct shape_import *import = &shape->imports[i];
        imports[i] = import->rest;
        imports[i].module = text_of_run(table, line, import->module);
        imports[i].name = text_of_run(table, line, import->name);
        imports[i].bound = text_of_run(table, line, import->bound);
    }
    out->imports = imports;
    out->len = shape->len;
    return true;
}

/* Which names `part` of `text` begins and ends with. */
static bool
find_run(const struct shape_table *table, struct str text, struct str part,
         struct run *run)
{
    *run = (struct run){NO_NAME, NO_NAME};
    if (part.len == 0) {
        return true;
    }
    uintptr_t offset = (uintptr_t)part.data - (uintptr_t)text.data;
    if (offset >= text.len) {
        return false;
    }
    for (size_t i = 0; i < table->names.len; i++) {
        struct name_span span = table->names.items[i];
        if (span.start == offset) {
            run->first = (uint32_t)i;
        }
        if (span.end == offset + part.len) {
            run->last = (uint32_t)i;
        }
    }
    return run->first != NO_NAME && run->last != NO_NAME;
}

void
shape_learn(struct shape_table *table, struct str text,
            const struct import *imports, size_t len)
{
    const struct shape **slot = find_slot(table);
    if (*slot || table->len == SHAPES_MAX) {
        return;
    }
    struct shape_import *kept =
        ARENA_ARRAY(&table->arena, struct shape_import, len);
    for (size_t i = 0; i < len; i++) {
        kept[i].rest = imports[i];
        kept[i].rest.module = STR("");
        kept[i].rest.name = STR("");
        kept[i].rest.bound = STR("");
        if (!find_run(table, text, imports[i].module, &kept[i].module) ||
            !find_run(table, text, imports[i].name, &kept[i].name) ||
            !find_run(table, text, imports[i].bound, &kept[i].bound)) {
            return;
        }
    }
    struct shape *shape = ARENA_NEW(&table->arena, struct shape);
    *shape =
        (struct shape){.key = arena_str(&table->arena, buf_view(&table->key)),
                       .hash = table->hash,
                       .imports = kept,
                       .len = (uint32_t)len};
    *slot = shape;
    table->len++;
}
