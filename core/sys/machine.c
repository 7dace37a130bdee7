/* SPDX-License-Identifier: MIT */
#include "core/sys/machine.h"

#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>

const char *
machine_describe(struct arena *arena)
{
    struct utsname name;
    return uname(&name) == 0 ? arena_printf(arena, "%s %s %s", name.sysname,
                                            name.release, name.machine)
                             : "an unknown system";
}

uint64_t
machine_free_bytes(const char *dir)
{
    struct statvfs room;
    return statvfs(dir, &room) == 0 ? (uint64_t)room.f_bavail * room.f_frsize
                                    : UINT64_MAX;
}

uint64_t
machine_peak_bytes(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0
               ? (uint64_t)usage.ru_maxrss * 1024
               : 0;
}
