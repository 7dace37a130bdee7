/* SPDX-License-Identifier: MIT */
#include "core/sys/program.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/sys/path.h"

static struct str
variable(char *const *environment, const char *name)
{
    size_t len = strlen(name);

    for (char *const *at = environment; at && *at; at++)
        if (strncmp(*at, name, len) == 0 && (*at)[len] == '=')
            return str_from(*at + len + 1);
    return (struct str){0};
}

static bool
is_executable(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
           access(path, X_OK) == 0;
}

/* ---- places */

/* The first folder of PATH that has it; relative ones are nobody's. */
static struct str
find_on_path(struct arena *arena, const struct program_search *search,
             struct str name)
{
    struct str rest = variable(search->environment, "PATH");

    while (rest.data) {
        struct str folder = str_split(&rest, ':');
        if (folder.len == 0 || folder.data[0] != '/')
            continue;
        while (folder.len > 1 && folder.data[folder.len - 1] == '/')
            folder.len--;
        struct str path = path_join(arena, folder, name);
        if (is_executable(path.data))
            return path;
    }
    return (struct str){0};
}

/* Calls `take` with "bin" of each environment of the nearest folder with any
   (site.h has the same rule); true as soon as it is. */
typedef bool take_place(void *context, struct str folder, const char *name);

static bool
each_environment(struct arena *arena, struct str root, take_place *take,
                 void *context)
{
    static const char *const names[] = {".venv", "venv", "env"};
    bool found = false;

    for (struct str folder = root; folder.len > 0 && !found;
         folder = path_folder(folder))
        for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
            struct str path = path_join(arena, folder, str_from(names[i]));
            if (access(path_join(arena, path, STR("pyvenv.cfg")).data, F_OK))
                continue;
            found = true;
            if (take(context, path_join(arena, path, STR("bin")), names[i]))
                return true;
        }
    return false;
}

struct finding {
    struct arena *arena;
    struct str name;
    struct str path;
};

static bool
take_program(void *context, struct str folder, const char *name)
{
    struct finding *finding = context;
    struct str path = path_join(finding->arena, folder, finding->name);

    (void)name;
    if (!is_executable(path.data))
        return false;
    finding->path = path;
    return true;
}

static struct str
find_path(struct arena *arena, const struct program_search *search,
          struct str name)
{
    struct finding finding = {.arena = arena, .name = name};
    struct str path;

    if (str_find_byte(name, '/') >= 0) {
        path = name.data[0] == '/' ? arena_str(arena, name)
                                   : path_join(arena, search->root, name);
        return is_executable(path.data) ? path : (struct str){0};
    }
    path = find_on_path(arena, search, name);
    if (path.len > 0 || name.len == 0)
        return path;
    if (each_environment(arena, search->root, take_program, &finding))
        return finding.path;
    path = path_join(
        arena, path_join(arena, search->root, STR("node_modules/.bin")), name);
    return is_executable(path.data) ? path : (struct str){0};
}

static bool
name_place(void *context, struct str folder, const char *name)
{
    struct buf *out = context;

    (void)folder;
    buf_printf(out, " and in %s/bin", name);
    return false;
}

void
program_places(struct arena *arena, const struct program_search *search,
               struct str name, struct buf *out)
{
    if (str_find_byte(name, '/') >= 0) {
        buf_text(out, "there");
        return;
    }
    buf_text(out, "on PATH");
    each_environment(arena, search->root, name_place, out);
}

/* ---- scripts */

/* The word at the front of `rest`, in quotes or not. */
static struct str
take_word(struct str *rest)
{
    struct str text = str_trim(*rest);
    char end = ' ';
    size_t at = 0;

    if (text.len > 0 && (text.data[0] == '"' || text.data[0] == '\'')) {
        end = text.data[0];
        text = str_slice(text, 1, text.len);
    }
    while (at < text.len && text.data[at] != end &&
           !(end == ' ' && text.data[at] == '\t'))
        at++;
    *rest = str_slice(text, at + (at < text.len), text.len);
    return str_slice(text, 0, at);
}

/* "/usr/bin/env -S A=b python3 -I" means the python3 of PATH. */
static struct str
behind_env(struct arena *arena, const struct program_search *search,
           struct str rest)
{
    struct str word = take_word(&rest);

    while (word.len > 0 &&
           (word.data[0] == '-' || str_find_byte(word, '=') >= 0))
        word = take_word(&rest);
    if (word.len == 0)
        return word;
    return word.data[0] == '/' ? word : find_on_path(arena, search, word);
}

/* What pip writes where the path is long or has spaces:
   #!/bin/sh
   '''exec' "/path with spaces/python" "$0" "$@" */
static struct str
behind_shell(struct str line)
{
    struct str mark = STR("'''exec' ");

    if (!str_starts_with(line, mark))
        return (struct str){0};
    line = str_slice(line, mark.len, line.len);
    return take_word(&line);
}

static void
read_shebang(struct arena *arena, const struct program_search *search,
             struct program *program)
{
    struct str rest = program->script;
    struct str line = str_trim(str_split(&rest, '\n'));
    struct str words = str_slice(line, 2, line.len);
    struct str word = take_word(&words);
    struct str second = {0};

    if (str_equal(path_name(word), STR("env")))
        word = behind_env(arena, search, words);
    else if (str_equal(path_name(word), STR("sh")) && rest.data)
        second = behind_shell(str_split(&rest, '\n'));
    if (second.len > 0)
        word = second;
    if (word.len > 0 && word.data[0] == '/')
        program->interpreter = arena_str(arena, word);
}

/* Only a script is read as a whole. */
static void
read_script(struct arena *arena, const struct program_search *search,
            struct program *program)
{
    struct buf text;
    struct err err;

    if (program->sig.size > PROGRAM_SCRIPT_MAX)
        return;
    buf_init(&text, PROGRAM_SCRIPT_MAX);
    if (file_read(FILE_HERE, program->real.data, &text, NULL, &err) == 0 &&
        str_starts_with(buf_view(&text), STR("#!"))) {
        program->script = arena_str(arena, buf_view(&text));
        read_shebang(arena, search, program);
    }
    buf_release(&text);
}

bool
program_find(struct arena *arena, const struct program_search *search,
             struct str name, struct program *program)
{
    char *real;

    *program = (struct program){.path = find_path(arena, search, name)};
    if (program->path.len == 0)
        return false;
    real = realpath(program->path.data, NULL);
    if (real)
        program->real = arena_str(arena, str_from(real));
    free(real);
    if (program->real.len == 0 ||
        !file_signature(program->real.data, &program->sig))
        return false;
    read_script(arena, search, program);
    return true;
}
