/* SPDX-License-Identifier: MIT */
#include "core/run/result.h"

#include <string.h>

enum { HEADER_BYTES = 16, NUMBERS = 5, TEXTS = 4 };

static void
put_number(struct buf *out, uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        buf_byte(out, (char)(number >> (8 * i)));
    }
}

static uint64_t
take_number(struct str *rest, int bytes)
{
    uint64_t number = 0;
    for (int i = 0; i < bytes; i++) {
        number |= (uint64_t)(unsigned char)rest->data[i] << (8 * i);
    }
    *rest = str_slice(*rest, (size_t)bytes, rest->len);
    return number;
}

static void
write_finding(const struct diagnostic *finding, struct str path,
              struct buf *out)
{
    bool own = str_equal(finding->path, path);
    const struct str texts[TEXTS] = {own ? STR("") : finding->path,
                                     finding->code, finding->message,
                                     finding->url};
    put_number(out, finding->line, 4);
    put_number(out, finding->column, 4);
    put_number(out, finding->end_line, 4);
    put_number(out, finding->end_column, 4);
    put_number(out, finding->severity, 4);
    for (int i = 0; i < TEXTS; i++) {
        put_number(out, texts[i].len, 4);
    }
    for (int i = 0; i < TEXTS; i++) {
        buf_str(out, texts[i]);
    }
}

void
result_write(const struct result *result, struct str path, struct buf *out)
{
    put_number(out, RESULT_VERSION, 4);
    put_number(out, result->len, 4);
    put_number(out, result->duration_us, 8);
    for (size_t i = 0; i < result->len; i++) {
        write_finding(&result->diagnostics[i], path, out);
    }
}

static bool
read_finding(struct str *rest, struct diagnostic *finding)
{
    size_t lens[TEXTS];
    struct str texts[TEXTS];
    if (rest->len < 4 * (NUMBERS + TEXTS)) {
        return false;
    }
    finding->line = (uint32_t)take_number(rest, 4);
    finding->column = (uint32_t)take_number(rest, 4);
    finding->end_line = (uint32_t)take_number(rest, 4);
    finding->end_column = (uint32_t)take_number(rest, 4);
    uint64_t severity = take_number(rest, 4);
    for (int i = 0; i < TEXTS; i++) {
        lens[i] = (size_t)take_number(rest, 4);
    }
    for (int i = 0; i < TEXTS; i++) {
        if (lens[i] > rest->len) {
            return false;
        }
        texts[i] = str_slice(*rest, 0, lens[i]);
        *rest = str_slice(*rest, lens[i], rest->len);
    }
    if (severity >= SEVERITIES) {
        return false;
    }
    finding->severity = (enum severity)severity;
    if (texts[0].len > 0) {
        finding->path = texts[0];
    }
    finding->code = texts[1];
    finding->message = texts[2];
    finding->url = texts[3];
    return true;
}

bool
result_read(struct str bytes, struct str path, struct str analyzer,
            struct diagnostic_list *list, uint64_t *duration_us)
{
    struct str rest = bytes;
    size_t before = list->len;
    if (bytes.len < HEADER_BYTES || take_number(&rest, 4) != RESULT_VERSION) {
        return false;
    }
    uint64_t findings = take_number(&rest, 4);
    *duration_us = take_number(&rest, 8);
    for (uint64_t i = 0; i < findings; i++) {
        struct diagnostic finding = {.analyzer = analyzer, .path = path};
        if (!read_finding(&rest, &finding)) {
            list->len = before;
            return false;
        }
        VEC_PUSH(list, finding);
    }
    if (rest.len > 0) {
        list->len = before;
        return false;
    }
    return true;
}
