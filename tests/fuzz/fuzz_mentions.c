/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as settings of a tool: each word that is taken for a file is a
 * piece of the text, or a module made of one, and there are not too many.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "core/run/mentions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
count(void *context, struct str path)
{
    size_t *found = context;

    assert(path.len > 0 && path.len < 2048);
    assert(memchr(path.data, '\n', path.len) == NULL);
    (*found)++;
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
    }
    return 0;
}
