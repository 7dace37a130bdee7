/* SPDX-License-Identifier: MIT */
#include "core/plan/symbol_diff.h"

#include <stdlib.h>

#include "core/base/vec.h"

/* More than these are counted. */
enum { NAMED_MAX = 5 };

/* A definition by its full name; one name may have several (overloads). */
struct entry {
    struct str name;
    uint32_t number; /* among those of the same name */
    struct symbol_definition definition;
};

struct entries {
    VEC_FIELDS(struct entry);
};

struct differing {
    struct arena *arena;
    struct buf text;
    size_t named;
    size_t more;
    enum stamp_level level;
    struct symbol_changes *changes; /* NULL, or what is wanted instead */
};

/* `class` is what it is a member of, NULL if it is of the module. */
static struct str
full_name(struct arena *arena, struct str name, const struct entry *class)
{
    if (!class) {
        return name;
    }
    return str_from(arena_printf(arena, "%.*s.%.*s", (int)class->name.len,
                                 class->name.data, (int)name.len, name.data));
}

static int
compare_entries(const void *a, const void *b)
{
    const struct entry *one = a;
    const struct entry *other = b;
    int order = str_compare(one->name, other->name);
    if (order != 0) {
        return order;
    }
    return (one->number > other->number) - (one->number < other->number);
}

static void
collect(struct arena *arena, const struct symbols *symbols,
        struct entries *entries)
{
    struct symbol_definitions definitions = symbols_definitions(symbols);
    struct symbol_definition definition;
    while (symbol_definitions_next(&definitions, &definition)) {
        const struct entry *class = definition.parent == NO_DEFINITION
                                        ? NULL
                                        : &entries->items[definition.parent];
        struct str own = symbols_name(symbols, definition.name);
        struct str name = full_name(arena, own, class);
        VEC_PUSH(entries, (struct entry){.name = name,
                                         .number = (uint32_t)entries->len,
                                         .definition = definition});
    }
    if (entries->len > 0) {
        qsort(entries->items, entries->len, sizeof(struct entry),
              compare_entries);
    }
    for (size_t i = 0; i < entries->len; i++) {
        struct entry *entry = &entries->items[i];
        bool again = i > 0 && str_equal(entry->name, entry[-1].name);
        entry->number = again ? entry[-1].number + 1 : 0;
    }
}

static void
note(struct differing *differing, enum symbol_change_kind kind,
     const struct entry *before, const struct entry *after)
{
    const struct entry *one = after ? after : before;
    if (differing->changes && one->definition.kind != DEFINITION_IMPORT) {
        struct symbol_change change = {
            .name = one->name,
            .kind = kind,
            .line_before = before ? before->definition.line : 0,
            .line_after = after ? after->definition.line : 0,
        };
        VEC_PUSH(differing->changes, change);
    }
}

static void
name(struct differing *differing, const char *before, const struct entry *entry,
     const char *after)
{
    if (differing->named == NAMED_MAX) {
        differing->more++;
        return;
    }
    buf_printf(&differing->text, "%s%s%.*s%s", differing->named > 0 ? ", " : "",
               before, (int)entry->name.len, entry->name.data, after);
    differing->named++;
}

static const char *
head_text(const struct symbol_definition *definition)
{
    switch ((enum definition_kind)definition->kind) {
    case DEFINITION_CLASS:
        return "head of class ";
    case DEFINITION_FUNCTION:
    case DEFINITION_METHOD:
        return "signature of ";
    case DEFINITION_IMPORT:
        return "import of ";
    case DEFINITION_ATTRIBUTE:
        break;
    }
    return "value of ";
}

static void
compare_pair(struct differing *differing, const struct entry *before,
             const struct entry *after)
{
    const struct symbol_definition *old = &before->definition;
    const struct symbol_definition *new = &after->definition;
    unsigned level = 1u << differing->level;
    if (old->head != new->head || old->kind != new->kind) {
        note(differing, CHANGE_HEAD, before, after);
        name(differing, head_text(new), after, "");
    } else if ((old->body != new->body && ((old->seen | new->seen) & level)) ||
               (old->seen & level) != (new->seen &level)) {
        note(differing, CHANGE_BODY, before, after);
        name(differing, "body of ", after, "");
    }
}

static int
compare_keys(const struct entry *one, const struct entry *other)
{
    int order = str_compare(one->name, other->name);
    return order != 0
               ? order
               : (one->number > other->number) - (one->number < other->number);
}

static void
compare(struct differing *differing, const struct entries *before,
        const struct entries *after)
{
    size_t i = 0;
    size_t k = 0;
    while (i < before->len || k < after->len) {
        int order = i == before->len ? 1
                    : k == after->len
                        ? -1
                        : compare_keys(&before->items[i], &after->items[k]);
        if (order < 0) {
            note(differing, CHANGE_GONE, &before->items[i], NULL);
            name(differing, "", &before->items[i++], " is gone");
        } else if (order > 0) {
            note(differing, CHANGE_NEW, NULL, &after->items[k]);
            name(differing, "", &after->items[k++], " is new");
        } else {
            compare_pair(differing, &before->items[i++], &after->items[k++]);
        }
    }
}

/* Compare all that both define. */
static void
compare_records(struct differing *differing, const struct symbols *before,
                const struct symbols *after)
{
    struct entries old = {0};
    struct entries new = {0};
    collect(differing->arena, before, &old);
    collect(differing->arena, after, &new);
    compare(differing, &old, &new);
    VEC_RELEASE(&old);
    VEC_RELEASE(&new);
}

struct str
symbol_diff(struct arena *arena, const struct symbols *before,
            const struct symbols *after, enum stamp_level level)
{
    struct differing differing = {.arena = arena, .level = level};
    buf_init(&differing.text, BUF_UNLIMITED);
    compare_records(&differing, before, after);
    if (differing.named == 0) {
        buf_text(&differing.text, SYMBOL_DIFF_OTHER);
    } else if (differing.more > 0) {
        buf_printf(&differing.text, " and %zu more", differing.more);
    }
    struct str text = arena_str(arena, buf_view(&differing.text));
    buf_release(&differing.text);
    return text;
}

void
symbol_changes_find(struct arena *arena, const struct symbols *before,
                    const struct symbols *after, enum stamp_level level,
                    struct symbol_changes *out)
{
    struct differing differing = {
        .arena = arena, .level = level, .changes = out};
    buf_init(&differing.text, BUF_UNLIMITED);
    out->len = 0;
    compare_records(&differing, before, after);
    buf_release(&differing.text);
}
