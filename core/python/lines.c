/* SPDX-License-Identifier: MIT */
#include "core/python/lines.h"

#include <stdlib.h>
#include <string.h>

#include "core/python/block.h"
#include "core/python/strings.h"
#include "core/python/words.h"

#define NO_BLOCK SIZE_MAX

void
line_scanner_init(struct line_scanner *scanner, struct str text)
{
    memset(scanner, 0, sizeof(*scanner));
    line_scanner_reset(scanner, text);
}

void
line_scanner_release(struct line_scanner *scanner)
{
    VEC_RELEASE(&scanner->pragmas);
    VEC_RELEASE(&scanner->words);
    VEC_RELEASE(&scanner->lists);
    VEC_RELEASE(&scanner->brackets);
}

void
line_scanner_reset(struct line_scanner *scanner, struct str text)
{
    scanner->data = text.data;
    scanner->len = text.len;
    scanner->pos = 0;
    scanner->damaged = false;
    scanner->every_line = false;
    scanner->open_field = false;
    scanner->pragmas.len = 0;
    scanner->words.len = 0;
    scanner->lists.len = 0;
    scanner->next_word = 0;
    scanner->block = NO_BLOCK;
    scanner->row = 0;
    scanner->row_offset = 0;
    words_find(scanner, text);
}

bool
line_more_words(const struct line_scanner *scanner)
{
    return scanner->next_word < scanner->words.len;
}

uint32_t
line_row(struct line_scanner *scanner, size_t offset)
{
    if (offset < scanner->row_offset) {
        scanner->row = 0;
        scanner->row_offset = 0;
    }
    const char *at = scanner->data + scanner->row_offset;
    const char *end = scanner->data + offset;
    while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
        scanner->row++;
        at++;
    }
    scanner->row_offset = offset;
    return scanner->row;
}

/* The mask of the block at `offset`, read beyond the end as zeros. */
static uint64_t
load_block(const struct line_scanner *scanner, size_t offset)
{
    size_t left = scanner->len - offset;
    if (left >= BLOCK_BYTES) {
        return block_mask(scanner->data + offset);
    }
    char tail[BLOCK_BYTES] = {0};
    memcpy(tail, scanner->data + offset, left);
    return block_mask(tail);
}

size_t
line_next_special(struct line_scanner *scanner, size_t pos)
{
    size_t block = pos & ~(size_t)(BLOCK_BYTES - 1);
    if (pos >= scanner->len) {
        return scanner->len;
    }
    if (block != scanner->block) {
        scanner->block = block;
        scanner->mask = load_block(scanner, block);
    }
    uint64_t mask = scanner->mask & (~UINT64_C(0) << (pos - block));
    while (mask == 0) {
        block += BLOCK_BYTES;
        if (block >= scanner->len) {
            return scanner->len;
        }
        mask = load_block(scanner, block);
        scanner->block = block;
        scanner->mask = mask;
    }
    return block + (size_t)__builtin_ctzll(mask);
}

/* What is known of the logical line being scanned. */
struct progress {
    struct line *line;
    bool cut; /* ends before a line with the keyword `import` */
};

/* First byte of the physical line that holds `offset`. */
static size_t
physical_start(const struct line_scanner *scanner, size_t offset)
{
    const char *newline = memrchr(scanner->data, '\n', offset);
    return newline ? (size_t)(newline - scanner->data) + 1 : 0;
}

static bool
is_import_keyword(const struct line_scanner *scanner, size_t offset)
{
    return words_is(scanner, offset, STR("import"));
}

/*
 * Take the words of interest in the code before `end`.  The keyword
 * `import` cannot stand inside brackets: if one does on a later physical
 * line, a bracket was never closed, and the logical line is cut there.
 */
static void
take_code_words(struct line_scanner *scanner, struct progress *progress,
                size_t end)
{
    while (line_more_words(scanner)) {
        size_t word = scanner->words.items[scanner->next_word];
        if (word >= end) {
            return;
        }
        if (scanner->brackets.len > 0 && is_import_keyword(scanner, word)) {
            size_t start = physical_start(scanner, word);
            scanner->damaged = true;
            if (start > progress->line->start) {
                progress->line->end = start - 1;
                progress->cut = true;
                return;
            }
        }
        progress->line->triggered = true;
        scanner->next_word++;
    }
}

/* Pass over the words up to `end`; in an f-string they may be code. */
static void
skip_words(struct line_scanner *scanner, struct line *line, size_t end,
           bool may_be_code)
{
    while (line_more_words(scanner) &&
           scanner->words.items[scanner->next_word] < end) {
        line->triggered |= may_be_code;
        scanner->next_word++;
    }
}

static size_t
comment_end(struct line_scanner *scanner, size_t start)
{
    const char *from = scanner->data + start;
    const char *newline = memchr(from, '\n', scanner->len - start);
    size_t end = newline ? (size_t)(newline - scanner->data) : scanner->len;
    static const char marker[] = "depstamp:";
    if (scanner->has_pragmas &&
        memmem(from, end - start, marker, sizeof(marker) - 1)) {
        VEC_PUSH(&scanner->pragmas, (struct line_comment){start, end});
    }
    return end;
}

/* Past a comment that stands before, in or behind a logical line. */
static size_t
skip_comment(struct line_scanner *scanner, size_t start)
{
    size_t end = comment_end(scanner, start);
    struct line ignored = {0};
    skip_words(scanner, &ignored, end, false);
    return end;
}

/* Offset behind `\` and the newline it hides, or behind the `\` alone. */
static size_t
skip_continuation(struct line_scanner *scanner, size_t pos)
{
    const char *data = scanner->data;
    size_t next = pos + 1;
    if (next < scanner->len && data[next] == '\r') {
        next++;
    }
    if (next < scanner->len && data[next] == '\n') {
        return next + 1;
    }
    scanner->damaged = true;
    return pos + 1;
}

static size_t
skip_string(struct line_scanner *scanner, struct line *line, size_t quote)
{
    struct string_span span;
    string_scan(scanner, line->start, quote, &span);
    skip_words(scanner, line, span.end, span.is_format);
    return span.end;
}

static void
open_bracket(struct line_scanner *scanner, char closing)
{
    VEC_PUSH(&scanner->brackets, closing);
}

static void
close_bracket(struct line_scanner *scanner, char closing)
{
    size_t depth = scanner->brackets.len;
    if (depth == 0 || scanner->brackets.items[depth - 1] != closing) {
        scanner->damaged = true;
    }
    if (depth > 0) {
        scanner->brackets.len--;
    }
}

/* Step over the special byte at `pos`; true if the logical line ends there. */
static bool
step(struct line_scanner *scanner, struct progress *progress, size_t *pos)
{
    char byte = scanner->data[*pos];
    switch (byte) {
    case '\n':
        if (scanner->brackets.len == 0) {
            return true;
        }
        break;
    case '#':
        if (scanner->brackets.len == 0) {
            progress->line->code_end = *pos;
        }
        *pos = skip_comment(scanner, *pos);
        return false;
    case '"':
    case '\'':
        *pos = skip_string(scanner, progress->line, *pos);
        return false;
    case '\\':
        *pos = skip_continuation(scanner, *pos);
        return false;
    case '(':
        open_bracket(scanner, ')');
        break;
    case '[':
        open_bracket(scanner, ']');
        break;
    case '{':
        open_bracket(scanner, '}');
        break;
    case ')':
    case ']':
    case '}':
        close_bracket(scanner, byte);
        break;
    default:
        break;
    }
    *pos += 1;
    return false;
}

/*
 * Blank space before a line, as tree-sitter-python measures it: a tab is
 * eight columns, a form feed or CR starts over.  Returns the offset of the
 * first token, or the text's length.
 */
static size_t
skip_blank(struct line_scanner *scanner, size_t pos, uint32_t *indent)
{
    uint32_t columns = 0;
    while (pos < scanner->len) {
        char byte = scanner->data[pos];
        size_t next = pos + 1;
        if (byte == ' ') {
            columns++;
        } else if (byte == '\t') {
            columns += 8;
        } else if (byte == '\n' || byte == '\r' || byte == '\f') {
            columns = 0;
        } else if (byte == '#') {
            next = skip_comment(scanner, pos);
        } else if (byte == '\\') {
            next = skip_continuation(scanner, pos);
            if (next == pos + 1) {
                break;
            }
        } else {
            break;
        }
        pos = next;
    }
    *indent = columns;
    return pos;
}

/* An open bracket at the end of the text: nothing closed it. */
static void
finish_line(struct line_scanner *scanner, struct progress *progress, size_t pos)
{
    if (scanner->brackets.len > 0) {
        scanner->damaged = true;
    }
    if (!progress->cut) {
        progress->line->end = pos;
    }
    if (progress->line->code_end > progress->line->end) {
        progress->line->code_end = progress->line->end;
    }
    scanner->pos = progress->line->end;
}

bool
line_next(struct line_scanner *scanner, struct line *line)
{
    size_t pos = skip_blank(scanner, scanner->pos, &line->indent);
    if (pos >= scanner->len) {
        scanner->pos = scanner->len;
        return false;
    }
    line->start = pos;
    line->code_end = SIZE_MAX;
    line->triggered = scanner->every_line;
    struct progress progress = {.line = line};
    scanner->brackets.len = 0;
    for (;;) {
        pos = line_next_special(scanner, pos);
        take_code_words(scanner, &progress, pos);
        if (progress.cut || pos >= scanner->len ||
            step(scanner, &progress, &pos)) {
            break;
        }
    }
    finish_line(scanner, &progress, pos);
    return true;
}
