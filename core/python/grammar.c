/* SPDX-License-Identifier: MIT */
#include "core/python/grammar.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct symbol_row {
    const char *name;
    size_t offset;
    bool named;
};

#define SYMBOL(member, text)                                                   \
    {                                                                          \
        text, offsetof(struct grammar, member), true                           \
    }

static const struct symbol_row symbols[] = {
    SYMBOL(import_statement, "import_statement"),
    SYMBOL(import_from, "import_from_statement"),
    SYMBOL(future_import, "future_import_statement"),
    SYMBOL(wildcard_import, "wildcard_import"),
    SYMBOL(aliased_import, "aliased_import"),
    SYMBOL(dotted_name, "dotted_name"),
    SYMBOL(relative_import, "relative_import"),
    SYMBOL(import_prefix, "import_prefix"),
    SYMBOL(call, "call"),
    SYMBOL(attribute, "attribute"),
    SYMBOL(identifier, "identifier"),
    SYMBOL(argument_list, "argument_list"),
    SYMBOL(keyword_argument, "keyword_argument"),
    SYMBOL(string, "string"),
    SYMBOL(concatenated_string, "concatenated_string"),
    SYMBOL(string_content, "string_content"),
    SYMBOL(string_start, "string_start"),
    SYMBOL(interpolation, "interpolation"),
    SYMBOL(escape_sequence, "escape_sequence"),
    SYMBOL(integer, "integer"),
    SYMBOL(list, "list"),
    SYMBOL(tuple, "tuple"),
    SYMBOL(assignment, "assignment"),
    SYMBOL(named_expression, "named_expression"),
    SYMBOL(else_clause, "else_clause"),
    SYMBOL(try_statement, "try_statement"),
    SYMBOL(except_clause, "except_clause"),
    SYMBOL(block, "block"),
    SYMBOL(if_statement, "if_statement"),
    SYMBOL(elif_clause, "elif_clause"),
    SYMBOL(function_definition, "function_definition"),
    SYMBOL(lambda, "lambda"),
    SYMBOL(with_statement, "with_statement"),
    SYMBOL(with_item, "with_item"),
    SYMBOL(not_operator, "not_operator"),
    SYMBOL(boolean_operator, "boolean_operator"),
    SYMBOL(parenthesized, "parenthesized_expression"),
    SYMBOL(as_pattern, "as_pattern"),
    {"and", offsetof(struct grammar, and_token), false},
};

struct field_row {
    const char *name;
    size_t offset;
};

#define FIELD(member, text)                                                    \
    {                                                                          \
        text, offsetof(struct grammar, member)                                 \
    }

static const struct field_row fields[] = {
    FIELD(module_name, "module_name"),
    FIELD(name, "name"),
    FIELD(alias, "alias"),
    FIELD(function, "function"),
    FIELD(arguments, "arguments"),
    FIELD(object, "object"),
    FIELD(attr, "attribute"),
    FIELD(condition, "condition"),
    FIELD(consequence, "consequence"),
    FIELD(body, "body"),
    FIELD(left, "left"),
    FIELD(right, "right"),
    FIELD(value, "value"),
    FIELD(argument, "argument"),
    FIELD(op, "operator"),
};

void
grammar_init(struct grammar *grammar)
{
    char *base = (char *)grammar;
    grammar->language = tree_sitter_python();
    for (size_t i = 0; i < sizeof(symbols) / sizeof(*symbols); i++) {
        TSSymbol symbol = ts_language_symbol_for_name(
            grammar->language, symbols[i].name,
            (uint32_t)strlen(symbols[i].name), symbols[i].named);
        assert(symbol != 0);
        memcpy(base + symbols[i].offset, &symbol, sizeof(symbol));
    }
    for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
        TSFieldId field =
            ts_language_field_id_for_name(grammar->language, fields[i].name,
                                          (uint32_t)strlen(fields[i].name));
        assert(field != 0);
        memcpy(base + fields[i].offset, &field, sizeof(field));
    }
}
