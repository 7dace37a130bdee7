/* SPDX-License-Identifier: MIT */
#include "core/python/kinds.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

struct kind_row {
    const char *name;
    enum node_kind kind;
    bool token;
};

static const struct kind_row rows[] = {
    {"module", KIND_MODULE, false},
    {"block", KIND_BLOCK, false},
    {"comment", KIND_COMMENT, false},
    {"line_continuation", KIND_CONTINUATION, false},
    {"identifier", KIND_IDENTIFIER, false},
    {"string", KIND_STRING, false},
    {"concatenated_string", KIND_CONCATENATED, false},
    {"function_definition", KIND_FUNCTION, false},
    {"class_definition", KIND_CLASS, false},
    {"decorated_definition", KIND_DECORATED, false},
    {"decorator", KIND_DECORATOR, false},
    {"lambda", KIND_LAMBDA, false},
    {"import_statement", KIND_IMPORT, false},
    {"import_from_statement", KIND_IMPORT, false},
    {"future_import_statement", KIND_IMPORT, false},
    {"expression_statement", KIND_EXPRESSION_STATEMENT, false},
    {"pass_statement", KIND_PASS, false},
    {"raise_statement", KIND_RAISE, false},
    {"yield", KIND_YIELD, false},
    {"global_statement", KIND_SCOPE_STATEMENT, false},
    {"nonlocal_statement", KIND_SCOPE_STATEMENT, false},
    {"assignment", KIND_ASSIGNMENT, false},
    {"augmented_assignment", KIND_AUGMENTED, false},
    {"assert_statement", KIND_ASSERT, false},
    {"delete_statement", KIND_DELETE, false},
    {"if_statement", KIND_IF, false},
    {"elif_clause", KIND_IF, false},
    {"while_statement", KIND_WHILE, false},
    {"boolean_operator", KIND_TEST, false},
    {"conditional_expression", KIND_TEST, false},
    {"match_statement", KIND_TEST, false},
    {"if_clause", KIND_TEST, false},
    {"for_statement", KIND_FOR, false},
    {"for_in_clause", KIND_FOR, false},
    {"as_pattern_target", KIND_AS_TARGET, false},
    {"pattern_list", KIND_PATTERN, false},
    {"tuple_pattern", KIND_PATTERN, false},
    {"list_pattern", KIND_PATTERN, false},
    {"list_splat_pattern", KIND_PATTERN, false},
    {"tuple", KIND_PATTERN, false},
    {"list", KIND_PATTERN, false},
    {"list_splat", KIND_PATTERN, false},
    {"parenthesized_expression", KIND_PATTERN, false},
    {"named_expression", KIND_WALRUS, false},
    {"attribute", KIND_ATTRIBUTE, false},
    {"subscript", KIND_SUBSCRIPT, false},
    {"call", KIND_CALL, false},
    {"dictionary", KIND_DICTIONARY, false},
    {"none", KIND_NONE, false},
    {"keyword_argument", KIND_KEYWORD_ARGUMENT, false},
    {"aliased_import", KIND_ALIASED_IMPORT, false},
    {"dotted_name", KIND_DOTTED_NAME, false},
    {"wildcard_import", KIND_WILDCARD, false},
    {"type_alias_statement", KIND_TYPE_ALIAS, false},
    {"case_pattern", KIND_CAPTURE, false},
    {"splat_pattern", KIND_CAPTURE_PART, false},
    {"as_pattern", KIND_CAPTURE_PART, false},
    {"class_pattern", KIND_CLASS_PATTERN, false},
    {"keyword_pattern", KIND_KEYWORD_ARGUMENT, false},
    {":", KIND_COLON, true},
    {";", KIND_SEMICOLON, true},
    {"->", KIND_ARROW, true},
    {"async", KIND_ASYNC, true},
    {"for", KIND_FOR_WORD, true},
    {"from", KIND_FROM_WORD, true},
    {"import", KIND_IMPORT_WORD, true},
};

void
node_kinds_init(struct node_kinds *kinds, const TSLanguage *language)
{
    kinds->len = ts_language_symbol_count(language);
    kinds->of = memory_zero(kinds->len);
    kinds->forms = node_forms_new(language);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        TSSymbol symbol = ts_language_symbol_for_name(
            language, rows[i].name, (uint32_t)strlen(rows[i].name),
            !rows[i].token);
        assert(symbol != 0 && symbol < kinds->len);
        kinds->of[symbol] = (uint8_t)rows[i].kind;
    }
}

void
node_kinds_release(struct node_kinds *kinds)
{
    free(kinds->of);
    free(kinds->forms);
}
