/* SPDX-License-Identifier: MIT */
#include "core/sys/path.h"
#include "core/sys/walk_folder.h"

/*
 * Rows of children by counting: `owner_of(tree, id)` says in which row an id
 * stands.  Within a row ids keep their order.
 */
typedef dir_id owner_getter(const struct tree *tree, size_t id);

static dir_id
owner_of_dir(const struct tree *tree, size_t id)
{
    return tree->dirs.items[id].parent;
}

static dir_id
owner_of_file(const struct tree *tree, size_t id)
{
    return tree->files.items[id].dir;
}

static struct walk_children
make_rows(struct arena *arena, const struct tree *tree, size_t count,
          owner_getter *owner_of)
{
    size_t rows = tree->dirs.len;
    uint32_t *first = ARENA_ARRAY(arena, uint32_t, rows + 2);
    uint32_t *ids = ARENA_ARRAY(arena, uint32_t, count + 1);

    /* Counted two places further on, each sum becomes the place where its
       row starts and, one by one, where it ends. */
    for (size_t id = 0; id < count; id++)
        if (owner_of(tree, id) != NO_DIR)
            first[owner_of(tree, id) + 2]++;
    for (size_t row = 2; row < rows + 2; row++)
        first[row] += first[row - 1];
    for (size_t id = 0; id < count; id++)
        if (owner_of(tree, id) != NO_DIR)
            ids[first[owner_of(tree, id) + 1]++] = (uint32_t)id;
    return (struct walk_children){first, ids};
}

void
walk_before_init(struct walk *walk)
{
    const struct tree *tree = walk->options->before->tree;

    walk->before_dirs =
        make_rows(&walk->arena, tree, tree->dirs.len, owner_of_dir);
    walk->before_files =
        make_rows(&walk->arena, tree, tree->files.len, owner_of_file);
}

/* The id of the rule file that stood in `folder`, or NO_FILE. */
static file_id
find_rules(const struct walk *walk, struct walk_worker *worker,
           const struct walk_folder *folder)
{
    const struct tree *tree = walk->options->before->tree;
    struct str path =
        path_join(&worker->scratch, folder->path, STR(".gitignore"));
    file_id id = tree_find_file(tree, path);

    if (id != NO_FILE && !(tree->files.items[id].flags & FILE_RULES))
        return NO_FILE;
    return id;
}

void
walk_before_compare_rules(const struct walk *walk, struct walk_worker *worker,
                          struct walk_folder *folder)
{
    const struct tree *tree = walk->options->before->tree;
    file_id known = find_rules(walk, worker, folder);
    const struct walk_file *rules = NULL;

    if (worker->files.len > 0)
        rules = &worker->files.items[0];
    if (!rules && known == NO_FILE)
        return;
    if (!rules || known == NO_FILE ||
        !digest_equal(&rules->file.digest, &tree->files.items[known].digest))
        folder->fresh = true;
}

/* What a visit, or whoever else read the file, found out. */
static const uint32_t copied = FILE_HASHED | FILE_FAILED | FILE_EXEC;

static void
copy_known(const struct walk *walk, struct walk_file *file, file_id id)
{
    const struct walk_before *before = walk->options->before;
    const struct tree_file *known = &before->tree->files.items[id];

    if (before->changed_files[id])
        return;
    if (walk_is_unknown(&known->sig) ||
        (known->flags & FILE_SUBJECT) != (file->file.flags & FILE_SUBJECT))
        return;
    file->file.sig = known->sig;
    if (!(known->flags & FILE_HASHED))
        return;
    file->before = id;
    file->file.flags |= known->flags & copied;
    file->file.digest = known->digest;
}

void
walk_before_copy(const struct walk *walk, struct walk_file *file)
{
    const struct tree *tree = walk->options->before->tree;
    file_id id = tree_find_file(tree, file->file.path);

    if (id != NO_FILE)
        copy_known(walk, file, id);
}

/* What a walk notes of a folder that it does not enter. */
static const uint32_t unentered = DIR_IGNORED | DIR_LINK;

static void
take_folder(const struct walk *walk, struct walk_worker *worker,
            struct walk_folder *folder, dir_id id)
{
    const struct tree_dir *known = &walk->options->before->tree->dirs.items[id];
    uint32_t flags = 0;

    if (known->flags & unentered)
        flags = known->flags & (unentered | DIR_COUNTS);
    walk_add_folder(worker, folder, known->path, flags)->before = id;
}

static void
take_file(const struct walk *walk, struct walk_worker *worker, file_id id)
{
    const struct tree_file *known =
        &walk->options->before->tree->files.items[id];
    uint32_t flags = known->flags & (FILE_SUBJECT | FILE_IGNORED | FILE_DATA);

    if (!(known->flags & FILE_RULES))
        copy_known(walk, walk_add_file(worker, known->path, flags), id);
}

/* Read the rules that stood here; false if they are not what they were. */
static bool
take_rules(struct walk *walk, struct walk_worker *worker,
           struct walk_folder *folder)
{
    const struct ignore *above = folder->rules;

    if (find_rules(walk, worker, folder) == NO_FILE)
        return true;
    walk_read_rules(walk, worker, folder);
    walk_before_compare_rules(walk, worker, folder);
    if (!folder->fresh)
        return true;
    folder->rules = above;
    folder->failure = NULL;
    worker->files.len = 0;
    return false;
}

/*
 * A symlink's target may vanish, or become something else, without a trace
 * in the folder that holds the link; then the names have to be read again.
 */
static bool
links_hold(const struct walk *walk, const struct walk_folder *folder)
{
    const struct walk_before *before = walk->options->before;
    const struct walk_children *dirs = &walk->before_dirs;
    const struct walk_children *files = &walk->before_files;
    dir_id row = folder->before;
    struct stat st;

    for (uint32_t i = dirs->first[row]; i < dirs->first[row + 1]; i++)
        if (before->changed_dirs[dirs->ids[i]] &&
            (before->tree->dirs.items[dirs->ids[i]].flags & DIR_LINK))
            return false;
    for (uint32_t i = files->first[row]; i < files->first[row + 1]; i++) {
        const struct tree_file *file =
            &before->tree->files.items[files->ids[i]];
        if (before->changed_files[files->ids[i]] &&
            ((file->flags & FILE_IGNORED) ||
             fstatat(walk->root_fd, file->path.data, &st, 0) < 0 ||
             !S_ISREG(st.st_mode)))
            return false;
    }
    return true;
}

static void
take_entries(const struct walk *walk, struct walk_worker *worker,
             struct walk_folder *folder)
{
    const struct walk_children *dirs = &walk->before_dirs;
    const struct walk_children *files = &walk->before_files;
    dir_id row = folder->before;

    for (uint32_t i = dirs->first[row]; i < dirs->first[row + 1]; i++)
        take_folder(walk, worker, folder, dirs->ids[i]);
    for (uint32_t i = files->first[row]; i < files->first[row + 1]; i++)
        take_file(walk, worker, files->ids[i]);
}

bool
walk_before_list(struct walk *walk, struct walk_worker *worker,
                 struct walk_folder *folder)
{
    const struct walk_before *before = walk->options->before;
    const struct tree_dir *known;
    uint32_t kept = DIR_LISTED | DIR_PROJECT | DIR_CLOSED | DIR_HAS_FILE |
                    DIR_HAS_VENV | DIR_HAS_TAG | DIR_HAS_RULES;

    if (folder->before == NO_DIR || folder->fresh ||
        before->changed_dirs[folder->before])
        return false;
    known = &before->tree->dirs.items[folder->before];
    if ((known->flags & unentered) ||
        !(known->flags & (DIR_LISTED | DIR_CLOSED)))
        return false;
    if (!links_hold(walk, folder) || !take_rules(walk, worker, folder))
        return false;
    folder->flags |= known->flags & kept;
    if (folder->flags & DIR_HAS_FILE)
        folder->flags |= DIR_COUNTS;
    if (folder->flags & DIR_CLOSED) {
        folder->flags &= ~(uint32_t)DIR_LISTED;
        return true;
    }
    folder->sig = known->sig;
    take_entries(walk, worker, folder);
    return true;
}
