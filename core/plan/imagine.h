/* SPDX-License-Identifier: MIT */
/*
 * imagine - what if these files were others?
 *
 * A file that exists counts as changed in every respect; one that does not,
 * as if it came or went: a second state is loaded, the file is entered into
 * its tree, and all that probes for it resolves to it.
 */
#ifndef CORE_PLAN_IMAGINE_H
#define CORE_PLAN_IMAGINE_H

#include "core/plan/base.h"

/*
 * base->before is the disk, resolved.  Sets after, touched, imagined and
 * absent.  A path that is a folder means all files in it.
 */
int imagine_files(const struct disk_options *disk, const struct str *paths,
                  size_t len, struct base *base, struct err *err);

#endif
