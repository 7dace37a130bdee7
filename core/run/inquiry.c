/* SPDX-License-Identifier: MIT */
#include "core/run/inquiry.h"

#include "core/run/ask.h"
#include "core/sys/path.h"

struct program_search
inquiry_search(const struct inquiry *inquiry)
{
    const struct identity_options *options = &inquiry->identities->options;
    return (struct program_search){
        str_from(inquiry->identities->pythons_options.root),
        options->environment};
}

int
inquiry_refuse(const struct inquiry *inquiry, struct str name, struct err *err)
{
    struct program_search search = inquiry_search(inquiry);
    struct str tool = inquiry->analyzer->tool;
    struct buf places;
    buf_init(&places, BUF_UNLIMITED);
    program_places(inquiry->arena, &search, name, &places);
    err_set(err, ERR_ABSENT, "%.*s is not installed (looked for `%.*s` %s)",
            (int)tool.len, tool.data, (int)name.len, name.data,
            buf_cstr(&places));
    buf_release(&places);
    return -1;
}

bool
inquiry_is_node(struct str interpreter)
{
    return str_starts_with(path_name(interpreter), STR("node"));
}

struct words {
    VEC_FIELDS(const char *);
};

static const char *
word(const struct inquiry *inquiry, struct str text)
{
    return arena_cstr(inquiry->arena, text);
}

/* The words up to the tool's name, which run it, and then those of the
   version command: "uv run mypy --version". */
static int
version_command(const struct inquiry *inquiry, struct words *argv,
                struct err *err)
{
    const struct conf_analyzer *row = &inquiry->analyzer->row;
    struct str first = row->version.items[0];
    struct program_search search = inquiry_search(inquiry);
    struct program program;
    size_t from = 1;
    if (str_equal(path_name(first), inquiry->analyzer->tool)) {
        VEC_PUSH(argv, inquiry->program.path.data);
        while (from <= inquiry->tool_at) {
            VEC_PUSH(argv, word(inquiry, row->command.items[from++]));
        }
    } else if (program_find(inquiry->arena, &search, first, &program)) {
        VEC_PUSH(argv, program.path.data);
    } else {
        return inquiry_refuse(inquiry, first, err);
    }
    for (size_t i = 1; i < row->version.len; i++) {
        VEC_PUSH(argv, word(inquiry, row->version.items[i]));
    }
    VEC_PUSH(argv, NULL);
    return 0;
}

static bool
is_unset(const struct conf_analyzer *row, struct str variable)
{
    ptrdiff_t equals = str_find_byte(variable, '=');
    struct str name =
        str_slice(variable, 0, equals < 0 ? variable.len : (size_t)equals);
    for (size_t i = 0; i < row->env_unset.len; i++) {
        struct str pattern = row->env_unset.items[i];
        bool is_start = str_ends_with(pattern, STR("*"));
        if (is_start
                ? str_starts_with(name, str_slice(pattern, 0, pattern.len - 1))
                : str_equal(name, pattern)) {
            return true;
        }
    }
    return false;
}

static void
replace(struct str *text, struct str what, const char *with,
        struct arena *arena)
{
    struct buf out;
    if (what.len < 2) {
        return;
    }
    buf_init(&out, BUF_UNLIMITED);
    while (text->len > 0) {
        size_t taken = 1;
        if (str_starts_with(*text, what)) {
            buf_text(&out, with);
            taken = what.len;
        } else {
            buf_byte(&out, text->data[0]);
        }
        *text = str_slice(*text, taken, text->len);
    }
    *text = arena_str(arena, buf_view(&out));
    buf_release(&out);
}

/* Ours, less what the tool may not see, and what is set for it, but for what
   only files make known: {roots}. */
static void
version_environment(const struct inquiry *inquiry, struct words *variables)
{
    const struct conf_analyzer *row = &inquiry->analyzer->row;
    char *const *at = inquiry->identities->options.environment;
    for (; at && *at; at++) {
        if (!is_unset(row, str_from(*at))) {
            VEC_PUSH(variables, *at);
        }
    }
    const struct identity_options *options = &inquiry->identities->options;
    const char *cache = options->cache_dir;
    for (size_t i = 0; i < row->env_set.len; i++) {
        struct str variable = row->env_set.items[i];
        struct str root = str_from(inquiry->identities->pythons_options.root);
        replace(&variable, STR("{root}"), root.data, inquiry->arena);
        if (cache) {
            replace(&variable, STR("{cache}"), cache, inquiry->arena);
        }
        if (str_find_byte(variable, '{') < 0) {
            VEC_PUSH(variables, word(inquiry, variable));
        }
    }
    VEC_PUSH(variables, NULL);
}

/* Without the paths of this machine: some say where they are installed. */
static struct str
plain_answer(const struct inquiry *inquiry, struct str answer)
{
    struct arena *arena = inquiry->arena;
    struct str prefix = path_folder(path_folder(inquiry->tool.path));
    struct str home = path_folder(path_folder(inquiry->tool.real));
    replace(&answer, inquiry->identities->options.root, "{root}", arena);
    replace(&answer, path_folder(path_folder(inquiry->python)), "{python}",
            arena);
    replace(&answer, prefix, "{prefix}", arena);
    replace(&answer, home, "{prefix}", arena);
    return answer;
}

static int
ask_version(struct inquiry *inquiry, const struct words *argv,
            struct str *answer, struct err *err)
{
    const struct identity_options *options = &inquiry->identities->options;
    struct words variables = {0};
    version_environment(inquiry, &variables);
    struct asking asking = {
        .argv = argv->items,
        .folder = inquiry->identities->pythons_options.root,
        .environment = variables.items,
        .timeout_ms = options->timeout_ms,
    };
    int status = ask(inquiry->arena, &asking, answer, err);
    if (status == 0) {
        *answer = plain_answer(inquiry, *answer);
        inquiry->asked = true;
    }
    VEC_RELEASE(&variables);
    return status;
}

/* What a program of node is, stands beside or above it. */
static void
hash_package(const struct inquiry *inquiry, struct hasher *hasher)
{
    struct str folder = path_folder(inquiry->tool.real);
    struct buf text;
    struct err err;
    buf_init(&text, 1 << 20);
    while (folder.len > 0) {
        struct str path =
            path_join(inquiry->arena, folder, STR("package.json"));
        if (file_read(FILE_HERE, path.data, &text, NULL, &err) == 0) {
            hasher_text(hasher, 'j', buf_view(&text));
            break;
        }
        folder = path_folder(folder);
    }
    buf_release(&text);
}

void
inquiry_hash_program(struct hasher *hasher, const struct program *program)
{
    struct str sig = {(const char *)&program->sig, sizeof(program->sig)};
    hasher_text(hasher, 'p', program->path);
    hasher_text(hasher, 'r', program->real);
    hasher_text(hasher, 's', sig);
    hasher_text(hasher, 't', program->script);
}

/* Whatever can make the answer another one. */
static void
version_key(struct inquiry *inquiry, const struct words *argv,
            struct digest *key)
{
    struct identities *identities = inquiry->identities;
    struct hasher hasher;
    hasher_init(&hasher, identities->options.algorithm);
    hasher_begin(&hasher, "tool-version");
    hasher_text(&hasher, 'd', identities->options.root);
    for (size_t i = 0; i + 1 < argv->len; i++) {
        hasher_text(&hasher, 'a', str_from(argv->items[i]));
    }
    inquiry_hash_program(&hasher, &inquiry->program);
    inquiry_hash_program(&hasher, &inquiry->tool);
    if (inquiry->python.len > 0) {
        struct digest python =
            pythons_of(&identities->pythons, inquiry->python);
        hasher_digest(&hasher, 'y', &python);
    } else if (inquiry_is_node(inquiry->tool.interpreter)) {
        hash_package(inquiry, &hasher);
    }
    hasher_end(&hasher, key);
    hasher_release(&hasher);
}

int
inquiry_version(struct inquiry *inquiry, struct str *answer, struct err *err)
{
    struct tool_memory *memory = inquiry->identities->memory;
    struct words argv = {0};
    struct digest key;
    int status = version_command(inquiry, &argv, err);
    if (status == 0) {
        version_key(inquiry, &argv, &key);
        if (inquiry->opaque || !tool_memory_find(memory, &key, answer)) {
            status = ask_version(inquiry, &argv, answer, err);
            if (status == 0 && !inquiry->opaque) {
                tool_memory_put(memory, &key, *answer);
            }
        }
    }
    VEC_RELEASE(&argv);
    return status;
}
