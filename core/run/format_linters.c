/* SPDX-License-Identifier: MIT */
/*
 * ruff, pylint and bandit.
 *
 * Columns: ruff counts code points from 1.  pylint and bandit count from 0
 * what Python's ast counts: bytes of the line in UTF-8, whatever the file's
 * coding is, without a byte order mark.
 */
#include "core/run/format_records.h"

#define LEN(array) (sizeof(array) / sizeof(*(array)))

/* ---- ruff: `check` and `format`, --output-format json or json-lines */

static const struct field ruff_fields[] = {
    {"filename", SLOT_PATH, false},
    {"code", SLOT_CODE, false},
    {"name", SLOT_NAME, false},
    {"message", SLOT_MESSAGE, true},
    {"severity", SLOT_SEVERITY, false},
    {"url", SLOT_URL, false},
    {"location.row", SLOT_LINE, false},
    {"location.column", SLOT_COLUMN, false},
    {"end_location.row", SLOT_END_LINE, false},
    {"end_location.column", SLOT_END_COLUMN, false},
};

static const struct shape ruff = {
    .fields = ruff_fields,
    .fields_len = LEN(ruff_fields),
    .counting = &counting_points,
};

int
format_read_ruff(struct reader *reader, struct err *err)
{
    struct str output = str_trim(reader->input->output);
    struct value *tree;
    const struct value *items;

    if (output.len == 0 || output.data[0] != '[')
        return records_read_lines(reader, &ruff, err);
    if (records_open(reader, NULL, &tree, &items, err) != 0)
        return -1;
    int status = records_read(reader, &ruff, items, err);
    value_free(tree);
    return status;
}

/* ---- pylint: --output-format=json2 */

static const struct field pylint_fields[] = {
    {"path", SLOT_PATH, true},
    {"messageId", SLOT_CODE, true},
    {"symbol", SLOT_NAME, true},
    {"message", SLOT_MESSAGE, true},
    {"type", SLOT_SEVERITY, true},
    {"line", SLOT_LINE, true},
    {"column", SLOT_COLUMN, true},
    {"endLine", SLOT_END_LINE, false},
    {"endColumn", SLOT_END_COLUMN, false},
};

static const struct counting ast_counting = {
    .line_base = 1,
    .unit = COLUMN_BYTES,
};

/*
 * Messages that pylint makes of tokens or of the text itself, not of the
 * syntax tree: their columns are code points.
 */
static const struct {
    const char *code;
    int column_base;
} pylint_points[] = {
    {"C0303", 0}, /* trailing-whitespace */
    {"E0001", 1}, /* syntax-error */
    {"E2502", 0}, /* bidirectional-unicode: the whole line */
    {"E2510", 1}, /* invalid-character-… */
    {"E2511", 1}, {"E2512", 1}, {"E2513", 1},
    {"E2514", 1}, {"E2515", 1}, {"W0511", 1}, /* fixme */
    {"W1401", 0}, /* anomalous-backslash-in-string */
    {"W1402", 0},
};

/* A definition is marked by its tokens from `def` to its name. */
static bool
marks_definition(struct reader *reader, const struct finding *finding)
{
    const struct format_input *input = reader->input;
    struct str line;

    if (!input->line || finding->line < 1 || finding->line > UINT32_MAX ||
        finding->column < 0 || finding->end_column < finding->column ||
        finding->end_line != finding->line ||
        !input->line(input->context, reader_path(reader, finding->path),
                     (uint32_t)finding->line, &line) ||
        (uint64_t)finding->column > line.len)
        return false;
    line = str_slice(line, (size_t)finding->column, line.len);
    return str_starts_with(line, STR("def ")) ||
           str_starts_with(line, STR("class ")) ||
           str_starts_with(line, STR("async def "));
}

static int
take_pylint(struct reader *reader, const struct record *record, struct err *err)
{
    struct finding finding = record_finding(record);
    struct counting counting = ast_counting;

    for (size_t i = 0; i < LEN(pylint_points); i++)
        if (str_equal(finding.code, str_from(pylint_points[i].code))) {
            counting.unit = COLUMN_POINTS;
            counting.column_base = pylint_points[i].column_base;
        }
    if (marks_definition(reader, &finding))
        counting.unit = COLUMN_POINTS;
    if (str_equal(finding.path, STR("Command line or configuration file")))
        finding.path = STR("");
    /* Disabling comments take the symbol, so it is shown as pylint does. */
    struct str parts[] = {finding.message, STR(" ("), record->texts[SLOT_NAME],
                          STR(")")};
    finding.message = reader_join(reader, parts, LEN(parts));
    return reader_add(reader, &finding, &counting, err);
}

static const struct shape pylint = {
    .fields = pylint_fields,
    .fields_len = LEN(pylint_fields),
    .take = take_pylint,
};

int
format_read_pylint(struct reader *reader, struct err *err)
{
    struct value *tree;
    const struct value *items;

    if (records_open(reader, "messages", &tree, &items, err) != 0)
        return -1;
    int status = records_read(reader, &pylint, items, err);
    value_free(tree);
    return status;
}

/* ---- bandit: -f json */

static const struct field bandit_fields[] = {
    {"filename", SLOT_PATH, true},
    {"test_id", SLOT_CODE, true},
    {"issue_text", SLOT_MESSAGE, true},
    {"issue_severity", SLOT_SEVERITY, true},
    {"more_info", SLOT_URL, false},
    {"line_number", SLOT_LINE, true},
    {"col_offset", SLOT_COLUMN, false},
    {"end_col_offset", SLOT_END_COLUMN, false},
};

/*
 * Severities are LOW, MEDIUM and HIGH.  The place is the syntax node's, from
 * `line_number` to the last line of `line_range`.
 */
static int
take_bandit(struct reader *reader, const struct record *record, struct err *err)
{
    struct finding finding = record_finding(record);
    const struct value *range = value_find(record->object, "line_range");

    finding.end_line = finding.line;
    for (size_t i = 0; i < value_len(range); i++) {
        int64_t line;
        if (!value_number(value_at(range, i), &line))
            return reader_refuse(reader, "a `line_range` without numbers",
                                 finding.path, err);
        if (line > finding.end_line)
            finding.end_line = line;
    }
    return reader_add(reader, &finding, &ast_counting, err);
}

static const struct shape bandit = {
    .fields = bandit_fields,
    .fields_len = LEN(bandit_fields),
    .take = take_bandit,
};

static const struct field bandit_error_fields[] = {
    {"filename", SLOT_PATH, true},
    {"reason", SLOT_MESSAGE, true},
};

/* A file that it could not read is no finding to bandit, and no status. */
static int
take_bandit_error(struct reader *reader, const struct record *record,
                  struct err *err)
{
    struct finding finding = record_finding(record);

    reader_failed(reader, finding.path);
    return reader_add(reader, &finding, &counting_points, err);
}

static const struct shape bandit_error = {
    .fields = bandit_error_fields,
    .fields_len = LEN(bandit_error_fields),
    .take = take_bandit_error,
};

int
format_read_bandit(struct reader *reader, struct err *err)
{
    struct value *tree;
    const struct value *items;
    const struct value *errors;

    if (records_open(reader, "results", &tree, &items, err) != 0)
        return -1;
    errors = value_find(tree, "errors");
    int status = records_read(reader, &bandit, items, err);
    if (status == 0 && tree && !value_is_array(errors))
        status = reader_refuse(reader, "JSON without a list of errors", STR(""),
                               err);
    if (status == 0)
        status = records_read(reader, &bandit_error, errors, err);
    value_free(tree);
    return status;
}
