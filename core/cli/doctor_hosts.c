/* SPDX-License-Identifier: MIT */
/*
 * Who calls us here: hooks and builds.  A hook that is configured and not
 * installed never runs, and nobody notices.
 */
#include <string.h>

#include "core/cli/doctor.h"
#include "core/sys/file.h"
#include "core/sys/git.h"
#include "core/sys/path.h"

enum { SETTINGS_MAX_BYTES = 1 << 20 };

/* Does a file of the project mention us, outside of a comment? */
static bool
mentions_us(struct doctor *doctor, const char *name)
{
    struct err err;
    struct buf text;
    bool found = false;
    struct cli *cli = doctor->cli;
    struct str path = path_join(&cli->arena, cli->root, str_from(name));
    buf_init(&text, SETTINGS_MAX_BYTES);
    if (file_read(FILE_HERE, path.data, &text, NULL, &err) == 0) {
        struct str rest = buf_view(&text);
        while (rest.data && !found) {
            struct str line = str_split(&rest, '\n');
            struct str code = str_split(&line, '#');
            found = code.len > 0 && memmem(code.data, code.len, "depstamp", 8);
        }
    }
    buf_release(&text);
    return found;
}

/* core.hooksPath may lead elsewhere; then others look after hooks. */
static bool
has_hook(struct doctor *doctor)
{
    struct err err;
    bool found = true;
    struct arena *arena = &doctor->cli->arena;
    struct git *git = git_open(doctor->cli->root.data, &err);
    if (git) {
        struct str hooks = path_join(arena, git_common_dir(git), STR("hooks"));
        found = file_exists(path_join(arena, hooks, STR("pre-commit")).data) ||
                file_exists(path_join(arena, hooks, STR("pre-push")).data);
        git_close(git);
    }
    return found;
}

static const struct {
    const char *file;
    const char *name;
    const char *cure; /* if no hook of git's is there; NULL: it needs none */
} hosts[] = {
    {".pre-commit-config.yaml", "pre-commit",
     "pre-commit install (or prek install)"},
    {"lefthook.yml", "lefthook", "lefthook install"},
    {"build.ninja", "Ninja", NULL},
    {"CMakeLists.txt", "CMake", NULL},
    {"meson.build", "Meson", NULL},
    {"MODULE.bazel", "Bazel", NULL},
    {"WORKSPACE", "Bazel", NULL},
    {".gitlab-ci.yml", "GitLab CI", NULL},
};

void
doctor_hosts(struct doctor *doctor)
{
    bool any = false;
    struct arena *arena = &doctor->cli->arena;
    for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++) {
        if (!mentions_us(doctor, hosts[i].file)) {
            continue;
        }
        bool bad = hosts[i].cure && !has_hook(doctor);
        any = true;
        doctor_say(
            doctor, bad ? DOCTOR_PROBLEM : DOCTOR_FINE,
            arena_printf(arena, "%s (%s)%s", hosts[i].name, hosts[i].file,
                         bad ? ": no hook is installed, so it never runs" : ""),
            bad ? hosts[i].cure : NULL);
    }
    if (!any) {
        doctor_say(doctor, DOCTOR_FINE, "none found", NULL);
    }
}
