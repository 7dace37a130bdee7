/* SPDX-License-Identifier: MIT */
/*
 * git_sides - the two states of a comparison with git.
 *
 * A side is a listing of blobs.  Most of them lie on disk with the same
 * content, which git tells from its own stat cache; their digests and facts
 * are taken from the index of the last scan, and only the rest is read from
 * git.  Ignored files are taken from disk as unchanged, on both sides alike.
 *
 * Which files are subjects is decided by today's configuration and ignore
 * rules on both sides; roots are detected per side.
 */
#ifndef CORE_PLAN_GIT_SIDES_H
#define CORE_PLAN_GIT_SIDES_H

#include "core/plan/base.h"

struct git_world_owner;

/* Sets label, before and after of `base`, both resolved. */
int git_sides_load(const struct disk_options *disk,
                   const struct base_options *options, struct base *base,
                   struct err *err);

/* After both states are released; NULL is fine. */
void git_sides_release(struct git_world_owner *owner);

#endif
