/* SPDX-License-Identifier: MIT */
#include "core/conf/conf.h"

#include <assert.h>

#include "core/conf/conf_read.h"
#include "core/conf/conf_table.h"
#include "core/conf/conf_value.h"
#include "core/sys/file.h"
#include "core/sys/path.h"

static void
init(struct conf *conf)
{
    *conf = (struct conf){0};
    arena_init(&conf->arena);
    conf->origins = ARENA_ARRAY(&conf->arena, struct str, conf_settings.len);
    conf_read_defaults(&conf->arena, &conf_settings, conf);
}

static int
read_tree(struct conf *conf, const char *name, struct str text, struct err *err)
{
    struct arena nodes;
    const struct conf_node *root;
    int result = -1;

    arena_init(&nodes);
    root = conf_yaml_read(&nodes, name, text, err);
    if (root && conf_read_tree(conf, name, root, err) == 0 &&
        conf_check_tiers(conf, name, root, err) == 0)
        result = 0;
    arena_release(&nodes);
    return result;
}

int
conf_parse(const char *name, struct str text, char *const *environment,
           struct conf *conf, struct err *err)
{
    init(conf);
    conf->file = arena_str(&conf->arena, str_from(name));
    if (read_tree(conf, name, text, err) != 0 ||
        conf_read_environment(conf, environment, err) != 0) {
        conf_release(conf);
        return -1;
    }
    return 0;
}

static int
load_defaults(char *const *environment, struct conf *conf, struct err *err)
{
    init(conf);
    if (conf_read_environment(conf, environment, err) == 0)
        return 0;
    conf_release(conf);
    return -1;
}

/* Nothing that is shown is absolute: the same tree may lie elsewhere. */
static const char *
name_of(const char *path)
{
    return path[0] == '/' ? path_name(str_from(path)).data : path;
}

static int
read_file(const char *path, struct buf *text, struct err *err)
{
    if (file_read(FILE_HERE, path, text, NULL, err) == 0)
        return 0;
    if (err->code == ERR_LIMIT)
        err_set(err, ERR_LIMIT,
                "%s:1:1: larger than %d KiB; is this the right file?",
                name_of(path), CONF_FILE_MAX / 1024);
    return -1;
}

int
conf_load(const char *path, char *const *environment, struct conf *conf,
          struct err *err)
{
    struct buf text;
    int result;

    if (!path)
        return load_defaults(environment, conf, err);
    buf_init(&text, CONF_FILE_MAX);
    if (read_file(path, &text, err) != 0) {
        buf_release(&text);
        return -1;
    }
    result = conf_parse(name_of(path), buf_view(&text), environment, conf, err);
    if (result == 0)
        conf->file = arena_str(&conf->arena, str_from(path));
    buf_release(&text);
    return result;
}

void
conf_release(struct conf *conf)
{
    arena_release(&conf->arena);
    *conf = (struct conf){0};
}

int
conf_override(struct conf *conf, const char *key, const char *text,
              const char *origin, struct err *err)
{
    const struct conf_key *row = conf_table_find(&conf_settings, str_from(key));

    assert(row);
    return conf_read_text(conf, row, str_from(text), origin, err);
}

bool
conf_analyzer_gives(const struct conf_analyzer *analyzer, const char *key)
{
    const struct conf_key *row =
        conf_table_find(&conf_analyzer_keys, str_from(key));

    assert(row);
    return analyzer->row.given >> (row - conf_analyzer_keys.keys) & 1;
}

void
conf_scan_digest(const struct conf *conf, struct digest *digest)
{
    struct hasher hasher;
    struct buf value;

    hasher_init(&hasher, conf->cache.hash);
    hasher_begin(&hasher, "scan-settings");
    buf_init(&value, BUF_UNLIMITED);
    for (size_t i = 0; i < conf_settings.len; i++) {
        const struct conf_key *key = &conf_settings.keys[i];
        if (!key->scan)
            continue;
        buf_clear(&value);
        conf_value_format(key, conf, &value);
        hasher_text(&hasher, 'k', str_from(key->path));
        hasher_text(&hasher, 'v', buf_view(&value));
    }
    hasher_end(&hasher, digest);
    buf_release(&value);
    hasher_release(&hasher);
}
