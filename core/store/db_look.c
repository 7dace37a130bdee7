/* SPDX-License-Identifier: MIT */
#include "core/store/db_parts.h"

struct db *
db_open_to_look(const char *dir, struct err *err)
{
    struct db *db = db_new(dir, STR(""));
    if (connection_open_immutable(&db->connection)) {
        return db;
    }
    connection_describe(&db->connection, "read", err);
    db_release(db);
    return NULL;
}

bool
db_is_sound(struct db *db)
{
    return db_is_open(db) && connection_is_sound(&db->connection);
}
