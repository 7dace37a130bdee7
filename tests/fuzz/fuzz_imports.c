/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a source: decoded, scanned, and made into a table that is
 * valid.  The first byte chooses the options.
 */
#include <stdlib.h>

#include "core/python/imports.h"
#include "core/python/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    if (len == 0) {
        return 0;
    }
    struct string_imports strings = {.enabled = data[0] & 1,
                                     .min_dots = data[0] >> 1 & 3};
    struct str bytes = {(const char *)data + 1, len - 1};
    struct buf scratch;
    struct text_problem problem;
    buf_init(&scratch, BUF_UNLIMITED);
    struct str text = text_decode(bytes, &scratch, &problem);
    struct import_builder *builder = import_builder_new(&strings);
    struct import_reader *reader = import_reader_new(builder);
    const struct import_list *lists[2] = {import_read(reader, text)};
    /* Once more: what is known by now must change nothing. */
    lists[1] = import_read(reader, text);
    import_reader_free(reader);
    struct import_sources sources = {.lists = lists, .len = 2};
    struct facts_table table;
    import_build_table(builder, &sources, &table);
    if (!facts_table_valid(&table) ||
        table.files[0].len != table.files[1].len) {
        abort();
    }
    import_builder_free(builder);
    buf_release(&scratch);
    return 0;
}
