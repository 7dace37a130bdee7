/* SPDX-License-Identifier: MIT */
#include "core/sys/watch.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

#include "core/base/memory.h"
#include "core/sys/path.h"

/* Room for a few hundred events, and at least one with the longest name. */
enum { EVENTS_BYTES = 16 * 1024 };

/* All that changes what a walk finds or a file says; the executable bit,
   too.  Reading changes nothing that any of these tells. */
static const uint32_t interesting = IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB |
                                    IN_CREATE | IN_DELETE | IN_MOVED_FROM |
                                    IN_MOVED_TO | IN_DELETE_SELF |
                                    IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK;

struct watched {
    int id; /* inotify's, one per inode */
    struct str path;
};

struct watched_list {
    VEC_FIELDS(struct watched); /* sorted by id */
    struct arena paths;
};

struct watch {
    int fd;
    struct str root;
    struct watched_list now;
    watch_wants *wants;
    void *context;
    struct arena arena;
};

struct watch *
watch_open(const char *root, struct err *err)
{
    struct watch *watch;
    int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

    if (fd < 0 && errno == EMFILE) {
        err_set(err, ERR_LIMIT,
                "cannot watch %s: too many programs watch already; `sysctl "
                "fs.inotify.max_user_instances=1024` allows more",
                root);
        return NULL;
    }
    if (fd < 0) {
        err_system(err, errno, "cannot watch %s", root);
        return NULL;
    }
    watch = memory_zero(sizeof(*watch));
    watch->fd = fd;
    arena_init(&watch->arena);
    arena_init(&watch->now.paths);
    watch->root = arena_str(&watch->arena, str_from(root));
    return watch;
}

void
watch_close(struct watch *watch)
{
    if (!watch)
        return;
    close(watch->fd);
    VEC_RELEASE(&watch->now);
    arena_release(&watch->now.paths);
    arena_release(&watch->arena);
    free(watch);
}

void
watch_filter(struct watch *watch, watch_wants *wants, void *context)
{
    watch->wants = wants;
    watch->context = context;
}

/* ---- which folders */

static int
by_id(const void *a, const void *b)
{
    const struct watched *left = a;
    const struct watched *right = b;

    return (left->id > right->id) - (left->id < right->id);
}

static const struct watched *
find_watched(const struct watched_list *list, int id)
{
    struct watched wanted = {.id = id};

    if (list->len == 0)
        return NULL;
    return bsearch(&wanted, list->items, list->len, sizeof(wanted), by_id);
}

static int
too_many(const struct watch *watch, size_t len, struct err *err)
{
    return err_set(err, ERR_LIMIT,
                   "cannot watch the %zu folders of %s: the system allows no "
                   "more; `sysctl fs.inotify.max_user_watches=1048576` allows "
                   "a million",
                   len, watch->root.data);
}

/*
 * What cannot be read holds nothing for us, and what is gone will be missed
 * by the next walk, which the folder above asks for.
 */
static int
add_folder(struct watch *watch, struct watched_list *list, struct str folder)
{
    struct str path = path_join(&list->paths, watch->root, folder);
    int id = inotify_add_watch(watch->fd, path.data, interesting);

    if (id < 0 && (errno == ENOSPC || errno == ENOMEM))
        return -1;
    if (id >= 0)
        VEC_PUSH(list, (struct watched){id, arena_str(&list->paths, folder)});
    return 0;
}

/*
 * Each folder is added again: inotify gives what it watches already the same
 * id, and a folder that was moved or replaced is not mistaken for the one
 * that had its name.
 */
static int
add_all(struct watch *watch, struct watched_list *list,
        const struct str *folders, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (add_folder(watch, list, folders[i]) < 0)
            return -1;
    if (list->len > 0)
        qsort(list->items, list->len, sizeof(*list->items), by_id);
    return 0;
}

/* The ids that are in `list` but not in `other`: are there any, and if
   `ends`, watch them no more. */
static bool
differs(const struct watch *watch, const struct watched_list *list,
        const struct watched_list *other, bool ends)
{
    bool found = false;

    for (size_t i = 0; i < list->len; i++) {
        if (find_watched(other, list->items[i].id))
            continue;
        found = true;
        if (ends)
            (void)inotify_rm_watch(watch->fd, list->items[i].id);
    }
    return found;
}

int
watch_folders(struct watch *watch, const struct str *folders, size_t len,
              struct err *err)
{
    struct watched_list before = watch->now;
    struct watched_list after = {0};
    bool found;
    int failed;

    arena_init(&after.paths);
    failed = add_all(watch, &after, folders, len);
    found = differs(watch, &after, &before, false);
    (void)differs(watch, &before, &after, true);
    VEC_RELEASE(&before);
    arena_release(&before.paths);
    watch->now = after;
    return failed ? too_many(watch, len, err) : found;
}

static bool
is_walked(const struct tree_dir *dir)
{
    return (dir->flags & DIR_LISTED) &&
           !(dir->flags & (DIR_IGNORED | DIR_LINK | DIR_CLOSED));
}

int
watch_tree(struct watch *watch, const struct tree *tree, struct err *err)
{
    struct {
        VEC_FIELDS(struct str);
    } folders = {0};
    int found;

    for (size_t i = 0; i < tree->dirs.len; i++)
        if (is_walked(&tree->dirs.items[i]))
            VEC_PUSH(&folders, tree->dirs.items[i].path);
    found = watch_folders(watch, folders.items, folders.len, err);
    VEC_RELEASE(&folders);
    return found;
}

/* ---- waiting */

/* An id that is no longer ours may still have events on their way. */
static bool
matters(const struct watch *watch, const struct inotify_event *event)
{
    const struct watched *watched = find_watched(&watch->now, event->wd);
    struct arena arena;
    bool wanted;

    if (event->mask & (IN_Q_OVERFLOW | IN_UNMOUNT))
        return true;
    if (!watched || (event->mask & IN_IGNORED))
        return false;
    if (!watch->wants || event->len == 0)
        return true;
    arena_init(&arena);
    wanted = watch->wants(watch->context, path_join(&arena, watched->path,
                                                    str_from(event->name)));
    arena_release(&arena);
    return wanted;
}

/* 1 if one of the events that have come matters, 0 if none, -1 on failure. */
static int
take_events(struct watch *watch, struct err *err)
{
    _Alignas(struct inotify_event) char events[EVENTS_BYTES];
    ssize_t got = read(watch->fd, events, sizeof(events));
    int changed = 0;

    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (got <= 0)
        return err_system(err, got < 0 ? errno : EIO, "cannot watch %s",
                          watch->root.data);
    for (size_t at = 0; at < (size_t)got;) {
        const struct inotify_event *event =
            (const struct inotify_event *)(const void *)(events + at);
        if (!changed && matters(watch, event))
            changed = 1;
        at += sizeof(*event) + event->len;
    }
    return changed;
}

static int64_t
now_ms(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * 1 if something that matters came within `wait_ms`, 0 if not, or if a
 * signal was handled, -1 on failure.
 */
static int
wait_once(struct watch *watch, int64_t wait_ms, struct err *err)
{
    struct pollfd polled = {.fd = watch->fd, .events = POLLIN};
    int64_t until = now_ms() + wait_ms;
    int64_t left = wait_ms;
    int found = 0;

    while (found == 0) {
        int ready = poll(&polled, 1, (int)left);
        if (ready < 0 && errno != EINTR)
            return err_system(err, errno, "cannot watch %s", watch->root.data);
        if (ready <= 0)
            return 0;
        found = take_events(watch, err);
        left = wait_ms < 0 ? -1 : until - now_ms();
        if (wait_ms >= 0 && left <= 0)
            break;
    }
    return found;
}

int
watch_wait(struct watch *watch, int timeout_ms, struct err *err)
{
    int64_t began;
    int found = wait_once(watch, timeout_ms, err);

    if (found <= 0)
        return found;
    began = now_ms();
    while (found > 0 && now_ms() - began < WATCH_BURST_MS)
        found = wait_once(watch, WATCH_SETTLE_MS, err);
    return found < 0 ? -1 : 1;
}
