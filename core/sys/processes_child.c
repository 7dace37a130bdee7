/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/memory.h"
#include "core/sys/processes_loop.h"

enum {
    /* For what its ended leader left in the pipes, and for whom else holds
       them: half a second. */
    TICKS_OF_ORPHANS = 10,
    /* For a killed process to go.  One that waits for a broken disk cannot
       be killed, and we cannot wait for it. */
    TICKS_TO_DIE = 60,
};

static const uint64_t ns_per_ms = 1000 * 1000;

/* ---- the end */

static void
forget(struct children *children, const struct child *child)
{
    size_t i = 0;

    while (children->items[i] != child)
        i++;
    children->len--;
    memmove(children->items + i, children->items + i + 1,
            (children->len - i) * sizeof(struct child *));
}

static void
forget_family(struct families *families, const struct family *family)
{
    for (size_t i = 0; i < families->len; i++)
        if (families->items[i] == family)
            families->items[i] = families->items[--families->len];
}

/* All handles are closed, so libuv knows nothing of it any more. */
static void
finish(struct child *child)
{
    struct processes *processes = child->processes;
    struct process_result *result = &child->result;

    result->out = buf_view(&child->output[STDOUT_FILENO]);
    result->errors = buf_view(&child->output[STDERR_FILENO]);
    result->why = buf_view(&child->why);
    result->peak_bytes = child->family.peak_bytes;
    result->began_ns = child->began_ns;
    forget(&processes->living, child);
    forget_family(&processes->families, &child->family);
    VEC_PUSH(&processes->finished, child);
}

static void
on_closed(uv_handle_t *handle)
{
    struct child *child = handle->data;

    if (--child->open == 0)
        finish(child);
}

static void
close_handle(uv_handle_t *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, on_closed);
}

/* A stream that was never opened has no data. */
static void
close_stream(struct child *child, int i)
{
    if (child->streams[i].data)
        close_handle((uv_handle_t *)&child->streams[i]);
}

static bool
is_open(const struct child *child, int i)
{
    const uv_handle_t *handle = (const uv_handle_t *)&child->streams[i];

    return child->streams[i].data && !uv_is_closing(handle);
}

static void
close_streams(struct child *child)
{
    for (int i = 0; i < PROCESSES_STREAMS; i++)
        close_stream(child, i);
}

/* Nobody waits for what runs on without its leader and says nothing. */
static void
end_orphans(struct child *child)
{
    close_streams(child);
    if (family_has_group(&child->family))
        (void)kill(-child->family.leader, SIGKILL);
}

static void
end_if_silent(struct child *child)
{
    if (!child->running && !is_open(child, STDOUT_FILENO) &&
        !is_open(child, STDERR_FILENO))
        end_orphans(child);
}

static void
on_ended(uv_process_t *process, int64_t status, int number)
{
    struct child *child = process->data;

    child->running = false;
    child->ticks_after = 0;
    child->result.duration_ms = (uv_hrtime() - child->began_ns) / ns_per_ms;
    child->result.status = number ? number : (int)status;
    if (!child->killed)
        child->result.end = number ? PROCESS_SIGNALLED : PROCESS_EXITED;
    close_handle((uv_handle_t *)process);
    close_stream(child, STDIN_FILENO);
    end_if_silent(child);
}

void
child_tick(struct child *child)
{
    if (child->running && !child->killed)
        return;
    child->ticks_after++;
    if (!child->running && child->ticks_after > TICKS_OF_ORPHANS)
        end_orphans(child);
    if (child->running && child->ticks_after > TICKS_TO_DIE) {
        child->running = false;
        child->result.duration_ms = child->spent_ms;
        close_handle((uv_handle_t *)&child->process);
        close_streams(child);
    }
}

/* Has it ended, though libuv has not yet said so? */
static bool
has_ended(const struct child *child)
{
    siginfo_t info = {.si_pid = 0};

    return waitid(P_PID, (id_t)child->family.leader, &info,
                  WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == child->family.leader;
}

/* What it printed is cut off then, so that it ended by itself is no excuse;
   otherwise it is. */
void
child_doom(struct child *child, enum process_end why)
{
    if (child->killed || !child->family.leader)
        return;
    if (why != PROCESS_OUTPUT && (!child->running || has_ended(child)))
        return;
    child->killed = true;
    child->ticks_after = 0;
    child->result.end = why;
    child->family.doomed = true;
}

void
child_free(struct child *child)
{
    buf_release(&child->why);
    for (int i = 0; i < PROCESSES_STREAMS; i++)
        buf_release(&child->output[i]);
    family_release(&child->family);
    free(child);
}

/* ---- talking */

/* All children share one piece of memory: libuv fills it and has us take
   what is in it before it reads for another. */
static void
on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *room)
{
    struct child *child = handle->data;

    (void)wanted;
    room->base = child->processes->chunk;
    room->len = sizeof(child->processes->chunk);
}

static void
take(struct child *child, int i, struct str bytes)
{
    struct buf *output = &child->output[i];
    size_t room = output->max - output->len;

    buf_str(output, str_slice(bytes, 0, room));
    if (bytes.len <= room)
        return;
    child_doom(child, PROCESS_OUTPUT);
    families_kill(&child->processes->families);
    close_streams(child);
}

static void
on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *chunk)
{
    struct child *child = stream->data;
    int i = (int)((uv_pipe_t *)stream - child->streams);

    if (got > 0)
        take(child, i, (struct str){chunk->base, (size_t)got});
    if (got < 0)
        close_stream(child, i);
    end_if_silent(child);
}

/* A program that does not want all of its input is no error. */
static void
on_written(uv_write_t *write, int status)
{
    struct child *child = write->handle->data;

    (void)status;
    close_stream(child, STDIN_FILENO);
}

static void
feed(struct child *child)
{
    union {
        const char *constant;
        char *plain;
    } input = {child->request->input.data};
    uv_buf_t bytes = {.base = input.plain, .len = child->request->input.len};

    if (uv_write(&child->write, (uv_stream_t *)&child->streams[STDIN_FILENO],
                 &bytes, 1, on_written) != 0)
        close_stream(child, STDIN_FILENO);
}

static void
talk(struct child *child)
{
    for (int i = STDOUT_FILENO; i < PROCESSES_STREAMS; i++)
        if (uv_read_start((uv_stream_t *)&child->streams[i], on_room,
                          on_read) != 0)
            close_stream(child, i);
    if (child->streams[STDIN_FILENO].data)
        feed(child);
}

/* ---- the beginning */

/* All of these return 0 or the system's error number. */

/*
 * libuv would make a socket, and programs that open /dev/stdin or
 * /dev/stdout do not work with one.
 */
static int
open_stream(struct child *child, int i, int *theirs)
{
    uv_pipe_t *stream = &child->streams[i];
    int ends[2];
    int failed;

    if (pipe2(ends, O_CLOEXEC) < 0)
        return errno;
    *theirs = ends[i == STDIN_FILENO ? 0 : 1];
    (void)uv_pipe_init(&child->processes->loop, stream, 0);
    stream->data = child;
    child->open++;
    failed = -uv_pipe_open(stream, ends[i == STDIN_FILENO ? 1 : 0]);
    if (failed)
        close(ends[i == STDIN_FILENO ? 1 : 0]);
    return failed;
}

static int
open_streams(struct child *child, int *theirs)
{
    int failed = 0;

    for (int i = STDIN_FILENO; !failed && i < PROCESSES_STREAMS; i++)
        if (i != STDIN_FILENO || child->request->input.len > 0)
            failed = open_stream(child, i, &theirs[i]);
    return failed;
}

static int
spawn(struct child *child, const int *theirs)
{
    const struct process_request *request = child->request;
    union {
        const char *const *constant;
        char **plain;
    } arguments = {request->argv}, environment = {request->environment};
    uv_stdio_container_t stdio[PROCESSES_STREAMS];
    uv_process_options_t options = {
        .exit_cb = on_ended,
        .file = request->argv[0],
        .args = arguments.plain,
        .env = environment.plain,
        .cwd = request->folder,
        .flags = UV_PROCESS_DETACHED,
        .stdio_count = PROCESSES_STREAMS,
        .stdio = stdio,
    };

    for (int i = 0; i < PROCESSES_STREAMS; i++) {
        stdio[i].flags = theirs[i] < 0 ? UV_IGNORE : UV_INHERIT_FD;
        stdio[i].data.fd = theirs[i];
    }
    child->process.data = child;
    child->open++;
    return -uv_spawn(&child->processes->loop, &child->process, &options);
}

static int
start(struct child *child)
{
    int theirs[PROCESSES_STREAMS] = {-1, -1, -1};
    int failed = open_streams(child, theirs);
    bool spawned = !failed;

    if (!failed)
        failed = spawn(child, theirs);
    for (int i = 0; i < PROCESSES_STREAMS; i++)
        if (theirs[i] >= 0)
            close(theirs[i]);
    if (failed) {
        close_streams(child);
        if (spawned)
            close_handle((uv_handle_t *)&child->process);
    }
    return failed;
}

/* When others end, there will be room again. */
static bool
is_want(int os_errno)
{
    return os_errno == EMFILE || os_errno == ENFILE || os_errno == EAGAIN ||
           os_errno == ENOMEM;
}

static void
refuse(struct child *child, int os_errno)
{
    if (is_want(os_errno) && child->processes->living.len > 1) {
        child->again = true;
        return;
    }
    child->result.os_errno = os_errno;
    child->result.end = process_refusal(child->request, os_errno, &child->why);
}

static struct child *
child_new(struct processes *processes, const struct process_request *request)
{
    struct child *child = memory_zero(sizeof(*child));

    child->processes = processes;
    child->request = request;
    buf_init(&child->why, BUF_UNLIMITED);
    for (int i = 0; i < PROCESSES_STREAMS; i++)
        buf_init(&child->output[i], request->output_max_bytes
                                        ? request->output_max_bytes
                                        : BUF_UNLIMITED);
    return child;
}

void
child_start(struct processes *processes, const struct process_request *request)
{
    struct child *child = child_new(processes, request);
    int failed;

    VEC_PUSH(&processes->living, child);
    child->began_ns = uv_hrtime();
    failed = start(child);
    if (failed) {
        refuse(child, failed);
        if (child->open == 0)
            finish(child);
        return;
    }
    child->running = true;
    family_init(&child->family, child->process.pid);
    child->family.exact_bytes = request->memory_bytes;
    VEC_PUSH(&processes->families, &child->family);
    talk(child);
}
