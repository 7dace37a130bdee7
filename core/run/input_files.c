/* SPDX-License-Identifier: MIT */
#include "core/run/input_files.h"

#include <stdlib.h>

#include "core/run/mentions.h"
#include "core/sys/file.h"
#include "core/sys/ignore.h"
#include "core/sys/listing.h"
#include "core/sys/path.h"

/* Beyond the first, the stat stands for the content; beyond the second, a
   glob is no use of a glob. */
enum { CONTENT_MAX_BYTES = 1 << 28, GLOB_DEPTH_MAX = 64 };

void
input_files_init(struct input_files *files, struct str root,
                 char *const *environment, enum hash_algorithm algorithm)
{
    *files = (struct input_files){.environment = environment,
                                  .algorithm = algorithm};
    arena_init(&files->arena);
    intern_init(&files->paths);
    files->root = arena_str(&files->arena, root);
}

void
input_files_release(struct input_files *files)
{
    VEC_RELEASE(&files->items);
    intern_release(&files->paths);
    arena_release(&files->arena);
}

struct str
input_files_variable(const struct input_files *files, const char *name)
{
    size_t len = strlen(name);
    for (char *const *at = files->environment; at && *at; at++) {
        if (strncmp(*at, name, len) == 0 && (*at)[len] == '=') {
            return str_from(*at + len + 1);
        }
    }
    return (struct str){0};
}

/* What is too large to be read, or may not be. */
static void
hash_signature(const struct input_files *files, const struct stat_sig *sig,
               struct digest *digest)
{
    hash_bytes(files->algorithm, sig, sizeof(*sig), digest);
}

struct mentioning {
    struct input_files *files;
    struct str folder;
    struct hasher hasher;
    size_t present;
};

static void
take_mention(void *context, struct str path)
{
    struct mentioning *mentioning = context;
    struct arena *arena = &mentioning->files->arena;
    struct str whole =
        path.data[0] == '/' ? path : path_join(arena, mentioning->folder, path);
    struct input_file file = input_files_look(mentioning->files, whole);
    if (file.present) {
        hasher_text(&mentioning->hasher, 'n', path);
        hasher_digest(&mentioning->hasher, 'd', &file.digest);
        mentioning->present++;
    }
}

/* Settings are what they say together with the files that they name. */
static void
add_mentions(struct input_files *files, struct str path, struct str content,
             struct digest *digest)
{
    struct mentioning mentioning = {.files = files,
                                    .folder = path_folder(path)};
    hasher_init(&mentioning.hasher, files->algorithm);
    hasher_begin(&mentioning.hasher, "settings");
    hasher_digest(&mentioning.hasher, 'c', digest);
    mentions_find(path, content, take_mention, &mentioning);
    if (mentioning.present > 0) {
        hasher_end(&mentioning.hasher, digest);
    }
    hasher_release(&mentioning.hasher);
}

static struct input_file
read_content(struct input_files *files, const char *path)
{
    struct input_file file = {0};
    struct stat_sig sig = {0};
    struct buf content;
    struct err err;
    if (file_is_special(path)) {
        return file;
    }
    buf_init(&content, CONTENT_MAX_BYTES);
    if (file_read(FILE_HERE, path, &content, &sig, &err) == 0) {
        file.present = true;
        hash_bytes(files->algorithm, content.data, content.len, &file.digest);
        if (mentions_expected(path_name(str_from(path)))) {
            add_mentions(files, str_from(path), buf_view(&content),
                         &file.digest);
        }
    } else if (err.code != ERR_ABSENT) {
        file.present = true;
        hash_signature(files, &sig, &file.digest);
    }
    buf_release(&content);
    return file;
}

struct input_file
input_files_look(struct input_files *files, struct str path)
{
    text_id id = intern_text(&files->paths, path);
    if (id >= files->items.len) {
        /* Most names are not there, and asking for them is cheapest so. */
        struct str name = intern_str(&files->paths, id);
        struct input_file file = {0};
        const char *text = arena_cstr(&files->arena, name);
        /* Settings may name each other: there it is absent. */
        VEC_PUSH(&files->items, file);
        if (file_exists(text)) {
            file = read_content(files, text);
            files->items.items[id] = file;
        }
    }
    return files->items.items[id];
}

/* ---- globs */

struct globbing {
    struct input_files *files;
    struct str pattern;
    size_t depth; /* folders that a match may lie in; with "**" any */
    input_sink *sink;
    void *context;
};

static bool
is_glob(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (memchr("*?[", text.data[i], 3)) {
            return true;
        }
    }
    return false;
}

static int
compare_entries(const void *a, const void *b)
{
    return str_compare(((const struct entry *)a)->name,
                       ((const struct entry *)b)->name);
}

static bool
is_open_folder(const struct entry *entry)
{
    return entry->kind == ENTRY_FOLDER &&
           !str_equal(entry->name, STR(".git")) &&
           !str_equal(entry->name, STR(".depstamp"));
}

static void glob_folder(const struct globbing *globbing, struct str folder,
                        size_t depth);

static void
glob_entry(const struct globbing *globbing, const struct entry *entry,
           struct str folder, size_t depth)
{
    struct input_files *files = globbing->files;
    struct str path = path_join(&files->arena, folder, entry->name);
    if (is_open_folder(entry) && depth < globbing->depth) {
        glob_folder(globbing, path, depth + 1);
    } else if ((entry->kind == ENTRY_FILE || entry->kind == ENTRY_FILE_LINK) &&
               ignore_glob(globbing->pattern, path)) {
        struct str absolute = path_join(&files->arena, files->root, path);
        globbing->sink(globbing->context, path,
                       input_files_look(files, absolute));
    }
}

static void
glob_folder(const struct globbing *globbing, struct str folder, size_t depth)
{
    struct input_files *files = globbing->files;
    struct str path = path_join(&files->arena, files->root, folder);
    struct listing listing;
    int fd = file_open_folder(path.data);
    if (fd < 0) {
        return;
    }
    listing_init(&listing);
    listing_read(&listing, fd);
    file_close_folder(fd);
    if (listing.entries.len > 0) {
        qsort(listing.entries.items, listing.entries.len,
              sizeof(*listing.entries.items), compare_entries);
    }
    for (size_t i = 0; i < listing.entries.len; i++) {
        glob_entry(globbing, &listing.entries.items[i], folder, depth);
    }
    listing_release(&listing);
}

/* From the last folder that the pattern names without wildcards. */
static void
expand_glob(const struct globbing *pattern)
{
    struct globbing globbing = *pattern;
    struct str folder = {0};
    struct str rest = globbing.pattern;
    while (rest.data) {
        struct str part = str_split(&rest, '/');
        if (is_glob(part) || !rest.data) {
            break;
        }
        folder =
            str_slice(globbing.pattern, 0,
                      (size_t)(part.data + part.len - globbing.pattern.data));
    }
    globbing.depth = 0;
    for (size_t i = 0; rest.data && i < rest.len; i++) {
        globbing.depth += rest.data[i] == '/';
    }
    globbing.depth += rest.data != NULL;
    if (memmem(globbing.pattern.data, globbing.pattern.len, "**", 2)) {
        globbing.depth = GLOB_DEPTH_MAX;
    }
    glob_folder(&globbing, folder, 0);
}

/* ---- names */

/* Empty if there is no home folder. */
static struct str
home_path(struct input_files *files, struct str below)
{
    struct str config = STR(".config/");
    struct str xdg = input_files_variable(files, "XDG_CONFIG_HOME");
    struct str home = input_files_variable(files, "HOME");
    if (str_starts_with(below, config) && xdg.len > 0 && xdg.data[0] == '/') {
        below = str_slice(below, config.len, below.len);
        home = xdg;
    }
    if (home.len == 0 || home.data[0] != '/') {
        return (struct str){0};
    }
    return path_join(&files->arena, home, below);
}

struct str
input_files_path(struct input_files *files, struct str input)
{
    if (str_starts_with(input, STR("~/"))) {
        return home_path(files, str_slice(input, 2, input.len));
    }
    return input.len > 0 && input.data[0] == '/'
               ? input
               : path_join(&files->arena, files->root, input);
}

void
input_files_expand(struct input_files *files, struct str input,
                   input_sink *sink, void *context)
{
    struct input_file file = {0};
    if (is_glob(input)) {
        expand_glob(&(struct globbing){.files = files,
                                       .pattern = input,
                                       .sink = sink,
                                       .context = context});
        return;
    }
    struct str path = input_files_path(files, input);
    if (path.len > 0) {
        file = input_files_look(files, path);
    }
    sink(context, input, file);
}
