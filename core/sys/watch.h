/* SPDX-License-Identifier: MIT */
/*
 * watch - waits until something changes in some folders (inotify(7)).
 *
 * Watched are folders, each by itself: those of a walk, so that what the
 * walk does not enter (ignored folders, caches, environments) wakes nobody.
 * A new folder shows in the one above it; the next walk finds it, and it is
 * watched from then on.  What had come into it before that walk is part of
 * the walk, what came between the two nobody saw: so one walks until there
 * are no new folders, and works on what a later walk finds.
 *
 * What a change means is not told: whoever is woken walks again.  Nothing is
 * lost between two waits.  Changes that other machines make on a network's
 * file system are not seen (filesystem.h tells), nor those made through
 * mapped memory.
 *
 *     watch = watch_open(root, &err);
 *     do {
 *         do walk; while ((found = watch_tree(watch, &tree, &err)) > 0);
 *         walk, work;
 *         woken = watch_wait(watch, WATCH_FOREVER, &err);
 *     } while (found >= 0 && woken >= 0);
 *
 * Ownership: a watch owns all it holds.  Threads: one at a time.
 */
#ifndef CORE_SYS_WATCH_H
#define CORE_SYS_WATCH_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/sys/tree.h"

/* Editors and git write many files at once: changes are one change until
   nothing happened for WATCH_SETTLE_MS, or they went on for WATCH_BURST_MS. */
enum { WATCH_FOREVER = -1, WATCH_SETTLE_MS = 50, WATCH_BURST_MS = 1000 };

struct watch;

/* Does a change of `path` (relative to the root) matter? */
typedef bool watch_wants(void *context, struct str path);

/*
 * ERR_LIMIT, with the way out, if the system allows no more watchers; ERR_IO
 * on systems that have none.
 */
struct watch *watch_open(const char *root, struct err *err);
void watch_close(struct watch *watch);

/* Without this, every change matters. */
void watch_filter(struct watch *watch, watch_wants *wants, void *context);

/*
 * Watch these folders (relative to the root; "" is the root itself), and no
 * others.  One that cannot be read, or is gone, is left out.  Returns 1 if
 * there are folders among them that were not watched before, 0 if there are
 * none, or -1: ERR_LIMIT, with the way out, if the system allows no more.
 */
int watch_folders(struct watch *watch, const struct str *folders, size_t len,
                  struct err *err);
/* The same with all folders that a walk entered. */
int watch_tree(struct watch *watch, const struct tree *tree, struct err *err);

/*
 * 1 if something changed since the last call, 0 if nothing did for
 * `timeout_ms` or a signal was handled, -1 on failure.
 */
int watch_wait(struct watch *watch, int timeout_ms, struct err *err);

#endif
