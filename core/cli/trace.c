/* SPDX-License-Identifier: MIT */
#include "core/cli/trace.h"

#include <unistd.h>

#include "core/base/json.h"
#include "core/cli/version.h"
#include "core/sys/pool.h"
#include "core/sys/writer.h"

enum {
    /* Number 0 is the system's idle thread to Perfetto. */
    FIRST_ROW = 1,
    FIRST_PROCESS_ROW = 1000,
    FLUSH_BYTES = 1 << 16,
};

struct tracing {
    const struct trace *trace;
    struct writer writer;
    struct buf text;
    struct json json;
    int64_t pid;
};

static void
flush(struct tracing *tracing)
{
    writer_append(&tracing->writer, buf_view(&tracing->text));
    buf_clear(&tracing->text);
}

static void
begin_event(struct tracing *tracing, const char *type, struct str name,
            int64_t row)
{
    struct json *json = &tracing->json;

    if (tracing->text.len > FLUSH_BYTES)
        flush(tracing);
    json_object(json);
    json_key(json, "name");
    json_str(json, name);
    json_key_text(json, "ph", type);
    json_key_number(json, "pid", tracing->pid);
    json_key_number(json, "tid", row);
}

/* A complete event, up to its arguments.  Both ends are rounded down, so that
   what lies in another still does. */
static void
begin_complete(struct tracing *tracing, struct str name, int64_t row,
               const uint64_t ends_ns[2])
{
    int64_t began_us = (int64_t)(ends_ns[0] / 1000);

    begin_event(tracing, "X", name, row);
    json_key_number(&tracing->json, "ts", began_us);
    json_key_number(&tracing->json, "dur",
                    (int64_t)(ends_ns[1] / 1000) - began_us);
}

/* ---- names */

static void
name_process(struct tracing *tracing)
{
    struct json *json = &tracing->json;
    struct buf name;

    buf_init(&name, BUF_UNLIMITED);
    buf_printf(&name, "depstamp %s", tracing->trace->command);
    begin_event(tracing, "M", STR("process_name"), FIRST_ROW);
    json_key(json, "args");
    json_object(json);
    json_key_text(json, "name", buf_cstr(&name));
    json_close(json);
    json_close(json);
    buf_release(&name);
}

static void
name_row(struct tracing *tracing, int64_t row, struct str name, int64_t number)
{
    struct json *json = &tracing->json;
    struct buf text;

    buf_init(&text, BUF_UNLIMITED);
    buf_str(&text, name);
    if (number > 0)
        buf_printf(&text, " %lld", (long long)number);
    begin_event(tracing, "M", STR("thread_name"), row);
    json_key(json, "args");
    json_object(json);
    json_key(json, "name");
    json_str(json, buf_view(&text));
    json_close(json);
    json_close(json);
    begin_event(tracing, "M", STR("thread_sort_index"), row);
    json_key(json, "args");
    json_object(json);
    json_key_number(json, "sort_index", row);
    json_close(json);
    json_close(json);
    buf_release(&text);
}

static void
name_rows(struct tracing *tracing)
{
    const struct timeline_kept *kept = tracing->trace->kept;
    unsigned workers = 0;

    for (size_t i = 0; i < kept->events_len; i++)
        if (kept->events[i].worker > workers)
            workers = kept->events[i].worker;
    name_row(tracing, FIRST_ROW, STR("main"), 0);
    for (unsigned worker = 1; worker <= workers; worker++)
        name_row(tracing, FIRST_ROW + worker, STR("worker"), worker);
    for (size_t i = 0; i < kept->processes_len; i++)
        name_row(tracing, FIRST_PROCESS_ROW + (int64_t)i,
                 kept->processes[i].analyzer, (int64_t)i + 1);
}

/* ---- events */

static void
write_command(struct tracing *tracing)
{
    const struct trace *trace = tracing->trace;
    struct json *json = &tracing->json;
    const uint64_t ends_ns[] = {trace->kept->began_ns, trace->ended_ns};

    begin_complete(tracing, str_from(trace->command), FIRST_ROW, ends_ns);
    json_key_text(json, "cat", "command");
    json_key(json, "args");
    json_object(json);
    json_key_number(json, "status", trace->status);
    json_key_number(json, "peak_bytes", (int64_t)trace->peak_bytes);
    json_close(json);
    json_close(json);
}

static void
write_phase(struct tracing *tracing, const struct timeline_event *event)
{
    const uint64_t ends_ns[] = {event->began_ns, event->ended_ns};

    begin_complete(tracing, str_from(phase_names[event->phase]),
                   FIRST_ROW + event->worker, ends_ns);
    json_key_text(&tracing->json, "cat", "phase");
    json_close(&tracing->json);
}

static void
write_process(struct tracing *tracing, const struct timeline_process *process,
              int64_t row)
{
    struct json *json = &tracing->json;
    const uint64_t ends_ns[] = {process->began_ns,
                                process->began_ns + process->duration_ns};

    begin_complete(tracing, process->analyzer, row, ends_ns);
    json_key_text(json, "cat", "analyzer");
    json_key(json, "args");
    json_object(json);
    json_key(json, "command");
    json_str(json, process->command);
    json_key_number(json, "files", (int64_t)process->files);
    json_key_text(json, "end", process->end);
    json_key_number(json, "status", process->status);
    /* One that ended before anybody looked has none. */
    if (process->peak_bytes > 0)
        json_key_number(json, "peak_bytes", (int64_t)process->peak_bytes);
    json_close(json);
    json_close(json);
}

static void
write_events(struct tracing *tracing)
{
    const struct timeline_kept *kept = tracing->trace->kept;

    name_process(tracing);
    name_rows(tracing);
    write_command(tracing);
    for (size_t i = 0; i < kept->events_len; i++)
        write_phase(tracing, &kept->events[i]);
    for (size_t i = 0; i < kept->processes_len; i++)
        write_process(tracing, &kept->processes[i],
                      FIRST_PROCESS_ROW + (int64_t)i);
}

static void
write_all(struct tracing *tracing)
{
    struct json *json = &tracing->json;
    char dropped[24];

    (void)snprintf(dropped, sizeof(dropped), "%zu",
                   tracing->trace->kept->dropped);
    json_object(json);
    json_key_text(json, "displayTimeUnit", "ms");
    json_key(json, "otherData");
    json_object(json);
    json_key_text(json, "program", "depstamp " DEPSTAMP_VERSION);
    json_key_text(json, "dropped", dropped);
    json_close(json);
    json_key(json, "traceEvents");
    json_array(json);
    write_events(tracing);
    json_close(json);
    json_close(json);
    buf_byte(&tracing->text, '\n');
    flush(tracing);
}

int
trace_write(const struct trace *trace, const char *path, struct err *err)
{
    struct tracing tracing = {.trace = trace, .pid = getpid()};

    if (writer_open(&tracing.writer, path, err) != 0)
        return -1;
    buf_init(&tracing.text, BUF_UNLIMITED);
    json_init(&tracing.json, &tracing.text);
    write_all(&tracing);
    buf_release(&tracing.text);
    return writer_close(&tracing.writer, err);
}
