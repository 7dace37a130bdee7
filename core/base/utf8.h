/* SPDX-License-Identifier: MIT */
/*
 * utf8 - which bytes are well-formed UTF-8.
 */
#ifndef CORE_BASE_UTF8_H
#define CORE_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"

/*
 * Length of the sequence that starts with at[0] >= 0x80, or 0: the rows of
 * table 3-7 of the Unicode standard, which leave out overlong forms,
 * surrogates and what lies beyond U+10FFFF.
 */
size_t utf8_sequence(const unsigned char *at, size_t left);

/* What a byte that begins no well-formed sequence is taken for. */
#define UTF8_MALFORMED UINT32_MAX

/*
 * The code point at `at`, which is before the end of `text`, or
 * UTF8_MALFORMED; returns its bytes, of what is malformed always one.
 */
size_t utf8_next(struct str text, size_t at, uint32_t *code_point);

/* How many bytes from the start are well-formed; text.len if all are. */
size_t utf8_valid_len(struct str text);

#endif
