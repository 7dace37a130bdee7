/* SPDX-License-Identifier: MIT */
#include "plugins/ninja/generate.h"

#include "core/plan/cache_dir.h"
#include "core/plan/order.h"
#include "core/plan/stamps.h"
#include "core/sys/file.h"
#include "core/sys/path.h"
#include "core/sys/sweep.h"
#include "plugins/ninja/follow.h"
#include "plugins/ninja/key_list.h"

struct generating {
    const struct generate_options *options;
    struct arena arena;
    struct places places;
    struct lint lint;
    struct memo memo;
};

static int
update(struct generating *generating, struct str path, const struct buf *text,
       struct err *err)
{
    memo_wrote(&generating->memo, path, buf_view(text));
    return file_update(path.data, text->data, text->len, err);
}

/* ---- folders */

/* A build folder that we make is marked, so that nobody takes what is built
   there for sources. */
static int
make_folders(struct generating *generating, struct err *err)
{
    struct arena *arena = &generating->arena;
    const struct places *places = &generating->places;
    struct str folder = path_folder(places->file);
    if (folder.len > 0 && !file_exists(arena_cstr(arena, folder)) &&
        cache_dir_make(arena, arena_str(arena, folder), err) != 0) {
        return -1;
    }
    return cache_dir_make(arena, arena_str(arena, places->out), err);
}

/* ---- what edges look at */

/*
 * Which keys the stamp files of a level hold stands in one list beside them:
 * reading ten thousand small files takes ten times as long as asking whether
 * they are there.
 */
struct stamping {
    struct generating *generating;
    const struct keys *keys;
    struct str list_path;
    struct key_list before;
    bool has_before;
    size_t known; /* files that the list has */
    struct buf lines;
    struct stamp_files changed;
    file_id *files; /* of `changed` */
};

static bool
is_right(struct stamping *stamping, struct str path, const struct digest *key)
{
    struct digest was;
    struct generating *generating = stamping->generating;
    if (!stamping->has_before ||
        !key_list_find(&stamping->before, path, &was)) {
        return false;
    }
    stamping->known++;
    return digest_equal(&was, key) &&
           (generating->memo.holds ||
            file_exists(places_stamp(&generating->arena, &generating->places,
                                     path, stamping->keys->level)
                            .data));
}

static void
look_at_stamps(struct stamping *stamping)
{
    struct order order;
    size_t subjects = 0;
    const struct keys *keys = stamping->keys;
    const struct tree *tree = &keys->state->tree;
    order_init(&order, tree);
    stamping->files =
        ARENA_ARRAY(&stamping->generating->arena, file_id, order.len + 1);
    for (size_t i = 0; i < order.len; i++) {
        file_id file = order.files[i];
        struct str path = tree->files.items[file].path;
        if (!(tree->files.items[file].flags & FILE_SUBJECT)) {
            continue;
        }
        subjects++;
        key_list_add(&stamping->lines, keys->algorithm, &keys->keys[file],
                     path);
        if (!is_right(stamping, path, &keys->keys[file])) {
            stamping->files[stamping->changed.len++] = file;
        }
    }
    order_release(&order);
    stamping->changed.files = stamping->files;
    stamping->changed.out = stamping->generating->places.stamps.data;
    stamping->changed.all =
        !stamping->has_before || stamping->known != subjects ||
        key_list_count(&stamping->before) != stamping->known;
}

static int
write_list(struct generating *generating, struct str path,
           const struct buf *lines, struct err *err)
{
    struct buf text;
    buf_init(&text, BUF_UNLIMITED);
    key_list_seal(buf_view(lines), &text);
    int status = update(generating, path, &text, err);
    buf_release(&text);
    return status < 0 ? -1 : 0;
}

static int
write_stamps(struct generating *generating, enum level level, struct err *err)
{
    struct stamping stamping = {
        .generating = generating,
        .keys =
            view_keys(&generating->lint.view, key_kind(level, PRECISION_FILE)),
        .list_path =
            places_keys(&generating->arena, &generating->places, level),
    };
    buf_init(&stamping.lines, BUF_UNLIMITED);
    stamping.has_before =
        key_list_read(stamping.list_path.data, &stamping.before);
    look_at_stamps(&stamping);
    if (stamping.changed.len > 0) {
        /* Killed between the two, a list of before must not stand beside
           stamps of today. */
        file_remove(stamping.list_path.data);
    }
    int status =
        stamps_write(stamping.keys, &stamping.changed, err) < 0
            ? -1
            : write_list(generating, stamping.list_path, &stamping.lines, err);
    if (stamping.has_before) {
        key_list_release(&stamping.before);
    }
    buf_release(&stamping.lines);
    return status;
}

static int
write_identity(struct generating *generating, const struct linter *linter,
               struct err *err)
{
    char key[DIGEST_TEXT_MAX];
    struct buf text;
    const struct disk_options *disk = generating->lint.options->disk;
    buf_init(&text, BUF_UNLIMITED);
    buf_printf(&text, "depstamp1 identity %s\n",
               digest_text(disk->conf->cache.hash, &linter->identity, key));
    int status = update(generating,
                        places_analyzer(&generating->arena, &generating->places,
                                        linter->analyzer, "identity"),
                        &text, err);
    buf_release(&text);
    return status < 0 ? -1 : 0;
}

static void
list_portion(struct view *view, const struct linter *linter,
             const struct portion *portion, struct buf *lines)
{
    enum hash_algorithm algorithm = view->disk->conf->cache.hash;
    struct digest key;
    if (linter->analyzer->row.scope == CONF_SCOPE_PROJECT) {
        view_project_key(view, &linter->keys, portion->files, portion->len,
                         &key);
        key_list_add(lines, algorithm, &key, STR(""));
        return;
    }
    for (size_t i = 0; i < portion->len; i++) {
        view_result_key(view, &linter->keys, portion->files[i], &key);
        key_list_add(lines, algorithm, &key,
                     view->state->tree.files.items[portion->files[i]].path);
    }
}

/* Without an identity no answer has a key. */
static int
write_keys(struct generating *generating, const struct linter *linter,
           struct err *err)
{
    struct buf lines;
    buf_init(&lines, BUF_UNLIMITED);
    for (size_t i = 0; i < linter->portions.len && linter->identified; i++) {
        list_portion(&generating->lint.view, linter, &linter->portions.items[i],
                     &lines);
    }
    int status =
        write_list(generating,
                   places_analyzer(&generating->arena, &generating->places,
                                   linter->analyzer, "keys"),
                   &lines, err);
    buf_release(&lines);
    return status;
}

/* Keys before identities and stamps: an edge that runs finds today's. */
static int
write_inputs(struct generating *generating, struct err *err)
{
    const struct lint *lint = &generating->lint;
    bool written[LEVELS] = {false};
    int status = 0;
    for (size_t i = 0; i < lint->len && status == 0; i++) {
        status = write_keys(generating, &lint->linters[i], err);
    }
    for (size_t i = 0; i < lint->len && status == 0; i++) {
        enum level level = lint->linters[i].analyzer->kind.level;
        status = written[level] ? 0 : write_stamps(generating, level, err);
        written[level] = true;
    }
    for (size_t i = 0; i < lint->len && status == 0; i++) {
        status = write_identity(generating, &lint->linters[i], err);
    }
    return status;
}

/* ---- the manifest */

static bool
is_no_result(void *context, struct str path)
{
    return intern_find(context, path) == NO_TEXT;
}

/* Results of edges that are no more. */
static int
sweep_results(struct generating *generating, struct err *err)
{
    struct intern names;
    const struct lint *lint = &generating->lint;
    const char *folder = generating->places.results.data;
    size_t skip = generating->places.results.len + 1;
    intern_init(&names);
    for (size_t i = 0; i < lint->len; i++) {
        const struct linter *linter = &lint->linters[i];
        for (size_t j = 0; j < linter->portions.len; j++) {
            struct str path =
                places_result(&generating->arena, &generating->places,
                              linter->analyzer, &linter->portions.items[j]);
            intern_text(&names, str_slice(path, skip, path.len));
        }
    }
    int status = file_exists(folder)
                     ? sweep_folder(folder, is_no_result, &names, err)
                     : 0;
    intern_release(&names);
    return status;
}

static int
write_depfiles(struct generating *generating, const struct watched *watched,
               struct err *err)
{
    struct arena *arena = &generating->arena;
    const struct places *places = &generating->places;
    struct buf text;
    int status = 0;
    buf_init(&text, BUF_UNLIMITED);
    if (places->looks == 0) {
        watched_depfile(watched, places, &text);
        status = update(generating, places->depfile, &text, err);
    }
    for (size_t i = 0; i < places->looks && status >= 0; i++) {
        buf_clear(&text);
        watched_look(watched, places, i, &text);
        status = update(generating, places_look_depfile(arena, places, i),
                        &text, err);
    }
    buf_release(&text);
    return status;
}

static int
write_manifest(struct generating *generating, const struct watched *watched,
               struct err *err)
{
    const struct generate_options *options = generating->options;
    struct buf text;
    struct build_file manifest = {
        .lint = &generating->lint,
        .places = &generating->places,
        .watched = watched,
        .program = options->program,
        .options = options->options,
        .arguments = options->arguments,
        .validations = options->validations,
    };
    buf_init(&text, BUF_UNLIMITED);
    build_file_write(&manifest, &text);
    int status = write_depfiles(generating, watched, err);
    if (status >= 0) {
        status = update(generating, generating->places.file, &text, err);
    }
    if (status > 0) {
        status = sweep_results(generating, err);
    }
    buf_release(&text);
    return status < 0 ? -1 : 0;
}

/* ---- ninja's own files */

/*
 * ninja makes and removes files beside its log in each run.  In a folder that
 * is watched they look like sources that come and go.
 */
static void
warn_of_log(struct generating *generating)
{
    struct err err;
    struct str folder;
    struct str below;
    const char *builddir = generating->options->builddir;
    const struct disk_options *disk = generating->lint.options->disk;
    const struct tree *tree = &generating->lint.view.state->tree;
    if (!builddir ||
        path_absolute(&generating->arena, builddir[0] ? builddir : ".", &folder,
                      &err) != 0 ||
        !path_cut_root(folder, disk->root, &below)) {
        return;
    }
    dir_id dir = below.len == 0 ? ROOT_DIR : tree_find_dir(tree, below);
    if (dir != NO_DIR && tree->dirs.items[dir].flags & DIR_LISTED) {
        log_write(disk->log, LOG_WARNING,
                  "ninja keeps its log among the sources, in `%.*s`, so every "
                  "run looks like a change: set `builddir` in build.ninja to a "
                  "folder that .gitignore or `exclude` leaves out",
                  (int)(below.len ? below.len : 1),
                  below.len ? below.data : ".");
    }
}

static int
describe(struct generating *generating, struct err *err)
{
    struct watched watched;
    if (watched_find(&generating->lint, &generating->places, &watched, err) !=
        0) {
        return -1;
    }
    int status = write_manifest(generating, &watched, err);
    watched_release(&watched);
    return status;
}

/* The manifest is a function of names, settings and of what imports resolve
   to. */
static int
look_at_all(struct generating *generating, enum followed followed,
            struct err *err)
{
    lint_resolve(&generating->lint);
    if (write_inputs(generating, err) != 0 ||
        (followed != FOLLOW_SAID && describe(generating, err) != 0)) {
        return -1;
    }
    memo_keep(&generating->memo);
    return 0;
}

static int
bring_in_line(struct generating *generating, struct err *err)
{
    static const char *const words[] = {"all was looked at", "stamps moved",
                                        "only files themselves changed"};
    const struct generate_options *options = generating->options;
    struct memo *memo = &generating->memo;
    int status = 0;
    memo_begin(memo, options, &generating->lint, &generating->places);
    enum followed followed = follow_edits(memo, err);
    if (followed == FOLLOW_FAILED) {
        status = -1;
    } else {
        log_write(options->lint->disk->log, LOG_DEBUG, "ninja: %s",
                  words[followed]);
    }
    if (followed == FOLLOW_NOT || followed == FOLLOW_SAID) {
        status = look_at_all(generating, followed, err);
    }
    memo_release(memo);
    return status;
}

/* Its time is that of the moment (watched.h). */
static int
write_begun(const struct places *places, struct err *err)
{
    struct buf text;
    buf_init(&text, BUF_UNLIMITED);
    watched_begun(places, &text);
    int status = file_replace(places->begun.data, text.data, text.len, err);
    buf_release(&text);
    return status;
}

/* Whether the tree is large is not known before it is seen; once it was, there
   is such a file, and it stays: ninja 1.11 asks it when the scan that found the
   tree to be large no more has ended. */
static int
begin(struct generating *generating, struct err *err)
{
    const struct places *places = &generating->places;
    return file_exists(places->begun.data) ? write_begun(places, err) : 0;
}

static int
finish(struct generating *generating, struct err *err)
{
    const struct places *places = &generating->places;
    return places->looks > 0 && !file_exists(places->begun.data)
               ? write_begun(places, err)
               : 0;
}

int
generate(const struct generate_options *options, struct err *err)
{
    struct generating generating = {.options = options};
    struct places_options places = {options->file, options->out,
                                    options->lint->disk->root};
    int status = -1;
    arena_init(&generating.arena);
    if (places_find(&generating.arena, &places, &generating.places, err) == 0 &&
        make_folders(&generating, err) == 0 && begin(&generating, err) == 0 &&
        lint_open(options->lint, &generating.lint, err) == 0) {
        struct span span =
            span_begin(options->lint->disk->timeline, PHASE_PLAN);
        warn_of_log(&generating);
        generating.places.looks = watched_looks(
            &generating.lint.view.state->tree, &generating.places);
        status = bring_in_line(&generating, err) == 0 ? finish(&generating, err)
                                                      : -1;
        span_end(&span);
        lint_close(&generating.lint);
    }
    arena_release(&generating.arena);
    return status;
}
