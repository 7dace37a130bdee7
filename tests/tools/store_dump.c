/* SPDX-License-Identifier: MIT */
/*
 * store_dump - the values of a store as files, to compare archives with.
 *
 *     store_dump CACHE FOLDER
 *
 * Writes FOLDER/KIND-KEY for each value of the namespace "main", as it was
 * put, and prints how many there are and their bytes.
 */
#include <stdio.h>

#include "core/store/db_upkeep.h"
#include "core/sys/file.h"

struct dump {
    const char *folder;
    uint64_t rows;
    uint64_t bytes;
};

static bool
write_row(void *context, enum db_kind kind, const struct digest *key,
          struct str value)
{
    struct dump *dump = context;
    char text[DIGEST_TEXT_MAX];
    char path[4096];
    struct err err;

    digest_text(HASH_XXH3, key, text);
    (void)snprintf(path, sizeof(path), "%s/%s-%s", dump->folder,
                   db_kind_name(kind), text + sizeof("xxh3:") - 1);
    dump->rows++;
    dump->bytes += value.len;
    return file_replace(path, value.data, value.len, &err) == 0;
}

int
main(int argc, char **argv)
{
    struct db_filter filter = {0};
    struct dump dump = {0};
    struct err err;

    if (argc != 3) {
        (void)fputs("usage: store_dump CACHE FOLDER\n", stderr);
        return 2;
    }
    struct db *db = db_open(argv[1], &err);
    dump.folder = argv[2];
    if (!db || db_each(db, &filter, write_row, &dump, &err) != 0) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 2;
    }
    db_close(db);
    (void)printf("%llu %llu\n", (unsigned long long)dump.rows,
                 (unsigned long long)dump.bytes);
    return 0;
}
