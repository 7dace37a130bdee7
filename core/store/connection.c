/* SPDX-License-Identifier: MIT */
#include "core/store/connection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/buf.h"
#include "core/base/memory.h"
#include "core/store/schema.h"
#include "core/sys/file.h"
#include "core/sys/filesystem.h"

enum {
    PATH_LEN_MAX = 480, /* SQLite takes 512, with "-journal" and the like */
    BUSY_MS = 5000,     /* a batch takes some 20 ms, and eight may be waiting */
    PAUSE_MS = 8,       /* at most, between two looks at a lock */
};

/* ---- talking to SQLite */

bool
connection_is_outside(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_READONLY:
    case SQLITE_INTERRUPT:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_NOLFS:
        return true;
    default:
        return false;
    }
}

/* Keeps the reason, which a ROLLBACK would make SQLite forget. */
static void
set_reason(struct connection *connection, int rc)
{
    int primary = rc & 0xff;
    switch (sqlite3_extended_errcode(connection->sqlite)) {
    case SQLITE_IOERR_SHMOPEN:
    case SQLITE_IOERR_SHMLOCK:
    case SQLITE_IOERR_SHMMAP:
        connection->wal_fails = true;
        break;
    default:
        break;
    }
    connection->reason_errno = 0;
    if (primary == SQLITE_CANTOPEN || primary == SQLITE_IOERR) {
        connection->reason_errno = sqlite3_system_errno(connection->sqlite);
    }
    (void)snprintf(connection->reason, sizeof(connection->reason), "%s",
                   sqlite3_errmsg(connection->sqlite));
}

int
connection_note(struct connection *connection, int rc)
{
    switch (rc & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return rc;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_TOOBIG:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
        connection->damaged = true;
        break;
    default:
        break;
    }
    set_reason(connection, rc);
    return rc;
}

int
connection_execute(struct connection *connection, const char *sql)
{
    return connection_note(
        connection, sqlite3_exec(connection->sqlite, sql, NULL, NULL, NULL));
}

/* True if the first thing that `sql` gives is this text. */
static bool
answers(struct connection *connection, const char *sql, const char *expected)
{
    sqlite3_stmt *statement = NULL;
    bool equal = false;
    int rc = sqlite3_prepare_v2(connection->sqlite, sql, -1, &statement, NULL);
    if (rc == SQLITE_OK) {
        rc = sqlite3_step(statement);
    }
    if (rc == SQLITE_ROW) {
        const void *text = sqlite3_column_text(statement, 0);
        equal = text && strcmp(text, expected) == 0;
    }
    connection_note(connection, rc);
    sqlite3_finalize(statement);
    return equal;
}

void
connection_describe(const struct connection *connection, const char *doing,
                    struct err *err)
{
    if (connection->reason_errno != 0) {
        err_system(err, connection->reason_errno, "cannot %s %s", doing,
                   connection->path);
        err->code = ERR_IO;
    } else {
        err_set(err, ERR_IO, "cannot %s %s: %s", doing, connection->path,
                connection->reason);
    }
}

/* ---- opening */

void
connection_init(struct connection *connection, const char *dir,
                const char *name)
{
    struct buf path;
    buf_init(&path, BUF_UNLIMITED);
    buf_printf(&path, "%s/%s", dir, name);
    *connection = (struct connection){
        .path = memory_new(path.len + 1),
        .wal_fails = filesystem_is_remote(dir),
    };
    memcpy(connection->path, buf_cstr(&path), path.len + 1);
    buf_release(&path);
}

void
connection_release(struct connection *connection)
{
    connection_close(connection);
    free(connection->path);
    connection->path = NULL;
}

void
connection_close(struct connection *connection)
{
    sqlite3_stmt *statement = NULL;
    if (!connection->sqlite) {
        return;
    }
    while ((statement = sqlite3_next_stmt(connection->sqlite, NULL))) {
        sqlite3_finalize(statement);
    }
    sqlite3_close(connection->sqlite);
    connection->sqlite = NULL;
    connection->wal = false;
}

/* "file:" and the path with all but the plainest bytes as %XX. */
static void
append_uri(struct buf *uri, const char *path)
{
    buf_text(uri, path[0] == '/' ? "file://" : "file:");
    for (; *path; path++) {
        unsigned char byte = (unsigned char)*path;
        if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
            (byte >= '0' && byte <= '9') || strchr("/._-", byte)) {
            buf_byte(uri, (char)byte);
        } else {
            buf_printf(uri, "%%%02X", byte);
        }
    }
}

static uint64_t
now_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/*
 * SQLite's own way looks ten times a second, and a lock that several want
 * is then rarely free: one of eight got nothing for three seconds.  Pauses
 * differ from process to process, so that none keep in step.
 */
static int
wait_for_lock(void *context, int turn)
{
    struct connection *connection = context;
    unsigned char chance = 0;
    if (turn == 0) {
        connection->waits_since = now_ms();
    }
    if (now_ms() - connection->waits_since > BUSY_MS) {
        return 0;
    }
    sqlite3_randomness(1, &chance);
    sqlite3_sleep(1 + chance % PAUSE_MS);
    return 1;
}

/* A file that somebody made to harm us cannot run anything. */
static int
open_file(struct connection *connection, int flags, const char *query)
{
    static const int switches[][2] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
    };
    struct buf uri;
    buf_init(&uri, BUF_UNLIMITED);
    append_uri(&uri, connection->path);
    buf_text(&uri, query);
    connection_close(connection);
    connection->damaged = false;
    flags |= SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
    int rc = sqlite3_open_v2(buf_cstr(&uri), &connection->sqlite, flags, NULL);
    buf_release(&uri);
    for (size_t i = 0; i < sizeof(switches) / sizeof(*switches); i++) {
        if (rc == SQLITE_OK) {
            sqlite3_db_config(connection->sqlite, switches[i][0],
                              switches[i][1], NULL);
        }
    }
    if (rc == SQLITE_OK) {
        sqlite3_limit(connection->sqlite, SQLITE_LIMIT_LENGTH,
                      CONNECTION_RECORD_MAX);
        sqlite3_busy_handler(connection->sqlite, wait_for_lock, connection);
    }
    return connection_note(connection, rc);
}

/* Debian's SQLite overwrites what it deletes, unless told not to. */
static int
configure(struct connection *connection)
{
    return connection_execute(
        connection, "PRAGMA synchronous = OFF; PRAGMA mmap_size = 0;"
                    "PRAGMA cache_size = -8000; PRAGMA secure_delete = OFF;"
                    "PRAGMA cell_size_check = ON;"
                    "PRAGMA temp_store = MEMORY;");
}

/*
 * With the switch on SQLite takes whatever is there for an empty file.  One
 * that others have open stays in WAL mode, which SQLite has to see before.
 */
void
connection_empty(struct connection *connection)
{
    static const int reset = SQLITE_DBCONFIG_RESET_DATABASE;
    if (open_file(connection, SQLITE_OPEN_READWRITE, "") == SQLITE_OK) {
        configure(connection);
        sqlite3_db_config(connection->sqlite, reset, 1, NULL);
        configure(connection);
        connection_execute(connection, "PRAGMA journal_mode = DELETE");
        connection_execute(connection, "PRAGMA page_size = 16384; VACUUM");
        sqlite3_db_config(connection->sqlite, reset, 0, NULL);
    }
    connection_close(connection);
}

static void
give_reason(struct connection *connection, const char *reason)
{
    connection->reason_errno = 0;
    (void)snprintf(connection->reason, sizeof(connection->reason), "%s",
                   reason);
}

/*
 * What was opened can only be read, though its file may be written.  A
 * flipped bit in the header does that, and would for ever; or SQLite was
 * refused, as by too many open files, and tried again for reading.
 */
static enum schema_content
judge_read_only(struct connection *connection)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    int allowed = 0;
    vfs->xAccess(vfs, connection->path, SQLITE_ACCESS_READWRITE, &allowed);
    give_reason(connection, "it is read-only");
    if (!allowed) {
        return SCHEMA_UNKNOWN;
    }
    bool again = connection->was_read_only;
    connection->was_read_only = true;
    return again ? SCHEMA_DAMAGED : SCHEMA_UNKNOWN;
}

static enum schema_content
open_once(struct connection *connection)
{
    int rc =
        open_file(connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "");
    if (rc == SQLITE_OK) {
        rc = configure(connection);
    }
    if (rc != SQLITE_OK) {
        return schema_content_after(rc);
    }
    enum schema_content content = schema_inspect(connection);
    if (sqlite3_db_readonly(connection->sqlite, "main") == 1) {
        return judge_read_only(connection);
    }
    return content == SCHEMA_EMPTY ? schema_create(connection) : content;
}

/* One that was moved before is not overwritten. */
static bool
move_away(struct connection *connection)
{
    struct buf name;
    struct err err;
    connection_close(connection);
    give_reason(connection, "it belongs to another program");
    buf_init(&name, BUF_UNLIMITED);
    buf_printf(&name, "%s.foreign", connection->path);
    bool moved = !file_exists(buf_cstr(&name)) &&
                 file_rename(connection->path, buf_cstr(&name), &err) == 0;
    buf_release(&name);
    return moved;
}

bool
connection_is_sound(struct connection *connection)
{
    return answers(connection, "PRAGMA integrity_check(1)", "ok");
}

/* It was of no use, and without a WAL nobody else removes it. */
static void
remove_shared_memory(const struct connection *connection)
{
    struct buf name;
    buf_init(&name, BUF_UNLIMITED);
    buf_printf(&name, "%s-shm", connection->path);
    file_remove(buf_cstr(&name));
    buf_release(&name);
}

/*
 * With the lock to itself SQLite needs no shared memory, so that a file
 * which was in WAL mode elsewhere can be used here.
 */
static void
leave_wal(struct connection *connection)
{
    if (open_file(connection, SQLITE_OPEN_READWRITE, "") == SQLITE_OK) {
        connection_execute(connection, "PRAGMA locking_mode = EXCLUSIVE");
        configure(connection);
        if (answers(connection, "PRAGMA journal_mode = DELETE", "delete"))
            remove_shared_memory(connection);
    }
    connection_close(connection);
}

/* One attempt; what stands in its way is removed if possible. */
enum attempt { DONE, AGAIN, FAILED };

static enum attempt
try_open(struct connection *connection)
{
    bool had_wal = !connection->wal_fails;
    bool was_read_only = connection->was_read_only;
    enum schema_content content = open_once(connection);
    if (content == SCHEMA_OURS) {
        connection->wal = answers(connection, "PRAGMA journal_mode", "wal");
        if (!connection->wal || !connection->wal_fails) {
            return DONE;
        }
    }
    if (connection->wal_fails && (had_wal || content == SCHEMA_OURS)) {
        leave_wal(connection);
        return AGAIN;
    }
    if (content == SCHEMA_UNKNOWN &&
        connection->was_read_only != was_read_only) {
        return AGAIN;
    }
    if (content == SCHEMA_DAMAGED) {
        connection_empty(connection);
        return AGAIN;
    }
    return content == SCHEMA_FOREIGN && move_away(connection) ? AGAIN : FAILED;
}

bool
connection_open(struct connection *connection)
{
    enum { ATTEMPTS = 4 };
    enum attempt attempt = AGAIN;
    connection->was_read_only = false;
    if (file_is_special(connection->path)) {
        give_reason(connection, "it is no file");
        return false;
    }
    if (strlen(connection->path) > PATH_LEN_MAX) {
        give_reason(connection, "its path is too long for SQLite");
        return false;
    }
    for (int i = 0; i < ATTEMPTS && attempt == AGAIN; i++) {
        attempt = try_open(connection);
    }
    return attempt == DONE;
}

bool
connection_open_immutable(struct connection *connection)
{
    return !file_is_special(connection->path) &&
           open_file(connection, SQLITE_OPEN_READONLY, "?immutable=1") ==
               SQLITE_OK &&
           configure(connection) == SQLITE_OK &&
           schema_inspect(connection) == SCHEMA_OURS;
}
