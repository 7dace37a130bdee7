/* SPDX-License-Identifier: MIT */
#include "core/base/json.h"
#include "core/cli/refs.h"
#include "core/sys/path.h"

/* Answers may be long: they leave in pieces. */
enum { PIECE_BYTES = 1 << 20 };

struct printing {
    struct cli *cli;
    const struct refs_answer *answer;
    struct buf text;
    struct json json;
    /* The path written last, quoted: places come file by file. */
    file_id quoted_file;
    struct str quoted;
};

/* The uses of one construct, in the order of paths, lines and columns. */
struct uses {
    const struct refs_answer *answer;
    struct usage_span names;
    struct usage_span attributes;
};

static struct uses
uses_of(const struct refs_answer *answer, const struct refs_row *row)
{
    struct uses uses = {
        .answer = answer,
        .names = usage_by_name(answer->usage, row->construct),
        .attributes =
            usage_by_attribute(answer->usage, row->file, row->construct),
    };
    return uses;
}

static bool
is_before(const struct order *order, const struct usage_place *one,
          const struct usage_place *other)
{
    if (one->file != other->file) {
        return order->rank[one->file] < order->rank[other->file];
    }
    return one->line != other->line ? one->line < other->line
                                    : one->column < other->column;
}

static const struct usage_place *
take(struct usage_span *span)
{
    span->len--;
    return span->items++;
}

/* NULL behind the last one. */
static const struct usage_place *
next_use(struct uses *uses, bool *by_name)
{
    *by_name = uses->names.len > 0 &&
               (uses->attributes.len == 0 ||
                is_before(uses->answer->order, uses->names.items,
                          uses->attributes.items));
    if (*by_name) {
        return take(&uses->names);
    }
    return uses->attributes.len > 0 ? take(&uses->attributes) : NULL;
}

static void
print_piece(struct printing *printing, size_t more_than)
{
    if (printing->text.len > more_than) {
        out_append(&printing->cli->out, printing->text.data,
                   printing->text.len);
        buf_clear(&printing->text);
    }
}

static struct str
path_of(const struct printing *printing, file_id file)
{
    return printing->answer->usage->state->tree.files.items[file].path;
}

static struct str
name_of(const struct printing *printing, const struct refs_row *row)
{
    const struct usage_file *file =
        &printing->answer->usage->files.items[row->file];
    struct buf name;
    buf_init(&name, BUF_UNLIMITED);
    construct_name(&file->constructs, row->construct - file->first, &name);
    struct str text = arena_str(&printing->cli->arena, buf_view(&name));
    buf_release(&name);
    return text;
}

static void
json_row(struct printing *printing, const struct refs_row *row)
{
    const struct construct *construct =
        usage_construct(printing->answer->usage, row->file, row->construct);
    struct uses uses = uses_of(printing->answer, row);
    struct json *json = &printing->json;
    const struct usage_place *use;
    bool by_name;
    json_object(json);
    json_key(json, "path");
    json_str(json, path_of(printing, row->file));
    json_key(json, "name");
    json_str(json, name_of(printing, row));
    json_key_text(json, "kind", construct_kind_text(construct->kind));
    json_key_number(json, "line", construct->line);
    json_key(json, "uses");
    json_array(json);
    while ((use = next_use(&uses, &by_name))) {
        json_object(json);
        json_key(json, "path");
        json_str(json, path_of(printing, use->file));
        json_key_number(json, "line", use->line);
        json_key_number(json, "column", use->column);
        json_key_text(json, "how", by_name ? "name" : "attribute");
        json_close(json);
        print_piece(printing, PIECE_BYTES);
    }
    json_close(json);
    json_close(json);
}

static void
put_path(struct printing *printing, file_id file)
{
    if (printing->quoted.len == 0 || printing->quoted_file != file) {
        printing->quoted_file = file;
        printing->quoted =
            path_quote(&printing->cli->arena, path_of(printing, file));
    }
    buf_str(&printing->text, printing->quoted);
}

/* ":7", much faster than by format, of which there may be a million. */
static void
put_number(struct printing *printing, uint32_t number)
{
    char digits[12];
    size_t at = sizeof(digits);
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    digits[--at] = ':';
    buf_append(&printing->text, digits + at, sizeof(digits) - at);
}

static void
put_place(struct printing *printing, const struct usage_place *use)
{
    put_path(printing, use->file);
    put_number(printing, use->line);
    put_number(printing, use->column);
}

/* "pkg/b.py:5: function f" */
static void
text_construct(struct printing *printing, const struct refs_row *row)
{
    const struct construct *construct =
        usage_construct(printing->answer->usage, row->file, row->construct);
    put_path(printing, row->file);
    buf_printf(&printing->text, ":%u: %s ", construct->line,
               construct_kind_text(construct->kind));
    buf_str(&printing->text, name_of(printing, row));
    buf_byte(&printing->text, '\n');
}

/* "  pkg/a.py:7:5" */
static void
text_row(struct printing *printing, const struct refs_row *row)
{
    struct uses uses = uses_of(printing->answer, row);
    const struct usage_place *use;
    bool by_name;
    text_construct(printing, row);
    if (uses.names.len + uses.attributes.len == 0 &&
        !printing->answer->unused) {
        buf_text(&printing->text, "  no uses\n");
    }
    while ((use = next_use(&uses, &by_name))) {
        buf_text(&printing->text, "  ");
        put_place(printing, use);
        buf_text(&printing->text, by_name ? "\n" : " attribute\n");
        print_piece(printing, PIECE_BYTES);
    }
}

/* " function f of pkg/b.py", which is the same for all uses. */
static struct str
line_end(struct printing *printing, const struct refs_row *row)
{
    const struct construct *construct =
        usage_construct(printing->answer->usage, row->file, row->construct);
    struct arena *arena = &printing->cli->arena;
    struct str name = name_of(printing, row);
    struct str path = path_quote(arena, path_of(printing, row->file));
    return str_from(arena_printf(
        arena, " %s %.*s of %.*s\n", construct_kind_text(construct->kind),
        (int)name.len, name.data, (int)path.len, path.data));
}

/* "pkg/a.py:7:5: name function f of pkg/b.py", for grep and editors. */
static void
lines_row(struct printing *printing, const struct refs_row *row)
{
    struct uses uses = uses_of(printing->answer, row);
    const struct usage_place *use;
    bool by_name;
    if (printing->answer->unused) {
        text_construct(printing, row);
        return;
    }
    struct str end = line_end(printing, row);
    while ((use = next_use(&uses, &by_name))) {
        put_place(printing, use);
        buf_text(&printing->text, by_name ? ": name" : ": attribute");
        buf_str(&printing->text, end);
        print_piece(printing, PIECE_BYTES);
    }
}

void
refs_print(struct cli *cli, const struct refs_answer *answer,
           enum refs_format format)
{
    static void (*const rows[])(struct printing *, const struct refs_row *) = {
        [REFS_TEXT] = text_row,
        [REFS_LINES] = lines_row,
        [REFS_JSON] = json_row,
    };
    struct printing printing = {.cli = cli, .answer = answer};
    buf_init(&printing.text, BUF_UNLIMITED);
    json_init(&printing.json, &printing.text);
    if (format == REFS_JSON) {
        json_array(&printing.json);
    }
    for (size_t i = 0; i < answer->rows.len && !out_failed(&cli->out); i++) {
        rows[format](&printing, &answer->rows.items[i]);
        print_piece(&printing, PIECE_BYTES);
    }
    if (format == REFS_JSON) {
        json_close(&printing.json);
        buf_byte(&printing.text, '\n');
    }
    print_piece(&printing, 0);
    buf_release(&printing.text);
}
