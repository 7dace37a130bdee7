/* SPDX-License-Identifier: MIT */
#include "core/python/layout.h"

void
layout_init(struct layout *layout)
{
    *layout = (struct layout){0};
}

void
layout_release(struct layout *layout)
{
    VEC_RELEASE(&layout->blocks);
}

void
layout_begin(struct layout *layout, struct str source)
{
    layout->source = source;
    layout->at = layout->line_start = layout->brackets = 0;
    layout->line = LAYOUT_EITHER;
    layout->newline = true;
    layout->semicolon = layout->broken = false;
    layout->blocks.len = 0;
}

/*
 * A backslash at `at`: returns the offset of the newline that it hides, or
 * `at` if it is broken.
 */
static uint32_t
skip_backslash(struct layout *layout, uint32_t at, uint32_t to)
{
    const char *text = layout->source.data;
    uint32_t end = at + 1;
    end += end < to && text[end] == '\r';
    bool hides = end < to && text[end] == '\n';
    bool first = layout->newline && layout->brackets == 0;
    if (!hides || first || end + 1 == layout->source.len) {
        layout->broken = true;
        return at;
    }
    return end;
}

void
layout_gap(struct layout *layout, uint32_t to)
{
    const char *text = layout->source.data;
    for (uint32_t i = layout->at; i < to; i++) {
        switch (text[i]) {
        case ' ':
        case '\t':
        case '\f':
        case '\r':
            break;
        case '\n':
            layout->newline = true;
            layout->line_start = i + 1;
            break;
        case '\\':
            i = skip_backslash(layout, i, to);
            break;
        default:
            layout->broken = true;
            break;
        }
    }
    if (layout->at < to) {
        layout->at = to;
    }
}

bool
layout_comment(struct layout *layout, uint32_t from, uint32_t to)
{
    layout_gap(layout, from);
    layout->at = to;
    return !layout->newline;
}

/* The indentation of the line whose first token is at `from`. */
static struct layout_block
measure(const struct layout *layout, uint32_t from)
{
    struct layout_block block = {0};
    for (uint32_t i = layout->line_start; i < from; i++) {
        switch (layout->source.data[i]) {
        case '\t':
            block.column = (block.column / 8 + 1) * 8;
            block.alternate++;
            break;
        case '\f':
            block.column = block.alternate = 0;
            break;
        default:
            block.column++;
            block.alternate++;
            break;
        }
    }
    return block;
}

/* The innermost block; the module is one without indentation. */
static struct layout_block
around(const struct layout *layout)
{
    size_t len = layout->blocks.len;
    return len > 0 ? layout->blocks.items[len - 1] : (struct layout_block){0};
}

bool
layout_open_block(struct layout *layout, uint32_t from)
{
    layout_gap(layout, from);
    struct layout_block block = {.in_line = true};
    if (layout->newline) {
        struct layout_block outer = around(layout);
        block = measure(layout, from);
        layout->broken |= outer.in_line || block.column <= outer.column ||
                          block.alternate <= outer.alternate;
    }
    VEC_PUSH(&layout->blocks, block);
    layout->line = LAYOUT_EITHER;
    return !block.in_line;
}

void
layout_close_block(struct layout *layout)
{
    layout->blocks.len--;
}

/* The token is the first one of a line. */
static void
begin_line(struct layout *layout, uint32_t from)
{
    struct layout_block block = measure(layout, from);
    struct layout_block outer = around(layout);
    layout->broken |= layout->line == LAYOUT_INSIDE || outer.in_line ||
                      block.column != outer.column ||
                      block.alternate != outer.alternate;
}

static void
count_bracket(struct layout *layout, char byte)
{
    if (byte == '(' || byte == '[' || byte == '{') {
        layout->brackets++;
    } else if (byte == ')' || byte == ']' || byte == '}') {
        layout->brackets--;
    }
}

void
layout_token(struct layout *layout, uint32_t from, uint32_t to)
{
    char byte = layout->source.data[from];
    bool single = to - from == 1;
    layout_gap(layout, from);
    layout->semicolon = single && byte == ';';
    if (layout->brackets > 0) {
        /* Lines may end everywhere. */
    } else if (layout->newline) {
        begin_line(layout, from);
        layout->broken |= layout->semicolon;
    } else {
        layout->broken |= layout->line == LAYOUT_DONE && !layout->semicolon;
    }
    if (single) {
        count_bracket(layout, byte);
    }
    layout->line = layout->semicolon ? LAYOUT_EITHER : LAYOUT_INSIDE;
    layout->newline = false;
    layout->at = to;
}

void
layout_finish(struct layout *layout)
{
    layout_gap(layout, (uint32_t)layout->source.len);
}
