/* SPDX-License-Identifier: MIT */
#include "core/sys/serve.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/sys/pool.h"

enum { READ_BYTES = 1 << 16 };

struct server {
    const struct serve_options *options;
    struct pool *pool;
    struct buf bytes; /* that were read and not taken yet */
    pthread_mutex_t writing;
    int status;
    struct err err;
};

void
server_answer(struct server *server, struct str bytes)
{
    pthread_mutex_lock(&server->writing);
    while (bytes.len > 0) {
        ssize_t written = write(STDOUT_FILENO, bytes.data, bytes.len);
        if (written < 0 && errno != EINTR)
            break;
        if (written > 0)
            bytes = str_slice(bytes, (size_t)written, bytes.len);
    }
    pthread_mutex_unlock(&server->writing);
}

static bool
refuse(struct server *server, enum err_code code, const char *why)
{
    server->status = err_set(&server->err, code, "%s", why);
    return false;
}

/* All messages that are there as a whole; false if there is something else. */
static bool
take_messages(struct server *server)
{
    const struct serve_options *options = server->options;
    struct str rest = buf_view(&server->bytes);
    while (rest.len > 0) {
        size_t len = options->length(options->context, rest);
        if (len == SIZE_MAX)
            return refuse(server, ERR_FORMAT, "this is no request");
        if (len > options->message_max)
            return refuse(server, ERR_LIMIT, "a request is too long");
        if (len == 0 || len > rest.len)
            break;
        void *item =
            options->take(options->context, server, str_slice(rest, 0, len));
        if (item)
            pool_add(server->pool, item);
        rest = str_slice(rest, len, rest.len);
    }
    if (rest.len > 0)
        memmove(server->bytes.data, rest.data, rest.len);
    server->bytes.len = rest.len;
    return true;
}

/* False at the end of the stream. */
static bool
read_some(struct server *server)
{
    char bytes[READ_BYTES];
    ssize_t got;

    do
        got = read(STDIN_FILENO, bytes, sizeof(bytes));
    while (got < 0 && errno == EINTR);
    if (got < 0)
        server->status =
            err_system(&server->err, errno, "cannot read standard input");
    if (got > 0)
        buf_append(&server->bytes, bytes, (size_t)got);
    return got > 0;
}

/* The first task reads until the end, and adds the others. */
static void
task(struct pool *pool, unsigned worker, void *context, void *item)
{
    struct server *server = context;

    (void)worker;
    if (item) {
        server->options->perform(server->options->context, server, item);
        return;
    }
    server->pool = pool;
    while (read_some(server) && take_messages(server))
        ;
    if (server->status == 0 && server->bytes.len > 0)
        (void)refuse(server, ERR_FORMAT, "the last request is cut off");
}

int
serve(const struct serve_options *options, struct err *err)
{
    struct server server = {.options = options};

    buf_init(&server.bytes, options->message_max + READ_BYTES);
    pthread_mutex_init(&server.writing, NULL);
    pool_run((struct crew){.jobs = options->jobs + 1}, task, &server, NULL);
    pthread_mutex_destroy(&server.writing);
    buf_release(&server.bytes);
    if (server.status != 0)
        *err = server.err;
    return server.status;
}
