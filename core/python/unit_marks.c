/* SPDX-License-Identifier: MIT */
#include "core/python/unit_marks.h"

void
unit_marks_release(struct unit_marks *marks)
{
    VEC_RELEASE(&marks->mentions);
    VEC_RELEASE(&marks->texts);
    VEC_RELEASE(&marks->bindings);
    VEC_RELEASE(&marks->imports);
    VEC_RELEASE(&marks->heads);
    VEC_RELEASE(&marks->listed);
    VEC_RELEASE(&marks->statements);
}

void
unit_marks_clear(struct unit_marks *marks)
{
    marks->mentions.len = 0;
    marks->texts.len = 0;
    marks->bindings.len = 0;
    marks->imports.len = 0;
    marks->heads.len = 0;
    marks->listed.len = 0;
    marks->listing = marks->all_name = 0;
    marks->statements.len = 0;
    marks->has_star = false;
    marks->coarse = false;
}
