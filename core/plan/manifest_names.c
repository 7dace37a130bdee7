/* SPDX-License-Identifier: MIT */
/* manifest_names - which names of other files a file uses, and its own. */
#include <stdlib.h>

#include "core/plan/manifest.h"

/* A name that the file uses in one line. */
struct used {
    struct str path; /* of the file that defines it */
    struct str name;
    uint32_t line;
};

struct used_list {
    VEC_FIELDS(struct used);
};

static int
compare_used(const void *a, const void *b)
{
    const struct used *one = a;
    const struct used *other = b;
    int order = str_compare(one->path, other->path);
    if (order == 0) {
        order = str_compare(one->name, other->name);
    }
    return order != 0 ? order
                      : (one->line > other->line) - (one->line < other->line);
}

static void
find_used(struct manifest_writer *writer, file_id file, struct used_list *used)
{
    struct usage *usage = &writer->usage;
    struct usage_places places = {0};
    usage_of_file(usage, file, &places);
    for (size_t i = 0; i < places.len; i++) {
        uint32_t construct = places.items[i].of;
        file_id definer = usage_definer(usage, construct);
        if (definer != file) {
            VEC_PUSH(
                used,
                (struct used){
                    .path = writer->state->tree.files.items[definer].path,
                    .name = usage_construct(usage, definer, construct)->name,
                    .line = places.items[i].line,
                });
        }
    }
    VEC_RELEASE(&places);
    if (used->len > 0) {
        qsort(used->items, used->len, sizeof(struct used), compare_used);
    }
}

/* The lines of one name; returns where the next one begins. */
static size_t
write_name(struct json *json, const struct used_list *used, size_t i)
{
    const struct used *first = &used->items[i];
    json_object(json);
    json_key(json, "name");
    json_str(json, first->name);
    json_key(json, "lines");
    json_array(json);
    for (; i < used->len; i++) {
        const struct used *one = &used->items[i];
        if (!str_equal(one->path, first->path) ||
            !str_equal(one->name, first->name)) {
            break;
        }
        if (one == first || one->line != one[-1].line) {
            json_number(json, one->line);
        }
    }
    json_close(json);
    json_close(json);
    return i;
}

static void
write_uses(struct json *json, const struct used_list *used)
{
    size_t i = 0;
    json_key(json, "uses");
    json_object(json);
    while (i < used->len) {
        struct str path = used->items[i].path;
        json_key_str(json, path);
        json_array(json);
        while (i < used->len && str_equal(used->items[i].path, path)) {
            i = write_name(json, used, i);
        }
        json_close(json);
    }
    json_close(json);
}

static void
write_defines(struct json *json, const struct construct_list *constructs)
{
    struct buf name;
    buf_init(&name, BUF_UNLIMITED);
    json_key(json, "defines");
    json_array(json);
    for (uint32_t i = 0; i < constructs->len; i++) {
        const struct construct *construct = &constructs->items[i];
        buf_clear(&name);
        construct_name(constructs, i, &name);
        json_object(json);
        json_key(json, "name");
        json_str(json, buf_view(&name));
        json_key_text(json, "kind", construct_kind_text(construct->kind));
        json_key_number(json, "line", construct->line);
        json_close(json);
    }
    json_close(json);
    buf_release(&name);
}

void
manifest_write_names(struct manifest_writer *writer, file_id file,
                     struct json *json)
{
    struct used_list used = {0};
    find_used(writer, file, &used);
    write_uses(json, &used);
    write_defines(json, &writer->usage.files.items[file].constructs);
    VEC_RELEASE(&used);
}
