/* SPDX-License-Identifier: MIT */
#include "plugins/bazel/row.h"

#include "core/base/json.h"
#include "core/sys/path.h"

struct str
action_row_path(const struct stage *stage)
{
    return path_join(stage->arena, stage->folder, STR("depstamp.yaml"));
}

/* A list in YAML's flow style, which JSON is. */
static void
begin_list(struct json *json, struct buf *out, const char *key)
{
    buf_printf(out, "%s: ", key);
    json_init(json, out);
    json_array(json);
}

static void
end_list(struct json *json, struct buf *out)
{
    json_close(json);
    buf_byte(out, '\n');
}

/* The pattern that takes `place` back from the ones before it. */
static void
append_pattern(struct json *json, struct str place)
{
    struct buf pattern;
    buf_init(&pattern, BUF_UNLIMITED);
    buf_text(&pattern, "!/");
    for (size_t i = 0; i < place.len; i++) {
        char byte = place.data[i];
        if (byte == '*' || byte == '?' || byte == '[' || byte == '\\' ||
            byte == ' ') {
            buf_byte(&pattern, '\\');
        }
        buf_byte(&pattern, byte);
    }
    json_str(json, buf_view(&pattern));
    buf_release(&pattern);
}

static void
write_roots(const struct action *action, struct buf *out)
{
    struct json json;
    begin_list(&json, out, "roots");
    for (size_t i = 0; i < action->roots.len; i++) {
        json_str(&json, action->roots.items[i]);
    }
    json_text(&json, ".");
    end_list(&json, out);
}

static void
write_subjects(const struct action *action, struct buf *out)
{
    struct json json;
    begin_list(&json, out, "exclude");
    json_text(&json, "*.py");
    json_text(&json, "*.pyi");
    json_text(&json, "*.pyw");
    for (size_t i = 0; i < action->sources.len; i++) {
        append_pattern(&json, action->sources.items[i].place);
    }
    end_list(&json, out);
}

void
action_row_write_tree(const struct action *action, const struct stage *stage,
                      struct buf *out)
{
    struct json json;
    buf_text(out, "gitignore: false\n");
    write_roots(action, out);
    write_subjects(action, out);
    buf_text(out, "cache: {dir: ");
    json_init(&json, out);
    json_str(&json, stage->cache);
    buf_text(out, "}\n");
}

void
action_row_write(const struct action *action, const struct stage *stage,
                 struct buf *out)
{
    struct json json;
    action_row_write_tree(action, stage, out);
    buf_text(out, "analyzers: {");
    json_init(&json, out);
    json_str(&json, action->name);
    buf_text(out, ": ");
    buf_str(out, action->row);
    buf_text(out, "}\n");
}

int
action_row_read(struct action *action, const struct stage *stage,
                struct action_row *row, struct err *err)
{
    struct buf text;
    struct analyzer_list list = {0};
    struct conf_list names = {.items = &action->name, .len = 1, .set = true};
    struct analyzer_project project = {&row->conf, stage->tree};
    buf_init(&text, BUF_UNLIMITED);
    action_row_write(action, stage, &text);
    int status = conf_parse(action_row_path(stage).data, buf_view(&text), NULL,
                            &row->conf, err);
    buf_release(&text);
    if (status != 0) {
        return -1;
    }
    status = analyzers_select(action->arena, &project, &names, &list, err);
    if (status == 0) {
        row->analyzer = list.items[0];
    } else {
        action_row_release(row);
    }
    VEC_RELEASE(&list);
    return status;
}

void
action_row_release(struct action_row *row)
{
    conf_release(&row->conf);
}
