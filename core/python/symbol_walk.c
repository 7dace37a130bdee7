/* SPDX-License-Identifier: MIT */
#include "core/python/symbol_walk.h"

#include <string.h>

#include "core/base/hash.h"
#include "core/python/directive.h"
#include "core/python/symbol_names.h"

void
symbol_walk_init(struct symbol_walk *walk, const struct node_kinds *kinds,
                 struct tokens *tokens, struct outline *outline)
{
    *walk = (struct symbol_walk){
        .kinds = kinds, .tokens = tokens, .outline = outline};
}

void
symbol_walk_release(struct symbol_walk *walk)
{
    VEC_RELEASE(&walk->frames);
    VEC_RELEASE(&walk->classes);
    VEC_RELEASE(&walk->statement_runs);
}

static struct walk_frame *
frame_above(struct symbol_walk *walk, size_t up)
{
    return up < walk->frames.len
               ? &walk->frames.items[walk->frames.len - 1 - up]
               : NULL;
}

/* ---- tokens */

/* Tokens go where the place they stand in belongs. */
static void
turn_back(struct symbol_walk *walk)
{
    if (walk->body.open) {
        tokens_turn(walk->tokens, 0, WAITING_BODY);
    } else {
        tokens_turn(walk->tokens, SIGHT_ALL, WAITING_NOT);
    }
}

static void
put_token(struct symbol_walk *walk, uint32_t from, uint32_t to)
{
    if (walk->strings == 0 && from < to) {
        tokens_put(walk->tokens, walk->source, from, to);
        walk->last_end = to;
    }
}

static bool
has_newline(const struct symbol_walk *walk, uint32_t from, uint32_t to)
{
    return from < to &&
           memchr(walk->source.data + from, '\n', to - from) != NULL;
}

/* A module's statement, or a directive between two of them. */
static void
begin_unit(struct symbol_walk *walk, uint32_t at)
{
    VEC_PUSH(&walk->statement_runs, tokens_next_run(walk->tokens));
    outline_statement(walk->outline, symbol_walk_row(walk, at) + 1);
    tokens_turn(walk->tokens, SIGHT_ALL, WAITING_NOT);
}

static void
put_comment(struct symbol_walk *walk, TSNode node,
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
         has_newline(walk, walk->statement_end, from))) {
        begin_unit(walk, from);
    }
    bool turned = directive == DIRECTIVE_FILE && walk->body.open;
    uint32_t last_end = walk->last_end;
    walk->partial_types |=
        directive == DIRECTIVE_FILE && directive_sets_partial_types(text);
    if (turned) {
        tokens_turn(walk->tokens, SIGHT_ALL, WAITING_NOT);
    }
    if (!has_newline(walk, last_end, from)) {
        tokens_mark(walk->tokens, MARK_TRAILING);
    }
    put_token(walk, from, to);
    walk->last_end = last_end;
    if (turned) {
        turn_back(walk);
    }
}

/* ---- bodies */

static void
open_body(struct symbol_walk *walk, struct walk_frame *block,
          const struct walk_frame *function)
{
    block->flags |= FRAME_BODY;
    walk->body = (struct open_body){
        .open = true,
        .method = walk->class_depth > 0,
        .annotated = function->flags & FRAME_ANNOTATED,
        .is_async = function->flags & FRAME_ASYNC,
        .first_run = tokens_next_run(walk->tokens),
    };
    tokens_mark(walk->tokens, MARK_BODY);
    turn_back(walk);
}

static void
close_body(struct symbol_walk *walk)
{
    const struct walk_frame *function = frame_above(walk, 1);
    const struct open_body *body = &walk->body;
    bool kept = open_body_kept(body);
    bool whole = body->method && !body->substantial;
    unsigned sight = SIGHT_CODE;
    if (kept) {
        sight = SIGHT_ALL;
    } else if (!body->annotated) {
        sight |= SIGHT_INFERRED;
    }
    tokens_settle(walk->tokens, body->first_run, WAITING_BODY, sight);
    tokens_settle(walk->tokens, body->first_run, WAITING_DOC,
                  whole ? SIGHT_ALL : SIGHT_CODE);
    tokens_settle(walk->tokens, body->first_run, WAITING_POSITION,
                  kept ? SIGHT_ALL : 0);
    walk->body.open = false;
    walk->outline->definitions.items[function->definition].seen = sight;
    tokens_turn(walk->tokens, SIGHT_ALL, WAITING_NOT);
    if (body->is_async && body->yields) {
        tokens_mark(walk->tokens, MARK_GENERATOR);
    }
    tokens_mark(walk->tokens, MARK_BODY_END);
}

/* A scope of its own begins: a block of a class or function, a lambda. */
static void
open_scope(struct symbol_walk *walk, struct walk_frame *frame,
           const struct walk_frame *parent)
{
    if (parent->kind == KIND_FUNCTION && !walk->body.open) {
        open_body(walk, frame, parent);
        return;
    }
    frame->flags |= FRAME_SCOPE;
    if (walk->body.open) {
        walk->body.scopes++;
    } else if (parent->kind == KIND_CLASS) {
        walk->class_depth++;
        VEC_PUSH(&walk->outline->parents, parent->definition);
    }
}

static void
close_scope(struct symbol_walk *walk, const struct walk_frame *frame)
{
    if (walk->body.open) {
        walk->body.scopes--;
    } else if (frame->kind == KIND_BLOCK) {
        walk->class_depth--;
        walk->outline->parents.len--;
    }
}

static bool
begins_scope(const struct walk_frame *frame, const struct walk_frame *parent)
{
    return (frame->kind == KIND_BLOCK &&
            (parent->kind == KIND_FUNCTION || parent->kind == KIND_CLASS)) ||
           (parent->kind == KIND_LAMBDA && (parent->flags & FRAME_STARTED));
}

/* ---- statements */

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

static void
note_docstring(struct symbol_walk *walk, TSNode node, struct walk_frame *block)
{
    /* The block's frame is above the statement's, the owner's above that. */
    const struct walk_frame *owner = block - 1;
    if (owner->definition == NO_DEFINITION) {
        return;
    }
    struct symbol_definition *definition =
        &walk->outline->definitions.items[owner->definition];
    TSPoint start = ts_node_start_point(node);
    TSPoint end = ts_node_end_point(node);
    definition->doc_line = start.row + 1;
    definition->doc_lines = end.row - start.row + 1;
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
        note_docstring(walk, node, block);
        tokens_turn(walk->tokens, of_class ? SIGHT_CODE : 0,
                    of_class ? WAITING_NOT : WAITING_DOC);
        statement->flags |= FRAME_TURNED;
    }
}

/* Start of the line if the offset is its first token, or UINT32_MAX. */
static uint32_t
line_indent(const struct symbol_walk *walk, uint32_t from)
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

/*
 * Python wants the lines of a block to begin with the same blanks, the tree
 * only with as many.
 */
static void
check_indent(struct symbol_walk *walk, uint32_t from, struct walk_frame *block,
             bool first)
{
    const char *text = walk->source.data;
    uint32_t start = line_indent(walk, from);
    if (start == UINT32_MAX) {
        return;
    }
    if (first || block->indent == UINT32_MAX) {
        block->indent = start;
        return;
    }
    uint32_t len = from - start;
    const char *other = text + block->indent;
    if (memcmp(other, text + start, len) != 0 || other[len] == ' ' ||
        other[len] == '\t') {
        walk->broken = true;
    }
}

static void
begin_block(struct symbol_walk *walk, uint32_t from, struct walk_frame *block)
{
    block->flags |= FRAME_STARTED;
    block->indent = UINT32_MAX;
    tokens_mark(walk->tokens, has_newline(walk, walk->last_end, from)
                                  ? MARK_INDENT
                                  : MARK_INLINE);
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

static void
begin_statement(struct symbol_walk *walk, TSNode node,
                struct walk_frame *statement, struct walk_frame *block)
{
    uint32_t from = ts_node_start_byte(node);
    statement->flags |= FRAME_STATEMENT;
    if (block->kind == KIND_MODULE) {
        uint32_t start = line_indent(walk, from);
        walk->broken |= start < from;
        begin_unit(walk, from);
        walk->statement_end = ts_node_end_byte(node);
        statement->tokens = tokens_at(walk->tokens);
        return;
    }
    bool first = !(block->flags & FRAME_STARTED);
    if (first) {
        begin_block(walk, from, block);
    }
    check_indent(walk, from, block, first);
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

static void
end_statement(struct symbol_walk *walk, const struct walk_frame *statement)
{
    if (statement->flags & FRAME_BINDS) {
        symbol_names_close(walk, statement);
    }
    tokens_mark(walk->tokens, MARK_END);
    if (statement->flags & FRAME_TURNED) {
        turn_back(walk);
    }
}

/* ---- nodes */

static void
put_position(struct symbol_walk *walk, uint32_t from)
{
    tokens_turn(walk->tokens, 0, WAITING_POSITION);
    tokens_position(walk->tokens, symbol_walk_row(walk, from));
    turn_back(walk);
}

static bool
is_formatted(const struct symbol_walk *walk, uint32_t from)
{
    const char *at = walk->source.data + from;
    for (; *at != '"' && *at != '\''; at++) {
        if (strchr("fFtT", *at)) {
            return true;
        }
    }
    return false;
}

/* Strings count by their raw bytes (A3), code in them does not count twice. */
static bool
enter_string(struct symbol_walk *walk, TSNode node, struct walk_frame *frame)
{
    uint32_t from = ts_node_start_byte(node);
    put_token(walk, from, ts_node_end_byte(node));
    if (!is_formatted(walk, from)) {
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
    case KIND_CLASS:
        put_position(walk, ts_node_start_byte(node));
        break;
    case KIND_CALL:
        if (symbol_names_makes_class(walk, node, parent)) {
            put_position(walk, ts_node_start_byte(node));
        }
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
           const struct walk_frame *parent)
{
    switch (frame->kind) {
    case KIND_STRING:
        return enter_string(walk, node, frame);
    case KIND_ASSIGNMENT:
    case KIND_AUGMENTED:
    case KIND_WALRUS:
        frame->flags |= FRAME_EXPECT;
        break;
    case KIND_AS_TARGET:
        frame->flags |= FRAME_TARGET;
        break;
    case KIND_CLASS:
        symbol_names_class(walk, node);
        symbol_names_define(walk, node, frame, parent);
        break;
    case KIND_FUNCTION:
        symbol_names_define(walk, node, frame, parent);
        break;
    case KIND_CALL:
        symbol_names_call(walk, node, parent);
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
    case KIND_PYTHON_2:
        walk->broken = true;
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
    VEC_PUSH(&walk->frames, (struct walk_frame){
                                .kind = (uint8_t)node_kind(walk->kinds, node),
                                .from = ts_node_start_byte(node),
                                .tokens = tokens_at(walk->tokens),
                                .definition = NO_DEFINITION,
                            });
    struct walk_frame *frame = frame_above(walk, 0);
    struct walk_frame *parent = frame_above(walk, 1);
    if (frame->kind == KIND_COMMENT || frame->kind == KIND_CONTINUATION) {
        if (frame->kind == KIND_COMMENT) {
            put_comment(walk, node, parent);
        }
        return false;
    }
    if (!parent) {
        return true;
    }
    if ((parent->kind == KIND_MODULE || parent->kind == KIND_BLOCK) &&
        frame->kind != KIND_SEMICOLON) {
        begin_statement(walk, node, frame, parent);
    } else if (begins_scope(frame, parent)) {
        symbol_names_open(walk, parent);
        open_scope(walk, frame, parent);
    } else {
        pass_target(frame, parent);
    }
    if (walk->body.open) {
        weigh_node(walk, node, frame, parent);
    }
    return enter_kind(walk, node, frame, parent);
}

/* A token by itself. */
static void
put_leaf(struct symbol_walk *walk, TSNode node)
{
    const struct walk_frame *frame = frame_above(walk, 0);
    struct walk_frame *parent = frame_above(walk, 1);
    uint32_t from = ts_node_start_byte(node);
    uint32_t to = ts_node_end_byte(node);
    switch (frame->kind) {
    case KIND_COMMENT:
    case KIND_CONTINUATION:
    case KIND_STRING:
    case KIND_MODULE:
        return;
    case KIND_IDENTIFIER:
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
    put_token(walk, from, to);
}

static void
leave(struct symbol_walk *walk)
{
    struct walk_frame frame = *frame_above(walk, 0);
    if (frame.kind == KIND_BLOCK && frame.flags & FRAME_STARTED) {
        tokens_mark(walk->tokens, MARK_DEDENT);
    }
    if (frame.flags & FRAME_BODY) {
        close_body(walk);
    } else if (frame.flags & FRAME_SCOPE) {
        close_scope(walk, &frame);
    }
    if (frame.flags & FRAME_FORMATTED) {
        walk->strings--;
    }
    if (frame.kind == KIND_DECORATOR) {
        tokens_mark(walk->tokens, MARK_END);
    } else if (frame.kind == KIND_CAPTURE) {
        walk->captures--;
    } else if (frame.kind == KIND_IMPORT) {
        walk->imports--;
    } else if (frame.kind == KIND_FUNCTION) {
        symbol_names_end(walk, &frame);
    }
    if (frame.flags & FRAME_STATEMENT) {
        end_statement(walk, &frame);
    }
    walk->frames.len--;
    struct walk_frame *parent = frame_above(walk, 0);
    if (parent && (parent->kind == KIND_ATTRIBUTE ||
                   parent->kind == KIND_KEYWORD_ARGUMENT)) {
        parent->flags |= FRAME_STARTED; /* what comes now is a name */
    }
}

static void
clear(struct symbol_walk *walk, struct str source)
{
    tokens_clear(walk->tokens);
    outline_clear(walk->outline);
    walk->source = source;
    walk->frames.len = 0;
    walk->classes.len = 0;
    walk->statement_runs.len = 0;
    walk->body = (struct open_body){0};
    walk->class_depth = walk->strings = walk->captures = walk->imports = 0;
    walk->last_end = walk->statement_end = 0;
    walk->row = walk->row_start = walk->row_at = 0;
    walk->column = walk->column_at = 0;
    walk->broken = walk->partial_types = false;
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
                return;
            }
            leave(walk);
        }
    }
}
