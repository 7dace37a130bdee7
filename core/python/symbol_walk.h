/* SPDX-License-Identifier: MIT */
/*
 * symbol_walk - one walk over a parse tree that tells tokens by who sees
 * them, and collects definitions and uses.
 *
 * The rules are those of levels.md: tokens (A3 - A6) are put into runs
 * (tokens.h), the bodies of functions wait until their end is known
 * (open_body.h: D1 - D7, I1), classes of one name leave their positions (I2).
 *
 * Private to core/python: it shows tree-sitter's types.
 * Ownership: the walk owns its stack and borrows all else.
 * Threads: one at a time.
 */
#ifndef CORE_PYTHON_SYMBOL_WALK_H
#define CORE_PYTHON_SYMBOL_WALK_H

#include "core/base/map.h"
#include "core/python/kinds.h"
#include "core/python/layout.h"
#include "core/python/open_body.h"
#include "core/python/outline.h"
#include "core/python/tokens.h"
#include "core/python/unit_marks.h"

enum frame_flag {
    FRAME_TARGET = 1 << 0,    /* something is assigned to it */
    FRAME_EXPECT = 1 << 1,    /* the next child is a target */
    FRAME_STARTED = 1 << 2,   /* it has a first statement, or part */
    FRAME_SCOPE = 1 << 3,     /* names in it are its own */
    FRAME_BODY = 1 << 4,      /* the open body itself */
    FRAME_ANNOTATED = 1 << 5, /* a function that says what it returns */
    FRAME_ASYNC = 1 << 6,
    FRAME_STATEMENT = 1 << 7,
    FRAME_BINDS = 1 << 8,      /* a statement with definitions from `first` */
    FRAME_TURNED = 1 << 9,     /* other people see it than what is around */
    FRAME_FORMATTED = 1 << 10, /* a string with code in it */
    FRAME_TESTED = 1 << 11,    /* it stands in a condition */
    FRAME_CHAIN = 1 << 12,     /* so far it is names and dots */
};

/* An open node on the way from the root. */
struct walk_frame {
    uint8_t kind; /* enum node_kind */
    uint8_t form; /* enum node_form */
    uint16_t flags;
    uint16_t seen;       /* what refused.h has seen in it */
    uint32_t from;       /* in the source */
    uint32_t tokens;     /* where its tokens begin */
    uint32_t first;      /* FRAME_BINDS: its first definition */
    uint32_t definition; /* of a class or function, or NO_DEFINITION */
};

/* Where a class is made, by a statement or by a call (I2). */
struct class_position {
    uint64_t name; /* its hash */
    uint32_t row;
    uint32_t column;
    uint32_t statement; /* of the module */
    uint32_t target;    /* column of what a call's class is assigned to */
    bool dropped;       /* it is no class after all */
};

/* A call that makes a class if one of the callee's names is imported. */
struct class_doubt {
    struct str callee;
    uint32_t run;    /* where its row stands, or UINT32_MAX */
    uint32_t number; /* in the classes, or UINT32_MAX */
};

struct symbol_walk {
    const struct node_kinds *kinds;
    struct tokens *tokens;
    struct outline *outline;
    struct str source;
    struct {
        VEC_FIELDS(struct walk_frame);
    } frames;
    struct {
        VEC_FIELDS(uint32_t); /* the open statements among the frames */
    } statements;
    struct {
        VEC_FIELDS(struct class_position);
    } classes;
    struct {
        VEC_FIELDS(struct class_doubt);
    } doubts;
    struct {
        VEC_FIELDS(uint64_t); /* hashes of names that imports bind */
    } imported;
    struct {
        VEC_FIELDS(uint32_t); /* first run, by top-level statement */
    } statement_runs;
    struct open_body body;
    uint32_t class_depth; /* classes around, outside of bodies */
    uint32_t strings;     /* formatted strings around */
    uint32_t captures;    /* case patterns around */
    uint32_t imports;     /* import statements around */
    struct unit_marks units;
    bool seen_statement; /* of the module */
    struct layout layout;
    uint32_t row; /* of `row_at` */
    uint32_t row_start;
    uint32_t row_at;
    uint32_t column; /* of `column_at` */
    uint32_t column_at;
    bool broken;        /* Python would not read it, though the tree does */
    bool star;          /* a star import binds nobody knows what */
    bool partial_types; /* a comment says something of them (D9) */
};

/* The frame `up` levels above the innermost one; NULL above the root. */
static inline struct walk_frame *
walk_frame_above(struct symbol_walk *walk, size_t up)
{
    return up < walk->frames.len
               ? &walk->frames.items[walk->frames.len - 1 - up]
               : NULL;
}

void symbol_walk_init(struct symbol_walk *walk, const struct node_kinds *kinds,
                      struct tokens *tokens, struct outline *outline);
void symbol_walk_release(struct symbol_walk *walk);

/*
 * Walk over the tree of `source`.  Tokens and outline are filled from empty,
 * the outline's statements have no digests yet: statement_runs has their
 * first runs.
 */
void symbol_walk_tree(struct symbol_walk *walk, struct str source, TSNode root);

#endif
