/* SPDX-License-Identifier: MIT */
#include "core/python/pragma.h"

#include <stdbool.h>
#include <string.h>

#include "core/python/known.h"

struct offsets {
    VEC_FIELDS(size_t);
};

/* The words behind "depstamp:" in a comment. */
static struct str
pragma_words(struct str comment)
{
    static const char marker[] = "depstamp:";
    const char *at =
        memmem(comment.data, comment.len, marker, sizeof(marker) - 1);
    size_t from = (size_t)(at - comment.data) + sizeof(marker) - 1;
    return str_trim(str_slice(comment, from, comment.len));
}

static struct str
next_word(struct str *words)
{
    size_t end = 0;
    while (end < words->len && !strchr(" \t#", words->data[end])) {
        end++;
    }
    struct str word = str_slice(*words, 0, end);
    *words = str_trim(str_slice(*words, end, words->len));
    return word;
}

/* Does one of the ascending `offsets` lie in the logical line? */
static bool
covers(const struct import_item *item, const struct offsets *offsets)
{
    size_t low = 0;
    size_t high = offsets->len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (offsets->items[middle] < item->start) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < offsets->len && offsets->items[low] < item->end;
}

static void
ignore_lines(struct import_items *items, const struct offsets *comments)
{
    size_t kept = 0;
    for (size_t i = 0; i < items->len; i++) {
        struct import_item item = items->items[i];
        if (!covers(&item, comments)) {
            items->items[kept++] = item;
        }
    }
    items->len = kept;
}

static void
add_depends(struct line_scanner *scanner, struct arena *arena,
            struct import_items *items, size_t comment, struct str target)
{
    struct import *import = ARENA_NEW(arena, struct import);
    struct known *known = ARENA_NEW(arena, struct known);
    import->module = arena_str(arena, target);
    import->form = FORM_DEPENDS;
    known->statement.imports = import;
    known->statement.len = 1;
    VEC_PUSH(items, (struct import_item){.line = line_row(scanner, comment) + 1,
                                         .known = known,
                                         .start = comment,
                                         .end = comment});
}

void
pragma_apply(struct line_scanner *scanner, struct arena *arena,
             struct import_items *items)
{
    struct offsets ignored = {0};
    size_t middle = items->len;
    for (size_t i = 0; i < scanner->pragmas.len; i++) {
        struct line_comment at = scanner->pragmas.items[i];
        struct str comment = {scanner->data + at.start, at.end - at.start};
        struct str words = pragma_words(comment);
        struct str verb = next_word(&words);
        if (str_equal(verb, STR("ignore"))) {
            VEC_PUSH(&ignored, at.start);
        } else if (str_equal(verb, STR("depends")) && words.len > 0) {
            add_depends(scanner, arena, items, at.start, next_word(&words));
        }
    }
    items_merge(items, middle);
    if (ignored.len > 0) {
        ignore_lines(items, &ignored);
    }
    VEC_RELEASE(&ignored);
}
