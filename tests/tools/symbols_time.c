/* SPDX-License-Identifier: MIT */
/*
 * symbols_time - how long tier `symbols` takes, beside bare parsing.
 *
 *     symbols_time [JOBS [REPEAT]] <LIST
 *
 * LIST names one source per line.  All files are read first; then, in turn,
 * each is parsed and freed by tree-sitter alone, and taken through the tier.
 * Prints the medians in milliseconds and their ratio, the share of the
 * throughput of bare parsing that the tier has, and the size of the records.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <tree_sitter/api.h>

#include "core/base/memory.h"
#include "core/base/vec.h"
#include "core/python/symbols.h"
#include "core/sys/file.h"
#include "core/sys/pool.h"

const TSLanguage *tree_sitter_python(void);

enum { JOBS_MAX = 64, ROUNDS_MAX = 100 };

struct worker {
    TSParser *parser;
    struct symbol_reader *reader;
    struct buf record;
    size_t records_bytes;
};

struct round {
    struct {
        VEC_FIELDS(struct str);
    } sources;
    struct worker workers[JOBS_MAX];
    bool bare;
};

static double
now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void
parse_range(unsigned number, void *context, size_t from, size_t to)
{
    struct round *round = context;
    struct worker *worker = &round->workers[number];
    for (size_t i = from; i < to; i++) {
        struct str source = round->sources.items[i];
        struct digest content = {{0}};
        if (round->bare) {
            ts_tree_delete(ts_parser_parse_string(
                worker->parser, NULL, source.data, (uint32_t)source.len));
            continue;
        }
        buf_clear(&worker->record);
        symbols_write(symbols_read(worker->reader, source, &content),
                      &worker->record);
        worker->records_bytes += worker->record.len;
    }
}

static double
measure(struct round *round, unsigned jobs, bool bare)
{
    double start = now_ms();
    round->bare = bare;
    pool_for((struct crew){.jobs = jobs}, round->sources.len, 8, parse_range,
             round);
    return now_ms() - start;
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

static size_t
read_sources(struct round *round)
{
    char path[4096];
    size_t total = 0;
    while (fgets(path, sizeof(path), stdin)) {
        struct buf bytes;
        struct err err;
        path[strcspn(path, "\n")] = '\0';
        buf_init(&bytes, BUF_UNLIMITED);
        if (file_read(FILE_HERE, path, &bytes, NULL, &err) != 0) {
            fprintf(stderr, "%s\n", err.text);
            exit(2);
        }
        total += bytes.len;
        struct str source = {bytes.data ? bytes.data : "", bytes.len};
        VEC_PUSH(&round->sources, source);
    }
    return total;
}

int
main(int argc, char **argv)
{
    long jobs = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
    long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 3;
    if (jobs < 1 || jobs > JOBS_MAX || rounds < 1 || rounds > ROUNDS_MAX) {
        fprintf(stderr, "usage: symbols_time [JOBS [REPEAT]] <LIST\n");
        return 2;
    }
    static struct round round;
    double bare[ROUNDS_MAX];
    double whole[ROUNDS_MAX];
    double ratio[ROUNDS_MAX];
    size_t bytes = read_sources(&round);
    for (long i = 0; i < jobs; i++) {
        round.workers[i].parser = ts_parser_new();
        ts_parser_set_language(round.workers[i].parser, tree_sitter_python());
        round.workers[i].reader = symbol_reader_new(HASH_XXH3);
        buf_init(&round.workers[i].record, BUF_UNLIMITED);
    }
    for (long i = 0; i < rounds; i++) {
        bare[i] = measure(&round, (unsigned)jobs, true);
        whole[i] = measure(&round, (unsigned)jobs, false);
        ratio[i] = bare[i] / whole[i];
    }
    size_t records_bytes = 0;
    for (long i = 0; i < jobs; i++) {
        records_bytes += round.workers[i].records_bytes;
    }
    double files = (double)round.sources.len * (double)rounds;
    printf("%zu files, %.1f MB, %ld jobs: bare %.0f ms, symbols %.0f ms, "
           "throughput %.2f of bare, record %.0f bytes on average\n",
           round.sources.len, (double)bytes / 1e6, jobs,
           median(bare, (size_t)rounds), median(whole, (size_t)rounds),
           median(ratio, (size_t)rounds), (double)records_bytes / files);
    return 0;
}
