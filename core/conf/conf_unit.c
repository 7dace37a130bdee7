/* SPDX-License-Identifier: MIT */
#include "core/conf/conf_unit.h"

#include <inttypes.h>

#include "core/base/nearest.h"

struct unit {
    const char *name;
    uint64_t factor;
};

/* Largest first, the usual name of a factor before its others. */
static const struct unit sizes[] = {
    {"TiB", UINT64_C(1) << 40}, {"TB", UINT64_C(1000000000000)},
    {"GiB", UINT64_C(1) << 30}, {"GB", UINT64_C(1000000000)},
    {"MiB", UINT64_C(1) << 20}, {"MB", UINT64_C(1000000)},
    {"KiB", UINT64_C(1) << 10}, {"kB", UINT64_C(1000)},
    {"KB", UINT64_C(1000)},     {"B", 1},
};

static const struct unit durations[] = {
    {"w", UINT64_C(604800000)},
    {"d", UINT64_C(86400000)},
    {"h", UINT64_C(3600000)},
    {"min", UINT64_C(60000)},
    {"m", UINT64_C(60000)},
    {"s", UINT64_C(1000)},
    {"ms", 1},
};

enum {
    SIZES = sizeof(sizes) / sizeof(sizes[0]),
    DURATIONS = sizeof(durations) / sizeof(durations[0])
};

/* Take the digits off the front; false if there are none or too many. */
static bool
take_number(struct str *text, uint64_t *out)
{
    uint64_t number = 0;
    size_t at = 0;

    for (; at < text->len; at++) {
        unsigned digit = (unsigned char)text->data[at] - (unsigned)'0';
        if (digit > 9)
            break;
        if (__builtin_mul_overflow(number, UINT64_C(10), &number) ||
            __builtin_add_overflow(number, (uint64_t)digit, &number))
            return false;
    }
    if (at == 0)
        return false;
    *out = number;
    *text = str_slice(*text, at, text->len);
    return true;
}

/* Take the letters off the front; 0 if they are no unit. */
static uint64_t
take_unit(struct str *text, const struct unit *units, size_t len)
{
    size_t end = 0;

    while (end < text->len && (text->data[end] < '0' || text->data[end] > '9'))
        end++;
    struct str name = str_trim(str_slice(*text, 0, end));
    *text = str_slice(*text, end, text->len);
    for (size_t i = 0; i < len; i++)
        if (str_equal(name, str_from(units[i].name)))
            return units[i].factor;
    return 0;
}

/* Add one "30min" from the front of `text` to `*sum`. */
static bool
take_part(struct str *text, const struct unit *units, size_t len, uint64_t *sum)
{
    uint64_t number;
    uint64_t factor;
    uint64_t part;

    if (!take_number(text, &number))
        return false;
    factor = take_unit(text, units, len);
    return factor > 0 && !__builtin_mul_overflow(number, factor, &part) &&
           !__builtin_add_overflow(*sum, part, sum);
}

bool
conf_unit_number(struct str text, uint64_t *out)
{
    uint64_t number;

    if (!take_number(&text, &number) || text.len > 0)
        return false;
    *out = number;
    return true;
}

bool
conf_unit_size(struct str text, uint64_t *bytes)
{
    uint64_t sum = 0;

    if (!take_part(&text, sizes, SIZES, &sum) || text.len > 0)
        return false;
    *bytes = sum;
    return true;
}

bool
conf_unit_duration(struct str text, uint64_t *ms)
{
    uint64_t sum = 0;

    do {
        if (!take_part(&text, durations, DURATIONS, &sum))
            return false;
    } while (text.len > 0);
    *ms = sum;
    return true;
}

/* The unit that follows the first number without a right one. */
static struct str
nearest_unit(struct str text, const struct unit *units, size_t len)
{
    struct nearest nearest = nearest_to(STR(""));
    uint64_t number;

    while (take_number(&text, &number)) {
        struct str rest = text;
        if (take_unit(&rest, units, len) > 0) {
            text = rest;
            continue;
        }
        text.len -= rest.len;
        nearest = nearest_to(str_trim(text));
        for (size_t i = 0; i < len; i++)
            nearest_offer(&nearest, str_from(units[i].name));
        break;
    }
    return nearest.best;
}

struct str
conf_unit_size_nearest(struct str text)
{
    return nearest_unit(text, sizes, SIZES);
}

struct str
conf_unit_duration_nearest(struct str text)
{
    return nearest_unit(text, durations, DURATIONS);
}

void
conf_unit_size_text(uint64_t bytes, struct buf *out)
{
    size_t i = 0;

    while (bytes % sizes[i].factor != 0 || bytes < sizes[i].factor) {
        if (sizes[i].factor == 1)
            break;
        i++;
    }
    buf_printf(out, "%" PRIu64 "%s", bytes / sizes[i].factor, sizes[i].name);
}

void
conf_unit_duration_text(uint64_t ms, struct buf *out)
{
    if (ms == 0)
        buf_text(out, "0s");
    /* Weeks are left out: "30d" is not better said as "4w2d". */
    for (size_t i = 1; i < DURATIONS && ms > 0; i++) {
        uint64_t count = ms / durations[i].factor;
        ms %= durations[i].factor;
        if (count > 0)
            buf_printf(out, "%" PRIu64 "%s", count, durations[i].name);
    }
}

static void
append_names(const struct unit *units, size_t len, struct buf *out)
{
    for (size_t i = 0; i < len; i++)
        buf_printf(out, "%s%s", i > 0 ? "|" : "", units[i].name);
}

void
conf_unit_size_pattern(struct buf *out)
{
    buf_text(out, "^[0-9]+ *(");
    append_names(sizes, SIZES, out);
    buf_text(out, ")$");
}

void
conf_unit_duration_pattern(struct buf *out)
{
    buf_text(out, "^([0-9]+ *(");
    append_names(durations, DURATIONS, out);
    buf_text(out, ") *)+$");
}

/* ---- exit statuses */

const char *const conf_unit_status_pattern =
    "^(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
    "(-(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9]))?$";

/* As it is written, without zeros in front. */
static bool
read_status(struct str text, int *status)
{
    uint64_t number;

    if (text.len > 3 || (text.len > 1 && text.data[0] == '0') ||
        !conf_unit_number(text, &number) || number > 255)
        return false;
    *status = (int)number;
    return true;
}

bool
conf_unit_status(struct str text, struct conf_status_range *range)
{
    struct str rest = text;
    struct str from = str_split(&rest, '-');

    if (!read_status(from, &range->from))
        return false;
    range->to = range->from;
    return !rest.data ||
           (read_status(rest, &range->to) && range->from <= range->to);
}
