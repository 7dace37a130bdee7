/* SPDX-License-Identifier: MIT */
#include "plugins/bazel/labels.h"

#include <stdlib.h>

#include "core/base/arena.h"
#include "core/base/vec.h"
#include "core/sys/file.h"
#include "core/sys/path.h"

enum { IGNORED_MAX_BYTES = 1 << 20 };

static const char *const boundaries[] = {
    "MODULE.bazel", "REPO.bazel", "WORKSPACE.bazel", "WORKSPACE", NULL,
};
static const char *const build_files[] = {"BUILD.bazel", "BUILD", NULL};

struct labels {
    struct arena arena;
    struct str workspace; /* absolute */
    struct str before;    /* of the root in the workspace; "" if they are one */
    struct {
        VEC_FIELDS(struct str);
    } ignored;
    struct str folder; /* whose package was asked for last */
    struct str package;
    bool is_in_package;
};

struct label {
    struct str package;
    struct str name;
};

struct label_list {
    VEC_FIELDS(struct label);
};

static bool
has_one_of(struct labels *labels, struct str folder, const char *const *names)
{
    for (size_t i = 0; names[i]; i++) {
        struct str path = path_join(&labels->arena, folder, str_from(names[i]));
        if (file_exists(path.data) && !file_is_folder(path.data)) {
            return true;
        }
    }
    return false;
}

static int
find_workspace(struct labels *labels, struct str root, struct err *err)
{
    struct str folder = root;
    while (
        !has_one_of(labels, folder.len > 0 ? folder : STR("/"), boundaries)) {
        if (folder.len <= 1) {
            return err_set(err, ERR_USAGE,
                           "there is no MODULE.bazel or WORKSPACE in `%.*s` "
                           "or above",
                           (int)root.len, root.data);
        }
        folder = path_folder(folder);
    }
    labels->workspace = folder.len > 0 ? folder : STR("/");
    (void)path_cut_root(root, labels->workspace, &labels->before);
    return 0;
}

/* Bazel takes every line for a folder, but for comments. */
static int
read_ignored(struct labels *labels, struct err *err)
{
    struct buf text;
    struct str path =
        path_join(&labels->arena, labels->workspace, STR(".bazelignore"));
    if (!file_exists(path.data)) {
        return 0;
    }
    buf_init(&text, IGNORED_MAX_BYTES);
    int status = file_read(FILE_HERE, path.data, &text, NULL, err);
    struct str rest = arena_str(&labels->arena, buf_view(&text));
    while (status == 0 && rest.len > 0) {
        struct str line = str_trim(str_split(&rest, '\n'));
        while (str_ends_with(line, STR("/"))) {
            line = str_slice(line, 0, line.len - 1);
        }
        if (line.len > 0 && line.data[0] != '#') {
            VEC_PUSH(&labels->ignored, line);
        }
    }
    buf_release(&text);
    return status;
}

static bool
is_ignored(const struct labels *labels, struct str path)
{
    for (size_t i = 0; i < labels->ignored.len; i++) {
        if (path_is_below(path, labels->ignored.items[i])) {
            return true;
        }
    }
    return false;
}

/* The package of what lies in `folder`, of the workspace. */
static void
find_package(struct labels *labels, struct str folder)
{
    struct str package = folder;
    labels->folder = folder;
    for (;;) {
        labels->is_in_package = has_one_of(
            labels, path_join(&labels->arena, labels->workspace, package),
            build_files);
        if (labels->is_in_package || package.len == 0) {
            break;
        }
        package = path_folder(package);
    }
    labels->package = package;
}

static void
add_label(struct labels *labels, struct str path, struct label_list *list)
{
    struct str place = path_join(&labels->arena, labels->before, path);
    struct str folder = path_folder(place);
    if (is_ignored(labels, place)) {
        return;
    }
    if (!labels->folder.data || !str_equal(folder, labels->folder)) {
        find_package(labels, folder);
    }
    if (labels->is_in_package) {
        size_t cut = labels->package.len > 0 ? labels->package.len + 1 : 0;
        VEC_PUSH(list, (struct label){labels->package,
                                      str_slice(place, cut, place.len)});
    }
}

/* ---- the query */

static bool
is_plain(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '/' || byte == '_' ||
           byte == '-';
}

/* Bazel counts in characters, or in bytes where it takes names for Latin-1. */
static void
append_pattern(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (is_plain(text.data[i])) {
            buf_byte(out, text.data[i]);
        } else if (text.data[i] == '.') {
            buf_text(out, "\\.");
        } else if ((unsigned char)text.data[i] < 0x80) {
            buf_byte(out, '.');
        } else {
            buf_text(out, i > 0 && (unsigned char)text.data[i - 1] >= 0x80
                              ? ""
                              : ".+");
        }
    }
}

/* In quotes a word of a query is taken as it is. */
static void
append_package(struct buf *out, struct str package)
{
    const char *quote = str_find_byte(package, '"') >= 0 ? "'" : "\"";
    buf_printf(out, "%s//%.*s:*%s", quote, (int)package.len, package.data,
               quote);
}

static int
compare_labels(const void *a, const void *b)
{
    const struct label *x = a;
    const struct label *y = b;
    int order = str_compare(x->package, y->package);
    return order != 0 ? order : str_compare(x->name, y->name);
}

static void
append_files(struct buf *out, struct label_list *list)
{
    qsort(list->items, list->len, sizeof(list->items[0]), compare_labels);
    for (size_t i = 0; i < list->len; i++) {
        const struct label *label = &list->items[i];
        bool first =
            i == 0 || !str_equal(label->package, list->items[i - 1].package);
        bool last = i + 1 == list->len ||
                    !str_equal(label->package, list->items[i + 1].package);
        if (first) {
            buf_text(out, i == 0 ? "    filter(\"^@*//" : "  + filter(\"^@*//");
            append_pattern(out, label->package);
            buf_text(out, ":(");
        }
        append_pattern(out, label->name);
        buf_text(out, last ? ")$\", " : "|");
        if (last) {
            append_package(out, label->package);
            buf_text(out, ")\n");
        }
    }
}

int
labels_query(struct str root, const struct str *paths, size_t len,
             struct buf *out, struct err *err)
{
    struct labels labels = {.workspace = {0}};
    struct label_list list = {0};
    arena_init(&labels.arena);
    int status = find_workspace(&labels, arena_str(&labels.arena, root), err);
    if (status == 0) {
        status = read_ignored(&labels, err);
    }
    for (size_t i = 0; i < len && status == 0; i++) {
        add_label(&labels, paths[i], &list);
    }
    if (status == 0 && list.len == 0) {
        buf_text(out, "set()\n");
    } else if (status == 0) {
        buf_text(out, "let direct = kind(rule, rdeps(//..., (\n");
        append_files(out, &list);
        buf_text(out, "  ), 1))\nin $direct + kind(rule, rdeps(//..., $direct "
                      "except kind(\"^py_(library|binary|test) \", "
                      "$direct)))\n");
    }
    VEC_RELEASE(&list);
    VEC_RELEASE(&labels.ignored);
    arena_release(&labels.arena);
    return status;
}
