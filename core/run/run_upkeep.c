/* SPDX-License-Identifier: MIT */
/* run_upkeep - what a run leaves behind for those after it. */
#include <time.h>

#include "core/run/run_parts.h"
#include "core/run/upkeep.h"
#include "core/sys/leftover.h"

/* A full store is pruned to nine tenths, so that it is not full again at
   once. */
enum { DAY_SECONDS = 86400, KEEP_TENTHS = 9 };

static bool
is_first_of_day(struct run *run)
{
    int64_t before = db_run_before(run->db, run->counts.number);
    return before != 0 &&
           before / DAY_SECONDS != (int64_t)time(NULL) / DAY_SECONDS;
}

static void
apply_limits(struct run *run)
{
    struct err err;
    struct db_count gone;
    const struct conf *conf = run->options->disk->conf;
    uint64_t most = conf->cache.max_size_bytes;
    bool full = db_used_bytes(run->db) > most;
    struct upkeep upkeep = {
        .db = run->db,
        .cache_dir = run->options->cache_dir,
        .root = run->options->base_disk->root,
        .symbols = run->options->disk->symbols,
    };
    struct db_limits limits = {
        .max_bytes = full ? most / 10 * KEEP_TENTHS : 0,
        .max_days = upkeep_days(conf->cache.max_age_ms),
    };
    if (full || is_first_of_day(run)) {
        upkeep_mark(&upkeep);
        if (db_prune(run->db, &limits, &gone, &err) != 0) {
            log_write(run->options->disk->log, LOG_CACHE, "%s", err.text);
        } else if (gone.entries > 0) {
            log_write(run->options->disk->log, LOG_DEBUG,
                      "%llu entries of the cache were pruned",
                      (unsigned long long)gone.entries);
        }
    }
}

void
run_upkeep(struct run *run)
{
    if (!run->db || run->counts.number == 0 || !db_writable(run->db)) {
        return;
    }
    apply_limits(run);
    leftover_sweep(run->options->cache_dir.data);
    db_run_end(run->db, &run->counts);
}
