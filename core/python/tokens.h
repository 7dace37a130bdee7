/* SPDX-License-Identifier: MIT */
/*
 * tokens - what of a source somebody sees, as bytes to hash or to print.
 *
 * The tokens of a file stand one behind the other in one buffer.  A run is a
 * stretch of them that the same levels see; a stamp is the digest of the runs
 * that its level sees, a skeleton their text, so the two cannot drift apart.
 *
 *     token   length (7 bits per byte, low ones first, never 0), bytes
 *     mark    0, enum token_mark[, number as above]
 *
 * Comments, blanks and newlines are no tokens, the end of a statement and the
 * borders of a block are (levels.md, A5): so equal bytes mean equal token
 * sequences, and the other way round.
 *
 * Whether somebody sees a function's body is known at its end only: until
 * then its runs wait, and tokens_settle decides.
 *
 * Ownership: owns its buffers; tokens_clear keeps them for the next file.
 * Threads: one at a time.
 */
#ifndef CORE_PYTHON_TOKENS_H
#define CORE_PYTHON_TOKENS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/hash.h"
#include "core/base/str.h"
#include "core/base/vec.h"

/* The levels that see a run. */
enum sight {
    SIGHT_DECLARED = 1 << 0,
    SIGHT_INFERRED = 1 << 1,
    SIGHT_CODE = 1 << 2,
    SIGHT_ALL = SIGHT_DECLARED | SIGHT_INFERRED | SIGHT_CODE,
};

/* Why a run waits for tokens_settle. */
enum waiting {
    WAITING_NOT,
    WAITING_BODY,     /* in the body of a function */
    WAITING_DOC,      /* its docstring */
    WAITING_POSITION, /* where something is whose name tells its line */
};

enum token_mark {
    MARK_END = 1,   /* of a statement that no `;` ends */
    MARK_INDENT,    /* a block on lines of its own begins */
    MARK_INLINE,    /* a block in the line of its header begins */
    MARK_DEDENT,    /* a block ends */
    MARK_POSITION,  /* followed by a row */
    MARK_BODY,      /* an outermost function's body begins, seen or not */
    MARK_GENERATOR, /* it is an `async def` and yields (D1) */
    MARK_BODY_END,
    MARK_TRAILING, /* the comment that follows stands behind other tokens */
    MARK_MARGIN,   /* it begins its line, where alone mypy obeys it */
};

struct token_run {
    uint32_t start; /* in bytes; the run ends where the next one starts */
    uint8_t sight;
    uint8_t waiting;
};

/* Where a token stood, kept for skeletons only. */
struct token_place {
    uint32_t from; /* in the source */
    uint32_t to;
    uint32_t run;
};

struct tokens {
    struct buf bytes;
    struct {
        VEC_FIELDS(struct token_run);
    } runs;
    bool keep_places;
    struct {
        VEC_FIELDS(struct token_place);
    } places;
};

void tokens_init(struct tokens *tokens);
void tokens_release(struct tokens *tokens);
void tokens_clear(struct tokens *tokens);

/* From now on tokens are seen by `sight`, or wait. */
void tokens_turn(struct tokens *tokens, enum sight sight, enum waiting waiting);

/* The token `source[from..to)`. */
void tokens_put(struct tokens *tokens, struct str source, uint32_t from,
                uint32_t to);
void tokens_mark(struct tokens *tokens, enum token_mark mark);
void tokens_position(struct tokens *tokens, uint32_t row);

/* Number of the next run: where a body begins. */
static inline uint32_t
tokens_next_run(const struct tokens *tokens)
{
    return (uint32_t)tokens->runs.len;
}

/* Offset of the next token. */
static inline uint32_t
tokens_at(const struct tokens *tokens)
{
    return (uint32_t)tokens->bytes.len;
}

/* The runs from `first` on that wait for `waiting` are seen by `sight`. */
void tokens_settle(struct tokens *tokens, uint32_t first, enum waiting waiting,
                   unsigned sight);

/* What stands at one offset of the bytes. */
struct token {
    struct str text;      /* empty: a mark */
    enum token_mark mark; /* if it is one */
    uint32_t number;      /* of MARK_POSITION */
};

/* The token or mark at `*at`, which moves behind it. */
struct token tokens_next(const struct tokens *tokens, uint32_t *at);

/* Where the run ends. */
uint32_t tokens_run_end(const struct tokens *tokens, size_t run);

/* How digests are made, with memory for what a level does not see whole. */
struct token_hasher {
    enum hash_algorithm algorithm;
    struct buf scratch;
};

/* Digest of what `level`, one bit, sees of the runs from `first` on. */
void tokens_digest(const struct tokens *tokens, uint32_t first,
                   enum sight level, struct token_hasher *hasher,
                   struct digest *digest);

/* What all levels see of the runs from `first` on, if it is the same. */
bool tokens_same(const struct tokens *tokens, uint32_t first);

#endif
