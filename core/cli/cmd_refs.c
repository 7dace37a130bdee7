/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/base/nearest.h"
#include "core/cli/disk_state.h"
#include "core/cli/refs.h"

static const char *const formats[] = {"text", "lines", "json", NULL};

struct values {
    int format; /* enum refs_format */
    bool all;
    bool unused;
};

/* What the user named: a file, or one construct of it. */
struct wish {
    file_id file;
    struct str name; /* empty: all of them */
};

static int
check_words(const struct values *values, const struct args *args,
            struct err *err)
{
    if (values->all && (args->len > 0 || values->unused)) {
        return err_set(err, ERR_USAGE,
                       "give files, --all or --unused, not several of them");
    }
    if (!values->all && !values->unused && args->len == 0) {
        return err_set(err, ERR_USAGE,
                       "name a file, or a construct as FILE:NAME; or give "
                       "--all or --unused");
    }
    return 0;
}

/* A file may have a colon in its name. */
static int
read_wish(struct cli *cli, struct state *state, const char *word,
          struct wish *wish, struct err *err)
{
    struct err first;
    const char *colon = strrchr(word, ':');
    wish->name = (struct str){"", 0};
    if (cli_find_file(cli, state, word, &wish->file, &first) == 0) {
        return 0;
    }
    if (!colon) {
        *err = first;
        return -1;
    }
    struct str path = {word, (size_t)(colon - word)};
    wish->name = str_from(colon + 1);
    return cli_find_file(cli, state, arena_cstr(&cli->arena, path), &wish->file,
                         err);
}

/* `--all` is about what modules and classes define; attributes have to be
   asked for by name. */
static bool
is_listed(const struct construct *construct)
{
    return construct->kind != CONSTRUCT_ATTRIBUTE;
}

static void
add_row(struct refs_answer *answer, file_id file, uint32_t construct)
{
    VEC_PUSH(&answer->rows, (struct refs_row){file, construct});
}

static void
add_file(struct refs_answer *answer, file_id id)
{
    const struct usage_file *file = &answer->usage->files.items[id];
    for (uint32_t i = 0; i < file->constructs.len; i++) {
        if (is_listed(&file->constructs.items[i])) {
            add_row(answer, id, file->first + i);
        }
    }
}

static int
refuse_name(struct cli *cli, const struct wish *wish, const struct usage *usage,
            struct err *err)
{
    struct str path = usage->state->tree.files.items[wish->file].path;
    const struct usage_file *file = &usage->files.items[wish->file];
    struct nearest nearest = nearest_to(wish->name);
    struct buf name;
    buf_init(&name, BUF_UNLIMITED);
    for (uint32_t i = 0; i < file->constructs.len; i++) {
        buf_clear(&name);
        construct_name(&file->constructs, i, &name);
        nearest_offer(&nearest, arena_str(&cli->arena, buf_view(&name)));
    }
    buf_release(&name);
    return err_set(
        err, ERR_ABSENT, "%.*s defines no `%.*s`%s%.*s%s", (int)path.len,
        path.data, (int)wish->name.len, wish->name.data,
        nearest.best.len > 0 ? "; did you mean `" : "", (int)nearest.best.len,
        nearest.best.data, nearest.best.len > 0 ? "`?" : "");
}

static int
add_named(struct cli *cli, struct refs_answer *answer, const struct wish *wish,
          struct err *err)
{
    const struct usage_file *file = &answer->usage->files.items[wish->file];
    struct buf name;
    bool found = false;
    buf_init(&name, BUF_UNLIMITED);
    for (uint32_t i = 0; i < file->constructs.len && !found; i++) {
        buf_clear(&name);
        construct_name(&file->constructs, i, &name);
        found = str_equal(buf_view(&name), wish->name);
        if (found) {
            add_row(answer, wish->file, file->first + i);
        }
    }
    buf_release(&name);
    return found ? 0 : refuse_name(cli, wish, answer->usage, err);
}

static int
add_wishes(struct cli *cli, const struct args *args, struct refs_answer *answer,
           struct err *err)
{
    for (size_t i = 0; i < args->len; i++) {
        struct wish wish;
        if (read_wish(cli, answer->usage->state, args->words[i], &wish, err) !=
            0) {
            return -1;
        }
        if (wish.name.len == 0) {
            add_file(answer, wish.file);
        } else if (add_named(cli, answer, &wish, err) != 0) {
            return -1;
        }
    }
    return 0;
}

static void
add_all(struct refs_answer *answer)
{
    const struct tree *tree = &answer->usage->state->tree;
    for (size_t i = 0; i < answer->order->len; i++) {
        file_id file = answer->order->files[i];
        if (tree->files.items[file].flags & FILE_SUBJECT) {
            add_file(answer, file);
        }
    }
}

static int
compare_rows(const void *a, const void *b)
{
    const struct refs_row *one = a;
    const struct refs_row *other = b;
    return (one->construct > other->construct) -
           (one->construct < other->construct);
}

/* By path and line, each once; files that were walked are numbered so. */
static void
sort_rows(struct refs_answer *answer)
{
    size_t kept = 0;
    if (answer->rows.len > 0) {
        qsort(answer->rows.items, answer->rows.len, sizeof(struct refs_row),
              compare_rows);
    }
    for (size_t i = 0; i < answer->rows.len; i++) {
        if (i == 0 || answer->rows.items[i].construct !=
                          answer->rows.items[i - 1].construct) {
            answer->rows.items[kept++] = answer->rows.items[i];
        }
    }
    answer->rows.len = kept;
}

static void
keep_unused(struct refs_answer *answer)
{
    size_t kept = 0;
    for (size_t i = 0; i < answer->rows.len; i++) {
        struct refs_row row = answer->rows.items[i];
        if (usage_is_unused(answer->usage, row.file, row.construct)) {
            answer->rows.items[kept++] = row;
        }
    }
    answer->rows.len = kept;
}

/* Fill the answer, whose usage knows all definitions. */
static int
find(struct cli *cli, const struct args *args, struct refs_answer *answer,
     struct err *err)
{
    if (args->len == 0) {
        add_all(answer);
    } else if (add_wishes(cli, args, answer, err) != 0) {
        return -1;
    }
    sort_rows(answer);
    for (size_t i = 0; args->len > 0 && i < answer->rows.len; i++) {
        usage_want(answer->usage, answer->rows.items[i].construct);
    }
    usage_collect(answer->usage);
    if (answer->unused) {
        keep_unused(answer);
    }
    return 0;
}

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    const struct values *values = args->values;
    struct state *state;
    struct disk_report report;
    struct usage usage;
    struct order order;
    if (check_words(values, args, err) != 0 ||
        cli_disk_state(cli, &state, &report, err) != 0) {
        return -1;
    }
    struct refs_answer answer = {
        .usage = &usage, .order = &order, .unused = values->unused};
    state_resolve(state);
    order_init(&order, &state->tree);
    usage_init(&usage, state, NULL);
    int status = find(cli, args, &answer, err);
    if (status == 0) {
        refs_print(cli, &answer, (enum refs_format)values->format);
    }
    VEC_RELEASE(&answer.rows);
    usage_release(&usage);
    order_release(&order);
    state_free(state);
    return status == 0 ? CLI_CLEAN : -1;
}

static const struct opt options[] = {
    {.name = "all",
     .kind = OPT_FLAG,
     OPT_AT(struct values, all),
     .help = "all constructs of the project"},
    {.name = "unused",
     .kind = OPT_FLAG,
     OPT_AT(struct values, unused),
     .help = "only constructs that nothing uses, of FILE… or of all files"},
    {.name = "format",
     .kind = OPT_WORD,
     .words = formats,
     .value = "FORMAT",
     OPT_AT(struct values, format),
     .help = "text, lines (one per use) or json"},
    {0},
};

static const struct cmd_example examples[] = {
    {"depstamp refs shop/money.py:cents", "every place that uses one function"},
    {"depstamp refs --unused", "what nothing uses"},
    {0},
};

const struct cmd cmd_refs = {
    .name = "refs",
    .usage = "FILE[:NAME]… | --all | --unused [FILE…]",
    .argument = "FILE",
    .help = "print where functions, classes, methods and variables are used",
    .details =
        "NAME is what a module defines, or a member as `Class.method`.  A use "
        "by\n`name` means the construct itself, also through imports; a use as "
        "`attribute`\nis something of that name behind a dot, and may mean "
        "another.  Imports are\nno uses; local variables of the same name are "
        "not told apart.\n\n--unused leaves out what other files import, what "
        "__all__ lists, what strings\nname, tests, and names like __this__.\n",
    .options = options,
    .values_size = sizeof(struct values),
    .examples = examples,
    .run = run,
};
