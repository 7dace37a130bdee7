/* SPDX-License-Identifier: MIT */
/*
 * JUnit XML as Jenkins' junit-10.xsd has it: a suite per analyzer, a failed
 * case per finding, one case that passed for an analyzer without findings.
 *
 * Servers know a case by class and name, show only one of several that are
 * alike, and follow it from run to run; so names have no line numbers, and
 * a number where findings are alike.  There are no times: a replayed report
 * is the same bytes.
 */
#include "core/base/hash.h"
#include "core/base/map.h"
#include "core/run/report_parts.h"
#include "core/run/visible.h"

enum {
    NAME_BYTES_MAX = 200,
    /* Looked at again behind each entity, so not all that is left. */
    RUN_BYTES_MAX = 64,
};

/* U+FFFE and U+FFFF, which are no characters, are not allowed in XML. */
static bool
is_forbidden(const struct visible *shown)
{
    return shown->code_point == 0xfffe || shown->code_point == 0xffff;
}

/* NULL if the byte stands for itself.  Spaces other than blanks would become
   blanks in attributes. */
static const char *
entity_of(char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\n':
        return "&#10;";
    case '\t':
        return "&#9;";
    default:
        return NULL;
    }
}

struct suites {
    struct buf *out;
    struct buf scratch;
    struct map names; /* of cases of this suite, hashed -> how many */
};

static struct str
class_of(const struct diagnostic *finding)
{
    return finding->path.len > 0 ? finding->path : finding->analyzer;
}

static void
write_code_point(struct str text, size_t at, const struct visible *shown,
                 struct buf *out)
{
    const char *entity = entity_of(text.data[at]);

    if (is_forbidden(shown))
        buf_text(out, "\xef\xbf\xbd");
    else if (entity)
        buf_text(out, entity);
    else if (shown->len > 1 && shown->text[0] == '<')
        buf_printf(out, "&lt;%.*s&gt;", (int)shown->len - 2, shown->text + 1);
    else
        buf_append(out, shown->text, shown->len);
}

/* How many bytes from `at` on stand for themselves; there may be more. */
static size_t
run_len(struct str text, size_t at)
{
    size_t most = visible_plain(text, at, RUN_BYTES_MAX);
    size_t len = 0;

    while (len < most && !entity_of(text.data[at + len]))
        len++;
    return len;
}

static void
write_xml(struct str text, struct buf *out)
{
    for (size_t at = 0; at < text.len;) {
        struct visible shown;
        size_t len = run_len(text, at);
        if (len > 0) {
            buf_append(out, text.data + at, len);
        } else {
            len = visible_next(text, at, &shown);
            write_code_point(text, at, &shown, out);
        }
        at += len;
    }
}

static void
write_attribute(const char *name, struct str value, struct buf *out)
{
    buf_printf(out, " %s=\"", name);
    write_xml(value, out);
    buf_byte(out, '"');
}

static void
open_case(struct str classname, struct str name, struct buf *out)
{
    buf_text(out, "    <testcase");
    write_attribute("classname", classname, out);
    write_attribute("name", name, out);
}

/* "F401: `os` imported but unused", the second of a class with " (2)". */
static void
write_name(struct suites *suites, const struct diagnostic *finding)
{
    struct buf *name = &suites->scratch;
    uint32_t *count;

    buf_clear(name);
    buf_str(name, finding->code);
    buf_text(name, finding->code.len > 0 ? ": " : "");
    visible_line(name, finding->message, NAME_BYTES_MAX);
    count = map_entry(
        &suites->names,
        hash_64_parts(
            (struct str[]){class_of(finding), STR("\n"), buf_view(name)}, 3) >>
            1,
        0);
    if (++*count > 1)
        buf_printf(name, " (%u)", (unsigned)*count);
}

static void
write_finding(struct suites *suites, const struct diagnostic *diagnostic)
{
    struct buf *scratch = &suites->scratch;
    struct buf *out = suites->out;

    write_name(suites, diagnostic);
    open_case(class_of(diagnostic), buf_view(scratch), out);
    buf_text(out, ">\n      <failure");
    write_attribute("type", str_from(severity_names[diagnostic->severity]),
                    out);
    write_attribute("message", diagnostic->message, out);
    buf_byte(out, '>');
    buf_clear(scratch);
    if (diagnostic->path.len > 0) {
        report_place(diagnostic, scratch);
        buf_text(scratch, ": ");
    }
    buf_str(scratch, diagnostic->code);
    buf_text(scratch, diagnostic->code.len > 0 ? " " : "");
    buf_str(scratch, diagnostic->message);
    write_xml(buf_view(scratch), out);
    buf_text(out, "</failure>\n    </testcase>\n");
}

/* What an analyzer itself has to say; NULL if nothing. */
static const char *
own_element(const struct report_group *group)
{
    if (!group->analyzer)
        return NULL;
    if (group->analyzer->status == ANALYZER_BROKEN)
        return "error";
    return group->analyzer->status == ANALYZER_SKIPPED ? "skipped" : NULL;
}

/* Does the analyzer have a case of its own? */
static bool
has_own_case(const struct report_group *group)
{
    return own_element(group) || group->len == 0;
}

static void
write_own_case(const struct report_group *group, struct buf *out)
{
    const char *element = own_element(group);

    open_case(group->name, group->name, out);
    if (element) {
        buf_printf(out, ">\n      <%s", element);
        write_attribute("message", group->analyzer->message, out);
        buf_text(out, "/>\n    </testcase>\n");
    } else {
        buf_text(out, "/>\n");
    }
}

struct counts {
    size_t tests, failures, errors, skipped;
};

static struct counts
count_group(const struct report_group *group)
{
    const char *element = own_element(group);

    return (struct counts){
        .tests = group->len + has_own_case(group),
        .failures = group->len,
        .errors = element && element[0] == 'e',
        .skipped = element && element[0] == 's',
    };
}

static void
write_counts(const struct counts *counts, struct buf *out)
{
    buf_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"",
               counts->tests, counts->failures, counts->errors);
}

static void
write_group(struct suites *suites, const struct report_group *group)
{
    struct counts counts = count_group(group);
    struct buf *out = suites->out;

    buf_text(out, "  <testsuite");
    write_attribute("name", group->name, out);
    write_counts(&counts, out);
    buf_printf(out, " skipped=\"%zu\"", counts.skipped);
    if (group->analyzer && group->analyzer->version.len > 0)
        write_attribute("version", report_version(group->analyzer), out);
    buf_text(out, ">\n");
    if (has_own_case(group))
        write_own_case(group, out);
    map_init(&suites->names);
    for (size_t i = 0; i < group->len; i++)
        write_finding(suites, group->findings[i].diagnostic);
    map_release(&suites->names);
    buf_text(out, "  </testsuite>\n");
}

void
report_junit(const struct report *report, struct buf *out)
{
    struct report_groups groups;
    struct counts total = {0};
    struct suites suites = {.out = out};

    report_groups_init(&groups, report);
    buf_init(&suites.scratch, BUF_UNLIMITED);
    for (size_t i = 0; i < groups.len; i++) {
        struct counts counts = count_group(&groups.items[i]);
        total.tests += counts.tests;
        total.failures += counts.failures;
        total.errors += counts.errors;
    }
    buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<testsuites name=\"depstamp\"");
    write_counts(&total, out);
    buf_text(out, ">\n");
    for (size_t i = 0; i < groups.len; i++)
        write_group(&suites, &groups.items[i]);
    buf_text(out, "</testsuites>\n");
    buf_release(&suites.scratch);
    report_groups_release(&groups);
}
