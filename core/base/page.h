/* SPDX-License-Identifier: MIT */
/*
 * page - self-contained pages of HTML, made of files that are compiled in.
 *
 * config/page/ has the templates, styles and scripts; what is not ours in a
 * page, its pinned libraries, stands in third_party/sources.txt.  A template
 * NAME.html says {{FILE}} where a file belongs, {{title}} for the title, and
 * {{data}} once, in a script element of type application/json.
 *
 * What is written as data cannot end that element: page_text escapes "<",
 * control characters, the line ends that only JavaScript knows, and bytes
 * that are no UTF-8 (as json.h does).
 *
 * Ownership: writes into the caller's buf.  Threads: safe.
 * Calling sequence: page_begin; the data; page_end with the same name.
 */
#ifndef CORE_BASE_PAGE_H
#define CORE_BASE_PAGE_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/str.h"

/* The files themselves, made from config/page/ and libraries (Makefile). */
struct page_file {
    const char *name;
    const unsigned char *bytes;
    size_t len;
};
extern const struct page_file page_files[];
extern const size_t page_files_len;

/* All that stands before the data in the template `name`, "graph.html". */
void page_begin(const char *name, struct str title, struct buf *out);
/* All behind it. */
void page_end(const char *name, struct buf *out);

/* A string of JSON, quoted, that may stand in any script element. */
void page_text(struct str text, struct buf *out);
/* "[1,2,3]" */
void page_numbers(const uint32_t *numbers, size_t len, struct buf *out);

/* Text as it may stand in an element or a quoted attribute. */
void page_markup(struct str text, struct buf *out);

#endif
