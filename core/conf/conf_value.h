/* SPDX-License-Identifier: MIT */
/*
 * conf_value - one setting's value from text, and back.  Private to conf/.
 *
 * The same functions serve the file, the environment, options and defaults,
 * so that `limits.jobs` means the same wherever it is written.  What is
 * formatted parses to the same value again.
 *
 * Ownership: texts are copied into the arena given.
 * Threads: safe everywhere.
 */
#ifndef CORE_CONF_CONF_VALUE_H
#define CORE_CONF_CONF_VALUE_H

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/str.h"
#include "core/conf/conf.h"
#include "core/conf/conf_table.h"

/* True for what one text can say: neither list nor map nor section. */
bool conf_value_is_scalar(const struct conf_key *key);

/*
 * Set `key` of the struct at `base` from `text`.  ERR_FORMAT with "`cache.hash`
 * must be xxh3 or sha256, not `md5`"; the caller adds the place.
 */
int conf_value_set(struct arena *arena, const struct conf_key *key,
                   struct str text, void *base, struct err *err);
/* Check one item of a list (or a text) by the rule of `key`, and keep it. */
int conf_value_text(struct arena *arena, const struct conf_key *key,
                    struct str text, struct str *out, struct err *err);
/* A whole list; items are checked already. */
void conf_value_set_list(const struct conf_key *key, struct conf_list list,
                         void *base);

/* The list at `key` of the struct at `base`. */
const struct conf_list *conf_value_list(const struct conf_key *key,
                                        const void *base);
/* The value of `key` from one struct to another of its kind. */
void conf_value_copy(const struct conf_key *key, const void *from, void *to);

/* The default of `key` into the struct at `base`, which is all zero. */
void conf_value_default(struct arena *arena, const struct conf_key *key,
                        void *base);

/* False for a text that is empty and a list that is not set. */
bool conf_value_is_set(const struct conf_key *key, const void *base);
/* The value as YAML, on one line. */
void conf_value_format(const struct conf_key *key, const void *base,
                       struct buf *out);
/* One text as YAML: plain if that is safe, else in double quotes. */
void conf_value_quote(struct str text, struct buf *out);
/* Text for a comment: what could end the line is left out. */
void conf_value_comment(struct str text, struct buf *out);
/* "[a, b]" */
void conf_value_format_list(const struct conf_list *list, struct buf *out);

#endif
