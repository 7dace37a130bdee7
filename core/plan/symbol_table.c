/* SPDX-License-Identifier: MIT */
#include "core/plan/symbol_table.h"

#include <string.h>

#include "core/python/version.h"
#include "core/store/index.h"

enum { SECTION_ROWS = 1, ROW_DIGESTS = 1 + STAMPS, KEPT_TIMES = 4 };

void
symbol_table_init(struct symbol_table *table, enum hash_algorithm algorithm)
{
    *table = (struct symbol_table){.algorithm = algorithm};
    map_init(&table->by_content);
}

void
symbol_table_release(struct symbol_table *table)
{
    map_release(&table->by_content);
    VEC_RELEASE(&table->rows);
}

static size_t
digest_bytes(const struct symbol_table *table)
{
    return table->algorithm == HASH_SHA256 ? DIGEST_BYTES : DIGEST_BYTES / 2;
}

static struct symbol_row *
find(const struct symbol_table *table, const struct digest *content)
{
    uint32_t number;
    if (!map_get(&table->by_content, digest_map_key(content), &number)) {
        return NULL;
    }
    struct symbol_row *row = &table->rows.items[number];
    return digest_equal(&row->content, content) ? row : NULL;
}

const struct symbol_row *
symbol_table_find(struct symbol_table *table, const struct digest *content)
{
    struct symbol_row *row = find(table, content);
    if (row && !row->used) {
        row->used = true;
        table->used++;
    }
    return row;
}

static void
add(struct symbol_table *table, const struct symbol_row *row)
{
    map_put(&table->by_content, digest_map_key(&row->content),
            (uint32_t)table->rows.len);
    VEC_PUSH(&table->rows, *row);
}

void
symbol_table_put(struct symbol_table *table, const struct digest *content,
                 const struct digest *stamps)
{
    if (find(table, content)) {
        return;
    }
    struct symbol_row row = {.content = *content, .used = true};
    memcpy(row.stamps, stamps, sizeof(row.stamps));
    add(table, &row);
    table->used++;
    table->changed = true;
}

static void
settings_digest(const struct symbol_table *table, struct digest *digest)
{
    struct hasher hasher;
    hasher_init(&hasher, HASH_XXH3);
    hasher_begin(&hasher, "symbol settings");
    hasher_text(&hasher, 's', STR(SYMBOLS_VERSION));
    hasher_text(&hasher, 'g', STR(GRAMMAR_VERSION));
    hasher_number(&hasher, 'h', table->algorithm);
    hasher_end(&hasher, digest);
    hasher_release(&hasher);
}

void
symbol_table_load(struct symbol_table *table, const char *path)
{
    struct digest settings;
    struct index_file file;
    size_t len;
    size_t bytes = digest_bytes(table);
    settings_digest(table, &settings);
    if (!index_open(path, &settings, &file)) {
        return;
    }
    const unsigned char *at =
        index_records(&file, SECTION_ROWS, ROW_DIGESTS * bytes, &len);
    VEC_RESERVE(&table->rows, table->rows.len + len);
    for (size_t i = 0; i < len; i++) {
        struct symbol_row row = {.used = false};
        memcpy(row.content.bytes, at, bytes);
        for (int level = 0; level < STAMPS; level++) {
            at += bytes;
            memcpy(row.stamps[level].bytes, at, bytes);
        }
        at += bytes;
        add(table, &row);
    }
    index_close(&file);
}

void
symbol_table_write(const struct symbol_table *table, struct buf *out)
{
    struct buf rows;
    struct digest settings;
    size_t bytes = digest_bytes(table);
    bool keep = table->rows.len / KEPT_TIMES <= table->used;
    buf_init(&rows, BUF_UNLIMITED);
    for (size_t i = 0; i < table->rows.len; i++) {
        const struct symbol_row *row = &table->rows.items[i];
        if (!row->used && !keep) {
            continue;
        }
        buf_append(&rows, row->content.bytes, bytes);
        for (int level = 0; level < STAMPS; level++) {
            buf_append(&rows, row->stamps[level].bytes, bytes);
        }
    }
    struct index_section section = {
        .id = SECTION_ROWS, .data = rows.data, .len = rows.len};
    settings_digest(table, &settings);
    index_write(out, &settings, 0, &section, 1);
    buf_release(&rows);
}
