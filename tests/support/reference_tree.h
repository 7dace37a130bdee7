/* SPDX-License-Identifier: MIT */
/*
 * reference_tree - what single nodes of a tree-sitter tree mean; see
 * reference.h.
 *
 * Ownership: texts live until the next reference_tree_parse.
 */
#ifndef TESTS_SUPPORT_REFERENCE_TREE_H
#define TESTS_SUPPORT_REFERENCE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tree_sitter/api.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "core/base/vec.h"

enum kind {
    KIND_OTHER,
    KIND_ALIASED_IMPORT,
    KIND_ARGUMENT_LIST,
    KIND_ASSIGNMENT,
    KIND_ATTRIBUTE,
    KIND_BLOCK,
    KIND_BOOLEAN_OPERATOR,
    KIND_CALL,
    KIND_COMMENT,
    KIND_CONCATENATED_STRING,
    KIND_DOTTED_NAME,
    KIND_ELIF_CLAUSE,
    KIND_ELSE_CLAUSE,
    KIND_EXCEPT_CLAUSE,
    KIND_FROM_STATEMENT,
    KIND_FUNCTION_DEFINITION,
    KIND_FUTURE_STATEMENT,
    KIND_IDENTIFIER,
    KIND_IF_STATEMENT,
    KIND_IMPORT_PREFIX,
    KIND_IMPORT_STATEMENT,
    KIND_INTEGER,
    KIND_KEYWORD_ARGUMENT,
    KIND_LAMBDA,
    KIND_LIST,
    KIND_NAMED_EXPRESSION,
    KIND_NOT_OPERATOR,
    KIND_PARENTHESIZED,
    KIND_RELATIVE_IMPORT,
    KIND_STRING,
    KIND_STRING_END,
    KIND_STRING_START,
    KIND_TRY_STATEMENT,
    KIND_TUPLE,
    KIND_WILDCARD_IMPORT,
    KIND_WITH_ITEM,
    KIND_WITH_STATEMENT,
};

enum field {
    FIELD_NONE,
    FIELD_ALIAS,
    FIELD_ARGUMENT,
    FIELD_ARGUMENTS,
    FIELD_ATTRIBUTE,
    FIELD_BODY,
    FIELD_CONDITION,
    FIELD_CONSEQUENCE,
    FIELD_FUNCTION,
    FIELD_LEFT,
    FIELD_MODULE_NAME,
    FIELD_NAME,
    FIELD_OBJECT,
    FIELD_OPERATOR,
    FIELD_RIGHT,
    FIELD_VALUE,
};

struct reference_child {
    TSNode node;
    enum kind kind;
    enum field field;
};

struct reference_children {
    const struct reference_child *items;
    size_t len;
};

struct reference_names {
    VEC_FIELDS(struct str);
};

struct reference_tree {
    TSParser *parser;
    TSTree *tree;
    struct str text;
    struct arena arena;
    uint8_t kinds[UINT8_MAX * 4];
    uint8_t fields[UINT8_MAX];
};

/* What a condition says about TYPE_CHECKING: holds, or fails, only then. */
struct reference_truth {
    bool if_true;
    bool if_false;
};

struct reference_call {
    struct str module;
    uint16_t level;
    bool own_name;
    const struct str *names;
    size_t names_len;
};

void reference_tree_init(struct reference_tree *tree);
void reference_tree_release(struct reference_tree *tree);

/* The root; nodes live until the next call. */
TSNode reference_tree_parse(struct reference_tree *tree, struct str text);

enum kind reference_kind(const struct reference_tree *tree, TSNode node);
enum field reference_field(const struct reference_tree *tree,
                           const TSTreeCursor *cursor);

/* All children but comments, with their fields. */
struct reference_children reference_children(struct reference_tree *tree,
                                             TSNode node);

/* The dotted name of `a.b` or `a.b as c`. */
struct str reference_imported(struct reference_tree *tree, TSNode node);
/* The c of `a.b as c`, or empty. */
struct str reference_alias(struct reference_tree *tree, TSNode node);
/* Module and leading dots of a `from` statement. */
struct str reference_from_module(struct reference_tree *tree, TSNode node,
                                 uint16_t *level);
/* Does the word `lazy` stand in front? */
bool reference_is_lazy(const struct reference_tree *tree, TSNode node);

/* The last name of `a.b.c`; empty for what is no such chain. */
struct str reference_last_name(struct reference_tree *tree, TSNode node);

/* `a.b.c`, which may have brackets in it; empty if no name begins it. */
struct str reference_chain(struct reference_tree *tree, TSNode node);

/* True and the value, for literals of plain text. */
bool reference_string(struct reference_tree *tree, TSNode node,
                      struct str *value);
bool reference_is_dotted(struct str text, int min_dots);
bool reference_is_importer(struct str name);

/* reference_guard.c */

/* Does a clause of this `try` name a missing module's exception? */
bool reference_catches(struct reference_tree *tree, TSNode statement);
/* Does an item of this `with` suppress it? */
bool reference_suppresses(struct reference_tree *tree, TSNode statement);
struct reference_truth reference_condition(
    struct reference_tree *tree, TSNode branch,
    const struct reference_names *aliases);

/* reference_call.c */

bool reference_call(struct reference_tree *tree, TSNode node,
                    const struct reference_names *aliases,
                    struct reference_call *call);
/* `f = import_module` and `(f := import_module)` make f an importer. */
void reference_note_importer(struct reference_tree *tree, TSNode node,
                             struct reference_names *aliases);

#endif
