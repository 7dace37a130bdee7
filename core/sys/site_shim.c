/* SPDX-License-Identifier: MIT */
#include "core/sys/path.h"
#include "core/sys/site_search.h"

/*
 * pyenv puts one small script per program into `shims` beside `versions`.
 * The script asks `pyenv which`, whose rules (pyenv-version-name and
 * pyenv-latest) are followed here without running it.
 */
bool
site_is_shims(struct site_search *search, struct str folder)
{
    struct str versions =
        path_join(search->arena, site_parent(search, folder), STR("versions"));

    return str_equal(path_name(folder), STR("shims")) &&
           site_is_folder(versions);
}

/* The first that says anything: variable, nearest file, pyenv's default. */
static struct str
chosen_versions(struct site_search *search, struct str pyenv)
{
    struct str text = site_variable(search, "PYENV_VERSION");
    struct str folder = search->root;

    while (text.len == 0 && folder.len > 0) {
        text = site_text(
            search, path_join(search->arena, folder, STR(".python-version")));
        folder = path_folder(folder);
    }
    if (text.len == 0)
        text =
            site_text(search, path_join(search->arena, pyenv, STR("version")));
    return text;
}

/* Take the next number off the front of "12.3"; -1 for anything else. */
static long
take_number(struct str *rest)
{
    struct str part = str_split(rest, '.');
    long number = 0;

    if (part.len == 0 || part.len > 6)
        return -1;
    for (size_t i = 0; i < part.len; i++) {
        if (part.data[i] < '0' || part.data[i] > '9')
            return -1;
        number = number * 10 + (part.data[i] - '0');
    }
    return number;
}

/* Is `a` a later version than `b`?  Both are numbers with dots. */
static bool
is_later(struct str a, struct str b)
{
    while (a.data && b.data) {
        long left = take_number(&a);
        long right = take_number(&b);
        if (left != right)
            return left > right;
    }
    return a.data != NULL;
}

static bool
is_release(struct str version)
{
    while (version.data)
        if (take_number(&version) < 0)
            return false;
    return true;
}

/* "3.12" is the latest 3.12.x that is installed, if no such name is. */
static struct str
latest(struct site_search *search, struct str versions, struct str wanted)
{
    struct str best = {0};

    site_list(search, versions);
    for (size_t i = 0; i < search->listing.entries.len; i++) {
        struct str name = search->listing.entries.items[i].name;
        if (name.len > wanted.len && str_starts_with(name, wanted) &&
            name.data[wanted.len] == '.' && is_release(name) &&
            (best.len == 0 || is_later(name, best)))
            best = name;
    }
    return best.len ? path_join(search->arena, versions, best) : best;
}

static struct str
installation(struct site_search *search, struct str versions, struct str wanted)
{
    const struct str prefix = STR("python-");
    struct str path;

    if (str_starts_with(wanted, prefix))
        wanted = str_slice(wanted, prefix.len, wanted.len);
    if (wanted.len == 0 || wanted.data[0] == '.' ||
        str_find_byte(wanted, '/') >= 0)
        return (struct str){0};
    path = path_join(search->arena, versions, wanted);
    return site_is_folder(path) ? path : latest(search, versions, wanted);
}

static bool
is_separator(char byte)
{
    return byte == ':' || byte == ' ' || byte == '\t' || byte == '\r' ||
           byte == '\n';
}

/* The next word; '#' starts a comment. */
static struct str
take_version(struct str *text)
{
    struct str word;
    size_t at = 0;
    size_t from;

    while (at < text->len &&
           (is_separator(text->data[at]) || text->data[at] == '#')) {
        if (text->data[at] == '#')
            while (at < text->len && text->data[at] != '\n')
                at++;
        else
            at++;
    }
    from = at;
    while (at < text->len && !is_separator(text->data[at]))
        at++;
    word = str_slice(*text, from, at);
    *text = str_slice(*text, at, text->len);
    return word;
}

struct str
site_behind_shim(struct site_search *search, struct str folder)
{
    struct str pyenv = site_parent(search, folder);
    struct str versions = path_join(search->arena, pyenv, STR("versions"));
    struct str text = chosen_versions(search, pyenv);
    struct str word;
    struct str path;

    while ((word = take_version(&text)).len > 0) {
        /* The next Python on PATH. */
        if (str_equal(word, STR("system")))
            return (struct str){0};
        path = installation(search, versions, word);
        if (path.len > 0)
            return path;
    }
    return (struct str){0};
}
