/* SPDX-License-Identifier: MIT */
#include "core/python/walk_tokens.h"

#include <string.h>

#include "core/python/directive.h"
#include "core/python/symbol_names.h"

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

/*
 * Does a line end in the gap, although no backslash says that it goes on?
 * The tree skips newlines as it skips blanks where a statement is not whole.
 */
static bool
breaks_line(const struct symbol_walk *walk, uint32_t from, uint32_t to)
{
    const char *text = walk->source.data;
    for (uint32_t i = from; i < to; i++) {
        if (text[i] != '\n') {
            continue;
        }
        uint32_t before = i;
        if (before > from && text[before - 1] == '\r') {
            before--;
        }
        if (before == from || text[before - 1] != '\\') {
            return true;
        }
    }
    return false;
}

static void
count_bracket(struct symbol_walk *walk, uint32_t from, uint32_t to)
{
    char byte = walk->source.data[from];
    if (to - from != 1) {
        return;
    }
    if (byte == '(' || byte == '[' || byte == '{') {
        walk->brackets++;
    } else if (byte == ')' || byte == ']' || byte == '}') {
        walk->brackets--;
    }
}

void
walk_put_token(struct symbol_walk *walk, uint32_t from, uint32_t to)
{
    if (walk->strings > 0 || from == to) {
        return;
    }
    if (walk->in_line && walk->brackets == 0) {
        walk->broken |= breaks_line(walk, walk->last_end, from);
    }
    tokens_put(walk->tokens, walk->source, from, to);
    count_bracket(walk, from, to);
    walk->last_end = to;
    walk->in_line = true;
}

bool
walk_has_newline(const struct symbol_walk *walk, uint32_t from, uint32_t to)
{
    return from < to &&
           memchr(walk->source.data + from, '\n', to - from) != NULL;
}

/* A module's statement, or a directive between two of them. */
void
walk_begin_unit(struct symbol_walk *walk, uint32_t at)
{
    VEC_PUSH(&walk->statement_runs, tokens_next_run(walk->tokens));
    outline_statement(walk->outline, symbol_walk_row(walk, at) + 1);
    tokens_turn(walk->tokens, SIGHT_ALL, WAITING_NOT);
}

void
walk_put_comment(struct symbol_walk *walk, TSNode node,
                 const struct walk_frame *parent)
{
    uint32_t from = ts_node_start_byte(node);
    uint32_t to = ts_node_end_byte(node);
    struct str text = str_slice(walk->source, from, to);
    enum directive directive =
        walk->strings > 0 ? DIRECTIVE_NONE : directive_find(text);
    if (directive == DIRECTIVE_NONE) {
        return;
    }
    if (parent && parent->kind == KIND_MODULE &&
        (walk->statement_runs.len == 0 ||
         walk_has_newline(walk, walk->statement_end, from))) {
        walk_begin_unit(walk, from);
    }
    bool turned = directive == DIRECTIVE_FILE && walk->body.open;
    uint32_t last_end = walk->last_end;
    bool in_line = walk->in_line;
    walk->in_line = false;
    walk->partial_types |=
        directive == DIRECTIVE_FILE && directive_sets_partial_types(text);
    if (turned) {
        tokens_turn(walk->tokens, SIGHT_ALL, WAITING_NOT);
    }
    if (!walk_has_newline(walk, last_end, from)) {
        tokens_mark(walk->tokens, MARK_TRAILING);
    }
    walk_put_token(walk, from, to);
    walk->last_end = last_end;
    walk->in_line = in_line;
    if (turned) {
        walk_turn_back(walk);
    }
}

/* Start of the line if the offset is its first token, or UINT32_MAX. */
uint32_t
walk_line_indent(const struct symbol_walk *walk, uint32_t from)
{
    const char *text = walk->source.data;
    while (from > 0 && text[from - 1] != '\n') {
        from--;
        if (text[from] != ' ' && text[from] != '\t' && text[from] != '\f') {
            return UINT32_MAX;
        }
    }
    return from;
}
