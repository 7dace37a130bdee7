/* SPDX-License-Identifier: MIT */
/*
 * facts_time - how long the facts of many files take.
 *
 *     facts_time [JOBS [REPEAT]] <LIST
 *
 * LIST names one source per line.  Each round reads every file (from the page
 * cache, after the first), decodes it and takes its facts, with nothing kept
 * from the round before; then the flat table is made.  Prints the median of
 * the rounds in milliseconds: reading alone, all, the table.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/memory.h"
#include "core/python/imports.h"
#include "core/python/text.h"
#include "core/sys/file.h"
#include "core/sys/pool.h"

enum { JOBS_MAX = 64, ROUNDS_MAX = 1000 };

struct worker {
    struct buf bytes;
    struct buf scratch;
    struct import_reader *reader;
};

struct round {
    struct {
        VEC_FIELDS(const char *);
    } paths;
    const struct import_list **lists;
    struct worker workers[JOBS_MAX];
    bool facts;
};

static double
now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void
read_range(unsigned number, void *context, size_t from, size_t to)
{
    struct round *round = context;
    struct worker *worker = &round->workers[number];
    for (size_t i = from; i < to; i++) {
        struct err err;
        if (file_read(FILE_HERE, round->paths.items[i], &worker->bytes, NULL,
                      &err) != 0) {
            fprintf(stderr, "cannot read %s\n", round->paths.items[i]);
            exit(2);
        }
        if (round->facts) {
            struct str text =
                text_decode(buf_view(&worker->bytes), &worker->scratch, NULL);
            round->lists[i] = import_read(worker->reader, text);
        }
    }
}

static double
measure(struct round *round, unsigned jobs, bool facts, double *table_ms)
{
    struct string_imports strings = {0};
    struct import_builder *builder = import_builder_new(&strings);
    round->facts = facts;
    for (unsigned i = 0; i < jobs; i++) {
        round->workers[i].reader = import_reader_new(builder);
    }
    double start = now_ms();
    pool_for((struct crew){.jobs = jobs}, round->paths.len, 32, read_range,
             round);
    double end = now_ms();
    for (unsigned i = 0; i < jobs; i++) {
        import_reader_free(round->workers[i].reader);
    }
    if (facts) {
        struct facts_table table;
        double before = now_ms();
        struct import_sources sources = {.lists = round->lists,
                                         .len = round->paths.len};
        import_build_table(builder, &sources, &table);
        *table_ms = now_ms() - before;
    }
    import_builder_free(builder);
    return end - start;
}

static int
compare_doubles(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return left < right ? -1 : left > right;
}

static double
median(double *values, size_t len)
{
    qsort(values, len, sizeof(*values), compare_doubles);
    return values[len / 2];
}

static void
read_list(struct round *round, struct buf *list)
{
    char block[65536];
    size_t got;
    while ((got = fread(block, 1, sizeof(block), stdin)) > 0) {
        buf_append(list, block, got);
    }
    buf_byte(list, '\0');
    for (char *path = list->data; *path;) {
        char *end = strchr(path, '\n');
        if (!end) {
            break;
        }
        *end = '\0';
        VEC_PUSH(&round->paths, path);
        path = end + 1;
    }
}

int
main(int argc, char **argv)
{
    long jobs = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
    long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 9;
    if (jobs < 1 || jobs > JOBS_MAX || rounds < 1 || rounds > ROUNDS_MAX) {
        fprintf(stderr, "usage: facts_time [JOBS [REPEAT]] <LIST\n");
        return 2;
    }
    struct round round = {0};
    struct buf list;
    static double reading[ROUNDS_MAX];
    static double whole[ROUNDS_MAX];
    static double table[ROUNDS_MAX];
    buf_init(&list, BUF_UNLIMITED);
    read_list(&round, &list);
    round.lists = memory_zero((round.paths.len + 1) * sizeof(*round.lists));
    for (long i = 0; i < jobs; i++) {
        buf_init(&round.workers[i].bytes, BUF_UNLIMITED);
        buf_init(&round.workers[i].scratch, BUF_UNLIMITED);
    }
    for (long i = 0; i < rounds; i++) {
        reading[i] = measure(&round, (unsigned)jobs, false, &table[i]);
        whole[i] = measure(&round, (unsigned)jobs, true, &table[i]);
    }
    printf("%zu files, %ld jobs: reading %.1f ms, with facts %.1f ms, "
           "table %.1f ms\n",
           round.paths.len, jobs, median(reading, (size_t)rounds),
           median(whole, (size_t)rounds), median(table, (size_t)rounds));
    for (long i = 0; i < jobs; i++) {
        buf_release(&round.workers[i].bytes);
        buf_release(&round.workers[i].scratch);
    }
    free(round.lists);
    VEC_RELEASE(&round.paths);
    buf_release(&list);
    return 0;
}
