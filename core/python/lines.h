/* SPDX-License-Identifier: MIT */
/*
 * lines - splits Python source into logical lines at memory speed.
 *
 * A logical line (Python reference, 2.1.5) ends at a newline outside of
 * brackets and strings that no backslash hides.  Only lines that hold the
 * word `import` (or import_module, __import__, or what the caller adds)
 * outside of comments and plain strings are worth parsing; the scanner says
 * which, and stops looking once no such word is left.
 *
 * It agrees with tree-sitter-python about where strings end and what the
 * indentation is, so that facts equal those of the full tree.  Where
 * tree-sitter would have an ERROR the scanner goes on line by line: an
 * unclosed bracket ends where a line with the keyword `import` begins, an
 * unclosed string ends with its line, and `damaged` is set; so it is for
 * brackets that do not match.
 *
 * Why not parse everything: tree-sitter reads 9 to 15 MB/s per core.
 *
 * Ownership: borrows the text.  Threads: one scanner per thread.
 * Calling sequence: line_scanner_init, line_next until false,
 * line_scanner_release.
 */
#ifndef CORE_PYTHON_LINES_H
#define CORE_PYTHON_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"
#include "core/base/vec.h"

struct line {
    size_t start;    /* first token */
    size_t end;      /* the newline, or the end of the text */
    size_t code_end; /* the comment at its end, or the same */
    uint32_t indent; /* columns; a tab counts 8, a form feed resets */
    bool triggered;  /* holds a word of interest in code or an f-string */
};

struct line_comment {
    size_t start; /* of the "#" */
    size_t end;
};

struct line_scanner {
    const char *data;
    size_t len;
    size_t pos;
    bool damaged;    /* a bracket or string without its partner was met */
    bool every_line; /* the caller wants all lines marked */
    struct {
        VEC_FIELDS(char);
    } brackets; /* left open by the last line, by what closes them */
    /* Comments that hold "depstamp:", as far as scanned. */
    struct {
        VEC_FIELDS(struct line_comment);
    } pragmas;

    /* The rest is the scanner's own. */
    struct {
        VEC_FIELDS(size_t);
    } words; /* offsets of words of interest, ascending */
    struct {
        VEC_FIELDS(size_t);
    } lists; /* offsets of the word `__all__`, ascending */
    size_t next_word;
    bool has_pragmas;
    bool open_field; /* some f-string field never closes */
    size_t block;    /* the 64 bytes that `mask` is about */
    uint64_t mask;
    size_t row_offset; /* rows before this offset are counted */
    uint32_t row;
};

void line_scanner_init(struct line_scanner *scanner, struct str text);
void line_scanner_release(struct line_scanner *scanner);
/* Start over with another text, keeping the memory. */
void line_scanner_reset(struct line_scanner *scanner, struct str text);

/* The next logical line that is not blank; false at the end of the text. */
bool line_next(struct line_scanner *scanner, struct line *line);

/* True while a word of interest lies at or after the scanner's position. */
bool line_more_words(const struct line_scanner *scanner);

/* 0-based row of `offset`; cheap if asked in ascending order. */
uint32_t line_row(struct line_scanner *scanner, size_t offset);

#endif
