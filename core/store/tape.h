/* SPDX-License-Identifier: MIT */
/*
 * tape - the outside of an archive: a plain tar of plain files.
 *
 * Any tar program can list it, and nothing of ours ever unpacks it to disk.
 * Reading knows tar alone, without filters: no other of libarchive's formats
 * and no decompressor is ever asked.  Written are names, sizes and bytes;
 * there is no time, owner or mode of anybody in it, so that the same members
 * are the same tape.
 *
 * Ownership: handles own their library's state.  Threads: one at a time.
 */
#ifndef CORE_STORE_TAPE_H
#define CORE_STORE_TAPE_H

#include <stdbool.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/str.h"

enum {
    TAPE_MEMBERS_MAX = 1 << 20,
    TAPE_NAME_MAX = 64, /* longer names are not ours */
};

struct tape_writer;

/* Takes the tape's bytes as they come; false stops the writing. */
typedef bool tape_sink(void *context, struct str bytes);

/* NULL with ERR_IO if the library is not there. */
struct tape_writer *tape_writer_new(tape_sink *sink, void *context,
                                    struct err *err);
bool tape_write(struct tape_writer *writer, const char *name, struct str bytes);
/* What ends a tape; false if that or anything before was not taken. */
bool tape_writer_end(struct tape_writer *writer);

struct tape_reader;

/* NULL with ERR_ABSENT or ERR_IO; what is no tar shows when it is read. */
struct tape_reader *tape_reader_open(const char *path, struct err *err);
void tape_reader_close(struct tape_reader *reader);

enum tape_state {
    TAPE_MEMBER, /* a plain file, read */
    TAPE_OTHER,  /* not ours: a link, a folder, too large, a strange name */
    TAPE_END,
    TAPE_DAMAGED, /* nothing that comes after it can be found */
};

/* The next member's name (TAPE_NAME_MAX + 1 bytes) and its content. */
enum tape_state tape_read(struct tape_reader *reader, char *name,
                          struct buf *bytes);

/* "3.6.2", of libarchive; "not found". */
const char *tape_version(void);

#endif
