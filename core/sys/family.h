/* SPDX-License-Identifier: MIT */
/*
 * family - all processes that came from one child of ours.
 *
 * A child leads a session of its own, and most of what it starts stays in
 * there.  What leaves (setsid, as daemons do) is still found through its
 * parent, and once it was seen it is remembered by its id and starting time,
 * so it is known even after that parent ended.  Only what leaves and loses
 * its parent between two looks is lost.
 *
 * The system is asked for all families at once: reading /proc costs some
 * 10 microseconds for each process of the machine.
 *
 * Ownership: the list borrows its families; a family owns its members.
 * Threads: one at a time.
 */
#ifndef CORE_SYS_FAMILY_H
#define CORE_SYS_FAMILY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/base/vec.h"

/* A process id alone may be given out again. */
struct family_member {
    pid_t pid;
    uint64_t start; /* when it began, in the system's ticks */
    bool is_apart;  /* it left the leader's group */
    uint64_t bytes; /* resident */
};

struct family {
    pid_t leader; /* of its session and group, too */
    bool doomed;  /* families_kill is to kill it */
    struct {
        VEC_FIELDS(struct family_member); /* at the last look */
    } members;
    /* Resident memory in all at the last look.  What several share counts
       several times, as long as the sum is not beyond `exact_bytes`; it takes
       milliseconds to find out (smaps_rollup), but forks share most. */
    uint64_t bytes;
    uint64_t peak_bytes;
    uint64_t exact_bytes; /* 0: never */
};

struct families {
    VEC_FIELDS(struct family *);
};

/* Its leader has just been started. */
void family_init(struct family *family, pid_t leader);
void family_release(struct family *family);

/* Find the members of each family, and what they occupy.  A system that
   does not tell leaves them empty. */
void families_look(struct families *families);

/*
 * Kill the doomed ones, whatever they do meanwhile.  Their leaders must not
 * have been waited for longer than a moment, since their ids would be given
 * out again.
 */
void families_kill(struct families *families);

/* Is there anything left in the leader's own group, be it dead already? */
bool family_has_group(const struct family *family);

#endif
