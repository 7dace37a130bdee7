/* SPDX-License-Identifier: MIT */
/*
 * open_body - what makes importers see the body of a function.
 *
 * A body is left out at `declared` unless one of the rules D2 - D5 of
 * levels.md keeps it, and at `inferred` if its function says what it returns
 * (I1).  Only outermost functions have a body in this sense: what is kept is
 * kept with everything nested in it (D6).
 *
 * Ownership: plain data.
 */
#ifndef CORE_PYTHON_OPEN_BODY_H
#define CORE_PYTHON_OPEN_BODY_H

#include <stdbool.h>
#include <stdint.h>

struct open_body {
    bool open;
    bool method;    /* its function stands in a class */
    bool annotated; /* its function says what it returns */
    bool is_async;
    bool yields;      /* in its own scope (D1) */
    bool raises;      /* in its own scope (D3) */
    bool sets;        /* an attribute (D4) */
    bool rebinds;     /* global, nonlocal (D5) */
    bool substantial; /* not stub-like (D2) */
    uint32_t scopes;  /* nested functions, lambdas and classes open */
    uint32_t first_run;
};

/* Do importers see the body at `declared`? */
static inline bool
open_body_kept(const struct open_body *body)
{
    return body->rebinds ||
           (body->method && (!body->substantial || body->raises || body->sets));
}

#endif
