/* SPDX-License-Identifier: MIT */
#include "core/python/blocks.h"

#include <string.h>

#include "core/python/words.h"

static const struct {
    struct str word;
    enum clause clause;
} clause_words[] = {
    {{"if", 2}, CLAUSE_IF},         {{"elif", 4}, CLAUSE_ELIF},
    {{"else", 4}, CLAUSE_ELSE},     {{"try", 3}, CLAUSE_TRY},
    {{"except", 6}, CLAUSE_EXCEPT}, {{"finally", 7}, CLAUSE_FINALLY},
    {{"with", 4}, CLAUSE_WITH},     {{"def", 3}, CLAUSE_DEF},
    {{"class", 5}, CLAUSE_CLASS},   {{"for", 3}, CLAUSE_LOOP},
    {{"while", 5}, CLAUSE_LOOP},    {{"match", 5}, CLAUSE_MATCH},
    {{"case", 4}, CLAUSE_CASE},
};

void
block_stack_release(struct block_stack *stack)
{
    VEC_RELEASE(stack);
}

void
block_clear(struct block_stack *stack)
{
    stack->len = 0;
}

static struct str
first_word(struct str line)
{
    size_t len = 0;
    while (len < line.len && words_is_name_byte(line.data[len])) {
        len++;
    }
    return str_slice(line, 0, len);
}

/* By the first word; `async` stands for what follows it. */
static enum clause
clause_of(struct str line)
{
    if (line.len > 0 && line.data[0] == '@') {
        return CLAUSE_DECORATOR;
    }
    struct str word = first_word(line);
    if (str_equal(word, STR("async"))) {
        word = first_word(str_trim(str_slice(line, word.len, line.len)));
    }
    if (word.len < 2 || word.len > 7) {
        return CLAUSE_NONE;
    }
    size_t count = sizeof(clause_words) / sizeof(*clause_words);
    for (size_t i = 0; i < count; i++) {
        if (str_equal(word, clause_words[i].word)) {
            return clause_words[i].clause;
        }
    }
    return CLAUSE_NONE;
}

/* `match` and `case` are names as well; a colon ends the header line. */
static enum clause
soft_clause(const struct block_stack *stack, enum clause clause,
            struct str line)
{
    bool has_colon = str_find_byte(line, ':') >= 0;
    bool in_match = stack->len > 0 &&
                    stack->items[stack->len - 1].clause == CLAUSE_MATCH;
    if ((clause == CLAUSE_MATCH && !has_colon) ||
        (clause == CLAUSE_CASE && !(has_colon && in_match))) {
        return CLAUSE_NONE;
    }
    return clause;
}

static bool
continues(enum clause clause)
{
    return clause == CLAUSE_ELIF || clause == CLAUSE_ELSE ||
           clause == CLAUSE_EXCEPT || clause == CLAUSE_FINALLY;
}

static void
mark_weak(struct import_items *items, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        items->items[i].flags |= IMPORT_WEAK;
    }
}

/* The clause goes on with the statement whose last block was `before`. */
static void
join(const struct block *before, size_t items_len, struct block_line *place)
{
    bool is_branch = before->clause == CLAUSE_IF ||
                     before->clause == CLAUSE_ELIF;
    if (is_branch && before->else_is_type_checking) {
        place->branch_is_type_checking = true;
        place->flags |= IMPORT_TYPE_CHECKING;
    }
    if (place->clause != CLAUSE_EXCEPT) {
        return;
    }
    if (before->clause == CLAUSE_TRY) {
        place->first = before->first;
        place->end = items_len;
    } else if (before->clause == CLAUSE_EXCEPT) {
        place->first = before->first;
        place->end = before->end;
    }
}

void
block_enter(struct block_stack *stack, struct str line, uint32_t indent,
            size_t items_len, struct block_line *place)
{
    struct block before = {.clause = CLAUSE_NONE};
    while (stack->len > 0 && stack->items[stack->len - 1].indent >= indent) {
        before = stack->items[--stack->len];
    }
    *place = (struct block_line){
        .indent = indent, .first = items_len, .end = items_len};
    place->clause = soft_clause(stack, clause_of(line), line);
    if (stack->len > 0) {
        place->flags = stack->items[stack->len - 1].flags;
    }
    if (before.indent == indent && continues(place->clause)) {
        join(&before, items_len, place);
    }
}

void
block_open(struct block_stack *stack, const struct block_line *place,
           uint8_t guards, struct import_items *items)
{
    if (place->clause == CLAUSE_NONE || place->clause == CLAUSE_DECORATOR) {
        return;
    }
    if (guards & GUARD_IMPORT_ERROR) {
        mark_weak(items, place->first, place->end);
    }
    struct block block = {.clause = place->clause,
                          .indent = place->indent,
                          .flags = place->flags,
                          .first = place->first,
                          .end = place->end};
    block.else_is_type_checking =
        place->branch_is_type_checking || (guards & GUARD_IF_FALSE);
    if (place->clause == CLAUSE_DEF) {
        block.flags |= IMPORT_LOCAL;
    }
    if (guards & GUARD_IF_TRUE) {
        block.flags |= IMPORT_TYPE_CHECKING;
    }
    if (guards & GUARD_SUPPRESS) {
        block.flags |= IMPORT_WEAK;
    }
    VEC_PUSH(stack, block);
}

bool
block_has_open_try(const struct block_stack *stack, size_t items_len)
{
    for (size_t i = 0; i < stack->len; i++) {
        const struct block *block = &stack->items[i];
        if (block->clause == CLAUSE_TRY && block->first < items_len) {
            return true;
        }
        if (block->clause == CLAUSE_EXCEPT && block->first < block->end) {
            return true;
        }
    }
    return false;
}
