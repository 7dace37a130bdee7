/* SPDX-License-Identifier: MIT */
/*
 * conf_rule - what a text may look like, by the rule of its key.  Private to
 * conf/.
 *
 * Ownership: none.  Threads: safe everywhere.
 */
#ifndef CORE_CONF_CONF_RULE_H
#define CORE_CONF_CONF_RULE_H

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/conf/conf_table.h"

/* "`key` must be WHAT, not `text`"; returns -1. */
int conf_rule_refuse(const struct conf_key *key, const char *what,
                     struct str text, struct err *err);
/* The number of `text` among the words of `key`, or -1 with all of them in
   the message and the nearest one. */
int conf_rule_word(const struct conf_key *key, struct str text,
                   struct err *err);

#endif
