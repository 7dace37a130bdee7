/* SPDX-License-Identifier: MIT */
/*
 * A regular expression of the row's, for tools that have a format of their
 * own: each match in the output is a finding, its named groups are what is
 * known about it.  The expression is Perl's (PCRE2), "^" and "$" match at
 * lines, and a match may have several of them.
 *
 * What lies between matches is talk, as with format "gcc".  Columns count code
 * points from 1.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "core/run/format_lines.h"

enum {
    /* Steps and memory for one match; an expression that takes more tries
       out too much. */
    MATCH_STEPS_MAX = 1000 * 1000,
    MATCH_HEAP_MAX_KIB = 64 * 1024,
    ERROR_MAX_BYTES = 160,
};

enum group {
    GROUP_PATH,
    GROUP_LINE,
    GROUP_COLUMN,
    GROUP_END_LINE,
    GROUP_END_COLUMN,
    GROUP_CODE,
    GROUP_SEVERITY,
    GROUP_MESSAGE,
    GROUPS,
};

static const char *const group_names[GROUPS] = {
    [GROUP_PATH] = "path",
    [GROUP_LINE] = "line",
    [GROUP_COLUMN] = "column",
    [GROUP_END_LINE] = "end_line",
    [GROUP_END_COLUMN] = "end_column",
    [GROUP_CODE] = "code",
    [GROUP_SEVERITY] = "severity",
    [GROUP_MESSAGE] = "message",
};

struct expression {
    pcre2_code *code;
    pcre2_match_context *limits;
    pcre2_match_data *match;
    /* The groups of each name: entries of PCRE2's table, which begin with a
       number in two bytes.  Alternatives may have a group of one name each. */
    PCRE2_SPTR first[GROUPS]; /* NULL: there is no such group */
    PCRE2_SPTR last[GROUPS];
    size_t entry_size;
};

static void
expression_release(struct expression *expression)
{
    pcre2_match_data_free(expression->match);
    pcre2_match_context_free(expression->limits);
    pcre2_code_free(expression->code);
}

static int
find_groups(struct expression *expression, struct err *err)
{
    for (int i = 0; i < GROUPS; i++) {
        int size = pcre2_substring_nametable_scan(
            expression->code, (PCRE2_SPTR)group_names[i], &expression->first[i],
            &expression->last[i]);
        if (size > 0)
            expression->entry_size = (size_t)size;
        else
            expression->first[i] = NULL;
    }
    if (!expression->first[GROUP_PATH] || !expression->first[GROUP_LINE])
        return err_set(err, ERR_FORMAT,
                       "the regular expression has no group (?<%s>...)",
                       expression->first[GROUP_PATH] ? "line" : "path");
    return 0;
}

static int
expression_open(struct str pattern, struct expression *expression,
                struct err *err)
{
    uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_MULTILINE |
                       PCRE2_DUPNAMES | PCRE2_NEVER_BACKSLASH_C;
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    unsigned char text[ERROR_MAX_BYTES] = "";
    PCRE2_SIZE at;
    int code;

    *expression = (struct expression){0};
    (void)pcre2_set_newline(context, PCRE2_NEWLINE_ANYCRLF);
    expression->code =
        pcre2_compile((PCRE2_SPTR)(pattern.len ? pattern.data : ""),
                      pattern.len, options, &code, &at, context);
    pcre2_compile_context_free(context);
    if (!expression->code) {
        (void)pcre2_get_error_message(code, text, sizeof(text));
        return err_set(err, ERR_FORMAT,
                       "not a regular expression (at byte %zu): %s",
                       (size_t)at + 1, (const char *)text);
    }
    expression->limits = pcre2_match_context_create(NULL);
    (void)pcre2_set_match_limit(expression->limits, MATCH_STEPS_MAX);
    (void)pcre2_set_heap_limit(expression->limits, MATCH_HEAP_MAX_KIB);
    expression->match =
        pcre2_match_data_create_from_pattern(expression->code, NULL);
    if (find_groups(expression, err) != 0) {
        expression_release(expression);
        return -1;
    }
    return 0;
}

int
format_check_pattern(struct str pattern, struct err *err)
{
    struct expression expression;

    if (expression_open(pattern, &expression, err) != 0)
        return -1;
    expression_release(&expression);
    return 0;
}

/* What the group matched, empty if nothing. */
static struct str
group_text(const struct expression *expression, struct str output,
           enum group group)
{
    const PCRE2_SIZE *places = pcre2_get_ovector_pointer(expression->match);
    PCRE2_SPTR entry = expression->first[group];

    for (; entry && entry <= expression->last[group];
         entry += expression->entry_size) {
        size_t number = (size_t)entry[0] << 8 | entry[1];
        if (places[2 * number] != PCRE2_UNSET)
            return str_slice(output, places[2 * number],
                             places[2 * number + 1]);
    }
    return STR("");
}

static int
group_number(struct reader *reader, const struct expression *expression,
             enum group group, int64_t *number, struct err *err)
{
    struct str text = group_text(expression, reader->input->output, group);
    struct str rest = text;

    if (text.len == 0)
        return 0;
    if (!line_take_number(&rest, number) || rest.len > 0)
        return reader_refuse(reader, "a place that is no number", text, err);
    return 0;
}

static int
add_match(struct reader *reader, const struct expression *expression,
          struct err *err)
{
    struct str output = reader->input->output;
    struct finding finding =
        finding_of(group_text(expression, output, GROUP_PATH),
                   group_text(expression, output, GROUP_MESSAGE));

    finding.code = group_text(expression, output, GROUP_CODE);
    finding.severity =
        reader_severity(group_text(expression, output, GROUP_SEVERITY));
    if (group_number(reader, expression, GROUP_LINE, &finding.line, err) ||
        group_number(reader, expression, GROUP_COLUMN, &finding.column, err) ||
        group_number(reader, expression, GROUP_END_LINE, &finding.end_line,
                     err) ||
        group_number(reader, expression, GROUP_END_COLUMN, &finding.end_column,
                     err))
        return -1;
    return reader_add(reader, &finding, &counting_points, err);
}

/* The next match from *at on, which is moved behind it; 0 if there is none. */
static int
next_match(struct reader *reader, const struct expression *expression,
           size_t *at, struct err *err)
{
    struct str output = reader->input->output;
    int count =
        *at > output.len
            ? PCRE2_ERROR_NOMATCH
            : pcre2_match(expression->code, (PCRE2_SPTR)output.data, output.len,
                          *at, 0, expression->match, expression->limits);
    if (count == PCRE2_ERROR_NOMATCH)
        return 0;
    if (count < 0)
        return err_set(err, ERR_FORMAT,
                       "the regular expression tries out too much on what "
                       "%.*s printed",
                       (int)reader->input->analyzer.len,
                       reader->input->analyzer.data);
    size_t end = pcre2_get_ovector_pointer(expression->match)[1];
    /* An empty match would be found for ever; one never begins inside of a
       character. */
    *at = end > *at ? end : *at + 1;
    while (*at < output.len && ((unsigned char)output.data[*at] & 0xc0) == 0x80)
        (*at)++;
    return 1;
}

int
format_read_regex(struct reader *reader, struct err *err)
{
    struct str output = reader->input->output;
    struct expression expression;
    size_t at = 0;
    int found;

    if (expression_open(reader->input->pattern, &expression, err) != 0)
        return -1;
    if (str_trim(output).len == 0) {
        expression_release(&expression);
        return 0;
    }
    while ((found = next_match(reader, &expression, &at, err)) > 0)
        if (add_match(reader, &expression, err) != 0) {
            found = -1;
            break;
        }
    expression_release(&expression);
    if (found == 0 && reader->result->diagnostics.len == 0 &&
        reader->input->status != 0)
        return reader_refuse(reader, "nothing that the row's pattern matches",
                             str_trim(output), err);
    return found;
}

const char *
format_regex_version(char text[FORMAT_REGEX_VERSION_TEXT])
{
    text[0] = '\0';
    if (pcre2_config(PCRE2_CONFIG_VERSION, NULL) <= FORMAT_REGEX_VERSION_TEXT) {
        (void)pcre2_config(PCRE2_CONFIG_VERSION, text);
    }
    text[strcspn(text, " ")] = '\0'; /* its date follows */
    return text;
}
