/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a source, and a line (the first two bytes): its declaration is
 * one line that is not too long, and what was there before is left alone.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/plan/declaration.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { LINE_BYTES = 2 };

static void
demand(bool holds)
{
    if (!holds) {
        abort();
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct buf out;
    if (len < LINE_BYTES) {
        return 0;
    }
    struct str source = {(const char *)data + LINE_BYTES, len - LINE_BYTES};
    uint32_t line = data[0] | (uint32_t)data[1] << 8;
    buf_init(&out, BUF_UNLIMITED);
    buf_text(&out, "before");
    declaration_write(source, line, &out);
    struct str all = buf_view(&out);
    demand(str_starts_with(all, STR("before")));
    struct str text = str_slice(all, strlen("before"), all.len);
    demand(text.len <= DECLARATION_MAX + strlen("…"));
    demand(str_find_byte(text, '\n') < 0 && str_find_byte(text, '\r') < 0);
    demand(line > 0 || text.len == 0);
    buf_release(&out);
    return 0;
}
