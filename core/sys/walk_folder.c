/* SPDX-License-Identifier: MIT */
#include "core/sys/walk_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "core/sys/path.h"

static const struct str rules_name = {".gitignore", sizeof(".gitignore") - 1};

bool
walk_is_module_folder(struct str name)
{
    return tree_is_identifier(name) || str_ends_with(name, STR("-stubs"));
}

const struct walk_marker walk_markers[] = {
    {"pyvenv.cfg", DIR_HAS_VENV},
    {"CACHEDIR.TAG", DIR_HAS_TAG},
    {".gitignore", DIR_HAS_RULES},
    {NULL, 0},
};

static const uint32_t closing = DIR_HAS_VENV | DIR_HAS_TAG;

bool
walk_is_left_out(struct str name)
{
    return str_equal(name, STR(".git")) || str_equal(name, STR("__pycache__"));
}

struct walk_folder *
walk_add_folder(struct walk_worker *worker, const struct walk_folder *parent,
                struct str path, uint32_t flags)
{
    struct walk_folder folder = {.flags = flags,
                                 .rules = parent->rules,
                                 .fresh = parent->fresh,
                                 .before = NO_DIR};

    folder.path = arena_str(&worker->keep, path);
    VEC_PUSH(&worker->folders, folder);
    return &worker->folders.items[worker->folders.len - 1];
}

struct walk_file *
walk_add_file(struct walk_worker *worker, struct str path, uint32_t flags)
{
    struct walk_file file = {.before = NO_FILE};

    file.file.path = arena_str(&worker->keep, path);
    file.file.dir = NO_DIR;
    file.file.flags = flags;
    VEC_PUSH(&worker->files, file);
    return &worker->files.items[worker->files.len - 1];
}

/* Keep the words for the user; names may hold anything, even newlines. */
static void
note_failure(struct walk_worker *worker, struct walk_folder *folder,
             struct str path, const struct err *cause)
{
    struct str quoted = path_quote(&worker->scratch, path);
    struct err err;

    if (cause->os_errno)
        err_system(&err, cause->os_errno, "cannot read %.*s", (int)quoted.len,
                   quoted.data);
    else
        err_set(&err, cause->code, "cannot read %.*s: %s", (int)quoted.len,
                quoted.data,
                cause->code == ERR_LIMIT ? "too large" : "not a file");
    folder->failure = arena_cstr(&worker->scratch, str_from(err.text));
    if (err_is_passing(cause->os_errno))
        folder->os_errno = cause->os_errno;
}

static void
note_folder_failure(struct walk_worker *worker, struct walk_folder *folder,
                    int os_errno)
{
    struct err err = {.os_errno = os_errno};
    struct str path = folder->path.len > 0 ? folder->path : STR(".");

    folder->unreadable = true;
    note_failure(worker, folder, path, &err);
    /* Without its root a project is not empty but unknown. */
    if (folder->path.len == 0 || os_errno == EIO)
        folder->os_errno = os_errno;
}

/* The descriptor, or -1: gone, or unreadable and noted as such. */
static int
open_folder(struct walk *walk, struct walk_worker *worker,
            struct walk_folder *folder)
{
    const char *name = folder->path.len > 0 ? folder->path.data : ".";
    int fd = openat(walk->root_fd, name,
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat st;

    if (fd >= 0)
        return fd;
    if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP) {
        folder->gone = true;
        return -1;
    }
    note_folder_failure(worker, folder, errno);
    if (folder->os_errno == 0 &&
        fstatat(walk->root_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
        folder->sig = stat_sig_from(&st);
    return -1;
}

static int
read_names(struct walk *walk, struct walk_worker *worker,
           struct walk_folder *folder)
{
    int fd = open_folder(walk, worker, folder);
    struct stat st;
    int os_errno;

    if (fd < 0)
        return -1;
    folder->flags |= DIR_LISTED;
    if (fstat(fd, &st) == 0)
        folder->sig = stat_sig_from(&st);
    os_errno = listing_read(&worker->listing, fd);
    close(fd);
    if (os_errno == 0)
        return 0;
    folder->sig = (struct stat_sig){0};
    note_folder_failure(worker, folder, os_errno);
    return 0;
}

/* What the entry says of its folder. */
static uint32_t
read_marker(const struct entry *entry)
{
    struct str name = entry->name;

    if (entry->kind != ENTRY_FILE && entry->kind != ENTRY_FILE_LINK)
        return 0;
    if (str_equal(name, STR("pyproject.toml")) ||
        str_equal(name, STR("setup.py")) || str_equal(name, STR("setup.cfg")))
        return DIR_PROJECT;
    for (const struct walk_marker *known = walk_markers; known->name; known++)
        /* git does not follow symlinks to rules (gitignore(5), "NOTES"). */
        if (str_equal(name, str_from(known->name)) &&
            (known->flag != DIR_HAS_RULES || entry->kind == ENTRY_FILE))
            return known->flag;
    return 0;
}

/* True if there are rules; a folder's markers are kept if they close it. */
static bool
heed_markers(struct walk_worker *worker, struct walk_folder *folder)
{
    uint32_t found = 0;

    for (size_t i = 0; i < worker->listing.entries.len; i++)
        found |= read_marker(&worker->listing.entries.items[i]);
    if (folder->path.len > 0 && (found & closing))
        folder->flags |= DIR_CLOSED | (found & ~(uint32_t)DIR_PROJECT);
    else
        folder->flags |= found & DIR_PROJECT;
    return found & DIR_HAS_RULES;
}

/* False if it has vanished; what cannot be read has no rules. */
static bool
read_rule_text(struct walk *walk, struct walk_worker *worker,
               struct walk_folder *folder, struct walk_file *rules)
{
    struct tree_file *file = &rules->file;
    struct str text;
    struct err err = {0};

    if (file_read(walk->root_fd, file->path.data, &worker->text, &file->sig,
                  &err) < 0) {
        if (err.code == ERR_ABSENT)
            return false;
        note_failure(worker, folder, file->path, &err);
        file->flags |= FILE_FAILED;
    }
    text = file->flags & FILE_FAILED ? str_from(folder->failure)
                                     : buf_view(&worker->text);
    hash_bytes(walk->options->algorithm, text.data, text.len, &file->digest);
    file->flags |= FILE_HASHED;
    return true;
}

bool
walk_read_rules(struct walk *walk, struct walk_worker *worker,
                struct walk_folder *folder)
{
    struct str path = path_join(&worker->scratch, folder->path, rules_name);
    struct walk_file *rules = walk_add_file(worker, path, FILE_RULES);

    if (!read_rule_text(walk, worker, folder, rules)) {
        worker->files.len--;
        return false;
    }
    folder->rules = ignore_parse(&worker->scratch, buf_view(&worker->text),
                                 folder->path, folder->rules);
    return true;
}

/* An entry and what the rules say of it. */
struct decision {
    struct str path;
    struct str name;
    enum entry_kind kind;
    bool git_ignores;
    bool ignored; /* by git or by the configuration */
};

static void
judge(const struct walk *walk, const struct walk_folder *folder,
      struct decision *entry)
{
    bool is_folder = entry->kind == ENTRY_FOLDER;

    entry->git_ignores = ignore_entry(folder->rules, entry->path, is_folder);
    entry->ignored = entry->git_ignores || ignore_entry(walk->options->exclude,
                                                        entry->path, is_folder);
}

/* git keeps files and symlinks, and folders only because of these. */
static void
count_entry(struct walk_folder *folder, const struct decision *entry)
{
    if (!entry->git_ignores)
        folder->flags |= DIR_COUNTS | DIR_HAS_FILE;
}

static bool
is_included(const struct walk *walk, struct str path)
{
    for (size_t i = 0; i < walk->options->include_len; i++)
        if (wildmatch_test(walk->include[i], path))
            return true;
    return false;
}

/*
 * What a symlink is called decides whether its target would be kept if it
 * became a file, or came to be; if so, the folder has to be looked at every
 * time, for it does not change with the target.
 */
static void
distrust_link(const struct walk *walk, struct walk_folder *parent,
              const struct decision *entry)
{
    if (tree_is_python(entry->name) || walk->options->keep_data ||
        is_included(walk, entry->path))
        parent->sig = (struct stat_sig){0};
}

static void
keep_folder(struct walk *walk, struct walk_worker *worker,
            struct walk_folder *parent, struct decision *entry)
{
    uint32_t flags = 0;
    struct walk_folder *folder;

    judge(walk, parent, entry);
    if (entry->ignored)
        flags = DIR_IGNORED | (entry->git_ignores ? 0 : DIR_COUNTS);
    if (entry->kind == ENTRY_FOLDER_LINK) {
        count_entry(parent, entry);
        distrust_link(walk, parent, entry);
        flags = (flags & DIR_IGNORED) | DIR_LINK;
    }
    if (flags && !walk_is_module_folder(entry->name))
        return;
    folder = walk_add_folder(worker, parent, entry->path, flags);
    if (walk->options->before && !flags)
        folder->before =
            tree_find_dir(walk->options->before->tree, folder->path);
}

/* These are kept by walk_read_rules. */
static bool
is_rule_file(const struct walk *walk, const struct decision *entry)
{
    return walk->options->gitignore && entry->kind == ENTRY_FILE &&
           str_equal(entry->name, rules_name);
}

/* The target of a link is rechecked even where nobody visits it. */
static void
sign_link(const struct walk *walk, struct walk_file *file)
{
    struct stat st;

    if (fstatat(walk->root_fd, file->file.path.data, &st, 0) == 0)
        file->file.sig = stat_sig_from(&st);
}

static void
keep_file(struct walk *walk, struct walk_worker *worker,
          struct walk_folder *parent, struct decision *entry)
{
    bool is_python = tree_is_python(entry->name);
    bool is_wanted = is_python || is_included(walk, entry->path);
    struct walk_file *file;
    uint32_t flags;

    /* Most files of some trees are neither; one per folder is judged. */
    if (!is_wanted && !walk->options->keep_data &&
        (parent->flags & DIR_HAS_FILE))
        return;
    judge(walk, parent, entry);
    count_entry(parent, entry);
    if (is_rule_file(walk, entry))
        return;
    if (entry->ignored)
        flags = is_python ? FILE_IGNORED : 0;
    else
        flags = is_wanted                  ? FILE_SUBJECT
                : walk->options->keep_data ? FILE_DATA
                                           : 0;
    if (!flags)
        return;
    file = walk_add_file(worker, entry->path, flags);
    if (entry->kind == ENTRY_FILE_LINK)
        sign_link(walk, file);
    if (walk->options->before)
        walk_before_copy(walk, file);
}

static void
heed_dead_link(struct walk *walk, struct walk_folder *parent,
               struct decision *entry)
{
    judge(walk, parent, entry);
    count_entry(parent, entry);
    distrust_link(walk, parent, entry);
    if (walk_is_module_folder(entry->name))
        parent->sig = (struct stat_sig){0};
}

/* The entry's path stands in the worker's buffer until the next one. */
static struct decision
start_decision(struct walk_worker *worker, const struct walk_folder *folder,
               const struct entry *item)
{
    worker->path.len = 0;
    buf_str(&worker->path, folder->path);
    if (folder->path.len > 0)
        buf_byte(&worker->path, '/');
    buf_str(&worker->path, item->name);
    return (struct decision){.path = buf_view(&worker->path),
                             .name = item->name,
                             .kind = item->kind};
}

static void
keep_entry(struct walk *walk, struct walk_worker *worker,
           struct walk_folder *folder, const struct entry *item)
{
    struct decision entry;

    if (walk_is_left_out(item->name))
        return;
    entry = start_decision(worker, folder, item);
    if (item->kind == ENTRY_FOLDER || item->kind == ENTRY_FOLDER_LINK)
        keep_folder(walk, worker, folder, &entry);
    else if (item->kind == ENTRY_DEAD_LINK)
        heed_dead_link(walk, folder, &entry);
    else if (item->kind != ENTRY_OTHER)
        keep_file(walk, worker, folder, &entry);
}

static void
keep_entries(struct walk *walk, struct walk_worker *worker,
             struct walk_folder *folder)
{
    for (size_t i = 0; i < worker->listing.entries.len; i++)
        keep_entry(walk, worker, folder, &worker->listing.entries.items[i]);
}

/*
 * A closed folder holds nothing for us, and what is in it may change with
 * every run (our own cache does): so it has no signature.  It counts if git
 * keeps its marker, by its own rules too, which therefore stay as a file.
 */
static void
close_folder(struct walk *walk, struct walk_worker *worker,
             struct walk_folder *folder)
{
    folder->flags &= ~(uint32_t)DIR_LISTED;
    folder->sig = (struct stat_sig){0};
    for (size_t i = 0; i < worker->listing.entries.len; i++) {
        const struct entry *item = &worker->listing.entries.items[i];
        struct decision entry;
        if (!(read_marker(item) & closing))
            continue;
        entry = start_decision(worker, folder, item);
        judge(walk, folder, &entry);
        count_entry(folder, &entry);
    }
}

void
walk_list_folder(struct walk *walk, struct walk_worker *worker,
                 struct walk_folder *folder)
{
    if (read_names(walk, worker, folder) < 0)
        return;
    if (heed_markers(worker, folder) && walk->options->gitignore)
        walk_read_rules(walk, worker, folder);
    if (walk->options->before)
        walk_before_compare_rules(walk, worker, folder);
    if (folder->flags & DIR_CLOSED)
        close_folder(walk, worker, folder);
    else
        keep_entries(walk, worker, folder);
}
