/* SPDX-License-Identifier: MIT */
/*
 * cache - what the parts of `depstamp cache` share.
 *
 * Each part is a function and a row in cmd_cache.c, which says what it takes.
 */
#ifndef CORE_CLI_CACHE_H
#define CORE_CLI_CACHE_H

#include "core/cli/cmd.h"
#include "core/run/upkeep.h"

struct cache_values {
    const char *format;
    const char *max_size;
    const char *max_age;
    const char *unused_since;
    const char *key;
    uint32_t compression; /* 0: as configured */
    bool dry_run;
    bool since_run;
};

/* One call of `depstamp cache PART …`, after cli_load. */
struct cache_call {
    struct cli *cli;
    const struct cache_values *values;
    struct str dir; /* of the cache, absolute, NUL-terminated */
    const char *const *words;
    size_t words_len;
};

/* Open the store for the configured namespace; NULL with ERR_IO. */
struct db *cache_open(const struct cache_call *call, struct err *err);
/* What upkeep.h needs of it. */
struct upkeep cache_upkeep(const struct cache_call *call, struct db *db);
/* What --format says; ERR_USAGE. */
int cache_wants_json(const struct cache_call *call, bool *json,
                     struct err *err);
/* -1 with what was in the way of writing. */
int cache_close(struct db *db, struct err *err);

/* As the `run` of a command. */
int cache_stats(struct cache_call *call, struct err *err);
int cache_verify(struct cache_call *call, struct err *err);
int cache_prune(struct cache_call *call, struct err *err);
int cache_clear(struct cache_call *call, struct err *err);
int cache_save(struct cache_call *call, struct err *err);
int cache_restore(struct cache_call *call, struct err *err);
int cache_sign(struct cache_call *call, struct err *err);
int cache_key(struct cache_call *call, struct err *err);
int cache_warm(struct cache_call *call, struct err *err);
int cache_keygen(struct cache_call *call, struct err *err);

#endif
