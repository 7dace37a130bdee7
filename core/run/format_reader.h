/* SPDX-License-Identifier: MIT */
/*
 * format_reader - what all formats need to read what a tool printed.
 *
 * A format finds out what its tool says, in the tool's terms (`struct
 * finding`), and says how that tool counts (`struct counting`); the reader
 * turns it into a diagnostic in ours: paths relative to the root, the root
 * taken out of messages, lines and columns from 1, columns in code points.
 *
 * Ownership: a reader borrows the input; what it adds is copied into the
 * arena.  Threads: one reader per thread.
 */
#ifndef CORE_RUN_FORMAT_READER_H
#define CORE_RUN_FORMAT_READER_H

#include <stdint.h>

#include "core/run/format.h"
#include "core/run/format_json.h"

struct reader {
    const struct format *format;
    const struct format_input *input;
    struct arena *arena;
    struct format_result *result;
    struct str root;      /* without a trailing slash */
    struct str real_root; /* symlinks resolved, as tools see it; or empty */
    /* The last path asked for and what it is here: findings come file by
       file. */
    struct str raw_path;
    struct str path;
};

/* A place that the tool does not give, in its own terms. */
#define PLACE_UNKNOWN INT64_MIN

struct finding {
    struct str path; /* as the tool has it; empty: of no file */
    int64_t line;
    int64_t column;
    int64_t end_line;
    int64_t end_column;
    struct str code;
    struct str message;
    struct str url;
    enum severity severity;
};

/* A finding without a place. */
struct finding finding_of(struct str path, struct str message);

enum column_unit {
    COLUMN_POINTS, /* Unicode code points */
    COLUMN_BYTES,  /* of UTF-8, whatever the file's coding is */
    COLUMN_UTF16,
};

struct counting {
    int line_base; /* the first line's number */
    int column_base;
    enum column_unit unit;
    bool marks; /* a byte order mark counts as a character */
};

/* Lines and columns from 1, in code points. */
extern const struct counting counting_points;

/* Add the finding as a diagnostic; ERR_FORMAT for a place or a path that
   cannot be one. */
int reader_add(struct reader *reader, const struct finding *finding,
               const struct counting *counting, struct err *err);

/*
 * Relative to the root if it lies below it, absolute otherwise, clean in any
 * case.  Empty for an empty one.  In the arena.
 */
struct str reader_path(struct reader *reader, struct str path);
/* UTF-8, without the root, without blanks around it.  In the arena. */
struct str reader_text(struct reader *reader, struct str text);
/* The texts after each other.  In the arena. */
struct str reader_join(struct reader *reader, const struct str *texts,
                       size_t len);
/* Is there such a line of such a file? */
bool reader_has_line(struct reader *reader, struct str path, int64_t line);

/* Nothing of this run may be stored; the first reason is kept. */
void reader_trouble(struct reader *reader, struct str why);
/* The answer for this file is not to be stored. */
void reader_failed(struct reader *reader, struct str path);

/* The severity of a tool's word, whatever its case: "high", "refactor",
   "information", …; an error if we do not know it. */
enum severity reader_severity(struct str word);

/* ERR_FORMAT: "NAME printed WHAT: `LINE`", the line shortened. */
int reader_refuse(const struct reader *reader, const char *what,
                  struct str line, struct err *err);

/* ERR_FORMAT: "NAME printed what is not JSON" and what value_parse said. */
int reader_refuse_json(const struct reader *reader, struct err *err);

/* How a format is read; each is a row of format.c. */
typedef int format_reader(struct reader *reader, struct err *err);

format_reader format_read_bandit;
format_reader format_read_black;
format_reader format_read_files;
format_reader format_read_flake8;
format_reader format_read_gcc;
format_reader format_read_gitlab;
format_reader format_read_mypy;
format_reader format_read_pylint;
format_reader format_read_pyrefly;
format_reader format_read_pyright;
format_reader format_read_regex;
format_reader format_read_ruff;
format_reader format_read_sarif;

#endif
