/* SPDX-License-Identifier: MIT */
/*
 * format_case - outputs of tools as literals, and what is read from them.
 *
 * The root is /project, which does not exist, and has the files of
 * `format_case_sources`.  A case reads one output at a time.
 */
#ifndef TESTS_UNIT_RUN_FORMAT_CASE_H
#define TESTS_UNIT_RUN_FORMAT_CASE_H

#include "core/base/utf8.h"
#include "core/run/format.h"

struct format_case {
    struct arena arena;
    struct format_input input;
    struct format_result result;
    struct err err;
};

static const struct {
    const char *path;
    const char *text; /* NULL: only asked for line 0 */
    const char *mark;
} format_case_sources[] = {
    {"a.py", "x = \"\xc3\xa9\"; y\n\xf0\x9d\x92\xb3 = y\ndef f(): z\n", ""},
    {"pkg/a.py", "x\ny\nz\n", ""},
    {"mark.py", "\xc3\xa9 = y\n\xc3\xa9 = y\n", "\xef\xbb\xbf"},
    {"b:3:1: c.py", "x\ny\nz\n", ""},
    {"b: c.py", "x\n", ""},
};

static bool
format_case_line(void *context, struct str path, uint32_t line,
                 struct str *text)
{
    (void)context;
    for (size_t i = 0;
         i < sizeof(format_case_sources) / sizeof(*format_case_sources); i++) {
        struct str rest = str_from(format_case_sources[i].text);
        if (!str_equal(path, str_from(format_case_sources[i].path)))
            continue;
        *text = str_from(format_case_sources[i].mark);
        while (line > 0 && rest.data) {
            *text = str_split(&rest, '\n');
            line--;
        }
        return line == 0;
    }
    return false;
}

static inline void
format_case_init(struct format_case *test)
{
    *test = (struct format_case){
        .input = {.root = STR("/project"),
                  .analyzer = STR("tool"),
                  .status = 1,
                  .line = format_case_line},
    };
    arena_init(&test->arena);
}

static inline void
format_case_release(struct format_case *test)
{
    arena_release(&test->arena);
}

static inline int
format_case_read_str(struct format_case *test, const char *format,
                     struct str output)
{
    test->input.output = output;
    test->err = (struct err){0};
    return format_read(format_find(str_from(format)), &test->input,
                       &test->arena, &test->result, &test->err);
}

static inline int
format_case_read(struct format_case *test, const char *format,
                 const char *output)
{
    return format_case_read_str(test, format, str_from(output));
}

/* "path:line:column-end_line:end_column code severity message", of the i-th
   finding; the code is "-" if it has none. */
static inline const char *
format_case_show(struct format_case *test, size_t i)
{
    const struct diagnostic *found = &test->result.diagnostics.items[i];

    if (i >= test->result.diagnostics.len)
        return "nothing";
    return arena_printf(&test->arena, "%s:%u:%u-%u:%u %s %s %s",
                        arena_cstr(&test->arena, found->path), found->line,
                        found->column, found->end_line, found->end_column,
                        found->code.len ? arena_cstr(&test->arena, found->code)
                                        : "-",
                        severity_names[found->severity],
                        arena_cstr(&test->arena, found->message));
}

static inline bool
format_case_is_text(struct str text)
{
    return utf8_valid_len(text) == text.len &&
           (text.len == 0 || !memchr(text.data, '\0', text.len));
}

static inline bool
format_case_is_place(const struct diagnostic *one)
{
    if (one->line == 0)
        return one->column == 0 && one->end_line == 0 && one->end_column == 0;
    if (one->end_line == 0)
        return one->end_column == 0;
    return one->end_line > one->line ||
           (one->end_line == one->line && one->end_column >= one->column);
}

/* Could this have been said by an honest tool? */
static inline bool
format_case_is_sound(const struct format_result *result)
{
    for (size_t i = 0; i < result->diagnostics.len; i++) {
        const struct diagnostic *one = &result->diagnostics.items[i];
        if ((one->path.len > 0 &&
             memchr(one->path.data, '\0', one->path.len)) ||
            !format_case_is_text(one->code) ||
            !format_case_is_text(one->message) ||
            !format_case_is_text(one->url) || one->severity >= SEVERITIES ||
            !format_case_is_place(one))
            return false;
    }
    return format_case_is_text(result->trouble);
}

#endif
