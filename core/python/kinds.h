/* SPDX-License-Identifier: MIT */
/*
 * kinds - what a node of the tree is to a walk over whole files.
 *
 * tree-sitter's numbers are looked up by name once; a walk over millions of
 * nodes then needs one load and one switch.  Kinds that are treated alike
 * share a value, all that nobody asks for are KIND_OTHER.
 *
 * Private to core/python: it shows tree-sitter's types.
 */
#ifndef CORE_PYTHON_KINDS_H
#define CORE_PYTHON_KINDS_H

#include <stdint.h>

#include "core/python/forms.h"
#include "core/python/grammar.h"

enum node_kind {
    KIND_OTHER,
    KIND_MODULE,
    KIND_BLOCK,
    KIND_COMMENT,
    KIND_CONTINUATION, /* a backslash at the end of a line */
    KIND_IDENTIFIER,
    KIND_STRING,
    KIND_CONCATENATED,
    KIND_FUNCTION,
    KIND_CLASS,
    KIND_DECORATED,
    KIND_DECORATOR,
    KIND_LAMBDA,
    KIND_IMPORT, /* all three statements */
    KIND_EXPRESSION_STATEMENT,
    KIND_PASS,
    KIND_RAISE,
    KIND_YIELD,
    KIND_SCOPE_STATEMENT, /* global, nonlocal */
    KIND_ASSIGNMENT,      /* plain, annotated */
    KIND_AUGMENTED,
    KIND_ASSERT,
    KIND_DELETE,
    KIND_IF, /* elif too */
    KIND_WHILE,
    KIND_TEST, /* and, or, if … else, match, conditions of comprehensions */
    KIND_FOR,  /* the statement and the clause of a comprehension */
    KIND_AS_TARGET,
    KIND_PATTERN, /* what targets are put together of */
    KIND_WALRUS,
    KIND_ATTRIBUTE,
    KIND_SUBSCRIPT,
    KIND_CALL,
    KIND_DICTIONARY,
    KIND_NONE,
    KIND_KEYWORD_ARGUMENT,
    KIND_ALIASED_IMPORT,
    KIND_DOTTED_NAME,
    KIND_WILDCARD, /* the `*` of an import */
    KIND_TYPE_ALIAS,
    KIND_CAPTURE,       /* case_pattern */
    KIND_CAPTURE_PART,  /* what binds the name in it: `*x`, `… as x` */
    KIND_CLASS_PATTERN, /* C(…) in one */
    KIND_COLON,         /* : */
    KIND_SEMICOLON,     /* ; */
    KIND_ARROW,         /* -> */
    KIND_ASYNC,         /* the words */
    KIND_FOR_WORD,
    KIND_FROM_WORD,
    KIND_IMPORT_WORD,
};

struct node_kinds {
    uint32_t len;
    uint8_t *of;    /* by TSSymbol */
    uint8_t *forms; /* enum node_form, likewise */
};

void node_kinds_init(struct node_kinds *kinds, const TSLanguage *language);
void node_kinds_release(struct node_kinds *kinds);

static inline enum node_kind
node_kind(const struct node_kinds *kinds, TSNode node)
{
    TSSymbol symbol = ts_node_symbol(node);
    return symbol < kinds->len ? (enum node_kind)kinds->of[symbol] : KIND_OTHER;
}

#endif
