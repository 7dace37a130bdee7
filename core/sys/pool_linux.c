/* SPDX-License-Identifier: MIT */
/*
 * How many processors Linux lets us use: the affinity mask, and the CPU
 * quota of the control groups above us (cgroups(7), both versions), which is
 * what limits a container.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/arena.h"
#include "core/sys/file.h"
#include "core/sys/path.h"
#include "core/sys/pool.h"

/* A longer path than that names nothing that could be opened. */
enum { CGROUP_FILE_MAX = 64 * 1024, CGROUP_PATH_MAX = 4096 };

#define CGROUP_MOUNT "/sys/fs/cgroup"

static unsigned
affinity_count(void)
{
    cpu_set_t set;
    long online;

    if (sched_getaffinity(0, sizeof(set), &set) == 0)
        return (unsigned)CPU_COUNT(&set);
    /* More processors than the set has room for. */
    online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (unsigned)online : 1;
}

/* Part of a processor counts as a whole one: threads also wait for disks. */
static unsigned
quota_count(long long quota_us, long long period_us)
{
    if (quota_us <= 0 || period_us <= 0)
        return POOL_JOBS_MAX;
    if (quota_us / period_us >= POOL_JOBS_MAX)
        return POOL_JOBS_MAX;
    return (unsigned)(quota_us / period_us + (quota_us % period_us != 0));
}

/* The number at the start of a file, or -1 ("max" is no number either). */
static long long
read_number(const char *folder, const char *name, long long *second)
{
    char path[CGROUP_PATH_MAX];
    struct buf text;
    struct err ignored;
    char *end;
    long long first = -1;

    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    buf_init(&text, CGROUP_FILE_MAX);
    if (file_read(AT_FDCWD, path, &text, NULL, &ignored) == 0) {
        first = strtoll(buf_cstr(&text), &end, 10);
        if (end == buf_cstr(&text))
            first = -1;
        else if (second)
            *second = strtoll(end, NULL, 10);
    }
    buf_release(&text);
    return first;
}

static unsigned
folder_count_v2(const char *folder)
{
    long long period_us = 0;
    long long quota_us = read_number(folder, "cpu.max", &period_us);

    return quota_count(quota_us, period_us);
}

static unsigned
folder_count_v1(const char *folder)
{
    long long quota_us = read_number(folder, "cpu.cfs_quota_us", NULL);

    if (quota_us <= 0)
        return POOL_JOBS_MAX;
    return quota_count(quota_us,
                       read_number(folder, "cpu.cfs_period_us", NULL));
}

/*
 * The smallest quota of `group` and all groups above it.  Inside a container
 * the group may be named as the host sees it; then only the mount itself
 * exists here, and that is the container's own.
 */
static unsigned
group_count(const char *mount, struct str group,
            unsigned (*folder_count)(const char *folder))
{
    unsigned least = POOL_JOBS_MAX;
    bool more = true;

    while (more) {
        char folder[CGROUP_PATH_MAX - 64];
        unsigned count;
        (void)snprintf(folder, sizeof(folder), "%s%.*s", mount, (int)group.len,
                       group.len ? group.data : "");
        count = folder_count(folder);
        least = count < least ? count : least;
        more = group.len > 0;
        group = path_folder(group);
    }
    return least;
}

/* Does the comma-separated list hold "cpu"? */
static bool
holds_cpu(struct str controllers)
{
    while (controllers.data)
        if (str_equal(str_split(&controllers, ','), STR("cpu")))
            return true;
    return false;
}

/* A line of /proc/self/cgroup: "<number>:<controllers>:<group>". */
static unsigned
line_count(struct str line)
{
    struct str number = str_split(&line, ':');
    struct str controllers = str_split(&line, ':');

    if (!line.data)
        return POOL_JOBS_MAX;
    if (str_equal(line, STR("/")))
        line.len = 0;
    if (str_equal(number, STR("0")) && controllers.len == 0)
        return group_count(CGROUP_MOUNT, line, folder_count_v2);
    if (holds_cpu(controllers))
        return group_count(CGROUP_MOUNT "/cpu", line, folder_count_v1);
    return POOL_JOBS_MAX;
}

unsigned
pool_default_jobs(void)
{
    unsigned least = affinity_count();
    struct buf text;
    struct str rest;
    struct err ignored;

    buf_init(&text, CGROUP_FILE_MAX);
    (void)file_read(AT_FDCWD, "/proc/self/cgroup", &text, NULL, &ignored);
    rest = buf_view(&text);
    while (rest.data) {
        unsigned count = line_count(str_split(&rest, '\n'));
        least = count < least ? count : least;
    }
    buf_release(&text);
    if (least > POOL_JOBS_MAX)
        least = POOL_JOBS_MAX;
    return least > 0 ? least : 1;
}
