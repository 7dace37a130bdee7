/* SPDX-License-Identifier: MIT */
#include "core/store/tape.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/sys/file.h"

enum { BLOCK_BYTES = 1 << 16, MODE = 0644 };

/* ---- writing */

struct tape_writer {
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
tape_writer_new(tape_sink *sink, void *context)
{
    struct tape_writer *writer = memory_zero(sizeof(*writer));
    writer->sink = sink;
    writer->context = context;
    writer->archive = archive_write_new();
    if (!writer->archive) {
        memory_exhausted();
    }
    writer->failed =
        archive_write_set_format_ustar(writer->archive) != ARCHIVE_OK ||
        archive_write_add_filter_none(writer->archive) != ARCHIVE_OK ||
        archive_write_set_bytes_in_last_block(writer->archive, 1) !=
            ARCHIVE_OK ||
        archive_write_open(writer->archive, writer, NULL, pass_on, NULL) !=
            ARCHIVE_OK;
    return writer;
}

bool
tape_write(struct tape_writer *writer, const char *name, struct str bytes)
{
    struct archive_entry *entry = archive_entry_new();
    if (!entry) {
        memory_exhausted();
    }
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, MODE);
    archive_entry_set_size(entry, (la_int64_t)bytes.len);
    archive_entry_set_mtime(entry, 0, 0);
    if (!writer->failed) {
        writer->failed =
            archive_write_header(writer->archive, entry) != ARCHIVE_OK ||
            (bytes.len > 0 &&
             archive_write_data(writer->archive, bytes.data, bytes.len) !=
                 (la_ssize_t)bytes.len);
    }
    archive_entry_free(entry);
    return !writer->failed;
}

bool
tape_writer_end(struct tape_writer *writer)
{
    bool done = !writer->failed &&
                archive_write_close(writer->archive) == ARCHIVE_OK &&
                !writer->failed;
    writer->failed |= !done;
    archive_write_free(writer->archive);
    free(writer);
    return done;
}

/* ---- reading */

struct tape_reader {
    struct archive *archive;
    size_t members;
    bool is_none; /* the file is no tar */
};

/* True if the file is open; it may turn out to be no tar by that. */
static bool
open_archive(struct tape_reader *reader, const char *path)
{
    struct archive *archive = reader->archive;
    if (archive_read_support_format_tar(archive) != ARCHIVE_OK) {
        return false;
    }
    int rc = archive_read_open_filename(archive, path, BLOCK_BYTES);
    /* What libarchive calls a format that it does not know. */
    reader->is_none = rc != ARCHIVE_OK && archive_errno(archive) == EILSEQ;
    return rc == ARCHIVE_OK || reader->is_none;
}

struct tape_reader *
tape_reader_open(const char *path, struct err *err)
{
    struct tape_reader *reader = memory_zero(sizeof(*reader));
    reader->archive = archive_read_new();
    if (!reader->archive) {
        memory_exhausted();
    }
    if (!file_exists(path)) {
        err_set(err, ERR_ABSENT, "there is no %s", path);
    } else if (file_is_special(path)) {
        err_set(err, ERR_IO, "cannot read %s: it is no file", path);
    } else if (open_archive(reader, path)) {
        return reader;
    } else {
        err_set(err, ERR_IO, "cannot read %s: %s", path,
                archive_error_string(reader->archive));
    }
    tape_reader_close(reader);
    return NULL;
}

void
tape_reader_close(struct tape_reader *reader)
{
    if (reader) {
        archive_read_free(reader->archive);
        free(reader);
    }
}

/* Exactly as many bytes as the header says, no more than fit. */
static bool
read_bytes(struct archive *archive, la_int64_t size, struct buf *bytes)
{
    buf_clear(bytes);
    if (size < 0 || (uint64_t)size > bytes->max) {
        return false;
    }
    char *at = buf_reserve(bytes, (size_t)size);
    size_t len = 0;
    while (at && len < (size_t)size) {
        la_ssize_t n = archive_read_data(archive, at + len, (size_t)size - len);
        if (n <= 0) {
            return false;
        }
        len += (size_t)n;
    }
    bytes->len = len;
    return at != NULL;
}

static bool
is_plain(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname(entry);
    return name && strlen(name) <= TAPE_NAME_MAX &&
           archive_entry_filetype(entry) == AE_IFREG &&
           archive_entry_size_is_set(entry) && !archive_entry_hardlink(entry) &&
           !archive_entry_symlink(entry);
}

enum tape_state
tape_read(struct tape_reader *reader, char *name, struct buf *bytes)
{
    struct archive_entry *entry;
    if (reader->is_none) {
        return TAPE_DAMAGED;
    }
    int rc = archive_read_next_header(reader->archive, &entry);
    if (rc == ARCHIVE_EOF) {
        return TAPE_END;
    }
    if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN) {
        return TAPE_DAMAGED;
    }
    if (++reader->members > TAPE_MEMBERS_MAX) {
        return TAPE_DAMAGED;
    }
    if (!is_plain(entry)) {
        return TAPE_OTHER;
    }
    size_t len = strlen(archive_entry_pathname(entry));
    memcpy(name, archive_entry_pathname(entry), len + 1);
    return read_bytes(reader->archive, archive_entry_size(entry), bytes)
               ? TAPE_MEMBER
               : TAPE_OTHER;
}

const char *
tape_version(void)
{
    return archive_version_string() + sizeof("libarchive ") - 1;
}
