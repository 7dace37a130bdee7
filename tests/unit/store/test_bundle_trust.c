/* SPDX-License-Identifier: MIT */
/* Archives that somebody made to harm us, and whom to believe. */
#include "core/store/bundle.h"

#include <stdlib.h>
#include <string.h>

#include "core/store/segment.h"
#include "core/store/tape.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/store/bundle_case.h"

/* ---- segments that somebody made to harm us, checksums and all */

static bool
keep(void *context, struct str bytes)
{
    buf_str(context, bytes);
    return true;
}

static struct bundle_restored
restore_members(const char *const *names, const struct str *members, size_t len)
{
    struct buf tape;
    buf_init(&tape, BUF_UNLIMITED);
    struct err err;
    struct tape_writer *writer = tape_writer_new(keep, &tape, &err);
    assert_non_null(writer);
    for (size_t i = 0; i < len; i++)
        assert_true(tape_write(writer, names[i], members[i]));
    assert_true(tape_writer_end(writer));
    write_bytes("b.tar", tape.data, tape.len);
    buf_release(&tape);
    return restore("b.tar");
}

static void
make_segment(const struct segment_row *rows, size_t len, struct str value,
             struct buf *segment)
{
    struct squeeze *squeeze = squeeze_new(3);
    struct segment_rows list;
    segment_rows_init(&list, HASH_XXH3);
    for (size_t i = 0; i < len; i++)
        segment_rows_add(&list, &rows[i], value);
    buf_init(segment, SEGMENT_BYTES_MAX);
    assert_true(segment_write(&list, STR("main"), squeeze, segment));
    segment_rows_release(&list);
    squeeze_free(squeeze);
}

static void
names_of_members_lead_nowhere(void **state)
{
    static const char *const names[] = {
        "/segment-0",         "../segment-0", "segment-0/../../x",
        "x/segment-00000000", "SEGMENT-0",    "s\xc3\xa9gment-0",
    };
    struct segment_row row = {.kind = DB_RESULT, .len = 5, .key = row_key(1)};
    struct buf segment;

    (void)state;
    make_segment(&row, 1, STR("value"), &segment);
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        struct str member = buf_view(&segment);
        struct bundle_restored restored =
            restore_members(&names[i], &member, 1);
        assert_false(file_exists("../segment-0"));
        assert_false(file_exists("x"));
        assert_true(restored.rows <= 1);
    }
    buf_release(&segment);
}

static void
rows_that_are_out_of_order_or_twice_are_refused(void **state)
{
    static const char *const name[] = {"segment-00000000"};
    struct segment_row rows[2] = {
        {.kind = DB_RESULT, .len = 5, .key = row_key(1)},
        {.kind = DB_RESULT, .len = 5, .key = row_key(1)},
    };
    struct buf segment;

    (void)state;
    make_segment(rows, 2, STR("value"), &segment);
    struct str member = buf_view(&segment);
    assert_int_equal(restore_members(name, &member, 1).damaged, 1);
    buf_release(&segment);
    rows[1].kind = DB_SYMBOLS;
    make_segment(rows, 2, STR("value"), &segment);
    member = buf_view(&segment);
    assert_int_equal(restore_members(name, &member, 1).damaged, 1);
    buf_release(&segment);
}

static void
lengths_that_do_not_add_up_are_refused(void **state)
{
    static const char *const name[] = {"segment-00000000"};
    static const uint32_t lens[] = {0, 4, 6, 1 << 20, UINT32_MAX};
    struct buf segment;

    (void)state;
    for (size_t i = 0; i < sizeof(lens) / sizeof(*lens); i++) {
        struct segment_row row = {
            .kind = DB_RESULT, .len = lens[i], .key = row_key(1)};
        make_segment(&row, 1, STR("value"), &segment);
        struct str member = buf_view(&segment);
        struct bundle_restored restored = restore_members(name, &member, 1);
        assert_int_equal(restored.damaged, 1);
        assert_int_equal(restored.rows, 0);
        buf_release(&segment);
    }
}

static void
kinds_that_are_not_known_are_left_out(void **state)
{
    static const char *const names[] = {"segment-00000000", "segment-00000000"};
    struct segment_row rows[2] = {
        {.kind = DB_RESULT, .len = 5, .key = row_key(1)},
        {.kind = 77, .len = 5, .key = row_key(2)},
    };
    struct buf segment;

    (void)state;
    make_segment(rows, 2, STR("value"), &segment);
    struct str members[2] = {buf_view(&segment), buf_view(&segment)};
    struct bundle_restored restored = restore_members(names, members, 2);
    assert_int_equal(restored.rows, 4);
    assert_int_equal(restored.added, 1);
    buf_release(&segment);
}

/* Make the checksum of a segment right again, as whoever lies would. */
static void
forge_sum(struct buf *segment)
{
    enum { AT_SUM = 32, AT_REST = 160 };
    struct digest sum;
    struct buf summed;

    buf_init(&summed, BUF_UNLIMITED);
    buf_append(&summed, segment->data, AT_SUM);
    buf_append(&summed, segment->data + AT_REST, segment->len - AT_REST);
    hash_bytes(HASH_SHA256, summed.data, summed.len, &sum);
    memcpy(segment->data + AT_SUM, sum.bytes, sizeof(sum.bytes));
    buf_release(&summed);
}

static void
count_row(void *context, const struct segment_row *row, struct str value)
{
    size_t *count = context;
    assert_int_equal(row->len, value.len);
    ++*count;
}

/*
 * Every byte changed in every bit, with a checksum that is right again: such
 * a segment may say anything, but not more than it is.
 */
static void
a_forged_checksum_opens_nothing(void **state)
{
    struct segment_row rows[3] = {
        {.kind = DB_SYMBOLS, .len = 5, .key = row_key(1)},
        {.kind = DB_RESULT, .len = 5, .key = row_key(2)},
        {.kind = DB_TIMES, .len = 5, .key = row_key(3)},
    };
    struct squeeze *squeeze = squeeze_new(1);
    struct segment segment;
    struct buf bytes;
    struct buf raw;
    size_t tried = 0;
    size_t read = 0;

    (void)state;
    make_segment(rows, 3, STR("value"), &bytes);
    buf_init(&raw, SEGMENT_RAW_MAX);
    for (size_t i = 0; i < bytes.len * 8; i++) {
        size_t count = 0;
        char bit = (char)(1 << i % 8);
        if (i / 8 >= 32 && i / 8 < 160)
            continue;
        bytes.data[i / 8] = (char)(bytes.data[i / 8] ^ bit);
        forge_sum(&bytes);
        if (segment_read(buf_view(&bytes), &segment) &&
            segment_each(&segment, squeeze, &raw, count_row, &count)) {
            assert_int_equal(count, segment.count);
            read++;
        } else {
            assert_int_equal(count, 0);
        }
        bytes.data[i / 8] = (char)(bytes.data[i / 8] ^ bit);
        tried++;
    }
    assert_true(read > 0 && read < tried);
    print_message("%zu forged segments, %zu well-formed\n", tried, read);
    buf_release(&raw);
    buf_release(&bytes);
    squeeze_free(squeeze);
}

/* 60 MB of zeros are a few kilobytes; what it says is what it may take. */
static void
a_bomb_takes_what_it_says_and_not_more(void **state)
{
    static const char *const name[] = {"segment-00000000"};
    struct segment_row row = {
        .kind = DB_RESULT, .len = 60 << 20, .key = row_key(1)};
    char *zeros = calloc(1, row.len);
    struct buf segment;

    (void)state;
    make_segment(&row, 1, (struct str){zeros, row.len}, &segment);
    assert_true(segment.len < 100000);
    struct str member = buf_view(&segment);
    assert_int_equal(restore_members(name, &member, 1).added, 1);
    /* The length in the header, and the checksum made anew over it. */
    segment.data[16] = (char)(segment.data[16] ^ 1);
    member = buf_view(&segment);
    assert_int_equal(restore_members(name, &member, 1).damaged, 1);
    buf_release(&segment);
    free(zeros);
}

/* ---- trust */

static struct sign_key
secret_key(unsigned char fill)
{
    struct sign_key key;
    memset(key.bytes, fill, sizeof(key.bytes));
    return key;
}

static struct bundle_restored
restore_trusting(const char *name, unsigned char fill, bool required)
{
    struct sign_key secret = secret_key(fill);
    struct sign_key public;
    assert_true(sign_public_key(&secret, &public));
    return restore_with(name, (struct bundle_target){
                                  .namespace = STR("main"),
                                  .must_be_signed = required,
                                  .keys = &public,
                                  .keys_len = 1,
                              });
}

static void
only_what_a_known_key_signed_is_taken_where_it_must(void **state)
{
    struct sign_key secret = secret_key(1);

    (void)state;
    make_archive("plain.tar", ROWS, NULL);
    make_archive("signed.tar", ROWS, &secret);
    assert_int_equal(restore_trusting("signed.tar", 1, true).added, ROWS);
    assert_int_equal(restore_trusting("signed.tar", 2, true).untrusted, 1);
    assert_int_equal(restore_trusting("plain.tar", 1, true).untrusted, 1);
    assert_int_equal(restore_trusting("plain.tar", 1, true).rows, 0);
    assert_int_equal(restore_trusting("plain.tar", 1, false).added, ROWS);
    assert_int_equal(restore_trusting("signed.tar", 2, false).added, ROWS);
}

static void
signing_later_is_signing_at_once(void **state)
{
    struct sign_key secret = secret_key(1);
    struct buf one;
    struct buf other;
    struct err err;

    (void)state;
    make_archive("signed.tar", ROWS, &secret);
    make_archive("plain.tar", ROWS, NULL);
    assert_int_equal(
        bundle_sign("plain.tar", &secret, STR("."), "later.tar", &err), 0);
    read_bytes("signed.tar", &one);
    read_bytes("later.tar", &other);
    assert_true(str_equal(buf_view(&one), buf_view(&other)));
    buf_release(&other);
    /* What is not whole is not signed, and stays. */
    one.data[one.len / 3] = (char)(one.data[one.len / 3] ^ 1);
    write_bytes("signed.tar", one.data, one.len);
    assert_int_equal(
        bundle_sign("signed.tar", &secret, STR("."), "signed.tar", &err), -1);
    assert_int_equal(err.code, ERR_FORMAT);
    read_bytes("signed.tar", &other);
    assert_true(str_equal(buf_view(&one), buf_view(&other)));
    buf_release(&one);
    buf_release(&other);
}

static void
no_flipped_byte_is_taken_where_it_must_be_signed(void **state)
{
    struct sign_key secret = secret_key(1);
    struct sign_key public;
    struct bundle_target target = {.namespace = STR("main"),
                                   .max_bytes = 1 << 30,
                                   .must_be_signed = true,
                                   .keys = &public,
                                   .keys_len = 1};
    size_t tried;

    (void)state;
    assert_true(sign_public_key(&secret, &public));
    make_archive("a.tar", 10, &secret);
    target.own = open_folder("other", STR("main"));
    assert_true(flip_each_byte(&target, 10, &tried) < tried);
    db_close(target.own);
}

static void
a_namespace_takes_its_own_and_mains(void **state)
{
    struct bundle_target one = {.namespace = STR("pr-1")};
    struct bundle_target other = {.namespace = STR("pr-2")};
    struct bundle_saved saved;
    struct db *db;

    (void)state;
    make_archive("main.tar", 10, NULL);
    db = db_open_as("cache", STR("pr-1"), &(struct err){0});
    put_rows(db, 5, 20, LEN);
    db_flush(db);
    struct bundle_source source = source_of(db);
    source.namespace = STR("pr-1");
    save(&source, "pr.tar", &saved);
    db_close(db);
    assert_int_equal(saved.rows, 10); /* main's are not among them */
    assert_int_equal(restore_with("main.tar", one).added, 10);
    assert_int_equal(count_restored(20), 10);
    assert_int_equal(restore_with("pr.tar", one).added, 10);
    assert_int_equal(count_restored(20), 0); /* main does not see them */
    assert_int_equal(restore_with("pr.tar", other).foreign, 1);
    assert_int_equal(restore("pr.tar").foreign, 1);
}

static void
the_other_hash_is_a_miss(void **state)
{
    struct bundle_target target = {.namespace = STR("main"),
                                   .algorithm = HASH_SHA256};

    (void)state;
    make_archive("a.tar", ROWS, NULL);
    assert_int_equal(restore_with("a.tar", target).hashed, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(names_of_members_lead_nowhere),
        SCRATCH_TEST(rows_that_are_out_of_order_or_twice_are_refused),
        SCRATCH_TEST(lengths_that_do_not_add_up_are_refused),
        SCRATCH_TEST(kinds_that_are_not_known_are_left_out),
        SCRATCH_TEST(a_forged_checksum_opens_nothing),
        SCRATCH_TEST(a_bomb_takes_what_it_says_and_not_more),
        SCRATCH_TEST(only_what_a_known_key_signed_is_taken_where_it_must),
        SCRATCH_TEST(signing_later_is_signing_at_once),
        SCRATCH_TEST(no_flipped_byte_is_taken_where_it_must_be_signed),
        SCRATCH_TEST(a_namespace_takes_its_own_and_mains),
        SCRATCH_TEST(the_other_hash_is_a_miss),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
