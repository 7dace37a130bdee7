/* SPDX-License-Identifier: MIT */
/*
 * input_files - contents of files that configure tools, each read once.
 *
 * The digest of a file with settings has those of the files that it names
 * (mentions.h) in it.
 *
 * Contents are read in every run: there are few, and no stat can be too
 * coarse then.
 *
 * Ownership: owns what it remembers; borrows root and environment.
 * Threads: one at a time.
 */
#ifndef CORE_RUN_INPUT_FILES_H
#define CORE_RUN_INPUT_FILES_H

#include <stdbool.h>

#include "core/base/arena.h"
#include "core/base/hash.h"
#include "core/base/intern.h"
#include "core/base/vec.h"

struct input_file {
    bool present;
    struct digest digest; /* of its content */
};

struct input_files {
    struct arena arena;
    struct str root; /* absolute, NUL-terminated */
    char *const *environment;
    enum hash_algorithm algorithm;
    struct intern paths;
    struct {
        VEC_FIELDS(struct input_file); /* by path */
    } items;
};

void input_files_init(struct input_files *files, struct str root,
                      char *const *environment, enum hash_algorithm algorithm);
void input_files_release(struct input_files *files);

/* The value of a variable; data is NULL if it is not set. */
struct str input_files_variable(const struct input_files *files,
                                const char *name);

/* The file at the absolute `path`; folders and devices are absent. */
struct input_file input_files_look(struct input_files *files, struct str path);

/* What `input` names that is no glob, as an absolute path; empty if it is
   below a home folder that there is not. */
struct str input_files_path(struct input_files *files, struct str input);

/* Takes an input by the name that people know it by. */
typedef void input_sink(void *context, struct str name, struct input_file file);

/*
 * What `input` names: a file below the root, "/…", "~/…", or each file that
 * a glob matches, by path.  One that is absent is given too; of a glob,
 * nothing.  "~/.config" is XDG_CONFIG_HOME where that is set, as tools do.
 */
void input_files_expand(struct input_files *files, struct str input,
                        input_sink *sink, void *context);

#endif
