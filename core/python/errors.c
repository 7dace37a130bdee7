/* SPDX-License-Identifier: MIT */
#include "core/python/errors.h"

#include <stdbool.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/utf8.h"
#include "core/python/grammar.h"
#include "core/python/text.h"

/*
 * The grammar's scanner looks at all hidden newlines in a row again for each
 * of them, so 100,000 lines of a lone backslash would take minutes.
 */
#define LOOKS_MAX UINT64_C(1000000000)

struct search {
    struct str text;
    struct arena *arena;
    struct syntax_errors *errors;
};

/* Code points between the line's start and `column` bytes on. */
static uint32_t
code_points(struct str text, uint32_t byte, uint32_t column)
{
    uint32_t count = 0;
    for (uint32_t i = byte - column; i < byte && i < text.len; i++) {
        count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
    }
    return count;
}

static void
add(struct search *search, TSNode node)
{
    TSPoint point = ts_node_start_point(node);
    uint32_t byte = ts_node_start_byte(node);
    const char *message = "syntax error";
    if (ts_node_is_missing(node)) {
        message = arena_printf(search->arena, "syntax error: missing %s",
                               ts_node_type(node));
    }
    struct syntax_error error = {
        .line = point.row + 1,
        .column = code_points(search->text, byte, point.column) + 1,
        .message = message,
    };
    VEC_PUSH(search->errors, error);
}

/* Depth first into what holds an error, without recursion. */
static void
walk(struct search *search, TSNode root)
{
    TSTreeCursor cursor = ts_tree_cursor_new(root);
    bool deeper = true;
    while (search->errors->len < SYNTAX_ERRORS_MAX) {
        TSNode node = ts_tree_cursor_current_node(&cursor);
        bool is_error = ts_node_is_error(node) || ts_node_is_missing(node);
        if (deeper && is_error) {
            add(search, node);
        }
        if (deeper && !is_error && ts_node_has_error(node) &&
            ts_tree_cursor_goto_first_child(&cursor)) {
            continue;
        }
        deeper = ts_tree_cursor_goto_next_sibling(&cursor);
        if (!deeper && !ts_tree_cursor_goto_parent(&cursor)) {
            break;
        }
    }
    ts_tree_cursor_delete(&cursor);
}

static void
add_at(struct search *search, uint32_t line, uint32_t column,
       const char *message)
{
    VEC_PUSH(search->errors, (struct syntax_error){line, column, message});
}

static void
parse(struct search *search)
{
    struct grammar grammar;
    grammar_init(&grammar);
    TSParser *parser = ts_parser_new();
    ts_parser_set_language(parser, grammar.language);
    TSTree *tree = ts_parser_parse_string(parser, NULL, search->text.data,
                                          (uint32_t)search->text.len);
    if (ts_node_has_error(ts_tree_root_node(tree))) {
        walk(search, ts_tree_root_node(tree));
    }
    ts_tree_delete(tree);
    ts_parser_delete(parser);
}

/* The sum of the squares of runs of hidden newlines. */
static uint64_t
count_looks(struct str text)
{
    uint64_t looks = 0;
    uint64_t run = 0;
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.data[i];
        bool hidden = byte == '\n' && i > 0 && text.data[i - 1] == '\\';
        if (hidden) {
            looks += ++run;
        } else if (!strchr("\\ \t\r\f", byte) || byte == '\0') {
            run = 0;
        }
    }
    return looks;
}

/* The first byte that is no UTF-8, if there is one. */
static void
check_utf8(struct search *search)
{
    size_t at = utf8_valid_len(search->text);
    if (at == search->text.len) {
        return;
    }
    struct str before = str_slice(search->text, 0, at);
    ptrdiff_t newline = str_find_last_byte(before, '\n');
    uint32_t line = 1;
    for (size_t i = 0; i < at; i++) {
        line += before.data[i] == '\n';
    }
    uint32_t column = (uint32_t)(at - (size_t)(newline + 1));
    add_at(search, line, code_points(before, (uint32_t)at, column) + 1,
           "the file is not UTF-8 and declares no encoding");
}

void
syntax_errors_find(struct str bytes, struct arena *arena,
                   struct syntax_errors *errors)
{
    struct buf scratch;
    struct text_problem problem;
    buf_init(&scratch, BUF_UNLIMITED);
    struct search search = {.arena = arena, .errors = errors};
    search.text = text_decode(bytes, &scratch, &problem);
    errors->len = 0;
    if (problem.line > 0) {
        add_at(&search, problem.line, problem.column,
               arena_cstr(arena, str_from(problem.message)));
    } else {
        check_utf8(&search);
    }
    if (count_looks(search.text) > LOOKS_MAX) {
        add_at(&search, 1, 1, "the file takes too long to parse");
    } else if (search.text.len > 0) {
        parse(&search);
    }
    buf_release(&scratch);
}
