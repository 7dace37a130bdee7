/* SPDX-License-Identifier: MIT */
#include "core/store/bundle.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/base/memory.h"
#include "core/store/db_upkeep.h"
#include "core/store/segment.h"
#include "core/store/tape.h"
#include "core/sys/draft.h"
#include "core/sys/leftover.h"
#include "core/sys/pool.h"

#define HEAD_NAME "depstamp-archive"
#define SEGMENT_NAME "segment-"

/* More segments at a time would only take more memory. */
enum { SLOTS_MAX = 16 };

/* ---- the file */

/* Where a tape goes. */
struct sheet {
    struct draft draft;
    struct tape_writer *tape;
    uint64_t bytes;
    uint64_t segments;
    struct err err; /* of the first write that failed */
};

static bool
write_sheet(void *context, struct str bytes)
{
    struct sheet *sheet = context;
    sheet->bytes += bytes.len;
    return draft_append(&sheet->draft, bytes, &sheet->err) == 0;
}

static int
begin_sheet(struct sheet *sheet, struct str folder, struct err *err)
{
    *sheet = (struct sheet){0};
    leftover_sweep(folder.data);
    if (draft_begin(&sheet->draft, folder, err) != 0) {
        return -1;
    }
    sheet->tape = tape_writer_new(write_sheet, sheet, err);
    if (!sheet->tape) {
        draft_discard(&sheet->draft);
        return -1;
    }
    return 0;
}

static int
end_sheet(struct sheet *sheet, bool complete, const char *name, struct err *err)
{
    bool written = tape_writer_end(sheet->tape);
    if (complete && written) {
        return draft_commit(&sheet->draft, name, NULL, 0, err);
    }
    draft_discard(&sheet->draft);
    if (complete) {
        *err = sheet->err;
        if (err->code == ERR_NONE) {
            err_set(err, ERR_IO, "cannot write %s", name);
        }
    }
    return -1;
}

static bool
write_segment(struct sheet *sheet, struct str segment)
{
    char name[sizeof(SEGMENT_NAME) + 20];
    (void)snprintf(name, sizeof(name), SEGMENT_NAME "%08llu",
                   (unsigned long long)sheet->segments++);
    return tape_write(sheet->tape, name, segment);
}

/* ---- saving */

/* Segments on their way, packed by as many threads. */
struct slot {
    struct segment_rows rows;
    struct squeeze *squeeze;
    struct buf segment;
    bool done;
};

struct saving {
    const struct bundle_source *source;
    struct sheet sheet;
    struct slot *slots;
    unsigned slots_len;
    unsigned used; /* slots that are full */
    bool failed;
    struct bundle_saved *saved;
};

static void
pack_slots(unsigned worker, void *context, size_t from, size_t to)
{
    struct saving *saving = context;
    (void)worker;
    for (size_t i = from; i < to; i++) {
        struct slot *slot = &saving->slots[i];
        buf_clear(&slot->segment);
        slot->done = segment_write(&slot->rows, saving->source->namespace,
                                   slot->squeeze, &slot->segment) &&
                     (!saving->source->secret ||
                      segment_sign(&slot->segment, 0, saving->source->secret));
    }
}

static void
flush_slots(struct saving *saving)
{
    unsigned len = saving->used;
    if (len < saving->slots_len && saving->slots[len].rows.len > 0) {
        len++;
    }
    pool_for((struct crew){saving->source->jobs, saving->source->timeline}, len,
             1, pack_slots, saving);
    for (unsigned i = 0; i < len; i++) {
        struct slot *slot = &saving->slots[i];
        saving->failed |=
            !slot->done ||
            !write_segment(&saving->sheet, buf_view(&slot->segment));
        saving->saved->segments++;
        segment_rows_clear(&slot->rows);
    }
    saving->used = 0;
}

static bool
save_row(void *context, enum db_kind kind, const struct digest *key,
         struct str value)
{
    struct saving *saving = context;
    struct segment_rows *rows = &saving->slots[saving->used].rows;
    struct segment_row row = {
        .kind = (uint32_t)kind, .len = (uint32_t)value.len, .key = *key};
    segment_rows_add(rows, &row, value);
    saving->saved->rows++;
    saving->saved->raw_bytes += value.len;
    if (segment_rows_is_full(rows) && ++saving->used == saving->slots_len) {
        flush_slots(saving);
    }
    return !saving->failed;
}

static void
make_slots(struct saving *saving)
{
    unsigned jobs = saving->source->jobs;
    saving->slots_len = jobs < SLOTS_MAX ? jobs : SLOTS_MAX;
    saving->slots = memory_zero(saving->slots_len * sizeof(*saving->slots));
    for (unsigned i = 0; i < saving->slots_len; i++) {
        struct slot *slot = &saving->slots[i];
        segment_rows_init(&slot->rows, saving->source->algorithm);
        slot->squeeze = squeeze_new(saving->source->level);
        buf_init(&slot->segment, SEGMENT_BYTES_MAX);
    }
}

static void
free_slots(struct saving *saving)
{
    for (unsigned i = 0; i < saving->slots_len; i++) {
        segment_rows_release(&saving->slots[i].rows);
        squeeze_free(saving->slots[i].squeeze);
        buf_release(&saving->slots[i].segment);
    }
    free(saving->slots);
}

static bool
write_head(struct sheet *sheet, struct str namespace,
           enum hash_algorithm algorithm)
{
    struct buf line;
    buf_init(&line, BUF_UNLIMITED);
    buf_printf(&line, "depstamp-archive%d %s %.*s\n", BUNDLE_VERSION,
               hash_name(algorithm), (int)namespace.len, namespace.data);
    bool done = tape_write(sheet->tape, HEAD_NAME, buf_view(&line));
    buf_release(&line);
    return done;
}

int
bundle_save(const struct bundle_source *source, struct str folder,
            const char *name, struct bundle_saved *saved, struct err *err)
{
    struct saving saving = {.source = source, .saved = saved};
    struct db_filter filter = {.born_since = source->born_since};
    *saved = (struct bundle_saved){0};
    if (begin_sheet(&saving.sheet, folder, err) != 0) {
        return -1;
    }
    make_slots(&saving);
    saving.failed =
        !write_head(&saving.sheet, source->namespace, source->algorithm);
    int status = db_each(source->db, &filter, save_row, &saving, err);
    if (status == 0) {
        flush_slots(&saving);
    }
    free_slots(&saving);
    if (status == 0 && saving.failed) {
        *err = saving.sheet.err;
        status = err->code != ERR_NONE
                     ? -1
                     : err_set(err, ERR_IO, "cannot pack %s", name);
    }
    status = end_sheet(&saving.sheet, status == 0, name, err);
    saved->bytes = saving.sheet.bytes;
    return status;
}

/* ---- restoring */

struct restoring {
    const struct bundle_target *target;
    struct bundle_restored *restored;
    struct db *db; /* of the segment's namespace */
    struct squeeze *squeeze;
    struct buf raw;
};

static bool
is_trusted(const struct bundle_target *target, const struct segment *segment)
{
    for (size_t i = 0; i < target->keys_len && segment->is_signed; i++) {
        if (memcmp(target->keys[i].bytes, segment->signer.bytes,
                   SIGN_KEY_BYTES) == 0) {
            return true;
        }
    }
    return !target->must_be_signed;
}

/* Its own, or main's; NULL for others. */
static struct db *
db_of(const struct bundle_target *target, struct str namespace)
{
    if (str_equal(namespace, target->namespace)) {
        return target->own;
    }
    return str_equal(namespace, STR("main")) ? target->main : NULL;
}

static void
add_row(void *context, const struct segment_row *row, struct str value)
{
    struct restoring *restoring = context;
    restoring->restored->rows++;
    if (db_kind_name(row->kind)) {
        restoring->restored->added +=
            db_add(restoring->db, (enum db_kind)row->kind, &row->key, value);
    }
}

static void
restore_segment(struct restoring *restoring, struct str bytes)
{
    const struct bundle_target *target = restoring->target;
    struct bundle_restored *restored = restoring->restored;
    struct segment segment;
    if (!segment_read(bytes, &segment)) {
        restored->damaged++;
        return;
    }
    restoring->db = db_of(target, segment.namespace);
    if (!is_trusted(target, &segment)) {
        restored->untrusted++;
    } else if (!restoring->db) {
        restored->foreign++;
    } else if (segment.algorithm != target->algorithm) {
        restored->hashed++;
    } else if (segment_each(&segment, restoring->squeeze, &restoring->raw,
                            add_row, restoring)) {
        restored->segments++;
        restored->full = db_used_bytes(restoring->db) > target->max_bytes;
    } else {
        restored->damaged++;
    }
}

static bool
is_segment_name(const char *name)
{
    return str_starts_with(str_from(name), STR(SEGMENT_NAME));
}

int
bundle_restore(const struct bundle_target *target, const char *path,
               struct bundle_restored *restored, struct err *err)
{
    struct restoring restoring = {.target = target, .restored = restored};
    struct buf member;
    char name[TAPE_NAME_MAX + 1];
    *restored = (struct bundle_restored){0};
    struct tape_reader *tape = tape_reader_open(path, err);
    if (!tape) {
        return -1;
    }
    restoring.squeeze = squeeze_new(1);
    buf_init(&restoring.raw, SEGMENT_RAW_MAX);
    buf_init(&member, SEGMENT_BYTES_MAX);
    enum tape_state state = TAPE_MEMBER;
    while (!restored->full && (state == TAPE_MEMBER || state == TAPE_OTHER)) {
        state = tape_read(tape, name, &member);
        if (state == TAPE_MEMBER && is_segment_name(name)) {
            restore_segment(&restoring, buf_view(&member));
        }
        restored->damaged += state == TAPE_OTHER;
        restored->cut |= state == TAPE_DAMAGED;
    }
    buf_release(&member);
    buf_release(&restoring.raw);
    squeeze_free(restoring.squeeze);
    tape_reader_close(tape);
    return 0;
}

/* ---- signing */

static enum tape_state
sign_member(struct tape_reader *tape, const struct sign_key *secret,
            struct sheet *sheet, struct buf *member)
{
    char name[TAPE_NAME_MAX + 1];
    struct segment segment;
    enum tape_state state = tape_read(tape, name, member);
    if (state != TAPE_MEMBER) {
        return state == TAPE_END ? TAPE_END : TAPE_DAMAGED;
    }
    if (!is_segment_name(name)) {
        (void)tape_write(sheet->tape, name, buf_view(member));
        return state;
    }
    if (!segment_read(buf_view(member), &segment) ||
        !segment_sign(member, 0, secret)) {
        return TAPE_DAMAGED;
    }
    (void)write_segment(sheet, buf_view(member));
    return state;
}

int
bundle_sign(const char *path, const struct sign_key *secret, struct str folder,
            const char *name, struct err *err)
{
    struct sheet sheet;
    struct buf member;
    struct tape_reader *tape = tape_reader_open(path, err);
    if (!tape) {
        return -1;
    }
    if (begin_sheet(&sheet, folder, err) != 0) {
        tape_reader_close(tape);
        return -1;
    }
    buf_init(&member, SEGMENT_BYTES_MAX);
    enum tape_state state = TAPE_MEMBER;
    while (state == TAPE_MEMBER) {
        state = sign_member(tape, secret, &sheet, &member);
    }
    buf_release(&member);
    tape_reader_close(tape);
    int status = end_sheet(&sheet, state == TAPE_END, name, err);
    return state == TAPE_END
               ? status
               : err_set(err, ERR_FORMAT,
                         "%s is damaged and cannot be signed; save it anew",
                         path);
}
