/* SPDX-License-Identifier: MIT */
/*
 * imports - the facts of a file: tier `imports` of the design.
 *
 * Bytes come in, a list of (line, statement, guards) comes out.  Logical
 * lines are found by lines.h, each distinct one is parsed once per process
 * by statement.h, and the guards that lie around a line (functions, `if
 * TYPE_CHECKING`, `try … except ImportError`) are kept by indentation.
 *
 * Ownership: an import_builder owns everything it hands out.
 * Threads: one import_reader per thread over one shared builder.
 */
#ifndef CORE_PYTHON_IMPORTS_H
#define CORE_PYTHON_IMPORTS_H

#include "core/base/arena.h"
#include "core/base/str.h"
#include "core/python/facts.h"
#include "core/python/statement.h"

struct import_builder;
struct import_reader;

/* The facts of one file; lives in the reader's arena. */
struct import_list;

struct import_builder *import_builder_new(const struct string_imports *strings);
void import_builder_free(struct import_builder *builder);

struct import_reader *import_reader_new(struct import_builder *builder);
void import_reader_free(struct import_reader *reader);

/* Read one source, already decoded (text.h).  Never NULL. */
const struct import_list *import_read(struct import_reader *reader,
                                      struct str text);

/*
 * Where the facts of files come from: `lists[i]` are those of file i; NULL
 * takes entry before_ids[i] of `before`, the table of an earlier scan.
 * `before` and `before_ids` may be NULL if every file has a list.
 */
struct import_sources {
    const struct import_list *const *lists;
    const uint32_t *before_ids;
    size_t len; /* files */
    const struct facts_table *before;
};

/*
 * Make the flat table.  Statements are numbered by first appearance, so the
 * bytes do not depend on threads.  The table lives as long as the builder,
 * or until it makes another.
 */
void import_build_table(struct import_builder *builder,
                        const struct import_sources *sources,
                        struct facts_table *table);

#endif
