/* SPDX-License-Identifier: MIT */
#include "core/plan/warm.h"

#include "core/plan/base.h"
#include "core/plan/git_sides.h"

int
warm_revision(const struct disk_options *disk, const char *revision,
              size_t *subjects, struct err *err)
{
    struct base base = {0};
    struct base_options options = {.since = revision, .level = LEVEL_DECLARED};
    arena_init(&base.arena);
    *subjects = 0;
    int status = git_sides_load(disk, &options, &base, err);
    if (status == 0) {
        /* Keys need the stamps, which are what is wanted. */
        keys_compute(base.before, key_kind(options.level, options.precision),
                     NULL, &base.keys_before);
        base.has_keys_before = true;
        for (size_t i = 0; i < base.before->tree.files.len; i++) {
            *subjects +=
                (base.before->tree.files.items[i].flags & FILE_SUBJECT) != 0;
        }
    }
    base_release(&base);
    return status;
}
