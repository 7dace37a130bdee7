/* SPDX-License-Identifier: MIT */
#include "core/python/units.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/python/unit_parts.h"
#include "core/python/unit_words.h"

void
units_init(struct units *units)
{
    *units = (struct units){0};
    buf_init(&units->refs, UINT32_MAX);
    buf_init(&units->uses, UINT32_MAX);
    buf_init(&units->text, UINT32_MAX);
}

void
units_release(struct units *units)
{
    VEC_RELEASE(&units->units);
    VEC_RELEASE(&units->digests);
    VEC_RELEASE(&units->imports);
    VEC_RELEASE(&units->definitions);
    VEC_RELEASE(&units->starts);
    VEC_RELEASE(&units->short_starts);
    buf_release(&units->refs);
    buf_release(&units->uses);
    buf_release(&units->text);
}

void
units_clear(struct units *units)
{
    units->units.len = 0;
    units->digests.len = 0;
    units->imports.len = 0;
    units->definitions.len = 0;
    units->starts.len = 0;
    buf_clear(&units->refs);
    buf_clear(&units->uses);
    buf_clear(&units->text);
}

/* ---- names */

static void
note_roles(struct unit_builder *builder)
{
    const struct unit_marks *marks = builder->source->marks;
    builder->names_len = builder->source->outline->names.len;
    builder->roles = memory_zero(builder->names_len + 1);
    for (size_t i = 0; i < marks->heads.len; i++) {
        builder->roles[marks->heads.items[i]] |= NAME_HEAD;
    }
    for (size_t i = 0; i < marks->bindings.len; i++) {
        const struct marked_binding *binding = &marks->bindings.items[i];
        uint32_t mark = marks->statements.items[binding->statement];
        builder->roles[binding->name] |= NAME_UNIT;
        if (binding->assigned && (mark & STATEMENT_OPEN)) {
            builder->roles[binding->name] |= NAME_OPEN;
        }
    }
}

/* Strings add names, which have no role. */
static void
find_words(struct unit_builder *builder)
{
    const struct units_source *source = builder->source;
    const struct unit_heads heads = {
        .flags = builder->roles,
        .len = builder->names_len,
        .all = source->marks->has_star,
    };
    unit_words_find(source->marks, &source->outline->names, source->text,
                    heads);
    size_t before = builder->names_len;
    builder->names_len = source->outline->names.len;
    unsigned char *roles = memory_zero(builder->names_len + 1);
    memcpy(roles, builder->roles, before);
    free(builder->roles);
    builder->roles = roles;
}

static void
add_unit(struct unit_builder *builder, uint32_t name, uint32_t statement)
{
    VEC_PUSH(&builder->unit_names, name);
    VEC_PUSH(&builder->unit_statements, statement);
}

/* One for each name that is bound, in the order of the source. */
static void
number_units(struct unit_builder *builder)
{
    const struct unit_marks *marks = builder->source->marks;
    builder->unit_of = memory_zero((builder->names_len + 1) * sizeof(uint32_t));
    add_unit(builder, NO_NAME, 0);
    add_unit(builder, NO_NAME, 0);
    for (size_t i = 0; i < marks->bindings.len; i++) {
        const struct marked_binding *binding = &marks->bindings.items[i];
        if (builder->unit_of[binding->name] == 0) {
            builder->unit_of[binding->name] = (uint32_t)builder->unit_names.len;
            add_unit(builder, binding->name, binding->statement);
        }
    }
}

/* Which statements bind a unit, each once. */
static void
group_bindings(struct unit_builder *builder)
{
    const struct unit_marks *marks = builder->source->marks;
    size_t units = builder->unit_names.len;
    uint32_t *first = memory_zero((units + 2) * sizeof(uint32_t));
    uint32_t *fill = memory_zero((units + 1) * sizeof(uint32_t));
    builder->bound_by = memory_new((marks->bindings.len + 1) * sizeof(*fill));
    for (size_t i = 0; i < marks->bindings.len; i++) {
        first[builder->unit_of[marks->bindings.items[i].name] + 1]++;
    }
    for (size_t i = 1; i <= units; i++) {
        first[i] += first[i - 1];
    }
    for (size_t i = 0; i < marks->bindings.len; i++) {
        const struct marked_binding *binding = &marks->bindings.items[i];
        uint32_t unit = builder->unit_of[binding->name];
        builder->bound_by[first[unit] + fill[unit]++] = binding->statement;
        builder->is_bound[binding->statement] = 1;
    }
    builder->bound_first = first;
    free(fill);
}

/* ---- statements */

/* Words were appended: put them to the statements they stand in. */
static void
group_mentions(struct unit_builder *builder)
{
    struct unit_marks *marks = builder->source->marks;
    size_t statements = builder->statements_len;
    size_t len = marks->mentions.len;
    uint32_t *first = memory_zero((statements + 2) * sizeof(uint32_t));
    struct mention *sorted = memory_new((len + 1) * sizeof(*sorted));
    for (size_t i = 0; i < len; i++) {
        first[marks->mentions.items[i].statement + 2]++;
    }
    for (size_t i = 2; i <= statements + 1; i++) {
        first[i] += first[i - 1];
    }
    for (size_t i = 0; i < len; i++) {
        const struct mention *mention = &marks->mentions.items[i];
        sorted[first[mention->statement + 1]++] = *mention;
    }
    if (len > 0) {
        memcpy(marks->mentions.items, sorted, len * sizeof(*sorted));
    }
    free(sorted);
    builder->mention_first = first;
}

/* Does the statement neither bind nor do anything? */
static bool
is_idle(const struct unit_builder *builder, uint32_t statement)
{
    const struct unit_marks *marks = builder->source->marks;
    uint32_t mark = marks->statements.items[statement];
    uint32_t i = builder->mention_first[statement];
    for (; i < builder->mention_first[statement + 1]; i++) {
        if (!(marks->mentions.items[i].flags & MENTION_WORD)) {
            return false;
        }
    }
    return (mark & STATEMENT_PLAIN) && !(mark & STATEMENT_FIRST);
}

static void
find_base(struct unit_builder *builder)
{
    const struct unit_marks *marks = builder->source->marks;
    uint32_t before = 0;
    for (uint32_t s = 0; s < builder->statements_len; s++) {
        uint32_t mark = marks->statements.items[s];
        bool base = (mark & STATEMENT_BASE) ||
                    ((mark & STATEMENT_EXPORTS) && s + 1 != builder->listing) ||
                    (!builder->is_bound[s] && !is_idle(builder, s));
        builder->base_before[s] = before;
        builder->is_base[s] = base && !(mark & STATEMENT_MAIN);
        before += builder->is_base[s];
    }
}

/* ---- members */

static void
add_member(struct unit_builder *builder, uint32_t unit, uint32_t statement,
           enum stamp_level level)
{
    VEC_PUSH(&builder->members, (struct unit_member){.unit = unit,
                                                     .statement = statement,
                                                     .level = level});
}

/* U4 and U5: what decides on the meaning of a name besides its bindings. */
static void
add_deciding(struct unit_builder *builder)
{
    const struct unit_marks *marks = builder->source->marks;
    for (size_t i = 0; i < marks->mentions.len; i++) {
        const struct mention *mention = &marks->mentions.items[i];
        uint32_t mark = marks->statements.items[mention->statement];
        unsigned char role = builder->roles[mention->name];
        bool in_body = mention->flags & MENTION_IN_BODY;
        bool tests = (mention->flags & MENTION_TESTED) && !in_body &&
                     (mark & STATEMENT_CALLS);
        if (mention->flags & MENTION_DOTTED || !(role & NAME_UNIT)) {
            continue;
        }
        if (role & NAME_OPEN || tests) {
            add_member(builder, builder->unit_of[mention->name],
                       mention->statement,
                       in_body ? STAMP_CODE : STAMP_DECLARED);
        }
    }
}

static int
compare_members(const void *a, const void *b)
{
    const struct unit_member *one = a;
    const struct unit_member *other = b;
    if (one->unit != other->unit) {
        return one->unit < other->unit ? -1 : 1;
    }
    if (one->statement != other->statement) {
        return one->statement < other->statement ? -1 : 1;
    }
    if (one->level != other->level) {
        return one->level < other->level ? -1 : 1;
    }
    return (one->aliased < other->aliased) - (one->aliased > other->aliased);
}

static void
find_members(struct unit_builder *builder)
{
    const struct unit_marks *marks = builder->source->marks;
    size_t kept = 0;
    for (uint32_t s = 0; s < builder->statements_len; s++) {
        if (builder->is_base[s]) {
            add_member(builder, UNIT_BASE, s, STAMP_DECLARED);
        } else if (!builder->is_bound[s]) {
            add_member(builder, UNIT_REST, s, STAMP_DECLARED);
        }
        if (!builder->is_base[s] &&
            ((marks->statements.items[s] & STATEMENT_SETS) ||
             s + 1 == builder->listing)) {
            add_member(builder, UNIT_BASE, s, STAMP_CODE);
        }
    }
    for (size_t i = 0; i < marks->bindings.len; i++) {
        const struct marked_binding *binding = &marks->bindings.items[i];
        VEC_PUSH(&builder->members, (struct unit_member){
                                        .unit = builder->unit_of[binding->name],
                                        .statement = binding->statement,
                                        .level = STAMP_DECLARED,
                                        .aliased = binding->aliased,
                                    });
    }
    add_deciding(builder);
    struct unit_member *members = builder->members.items;
    if (builder->members.len > 1) {
        qsort(members, builder->members.len, sizeof(*members), compare_members);
    }
    for (size_t i = 0; i < builder->members.len; i++) {
        if (kept == 0 || members[kept - 1].unit != members[i].unit ||
            members[kept - 1].statement != members[i].statement) {
            members[kept++] = members[i];
        }
    }
    builder->members.len = kept;
}

/* ---- stamps */

/* A name that an import binds is told by the import alone. */
static bool
is_simple(const struct unit_builder *builder, uint32_t unit, uint32_t statement)
{
    return unit >= UNITS_NAMED && builder->is_simple[statement];
}

static void
hash_member(struct unit_builder *builder, const struct unit_member *member,
            const struct unit_member *before, enum stamp_level level)
{
    const struct units_source *source = builder->source;
    struct hasher *hasher = source->hasher;
    uint32_t s = member->statement;
    if (is_simple(builder, member->unit, s)) {
        hasher_number(hasher, 'm', member->aliased);
    } else {
        hasher_digest(hasher, 's', &source->stamps[level][s]);
    }
    hasher_number(hasher, 'b', builder->base_before[s]);
    hasher_number(hasher, 'o', builder->orders[(size_t)s * STAMPS + level]);
    hasher_number(hasher, 'a', before && before->statement + 1 == s);
    if (level != STAMP_DECLARED && source->positions[s] != 0) {
        hasher_number(hasher, 'p', source->positions[s]);
    }
}

static void
stamp_unit(struct unit_builder *builder, uint32_t unit, enum stamp_level level,
           const struct unit_member *members, size_t len)
{
    const struct unit_member *before = NULL;
    struct hasher *hasher = builder->source->hasher;
    hasher_begin(hasher, "unit");
    if (builder->listing && unit >= UNITS_NAMED) {
        text_id name = builder->unit_names.items[unit];
        hasher_number(hasher, 'e', builder->roles[name] & NAME_LISTED);
    }
    for (size_t i = 0; i < len; i++) {
        if (members[i].level <= level) {
            hash_member(builder, &members[i], before, level);
            before = &members[i];
        }
    }
}

/* Names of one import statement have the same stamp, one behind the other. */
enum { LOOK_BACK = 8 * STAMPS };

/* Returns where the digests stand. */
static uint32_t
add_digests(struct units *units, const struct digest *digests, size_t len)
{
    struct symbol_digest kept[STAMPS];
    size_t before = units->digests.len;
    size_t from = before > LOOK_BACK ? before - LOOK_BACK : 1;
    for (size_t i = 0; i < len; i++) {
        memcpy(kept[i].bytes, digests[i].bytes, sizeof(kept[i].bytes));
    }
    for (size_t at = from; at + len <= before; at++) {
        if (memcmp(&units->digests.items[at], kept, len * sizeof(*kept)) == 0) {
            return (uint32_t)at;
        }
    }
    for (size_t i = 0; i < len; i++) {
        VEC_PUSH(&units->digests, kept[i]);
    }
    return (uint32_t)before;
}

static void
finish_unit(struct unit_builder *builder, uint32_t number,
            const struct unit_member *members, size_t len)
{
    struct units *out = builder->out;
    const struct units_source *source = builder->source;
    struct digest digests[STAMPS];
    uint32_t statement = builder->unit_statements.items[number];
    text_id name = builder->unit_names.items[number];
    for (enum stamp_level level = 0; level < STAMPS; level++) {
        stamp_unit(builder, number, level, members, len);
        if (number == UNIT_BASE) {
            hasher_text(source->hasher, 'w', source->whole);
        }
        hasher_end(source->hasher, &digests[level]);
    }
    bool same = digest_equal(&digests[0], &digests[1]) &&
                digest_equal(&digests[0], &digests[2]);
    VEC_PUSH(&out->units,
             (struct symbol_unit){
                 .name = number < UNITS_NAMED ? NO_NAME : builder->ids[name],
                 .refs = (uint32_t)out->refs.len,
             });
    unit_number_write(&out->refs,
                      builder->statements_len > 0
                          ? source->outline->statements.items[statement]
                          : 1);
    unit_number_write(&out->refs,
                      add_digests(out, digests, same ? 1 : STAMPS) * 2 + same);
    unit_refs_write(builder, members, len);
}

static void
finish_units(struct unit_builder *builder)
{
    const struct unit_member *members = builder->members.items;
    size_t at = 0;
    for (uint32_t unit = 0; unit < builder->unit_names.len; unit++) {
        size_t first = at;
        while (at < builder->members.len && members[at].unit == unit) {
            at++;
        }
        finish_unit(builder, unit, at > first ? members + first : NULL,
                    at - first);
    }
}

/* ---- imports */

static uint16_t
flags_of(const struct unit_builder *builder, const struct marked_import *import)
{
    unsigned level = STAMP_DECLARED;
    if (import->run != UINT32_MAX) {
        level = unit_run_level(builder, import->run);
    }
    return (uint16_t)((import->local ? SYMBOL_LOCAL : 0) |
                      (import->in_class ? SYMBOL_IN_CLASS : 0) |
                      (import->simple ? SYMBOL_SIMPLE : 0) |
                      level << SYMBOL_LEVEL_SHIFT);
}

/* All import statements in order, with what is around them (U9). */
static void
add_imports(struct unit_builder *builder)
{
    const struct units_source *source = builder->source;
    struct hasher *hasher = source->hasher;
    struct digest digest;
    hasher_begin(hasher, "imports");
    for (size_t i = 0; i < source->marks->imports.len; i++) {
        const struct marked_import *import = &source->marks->imports.items[i];
        uint32_t lines = import->last_line - import->line;
        const char *bytes = source->tokens->bytes.data + import->tokens;
        hasher_text(hasher, 't',
                    (struct str){bytes, import->tokens_end - import->tokens});
        hasher_number(hasher, 'd', import->depth);
        hasher_number(hasher, 'l', import->local * 2 + import->in_class);
        source->marks->coarse |= lines > UINT16_MAX;
        builder->is_simple[import->statement] = import->simple;
        VEC_PUSH(&builder->out->imports, (struct symbol_import){
                                             .line = import->line,
                                             .lines = (uint16_t)lines,
                                             .flags = flags_of(builder, import),
                                         });
    }
    hasher_end(hasher, &digest);
    add_digests(builder->out, &digest, 1);
}

void
units_build(struct units *units, const struct units_source *source)
{
    size_t statements = source->marks->statements.len;
    struct unit_builder builder = {
        .out = units,
        .source = source,
        .statements_len = statements,
        .is_bound = memory_zero(statements + 1),
        .is_base = memory_zero(statements + 1),
        .is_simple = memory_zero(statements + 1),
        .base_before = memory_zero((statements + 1) * sizeof(uint32_t)),
        .orders = memory_zero((statements + 1) * STAMPS * sizeof(uint64_t)),
    };
    note_roles(&builder);
    find_words(&builder);
    unit_names_find_listed(&builder);
    number_units(&builder);
    group_bindings(&builder);
    group_mentions(&builder);
    find_base(&builder);
    find_members(&builder);
    unit_orders_find(&builder);
    unit_names_number(&builder);
    add_imports(&builder);
    finish_units(&builder);
    unit_names_write(&builder);
    free(builder.ids);
    free(builder.is_simple);
    VEC_RELEASE(&builder.unit_names);
    VEC_RELEASE(&builder.unit_statements);
    free(builder.roles);
    free(builder.unit_of);
    free(builder.bound_first);
    free(builder.bound_by);
    free(builder.is_bound);
    free(builder.is_base);
    free(builder.base_before);
    free(builder.mention_first);
    free(builder.orders);
    VEC_RELEASE(&builder.members);
}
