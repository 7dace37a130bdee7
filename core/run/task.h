/* SPDX-License-Identifier: MIT */
/*
 * task - one analyzer in one run: its files, what is known of them, and what
 * became of it.
 *
 * Ownership: owns its answers; borrows analyzer and view.
 * Threads: one at a time.
 */
#ifndef CORE_RUN_TASK_H
#define CORE_RUN_TASK_H

#include "core/run/answers.h"
#include "core/run/report.h"
#include "core/run/tool_cache.h"
#include "core/run/view.h"

struct task {
    struct arena arena;
    const struct analyzer *analyzer;
    struct view *view;
    file_id *files; /* that it is about, sorted by path */
    size_t files_len;
    uint32_t unnamed; /* files that cannot be given to it */
    struct identity identity;
    bool identified; /* if not, `message` says why */
    struct view_analyzer keys;
    struct answers answers;
    enum analyzer_status status;
    struct str message;
    bool started;               /* its tool was, at least once */
    struct tool_cache cache;    /* once it was */
    uint32_t analyzed;          /* files it ran over and answered for */
    uint32_t misses[DB_MISSES]; /* why there were no answers (run_misses.c) */
    uint32_t differing; /* stored answers that were verified and are wrong */
    /* What is shown and never stored: findings of a tool in trouble, and
       about files that configure it. */
    struct diagnostic_list extra;
};

/* Which subjects a task is about; true to take the file. */
typedef bool task_filter(void *context, const struct analyzer *analyzer,
                         file_id file);

struct task_options {
    struct view *view;
    struct identities *identities;
    task_filter *filter;
    void *context;         /* of `filter` */
    const char *last_path; /* of last_answers.h, or NULL */
};

/* Never fails: what is wrong makes the task broken. */
void task_init(struct task *task, const struct analyzer *analyzer,
               const struct task_options *options);
void task_release(struct task *task);

/* The first thing that is wrong is the message. */
void task_break(struct task *task, struct str message);

/* Show a finding that is not stored; texts are copied. */
void task_show(struct task *task, const struct diagnostic *finding);

/*
 * Clear `kept` of every fresh answer whose key is another one in `after`, or
 * of all if `touched`.  `identities` are opened after the run.
 */
void task_check(struct task *task, struct view *after,
                struct identities *identities, bool touched);

#endif
