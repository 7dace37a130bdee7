/* SPDX-License-Identifier: MIT */
#include "core/sys/git_record.h"

#include "core/sys/git.h"
#include "core/sys/path.h"

enum {
    OID_SHA1_LEN = 40,
    OID_SHA256_LEN = 64,
    MODE_LEN = 6,
    TYPE_BITS = 0170000,
    OWNER_EXECUTES = 0100,
};

/*
 * Old trees have modes like 0100664, which git reads as we do (git's
 * cache.h, canon_mode).  0 for what is no blob or submodule.
 */
static bool
read_mode(struct str text, uint32_t *mode)
{
    uint32_t bits = 0;

    if (text.len != MODE_LEN)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '7')
            return false;
        bits = bits << 3 | (uint32_t)(text.data[i] - '0');
    }
    *mode = bits & TYPE_BITS;
    if (*mode == (GIT_FILE & TYPE_BITS))
        *mode = bits & OWNER_EXECUTES ? GIT_EXECUTABLE : GIT_FILE;
    else if (*mode != GIT_SYMLINK && *mode != GIT_LINK)
        *mode = 0;
    return true;
}

static bool
is_oid(struct str text)
{
    if (text.len != OID_SHA1_LEN && text.len != OID_SHA256_LEN)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!strchr("0123456789abcdef", text.data[i]) || !text.data[i])
            return false;
    return true;
}

/* The rest of the record, less the path behind it. */
static bool
take_line(struct str *text, struct str *line, struct str *path)
{
    *path = str_split(text, '\0');
    *line = str_split(path, '\t');
    return path->data && text->data;
}

int
git_record_tree(struct str *text, struct git_record *record)
{
    struct str line;

    while (text->len > 0) {
        *record = (struct git_record){0};
        if (!take_line(text, &line, &record->path) ||
            !read_mode(str_split(&line, ' '), &record->mode))
            return -1;
        (void)str_split(&line, ' ');
        record->oid = line;
        if (!is_oid(record->oid))
            return -1;
        if (record->mode && path_is_clean(record->path))
            return 1;
    }
    return 0;
}

static bool
read_stage(struct str text, int *stage)
{
    if (text.len != 1 || *text.data < '0' || *text.data > '3')
        return false;
    *stage = *text.data - '0';
    return true;
}

int
git_record_index(struct str *text, struct git_record *record)
{
    struct str line;

    while (text->len > 0) {
        *record = (struct git_record){0};
        if (!take_line(text, &line, &record->path))
            return -1;
        if (line.len > 1 && line.data[1] == ' ')
            record->tag = *str_split(&line, ' ').data;
        if (!read_mode(str_split(&line, ' '), &record->mode))
            return -1;
        record->oid = str_split(&line, ' ');
        if (!is_oid(record->oid) || !read_stage(line, &record->stage))
            return -1;
        if (record->mode && path_is_clean(record->path))
            return 1;
    }
    return 0;
}

static bool
read_change(struct str line, struct git_record *record)
{
    uint32_t old_mode;

    if (!str_starts_with(line, STR(":")))
        return false;
    line = str_slice(line, 1, line.len);
    if (!read_mode(str_split(&line, ' '), &old_mode) ||
        !read_mode(str_split(&line, ' '), &record->mode))
        return false;
    (void)str_split(&line, ' ');
    record->oid = str_split(&line, ' ');
    if (!is_oid(record->oid) || line.len == 0)
        return false;
    record->status = line.data[0];
    return true;
}

int
git_record_diff(struct str *text, struct git_record *record)
{
    while (text->len > 0) {
        *record = (struct git_record){0};
        if (!read_change(str_split(text, '\0'), record))
            return -1;
        record->path = str_split(text, '\0');
        if (!record->path.data || !text->data)
            return -1;
        if (path_is_clean(record->path))
            return 1;
    }
    return 0;
}
