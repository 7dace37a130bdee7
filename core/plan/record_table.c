/* SPDX-License-Identifier: MIT */
#include "core/plan/record_table.h"

#include <string.h>

#include "core/python/version.h"
#include "core/sys/file.h"

enum {
    SECTION_ROWS = 1,
    SECTION_RECORDS = 2,
    KEPT_TIMES = 4, /* rows that nobody used are kept up to that many times */
    NEW_SHARE = 16, /* one of so many new ones is not worth a new file */
    NEW_MIN = 64,
    RECORD_ALIGNMENT = 8,
};

/* A row on disk. */
struct saved_row {
    unsigned char content[DIGEST_BYTES];
    uint64_t offset;
    uint64_t len;
};

_Static_assert(sizeof(struct saved_row) == 48, "see record_table.h");

void
record_table_init(struct record_table *table, enum hash_algorithm algorithm)
{
    memset(table, 0, sizeof(*table));
    table->algorithm = algorithm;
    arena_init(&table->arena);
}

void
record_table_release(struct record_table *table)
{
    if (table->mapped) {
        index_close(&table->file);
    }
    arena_release(&table->arena);
    map_release(&table->by_content);
    VEC_RELEASE(&table->rows);
}

static struct record_row *
find(const struct record_table *table, const struct digest *content)
{
    uint32_t number;
    if (!map_get(&table->by_content, digest_map_key(content), &number)) {
        return NULL;
    }
    struct record_row *row = &table->rows.items[number];
    return digest_equal(&row->content, content) ? row : NULL;
}

struct str
record_table_find(struct record_table *table, const struct digest *content)
{
    struct record_row *row = find(table, content);
    if (!row) {
        return (struct str){0};
    }
    table->used += !row->used;
    row->used = true;
    return row->record;
}

static void
add(struct record_table *table, const struct record_row *row)
{
    map_put(&table->by_content, digest_map_key(&row->content),
            (uint32_t)table->rows.len);
    VEC_PUSH(&table->rows, *row);
}

void
record_table_put(struct record_table *table, const struct digest *content,
                 struct str record)
{
    if (record.len == 0 || find(table, content)) {
        return;
    }
    /* Records are used in place, so they have to be aligned. */
    char *bytes = arena_alloc(&table->arena, record.len);
    memcpy(bytes, record.data, record.len);
    add(table, &(struct record_row){.content = *content,
                                    .record = {bytes, record.len},
                                    .used = true});
    table->used++;
    table->added++;
}

/* ---- the file */

static void
settings_digest(const struct record_table *table, struct digest *digest)
{
    struct hasher hasher;
    hasher_init(&hasher, HASH_XXH3);
    hasher_begin(&hasher, "unit settings");
    hasher_text(&hasher, 's', STR(SYMBOLS_VERSION));
    hasher_text(&hasher, 'g', STR(GRAMMAR_VERSION));
    hasher_number(&hasher, 'h', table->algorithm);
    hasher_end(&hasher, digest);
    hasher_release(&hasher);
}

void
record_table_load(struct record_table *table, const char *path)
{
    struct digest settings;
    size_t rows_len;
    size_t bytes_len;
    settings_digest(table, &settings);
    table->mapped = index_open(path, &settings, &table->file);
    if (!table->mapped) {
        return;
    }
    const struct saved_row *rows = index_records(
        &table->file, SECTION_ROWS, sizeof(struct saved_row), &rows_len);
    const char *bytes =
        index_records(&table->file, SECTION_RECORDS, 1, &bytes_len);
    VEC_RESERVE(&table->rows, table->rows.len + rows_len);
    for (size_t i = 0; i < rows_len; i++) {
        struct record_row row = {.used = false};
        if (rows[i].offset > bytes_len ||
            rows[i].len > bytes_len - rows[i].offset ||
            rows[i].offset % RECORD_ALIGNMENT != 0) {
            continue;
        }
        memcpy(row.content.bytes, rows[i].content, DIGEST_BYTES);
        row.record = (struct str){bytes + rows[i].offset, rows[i].len};
        add(table, &row);
    }
}

bool
record_table_is_stale(const struct record_table *table)
{
    return table->added > NEW_MIN && table->added > table->used / NEW_SHARE;
}

static void
append_row(const struct record_row *row, struct buf *rows, struct buf *bytes)
{
    struct saved_row saved = {.offset = bytes->len, .len = row->record.len};
    memcpy(saved.content, row->content.bytes, DIGEST_BYTES);
    buf_append(rows, &saved, sizeof(saved));
    buf_str(bytes, row->record);
    while (bytes->len % RECORD_ALIGNMENT != 0) {
        buf_byte(bytes, 0);
    }
}

int
record_table_save(const struct record_table *table, const char *path,
                  struct err *err)
{
    struct buf rows;
    struct buf bytes;
    struct buf out;
    struct digest settings;
    bool keep = table->rows.len / KEPT_TIMES <= table->used;
    buf_init(&rows, BUF_UNLIMITED);
    buf_init(&bytes, BUF_UNLIMITED);
    buf_init(&out, BUF_UNLIMITED);
    for (size_t i = 0; i < table->rows.len; i++) {
        if (keep || table->rows.items[i].used) {
            append_row(&table->rows.items[i], &rows, &bytes);
        }
    }
    const struct index_section sections[] = {
        {.id = SECTION_ROWS, .data = rows.data, .len = rows.len},
        {.id = SECTION_RECORDS, .data = bytes.data, .len = bytes.len},
    };
    settings_digest(table, &settings);
    index_write(&out, &settings, 0, sections, 2);
    int status = file_replace(path, out.data, out.len, err);
    buf_release(&rows);
    buf_release(&bytes);
    buf_release(&out);
    return status;
}
