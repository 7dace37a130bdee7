/* SPDX-License-Identifier: MIT */
/* cache_archive - `depstamp cache save`, `restore`, `sign`, `key`, `keygen`. */
#include <stdlib.h>
#include <string.h>

#include "core/base/human.h"
#include "core/cli/cache.h"
#include "core/python/version.h"
#include "core/run/result.h"
#include "core/store/bundle.h"
#include "core/store/db_runs.h"
#include "core/sys/file.h"
#include "core/sys/path.h"

#define KEY_VARIABLE "DEPSTAMP_SIGNING_KEY"

enum { KEY_FILE_MAX = 4096 };

/* ---- keys */

static const char *
variable(const struct cli *cli, struct str name)
{
    for (char *const *at = cli->environment; at && *at; at++) {
        struct str line = str_from(*at);
        if (str_starts_with(line, name) && line.data[name.len] == '=') {
            return line.data + name.len + 1;
        }
    }
    return NULL;
}

static int
read_key_file(const char *path, struct sign_key *key, struct err *err)
{
    struct buf text;
    buf_init(&text, KEY_FILE_MAX);
    int status = file_read(FILE_HERE, path, &text, NULL, err);
    if (status == 0 && !sign_key_parse(buf_view(&text), key)) {
        status = err_set(err, ERR_FORMAT, "%s holds no key of 64 digits", path);
    }
    buf_release(&text);
    return status;
}

/* `*given` is whether there is one. */
static int
find_secret(const struct cache_call *call, struct sign_key *key, bool *given,
            struct err *err)
{
    const char *text = variable(call->cli, STR(KEY_VARIABLE));
    *given = call->values->key || (text && text[0]);
    if (call->values->key) {
        return read_key_file(call->values->key, key, err);
    }
    if (*given && !sign_key_parse(str_from(text), key)) {
        return err_set(err, ERR_USAGE, "%s is no key of 64 digits",
                       KEY_VARIABLE);
    }
    return 0;
}

static struct sign_key *
read_public_keys(const struct cache_call *call, size_t *len)
{
    const struct conf_list *list = &call->cli->conf.cache.public_keys;
    struct sign_key *keys =
        ARENA_ARRAY(&call->cli->arena, struct sign_key, list->len + 1);
    *len = 0;
    for (size_t i = 0; i < list->len; i++) {
        *len += sign_key_parse(list->items[i], &keys[*len]);
    }
    return keys;
}

int
cache_keygen(struct cache_call *call, struct err *err)
{
    struct sign_key secret;
    struct sign_key public;
    char text[SIGN_KEY_TEXT + 1];
    const char *path = call->words[0];
    if (!sign_make_key(&secret) || !sign_public_key(&secret, &public)) {
        return err_set(err, ERR_IO, "cannot make a key");
    }
    sign_key_text(&secret, text);
    text[SIGN_KEY_TEXT - 1] = '\n';
    if (file_create_private(path, text, SIGN_KEY_TEXT, err) != 0) {
        return -1;
    }
    out_printf(&call->cli->out, "%s\n", sign_key_text(&public, text));
    return CLI_CLEAN;
}

/* ---- the file */

struct output {
    struct str folder; /* absolute */
    const char *name;
};

/* Where an archive is written; folders on the way are made. */
static int
find_place(const struct cache_call *call, const char *path,
           struct output *output, struct err *err)
{
    struct str absolute;
    struct arena *arena = &call->cli->arena;
    if (path_absolute(arena, path, &absolute, err) != 0) {
        return -1;
    }
    if (file_is_special(absolute.data)) {
        return err_set(err, ERR_IO, "cannot write %s: it is no file", path);
    }
    output->name = arena_cstr(arena, path_name(absolute));
    output->folder = arena_str(arena, path_folder(absolute));
    if (output->folder.len == 0) {
        output->folder = STR("/");
    }
    return file_make_folders(output->folder.data, err);
}

static void
tell_saved(const struct cache_call *call, const struct bundle_saved *saved,
           bool is_signed)
{
    struct buf text;
    buf_init(&text, BUF_UNLIMITED);
    human_counted(saved->rows, "value", &text);
    buf_text(&text, " saved, ");
    human_size(saved->bytes, &text);
    buf_text(&text, is_signed ? ", signed\n" : "\n");
    out_str(&call->cli->out, buf_view(&text));
    buf_release(&text);
}

int
cache_save(struct cache_call *call, struct err *err)
{
    struct output output;
    struct sign_key secret;
    struct bundle_saved saved;
    const struct conf *conf = &call->cli->conf;
    bool has_key;
    struct db *db;
    if (find_secret(call, &secret, &has_key, err) != 0 ||
        find_place(call, call->words[0], &output, err) != 0 ||
        !(db = cache_open(call, err))) {
        return -1;
    }
    struct upkeep upkeep = cache_upkeep(call, db);
    if (db_writable(db)) {
        upkeep_complete(&upkeep);
        db_flush(db);
    }
    struct bundle_source source = {
        .db = db,
        .namespace = conf->cache.namespace,
        .algorithm = conf->cache.hash,
        .level = call->values->compression ? call->values->compression
                                           : conf->cache.compression,
        .jobs = call->cli->jobs,
        .timeline = call->cli->timeline,
        .born_since = call->values->since_run ? db_run_newest(db) : 0,
        .secret = has_key ? &secret : NULL,
    };
    struct span span = span_begin(call->cli->timeline, PHASE_ARCHIVE);
    int status = bundle_save(&source, output.folder, output.name, &saved, err);
    span_end(&span);
    db_close(db);
    if (status == 0) {
        tell_saved(call, &saved, has_key);
    }
    return status == 0 ? CLI_CLEAN : -1;
}

int
cache_sign(struct cache_call *call, struct err *err)
{
    struct output output;
    struct sign_key secret;
    bool has_key;
    if (find_secret(call, &secret, &has_key, err) != 0) {
        return -1;
    }
    if (!has_key) {
        return err_set(err, ERR_USAGE,
                       "no key to sign with: give --key FILE or set %s",
                       KEY_VARIABLE);
    }
    return find_place(call, call->words[0], &output, err) == 0 &&
                   bundle_sign(call->words[0], &secret, output.folder,
                               output.name, err) == 0
               ? CLI_CLEAN
               : -1;
}

/* ---- restoring */

static void
warn(const struct cache_call *call, const char *path, uint64_t count,
     const char *what)
{
    if (count > 0) {
        log_write(&call->cli->log, LOG_WARNING, "%s: %llu segment%s %s", path,
                  (unsigned long long)count, count == 1 ? "" : "s", what);
    }
}

static void
tell_restored(const struct cache_call *call, const char *path,
              const struct bundle_restored *restored)
{
    struct buf text;
    warn(call, path, restored->damaged, "left out: damaged or not ours");
    warn(call, path, restored->untrusted,
         "left out: not signed with one of cache.public_keys");
    warn(call, path, restored->foreign, "left out: of another namespace");
    warn(call, path, restored->hashed,
         "left out: made with another cache.hash");
    if (restored->cut) {
        log_write(&call->cli->log, LOG_WARNING,
                  "%s is damaged: what comes after is lost", path);
    }
    if (restored->full) {
        log_write(&call->cli->log, LOG_WARNING,
                  "%s: the cache is full (cache.max_size), the rest is left",
                  path);
    }
    buf_init(&text, BUF_UNLIMITED);
    buf_printf(&text, "%s: ", path);
    human_counted(restored->rows, "value", &text);
    buf_text(&text, ", ");
    human_count(restored->added, &text);
    buf_text(&text, " new\n");
    out_str(&call->cli->out, buf_view(&text));
    buf_release(&text);
}

/* That there is no archive yet is how every CI begins. */
static int
restore_one(const struct cache_call *call, const struct bundle_target *target,
            const char *path, struct err *err)
{
    struct bundle_restored restored;
    struct span span = span_begin(call->cli->timeline, PHASE_ARCHIVE);
    int status = bundle_restore(target, path, &restored, err);
    span_end(&span);
    if (status == 0) {
        tell_restored(call, path, &restored);
    } else if (err->code == ERR_ABSENT) {
        log_write(&call->cli->log, LOG_NOTE, "%s; nothing restored", err->text);
        status = 0;
    }
    return status;
}

int
cache_restore(struct cache_call *call, struct err *err)
{
    const struct conf *conf = &call->cli->conf;
    bool is_main = db_space(conf->cache.namespace) == 0;
    struct bundle_target target = {
        .namespace = conf->cache.namespace,
        .algorithm = conf->cache.hash,
        .max_bytes = conf->cache.max_size_bytes,
        .must_be_signed = conf->cache.sign == CONF_SIGN_REQUIRED,
    };
    target.keys = read_public_keys(call, &target.keys_len);
    if (target.must_be_signed && target.keys_len == 0) {
        return err_set(err, ERR_USAGE,
                       "cache.sign is required, and cache.public_keys is "
                       "empty: nothing can be restored");
    }
    target.own = cache_open(call, err);
    target.main = !target.own || is_main ? NULL : db_open(call->dir.data, err);
    int status = !target.own || (!is_main && !target.main) ? -1 : 0;
    for (size_t i = 0; i < call->words_len && status == 0; i++) {
        status = restore_one(call, &target, call->words[i], err);
    }
    if (target.main && cache_close(target.main, err) != 0) {
        status = -1;
    }
    if (target.own && cache_close(target.own, err) != 0) {
        status = -1;
    }
    return status == 0 ? CLI_CLEAN : -1;
}

/* ---- the name in a CI's cache */

/*
 * All that decides whether anything in an archive can be of use: formats,
 * grammar, hash and namespace.  What a project holds or which tools it uses
 * is not in it: an archive of yesterday's tools still has the facts.
 */
int
cache_key(struct cache_call *call, struct err *err)
{
    struct hasher hasher;
    struct digest digest;
    char text[DIGEST_TEXT_MAX];
    const struct conf *conf = &call->cli->conf;
    (void)err;
    hasher_init(&hasher, HASH_XXH3);
    hasher_begin(&hasher, "cache key");
    hasher_number(&hasher, 'b', BUNDLE_VERSION);
    hasher_number(&hasher, 'r', RESULT_VERSION);
    hasher_text(&hasher, 's', STR(SYMBOLS_VERSION));
    hasher_text(&hasher, 'g', STR(GRAMMAR_VERSION));
    hasher_end(&hasher, &digest);
    hasher_release(&hasher);
    digest_text(HASH_XXH3, &digest, text);
    out_printf(&call->cli->out, "depstamp-%.8s-%s-", text + sizeof("xxh3:") - 1,
               hash_name(conf->cache.hash));
    for (size_t i = 0; i < conf->cache.namespace.len; i++) {
        char byte = conf->cache.namespace.data[i];
        out_byte(&call->cli->out, byte == '/' ? '-' : byte);
    }
    out_byte(&call->cli->out, '\n');
    return CLI_CLEAN;
}
