/* SPDX-License-Identifier: MIT */
#include "core/plan/constructs.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/map.h"
#include "core/base/memory.h"

const char *
construct_kind_text(enum construct_kind kind)
{
    static const char *const texts[CONSTRUCT_KINDS] = {
        "class", "function", "method", "variable", "attribute"};
    return texts[kind];
}

static enum construct_kind
kind_of(const struct symbol_definition *definition)
{
    switch ((enum definition_kind)definition->kind) {
    case DEFINITION_CLASS:
        return CONSTRUCT_CLASS;
    case DEFINITION_FUNCTION:
        return CONSTRUCT_FUNCTION;
    case DEFINITION_METHOD:
        return CONSTRUCT_METHOD;
    case DEFINITION_ATTRIBUTE:
    case DEFINITION_IMPORT:
        break;
    }
    return definition->parent == NO_DEFINITION ? CONSTRUCT_VARIABLE
                                               : CONSTRUCT_ATTRIBUTE;
}

/* The construct that the definition is one of; a new one, if it is the
   first. */
static uint32_t
add(struct construct_list *out, struct map *known,
    const struct symbols *symbols, const struct symbol_definition *definition,
    uint32_t parent)
{
    uint32_t above = parent == NO_CONSTRUCT ? 0 : parent + 1;
    uint32_t *number =
        map_entry(known, map_pair(above, definition->name), (uint32_t)out->len);
    if (*number < out->len) {
        struct construct *before = &out->items[*number];
        if (definition->line < before->line) {
            before->line = definition->line;
        }
        return *number;
    }
    VEC_PUSH(out, (struct construct){
                      .name = symbols_name(symbols, definition->name),
                      .symbol = definition->name,
                      .line = definition->line,
                      .kind = kind_of(definition),
                      .parent = parent,
                  });
    return *number;
}

/* A construct's line and its number. */
struct rank {
    uint32_t line;
    uint32_t number;
};

static int
compare_ranks(const void *a, const void *b)
{
    const struct rank *one = a;
    const struct rank *other = b;
    if (one->line != other->line) {
        return one->line < other->line ? -1 : 1;
    }
    return (one->number > other->number) - (one->number < other->number);
}

/* The list in the order of the ranks. */
static void
put_in_order(struct construct_list *list, const struct rank *ranks)
{
    struct construct *before = memory_new(list->len * sizeof(*before));
    uint32_t *places = memory_new(list->len * sizeof(*places));
    memcpy(before, list->items, list->len * sizeof(*before));
    for (uint32_t i = 0; i < list->len; i++) {
        places[ranks[i].number] = i;
        list->items[i] = before[ranks[i].number];
    }
    for (uint32_t i = 0; i < list->len; i++) {
        uint32_t *parent = &list->items[i].parent;
        *parent = *parent == NO_CONSTRUCT ? NO_CONSTRUCT : places[*parent];
    }
    free(before);
    free(places);
}

/* What an instance has stands behind its class in a record. */
static void
sort_by_line(struct construct_list *list)
{
    bool sorted = true;
    for (size_t i = 1; i < list->len; i++) {
        sorted &= list->items[i - 1].line <= list->items[i].line;
    }
    if (sorted) {
        return;
    }
    struct rank *ranks = memory_new(list->len * sizeof(*ranks));
    for (uint32_t i = 0; i < list->len; i++) {
        ranks[i] = (struct rank){list->items[i].line, i};
    }
    qsort(ranks, list->len, sizeof(*ranks), compare_ranks);
    put_in_order(list, ranks);
    free(ranks);
}

void
constructs_read(const struct symbols *symbols, struct construct_list *out)
{
    struct symbol_definitions definitions = symbols_definitions(symbols);
    struct symbol_definition definition;
    struct map known = {0};
    uint32_t *ids = memory_new((symbols->definitions_len + 1) * sizeof(*ids));
    out->len = 0;
    for (uint32_t i = 0; symbol_definitions_next(&definitions, &definition);
         i++) {
        uint32_t parent = definition.parent == NO_DEFINITION
                              ? NO_CONSTRUCT
                              : ids[definition.parent];
        ids[i] = definition.kind == DEFINITION_IMPORT
                     ? NO_CONSTRUCT
                     : add(out, &known, symbols, &definition, parent);
    }
    sort_by_line(out);
    map_release(&known);
    free(ids);
}

void
construct_name(const struct construct_list *list, uint32_t construct,
               struct buf *out)
{
    uint32_t way[DEFINITION_DEPTH_MAX + 2];
    size_t len = 0;
    while (construct != NO_CONSTRUCT && len < DEFINITION_DEPTH_MAX + 2) {
        way[len++] = construct;
        construct = list->items[construct].parent;
    }
    while (len > 0) {
        buf_str(out, list->items[way[--len]].name);
        if (len > 0) {
            buf_byte(out, '.');
        }
    }
}
