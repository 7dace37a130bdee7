/* SPDX-License-Identifier: MIT */
/*
 * forms - what a node of the tree is to Python's grammar.
 *
 * refused.h asks whether a part may stand where it stands.  The order says
 * who is asked: parents from FORM_ARGUMENTS to FORM_AS look at each of
 * their children, parts from FORM_SPLAT on are looked at by themselves, and
 * those in between both.
 *
 * Private to core/python: it shows tree-sitter's types.
 */
#ifndef CORE_PYTHON_FORMS_H
#define CORE_PYTHON_FORMS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/python/grammar.h"

enum node_form {
    FORM_TOKEN, /* punctuation and keywords that nobody asks for */
    FORM_COMMA,
    FORM_COLON,
    FORM_EQUAL,
    FORM_CLOSE, /* ) */
    FORM_STAR,
    FORM_FROM,
    FORM_IMPORT_WORD,
    FORM_ELSE_WORD,

    FORM_NODE, /* from here on: any node with a name */
    FORM_IDENTIFIER,
    FORM_ATTRIBUTE,
    FORM_SUBSCRIPT,
    FORM_CALL,
    FORM_BINARY,
    FORM_UNARY,
    FORM_COMPARISON,
    FORM_OPERATION, /* not, and, or */
    FORM_EXPRESSION_LIST,
    FORM_LIST,
    FORM_SET,
    FORM_PARENTHESES,
    FORM_COMPREHENSION, /* of any kind but dictionaries */
    FORM_INTERPOLATION,
    FORM_STRING,
    FORM_LITERAL, /* True, False, None */
    FORM_KEYWORD_ARGUMENT,
    FORM_DEFAULT,       /* parameters: a=1 */
    FORM_TYPED,         /* a: int, *a: int, **a: int */
    FORM_TYPED_DEFAULT, /* a: int = 1 */
    FORM_BARE_STAR,
    FORM_BARE_SLASH,
    FORM_LIST_PATTERN,
    FORM_PATTERN_LIST, /* a, b = */
    FORM_DEFINITION,   /* of a function or class */
    FORM_GENERIC,
    FORM_STATEMENT, /* that takes a bare `*a` */
    FORM_CONDITION, /* if, elif, while */
    FORM_DECORATOR,
    FORM_IF_CLAUSE,
    FORM_WITH_ITEM,
    FORM_ELSE,
    FORM_FINALLY,
    FORM_ALIASED,
    FORM_CASE_PATTERN,

    FORM_ARGUMENTS, /* from here on: they look at their children */
    FORM_PARAMETERS,
    FORM_TYPE_PARAMETERS,
    FORM_TUPLE,
    FORM_CONCATENATED,
    FORM_IMPORT,
    FORM_IMPORT_FROM,
    FORM_RAISE,
    FORM_DELETE,
    FORM_EXCEPT,
    FORM_WITH,
    FORM_ASSERT,
    FORM_TYPE_ALIAS,
    FORM_FOR_IN,
    FORM_MATCH,
    FORM_CASE,
    FORM_CLASS_PATTERN,
    FORM_DICT_PATTERN,
    FORM_COMPLEX,
    FORM_AS_TARGET,
    FORM_SPLAT_PATTERN,  /* *a = */
    FORM_DOUBLE_PATTERN, /* **a of parameters */
    FORM_DOUBLE_SPLAT,   /* **a in calls and dictionaries */
    FORM_AWAIT,

    FORM_SPLAT, /* from here on: they are looked at */
    FORM_CONDITIONAL,
    FORM_YIELD,
    FORM_TUPLE_PATTERN,
    FORM_TRY,
    FORM_ASSIGNMENT,
    FORM_AUGMENTED,
    FORM_AS,

    FORM_DICTIONARY, /* from here on: and do not look */
    FORM_LAMBDA,
    FORM_WALRUS,
    FORM_TYPE,
    FORM_SPLAT_TYPE,
    FORM_CONSTRAINED_TYPE,
    FORM_DOTTED_NAME,
    FORM_CASE_SPLAT,
    FORM_KEYWORD_PATTERN,
    FORM_NUMBER,
    FORM_STRING_CONTENT,
    FORM_SPECIFIER,
    FORM_CONVERSION,
    FORM_NEVER, /* what Python 3 does not have */
};

/* By TSSymbol; the caller frees it. */
uint8_t *node_forms_new(const TSLanguage *language);

static inline bool
form_has_name(enum node_form form)
{
    return form >= FORM_NODE;
}

static inline bool
form_looks(enum node_form form)
{
    return form >= FORM_ARGUMENTS && form <= FORM_AS;
}

static inline bool
form_is_looked_at(enum node_form form)
{
    return form >= FORM_SPLAT;
}

#endif
