/* SPDX-License-Identifier: MIT */
/* cache_upkeep - `depstamp cache verify`, `prune` and `clear`. */
#include <string.h>

#include "core/base/human.h"
#include "core/base/json.h"
#include "core/cli/cache.h"
#include "core/conf/conf_unit.h"
#include "core/store/db_runs.h"
#include "core/sys/file.h"
#include "core/sys/listing.h"
#include "core/sys/path.h"
#include "core/sys/sweep.h"

/* ---- verify */

static void
write_verified(const struct db_verified *verified, struct buf *text)
{
    human_counted(verified->entries, "value", text);
    buf_printf(text, ", ");
    human_count(verified->damaged, text);
    buf_text(text, " damaged");
    if (!verified->sound) {
        buf_text(text, "; the file itself is damaged and was emptied");
    } else if (verified->damaged + verified->orphans > 0) {
        buf_text(text, "; what is damaged was removed");
    }
    buf_byte(text, '\n');
}

static void
write_verified_json(const struct db_verified *verified, struct buf *text)
{
    struct json json;
    json_init(&json, text);
    json_object(&json);
    json_key_number(&json, "version", 1);
    json_key_number(&json, "entries", (int64_t)verified->entries);
    json_key_number(&json, "damaged", (int64_t)verified->damaged);
    json_key_number(&json, "orphans", (int64_t)verified->orphans);
    json_key_bool(&json, "sound", verified->sound);
    json_close(&json);
    buf_byte(text, '\n');
}

int
cache_verify(struct cache_call *call, struct err *err)
{
    struct buf text;
    struct db_verified verified;
    bool json;
    if (cache_wants_json(call, &json, err) != 0) {
        return -1;
    }
    struct db *db = cache_open(call, err);
    if (!db) {
        return -1;
    }
    int status = db_verify(db, &verified, err);
    if (cache_close(db, err) != 0 || status != 0) {
        return -1;
    }
    buf_init(&text, BUF_UNLIMITED);
    (json ? write_verified_json : write_verified)(&verified, &text);
    out_str(&call->cli->out, buf_view(&text));
    buf_release(&text);
    return verified.sound && verified.damaged + verified.orphans == 0
               ? CLI_CLEAN
               : CLI_FINDINGS;
}

/* ---- prune */

static int
read_run(struct db *db, const char *text, int64_t *run, struct err *err)
{
    uint64_t number;
    int64_t newest = db_run_newest(db);
    *run = 0;
    if (!text) {
        return 0;
    }
    if (strcmp(text, "last") == 0) {
        *run = newest;
        return 0;
    }
    if (!conf_unit_number(str_from(text), &number) || number == 0 ||
        number > (uint64_t)newest) {
        return err_set(err, ERR_USAGE,
                       "--unused-since: no run `%s`; the last one is %lld",
                       text, (long long)newest);
    }
    *run = (int64_t)number;
    return 0;
}

static int
read_limits(const struct cache_call *call, struct db *db,
            struct db_limits *limits, struct err *err)
{
    const struct cache_values *values = call->values;
    uint64_t age_ms = call->cli->conf.cache.max_age_ms;
    *limits = (struct db_limits){
        .max_bytes = call->cli->conf.cache.max_size_bytes,
        .dry_run = values->dry_run,
    };
    if (values->max_size &&
        (!conf_unit_size(str_from(values->max_size), &limits->max_bytes) ||
         limits->max_bytes == 0)) {
        return err_set(err, ERR_USAGE,
                       "--max-size: `%s` is no size such as 500MB",
                       values->max_size);
    }
    if (values->max_age &&
        !conf_unit_duration(str_from(values->max_age), &age_ms)) {
        return err_set(err, ERR_USAGE,
                       "--max-age: `%s` is no duration such as 30d",
                       values->max_age);
    }
    limits->max_days = upkeep_days(age_ms);
    return read_run(db, values->unused_since, &limits->unused_since, err);
}

static void
tell_pruned(const struct cache_call *call, const struct db_count *gone,
            const struct db_sizes *sizes)
{
    struct buf text;
    bool dry = call->values->dry_run;
    buf_init(&text, BUF_UNLIMITED);
    human_count(gone->entries, &text);
    buf_printf(&text, " of ");
    human_counted(sizes->all.entries, "value", &text);
    buf_printf(&text, " %s, ", dry ? "would go" : "removed");
    human_size(gone->bytes, &text);
    buf_text(&text, " of ");
    human_size(sizes->all.bytes, &text);
    buf_byte(&text, '\n');
    out_str(&call->cli->out, buf_view(&text));
    buf_release(&text);
}

int
cache_prune(struct cache_call *call, struct err *err)
{
    struct db_limits limits;
    struct db_sizes sizes;
    struct db_count gone;
    struct db *db = cache_open(call, err);
    if (!db) {
        return -1;
    }
    struct upkeep upkeep = cache_upkeep(call, db);
    int status = read_limits(call, db, &limits, err);
    if (status == 0) {
        upkeep_mark(&upkeep);
        db_sizes_read(db, &sizes);
        status = db_prune(db, &limits, &gone, err);
    }
    if (status == 0) {
        tell_pruned(call, &gone, &sizes);
    }
    db_close(db);
    return status == 0 ? CLI_CLEAN : -1;
}

/* ---- clear */

/*
 * The folder may be somebody's who keeps other things in it: only names of
 * ours go.  A tool's own cache has a list beside it (tool_cache.h).
 */
static bool
is_ours(struct cache_call *call, struct str name)
{
    static const char *const starts[] = {
        "answers-", "seen-",   "known-", "index",  "symbols",
        "tools",    "nearest", "alone-", "staged",
    };
    struct arena *arena = &call->cli->arena;
    struct str path = path_join(arena, call->dir, name);
    for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
        if (str_starts_with(name, str_from(starts[i]))) {
            return true;
        }
    }
    return file_exists(arena_printf(arena, "%s.files", path.data)) ||
           ((str_ends_with(name, STR(".files")) ||
             str_ends_with(name, STR(".lock"))) &&
            !file_is_folder(path.data));
}

static void
remove_files(struct cache_call *call)
{
    struct listing listing;
    listing_init(&listing);
    int folder = file_open_folder(call->dir.data);
    if (folder >= 0) {
        (void)listing_read(&listing, folder);
        file_close_folder(folder);
    }
    for (size_t i = 0; i < listing.entries.len; i++) {
        const struct entry *entry = &listing.entries.items[i];
        const char *path =
            path_join(&call->cli->arena, call->dir, entry->name).data;
        if (!is_ours(call, entry->name)) {
            continue;
        }
        if (entry->kind == ENTRY_FOLDER) {
            sweep_away(path);
        } else {
            file_remove(path);
        }
    }
    listing_release(&listing);
}

int
cache_clear(struct cache_call *call, struct err *err)
{
    struct db *db = cache_open(call, err);
    if (!db) {
        return -1;
    }
    int status = db_clear(db, err);
    db_close(db);
    if (status == 0) {
        remove_files(call);
    }
    return status == 0 ? CLI_CLEAN : -1;
}
