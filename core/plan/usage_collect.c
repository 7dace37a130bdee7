/* SPDX-License-Identifier: MIT */
/* usage_collect - one walk over the names of all files. */
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/base/utf8.h"
#include "core/plan/order.h"
#include "core/plan/usage.h"

#define NO_HEAD UINT32_MAX

/* A statement that binds a name, of which the first mention is no use. */
struct bound_name {
    uint32_t line;
    uint32_t name; /* number in the record */
    uint32_t next; /* of the same name: index + 1, or 0 */
};

/* What is known of a name of the file looked at. */
struct local_name {
    text_id text;
    uint32_t head; /* its meaning: index in heads, or NO_HEAD */
    uint32_t target;
};

/* What a name means where no dot is in front of it. */
struct head {
    struct range range; /* in meanings */
    bool foreign;
};

struct collecting {
    struct usage *usage;
    file_id file;
    const struct symbols *symbols;
    struct {
        VEC_FIELDS(struct local_name); /* by name of the record */
    } locals;
    struct {
        VEC_FIELDS(struct head);
    } heads;
    struct {
        VEC_FIELDS(struct bound_name);
    } targets;
    /* The name before, and what it means. */
    struct symbol_use before;
    struct head meaning;
};

static text_id
text_of(struct collecting *collecting, uint32_t name)
{
    struct local_name *local = &collecting->locals.items[name];
    if (local->text == NO_TEXT) {
        local->text = intern_text(&collecting->usage->meanings.names.texts,
                                  symbols_name(collecting->symbols, name));
    }
    return local->text;
}

static struct head
head_of(struct collecting *collecting, uint32_t name)
{
    struct meanings *meanings = &collecting->usage->meanings;
    text_id text = text_of(collecting, name);
    struct local_name *local = &collecting->locals.items[name];
    if (local->head == NO_HEAD) {
        struct head head = {
            .range = meanings_in_file(meanings, collecting->file, text),
            .foreign = meanings_is_foreign(meanings, collecting->file, text),
        };
        local->head = (uint32_t)collecting->heads.len;
        VEC_PUSH(&collecting->heads, head);
    }
    return collecting->heads.items[local->head];
}

static int
compare_targets(const void *a, const void *b)
{
    const struct bound_name *one = a;
    const struct bound_name *other = b;
    if (one->line != other->line) {
        return one->line < other->line ? -1 : 1;
    }
    return (one->name > other->name) - (one->name < other->name);
}

/* Those of the file, the first one of each name first. */
static void
find_targets(struct collecting *collecting)
{
    struct symbol_definitions walk = symbols_definitions(collecting->symbols);
    struct symbol_definition definition;
    collecting->targets.len = 0;
    while (symbol_definitions_next(&walk, &definition)) {
        if (definition.kind == DEFINITION_ATTRIBUTE) {
            struct bound_name target = {definition.line, definition.name, 0};
            VEC_PUSH(&collecting->targets, target);
        }
    }
    size_t len = collecting->targets.len;
    if (len > 0) {
        qsort(collecting->targets.items, len, sizeof(struct bound_name),
              compare_targets);
    }
    for (size_t i = len; i-- > 0;) {
        struct bound_name *target = &collecting->targets.items[i];
        struct local_name *local = &collecting->locals.items[target->name];
        target->next = local->target;
        local->target = (uint32_t)i + 1;
    }
}

/* Is it the name of a target, which is used up then? */
static bool
is_target(struct collecting *collecting, const struct symbol_use *use)
{
    struct local_name *local = &collecting->locals.items[use->name];
    if (local->target == 0) {
        return false;
    }
    const struct bound_name *target =
        &collecting->targets.items[local->target - 1];
    if (use->line < target->line) {
        return false;
    }
    local->target = target->next;
    return true;
}

static size_t
code_points(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
    }
    return count;
}

/* Only a dot is between the name before and this one. */
static bool
is_chained(const struct collecting *collecting, const struct symbol_use *use)
{
    const struct symbol_use *before = &collecting->before;
    if (before->name == NO_NAME || before->line != use->line) {
        return false;
    }
    struct str name = symbols_name(collecting->symbols, before->name);
    return before->column + code_points(name) + 1 == use->column;
}

static void
add(struct collecting *collecting, struct usage_places *to, uint32_t of,
    const struct symbol_use *use)
{
    VEC_PUSH(to, (struct usage_place){.of = of,
                                      .file = collecting->file,
                                      .line = use->line,
                                      .column = use->column + 1});
}

static void
add_by_name(struct collecting *collecting, struct range range,
            const struct symbol_use *use)
{
    struct usage *usage = collecting->usage;
    for (uint32_t i = 0; i < range.len; i++) {
        uint32_t construct =
            usage->meanings.items.items[range.first + i].construct;
        if (construct != NO_CONSTRUCT &&
            (!usage->wanted || usage->wanted[construct])) {
            add(collecting, &usage->names, construct, use);
        }
    }
}

static void
add_by_attribute(struct collecting *collecting, const struct symbol_use *use)
{
    struct usage *usage = collecting->usage;
    text_id text = text_of(collecting, use->name);
    if (text >= usage->texts_len || usage->named[text] == 0) {
        return;
    }
    usage->dotted[text] = 1;
    if (usage->wanted || usage->named[text] <= USAGE_SHARED_MAX) {
        add(collecting, &usage->attributes, text, use);
    }
}

/* A name behind a dot. */
static void
take_attribute(struct collecting *collecting, const struct symbol_use *use)
{
    struct meanings *meanings = &collecting->usage->meanings;
    struct head before = collecting->meaning;
    struct head found = {.range.len = 0};
    if (is_chained(collecting, use)) {
        found.range = meanings_behind(meanings, before.range,
                                      text_of(collecting, use->name));
    } else {
        before.foreign = false;
    }
    collecting->meaning = found;
    if (is_target(collecting, use)) {
        return;
    }
    if (found.range.len > 0) {
        add_by_name(collecting, found.range, use);
    } else if (!before.foreign) {
        add_by_attribute(collecting, use);
    }
}

static void
take(struct collecting *collecting, const struct symbol_use *use)
{
    if (use->dotted) {
        take_attribute(collecting, use);
    } else {
        collecting->meaning = head_of(collecting, use->name);
        if (!is_target(collecting, use)) {
            add_by_name(collecting, collecting->meaning.range, use);
        }
    }
    collecting->before = *use;
}

static void
collect_file(struct collecting *collecting)
{
    struct symbol_uses uses = symbols_uses(collecting->symbols);
    struct symbol_use use;
    collecting->locals.len = 0;
    collecting->heads.len = 0;
    collecting->meaning = (struct head){.range.len = 0};
    collecting->before = (struct symbol_use){.name = NO_NAME};
    for (uint32_t i = 0; i < collecting->symbols->names_len; i++) {
        VEC_PUSH(&collecting->locals, (struct local_name){NO_TEXT, NO_HEAD, 0});
    }
    find_targets(collecting);
    while (symbol_uses_next(&uses, &use)) {
        take(collecting, &use);
    }
}

/* Group by `of`, which is below `groups`, and keep the order in each. */
static uint32_t *
group(struct usage_places *places, size_t groups)
{
    uint32_t *first = memory_zero((groups + 2) * sizeof(*first));
    struct usage_places sorted = {0};
    for (size_t i = 0; i < places->len; i++) {
        first[places->items[i].of + 2]++;
    }
    for (size_t i = 2; i < groups + 2; i++) {
        first[i] += first[i - 1];
    }
    VEC_RESERVE(&sorted, places->len);
    for (size_t i = 0; i < places->len; i++) {
        sorted.items[first[places->items[i].of + 1]++] = places->items[i];
    }
    sorted.len = places->len;
    VEC_RELEASE(places);
    *places = sorted;
    return first;
}

static bool
is_wanted(const struct usage *usage, const struct usage_file *file,
          uint32_t number)
{
    return usage->wanted
               ? usage->wanted[file->first + number]
               : file->constructs.items[number].kind != CONSTRUCT_ATTRIBUTE;
}

/* The texts by which what is wanted may be an attribute. */
static void
find_named(struct usage *usage)
{
    struct intern *texts = &usage->meanings.names.texts;
    struct {
        VEC_FIELDS(text_id);
    } names = {0};
    for (size_t f = 0; f < usage->files.len; f++) {
        const struct usage_file *file = &usage->files.items[f];
        for (uint32_t i = 0; i < file->constructs.len; i++) {
            if (is_wanted(usage, file, i)) {
                VEC_PUSH(&names,
                         intern_text(texts, file->constructs.items[i].name));
            }
        }
    }
    usage->texts_len = texts->len;
    usage->named = memory_zero((texts->len + 1) * sizeof(*usage->named));
    usage->dotted = memory_zero(texts->len + 1);
    for (size_t i = 0; i < names.len; i++) {
        usage->named[names.items[i]]++;
    }
    VEC_RELEASE(&names);
}

static void
release(struct collecting *collecting)
{
    VEC_RELEASE(&collecting->locals);
    VEC_RELEASE(&collecting->heads);
    VEC_RELEASE(&collecting->targets);
}

void
usage_of_file(struct usage *usage, file_id file, struct usage_places *out)
{
    struct collecting collecting = {
        .usage = usage,
        .file = file,
        .symbols = &usage->files.items[file].symbols,
    };
    out->len = 0;
    usage->names.len = 0;
    if (usage->files.items[file].known) {
        collect_file(&collecting);
    }
    for (size_t i = 0; i < usage->names.len; i++) {
        VEC_PUSH(out, usage->names.items[i]);
    }
    release(&collecting);
}

void
usage_collect(struct usage *usage)
{
    struct collecting collecting = {.usage = usage};
    struct order order;
    find_named(usage);
    order_init(&order, &usage->state->tree);
    for (size_t i = 0; i < order.len; i++) {
        const struct usage_file *file = &usage->files.items[order.files[i]];
        /* Looking for submodules may have found files. */
        if (order.files[i] < usage->files.len && file->known) {
            collecting.file = order.files[i];
            collecting.symbols = &file->symbols;
            collect_file(&collecting);
        }
    }
    order_release(&order);
    release(&collecting);
    usage->names_first = group(&usage->names, usage->constructs_len);
    usage->attributes_first = group(&usage->attributes, usage->texts_len);
}
