/* SPDX-License-Identifier: MIT */
/*
 * What is read, what its imports lead to, and whether a folder that should
 * be an import root is none: then imports of the project's own modules look
 * like missing ones, and no change reaches their importers.
 */
#include "core/base/intern.h"
#include "core/cli/disk_state.h"
#include "core/cli/doctor.h"
#include "core/plan/manifest.h"
#include "core/sys/path.h"

enum { ROOTS_SHOWN = 3 };

struct files {
    struct doctor *doctor;
    struct state *state;
    struct intern missing; /* first names of imports that lead nowhere */
    size_t absent;         /* such imports, different ones */
    size_t all;
};

static void
look_at_imports(struct files *files)
{
    struct cli *cli = files->doctor->cli;
    struct site *site = site_find(cli->root.data, cli->environment);
    const struct resolver *resolver = &files->state->resolver;
    for (size_t i = 0; i < resolver->references.len; i++) {
        const struct reference *reference = &resolver->references.items[i];
        struct str rest = fact_module(reference->table, reference->fact);
        files->all++;
        if (import_status(files->state, reference, site) == IMPORT_MISSING) {
            files->absent++;
            if (reference->fact->level == 0) {
                (void)intern_text(&files->missing, str_split(&rest, '.'));
            }
        }
    }
    site_free(site);
    doctor_say(files->doctor, DOCTOR_FINE,
               arena_printf(&cli->arena,
                            "%zu different imports, %zu of them lead nowhere "
                            "(`depstamp run --only imports` lists them)",
                            files->all, files->absent),
               NULL);
}

/* "shop.py" and the folder "shop" are the module shop. */
static struct str
module_of(struct str path)
{
    struct str name = path_name(path);
    struct str ending = STR(".py");
    return str_ends_with(name, ending)
               ? str_slice(name, 0, name.len - ending.len)
               : name;
}

static void
tell_root(struct files *files, struct str module, struct str folder)
{
    struct arena *arena = &files->doctor->cli->arena;
    const char *path = folder.len > 0 ? arena_cstr(arena, folder) : ".";
    doctor_say(
        files->doctor, DOCTOR_PROBLEM,
        arena_printf(arena,
                     "`%s` is imported and lies in %s, which is no "
                     "import root",
                     arena_cstr(arena, module), path),
        arena_printf(arena, "add %s to `roots` in " CONF_FILE_NAME, path));
}

static bool
is_root(const struct files *files, dir_id dir)
{
    const struct roots *roots = &files->state->resolver.roots;
    return dir < roots->dirs_len && roots->is_root[dir];
}

/* Each such folder once, by the first module in it. */
static void
look_for_roots(struct files *files)
{
    size_t told = 0;
    dir_id last = NO_DIR;
    const struct tree *tree = &files->state->tree;
    for (size_t i = 0; i < tree->files.len && told < ROOTS_SHOWN; i++) {
        const struct tree_file *file = &tree->files.items[i];
        const struct tree_dir *dir = &tree->dirs.items[file->dir];
        bool is_package = str_equal(path_name(file->path), STR("__init__.py"));
        struct str module = module_of(is_package ? dir->path : file->path);
        dir_id holder = is_package ? dir->parent : file->dir;
        if (!(file->flags & FILE_SUBJECT) || holder == NO_DIR ||
            holder == last || is_root(files, holder) ||
            intern_find(&files->missing, module) == NO_TEXT) {
            continue;
        }
        tell_root(files, module, tree->dirs.items[holder].path);
        last = holder;
        told++;
    }
}

static void
tell_roots(struct files *files)
{
    struct buf text;
    const struct state *state = files->state;
    const struct root_list *roots = &state->resolver.roots.all;
    buf_init(&text, BUF_UNLIMITED);
    buf_text(&text, "import roots:");
    for (size_t i = 0; i < roots->len; i++) {
        struct str path = state->tree.dirs.items[roots->items[i]].path;
        buf_byte(&text, ' ');
        buf_str(&text, path.len > 0 ? path : STR("."));
    }
    doctor_say(files->doctor, DOCTOR_FINE,
               arena_cstr(&files->doctor->cli->arena, buf_view(&text)), NULL);
    buf_release(&text);
}

static void
look(struct files *files, const struct disk_report *report)
{
    struct arena *arena = &files->doctor->cli->arena;
    const struct tree *tree = &files->state->tree;
    if (report->subjects == 0) {
        doctor_say(files->doctor, DOCTOR_PROBLEM, "no Python files",
                   "is this the root (--root)? see `exclude` and .gitignore");
        return;
    }
    doctor_say(files->doctor, DOCTOR_FINE,
               arena_printf(arena, "%zu Python files, %zu folders",
                            report->subjects, tree->dirs.len),
               NULL);
    state_resolve(files->state);
    tell_roots(files);
    look_at_imports(files);
    look_for_roots(files);
}

void
doctor_files(struct doctor *doctor)
{
    struct err err;
    struct disk_report report;
    struct cli *cli = doctor->cli;
    struct files files = {.doctor = doctor};
    struct disk_options options = {
        .root = cli->root,
        .conf = &cli->conf,
        .jobs = cli->jobs,
        .log = &cli->log,
        .read_only = true,
    };
    if (disk_load(&options, &files.state, &report, &err) != 0) {
        doctor_say(doctor, DOCTOR_PROBLEM,
                   arena_printf(&cli->arena, "%s", err.text), NULL);
        return;
    }
    intern_init(&files.missing);
    look(&files, &report);
    intern_release(&files.missing);
    state_free(files.state);
}
