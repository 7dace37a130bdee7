/* SPDX-License-Identifier: MIT */
/*
 * width - how many columns of a terminal a code point takes.
 *
 * The C library's wcwidth() follows the locale; reports are the same bytes
 * under every one, so it is utf8proc's: combining marks take none, East Asian
 * letters and most emoji two.  What terminals disagree on (sequences of emoji)
 * is the sum of its parts.
 */
#ifndef CORE_BASE_WIDTH_H
#define CORE_BASE_WIDTH_H

#include <stdint.h>

/* 0, 1 or 2; control characters, which nobody should print, count as 1. */
unsigned width_of(uint32_t code_point);

#endif
