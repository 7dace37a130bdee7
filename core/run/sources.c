/* SPDX-License-Identifier: MIT */
#include "core/run/sources.h"

#include "core/python/text.h"
#include "core/sys/file.h"
#include "core/sys/path.h"

enum { SOURCE_MAX_BYTES = 64 << 20 };

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

void
sources_init(struct sources *sources, struct str root)
{
    *sources = (struct sources){.root = root};
    arena_init(&sources->arena);
    buf_init(&sources->path, BUF_UNLIMITED);
    buf_init(&sources->bytes, SOURCE_MAX_BYTES);
    buf_init(&sources->text, BUF_UNLIMITED);
}

void
sources_release(struct sources *sources)
{
    VEC_RELEASE(&sources->lines);
    buf_release(&sources->path);
    buf_release(&sources->bytes);
    buf_release(&sources->text);
    arena_release(&sources->arena);
}

/* text_decode made LF of a lone CR, so only LF ends lines. */
static void
find_lines(struct sources *sources)
{
    struct str rest = buf_view(&sources->text);
    size_t at = 0;
    sources->lines.len = 0;
    do {
        VEC_PUSH(&sources->lines, at);
        at += str_split(&rest, '\n').len + 1;
    } while (rest.data);
    VEC_PUSH(&sources->lines, at);
}

/*
 * Answers come from archives too: a path that leads out of the tree must not
 * put lines of any file of this machine into a report.
 */
static bool
leads_out(struct str path)
{
    while (path.data) {
        if (str_equal(str_split(&path, '/'), STR(".."))) {
            return true;
        }
    }
    return false;
}

static void
load(struct sources *sources, struct str path)
{
    struct err err;
    struct buf scratch;
    const char *name = path_join(&sources->arena, sources->root, path).data;
    buf_clear(&sources->path);
    buf_str(&sources->path, path);
    buf_clear(&sources->text);
    sources->readable =
        !leads_out(path) &&
        file_read(FILE_HERE, name, &sources->bytes, NULL, &err) == 0;
    if (!sources->readable) {
        return;
    }
    buf_init(&scratch, BUF_UNLIMITED);
    buf_str(&sources->text,
            text_decode(buf_view(&sources->bytes), &scratch, NULL));
    buf_release(&scratch);
    find_lines(sources);
}

bool
sources_line(void *context, struct str path, uint32_t line, struct str *text)
{
    struct sources *sources = context;
    if (!str_equal(buf_view(&sources->path), path) || path.len == 0) {
        load(sources, path);
    }
    if (!sources->readable || line >= sources->lines.len) {
        return false;
    }
    if (line == 0) {
        *text = STR(BYTE_ORDER_MARK);
        text->len *= str_starts_with(buf_view(&sources->bytes), *text);
        return true;
    }
    size_t from = sources->lines.items[line - 1];
    size_t to = sources->lines.items[line] - 1;
    *text = str_slice(buf_view(&sources->text), from, to);
    if (str_ends_with(*text, STR("\r"))) {
        *text = str_slice(*text, 0, text->len - 1);
    }
    return true;
}
