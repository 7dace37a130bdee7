/* SPDX-License-Identifier: MIT */
#include "core/run/builtin.h"

void
builtin_unread(struct task *task, struct answer *answer)
{
    answer->state = ANSWER_UNKNOWN;
    answer->kept = false;
    answer->len = 0;
    task_break(
        task, str_from(arena_printf(&task->arena, "cannot read %.*s",
                                    (int)answer->path.len, answer->path.data)));
}
