/* SPDX-License-Identifier: MIT */
#include "core/plan/reading.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/base/vec.h"
#include "core/python/text.h"
#include "core/sys/file.h"

void
reading_init(struct reading *reading, struct import_builder *builder,
             enum hash_algorithm algorithm)
{
    memset(reading, 0, sizeof(*reading));
    reading->builder = builder;
    reading->algorithm = algorithm;
}

void
reading_release(struct reading *reading)
{
    for (size_t i = 0; i < POOL_JOBS_MAX; i++) {
        struct reading_worker *worker = &reading->workers[i];
        timeline_spend(reading->timeline, PHASE_READ, worker->read_ns);
        timeline_spend(reading->timeline, PHASE_SCAN, worker->scan_ns);
        free(worker->trouble);
        if (worker->reader) {
            import_reader_free(worker->reader);
            buf_release(&worker->bytes);
            buf_release(&worker->scratch);
            buf_release(&worker->failures);
        }
    }
}

static struct reading_worker *
worker_at(struct reading *reading, unsigned index)
{
    struct reading_worker *worker = &reading->workers[index];
    if (!worker->reader) {
        worker->reader = import_reader_new(reading->builder);
        buf_init(&worker->bytes, SOURCE_MAX_BYTES);
        buf_init(&worker->scratch, BUF_UNLIMITED);
        buf_init(&worker->failures, BUF_UNLIMITED);
    }
    return worker;
}

/* The digest says that nobody could see it, so that mending it shows. */
static void
note_failure(struct reading *reading, struct reading_worker *worker,
             struct tree_file *file, const struct err *err)
{
    file->flags |= FILE_FAILED | FILE_HASHED;
    file->sig = (struct stat_sig){0};
    hash_bytes(reading->algorithm, "unreadable", 10, &file->digest);
    if (!worker->trouble && err_is_passing(err->os_errno)) {
        worker->trouble = memory_new(sizeof(*worker->trouble));
        *worker->trouble = *err;
    }
    buf_text(&worker->failures, err->text);
    buf_byte(&worker->failures, '\n');
    atomic_fetch_add(&reading->failed, 1);
}

static uint64_t
now_ns(const struct reading *reading)
{
    return reading->timeline ? timeline_now_ns() : 0;
}

void *
reading_visit(void *context, unsigned worker_index, int root_fd,
              struct tree_file *file)
{
    struct reading *reading = context;
    struct reading_worker *worker = worker_at(reading, worker_index);
    struct err err;
    uint64_t began_ns = now_ns(reading);
    buf_clear(&worker->bytes);
    atomic_fetch_add_explicit(&reading->read, 1, memory_order_relaxed);
    if (file_read(root_fd, file->path.data, &worker->bytes, &file->sig, &err) !=
        0) {
        note_failure(reading, worker, file, &err);
        return NULL;
    }
    struct str bytes = buf_view(&worker->bytes);
    hash_bytes(reading->algorithm, bytes.data, bytes.len, &file->digest);
    file->flags |= FILE_HASHED;
    if (file->sig.mode & S_IXUSR) {
        file->flags |= FILE_EXEC;
    }
    uint64_t read_ns = now_ns(reading);
    const void *facts =
        import_read(worker->reader, text_decode(bytes, &worker->scratch, NULL));
    worker->read_ns += read_ns - began_ns;
    worker->scan_ns += now_ns(reading) - read_ns;
    return (void *)(uintptr_t)facts;
}

const struct err *
reading_trouble(const struct reading *reading)
{
    for (size_t i = 0; i < POOL_JOBS_MAX; i++) {
        if (reading->workers[i].trouble) {
            return reading->workers[i].trouble;
        }
    }
    return NULL;
}

static int
compare_lines(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

void
reading_report(struct reading *reading, const struct log *log)
{
    struct {
        VEC_FIELDS(struct str);
    } lines = {0};
    for (size_t i = 0; i < POOL_JOBS_MAX; i++) {
        struct str rest = buf_view(&reading->workers[i].failures);
        while (rest.data && rest.len > 0) {
            struct str line = str_split(&rest, '\n');
            VEC_PUSH(&lines, line);
        }
    }
    if (lines.len > 0) {
        qsort(lines.items, lines.len, sizeof(struct str), compare_lines);
    }
    for (size_t i = 0; i < lines.len; i++) {
        log_write(log, LOG_WARNING, "%.*s", (int)lines.items[i].len,
                  lines.items[i].data);
    }
    VEC_RELEASE(&lines);
}
