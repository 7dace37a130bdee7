/* SPDX-License-Identifier: MIT */
/*
 * format_records - tools that print one JSON object per finding.
 *
 * Most formats in JSON differ only in where the objects stand and what their
 * members are called.  A `struct shape` is a table of that; what is left is
 * a function that puts the members together.
 *
 * Ownership and threads: as format_reader.h.
 */
#ifndef CORE_RUN_FORMAT_RECORDS_H
#define CORE_RUN_FORMAT_RECORDS_H

#include "core/run/format_reader.h"

enum slot {
    SLOT_PATH,
    SLOT_CODE,
    SLOT_NAME, /* another one for the same rule */
    SLOT_MESSAGE,
    SLOT_MORE, /* another part of the message */
    SLOT_SEVERITY,
    SLOT_URL,
    SLOT_TEXTS,
    SLOT_LINE = SLOT_TEXTS, /* numbers from here on */
    SLOT_COLUMN,
    SLOT_END_LINE,
    SLOT_END_COLUMN,
    SLOTS,
};

struct field {
    const char *keys; /* "location.row" */
    enum slot slot;
    bool needed; /* absent or null is an error */
};

/* One object, its members by slot; empty and PLACE_UNKNOWN if absent. */
struct record {
    const struct value *object;
    struct str texts[SLOT_TEXTS];
    int64_t numbers[SLOTS - SLOT_TEXTS];
};

struct shape {
    const struct field *fields;
    size_t fields_len;
    /* Add what the record says, NULL: record_finding and `counting`. */
    int (*take)(struct reader *reader, const struct record *record,
                struct err *err);
    const struct counting *counting;
};

/* What the record says, with nothing known about its tool. */
struct finding record_finding(const struct record *record);

/* Members that are of another type than their slot, or needed and absent,
   are ERR_FORMAT. */
int records_read(struct reader *reader, const struct shape *shape,
                 const struct value *list, struct err *err);
/* The object's members, by slot. */
int record_fill(struct reader *reader, const struct shape *shape,
                const struct value *object, struct record *record,
                struct err *err);
/* One object, filled and taken. */
int record_read(struct reader *reader, const struct shape *shape,
                const struct value *object, struct err *err);
/* An object per line; blank lines are skipped. */
int records_read_lines(struct reader *reader, const struct shape *shape,
                       struct err *err);

/*
 * The output as one JSON value, and its member `list` (NULL: itself), which
 * has to be an array.  `tree` is NULL if there was no output at all.
 */
int records_open(struct reader *reader, const char *list, struct value **tree,
                 const struct value **items, struct err *err);

#endif
