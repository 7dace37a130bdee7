/* SPDX-License-Identifier: MIT */
/*
 * Type checkers: mypy, pyright, pyrefly, and ty, whose JSON is GitLab's.
 *
 * Columns: ty and pyrefly count code points from 1, pyright UTF-16 code units
 * from 0, a byte order mark among them.  mypy counts code points from 0, but
 * for what its parser says, which is from 1; on lines that are not ASCII it
 * counts too few (2.4.1 takes them for bytes once more), and that is passed
 * on as it is.
 */
#include "core/run/format_records.h"

#define LEN(array) (sizeof(array) / sizeof(*(array)))

static int
read_document(struct reader *reader, const struct shape *shape,
              const char *list, struct err *err)
{
    struct value *tree;
    const struct value *items;

    if (records_open(reader, list, &tree, &items, err) != 0)
        return -1;
    int status = records_read(reader, shape, items, err);
    value_free(tree);
    return status;
}

/* ---- mypy: --output json */

static const struct field mypy_fields[] = {
    {"file", SLOT_PATH, true},
    {"line", SLOT_LINE, true},
    {"column", SLOT_COLUMN, true},
    {"end_line", SLOT_END_LINE, false},
    {"end_column", SLOT_END_COLUMN, false},
    {"message", SLOT_MESSAGE, true},
    {"hint", SLOT_MORE, false},
    {"code", SLOT_CODE, false},
    {"severity", SLOT_SEVERITY, true},
};

/*
 * What to install for a missing import mypy says once per run, at whichever
 * file is first (levels.md, R3): such hints are left out.
 */
static int
take_mypy(struct reader *reader, const struct record *record, struct err *err)
{
    struct finding finding = record_finding(record);
    struct counting counting = {.line_base = 1};

    if (str_equal(finding.code, STR("syntax")))
        counting.column_base = 1;
    struct str hint = record->texts[SLOT_MORE];
    if (hint.len > 0 && !str_starts_with(finding.code, STR("import"))) {
        struct str parts[] = {finding.message, STR("\n"), hint};
        finding.message = reader_join(reader, parts, LEN(parts));
    }
    return reader_add(reader, &finding, &counting, err);
}

static const struct shape mypy = {
    .fields = mypy_fields,
    .fields_len = LEN(mypy_fields),
    .take = take_mypy,
};

/* "d.py: error: Cannot decode file: …", which has no place. */
static int
read_fatal_line(struct reader *reader, struct str line, struct err *err)
{
    static const struct str mark = {": error: ", 9};
    const char *found =
        line.len ? memmem(line.data, line.len, mark.data, mark.len) : NULL;

    if (!found || found == line.data)
        return 0;
    size_t at = (size_t)(found - line.data);
    struct finding finding = finding_of(
        str_slice(line, 0, at), str_slice(line, at + mark.len, line.len));
    return reader_add(reader, &finding, &counting_points, err);
}

/* About its settings and reports, which depends on the files named too:
   "mypy.ini: note: unused section(s): [mypy-x]". */
static bool
is_talk_of_mypy(struct str line)
{
    static const struct str note = {": note: ", 8};

    return str_starts_with(line, STR("Success: ")) ||
           str_starts_with(line, STR("Warning: ")) ||
           str_starts_with(line, STR("Generated ")) ||
           memmem(line.data, line.len, note.data, note.len);
}

/*
 * What stops mypy altogether is text, even in this format: on standard error
 * what it is, on standard output that it stopped.
 */
static int
read_fatal(struct reader *reader, struct str line, struct err *err)
{
    struct str rest = reader->input->other;

    if (!str_starts_with(line, STR("Found ")))
        return reader_refuse(reader, "a line that is not JSON", line, err);
    reader_trouble(reader, line);
    while (rest.data)
        if (read_fatal_line(reader, str_trim(str_split(&rest, '\n')), err) != 0)
            return -1;
    return 0;
}

static int
read_mypy_line(struct reader *reader, struct str line, size_t number,
               struct err *err)
{
    struct value *tree;

    if (line.len == 0)
        return 0;
    if (line.data[0] != '{')
        return is_talk_of_mypy(line) ? 0 : read_fatal(reader, line, err);
    tree = value_parse(line, number, err);
    if (!tree)
        return reader_refuse_json(reader, err);
    int status = record_read(reader, &mypy, tree, err);
    value_free(tree);
    return status;
}

int
format_read_mypy(struct reader *reader, struct err *err)
{
    struct str rest = reader->input->output;

    for (size_t number = 1; rest.data; number++)
        if (read_mypy_line(reader, str_trim(str_split(&rest, '\n')), number,
                           err) != 0)
            return -1;
    return 0;
}

/* ---- pyright: --outputjson; `time` and `timeInSec` change with each run */

static const struct field pyright_fields[] = {
    {"file", SLOT_PATH, false},
    {"severity", SLOT_SEVERITY, true},
    {"message", SLOT_MESSAGE, true},
    {"rule", SLOT_CODE, false},
    {"range.start.line", SLOT_LINE, false},
    {"range.start.character", SLOT_COLUMN, false},
    {"range.end.line", SLOT_END_LINE, false},
    {"range.end.character", SLOT_END_COLUMN, false},
};

static const struct counting pyright_counting = {
    .unit = COLUMN_UTF16,
    .marks = true,
};

static const struct shape pyright = {
    .fields = pyright_fields,
    .fields_len = LEN(pyright_fields),
    .counting = &pyright_counting,
};

int
format_read_pyright(struct reader *reader, struct err *err)
{
    return read_document(reader, &pyright, "generalDiagnostics", err);
}

/* ---- pyrefly: --output-format json; `code` is -2 always */

static const struct field pyrefly_fields[] = {
    {"path", SLOT_PATH, true},
    {"name", SLOT_CODE, true},
    {"description", SLOT_MESSAGE, true},
    {"concise_description", SLOT_MORE, false},
    {"severity", SLOT_SEVERITY, false},
    {"line", SLOT_LINE, true},
    {"column", SLOT_COLUMN, true},
    {"stop_line", SLOT_END_LINE, false},
    {"stop_column", SLOT_END_COLUMN, false},
};

/*
 * Where it looked for a missing module is said with the folders of this
 * machine, which an answer must not hold: there the short form is taken.
 */
static int
take_pyrefly(struct reader *reader, const struct record *record,
             struct err *err)
{
    struct finding finding = record_finding(record);
    struct str concise = record->texts[SLOT_MORE];
    if (concise.len > 0 && str_starts_with(finding.code, STR("missing-")))
        finding.message = concise;
    return reader_add(reader, &finding, &counting_points, err);
}

static const struct shape pyrefly = {
    .fields = pyrefly_fields,
    .fields_len = LEN(pyrefly_fields),
    .take = take_pyrefly,
};

int
format_read_pyrefly(struct reader *reader, struct err *err)
{
    return read_document(reader, &pyrefly, "errors", err);
}

/* ---- GitLab's code quality: `positions`, or `lines` alone */

static const struct field gitlab_fields[] = {
    {"check_name", SLOT_CODE, false},
    {"description", SLOT_MESSAGE, true},
    {"severity", SLOT_SEVERITY, false},
    {"location.path", SLOT_PATH, true},
    {"location.lines.begin", SLOT_LINE, false},
    {"location.lines.end", SLOT_END_LINE, false},
    {"location.positions.begin.line", SLOT_LINE, false},
    {"location.positions.begin.column", SLOT_COLUMN, false},
    {"location.positions.end.line", SLOT_END_LINE, false},
    {"location.positions.end.column", SLOT_END_COLUMN, false},
};

/* ty begins its descriptions with the name of the check, which has a field
   of its own. */
static int
take_gitlab(struct reader *reader, const struct record *record, struct err *err)
{
    struct finding finding = record_finding(record);
    struct str code = finding.code;
    struct str message = finding.message;

    if (code.len > 0 && str_starts_with(message, code) &&
        str_starts_with(str_slice(message, code.len, message.len), STR(": ")))
        finding.message = str_slice(message, code.len + 2, message.len);
    return reader_add(reader, &finding, &counting_points, err);
}

static const struct shape gitlab = {
    .fields = gitlab_fields,
    .fields_len = LEN(gitlab_fields),
    .take = take_gitlab,
};

int
format_read_gitlab(struct reader *reader, struct err *err)
{
    return read_document(reader, &gitlab, NULL, err);
}
