/* SPDX-License-Identifier: MIT */
#include "core/python/refused.h"

#include "core/python/refused_parts.h"

/* Does what begins with the part go on as one of these? */
static bool
is_climbed(enum node_form form, bool *loose)
{
    switch (form) {
    case FORM_ATTRIBUTE:
    case FORM_SUBSCRIPT:
    case FORM_CALL:
    case FORM_BINARY:
        return true;
    case FORM_COMPARISON:
    case FORM_OPERATION:
    case FORM_CONDITIONAL:
        *loose = true;
        return true;
    default:
        return false;
    }
}

/* The item of a `with` in parentheses, which is one of a tuple without `as`. */
static bool
refuses_loose_item(const struct part *part, size_t up)
{
    struct walk_frame *clause = part_above(part, up + 1);
    clause->seen |= SEEN_LOOSE;
    return clause->seen & (SEEN_BARE | SEEN_AS);
}

/* `*a` as a type: of `*args`, or in brackets. */
static bool
refuses_splat_in_type(const struct part *part, size_t up)
{
    enum node_form around = part_form(part, up + 1);
    uint32_t from = part_above(part, up + 1)->from;
    return around != FORM_TYPE_PARAMETERS &&
           (around != FORM_TYPED || part_byte(part, from) != '*' ||
            part_byte(part, from + 1) == '*');
}

/* tree-sitter lets `*a` be the first operand of `*a | b`, and of the rest. */
static bool
refused_splat(const struct part *part)
{
    bool loose = false;
    size_t up = 1;
    while (part_above(part, up)->from == part->frame->from &&
           is_climbed(part_form(part, up), &loose)) {
        up++;
    }
    struct walk_frame *around = part_above(part, up);
    switch (around->form) {
    case FORM_ARGUMENTS:
    case FORM_SUBSCRIPT:
        return false;
    case FORM_TUPLE:
    case FORM_TUPLE_PATTERN:
        around->seen |= around->seen & SEEN_COMMA ? 0 : SEEN_PENDING;
        return loose;
    case FORM_YIELD:
        return loose || around->seen & SEEN_WORD;
    case FORM_TYPE:
        return loose || refuses_splat_in_type(part, up);
    case FORM_WITH_ITEM:
        return loose || refuses_loose_item(part, up);
    case FORM_MATCH:
        around->seen |= around->seen & SEEN_COMMA ? 0 : SEEN_PENDING;
        return loose;
    case FORM_LIST:
    case FORM_SET:
    case FORM_LIST_PATTERN:
    case FORM_EXPRESSION_LIST:
    case FORM_PATTERN_LIST:
    case FORM_STATEMENT:
    case FORM_ASSIGNMENT:
    case FORM_AUGMENTED:
    case FORM_COMPREHENSION:
        return loose;
    default:
        return true;
    }
}

/* `a := b if c else d` begins with a walrus to tree-sitter. */
static bool
refused_walrus(const struct part *part)
{
    size_t up = 1;
    while (part_form(part, up) == FORM_CONDITIONAL &&
           part_above(part, up)->from == part->frame->from) {
        up++;
    }
    switch (part_form(part, up)) {
    case FORM_PARENTHESES:
    case FORM_LIST:
    case FORM_SET:
    case FORM_TUPLE:
    case FORM_ARGUMENTS:
    case FORM_COMPREHENSION:
    case FORM_CONDITION:
    case FORM_MATCH:
    case FORM_DECORATOR:
    case FORM_SUBSCRIPT:
        return false;
    case FORM_IF_CLAUSE:
        return part_form(part, up + 1) != FORM_CASE;
    case FORM_TYPE:
        return part_form(part, up + 1) != FORM_TYPE_PARAMETERS;
    case FORM_WITH_ITEM:
        return refuses_loose_item(part, up);
    default:
        /* The `:=` of f"{a:=5}" begins a format to Python. */
        return part->walk->strings == 0;
    }
}

/* What takes all that follows cannot be an operand. */
static bool
refused_greedy(const struct part *part)
{
    switch (part->parent->form) {
    case FORM_OPERATION:
    case FORM_FOR_IN:
        return true;
    case FORM_INTERPOLATION:
        return part->frame->form == FORM_LAMBDA;
    case FORM_CONDITIONAL:
        return !(part->parent->seen & SEEN_WORD);
    case FORM_IF_CLAUSE:
        return part_form(part, 2) != FORM_CASE;
    default:
        return false;
    }
}

/* The operand of stars: only calls and subscripts take any expression. */
static bool
refused_operand(const struct part *part)
{
    enum node_form around = part_form(part, 2);
    switch (part->frame->form) {
    case FORM_OPERATION:
    case FORM_COMPARISON:
    case FORM_CONDITIONAL:
    case FORM_LAMBDA:
        return around != FORM_ARGUMENTS && around != FORM_SUBSCRIPT;
    default:
        return false;
    }
}

static bool
note_comma(const struct part *part)
{
    if (part->frame->form == FORM_COMMA) {
        part->parent->seen |= SEEN_COMMA;
        part->parent->seen &= (uint16_t)~SEEN_PENDING;
    }
    return false;
}

static bool
note_word(const struct part *part, enum node_form word)
{
    if (part->frame->form == word) {
        part->parent->seen |= SEEN_WORD;
    }
    return false;
}

static bool
refused_in_pattern(const struct part *part)
{
    if (part->frame->form == FORM_SPLAT_PATTERN &&
        !(part->parent->seen & SEEN_COMMA)) {
        part->parent->seen |= SEEN_PENDING; /* (*a) = */
    }
    return note_comma(part);
}

static bool
refused_second_comma(const struct part *part)
{
    bool second =
        part->frame->form == FORM_COMMA && part->parent->seen & SEEN_COMMA;
    note_comma(part);
    return second;
}

static bool
refused_underscore(const struct part *part)
{
    return part->frame->form == FORM_IDENTIFIER &&
           part_form(part, 2) == FORM_CASE_PATTERN &&
           str_equal(part_text(part), STR("_"));
}

/* A statement, or a clause of one, looks at the part. */
static bool
look_in_statement(const struct part *part)
{
    switch (part->parent->form) {
    case FORM_IMPORT:
    case FORM_IMPORT_FROM:
        return refused_import(part);
    case FORM_RAISE:
        return refused_raise(part);
    case FORM_DELETE:
    case FORM_AS_TARGET:
        return refused_target(part);
    case FORM_TRY:
        return refused_try(part);
    case FORM_EXCEPT:
        return refused_except(part);
    case FORM_WITH:
        return refused_with(part);
    case FORM_ASSERT:
        return refused_second_comma(part);
    case FORM_TYPE_ALIAS:
        return refused_type_alias(part);
    case FORM_ASSIGNMENT:
    case FORM_AUGMENTED:
        return refused_assigned(part);
    case FORM_CASE:
    case FORM_MATCH:
        return note_comma(part);
    default:
        return false;
    }
}

/* The parent looks at the part. */
static bool
look(const struct part *part)
{
    enum node_form form = (enum node_form)part->frame->form;
    switch (part->parent->form) {
    case FORM_ARGUMENTS:
        return refused_argument(part);
    case FORM_PARAMETERS:
        return refused_parameter(part);
    case FORM_TYPE_PARAMETERS:
        return refused_type_parameter(part);
    case FORM_CONCATENATED:
        return refused_concatenated(part);
    case FORM_CLASS_PATTERN:
        return refused_class_pattern(part);
    case FORM_DICT_PATTERN:
        return refused_dict_pattern(part);
    case FORM_COMPLEX:
        return refused_complex(part);
    case FORM_SPLAT_PATTERN:
    case FORM_DOUBLE_PATTERN:
        return refused_splat_name(part);
    case FORM_SPLAT:
    case FORM_DOUBLE_SPLAT:
        return refused_operand(part);
    case FORM_AWAIT:
        return form == FORM_AWAIT || form == FORM_UNARY;
    case FORM_FOR_IN:
        return form == FORM_COMMA;
    case FORM_TUPLE_PATTERN:
        return refused_in_pattern(part);
    case FORM_TUPLE:
        return note_comma(part);
    case FORM_CONDITIONAL:
        return note_word(part, FORM_ELSE_WORD);
    case FORM_YIELD:
        return note_word(part, FORM_FROM);
    case FORM_AS:
        return refused_underscore(part);
    default:
        return look_in_statement(part);
    }
}

/* The part is looked at by itself. */
static bool
look_at(const struct part *part)
{
    enum node_form around = (enum node_form)part->parent->form;
    switch (part->frame->form) {
    case FORM_SPLAT:
        return refused_splat(part);
    case FORM_WALRUS:
        return refused_walrus(part);
    case FORM_LAMBDA:
    case FORM_CONDITIONAL:
        return refused_greedy(part);
    case FORM_YIELD:
        return around == FORM_LIST || around == FORM_SET ||
               around == FORM_TUPLE;
    case FORM_TUPLE_PATTERN:
        return around == FORM_PARAMETERS || around == FORM_DEFAULT;
    case FORM_DICTIONARY:
        return refused_empty(part);
    case FORM_TRY:
        part->frame->seen |= SEEN_PENDING;
        return false;
    case FORM_ASSIGNMENT:
    case FORM_AUGMENTED:
        return refused_assignment(part);
    case FORM_AS:
        return refused_as(part);
    case FORM_SPLAT_TYPE:
        return refused_splat_type(part);
    case FORM_CONSTRAINED_TYPE:
        return refused_constrained_type(part);
    case FORM_DOTTED_NAME:
        return refused_dotted_name(part);
    case FORM_CASE_SPLAT:
        return refused_case_splat(part);
    case FORM_KEYWORD_PATTERN:
        return refused_case_keyword(part);
    case FORM_NUMBER:
        return refused_number(part_text(part),
                              part_byte(part, ts_node_end_byte(part->node)));
    case FORM_STRING_CONTENT:
        return refused_content(part);
    case FORM_SPECIFIER:
        return refused_specifier(part);
    case FORM_CONVERSION:
        return refused_conversion(part_text(part));
    default:
        return part->frame->form == FORM_NEVER;
    }
}

bool
refused_node(const struct symbol_walk *walk, TSNode node)
{
    struct walk_frame *frame = &walk->frames.items[walk->frames.len - 1];
    const struct part part = {walk, node, frame, frame - 1};
    bool refused = look(&part);
    if (form_is_looked_at((enum node_form)frame->form)) {
        refused |= look_at(&part);
    }
    return refused;
}
