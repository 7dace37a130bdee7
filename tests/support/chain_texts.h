/* SPDX-License-Identifier: MIT */
/*
 * chain_texts - the chains of a file's facts as texts, to compare with those
 * of the full tree.
 *
 * Ours may go on where the tree's end, since a text is all that we look at.
 *
 * Ownership: texts live until the next chain_texts_read.
 */
#ifndef TESTS_SUPPORT_CHAIN_TEXTS_H
#define TESTS_SUPPORT_CHAIN_TEXTS_H

#include "core/base/arena.h"
#include "core/base/vec.h"
#include "core/python/facts.h"
#include "tests/support/reference.h"

struct chain_texts {
    VEC_FIELDS(struct str); /* sorted */
    struct arena arena;
};

void chain_texts_init(struct chain_texts *texts);
void chain_texts_release(struct chain_texts *texts);

/* Those of the only file of `table`. */
void chain_texts_read(struct chain_texts *texts,
                      const struct facts_table *table);

/* True if one of them is `chain`, or goes on from it. */
bool chain_texts_have(const struct chain_texts *texts, struct str chain);

/* What facts keep of a chain of the tree; empty if no import begins it. */
struct str chain_expected(const struct reference_facts *facts,
                          struct str chain);

#endif
