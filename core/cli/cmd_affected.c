/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"
#include "core/base/memory.h"
#include "core/cli/comparing.h"
#include "core/cli/units_print.h"
#include "core/sys/file.h"
#include "core/sys/ignore.h"
#include "core/sys/path.h"
#include "plugins/bazel/labels.h"

enum { FILES_FROM_MAX_BYTES = 256 << 20, AFFECTED_VERSION = 1 };
enum format { FORMAT_LINES, FORMAT_NUL, FORMAT_JSON, FORMAT_BAZEL };

static const char *const formats[] = {"lines", "nul", "json", "bazel-query",
                                      NULL};

struct values {
    struct base_values base; /* first: see BASE_OPTIONS */
    const char *files_from;
    struct opt_texts match;
    int format; /* enum format */
    bool direct;
    bool exit_code;
};

struct files {
    VEC_FIELDS(struct str);
};

static int
add_file(struct cli *cli, const char *path, struct files *files,
         struct err *err)
{
    struct str relative;
    if (path_below_root(&cli->arena, cli->root, path, &relative, err) != 0) {
        return -1;
    }
    VEC_PUSH(files, relative);
    return 0;
}

/* Names between NULs if there is one, else one in each line. */
static int
add_names(struct cli *cli, struct str text, struct files *files,
          struct err *err)
{
    char separator = str_find_byte(text, '\0') >= 0 ? '\0' : '\n';
    struct str rest = text;
    while (rest.data) {
        struct str name = str_split(&rest, separator);
        if (separator == '\n' && str_ends_with(name, STR("\r"))) {
            name = str_slice(name, 0, name.len - 1);
        }
        if (name.len > 0 &&
            add_file(cli, arena_cstr(&cli->arena, name), files, err) != 0) {
            return -1;
        }
    }
    return 0;
}

static int
add_files_from(struct cli *cli, const char *path, struct files *files,
               struct err *err)
{
    struct buf text;
    buf_init(&text, FILES_FROM_MAX_BYTES);
    int status = strcmp(path, "-") == 0
                     ? file_read_stdin(&text, err)
                     : file_read(FILE_HERE, path, &text, NULL, err);
    if (status == 0 && text.len > 0) {
        status = add_names(cli, buf_view(&text), files, err);
    }
    buf_release(&text);
    return status;
}

static int
find_files(struct cli *cli, const struct args *args, struct files *files,
           struct err *err)
{
    const struct values *values = args->values;
    for (size_t i = 0; i < args->len; i++) {
        if (add_file(cli, args->words[i], files, err) != 0) {
            return -1;
        }
    }
    return values->files_from
               ? add_files_from(cli, values->files_from, files, err)
               : 0;
}

static bool
matches(const struct values *values, struct str path)
{
    for (size_t i = 0; i < values->match.len; i++) {
        if (ignore_glob(str_from(values->match.items[i]), path)) {
            return true;
        }
    }
    return values->match.len == 0;
}

/* What is listed, of all that is affected. */
static void
select_files(const struct values *values, const struct base *base,
             struct file_list *files)
{
    const struct comparison *comparison = &base->comparison;
    for (size_t i = 0; i < comparison->affected.len; i++) {
        file_id file = comparison->affected.items[i];
        struct str path = base->after->tree.files.items[file].path;
        if (base_lists(base, file) && matches(values, path) &&
            !(values->direct && !base_is_direct(base, file))) {
            VEC_PUSH(files, file);
        }
    }
}

static void
print_lines(struct cli *cli, const struct base *base,
            const struct file_list *files, char end)
{
    for (size_t i = 0; i < files->len; i++) {
        struct str path = base->after->tree.files.items[files->items[i]].path;
        if (end == '\n') {
            path = path_quote(&cli->arena, path);
        }
        out_str(&cli->out, path);
        out_byte(&cli->out, end);
    }
}

static int
compare_texts(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

/* What went: deleted files, and FILEs that are not there. */
static void
json_deleted(struct json *json, const struct base *base)
{
    struct path_list gone = {0};
    const struct path_list *deleted = &base->comparison.deleted;
    for (size_t i = 0; i < deleted->len; i++) {
        VEC_PUSH(&gone, deleted->items[i]);
    }
    for (size_t i = 0; i < base->absent.len; i++) {
        VEC_PUSH(&gone, base->absent.items[i]);
    }
    if (gone.len > 0) {
        qsort(gone.items, gone.len, sizeof(struct str), compare_texts);
    }
    json_key(json, "deleted");
    json_array(json);
    for (size_t i = 0; i < gone.len; i++) {
        json_str(json, gone.items[i]);
    }
    json_close(json);
    VEC_RELEASE(&gone);
}

static void
json_changed(struct json *json, const struct base *base)
{
    const struct comparison *comparison = &base->comparison;
    json_key(json, "changed");
    json_array(json);
    for (size_t i = 0; i < comparison->changed.len; i++) {
        file_id file = comparison->changed.items[i];
        if (base_lists(base, file)) {
            json_str(json, base->after->tree.files.items[file].path);
        }
    }
    json_close(json);
}

/* What is known for all affected files together. */
struct telling {
    struct changed_units units;
    struct str *causes; /* by file at the end of a way: the path of the cause */
    unsigned char *known;
};

static struct str
cause_path(struct telling *telling, const struct base *base, file_id last)
{
    if (!telling->known[last]) {
        struct cause cause;
        comparison_cause(&base->comparison, last, &telling->units.arena,
                         &cause);
        telling->known[last] = 1;
        telling->causes[last] = cause.path;
    }
    return telling->causes[last];
}

static void
json_affected(struct json *json, const struct base *base, file_id file,
              struct telling *telling)
{
    struct used_units used = {0};
    struct file_list chain = {0};
    const struct tree *tree = &base->after->tree;
    const struct comparison *comparison = &base->comparison;
    file_id end = comparison_way(comparison, file, &chain);
    struct str cause = cause_path(telling, base, end);
    json_object(json);
    json_key(json, "path");
    json_str(json, tree->files.items[file].path);
    json_key_text(
        json, "reason",
        affected_reason_text((enum affected_reason)comparison->reasons[file]));
    json_key(json, "via");
    json_array(json);
    for (size_t i = 0; i < chain.len; i++) {
        json_str(json, tree->files.items[chain.items[i]].path);
    }
    if (cause.data && !str_equal(cause, tree->files.items[end].path)) {
        json_str(json, cause);
    }
    json_close(json);
    changed_units_of(&telling->units, file, end, &used);
    units_json(json, base->after, &used);
    json_close(json);
    VEC_RELEASE(&used);
    VEC_RELEASE(&chain);
}

static void
print_json(struct cli *cli, const struct base *base,
           const struct file_list *files)
{
    struct json json;
    struct buf text;
    struct telling telling;
    size_t len = base->keys_after.len + 1;
    telling.causes = memory_new(len * sizeof(struct str));
    telling.known = memory_zero(len);
    buf_init(&text, BUF_UNLIMITED);
    json_init(&json, &text);
    json_object(&json);
    json_key_number(&json, "version", AFFECTED_VERSION);
    json_key_text(&json, "level", level_name(base->keys_after.level));
    json_key_text(&json, "base", base->label);
    json_changed(&json, base);
    json_deleted(&json, base);
    changed_units_init(&telling.units, &base->comparison, NO_FILE);
    json_key(&json, "affected");
    json_array(&json);
    for (size_t i = 0; i < files->len; i++) {
        json_affected(&json, base, files->items[i], &telling);
    }
    json_close(&json);
    json_close(&json);
    buf_byte(&text, '\n');
    cli_print(cli, &text);
    changed_units_release(&telling.units);
    free(telling.causes);
    free(telling.known);
    buf_release(&text);
}

static int
print_query(struct cli *cli, const struct base *base,
            const struct file_list *files, struct err *err)
{
    struct path_list paths = {0};
    struct buf text;
    buf_init(&text, BUF_UNLIMITED);
    for (size_t i = 0; i < files->len; i++) {
        VEC_PUSH(&paths, base->after->tree.files.items[files->items[i]].path);
    }
    int status = labels_query(cli->root, paths.items, paths.len, &text, err);
    if (status == 0) {
        cli_print(cli, &text);
    }
    VEC_RELEASE(&paths);
    buf_release(&text);
    return status;
}

static int
print(struct cli *cli, const struct values *values, const struct base *base,
      const struct file_list *files, struct err *err)
{
    if (values->format == FORMAT_BAZEL) {
        return print_query(cli, base, files, err);
    }
    if (values->format == FORMAT_JSON) {
        print_json(cli, base, files);
    } else {
        print_lines(cli, base, files,
                    values->format == FORMAT_NUL ? '\0' : '\n');
    }
    return 0;
}

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    const struct values *values = args->values;
    struct base_options options;
    struct base base;
    struct files named = {0};
    bool by_files = args->len > 0 || values->files_from;
    static const struct str no_files;
    if (cli_load(cli, err) != 0 || find_files(cli, args, &named, err) != 0 ||
        comparing_options(&values->base,
                          !by_files     ? NULL
                          : named.items ? named.items
                                        : &no_files,
                          named.len, &options, err) != 0 ||
        comparing_run(cli, &options, &base, err) != 0) {
        VEC_RELEASE(&named);
        return -1;
    }
    struct file_list files = {0};
    select_files(values, &base, &files);
    struct span span = span_begin(cli->timeline, PHASE_REPORT);
    int status = print(cli, values, &base, &files, err);
    span_end(&span);
    bool any = files.len > 0;
    VEC_RELEASE(&files);
    VEC_RELEASE(&named);
    base_release(&base);
    if (status != 0) {
        return -1;
    }
    return values->exit_code && any ? CLI_FINDINGS : CLI_CLEAN;
}

static const struct opt options_table[] = {
    BASE_OPTIONS,
    LEVEL_OPTION,
    {.name = "direct",
     .kind = OPT_FLAG,
     OPT_AT(struct values, direct),
     .help = "changed files and those one import away only"},
    {.name = "format",
     .kind = OPT_WORD,
     .words = formats,
     .value = "FORMAT",
     OPT_AT(struct values, format),
     .help = "lines, nul (names end with NUL), json, or bazel-query: "
             "the rules that have them"},
    {.name = "exit-code",
     .kind = OPT_FLAG,
     OPT_AT(struct values, exit_code),
     .help = "exit with 1 if something is affected"},
    {.name = "files-from",
     .kind = OPT_TEXT,
     .value = "FILE",
     OPT_AT(struct values, files_from),
     .help = "read FILE names from a file, or from - (standard input)"},
    {.name = "match",
     .kind = OPT_TEXTS,
     .value = "GLOB",
     OPT_AT(struct values, match),
     .help = "list affected files that match only: 'tests/**'"},
    {0},
};

static const struct cmd_example examples[] = {
    {"depstamp affected", "by what differs from HEAD on disk"},
    {"depstamp affected --staged --match 'tests/**'",
     "tests that the next commit can break"},
    {"depstamp affected --level declared shop/money.py",
     "by any change of what this file declares"},
    {"depstamp affected --since HEAD~1 --format json",
     "by the last commit, with reasons"},
    {"bazel query \"tests($(depstamp affected --format bazel-query))\"",
     "tests of Bazel that have an affected file"},
    {0},
};

const struct cmd cmd_affected = {
    .name = "affected",
    .usage = "[FILE… | BASE]",
    .argument = "FILE",
    .help = "list the files whose analysis a change can affect",
    .details =
        "Without FILE or BASE, the disk is compared with HEAD.  With FILE…, "
        "as if\nthese files had changed in every respect; one that does not "
        "exist, as if it\ncame or went.\n",
    .options = options_table,
    .values_size = sizeof(struct values),
    .examples = examples,
    .run = run,
};
