/* SPDX-License-Identifier: MIT */
#include "core/plan/base.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/plan/git_sides.h"
#include "core/plan/imagine.h"
#include "core/plan/past.h"
#include "core/plan/unit_delta.h"

static int
load_disk(const struct disk_options *disk, struct state **state,
          struct err *err)
{
    struct disk_report report;
    return disk_load(disk, state, &report, err);
}

/*
 * Compare both sides, by their keys where it takes keys.  The new side comes
 * first: it mostly lies on the disk, which several threads may read, and the
 * old one then lacks little.
 */
static void
finish(struct base *base, struct key_kind kind)
{
    keys_begin(base->after, kind, base->touched, &base->keys_after);
    keys_begin(base->before, kind, NULL, &base->keys_before);
    base->has_keys_before = true;
    base->decided = memory_zero(base->keys_after.len + 1);
    struct span span = span_begin(base->after->timeline, PHASE_COMPARE);
    bool decided = unit_delta_find(&base->keys_before, &base->keys_after,
                                   base->touched, base->decided);
    span_end(&span);
    if (!decided) {
        free(base->decided);
        base->decided = NULL;
        keys_finish(&base->keys_after);
        keys_finish(&base->keys_before);
    }
    span = span_begin(base->after->timeline, PHASE_COMPARE);
    comparison_init(&base->comparison, &base->keys_before, &base->keys_after,
                    base->touched, base->decided);
    span_end(&span);
}

/* Does the baseline have the very paths that the disk has? */
static bool
has_same_paths(const struct baseline *baseline, const struct state *state)
{
    size_t subjects = 0;
    for (size_t i = 0; i < state->tree.files.len; i++) {
        const struct tree_file *file = &state->tree.files.items[i];
        if (file->flags & FILE_SUBJECT) {
            subjects++;
            if (!baseline_find(baseline, file->path)) {
                return false;
            }
        }
    }
    return subjects == baseline->rows.len;
}

/* With the same paths, imports led where they lead now. */
static int
load_past(const struct disk_options *disk, struct base *base, struct err *err)
{
    if (has_same_paths(&base->baseline, base->after)) {
        base->before = base->after;
        return 0;
    }
    return past_load(disk, &base->baseline, &base->before, err);
}

static int
compare_baseline(const struct disk_options *disk,
                 const struct base_options *options, struct base *base,
                 struct err *err)
{
    if (baseline_read(options->baseline, &base->baseline, err) != 0) {
        return -1;
    }
    enum level level = base->baseline.level;
    if (options->level_given && options->level != level) {
        return err_set(err, ERR_USAGE, "%s holds keys of level %s, not %s",
                       options->baseline, level_name(level),
                       level_name(options->level));
    }
    struct key_kind kind = key_kind(level, base->baseline.precision);
    if (options->precision_given &&
        key_kind(level, options->precision).precision != kind.precision) {
        return err_set(err, ERR_USAGE, "%s holds keys of precision %s, not %s",
                       options->baseline, precision_name(kind.precision),
                       precision_name(options->precision));
    }
    if (base->baseline.algorithm != disk->conf->cache.hash) {
        return err_set(err, ERR_USAGE,
                       "%s was made with hash: %s, the configuration says %s",
                       options->baseline, hash_name(base->baseline.algorithm),
                       hash_name(disk->conf->cache.hash));
    }
    if (load_disk(disk, &base->after, err) != 0) {
        return -1;
    }
    base->label = options->baseline;
    if (load_past(disk, base, err) != 0) {
        return -1;
    }
    state_resolve(base->after);
    keys_compute(base->after, kind, NULL, &base->keys_after);
    keys_record(base->before, kind, &base->keys_before);
    base->has_keys_before = true;
    comparison_init_baseline(&base->comparison, &base->baseline,
                             &base->keys_before, &base->keys_after);
    return 0;
}

static int
compare_files(const struct disk_options *disk,
              const struct base_options *options, struct base *base,
              struct err *err)
{
    if (load_disk(disk, &base->before, err) != 0) {
        return -1;
    }
    state_resolve(base->before);
    if (imagine_files(disk, options->files, options->files_len, base, err) !=
        0) {
        return -1;
    }
    base->label = "files";
    finish(base, key_kind(options->level, options->precision));
    return 0;
}

static int
compare_git(const struct disk_options *disk, const struct base_options *options,
            struct base *base, struct err *err)
{
    if (git_sides_load(disk, options, base, err) != 0) {
        return -1;
    }
    finish(base, key_kind(options->level, options->precision));
    return 0;
}

int
base_compare(const struct disk_options *disk,
             const struct base_options *options, struct base *base,
             struct err *err)
{
    memset(base, 0, sizeof(*base));
    arena_init(&base->arena);
    int status;
    if (options->baseline) {
        status = compare_baseline(disk, options, base, err);
    } else if (options->files) {
        status = compare_files(disk, options, base, err);
    } else {
        status = compare_git(disk, options, base, err);
    }
    if (status != 0) {
        base_release(base);
    }
    return status;
}

void
base_release(struct base *base)
{
    if (base->comparison.after) {
        comparison_release(&base->comparison);
    }
    if (base->keys_after.state) {
        keys_release(&base->keys_after);
    }
    if (base->has_keys_before) {
        keys_release(&base->keys_before);
    }
    if (base->baseline.rows.items) {
        baseline_release(&base->baseline);
    }
    if (base->before != base->after) {
        state_free(base->before);
    }
    state_free(base->after);
    git_sides_release(base->git);
    VEC_RELEASE(&base->absent);
    free(base->touched);
    free(base->decided);
    free(base->imagined);
    arena_release(&base->arena);
    memset(base, 0, sizeof(*base));
}

bool
base_lists(const struct base *base, file_id file)
{
    return !(base->imagined && base->imagined[file]);
}

bool
base_is_direct(const struct base *base, file_id file)
{
    const struct comparison *comparison = &base->comparison;
    uint32_t distance = comparison->distance[file];
    switch ((enum affected_reason)comparison->reasons[file]) {
    case REASON_DEPENDENCY:
        return distance <= 1;
    case REASON_RESOLUTION:
        return distance == 0;
    default:
        return true;
    }
}
