/* SPDX-License-Identifier: MIT */
#include "core/plan/stamps.h"

#include <stdlib.h>
#include <string.h>

#include "core/plan/order.h"
#include "core/sys/file.h"
#include "core/sys/path.h"
#include "core/sys/sweep.h"

static int
write_stamp(const struct keys *keys, file_id file, struct str out,
            struct arena *arena, struct err *err)
{
    char key[DIGEST_TEXT_MAX];
    struct str path = keys->state->tree.files.items[file].path;
    const char *level = level_name(keys->level);
    const char *name = arena_printf(arena, "%.*s/%.*s.%s", (int)out.len,
                                    out.data, (int)path.len, path.data, level);
    const char *line =
        arena_printf(arena, "depstamp1 %s %s\n", level,
                     digest_text(keys->algorithm, &keys->keys[file], key));
    return file_update(name, line, strlen(line), err);
}

/* A stamp file whose source is no subject any more. */
static bool
is_stale(void *context, struct str path)
{
    const struct keys *keys = context;
    struct str level = str_from(level_name(keys->level));
    if (path.len <= level.len + 1 || !str_ends_with(path, level) ||
        path.data[path.len - level.len - 1] != '.') {
        return false;
    }
    struct str source = str_slice(path, 0, path.len - level.len - 1);
    if (!tree_is_python(path_name(source))) {
        return false;
    }
    file_id file = tree_find_file(&keys->state->tree, source);
    return file == NO_FILE ||
           !(keys->state->tree.files.items[file].flags & FILE_SUBJECT);
}

int
stamps_write(const struct keys *keys, const struct stamp_files *files,
             struct err *err)
{
    struct arena arena;
    int written = 0;
    int status = 0;
    arena_init(&arena);
    for (size_t i = 0; i < files->len && status >= 0; i++) {
        status = write_stamp(keys, files->files[i], str_from(files->out),
                             &arena, err);
        written += status > 0;
    }
    if (status >= 0 && files->all) {
        status =
            sweep_folder(files->out, is_stale, (void *)(uintptr_t)keys, err);
    }
    arena_release(&arena);
    return status < 0 ? -1 : written;
}

void
baseline_write(const struct keys *keys, struct buf *out)
{
    baseline_write_some(keys, NULL, out);
}

void
baseline_write_some(const struct keys *keys, const bool *only, struct buf *out)
{
    struct order order;
    struct arena arena;
    char key[DIGEST_TEXT_MAX];
    char content[DIGEST_TEXT_MAX];
    const struct tree *tree = &keys->state->tree;
    arena_init(&arena);
    order_init(&order, tree);
    buf_printf(out, "depstamp-baseline1 %s %s%s\n", level_name(keys->level),
               hash_name(keys->algorithm),
               keys->precision == PRECISION_SYMBOL ? " symbol" : "");
    for (size_t i = 0; i < keys->len; i++) {
        file_id file = order.files[i];
        const struct tree_file *entry = &tree->files.items[file];
        if (!(entry->flags & FILE_SUBJECT) || (only && !only[file])) {
            continue;
        }
        digest_text(keys->algorithm, &keys->keys[file], key);
        digest_text(keys->algorithm, &entry->digest, content);
        buf_printf(out, "%s %s ", key, content);
        buf_str(out, path_quote_ascii(&arena, entry->path));
        buf_byte(out, '\n');
    }
    order_release(&order);
    arena_release(&arena);
}

enum {
    BASELINE_MAX_BYTES = 1 << 30,
    BASELINE_PATH_MAX = 1 << 14, /* four times what Linux opens */
};

/* A baseline being read. */
struct reader {
    const char *path;
    struct baseline *baseline;
    size_t line;
};

static int
refuse(const struct reader *reader, const char *what, struct err *err)
{
    return err_set(err, ERR_FORMAT,
                   "%s:%zu: %s; write a new one with `depstamp stamp --all "
                   "-o FILE`",
                   reader->path, reader->line, what);
}

static int
read_header(struct reader *reader, struct str line, struct err *err)
{
    struct baseline *baseline = reader->baseline;
    struct str magic = str_split(&line, ' ');
    struct str level = str_split(&line, ' ');
    if (!str_equal(magic, STR("depstamp-baseline1")) || !line.data) {
        return refuse(reader, "this is no baseline of this version", err);
    }
    const char *name = arena_cstr(&baseline->arena, level);
    if (level_parse(name, &baseline->level, err) != 0) {
        return err_context(err, "%s:1", reader->path);
    }
    struct str algorithm = str_split(&line, ' ');
    if (!hash_from_name(algorithm, &baseline->algorithm)) {
        return refuse(reader, "the hash algorithm is not known", err);
    }
    if (line.data && !str_equal(line, STR("symbol"))) {
        return refuse(reader, "the precision is not known", err);
    }
    baseline->precision = line.data ? PRECISION_SYMBOL : PRECISION_FILE;
    return 0;
}

static int
read_row(struct reader *reader, struct str line, struct err *err)
{
    struct baseline *baseline = reader->baseline;
    struct baseline_row row;
    enum hash_algorithm key;
    enum hash_algorithm content;
    struct str key_text = str_split(&line, ' ');
    struct str content_text = str_split(&line, ' ');
    if (!line.data || !digest_parse(key_text, &key, &row.key) ||
        !digest_parse(content_text, &content, &row.content) ||
        key != baseline->algorithm || content != baseline->algorithm) {
        return refuse(reader, "this is no line of a baseline", err);
    }
    if (path_unquote(&baseline->arena, line, &row.path, err) != 0) {
        return refuse(reader, "the path is quoted wrongly", err);
    }
    if (row.path.len > BASELINE_PATH_MAX || !path_is_clean(row.path)) {
        return refuse(reader, "this is no path of a file in a project", err);
    }
    size_t len = baseline->rows.len;
    if (len > 0 &&
        str_compare(baseline->rows.items[len - 1].path, row.path) >= 0) {
        return refuse(reader, "the lines are not sorted by path", err);
    }
    VEC_PUSH(&baseline->rows, row);
    return 0;
}

static int
read_lines(struct reader *reader, struct str text, struct err *err)
{
    while (text.data && text.len > 0) {
        struct str line = str_split(&text, '\n');
        reader->line++;
        if (!text.data) {
            return refuse(reader, "the last line is cut off", err);
        }
        int status = reader->line == 1 ? read_header(reader, line, err)
                                       : read_row(reader, line, err);
        if (status != 0) {
            return -1;
        }
    }
    return reader->line > 0 ? 0 : refuse(reader, "the file is empty", err);
}

int
baseline_read(const char *path, struct baseline *baseline, struct err *err)
{
    struct reader reader = {.path = path, .baseline = baseline};
    struct buf bytes;
    memset(baseline, 0, sizeof(*baseline));
    arena_init(&baseline->arena);
    buf_init(&bytes, BASELINE_MAX_BYTES);
    int status = file_read(FILE_HERE, path, &bytes, NULL, err);
    if (status == 0) {
        status = read_lines(&reader, buf_view(&bytes), err);
    }
    buf_release(&bytes);
    if (status != 0) {
        baseline_release(baseline);
    }
    return status;
}

void
baseline_release(struct baseline *baseline)
{
    VEC_RELEASE(&baseline->rows);
    arena_release(&baseline->arena);
}

const struct baseline_row *
baseline_find(const struct baseline *baseline, struct str path)
{
    size_t from = 0;
    size_t to = baseline->rows.len;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = str_compare(baseline->rows.items[middle].path, path);
        if (order == 0) {
            return &baseline->rows.items[middle];
        }
        if (order < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return NULL;
}
