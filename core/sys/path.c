/* SPDX-License-Identifier: MIT */
#include "core/sys/path.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/buf.h"

struct str
path_join(struct arena *arena, struct str folder, struct str name)
{
    char *joined;

    if (folder.len == 0 || name.len == 0)
        return arena_str(arena, folder.len ? folder : name);
    joined = arena_alloc(arena, folder.len + name.len + 2);
    memcpy(joined, folder.data, folder.len);
    joined[folder.len] = '/';
    memcpy(joined + folder.len + 1, name.data, name.len);
    joined[folder.len + 1 + name.len] = '\0';
    return (struct str){joined, folder.len + 1 + name.len};
}

struct str
path_folder(struct str path)
{
    ptrdiff_t slash = str_find_last_byte(path, '/');

    return str_slice(path, 0, slash < 0 ? 0 : (size_t)slash);
}

struct str
path_name(struct str path)
{
    ptrdiff_t slash = str_find_last_byte(path, '/');

    return str_slice(path, (size_t)(slash + 1), path.len);
}

bool
path_is_clean(struct str path)
{
    do {
        struct str part = str_split(&path, '/');
        if (part.len == 0 || str_equal(part, STR(".")) ||
            str_equal(part, STR("..")) || memchr(part.data, '\0', part.len))
            return false;
    } while (path.data);
    return true;
}

bool
path_is_below(struct str path, struct str folder)
{
    if (folder.len == 0 || str_equal(path, folder))
        return true;
    return path.len > folder.len && path.data[folder.len] == '/' &&
           str_starts_with(path, folder);
}

/* Append the components of `path` to the clean absolute one in `out`. */
static void
append_clean(struct buf *out, struct str path)
{
    while (path.data) {
        struct str part = str_split(&path, '/');
        if (part.len == 0 || str_equal(part, STR(".")))
            continue;
        if (str_equal(part, STR(".."))) {
            out->len = path_folder(buf_view(out)).len;
            continue;
        }
        buf_byte(out, '/');
        buf_str(out, part);
    }
}

int
path_absolute(struct arena *arena, const char *path, struct str *out,
              struct err *err)
{
    struct buf clean;

    buf_init(&clean, BUF_UNLIMITED);
    if (*path != '/') {
        char *current = getcwd(NULL, 0);
        if (!current)
            return err_system(err, errno, "cannot find the current folder");
        append_clean(&clean, str_from(current));
        free(current);
    }
    append_clean(&clean, str_from(path));
    *out = arena_str(arena, clean.len ? buf_view(&clean) : STR("/"));
    buf_release(&clean);
    return 0;
}

bool
path_real(struct arena *arena, struct str path, struct str *out)
{
    char *real = realpath(path.data, NULL);

    if (!real)
        return false;
    *out = arena_str(arena, str_from(real));
    free(real);
    return true;
}

/*
 * `path` with the symlinks of its folders resolved; its last component stays
 * as it is, and so does what does not exist (a deleted file in a deleted
 * folder still has a place).
 */
static struct str
real_folder_path(struct arena *arena, struct str path)
{
    struct str folder = path_folder(path);
    struct str real = {0};

    while (folder.len > 0 && !path_real(arena, arena_str(arena, folder), &real))
        folder = path_folder(folder);
    return path_join(arena, real, str_slice(path, folder.len + 1, path.len));
}

bool
path_cut_root(struct str path, struct str root, struct str *out)
{
    if (str_equal(root, STR("/")))
        root.len = 0;
    if (!path_is_below(path, root))
        return false;
    *out = str_slice(path, root.len + 1, path.len);
    return true;
}

int
path_below_root(struct arena *arena, struct str root, const char *path,
                struct str *out, struct err *err)
{
    struct str names;
    struct str real;
    struct str real_root = arena_str(arena, root);

    if (path_absolute(arena, path, &names, err) < 0)
        return -1;
    if (path_cut_root(names, root, out))
        return 0;
    (void)path_real(arena, real_root, &real_root);
    real = real_folder_path(arena, names);
    if (path_cut_root(names, real_root, out) ||
        path_cut_root(real, real_root, out))
        return 0;
    if (path_real(arena, names, &real) && path_cut_root(real, real_root, out))
        return 0;
    return err_set(err, ERR_USAGE, "%s lies outside of %.*s", path,
                   (int)root.len, root.data);
}

/* The letters that follow a backslash, and the bytes they stand for. */
static const char escapes[][2] = {
    {'a', '\a'}, {'b', '\b'}, {'t', '\t'}, {'n', '\n'},  {'v', '\v'},
    {'f', '\f'}, {'r', '\r'}, {'"', '"'},  {'\\', '\\'},
};

enum { ESCAPES = sizeof(escapes) / sizeof(*escapes) };

static bool
needs_escape(char byte, bool ascii)
{
    unsigned char code = (unsigned char)byte;

    return code < 0x20 || code == 0x7f || byte == '"' || byte == '\\' ||
           (ascii && code >= 0x80);
}

static bool
is_plain(struct str path, bool ascii)
{
    for (size_t i = 0; i < path.len; i++)
        if (needs_escape(path.data[i], ascii))
            return false;
    return true;
}

static void
escape(struct buf *out, char byte)
{
    for (int i = 0; i < ESCAPES; i++) {
        if (byte != escapes[i][1])
            continue;
        buf_byte(out, '\\');
        buf_byte(out, escapes[i][0]);
        return;
    }
    buf_printf(out, "\\%03o", (unsigned)(unsigned char)byte);
}

static struct str
quote(struct arena *arena, struct str path, bool ascii)
{
    struct buf quoted;
    struct str result;

    if (is_plain(path, ascii))
        return arena_str(arena, path);
    buf_init(&quoted, BUF_UNLIMITED);
    buf_byte(&quoted, '"');
    for (size_t i = 0; i < path.len; i++) {
        if (needs_escape(path.data[i], ascii))
            escape(&quoted, path.data[i]);
        else
            buf_byte(&quoted, path.data[i]);
    }
    buf_byte(&quoted, '"');
    result = arena_str(arena, buf_view(&quoted));
    buf_release(&quoted);
    return result;
}

struct str
path_quote(struct arena *arena, struct str path)
{
    return quote(arena, path, false);
}

struct str
path_quote_ascii(struct arena *arena, struct str path)
{
    return quote(arena, path, true);
}

static bool
is_octal(char byte, char last)
{
    return byte >= '0' && byte <= last;
}

/*
 * Decode the escape that `rest` begins with, behind its backslash.  A byte 0
 * is refused: no path holds one.
 */
static bool
unescape(struct str *rest, char *byte)
{
    const char *at = rest->data;

    for (int i = 0; rest->len > 0 && i < ESCAPES; i++) {
        if (at[0] != escapes[i][0])
            continue;
        *byte = escapes[i][1];
        *rest = str_slice(*rest, 1, rest->len);
        return true;
    }
    if (rest->len < 3 || !is_octal(at[0], '3') || !is_octal(at[1], '7') ||
        !is_octal(at[2], '7'))
        return false;
    *byte = (char)(unsigned char)((at[0] - '0') * 64 + (at[1] - '0') * 8 +
                                  (at[2] - '0'));
    *rest = str_slice(*rest, 3, rest->len);
    return *byte != '\0';
}

/* What stands between the quotes. */
static bool
unquote(struct str rest, struct buf *out)
{
    while (rest.len > 0) {
        char byte = rest.data[0];
        rest = str_slice(rest, 1, rest.len);
        if (byte == '\\' ? !unescape(&rest, &byte) : needs_escape(byte, false))
            return false;
        buf_byte(out, byte);
    }
    return true;
}

int
path_unquote(struct arena *arena, struct str text, struct str *out,
             struct err *err)
{
    struct buf plain;
    bool right;

    if (is_plain(text, false)) {
        *out = arena_str(arena, text);
        return 0;
    }
    buf_init(&plain, BUF_UNLIMITED);
    right = text.len >= 2 && text.data[0] == '"' &&
            text.data[text.len - 1] == '"' &&
            unquote(str_slice(text, 1, text.len - 1), &plain);
    if (right)
        *out = arena_str(arena, buf_view(&plain));
    buf_release(&plain);
    if (right)
        return 0;
    return err_set(err, ERR_FORMAT, "cannot read the quoted path %.*s",
                   (int)(text.len < 200 ? text.len : 200), text.data);
}
