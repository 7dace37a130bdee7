/* SPDX-License-Identifier: MIT */
#include "core/sys/walk_folder.h"

#include <stdlib.h>

/* So that the files of one huge folder keep all threads busy; large enough
   to make the price of a task, a microsecond, unnoticeable. */
enum { FILES_PER_TASK = 64 };

static int
compare_folders(const void *left, const void *right)
{
    const struct walk_folder *a = left, *b = right;

    return str_compare(a->path, b->path);
}

static int
compare_files(const void *left, const void *right)
{
    const struct walk_file *a = left, *b = right;

    return str_compare(a->file.path, b->file.path);
}

/* Move what the worker found to the folder, in order. */
static void
settle(struct walk_worker *worker, struct walk_folder *folder)
{
    size_t folders = worker->folders.len, files = worker->files.len;

    folder->folders_len = folders;
    folder->files_len = files;
    if (folders > 0) {
        qsort(worker->folders.items, folders, sizeof(struct walk_folder),
              compare_folders);
        folder->folders =
            arena_alloc(&worker->scratch, folders * sizeof(struct walk_folder));
        memcpy(folder->folders, worker->folders.items,
               folders * sizeof(struct walk_folder));
    }
    if (files > 0) {
        qsort(worker->files.items, files, sizeof(struct walk_file),
              compare_files);
        folder->files =
            arena_alloc(&worker->scratch, files * sizeof(struct walk_file));
        memcpy(folder->files, worker->files.items,
               files * sizeof(struct walk_file));
    }
    worker->folders.len = 0;
    worker->files.len = 0;
}

static void
visit_files(struct walk *walk, unsigned worker, const struct walk_task *task)
{
    const struct walk_options *options = walk->options;

    for (size_t i = task->from; i < task->to; i++) {
        struct walk_file *file = &task->folder->files[i];
        if ((file->file.flags & FILE_SUBJECT) && file->before == NO_FILE)
            file->slot = options->visit(options->context, worker, walk->root_fd,
                                        &file->file);
    }
}

/* The subfolders first: the sooner they are in the heap the better. */
static void
share_out(struct pool *pool, struct walk_worker *worker,
          struct walk_folder *folder)
{
    for (size_t i = folder->folders_len; i > 0; i--) {
        struct walk_folder *below = &folder->folders[i - 1];
        if (below->flags & (DIR_IGNORED | DIR_LINK))
            continue;
        /* Only here, since the rules of the folder are known only now. */
        below->rules = folder->rules;
        below->fresh = folder->fresh;
        below->task = (struct walk_task){.folder = below};
        pool_add(pool, &below->task);
    }
    for (size_t from = FILES_PER_TASK; from < folder->files_len;
         from += FILES_PER_TASK) {
        struct walk_task *task = ARENA_NEW(&worker->scratch, struct walk_task);
        size_t rest = folder->files_len - from;
        *task = (struct walk_task){
            folder, from,
            from + (rest < FILES_PER_TASK ? rest : FILES_PER_TASK)};
        pool_add(pool, task);
    }
}

void
walk_run_task(struct pool *pool, unsigned worker, void *context, void *item)
{
    struct walk *walk = context;
    struct walk_task task = *(const struct walk_task *)item;
    struct walk_worker *own = &walk->workers[worker];

    if (task.to == 0) {
        struct walk_folder *folder = task.folder;
        if (!walk->options->before || !walk_before_list(walk, own, folder))
            walk_list_folder(walk, own, folder);
        settle(own, folder);
        share_out(pool, own, folder);
        task.to = folder->files_len < FILES_PER_TASK ? folder->files_len
                                                     : FILES_PER_TASK;
    }
    if (walk->options->visit)
        visit_files(walk, worker, &task);
}
