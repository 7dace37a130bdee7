/* SPDX-License-Identifier: MIT */
#include "core/store/segment.h"

static const char magic[8] = "dsseg1\n";

enum {
    AT_ALGORITHM = 8,
    AT_NAMESPACE_LEN = 9,
    AT_ZERO = 10,
    AT_COUNT = 12,
    AT_RAW_LEN = 16,
    AT_FRAME_LEN = 24,
    AT_SUM = 32,
    AT_SIGNER = 64,
    AT_SIGNATURE = 96,
    HEADER_BYTES = 160,
    NUMBERS_BYTES = 8, /* of a row: kind and length */
};

/* ---- numbers */

static void
put_number(char *at, uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        at[i] = (char)(unsigned char)(number >> (8 * i));
    }
}

static uint64_t
get_number(const char *at, int bytes)
{
    uint64_t number = 0;
    for (int i = 0; i < bytes; i++) {
        number |= (uint64_t)(unsigned char)at[i] << (8 * i);
    }
    return number;
}

static size_t
key_bytes(enum hash_algorithm algorithm)
{
    return algorithm == HASH_SHA256 ? DIGEST_BYTES : DIGEST_BYTES / 2;
}

/* ---- writing */

void
segment_rows_init(struct segment_rows *rows, enum hash_algorithm algorithm)
{
    *rows = (struct segment_rows){.algorithm = algorithm};
    buf_init(&rows->values, SEGMENT_RAW_MAX);
}

void
segment_rows_release(struct segment_rows *rows)
{
    VEC_RELEASE(rows);
    buf_release(&rows->values);
}

void
segment_rows_clear(struct segment_rows *rows)
{
    rows->len = 0;
    buf_clear(&rows->values);
}

void
segment_rows_add(struct segment_rows *rows, const struct segment_row *row,
                 struct str value)
{
    VEC_PUSH(rows, *row);
    buf_str(&rows->values, value);
}

bool
segment_rows_is_full(const struct segment_rows *rows)
{
    size_t heads = rows->len * (NUMBERS_BYTES + key_bytes(rows->algorithm));
    return rows->values.len + heads >= SEGMENT_TARGET ||
           rows->len >= SEGMENT_ROWS_MAX;
}

static void
write_raw(const struct segment_rows *rows, struct buf *raw)
{
    char numbers[NUMBERS_BYTES];
    for (size_t i = 0; i < rows->len; i++) {
        put_number(numbers, rows->items[i].kind, 4);
        put_number(numbers + 4, rows->items[i].len, 4);
        buf_append(raw, numbers, sizeof(numbers));
    }
    for (size_t i = 0; i < rows->len; i++) {
        buf_append(raw, rows->items[i].key.bytes, key_bytes(rows->algorithm));
    }
    buf_str(raw, buf_view(&rows->values));
}

/* Over all but itself, the signer and the signature. */
static void
sum_of(struct str segment, struct digest *sum)
{
    struct buf summed;
    buf_init(&summed, BUF_UNLIMITED);
    buf_append(&summed, segment.data, AT_SUM);
    buf_str(&summed, str_slice(segment, HEADER_BYTES, segment.len));
    hash_bytes(HASH_SHA256, summed.data, summed.len, sum);
    buf_release(&summed);
}

bool
segment_write(const struct segment_rows *rows, struct str namespace,
              struct squeeze *squeeze, struct buf *out)
{
    struct buf raw;
    struct digest sum;
    char header[HEADER_BYTES] = {0};
    size_t from = out->len;
    buf_init(&raw, SEGMENT_RAW_MAX);
    write_raw(rows, &raw);
    buf_append(out, header, sizeof(header));
    buf_str(out, namespace);
    size_t frame = out->len;
    bool done = !raw.full && !out->full &&
                namespace.len <= SEGMENT_NAMESPACE_MAX &&
                squeeze_pack(squeeze, buf_view(&raw), out);
    if (done) {
        char *at = out->data + from;
        memcpy(at, magic, sizeof(magic));
        put_number(at + AT_ALGORITHM, rows->algorithm, 1);
        put_number(at + AT_NAMESPACE_LEN, namespace.len, 1);
        put_number(at + AT_COUNT, rows->len, 4);
        put_number(at + AT_RAW_LEN, raw.len, 8);
        put_number(at + AT_FRAME_LEN, out->len - frame, 8);
        sum_of(str_slice(buf_view(out), from, out->len), &sum);
        memcpy(at + AT_SUM, sum.bytes, sizeof(sum.bytes));
    }
    buf_release(&raw);
    return done;
}

/* ---- signatures */

#define DOMAIN "depstamp segment 1"
enum { MESSAGE_BYTES = sizeof(DOMAIN) - 1 + DIGEST_BYTES };

static struct str
message_of(const char *segment, char *message)
{
    memcpy(message, DOMAIN, sizeof(DOMAIN) - 1);
    memcpy(message + sizeof(DOMAIN) - 1, segment + AT_SUM, DIGEST_BYTES);
    return (struct str){message, MESSAGE_BYTES};
}

bool
segment_sign(struct buf *segment, size_t from, const struct sign_key *secret)
{
    struct sign_key public;
    struct signature signature;
    char message[MESSAGE_BYTES];
    char *at = segment->data + from;
    if (!sign_public_key(secret, &public) ||
        !sign_message(secret, message_of(at, message), &signature)) {
        return false;
    }
    memcpy(at + AT_SIGNER, public.bytes, sizeof(public.bytes));
    memcpy(at + AT_SIGNATURE, signature.bytes, sizeof(signature.bytes));
    return true;
}

static bool
is_zero(const char *at, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (at[i] != 0) {
            return false;
        }
    }
    return true;
}

/* No signature at all is fine, a wrong one is not. */
static bool
read_signature(const char *at, struct segment *segment)
{
    struct signature signature;
    char message[MESSAGE_BYTES];
    segment->is_signed = !is_zero(at + AT_SIGNER, HEADER_BYTES - AT_SIGNER);
    memcpy(segment->signer.bytes, at + AT_SIGNER, SIGN_KEY_BYTES);
    memcpy(signature.bytes, at + AT_SIGNATURE, SIGN_BYTES);
    return !segment->is_signed ||
           sign_is_right(&segment->signer, message_of(at, message), &signature);
}

/* ---- reading */

static bool
read_header(struct str bytes, struct segment *segment)
{
    if (bytes.len < HEADER_BYTES || bytes.len > SEGMENT_BYTES_MAX ||
        memcmp(bytes.data, magic, sizeof(magic)) != 0 ||
        !is_zero(bytes.data + AT_ZERO, AT_COUNT - AT_ZERO)) {
        return false;
    }
    uint64_t algorithm = get_number(bytes.data + AT_ALGORITHM, 1);
    uint64_t namespace_len = get_number(bytes.data + AT_NAMESPACE_LEN, 1);
    uint64_t frame_len = get_number(bytes.data + AT_FRAME_LEN, 8);
    uint64_t count = get_number(bytes.data + AT_COUNT, 4);
    segment->raw_len = get_number(bytes.data + AT_RAW_LEN, 8);
    if (algorithm > HASH_SHA256 || namespace_len == 0 ||
        namespace_len > SEGMENT_NAMESPACE_MAX ||
        namespace_len > bytes.len - HEADER_BYTES ||
        frame_len != bytes.len - HEADER_BYTES - namespace_len ||
        count > SEGMENT_ROWS_MAX || segment->raw_len > SEGMENT_RAW_MAX) {
        return false;
    }
    size_t frame = HEADER_BYTES + (size_t)namespace_len;
    segment->algorithm = (enum hash_algorithm)algorithm;
    segment->namespace = str_slice(bytes, HEADER_BYTES, frame);
    segment->frame = str_slice(bytes, frame, bytes.len);
    segment->count = (uint32_t)count;
    return true;
}

bool
segment_read(struct str bytes, struct segment *segment)
{
    struct digest sum;
    if (!read_header(bytes, segment)) {
        return false;
    }
    sum_of(bytes, &sum);
    return memcmp(sum.bytes, bytes.data + AT_SUM, DIGEST_BYTES) == 0 &&
           read_signature(bytes.data, segment);
}

static struct segment_row
row_at(const struct segment *segment, struct str raw, uint32_t i)
{
    size_t key = key_bytes(segment->algorithm);
    const char *numbers = raw.data + (size_t)i * NUMBERS_BYTES;
    const char *keys = raw.data + (size_t)segment->count * NUMBERS_BYTES;
    struct segment_row row = {
        .kind = (uint32_t)get_number(numbers, 4),
        .len = (uint32_t)get_number(numbers + 4, 4),
    };
    memcpy(row.key.bytes, keys + i * key, key);
    return row;
}

static bool
is_before(const struct segment_row *a, const struct segment_row *b)
{
    return a->kind != b->kind ? a->kind < b->kind
                              : digest_compare(&a->key, &b->key) < 0;
}

/* Do the rows ascend, and do their values fill the rest? */
static bool
is_sound(const struct segment *segment, struct str raw, size_t heads)
{
    uint64_t sum = 0;
    struct segment_row before = {0};
    if (heads > raw.len) {
        return false;
    }
    for (uint32_t i = 0; i < segment->count; i++) {
        struct segment_row row = row_at(segment, raw, i);
        sum += row.len;
        if (row.len > DB_VALUE_MAX || (i > 0 && !is_before(&before, &row))) {
            return false;
        }
        before = row;
    }
    return sum == raw.len - heads;
}

bool
segment_each(const struct segment *segment, struct squeeze *squeeze,
             struct buf *raw, segment_each_row *each, void *context)
{
    size_t offset = (size_t)segment->count *
                    (NUMBERS_BYTES + key_bytes(segment->algorithm));
    buf_clear(raw);
    if (!squeeze_unpack(squeeze, segment->frame, (size_t)segment->raw_len,
                        raw)) {
        return false;
    }
    struct str bytes = buf_view(raw);
    if (!is_sound(segment, bytes, offset)) {
        return false;
    }
    for (uint32_t i = 0; i < segment->count; i++) {
        struct segment_row row = row_at(segment, bytes, i);
        each(context, &row, str_slice(bytes, offset, offset + row.len));
        offset += row.len;
    }
    return true;
}
