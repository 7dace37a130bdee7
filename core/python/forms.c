/* SPDX-License-Identifier: MIT */
#include "core/python/forms.h"

#include <assert.h>
#include <string.h>

#include "core/base/memory.h"

struct form_row {
    const char *name;
    enum node_form form;
};

static const struct form_row tokens[] = {
    {",", FORM_COMMA},        {":", FORM_COLON},
    {"=", FORM_EQUAL},        {")", FORM_CLOSE},
    {"*", FORM_STAR},         {"from", FORM_FROM},
    {"else", FORM_ELSE_WORD}, {"import", FORM_IMPORT_WORD},
    {"<>", FORM_NEVER},
};

static const struct form_row nodes[] = {
    {"identifier", FORM_IDENTIFIER},
    {"attribute", FORM_ATTRIBUTE},
    {"subscript", FORM_SUBSCRIPT},
    {"call", FORM_CALL},
    {"binary_operator", FORM_BINARY},
    {"unary_operator", FORM_UNARY},
    {"comparison_operator", FORM_COMPARISON},
    {"not_operator", FORM_OPERATION},
    {"boolean_operator", FORM_OPERATION},
    {"list", FORM_LIST},
    {"set", FORM_SET},
    {"parenthesized_expression", FORM_PARENTHESES},
    {"list_comprehension", FORM_COMPREHENSION},
    {"set_comprehension", FORM_COMPREHENSION},
    {"generator_expression", FORM_COMPREHENSION},
    {"interpolation", FORM_INTERPOLATION},
    {"format_expression", FORM_INTERPOLATION},
    {"string", FORM_STRING},
    {"true", FORM_LITERAL},
    {"false", FORM_LITERAL},
    {"none", FORM_LITERAL},
    {"keyword_argument", FORM_KEYWORD_ARGUMENT},
    {"default_parameter", FORM_DEFAULT},
    {"typed_parameter", FORM_TYPED},
    {"typed_default_parameter", FORM_TYPED_DEFAULT},
    {"keyword_separator", FORM_BARE_STAR},
    {"positional_separator", FORM_BARE_SLASH},
    {"dictionary_splat_pattern", FORM_DOUBLE_PATTERN},
    {"list_pattern", FORM_LIST_PATTERN},
    {"pattern_list", FORM_PATTERN_LIST},
    {"function_definition", FORM_DEFINITION},
    {"class_definition", FORM_DEFINITION},
    {"generic_type", FORM_GENERIC},
    {"expression_statement", FORM_STATEMENT},
    {"return_statement", FORM_STATEMENT},
    {"for_statement", FORM_STATEMENT},
    {"if_statement", FORM_CONDITION},
    {"elif_clause", FORM_CONDITION},
    {"while_statement", FORM_CONDITION},
    {"match_statement", FORM_MATCH},
    {"decorator", FORM_DECORATOR},
    {"if_clause", FORM_IF_CLAUSE},
    {"with_item", FORM_WITH_ITEM},
    {"else_clause", FORM_ELSE},
    {"finally_clause", FORM_FINALLY},
    {"aliased_import", FORM_ALIASED},
    {"argument_list", FORM_ARGUMENTS},
    {"parameters", FORM_PARAMETERS},
    {"lambda_parameters", FORM_PARAMETERS},
    {"type_parameter", FORM_TYPE_PARAMETERS},
    {"tuple", FORM_TUPLE},
    {"concatenated_string", FORM_CONCATENATED},
    {"import_statement", FORM_IMPORT},
    {"import_from_statement", FORM_IMPORT_FROM},
    {"future_import_statement", FORM_IMPORT_FROM},
    {"raise_statement", FORM_RAISE},
    {"delete_statement", FORM_DELETE},
    {"except_clause", FORM_EXCEPT},
    {"with_clause", FORM_WITH},
    {"assert_statement", FORM_ASSERT},
    {"type_alias_statement", FORM_TYPE_ALIAS},
    {"for_in_clause", FORM_FOR_IN},
    {"case_clause", FORM_CASE},
    {"case_pattern", FORM_CASE_PATTERN},
    {"class_pattern", FORM_CLASS_PATTERN},
    {"dict_pattern", FORM_DICT_PATTERN},
    {"complex_pattern", FORM_COMPLEX},
    {"as_pattern_target", FORM_AS_TARGET},
    {"list_splat_pattern", FORM_SPLAT_PATTERN},
    {"dictionary_splat", FORM_DOUBLE_SPLAT},
    {"await", FORM_AWAIT},
    {"list_splat", FORM_SPLAT},
    {"conditional_expression", FORM_CONDITIONAL},
    {"yield", FORM_YIELD},
    {"tuple_pattern", FORM_TUPLE_PATTERN},
    {"try_statement", FORM_TRY},
    {"assignment", FORM_ASSIGNMENT},
    {"augmented_assignment", FORM_AUGMENTED},
    {"as_pattern", FORM_AS},
    {"dictionary", FORM_DICTIONARY},
    {"lambda", FORM_LAMBDA},
    {"named_expression", FORM_WALRUS},
    {"type", FORM_TYPE},
    {"splat_type", FORM_SPLAT_TYPE},
    {"constrained_type", FORM_CONSTRAINED_TYPE},
    {"expression_list", FORM_EXPRESSION_LIST},
    {"dotted_name", FORM_DOTTED_NAME},
    {"splat_pattern", FORM_CASE_SPLAT},
    {"keyword_pattern", FORM_KEYWORD_PATTERN},
    {"integer", FORM_NUMBER},
    {"float", FORM_NUMBER},
    {"string_content", FORM_STRING_CONTENT},
    {"format_specifier", FORM_SPECIFIER},
    {"type_conversion", FORM_CONVERSION},
    {"print_statement", FORM_NEVER},
    {"exec_statement", FORM_NEVER},
    {"chevron", FORM_NEVER},
};

static void
fill(uint8_t *forms, const TSLanguage *language, const struct form_row *row,
     bool named)
{
    TSSymbol symbol = ts_language_symbol_for_name(
        language, row->name, (uint32_t)strlen(row->name), named);
    assert(symbol != 0);
    forms[symbol] = (uint8_t)row->form;
}

uint8_t *
node_forms_new(const TSLanguage *language)
{
    uint32_t len = ts_language_symbol_count(language);
    uint8_t *forms = memory_zero(len);
    for (uint32_t i = 0; i < len; i++) {
        bool named = ts_language_symbol_type(language, (TSSymbol)i) ==
                     TSSymbolTypeRegular;
        forms[i] = named ? FORM_NODE : FORM_TOKEN;
    }
    for (size_t i = 0; i < sizeof(tokens) / sizeof(*tokens); i++) {
        fill(forms, language, &tokens[i], false);
    }
    for (size_t i = 0; i < sizeof(nodes) / sizeof(*nodes); i++) {
        fill(forms, language, &nodes[i], true);
    }
    return forms;
}
