/* SPDX-License-Identifier: MIT */
/*
 * grammar - the node kinds and fields of tree-sitter-python that we ask for.
 *
 * Looked up by name once, so that walking compares numbers.  Private to
 * core/python: it shows tree-sitter's types.
 */
#ifndef CORE_PYTHON_GRAMMAR_H
#define CORE_PYTHON_GRAMMAR_H

#include <tree_sitter/api.h>

#include "core/base/str.h"

struct grammar {
    const TSLanguage *language;
    TSSymbol import_statement, import_from, future_import, wildcard_import;
    TSSymbol aliased_import, dotted_name, relative_import, import_prefix;
    TSSymbol call, attribute, identifier, argument_list, keyword_argument;
    TSSymbol string, concatenated_string, string_content, interpolation;
    TSSymbol escape_sequence, string_start, integer, list, tuple, assignment;
    TSSymbol named_expression, except_clause, else_clause, try_statement;
    TSSymbol block;
    TSSymbol if_statement, elif_clause, function_definition, lambda;
    TSSymbol with_statement, with_item, not_operator, boolean_operator;
    TSSymbol parenthesized, as_pattern, and_token;
    TSFieldId module_name, name, alias, function, arguments, object, attr;
    TSFieldId condition, consequence, body, left, right, value, argument;
    TSFieldId op;
};

const TSLanguage *tree_sitter_python(void);

void grammar_init(struct grammar *grammar);

#endif
