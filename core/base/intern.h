/* SPDX-License-Identifier: MIT */
/*
 * intern - every distinct text once, known by a dense id from 0 up.
 *
 * Comparing names is then comparing numbers, and a table per name is an
 * array.  Ids are given in order of first appearance, so they depend on the
 * order of work: never hash or print an id, always its text.
 *
 * Ownership: the table keeps copies; texts live until intern_release.
 * Threads: many readers or one writer.
 */
#ifndef CORE_BASE_INTERN_H
#define CORE_BASE_INTERN_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/str.h"

typedef uint32_t text_id;
#define NO_TEXT UINT32_MAX

struct intern {
    struct arena arena;
    struct str *texts; /* by id */
    size_t len;
    size_t cap;
    uint64_t *slots; /* hash high half | id + 1; 0 is free */
    size_t mask;
};

void intern_init(struct intern *intern);
void intern_release(struct intern *intern);

text_id intern_text(struct intern *intern, struct str text);
/* NO_TEXT if it was never interned. */
text_id intern_find(const struct intern *intern, struct str text);

static inline struct str
intern_str(const struct intern *intern, text_id id)
{
    return intern->texts[id];
}

#endif
