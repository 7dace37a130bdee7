/* SPDX-License-Identifier: MIT */
/* Segments of archives, with a checksum that is right whatever they are. */
#include <stdlib.h>

#include "core/base/memory.h"
#include "core/store/segment.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

enum { AT_SUM = 32, AT_REST = 160 };

static void
forge_sum(struct buf *segment)
{
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
touch_row(void *context, const struct segment_row *row, struct str value)
{
    uint64_t *sum = context;
    if (row->len != value.len)
        abort();
    *sum ^= hash_64(value.data, value.len);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct squeeze *squeeze = squeeze_new(1);
    struct segment segment;
    struct buf bytes;
    struct buf raw;
    uint64_t sum = 0;

    buf_init(&bytes, BUF_UNLIMITED);
    buf_init(&raw, SEGMENT_RAW_MAX);
    buf_append(&bytes, data, size);
    if (size >= AT_REST)
        forge_sum(&bytes);
    if (segment_read(buf_view(&bytes), &segment))
        (void)segment_each(&segment, squeeze, &raw, touch_row, &sum);
    buf_release(&raw);
    buf_release(&bytes);
    squeeze_free(squeeze);
    return 0;
}
