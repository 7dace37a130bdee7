/* SPDX-License-Identifier: MIT */
#include "core/cli/metrics.h"

#include <math.h>
#include <stdlib.h>

#include "core/base/arena.h"
#include "core/base/memory.h"
#include "core/base/vec.h"
#include "core/sys/file.h"

enum {
    /* An analyzer has some ten series. */
    FILE_MAX_BYTES = 1 << 20,
    SERIES_MAX = 4096,
    KEY_MAX_BYTES = 1024,
};

/* Prometheus' "Metric and label naming": base units, `_total` for counters. */
static const struct family {
    const char *name;
    bool counts; /* a counter; else a gauge */
    const char *help;
} families[METRICS] = {
    [METRIC_BUILD] = {"depstamp_build_info", false,
                      "The version of depstamp; always 1."},
    [METRIC_COMMANDS] = {"depstamp_commands_total", true,
                         "Commands that ended, by exit status."},
    [METRIC_ENDED] = {"depstamp_last_command_timestamp_seconds", false,
                      "When the last command ended, since 1970."},
    [METRIC_DURATION] = {"depstamp_last_command_duration_seconds", false,
                         "How long the last command took."},
    [METRIC_STATUS] = {"depstamp_last_command_exit_status", false,
                       "0 clean, 1 findings, 2 trouble, 130 interrupted."},
    [METRIC_PHASES] = {"depstamp_phase_seconds_total", true,
                       "Time spent in each phase; read and scan are of all "
                       "threads together, and part of walk."},
    [METRIC_MEMORY] = {"depstamp_peak_memory_bytes", false,
                       "The most memory of the program, and of the largest "
                       "process of an analyzer."},
    [METRIC_FILES] = {"depstamp_files", false,
                      "Files that the last command looked at."},
    [METRIC_ANALYZED] = {"depstamp_analyzed_files_total", true,
                         "Files that an analyzer ran over."},
    [METRIC_REPLAYED] = {"depstamp_replayed_files_total", true,
                         "Files whose stored answer was valid: hits."},
    [METRIC_MISSES] = {"depstamp_cache_misses_total", true,
                       "Files without a valid answer, by reason."},
    [METRIC_SAVED] = {"depstamp_saved_seconds_total", true,
                      "What the replayed answers took when they were new."},
    [METRIC_UNKNOWN] = {"depstamp_unknown_files", false,
                        "Files that the last run has no answer for."},
    [METRIC_FINDINGS] = {"depstamp_findings", false,
                         "Findings of the last run, replayed ones too."},
};

struct series {
    enum metric metric;
    struct str key; /* name and labels, as they are written */
    double value;
};

struct metrics {
    struct arena arena;
    struct {
        VEC_FIELDS(struct series);
    } series;
};

struct metrics *
metrics_new(void)
{
    struct metrics *metrics = memory_zero(sizeof(*metrics));

    arena_init(&metrics->arena);
    return metrics;
}

void
metrics_free(struct metrics *metrics)
{
    if (!metrics)
        return;
    metrics_clear(metrics);
    VEC_RELEASE(&metrics->series);
    free(metrics);
}

void
metrics_clear(struct metrics *metrics)
{
    arena_release(&metrics->arena);
    arena_init(&metrics->arena);
    metrics->series.len = 0;
}

/* A linear search: there are some dozens. */
static void
count(struct metrics *metrics, enum metric metric, struct str key, double value)
{
    struct series *series = metrics->series.items;

    for (size_t i = 0; i < metrics->series.len; i++)
        if (str_equal(series[i].key, key)) {
            series[i].value =
                value + (families[metric].counts ? series[i].value : 0);
            return;
        }
    if (metrics->series.len < SERIES_MAX)
        VEC_PUSH(
            &metrics->series,
            (struct series){metric, arena_str(&metrics->arena, key), value});
}

/* The three characters that the format has escapes for. */
static void
write_value(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.data[i];
        if (byte == '\\' || byte == '"')
            buf_byte(out, '\\');
        if (byte == '\n')
            buf_text(out, "\\n");
        else
            buf_byte(out, byte);
    }
}

void
metrics_add(struct metrics *metrics, enum metric metric,
            const struct metric_label *labels, double value)
{
    struct buf key;

    if (!metrics)
        return;
    buf_init(&key, BUF_UNLIMITED);
    buf_text(&key, families[metric].name);
    for (size_t i = 0; labels && labels[i].name; i++) {
        buf_printf(&key, "%s%s=\"", i > 0 ? "," : "{", labels[i].name);
        write_value(&key, labels[i].value);
        buf_byte(&key, '"');
    }
    if (labels && labels[0].name)
        buf_byte(&key, '}');
    count(metrics, metric, buf_view(&key), value);
    buf_release(&key);
}

/* ---- what the file says already */

/* The counter whose name and labels these are, or METRICS. */
static enum metric
counter_of(struct str key)
{
    ptrdiff_t brace = str_find_byte(key, '{');
    struct str name = str_slice(key, 0, brace < 0 ? key.len : (size_t)brace);

    if (key.len > KEY_MAX_BYTES ||
        (brace >= 0 && !str_ends_with(key, STR("}"))))
        return METRICS;
    for (int metric = 0; metric < METRICS; metric++)
        if (families[metric].counts &&
            str_equal(name, str_from(families[metric].name)))
            return (enum metric)metric;
    return METRICS;
}

/* -1 if it is none that a counter could have. */
static double
read_value(struct str text)
{
    char number[32];
    char *end;

    if (text.len == 0 || text.len >= sizeof(number))
        return -1;
    memcpy(number, text.data, text.len);
    number[text.len] = '\0';
    double value = strtod(number, &end);
    return end == number + text.len && isfinite(value) ? value : -1;
}

/* "name{label="value"} 12": the line of a counter, else it is left out. */
static void
take_line(struct metrics *metrics, struct str line)
{
    ptrdiff_t blank = str_find_last_byte(line, ' ');

    if (blank < 0)
        return;
    struct str key = str_slice(line, 0, (size_t)blank);
    double value = read_value(str_slice(line, (size_t)blank + 1, line.len));
    enum metric metric = counter_of(key);
    if (metric != METRICS && value >= 0)
        count(metrics, metric, key, value);
}

static void
take_file(struct metrics *metrics, const char *path)
{
    struct buf text;
    struct err ignored;

    buf_init(&text, FILE_MAX_BYTES);
    if (!file_is_special(path) &&
        file_read(FILE_HERE, path, &text, NULL, &ignored) == 0) {
        struct str rest = buf_view(&text);
        while (rest.data)
            take_line(metrics, str_split(&rest, '\n'));
    }
    buf_release(&text);
}

/* ---- writing */

static void
write_family(const struct metrics *all, enum metric metric, struct buf *out)
{
    const struct family *family = &families[metric];
    bool begun = false;

    for (size_t i = 0; i < all->series.len; i++) {
        const struct series *series = &all->series.items[i];
        if (series->metric != metric)
            continue;
        if (!begun)
            buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", family->name,
                       family->help, family->name,
                       family->counts ? "counter" : "gauge");
        begun = true;
        buf_str(out, series->key);
        buf_printf(out, " %.15g\n", series->value);
    }
}

int
metrics_write(const struct metrics *metrics, const char *path, struct err *err)
{
    struct metrics *all = metrics_new();
    struct buf text;

    take_file(all, path);
    for (size_t i = 0; i < metrics->series.len; i++) {
        const struct series *series = &metrics->series.items[i];
        count(all, series->metric, series->key, series->value);
    }
    buf_init(&text, BUF_UNLIMITED);
    for (int metric = 0; metric < METRICS; metric++)
        write_family(all, (enum metric)metric, &text);
    int status = file_replace(path, text.data, text.len, err);
    buf_release(&text);
    metrics_free(all);
    return status;
}
