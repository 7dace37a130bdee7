/* SPDX-License-Identifier: MIT */
/*
 * unit_marks - what a walk notes of a file so that its statements can be put
 * together to units (units.h).
 *
 * The rules U1 - U6 of levels.md ask where names stand: which statement, in
 * the body of a function or not, in a test, called, assigned to.  The walk
 * sees that; whether a name means a unit is known at the end only.
 *
 * Ownership: owns its arrays; unit_marks_clear keeps them for the next file.
 * Threads: one at a time.
 */
#ifndef CORE_PYTHON_UNIT_MARKS_H
#define CORE_PYTHON_UNIT_MARKS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/intern.h"
#include "core/base/vec.h"

enum mention_flag {
    MENTION_DOTTED = 1 << 0,  /* it stands behind a dot */
    MENTION_CHAINED = 1 << 1, /* and the mention before it in front of that */
    MENTION_IN_BODY = 1 << 2, /* of a function, so it does not run with the
                                 module */
    MENTION_TESTED = 1 << 3,  /* in a condition (U5) */
    MENTION_WORD = 1 << 4,    /* in a string or a type comment (U6) */
    MENTION_BOUND = 1 << 5,   /* it is assigned to, or a parameter: no use */
};

/* A name as it stands. */
struct mention {
    text_id name;
    uint32_t statement;
    uint32_t run; /* of tokens.h: who sees it */
    uint32_t flags;
    uint32_t line; /* 0: it is a word */
    uint32_t column;
};

/* A string, or the comment of a type. */
struct marked_text {
    uint32_t from; /* in the source, with prefix and quotes */
    uint32_t to;
    uint32_t statement;
    uint32_t run;
    bool in_body;
    bool joined; /* to the one before it: "a" "b" */
    bool comment;
};

/* A name that a statement binds in the module (U1). */
struct marked_binding {
    text_id name;
    uint32_t statement;
    bool assigned; /* neither imported nor defined */
    bool aliased;  /* imported `as` that name, perhaps its own: a re-export */
    bool far;      /* by `global` */
};

/* An import statement. */
struct marked_import {
    uint32_t line;
    uint32_t last_line;
    uint32_t statement;
    uint32_t tokens; /* where its tokens begin, and end */
    uint32_t tokens_end;
    uint32_t depth; /* blocks around */
    uint32_t run;   /* whoever sees it sees the body around; or UINT32_MAX */
    bool local;     /* in the body of a function */
    bool in_class;  /* directly in one */
    bool simple;    /* it is the statement of the module */
};

enum statement_mark {
    STATEMENT_BASE = 1 << 0,    /* it can change what other names mean (U2) */
    STATEMENT_CALLS = 1 << 1,   /* as the module runs */
    STATEMENT_OPEN = 1 << 2,    /* an empty display, None or a call: the first
                                 use decides on the type (U4) */
    STATEMENT_PLAIN = 1 << 3,   /* an expression */
    STATEMENT_MAIN = 1 << 4,    /* if __name__ == "__main__": */
    STATEMENT_LISTS = 1 << 5,   /* it is about __all__, whose words are no
                                 references */
    STATEMENT_FIRST = 1 << 6,   /* of the file: its docstring, if it is one */
    STATEMENT_SETS = 1 << 7,    /* a body in it sets an attribute of something
                                 that may be any class's (U11) */
    STATEMENT_EXPORTS = 1 << 8, /* it binds __all__ */
};

struct unit_marks {
    struct {
        VEC_FIELDS(struct mention);
    } mentions;
    struct {
        VEC_FIELDS(struct marked_text);
    } texts;
    struct {
        VEC_FIELDS(struct marked_binding);
    } bindings;
    struct {
        VEC_FIELDS(struct marked_import);
    } imports;
    struct {
        VEC_FIELDS(text_id); /* that imports bind, anywhere */
    } heads;
    struct {
        VEC_FIELDS(uint32_t); /* enum statement_mark, by statement */
    } statements;
    struct {
        VEC_FIELDS(text_id); /* what a plain list of names in __all__ has */
    } listed;
    uint32_t listing; /* the statement with that list + 1, or 0 */
    text_id all_name; /* __all__, if there is one */
    bool has_star;    /* an import binds nobody knows what */
    bool coarse;      /* names may not be what they look like */
};

void unit_marks_release(struct unit_marks *marks);
void unit_marks_clear(struct unit_marks *marks);

#endif
