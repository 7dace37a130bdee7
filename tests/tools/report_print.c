/* SPDX-License-Identifier: MIT */
/*
 * report_print - a report, in one format, of what a text file says.
 *
 *     report_print FORMAT FILE      a format of report.h, or "summary"
 *     report_print check FORMAT FILE
 *
 * `check` prints what report_check has against it.  A line of FILE is a word
 * and its values, separated by tabs; in values %XX stands for a byte.
 *
 *     set NAME VALUE       complete, files, analyzed, replayed, elapsed_ms,
 *                          max_findings, color, statistics, partial, root
 *     analyzer NAME STATUS VERSION HELP_URL ANALYZED REPLAYED UNKNOWN
 *              SAVED_MS MESSAGE
 *     finding ANALYZER PATH LINE COLUMN END_LINE END_COLUMN CODE SEVERITY
 *             MESSAGE URL
 *
 * Sources are read below `root`; without it there are none.  Findings are
 * sorted first.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/run/report.h"
#include "core/sys/file.h"

enum { VALUES_MAX = 16, INPUT_MAX = 1 << 30 };

/* The source that was asked for last. */
struct source {
    struct arena arena;
    const char *root;
    struct str path;
    struct buf text;
    uint32_t line;
    size_t at; /* where `line` starts */
};

struct input {
    struct arena arena;
    struct report report;
    struct diagnostic_list findings;
    struct {
        VEC_FIELDS(struct report_analyzer);
    } analyzers;
    struct source source;
    void *sources[1]; /* of one thread */
    bool partial;
};

static _Noreturn void
fail(const char *text)
{
    fprintf(stderr, "report_print: %s\n", text);
    exit(2);
}

static void
open_source(struct source *source, struct str path)
{
    struct err err;
    const char *name = arena_printf(&source->arena, "%s/%.*s", source->root,
                                    (int)path.len, path.data);

    source->path = path;
    source->line = 1;
    source->at = 0;
    if (file_read(FILE_HERE, name, &source->text, NULL, &err) != 0)
        buf_clear(&source->text);
}

static bool
read_line(void *context, struct str path, uint32_t line, struct str *text)
{
    struct source *source = context;
    struct str all;

    if (!str_equal(path, source->path))
        open_source(source, path);
    if (line < source->line) {
        source->line = 1;
        source->at = 0;
    }
    all = buf_view(&source->text);
    for (; source->line < line && source->at < all.len; source->line++) {
        const char *end =
            memchr(all.data + source->at, '\n', all.len - source->at);
        source->at = end ? (size_t)(end + 1 - all.data) : all.len;
    }
    if (source->at >= all.len)
        return false;
    *text = str_slice(all, source->at, all.len);
    *text = str_split(text, '\n');
    return true;
}

static int
hex(char digit)
{
    return digit >= 'A' ? digit - 'A' + 10 : digit - '0';
}

static struct str
decode(struct arena *arena, struct str text)
{
    char *data = arena_alloc(arena, text.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++) {
        char byte = text.data[i];
        if (byte == '%' && i + 2 < text.len) {
            byte = (char)(hex(text.data[i + 1]) * 16 + hex(text.data[i + 2]));
            i += 2;
        }
        data[len++] = byte;
    }
    return (struct str){data, len};
}

static uint64_t
number(struct str text)
{
    uint64_t value = 0;

    for (size_t i = 0; i < text.len; i++)
        value = value * 10 + (uint64_t)(text.data[i] - '0');
    return value;
}

static uint32_t
number_32(struct str text)
{
    return (uint32_t)number(text);
}

static int
index_of(struct str name, const char *const *names, int len)
{
    for (int i = 0; i < len; i++)
        if (str_equal(name, str_from(names[i])))
            return i;
    fail("unknown status or severity");
}

static void
take_setting(struct input *input, struct str name, struct str value)
{
    struct report *report = &input->report;
    struct {
        const char *name;
        size_t *size;
        bool *flag;
    } rows[] = {
        {"complete", NULL, &report->complete},
        {"files", &report->files, NULL},
        {"analyzed", &report->analyzed, NULL},
        {"replayed", &report->replayed, NULL},
        {"elapsed_ms", NULL, NULL},
        {"max_findings", &report->max_findings, NULL},
        {"color", NULL, &report->color},
        {"statistics", NULL, &report->statistics},
        {"partial", NULL, &input->partial},
    };

    if (str_equal(name, STR("root"))) {
        input->source.root = arena_cstr(&input->arena, value);
        report->line = read_line;
        input->sources[0] = &input->source;
        report->sources = input->sources;
    }
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        if (!str_equal(name, str_from(rows[i].name)))
            continue;
        if (rows[i].size)
            *rows[i].size = (size_t)number(value);
        if (rows[i].flag)
            *rows[i].flag = number(value) != 0;
    }
}

static void
take_analyzer(struct input *input, const struct str *values)
{
    VEC_PUSH(&input->analyzers,
             (struct report_analyzer){
                 .name = values[1],
                 .status = (enum analyzer_status)index_of(
                     values[2], analyzer_status_names, ANALYZER_STATUSES),
                 .version = values[3],
                 .help_url = values[4],
                 .analyzed = number_32(values[5]),
                 .replayed = number_32(values[6]),
                 .unknown = number_32(values[7]),
                 .saved_ms = number(values[8]),
                 .message = values[9],
             });
}

static void
take_finding(struct input *input, const struct str *values)
{
    VEC_PUSH(&input->findings, (struct diagnostic){
                                   .analyzer = values[1],
                                   .path = values[2],
                                   .line = number_32(values[3]),
                                   .column = number_32(values[4]),
                                   .end_line = number_32(values[5]),
                                   .end_column = number_32(values[6]),
                                   .code = values[7],
                                   .severity = (enum severity)index_of(
                                       values[8], severity_names, SEVERITIES),
                                   .message = values[9],
                                   .url = values[10],
                               });
}

static void
take_line(struct input *input, struct str line)
{
    struct str values[VALUES_MAX] = {{0}};

    for (size_t i = 0; i < VALUES_MAX && line.data; i++)
        values[i] = decode(&input->arena, str_split(&line, '\t'));
    if (str_equal(values[0], STR("set")))
        take_setting(input, values[1], values[2]);
    else if (str_equal(values[0], STR("analyzer")))
        take_analyzer(input, values);
    else if (str_equal(values[0], STR("finding")))
        take_finding(input, values);
    else if (values[0].len > 0)
        fail("unknown word");
}

static void
read_input(struct input *input, const char *path)
{
    struct buf text;
    struct str rest;
    struct err err;

    arena_init(&input->arena);
    arena_init(&input->source.arena);
    buf_init(&input->source.text, INPUT_MAX);
    buf_init(&text, INPUT_MAX);
    if (file_read(FILE_HERE, path, &text, NULL, &err) != 0)
        fail(err.text);
    rest = buf_view(&text);
    while (rest.data)
        take_line(input, str_split(&rest, '\n'));
    buf_release(&text);
    diagnostics_sort(&input->findings);
    input->report.diagnostics = &input->findings;
    input->report.analyzers = input->analyzers.items;
    input->report.analyzers_len = input->analyzers.len;
}

static void
release_input(struct input *input)
{
    VEC_RELEASE(&input->findings);
    VEC_RELEASE(&input->analyzers);
    buf_release(&input->source.text);
    arena_release(&input->source.arena);
    arena_release(&input->arena);
}

static const struct report_format *
find_format(const char *name)
{
    const struct report_format *format = report_find(str_from(name));

    if (!format)
        fail("unknown format");
    return format;
}

static void
check(const struct input *input, const char *name, struct buf *out)
{
    struct err err;

    if (report_check(find_format(name), &input->report, input->partial, &err))
        buf_text(out, err.text);
}

int
main(int argc, char **argv)
{
    bool checks = argc == 4 && strcmp(argv[1], "check") == 0;
    struct input input = {0};
    struct buf out;

    if (argc != 3 && !checks)
        fail("FORMAT FILE");
    read_input(&input, argv[argc - 1]);
    buf_init(&out, BUF_UNLIMITED);
    if (checks)
        check(&input, argv[2], &out);
    else if (strcmp(argv[1], "summary") == 0)
        report_summary(&input.report, &out);
    else
        report_append(find_format(argv[1]), &input.report, &out);
    if (fwrite(buf_cstr(&out), 1, out.len, stdout) != out.len || fflush(stdout))
        fail("cannot write");
    buf_release(&out);
    release_input(&input);
    return 0;
}
