/* SPDX-License-Identifier: MIT */
/*
 * connection - a way to an SQLite file that is ours, or becomes ours.
 *
 * What can be wrong with a file is decided here: it may be absent, empty,
 * damaged, of another version, of another program, read-only, or in use.
 * What its rows mean is the business of db.h.  Private to this layer, since
 * it shows SQLite's types.
 *
 * Ownership: it owns the path and the connection.  Threads: one at a time.
 * Calling sequence: connection_init; connection_open, or if that fails
 * connection_open_immutable; connection_release.
 */
#ifndef CORE_STORE_CONNECTION_H
#define CORE_STORE_CONNECTION_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"

/* The largest record that is read, however large a damaged one says it is. */
enum { CONNECTION_RECORD_MAX = (64 << 20) + 4096 };

struct connection {
    char *path;           /* of the file */
    sqlite3 *sqlite;      /* NULL: closed */
    bool wal;             /* readers and writers don't wait for each other */
    bool wal_fails;       /* memory cannot be shared through files here */
    bool damaged;         /* set by connection_note */
    bool was_read_only;   /* though the file is not */
    int reason_errno;     /* why something failed last: this, if not 0, */
    char reason[256];     /* or this */
    uint64_t waits_since; /* for a lock; in ms, of no clock in particular */
};

void connection_init(struct connection *connection, const char *dir,
                     const char *name);
void connection_release(struct connection *connection);

/*
 * Open for reading and writing.  An absent or empty file gets our tables, a
 * damaged one or one of another version is emptied first, one of another
 * program is moved to "<path>.foreign".  False if that is impossible, and
 * then connection_describe tells why.
 */
bool connection_open(struct connection *connection);

/*
 * Open for reading the file as it stands: no locks, no WAL, nothing made
 * beside it.  False if it cannot be read or is not sound.
 */
bool connection_open_immutable(struct connection *connection);

/* Statements are finalized with it.  Closed already is fine. */
void connection_close(struct connection *connection);

/*
 * Empty the file, whatever it holds; the connection is closed after it.
 * SQLite does that in place and under its own locks, so that others find
 * the old content or none.  A new file in its place would leave them with a
 * WAL that belongs to another.
 */
void connection_empty(struct connection *connection);

/* Reads all of the file: 0.13 s for 100 MB that are in memory. */
bool connection_is_sound(struct connection *connection);

/*
 * Keep the reason of a failure, and set `damaged` if a sound file cannot
 * have it.  Returns `rc`.
 */
int connection_note(struct connection *connection, int rc);

/* True if the reason for `rc` lies outside of the file's content. */
bool connection_is_outside(int rc);

/* Run statements that give no rows; connection_note included. */
int connection_execute(struct connection *connection, const char *sql);

/* "cannot DOING PATH: the reason of the last failure", ERR_IO. */
void connection_describe(const struct connection *connection, const char *doing,
                         struct err *err);

#endif
