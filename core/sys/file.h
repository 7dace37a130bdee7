/* SPDX-License-Identifier: MIT */
/*
 * file - whole files in, whole files out.
 *
 * A file is read in one piece and replaced in one step: a reader sees the
 * old bytes or the new ones, never a part, whoever else writes at the same
 * time and whenever the process is killed.
 *
 * Threads: safe everywhere.
 */
#ifndef CORE_SYS_FILE_H
#define CORE_SYS_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/str.h"

/*
 * What has to be equal for a file or folder to count as unchanged, as in
 * git's index (Documentation/technical/racy-git.txt).  All zero: unknown,
 * equal to nothing on disk.
 */
struct stat_sig {
    int64_t mtime_ns;
    int64_t ctime_ns;
    uint64_t size;
    uint64_t inode;
    uint32_t mode;
    uint32_t unused; /* zero, so that memcmp works */
};

struct stat_sig stat_sig_from(const struct stat *st);

static inline bool
stat_sig_equal(const struct stat_sig *a, const struct stat_sig *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}

/*
 * True if the file may have been changed after it was read without the
 * signature showing it: its mtime or ctime is not older than `since_ns`,
 * the file system's own time before the read.
 */
static inline bool
stat_sig_is_racy(const struct stat_sig *sig, int64_t since_ns)
{
    return sig->mtime_ns >= since_ns || sig->ctime_ns >= since_ns;
}

/* AT_FDCWD, for layers that have no business with <fcntl.h>. */
enum { FILE_HERE = -100 };

/*
 * Read all of `path` (relative to the folder `at`, or FILE_HERE) into `out`,
 * replacing its content, and set `*sig` from the opened file (may be NULL).
 * Follows symlinks.  ERR_ABSENT, ERR_IO (also for folders, sockets, FIFOs,
 * which are not opened for long), ERR_LIMIT beyond out->max.
 * A file that grows or shrinks meanwhile gives the bytes that were read.
 */
int file_read(int at, const char *path, struct buf *out, struct stat_sig *sig,
              struct err *err);

/* Append all of standard input to `out`; ERR_IO, ERR_LIMIT. */
int file_read_stdin(struct buf *out, struct err *err);

/* A folder to open files in, or -1; closed with file_close_folder. */
int file_open_folder(const char *path);
void file_close_folder(int folder);

/*
 * Replace `path` by `len` bytes: a temporary file of a unique name in the
 * same folder, then rename.  Missing folders are made.  On failure the old
 * file is still there and the temporary one is gone.  What is no regular file
 * (/dev/null, a FIFO) is not replaced but written to.
 */
int file_replace(const char *path, const void *data, size_t len,
                 struct err *err);
/*
 * The same unless the file already holds these bytes.  Returns 1 if it was
 * replaced, 0 if it was right, -1 on error.
 */
int file_update(const char *path, const void *data, size_t len,
                struct err *err);

/* Make a file that nobody else may read; ERR_IO if there is one already. */
int file_create_private(const char *path, const void *data, size_t len,
                        struct err *err);

/* Give `from` the name `to`, in the place of what has it. */
int file_rename(const char *from, const char *to, struct err *err);

/* Make the symlink `path` that leads to `target`; failing is nothing. */
void file_link(const char *target, const char *path);
/* Remove the file `path`, if it is there; that it cannot be removed nobody
   can mend. */
void file_remove(const char *path);
/* Make the folder `path` and all those above it that are not there. */
int file_make_folders(const char *path, struct err *err);
/*
 * Make a new folder for nobody else in the system's temporary one ($TMPDIR, or
 * /tmp), called `start` and something; `*path` is absolute, without symlinks,
 * NUL-terminated.  Whoever asked removes it (sweep_away).
 */
int file_make_temporary_folder(struct arena *arena, const char *start,
                               struct str *path, struct err *err);
/* Let everybody who may read the file execute it. */
int file_make_executable(const char *path, struct err *err);

/* The signature of the file or folder at `path`, symlinks followed; false if
   there is none. */
bool file_signature(const char *path, struct stat_sig *sig);

/* True if anything of that name exists, a dangling symlink included. */
bool file_exists(const char *path);

/* True for a folder, or a symlink to one. */
bool file_is_folder(const char *path);
/* True for folders, sockets, FIFOs, devices: opening some of them hangs. */
bool file_is_special(const char *path);

/* True if both exist and lie on one file system. */
bool file_same_device(const char *a, const char *b);

/* A file mapped read-only and privately; empty files give data NULL. */
struct file_map {
    const char *data;
    size_t len;
    struct stat_sig sig;
};

int file_map_open(const char *path, struct file_map *map, struct err *err);
void file_map_close(struct file_map *map);

#endif
