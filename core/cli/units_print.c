/* SPDX-License-Identifier: MIT */
#include "core/cli/units_print.h"

#include <stdlib.h>

#include "core/base/memory.h"

/* More than these are left out of texts. */
enum { LINES_MAX = 10 };

/* The text, or null if there is none. */
static void
json_declaration(struct json *json, const char *key, struct str text)
{
    json_key(json, key);
    if (text.len > 0) {
        json_str(json, text);
    } else {
        json_null(json);
    }
}

void
units_json(struct json *json, const struct state *state,
           const struct used_units *used)
{
    json_key(json, "units");
    json_array(json);
    for (size_t i = 0; i < used->len; i++) {
        const struct changed_unit *unit = used->items[i].unit;
        json_object(json);
        json_key(json, "path");
        json_str(json, state->tree.files.items[unit->file].path);
        json_key(json, "name");
        json_str(json, unit->name);
        json_declaration(json, "old", unit->old);
        json_declaration(json, "new", unit->new);
        json_key(json, "lines");
        json_array(json);
        for (size_t k = 0; k < used->items[i].len; k++) {
            json_number(json, used->items[i].lines[k]);
        }
        json_close(json);
        json_close(json);
    }
    json_close(json);
}

static void
text_change(struct cli *cli, const struct changed_unit *unit)
{
    switch ((enum symbol_change_kind)unit->kind) {
    case CHANGE_HEAD:
        out_str(&cli->out, unit->old);
        out_text(&cli->out, " became ");
        out_str(&cli->out, unit->new);
        break;
    case CHANGE_BODY:
        out_text(&cli->out, "the body of ");
        out_str(&cli->out, unit->new);
        out_text(&cli->out, " changed");
        break;
    case CHANGE_NEW:
        out_str(&cli->out, unit->new);
        out_text(&cli->out, " is new");
        break;
    case CHANGE_GONE:
        out_str(&cli->out, unit->old);
        out_text(&cli->out, " is gone");
        break;
    }
}

/* "pkg/a.py:12" for the first line, ", 15" for others. */
static void
text_line(struct cli *cli, struct str path, uint32_t line, size_t number)
{
    if (number == 0) {
        out_str(&cli->out, path);
        out_printf(&cli->out, ":%u", line);
    } else if (number < LINES_MAX) {
        out_printf(&cli->out, ", %u", line);
    } else if (number == LINES_MAX) {
        out_text(&cli->out, ", …");
    }
}

void
units_text(struct cli *cli, const struct state *state, struct str path,
           const struct used_units *used)
{
    for (size_t i = 0; i < used->len; i++) {
        const struct used_unit *one = &used->items[i];
        out_text(&cli->out, "  ");
        out_str(&cli->out, state->tree.files.items[one->unit->file].path);
        out_text(&cli->out, ": ");
        text_change(cli, one->unit);
        out_text(&cli->out, one->len > 0 ? ", used at " : "");
        for (size_t k = 0; k < one->len; k++) {
            text_line(cli, path, one->lines[k], k);
        }
        out_byte(&cli->out, '\n');
    }
}

/* ---- names that tie */

static int
compare_ties(const void *a, const void *b)
{
    const struct tie *one = a;
    const struct tie *other = b;
    int order = str_compare(one->name, other->name);
    return order != 0 ? order
                      : (one->line > other->line) - (one->line < other->line);
}

static bool
same_name(const struct tie_list *ties, size_t i)
{
    return i > 0 && i < ties->len &&
           str_equal(ties->items[i].name, ties->items[i - 1].name);
}

static void
drop_repeated(struct tie_list *ties)
{
    size_t kept = 0;
    for (size_t i = 0; i < ties->len; i++) {
        if (kept == 0 ||
            compare_ties(&ties->items[kept - 1], &ties->items[i]) != 0) {
            ties->items[kept++] = ties->items[i];
        }
    }
    ties->len = kept;
}

void
ties_find(struct state *state, file_id file, file_id other, struct arena *arena,
          struct tie_list *out)
{
    struct usage usage;
    struct usage_places places = {0};
    unsigned char *only = memory_zero(state->tree.files.len + 1);
    only[file] = 1;
    only[other] = 1;
    usage_init(&usage, state, only);
    usage_of_file(&usage, file, &places);
    for (size_t i = 0; i < places.len && file != other; i++) {
        uint32_t construct = places.items[i].of;
        if (usage_definer(&usage, construct) == other) {
            struct str name = usage_construct(&usage, other, construct)->name;
            VEC_PUSH(out, (struct tie){.name = arena_str(arena, name),
                                       .line = places.items[i].line});
        }
    }
    if (out->len > 0) {
        qsort(out->items, out->len, sizeof(struct tie), compare_ties);
    }
    drop_repeated(out);
    VEC_RELEASE(&places);
    usage_release(&usage);
    free(only);
}

void
ties_json(struct json *json, const struct tie_list *ties)
{
    json_key(json, "names");
    json_array(json);
    for (size_t i = 0; i < ties->len; i++) {
        if (!same_name(ties, i)) {
            json_object(json);
            json_key(json, "name");
            json_str(json, ties->items[i].name);
            json_key(json, "lines");
            json_array(json);
        }
        json_number(json, ties->items[i].line);
        if (!same_name(ties, i + 1)) {
            json_close(json);
            json_close(json);
        }
    }
    json_close(json);
}

void
ties_text(struct cli *cli, struct str path, const struct tie_list *ties)
{
    size_t number = 0;
    for (size_t i = 0; i < ties->len; i++) {
        number = same_name(ties, i) ? number + 1 : 0;
        if (number == 0) {
            out_text(&cli->out, "  uses ");
            out_str(&cli->out, ties->items[i].name);
            out_text(&cli->out, " at ");
        }
        text_line(cli, path, ties->items[i].line, number);
        if (!same_name(ties, i + 1)) {
            out_byte(&cli->out, '\n');
        }
    }
}
