/* SPDX-License-Identifier: MIT */
#include "core/plan/disk.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/plan/cache_dir.h"
#include "core/plan/reading.h"
#include "core/plan/rules.h"
#include "core/plan/saved.h"
#include "core/python/version.h"
#include "core/sys/draft.h"
#include "core/sys/path.h"
#include "core/sys/walk.h"

/* Two file systems may tell the time by two clocks, one of them a server's:
   what is younger than this is read again if the cache lies elsewhere. */
#define CLOCK_SKEW_NS INT64_C(2000000000)

/* All that lives as long as the state. */
struct loaded {
    struct arena arena;
    struct rules rules;
    struct digest settings;
    struct index_file index;
    struct tree before; /* the index's tree, if it is another */
    struct import_builder *builder;
    struct facts_table facts;
    int root_fd;
    struct state *state;
};

/* One run of disk_load. */
struct loading {
    const struct disk_options *options;
    struct loaded *loaded;
    struct state *state;
    struct disk_report *report;
    struct str cache_dir;
    struct draft draft;
    bool has_index;
    unsigned char *changed_dirs;
    unsigned char *changed_files;
    struct facts_table before_facts;
};

static void
release_loaded(void *pointer)
{
    struct loaded *loaded = pointer;
    import_builder_free(loaded->builder);
    tree_release(&loaded->before);
    if (loaded->index.map.data) {
        index_close(&loaded->index);
    }
    file_close_folder(loaded->root_fd);
    arena_release(&loaded->arena);
    free(loaded);
}

static void
settings_digest(struct loading *loading)
{
    struct hasher hasher;
    struct digest scan;
    struct loaded *loaded = loading->loaded;
    const struct conf *conf = loading->options->conf;
    conf_scan_digest(conf, &scan);
    hasher_init(&hasher, HASH_XXH3);
    hasher_begin(&hasher, "settings");
    hasher_text(&hasher, 'f', STR(FACTS_VERSION));
    hasher_text(&hasher, 'g', STR(GRAMMAR_VERSION));
    hasher_digest(&hasher, 's', &scan);
    hasher_digest(&hasher, 'r', &loaded->rules.digest);
    hasher_number(&hasher, 'd', conf->depends_len > 0);
    hasher_end(&hasher, &loaded->settings);
    hasher_release(&hasher);
}

/*
 * The cache folder is no part of the project.  Writing the index changes
 * its signature, so it is entered as one that nobody has looked into.
 */
static void
forget_cache_dir(struct loading *loading, struct tree *tree)
{
    struct str root = loading->options->root;
    if (!path_is_below(loading->cache_dir, root)) {
        return;
    }
    struct str path =
        str_slice(loading->cache_dir, root.len + 1, loading->cache_dir.len);
    dir_id dir = tree_find_dir(tree, path);
    if (dir != NO_DIR) {
        tree->dirs.items[dir].flags &= ~(uint32_t)(DIR_LISTED | DIR_CLOSED);
        tree->dirs.items[dir].sig = (struct stat_sig){0};
    }
}

static const char *
index_name(struct loading *loading)
{
    return cache_dir_name(&loading->loaded->arena, loading->cache_dir,
                          loading->options->root, "index");
}

static bool
open_index(struct loading *loading)
{
    struct loaded *loaded = loading->loaded;
    struct str path = path_join(&loaded->arena, loading->cache_dir,
                                str_from(index_name(loading)));
    if (!index_open(path.data, &loaded->settings, &loaded->index)) {
        return false;
    }
    tree_init(&loaded->before);
    if (!saved_read(&loaded->index, &loaded->before, &loading->before_facts)) {
        tree_release(&loaded->before);
        memset(&loaded->before, 0, sizeof(loaded->before));
        index_close(&loaded->index);
        return false;
    }
    return true;
}

static int
recheck(struct loading *loading, long *changed, struct err *err)
{
    const struct tree *tree = &loading->loaded->before;
    struct walk_recheck options = {
        .root_fd = loading->loaded->root_fd,
        .since_ns = loading->loaded->index.since_ns,
        .jobs = loading->options->jobs,
        .timeline = loading->options->timeline,
    };
    loading->changed_dirs = memory_zero(tree->dirs.len + 1);
    loading->changed_files = memory_zero(tree->files.len + 1);
    *changed = walk_recheck(tree, &options, loading->changed_dirs,
                            loading->changed_files, err);
    return *changed < 0 ? -1 : 0;
}

/* Begin to write; a cache that cannot be written is worth one warning. */
static void
begin_draft(struct loading *loading)
{
    struct err err;
    loading->draft.fd = -1;
    if (loading->options->read_only) {
        return;
    }
    if (cache_dir_make(&loading->loaded->arena, loading->cache_dir, &err) !=
            0 ||
        draft_begin(&loading->draft, loading->cache_dir, &err) != 0) {
        log_write(loading->options->log, LOG_CACHE,
                  "nothing will be cached: %s", err.text);
    } else if (!file_same_device(loading->options->root.data,
                                 loading->cache_dir.data)) {
        loading->draft.since_ns -= CLOCK_SKEW_NS;
    }
}

static void
commit_draft(struct loading *loading)
{
    struct err err;
    struct saved_image image;
    struct saved_stamp stamp = {.settings = loading->loaded->settings,
                                .since_ns = loading->draft.since_ns};
    if (loading->draft.fd < 0) {
        return;
    }
    struct span span = span_begin(loading->options->timeline, PHASE_STORE);
    forget_cache_dir(loading, &loading->state->tree);
    saved_image_init(&image, &stamp, &loading->state->tree,
                     &loading->loaded->facts);
    if (draft_commit(&loading->draft, index_name(loading), image.index.parts,
                     image.index.len, &err) != 0) {
        log_write(loading->options->log, LOG_CACHE,
                  "nothing will be cached: %s", err.text);
    }
    saved_image_release(&image);
    span_end(&span);
}

/* Everything is as it was: the index's tree becomes the state's. */
static void
take_index(struct loading *loading)
{
    struct loaded *loaded = loading->loaded;
    tree_release(&loading->state->tree);
    loading->state->tree = loaded->before;
    memset(&loaded->before, 0, sizeof(loaded->before));
    loaded->facts = loading->before_facts;
    loading->state->is_indexed = true;
    loading->state->index_sum = loaded->index.sum;
}

static void
report_failures(struct loading *loading, const struct buf *failures)
{
    struct str rest = buf_view(failures);
    while (rest.data && rest.len > 0) {
        struct str line = str_split(&rest, '\n');
        if (line.len > 0) {
            log_write(loading->options->log, LOG_WARNING, "%.*s", (int)line.len,
                      line.data);
            loading->report->failed++;
        }
    }
}

static void
take_walk(struct loading *loading, struct reading *reading,
          struct walk_result *result)
{
    struct loaded *loaded = loading->loaded;
    size_t len = result->tree.files.len;
    struct import_sources sources = {
        .lists = (const struct import_list *const *)result->slots,
        .before_ids = result->before_ids,
        .len = len,
        .before = loading->has_index ? &loading->before_facts : NULL};
    import_build_table(loaded->builder, &sources, &loaded->facts);
    report_failures(loading, &result->failures);
    reading_report(reading, loading->options->log);
    loading->report->read = reading->read;
    loading->report->failed += reading->failed;
    tree_release(&loading->state->tree);
    loading->state->tree = result->tree;
    memset(&result->tree, 0, sizeof(result->tree));
}

/*
 * What was seen while the machine was in trouble is no state of the project:
 * nothing is told of it, and it is not remembered.
 */
static int
check_trouble(const struct walk_result *result, const struct reading *reading,
              struct err *err)
{
    const struct err *trouble = reading_trouble(reading);
    if (result->trouble.code != ERR_NONE) {
        trouble = &result->trouble;
    }
    if (trouble) {
        *err = *trouble;
    }
    return trouble ? -1 : 0;
}

static int
walk(struct loading *loading, struct err *err)
{
    struct loaded *loaded = loading->loaded;
    const struct disk_options *options = loading->options;
    struct string_imports strings = state_string_settings(options->conf);
    struct walk_before before = {&loaded->before, loading->changed_dirs,
                                 loading->changed_files};
    struct walk_result result;
    struct reading reading;
    loaded->builder = import_builder_new(&strings);
    reading_init(&reading, loaded->builder, options->conf->cache.hash);
    reading.timeline = options->timeline;
    struct walk_options walk_options = {
        .root = options->root.data,
        .jobs = options->jobs,
        .timeline = options->timeline,
        .gitignore = options->conf->gitignore,
        .above = loaded->rules.above,
        .exclude = loaded->rules.exclude,
        .include = options->conf->include.items,
        .include_len = options->conf->include.len,
        .keep_data = options->conf->depends_len > 0,
        .algorithm = options->conf->cache.hash,
        .visit = reading_visit,
        .context = &reading,
        .before = loading->has_index ? &before : NULL,
    };
    struct span span = span_begin(options->timeline, PHASE_WALK);
    int status = walk_root(&walk_options, &result, err);
    if (status == 0) {
        status = check_trouble(&result, &reading, err);
        if (status == 0) {
            take_walk(loading, &reading, &result);
        }
        walk_result_release(&result);
    }
    reading_release(&reading);
    span_end(&span);
    return status;
}

/*
 * Subjects of the index whose paths are no subjects any more.  Both trees are
 * in the order of paths, so one pass over them is enough.
 */
static size_t
count_gone(const struct loading *loading)
{
    const struct tree *before = &loading->loaded->before;
    const struct tree *now = &loading->state->tree;
    size_t gone = 0;
    size_t k = 0;
    for (size_t i = 0; i < before->files.len; i++) {
        const struct tree_file *file = &before->files.items[i];
        int order = -1;
        if (!(file->flags & FILE_SUBJECT)) {
            continue;
        }
        for (; k < now->files.len; k++) {
            order = str_compare(file->path, now->files.items[k].path);
            if (order <= 0) {
                break;
            }
        }
        gone += order != 0 || !(now->files.items[k].flags & FILE_SUBJECT);
    }
    return gone;
}

/* 1: nothing has changed, and the index is the state; 0: not so. */
static int
take_up(struct loading *loading, struct err *err)
{
    long changed = 0;
    loading->has_index = open_index(loading);
    loading->report->had_index = loading->has_index;
    if (!loading->has_index) {
        return 0;
    }
    forget_cache_dir(loading, &loading->loaded->before);
    if (recheck(loading, &changed, err) != 0) {
        return -1;
    }
    if (changed == 0) {
        take_index(loading);
    }
    return changed == 0;
}

static int
load(struct loading *loading, struct err *err)
{
    struct span span = span_begin(loading->options->timeline, PHASE_INDEX);
    int taken = take_up(loading, err);
    span_end(&span);
    if (taken != 0) {
        return taken < 0 ? -1 : 0;
    }
    begin_draft(loading);
    if (walk(loading, err) != 0) {
        draft_discard(&loading->draft);
        return -1;
    }
    loading->report->gone = count_gone(loading);
    commit_draft(loading);
    return 0;
}

static int
read_from_disk(void *context, const struct tree_file *file, struct buf *out,
               struct stat_sig *sig, struct err *err)
{
    const struct loaded *loaded = context;
    return file_read(loaded->root_fd, file->path.data, out, sig, err);
}

/* What is found here is in no index. */
static void
list_further(struct tree *tree, dir_id dir, void *context)
{
    struct loaded *loaded = context;
    loaded->state->looked_further = true;
    walk_list_ignored(tree, dir, &loaded->root_fd);
}

static file_id
probe_further(struct tree *tree, struct str path, void *context)
{
    struct loaded *loaded = context;
    loaded->state->looked_further = true;
    return walk_probe_file(tree, path, &loaded->root_fd);
}

static void
finish(struct loading *loading)
{
    struct state *state = loading->state;
    struct loaded *loaded = loading->loaded;
    for (size_t i = 0; i < state->tree.files.len; i++) {
        bool subject = state->tree.files.items[i].flags & FILE_SUBJECT;
        loading->report->subjects += subject;
        state_set_facts(state, (file_id)i, subject ? &loaded->facts : NULL,
                        (uint32_t)i);
    }
    loaded->state = state;
    state->tree.lister = list_further;
    state->tree.prober = probe_further;
    state->tree.lister_context = loaded;
    state->read = read_from_disk;
    state->read_context = loaded;
    state->symbols = loading->options->symbols;
    state->timeline = loading->options->timeline;
}

int
disk_load(const struct disk_options *options, struct state **state,
          struct disk_report *report, struct err *err)
{
    struct loaded *loaded = memory_zero(sizeof(*loaded));
    struct loading loading = {
        .options = options, .loaded = loaded, .report = report};
    *report = (struct disk_report){0};
    *state = loading.state = state_new(options->conf);
    arena_init(&loaded->arena);
    loading.state->loaded = loaded;
    loading.state->release_loaded = release_loaded;
    loading.cache_dir =
        cache_dir_path(&loaded->arena, options->root, options->conf);
    loaded->root_fd = file_open_folder(options->root.data);
    rules_load(&loaded->arena, options->root, options->conf, &loaded->rules);
    settings_digest(&loading);
    int status = load(&loading, err);
    if (status == 0) {
        finish(&loading);
    } else {
        state_free(*state);
        *state = NULL;
    }
    free(loading.changed_dirs);
    free(loading.changed_files);
    return status;
}
