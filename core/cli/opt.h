/* SPDX-License-Identifier: MIT */
/*
 * opt - options of the command line, by tables.
 *
 * A row says what an option is called, what kind of value it takes, where
 * the value goes (an offset into the command's own struct, or a function to
 * call), and what help says.  Parsing, checking and help use the same rows,
 * so that a new option is one row.
 *
 *     struct values { const char *since; bool direct; };
 *     static const struct opt options[] = {
 *         {.name = "since", .kind = OPT_TEXT, .value = "REV",
 *          OPT_AT(struct values, since), .help = "compare with REV"},
 *         {.name = "direct", .kind = OPT_FLAG,
 *          OPT_AT(struct values, direct), .help = "changed files …"},
 *         {0},
 *     };
 *
 * Understood: `--name value`, `--name=value`, `-n value`, `-nvalue`, letters
 * together (`-qv`), and `--` before what only looks like an option.  A value
 * is the next word whatever it looks like (`--kinds -parent`).  Names are
 * never abbreviated: a new option must not change what an old script means.
 * An option given twice has its last value, unless it collects them.
 *
 * Ownership: texts are those of argv; lists live in the arena given.
 * Threads: one at a time.
 */
#ifndef CORE_CLI_OPT_H
#define CORE_CLI_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/err.h"

/* With the type of the member that the offset leads to. */
enum opt_kind {
    OPT_FLAG,   /* bool: becomes true */
    OPT_REPEAT, /* unsigned: counts how often it was given */
    OPT_TEXT,   /* const char * */
    OPT_TEXTS,  /* struct opt_texts: each value given */
    OPT_WORD,   /* int: which one of `words` */
    OPT_NUMBER, /* uint32_t, between min and max */
    OPT_CALL,   /* none: `call` is called */
};

struct opt_texts {
    const char **items;
    size_t len;
};

struct opt {
    const char *name; /* without dashes; NULL ends the table */
    char letter;      /* 'o' for -o, or 0 */
    enum opt_kind kind;
    size_t offset;
    const char *value;        /* what help calls the value: "REV" */
    const char *const *words; /* of OPT_WORD; of others those that are known,
                                 for completion; ends with NULL */
    uint32_t min;             /* of OPT_NUMBER */
    uint32_t max;
    /* `values` is the struct that offsets count from; ERR_USAGE if refused. */
    int (*call)(void *values, const char *text, struct err *err);
    const char *help;
};

#define OPT_AT(type, member) .offset = offsetof(type, member)

/* A table and the struct that its values go to. */
struct opt_set {
    const struct opt *options;
    void *values;
};

/* One parse: what is understood, and what is no option. */
struct opt_line {
    struct arena *arena;
    const struct opt_set *sets; /* earlier ones win */
    size_t sets_len;
    bool until_word; /* stop at the first word that is no option */
    /* What came out. */
    const char **words; /* those that are no options, in their order */
    size_t words_len;
    int next; /* the first argument that was not looked at */
};

/*
 * Read argv[0] to argv[argc - 1].  ERR_USAGE with "unknown option --lvel; did
 * you mean --level?"; values that were read before it stay.
 */
int opt_parse(struct opt_line *line, int argc, char *const *argv,
              struct err *err);

/* True if the option takes a value. */
static inline bool
opt_has_value(const struct opt *opt)
{
    return opt->kind != OPT_FLAG && opt->kind != OPT_REPEAT;
}

#endif
