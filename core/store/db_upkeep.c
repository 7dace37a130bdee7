/* SPDX-License-Identifier: MIT */
#include "core/store/db_upkeep.h"

#include <string.h>

#include "core/store/db_parts.h"

enum {
    CHUNK = 5000,        /* rows per transaction: some 30 ms */
    ROUNDS = 4,          /* of measuring after removing */
    ROW_BYTES = 100,     /* of an entry and a payload without its value */
    WASTE_MIN = 1 << 20, /* not worth a copy of the file */
};

const char *
db_kind_name(uint32_t kind)
{
    static const char *const names[DB_KINDS] = {
        [DB_SYMBOLS] = "symbols",
        [DB_RESULT] = "results",
        [DB_TIMES] = "times",
    };
    return kind < DB_KINDS ? names[kind] : NULL;
}

/* ---- how much there is */

uint64_t
db_used_bytes(struct db *db)
{
    if (!db_is_open(db)) {
        return 0;
    }
    int64_t pages = db_number(db, "PRAGMA page_count", 0);
    int64_t unused = db_number(db, "PRAGMA freelist_count", 0);
    int64_t size = db_number(db, "PRAGMA page_size", 0);
    return pages > unused ? (uint64_t)((pages - unused) * size) : 0;
}

static sqlite3_stmt *
prepare(struct db *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (db_is_open(db)) {
        connection_note(&db->connection,
                        sqlite3_prepare_v2(db->connection.sqlite, sql, -1,
                                           &statement, NULL));
    }
    return statement;
}

void
db_sizes_read(struct db *db, struct db_sizes *sizes)
{
    *sizes = (struct db_sizes){.file_bytes = db_used_bytes(db)};
    sqlite3_stmt *statement =
        prepare(db, "SELECT kind, count(*), sum(size), "
                    "sum(CASE raw WHEN 0 THEN size ELSE raw END) "
                    "FROM entry GROUP BY kind");
    while (statement && sqlite3_step(statement) == SQLITE_ROW) {
        int64_t kind = sqlite3_column_int64(statement, 0);
        struct db_count count = {
            .entries = (uint64_t)sqlite3_column_int64(statement, 1),
            .bytes = (uint64_t)sqlite3_column_int64(statement, 2),
            .raw = (uint64_t)sqlite3_column_int64(statement, 3),
        };
        if (kind >= 0 && kind < DB_KINDS) {
            sizes->kinds[kind] = count;
        }
        sizes->all.entries += count.entries;
        sizes->all.bytes += count.bytes;
        sizes->all.raw += count.raw;
    }
    sqlite3_finalize(statement);
}

/* ---- what goes */

struct victim {
    struct row_name name;
    int64_t payload;
};

struct pruning {
    struct db *db;
    const struct db_limits *limits;
    struct {
        VEC_FIELDS(struct victim);
    } victims;
    uint64_t room;  /* bytes that rows are to give back */
    uint64_t given; /* bytes of the victims */
    struct db_count *gone;
    size_t from; /* the next transaction's part of the victims */
    size_t to;
};

/* "Least lately" first; a day in the future is today's. */
static sqlite3_stmt *
list_rows(struct db *db)
{
    sqlite3_stmt *statement = prepare(
        db, "SELECT kind, key, payload, size, raw, min(day, ?1) AS used, run "
            "FROM entry ORDER BY used, run, payload");
    if (statement) {
        sqlite3_bind_int64(statement, 1, db->rows.today);
    }
    return statement;
}

static bool
is_too_old(const struct pruning *pruning, int64_t day, int64_t run)
{
    const struct db_limits *limits = pruning->limits;
    int64_t today = pruning->db->rows.today;
    return (limits->max_days > 0 && day < today &&
            (uint64_t)(today - day) > limits->max_days) ||
           (limits->unused_since > 0 && run < limits->unused_since);
}

static void
look_at(struct pruning *pruning, sqlite3_stmt *row)
{
    struct victim victim = {
        .name.kind = (uint32_t)sqlite3_column_int64(row, 0),
        .payload = sqlite3_column_int64(row, 2),
    };
    uint64_t size = (uint64_t)sqlite3_column_int64(row, 3);
    uint64_t raw = (uint64_t)sqlite3_column_int64(row, 4);
    bool old = is_too_old(pruning, sqlite3_column_int64(row, 5),
                          sqlite3_column_int64(row, 6));
    /* Times are read by runs that have something to do, one row a tool. */
    if (victim.name.kind == DB_TIMES ||
        (!old && pruning->given >= pruning->room) ||
        sqlite3_column_bytes(row, 1) != DIGEST_BYTES) {
        return;
    }
    memcpy(victim.name.key.bytes, sqlite3_column_blob(row, 1), DIGEST_BYTES);
    pruning->given += size + ROW_BYTES;
    pruning->gone->entries++;
    pruning->gone->bytes += size;
    pruning->gone->raw += raw > 0 ? raw : size;
    VEC_PUSH(&pruning->victims, victim);
}

/* Rows give back their share of the file, half-empty pages included. */
static uint64_t
room_wanted(struct pruning *pruning)
{
    struct db_sizes sizes;
    uint64_t most = pruning->limits->max_bytes;
    db_sizes_read(pruning->db, &sizes);
    uint64_t rows = sizes.all.bytes + sizes.all.entries * ROW_BYTES;
    if (most == 0 || sizes.file_bytes <= most || rows == 0) {
        return 0;
    }
    double share = (double)(sizes.file_bytes - most) / (double)sizes.file_bytes;
    return (uint64_t)(share * (double)rows) + 1;
}

static void
choose(struct pruning *pruning)
{
    pruning->victims.len = 0;
    pruning->given = 0;
    pruning->room = room_wanted(pruning);
    sqlite3_stmt *statement = list_rows(pruning->db);
    while (statement && sqlite3_step(statement) == SQLITE_ROW) {
        look_at(pruning, statement);
    }
    sqlite3_finalize(statement);
}

static int
remove_part(struct db *db, void *context)
{
    struct pruning *pruning = context;
    int rc = SQLITE_OK;
    for (size_t i = pruning->from; i < pruning->to && rc == SQLITE_OK; i++) {
        const struct victim *victim = &pruning->victims.items[i];
        rc = row_delete(&db->rows, &victim->name, victim->payload);
    }
    return rc;
}

static int
remove_victims(struct pruning *pruning, struct err *err)
{
    for (size_t i = 0; i < pruning->victims.len; i += CHUNK) {
        size_t left = pruning->victims.len - i;
        pruning->from = i;
        pruning->to = i + (left < CHUNK ? left : CHUNK);
        if (db_transact(pruning->db, remove_part, pruning, err) != 0) {
            return -1;
        }
    }
    return 0;
}

/* Give free pages back, and half-empty ones if most of them are. */
static void
shrink(struct db *db)
{
    struct db_sizes sizes;
    db_sizes_read(db, &sizes);
    uint64_t rows = sizes.all.bytes + sizes.all.entries * ROW_BYTES;
    if (sizes.file_bytes > 2 * rows + WASTE_MIN) {
        connection_execute(&db->connection, "VACUUM");
    } else {
        connection_execute(&db->connection, "PRAGMA incremental_vacuum");
    }
}

int
db_prune(struct db *db, const struct db_limits *limits, struct db_count *gone,
         struct err *err)
{
    struct pruning pruning = {.db = db, .limits = limits, .gone = gone};
    int status = 0;
    *gone = (struct db_count){0};
    db_settle(db);
    for (int round = 0; round < ROUNDS && status == 0; round++) {
        choose(&pruning);
        if (limits->dry_run || pruning.victims.len == 0) {
            break;
        }
        status = remove_victims(&pruning, err);
        if (status == 0) {
            shrink(db);
        }
    }
    VEC_RELEASE(&pruning.victims);
    return status;
}

int
db_clear(struct db *db, struct err *err)
{
    static const char sql[] =
        "DELETE FROM entry; DELETE FROM payload; DELETE FROM run";
    db_settle(db);
    if (!db->writable) {
        return err_set(err, ERR_IO, "cannot write %s: it is read-only",
                       db->connection.path);
    }
    if (!db_is_open(db) ||
        connection_execute(&db->connection, sql) != SQLITE_OK) {
        connection_describe(&db->connection, "clear", err);
        return -1;
    }
    connection_execute(&db->connection, "PRAGMA incremental_vacuum");
    db->rows.run = 0;
    return 0;
}

/* ---- reading everything */

struct listed {
    VEC_FIELDS(struct row_name);
};

static int
list_names(struct db *db, const char *sql, int64_t born, struct listed *names)
{
    sqlite3_stmt *statement = prepare(db, sql);
    int rc = SQLITE_ERROR;
    if (!statement) {
        return -1;
    }
    sqlite3_bind_int64(statement, 1, db->rows.space);
    sqlite3_bind_int64(statement, 2, born);
    while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
        struct row_name name = {
            .kind = (uint32_t)sqlite3_column_int64(statement, 0)};
        if (sqlite3_column_bytes(statement, 1) == DIGEST_BYTES) {
            memcpy(name.key.bytes, sqlite3_column_blob(statement, 1),
                   DIGEST_BYTES);
            VEC_PUSH(names, name);
        }
    }
    connection_note(&db->connection, rc);
    sqlite3_finalize(statement);
    return rc == SQLITE_DONE ? 0 : -1;
}

/* Append the value of the row; false if it is not whole. */
static bool
read_value(struct db *db, const struct row_name *name, struct buf *value)
{
    buf_clear(value);
    struct row row = row_read(&db->rows, name);
    bool sound = row.state == ROW_SOUND && db_unpack(db, row.value, value);
    row_done(&db->rows);
    return sound;
}

int
db_each(struct db *db, const struct db_filter *filter, db_each_row *each,
        void *context, struct err *err)
{
    struct listed names = {0};
    struct buf value;
    bool more = true;
    db_settle(db);
    buf_init(&value, DB_VALUE_MAX);
    int status = list_names(db,
                            "SELECT kind, key FROM entry WHERE space = ?1 "
                            "AND born >= ?2 ORDER BY kind, key",
                            filter->born_since, &names);
    if (status != 0) {
        connection_describe(&db->connection, "read", err);
    }
    db_begin_snapshot(db);
    for (size_t i = 0; i < names.len && more; i++) {
        if (read_value(db, &names.items[i], &value)) {
            more = each(context, (enum db_kind)names.items[i].kind,
                        &names.items[i].key, buf_view(&value));
        }
    }
    buf_release(&value);
    VEC_RELEASE(&names);
    return status;
}

int
db_verify(struct db *db, struct db_verified *verified, struct err *err)
{
    struct listed names = {0};
    struct buf value;
    *verified = (struct db_verified){0};
    db_settle(db);
    buf_init(&value, DB_VALUE_MAX);
    verified->sound = db_is_open(db) && connection_is_sound(&db->connection);
    /* Before the names: what others remove meanwhile is no damage. */
    db_begin_snapshot(db);
    int status = list_names(
        db, "SELECT kind, key FROM entry ORDER BY kind, key", 0, &names);
    if (status != 0 && verified->sound) {
        connection_describe(&db->connection, "read", err);
    }
    for (size_t i = 0; i < names.len; i++) {
        if (!read_value(db, &names.items[i], &value)) {
            verified->damaged++;
            VEC_PUSH(&db->broken, names.items[i]);
        }
    }
    verified->entries = names.len;
    verified->orphans =
        (uint64_t)db_number(db,
                            "SELECT count(*) FROM payload WHERE id NOT IN "
                            "(SELECT payload FROM entry)",
                            0);
    db->connection.damaged = !verified->sound;
    db_end_snapshot(db);
    if (verified->orphans > 0 && verified->sound && db->writable) {
        rows_collect(&db->rows);
    }
    db_settle(db);
    buf_release(&value);
    VEC_RELEASE(&names);
    return verified->sound ? status : 0;
}
