/* SPDX-License-Identifier: MIT */
#include "core/store/schema.h"

#include <string.h>

#include "core/base/buf.h"

enum {
    VERSION = 2,              /* user_version */
    APPLICATION = 0x64737470, /* application_id: "dstp" */
};

static const char *const tables[] = {
    "CREATE TABLE entry (kind INTEGER NOT NULL, key BLOB NOT NULL, "
    "payload INTEGER NOT NULL, sum INTEGER NOT NULL, raw INTEGER NOT NULL, "
    "size INTEGER NOT NULL, day INTEGER NOT NULL, run INTEGER NOT NULL, "
    "born INTEGER NOT NULL, space INTEGER NOT NULL, "
    "PRIMARY KEY (kind, key)) WITHOUT ROWID",
    "CREATE TABLE payload (id INTEGER PRIMARY KEY, value BLOB NOT NULL)",
    "CREATE TABLE run (id INTEGER PRIMARY KEY, began INTEGER NOT NULL, "
    "ms INTEGER NOT NULL, hits INTEGER NOT NULL, saved_ms INTEGER NOT NULL, "
    "unseen INTEGER NOT NULL, file INTEGER NOT NULL, "
    "dependency INTEGER NOT NULL, tool INTEGER NOT NULL, "
    "lost INTEGER NOT NULL)",
};
enum { TABLES = sizeof(tables) / sizeof(*tables) };

/* The integer that `sql` gives.  Returns SQLITE_OK or why there is none. */
static int
ask(struct connection *connection, const char *sql, int64_t *answer)
{
    sqlite3_stmt *statement = NULL;
    int rc = sqlite3_prepare_v2(connection->sqlite, sql, -1, &statement, NULL);
    if (rc == SQLITE_OK) {
        rc = sqlite3_step(statement);
    }
    *answer = 0;
    if (rc == SQLITE_ROW) {
        *answer = sqlite3_column_int64(statement, 0);
        rc = SQLITE_OK;
    }
    connection_note(connection, rc);
    sqlite3_finalize(statement);
    return rc;
}

enum schema_content
schema_content_after(int rc)
{
    return connection_is_outside(rc) ? SCHEMA_UNKNOWN : SCHEMA_DAMAGED;
}

/* How many tables there are, and how many of them are as we make them. */
static int
count_tables(struct connection *connection, int *all, int *own)
{
    sqlite3_stmt *statement = NULL;
    int rc =
        sqlite3_prepare_v2(connection->sqlite, "SELECT sql FROM sqlite_master",
                           -1, &statement, NULL);
    while (rc == SQLITE_OK && (rc = sqlite3_step(statement)) == SQLITE_ROW) {
        const void *text = sqlite3_column_text(statement, 0);
        ++*all;
        for (int i = 0; i < TABLES && text; i++) {
            *own += strcmp(text, tables[i]) == 0;
        }
        rc = SQLITE_OK;
    }
    sqlite3_finalize(statement);
    return connection_note(connection, rc == SQLITE_DONE ? SQLITE_OK : rc);
}

/* What a file says of itself. */
struct said {
    int64_t application;
    int64_t version;
    int all; /* tables */
    int own; /* of them as we make them */
};

static int
read_said(struct connection *connection, struct said *said)
{
    int rc = ask(connection, "PRAGMA application_id", &said->application);
    if (rc == SQLITE_OK) {
        rc = ask(connection, "PRAGMA user_version", &said->version);
    }
    if (rc == SQLITE_OK) {
        rc = count_tables(connection, &said->all, &said->own);
    }
    return rc;
}

static enum schema_content
judge(const struct said *said)
{
    bool marked = said->application == APPLICATION;
    if (said->all == 0) {
        return SCHEMA_EMPTY;
    }
    if (said->all == TABLES && said->own == TABLES && marked &&
        said->version == VERSION) {
        return SCHEMA_OURS;
    }
    return !marked && said->own == 0 ? SCHEMA_FOREIGN : SCHEMA_DAMAGED;
}

/* In one transaction, as another process may be making the tables now. */
enum schema_content
schema_inspect(struct connection *connection)
{
    struct said said = {0};
    bool alone = sqlite3_get_autocommit(connection->sqlite);
    int rc = alone ? connection_execute(connection, "BEGIN") : SQLITE_OK;
    if (rc == SQLITE_OK) {
        rc = read_said(connection, &said);
    }
    if (alone && !sqlite3_get_autocommit(connection->sqlite)) {
        sqlite3_exec(connection->sqlite, "ROLLBACK", NULL, NULL, NULL);
    }
    return rc == SQLITE_OK ? judge(&said) : schema_content_after(rc);
}

static int
create_tables(struct connection *connection)
{
    struct buf sql;
    buf_init(&sql, BUF_UNLIMITED);
    for (int i = 0; i < TABLES; i++) {
        buf_printf(&sql, "%s;", tables[i]);
    }
    buf_printf(&sql, "PRAGMA user_version = %d; PRAGMA application_id = %d;",
               VERSION, APPLICATION);
    buf_text(&sql, "COMMIT");
    int rc = connection_execute(connection, buf_cstr(&sql));
    buf_release(&sql);
    return rc;
}

/* Another process may be doing the same, so look again under the lock. */
enum schema_content
schema_create(struct connection *connection)
{
    enum schema_content content;
    int rc;

    connection_execute(
        connection,
        "PRAGMA page_size = 16384; PRAGMA auto_vacuum = INCREMENTAL;");
    if (!connection->wal_fails) {
        connection_execute(connection, "PRAGMA journal_mode = WAL");
    }
    rc = connection_execute(connection, "BEGIN IMMEDIATE");
    if (rc != SQLITE_OK) {
        return schema_content_after(rc);
    }
    content = schema_inspect(connection);
    if (content == SCHEMA_EMPTY) {
        rc = create_tables(connection);
        content = rc == SQLITE_OK ? SCHEMA_OURS : schema_content_after(rc);
    }
    if (!sqlite3_get_autocommit(connection->sqlite)) {
        sqlite3_exec(connection->sqlite, "ROLLBACK", NULL, NULL, NULL);
    }
    return content;
}
