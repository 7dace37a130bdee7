/* SPDX-License-Identifier: MIT */
#include "core/plan/level.h"

#include <string.h>

static const char *const names[LEVELS] = {"none",     "names", "declared",
                                          "inferred", "code",  "content"};

const char *
level_name(enum level level)
{
    return names[level];
}

int
level_parse(const char *text, enum level *level, struct err *err)
{
    for (int i = 0; i < LEVELS; i++) {
        if (strcmp(text, names[i]) == 0) {
            *level = (enum level)i;
            return 0;
        }
    }
    return err_set(err, ERR_USAGE,
                   "level `%s` is not known; use none, names, declared, "
                   "inferred, code or content",
                   text);
}

static const char *const precisions[PRECISIONS] = {"file", "symbol"};

const char *
precision_name(enum precision precision)
{
    return precisions[precision];
}

int
precision_parse(const char *text, enum precision *precision, struct err *err)
{
    for (int i = 0; i < PRECISIONS; i++) {
        if (strcmp(text, precisions[i]) == 0) {
            *precision = (enum precision)i;
            return 0;
        }
    }
    return err_set(err, ERR_USAGE,
                   "precision `%s` is not known; use file or symbol", text);
}
