/* SPDX-License-Identifier: MIT */
#include "plugins/ninja/watched.h"

#include "core/plan/rules.h"
#include "core/sys/file.h"
#include "core/sys/listing.h"
#include "core/sys/path.h"
#include "plugins/ninja/escape.h"

struct watching {
    const struct lint *lint;
    const struct places *places;
    struct watched *watched;
    struct buf name;  /* of the path that is added */
    struct str bad;   /* the first that ninja cannot name, or empty */
    size_t elsewhere; /* entries of folders that are not the project's */
};

/* `path` is relative to the root. */
static void
add_below(struct watching *watching, struct str path)
{
    struct buf *name = &watching->name;
    buf_clear(name);
    if (path.len == 0) {
        buf_str(name, places_root(watching->places));
    } else {
        buf_str(name, watching->places->root);
        buf_str(name, path);
    }
    if (escape_can(path)) {
        intern_text(&watching->watched->paths, buf_view(name));
    } else if (watching->bad.len == 0) {
        watching->bad = arena_str(&watching->watched->arena, path);
    }
}

/* `path` is absolute; what is not there cannot be watched. */
static void
add_absolute(void *context, struct str path)
{
    struct watching *watching = context;
    struct str below;
    const char *text = arena_cstr(&watching->watched->arena, path);
    if (!file_exists(text) || !escape_can(path)) {
        return;
    }
    if (path_cut_root(path, watching->lint->options->disk->root, &below)) {
        add_below(watching, below);
    } else {
        intern_text(&watching->watched->paths, path);
    }
}

/* ---- what lies elsewhere */

enum { ELSEWHERE_DEPTH_MAX = 32, ELSEWHERE_MAX = 50000 };

/* Nobody imports from `.git` or `__pycache__`. */
static bool
counts_elsewhere(const struct entry *entry)
{
    if (entry->name.data[0] == '.' ||
        str_equal(entry->name, STR("__pycache__"))) {
        return false;
    }
    return entry->kind == ENTRY_FOLDER || entry->kind == ENTRY_FOLDER_LINK ||
           tree_is_python(entry->name) ||
           str_equal(entry->name, STR("py.typed"));
}

/* A folder with its folders and their Python, whosever it is. */
static void
add_whole(struct watching *watching, struct str path, int depth)
{
    struct listing listing;
    struct arena *arena = &watching->watched->arena;
    int folder;
    if (depth > 0 && path_is_below(path, watching->lint->options->disk->root)) {
        return;
    }
    folder = file_open_folder(arena_cstr(arena, path));
    add_absolute(watching, path);
    if (folder < 0 || depth > ELSEWHERE_DEPTH_MAX ||
        watching->elsewhere > ELSEWHERE_MAX) {
        file_close_folder(folder);
        return;
    }
    listing_init(&listing);
    listing_read(&listing, folder);
    file_close_folder(folder);
    watching->elsewhere += listing.entries.len;
    for (size_t i = 0; i < listing.entries.len; i++) {
        const struct entry *entry = &listing.entries.items[i];
        if (counts_elsewhere(entry)) {
            add_whole(watching, path_join(arena, path, entry->name), depth + 1);
        }
    }
    listing_release(&listing);
}

static void
add_place(void *context, struct str path, bool whole)
{
    if (whole) {
        add_whole(context, path, 0);
    } else {
        add_absolute(context, path);
    }
}

/* ---- the tree */

static bool
is_known(const struct stat_sig *sig)
{
    static const struct stat_sig unknown;
    return !stat_sig_equal(sig, &unknown);
}

/* What closes a folder is looked for again in each scan. */
static void
add_markers(struct watching *watching, const struct tree_dir *dir)
{
    static const struct {
        uint32_t flag;
        const char *name;
    } markers[] = {
        {DIR_HAS_VENV, "pyvenv.cfg"},
        {DIR_HAS_TAG, "CACHEDIR.TAG"},
        {DIR_HAS_RULES, ".gitignore"},
    };
    for (size_t i = 0; i < sizeof(markers) / sizeof(*markers); i++) {
        if (dir->flags & markers[i].flag) {
            add_below(watching, path_join(&watching->watched->arena, dir->path,
                                          str_from(markers[i].name)));
        }
    }
}

/* The cache folder changes with each scan, and is no part of the project. */
static bool
is_cache(const struct watching *watching, struct str path)
{
    const struct lint_options *options = watching->lint->options;
    struct str cache;
    return path_cut_root(options->cache_dir, options->disk->root, &cache) &&
           cache.len > 0 && path_is_below(path, cache);
}

static void
add_folders(struct watching *watching)
{
    const struct tree *tree = &watching->lint->view.state->tree;
    for (size_t i = 0; i < tree->dirs.len; i++) {
        const struct tree_dir *dir = &tree->dirs.items[i];
        if (is_cache(watching, dir->path)) {
            continue;
        }
        if (is_known(&dir->sig) || dir->flags & (DIR_LISTED | DIR_LINK)) {
            add_below(watching, dir->path);
        } else if (dir->flags & DIR_CLOSED) {
            add_markers(watching, dir);
        }
    }
}

static void
add_files(struct watching *watching)
{
    const struct tree *tree = &watching->lint->view.state->tree;
    for (size_t i = 0; i < tree->files.len; i++) {
        const struct tree_file *file = &tree->files.items[i];
        bool counts =
            is_known(&file->sig) || file->flags & (FILE_SUBJECT | FILE_RULES);
        if (counts && !is_cache(watching, file->path)) {
            add_below(watching, file->path);
        }
    }
}

/* ---- around it */

static void
add_rule_file(void *context, struct str path, struct str prefix)
{
    (void)prefix;
    add_absolute(context, path);
}

static struct str
variable(char *const *environment, const char *name)
{
    size_t len = strlen(name);
    for (char *const *at = environment; at && *at; at++) {
        if (strncmp(*at, name, len) == 0 && (*at)[len] == '=') {
            return str_from(*at + len + 1);
        }
    }
    return (struct str){0};
}

/* Where a tool could turn up in front of the one that is used, or at all. */
static void
add_program_folders(struct watching *watching)
{
    static const char *const local[] = {".venv/bin", "venv/bin", "env/bin",
                                        "node_modules/.bin"};
    const struct lint_options *options = watching->lint->options;
    struct str rest = variable(options->environment, "PATH");
    while (rest.data) {
        struct str folder = str_split(&rest, ':');
        while (folder.len > 1 && folder.data[folder.len - 1] == '/') {
            folder.len--;
        }
        if (folder.len > 0 && folder.data[0] == '/') {
            add_absolute(watching, folder);
        }
    }
    for (size_t i = 0; i < sizeof(local) / sizeof(*local); i++) {
        add_absolute(watching,
                     path_join(&watching->watched->arena, options->disk->root,
                               str_from(local[i])));
    }
}

static void
add_settings(struct watching *watching)
{
    struct err err;
    struct str path;
    struct arena *arena = &watching->watched->arena;
    const struct disk_options *disk = watching->lint->options->disk;
    if (disk->conf->file.len > 0 &&
        path_absolute(arena, arena_cstr(arena, disk->conf->file), &path,
                      &err) == 0) {
        add_absolute(watching, path);
    }
    if (path_real(arena, STR("/proc/self/exe"), &path)) {
        add_absolute(watching, path);
    }
    rules_each(arena, disk->root, add_rule_file, watching);
}

int
watched_find(const struct lint *lint, const struct places *places,
             struct watched *watched, struct err *err)
{
    struct watching watching = {
        .lint = lint, .places = places, .watched = watched};
    arena_init(&watched->arena);
    intern_init(&watched->paths);
    buf_init(&watching.name, BUF_UNLIMITED);
    add_folders(&watching);
    add_files(&watching);
    add_settings(&watching);
    tool_inputs_each(lint->view.inputs, add_place, &watching);
    identities_each(lint->identities, add_place, &watching);
    add_program_folders(&watching);
    buf_release(&watching.name);
    if (watching.bad.len == 0) {
        return 0;
    }
    struct str bad = path_quote(&watched->arena, watching.bad);
    err_set(err, ERR_USAGE,
            "ninja has no way to name %.*s: rename it, or add it to `exclude` "
            "in depstamp.yaml",
            (int)bad.len, bad.data);
    watched_release(watched);
    return -1;
}

void
watched_release(struct watched *watched)
{
    intern_release(&watched->paths);
    arena_release(&watched->arena);
}

void
watched_digest(const struct watched *watched, struct digest *digest)
{
    struct hasher hasher;
    hasher_init(&hasher, HASH_XXH3);
    hasher_begin(&hasher, "watched");
    for (size_t i = 0; i < watched->paths.len; i++) {
        hasher_text(&hasher, 'p', intern_str(&watched->paths, (text_id)i));
    }
    hasher_end(&hasher, digest);
    hasher_release(&hasher);
}

/* ---- depfiles */

enum { LARGE = 1000, LOOKS = 32 };

size_t
watched_looks(const struct tree *tree, const struct places *places)
{
    bool large = tree->files.len >= LARGE;
    return large && escape_in_depfile(places_root(places)) ? LOOKS : 0;
}

static void
add_name(struct buf *out, struct str path)
{
    if (escape_in_depfile(path)) {
        buf_text(out, " \\\n ");
        escape_depfile(out, path);
    }
}

static void
add_names(struct buf *out, const struct watched *watched, size_t first,
          size_t end)
{
    for (size_t i = first; i < end && i < watched->paths.len; i++) {
        add_name(out, intern_str(&watched->paths, (text_id)i));
    }
}

static void
add_target(struct buf *out, struct str target)
{
    escape_depfile(out, target);
    buf_byte(out, ':');
}

void
watched_depfile(const struct watched *watched, const struct places *places,
                struct buf *out)
{
    add_target(out, places->file);
    add_names(out, watched, 0, watched->paths.len);
    buf_byte(out, '\n');
}

/* The folder of the project in front: a look at nothing would always be out of
   date. */
void
watched_look(const struct watched *watched, const struct places *places,
             size_t number, struct buf *out)
{
    struct arena arena;
    size_t each = watched->paths.len / places->looks + 1;
    arena_init(&arena);
    add_target(out, places_look(&arena, places, number));
    add_name(out, places_root(places));
    add_names(out, watched, number * each, (number + 1) * each);
    buf_byte(out, '\n');
    arena_release(&arena);
}

void
watched_begun(const struct places *places, struct buf *out)
{
    add_target(out, places->file);
    add_name(out, places_root(places));
    buf_byte(out, '\n');
}
