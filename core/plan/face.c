/* SPDX-License-Identifier: MIT */
#include "core/plan/face.h"

static void
see(level_set *sees, file_id file, level_set level, size_t len)
{
    if (file < len) {
        sees[file] = (level_set)(sees[file] | level);
    }
}

void
face_seen(const struct keys *keys, level_set *sees, size_t len)
{
    level_set level = (level_set)(1u << keys->level);
    if (keys->level <= LEVEL_NAMES) {
        return; /* stamps are no part of keys, and there is no graph */
    }
    for (file_id file = 0; file < keys->len; file++) {
        uint32_t count;
        const node_id *edges = graph_edges(&keys->graph, file, &count);
        for (uint32_t i = 0; i < count; i++) {
            see(sees, edges[i], level, len);
        }
    }
    for (size_t i = 0; i < keys->state->inputs.len; i++) {
        see(sees, keys->state->inputs.items[i].file, level, len);
    }
}

static void
hash_import(const struct facts_table *table, const struct fact_import *import,
            struct hasher *hasher)
{
    hasher_number(hasher, 'f', import->form);
    hasher_number(hasher, 'l', import->level);
    hasher_number(hasher, 'g', import->flags);
    hasher_text(hasher, 'm', fact_module(table, import));
    hasher_text(hasher, 'n', fact_name(table, import));
    hasher_text(hasher, 'b', fact_bound(table, import));
}

/* A chain from its end to its beginning. */
static void
hash_chain(const struct facts_table *table, uint32_t end, struct hasher *hasher)
{
    hasher_number(hasher, 'c', table->links[end].depth);
    while (end != NO_LINK) {
        hasher_text(hasher, 'n', fact_link_name(table, &table->links[end]));
        end = table->links[end].before;
    }
}

static void
hash_facts(const struct facts_table *table, uint32_t entry,
           struct hasher *hasher)
{
    struct fact_file file = table->files[entry];
    hasher_number(hasher, 'i', file.len);
    for (uint32_t i = 0; i < file.len; i++) {
        const struct fact_item *item = &table->items[file.first + i];
        struct fact_statement statement = table->statements[item->statement];
        hasher_number(hasher, 'p', item->flags);
        hasher_number(hasher, 's', statement.len);
        for (uint32_t j = 0; j < statement.len; j++) {
            hash_import(table, &table->imports[statement.first + j], hasher);
        }
    }
    hasher_number(hasher, 'e', file.ends_len);
    for (uint32_t i = 0; i < file.ends_len; i++) {
        hash_chain(table, table->ends[file.ends_first + i], hasher);
    }
}

void
face_says(const struct state *state, file_id file, struct hasher *hasher,
          struct digest *says)
{
    struct file_facts facts = {0};
    if (file < state->facts.len) {
        facts = state->facts.items[file];
    }
    hasher_begin(hasher, "says");
    hasher_number(hasher, 't', facts.table != NULL);
    if (facts.table) {
        hash_facts(facts.table, facts.entry, hasher);
    }
    hasher_end(hasher, says);
}

void
face_shows(const struct tree_file *file, const struct digest *stamps,
           level_set sees, struct hasher *hasher, struct digest *shows)
{
    hasher_begin(hasher, "shows");
    for (int level = 0; level < LEVELS; level++) {
        bool stamped = stamps && level_needs_symbols((enum level)level);
        if (sees & (1u << level)) {
            hasher_number(hasher, 'l', (uint64_t)level);
            hasher_number(hasher, 's', stamped);
            hasher_digest(hasher, 'd',
                          stamped ? &stamps[level_stamp((enum level)level)]
                                  : &file->digest);
        }
    }
    hasher_end(hasher, shows);
}
