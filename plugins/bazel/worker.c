/* SPDX-License-Identifier: MIT */
#include "plugins/bazel/worker.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "core/base/memory.h"
#include "core/base/utf8.h"
#include "core/sys/serve.h"
#include "plugins/bazel/protocol.h"

/* A request that was taken and is not answered, or was not swept yet. */
struct work {
    struct arena arena;
    struct work_request request;
    struct proc_stop *stop;
    atomic_bool cancelled; /* set by the reading thread */
    atomic_bool done;      /* set when nobody else will look at it */
    struct work *next;
};

struct working {
    const char *program;
    struct work *works; /* seen by the reading thread alone */
};

static void
work_free(struct work *work)
{
    VEC_RELEASE(&work->request.arguments);
    proc_stop_free(work->stop);
    arena_release(&work->arena);
    free(work);
}

/* Let go of those that are done; of all, at the end. */
static void
sweep(struct working *working, bool all)
{
    struct work **at = &working->works;
    while (*at) {
        struct work *work = *at;
        if (all || atomic_load(&work->done)) {
            *at = work->next;
            work_free(work);
        } else {
            at = &work->next;
        }
    }
}

/* In place: a message that is not UTF-8 is none to Bazel, and stops it. */
static void
mend(struct buf *output)
{
    struct str text = buf_view(output);
    size_t at = utf8_valid_len(text);
    while (at < output->len) {
        output->data[at++] = '?';
        at += utf8_valid_len(str_slice(text, at, text.len));
    }
}

static void
answer(struct server *server, const struct work_response *response)
{
    struct buf bytes;
    buf_init(&bytes, BUF_UNLIMITED);
    protocol_write(response, &bytes);
    server_answer(server, buf_view(&bytes));
    buf_release(&bytes);
}

static void
cancel(struct working *working, int32_t id)
{
    for (struct work *work = working->works; work; work = work->next) {
        if (work->request.id == id) {
            atomic_store(&work->cancelled, true);
            proc_stop_now(work->stop);
        }
    }
}

static size_t
length(void *context, struct str bytes)
{
    (void)context;
    return protocol_length(bytes);
}

static void *
take(void *context, struct server *server, struct str message)
{
    struct working *working = context;
    struct work *work = memory_zero(sizeof(*work));
    sweep(working, false);
    arena_init(&work->arena);
    if (!protocol_read(&work->arena, message, &work->request)) {
        answer(server, &(struct work_response){
                           .exit_code = 2,
                           .output = STR("depstamp: this is no request\n"),
                           .id = work->request.id,
                       });
        work_free(work);
        return NULL;
    }
    if (work->request.cancel) {
        cancel(working, work->request.id);
        work_free(work);
        return NULL;
    }
    work->stop = proc_stop_new();
    work->next = working->works;
    working->works = work;
    return work;
}

static void
perform(void *context, struct server *server, void *item)
{
    struct working *working = context;
    struct work *work = item;
    struct work_response response = {.id = work->request.id};
    struct action_request request = {
        .program = working->program,
        .words = work->request.arguments.items,
        .len = work->request.arguments.len,
        .stop = work->stop,
    };
    struct buf output;
    buf_init(&output, BUF_UNLIMITED);
    if (!atomic_load(&work->cancelled)) {
        response.exit_code = action_perform(&request, &output);
        mend(&output);
        response.output = buf_view(&output);
    }
    if (atomic_load(&work->cancelled)) {
        response = (struct work_response){
            .id = response.id,
            .was_cancelled = true,
        };
    }
    answer(server, &response);
    buf_release(&output);
    atomic_store(&work->done, true);
}

int
worker_serve(const char *program, unsigned jobs, struct err *err)
{
    struct working working = {.program = program};
    struct serve_options options = {
        .jobs = jobs,
        .message_max = PROTOCOL_MESSAGE_MAX,
        .context = &working,
        .length = length,
        .take = take,
        .perform = perform,
    };
    int status = serve(&options, err);
    sweep(&working, true);
    return status;
}
