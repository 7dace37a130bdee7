/* SPDX-License-Identifier: MIT */
#include "core/cli/hook.h"

#include <string.h>

/* NULL if it is absent or empty. */
static const char *
variable(char *const *environment, const char *name)
{
    size_t len = strlen(name);
    for (; *environment; environment++) {
        const char *text = *environment;
        if (strncmp(text, name, len) == 0 && text[len] == '=') {
            return text[len + 1] ? text + len + 1 : NULL;
        }
    }
    return NULL;
}

struct hook
hook_find(char *const *environment, struct base_values *base)
{
    struct hook hook = {0};
    const char *from = variable(environment, "PRE_COMMIT_FROM_REF");
    const char *to = variable(environment, "PRE_COMMIT_TO_REF");
    if (base->since || base->staged || base->from_ref || base->to_ref ||
        base->baseline) {
        return hook;
    }
    if (from && to) {
        base->from_ref = from;
        base->to_ref = to;
        return hook;
    }
    hook.whole = variable(environment, "PRE_COMMIT_LOCAL_BRANCH");
    base->staged = !hook.whole;
    hook.by_hand = !hook.whole && variable(environment, "PRE_COMMIT") &&
                   !variable(environment, "GIT_INDEX_FILE");
    return hook;
}
