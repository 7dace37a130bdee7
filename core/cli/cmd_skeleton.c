/* SPDX-License-Identifier: MIT */
#include "core/cli/disk_state.h"
#include "core/plan/level.h"
#include "core/plan/skeletons.h"
#include "core/sys/file.h"
#include "core/sys/path.h"

struct values {
    const char *level;
    const char *out;
    bool compact;
};

struct path_words {
    VEC_FIELDS(struct str);
};

/* All subjects below the folder. */
static int
add_folder(struct cli *cli, struct str folder, struct path_words *paths,
           struct err *err)
{
    struct state *state;
    struct disk_report report;
    if (cli_disk_state(cli, &state, &report, err) != 0) {
        return -1;
    }
    for (size_t i = 0; i < state->tree.files.len; i++) {
        const struct tree_file *file = &state->tree.files.items[i];
        if ((file->flags & FILE_SUBJECT) &&
            (folder.len == 0 || path_is_below(file->path, folder))) {
            VEC_PUSH(paths, arena_str(&cli->arena, file->path));
        }
    }
    state_free(state);
    return 0;
}

static int
find_paths(struct cli *cli, const struct args *args, struct path_words *paths,
           struct err *err)
{
    for (size_t i = 0; i < args->len; i++) {
        struct str path;
        if (path_below_root(&cli->arena, cli->root, args->words[i], &path,
                            err) != 0) {
            return -1;
        }
        if (file_is_folder(args->words[i])) {
            if (add_folder(cli, path, paths, err) != 0) {
                return -1;
            }
        } else {
            VEC_PUSH(paths, path);
        }
    }
    return 0;
}

static int
read_level(const struct values *values, enum stamp_level *stamp,
           struct err *err)
{
    enum level level = LEVEL_DECLARED;
    if (values->level && level_parse(values->level, &level, err) != 0) {
        return -1;
    }
    if (!level_needs_symbols(level)) {
        return err_set(err, ERR_USAGE,
                       "a skeleton is of level declared or inferred, not %s",
                       values->level);
    }
    *stamp = level_stamp(level);
    return 0;
}

static int
write_skeletons(struct cli *cli, const struct values *values,
                const struct skeletons_request *request, struct err *err)
{
    if (values->out) {
        return skeletons_write(request, values->out, err);
    }
    if (request->len > 1) {
        return err_set(err, ERR_USAGE,
                       "skeletons of several files need --out DIR");
    }
    struct buf text;
    buf_init(&text, BUF_UNLIMITED);
    int status = request->len > 0 ? skeletons_print(request, 0, &text, err) : 0;
    if (status == 0) {
        cli_print(cli, &text);
    }
    buf_release(&text);
    return status;
}

static int
run(struct cli *cli, const struct args *args, struct err *err)
{
    const struct values *values = args->values;
    struct path_words paths = {0};
    enum stamp_level level = STAMP_DECLARED;
    if (cli_expect_words(args, 1, SIZE_MAX, "FILE…", err) != 0 ||
        read_level(values, &level, err) != 0 || cli_load(cli, err) != 0) {
        return -1;
    }
    int status = find_paths(cli, args, &paths, err);
    if (status == 0) {
        struct skeletons_request request = {
            .root = cli->root,
            .paths = paths.items,
            .len = paths.len,
            .level = level,
            .keep_lines = !values->compact,
            .jobs = cli->jobs,
        };
        status = write_skeletons(cli, values, &request, err);
    }
    VEC_RELEASE(&paths);
    return status == 0 ? CLI_CLEAN : -1;
}

static const struct opt options[] = {
    {.name = "level",
     .kind = OPT_TEXT,
     .value = "LEVEL",
     .words = conf_levels,
     OPT_AT(struct values, level),
     .help = "what is seen of a file: declared (default) or inferred"},
    {.name = "out",
     .kind = OPT_TEXT,
     .value = "DIR",
     OPT_AT(struct values, out),
     .help = "write each to DIR/PATH, if it differs"},
    {.name = "compact",
     .kind = OPT_FLAG,
     OPT_AT(struct values, compact),
     .help = "equal stamps give equal bytes; lines are not kept"},
    {0},
};

static const struct cmd_example examples[] = {
    {"depstamp skeleton --level inferred shop/tax.py",
     "what remains for importers to see"},
    {0},
};

const struct cmd cmd_skeleton = {
    .name = "skeleton",
    .usage = "FILE…",
    .argument = "FILE",
    .help = "print files as their importers see them, bodies left out",
    .details = "What is printed is valid Python that type checkers can read "
               "in place of the\nsource: tokens stay on their lines, a body "
               "that importers do not see becomes\n`_ = 0`.  A folder stands "
               "for all files of the project below it.",
    .options = options,
    .values_size = sizeof(struct values),
    .examples = examples,
    .run = run,
};
