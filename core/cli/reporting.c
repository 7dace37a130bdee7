/* SPDX-License-Identifier: MIT */
#include "core/cli/reporting.h"

#include "core/run/sources.h"
#include "core/sys/pool.h"
#include "core/sys/writer.h"

static int
refuse_format(const char *text, struct err *err)
{
    struct buf names;
    buf_init(&names, BUF_UNLIMITED);
    for (size_t i = 0; report_names[i]; i++) {
        buf_printf(&names, "%s%s", i > 0 ? ", " : "", report_names[i]);
    }
    err_set(err, ERR_USAGE, "no format `%s`; there are %s", text,
            buf_cstr(&names));
    buf_release(&names);
    return -1;
}

static int
add_format(struct cli *cli, const char *text, struct reporting *reports,
           struct err *err)
{
    struct str rest = str_from(text);
    struct str name = str_split(&rest, ':');
    struct wanted_report *report = &reports->items[reports->len];
    if (reports->len == REPORTS_MAX) {
        return err_set(err, ERR_USAGE, "more than %d reports", REPORTS_MAX);
    }
    report->format = report_find(name);
    report->is_text = str_equal(name, STR("text")) ||
                      str_equal(name, STR("full")) ||
                      str_equal(name, STR("concise"));
    report->file = rest.data ? arena_cstr(&cli->arena, rest) : NULL;
    if (report->file && report->file[0] == '\0') {
        return err_set(err, ERR_USAGE, "--format %s names no file", text);
    }
    if (!report->format) {
        return refuse_format(arena_cstr(&cli->arena, name), err);
    }
    reports->len++;
    return 0;
}

int
reporting_find(struct cli *cli, const struct opt_texts *formats,
               struct reporting *reports, struct err *err)
{
    size_t printed = 0;
    reports->len = 0;
    for (size_t i = 0; i < formats->len; i++) {
        if (add_format(cli, formats->items[i], reports, err) != 0) {
            return -1;
        }
        printed += reports->items[reports->len - 1].file == NULL;
    }
    if (printed > 1) {
        return err_set(err, ERR_USAGE,
                       "only one report goes to standard output: --format "
                       "F:FILE for the others");
    }
    return formats->len > 0 ? 0 : add_format(cli, "text", reports, err);
}

static bool
print_piece(void *context, struct str piece)
{
    struct out *out = context;
    out_str(out, piece);
    return !out_failed(out);
}

static bool
file_piece(void *context, struct str piece)
{
    struct writer *writer = context;
    writer_append(writer, piece);
    return !writer_failed(writer);
}

static int
write_one(struct cli *cli, const struct wanted_report *wanted,
          struct report *report, struct err *err)
{
    struct writer writer;
    report->color = wanted->is_text && !wanted->file && cli->color;
    if (!wanted->file) {
        report_write(wanted->format, report,
                     &(struct report_sink){print_piece, &cli->out});
        return 0;
    }
    if (writer_open(&writer, wanted->file, err) != 0) {
        return -1;
    }
    report_write(wanted->format, report,
                 &(struct report_sink){file_piece, &writer});
    return writer_close(&writer, err);
}

/* What a text report ends with is told beside the others. */
static void
tell_summary(struct cli *cli, const struct reporting *reports,
             const struct report *report)
{
    struct buf text;
    for (size_t i = 0; i < reports->len; i++) {
        if (reports->items[i].is_text && !reports->items[i].file) {
            return;
        }
    }
    buf_init(&text, BUF_UNLIMITED);
    report_summary(report, &text);
    log_write(&cli->log, LOG_NOTE, "%s", buf_cstr(&text));
    buf_release(&text);
}

static int
write_all(struct cli *cli, const struct reporting *reports,
          struct report *report, struct err *err)
{
    report->statistics = true;
    report->max_findings = reports->max_findings;
    for (size_t i = 0; i < reports->len; i++) {
        const struct wanted_report *wanted = &reports->items[i];
        if (report_check(wanted->format, report, reports->partial, err) != 0 ||
            write_one(cli, wanted, report, err) != 0) {
            return -1;
        }
    }
    return 0;
}

int
reporting_write(struct cli *cli, const struct reporting *reports,
                struct report *report, struct str root, struct err *err)
{
    struct sources sources[POOL_JOBS_MAX];
    void *contexts[POOL_JOBS_MAX];
    for (size_t i = 0; i < POOL_JOBS_MAX; i++) {
        sources_init(&sources[i], root);
        contexts[i] = &sources[i];
    }
    report->line = sources_line;
    report->sources = contexts;
    report->jobs = cli->jobs;
    report->timeline = cli->timeline;
    struct span span = span_begin(cli->timeline, PHASE_REPORT);
    int status = write_all(cli, reports, report, err);
    span_end(&span);
    for (size_t i = 0; i < POOL_JOBS_MAX; i++) {
        sources_release(&sources[i]);
    }
    tell_summary(cli, reports, report);
    return status;
}
