/* SPDX-License-Identifier: MIT */
/*
 * protocol - the messages of Bazel's persistent workers, as protobuf has them
 * (bazel, src/main/protobuf/worker_protocol.proto), each behind its length.
 *
 *     WorkRequest   1 arguments, 2 inputs {1 path, 2 digest}, 3 request_id,
 *                   4 cancel
 *     WorkResponse  1 exit_code, 2 output, 3 request_id, 4 was_cancelled
 *
 * Fields that are not known are skipped, as protobuf wants it.
 *
 * Ownership: texts live in the arena given.  Threads: safe.
 */
#ifndef PLUGINS_BAZEL_PROTOCOL_H
#define PLUGINS_BAZEL_PROTOCOL_H

#include <stdbool.h>
#include <stdint.h>

#include "plugins/bazel/action.h"

/* A target with 100,000 files below it has some 20 MB. */
enum { PROTOCOL_MESSAGE_MAX = 256 << 20 };

struct work_request {
    struct action_texts arguments; /* released with VEC_RELEASE */
    int32_t id;                    /* 0: one request at a time */
    bool cancel;
};

struct work_response {
    int32_t exit_code;
    struct str output;
    int32_t id;
    bool was_cancelled;
};

/* How long the message at the front of `bytes` is, as serve.h asks. */
size_t protocol_length(struct str bytes);

/*
 * The request that `message` is, with its length.  False if it is none; then
 * what was understood of it, such as its id, is there all the same.
 */
bool protocol_read(struct arena *arena, struct str message,
                   struct work_request *request);

/* The response with its length, appended to `out`. */
void protocol_write(const struct work_response *response, struct buf *out);

#endif
