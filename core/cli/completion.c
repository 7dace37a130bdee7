/* SPDX-License-Identifier: MIT */
#include "core/cli/completion.h"

#include <string.h>

/* "FILE…" and "FILE[:NAME]…" are FILE. */
static bool
is_called(const char *value, const char *name)
{
    size_t len = strlen(name);
    return strncmp(value, name, len) == 0 &&
           !(value[len] >= 'A' && value[len] <= 'Z');
}

enum completes
completes(const char *value, const char *const *words)
{
    if (words) {
        return COMPLETES_WORDS;
    }
    if (!value) {
        return COMPLETES_NOTHING;
    }
    if (is_called(value, "FILE") || is_called(value, "PATH") ||
        is_called(value, "OTHER") || is_called(value, "RESULT") ||
        is_called(value, "BASELINE")) {
        return COMPLETES_FILES;
    }
    if (is_called(value, "DIR")) {
        return COMPLETES_FOLDERS;
    }
    return is_called(value, "REV") ? COMPLETES_REVISIONS : COMPLETES_NOTHING;
}

void
completion_words(struct out *out, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        out_printf(out, "%s%s", i > 0 ? " " : "", words[i]);
    }
}
