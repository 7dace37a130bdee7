/* SPDX-License-Identifier: MIT */
#include "core/run/format_reader.h"

#include <strings.h>

#include "core/base/buf.h"
#include "core/base/utf8.h"
#include "core/run/format_columns.h"
#include "core/sys/path.h"

enum {
    QUOTE_MAX_BYTES = 120,
    NAME_MAX_BYTES = 4096, /* the system has no longer ones */
};

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

const struct counting counting_points = {.line_base = 1, .column_base = 1};

struct finding
finding_of(struct str path, struct str message)
{
    return (struct finding){
        .path = path,
        .line = PLACE_UNKNOWN,
        .column = PLACE_UNKNOWN,
        .end_line = PLACE_UNKNOWN,
        .end_column = PLACE_UNKNOWN,
        .message = message,
        .severity = SEVERITY_ERROR,
    };
}

/* ---- words */

enum severity
reader_severity(struct str word)
{
    static const struct {
        const char *word;
        enum severity severity;
    } words[] = {
        {"warning", SEVERITY_WARNING},
        {"warn", SEVERITY_WARNING},
        {"minor", SEVERITY_WARNING},
        {"medium", SEVERITY_WARNING},
        {"style", SEVERITY_WARNING},
        {"performance", SEVERITY_WARNING},
        {"portability", SEVERITY_WARNING},
        {"note", SEVERITY_NOTE},
        {"info", SEVERITY_NOTE},
        {"information", SEVERITY_NOTE},
        {"hint", SEVERITY_NOTE},
        {"help", SEVERITY_NOTE},
        {"remark", SEVERITY_NOTE},
        {"none", SEVERITY_NOTE},
        {"convention", SEVERITY_NOTE},
        {"refactor", SEVERITY_NOTE},
        {"low", SEVERITY_NOTE},
        {"ignore", SEVERITY_NOTE},
    };

    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (word.len == strlen(words[i].word) &&
            strncasecmp(word.data, words[i].word, word.len) == 0)
            return words[i].severity;
    return SEVERITY_ERROR;
}

int
reader_refuse(const struct reader *reader, const char *what, struct str line,
              struct err *err)
{
    char quote[QUOTE_MAX_BYTES + 1];
    struct str name = reader->input->analyzer;
    struct str shown = str_slice(line, 0, QUOTE_MAX_BYTES);

    for (size_t i = 0; i < shown.len; i++) {
        unsigned char c = (unsigned char)shown.data[i];
        quote[i] = c < ' ' || c >= 0x7f ? '?' : (char)c;
    }
    quote[shown.len] = '\0';
    return err_set(err, ERR_FORMAT, "%.*s printed %s: `%s%s`", (int)name.len,
                   name.data, what, quote,
                   line.len > QUOTE_MAX_BYTES ? "..." : "");
}

int
reader_refuse_json(const struct reader *reader, struct err *err)
{
    struct err said = *err;
    struct str name = reader->input->analyzer;

    return err_set(err, ERR_FORMAT, "%.*s printed what is not JSON %s",
                   (int)name.len, name.data, said.text);
}

/* ---- paths */

static struct str
make_path(struct reader *reader, struct str path)
{
    struct err err;
    struct str clean;
    struct arena *arena = reader->arena;

    if (path.data[0] != '/')
        path = path_join(arena, reader->input->root, path);
    else
        path = arena_str(arena, path);
    if (path_absolute(arena, path.data, &clean, &err) != 0)
        return path;
    if (path_cut_root(clean, reader->root, &path) ||
        (reader->real_root.len > 0 &&
         path_cut_root(clean, reader->real_root, &path)))
        return path;
    return clean;
}

struct str
reader_path(struct reader *reader, struct str path)
{
    if (path.len == 0)
        return path;
    if (!str_equal(path, reader->raw_path)) {
        reader->path = make_path(reader, path);
        reader->raw_path = arena_str(reader->arena, path);
    }
    return reader->path;
}

bool
reader_has_line(struct reader *reader, struct str path, int64_t line)
{
    const struct format_input *input = reader->input;
    struct str text;

    if (!input->line || path.len == 0 || path.len > NAME_MAX_BYTES ||
        line > UINT32_MAX || memchr(path.data, '\0', path.len))
        return false;
    return input->line(input->context, reader_path(reader, path),
                       line < 1 ? 1 : (uint32_t)line, &text);
}

/* ---- texts */

/* May `byte` stand in a name of a file, so that a name goes on there? */
static bool
is_of_name(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || memchr("/._-+~", byte, 6) ||
           (unsigned char)byte >= 0x80;
}

/* Length of the root that begins at `at`, with its slash, or 0. */
static size_t
root_len_at(struct str text, size_t at, struct str root)
{
    struct str rest = str_slice(text, at, text.len);

    if (root.len < 2 || !str_starts_with(rest, root) ||
        (at > 0 && is_of_name(text.data[at - 1])))
        return 0;
    if (rest.len == root.len)
        return root.len;
    if (rest.data[root.len] == '/')
        return root.len + 1;
    return is_of_name(rest.data[root.len]) ? 0 : root.len;
}

/* The next place at or after `at` where `text` has a root; its length, or 0. */
static size_t
find_root(const struct reader *reader, struct str text, size_t *at)
{
    while (*at < text.len) {
        const char *slash = memchr(text.data + *at, '/', text.len - *at);
        if (!slash)
            return 0;
        *at = (size_t)(slash - text.data);
        size_t len = root_len_at(text, *at, reader->root);
        if (len == 0)
            len = root_len_at(text, *at, reader->real_root);
        if (len > 0)
            return len;
        (*at)++;
    }
    return 0;
}

static void
cut_roots(const struct reader *reader, struct str text, struct buf *out)
{
    size_t done = 0;
    size_t at = 0;
    size_t len;

    while ((len = find_root(reader, text, &at)) > 0) {
        buf_str(out, str_slice(text, done, at));
        at += len;
        done = at;
        if (text.data[at - 1] != '/' || at == text.len ||
            !is_of_name(text.data[at]))
            buf_byte(out, '.');
    }
    buf_str(out, str_slice(text, done, text.len));
}

/* Well-formed and without NUL, which is the end of a text for some. */
static bool
is_plain(struct str text)
{
    return utf8_valid_len(text) == text.len &&
           (text.len == 0 || !memchr(text.data, '\0', text.len));
}

static struct str
make_plain(struct arena *arena, struct str text)
{
    struct buf out;
    struct str plain;

    if (is_plain(text))
        return text;
    buf_init(&out, BUF_UNLIMITED);
    while (text.len > 0) {
        size_t good = utf8_valid_len(text);
        const char *nul = memchr(text.data, '\0', good);
        if (nul)
            good = (size_t)(nul - text.data);
        buf_str(&out, str_slice(text, 0, good));
        if (good < text.len)
            buf_text(&out, REPLACEMENT);
        text = str_slice(text, good + 1, text.len);
    }
    plain = arena_str(arena, buf_view(&out));
    buf_release(&out);
    return plain;
}

struct str
reader_text(struct reader *reader, struct str text)
{
    struct buf out;
    size_t at = 0;

    text = make_plain(reader->arena, str_trim(text));
    if (find_root(reader, text, &at) == 0)
        return arena_str(reader->arena, text);
    buf_init(&out, BUF_UNLIMITED);
    cut_roots(reader, text, &out);
    text = arena_str(reader->arena, buf_view(&out));
    buf_release(&out);
    return text;
}

struct str
reader_join(struct reader *reader, const struct str *texts, size_t len)
{
    struct buf out;
    struct str joined;

    buf_init(&out, BUF_UNLIMITED);
    for (size_t i = 0; i < len; i++)
        buf_str(&out, texts[i]);
    joined = arena_str(reader->arena, buf_view(&out));
    buf_release(&out);
    return joined;
}

/* ---- diagnostics */

void
reader_trouble(struct reader *reader, struct str why)
{
    if (reader->result->trouble.len == 0)
        reader->result->trouble = reader_text(reader, why);
}

void
reader_failed(struct reader *reader, struct str path)
{
    if (path.len > NAME_MAX_BYTES)
        return;
    path = reader_path(reader, path);
    if (path.len > 0)
        VEC_PUSH(&reader->result->failed, path);
}

static int
refuse_place(const struct reader *reader, struct err *err)
{
    struct str name = reader->input->analyzer;

    return err_set(err, ERR_FORMAT, "%.*s printed a place that cannot be one",
                   (int)name.len, name.data);
}

/* A number of the tool's, from 1; 0 if it is unknown, which -1 stands for
   with those that count from 0. */
static int
from_one(const struct reader *reader, int64_t number, int base, uint32_t *out,
         struct err *err)
{
    *out = 0;
    if (number == PLACE_UNKNOWN)
        return 0;
    if (number < -1 || number >= UINT32_MAX)
        return refuse_place(reader, err);
    if (number >= base)
        *out = (uint32_t)(number - base) + 1;
    return 0;
}

static bool
ends_before_it_starts(const struct diagnostic *diagnostic)
{
    if (diagnostic->end_line != diagnostic->line)
        return diagnostic->end_line < diagnostic->line;
    return diagnostic->end_column < diagnostic->column;
}

static int
set_place(struct reader *reader, const struct finding *finding,
          const struct counting *counting, struct diagnostic *to,
          struct err *err)
{
    int base = counting->column_base;

    if (from_one(reader, finding->line, counting->line_base, &to->line, err) ||
        from_one(reader, finding->column, base, &to->column, err) ||
        from_one(reader, finding->end_line, counting->line_base, &to->end_line,
                 err) ||
        from_one(reader, finding->end_column, base, &to->end_column, err))
        return -1;
    if (to->end_line == 0 && to->end_column > 0)
        to->end_line = to->line;
    if (to->line == 0)
        to->column = to->end_line = to->end_column = 0;
    columns_to_points(reader->input, to, counting);
    if (ends_before_it_starts(to) ||
        (to->column == 0 && to->end_line == to->line))
        to->end_line = to->end_column = 0;
    return 0;
}

/* Tools that know only text show a name that is none with U+FFFD in it. */
static void
doubt_path(struct reader *reader, struct str path)
{
    if (memmem(path.data, path.len, REPLACEMENT, strlen(REPLACEMENT)) &&
        !reader_has_line(reader, path, 1))
        reader_trouble(reader, STR("it cannot write the name of a file"));
}

int
reader_add(struct reader *reader, const struct finding *finding,
           const struct counting *counting, struct err *err)
{
    struct diagnostic to = {
        .analyzer = reader->input->analyzer,
        .severity = finding->severity,
    };

    if (finding->path.len > 0) {
        if (finding->path.len > NAME_MAX_BYTES ||
            memchr(finding->path.data, '\0', finding->path.len))
            return reader_refuse(reader, "a path that cannot be one",
                                 finding->path, err);
        to.path = reader_path(reader, finding->path);
        doubt_path(reader, to.path);
    }
    if (set_place(reader, finding, counting, &to, err) != 0)
        return -1;
    to.code = reader_text(reader, finding->code);
    to.message = reader_text(reader, finding->message);
    to.url = reader_text(reader, finding->url);
    VEC_PUSH(&reader->result->diagnostics, to);
    return 0;
}
