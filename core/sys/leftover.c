/* SPDX-License-Identifier: MIT */
#include "core/sys/leftover.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/str.h"
#include "core/sys/file.h"
#include "core/sys/listing.h"

enum { DIGITS = 16 };

bool
leftover_claim(int fd)
{
    struct stat st;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        return errno != EWOULDBLOCK;
    }
    return fstat(fd, &st) != 0 || st.st_nlink > 0;
}

void
leftover_claim_nameless(int fd)
{
    (void)flock(fd, LOCK_EX | LOCK_NB);
}

static bool
is_temporary(struct str name)
{
    struct str end = STR(".tmp");
    if (name.len < 1 + DIGITS + end.len || name.data[0] != '.' ||
        !str_ends_with(name, end)) {
        return false;
    }
    size_t from = name.len - end.len - DIGITS;
    for (size_t i = from; i < from + DIGITS; i++) {
        char byte = name.data[i];
        if (!(byte >= '0' && byte <= '9') && !(byte >= 'a' && byte <= 'f')) {
            return false;
        }
    }
    return name.data[from - 1] == '.';
}

static void
remove_if_dead(int folder, const char *name)
{
    int fd = openat(folder, name,
                    O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) {
        return;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        unlinkat(folder, name, 0);
    }
    close(fd);
}

void
leftover_sweep(const char *folder)
{
    struct listing listing;
    int fd = file_open_folder(folder);
    if (fd < 0) {
        return;
    }
    listing_init(&listing);
    (void)listing_read(&listing, fd);
    for (size_t i = 0; i < listing.entries.len; i++) {
        const struct entry *entry = &listing.entries.items[i];
        if (entry->kind == ENTRY_FILE && is_temporary(entry->name)) {
            remove_if_dead(fd, entry->name.data);
        }
    }
    listing_release(&listing);
    file_close_folder(fd);
}
