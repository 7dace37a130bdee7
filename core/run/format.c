/* SPDX-License-Identifier: MIT */
#include "core/run/format.h"

#include "core/run/format_reader.h"
#include "core/sys/path.h"

struct format {
    const char *name;
    format_reader *read;
};

static const struct format formats[] = {
    {"bandit", format_read_bandit},   {"black", format_read_black},
    {"files", format_read_files},     {"flake8", format_read_flake8},
    {"gcc", format_read_gcc},         {"gitlab", format_read_gitlab},
    {"mypy", format_read_mypy},       {"pylint", format_read_pylint},
    {"pyrefly", format_read_pyrefly}, {"pyright", format_read_pyright},
    {"regex", format_read_regex},     {"ruff", format_read_ruff},
    {"sarif", format_read_sarif},
};

const char *const format_names[] = {
    "bandit", "black",   "files",   "flake8", "gcc",  "gitlab", "mypy",
    "pylint", "pyrefly", "pyright", "regex",  "ruff", "sarif",  NULL,
};

const struct format *
format_find(struct str name)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
        if (str_equal(str_from(formats[i].name), name))
            return &formats[i];
    return NULL;
}

/* Without the slashes at its end, so that "/" is empty and holds all. */
static struct str
without_slash(struct str root)
{
    while (root.len > 0 && root.data[root.len - 1] == '/')
        root.len--;
    return root;
}

/* From the heap, where lists grow, into the arena, so that nobody has to
   release them. */
static void
settle(struct arena *arena, struct format_result *result)
{
    struct diagnostic_list found = result->diagnostics;
    struct format_result moved = {.trouble = result->trouble};

    if (found.len > 0) {
        moved.diagnostics.items =
            arena_alloc(arena, found.len * sizeof(*found.items));
        memcpy(moved.diagnostics.items, found.items,
               found.len * sizeof(*found.items));
    }
    if (result->failed.len > 0) {
        size_t size = result->failed.len * sizeof(*result->failed.items);
        moved.failed.items = arena_alloc(arena, size);
        memcpy(moved.failed.items, result->failed.items, size);
    }
    moved.diagnostics.len = moved.diagnostics.cap = found.len;
    moved.failed.len = moved.failed.cap = result->failed.len;
    VEC_RELEASE(&result->diagnostics);
    VEC_RELEASE(&result->failed);
    *result = moved;
}

int
format_read(const struct format *format, const struct format_input *input,
            struct arena *arena, struct format_result *result, struct err *err)
{
    struct reader reader = {
        .input = input,
        .arena = arena,
        .result = result,
        .root = without_slash(input->root),
    };
    struct str root = arena_str(arena, input->root);

    *result = (struct format_result){0};
    if (path_real(arena, root, &reader.real_root))
        reader.real_root = without_slash(reader.real_root);
    if (format->read(&reader, err) != 0) {
        VEC_RELEASE(&result->diagnostics);
        VEC_RELEASE(&result->failed);
        *result = (struct format_result){0};
        return -1;
    }
    settle(arena, result);
    return 0;
}
