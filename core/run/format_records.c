/* SPDX-License-Identifier: MIT */
#include "core/run/format_records.h"

struct finding
record_finding(const struct record *record)
{
    struct finding finding =
        finding_of(record->texts[SLOT_PATH], record->texts[SLOT_MESSAGE]);

    finding.code = record->texts[SLOT_CODE];
    finding.url = record->texts[SLOT_URL];
    finding.severity = reader_severity(record->texts[SLOT_SEVERITY]);
    finding.line = record->numbers[SLOT_LINE - SLOT_TEXTS];
    finding.column = record->numbers[SLOT_COLUMN - SLOT_TEXTS];
    finding.end_line = record->numbers[SLOT_END_LINE - SLOT_TEXTS];
    finding.end_column = record->numbers[SLOT_END_COLUMN - SLOT_TEXTS];
    return finding;
}

static int
refuse_field(const struct reader *reader, const struct field *field,
             const char *what, struct err *err)
{
    struct str name = reader->input->analyzer;

    return err_set(err, ERR_FORMAT, "%.*s printed a finding whose `%s` is %s",
                   (int)name.len, name.data, field->keys, what);
}

static int
read_field(const struct reader *reader, const struct field *field,
           struct record *record, struct err *err)
{
    const struct value *value = value_find(record->object, field->keys);

    if (!value)
        return field->needed ? refuse_field(reader, field, "missing", err) : 0;
    if (field->slot < SLOT_TEXTS) {
        if (!value_text(value, &record->texts[field->slot]))
            return refuse_field(reader, field, "no text", err);
    } else if (!value_number(value,
                             &record->numbers[field->slot - SLOT_TEXTS])) {
        return refuse_field(reader, field, "no whole number", err);
    }
    return 0;
}

static int
take_as_it_is(struct reader *reader, const struct shape *shape,
              const struct record *record, struct err *err)
{
    struct finding finding = record_finding(record);

    return reader_add(reader, &finding, shape->counting, err);
}

int
record_fill(struct reader *reader, const struct shape *shape,
            const struct value *object, struct record *record, struct err *err)
{
    *record = (struct record){.object = object};
    if (!value_is_object(object))
        return reader_refuse(reader, "a finding that is no object", STR(""),
                             err);
    for (size_t i = 0; i < SLOTS - SLOT_TEXTS; i++)
        record->numbers[i] = PLACE_UNKNOWN;
    for (size_t i = 0; i < shape->fields_len; i++)
        if (read_field(reader, &shape->fields[i], record, err) != 0)
            return -1;
    return 0;
}

int
record_read(struct reader *reader, const struct shape *shape,
            const struct value *object, struct err *err)
{
    struct record record;

    if (record_fill(reader, shape, object, &record, err) != 0)
        return -1;
    if (shape->take)
        return shape->take(reader, &record, err);
    return take_as_it_is(reader, shape, &record, err);
}

int
records_read(struct reader *reader, const struct shape *shape,
             const struct value *list, struct err *err)
{
    for (size_t i = 0; i < value_len(list); i++)
        if (record_read(reader, shape, value_at(list, i), err) != 0)
            return -1;
    return 0;
}

int
records_read_lines(struct reader *reader, const struct shape *shape,
                   struct err *err)
{
    struct str rest = reader->input->output;
    int status = 0;

    for (size_t number = 1; rest.data && status == 0; number++) {
        struct str line = str_trim(str_split(&rest, '\n'));
        if (line.len == 0)
            continue;
        struct value *tree = value_parse(line, number, err);
        if (!tree)
            return reader_refuse_json(reader, err);
        status = record_read(reader, shape, tree, err);
        value_free(tree);
    }
    return status;
}

int
records_open(struct reader *reader, const char *list, struct value **tree,
             const struct value **items, struct err *err)
{
    *tree = NULL;
    *items = NULL;
    if (str_trim(reader->input->output).len == 0)
        return 0;
    *tree = value_parse(reader->input->output, 1, err);
    if (!*tree)
        return reader_refuse_json(reader, err);
    *items = list ? value_find(*tree, list) : *tree;
    if (value_is_array(*items))
        return 0;
    value_free(*tree);
    *tree = NULL;
    struct str name = reader->input->analyzer;
    return err_set(err, ERR_FORMAT, "%.*s printed JSON without a list%s%s",
                   (int)name.len, name.data, list ? " of " : "",
                   list ? list : "");
}
