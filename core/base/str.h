/* SPDX-License-Identifier: MIT */
/*
 * str - borrowed text: a pointer and a length, not NUL-terminated.
 *
 * Most text in this program is a piece of something larger: a line of a
 * source, a component of a module name, a column of the index.  Pointing at
 * it costs nothing and copies nothing.
 *
 * Ownership: none; a str never outlives what it points into.
 * Threads: plain data, safe everywhere.
 */
#ifndef CORE_BASE_STR_H
#define CORE_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
    const char *data; /* may be NULL if len is 0 */
    size_t len;       /* bytes */
};

/* A str over a string literal; the length is known at compile time. */
#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})

static inline struct str
str_from(const char *text)
{
    return (struct str){text, strlen(text)};
}

static inline bool
str_equal(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* Order by bytes, as every list this program prints is sorted. */
int str_compare(struct str a, struct str b);

bool str_starts_with(struct str text, struct str prefix);
bool str_ends_with(struct str text, struct str suffix);

/* `text` from byte `from` (at most its length) up to byte `to`. */
struct str str_slice(struct str text, size_t from, size_t to);

/* Without leading and trailing spaces, tabs, form feeds, CR and LF. */
struct str str_trim(struct str text);

/* Index of the first / last `byte`, or -1. */
ptrdiff_t str_find_byte(struct str text, char byte);
ptrdiff_t str_find_last_byte(struct str text, char byte);

/*
 * Take the part before the first `separator` off the front of `rest` and
 * return it; without a separator, all of it, and `rest` becomes empty with
 * NULL data.  Loop: `while (rest.data) part = str_split(&rest, '.')`.
 */
struct str str_split(struct str *rest, char separator);

#endif
