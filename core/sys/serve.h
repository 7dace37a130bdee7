/* SPDX-License-Identifier: MIT */
/*
 * serve - answers messages that come in over standard input, several at a
 * time, over standard output.
 *
 * One thread reads, others perform.  What a message is, the caller knows: he
 * says how long the one at the front is (`length`), takes it in (`take`, on
 * the reading thread, in order), and performs what he made of it (`perform`,
 * on any thread, in any order).  Answers are written whole.
 *
 * It ends when the other side has closed the stream and all that was taken is
 * performed, or when what comes is no message.
 *
 * Ownership: the message given to `take` is valid for that call.
 * Threads: one server per process, on the calling thread and `jobs` more.
 */
#ifndef CORE_SYS_SERVE_H
#define CORE_SYS_SERVE_H

#include <stddef.h>

#include "core/base/err.h"
#include "core/base/str.h"

struct server;

struct serve_options {
    unsigned jobs;      /* performed at once, at least 1 */
    size_t message_max; /* bytes; a longer one ends it */
    void *context;      /* of all three */
    /*
     * How many bytes the message at the front of `bytes` has: 0 if that cannot
     * be told yet, SIZE_MAX if it is none.
     */
    size_t (*length)(void *context, struct str bytes);
    /* Something to be performed, or NULL. */
    void *(*take)(void *context, struct server *server, struct str message);
    void (*perform)(void *context, struct server *server, void *item);
};

/* 0 at the end of the stream, or -1: ERR_FORMAT, ERR_LIMIT, ERR_IO. */
int serve(const struct serve_options *options, struct err *err);

/* From `take` and `perform`: write these bytes, not mixed with others'.  That
   nobody reads them any more is no trouble of ours. */
void server_answer(struct server *server, struct str bytes);

#endif
