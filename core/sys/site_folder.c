/* SPDX-License-Identifier: MIT */
#include "core/sys/distribution.h"
#include "core/sys/path.h"
#include "core/sys/site_search.h"
#include "core/sys/tree.h"

struct names {
    VEC_FIELDS(struct str);
};

/* ---- one entry of the folder */

static void
add_module(struct site_search *search, struct str name)
{
    if (tree_is_identifier(name) && !str_equal(name, STR("__pycache__")))
        intern_text(&search->site->installed, name);
}

/* "Name-1.2.dist-info" and "Name-1.2-py3.11.egg-info", without the ending. */
static void
add_distribution(struct site_search *search, struct str name)
{
    ptrdiff_t dash = str_find_byte(name, '-');
    struct str version = {0};

    /* pip renames what it removes to "~ame". */
    if (name.len == 0 || name.data[0] == '~')
        return;
    if (dash >= 0) {
        struct str rest = str_slice(name, (size_t)dash + 1, name.len);
        version = str_split(&rest, '-');
        name.len = (size_t)dash;
    }
    VEC_PUSH(
        &search->site->distributions,
        (struct site_distribution){distribution_normal(search->arena, name),
                                   arena_str(search->arena, version)});
}

static bool
take_ending(struct str *name, struct str ending)
{
    if (!str_ends_with(*name, ending))
        return false;
    name->len -= ending.len;
    return true;
}

/* "x.py", "x.pyi", "x.so" and "x.cpython-312-x86_64-linux-gnu.so" are x. */
static bool
is_module_file(struct str name)
{
    static const char *const endings[] = {".py", ".pyi", ".pyc", ".so", ".pyd"};

    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
        if (str_ends_with(name, str_from(endings[i])))
            return true;
    return false;
}

static void
take_folder(struct site_search *search, struct str name)
{
    if (take_ending(&name, STR(".dist-info")) ||
        take_ending(&name, STR(".egg-info"))) {
        add_distribution(search, name);
    } else {
        take_ending(&name, STR("-stubs")); /* PEP 561 */
        add_module(search, name);
    }
}

static void
take_file(struct site_search *search, struct str name, struct names *pths)
{
    if (take_ending(&name, STR(".egg-info"))) {
        add_distribution(search, name);
    } else if (str_ends_with(name, STR(".pth"))) {
        VEC_PUSH(pths, arena_str(search->arena, name));
    } else if (is_module_file(name)) {
        add_module(search, str_split(&name, '.'));
    }
}

/* ---- editable installations */

/* Take the next string, which ends at the first quote, off the line. */
static bool
take_quoted(struct str *line, struct str *text)
{
    size_t at = 0;

    while (at < line->len && line->data[at] != '\'' && line->data[at] != '"')
        at++;
    if (at == line->len)
        return false;
    char quote = line->data[at];
    *line = str_slice(*line, at + 1, line->len);
    *text = str_split(line, quote);
    return line->data != NULL;
}

/*
 * Finders of editable installations are Python, with a dictionary from
 * module to path in one line, or with calls: `'name': '/path'` and
 * `map_module('name', '/path')`.  Take the names of what lies elsewhere.
 */
static void
take_mapping(struct site_search *search, struct str line)
{
    struct str name = {0}; /* set while its path is to come */
    struct str text;

    while (take_quoted(&line, &text)) {
        struct str rest = str_trim(line);
        char next = rest.len ? rest.data[0] : '\0';
        if (next == ':' || (next == ',' && !name.data)) {
            name = text;
        } else if (name.data) {
            if (!site_is_ours(search, text)) {
                add_module(search, str_split(&name, '.'));
                site_add_source(search, text);
            }
            name.data = NULL;
        }
    }
}

static void
read_finder(struct site_search *search, struct str path)
{
    struct str text = site_text(search, path);

    while (text.data) {
        struct str line = str_trim(str_split(&text, '\n'));
        if (str_starts_with(line, STR("MAPPING")) ||
            str_starts_with(line, STR("NAMESPACES")) ||
            str_starts_with(line, STR("F.map_module(")))
            take_mapping(search, line);
    }
}

/* ---- .pth files */

/* What stands in one more folder of the path; its .pth files are not read. */
static void
read_added(struct site_search *search, struct str path, struct str from)
{
    struct str real = site_real(search, path);

    if (site_is_ours(search, real) && !path_is_below(real, from))
        return;
    if (real.len == 0)
        return;
    if (!path_is_below(real, from))
        site_add_source(search, real);
    site_read_folder(search, real, ".pth");
}

/* "import _finder; _finder.install()" may be explained beside it. */
static void
read_imported(struct site_search *search, struct str folder, struct str code)
{
    struct str name = str_trim(code);
    size_t len = 0;

    while (len < name.len && !memchr(" \t;,", name.data[len], 4))
        len++;
    name = str_slice(name, 0, len);
    if (!tree_is_identifier(name))
        return;
    name =
        str_from(arena_printf(search->arena, "%.*s.py", (int)len, name.data));
    read_finder(search, path_join(search->arena, folder, name));
}

/*
 * As Python's site.py reads a line: a path, relative to the folder, unless
 * it is a comment or starts with "import", which is run.
 */
static void
take_pth_line(struct site_search *search, struct str folder, struct str line)
{
    struct str text = str_trim(line);

    if (text.len == 0 || text.data[0] == '#')
        return;
    if (str_starts_with(text, STR("import ")) ||
        str_starts_with(text, STR("import\t"))) {
        read_imported(search, folder, str_slice(text, 7, text.len));
        return;
    }
    text = text.data[0] == '/' ? arena_str(search->arena, text)
                               : path_join(search->arena, folder, text);
    read_added(search, text, folder);
}

static void
read_pths(struct site_search *search, struct str folder,
          const struct names *pths)
{
    for (size_t i = 0; i < pths->len; i++) {
        struct str path = path_join(search->arena, folder, pths->items[i]);
        struct str text = site_text(search, path);
        while (text.data)
            take_pth_line(search, folder, str_split(&text, '\n'));
    }
}

/* ---- the folder */

static bool
is_known(const struct site *site, struct str path)
{
    for (size_t i = 0; i < site->folders.len; i++)
        if (str_equal(site->folders.items[i].path, path))
            return true;
    return site->folders.len >= SITE_FOLDERS_MAX;
}

static bool
is_folder_entry(const struct entry *entry)
{
    return entry->kind == ENTRY_FOLDER || entry->kind == ENTRY_FOLDER_LINK;
}

static bool
is_file_entry(const struct entry *entry)
{
    return entry->kind == ENTRY_FILE || entry->kind == ENTRY_FILE_LINK;
}

void
site_read_folder(struct site_search *search, struct str path,
                 const char *origin)
{
    struct site *site = search->site;
    struct names pths = {0};
    size_t before = site->installed.len;

    if (!site_is_folder(path))
        return;
    path = site_real(search, path);
    if (path.len == 0 || is_known(site, path))
        return;
    site_list(search, path);
    for (size_t i = 0; i < search->listing.entries.len; i++) {
        const struct entry *entry = &search->listing.entries.items[i];
        if (is_folder_entry(entry))
            take_folder(search, entry->name);
        else if (is_file_entry(entry))
            take_file(search, entry->name, &pths);
    }
    VEC_PUSH(&site->folders,
             (struct site_folder){path, origin, site->installed.len - before});
    /* The listing is used anew from here on. */
    if (strcmp(origin, ".pth") != 0)
        read_pths(search, path, &pths);
    VEC_RELEASE(&pths);
}
