/* SPDX-License-Identifier: MIT */
#include "core/sys/site.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/memory.h"
#include "core/sys/distribution.h"
#include "core/sys/file.h"
#include "core/sys/path.h"
#include "core/sys/requires.h"
#include "core/sys/site_search.h"

/* ---- what all parts of the search need */

struct str
site_variable(const struct site_search *search, const char *name)
{
    size_t len = strlen(name);
    char *const *at = search->environment;

    for (; at && *at; at++)
        if (strncmp(*at, name, len) == 0 && (*at)[len] == '=')
            return str_from(*at + len + 1);
    return (struct str){0};
}

struct str
site_text(struct site_search *search, struct str path)
{
    struct str text = {0};
    struct buf buf;
    struct err err;

    buf_init(&buf, SITE_TEXT_MAX);
    if (file_read(FILE_HERE, path.data, &buf, NULL, &err) == 0)
        text = arena_str(search->arena, buf_view(&buf));
    buf_release(&buf);
    return text;
}

static int
compare_entries(const void *a, const void *b)
{
    return str_compare(((const struct entry *)a)->name,
                       ((const struct entry *)b)->name);
}

void
site_list(struct site_search *search, struct str path)
{
    struct listing *listing = &search->listing;
    int fd = open(path.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    listing->entries.len = 0;
    if (fd < 0)
        return;
    listing_read(listing, fd);
    close(fd);
    if (listing->entries.len > 0)
        qsort(listing->entries.items, listing->entries.len,
              sizeof(*listing->entries.items), compare_entries);
}

bool
site_is_folder(struct str path)
{
    struct stat st;

    return stat(path.data, &st) == 0 && S_ISDIR(st.st_mode);
}

struct str
site_real(struct site_search *search, struct str path)
{
    char *real = realpath(path.data, NULL);
    struct str copy = {0};

    if (real)
        copy = arena_str(search->arena, str_from(real));
    free(real);
    return copy;
}

struct str
site_parent(struct site_search *search, struct str path)
{
    struct str folder = path_folder(path);

    return folder.len ? arena_str(search->arena, folder) : STR("/");
}

void
site_add_source(struct site_search *search, struct str path)
{
    struct str real = {0};

    if (path.len > 0 && path.data[0] == '/')
        real = site_real(search, arena_str(search->arena, path));
    if (real.len > 0)
        VEC_PUSH(&search->site->sources, real);
}

bool
site_is_ours(const struct site_search *search, struct str real)
{
    return search->real_root.len > 0 && path_is_below(real, search->real_root);
}

/* ---- the search */

/* The environments of the nearest folder, from the root up, that has any. */
static void
read_project_environments(struct site_search *search)
{
    static const char *const names[] = {".venv", "venv", "env"};
    struct site *site = search->site;
    struct str folder = search->root;

    while (folder.len > 0 && site->folders.len == 0) {
        for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
            struct str name = str_from(names[i]);
            struct str path = path_join(search->arena, folder, name);
            struct str mark = path_join(search->arena, path, STR("pyvenv.cfg"));
            if (access(mark.data, F_OK) == 0)
                site_read_environment(search, path, names[i]);
        }
        folder = path_folder(folder);
    }
}

static void
read_named_environments(struct site_search *search)
{
    static const char *const names[] = {"VIRTUAL_ENV", "CONDA_PREFIX"};

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        struct str path = site_variable(search, names[i]);
        if (path.len > 0 && path.data[0] == '/')
            site_read_environment(search, path, names[i]);
    }
}

static void
add_named(struct site *site, struct str distribution)
{
    struct str modules = distribution_modules(&site->arena, distribution);

    while (modules.data)
        intern_text(&site->named, str_split(&modules, ' '));
}

static void
take_declared(void *context, struct str name)
{
    struct site *site = context;

    VEC_PUSH(&site->declared, distribution_normal(&site->arena, name));
    add_named(site, name);
}

/* ---- the order that readdir does not give */

static int
compare_texts(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static int
compare_distributions(const void *a, const void *b)
{
    const struct site_distribution *left = a;
    const struct site_distribution *right = b;
    int order = str_compare(left->name, right->name);

    return order ? order : str_compare(left->version, right->version);
}

typedef int comparison(const void *a, const void *b);

/* Sort and keep one of each; returns the new length. */
static size_t
sort_once(void *items, size_t len, size_t size, comparison *compare)
{
    char *bytes = items;
    size_t kept = 0;

    if (len == 0)
        return 0;
    qsort(items, len, size, compare);
    for (size_t i = 0; i < len; i++) {
        if (kept > 0 &&
            compare(bytes + (kept - 1) * size, bytes + i * size) == 0)
            continue;
        memmove(bytes + kept++ * size, bytes + i * size, size);
    }
    return kept;
}

static void
put_in_order(struct site *site)
{
    site->declared.len =
        sort_once(site->declared.items, site->declared.len,
                  sizeof(*site->declared.items), compare_texts);
    site->pythons.len = sort_once(site->pythons.items, site->pythons.len,
                                  sizeof(*site->pythons.items), compare_texts);
    site->distributions.len =
        sort_once(site->distributions.items, site->distributions.len,
                  sizeof(*site->distributions.items), compare_distributions);
    site->sources.len = sort_once(site->sources.items, site->sources.len,
                                  sizeof(*site->sources.items), compare_texts);
    for (size_t i = 0; i < site->distributions.len; i++)
        add_named(site, site->distributions.items[i].name);
}

static struct site *
start(struct site_search *search, char *const *environment)
{
    struct site *site = memory_zero(sizeof(*site));

    *search = (struct site_search){
        .site = site, .arena = &site->arena, .environment = environment};
    arena_init(&site->arena);
    intern_init(&site->installed);
    intern_init(&site->named);
    listing_init(&search->listing);
    return site;
}

struct site *
site_find(const char *root, char *const *environment)
{
    struct site_search search;
    struct site *site = start(&search, environment);
    struct err err;

    if (path_absolute(&site->arena, root, &search.root, &err) == 0) {
        search.real_root = site_real(&search, search.root);
        read_project_environments(&search);
        read_named_environments(&search);
        if (site->folders.len == 0)
            site_read_path(&search);
        requires_read(search.root.data, take_declared, site);
    }
    listing_release(&search.listing);
    put_in_order(site);
    return site;
}

struct site *
site_find_python(const char *root, char *const *environment,
                 struct str interpreter)
{
    struct site_search search;
    struct site *site = start(&search, environment);
    struct err err;

    if (path_absolute(&site->arena, root, &search.root, &err) == 0) {
        search.real_root = site_real(&search, search.root);
        if (interpreter.len > 0)
            site_read_interpreter(&search, site_parent(&search, interpreter),
                                  path_name(interpreter));
        else
            site_read_path(&search);
    }
    listing_release(&search.listing);
    put_in_order(site);
    return site;
}

void
site_free(struct site *site)
{
    if (!site)
        return;
    VEC_RELEASE(&site->folders);
    VEC_RELEASE(&site->distributions);
    VEC_RELEASE(&site->declared);
    VEC_RELEASE(&site->pythons);
    VEC_RELEASE(&site->sources);
    intern_release(&site->installed);
    intern_release(&site->named);
    arena_release(&site->arena);
    free(site);
}

/* ---- questions */

bool
site_has_module(const struct site *site, struct str top_level_name)
{
    return intern_find(&site->installed, top_level_name) != NO_TEXT ||
           intern_find(&site->named, top_level_name) != NO_TEXT;
}

void
site_digest(const struct site *site, struct hasher *hasher,
            struct digest *digest)
{
    size_t count = site->installed.len;
    struct str *names = memory_new(count * sizeof(*names));

    for (size_t i = 0; i < count; i++)
        names[i] = intern_str(&site->installed, (text_id)i);
    sort_once(names, count, sizeof(*names), compare_texts);
    hasher_begin(hasher, "site");
    for (size_t i = 0; i < site->pythons.len; i++)
        hasher_text(hasher, 'p', site->pythons.items[i]);
    for (size_t i = 0; i < site->distributions.len; i++) {
        hasher_text(hasher, 'd', site->distributions.items[i].name);
        hasher_text(hasher, 'v', site->distributions.items[i].version);
    }
    for (size_t i = 0; i < count; i++)
        hasher_text(hasher, 'm', names[i]);
    hasher_end(hasher, digest);
    free(names);
}
