/* SPDX-License-Identifier: MIT */
#include "plugins/ninja/memo_rows.h"

static void *
take(char *data, size_t *at, size_t len)
{
    char *here = data ? data + *at : NULL;
    *at += len;
    return here;
}

void
memo_rows_map(const struct memo_sizes *sizes, char *data,
              struct memo_rows *rows)
{
    size_t digests = sizes->files * sizeof(struct digest);
    size_t shared = sizes->linters * sizeof(struct digest);
    size_t at = 0;
    *rows = (struct memo_rows){0};
    rows->shape = take(data, &at, sizeof(struct digest));
    rows->follows = take(data, &at, 1);
    rows->written = take(data, &at, sizes->written * sizeof(struct memo_stat));
    rows->folders =
        take(data, &at, (sizes->folders + 1) * sizeof(struct stat_sig));
    rows->beyond = take(data, &at, sizeof(struct digest));
    rows->contents = take(data, &at, digests);
    rows->says = take(data, &at, digests);
    rows->shows = take(data, &at, digests);
    rows->sees = take(data, &at, sizes->files * sizeof(level_set));
    for (int level = 0; level < LEVELS; level++) {
        if (sizes->levels[level]) {
            rows->seen[level] = take(data, &at, digests);
        }
    }
    rows->shared = take(data, &at, shared);
    rows->configured = take(data, &at, shared * sizes->folders);
    rows->len = at;
}

struct memo_stat
memo_rows_stat(const struct memo_rows *rows, size_t at)
{
    struct memo_stat stat;
    memcpy(&stat, rows->written + at * sizeof(stat), sizeof(stat));
    return stat;
}

void
memo_rows_set_stat(struct memo_rows *rows, size_t at,
                   const struct memo_stat *stat)
{
    memcpy(rows->written + at * sizeof(*stat), stat, sizeof(*stat));
}

struct stat_sig
memo_rows_folder(const struct memo_rows *rows, size_t at)
{
    struct stat_sig sig;
    memcpy(&sig, rows->folders + at * sizeof(sig), sizeof(sig));
    return sig;
}

void
memo_rows_set_folder(struct memo_rows *rows, size_t at,
                     const struct stat_sig *sig)
{
    memcpy(rows->folders + at * sizeof(*sig), sig, sizeof(*sig));
}
