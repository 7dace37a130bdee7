/* SPDX-License-Identifier: MIT */
/* Watching on systems whose way to do it nobody has written down yet. */
#include "core/sys/watch.h"

#include <errno.h>

static int
refuse(struct err *err)
{
    return err_system(err, ENOSYS, "cannot watch folders on this system");
}

struct watch *
watch_open(const char *root, struct err *err)
{
    (void)root;
    (void)refuse(err);
    return NULL;
}

void
watch_close(struct watch *watch)
{
    (void)watch;
}

void
watch_filter(struct watch *watch, watch_wants *wants, void *context)
{
    (void)watch;
    (void)wants;
    (void)context;
}

int
watch_folders(struct watch *watch, const struct str *folders, size_t len,
              struct err *err)
{
    (void)watch;
    (void)folders;
    (void)len;
    return refuse(err);
}

int
watch_tree(struct watch *watch, const struct tree *tree, struct err *err)
{
    (void)watch;
    (void)tree;
    return refuse(err);
}

int
watch_wait(struct watch *watch, int timeout_ms, struct err *err)
{
    (void)watch;
    (void)timeout_ms;
    return refuse(err);
}
