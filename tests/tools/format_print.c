/* SPDX-License-Identifier: MIT */
/*
 * format_print - what format_read makes of what a tool printed, as JSON.
 *
 *     format_print FORMAT ROOT STATUS OUTPUT [OTHER [PATTERN]]
 *
 * OUTPUT and OTHER are files with the two streams.  Exit status 1 and the
 * message if the output is refused.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/base/json.h"
#include "core/run/format.h"
#include "core/run/sources.h"
#include "core/sys/file.h"

enum { INPUT_MAX_BYTES = 1 << 30 };

static struct str
read_input(struct arena *arena, const char *path)
{
    struct buf bytes;
    struct err err;

    buf_init(&bytes, INPUT_MAX_BYTES);
    if (file_read(FILE_HERE, path, &bytes, NULL, &err) != 0) {
        fprintf(stderr, "%s\n", err.text);
        exit(2);
    }
    struct str text = arena_str(arena, buf_view(&bytes));
    buf_release(&bytes);
    return text;
}

static void
print_diagnostic(struct json *json, const struct diagnostic *diagnostic)
{
    json_object(json);
    json_key(json, "path");
    json_str(json, diagnostic->path);
    json_key_number(json, "line", diagnostic->line);
    json_key_number(json, "column", diagnostic->column);
    json_key_number(json, "end_line", diagnostic->end_line);
    json_key_number(json, "end_column", diagnostic->end_column);
    json_key(json, "code");
    json_str(json, diagnostic->code);
    json_key_text(json, "severity", severity_names[diagnostic->severity]);
    json_key(json, "message");
    json_str(json, diagnostic->message);
    json_key(json, "url");
    json_str(json, diagnostic->url);
    json_close(json);
}

static void
print_result(const struct format_result *result)
{
    struct buf out;
    struct json json;

    buf_init(&out, BUF_UNLIMITED);
    json_init(&json, &out);
    json_object(&json);
    json_key(&json, "diagnostics");
    json_array(&json);
    for (size_t i = 0; i < result->diagnostics.len; i++)
        print_diagnostic(&json, &result->diagnostics.items[i]);
    json_close(&json);
    json_key(&json, "failed");
    json_array(&json);
    for (size_t i = 0; i < result->failed.len; i++)
        json_str(&json, result->failed.items[i]);
    json_close(&json);
    json_key(&json, "trouble");
    json_str(&json, result->trouble);
    json_close(&json);
    printf("%s\n", buf_cstr(&out));
    buf_release(&out);
}

static int
print(const struct format *format, struct format_input *input,
      struct arena *arena)
{
    struct sources sources;
    struct format_result result;
    struct err err = {0};

    sources_init(&sources, input->root);
    input->line = sources_line;
    input->context = &sources;
    int status = format_read(format, input, arena, &result, &err);
    if (status == 0)
        print_result(&result);
    else
        printf("%s\n", err.text);
    sources_release(&sources);
    return status == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
    struct arena arena;
    struct format_input input = {.analyzer = STR("tool")};
    const struct format *format;

    if (argc < 5) {
        fprintf(stderr, "format_print FORMAT ROOT STATUS OUTPUT [OTHER "
                        "[PATTERN]]\n");
        return 2;
    }
    format = format_find(str_from(argv[1]));
    if (!format) {
        fprintf(stderr, "no format %s\n", argv[1]);
        return 2;
    }
    arena_init(&arena);
    input.root = str_from(argv[2]);
    input.status = (int)strtol(argv[3], NULL, 10);
    input.output = read_input(&arena, argv[4]);
    if (argc > 5)
        input.other = read_input(&arena, argv[5]);
    if (argc > 6)
        input.pattern = str_from(argv[6]);
    int status = print(format, &input, &arena);
    arena_release(&arena);
    return status;
}
