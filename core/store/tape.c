/* SPDX-License-Identifier: MIT */
#include "core/store/tape.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/sys/file.h"
#include "core/sys/shared_library.h"

enum { BLOCK_BYTES = 1 << 16, MODE = 0644 };

/* ---- the library */

#define FUNCTIONS(X)                                                           \
    X(archive_entry_filetype)                                                  \
    X(archive_entry_free)                                                      \
    X(archive_entry_hardlink)                                                  \
    X(archive_entry_new)                                                       \
    X(archive_entry_pathname)                                                  \
    X(archive_entry_set_filetype)                                              \
    X(archive_entry_set_mtime)                                                 \
    X(archive_entry_set_pathname)                                              \
    X(archive_entry_set_perm)                                                  \
    X(archive_entry_set_size)                                                  \
    X(archive_entry_size)                                                      \
    X(archive_entry_size_is_set)                                               \
    X(archive_entry_symlink)                                                   \
    X(archive_errno)                                                           \
    X(archive_error_string)                                                    \
    X(archive_read_data)                                                       \
    X(archive_read_free)                                                       \
    X(archive_read_new)                                                        \
    X(archive_read_next_header2)                                               \
    X(archive_read_open_filename)                                              \
    X(archive_read_support_format_tar)                                         \
    X(archive_version_number)                                                  \
    X(archive_version_string)                                                  \
    X(archive_write_add_filter_none)                                           \
    X(archive_write_close)                                                     \
    X(archive_write_data)                                                      \
    X(archive_write_free)                                                      \
    X(archive_write_header)                                                    \
    X(archive_write_new)                                                       \
    X(archive_write_open)                                                      \
    X(archive_write_set_bytes_in_last_block)                                   \
    X(archive_write_set_format_ustar)
#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

struct libarchive {
#define MEMBER(name) __typeof__(name) *name;
    FUNCTIONS(MEMBER)
};

/* Without a number it is there where we were built, at least, and NULL is a
   program that is linked with it. */
static const char *const names[] = {"libarchive.so.13", "libarchive.so", NULL};

static int
load(struct libarchive *lib, struct err *err)
{
#define ROW(name) {#name, offsetof(struct libarchive, name)},
    static const struct shared_library_function functions[] = {FUNCTIONS(ROW)};
    const struct shared_library library = {names, LENGTH(names), functions,
                                           LENGTH(functions)};
    enum { MAJOR = 1000000 }; /* of a version number: its first part */
    if (shared_library_load(&library, lib, err) != 0) {
        return -1;
    }
    return lib->archive_version_number() / MAJOR ==
                   ARCHIVE_VERSION_NUMBER / MAJOR
               ? 0
               : err_set(err, ERR_IO, "cannot use %s: %s is another interface",
                         names[0], lib->archive_version_string());
}

/* ---- writing */

struct tape_writer {
    struct libarchive lib;
    struct archive *archive;
    tape_sink *sink;
    void *context;
    bool failed;
};

static la_ssize_t
pass_on(struct archive *archive, void *context, const void *bytes, size_t len)
{
    struct tape_writer *writer = context;
    (void)archive;
    if (!writer->failed &&
        !writer->sink(writer->context, (struct str){bytes, len})) {
        writer->failed = true;
    }
    return writer->failed ? -1 : (la_ssize_t)len;
}

struct tape_writer *
tape_writer_new(tape_sink *sink, void *context, struct err *err)
{
    struct tape_writer *writer = memory_zero(sizeof(*writer));
    const struct libarchive *lib = &writer->lib;
    if (load(&writer->lib, err) != 0) {
        free(writer);
        return NULL;
    }
    writer->sink = sink;
    writer->context = context;
    writer->archive = lib->archive_write_new();
    if (!writer->archive) {
        memory_exhausted();
    }
    writer->failed =
        lib->archive_write_set_format_ustar(writer->archive) != ARCHIVE_OK ||
        lib->archive_write_add_filter_none(writer->archive) != ARCHIVE_OK ||
        lib->archive_write_set_bytes_in_last_block(writer->archive, 1) !=
            ARCHIVE_OK ||
        lib->archive_write_open(writer->archive, writer, NULL, pass_on, NULL) !=
            ARCHIVE_OK;
    return writer;
}

bool
tape_write(struct tape_writer *writer, const char *name, struct str bytes)
{
    const struct libarchive *lib = &writer->lib;
    struct archive_entry *entry = lib->archive_entry_new();
    if (!entry) {
        memory_exhausted();
    }
    lib->archive_entry_set_pathname(entry, name);
    lib->archive_entry_set_filetype(entry, AE_IFREG);
    lib->archive_entry_set_perm(entry, MODE);
    lib->archive_entry_set_size(entry, (la_int64_t)bytes.len);
    lib->archive_entry_set_mtime(entry, 0, 0);
    if (!writer->failed) {
        writer->failed =
            lib->archive_write_header(writer->archive, entry) != ARCHIVE_OK ||
            (bytes.len > 0 &&
             lib->archive_write_data(writer->archive, bytes.data, bytes.len) !=
                 (la_ssize_t)bytes.len);
    }
    lib->archive_entry_free(entry);
    return !writer->failed;
}

bool
tape_writer_end(struct tape_writer *writer)
{
    const struct libarchive *lib = &writer->lib;
    bool done = !writer->failed &&
                lib->archive_write_close(writer->archive) == ARCHIVE_OK &&
                !writer->failed;
    writer->failed |= !done;
    lib->archive_write_free(writer->archive);
    free(writer);
    return done;
}

/* ---- reading */

struct tape_reader {
    struct libarchive lib;
    struct archive *archive;
    struct archive_entry *entry; /* not the archive's: that may be missing */
    size_t members;
    bool is_none; /* the file is no tar */
};

/* True if the file is open; it may turn out to be no tar by that. */
static bool
open_archive(struct tape_reader *reader, const char *path)
{
    const struct libarchive *lib = &reader->lib;
    struct archive *archive = reader->archive;
    if (lib->archive_read_support_format_tar(archive) != ARCHIVE_OK) {
        return false;
    }
    int rc = lib->archive_read_open_filename(archive, path, BLOCK_BYTES);
    /* What libarchive calls a format that it does not know. */
    reader->is_none = rc != ARCHIVE_OK && lib->archive_errno(archive) == EILSEQ;
    return rc == ARCHIVE_OK || reader->is_none;
}

struct tape_reader *
tape_reader_open(const char *path, struct err *err)
{
    struct tape_reader *reader = memory_zero(sizeof(*reader));
    if (!file_exists(path)) {
        err_set(err, ERR_ABSENT, "there is no %s", path);
    } else if (file_is_special(path)) {
        err_set(err, ERR_IO, "cannot read %s: it is no file", path);
    } else if (load(&reader->lib, err) == 0) {
        reader->archive = reader->lib.archive_read_new();
        reader->entry = reader->lib.archive_entry_new();
        if (!reader->archive || !reader->entry) {
            memory_exhausted();
        }
        if (open_archive(reader, path)) {
            return reader;
        }
        const char *why = reader->lib.archive_error_string(reader->archive);
        err_set(err, ERR_IO, "cannot read %s: %s", path,
                why ? why : "out of memory");
    }
    tape_reader_close(reader);
    return NULL;
}

void
tape_reader_close(struct tape_reader *reader)
{
    if (reader && reader->archive) {
        reader->lib.archive_entry_free(reader->entry);
        reader->lib.archive_read_free(reader->archive);
    }
    free(reader);
}

/* Exactly as many bytes as the header says, no more than fit. */
static bool
read_bytes(struct tape_reader *reader, la_int64_t size, struct buf *bytes)
{
    buf_clear(bytes);
    if (size < 0 || (uint64_t)size > bytes->max) {
        return false;
    }
    char *at = buf_reserve(bytes, (size_t)size);
    size_t len = 0;
    while (at && len < (size_t)size) {
        la_ssize_t n = reader->lib.archive_read_data(reader->archive, at + len,
                                                     (size_t)size - len);
        if (n <= 0) {
            return false;
        }
        len += (size_t)n;
    }
    bytes->len = len;
    return at != NULL;
}

static bool
is_plain(const struct libarchive *lib, struct archive_entry *entry)
{
    const char *name = lib->archive_entry_pathname(entry);
    return name && strlen(name) <= TAPE_NAME_MAX &&
           lib->archive_entry_filetype(entry) == AE_IFREG &&
           lib->archive_entry_size_is_set(entry) &&
           !lib->archive_entry_hardlink(entry) &&
           !lib->archive_entry_symlink(entry);
}

enum tape_state
tape_read(struct tape_reader *reader, char *name, struct buf *bytes)
{
    const struct libarchive *lib = &reader->lib;
    struct archive_entry *entry = reader->entry;
    if (reader->is_none) {
        return TAPE_DAMAGED;
    }
    int rc = lib->archive_read_next_header2(reader->archive, entry);
    if (rc == ARCHIVE_EOF) {
        return TAPE_END;
    }
    if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN) {
        return TAPE_DAMAGED;
    }
    if (++reader->members > TAPE_MEMBERS_MAX) {
        return TAPE_DAMAGED;
    }
    if (!is_plain(lib, entry)) {
        return TAPE_OTHER;
    }
    size_t len = strlen(lib->archive_entry_pathname(entry));
    memcpy(name, lib->archive_entry_pathname(entry), len + 1);
    return read_bytes(reader, lib->archive_entry_size(entry), bytes)
               ? TAPE_MEMBER
               : TAPE_OTHER;
}

const char *
tape_version(void)
{
    struct err err;
    struct libarchive lib;
    return load(&lib, &err) == 0
               ? lib.archive_version_string() + sizeof("libarchive ") - 1
               : "not found";
}
