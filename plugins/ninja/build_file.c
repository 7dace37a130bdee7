/* SPDX-License-Identifier: MIT */
#include "plugins/ninja/build_file.h"

#include "core/plan/order.h"
#include "plugins/ninja/escape.h"
#include "plugins/ninja/rules.h"

/* Stamps of one edge beyond which they go into a response file: a command
   line may have 128 KiB (execve(2), MAX_ARG_STRLEN), a path 4 KiB. */
enum { ARGUMENTS_MAX = 16 };

struct writing {
    const struct build_file *file;
    struct buf *out;
    struct arena arena;
};

static void
set(const struct writing *writing, const char *name, struct str value)
{
    buf_printf(writing->out, "%s = ", name);
    escape_value(writing->out, value);
    buf_byte(writing->out, '\n');
}

static void
input(const struct writing *writing, struct str path)
{
    buf_byte(writing->out, ' ');
    escape_path(writing->out, path);
}

static void
write_head(const struct writing *writing)
{
    const struct build_file *file = writing->file;
    struct buf stamps;
    char text[DIGEST_TEXT_MAX];
    struct digest watched;
    buf_init(&stamps, BUF_UNLIMITED);
    escape_shell(&stamps, file->places->stamps);
    watched_digest(file->watched, &watched);
    buf_printf(writing->out,
               "# Made by `depstamp ninja`, which makes it again when files "
               "come and go.\n# %zu are watched: %s\n\n",
               file->watched->paths.len,
               digest_text(HASH_XXH3, &watched, text));
    set(writing, "ninja_required_version",
        file->validations || file->places->looks > 0 ? STR("1.11")
                                                     : STR("1.7"));
    set(writing, ESCAPE_BAR, STR("|"));
    set(writing, "depstamp", file->program);
    set(writing, "depstamp_options", file->options);
    set(writing, "depstamp_stamps", buf_view(&stamps));
    buf_byte(writing->out, '\n');
    buf_append(writing->out, ninja_rules, ninja_rules_len);
    buf_byte(writing->out, '\n');
    buf_release(&stamps);
}

/* ---- the scan */

static void
write_stamps(struct writing *writing)
{
    const struct build_file *file = writing->file;
    const struct lint *lint = file->lint;
    const struct tree *tree = &lint->view.state->tree;
    struct order order;
    bool used[LEVELS] = {false};
    order_init(&order, tree);
    for (size_t i = 0; i < lint->len; i++) {
        used[lint->linters[i].analyzer->kind.level] = true;
    }
    for (int level = 0; level < LEVELS; level++) {
        for (size_t i = 0; i < order.len && used[level]; i++) {
            const struct tree_file *one = &tree->files.items[order.files[i]];
            if (one->flags & FILE_SUBJECT) {
                input(writing, places_stamp(&writing->arena, file->places,
                                            one->path, (enum level)level));
            }
        }
    }
    order_release(&order);
}

/* Names that no depfile holds: phony outputs may be absent. */
static bool
write_odd(const struct writing *writing)
{
    const struct intern *paths = &writing->file->watched->paths;
    bool any = false;
    for (size_t i = 0; i < paths->len; i++) {
        struct str path = intern_str(paths, (text_id)i);
        if (!escape_in_depfile(path)) {
            buf_text(writing->out, any ? "" : "build");
            input(writing, path);
            any = true;
        }
    }
    buf_text(writing->out, any ? ": phony\n" : "");
    return any;
}

static void
write_odd_inputs(const struct writing *writing)
{
    const struct intern *paths = &writing->file->watched->paths;
    for (size_t i = 0; i < paths->len; i++) {
        struct str path = intern_str(paths, (text_id)i);
        if (!escape_in_depfile(path)) {
            input(writing, path);
        }
    }
}

static void
write_looks(struct writing *writing)
{
    const struct places *places = writing->file->places;
    for (size_t i = 0; i < places->looks; i++) {
        buf_text(writing->out, "build");
        input(writing, places_look(&writing->arena, places, i));
        buf_text(writing->out, ": phony\n  ");
        set(writing, "depfile",
            places_look_depfile(&writing->arena, places, i));
    }
}

static void
write_scan_inputs(struct writing *writing, bool odd)
{
    const struct places *places = writing->file->places;
    buf_text(writing->out, odd || places->looks > 0 ? " |" : "");
    for (size_t i = 0; i < places->looks; i++) {
        input(writing, places_look(&writing->arena, places, i));
    }
    if (odd) {
        write_odd_inputs(writing);
    }
    buf_byte(writing->out, '\n');
    if (places->looks > 0) {
        buf_text(writing->out, "  ");
        set(writing, "depfile", places->begun);
    }
}

static void
write_scan(struct writing *writing)
{
    const struct build_file *file = writing->file;
    const struct lint *lint = file->lint;
    bool odd = write_odd(writing);
    write_looks(writing);
    buf_text(writing->out, "build");
    input(writing, file->places->file);
    buf_text(writing->out, " |");
    for (size_t i = 0; i < lint->len; i++) {
        input(writing, places_analyzer(&writing->arena, file->places,
                                       lint->linters[i].analyzer, "identity"));
    }
    write_stamps(writing);
    buf_text(writing->out, ": depstamp_scan");
    write_scan_inputs(writing, odd);
    buf_text(writing->out, "  ");
    set(writing, "arguments", file->arguments);
}

/* ---- analyzers */

/* Tools that look at more than what they are given would do so at once. */
static bool
is_heavy(const struct analyzer *analyzer)
{
    return analyzer->builtin == BUILTIN_NONE &&
           (analyzer->row.scope == CONF_SCOPE_PROJECT ||
            analyzer->row.per_batch == CONF_BATCH_WHOLE ||
            analyzer->row.per_batch == CONF_BATCH_FIXED);
}

/*
 * The rules of depstamp.ninja with the analyzer put in: ten thousand edges
 * with a variable each take ninja half as long again to read.
 */
static void
write_rule(struct writing *writing, const struct linter *linter, bool many)
{
    struct str name = linter->analyzer->name;
    const char *ending = many ? "_many" : "";
    buf_printf(writing->out,
               "rule depstamp_exec_%.*s%s\n"
               "  command = $depstamp exec $depstamp_options %.*s -o $out "
               "--stamps $depstamp_stamps %s\n"
               "  description = depstamp: $out\n  restat = 1\n",
               (int)name.len, name.data, ending, (int)name.len, name.data,
               many ? "@$out.rsp" : "$in");
    if (many) {
        buf_text(writing->out, "  rspfile = $out.rsp\n"
                               "  rspfile_content = $in_newline\n");
    }
    if (is_heavy(linter->analyzer)) {
        buf_text(writing->out, "  pool = depstamp_heavy\n");
    }
}

static void
write_edge(struct writing *writing, const struct linter *linter,
           const struct portion *portion)
{
    const struct build_file *file = writing->file;
    const struct tree *tree = &file->lint->view.state->tree;
    struct arena *arena = &writing->arena;
    struct str name = linter->analyzer->name;
    buf_text(writing->out, "build");
    input(writing,
          places_result(arena, file->places, linter->analyzer, portion));
    buf_printf(writing->out, ": depstamp_exec_%.*s%s", (int)name.len, name.data,
               portion->len > ARGUMENTS_MAX ? "_many" : "");
    for (size_t i = 0; i < portion->len; i++) {
        input(writing, places_stamp(arena, file->places,
                                    tree->files.items[portion->files[i]].path,
                                    linter->analyzer->kind.level));
    }
    buf_text(writing->out, " |");
    input(writing,
          places_analyzer(arena, file->places, linter->analyzer, "identity"));
    buf_byte(writing->out, '\n');
}

static struct str
target_of(struct writing *writing, const struct linter *linter)
{
    struct str name = linter->analyzer->name;
    return str_from(arena_printf(&writing->arena, "depstamp-%.*s",
                                 (int)name.len, name.data));
}

static void
write_results(struct writing *writing, const struct linter *linter)
{
    for (size_t i = 0; i < linter->portions.len; i++) {
        input(writing,
              places_result(&writing->arena, writing->file->places,
                            linter->analyzer, &linter->portions.items[i]));
    }
}

static void
write_linter(struct writing *writing, const struct linter *linter)
{
    buf_byte(writing->out, '\n');
    write_rule(writing, linter, false);
    write_rule(writing, linter, true);
    for (size_t i = 0; i < linter->portions.len; i++) {
        write_edge(writing, linter, &linter->portions.items[i]);
    }
    buf_text(writing->out, "build");
    input(writing, target_of(writing, linter));
    buf_text(writing->out, ": phony");
    input(writing, writing->file->places->file);
    write_results(writing, linter);
    buf_byte(writing->out, '\n');
}

/* A phony edge without inputs counts as never built. */
static void
write_all(struct writing *writing)
{
    const struct build_file *file = writing->file;
    const struct lint *lint = file->lint;
    buf_text(writing->out, "\nbuild depstamp: phony");
    input(writing, file->places->file);
    buf_text(writing->out, file->validations && lint->len > 0 ? " |@" : "");
    for (size_t i = 0; i < lint->len; i++) {
        input(writing, target_of(writing, &lint->linters[i]));
    }
    buf_byte(writing->out, '\n');
}

void
build_file_write(const struct build_file *file, struct buf *out)
{
    struct writing writing = {.file = file, .out = out};
    arena_init(&writing.arena);
    write_head(&writing);
    write_scan(&writing);
    for (size_t i = 0; i < file->lint->len; i++) {
        write_linter(&writing, &file->lint->linters[i]);
    }
    write_all(&writing);
    arena_release(&writing.arena);
}
