/* SPDX-License-Identifier: MIT */
/*
 * comparing - the options that say what to compare with, and the comparison
 * they ask for (contract.md: BASE).
 */
#ifndef CORE_CLI_COMPARING_H
#define CORE_CLI_COMPARING_H

#include "core/cli/disk_state.h"
#include "core/plan/base.h"

struct base_values {
    const char *since;
    const char *from_ref;
    const char *to_ref;
    const char *baseline;
    const char *level;
    const char *precision;
    bool staged;
};

/* The rows of BASE for a struct that begins with base_values. */
#define BASE_OPTIONS                                                           \
    {.name = "since",                                                          \
     .kind = OPT_TEXT,                                                         \
     .value = "REV",                                                           \
     OPT_AT(struct base_values, since),                                        \
     .help = "compare the disk with a revision (default HEAD); A... is the "   \
             "merge base"},                                                    \
        {.name = "staged",                                                     \
         .kind = OPT_FLAG,                                                     \
         OPT_AT(struct base_values, staged),                                   \
         .help = "compare the index with HEAD"},                               \
        {.name = "from-ref",                                                   \
         .kind = OPT_TEXT,                                                     \
         .value = "REV",                                                       \
         OPT_AT(struct base_values, from_ref),                                 \
         .help = "compare two revisions, with --to-ref"},                      \
        {.name = "to-ref",                                                     \
         .kind = OPT_TEXT,                                                     \
         .value = "REV",                                                       \
         OPT_AT(struct base_values, to_ref),                                   \
         .help = "the newer one"},                                             \
    {                                                                          \
        .name = "baseline", .kind = OPT_TEXT, .value = "FILE",                 \
        OPT_AT(struct base_values, baseline),                                  \
        .help = "compare the disk with stored keys (`stamp --all -o FILE`)"    \
    }

/* --level, of a struct that begins with base_values. */
#define LEVEL_OPTION                                                           \
    {.name = "level",                                                          \
     .kind = OPT_TEXT,                                                         \
     .value = "LEVEL",                                                         \
     .words = conf_levels,                                                     \
     OPT_AT(struct base_values, level),                                        \
     .help = "what of a dependency counts: none, names, declared, "            \
             "inferred, code or content (default)"},                           \
    {                                                                          \
        .name = "precision", .kind = OPT_TEXT, .value = "P",                   \
        .words = conf_precisions, OPT_AT(struct base_values, precision),       \
        .help = "whether keys follow whole files (file, the default) or the "  \
                "names that are used (symbol)"                                 \
    }

/* ERR_USAGE if the options contradict each other, or `files` does. */
int comparing_options(const struct base_values *values, const struct str *files,
                      size_t files_len, struct base_options *options,
                      struct err *err);

int comparing_run(struct cli *cli, const struct base_options *options,
                  struct base *base, struct err *err);

/* The import of `from` that leads to `to`, the first by line. */
struct comparing_step {
    uint32_t line;     /* 0: the file as a whole */
    struct str module; /* as written, or the name of the file's module */
    struct str name;   /* of `from module import name`; else empty */
    bool uses;         /* it is used, not imported: `a.c` after `import a` */
};

struct comparing_step comparing_step(struct state *state, file_id from,
                                     file_id to, struct arena *arena);

#endif
