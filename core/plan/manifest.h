/* SPDX-License-Identifier: MIT */
/*
 * manifest - what one file is and depends on, as JSON (contract.md).
 *
 * Ownership: a writer borrows the state; its keys are computed once for all
 * manifests of a command.
 */
#ifndef CORE_PLAN_MANIFEST_H
#define CORE_PLAN_MANIFEST_H

#include "core/base/json.h"
#include "core/plan/keys.h"
#include "core/plan/usage.h"
#include "core/sys/site.h"

/* What an import leads to, by name. */
enum import_status {
    IMPORT_FIRST_PARTY,
    IMPORT_STDLIB,
    IMPORT_THIRD_PARTY,
    IMPORT_MISSING,
};

/* `site` may be NULL. */
enum import_status import_status(const struct state *state,
                                 const struct reference *reference,
                                 const struct site *site);

struct manifest_writer {
    struct state *state;
    struct keys keys[LEVELS];
    const struct site *site; /* third-party modules around; may be NULL */
    struct usage usage;
    struct arena arena;
};

void manifest_writer_init(struct manifest_writer *writer, struct state *state,
                          const struct site *site);
void manifest_writer_release(struct manifest_writer *writer);

/* One object. */
void manifest_write(struct manifest_writer *writer, file_id file,
                    struct json *json);

/* Its "uses" and "defines". */
void manifest_write_names(struct manifest_writer *writer, file_id file,
                          struct json *json);

#endif
