/* SPDX-License-Identifier: MIT */
#include "core/python/skeleton.h"

#include <string.h>

#include "core/base/vec.h"

enum { INDENT_COLUMNS = 4 };

/* The printer, and where its pen is. */
struct printer {
    const struct skeleton_request *request;
    const struct tokens *tokens;
    struct buf *out;
    uint32_t place; /* number of the next token, seen or not */
    uint32_t row;   /* of the pen, keep_lines only */
    uint32_t column;
    uint32_t depth;       /* of blocks */
    uint32_t brackets;    /* open in the statement */
    bool begun;           /* the line has a token of the statement */
    bool ended;           /* the statement before ended on this line */
    bool comment;         /* the line ends with a comment */
    bool empty;           /* the block has no statement yet */
    bool joined;          /* the block stands in the line of its header */
    bool hidden;          /* in a body that is left out */
    bool trailing;        /* the comment that comes stands behind tokens */
    bool margin;          /* it begins its line */
    uint32_t body_column; /* of that body */
    struct {
        VEC_FIELDS(uint32_t); /* where statements of each block begin */
    } columns;
    int64_t shift; /* how far left of its source the statement stands */
    /* The lines of the source up to here have been counted. */
    uint32_t source_at;
    uint32_t source_row;
    uint32_t source_start;
};

static void
locate(struct printer *printer, uint32_t at, uint32_t *row, uint32_t *column)
{
    const char *text = printer->request->source.data;
    while (printer->source_at < at) {
        const char *from = text + printer->source_at;
        const char *newline = memchr(from, '\n', at - printer->source_at);
        if (!newline) {
            printer->source_at = at;
            break;
        }
        printer->source_row++;
        printer->source_at = (uint32_t)(newline - text) + 1;
        printer->source_start = printer->source_at;
    }
    *row = printer->source_row;
    *column = at - printer->source_start;
}

static void
newline(struct printer *printer)
{
    buf_byte(printer->out, '\n');
    printer->row++;
    printer->column = 0;
    printer->comment = false;
}

static void
pad(struct printer *printer, uint32_t column)
{
    while (printer->column < column) {
        buf_byte(printer->out, ' ');
        printer->column++;
    }
}

static void
write_text(struct printer *printer, struct str text)
{
    buf_str(printer->out, text);
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\n') {
            printer->row++;
            printer->column = 0;
        } else {
            printer->column++;
        }
    }
}

/* Go to a line below, or to the next; `column` is where the text begins. */
static void
go_down(struct printer *printer, uint32_t row, uint32_t column)
{
    bool keep = printer->request->keep_lines;
    do {
        newline(printer);
    } while (keep && printer->row < row);
    pad(printer, column);
    printer->ended = false;
}

static bool
at_line_start(const struct printer *printer)
{
    return printer->column == 0;
}

/* Go to a line below without an end of the logical line. */
static void
fold(struct printer *printer, uint32_t row, uint32_t column)
{
    bool open = !printer->comment && printer->brackets == 0;
    while (open && printer->request->keep_lines && printer->row + 1 < row) {
        buf_text(printer->out, " \\");
        newline(printer);
    }
    buf_text(printer->out, open ? " \\" : "");
    go_down(printer, row, column);
}

/*
 * Where a statement that stood at `column` goes: to the others of its block,
 * though it may stand behind one that is left out, or below a backslash.
 */
static uint32_t
statement_column(const struct printer *printer, uint32_t column)
{
    size_t blocks = printer->columns.len;
    if (!printer->request->keep_lines) {
        return printer->depth * INDENT_COLUMNS;
    }
    if (printer->hidden || printer->joined) {
        return printer->hidden ? printer->body_column : column;
    }
    return blocks > 0 ? printer->columns.items[blocks - 1] : 0;
}

/* The first token of a statement. */
static void
begin_statement(struct printer *printer, uint32_t row, uint32_t column)
{
    bool keep = printer->request->keep_lines;
    column = statement_column(printer, column);
    bool below =
        keep ? row > printer->row || printer->comment : !printer->joined;
    if (keep && below && printer->joined) {
        buf_text(printer->out, printer->ended ? ";" : "");
        fold(printer, row, column);
    } else if (at_line_start(printer) && (!keep || row <= printer->row)) {
        pad(printer, column);
    } else if (below) {
        go_down(printer, row, column);
    } else {
        buf_text(printer->out, printer->ended ? "; " : " ");
        printer->column += printer->ended ? 2 : 1;
    }
    printer->ended = false;
}

/* Blanks, or lines, between two tokens of one statement. */
static void
separate(struct printer *printer, uint32_t row, uint32_t column)
{
    bool keep = printer->request->keep_lines;
    if (printer->comment || (keep && row > printer->row)) {
        fold(printer, row, keep ? column : 0);
    } else if (!keep) {
        buf_byte(printer->out, ' ');
        printer->column++;
    } else {
        pad(printer, column);
    }
}

static void
count_bracket(struct printer *printer, struct str text)
{
    if (text.len == 1 && strchr("([{", text.data[0])) {
        printer->brackets++;
    } else if (text.len == 1 && strchr(")]}", text.data[0])) {
        printer->brackets--;
    }
}

/* Where a token goes if its statement does not stand where it stood. */
static uint32_t
shifted(const struct printer *printer, uint32_t column)
{
    int64_t to = (int64_t)column - printer->shift;
    return to > 0 ? (uint32_t)to : 0;
}

/* Something that does not stand in the source. */
static void
write_filler(struct printer *printer, const char *text, uint32_t row,
             uint32_t column)
{
    begin_statement(printer, row, column);
    write_text(printer, str_from(text));
    printer->ended = true;
    printer->empty = false;
}

/*
 * A docstring that was left out is all that the block has, so far: an empty
 * one stands for it.
 */
static void
fill_block(struct printer *printer)
{
    const struct token_place *place =
        &printer->tokens->places.items[printer->place - 1];
    uint32_t row;
    uint32_t column;
    if (printer->request->source.data[place->from] == ';') {
        place--;
    }
    locate(printer, place->from, &row, &column);
    write_filler(printer, "\"\"", row, column);
}

/* The column of a comment on a line of its own. */
static uint32_t
comment_column(const struct printer *printer, uint32_t column)
{
    if (printer->margin) {
        return 0;
    }
    if (printer->request->keep_lines) {
        return printer->begun ? column : statement_column(printer, column);
    }
    /* Behind a header it stands as the block does. */
    return (printer->depth + printer->begun) * INDENT_COLUMNS;
}

/* Does something stand before the next token in its line of the source? */
static bool
stands_behind(const struct printer *printer)
{
    const char *text = printer->request->source.data;
    uint32_t at = printer->tokens->places.items[printer->place].from;
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) {
        at--;
    }
    return at > 0 && text[at - 1] != '\n';
}

static void
write_comment(struct printer *printer, struct str text, uint32_t row,
              uint32_t column)
{
    bool keep = printer->request->keep_lines;
    /* Of a body that is left out, the mark is, too. */
    bool trailing =
        printer->trailing || (keep && printer->hidden && row == printer->row &&
                              stands_behind(printer));
    bool behind = trailing && (printer->begun || printer->ended);
    if (!behind) {
        column = comment_column(printer, column);
        if (!at_line_start(printer) || (keep && row > printer->row)) {
            go_down(printer, row, column);
        }
        pad(printer, column);
    } else if (keep && row > printer->row) {
        fold(printer, row, column);
    } else {
        buf_byte(printer->out, ' ');
        printer->column++;
        pad(printer, keep ? shifted(printer, column) : 0);
    }
    write_text(printer, text);
    printer->comment = true;
    printer->begun = printer->brackets > 0;
    printer->trailing = printer->margin = false;
}

static void
write_token(struct printer *printer, struct str text)
{
    const struct token_place *place =
        &printer->tokens->places.items[printer->place];
    uint32_t row;
    uint32_t column;
    if (printer->trailing && printer->empty) {
        fill_block(printer);
    }
    locate(printer, place->from, &row, &column);
    if (text.data[0] == '#') {
        write_comment(printer, text, row, column);
        return;
    }
    if (str_equal(text, STR(";")) && !printer->begun) {
        return; /* where statements end is known without it */
    }
    if (printer->begun) {
        separate(printer, row, shifted(printer, column));
    } else {
        begin_statement(printer, row, column);
        printer->shift = (int64_t)column - (int64_t)printer->column;
    }
    printer->begun = true;
    printer->empty = false;
    write_text(printer, text);
    count_bracket(printer, text);
}

/* Is there a mark of a generator before the body's end? */
static bool
is_generator(const struct printer *printer, size_t run, uint32_t at)
{
    for (; run < printer->tokens->runs.len; run++) {
        uint32_t end = tokens_run_end(printer->tokens, run);
        bool seen =
            printer->tokens->runs.items[run].sight & printer->request->sight;
        while (seen && at < end) {
            struct token token = tokens_next(printer->tokens, &at);
            if (token.text.len == 0 &&
                (token.mark == MARK_GENERATOR || token.mark == MARK_BODY_END)) {
                return token.mark == MARK_GENERATOR;
            }
        }
        at = end;
    }
    return false;
}

static const char *
filler_of(const struct printer *printer, size_t run, uint32_t at)
{
    if (printer->request->stub) {
        return "...";
    }
    return is_generator(printer, run, at) ? "_ = yield" : "_ = 0";
}

/* The body of a function begins: if it is left out, something fills it. */
static void
begin_body(struct printer *printer, size_t run, uint32_t at)
{
    const struct tokens *tokens = printer->tokens;
    bool seen = run + 1 < tokens->runs.len &&
                tokens->runs.items[run + 1].sight & printer->request->sight;
    printer->begun = false;
    if (seen) {
        return;
    }
    uint32_t row = printer->row;
    uint32_t column = printer->column;
    if (printer->place < tokens->places.len) {
        locate(printer, tokens->places.items[printer->place].from, &row,
               &column);
    }
    printer->hidden = true;
    printer->body_column = column;
    printer->depth++;
    printer->joined = printer->request->keep_lines && row <= printer->row;
    write_filler(printer, filler_of(printer, run, at), row, column);
}

static void
end_body(struct printer *printer)
{
    if (printer->hidden) {
        printer->hidden = printer->joined = false;
        printer->depth--;
        printer->ended = false;
    }
}

/* The column of the block's first token, seen or not, that is no comment. */
static uint32_t
block_column(const struct printer *printer)
{
    struct str source = printer->request->source;
    for (size_t i = printer->place; i < printer->tokens->places.len; i++) {
        uint32_t from = printer->tokens->places.items[i].from;
        if (source.data[from] != '#') {
            const char *above = memrchr(source.data, '\n', from);
            return above ? from - (uint32_t)(above - source.data) - 1 : from;
        }
    }
    return 0;
}

static void
begin_block(struct printer *printer, bool joined)
{
    VEC_PUSH(&printer->columns, block_column(printer));
    printer->depth++;
    printer->begun = false;
    printer->empty = true;
    printer->joined = joined;
}

static void
end_block(struct printer *printer)
{
    if (printer->empty) {
        fill_block(printer);
    }
    printer->columns.len--;
    printer->depth--;
    printer->empty = false;
    printer->joined = false;
    printer->ended = false;
    printer->begun = false;
}

static void
obey_mark(struct printer *printer, enum token_mark mark, size_t run,
          uint32_t at)
{
    switch (mark) {
    case MARK_END:
        printer->begun = false;
        printer->ended = true;
        printer->brackets = 0;
        break;
    case MARK_INDENT:
    case MARK_INLINE:
        begin_block(printer, mark == MARK_INLINE);
        break;
    case MARK_DEDENT:
        end_block(printer);
        break;
    case MARK_BODY:
        begin_body(printer, run, at);
        break;
    case MARK_BODY_END:
        end_body(printer);
        break;
    case MARK_TRAILING:
        printer->trailing = true;
        break;
    case MARK_MARGIN:
        printer->margin = true;
        break;
    case MARK_POSITION:
    case MARK_GENERATOR:
        break;
    }
}

static void
write_run(struct printer *printer, size_t run)
{
    const struct tokens *tokens = printer->tokens;
    bool seen = tokens->runs.items[run].sight & printer->request->sight;
    uint32_t at = tokens->runs.items[run].start;
    uint32_t end = tokens_run_end(tokens, run);
    while (at < end) {
        struct token token = tokens_next(tokens, &at);
        if (token.text.len > 0) {
            if (seen) {
                write_token(printer, token.text);
            }
            printer->place++;
        } else if (seen) {
            obey_mark(printer, token.mark, run, at);
        }
    }
}

void
skeleton_write(const struct skeleton_request *request, struct buf *out)
{
    struct printer printer = {
        .request = request, .tokens = request->tokens, .out = out};
    for (size_t run = 0; run < request->tokens->runs.len; run++) {
        write_run(&printer, run);
    }
    if (printer.column > 0) {
        newline(&printer);
    }
    VEC_RELEASE(&printer.columns);
}
