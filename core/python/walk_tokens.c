/* SPDX-License-Identifier: MIT */
#include "core/python/walk_tokens.h"

#include <string.h>

#include "core/python/directive.h"
#include "core/python/symbol_names.h"
#include "core/python/walk_units.h"

/* Tokens go where the place they stand in belongs. */
void
walk_turn_back(struct symbol_walk *walk)
{
    if (walk->body.open) {
        tokens_turn(walk->tokens, 0, WAITING_BODY);
    } else {
        tokens_turn(walk->tokens, SIGHT_ALL, WAITING_NOT);
    }
}

void
walk_put_token(struct symbol_walk *walk, uint32_t from, uint32_t to)
{
    if (walk->strings == 0 && from < to) {
        layout_token(&walk->layout, from, to);
        tokens_put(walk->tokens, walk->source, from, to);
    }
}

/* A module's statement, or a directive between two of them. */
void
walk_begin_unit(struct symbol_walk *walk, uint32_t at)
{
    VEC_PUSH(&walk->statement_runs, tokens_next_run(walk->tokens));
    outline_statement(walk->outline, symbol_walk_row(walk, at) + 1);
    tokens_turn(walk->tokens, SIGHT_ALL, WAITING_NOT);
    walk_units_begin(walk);
}

/* Blanks at its end mean nothing, nor does the CR of a CRLF. */
static uint32_t
trim_end(struct str source, uint32_t from, uint32_t to)
{
    while (to > from && memchr(" \t\f\r", source.data[to - 1], 4)) {
        to--;
    }
    return to;
}

/* mypy wants it so, and takes it from strings as well (get_mypy_comments). */
static bool
is_mypy_line(const struct symbol_walk *walk, uint32_t from, struct str text)
{
    bool margin = from == 0 || walk->source.data[from - 1] == '\n';
    return margin && str_starts_with(text, STR("# mypy: "));
}

static void
put_directive(struct symbol_walk *walk, uint32_t from, struct str text)
{
    if (is_mypy_line(walk, from, text)) {
        tokens_mark(walk->tokens, MARK_MARGIN);
    }
    uint32_t to = from + (uint32_t)text.len;
    tokens_put(walk->tokens, walk->source, from,
               trim_end(walk->source, from, to));
}

void
walk_put_comment(struct symbol_walk *walk, TSNode node,
                 const struct walk_frame *parent)
{
    if (walk->strings > 0) {
        return;
    }
    uint32_t from = ts_node_start_byte(node);
    uint32_t to = ts_node_end_byte(node);
    bool trailing = layout_comment(&walk->layout, from, to);
    struct str text = str_slice(walk->source, from, to);
    enum directive directive = directive_find(text);
    if (directive == DIRECTIVE_NONE) {
        return;
    }
    if (parent && parent->kind == KIND_MODULE && !trailing) {
        walk_begin_unit(walk, from);
    }
    walk->partial_types |=
        directive == DIRECTIVE_FILE && directive_sets_partial_types(text);
    if (trailing) {
        tokens_mark(walk->tokens, MARK_TRAILING);
    }
    if (directive == DIRECTIVE_FILE) {
        walk_units_directive(walk);
    }
    walk_units_text(walk, from, to, NULL);
    if (directive == DIRECTIVE_FILE && walk->body.open) {
        tokens_turn(walk->tokens, SIGHT_ALL, WAITING_NOT);
        put_directive(walk, from, text);
        walk_turn_back(walk);
    } else {
        put_directive(walk, from, text);
    }
}
