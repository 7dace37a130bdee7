/* SPDX-License-Identifier: MIT */
/*
 * rows - single rows of the store's two tables.
 *
 * db.h has the tables.  Whoever calls this has opened a transaction where
 * one is needed.  Private to this layer, since it shows SQLite's types.
 *
 * Ownership: the statements belong to the connection and go with it, see
 * rows_close.  Threads: one at a time.
 */
#ifndef CORE_STORE_ROWS_H
#define CORE_STORE_ROWS_H

#include <stdint.h>

#include "core/base/str.h"
#include "core/store/connection.h"
#include "core/store/pending.h"

enum { ROWS_STATEMENTS = 7 };

struct rows {
    struct connection *connection;
    int64_t today;
    int64_t run;   /* that rows are written and used in */
    int64_t space; /* of what is written; see row_is_readable */
    sqlite3_stmt *statements[ROWS_STATEMENTS]; /* NULL until needed */
};

/* To be called when the connection was closed. */
void rows_close(struct rows *rows);

enum row_state {
    ROW_ABSENT,
    ROW_SOUND,
    ROW_BROKEN, /* its value is missing or does not match its checksum */
    ROW_TROUBLE,
};

struct row {
    enum row_state state;
    int rc;          /* SQLite's, with ROW_TROUBLE */
    int64_t payload; /* the id of its value */
    uint64_t sum;
    int64_t day;
    int64_t run;
    int64_t space;
    struct packed value; /* with ROW_SOUND, until row_done */
};

/* What the namespace called "main" is stored as. */
enum { ROWS_SPACE_MAIN = 0 };

/* Rows of one's own namespace and of main's are seen, no others. */
static inline bool
row_is_readable(const struct rows *rows, const struct row *row)
{
    return row->space == rows->space || row->space == ROWS_SPACE_MAIN;
}

struct row row_read(struct rows *rows, const struct row_name *name);
/* Is there a row that is seen?  Its value is not looked at. */
bool row_exists(struct rows *rows, const struct row_name *name);
void row_done(struct rows *rows);

/* These return SQLITE_OK or what SQLite had to say. */

/*
 * Store the value, unless it is there.  Two processes that work out the
 * same write it once.
 */
int row_write(struct rows *rows, const struct row_name *name, uint64_t sum,
              struct packed value);
/* Say that it is wanted today, in this run. */
int row_touch(struct rows *rows, const struct row_name *name);
/*
 * Remove it if it is broken: another process may have mended it.  Its value
 * stays, which may be another row's; rows_collect takes what is nobody's.
 */
int row_forget(struct rows *rows, const struct row_name *name);
/* Remove the row, whatever it holds, and the value `payload`. */
int row_delete(struct rows *rows, const struct row_name *name, int64_t payload);
/* Remove the values that belong to no entry.  Looks at all rows. */
int rows_collect(struct rows *rows);

#endif
