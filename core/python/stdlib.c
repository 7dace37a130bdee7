/* SPDX-License-Identifier: MIT */
#include "core/python/stdlib.h"

/* Text in place instead of pointers: nothing to relocate at the start. */
struct row {
    char name[30]; /* padded with NUL */
    unsigned char since;
    unsigned char until;
};

static const struct row rows[] = {
#include "core/python/stdlib_names.inc"
};

size_t
stdlib_count(void)
{
    return sizeof(rows) / sizeof(*rows);
}

struct str
stdlib_name(size_t i)
{
    return str_from(rows[i].name);
}

bool
stdlib_in(size_t i, unsigned minor)
{
    return minor == 0 || (rows[i].since <= minor && minor <= rows[i].until);
}

bool
stdlib_has(struct str name, unsigned minor)
{
    size_t low = 0;
    size_t high = stdlib_count();

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(name, stdlib_name(middle));
        if (order == 0) {
            return stdlib_in(middle, minor);
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return false;
}

unsigned
stdlib_minor(struct str version)
{
    unsigned minor = 0;

    if (!str_starts_with(version, STR("3.")) || version.len > 4) {
        return 0;
    }
    for (size_t i = 2; i < version.len; i++) {
        char byte = version.data[i];
        if (byte < '0' || byte > '9' || (i == 2 && byte == '0')) {
            return 0;
        }
        minor = minor * 10 + (unsigned)(byte - '0');
    }
    return minor >= PYTHON_MINOR_MIN && minor <= PYTHON_MINOR_MAX ? minor : 0;
}
