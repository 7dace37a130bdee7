/* SPDX-License-Identifier: MIT */
/*
 * visible - text of others, made fit for a terminal.
 *
 * A message or a source line may hold escape sequences, line feeds, or marks
 * that turn the direction of writing.  Each is replaced by something that is
 * seen: control characters by their pictures (U+2400 and on), what cannot be
 * seen but changes how the rest is shown by <U+202E>, bytes that are no UTF-8
 * by U+FFFD.  Everything else stays as it is.
 *
 * Ownership: borrows everything.  Threads: safe.
 */
#ifndef CORE_RUN_VISIBLE_H
#define CORE_RUN_VISIBLE_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/str.h"

/* One code point as it is shown. */
struct visible {
    uint32_t code_point; /* UTF8_MALFORMED if it is none */
    char text[12];       /* not terminated */
    unsigned len;
    unsigned width; /* columns of a terminal */
};

/* What stands at `at`, before the end of `text`; returns its bytes there. */
size_t visible_next(struct str text, size_t at, struct visible *shown);

/*
 * How many bytes from `at` on, at most `max`, are characters of ASCII that
 * stand for themselves and take one column each: nearly all there are.
 */
size_t visible_plain(struct str text, size_t at, size_t max);

void visible_append(struct buf *out, struct str text);

/* The start of `text`, at most `max_bytes`, no code point torn. */
struct str visible_beginning(struct str text, size_t max_bytes);

/*
 * The same as one line of at most `max_bytes` of `text` and a few more that
 * say how much was left out: the ends of its lines, with the spaces around
 * them, become one space each.
 */
void visible_line(struct buf *out, struct str text, size_t max_bytes);

#endif
