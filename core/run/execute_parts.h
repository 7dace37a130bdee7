/* SPDX-License-Identifier: MIT */
/* execute_parts - between execute.c and execute_crash.c. */
#ifndef CORE_RUN_EXECUTE_PARTS_H
#define CORE_RUN_EXECUTE_PARTS_H

#include "core/run/execute.h"
#include "core/run/outcome.h"

/* One task while it is executed. */
struct work {
    struct execution *execution;
    struct task *task;
    bool *wanted;       /* by answer */
    uint64_t *costs;    /* by answer */
    bool *twins;        /* by answer: may not share the tool's cache; or NULL */
    unsigned answered;  /* processes that answered */
    unsigned crashed;   /* that did not, and did not say why */
    unsigned hung;      /* that were stopped for their time */
    struct str trouble; /* of the first crash that was not halved */
    struct str culprit; /* the file that it was over, if it was one */
    unsigned culprits;
};

/* One process. */
struct job {
    struct work *work;
    uint32_t *files; /* places in the answers */
    size_t len;
    unsigned round;
    bool half;         /* of a batch over which the tool crashed or hung */
    const char *cache; /* of its own, to be removed; or NULL */
    struct command command;
    struct process_request request;
};

struct execution {
    const struct execute_options *options;
    struct arena arena;
    struct work *works;
    struct processes *processes;
    size_t done; /* files asked for */
    size_t total;
    unsigned caches;   /* that jobs have of their own */
    struct str latest; /* name of the analyzer heard of last */
};

/* Some files of the work's. */
struct piece {
    const uint32_t *files;
    size_t len;
    unsigned round;
    bool half;
};

/* Start a process over these files, or say what it would be. */
void execute_add(struct work *work, struct piece piece);

/* Two jobs over the files of one, as far as some of them are wanted. */
void execute_halves(const struct job *job, struct piece piece);

/* What is to be done about a process that did not answer. */
void execute_take_trouble(struct job *job, const struct process_result *process,
                          const struct outcome *outcome);

/* Once all is over: is one file to blame, or the tool? */
void execute_tell_crash(struct work *work);

#endif
