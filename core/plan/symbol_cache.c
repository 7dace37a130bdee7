/* SPDX-License-Identifier: MIT */
#include "core/plan/symbol_cache.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/plan/cache_dir.h"
#include "core/plan/reading.h"
#include "core/plan/record_table.h"
#include "core/plan/symbol_table.h"
#include "core/python/version.h"
#include "core/store/db.h"
#include "core/sys/file.h"
#include "core/sys/path.h"
#include "core/sys/pool.h"

struct symbol_cache {
    struct symbol_cache_options options;
    struct arena arena;
    struct hasher hasher;
    struct symbol_table table;
    bool table_open;
    struct record_table records;
    bool records_open;
    bool db_open;
    struct db *db; /* NULL: there is none */
};

struct symbol_cache *
symbol_cache_new(const struct symbol_cache_options *options)
{
    struct symbol_cache *cache = memory_zero(sizeof(*cache));
    cache->options = *options;
    arena_init(&cache->arena);
    hasher_init(&cache->hasher, options->algorithm);
    symbol_table_init(&cache->table, options->algorithm);
    record_table_init(&cache->records, options->algorithm);
    return cache;
}

unsigned
symbol_cache_jobs(const struct symbol_cache *cache)
{
    return cache->options.jobs > 0 ? cache->options.jobs : 1;
}

static const char *
table_path(struct symbol_cache *cache, const char *table)
{
    const char *name = cache_dir_name(&cache->arena, cache->options.dir,
                                      cache->options.root, table);
    return path_join(&cache->arena, cache->options.dir, str_from(name)).data;
}

static void
warn(struct symbol_cache *cache, const char *why)
{
    log_write(cache->options.log, LOG_CACHE, "nothing will be cached: %s", why);
}

/* The table, before anything is asked of it. */
static void
open_table(struct symbol_cache *cache)
{
    if (!cache->table_open) {
        cache->table_open = true;
        symbol_table_load(&cache->table, table_path(cache, "symbols"));
    }
}

static void
open_records(struct symbol_cache *cache)
{
    if (!cache->records_open) {
        cache->records_open = true;
        record_table_load(&cache->records, table_path(cache, "units"));
    }
}

/* The store, before something that the table does not know; may be NULL. */
static struct db *
open_store(struct symbol_cache *cache)
{
    struct err err;
    if (!cache->db_open) {
        cache->db_open = true;
        if (cache_dir_make(&cache->arena, cache->options.dir, &err) == 0 ||
            file_exists(cache->options.dir.data)) {
            cache->db = db_open_as(cache->options.dir.data,
                                   cache->options.namespace, &err);
        }
        if (!cache->db) {
            warn(cache, err.text);
        }
    }
    return cache->db;
}

static void
save_table(struct symbol_cache *cache)
{
    struct err err;
    struct buf bytes;
    if (!cache->table.changed) {
        return;
    }
    buf_init(&bytes, BUF_UNLIMITED);
    symbol_table_write(&cache->table, &bytes);
    /* The store has had its say about a disk that cannot be written. */
    (void)file_replace(table_path(cache, "symbols"), bytes.data, bytes.len,
                       &err);
    buf_release(&bytes);
}

void
symbol_cache_free(struct symbol_cache *cache)
{
    if (!cache) {
        return;
    }
    save_table(cache);
    if (record_table_is_stale(&cache->records)) {
        struct err err;
        (void)record_table_save(&cache->records, table_path(cache, "units"),
                                &err);
    }
    if (cache->db) {
        db_flush(cache->db);
        if (db_problem(cache->db)) {
            warn(cache, db_problem(cache->db));
        }
        db_close(cache->db);
    }
    symbol_table_release(&cache->table);
    record_table_release(&cache->records);
    hasher_release(&cache->hasher);
    arena_release(&cache->arena);
    free(cache);
}

/* Under which the record of a content is stored. */
static void
record_key(struct symbol_cache *cache, const struct digest *content,
           struct digest *key)
{
    hasher_begin(&cache->hasher, "symbols of");
    hasher_text(&cache->hasher, 's', STR(SYMBOLS_VERSION));
    hasher_text(&cache->hasher, 'g', STR(GRAMMAR_VERSION));
    hasher_digest(&cache->hasher, 'c', content);
    hasher_end(&cache->hasher, key);
}

const struct digest *
symbol_cache_stamps(struct symbol_cache *cache, const struct digest *content)
{
    open_table(cache);
    const struct symbol_row *row = symbol_table_find(&cache->table, content);
    return row ? row->stamps : NULL;
}

bool
symbol_cache_record(struct symbol_cache *cache, const struct digest *content,
                    struct buf *out)
{
    struct digest key;
    struct db *db = open_store(cache);
    record_key(cache, content, &key);
    return db && db_get(db, DB_SYMBOLS, &key, out) == 1;
}

void
symbol_cache_mark(struct symbol_cache *cache, struct db *db)
{
    struct digest key;
    open_table(cache);
    for (size_t i = 0; i < cache->table.rows.len; i++) {
        record_key(cache, &cache->table.rows.items[i].content, &key);
        db_use(db, DB_SYMBOLS, &key);
    }
}

/* ---- filling */

/* One source on its way to a record. */
struct source {
    file_id file;
    uint64_t size;
    struct buf bytes;
    struct buf record; /* empty: it could not be read */
    struct digest content;
    struct digest stamps[STAMPS];
};

struct filling {
    struct symbol_cache *cache;
    struct state *state;
    struct {
        VEC_FIELDS(struct source); /* the whole list; buffers per chunk */
    } sources;
    struct source *chunk;
    bool records; /* they are asked for, not the stamps alone */
    struct symbol_reader *readers[POOL_JOBS_MAX];
};

/* Is all that is asked for in the tables? */
static bool
is_known(struct filling *filling, const struct digest *content)
{
    struct symbol_cache *cache = filling->cache;
    return symbol_cache_stamps(cache, content) &&
           (!filling->records ||
            record_table_find(&cache->records, content).data);
}

/* Is it in the store? */
static bool
take_from_store(struct filling *filling, const struct digest *content,
                struct buf *record)
{
    struct symbols symbols;
    buf_clear(record);
    if (!symbol_cache_record(filling->cache, content, record) ||
        !symbols_view(buf_view(record), &symbols)) {
        return false;
    }
    symbol_table_put(&filling->cache->table, content, symbols.stamps);
    if (filling->records) {
        record_table_put(&filling->cache->records, content, buf_view(record));
    }
    return true;
}

static bool
is_source(const struct tree_file *file)
{
    return (file->flags & FILE_HASHED) && !(file->flags & FILE_FAILED) &&
           ((file->flags & FILE_SUBJECT) || tree_is_python(file->path));
}

static void
find_missing(struct filling *filling, const file_id *files, size_t len)
{
    struct buf record;
    struct map seen = {0};
    buf_init(&record, BUF_UNLIMITED);
    for (size_t i = 0; i < len; i++) {
        const struct tree_file *file =
            &filling->state->tree.files.items[files[i]];
        uint64_t prefix;
        uint32_t before;
        memcpy(&prefix, file->digest.bytes, sizeof(prefix));
        if (!is_source(file) || is_known(filling, &file->digest) ||
            map_get(&seen, prefix >> 1, &before) ||
            take_from_store(filling, &file->digest, &record)) {
            continue;
        }
        map_put(&seen, prefix >> 1, 1);
        VEC_PUSH(&filling->sources,
                 (struct source){.file = files[i],
                                 .size = (uint64_t)file->sig.size});
    }
    map_release(&seen);
    buf_release(&record);
}

/* Largest first, so that no thread is left with a large one at the end. */
static int
compare_sources(const void *a, const void *b)
{
    const struct source *one = a;
    const struct source *other = b;
    if (one->size != other->size) {
        return one->size > other->size ? -1 : 1;
    }
    return (one->file > other->file) - (one->file < other->file);
}

static void
parse_source(struct filling *filling, struct symbol_reader *reader,
             struct source *source)
{
    enum hash_algorithm algorithm = filling->cache->options.algorithm;
    struct str bytes = buf_view(&source->bytes);
    struct err err;
    if (!filling->state->read_many &&
        filling->state->read(filling->state->read_context,
                             &filling->state->tree.files.items[source->file],
                             &source->bytes, NULL, &err) != 0) {
        return;
    }
    bytes = buf_view(&source->bytes);
    hash_bytes(algorithm, bytes.data, bytes.len, &source->content);
    const struct symbols *symbols =
        symbols_read(reader, bytes, &source->content);
    memcpy(source->stamps, symbols->stamps, sizeof(source->stamps));
    symbols_write(symbols, &source->record);
}

static void
parse_range(unsigned worker, void *context, size_t from, size_t to)
{
    struct filling *filling = context;
    if (!filling->readers[worker]) {
        filling->readers[worker] =
            symbol_reader_new(filling->cache->options.algorithm);
    }
    for (size_t i = from; i < to; i++) {
        if (!filling->chunk[i].bytes.full) {
            parse_source(filling, filling->readers[worker], &filling->chunk[i]);
        }
    }
}

static void
read_chunk(struct filling *filling, size_t len)
{
    file_id files[SYMBOL_CHUNK] = {0};
    struct buf bytes[SYMBOL_CHUNK];
    for (size_t i = 0; i < len; i++) {
        files[i] = filling->chunk[i].file;
        bytes[i] = filling->chunk[i].bytes;
    }
    filling->state->read_many(filling->state->read_context, files, len, bytes);
    for (size_t i = 0; i < len; i++) {
        filling->chunk[i].bytes = bytes[i];
    }
}

static void
keep_source(struct filling *filling, struct source *source)
{
    struct symbol_cache *cache = filling->cache;
    struct digest key;
    if (filling->records) {
        record_table_put(&cache->records, &source->content,
                         buf_view(&source->record));
    }
    if (source->record.len > 0) {
        symbol_table_put(&cache->table, &source->content, source->stamps);
        record_key(cache, &source->content, &key);
        if (cache->db) {
            db_put(cache->db, DB_SYMBOLS, &key, buf_view(&source->record));
        }
    }
    buf_release(&source->bytes);
    buf_release(&source->record);
}

static void
fill_chunk(struct filling *filling, size_t first, size_t len)
{
    filling->chunk = &filling->sources.items[first];
    for (size_t i = 0; i < len; i++) {
        buf_init(&filling->chunk[i].bytes, SOURCE_MAX_BYTES);
        buf_init(&filling->chunk[i].record, BUF_UNLIMITED);
    }
    if (filling->state->read_many) {
        read_chunk(filling, len);
    }
    struct crew crew = {filling->cache->options.jobs, filling->state->timeline};
    pool_for(crew, len, 1, parse_range, filling);
    for (size_t i = 0; i < len; i++) {
        keep_source(filling, &filling->chunk[i]);
    }
}

static void
fill(struct filling *filling, const file_id *files, size_t len)
{
    struct span span = span_begin(filling->state->timeline, PHASE_SYMBOLS);
    find_missing(filling, files, len);
    size_t missing = filling->sources.len;
    if (missing > 0) {
        qsort(filling->sources.items, missing, sizeof(struct source),
              compare_sources);
    }
    for (size_t i = 0; i < missing; i += SYMBOL_CHUNK) {
        size_t left = missing - i;
        fill_chunk(filling, i, left < SYMBOL_CHUNK ? left : SYMBOL_CHUNK);
    }
    for (size_t i = 0; i < POOL_JOBS_MAX; i++) {
        symbol_reader_free(filling->readers[i]);
    }
    VEC_RELEASE(&filling->sources);
    span_end(&span);
}

void
symbol_cache_fill(struct symbol_cache *cache, struct state *state,
                  const file_id *files, size_t len)
{
    struct filling filling = {.cache = cache, .state = state};
    fill(&filling, files, len);
}

bool
symbol_cache_peek(struct symbol_cache *cache, struct state *state, file_id file,
                  struct digest stamps[STAMPS])
{
    struct filling filling = {.cache = cache, .state = state};
    struct source source = {.file = file};
    const struct tree_file *entry = &state->tree.files.items[file];
    bool found = false;
    if (!is_source(entry) || state->read_many) {
        return false;
    }
    buf_init(&source.bytes, SOURCE_MAX_BYTES);
    buf_init(&source.record, BUF_UNLIMITED);
    struct symbol_reader *reader = symbol_reader_new(cache->options.algorithm);
    parse_source(&filling, reader, &source);
    if (source.record.len > 0 &&
        digest_equal(&source.content, &entry->digest)) {
        memcpy(stamps, source.stamps, sizeof(source.stamps));
        found = true;
    }
    symbol_reader_free(reader);
    buf_release(&source.bytes);
    buf_release(&source.record);
    return found;
}

void
symbol_cache_fill_records(struct symbol_cache *cache, struct state *state,
                          const file_id *files, size_t len)
{
    struct filling filling = {.cache = cache, .state = state, .records = true};
    open_records(cache);
    fill(&filling, files, len);
}

struct str
symbol_cache_view(struct symbol_cache *cache, const struct digest *content)
{
    return record_table_find(&cache->records, content);
}
