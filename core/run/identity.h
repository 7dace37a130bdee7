/* SPDX-License-Identifier: MIT */
/*
 * identity - which tool answers: program, version, plugins, environment.
 *
 * Asking a tool for its version takes 2 to 250 ms; a warm run starts no
 * process at all.  So what was asked is remembered in the cache folder
 * (`tools`), by the program's path and stat, its interpreter's, and the
 * stats of the folders with its distributions; the version command is run
 * only when one of these changed.  That file is of this machine and never
 * shared; damaged, it is asked for anew.
 *
 * What goes into a result's key holds no path, no mtime, no user: the
 * version's output (with the root taken out), names and versions of the
 * distributions installed beside the tool if it is a Python program (its
 * plugins), the version of its Python; and for tools that look into the
 * project's environment that one's digest (site.h).
 *
 * Threads: one at a time; starts processes.
 */
#ifndef CORE_RUN_IDENTITY_H
#define CORE_RUN_IDENTITY_H

#include "core/base/err.h"
#include "core/run/analyzer.h"
#include "core/sys/site.h"

struct identity_options {
    struct str root;       /* absolute, NUL-terminated */
    const char *cache_dir; /* NULL: nothing is remembered */
    char *const *environment;
    enum hash_algorithm algorithm;
    uint64_t timeout_ms;
};

struct identity {
    bool asked;         /* the version command was run */
    struct str program; /* absolute path of what will be run */
    struct str version; /* first line of what the tool said, or empty */
    struct digest digest;
};

struct identities;

struct identities *identities_open(const struct identity_options *options);
/* Writes back what is new. */
void identities_close(struct identities *identities);

/*
 * ERR_ABSENT if there is no such program: "mypy is not installed (looked
 * for `mypy` on PATH and in .venv/bin)"; ERR_IO if it does not answer.
 * Built-in analyzers have our own version.
 */
int identity_find(struct identities *identities,
                  const struct analyzer *analyzer, struct arena *arena,
                  struct identity *identity, struct err *err);

/*
 * Every file and folder that the identities found so far were made of and
 * that changes if one of them does: programs, interpreters, folders with
 * distributions; and `whole` what is installed as its sources.
 */
typedef void identity_sink(void *context, struct str path, bool whole);
void identities_each(const struct identities *identities, identity_sink *sink,
                     void *context);

#endif
