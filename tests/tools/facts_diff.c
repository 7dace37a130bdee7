/* SPDX-License-Identifier: MIT */
/*
 * facts_diff - are our facts those of the full parse tree?
 *
 *     facts_diff [--strings N] [--jobs N] [--limit N] LIST
 *     facts_diff [...] --damage SEED COUNT [--only CASE] [--write FILE] LIST
 *
 * LIST names one source per line.  Each is read by core/python and by the
 * reference walker.  Where the tree has no error the facts must be equal and
 * in the same order, otherwise ours must hold all of theirs.  Where it
 * has no error, its chains of names that begin with an import must each be the
 * beginning of one of ours.  With --damage,
 * COUNT files of the list are broken at random first; --only CASE repeats one
 * of them and --write keeps its text.  --strings N compares string imports
 * of at least N dots as well.
 *
 * Prints each difference with file and line, at most --limit, and a summary;
 * exits with 1 if there was any difference, 2 if a file could not be read.
 */
#include <getopt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/python/imports.h"
#include "core/python/text.h"
#include "core/sys/file.h"
#include "core/sys/pool.h"
#include "tests/support/chain_texts.h"
#include "tests/support/damage.h"
#include "tests/support/reference.h"

enum { FILES_PER_BUILDER = 500, FILE_MAX = 1 << 30 };

struct options {
    int min_dots;
    unsigned jobs;
    size_t limit;
    bool damage;
    uint64_t seed;
    size_t count;
    long only;
    const char *write;
};

struct counts {
    size_t files;
    size_t facts;
    size_t chains;
    size_t broken;
    size_t differences;
    size_t unread;
};

struct compared {
    VEC_FIELDS(struct reference_fact);
};

/* What each thread has to itself. */
struct worker {
    struct reference *reference;
    struct import_builder *builder;
    struct import_reader *reader;
    size_t builder_files;
    struct buf bytes;
    struct buf scratch;
    struct compared ours;
    struct compared theirs;
    struct chain_texts chains; /* ours */
    struct counts counts;
};

struct run {
    const struct options *options;
    struct {
        VEC_FIELDS(const char *);
    } paths;
    struct worker *workers;
    pthread_mutex_t print_lock;
    size_t printed;
};

static void
renew_reader(const struct options *options, struct worker *worker)
{
    struct string_imports strings = {
        .enabled = options->min_dots >= 0,
        .min_dots = options->min_dots < 0 ? 0 : (uint32_t)options->min_dots};
    import_reader_free(worker->reader);
    import_builder_free(worker->builder);
    worker->builder = import_builder_new(&strings);
    worker->reader = import_reader_new(worker->builder);
    worker->builder_files = 0;
}

/* Our facts of `text`, through the flat table. */
static void
read_ours(const struct options *options, struct worker *worker, struct str text)
{
    if (!worker->builder || worker->builder_files++ > FILES_PER_BUILDER) {
        renew_reader(options, worker);
    }
    const struct import_list *list = import_read(worker->reader, text);
    struct facts_table table;
    struct import_sources sources = {.lists = &list, .len = 1};
    import_build_table(worker->builder, &sources, &table);
    worker->ours.len = 0;
    worker->chains.len = 0;
    if (!facts_table_valid(&table)) {
        worker->counts.differences++;
        return;
    }
    chain_texts_read(&worker->chains, &table);
    for (uint32_t i = 0; i < table.files[0].len; i++) {
        const struct fact_item *item = &table.items[table.files[0].first + i];
        struct fact_statement statement = table.statements[item->statement];
        for (uint32_t j = 0; j < statement.len; j++) {
            const struct fact_import *import =
                &table.imports[statement.first + j];
            struct reference_fact fact = {
                .line = item->line + import->row,
                .level = import->level,
                .form = import->form,
                .flags = (uint8_t)(item->flags | import->flags),
                .module = fact_module(&table, import),
                .name = fact_name(&table, import),
                .bound = fact_bound(&table, import)};
            VEC_PUSH(&worker->ours, fact);
        }
    }
}

static void
read_theirs(struct worker *worker, const struct reference_facts *facts)
{
    worker->theirs.len = 0;
    for (size_t i = 0; i < facts->len; i++) {
        VEC_PUSH(&worker->theirs, facts->items[i]);
    }
}

static int
compare_targets(const struct reference_fact *a, const struct reference_fact *b)
{
    if (a->line != b->line) {
        return a->line < b->line ? -1 : 1;
    }
    if (a->form != b->form || a->level != b->level) {
        return (a->form - b->form) * 4096 + (a->level - b->level);
    }
    int order = str_compare(a->module, b->module);
    order = order ? order : str_compare(a->name, b->name);
    return order ? order : str_compare(a->bound, b->bound);
}

static int
compare_facts(const void *a, const void *b)
{
    const struct reference_fact *left = a;
    const struct reference_fact *right = b;
    int order = compare_targets(left, right);
    return order ? order : left->flags - right->flags;
}

static void
sort_facts(struct compared *facts)
{
    if (facts->len > 0) {
        qsort(facts->items, facts->len, sizeof(*facts->items), compare_facts);
    }
}

static bool
same_facts(const struct compared *a, const struct compared *b)
{
    if (a->len != b->len) {
        return false;
    }
    for (size_t i = 0; i < a->len; i++) {
        if (compare_facts(&a->items[i], &b->items[i]) != 0) {
            return false;
        }
    }
    return true;
}

static void
report(struct run *run, struct worker *worker, const char *label,
       const char *what, const struct reference_fact *fact)
{
    static const char *const forms[] = {"import",  "from",   "star",
                                        "dynamic", "string", "depends"};
    worker->counts.differences++;
    pthread_mutex_lock(&run->print_lock);
    if (run->printed++ < run->options->limit) {
        printf("%s:%u: %s %s", label, fact->line, what, forms[fact->form]);
        printf(" level %u \"%.*s\" \"%.*s\" as \"%.*s\" flags %#x\n",
               fact->level, (int)fact->module.len, fact->module.data,
               (int)fact->name.len, fact->name.data, (int)fact->bound.len,
               fact->bound.data, fact->flags);
    }
    pthread_mutex_unlock(&run->print_lock);
}

/* A broken tree may say the same twice. */
static bool
is_said(const struct compared *facts, size_t i)
{
    return i > 0 &&
           compare_targets(&facts->items[i - 1], &facts->items[i]) == 0;
}

/* Walk both sorted lists side by side. */
static void
compare(struct run *run, struct worker *worker, const char *label,
        bool superset)
{
    struct compared *ours = &worker->ours;
    struct compared *theirs = &worker->theirs;
    if (!superset && same_facts(ours, theirs)) {
        return;
    }
    size_t before = worker->counts.differences;
    size_t i = 0;
    size_t j = 0;
    sort_facts(ours);
    sort_facts(theirs);
    while (i < ours->len || j < theirs->len) {
        int order = i == ours->len     ? 1
                    : j == theirs->len ? -1
                    : superset
                        ? compare_targets(&ours->items[i], &theirs->items[j])
                        : compare_facts(&ours->items[i], &theirs->items[j]);
        if (order > 0 && !(superset && is_said(theirs, j))) {
            report(run, worker, label, "missing", &theirs->items[j]);
        } else if (order < 0 && !superset) {
            report(run, worker, label, "not in the tree", &ours->items[i]);
        }
        i += order <= 0;
        j += order >= 0;
    }
    if (!superset && worker->counts.differences == before) {
        report(run, worker, label, "another order than", &ours->items[0]);
    }
}

static void
compare_chains(struct run *run, struct worker *worker, const char *label,
               const struct reference_facts *facts)
{
    for (size_t i = 0; i < facts->chains.len; i++) {
        struct str chain = chain_expected(facts, facts->chains.items[i]);
        if (chain.len == 0) {
            continue;
        }
        worker->counts.chains++;
        if (!chain_texts_have(&worker->chains, chain)) {
            struct reference_fact fact = {.module = chain};
            report(run, worker, label, "no chain, in spite of an", &fact);
        }
    }
}

static void
compare_text(struct run *run, struct worker *worker, const char *label)
{
    struct str text =
        text_decode(buf_view(&worker->bytes), &worker->scratch, NULL);
    const struct reference_facts *facts =
        reference_read(worker->reference, text);
    read_ours(run->options, worker, text);
    read_theirs(worker, facts);
    worker->counts.files++;
    worker->counts.facts += worker->ours.len;
    worker->counts.broken += facts->has_error;
    compare(run, worker, label, facts->has_error);
    if (!facts->has_error) {
        compare_chains(run, worker, label, facts);
    }
}

static bool
load(struct worker *worker, const char *path)
{
    struct err err;
    if (file_read(FILE_HERE, path, &worker->bytes, NULL, &err) != 0) {
        fprintf(stderr, "facts_diff: cannot read %s\n", path);
        worker->counts.unread++;
        return false;
    }
    return true;
}

static void
write_case(const char *path, const struct buf *bytes)
{
    struct err err;
    if (file_replace(path, bytes->data, bytes->len, &err) != 0) {
        fprintf(stderr, "facts_diff: cannot write %s\n", path);
    }
}

static void
compare_damaged(struct run *run, struct worker *worker, size_t number)
{
    uint64_t state = run->options->seed + number * 1000003;
    const char *path = run->paths.items[damage_random(&state) % run->paths.len];
    char label[4200];
    if (!load(worker, path)) {
        return;
    }
    damage_apply(state, &worker->bytes);
    if (run->options->write) {
        write_case(run->options->write, &worker->bytes);
    }
    snprintf(label, sizeof(label), "case %zu, %s", number, path);
    compare_text(run, worker, label);
}

static void
compare_range(unsigned number, void *context, size_t from, size_t to)
{
    struct run *run = context;
    struct worker *worker = &run->workers[number];
    const struct options *options = run->options;
    for (size_t i = from; i < to; i++) {
        if (!options->damage) {
            if (load(worker, run->paths.items[i])) {
                compare_text(run, worker, run->paths.items[i]);
            }
        } else if (options->only < 0 || (size_t)options->only == i) {
            compare_damaged(run, worker, i);
        }
    }
}

/* Cuts the list into lines, in place. */
static void
split_list(struct run *run, char *text, size_t len)
{
    char *end = text + len;
    while (text < end) {
        char *newline = memchr(text, '\n', (size_t)(end - text));
        *newline = '\0';
        if (*text) {
            VEC_PUSH(&run->paths, text);
        }
        text = newline + 1;
    }
}

static struct counts
finish_workers(struct run *run)
{
    struct counts sum = {0};
    for (unsigned i = 0; i < run->options->jobs; i++) {
        struct worker *worker = &run->workers[i];
        sum.files += worker->counts.files;
        sum.facts += worker->counts.facts;
        sum.broken += worker->counts.broken;
        sum.differences += worker->counts.differences;
        sum.unread += worker->counts.unread;
        reference_free(worker->reference);
        import_reader_free(worker->reader);
        import_builder_free(worker->builder);
        buf_release(&worker->bytes);
        buf_release(&worker->scratch);
        sum.chains += worker->counts.chains;
        VEC_RELEASE(&worker->ours);
        VEC_RELEASE(&worker->theirs);
        chain_texts_release(&worker->chains);
    }
    free(run->workers);
    VEC_RELEASE(&run->paths);
    return sum;
}

static void
start_workers(struct run *run)
{
    run->workers = memory_zero(run->options->jobs * sizeof(*run->workers));
    for (unsigned i = 0; i < run->options->jobs; i++) {
        struct worker *worker = &run->workers[i];
        worker->reference = reference_new(run->options->min_dots);
        buf_init(&worker->bytes, FILE_MAX);
        buf_init(&worker->scratch, BUF_UNLIMITED);
        chain_texts_init(&worker->chains);
    }
}

static int
run_list(const struct options *options, const char *path)
{
    struct run run = {.options = options};
    struct buf list;
    struct err err;
    buf_init(&list, FILE_MAX);
    if (file_read(FILE_HERE, path, &list, NULL, &err) != 0) {
        fprintf(stderr, "facts_diff: cannot read %s\n", path);
        buf_release(&list);
        return 2;
    }
    buf_byte(&list, '\n');
    split_list(&run, list.data, list.len);
    pthread_mutex_init(&run.print_lock, NULL);
    start_workers(&run);
    size_t work = options->damage ? options->count : run.paths.len;
    if (run.paths.len > 0) {
        pool_for((struct crew){.jobs = options->jobs}, work, 8, compare_range,
                 &run);
    }
    struct counts counts = finish_workers(&run);
    printf("%zu files, %zu facts, %zu chains, %zu with an error in the tree, "
           "%zu differences\n",
           counts.files, counts.facts, counts.chains, counts.broken,
           counts.differences);
    pthread_mutex_destroy(&run.print_lock);
    buf_release(&list);
    if (counts.unread > 0 || counts.files == 0) {
        return 2;
    }
    return counts.differences > 0 ? 1 : 0;
}

int
main(int argc, char **argv)
{
    static const struct option known[] = {
        {"strings", required_argument, NULL, 's'},
        {"jobs", required_argument, NULL, 'j'},
        {"limit", required_argument, NULL, 'l'},
        {"damage", required_argument, NULL, 'd'},
        {"only", required_argument, NULL, 'o'},
        {"write", required_argument, NULL, 'w'},
        {0},
    };
    struct options options = {.min_dots = -1,
                              .jobs = pool_default_jobs(),
                              .limit = 50,
                              .count = 1000,
                              .only = -1};
    int found;
    while ((found = getopt_long(argc, argv, "", known, NULL)) != -1) {
        long number =
            found == 'w' || found == '?' ? 0 : strtol(optarg, NULL, 10);
        switch (found) {
        case 's':
            options.min_dots = (int)number;
            break;
        case 'j':
            options.jobs = (unsigned)number;
            break;
        case 'l':
            options.limit = (size_t)number;
            break;
        case 'd':
            options.damage = true;
            options.seed = (uint64_t)number;
            break;
        case 'o':
            options.only = number;
            break;
        case 'w':
            options.write = optarg;
            break;
        default:
            return 2;
        }
    }
    if (options.damage && optind < argc) {
        options.count = (size_t)strtol(argv[optind++], NULL, 10);
    }
    if (optind != argc - 1) {
        fprintf(stderr, "usage: facts_diff [OPTIONS] LIST\n");
        return 2;
    }
    return run_list(&options, argv[optind]);
}
