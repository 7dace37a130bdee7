/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/python/unit_parts.h"

/* A chain of names as one mention and those behind it. */
struct chain {
    uint32_t first; /* in the mentions */
    uint32_t level; /* enum stamp_level */
    uint32_t len;
    uint64_t hash;
};

struct chains {
    VEC_FIELDS(struct chain);
};

enum stamp_level
unit_run_level(const struct unit_builder *builder, uint32_t run)
{
    uint8_t sight = builder->source->tokens->runs.items[run].sight;
    if (sight & SIGHT_DECLARED) {
        return STAMP_DECLARED;
    }
    return sight & SIGHT_INFERRED ? STAMP_INFERRED : STAMP_CODE;
}

static text_id
name_at(const struct unit_builder *builder, uint32_t mention)
{
    return builder->source->marks->mentions.items[mention].name;
}

/* What stands behind a name leads on only if an import may bind it. */
static uint32_t
chain_len(const struct unit_builder *builder, uint32_t first)
{
    const struct unit_marks *marks = builder->source->marks;
    uint32_t len = 1;
    if (!marks->has_star &&
        !(builder->roles[name_at(builder, first)] & NAME_HEAD)) {
        return len;
    }
    while (len < UNIT_LINKS_MAX && first + len < marks->mentions.len &&
           (marks->mentions.items[first + len].flags & MENTION_CHAINED)) {
        len++;
    }
    return len;
}

static void
add_chain(const struct unit_builder *builder, uint32_t mention, uint32_t level,
          struct chains *chains)
{
    uint64_t hash = 0;
    uint32_t len = chain_len(builder, mention);
    for (uint32_t i = 0; i < len; i++) {
        hash = (hash ^ name_at(builder, mention + i)) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
    }
    VEC_PUSH(chains,
             (struct chain){
                 .first = mention, .level = level, .len = len, .hash = hash});
}

/* The words of __all__ are names that it lists. */
static bool
is_listed(const struct unit_builder *builder, const struct mention *mention)
{
    uint32_t mark =
        builder->source->marks->statements.items[mention->statement];
    return (mention->flags & MENTION_WORD) && (mark & STATEMENT_LISTS) &&
           (mark & STATEMENT_PLAIN);
}

static void
add_statement(const struct unit_builder *builder,
              const struct unit_member *member, struct chains *chains)
{
    const struct unit_marks *marks = builder->source->marks;
    uint32_t end = builder->mention_first[member->statement + 1];
    uint32_t i = builder->mention_first[member->statement];
    for (; i < end; i++) {
        const struct mention *mention = &marks->mentions.items[i];
        if (mention->flags & (MENTION_DOTTED | MENTION_BOUND) ||
            is_listed(builder, mention) ||
            !unit_name_matters(builder, mention->name)) {
            continue;
        }
        uint32_t level = unit_run_level(builder, mention->run);
        add_chain(builder, i, level > member->level ? level : member->level,
                  chains);
    }
}

static int
compare_chains(const void *a, const void *b)
{
    const struct chain *one = a;
    const struct chain *other = b;
    if (one->hash != other->hash) {
        return one->hash < other->hash ? -1 : 1;
    }
    if (one->len != other->len) {
        return one->len < other->len ? -1 : 1;
    }
    return (one->level > other->level) - (one->level < other->level);
}

static bool
is_same(const struct unit_builder *builder, const struct chain *one,
        const struct chain *other)
{
    if (one->hash != other->hash || one->len != other->len) {
        return false;
    }
    for (uint32_t i = 0; i < one->len; i++) {
        if (name_at(builder, one->first + i) !=
            name_at(builder, other->first + i)) {
            return false;
        }
    }
    return true;
}

/* Each chain once, at the first level that sees it. */
static void
drop_repeated(const struct unit_builder *builder, struct chains *chains)
{
    size_t kept = 0;
    if (chains->len > 1) {
        qsort(chains->items, chains->len, sizeof(struct chain), compare_chains);
    }
    for (size_t i = 0; i < chains->len; i++) {
        if (kept == 0 ||
            !is_same(builder, &chains->items[kept - 1], &chains->items[i])) {
            chains->items[kept++] = chains->items[i];
        }
    }
    chains->len = kept;
}

static void
write_level(const struct unit_builder *builder, const struct chains *chains,
            uint32_t level)
{
    struct buf *out = &builder->out->refs;
    uint32_t count = 0;
    for (size_t i = 0; i < chains->len; i++) {
        count += chains->items[i].level == level;
    }
    unit_number_write(out, count);
    for (size_t i = 0; i < chains->len; i++) {
        const struct chain *chain = &chains->items[i];
        for (uint32_t k = 0; chain->level == level && k < chain->len; k++) {
            unit_number_write(
                out, builder->ids[name_at(builder, chain->first + k)] * 2 +
                         (k + 1 < chain->len));
        }
    }
}

/* The first import of the statement, or of one behind it. */
static uint32_t
first_import(const struct unit_marks *marks, uint32_t statement)
{
    size_t from = 0;
    size_t to = marks->imports.len;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (marks->imports.items[middle].statement < statement) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return (uint32_t)from;
}

/* How many imports the statement has, which are written if `out` is set. */
static uint32_t
write_those_of(const struct unit_marks *marks, uint32_t statement,
               struct buf *out)
{
    uint32_t first = first_import(marks, statement);
    uint32_t i = first;
    for (; i < marks->imports.len &&
           marks->imports.items[i].statement == statement;
         i++) {
        if (out) {
            unit_number_write(out, i);
        }
    }
    return i - first;
}

/* Imports and members are both in the order of the source.  A file may have
   as many units as imports, so not all of these are looked at for each. */
static void
write_imports(const struct unit_builder *builder,
              const struct unit_member *members, size_t len)
{
    struct buf *out = &builder->out->refs;
    for (int pass = 0; pass < 2; pass++) {
        uint32_t count = 0;
        for (size_t i = 0; i < len; i++) {
            uint32_t statement = members[i].statement;
            if (i == 0 || members[i - 1].statement != statement) {
                count += write_those_of(builder->source->marks, statement,
                                        pass == 1 ? out : NULL);
            }
        }
        if (pass == 0) {
            unit_number_write(out, count);
        }
    }
}

void
unit_refs_write(struct unit_builder *builder, const struct unit_member *members,
                size_t len)
{
    struct chains chains = {0};
    for (size_t i = 0; i < len; i++) {
        add_statement(builder, &members[i], &chains);
    }
    drop_repeated(builder, &chains);
    for (uint32_t level = 0; level < STAMPS; level++) {
        write_level(builder, &chains, level);
    }
    write_imports(builder, members, len);
    VEC_RELEASE(&chains);
}

/* ---- order (U3) */

/* A name of the file in a statement. */
struct seen_name {
    uint64_t hash;
    uint32_t level;
    uint32_t before; /* how many bindings of it stand before the statement */
};

static int
compare_names(const void *a, const void *b)
{
    const struct seen_name *one = a;
    const struct seen_name *other = b;
    if (one->hash != other->hash) {
        return one->hash < other->hash ? -1 : 1;
    }
    return (one->level > other->level) - (one->level < other->level);
}

static uint32_t
bindings_before(const struct unit_builder *builder, uint32_t unit,
                uint32_t statement)
{
    uint32_t first = builder->bound_first[unit];
    uint32_t at = first;
    while (at < builder->bound_first[unit + 1] &&
           builder->bound_by[at] < statement) {
        at++;
    }
    return at - first;
}

static void
find_order(struct unit_builder *builder, uint32_t statement,
           const struct seen_name *names, size_t len)
{
    for (uint32_t level = 0; level < STAMPS; level++) {
        uint64_t order = 0;
        for (size_t i = 0; i < len; i++) {
            bool again = i > 0 && names[i].hash == names[i - 1].hash;
            if (!again && names[i].level <= level) {
                const uint64_t parts[3] = {order, names[i].hash,
                                           names[i].before};
                order = hash_64(parts, sizeof(parts));
            }
        }
        builder->orders[(size_t)statement * STAMPS + level] = order;
    }
}

void
unit_orders_find(struct unit_builder *builder)
{
    const struct unit_marks *marks = builder->source->marks;
    struct {
        VEC_FIELDS(struct seen_name);
    } names = {0};
    for (uint32_t s = 0; s < builder->statements_len; s++) {
        names.len = 0;
        uint32_t i = builder->mention_first[s];
        for (; i < builder->mention_first[s + 1]; i++) {
            const struct mention *mention = &marks->mentions.items[i];
            if (mention->flags & MENTION_DOTTED ||
                !(builder->roles[mention->name] & NAME_UNIT)) {
                continue;
            }
            struct str text =
                intern_str(&builder->source->outline->names, mention->name);
            uint32_t unit = builder->unit_of[mention->name];
            VEC_PUSH(&names, (struct seen_name){
                                 .hash = hash_64(text.data, text.len),
                                 .level = unit_run_level(builder, mention->run),
                                 .before = bindings_before(builder, unit, s),
                             });
        }
        if (names.len > 1) {
            qsort(names.items, names.len, sizeof(struct seen_name),
                  compare_names);
        }
        find_order(builder, s, names.items, names.len);
    }
    VEC_RELEASE(&names);
}
