/* SPDX-License-Identifier: MIT */
#include "core/python/pragma.h"

#include <string.h>

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

static void
ignore_line(struct import_items *items, size_t comment)
{
    size_t kept = 0;
    for (size_t i = 0; i < items->len; i++) {
        struct import_item item = items->items[i];
        if (comment < item.start || comment >= item.end) {
            items->items[kept++] = item;
        }
    }
    items->len = kept;
}

/* In source order, so that facts do not depend on when they were found. */
static void
insert_by_line(struct import_items *items, struct import_item item)
{
    size_t at = items->len;
    VEC_PUSH(items, item);
    while (at > 0 && items->items[at - 1].line > item.line) {
        items->items[at] = items->items[at - 1];
        at--;
    }
    items->items[at] = item;
}

static void
add_depends(struct line_scanner *scanner, struct arena *arena,
            struct import_items *items, size_t comment, struct str target)
{
    struct import *import = ARENA_NEW(arena, struct import);
    import->module = arena_str(arena, target);
    import->form = FORM_DEPENDS;
    struct known *known = ARENA_NEW(arena, struct known);
    known->statement.imports = import;
    known->statement.len = 1;
    insert_by_line(items, (struct import_item){
                              .line = line_row(scanner, comment) + 1,
                              .known = known,
                              .start = comment,
                              .end = comment});
}

void
pragma_apply(struct line_scanner *scanner, struct arena *arena,
             struct import_items *items)
{
    for (size_t i = 0; i < scanner->pragmas.len; i++) {
        struct line_comment at = scanner->pragmas.items[i];
        struct str comment = {scanner->data + at.start, at.end - at.start};
        struct str words = pragma_words(comment);
        struct str verb = next_word(&words);
        if (str_equal(verb, STR("ignore"))) {
            ignore_line(items, at.start);
        } else if (str_equal(verb, STR("depends")) && words.len > 0) {
            add_depends(scanner, arena, items, at.start, next_word(&words));
        }
    }
}
