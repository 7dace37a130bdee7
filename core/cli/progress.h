/* SPDX-License-Identifier: MIT */
/*
 * progress - one line at the bottom of a terminal that says how far we are.
 *
 *     mypy   [=========>          ] 1,234/4,099  56/s  51s left
 *
 * It is for people who wait: shown on standard error if that is a terminal
 * which knows how to erase a line, not under CI or PRE_COMMIT, not while we
 * run in its background, not in the first moments, and at most ten times a
 * second (contract.md).  When it ends, nothing of it is left.
 *
 * The rate is that of the work at hand, which begins anew when less is done
 * than before; its first update says where it begins, so that answers which
 * took no time do not count.
 *
 * Ownership: the caller's storage.  Threads: one at a time.
 *
 *     progress_init(&progress, cli);
 *     progress_update(&progress, "mypy", done, total);   as often as you like
 *     progress_clear(&progress);   before something is printed, but by talk.h,
 *                                  which knows of it
 *     progress_end(&progress);
 */
#ifndef CORE_CLI_PROGRESS_H
#define CORE_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/str.h"

struct cli;
struct talk;

struct progress {
    struct talk *talk;
    int fd;
    bool enabled;
    bool color;
    bool shown;
    uint64_t drawn_ms; /* when it was last drawn, or is to be first */
    uint64_t began_ms; /* the work at hand */
    size_t first;      /* what was done then */
    size_t done;       /* at the last update */
};

/* From here on until progress_end, `cli->talk` clears it before it speaks. */
void progress_init(struct progress *progress, struct cli *cli);
/* `total` 0: not known. */
void progress_update(struct progress *progress, struct str name, size_t done,
                     size_t total);
/* Take it from the terminal; the next update may show it again. */
void progress_clear(struct progress *progress);
/* The same for good. */
void progress_end(struct progress *progress);

/* What a line says. */
struct progress_view {
    struct str name;
    size_t done;
    size_t total;        /* 0: not known */
    size_t fresh;        /* done since the work began, */
    uint64_t elapsed_ms; /* for so long */
    unsigned columns;    /* that it may take, at most */
    bool color;
};

/* The line, without moving to its start or erasing what stood there. */
void progress_render(const struct progress_view *view, struct buf *line);

#endif
