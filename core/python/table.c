/* SPDX-License-Identifier: MIT */
/* table - from lists of statements in memory to the flat table. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/intern.h"
#include "core/base/map.h"
#include "core/base/memory.h"
#include "core/python/imports.h"
#include "core/python/items.h"
#include "core/python/known.h"

struct import_builder {
    struct known_table *known;
    /* What the last table points to. */
    struct {
        VEC_FIELDS(struct fact_file);
    } files;
    struct {
        VEC_FIELDS(struct fact_item);
    } items;
    struct {
        VEC_FIELDS(struct fact_statement);
    } statements;
    struct {
        VEC_FIELDS(struct fact_import);
    } imports;
    struct buf text;
};

struct import_builder *
import_builder_new(const struct string_imports *strings)
{
    struct import_builder *builder = memory_zero(sizeof(*builder));
    builder->known = known_new(strings);
    buf_init(&builder->text, UINT32_MAX);
    return builder;
}

void
import_builder_free(struct import_builder *builder)
{
    if (!builder) {
        return;
    }
    known_free(builder->known);
    VEC_RELEASE(&builder->files);
    VEC_RELEASE(&builder->items);
    VEC_RELEASE(&builder->statements);
    VEC_RELEASE(&builder->imports);
    buf_release(&builder->text);
    free(builder);
}

struct known_table *
import_builder_known(struct import_builder *builder)
{
    return builder->known;
}

/* One run of import_build_table. */
struct building {
    struct import_builder *builder;
    const struct facts_table *before;
    struct intern texts;
    struct {
        VEC_FIELDS(uint32_t);
    } text_offsets;       /* by text_id */
    struct map known_ids; /* a known's address -> statement */
    uint32_t *before_ids; /* before's statement -> statement + 1 */
};

static uint32_t
add_text(struct building *building, struct str text)
{
    text_id id = intern_text(&building->texts, text);
    if (id == building->text_offsets.len) {
        VEC_PUSH(&building->text_offsets,
                 (uint32_t)building->builder->text.len);
        buf_str(&building->builder->text, text);
    }
    return building->text_offsets.items[id];
}

static uint16_t
short_len(size_t len)
{
    return len > UINT16_MAX ? UINT16_MAX : (uint16_t)len;
}

static void
add_import(struct building *building, const struct import *import)
{
    struct fact_import fact = {
        .module = add_text(building, import->module),
        .name = add_text(building, import->name),
        .module_len = short_len(import->module.len),
        .name_len = short_len(import->name.len),
        .level = import->level,
        .form = import->form,
        .flags = import->flags,
        .row = import->row,
    };
    VEC_PUSH(&building->builder->imports, fact);
}

static uint32_t
open_statement(struct import_builder *builder, uint32_t len)
{
    VEC_PUSH(&builder->statements,
             (struct fact_statement){(uint32_t)builder->imports.len, len});
    return (uint32_t)builder->statements.len - 1;
}

static uint32_t
statement_of_known(struct building *building, const struct known *known)
{
    uint32_t id = 0;
    uint64_t key = (uint64_t)(uintptr_t)known;
    if (map_get(&building->known_ids, key, &id)) {
        return id;
    }
    id = open_statement(building->builder, known->statement.len);
    for (uint32_t i = 0; i < known->statement.len; i++) {
        add_import(building, &known->statement.imports[i]);
    }
    map_put(&building->known_ids, key, id);
    return id;
}

static uint32_t
statement_of_before(struct building *building, uint32_t old)
{
    if (building->before_ids[old] > 0) {
        return building->before_ids[old] - 1;
    }
    const struct facts_table *before = building->before;
    struct fact_statement statement = before->statements[old];
    uint32_t id = open_statement(building->builder, statement.len);
    for (uint32_t i = 0; i < statement.len; i++) {
        const struct fact_import *fact = &before->imports[statement.first + i];
        struct import import = {
            .module = fact_module(before, fact),
            .name = fact_name(before, fact),
            .level = fact->level,
            .form = fact->form,
            .flags = fact->flags,
            .row = fact->row,
        };
        add_import(building, &import);
    }
    building->before_ids[old] = id + 1;
    return id;
}

static void
add_list(struct building *building, const struct import_list *list)
{
    for (size_t i = 0; i < list->len; i++) {
        const struct import_item *item = &list->items[i];
        VEC_PUSH(&building->builder->items,
                 (struct fact_item){item->line, item->flags,
                                    statement_of_known(building, item->known)});
    }
}

static void
add_before(struct building *building, uint32_t file)
{
    struct fact_file range = building->before->files[file];
    for (uint32_t i = 0; i < range.len; i++) {
        struct fact_item item = building->before->items[range.first + i];
        item.statement = statement_of_before(building, item.statement);
        VEC_PUSH(&building->builder->items, item);
    }
}

static void
clear(struct import_builder *builder)
{
    builder->files.len = 0;
    builder->items.len = 0;
    builder->statements.len = 0;
    builder->imports.len = 0;
    buf_clear(&builder->text);
}

static void
view(const struct import_builder *builder, struct facts_table *table)
{
    *table = (struct facts_table){
        .files = builder->files.items,
        .items = builder->items.items,
        .statements = builder->statements.items,
        .imports = builder->imports.items,
        .text = builder->text.data,
        .files_len = builder->files.len,
        .items_len = builder->items.len,
        .statements_len = builder->statements.len,
        .imports_len = builder->imports.len,
        .text_len = builder->text.len,
    };
}

/* The facts of file `i`, wherever they come from. */
static void
add_file(struct building *building, const struct import_sources *sources,
         size_t i)
{
    struct import_builder *builder = building->builder;
    const struct facts_table *before = sources->before;
    size_t first = builder->items.len;
    if (sources->lists[i]) {
        add_list(building, sources->lists[i]);
    } else if (before && sources->before_ids[i] < before->files_len) {
        add_before(building, sources->before_ids[i]);
    }
    uint32_t len = (uint32_t)(builder->items.len - first);
    VEC_PUSH(&builder->files, (struct fact_file){(uint32_t)first, len});
}

void
import_build_table(struct import_builder *builder,
                   const struct import_sources *sources,
                   struct facts_table *table)
{
    const struct facts_table *before = sources->before;
    struct building building = {.builder = builder, .before = before};
    intern_init(&building.texts);
    clear(builder);
    if (before) {
        building.before_ids =
            memory_zero((before->statements_len + 1) * sizeof(uint32_t));
    }
    VEC_RESERVE(&builder->files, sources->len);
    for (size_t i = 0; i < sources->len; i++) {
        add_file(&building, sources, i);
    }
    view(builder, table);
    intern_release(&building.texts);
    VEC_RELEASE(&building.text_offsets);
    map_release(&building.known_ids);
    free(building.before_ids);
}

static int
ranges_valid(const struct fact_file *ranges, size_t len, size_t limit)
{
    for (size_t i = 0; i < len; i++) {
        if ((uint64_t)ranges[i].first + ranges[i].len > limit) {
            return 0;
        }
    }
    return 1;
}

static int
items_valid(const struct facts_table *table)
{
    for (size_t i = 0; i < table->items_len; i++) {
        if (table->items[i].statement >= table->statements_len) {
            return 0;
        }
    }
    return 1;
}

static int
imports_valid(const struct facts_table *table)
{
    for (size_t i = 0; i < table->imports_len; i++) {
        const struct fact_import *import = &table->imports[i];
        if ((uint64_t)import->module + import->module_len > table->text_len ||
            (uint64_t)import->name + import->name_len > table->text_len) {
            return 0;
        }
    }
    return 1;
}

static int
statements_valid(const struct facts_table *table)
{
    for (size_t i = 0; i < table->statements_len; i++) {
        const struct fact_statement *statement = &table->statements[i];
        if ((uint64_t)statement->first + statement->len > table->imports_len) {
            return 0;
        }
    }
    return 1;
}

int
facts_table_valid(const struct facts_table *table)
{
    return ranges_valid(table->files, table->files_len, table->items_len) &&
           items_valid(table) && statements_valid(table) &&
           imports_valid(table);
}
