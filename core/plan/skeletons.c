/* SPDX-License-Identifier: MIT */
#include "core/plan/skeletons.h"

#include "core/plan/reading.h"
#include "core/sys/file.h"
#include "core/sys/path.h"
#include "core/sys/pool.h"

/* What one thread needs. */
struct skeleton_worker {
    struct symbol_reader *reader;
    struct arena arena;
    struct buf bytes;
    struct buf text;
    size_t failed; /* the number of the first that failed, and why */
    struct err err;
};

struct skeleton_run {
    const struct skeletons_request *request;
    const char *dir;
    struct skeleton_worker workers[POOL_JOBS_MAX];
};

static void
worker_init(struct skeleton_worker *worker)
{
    worker->reader = symbol_reader_new(HASH_XXH3);
    arena_init(&worker->arena);
    buf_init(&worker->bytes, SOURCE_MAX_BYTES);
    buf_init(&worker->text, BUF_UNLIMITED);
    worker->failed = SIZE_MAX;
}

static void
worker_release(struct skeleton_worker *worker)
{
    if (worker->reader) {
        symbol_reader_free(worker->reader);
        arena_release(&worker->arena);
        buf_release(&worker->bytes);
        buf_release(&worker->text);
    }
}

static int
make(struct skeleton_worker *worker, const struct skeletons_request *request,
     size_t i, struct err *err)
{
    struct str path =
        path_join(&worker->arena, request->root, request->paths[i]);
    buf_clear(&worker->bytes);
    buf_clear(&worker->text);
    if (file_read(FILE_HERE, path.data, &worker->bytes, NULL, err) != 0) {
        return -1;
    }
    struct skeleton_wish wish = {
        .level = request->level,
        .keep_lines = request->keep_lines,
        .stub = str_ends_with(request->paths[i], STR(".pyi")),
    };
    symbols_skeleton(worker->reader, buf_view(&worker->bytes), &wish,
                     &worker->text);
    return 0;
}

int
skeletons_print(const struct skeletons_request *request, size_t i,
                struct buf *out, struct err *err)
{
    struct skeleton_worker worker;
    worker_init(&worker);
    int status = make(&worker, request, i, err);
    if (status == 0) {
        buf_str(out, buf_view(&worker.text));
    }
    worker_release(&worker);
    return status;
}

static void
write_range(unsigned number, void *context, size_t from, size_t to)
{
    struct skeleton_run *run = context;
    struct skeleton_worker *worker = &run->workers[number];
    if (!worker->reader) {
        worker_init(worker);
    }
    for (size_t i = from; i < to; i++) {
        struct err err;
        struct str path = path_join(&worker->arena, str_from(run->dir),
                                    run->request->paths[i]);
        int status = make(worker, run->request, i, &err);
        if (status == 0 &&
            file_update(path.data, worker->text.data ? worker->text.data : "",
                        worker->text.len, &err) < 0) {
            status = -1;
        }
        if (status != 0 && i < worker->failed) {
            worker->failed = i;
            worker->err = err;
        }
    }
}

int
skeletons_write(const struct skeletons_request *request, const char *dir,
                struct err *err)
{
    struct skeleton_run run = {.request = request, .dir = dir};
    size_t failed = SIZE_MAX;
    pool_for((struct crew){.jobs = request->jobs}, request->len, 8, write_range,
             &run);
    for (size_t i = 0; i < POOL_JOBS_MAX; i++) {
        const struct skeleton_worker *worker = &run.workers[i];
        if (worker->reader && worker->failed < failed) {
            failed = worker->failed;
            *err = worker->err;
        }
        worker_release(&run.workers[i]);
    }
    return failed == SIZE_MAX ? 0 : -1;
}
