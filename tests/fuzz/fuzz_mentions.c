/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as settings of a tool: each word that is taken for a file is a
 * piece of the text, or a module made of one, and there are not too many.
 * Words that may be folders are pieces of the text, too.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "core/run/mentions.h"
#include "core/run/search_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
count(void *context, struct str path)
{
    size_t *found = context;

    assert(path.len > 0 && path.len < 2048);
    assert(memchr(path.data, '\n', path.len) == NULL);
    (*found)++;
}

static void
check_piece(void *context, struct str word)
{
    const struct search_text *file = context;

    assert(word.len > 0 && word.len <= 1024);
    assert(word.data >= file->text.data);
    assert(word.data + word.len <= file->text.data + file->text.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"setup.cfg", "pyproject.toml",
                                        "ruff.toml", "mypy.ini", "x.json"};

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        struct str text = {(const char *)data, size};
        size_t found = 0;
        mentions_find(str_from(names[i]), text, count, &found);
        assert(found <= MENTIONS_MAX);
        struct search_text file = {str_from(names[i]), STR("mypy"), text};
        search_words_find(&file, check_piece, &file);
    }
    return 0;
}
