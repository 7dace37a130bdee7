/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as what a tool printed: diagnostics that an honest tool could
 * have said, or ERR_FORMAT.  The first line names the format; without one,
 * the first byte chooses it.
 */
#include <assert.h>
#include <stdint.h>

#include "tests/unit/run/format_case.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const struct format *
choose(struct str *output)
{
    struct str rest = *output;
    const struct format *format = format_find(str_split(&rest, '\n'));
    size_t formats = 0;

    if (format) {
        *output = rest;
        return format;
    }
    while (format_names[formats])
        formats++;
    size_t i = (unsigned char)output->data[0] % formats;
    *output = str_slice(*output, 1, output->len);
    return format_find(str_from(format_names[i]));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct str output = {(const char *)data, len};
    struct format_case test;

    if (len == 0)
        return 0;
    format_case_init(&test);
    const struct format *format = choose(&output);
    test.input.pattern =
        STR("^(?<path>[^:,\n]+)(?::(?<line>\\d+): \\[(?<severity>.*?)\\] |, "
            "line (?<line>\\d+), column (?<column>\\d+) \\((?<code>\\w+)\\): )"
            "(?<message>.*)$");
    test.input.output = output;
    test.input.other = output;
    if (format_read(format, &test.input, &test.arena, &test.result,
                    &test.err) == 0) {
        assert(format_case_is_sound(&test.result));
    } else {
        assert(test.err.code == ERR_FORMAT && test.err.text[0] != '\0');
        assert(test.result.diagnostics.len == 0);
    }
    format_case_release(&test);
    return 0;
}
