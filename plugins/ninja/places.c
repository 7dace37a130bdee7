/* SPDX-License-Identifier: MIT */
#include "plugins/ninja/places.h"

#include "core/sys/path.h"
#include "plugins/ninja/escape.h"

static struct str
text_of(char *text)
{
    return str_from(text);
}

#define FORMAT(arena, ...) text_of(arena_printf((arena), __VA_ARGS__))
#define TEXT(text) (int)(text).len, (text).data

/* From the current folder to the root, with a slash at its end. */
static struct str
prefix_of(struct arena *arena, struct str here, struct str root)
{
    struct str below;
    struct buf up;
    if (path_cut_root(root, here, &below)) {
        return below.len == 0 ? STR("") : FORMAT(arena, "%.*s/", TEXT(below));
    }
    if (!path_cut_root(here, root, &below)) {
        return root.len == 1 ? root : FORMAT(arena, "%.*s/", TEXT(root));
    }
    buf_init(&up, BUF_UNLIMITED);
    while (below.data) {
        str_split(&below, '/');
        buf_text(&up, "../");
    }
    struct str prefix = arena_str(arena, buf_view(&up));
    buf_release(&up);
    return prefix;
}

int
places_find(struct arena *arena, const struct places_options *options,
            struct places *places, struct err *err)
{
    const char *file = options->file;
    const char *out = options->out;
    struct str stem = str_from(file);
    *places = (struct places){.file = stem};
    if (stem.len == 0 || str_ends_with(stem, STR("/"))) {
        return err_set(err, ERR_USAGE, "-o `%s` names no file", file);
    }
    if (!escape_can(stem) || (out && !escape_can(str_from(out)))) {
        return err_set(err, ERR_USAGE,
                       "ninja cannot name a file with a line feed");
    }
    if (path_absolute(arena, ".", &places->here, err) != 0) {
        return -1;
    }
    if (str_ends_with(stem, STR(".ninja"))) {
        stem = str_slice(stem, 0, stem.len - 6);
    }
    places->root = prefix_of(arena, places->here, options->root);
    places->out =
        out && out[0] ? str_from(out) : FORMAT(arena, "%.*s.out", TEXT(stem));
    places->depfile = FORMAT(arena, "%s.d", file);
    places->begun = FORMAT(arena, "%.*s/begun.d", TEXT(places->out));
    places->stamps = FORMAT(arena, "%.*s/stamps", TEXT(places->out));
    places->results = FORMAT(arena, "%.*s/results", TEXT(places->out));
    return 0;
}

/* The same as FORMAT with "%.*s" for each part, in a tenth of the time: names
   are made by the ten thousand. */
static struct str
join(struct arena *arena, const struct str *parts, size_t count)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        len += parts[i].len;
    }
    char *text = arena_alloc(arena, len + 1);
    char *end = text;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len > 0) {
            memcpy(end, parts[i].data, parts[i].len);
            end += parts[i].len;
        }
    }
    *end = '\0';
    return (struct str){text, len};
}

#define JOIN(arena, ...)                                                       \
    join((arena), (const struct str[]){__VA_ARGS__},                           \
         sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str))

struct str
places_stamp(struct arena *arena, const struct places *places, struct str path,
             enum level level)
{
    return JOIN(arena, places->stamps, STR("/"), path, STR("."),
                str_from(level_name(level)));
}

struct str
places_look(struct arena *arena, const struct places *places, size_t number)
{
    return FORMAT(arena, "%.*s/looks/%zu", TEXT(places->out), number);
}

struct str
places_look_depfile(struct arena *arena, const struct places *places,
                    size_t number)
{
    return FORMAT(arena, "%.*s/looks/%zu.d", TEXT(places->out), number);
}

struct str
places_root(const struct places *places)
{
    struct str root = places->root;
    if (root.len == 0) {
        return STR(".");
    }
    return root.len > 1 ? str_slice(root, 0, root.len - 1) : root;
}

struct str
places_keys(struct arena *arena, const struct places *places, enum level level)
{
    return FORMAT(arena, "%.*s/%s.keys", TEXT(places->out), level_name(level));
}

struct str
places_analyzer(struct arena *arena, const struct places *places,
                const struct analyzer *analyzer, const char *ending)
{
    return JOIN(arena, places->stamps, STR("/"), analyzer->name, STR("."),
                str_from(ending));
}

/* Fields of ninja's log end at a tab: an output with one is never found. */
static struct str
without_tabs(struct arena *arena, struct str name)
{
    struct buf plain;
    if (str_find_byte(name, '\t') < 0) {
        return name;
    }
    buf_init(&plain, BUF_UNLIMITED);
    for (size_t i = 0; i < name.len; i++) {
        if (name.data[i] == '\t') {
            buf_text(&plain, "%09");
        } else {
            buf_byte(&plain, name.data[i]);
        }
    }
    name = arena_str(arena, buf_view(&plain));
    buf_release(&plain);
    return name;
}

struct str
places_result(struct arena *arena, const struct places *places,
              const struct analyzer *analyzer, const struct portion *portion)
{
    struct str name = without_tabs(arena, portion->name);
    return JOIN(arena, places->results, STR("/"), analyzer->name, STR("/"),
                name, STR(".json"));
}

bool
places_source(struct str stamp, struct str stamps, struct str *path)
{
    struct str name;
    if (!path_cut_root(stamp, stamps, &name)) {
        return false;
    }
    for (int level = 0; level < LEVELS; level++) {
        struct str ending = str_from(level_name((enum level)level));
        if (name.len > ending.len + 1 && str_ends_with(name, ending) &&
            name.data[name.len - ending.len - 1] == '.') {
            *path = str_slice(name, 0, name.len - ending.len - 1);
            return true;
        }
    }
    return false;
}
