/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdlib.h>

#include "core/sys/git_repository.h"

/*
 * `git cat-file --batch` answers each object name by
 *
 *     OID SP "blob" SP SIZE LF, SIZE bytes, LF
 *
 * or by OID SP "missing" LF (git-cat-file(1), "BATCH OUTPUT").
 */
enum { HEADER_MAX = 256 };

/* What git prints, taken apart as it comes. */
struct reader {
    const struct git_wanted *wanted;
    uint32_t repository;
    size_t at;         /* the entry whose blob is next, or len */
    struct buf record; /* what is here of a header, or of a blob and its LF */
    size_t whole;      /* bytes of that blob and its LF; 0 in a header */
};

/* To the next entry of this repository. */
static void
skip_others(struct reader *reader)
{
    const struct git_wanted *wanted = reader->wanted;

    while (reader->at < wanted->len &&
           wanted->entries[reader->at]->repository != reader->repository)
        reader->at++;
}

static const struct git_entry *
current(const struct reader *reader)
{
    return reader->wanted->entries[reader->at];
}

static int
read_size(struct str text, uintmax_t *size)
{
    char digits[HEADER_MAX + 1];
    char *end;

    if (text.len == 0 || text.len > HEADER_MAX || *text.data < '0' ||
        *text.data > '9')
        return -1;
    memcpy(digits, text.data, text.len);
    digits[text.len] = '\0';
    *size = strtoumax(digits, &end, 10);
    return *end ? -1 : 0;
}

static int
bad_blob(const struct git_entry *entry, struct str line, struct err *err)
{
    return err_set(
        err, ERR_GIT, "cannot read %.*s from git: it says \"%.*s\" of its blob",
        (int)entry->path.len, entry->path.data, (int)line.len, line.data);
}

static int
read_header(struct reader *reader, struct str line, struct err *err)
{
    const struct git_entry *entry = current(reader);
    struct str rest = line;
    struct str oid = str_split(&rest, ' ');
    struct str type = str_split(&rest, ' ');
    uintmax_t size;

    if (!str_equal(oid, entry->oid) || !str_equal(type, STR("blob")) ||
        read_size(rest, &size) < 0)
        return bad_blob(entry, line, err);
    if (size > GIT_BLOB_MAX)
        return err_set(err, ERR_LIMIT,
                       "cannot read %.*s from git: it has more than %d bytes",
                       (int)entry->path.len, entry->path.data, GIT_BLOB_MAX);
    reader->whole = (size_t)size + 1;
    return 0;
}

static int
finish_blob(struct reader *reader, struct str record, struct err *err)
{
    const struct git_wanted *wanted = reader->wanted;
    struct str blob = str_slice(record, 0, record.len - 1);

    if (record.data[record.len - 1] != '\n')
        return bad_blob(current(reader), STR("more bytes"), err);
    if (wanted->take(wanted->context, reader->at, blob, err) < 0)
        return -1;
    reader->at++;
    reader->whole = 0;
    skip_others(reader);
    return 0;
}

/* How much of `bytes` belongs to the record; true if that completes it. */
static bool
measure(const struct reader *reader, struct str bytes, size_t *len)
{
    size_t missing = reader->whole - reader->record.len;
    ptrdiff_t line_end;

    if (reader->whole) {
        *len = missing < bytes.len ? missing : bytes.len;
        return missing <= bytes.len;
    }
    line_end = str_find_byte(bytes, '\n');
    *len = line_end < 0 ? bytes.len : (size_t)line_end + 1;
    return line_end >= 0;
}

/* A record that came in one piece is not copied. */
static int
take_piece(struct reader *reader, struct str *bytes, struct err *err)
{
    size_t len;
    bool complete = measure(reader, *bytes, &len);
    struct str record = str_slice(*bytes, 0, len);
    int failed;

    *bytes = str_slice(*bytes, len, bytes->len);
    if (!complete || reader->record.len > 0) {
        buf_str(&reader->record, record);
        record = buf_view(&reader->record);
    }
    if (!reader->whole && record.len > HEADER_MAX)
        return bad_blob(current(reader), STR("no line"), err);
    if (!complete)
        return 0;
    if (reader->whole)
        failed = finish_blob(reader, record, err);
    else
        failed = read_header(reader, str_slice(record, 0, record.len - 1), err);
    buf_clear(&reader->record);
    return failed;
}

static int
take_bytes(void *context, struct str bytes, struct err *err)
{
    struct reader *reader = context;

    while (bytes.len > 0) {
        if (reader->at == reader->wanted->len)
            return git_not_understood(err, "cat-file");
        if (take_piece(reader, &bytes, err) < 0)
            return -1;
    }
    return 0;
}

static void
write_oids(const struct reader *reader, struct buf *oids)
{
    for (size_t i = reader->at; i < reader->wanted->len; i++) {
        const struct git_entry *entry = reader->wanted->entries[i];
        if (entry->repository == reader->repository) {
            buf_str(oids, entry->oid);
            buf_byte(oids, '\n');
        }
    }
}

static int
talk(const struct git_repository *repository, struct reader *reader,
     struct str oids, struct err *err)
{
    /* Buffered, git writes once per 64 KiB instead of twice per blob. */
    static const char *const ask[] = {"cat-file", "--batch", "--buffer", NULL};
    struct git_stream stream = {oids, take_bytes, reader};
    struct git_answer answer;
    int failed;

    git_answer_init(&answer);
    failed = git_ask_stream(&repository->place, ask, &stream, &answer, err);
    if (!failed && (answer.status != 0 || reader->at < reader->wanted->len))
        failed = git_refused(&answer, err, "cannot read blobs of %s",
                             repository->top.data);
    git_answer_release(&answer);
    return failed;
}

static int
read_repository(struct git_repository *repository,
                const struct git_wanted *wanted, struct err *err)
{
    struct reader reader = {.wanted = wanted, .repository = repository->id};
    struct buf oids;
    int failed = 0;

    buf_init(&reader.record, (size_t)GIT_BLOB_MAX + 1);
    buf_init(&oids, BUF_UNLIMITED);
    skip_others(&reader);
    write_oids(&reader, &oids);
    if (oids.len > 0)
        failed = talk(repository, &reader, buf_view(&oids), err);
    buf_release(&oids);
    buf_release(&reader.record);
    return failed;
}

int
git_read_blobs(struct git *git, const struct git_wanted *wanted,
               struct err *err)
{
    for (size_t i = 0; i < git->repositories.len; i++)
        if (read_repository(git->repositories.items[i], wanted, err) < 0)
            return -1;
    return 0;
}
