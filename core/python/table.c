/* SPDX-License-Identifier: MIT */
/* table - from lists of statements in memory to the flat table. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/intern.h"
#include "core/base/map.h"
#include "core/base/memory.h"
#include "core/python/chains.h"
#include "core/python/imports.h"
#include "core/python/items.h"
#include "core/python/known.h"

struct import_builder {
    struct known_table *known;
    uint32_t tables; /* made so far */
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
    struct {
        VEC_FIELDS(uint32_t);
    } ends;
    struct {
        VEC_FIELDS(struct fact_link);
    } links;
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
    VEC_RELEASE(&builder->ends);
    VEC_RELEASE(&builder->links);
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
    } text_offsets;         /* by text_id */
    struct map known_ids;   /* a known's address -> statement */
    uint32_t *before_ids;   /* before's statement -> statement + 1 */
    struct map link_ids;    /* (link before + 1, offset of name) -> link */
    uint32_t *before_links; /* before's link -> link + 1 */
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
    struct str bound = import->bound;
    struct fact_import fact = {
        .module = add_text(building, import->module),
        .name = add_text(building, import->name),
        .module_len = short_len(import->module.len),
        .name_len = short_len(import->name.len),
        .bound_len = short_len(bound.len),
        .level = import->level,
        .row = import->row,
        .form = import->form,
        .flags = import->flags,
    };
    /* Most are bound by the name that they have, and need no look-up. */
    bool same =
        bound.data == import->name.data && bound.len == import->name.len;
    fact.bound = same ? fact.name : add_text(building, bound);
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
            .bound = fact_bound(before, fact),
            .level = fact->level,
            .form = (uint8_t)fact->form,
            .flags = (uint8_t)fact->flags,
            .row = fact->row,
        };
        add_import(building, &import);
    }
    building->before_ids[old] = id + 1;
    return id;
}

/* The link `name` behind `before`, which may be NO_LINK. */
static uint32_t
link_behind(struct building *building, uint32_t before, struct str name)
{
    struct import_builder *builder = building->builder;
    uint32_t text = add_text(building, name);
    uint32_t fresh = (uint32_t)builder->links.len;
    uint32_t *id =
        map_entry(&building->link_ids, map_pair(before + 1, text), fresh);
    if (*id == fresh) {
        unsigned depth =
            before == NO_LINK ? 0 : builder->links.items[before].depth;
        VEC_PUSH(&builder->links,
                 (struct fact_link){.before = before,
                                    .name = text,
                                    .name_len = short_len(name.len),
                                    .depth = (uint16_t)(depth + 1)});
    }
    return *id;
}

/* The last link of a chain, looked for once per reader. */
static uint32_t
link_of_chain(struct building *building, struct chain *chain)
{
    struct str rest = chain->text;
    if (chain->table == building->builder->tables) {
        return chain->link;
    }
    chain->table = building->builder->tables;
    chain->link = NO_LINK;
    while (rest.data) {
        chain->link = link_behind(building, chain->link, str_split(&rest, '.'));
    }
    return chain->link;
}

static uint32_t
link_of_before(struct building *building, uint32_t old)
{
    const struct facts_table *before = building->before;
    uint32_t way[CHAIN_LINKS_MAX];
    size_t len = 0;
    uint32_t link = NO_LINK;
    for (; old != NO_LINK && building->before_links[old] == 0;
         old = before->links[old].before) {
        way[len++] = old;
    }
    if (old != NO_LINK) {
        link = building->before_links[old] - 1;
    }
    while (len > 0) {
        old = way[--len];
        link = link_behind(building, link,
                           fact_link_name(before, &before->links[old]));
        building->before_links[old] = link + 1;
    }
    return link;
}

static void
add_list(struct building *building, const struct import_list *list)
{
    for (size_t i = 0; i < list->chains_len; i++) {
        VEC_PUSH(&building->builder->ends,
                 link_of_chain(building, list->chains[i]));
    }
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
    for (uint32_t i = 0; i < range.ends_len; i++) {
        uint32_t end = building->before->ends[range.ends_first + i];
        VEC_PUSH(&building->builder->ends, link_of_before(building, end));
    }
}

static void
clear(struct import_builder *builder)
{
    builder->files.len = 0;
    builder->items.len = 0;
    builder->statements.len = 0;
    builder->imports.len = 0;
    builder->ends.len = 0;
    builder->links.len = 0;
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
        .ends = builder->ends.items,
        .links = builder->links.items,
        .text = builder->text.data,
        .files_len = builder->files.len,
        .items_len = builder->items.len,
        .statements_len = builder->statements.len,
        .imports_len = builder->imports.len,
        .ends_len = builder->ends.len,
        .links_len = builder->links.len,
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
    size_t ends_first = builder->ends.len;
    if (sources->lists[i]) {
        add_list(building, sources->lists[i]);
    } else if (before && sources->before_ids[i] < before->files_len) {
        add_before(building, sources->before_ids[i]);
    }
    VEC_PUSH(&builder->files,
             (struct fact_file){
                 .first = (uint32_t)first,
                 .len = (uint32_t)(builder->items.len - first),
                 .ends_first = (uint32_t)ends_first,
                 .ends_len = (uint32_t)(builder->ends.len - ends_first)});
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
    builder->tables++;
    if (before) {
        building.before_ids =
            memory_zero((before->statements_len + 1) * sizeof(uint32_t));
        building.before_links =
            memory_zero((before->links_len + 1) * sizeof(uint32_t));
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
    map_release(&building.link_ids);
    free(building.before_links);
}

static int
files_valid(const struct facts_table *table)
{
    for (size_t i = 0; i < table->files_len; i++) {
        const struct fact_file *file = &table->files[i];
        if ((uint64_t)file->first + file->len > table->items_len ||
            (uint64_t)file->ends_first + file->ends_len > table->ends_len) {
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
            (uint64_t)import->name + import->name_len > table->text_len ||
            (uint64_t)import->bound + import->bound_len > table->text_len) {
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

static int
ends_valid(const struct facts_table *table)
{
    for (size_t i = 0; i < table->ends_len; i++) {
        if (table->ends[i] >= table->links_len) {
            return 0;
        }
    }
    return 1;
}

/* A link stands behind the one before it, so no chain is a circle. */
static int
links_valid(const struct facts_table *table)
{
    for (size_t i = 0; i < table->links_len; i++) {
        const struct fact_link *link = &table->links[i];
        unsigned depth = 1;
        if (link->before != NO_LINK) {
            if (link->before >= i) {
                return 0;
            }
            depth += table->links[link->before].depth;
        }
        if (depth > CHAIN_LINKS_MAX || link->depth != depth ||
            (uint64_t)link->name + link->name_len > table->text_len) {
            return 0;
        }
    }
    return 1;
}

int
facts_table_valid(const struct facts_table *table)
{
    return files_valid(table) && items_valid(table) &&
           statements_valid(table) && imports_valid(table) &&
           ends_valid(table) && links_valid(table);
}
