/* SPDX-License-Identifier: MIT */
#include "core/python/blocks.h"

#include <string.h>

#include "core/python/header.h"

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

/* `match` and `case` are names as well; a colon ends the header line. */
static enum clause
soft_clause(const struct block_stack *stack, enum clause clause,
            struct str line)
{
    bool has_colon = str_find_byte(line, ':') >= 0;
    bool in_match =
        stack->len > 0 && stack->items[stack->len - 1].clause == CLAUSE_MATCH;
    if ((clause == CLAUSE_MATCH && !has_colon) ||
        (clause == CLAUSE_CASE && !(has_colon && in_match))) {
        return CLAUSE_NONE;
    }
    return clause;
}

/* Can `clause` follow a block of the clause `before`? */
static bool
follows(enum clause clause, enum clause before)
{
    switch (clause) {
    case CLAUSE_ELIF:
        return before == CLAUSE_IF || before == CLAUSE_ELIF;
    case CLAUSE_ELSE:
        return before == CLAUSE_IF || before == CLAUSE_ELIF ||
               before == CLAUSE_LOOP || before == CLAUSE_EXCEPT;
    case CLAUSE_EXCEPT:
        return before == CLAUSE_TRY || before == CLAUSE_EXCEPT;
    case CLAUSE_FINALLY:
        return before == CLAUSE_TRY || before == CLAUSE_EXCEPT ||
               before == CLAUSE_ELSE;
    default:
        return before != CLAUSE_TRY;
    }
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
    bool is_branch =
        place->clause == CLAUSE_ELIF || place->clause == CLAUSE_ELSE;
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

/*
 * Does the line stand where the language wants none?  The first line of a
 * block sets how deep its others stand, and only a colon opens a block.
 */
static bool
is_odd(const struct block_stack *stack, uint32_t indent)
{
    if (stack->len == 0) {
        return indent > 0;
    }
    struct block *block = &stack->items[stack->len - 1];
    if (block->body_indent == 0) {
        block->body_indent = indent;
        return !header_ends(block->line);
    }
    return block->body_indent != indent;
}

/* Close the blocks that a line at `indent` ends; the last one is returned. */
static struct block
close_blocks(struct block_stack *stack, uint32_t indent, bool *odd)
{
    struct block last = {.clause = CLAUSE_NONE};
    while (stack->len > 0 && stack->items[stack->len - 1].indent >= indent) {
        *odd |= last.clause == CLAUSE_TRY;
        last = stack->items[--stack->len];
    }
    return last;
}

void
block_enter(struct block_stack *stack, struct str line, uint32_t indent,
            size_t items_len, struct block_line *place)
{
    *place = (struct block_line){
        .line = line, .indent = indent, .first = items_len, .end = items_len};
    struct block before = close_blocks(stack, indent, &place->odd);
    place->clause = soft_clause(stack, header_clause(line), line);
    place->odd |= is_odd(stack, indent);
    if (stack->len > 0) {
        place->flags = stack->items[stack->len - 1].flags;
    }
    if (before.indent == indent && follows(place->clause, before.clause)) {
        join(&before, items_len, place);
    } else {
        place->odd |=
            !follows(place->clause, CLAUSE_NONE) || before.clause == CLAUSE_TRY;
    }
    place->odd |= place->clause != CLAUSE_NONE &&
                  place->clause != CLAUSE_DECORATOR &&
                  str_find_byte(line, ':') < 0;
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
                          .line = place->line,
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
