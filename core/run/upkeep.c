/* SPDX-License-Identifier: MIT */
#include "core/run/upkeep.h"

#include "core/plan/cache_dir.h"
#include "core/run/last_answers.h"
#include "core/sys/file.h"
#include "core/sys/listing.h"
#include "core/sys/path.h"

enum { DAY_MS = 86400 * 1000 };

uint64_t
upkeep_days(uint64_t max_age_ms)
{
    uint64_t days = (max_age_ms + DAY_MS - 1) / DAY_MS;
    return days > 0 ? days : 1;
}

static void
mark_answers(const struct upkeep *upkeep, const char *path, bool complete)
{
    struct last_answers last;
    struct digest key;
    struct str row;
    last_answers_read(&last, path);
    for (uint32_t i = 0; i < last.count; i++) {
        if (!last_answers_at(&last, i, &key, &row)) {
            continue;
        }
        if (!complete) {
            db_use(upkeep->db, DB_RESULT, &key);
        } else if (!db_has(upkeep->db, DB_RESULT, &key)) {
            db_put(upkeep->db, DB_RESULT, &key, row);
        }
    }
    last_answers_release(&last);
}

/* In a folder that serves several trees, names of files end with the root's
   hash (cache_dir_name). */
static bool
is_answers(const struct upkeep *upkeep, struct str name, struct str suffix)
{
    return str_starts_with(name, STR("answers-")) &&
           (path_is_below(upkeep->cache_dir, upkeep->root) ||
            str_ends_with(name, suffix));
}

static void
mark(const struct upkeep *upkeep, bool complete)
{
    struct arena arena;
    struct listing listing;
    arena_init(&arena);
    listing_init(&listing);
    struct str suffix =
        str_from(cache_dir_name(&arena, upkeep->cache_dir, upkeep->root, ""));
    int folder = file_open_folder(upkeep->cache_dir.data);
    if (folder >= 0) {
        (void)listing_read(&listing, folder);
        file_close_folder(folder);
    }
    for (size_t i = 0; i < listing.entries.len; i++) {
        struct str name = listing.entries.items[i].name;
        if (is_answers(upkeep, name, suffix)) {
            mark_answers(upkeep,
                         path_join(&arena, upkeep->cache_dir, name).data,
                         complete);
        }
    }
    if (upkeep->symbols && !complete) {
        symbol_cache_mark(upkeep->symbols, upkeep->db);
    }
    listing_release(&listing);
    arena_release(&arena);
}

void
upkeep_mark(const struct upkeep *upkeep)
{
    mark(upkeep, false);
}

void
upkeep_complete(const struct upkeep *upkeep)
{
    mark(upkeep, true);
}
