/* SPDX-License-Identifier: MIT */
#include "core/python/walk_bodies.h"

#include "core/python/walk_tokens.h"

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
    walk_turn_back(walk);
}

void
walk_close_body(struct symbol_walk *walk)
{
    const struct walk_frame *function = walk_frame_above(walk, 1);
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
void
walk_open_scope(struct symbol_walk *walk, struct walk_frame *frame,
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
        walk->outline->depth++;
    }
}

void
walk_close_scope(struct symbol_walk *walk, const struct walk_frame *frame)
{
    if (walk->body.open) {
        walk->body.scopes--;
    } else if (frame->kind == KIND_BLOCK) {
        walk->class_depth--;
        walk->outline->depth--;
    }
}

bool
walk_begins_scope(const struct walk_frame *frame,
                  const struct walk_frame *parent)
{
    return (frame->kind == KIND_BLOCK &&
            (parent->kind == KIND_FUNCTION || parent->kind == KIND_CLASS)) ||
           (parent->kind == KIND_LAMBDA && (parent->flags & FRAME_STARTED));
}
