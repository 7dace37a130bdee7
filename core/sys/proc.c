/* SPDX-License-Identifier: MIT */
#include "core/sys/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/memory.h"

/* What a pipe holds on Linux. */
enum { CHUNK_BYTES = 64 * 1024 };

enum { STREAMS = 3 };

struct proc_stop {
    pthread_mutex_t lock;
    pid_t pid; /* of the child that was not waited for yet, or 0 */
    bool now;
};

/* One of the child's standard streams, seen from both sides. */
struct stream {
    int ours; /* -1 once closed, or never opened: the child has /dev/null */
    int theirs;
    struct buf *target; /* of what is read; NULL for the input */
    proc_take *take;    /* instead of target */
};

struct run {
    const char *program;
    pid_t pid;
    struct str input; /* what is still to be written */
    void *context;    /* for take */
    struct proc_stop *stop;
    struct stream streams[STREAMS];
};

static void
close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void
close_all(struct run *run)
{
    for (int i = 0; i < STREAMS; i++) {
        close_end(&run->streams[i].ours);
        close_end(&run->streams[i].theirs);
    }
}

/*
 * If we were started without standard streams, a new descriptor could be 0,
 * 1 or 2 and be overwritten on the way into the child.
 */
static int
move_above_standard(int *fd)
{
    int moved;

    if (*fd > STDERR_FILENO)
        return 0;
    moved = fcntl(*fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (moved < 0)
        return -1;
    close(*fd);
    *fd = moved;
    return 0;
}

/* Only our end must not block; each end has flags of its own. */
static int
open_stream(struct stream *stream, bool is_input)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    stream->ours = ends[is_input ? 1 : 0];
    stream->theirs = ends[is_input ? 0 : 1];
    if (move_above_standard(&stream->ours) < 0 ||
        move_above_standard(&stream->theirs) < 0)
        return -1;
    return fcntl(stream->ours, F_SETFL, O_NONBLOCK);
}

static int
open_streams(struct run *run, const struct proc_options *options)
{
    run->streams[STDOUT_FILENO].target = options->output;
    run->streams[STDOUT_FILENO].take = options->take;
    run->streams[STDERR_FILENO].target = options->diagnostics;
    if (run->input.len > 0 &&
        open_stream(&run->streams[STDIN_FILENO], true) < 0)
        return -1;
    for (int i = STDOUT_FILENO; i < STREAMS; i++) {
        struct stream *stream = &run->streams[i];
        if ((stream->target || stream->take) && open_stream(stream, false) < 0)
            return -1;
    }
    return 0;
}

static bool
same_name(const char *a, const char *b)
{
    size_t len = strcspn(a, "=");

    return strncmp(a, b, len) == 0 && (b[len] == '=' || b[len] == '\0');
}

static bool
is_overridden(const char *variable, const char *const *extra)
{
    for (; *extra; extra++)
        if (same_name(variable, *extra))
            return true;
    return false;
}

static size_t
count_strings(const char *const *strings)
{
    size_t count = 0;

    while (strings[count])
        count++;
    return count;
}

static size_t
add_variables(char **all, const char *const *extra)
{
    size_t len = 0;

    for (; *extra; extra++)
        if (strchr(*extra, '='))
            memcpy(&all[len++], extra, sizeof(*extra));
    return len;
}

/*
 * The environment of the child, one block to be freed.  The union stands for
 * the const that exec's type lacks, as POSIX itself explains (exec,
 * rationale).
 */
static char **
make_environment(const char *const *extra)
{
    static const char *const none[] = {NULL};
    union {
        char **plain;
        const char *const *constant;
    } ours = {environ};
    size_t len;
    char **all;

    if (!extra)
        extra = none;
    len = count_strings(ours.constant) + count_strings(extra) + 1;
    all = memory_new(len * sizeof(*all));
    len = 0;
    for (char **at = environ; *at; at++)
        if (!is_overridden(*at, extra))
            all[len++] = *at;
    len += add_variables(all + len, extra);
    all[len] = NULL;
    return all;
}

/* Nothing that we block or ignore is passed on. */
static int
set_signals(posix_spawnattr_t *attributes)
{
    sigset_t none;
    sigset_t pipe;

    sigemptyset(&none);
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    (void)posix_spawnattr_setsigmask(attributes, &none);
    (void)posix_spawnattr_setsigdefault(attributes, &pipe);
    return posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK |
                                                    POSIX_SPAWN_SETSIGDEF);
}

static int
set_files(posix_spawn_file_actions_t *actions, const struct run *run,
          const char *folder)
{
    int failed = 0;

    if (folder)
        failed = posix_spawn_file_actions_addchdir_np(actions, folder);
    for (int i = 0; !failed && i < STREAMS; i++) {
        int fd = run->streams[i].theirs;
        if (fd >= 0)
            failed = posix_spawn_file_actions_adddup2(actions, fd, i);
        else
            failed = posix_spawn_file_actions_addopen(
                actions, i, "/dev/null",
                i == STDIN_FILENO ? O_RDONLY : O_WRONLY, 0);
    }
    return failed;
}

/* Returns 0 or the error number. */
static int
spawn(struct run *run, const char *const *argv,
      const struct proc_options *options)
{
    union {
        const char *const *constant;
        char *const *plain;
    } arguments = {argv};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char **environment;
    int failed;

    if (posix_spawn_file_actions_init(&actions) != 0 ||
        posix_spawnattr_init(&attributes) != 0)
        memory_exhausted();
    environment = make_environment(options->environment);
    failed = set_signals(&attributes);
    if (!failed)
        failed = set_files(&actions, run, options->folder);
    if (!failed)
        failed = posix_spawnp(&run->pid, argv[0], &actions, &attributes,
                              arguments.plain, environment);
    free(environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

/* The same error number stands for a missing program and a missing folder. */
static int
start(struct run *run, const char *const *argv,
      const struct proc_options *options, struct err *err)
{
    struct stat st;
    int os_errno;

    if (open_streams(run, options) < 0)
        return err_system(err, errno, "cannot run %s", run->program);
    os_errno = spawn(run, argv, options);
    for (int i = 0; i < STREAMS; i++)
        close_end(&run->streams[i].theirs);
    if (os_errno == 0)
        return 0;
    if (options->folder && stat(options->folder, &st) < 0)
        return err_system(err, errno, "cannot run %s in %s", run->program,
                          options->folder);
    return err_system(err, os_errno, "cannot run %s", run->program);
}

static int
cannot_talk(const struct run *run, struct err *err)
{
    return err_system(err, errno, "cannot talk to %s", run->program);
}

/* A program that does not want all of its input is no error. */
static int
feed(struct run *run, struct err *err)
{
    struct stream *stream = &run->streams[STDIN_FILENO];
    ssize_t done = write(stream->ours, run->input.data, run->input.len);

    if (done < 0 && (errno == EINTR || errno == EAGAIN))
        return 0;
    if (done < 0 && errno != EPIPE)
        return cannot_talk(run, err);
    if (done >= 0)
        run->input = str_slice(run->input, (size_t)done, run->input.len);
    if (done < 0 || run->input.len == 0)
        close_end(&stream->ours);
    return 0;
}

static int
deliver(const struct run *run, const struct stream *stream, struct str bytes,
        struct err *err)
{
    if (stream->take)
        return stream->take(run->context, bytes, err);
    buf_str(stream->target, bytes);
    if (stream->target->full)
        return err_set(err, ERR_LIMIT,
                       "cannot run %s: it printed more than %zu bytes",
                       run->program, stream->target->max);
    return 0;
}

static int
drain(const struct run *run, struct stream *stream, struct err *err)
{
    char chunk[CHUNK_BYTES];
    ssize_t got = read(stream->ours, chunk, sizeof(chunk));

    if (got < 0)
        return errno == EINTR || errno == EAGAIN ? 0 : cannot_talk(run, err);
    if (got > 0)
        return deliver(run, stream, (struct str){chunk, (size_t)got}, err);
    close_end(&stream->ours);
    return 0;
}

/* poll passes over descriptors below 0. */
static int
wait_for_streams(const struct run *run, struct pollfd *polled)
{
    bool open = false;

    for (int i = 0; i < STREAMS; i++) {
        polled[i].fd = run->streams[i].ours;
        polled[i].events = i == STDIN_FILENO ? POLLOUT : POLLIN;
        polled[i].revents = 0;
        open = open || polled[i].fd >= 0;
    }
    if (!open)
        return 0;
    if (poll(polled, STREAMS, -1) < 0 && errno != EINTR)
        return -1;
    return 1;
}

static int
serve(struct run *run, const struct pollfd *polled, struct err *err)
{
    if (polled[STDIN_FILENO].revents && feed(run, err) < 0)
        return -1;
    for (int i = STDOUT_FILENO; i < STREAMS; i++)
        if (polled[i].revents && drain(run, &run->streams[i], err) < 0)
            return -1;
    return 0;
}

static int
talk(struct run *run, struct err *err)
{
    struct pollfd polled[STREAMS];
    int going;

    while ((going = wait_for_streams(run, polled)) > 0)
        if (serve(run, polled, err) < 0)
            return -1;
    return going < 0 ? cannot_talk(run, err) : 0;
}

/* Whoever is waited for must not be stopped: its id may be another's. */
static void
set_stoppable(const struct run *run, bool stoppable)
{
    struct proc_stop *stop = run->stop;

    if (!stop)
        return;
    pthread_mutex_lock(&stop->lock);
    stop->pid = stoppable ? run->pid : 0;
    if (stoppable && stop->now)
        kill(run->pid, SIGTERM);
    pthread_mutex_unlock(&stop->lock);
}

struct proc_stop *
proc_stop_new(void)
{
    struct proc_stop *stop = memory_zero(sizeof(*stop));

    pthread_mutex_init(&stop->lock, NULL);
    return stop;
}

void
proc_stop_free(struct proc_stop *stop)
{
    if (stop)
        pthread_mutex_destroy(&stop->lock);
    free(stop);
}

void
proc_stop_now(struct proc_stop *stop)
{
    pthread_mutex_lock(&stop->lock);
    stop->now = true;
    if (stop->pid > 0)
        kill(stop->pid, SIGTERM);
    pthread_mutex_unlock(&stop->lock);
}

static int
finish(const struct run *run, int *status, struct err *err)
{
    siginfo_t ended;
    int state;

    while (run->stop &&
           waitid(P_PID, (id_t)run->pid, &ended, WEXITED | WNOWAIT) < 0)
        if (errno != EINTR)
            break;
    set_stoppable(run, false);
    while (waitpid(run->pid, &state, 0) < 0)
        if (errno != EINTR)
            return err_system(err, errno, "cannot wait for %s", run->program);
    *status = WIFSIGNALED(state) ? 128 + WTERMSIG(state) : WEXITSTATUS(state);
    return 0;
}

/*
 * Writing to a program that has gone raises SIGPIPE in the thread that
 * writes.  It is held back and taken off again, so that neither the process
 * dies nor its signal handlers change under the other threads.
 */
static int
talk_without_sigpipe(struct run *run, struct err *err)
{
    sigset_t pipe;
    sigset_t before;
    sigset_t pending;
    bool was_pending;
    int failed;
    int taken;

    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    sigpending(&pending);
    was_pending = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    failed = talk(run, err);
    sigpending(&pending);
    if (!was_pending && sigismember(&pending, SIGPIPE) == 1)
        (void)sigwait(&pipe, &taken);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed;
}

int
proc_run(const char *const *argv, const struct proc_options *options,
         int *status, struct err *err)
{
    struct run run = {
        .program = argv[0],
        .input = options->input,
        .context = options->context,
        .stop = options->stop,
        .streams = {{-1, -1, NULL, NULL},
                    {-1, -1, NULL, NULL},
                    {-1, -1, NULL, NULL}},
    };
    struct err ignored;

    if (start(&run, argv, options, err) < 0) {
        close_all(&run);
        return -1;
    }
    set_stoppable(&run, true);
    if (talk_without_sigpipe(&run, err) == 0) {
        close_all(&run);
        return finish(&run, status, err);
    }
    close_all(&run);
    kill(run.pid, SIGKILL);
    (void)finish(&run, status, &ignored);
    return -1;
}
