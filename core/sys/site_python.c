/* SPDX-License-Identifier: MIT */
#include <sys/stat.h>
#include <unistd.h>

#include "core/sys/path.h"
#include "core/sys/site_search.h"

/* ---- lib/python3.N */

/*
 * "3.12" of "python3.12", "python3.13t" and "pypy3.10"; empty for "python3"
 * and everything else.
 */
static struct str
version_of(struct str name)
{
    const struct str prefixes[] = {STR("python3."), STR("pypy3.")};

    for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
        size_t from = prefixes[i].len;
        size_t to = from;
        if (!str_starts_with(name, prefixes[i]))
            continue;
        while (to < name.len && name.data[to] >= '0' && name.data[to] <= '9')
            to++;
        if (to > from &&
            (to == name.len || (to + 1 == name.len && name.data[to] == 't')))
            return str_slice(name, from - 2, to);
    }
    return (struct str){0};
}

/* Debian's "python3" has modules for every version. */
static bool
is_wanted(struct str name, struct str version)
{
    struct str has = version_of(name);

    if (has.len == 0)
        return str_equal(name, STR("python3"));
    return version.len == 0 || str_equal(has, version);
}

struct libraries {
    VEC_FIELDS(struct str);
};

/* Copies, since what is done with the names lists other folders. */
static void
find_libraries(struct site_search *search, struct str folder,
               struct str version, struct libraries *found)
{
    site_list(search, folder);
    for (size_t i = 0; i < search->listing.entries.len; i++) {
        struct str name = search->listing.entries.items[i].name;
        if (is_wanted(name, version))
            VEC_PUSH(found, arena_str(search->arena, name));
    }
}

/* Folders of modules below `prefix`; those of one version, if it is known. */
static void
read_prefix(struct site_search *search, struct str prefix, struct str version,
            const char *origin)
{
    const struct str libs[] = {STR("lib"), STR("lib64")};
    const struct str kinds[] = {STR("site-packages"), STR("dist-packages")};

    for (size_t i = 0; i < 2; i++) {
        struct str lib = path_join(search->arena, prefix, libs[i]);
        struct libraries found = {0};
        find_libraries(search, lib, version, &found);
        for (size_t j = 0; j < 2 * found.len; j++) {
            struct str name = found.items[j / 2];
            struct str python = path_join(search->arena, lib, name);
            size_t before = search->site->folders.len;
            site_read_folder(
                search, path_join(search->arena, python, kinds[j % 2]), origin);
            if (search->site->folders.len > before && version_of(name).len > 0)
                VEC_PUSH(&search->site->pythons, name);
        }
        VEC_RELEASE(&found);
    }
}

/* PEP 370. */
static void
read_user(struct site_search *search, struct str version)
{
    struct str base = site_variable(search, "PYTHONUSERBASE");
    struct str home = site_variable(search, "HOME");

    if (site_variable(search, "PYTHONNOUSERSITE").len > 0)
        return;
    if (base.len == 0 && home.len > 0)
        base = path_join(search->arena, home, STR(".local"));
    if (base.len > 0 && base.data[0] == '/')
        read_prefix(search, base, version, "user");
}

/* An installation, and what its interpreter looks at besides. */
static void
read_installation(struct site_search *search, struct str prefix,
                  struct str version, const char *origin)
{
    /* Debian's python3 looks into both, and pip installs into this one. */
    if (str_equal(prefix, STR("/usr")))
        read_prefix(search, STR("/usr/local"), version, origin);
    read_prefix(search, prefix, version, origin);
    read_user(search, version);
}

/* ---- pyvenv.cfg */

struct settings {
    struct str home;
    struct str version; /* "3.12" */
    bool with_system;
};

static bool
is_word(struct str text, const char *word)
{
    return text.len == strlen(word) &&
           strncasecmp(text.data, word, text.len) == 0;
}

/* "3.12" of "3.12.1" and "3.12.1.final.0". */
static struct str
first_two(struct str version)
{
    size_t dots = 0;
    size_t at = 0;

    for (; at < version.len; at++) {
        dots += version.data[at] == '.';
        if (dots == 2)
            break;
    }
    return str_slice(version, 0, at);
}

static struct settings
parse_settings(struct str text)
{
    struct settings settings = {0};

    while (text.data) {
        struct str value = str_split(&text, '\n');
        struct str key = str_trim(str_split(&value, '='));
        value = str_trim(value);
        if (is_word(key, "home"))
            settings.home = value;
        else if (is_word(key, "version") || is_word(key, "version_info"))
            settings.version = first_two(value);
        else if (is_word(key, "include-system-site-packages"))
            settings.with_system = is_word(value, "true");
    }
    return settings;
}

void
site_read_environment(struct site_search *search, struct str prefix,
                      const char *origin)
{
    struct str path = path_join(search->arena, prefix, STR("pyvenv.cfg"));
    struct settings settings = parse_settings(site_text(search, path));

    read_prefix(search, prefix, (struct str){0}, origin);
    if (!settings.with_system || settings.home.len == 0 ||
        settings.home.data[0] != '/')
        return;
    path = site_real(search, arena_str(search->arena, settings.home));
    if (str_equal(path_name(path), STR("bin")))
        path = site_parent(search, path);
    if (path.len > 0)
        read_installation(search, path, settings.version, "system");
}

/* ---- PATH */

static bool
is_program(struct str path)
{
    struct stat st;

    return stat(path.data, &st) == 0 && S_ISREG(st.st_mode) &&
           access(path.data, X_OK) == 0;
}

/* A virtual environment is where the interpreter was called by a name that
   has pyvenv.cfg above it, before symlinks are followed. */
static bool
is_environment(struct site_search *search, struct str prefix)
{
    struct str path = path_join(search->arena, prefix, STR("pyvenv.cfg"));

    return access(path.data, F_OK) == 0;
}

/*
 * The interpreter `folder`/`name`.  A program that is called neither python
 * nor pypy in truth, such as another manager's shim, tells nothing.
 */
void
site_read_interpreter(struct site_search *search, struct str folder,
                      struct str name)
{
    struct str path = path_join(search->arena, folder, name);
    struct str prefix = site_parent(search, folder);
    struct str real;

    if (!is_program(path))
        return;
    if (site_is_shims(search, folder)) {
        prefix = site_behind_shim(search, folder);
        if (prefix.len > 0)
            site_read_environment(search, prefix, "PATH");
    } else if (is_environment(search, prefix)) {
        site_read_environment(search, prefix, "PATH");
    } else {
        real = site_real(search, path);
        name = path_name(real);
        if (!str_starts_with(name, STR("python")) &&
            !str_starts_with(name, STR("pypy")))
            return;
        prefix = site_parent(search, path_folder(real));
        read_installation(search, prefix, version_of(name), "PATH");
    }
    if (search->site->folders.len > 0)
        search->site->interpreter = path;
}

/* The next folder of PATH, clean; empty for one that is relative, since the
   current folder is no property of the project. */
static struct str
take_path(struct site_search *search, struct str *rest)
{
    struct str folder = str_split(rest, ':');
    struct str clean = {0};
    struct err err;

    if (folder.len == 0 || folder.data[0] != '/' ||
        path_absolute(search->arena, arena_cstr(search->arena, folder), &clean,
                      &err) < 0)
        return (struct str){0};
    return clean;
}

void
site_read_path(struct site_search *search)
{
    const struct str names[] = {STR("python3"), STR("python")};

    for (size_t i = 0; i < 2; i++) {
        struct str rest = site_variable(search, "PATH");
        while (rest.data && search->site->folders.len == 0) {
            struct str folder = take_path(search, &rest);
            if (folder.len > 0)
                site_read_interpreter(search, folder, names[i]);
        }
    }
}
