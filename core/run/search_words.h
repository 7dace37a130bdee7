/* SPDX-License-Identifier: MIT */
/*
 * search_words - words of settings that may name a folder in which a tool
 * looks for modules, or a Python whose modules it sees: mypy's `mypy_path`,
 * pyright's `extraPaths`, pylint's `init-hook`.
 *
 * Which of them are paths only the file system tells, so the values of such
 * keys are given in pieces, whole and cut at spaces.  Letter case, "-" and
 * "_" do not tell keys apart: `--extra-search-path` is `extra_search_path`.
 *
 * Threads: safe everywhere.
 */
#ifndef CORE_RUN_SEARCH_WORDS_H
#define CORE_RUN_SEARCH_WORDS_H

#include <stdbool.h>

#include "core/base/str.h"

/* Called with each piece; most of them do not exist. */
typedef void search_sink(void *context, struct str word);

/* Settings of one tool. */
struct search_text {
    struct str name; /* of the file */
    struct str tool; /* whose sections count where many tools share it */
    struct str text;
};

/* Does a key or an option of this name lead to modules? */
bool search_words_expected(struct str key);

/* Of all such keys in the file. */
void search_words_find(const struct search_text *file, search_sink *sink,
                       void *context);

/* The pieces of one value. */
void search_words_split(struct str value, search_sink *sink, void *context);

#endif
