/* SPDX-License-Identifier: MIT */
/*
 * builtin - the analyzers that need no tool: `syntax` and `imports`.
 *
 *   syntax    syntax-error    what does not parse, and trouble with encodings
 *   imports   missing-import  a module that is neither the project's, nor
 *                             installed or declared, nor the standard
 *                             library's; not where ImportError is caught
 *             import-cycle    modules that import each other when they are
 *                             loaded, one finding per knot, with its shortest
 *                             cycle
 *
 * What imports lead to is known in every run, so `imports` is worked out
 * each time; its keys only say how many files that is new for.
 *
 * A file that cannot be read is unknown to both and breaks them, as it breaks
 * a type checker: without findings it would pass for a clean one.
 *
 * Threads: one at a time; `syntax` uses `jobs`.
 */
#ifndef CORE_RUN_BUILTIN_H
#define CORE_RUN_BUILTIN_H

#include "core/run/task.h"
#include "core/sys/site.h"

void builtin_syntax(struct task *task, unsigned jobs);
/* `site` may be NULL: then no third-party module is known. */
void builtin_imports(struct task *task, const struct site *site);

/* For both: the file of the answer could not be read. */
void builtin_unread(struct task *task, struct answer *answer);

#endif
