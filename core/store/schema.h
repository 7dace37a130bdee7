/* SPDX-License-Identifier: MIT */
/*
 * schema - the tables of the store, and whether a file has them.
 *
 * db.h says what they hold.  A file is taken for ours only if its tables are
 * the ones made here, to the letter.  Private to this layer, since it shows
 * SQLite's types.
 *
 * Ownership: none.  Threads: as the connection.
 */
#ifndef CORE_STORE_SCHEMA_H
#define CORE_STORE_SCHEMA_H

#include "core/store/connection.h"

enum schema_content {
    SCHEMA_EMPTY, /* no tables at all */
    SCHEMA_OURS,
    SCHEMA_DAMAGED, /* or of another version */
    SCHEMA_FOREIGN, /* another program's tables */
    SCHEMA_UNKNOWN, /* it cannot be read; connection_describe tells why */
};

/* What is to be thought of a file after SQLite's error `rc`. */
enum schema_content schema_content_after(int rc);

/* What the file holds. */
enum schema_content schema_inspect(struct connection *connection);

/*
 * Make the tables in an empty file.  Another process may be doing the same,
 * so what is returned is what the file holds then.
 */
enum schema_content schema_create(struct connection *connection);

#endif
