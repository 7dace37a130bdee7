/* SPDX-License-Identifier: MIT */
/*
 * layout - what stands between the tokens of a file, and whether Python would
 * read the same tokens.
 *
 * tree-sitter skips newlines, and blanks of any kind, where no statement can
 * end; it counts indentation in columns and takes a dedent to anywhere for
 * one.  Such text is an error to Python, or means something else, but its
 * tree has none.  So the text between the tokens of the tree is looked at
 * once more, by Python's rules (Reference, 2.1 "Line structure"; the two ways
 * of counting tabs are those of CPython's tokenizer).  Where nothing is
 * broken, tokens and the ends of lines, indents and dedents of the tree are
 * those of Python.
 *
 * A backslash where a line begins counts as broken, since Python's own two
 * tokenizers do not agree on what it means.
 *
 * Ownership: owns its stack, borrows the source.  Threads: one at a time.
 * Calling sequence: layout_begin; comments, tokens, blocks and ends of
 * statements in the order of the source; layout_finish.
 */
#ifndef CORE_PYTHON_LAYOUT_H
#define CORE_PYTHON_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/str.h"
#include "core/base/vec.h"

/* May a line end before the next token? */
enum layout_line {
    LAYOUT_EITHER, /* behind a colon or `;`, and at the file's start */
    LAYOUT_INSIDE, /* no: a statement goes on */
    LAYOUT_DONE,   /* it must: a statement has ended */
};

/* The indentation of a block, in columns. */
struct layout_block {
    uint32_t column;    /* where a tab goes to the next multiple of 8 */
    uint32_t alternate; /* where it is one column */
    bool in_line;       /* the block stands in the line of its header */
};

struct layout {
    struct str source;
    uint32_t at;         /* what is before it has been seen */
    uint32_t line_start; /* of the line that began last */
    uint32_t brackets;   /* open */
    enum layout_line line;
    bool newline;   /* a line ended since the last token */
    bool semicolon; /* the last token was one */
    bool broken;
    struct {
        VEC_FIELDS(struct layout_block); /* the open ones in the module */
    } blocks;
};

void layout_init(struct layout *layout);
void layout_release(struct layout *layout);
void layout_begin(struct layout *layout, struct str source);

/* What stands between the last token or comment and the offset. */
void layout_gap(struct layout *layout, uint32_t to);

/* Returns true if a token stands before it in its line. */
bool layout_comment(struct layout *layout, uint32_t from, uint32_t to);

void layout_token(struct layout *layout, uint32_t from, uint32_t to);

/*
 * A block begins with the token at `from`.  Returns true if its lines are
 * indented, false if it stands in the line of its header.
 */
bool layout_open_block(struct layout *layout, uint32_t from);
void layout_close_block(struct layout *layout);

/* A statement or decorator ends: a line must end now, or `;` follow. */
static inline void
layout_end(struct layout *layout)
{
    layout->line = LAYOUT_DONE;
}

/* The file ends. */
void layout_finish(struct layout *layout);

#endif
