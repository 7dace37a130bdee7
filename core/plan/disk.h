/* SPDX-License-Identifier: MIT */
/*
 * disk - the state of the project on disk, through the index.
 *
 * What has not changed since the last scan, by stat, is taken from the
 * index; the rest is read.  Without an index, or with one that is damaged or
 * was written under other settings, everything is.  The index is written
 * back if anything changed; that it cannot be written is one warning and
 * changes no answer.
 *
 * Threads: `jobs` workers while loading; the state belongs to the caller's
 * thread.
 */
#ifndef CORE_PLAN_DISK_H
#define CORE_PLAN_DISK_H

#include "core/base/err.h"
#include "core/base/log.h"
#include "core/plan/state.h"

struct disk_options {
    struct str root; /* absolute, NUL-terminated */
    const struct conf *conf;
    unsigned jobs;
    const struct log *log;
    bool read_only;               /* leave the index alone */
    struct symbol_cache *symbols; /* for levels that need it; may be NULL */
    struct timeline *timeline;    /* the same */
};

/* What a scan did. */
struct disk_report {
    size_t subjects;
    size_t read;    /* subjects that had to be read */
    size_t gone;    /* subjects of the index that are no more */
    size_t failed;  /* files and folders that could not be read */
    bool had_index; /* there was a usable one */
};

/*
 * ERR_IO if the root itself cannot be read, or anything else for a reason
 * that says nothing of it (err_is_passing).
 */
int disk_load(const struct disk_options *options, struct state **state,
              struct disk_report *report, struct err *err);

#endif
