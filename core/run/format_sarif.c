/* SPDX-License-Identifier: MIT */
/*
 * SARIF 2.1.0 (OASIS), as far as it says where something is wrong.
 *
 * Of each result the first location counts.  Results that are suppressed, of
 * another kind than "fail", or only in the baseline are none.  Columns count
 * code points from 1 unless `columnKind` says UTF-16; ends are exclusive.
 * A run that says it did not succeed leaves nothing to be stored.
 */
#include "core/run/format_records.h"

#include <stdlib.h>

#include "core/base/buf.h"
#include "core/base/vec.h"

#define LEN(array) (sizeof(array) / sizeof(*(array)))

/* Bases may have bases; of a circle so many steps are taken. */
enum { BASE_DEPTH_MAX = 8 };

/* A rule by its name. */
struct sarif_rule {
    struct str id;
    const struct value *rule;
};

struct sarif_run {
    struct reader *reader;
    const struct value *run;
    struct counting counting;
    /* Of the driver, sorted by id: a tool may have thousands. */
    struct {
        VEC_FIELDS(struct sarif_rule);
    } rules;
};

/* ---- where: URIs */

static int
hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "a%20b" is "a b"; what is no escape stays as it is. */
static void
append_decoded(struct buf *out, struct str uri)
{
    for (size_t i = 0; i < uri.len; i++) {
        int high = i + 2 < uri.len ? hex_digit(uri.data[i + 1]) : -1;
        int low = i + 2 < uri.len ? hex_digit(uri.data[i + 2]) : -1;
        if (uri.data[i] == '%' && high >= 0 && low >= 0) {
            buf_byte(out, (char)(high * 16 + low));
            i += 2;
        } else {
            buf_byte(out, uri.data[i]);
        }
    }
}

static bool
has_scheme(struct str uri)
{
    ptrdiff_t colon = str_find_byte(uri, ':');
    ptrdiff_t slash = str_find_byte(uri, '/');

    return colon > 1 && (slash < 0 || colon < slash);
}

/* "file:///a/b" and "file://host/a/b" are "/a/b". */
static struct str
without_scheme(struct str uri)
{
    if (!str_starts_with(uri, STR("file:")))
        return uri;
    uri = str_slice(uri, 5, uri.len);
    if (!str_starts_with(uri, STR("//")))
        return uri;
    uri = str_slice(uri, 2, uri.len);
    ptrdiff_t slash = str_find_byte(uri, '/');
    return str_slice(uri, slash < 0 ? uri.len : (size_t)slash, uri.len);
}

static struct str
member_text(const struct value *object, const char *keys)
{
    struct str text = {NULL, 0};

    (void)value_text(value_find(object, keys), &text);
    return text;
}

static const struct value *
base_of(const struct sarif_run *run, struct str name)
{
    const struct value *bases = value_find(run->run, "originalUriBaseIds");

    return name.len > 0 ? value_member(bases, name) : NULL;
}

/*
 * The path that an `artifactLocation` means, its base in front; without one
 * in the run, it is below the root, as GitHub has it.  False for what is no
 * file.
 */
static bool
resolve_uri(const struct sarif_run *run, const struct value *location,
            struct buf *path)
{
    struct str parts[BASE_DEPTH_MAX];
    size_t len = 0;

    while (location && len < BASE_DEPTH_MAX) {
        struct str uri = member_text(location, "uri");
        if (has_scheme(uri) && !str_starts_with(uri, STR("file:")))
            return false;
        parts[len++] = without_scheme(uri);
        if (str_starts_with(uri, STR("file:")))
            break;
        location = base_of(run, member_text(location, "uriBaseId"));
    }
    while (len > 0) {
        struct str part = parts[--len];
        if (part.len > 0 && path->len > 0 && path->data[path->len - 1] != '/')
            buf_byte(path, '/');
        append_decoded(path, part);
    }
    return path->len > 0;
}

/* An `artifactLocation` may be an index into the run's artifacts. */
static const struct value *
artifact(const struct sarif_run *run, const struct value *location)
{
    int64_t index;

    if (value_find(location, "uri") ||
        !value_number(value_find(location, "index"), &index) || index < 0)
        return location;
    return value_find(
        value_at(value_find(run->run, "artifacts"), (size_t)index), "location");
}

static struct str
result_path(const struct sarif_run *run, const struct value *physical)
{
    struct buf path;
    struct str copy = {NULL, 0};

    buf_init(&path, BUF_UNLIMITED);
    if (resolve_uri(run,
                    artifact(run, value_find(physical, "artifactLocation")),
                    &path))
        copy = arena_str(run->reader->arena, buf_view(&path));
    buf_release(&path);
    return copy;
}

/* ---- what: rules */

static int
compare_rules(const void *a, const void *b)
{
    const struct sarif_rule *first = a;
    const struct sarif_rule *second = b;

    return str_compare(first->id, second->id);
}

static void
index_rules(struct sarif_run *run)
{
    const struct value *rules = value_find(run->run, "tool.driver.rules");

    for (size_t i = 0; i < value_len(rules); i++) {
        const struct value *rule = value_at(rules, i);
        struct sarif_rule entry = {member_text(rule, "id"), rule};
        if (entry.id.len > 0)
            VEC_PUSH(&run->rules, entry);
    }
    if (run->rules.len > 1)
        qsort(run->rules.items, run->rules.len, sizeof(*run->rules.items),
              compare_rules);
}

/* "a/b" is also a result of rule "a" (3.27.5 of the standard). */
static const struct value *
find_rule(const struct sarif_run *run, struct str id)
{
    while (id.len > 0 && run->rules.len > 0) {
        struct sarif_rule wanted = {.id = id};
        const struct sarif_rule *found =
            bsearch(&wanted, run->rules.items, run->rules.len, sizeof(wanted),
                    compare_rules);
        if (found)
            return found->rule;
        ptrdiff_t slash = str_find_last_byte(id, '/');
        id.len = slash < 0 ? 0 : (size_t)slash;
    }
    return NULL;
}

/* Rules of extensions are named by numbers alone. */
static const struct value *
result_rule(const struct sarif_run *run, const struct value *result,
            struct str id)
{
    const struct value *owner = value_find(run->run, "tool.driver");
    int64_t index;

    if (value_number(value_find(result, "rule.toolComponent.index"), &index) &&
        index >= 0)
        owner =
            value_at(value_find(run->run, "tool.extensions"), (size_t)index);
    if ((value_number(value_find(result, "ruleIndex"), &index) ||
         value_number(value_find(result, "rule.index"), &index)) &&
        index >= 0)
        return value_at(value_find(owner, "rules"), (size_t)index);
    return find_rule(run, id);
}

static struct str
result_code(const struct value *result)
{
    struct str id = member_text(result, "ruleId");

    return id.len > 0 ? id : member_text(result, "rule.id");
}

/* "{0}" in a message of a rule is the first of `arguments`. */
static struct str
fill_in(const struct sarif_run *run, struct str text,
        const struct value *arguments)
{
    struct buf out;

    buf_init(&out, BUF_UNLIMITED);
    for (size_t i = 0; i < text.len; i++) {
        struct str argument;
        int digit = i + 2 < text.len ? text.data[i + 1] - '0' : -1;
        if (text.data[i] == '{' && digit >= 0 && digit <= 9 &&
            text.data[i + 2] == '}' &&
            value_text(value_at(arguments, (size_t)digit), &argument)) {
            buf_str(&out, argument);
            i += 2;
        } else {
            buf_byte(&out, text.data[i]);
        }
    }
    text = arena_str(run->reader->arena, buf_view(&out));
    buf_release(&out);
    return text;
}

static struct str
result_message(const struct sarif_run *run, const struct value *result,
               const struct value *rule)
{
    const struct value *message = value_find(result, "message");
    const struct value *texts = value_find(rule, "messageStrings");
    struct str text = member_text(message, "text");

    if (text.len == 0)
        text = member_text(message, "markdown");
    if (text.len == 0)
        text = member_text(value_member(texts, member_text(message, "id")),
                           "text");
    return fill_in(run, text, value_find(message, "arguments"));
}

static enum severity
result_severity(const struct value *result, const struct value *rule)
{
    struct str level = member_text(result, "level");

    if (level.len == 0)
        level = member_text(rule, "defaultConfiguration.level");
    return level.len == 0 ? SEVERITY_WARNING : reader_severity(level);
}

/* ---- results */

static bool
is_finding(const struct value *result)
{
    const struct value *suppressions = value_find(result, "suppressions");
    struct str kind = member_text(result, "kind");

    for (size_t i = 0; i < value_len(suppressions); i++) {
        struct str status = member_text(value_at(suppressions, i), "status");
        if (status.len == 0 || str_equal(status, STR("accepted")))
            return false;
    }
    if (str_equal(member_text(result, "baselineState"), STR("absent")))
        return false;
    return kind.len == 0 || str_equal(kind, STR("fail")) ||
           str_equal(kind, STR("open")) || str_equal(kind, STR("review"));
}

static const struct field region_fields[] = {
    {"region.startLine", SLOT_LINE, false},
    {"region.startColumn", SLOT_COLUMN, false},
    {"region.endLine", SLOT_END_LINE, false},
    {"region.endColumn", SLOT_END_COLUMN, false},
};

static const struct shape region = {
    .fields = region_fields,
    .fields_len = LEN(region_fields),
};

/* Numbers of a region, with what is left out filled in (3.30). */
static int
read_region(struct sarif_run *run, const struct value *physical,
            struct finding *finding, struct err *err)
{
    struct record record;

    if (!physical)
        return 0;
    if (record_fill(run->reader, &region, physical, &record, err) != 0)
        return -1;
    struct finding place = record_finding(&record);
    finding->line = place.line;
    finding->column = place.column;
    finding->end_line = place.end_line;
    finding->end_column = place.end_column;
    if (finding->end_column != PLACE_UNKNOWN &&
        finding->column == PLACE_UNKNOWN)
        finding->column = 1;
    return 0;
}

static int
read_result(struct sarif_run *run, const struct value *result, struct err *err)
{
    const struct value *physical = value_find(
        value_at(value_find(result, "locations"), 0), "physicalLocation");
    struct str code = result_code(result);
    const struct value *rule = result_rule(run, result, code);
    struct finding finding;

    if (!value_is_object(result) ||
        !value_is_object(value_find(result, "message")))
        return reader_refuse(run->reader, "a result without a message", STR(""),
                             err);
    finding = finding_of(result_path(run, physical),
                         result_message(run, result, rule));
    finding.code = code.len > 0 ? code : member_text(rule, "id");
    finding.url = member_text(rule, "helpUri");
    finding.severity = result_severity(result, rule);
    if (read_region(run, physical, &finding, err) != 0)
        return -1;
    return reader_add(run->reader, &finding, &run->counting, err);
}

static void
read_invocations(struct sarif_run *run)
{
    const struct value *list = value_find(run->run, "invocations");

    for (size_t i = 0; i < value_len(list); i++)
        if (value_is_false(
                value_find(value_at(list, i), "executionSuccessful")))
            reader_trouble(run->reader, STR("it says that it failed"));
}

static int
read_results(struct sarif_run *run, struct err *err)
{
    const struct value *results = value_find(run->run, "results");

    /* Without results the tool did not come to look (3.14.23). */
    if (!value_is_array(results))
        return reader_refuse(run->reader, "a run without results", STR(""),
                             err);
    for (size_t i = 0; i < value_len(results); i++)
        if (is_finding(value_at(results, i)) &&
            read_result(run, value_at(results, i), err) != 0)
            return -1;
    return 0;
}

static int
read_run(struct reader *reader, const struct value *value, struct err *err)
{
    struct sarif_run run = {
        .reader = reader, .run = value, .counting = counting_points};

    if (!value_is_object(value))
        return reader_refuse(reader, "a run that is no object", STR(""), err);
    if (str_equal(member_text(value, "columnKind"), STR("utf16CodeUnits")))
        run.counting.unit = COLUMN_UTF16;
    read_invocations(&run);
    index_rules(&run);
    int status = read_results(&run, err);
    VEC_RELEASE(&run.rules);
    return status;
}

int
format_read_sarif(struct reader *reader, struct err *err)
{
    struct value *tree;
    const struct value *runs;
    int status = 0;

    if (records_open(reader, "runs", &tree, &runs, err) != 0)
        return -1;
    if (tree && !str_equal(member_text(tree, "version"), STR("2.1.0")))
        status = reader_refuse(reader, "SARIF that is not of version 2.1.0",
                               member_text(tree, "version"), err);
    for (size_t i = 0; status == 0 && i < value_len(runs); i++)
        status = read_run(reader, value_at(runs, i), err);
    value_free(tree);
    return status;
}
