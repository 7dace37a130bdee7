/* SPDX-License-Identifier: MIT */
#include "core/python/whole.h"

#include <string.h>

#include "core/base/hash.h"
#include "core/base/map.h"
#include "core/python/known.h"

/* One number for what and where an import is. */
static uint64_t
fact_key(const struct import *import, uint32_t row, uint32_t flags)
{
    struct {
        uint64_t module;
        uint64_t name;
        uint64_t bound;
        uint32_t row;
        uint32_t kind;
        uint64_t flags;
    } key = {
        .module = hash_64(import->module.data, import->module.len),
        .name = hash_64(import->name.data, import->name.len),
        .bound = hash_64(import->bound.data, import->bound.len),
        .row = row,
        .kind = (uint32_t)import->form << 16 | import->level,
        .flags = flags,
    };
    return hash_64(&key, sizeof(key)) >> 1; /* never MAP_NO_KEY */
}

/* Note the keys of all items, and return how many there are. */
static size_t
note_items(const struct import_items *items, bool with_flags, struct map *found)
{
    size_t count = 0;
    for (size_t i = 0; i < items->len; i++) {
        const struct import_item *item = &items->items[i];
        const struct statement *statement = &item->known->statement;
        for (uint32_t j = 0; j < statement->len; j++) {
            const struct import *import = &statement->imports[j];
            uint32_t flags = with_flags ? item->flags | import->flags : 0;
            uint32_t row = item->line - 1 + import->row;
            map_put(found, fact_key(import, row, flags), 1);
            count++;
        }
    }
    return count;
}

static bool
is_found(const struct map *found, const struct import *import, bool with_flags)
{
    uint32_t one;
    uint32_t flags = with_flags ? import->flags : 0;
    return map_get(found, fact_key(import, import->row, flags), &one);
}

static bool
all_found(const struct map *found, const struct statement *statement)
{
    for (uint32_t i = 0; i < statement->len; i++) {
        if (!is_found(found, &statement->imports[i], true)) {
            return false;
        }
    }
    return true;
}

/* The offset `rows` newlines behind `start`. */
static size_t
skip_rows(struct str text, size_t start, uint32_t rows)
{
    for (; rows > 0 && start < text.len; rows--) {
        const char *at = text.data + start;
        const char *newline = memchr(at, '\n', text.len - start);
        start = newline ? (size_t)(newline - text.data) + 1 : text.len;
    }
    return start;
}

/* Add one import of the full tree, which begins in the row at `start`. */
static void
add_single(const struct whole_request *request, const struct import *import,
           size_t start, struct import_items *items)
{
    struct import *copy = ARENA_NEW(request->arena, struct import);
    struct known *known = ARENA_NEW(request->arena, struct known);
    *copy = *import;
    copy->row = 0;
    known->statement.imports = copy;
    known->statement.len = 1;
    VEC_PUSH(items,
             (struct import_item){.line = import->row + 1,
                                  .known = known,
                                  .start = start,
                                  .end = skip_rows(request->text, start, 1)});
}

/* Add what is not `found`. */
static void
add_missing(const struct whole_request *request,
            const struct statement *statement, const struct map *found,
            struct import_items *items)
{
    size_t middle = items->len;
    size_t start = 0;
    uint32_t row = 0;
    for (uint32_t i = 0; i < statement->len; i++) {
        const struct import *import = &statement->imports[i];
        if (is_found(found, import, false)) {
            continue;
        }
        /* Nodes come in the order in which they begin. */
        start = skip_rows(request->text, start, import->row - row);
        row = import->row;
        add_single(request, import, start, items);
    }
    items_merge(items, middle);
}

void
whole_merge(const struct whole_request *request, struct import_items *items)
{
    struct statement statement;
    struct statement_request parse = {
        .line = request->text, .whole = true, .strings = request->strings};
    statement_parse(request->parser, &parse, request->arena, &statement);
    struct map found = {0};
    size_t count = note_items(items, !statement.damaged, &found);
    if (statement.damaged) {
        add_missing(request, &statement, &found, items);
    } else if (count != statement.len || !all_found(&found, &statement)) {
        struct map nothing = {0};
        items->len = 0;
        add_missing(request, &statement, &nothing, items);
    }
    map_release(&found);
}
