/* SPDX-License-Identifier: MIT */
/*
 * sources - lines of source files, for counting columns and for quoting.
 *
 * The last file asked for is kept, since findings come file by file.  Lines
 * are what Python and editors take for lines: they end with LF, CRLF or CR.
 * Text is given as UTF-8 whatever the file's coding is.
 *
 * Ownership: owns what it read; a line is valid until the next is asked for.
 * Threads: one at a time.
 */
#ifndef CORE_RUN_SOURCES_H
#define CORE_RUN_SOURCES_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/vec.h"

struct sources {
    struct str root;
    struct arena arena;
    struct buf path;  /* of the file that is here */
    struct buf bytes; /* as read */
    struct buf text;  /* as UTF-8 */
    bool readable;
    struct {
        VEC_FIELDS(size_t); /* where each line begins, and the end */
    } lines;
};

void sources_init(struct sources *sources, struct str root);
void sources_release(struct sources *sources);

/* A format_line (format.h); `context` is the sources. */
bool sources_line(void *context, struct str path, uint32_t line,
                  struct str *text);

#endif
