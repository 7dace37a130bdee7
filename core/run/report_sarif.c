/* SPDX-License-Identifier: MIT */
/*
 * SARIF 2.1.0 (OASIS), a run per analyzer.  An analyzer that was skipped has
 * none: servers take a run without a result for one where all is mended.
 *
 * Every result has a rule and a location, which code scanning asks for: a
 * finding without a code has its analyzer's name for a rule, one without a
 * path is about the root.  Findings are recognised by `partialFingerprints`,
 * which do not depend on lines.
 */
#include <stdlib.h>

#include "core/base/intern.h"
#include "core/base/json.h"
#include "core/base/memory.h"
#include "core/run/report_parts.h"

#define ROOT_ID "%SRCROOT%"

struct rule {
    struct str id;
    struct str url;
};

/* What a run is written with. */
struct sarif {
    struct json json;
    struct buf scratch;
    struct intern ids;  /* of rules, in order of appearance */
    struct rule *rules; /* sorted by id */
    uint32_t *places;   /* of rules in `rules`, by their intern id */
};

static void
write_plain(struct sarif *sarif, const char *key, struct str text)
{
    buf_clear(&sarif->scratch);
    report_plain(text, &sarif->scratch);
    json_key(&sarif->json, key);
    json_str(&sarif->json, buf_view(&sarif->scratch));
}

/* "KEY": {"text": TEXT} */
static void
write_message(struct sarif *sarif, const char *key, struct str text)
{
    json_key(&sarif->json, key);
    json_object(&sarif->json);
    write_plain(sarif, "text", text);
    json_close(&sarif->json);
}

static bool
is_letter_or_digit(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9');
}

/* RFC 3986: unreserved characters, and all others that a URI may have. */
static bool
stands_in(char byte, const char *others)
{
    return is_letter_or_digit(byte) || (byte && strchr(others, byte));
}

static bool
is_url(struct str text)
{
    if (!str_starts_with(text, STR("https://")) &&
        !str_starts_with(text, STR("http://")))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!stands_in(text.data[i], "-._~:/?#@!$&'()*+,;=%"))
            return false;
    return true;
}

static void
write_location(struct sarif *sarif, struct str path)
{
    bool absolute = str_starts_with(path, STR("/"));
    struct json *json = &sarif->json;
    struct buf *uri = &sarif->scratch;

    buf_clear(uri);
    buf_text(uri, path.len == 0 ? "." : absolute ? "file://" : "");
    for (size_t i = 0; i < path.len; i++) {
        char byte = path.data[i];
        if (stands_in(byte, "-._~/"))
            buf_byte(uri, byte);
        else
            buf_printf(uri, "%%%02X", (unsigned)(unsigned char)byte);
    }
    json_key(json, "artifactLocation");
    json_object(json);
    json_key(json, "uri");
    json_str(json, buf_view(uri));
    if (!absolute)
        json_key_text(json, "uriBaseId", ROOT_ID);
    json_close(json);
}

static void
write_region(struct json *json, const struct diagnostic *finding)
{
    bool has_end = finding->end_line >= finding->line;
    bool columns = finding->column > 0;

    if (finding->line == 0)
        return;
    json_key(json, "region");
    json_object(json);
    json_key_number(json, "startLine", finding->line);
    if (columns)
        json_key_number(json, "startColumn", finding->column);
    if (has_end)
        json_key_number(json, "endLine", finding->end_line);
    if (has_end && columns && finding->end_column > 0 &&
        (finding->end_line > finding->line ||
         finding->end_column >= finding->column))
        json_key_number(json, "endColumn", finding->end_column);
    json_close(json);
}

/* Different ids stay different rules only if they are shown differently. */
static text_id
find_rule(struct sarif *sarif, const struct diagnostic *finding)
{
    buf_clear(&sarif->scratch);
    report_plain(finding->code.len > 0 ? finding->code : finding->analyzer,
                 &sarif->scratch);
    return intern_text(&sarif->ids, buf_view(&sarif->scratch));
}

static void
write_result(struct sarif *sarif, const struct report_finding *finding)
{
    const struct diagnostic *diagnostic = finding->diagnostic;
    struct json *json = &sarif->json;
    text_id id = find_rule(sarif, diagnostic);

    json_object(json);
    json_key(json, "ruleId");
    json_str(json, intern_str(&sarif->ids, id));
    json_key_number(json, "ruleIndex", sarif->places[id]);
    json_key_text(json, "level", severity_names[diagnostic->severity]);
    write_message(sarif, "message", diagnostic->message);
    json_key(json, "locations");
    json_array(json);
    json_object(json);
    json_key(json, "physicalLocation");
    json_object(json);
    write_location(sarif, diagnostic->path);
    write_region(json, diagnostic);
    json_close(json);
    json_close(json);
    json_close(json);
    json_key(json, "partialFingerprints");
    json_object(json);
    json_key_text(json, "depstamp/v1", finding->fingerprint);
    json_close(json);
    json_close(json);
}

static int
compare_rules(const void *a, const void *b)
{
    return str_compare(((const struct rule *)a)->id,
                       ((const struct rule *)b)->id);
}

/* Sorted by id; the first finding that has one gives a rule its URL. */
static void
find_rules(struct sarif *sarif, const struct report_group *group)
{
    size_t len;

    intern_init(&sarif->ids);
    sarif->rules = memory_zero(group->len * sizeof(*sarif->rules));
    for (size_t i = 0; i < group->len; i++) {
        const struct diagnostic *finding = group->findings[i].diagnostic;
        struct rule *rule = &sarif->rules[find_rule(sarif, finding)];
        if (rule->url.len == 0 && is_url(finding->url))
            rule->url = finding->url;
    }
    len = sarif->ids.len;
    for (size_t i = 0; i < len; i++)
        sarif->rules[i].id = intern_str(&sarif->ids, (text_id)i);
    if (len > 1)
        qsort(sarif->rules, len, sizeof(*sarif->rules), compare_rules);
    sarif->places = memory_new(len * sizeof(*sarif->places));
    for (size_t i = 0; i < len; i++)
        sarif->places[intern_find(&sarif->ids, sarif->rules[i].id)] =
            (uint32_t)i;
}

static void
release_rules(struct sarif *sarif)
{
    intern_release(&sarif->ids);
    free(sarif->rules);
    free(sarif->places);
}

static void
write_rule(struct sarif *sarif, const struct report_group *group,
           const struct rule *rule)
{
    struct json *json = &sarif->json;
    struct buf title;

    buf_init(&title, BUF_UNLIMITED);
    buf_str(&title, group->name);
    if (!str_equal(rule->id, group->name)) {
        buf_byte(&title, ' ');
        buf_str(&title, rule->id);
    }
    json_object(json);
    write_plain(sarif, "id", rule->id);
    write_message(sarif, "shortDescription", buf_view(&title));
    if (rule->url.len > 0) {
        write_plain(sarif, "helpUri", rule->url);
        write_message(sarif, "help", rule->url);
    }
    json_close(json);
    buf_release(&title);
}

static void
write_tool(struct sarif *sarif, const struct report_group *group)
{
    const struct report_analyzer *analyzer = group->analyzer;
    struct json *json = &sarif->json;

    json_key(json, "tool");
    json_object(json);
    json_key(json, "driver");
    json_object(json);
    write_plain(sarif, "name", group->name);
    if (analyzer && analyzer->version.len > 0)
        write_plain(sarif, "version", report_version(analyzer));
    if (analyzer && is_url(analyzer->help_url))
        write_plain(sarif, "informationUri", analyzer->help_url);
    json_key(json, "rules");
    json_array(json);
    for (size_t i = 0; i < sarif->ids.len; i++)
        write_rule(sarif, group, &sarif->rules[i]);
    json_close(json);
    json_close(json);
    json_close(json);
}

static void
write_notification(struct sarif *sarif, const char *level, struct str text)
{
    struct json *json = &sarif->json;

    json_object(json);
    json_key_text(json, "level", level);
    write_message(sarif, "message", text);
    json_close(json);
}

/* That it broke and why, and how many files have no answer. */
static void
write_notifications(struct sarif *sarif, const struct report_analyzer *analyzer)
{
    struct buf text;

    json_key(&sarif->json, "toolExecutionNotifications");
    json_array(&sarif->json);
    if (analyzer && analyzer->message.len > 0)
        write_notification(
            sarif, analyzer->status == ANALYZER_BROKEN ? "error" : "note",
            analyzer->message);
    if (analyzer && analyzer->unknown > 0) {
        buf_init(&text, BUF_UNLIMITED);
        buf_printf(&text, "%u file%s without a valid answer",
                   (unsigned)analyzer->unknown,
                   analyzer->unknown == 1 ? "" : "s");
        write_notification(sarif, "warning", buf_view(&text));
        buf_release(&text);
    }
    json_close(&sarif->json);
}

static void
write_surroundings(struct sarif *sarif, const struct report_group *group)
{
    const struct report_analyzer *analyzer = group->analyzer;
    struct json *json = &sarif->json;
    struct buf id;

    buf_init(&id, BUF_UNLIMITED);
    buf_text(&id, "depstamp/");
    buf_str(&id, group->name);
    buf_byte(&id, '/');
    json_key(json, "automationDetails");
    json_object(json);
    write_plain(sarif, "id", buf_view(&id));
    json_close(json);
    json_key(json, "invocations");
    json_array(json);
    json_object(json);
    json_key_bool(json, "executionSuccessful",
                  !analyzer || analyzer->status != ANALYZER_BROKEN);
    write_notifications(sarif, analyzer);
    json_close(json);
    json_close(json);
    json_key(json, "originalUriBaseIds");
    json_object(json);
    json_key(json, ROOT_ID);
    json_object(json);
    write_message(sarif, "description", STR("The root of the project."));
    json_close(json);
    json_close(json);
    json_key_text(json, "columnKind", "unicodeCodePoints");
    buf_release(&id);
}

static void
write_run(struct sarif *sarif, const struct report_group *group)
{
    struct json *json = &sarif->json;

    find_rules(sarif, group);
    json_object(json);
    write_tool(sarif, group);
    write_surroundings(sarif, group);
    json_key(json, "results");
    json_array(json);
    for (size_t i = 0; i < group->len; i++)
        write_result(sarif, &group->findings[i]);
    json_close(json);
    json_close(json);
    release_rules(sarif);
}

static bool
has_run(const struct report_group *group)
{
    return group->len > 0 || !group->analyzer ||
           group->analyzer->status != ANALYZER_SKIPPED;
}

void
report_sarif(const struct report *report, struct buf *out)
{
    struct sarif sarif = {0};
    struct report_groups groups;

    report_groups_init(&groups, report);
    buf_init(&sarif.scratch, BUF_UNLIMITED);
    json_init(&sarif.json, out);
    json_object(&sarif.json);
    json_key_text(&sarif.json, "$schema",
                  "https://json.schemastore.org/sarif-2.1.0.json");
    json_key_text(&sarif.json, "version", "2.1.0");
    json_key(&sarif.json, "runs");
    json_array(&sarif.json);
    for (size_t i = 0; i < groups.len; i++)
        if (has_run(&groups.items[i]))
            write_run(&sarif, &groups.items[i]);
    json_close(&sarif.json);
    json_close(&sarif.json);
    buf_byte(out, '\n');
    buf_release(&sarif.scratch);
    report_groups_release(&groups);
}
