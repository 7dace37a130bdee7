/* SPDX-License-Identifier: MIT */
#include "core/python/symbol_walk.h"

#include <string.h>

#include "core/python/refused.h"
#include "core/python/symbol_names.h"
#include "core/python/walk_bodies.h"
#include "core/python/walk_classes.h"
#include "core/python/walk_statements.h"
#include "core/python/walk_tokens.h"
#include "core/python/walk_units.h"

void
symbol_walk_init(struct symbol_walk *walk, const struct node_kinds *kinds,
                 struct tokens *tokens, struct outline *outline)
{
    *walk = (struct symbol_walk){
        .kinds = kinds, .tokens = tokens, .outline = outline};
    layout_init(&walk->layout);
}

void
symbol_walk_release(struct symbol_walk *walk)
{
    layout_release(&walk->layout);
    VEC_RELEASE(&walk->frames);
    VEC_RELEASE(&walk->statements);
    VEC_RELEASE(&walk->classes);
    VEC_RELEASE(&walk->doubts);
    VEC_RELEASE(&walk->imported);
    VEC_RELEASE(&walk->statement_runs);
    unit_marks_release(&walk->units);
}

/* Where the prefix of a string ends: at its quote. */
static struct str
string_prefix(const struct symbol_walk *walk, uint32_t from)
{
    const struct str source = walk->source;
    uint32_t end = from;
    while (end < source.len && !strchr("\"'`", source.data[end])) {
        end++;
    }
    return str_slice(source, from, end);
}

static bool
is_formatted(struct str prefix)
{
    for (size_t i = 0; i < prefix.len; i++) {
        if (strchr("fFtT", prefix.data[i])) {
            return true;
        }
    }
    return false;
}

/* Strings count by their raw bytes (A3), code in them does not count twice. */
static bool
enter_string(struct symbol_walk *walk, TSNode node, struct walk_frame *frame,
             struct walk_frame *parent)
{
    uint32_t from = ts_node_start_byte(node);
    struct str prefix = string_prefix(walk, from);
    size_t quote = from + prefix.len;
    /* A pair of backquotes is a string to the tree, and Python 2. */
    walk->broken |=
        quote >= walk->source.len || walk->source.data[quote] == '`';
    uint32_t to = ts_node_end_byte(node);
    bool formatted = is_formatted(prefix);
    struct str text = str_slice(walk->source, from, to);
    walk->broken |= refused_string(prefix, text, formatted);
    walk_put_token(walk, from, to);
    walk_units_text(walk, from, to, parent);
    if (!formatted) {
        return false;
    }
    frame->flags |= FRAME_FORMATTED;
    walk->strings++;
    return true;
}

/* What the node says about the open body. */
static void
weigh_node(struct symbol_walk *walk, TSNode node,
           const struct walk_frame *frame, const struct walk_frame *parent)
{
    struct open_body *body = &walk->body;
    switch (frame->kind) {
    case KIND_YIELD:
        body->yields |= body->scopes == 0;
        break;
    case KIND_RAISE:
        body->raises |= body->scopes == 0;
        break;
    case KIND_SCOPE_STATEMENT:
        body->rebinds = true;
        break;
    case KIND_ATTRIBUTE:
        body->sets |=
            (frame->flags & FRAME_TARGET) && symbol_names_has_owner(walk, node);
        break;
    case KIND_ASSIGNMENT:
    case KIND_AUGMENTED:
        /* The statement of the body itself is no bare expression. */
        body->substantial |= parent->kind == KIND_EXPRESSION_STATEMENT;
        break;
    default:
        break;
    }
}

/* Is the child of `parent` that begins now assigned to? */
static void
pass_target(struct walk_frame *frame, struct walk_frame *parent)
{
    bool inside =
        parent->flags & FRAME_TARGET &&
        (parent->kind == KIND_PATTERN || parent->kind == KIND_AS_TARGET);
    if (inside || parent->flags & FRAME_EXPECT) {
        frame->flags |= FRAME_TARGET;
    }
    parent->flags &= (uint16_t)~FRAME_EXPECT;
}

/* Returns whether to look at what is in the node. */
static bool
enter_kind(struct symbol_walk *walk, TSNode node, struct walk_frame *frame,
           struct walk_frame *parent)
{
    switch (frame->kind) {
    case KIND_STRING:
        return enter_string(walk, node, frame, parent);
    case KIND_ASSIGNMENT:
    case KIND_AUGMENTED:
    case KIND_WALRUS:
        frame->flags |= FRAME_EXPECT;
        break;
    case KIND_AS_TARGET:
        frame->flags |= FRAME_TARGET;
        break;
    case KIND_CLASS:
        walk_class_statement(walk, node);
        symbol_names_define(walk, node, frame, parent);
        break;
    case KIND_FUNCTION:
        symbol_names_define(walk, node, frame, parent);
        break;
    case KIND_CALL:
        walk_class_call(walk, node, parent);
        break;
    case KIND_IMPORT:
        symbol_names_import(walk, node);
        walk->imports++;
        break;
    case KIND_TYPE_ALIAS:
        symbol_names_bind(walk, symbol_names_after_word(walk, node));
        break;
    case KIND_CAPTURE:
        walk->captures++;
        break;
    case KIND_DOTTED_NAME:
        if (walk->captures > 0 && parent->kind != KIND_CLASS_PATTERN) {
            symbol_names_capture(walk, node);
        }
        break;
    case KIND_ATTRIBUTE:
        if (frame->flags & FRAME_TARGET) {
            symbol_names_attribute(walk, node);
        }
        break;
    default:
        break;
    }
    return true;
}

/* Open a frame for the node; returns whether to look at what is in it. */
static bool
enter(struct symbol_walk *walk, TSNode node)
{
    TSSymbol symbol = ts_node_symbol(node);
    VEC_PUSH(&walk->frames, (struct walk_frame){
                                .kind = walk->kinds->of[symbol],
                                .form = walk->kinds->forms[symbol],
                                .from = ts_node_start_byte(node),
                                .tokens = tokens_at(walk->tokens),
                                .definition = NO_DEFINITION,
                            });
    struct walk_frame *frame = walk_frame_above(walk, 0);
    struct walk_frame *parent = walk_frame_above(walk, 1);
    if (frame->kind == KIND_COMMENT || frame->kind == KIND_CONTINUATION) {
        if (frame->kind == KIND_COMMENT) {
            walk_put_comment(walk, node, parent);
        }
        return false;
    }
    if (!parent) {
        return true;
    }
    walk->broken |= refused_part(walk, node, frame, parent);
    if ((parent->kind == KIND_MODULE || parent->kind == KIND_BLOCK) &&
        frame->kind != KIND_SEMICOLON) {
        walk_begin_statement(walk, node, frame, parent);
    } else if (walk_begins_scope(frame, parent)) {
        symbol_names_open(walk, parent);
        walk_open_scope(walk, frame, parent);
    } else {
        pass_target(frame, parent);
    }
    walk_units_node(walk, node, frame, parent);
    if (walk->body.open) {
        weigh_node(walk, node, frame, parent);
    }
    return enter_kind(walk, node, frame, parent);
}

/* A token by itself. */
static void
put_leaf(struct symbol_walk *walk, TSNode node)
{
    const struct walk_frame *frame = walk_frame_above(walk, 0);
    struct walk_frame *parent = walk_frame_above(walk, 1);
    uint32_t from = ts_node_start_byte(node);
    uint32_t to = ts_node_end_byte(node);
    switch (frame->kind) {
    case KIND_COMMENT:
    case KIND_CONTINUATION:
    case KIND_STRING:
    case KIND_MODULE:
        return;
    case KIND_IDENTIFIER:
        walk->broken |= refused_name(walk->source, from, to);
        symbol_names_identifier(walk, from, to, frame, parent);
        break;
    case KIND_COLON:
        if (parent->kind == KIND_LAMBDA) {
            parent->flags |= FRAME_STARTED;
        }
        break;
    case KIND_ARROW:
        parent->flags |= FRAME_ANNOTATED;
        break;
    case KIND_ASYNC:
        parent->flags |= FRAME_ASYNC;
        break;
    case KIND_FOR_WORD:
        parent->flags |= FRAME_EXPECT;
        break;
    default:
        break;
    }
    walk_put_token(walk, from, to);
}

/* `a.b` in `a.b.c` is names and dots. */
static void
pass_chain(const struct walk_frame *part, struct walk_frame *frame)
{
    bool chain = part->kind == KIND_IDENTIFIER ||
                 (part->kind == KIND_ATTRIBUTE && (part->flags & FRAME_CHAIN));
    if (frame && chain && !(frame->flags & FRAME_STARTED) &&
        (frame->kind == KIND_ATTRIBUTE || frame->kind == KIND_DOTTED_NAME)) {
        frame->flags |= FRAME_CHAIN;
    }
}

/* A part of the node ends: what comes now is a name, or the value of one. */
static void
note_part(struct walk_frame *frame)
{
    if (frame &&
        (frame->kind == KIND_ATTRIBUTE || frame->kind == KIND_DOTTED_NAME ||
         frame->kind == KIND_KEYWORD_ARGUMENT)) {
        frame->flags |= FRAME_STARTED;
    }
}

static void
leave(struct symbol_walk *walk)
{
    struct walk_frame frame = *walk_frame_above(walk, 0);
    if (frame.kind == KIND_BLOCK && frame.flags & FRAME_STARTED) {
        tokens_mark(walk->tokens, MARK_DEDENT);
        layout_close_block(&walk->layout);
    } else if (frame.kind == KIND_BLOCK) {
        walk->broken = true; /* a block without a statement */
    }
    walk->broken |= refused_end(&frame);
    if (frame.flags & FRAME_BODY) {
        walk_close_body(walk);
    } else if (frame.flags & FRAME_SCOPE) {
        walk_close_scope(walk, &frame);
    }
    if (frame.flags & FRAME_FORMATTED) {
        walk->strings--;
    }
    if (frame.kind == KIND_DECORATOR) {
        tokens_mark(walk->tokens, MARK_END);
        layout_end(&walk->layout);
    } else if (frame.kind == KIND_CAPTURE) {
        walk->captures--;
    } else if (frame.kind == KIND_IMPORT) {
        walk->imports--;
        walk_units_import_end(walk);
    } else if (frame.kind == KIND_FUNCTION) {
        symbol_names_end(walk, &frame);
    }
    if (frame.flags & FRAME_STATEMENT) {
        walk_end_statement(walk, &frame);
    }
    walk->frames.len--;
    pass_chain(&frame, walk_frame_above(walk, 0));
    note_part(walk_frame_above(walk, 0));
}

static void
clear(struct symbol_walk *walk, struct str source)
{
    tokens_clear(walk->tokens);
    outline_clear(walk->outline);
    walk->source = source;
    walk->frames.len = walk->statements.len = 0;
    walk->classes.len = walk->doubts.len = walk->imported.len = 0;
    walk->statement_runs.len = 0;
    walk->body = (struct open_body){0};
    walk->class_depth = walk->strings = walk->captures = walk->imports = 0;
    walk->row = walk->row_start = walk->row_at = 0;
    walk->column = walk->column_at = 0;
    walk->broken = walk->partial_types = walk->star = false;
    walk->seen_statement = false;
    unit_marks_clear(&walk->units);
    layout_begin(&walk->layout, source);
}

static void
finish(struct symbol_walk *walk)
{
    layout_finish(&walk->layout);
    walk->broken |= walk->layout.broken;
    walk_class_finish(walk);
}

void
symbol_walk_tree(struct symbol_walk *walk, struct str source, TSNode root)
{
    TSTreeCursor cursor = ts_tree_cursor_new(root);
    clear(walk, source);
    for (;;) {
        TSNode node = ts_tree_cursor_current_node(&cursor);
        if (enter(walk, node) && ts_tree_cursor_goto_first_child(&cursor)) {
            continue;
        }
        put_leaf(walk, node);
        leave(walk);
        while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
            if (!ts_tree_cursor_goto_parent(&cursor)) {
                ts_tree_cursor_delete(&cursor);
                finish(walk);
                return;
            }
            leave(walk);
        }
    }
}
