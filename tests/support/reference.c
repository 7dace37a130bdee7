/* SPDX-License-Identifier: MIT */
#include "tests/support/reference.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/base/nfkc.h"
#include "core/python/facts.h"
#include "tests/support/reference_tree.h"

/* A node on the way down, with what it says about what stands in it. */
struct frame {
    TSNode node;
    enum kind kind;
    enum field field;  /* what it is to the frame above */
    bool guards;       /* its consequence runs for type checkers only */
    bool rest_guarded; /* and so do the branches behind it */
};

struct reference {
    struct reference_tree tree;
    int min_dots;
    struct {
        VEC_FIELDS(struct frame);
    } frames;
    struct reference_names checking_names; /* aliases of TYPE_CHECKING */
    struct reference_names importer_names; /* aliases of import_module */
    struct reference_facts facts;
};

struct reference *
reference_new(int min_dots)
{
    struct reference *reference = memory_zero(sizeof(*reference));
    reference_tree_init(&reference->tree);
    reference->min_dots = min_dots;
    return reference;
}

void
reference_free(struct reference *reference)
{
    reference_tree_release(&reference->tree);
    VEC_RELEASE(&reference->frames);
    VEC_RELEASE(&reference->checking_names);
    VEC_RELEASE(&reference->importer_names);
    VEC_RELEASE(&reference->facts.chains);
    VEC_RELEASE(&reference->facts);
    free(reference);
}

/* ---- what the nodes around say */

/* True if all of the branch at `inner` runs for type checkers only. */
static bool
is_checking(const struct frame *outer, const struct frame *inner)
{
    bool is_branch =
        inner->kind == KIND_ELIF_CLAUSE || inner->kind == KIND_ELSE_CLAUSE;
    if (outer->kind == KIND_IF_STATEMENT && is_branch) {
        return outer->rest_guarded;
    }
    return outer->guards && inner->field == FIELD_CONSEQUENCE;
}

static uint8_t
flags_of_pair(struct reference *reference, const struct frame *outer,
              const struct frame *inner)
{
    bool is_body = inner->field == FIELD_BODY;
    bool is_function =
        outer->kind == KIND_FUNCTION_DEFINITION || outer->kind == KIND_LAMBDA;
    uint8_t flags = 0;
    if (is_function && is_body) {
        flags |= IMPORT_LOCAL;
    }
    if (is_checking(outer, inner)) {
        flags |= IMPORT_TYPE_CHECKING;
    }
    if (outer->kind == KIND_TRY_STATEMENT && is_body &&
        reference_catches(&reference->tree, outer->node)) {
        flags |= IMPORT_WEAK;
    }
    if (outer->kind == KIND_WITH_STATEMENT && is_body &&
        reference_suppresses(&reference->tree, outer->node)) {
        flags |= IMPORT_WEAK;
    }
    return flags;
}

static uint8_t
flags_here(struct reference *reference)
{
    uint8_t flags = 0;
    for (size_t i = 1; i < reference->frames.len; i++) {
        flags |= flags_of_pair(reference, &reference->frames.items[i - 1],
                               &reference->frames.items[i]);
    }
    return flags;
}

/* ---- facts */

static void
add(struct reference *reference, TSNode node, struct reference_fact fact)
{
    if (fact.module.len == 0 && fact.level == 0) {
        return; /* only in broken trees */
    }
    if (fact.form != FORM_DYNAMIC && fact.form != FORM_STRING) {
        struct arena *arena = &reference->tree.arena;
        fact.module = nfkc(arena, fact.module);
        fact.name = nfkc(arena, fact.name);
        fact.bound = nfkc(arena, fact.bound);
    }
    fact.line = ts_node_start_point(node).row + 1;
    fact.flags |= flags_here(reference);
    VEC_PUSH(&reference->facts, fact);
}

static void
read_import(struct reference *reference, TSNode node)
{
    struct reference_tree *tree = &reference->tree;
    uint8_t lazy = reference_is_lazy(tree, node) ? IMPORT_LAZY : 0;
    struct reference_children children = reference_children(tree, node);
    for (size_t i = 0; i < children.len; i++) {
        const struct reference_child *child = &children.items[i];
        if (child->field != FIELD_NAME) {
            continue;
        }
        bool aliased = child->kind == KIND_ALIASED_IMPORT;
        struct reference_fact fact = {
            .form = FORM_IMPORT,
            .flags = aliased ? lazy | IMPORT_ALIASED : lazy,
            .module = reference_imported(tree, child->node)};
        struct str rest = fact.module;
        fact.bound = aliased ? reference_alias(tree, child->node) : STR("");
        if (fact.bound.len == 0) {
            fact.bound = str_split(&rest, '.');
        }
        add(reference, node, fact);
    }
}

/* `from m import n as x`: x may stand for what we look for later. */
static void
note_alias(struct reference *reference, struct str name, TSNode node)
{
    struct str alias = reference_alias(&reference->tree, node);
    if (alias.len == 0) {
        return;
    }
    if (str_equal(name, STR("TYPE_CHECKING"))) {
        VEC_PUSH(&reference->checking_names, alias);
    }
    if (reference_is_importer(name)) {
        VEC_PUSH(&reference->importer_names, alias);
    }
}

static void
read_from(struct reference *reference, TSNode node)
{
    struct reference_tree *tree = &reference->tree;
    struct reference_fact fact = {.form = FORM_FROM};
    fact.flags = reference_is_lazy(tree, node) ? IMPORT_LAZY : 0;
    fact.module = reference_from_module(tree, node, &fact.level);
    struct reference_children children = reference_children(tree, node);
    for (size_t i = 0; i < children.len; i++) {
        const struct reference_child *child = &children.items[i];
        struct reference_fact one = fact;
        if (child->kind == KIND_WILDCARD_IMPORT) {
            one.form = FORM_STAR;
            add(reference, node, one);
        } else if (child->field == FIELD_NAME) {
            one.name = reference_imported(tree, child->node);
            one.bound = reference_alias(tree, child->node);
            if (one.bound.len == 0) {
                one.bound = one.name;
            }
            add(reference, node, one);
            note_alias(reference, one.name, child->node);
        }
    }
}

static void
read_call(struct reference *reference, TSNode node)
{
    struct reference_tree *tree = &reference->tree;
    struct reference_call call;
    if (!reference_call(tree, node, &reference->importer_names, &call)) {
        return;
    }
    struct reference_fact fact = {
        .form = FORM_DYNAMIC, .level = call.level, .module = call.module};
    fact.flags = call.own_name ? IMPORT_OWN_NAME : 0;
    add(reference, node, fact);
    for (size_t i = 0; i < call.names_len; i++) {
        fact.name = call.names[i];
        add(reference, node, fact);
    }
}

static void
read_string(struct reference *reference, TSNode node)
{
    struct str text;
    if (reference->min_dots >= 0 &&
        reference_string(&reference->tree, node, &text) &&
        reference_is_dotted(text, reference->min_dots)) {
        add(reference, node,
            (struct reference_fact){.form = FORM_STRING, .module = text});
    }
}

static void
read_attribute(struct reference *reference, TSNode node)
{
    struct str chain = reference_chain(&reference->tree, node);
    if (chain.len > 0) {
        VEC_PUSH(&reference->facts.chains, nfkc(&reference->tree.arena, chain));
    }
}

/* A condition tells about its branch, and about those that follow it. */
static void
read_condition(struct reference *reference, struct frame *frame)
{
    struct reference_truth truth = reference_condition(
        &reference->tree, frame->node, &reference->checking_names);
    frame->guards = truth.if_true;
    frame->rest_guarded = truth.if_false;
}

static void
leave(struct reference *reference)
{
    struct frame frame = reference->frames.items[--reference->frames.len];
    if (frame.kind == KIND_ELIF_CLAUSE && reference->frames.len > 0) {
        size_t above = reference->frames.len - 1;
        reference->frames.items[above].rest_guarded |= frame.rest_guarded;
    }
}

static void
visit(struct reference *reference, const TSTreeCursor *cursor)
{
    TSNode node = ts_tree_cursor_current_node(cursor);
    struct frame fresh = {
        .node = node,
        .kind = reference_kind(&reference->tree, node),
        .field = reference_field(&reference->tree, cursor),
    };
    VEC_PUSH(&reference->frames, fresh);
    struct frame *frame = &reference->frames.items[reference->frames.len - 1];
    switch (frame->kind) {
    case KIND_IMPORT_STATEMENT:
        read_import(reference, node);
        break;
    case KIND_FROM_STATEMENT:
    case KIND_FUTURE_STATEMENT:
        read_from(reference, node);
        break;
    case KIND_CALL:
        read_call(reference, node);
        break;
    case KIND_ASSIGNMENT:
    case KIND_NAMED_EXPRESSION:
        reference_note_importer(&reference->tree, node,
                                &reference->importer_names);
        break;
    case KIND_STRING:
        read_string(reference, node);
        break;
    case KIND_ATTRIBUTE:
        read_attribute(reference, node);
        break;
    case KIND_IF_STATEMENT:
    case KIND_ELIF_CLAUSE:
        read_condition(reference, frame);
        break;
    default:
        break;
    }
}

static void
walk(struct reference *reference, TSNode root)
{
    TSTreeCursor cursor = ts_tree_cursor_new(root);
    visit(reference, &cursor);
    while (reference->frames.len > 0) {
        if (ts_tree_cursor_goto_first_child(&cursor)) {
            visit(reference, &cursor);
            continue;
        }
        leave(reference);
        while (reference->frames.len > 0 &&
               !ts_tree_cursor_goto_next_sibling(&cursor)) {
            ts_tree_cursor_goto_parent(&cursor);
            leave(reference);
        }
        if (reference->frames.len > 0) {
            visit(reference, &cursor);
        }
    }
    ts_tree_cursor_delete(&cursor);
}

const struct reference_facts *
reference_read(struct reference *reference, struct str text)
{
    reference->frames.len = 0;
    reference->facts.len = 0;
    reference->facts.chains.len = 0;
    reference->checking_names.len = 0;
    reference->importer_names.len = 0;
    TSNode root = reference_tree_parse(&reference->tree, text);
    reference->facts.has_error = ts_node_has_error(root);
    walk(reference, root);
    if (reference->importer_names.len > 0) {
        /* A function may call by a name that is bound below it. */
        reference->facts.len = 0;
        reference->facts.chains.len = 0;
        reference->checking_names.len = 0;
        walk(reference, root);
    }
    return &reference->facts;
}
