/* SPDX-License-Identifier: MIT */
/*
 * ask - runs a program for what it says of itself: its version.
 *
 * Threads: one at a time; starts a process.
 */
#ifndef CORE_RUN_ASK_H
#define CORE_RUN_ASK_H

#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/base/str.h"

struct asking {
    const char *const *argv; /* argv[0] absolute */
    const char *folder;
    const char *const *environment;
    uint64_t timeout_ms;
};

/*
 * What it prints on standard output, else on the other stream, into the
 * arena.  ERR_IO if it fails: "mypy --version exited with 2: …".
 */
int ask(struct arena *arena, const struct asking *asking, struct str *answer,
        struct err *err);

#endif
