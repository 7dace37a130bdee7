/* SPDX-License-Identifier: MIT */
/*
 * worker - a persistent worker: one process that performs the actions of many
 * requests, several at a time (protocol.h).
 *
 * A request that is malformed is answered as one that failed.  What is
 * cancelled before it has begun is not begun; what has begun comes to its end
 * and is answered as cancelled.
 *
 * Threads: serve() makes them.
 */
#ifndef PLUGINS_BAZEL_WORKER_H
#define PLUGINS_BAZEL_WORKER_H

#include "core/base/err.h"

/* Until standard input ends; 0, or -1 as serve(). */
int worker_serve(const char *program, unsigned jobs, struct err *err);

#endif
