/* SPDX-License-Identifier: MIT */
/* cache_stats - `depstamp cache stats`: what there is, and what it was good
   for. */
#include <string.h>
#include <time.h>

#include "core/base/human.h"
#include "core/base/json.h"
#include "core/cli/cache.h"
#include "core/store/db_runs.h"

/* Runs that are told one by one. */
enum { RUNS_SHOWN = 10 };

struct stats {
    const struct cache_call *call;
    struct db_sizes sizes;
    struct db_run_list runs; /* newest first */
    struct db_run total;
    uint64_t count; /* of runs that ever were */
};

int
cache_wants_json(const struct cache_call *call, bool *json, struct err *err)
{
    const char *format = call->values->format;
    *json = format && strcmp(format, "json") == 0;
    if (format && !*json && strcmp(format, "text") != 0) {
        return err_set(err, ERR_USAGE, "--format is text or json, not `%s`",
                       format);
    }
    return 0;
}

/* ---- as JSON */

static void
put_counts(struct json *json, const struct db_run *run)
{
    json_key_number(json, "hits", (int64_t)run->hits);
    json_key(json, "misses");
    json_object(json);
    for (int i = 0; i < DB_MISSES; i++) {
        json_key_number(json, db_miss_names[i], (int64_t)run->misses[i]);
    }
    json_close(json);
    json_key_number(json, "ms", (int64_t)run->ms);
    json_key_number(json, "saved_ms", (int64_t)run->saved_ms);
}

static void
put_kinds(struct json *json, const struct stats *stats)
{
    json_key(json, "kinds");
    json_array(json);
    for (uint32_t kind = 0; kind < DB_KINDS; kind++) {
        const struct db_count *count = &stats->sizes.kinds[kind];
        if (db_kind_name(kind)) {
            json_object(json);
            json_key_text(json, "name", db_kind_name(kind));
            json_key_number(json, "entries", (int64_t)count->entries);
            json_key_number(json, "bytes", (int64_t)count->bytes);
            json_key_number(json, "uncompressed", (int64_t)count->raw);
            json_close(json);
        }
    }
    json_close(json);
}

static void
put_runs(struct json *json, const struct stats *stats)
{
    json_key(json, "runs");
    json_array(json);
    for (size_t i = 0; i < stats->runs.len; i++) {
        json_object(json);
        json_key_number(json, "number", stats->runs.items[i].number);
        json_key_number(json, "began", stats->runs.items[i].began);
        put_counts(json, &stats->runs.items[i]);
        json_close(json);
    }
    json_close(json);
}

static void
write_json(const struct stats *stats, struct buf *text)
{
    struct json json;
    const struct conf *conf = &stats->call->cli->conf;
    json_init(&json, text);
    json_object(&json);
    json_key_number(&json, "version", 1);
    json_key(&json, "dir");
    json_str(&json, stats->call->dir);
    json_key(&json, "namespace");
    json_str(&json, conf->cache.namespace);
    json_key_number(&json, "entries", (int64_t)stats->sizes.all.entries);
    json_key_number(&json, "bytes", (int64_t)stats->sizes.file_bytes);
    json_key_number(&json, "max_size", (int64_t)conf->cache.max_size_bytes);
    put_kinds(&json, stats);
    put_runs(&json, stats);
    json_key(&json, "total");
    json_object(&json);
    json_key_number(&json, "runs", (int64_t)stats->count);
    json_key_number(&json, "began", stats->total.began);
    put_counts(&json, &stats->total);
    json_close(&json);
    json_close(&json);
    buf_byte(text, '\n');
}

/* ---- for people */

/* "3 new, 5 changed": the reasons that there are. */
static void
write_misses(const struct db_run *run, struct buf *text)
{
    static const char *const words[DB_MISSES] = {
        [DB_MISS_UNSEEN] = "never seen",
        [DB_MISS_FILE] = "changed",
        [DB_MISS_DEPENDENCY] = "dependency changed",
        [DB_MISS_TOOL] = "tool or its settings changed",
        [DB_MISS_LOST] = "lost",
    };
    uint64_t all = 0;
    const char *between = ": ";
    for (int i = 0; i < DB_MISSES; i++) {
        all += run->misses[i];
    }
    human_count(all, text);
    buf_text(text, all == 1 ? " miss" : " misses");
    for (int i = 0; i < DB_MISSES; i++) {
        if (run->misses[i] > 0) {
            buf_text(text, between);
            human_count(run->misses[i], text);
            buf_printf(text, " %s", words[i]);
            between = ", ";
        }
    }
}

static void
write_counts(const struct db_run *run, struct buf *text)
{
    human_count(run->hits, text);
    buf_text(text, run->hits == 1 ? " hit, " : " hits, ");
    human_duration(run->saved_ms, text);
    buf_text(text, " saved, ");
    write_misses(run, text);
    buf_byte(text, '\n');
}

static void
write_kinds(const struct stats *stats, struct buf *text)
{
    for (uint32_t kind = 0; kind < DB_KINDS; kind++) {
        const struct db_count *count = &stats->sizes.kinds[kind];
        if (db_kind_name(kind)) {
            buf_printf(text, "  %-8s ", db_kind_name(kind));
            human_count(count->entries, text);
            buf_text(text, ", ");
            human_size(count->bytes, text);
            buf_text(text, " (");
            human_size(count->raw, text);
            buf_text(text, " uncompressed)\n");
        }
    }
}

static void
write_text(const struct stats *stats, struct buf *text)
{
    const struct conf *conf = &stats->call->cli->conf;
    buf_str(text, stats->call->dir);
    buf_text(text, ": ");
    human_counted(stats->sizes.all.entries, "value", text);
    buf_text(text, ", ");
    human_size(stats->sizes.file_bytes, text);
    buf_text(text, " of at most ");
    human_size(conf->cache.max_size_bytes, text);
    buf_byte(text, '\n');
    write_kinds(stats, text);
    for (size_t i = stats->runs.len; i-- > 0;) {
        buf_printf(text, "run %lld: ", (long long)stats->runs.items[i].number);
        write_counts(&stats->runs.items[i], text);
    }
    human_counted(stats->count, "run", text);
    buf_text(text, ": ");
    write_counts(&stats->total, text);
}

int
cache_stats(struct cache_call *call, struct err *err)
{
    struct buf text;
    struct stats stats = {.call = call};
    bool json;
    if (cache_wants_json(call, &json, err) != 0) {
        return -1;
    }
    struct db *db = cache_open(call, err);
    if (!db) {
        return -1;
    }
    db_sizes_read(db, &stats.sizes);
    db_runs_read(db, RUNS_SHOWN, &stats.runs, &stats.total, &stats.count);
    db_close(db);
    buf_init(&text, BUF_UNLIMITED);
    (json ? write_json : write_text)(&stats, &text);
    out_str(&call->cli->out, buf_view(&text));
    buf_release(&text);
    db_run_list_release(&stats.runs);
    return CLI_CLEAN;
}
