/* SPDX-License-Identifier: MIT */
#include "tests/support/chain_texts.h"

#include <stdlib.h>

#include "core/python/chains.h"

static int
compare_texts(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

void
chain_texts_init(struct chain_texts *texts)
{
    *texts = (struct chain_texts){0};
    arena_init(&texts->arena);
}

void
chain_texts_release(struct chain_texts *texts)
{
    VEC_RELEASE(texts);
    arena_release(&texts->arena);
}

void
chain_texts_read(struct chain_texts *texts, const struct facts_table *table)
{
    struct fact_file file = table->files[0];
    texts->len = 0;
    arena_release(&texts->arena);
    for (uint32_t i = 0; i < file.ends_len; i++) {
        const struct fact_link *link =
            &table->links[table->ends[file.ends_first + i]];
        struct str chain = fact_link_name(table, link);
        while (link->before != NO_LINK) {
            link = &table->links[link->before];
            struct str name = fact_link_name(table, link);
            chain =
                str_from(arena_printf(&texts->arena, "%.*s.%.*s", (int)name.len,
                                      name.data, (int)chain.len, chain.data));
        }
        VEC_PUSH(texts, chain);
    }
    if (texts->len > 0) {
        qsort(texts->items, texts->len, sizeof(struct str), compare_texts);
    }
}

/* Does an import bind the first name of the chain? */
static bool
is_bound(const struct reference_facts *facts, struct str chain)
{
    struct str head = str_split(&chain, '.');
    for (size_t i = 0; i < facts->len; i++) {
        if (facts->items[i].form == FORM_STAR ||
            str_equal(facts->items[i].bound, head)) {
            return true;
        }
    }
    return false;
}

/* The names that facts keep of a chain, or nothing. */
static struct str
cut_chain(struct str chain)
{
    struct str rest = chain;
    size_t len = 0;
    for (int links = 0; rest.data && links < CHAIN_LINKS_MAX; links++) {
        struct str name = str_split(&rest, '.');
        if (name.len == 0 || name.len > CHAIN_NAME_MAX) {
            return str_slice(chain, 0, links > 1 ? len - 1 : 0);
        }
        len += name.len + 1;
    }
    return str_slice(chain, 0, len - 1);
}

bool
chain_texts_have(const struct chain_texts *ours, struct str chain)
{
    size_t low = 0;
    size_t high = ours->len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(ours->items[middle], chain) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == ours->len || !str_starts_with(ours->items[low], chain)) {
        return false;
    }
    struct str found = ours->items[low];
    return found.len == chain.len || found.data[chain.len] == '.';
}

struct str
chain_expected(const struct reference_facts *facts, struct str chain)
{
    return is_bound(facts, chain) ? cut_chain(chain) : STR("");
}
