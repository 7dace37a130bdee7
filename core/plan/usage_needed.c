/* SPDX-License-Identifier: MIT */
/* usage_needed - what a construct may be needed for besides being used. */
#include <stdlib.h>

#include "core/base/memory.h"
#include "core/plan/usage.h"

static void
mark(struct usage *usage, struct range range)
{
    for (uint32_t i = 0; i < range.len; i++) {
        uint32_t construct =
            usage->meanings.items.items[range.first + i].construct;
        if (construct != NO_CONSTRUCT) {
            usage->needed[construct] = 1;
        }
    }
}

/* `from m import n` fails without n. */
static void
mark_imported(struct usage *usage)
{
    const struct resolved_imports *imports = &usage->state->imports;
    for (size_t i = 0; i < imports->len; i++) {
        mark(usage,
             meanings_imported(&usage->meanings, imports->items[i].reference));
    }
}

/* What the __all__ of a file lists. */
static void
mark_listed(struct usage *usage, file_id file)
{
    struct file_facts facts = usage->state->facts.items[file];
    if (!facts.table) {
        return;
    }
    struct fact_file range = facts.table->files[facts.entry];
    for (uint32_t i = 0; i < range.ends_len; i++) {
        const struct fact_link *link =
            &facts.table->links[facts.table->ends[range.ends_first + i]];
        if (link->depth == 1) {
            text_id name = intern_text(&usage->meanings.names.texts,
                                       fact_link_name(facts.table, link));
            mark(usage, meanings_in_file(&usage->meanings, file, name));
        }
    }
}

static void
mark_chain(struct usage *usage, file_id file, const struct symbols *symbols,
           const struct symbol_ref *ref)
{
    struct intern *texts = &usage->meanings.names.texts;
    struct range range = {0, 0};
    for (uint32_t i = 0; i < ref->len; i++) {
        text_id name = intern_text(texts, symbols_name(symbols, ref->names[i]));
        range = i == 0 ? meanings_in_file(&usage->meanings, file, name)
                       : meanings_behind(&usage->meanings, range, name);
        mark(usage, range);
    }
}

/* What units refer to by names that stand in strings alone. */
static void
mark_words(struct usage *usage, file_id file, const unsigned char *mentioned)
{
    const struct symbols *symbols = &usage->files.items[file].symbols;
    for (uint32_t unit = 0; unit < symbols->units_len; unit++) {
        struct symbol_refs refs = symbols_refs(symbols, unit);
        struct symbol_ref ref;
        while (symbol_refs_next(&refs, &ref)) {
            if (ref.len > 0 && !mentioned[ref.names[0]]) {
                mark_chain(usage, file, symbols, &ref);
            }
        }
    }
}

/* The body of a class knows its members without a dot. */
static void
mark_members(struct usage *usage, file_id id, const unsigned char *mentioned)
{
    const struct usage_file *file = &usage->files.items[id];
    for (uint32_t i = 0; i < file->constructs.len; i++) {
        const struct construct *construct = &file->constructs.items[i];
        if (construct->parent != NO_CONSTRUCT && mentioned[construct->symbol]) {
            usage->needed[file->first + i] = 1;
        }
    }
}

static void
mark_file(struct usage *usage, file_id file)
{
    const struct symbols *symbols = &usage->files.items[file].symbols;
    unsigned char *mentioned = memory_zero(symbols->names_len + 1);
    struct symbol_uses uses = symbols_uses(symbols);
    struct symbol_use use;
    while (symbol_uses_next(&uses, &use)) {
        mentioned[use.name] |= !use.dotted;
    }
    mark_words(usage, file, mentioned);
    mark_members(usage, file, mentioned);
    free(mentioned);
}

static void
find_needed(struct usage *usage)
{
    usage->needed = memory_zero(usage->constructs_len + 1);
    mark_imported(usage);
    for (file_id file = 0; file < usage->files.len; file++) {
        if (file < usage->state->facts.len) {
            mark_listed(usage, file);
        }
        if (usage->files.items[file].known) {
            mark_file(usage, file);
        }
    }
}

/* The language, or a framework of tests, uses it by its name. */
static bool
is_called_by_name(const struct usage *usage, file_id file,
                  const struct construct *construct)
{
    struct str path = usage->state->tree.files.items[file].path;
    struct str name = construct->name;
    return (name.len > 4 && str_starts_with(name, STR("__")) &&
            str_ends_with(name, STR("__"))) ||
           (state_is_test(path) && (str_starts_with(name, STR("test")) ||
                                    str_starts_with(name, STR("Test"))));
}

static bool
is_attribute(const struct usage *usage, const struct construct *construct)
{
    text_id text = intern_find(&usage->meanings.names.texts, construct->name);
    return text < usage->texts_len && usage->dotted[text];
}

bool
usage_is_unused(struct usage *usage, file_id file, uint32_t construct)
{
    if (!usage->needed) {
        find_needed(usage);
    }
    const struct construct *one = usage_construct(usage, file, construct);
    return usage_by_name(usage, construct).len == 0 &&
           !is_attribute(usage, one) && !usage->needed[construct] &&
           !is_called_by_name(usage, file, one);
}
