/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "core/base/hash.h"
#include "core/base/intern.h"
#include "core/base/map.h"
#include "core/base/memory.h"
#include "core/run/report_parts.h"
#include "core/run/visible.h"

/* What is needed while groups are made. */
struct grouping {
    struct report_groups *groups;
    struct intern names;
    text_id *group_of; /* of each finding, the id of its analyzer's name */
    struct map seen;   /* half a fingerprint without `copy` -> how often */
    struct hasher hasher;
    struct buf message;
};

/* A "0" for each number: what is "defined on line 12" today is the same
   finding tomorrow. */
static struct str
without_numbers(struct str text, struct buf *out)
{
    bool in_number = false;

    buf_clear(out);
    for (size_t i = 0; i < text.len; i++) {
        bool is_digit = text.data[i] >= '0' && text.data[i] <= '9';
        if (!is_digit)
            buf_byte(out, text.data[i]);
        else if (!in_number)
            buf_byte(out, '0');
        in_number = is_digit;
    }
    return buf_view(out);
}

static void
digest_finding(struct grouping *grouping, const struct diagnostic *finding,
               uint32_t copy, struct digest *digest)
{
    struct hasher *hasher = &grouping->hasher;

    hasher_begin(hasher, "finding");
    hasher_text(hasher, 'a', finding->analyzer);
    hasher_text(hasher, 'p', finding->path);
    hasher_text(hasher, 'c', finding->code);
    hasher_text(hasher, 'm',
                without_numbers(finding->message, &grouping->message));
    hasher_number(hasher, 'n', copy);
    hasher_end(hasher, digest);
}

static void
take_finding(struct grouping *grouping, const struct diagnostic *diagnostic,
             struct report_finding *finding)
{
    struct digest digest;
    uint64_t key;
    uint32_t *copies;

    digest_finding(grouping, diagnostic, 0, &digest);
    memcpy(&key, digest.bytes, sizeof(key));
    copies = map_entry(&grouping->seen, key == MAP_NO_KEY ? 0 : key, 0);
    if (*copies > 0)
        digest_finding(grouping, diagnostic, *copies, &digest);
    ++*copies;
    *finding = (struct report_finding){.diagnostic = diagnostic};
    for (size_t i = 0; i < REPORT_FINGERPRINT_TEXT / 2; i++) {
        static const char digits[] = "0123456789abcdef";
        finding->fingerprint[2 * i] = digits[digest.bytes[i] >> 4];
        finding->fingerprint[2 * i + 1] = digits[digest.bytes[i] & 15];
    }
}

/* Ids of names are places in `items`: analyzers listed first. */
static void
find_groups(struct grouping *grouping, const struct report *report)
{
    const struct diagnostic_list *list = report->diagnostics;
    struct report_groups *groups = grouping->groups;

    for (size_t i = 0; i < report->analyzers_len; i++)
        (void)intern_text(&grouping->names, report->analyzers[i].name);
    for (size_t i = 0; i < list->len; i++)
        grouping->group_of[i] =
            intern_text(&grouping->names, list->items[i].analyzer);
    groups->len = grouping->names.len;
    groups->items = memory_zero(groups->len * sizeof(*groups->items));
    for (size_t i = 0; i < list->len; i++) {
        struct report_group *group = &groups->items[grouping->group_of[i]];
        group->name = list->items[i].analyzer;
        group->len++;
    }
    for (size_t i = 0; i < report->analyzers_len; i++) {
        const struct report_analyzer *analyzer = &report->analyzers[i];
        text_id id = intern_find(&grouping->names, analyzer->name);
        groups->items[id].name = analyzer->name;
        groups->items[id].analyzer = analyzer;
    }
}

static void
fill_groups(struct grouping *grouping, const struct report *report)
{
    struct report_groups *groups = grouping->groups;
    size_t at = 0;

    for (size_t i = 0; i < groups->len; i++) {
        groups->items[i].findings = groups->findings + at;
        at += groups->items[i].len;
        groups->items[i].len = 0;
    }
    for (size_t i = 0; i < report->diagnostics->len; i++) {
        struct report_group *group = &groups->items[grouping->group_of[i]];
        take_finding(grouping, &report->diagnostics->items[i],
                     &group->findings[group->len++]);
    }
}

void
report_groups_init(struct report_groups *groups, const struct report *report)
{
    size_t len = report->diagnostics->len;
    struct grouping grouping = {.groups = groups};

    intern_init(&grouping.names);
    map_init(&grouping.seen);
    hasher_init(&grouping.hasher, HASH_XXH3);
    buf_init(&grouping.message, BUF_UNLIMITED);
    grouping.group_of = memory_new(len * sizeof(*grouping.group_of));
    groups->findings = memory_new(len * sizeof(*groups->findings));
    find_groups(&grouping, report);
    fill_groups(&grouping, report);
    free(grouping.group_of);
    buf_release(&grouping.message);
    hasher_release(&grouping.hasher);
    map_release(&grouping.seen);
    intern_release(&grouping.names);
}

void
report_groups_release(struct report_groups *groups)
{
    free(groups->items);
    free(groups->findings);
    *groups = (struct report_groups){0};
}

void
report_plain(struct str text, struct buf *out)
{
    for (size_t at = 0; at < text.len;) {
        struct visible shown;
        size_t plain = visible_plain(text, at, text.len);
        buf_append(out, text.data + at, plain);
        at += plain;
        if (at == text.len)
            break;
        size_t len = visible_next(text, at, &shown);
        bool kept = text.data[at] == '\n' || text.data[at] == '\t';
        bool is_end = text.data[at] == '\r' && at + 1 < text.len &&
                      text.data[at + 1] == '\n';
        if (kept)
            buf_byte(out, text.data[at]);
        else if (!is_end)
            buf_append(out, shown.text, shown.len);
        at += len;
    }
}

struct str
report_version(const struct report_analyzer *analyzer)
{
    struct str version = analyzer->version;
    size_t len = analyzer->name.len;

    if (str_starts_with(version, analyzer->name) && version.len > len + 1 &&
        version.data[len] == ' ')
        return str_slice(version, len + 1, version.len);
    return version;
}
