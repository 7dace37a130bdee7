/* SPDX-License-Identifier: MIT */
#include "core/sys/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/memory.h"
#include "core/sys/walk_folder.h"

/*
 * A worker holds one descriptor at a time, be it of a folder or of the file
 * that is visited.  Where there are fewer left than workers, some of them
 * would fail by chance, so there are only as many as can be served.
 */
static unsigned
jobs_for_descriptors(unsigned jobs, int fd)
{
    int copies[POOL_JOBS_MAX];
    unsigned made = 0;

    while (made < jobs) {
        copies[made] = fcntl(fd, F_DUPFD_CLOEXEC, 0);
        if (copies[made] < 0)
            break;
        made++;
    }
    for (unsigned i = 0; i < made; i++)
        close(copies[i]);
    return made > 0 ? made : 1;
}

static unsigned
count_jobs(const struct walk_options *options, int root_fd)
{
    unsigned jobs = options->jobs ? options->jobs : pool_default_jobs();

    return jobs_for_descriptors(jobs < POOL_JOBS_MAX ? jobs : POOL_JOBS_MAX,
                                root_fd);
}

static void
init_walk(struct walk *walk, unsigned jobs)
{
    const struct walk_options *options = walk->options;

    arena_init(&walk->arena);
    walk->include = ARENA_ARRAY(&walk->arena, const struct wildmatch *,
                                options->include_len);
    for (size_t i = 0; i < options->include_len; i++)
        walk->include[i] = wildmatch_compile(&walk->arena, options->include[i]);
    if (options->before)
        walk_before_init(walk);
    walk->workers = memory_zero(jobs * sizeof(*walk->workers));
    for (unsigned i = 0; i < jobs; i++) {
        struct walk_worker *worker = &walk->workers[i];
        arena_init(&worker->keep);
        arena_init(&worker->scratch);
        listing_init(&worker->listing);
        buf_init(&worker->path, BUF_UNLIMITED);
        buf_init(&worker->text, WALK_RULES_MAX);
    }
}

static void
release_walk(struct walk *walk, unsigned jobs)
{
    for (unsigned i = 0; i < jobs; i++) {
        struct walk_worker *worker = &walk->workers[i];
        arena_release(&worker->keep);
        arena_release(&worker->scratch);
        listing_release(&worker->listing);
        buf_release(&worker->path);
        buf_release(&worker->text);
        VEC_RELEASE(&worker->folders);
        VEC_RELEASE(&worker->files);
    }
    free(walk->workers);
    arena_release(&walk->arena);
}

int
walk_root(const struct walk_options *options, struct walk_result *result,
          struct err *err)
{
    struct walk walk = {.options = options};
    struct walk_folder root = {.path = STR(""),
                               .rules = options->above,
                               .before = options->before ? ROOT_DIR : NO_DIR};
    unsigned jobs;

    *result = (struct walk_result){0};
    buf_init(&result->failures, BUF_UNLIMITED);
    walk.root_fd = open(options->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (walk.root_fd < 0)
        return err_system(err, errno, "cannot read folder %s", options->root);
    jobs = count_jobs(options, walk.root_fd);
    init_walk(&walk, jobs);
    root.task.folder = &root;
    pool_run((struct crew){jobs, options->timeline}, walk_run_task, &walk,
             &root.task);
    arena_init(&result->tree.arena);
    walk_assemble(&root, result);
    for (unsigned i = 0; i < jobs; i++)
        arena_adopt(&result->tree.arena, &walk.workers[i].keep);
    release_walk(&walk, jobs);
    close(walk.root_fd);
    return 0;
}

void
walk_result_release(struct walk_result *result)
{
    tree_release(&result->tree);
    vec_free(result->slots);
    vec_free(result->before_ids);
    buf_release(&result->failures);
}
