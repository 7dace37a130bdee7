/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "core/base/memory.h"
#include "core/python/errors.h"
#include "core/run/builtin.h"
#include "core/sys/file.h"
#include "core/sys/path.h"
#include "core/sys/pool.h"

enum { SOURCE_MAX_BYTES = 64 << 20, FILES_PER_BLOCK = 8 };

/* What was found in one file. */
struct checked {
    struct answer *answer;
    struct syntax_errors errors;
    bool unreadable;
};

struct checking {
    const struct task *task;
    struct checked *files;
    struct arena *arenas; /* by worker */
    struct buf *bytes;    /* by worker */
};

/* A file that is not what its key says is read in the next run. */
static void
check_one(struct checking *checking, unsigned worker, struct checked *checked)
{
    struct err err;
    struct digest digest;
    const struct state *state = checking->task->view->state;
    const struct tree_file *file =
        &state->tree.files.items[checked->answer->file];
    struct buf *bytes = &checking->bytes[worker];
    struct arena *arena = &checking->arenas[worker];
    const char *path =
        path_join(arena, checking->task->view->disk->root, file->path).data;
    checked->unreadable = file_read(FILE_HERE, path, bytes, NULL, &err) != 0;
    if (checked->unreadable) {
        return;
    }
    hash_bytes(state->conf->cache.hash, bytes->data, bytes->len, &digest);
    checked->unreadable = !digest_equal(&digest, &file->digest);
    if (!checked->unreadable) {
        syntax_errors_find(buf_view(bytes), arena, &checked->errors);
    }
}

static void
check_block(unsigned worker, void *context, size_t from, size_t to)
{
    struct checking *checking = context;
    for (size_t i = from; i < to; i++) {
        check_one(checking, worker, &checking->files[i]);
    }
}

static void
take(struct task *task, struct checked *checked)
{
    struct diagnostic_list findings = {0};
    for (size_t i = 0; i < checked->errors.len; i++) {
        const struct syntax_error *error = &checked->errors.items[i];
        VEC_PUSH(&findings, (struct diagnostic){
                                .path = checked->answer->path,
                                .line = error->line,
                                .column = error->column,
                                .code = STR("syntax-error"),
                                .severity = SEVERITY_ERROR,
                                .message = str_from(error->message),
                            });
    }
    diagnostics_sort(&findings);
    answers_set(&task->answers, checked->answer, findings.items, findings.len,
                0);
    checked->answer->kept = true;
    task->analyzed++;
    VEC_RELEASE(&findings);
}

void
builtin_syntax(struct task *task, unsigned jobs)
{
    size_t len = 0;
    struct checking checking = {.task = task};
    jobs = jobs > POOL_JOBS_MAX ? POOL_JOBS_MAX : jobs;
    checking.files =
        memory_zero((task->answers.items.len + 1) * sizeof(*checking.files));
    for (size_t i = 0; i < task->answers.items.len; i++) {
        struct answer *answer = &task->answers.items.items[i];
        if (answer->candidate && answer->state == ANSWER_UNKNOWN) {
            checking.files[len++].answer = answer;
        }
    }
    checking.arenas = memory_zero(jobs * sizeof(*checking.arenas));
    checking.bytes = memory_zero(jobs * sizeof(*checking.bytes));
    for (unsigned i = 0; i < jobs; i++) {
        arena_init(&checking.arenas[i]);
        buf_init(&checking.bytes[i], SOURCE_MAX_BYTES);
    }
    pool_for((struct crew){jobs, task->view->disk->timeline}, len,
             FILES_PER_BLOCK, check_block, &checking);
    for (size_t i = 0; i < len; i++) {
        if (checking.files[i].unreadable) {
            builtin_unread(task, checking.files[i].answer);
        } else {
            take(task, &checking.files[i]);
        }
        VEC_RELEASE(&checking.files[i].errors);
    }
    for (unsigned i = 0; i < jobs; i++) {
        arena_release(&checking.arenas[i]);
        buf_release(&checking.bytes[i]);
    }
    free(checking.arenas);
    free(checking.bytes);
    free(checking.files);
}
