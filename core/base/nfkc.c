/* SPDX-License-Identifier: MIT */
#include "core/base/nfkc.h"

#include <stdlib.h>
#include <utf8proc.h>

static bool
is_ascii(struct str text)
{
    unsigned char all = 0;
    for (size_t i = 0; i < text.len; i++) {
        all |= (unsigned char)text.data[i];
    }
    return all < 0x80;
}

struct str
nfkc(struct arena *arena, struct str name)
{
    utf8proc_uint8_t *made = NULL;
    if (is_ascii(name)) {
        return name;
    }
    utf8proc_ssize_t len = utf8proc_map(
        (const utf8proc_uint8_t *)name.data, (utf8proc_ssize_t)name.len, &made,
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
    if (len >= 0) {
        struct str other = {(const char *)made, (size_t)len};
        name = str_equal(other, name) ? name : arena_str(arena, other);
    }
    free(made);
    return name;
}

const char *
nfkc_library_version(void)
{
    return utf8proc_version();
}
