/* SPDX-License-Identifier: MIT */
#include "core/python/outline.h"

#include <string.h>

void
outline_init(struct outline *outline)
{
    memset(outline, 0, sizeof(*outline));
    intern_init(&outline->names);
}

void
outline_release(struct outline *outline)
{
    intern_release(&outline->names);
    VEC_RELEASE(&outline->statements);
    VEC_RELEASE(&outline->definitions);
}

void
outline_clear(struct outline *outline)
{
    intern_release(&outline->names);
    intern_init(&outline->names);
    outline->statements.len = 0;
    outline->definitions.len = 0;
    outline->depth = 0;
}

void
outline_statement(struct outline *outline, uint32_t line)
{
    VEC_PUSH(&outline->statements, line);
}

uint32_t
outline_define(struct outline *outline, struct str name,
               enum definition_kind kind, uint32_t line)
{
    VEC_PUSH(&outline->definitions,
             (struct outline_definition){
                 .name = intern_text(&outline->names, name),
                 .line = line,
                 .kind = kind,
                 .depth = outline->depth,
             });
    return (uint32_t)outline->definitions.len - 1;
}
