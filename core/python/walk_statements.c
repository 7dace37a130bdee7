/* SPDX-License-Identifier: MIT */
#include "core/python/walk_statements.h"

#include <string.h>

#include "core/python/symbol_names.h"
#include "core/python/walk_tokens.h"
#include "core/python/walk_units.h"

/* A string, or several, that is no bytes and has no code in it. */
static bool
is_docstring(struct symbol_walk *walk, TSNode node)
{
    TSNode child = ts_node_named_child(node, 0);
    enum node_kind kind = node_kind(walk->kinds, child);
    if (ts_node_named_child_count(node) != 1 ||
        (kind != KIND_STRING && kind != KIND_CONCATENATED)) {
        return false;
    }
    const char *at = walk->source.data + ts_node_start_byte(child);
    for (; *at != '"' && *at != '\''; at++) {
        if (!strchr("rRuU", *at)) {
            return false;
        }
    }
    return true;
}

/* The docstring's slot of a class or an outermost function (A6). */
static void
begin_docstring(struct symbol_walk *walk, TSNode node,
                struct walk_frame *statement, struct walk_frame *block)
{
    enum node_kind owner = (enum node_kind)block[-1].kind;
    bool of_class = owner == KIND_CLASS && !walk->body.open;
    bool of_body = block->flags & FRAME_BODY;
    if ((of_class || of_body) && is_docstring(walk, node)) {
        tokens_turn(walk->tokens, of_class ? SIGHT_CODE : 0,
                    of_class ? WAITING_NOT : WAITING_DOC);
        statement->flags |= FRAME_TURNED;
    }
}

static void
begin_block(struct symbol_walk *walk, uint32_t from, struct walk_frame *block)
{
    bool indented = layout_open_block(&walk->layout, from);
    block->flags |= FRAME_STARTED;
    tokens_mark(walk->tokens, indented ? MARK_INDENT : MARK_INLINE);
}

/* A `;` that a line ends behind does not lead to the next statement. */
static void
end_semicolon(struct symbol_walk *walk, uint32_t from)
{
    layout_gap(&walk->layout, from);
    if (walk->layout.semicolon && walk->layout.newline) {
        tokens_mark(walk->tokens, MARK_END);
        walk->layout.semicolon = false;
    }
}

/* What a statement of an outermost body says about it (D2). */
static void
weigh_statement(struct symbol_walk *walk, const struct walk_frame *statement)
{
    if (statement->kind != KIND_PASS && statement->kind != KIND_RAISE &&
        statement->kind != KIND_EXPRESSION_STATEMENT) {
        walk->body.substantial = true;
    }
}

void
walk_begin_statement(struct symbol_walk *walk, TSNode node,
                     struct walk_frame *statement, struct walk_frame *block)
{
    uint32_t from = ts_node_start_byte(node);
    statement->flags |= FRAME_STATEMENT;
    VEC_PUSH(&walk->statements, (uint32_t)walk->frames.len - 1);
    end_semicolon(walk, from);
    if (block->kind == KIND_MODULE) {
        walk_begin_unit(walk, from);
        walk_units_statement(walk, node, statement);
        statement->tokens = tokens_at(walk->tokens);
        return;
    }
    bool first = !(block->flags & FRAME_STARTED);
    if (first) {
        begin_block(walk, from, block);
    }
    if (first && statement->kind == KIND_EXPRESSION_STATEMENT) {
        begin_docstring(walk, node, statement, block);
    }
    if (block->flags & FRAME_BODY) {
        weigh_statement(walk, statement);
    }
    if (statement->kind == KIND_IMPORT && walk->body.open) {
        tokens_turn(walk->tokens, SIGHT_ALL, WAITING_NOT);
        statement->flags |= FRAME_TURNED;
    }
    statement->tokens = tokens_at(walk->tokens);
}

void
walk_end_statement(struct symbol_walk *walk, const struct walk_frame *statement)
{
    if (statement->flags & FRAME_BINDS) {
        symbol_names_close(walk, statement);
    }
    walk->statements.len--;
    tokens_mark(walk->tokens, MARK_END);
    layout_end(&walk->layout);
    if (statement->flags & FRAME_TURNED) {
        walk_turn_back(walk);
    }
}
