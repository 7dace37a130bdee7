/* SPDX-License-Identifier: MIT */
/*
 * Families by /proc/PID/stat (proc_pid_stat(5)): one line per process, whose
 * second field is in brackets and may hold anything, brackets too.
 */
#include "core/sys/family.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/str.h"

enum {
    /* A line has some 300 bytes; its name at most 64. */
    STAT_MAX = 1024,
    /* Some twenty short lines. */
    SMAPS_MAX = 4096,
    /* What starts processes faster than we kill them has to be left alone
       at last. */
    KILL_ROUNDS = 16,
};

/* Fields behind the name, counted from the state. */
enum {
    FIELD_PARENT = 1,
    FIELD_GROUP = 2,
    FIELD_SESSION = 3,
    FIELD_START = 19,
    FIELD_RESIDENT = 21,
    FIELDS = 22,
};

enum { OWNER_NONE = -1 };

struct process {
    pid_t pid;
    pid_t parent;
    pid_t group;
    pid_t session;
    uint64_t start;
    uint64_t pages;
    ptrdiff_t owner; /* which family */
};

struct table {
    VEC_FIELDS(struct process); /* sorted by pid */
};

void
family_init(struct family *family, pid_t leader)
{
    *family = (struct family){.leader = leader};
}

void
family_release(struct family *family)
{
    VEC_RELEASE(&family->members);
}

bool
family_has_group(const struct family *family)
{
    return family->leader > 1 && kill(-family->leader, 0) == 0;
}

/* ---- reading */

/* False for what is dead already. */
static bool
parse_stat(char *line, struct process *process)
{
    long long fields[FIELDS] = {0};
    char *at = strrchr(line, ')');

    if (!at || at[1] != ' ' || !at[2] || strchr("ZXx", at[2]))
        return false;
    at += 3;
    for (int i = FIELD_PARENT; i < FIELDS; i++)
        fields[i] = strtoll(at, &at, 10);
    process->parent = (pid_t)fields[FIELD_PARENT];
    process->group = (pid_t)fields[FIELD_GROUP];
    process->session = (pid_t)fields[FIELD_SESSION];
    process->start = (uint64_t)fields[FIELD_START];
    process->pages = (uint64_t)fields[FIELD_RESIDENT];
    process->owner = OWNER_NONE;
    return true;
}

static bool
read_process(int proc, const char *name, struct process *process)
{
    char line[STAT_MAX];
    char path[32];
    ssize_t got;
    int fd;

    (void)snprintf(path, sizeof(path), "%s/stat", name);
    fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    got = read(fd, line, sizeof(line) - 1);
    close(fd);
    if (got <= 0)
        return false;
    line[got] = '\0';
    process->pid = (pid_t)strtol(name, NULL, 10);
    return parse_stat(line, process);
}

static int
by_pid(const void *a, const void *b)
{
    const struct process *left = a;
    const struct process *right = b;

    return (left->pid > right->pid) - (left->pid < right->pid);
}

/* False if the system does not tell. */
static bool
read_table(struct table *table)
{
    DIR *folder = opendir("/proc");
    struct dirent *entry;
    struct process process;

    if (!folder)
        return false;
    while ((entry = readdir(folder)) != NULL)
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
            read_process(dirfd(folder), entry->d_name, &process))
            VEC_PUSH(table, process);
    closedir(folder);
    if (table->len > 0)
        qsort(table->items, table->len, sizeof(*table->items), by_pid);
    return table->len > 0;
}

static struct process *
find_process(const struct table *table, pid_t pid)
{
    struct process wanted = {.pid = pid};

    return bsearch(&wanted, table->items, table->len, sizeof(wanted), by_pid);
}

/* ---- whose is it? */

static bool
is_known(const struct family *family, const struct process *process)
{
    for (size_t i = 0; i < family->members.len; i++)
        if (family->members.items[i].pid == process->pid)
            return family->members.items[i].start == process->start;
    return false;
}

static ptrdiff_t
own_family(const struct families *families, const struct process *process)
{
    for (size_t i = 0; i < families->len; i++) {
        const struct family *family = families->items[i];
        if (process->session == family->leader ||
            process->group == family->leader || is_known(family, process))
            return (ptrdiff_t)i;
    }
    return OWNER_NONE;
}

/*
 * The nearest of its parents that belongs to a family.  The table was not
 * read at one instant, so the chain may even be a ring.
 */
static ptrdiff_t
family_above(const struct table *table, const struct process *process)
{
    for (size_t steps = 0; process && steps < table->len; steps++) {
        if (process->owner != OWNER_NONE)
            return process->owner;
        process = find_process(table, process->parent);
    }
    return OWNER_NONE;
}

static void
set_owners(const struct families *families, struct table *table)
{
    pid_t ours = getpid();

    for (size_t i = 0; i < table->len; i++)
        table->items[i].owner = own_family(families, &table->items[i]);
    for (size_t i = 0; i < table->len; i++)
        if (table->items[i].pid != ours && table->items[i].pid > 1)
            table->items[i].owner = family_above(table, &table->items[i]);
}

static void
add_member(struct family *family, const struct process *process,
           uint64_t page_bytes)
{
    struct family_member member = {
        .pid = process->pid,
        .start = process->start,
        .is_apart = process->group != family->leader,
        .bytes = process->pages * page_bytes,
    };

    VEC_PUSH(&family->members, member);
}

/* Each page divided by the number of those that share it, summed up
   (proc_pid_smaps(5)); what the system does not tell is all its own. */
static uint64_t
proportional_bytes(const struct family_member *member)
{
    static const char label[] = "\nPss:";
    char text[SMAPS_MAX];
    char path[48];
    const char *found;
    ssize_t got;
    int fd;

    (void)snprintf(path, sizeof(path), "/proc/%d/smaps_rollup",
                   (int)member->pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return member->bytes;
    got = read(fd, text, sizeof(text) - 1);
    close(fd);
    text[got < 0 ? 0 : got] = '\0';
    found = strstr(text, label);
    if (!found)
        return member->bytes;
    return strtoull(found + sizeof(label) - 1, NULL, 10) * 1024;
}

static void
sum_up(struct family *family)
{
    family->bytes = 0;
    for (size_t i = 0; i < family->members.len; i++)
        family->bytes += family->members.items[i].bytes;
    if (family->exact_bytes && family->bytes > family->exact_bytes &&
        family->members.len > 1) {
        family->bytes = 0;
        for (size_t i = 0; i < family->members.len; i++)
            family->bytes += proportional_bytes(&family->members.items[i]);
    }
    if (family->peak_bytes < family->bytes)
        family->peak_bytes = family->bytes;
}

void
families_look(struct families *families)
{
    uint64_t page_bytes = (uint64_t)sysconf(_SC_PAGESIZE);
    struct table table = {0};

    if (families->len == 0 || !read_table(&table))
        return;
    set_owners(families, &table);
    for (size_t i = 0; i < families->len; i++)
        families->items[i]->members.len = 0;
    for (size_t i = 0; i < table.len; i++)
        if (table.items[i].owner != OWNER_NONE)
            add_member(families->items[table.items[i].owner], &table.items[i],
                       page_bytes);
    for (size_t i = 0; i < families->len; i++)
        sum_up(families->items[i]);
    VEC_RELEASE(&table);
}

/* ---- killing */

/* Those that left their leader's group, and were sent a signal of their
   own. */
struct apart {
    VEC_FIELDS(struct family_member);
};

static bool
is_held(const struct apart *held, const struct family_member *member)
{
    for (size_t i = 0; i < held->len; i++)
        if (held->items[i].pid == member->pid &&
            held->items[i].start == member->start)
            return true;
    return false;
}

/* True if there is one that was not known before. */
static bool
hold_apart(const struct family *family, struct apart *held)
{
    bool found = false;

    for (size_t i = 0; i < family->members.len; i++) {
        const struct family_member *member = &family->members.items[i];
        if (!member->is_apart || is_held(held, member))
            continue;
        (void)kill(member->pid, SIGSTOP);
        VEC_PUSH(held, *member);
        found = true;
    }
    return found;
}

static void
signal_groups(const struct families *families, int number)
{
    for (size_t i = 0; i < families->len; i++)
        if (families->items[i]->doomed && families->items[i]->leader > 1)
            (void)kill(-families->items[i]->leader, number);
}

/*
 * All are stopped before the first is killed: the child of a dead process
 * would get another parent, and if it was never seen before, nothing would
 * tell that it is one of them.  Who is stopped cannot start more, either
 * (fork(2) looks for signals last).
 */
void
families_kill(struct families *families)
{
    struct apart held = {0};
    bool found = true;

    signal_groups(families, SIGSTOP);
    for (int round = 0; found && round < KILL_ROUNDS; round++) {
        families_look(families);
        found = false;
        for (size_t i = 0; i < families->len; i++)
            if (families->items[i]->doomed)
                found |= hold_apart(families->items[i], &held);
    }
    signal_groups(families, SIGKILL);
    for (size_t i = 0; i < held.len; i++)
        (void)kill(held.items[i].pid, SIGKILL);
    for (size_t i = 0; i < families->len; i++)
        families->items[i]->doomed = false;
    VEC_RELEASE(&held);
}
