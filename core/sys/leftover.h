/* SPDX-License-Identifier: MIT */
/*
 * leftover - what killed processes left of their temporary files.
 *
 * A file on its way to another's name is called ".NAME.<16 digits>.tmp" or
 * ".<16 digits>.tmp" and is locked by flock(2) while its process lives, so
 * one that nobody has locked is nobody's, whatever its age and from
 * whichever machine.  Where there are no locks, leftovers stay.
 *
 * Threads: safe everywhere.
 */
#ifndef CORE_SYS_LEFTOVER_H
#define CORE_SYS_LEFTOVER_H

#include <stdbool.h>

/*
 * Lock a temporary file that was just made.  False if another process took
 * it for a leftover before: then it is none of ours any more, and another
 * one has to be made.
 */
bool leftover_claim(int fd);

/* The same for a file that has no name yet. */
void leftover_claim_nameless(int fd);

/* Remove the leftovers in `folder`, none of those below it. */
void leftover_sweep(const char *folder);

#endif
