/* SPDX-License-Identifier: MIT */
#include "plugins/bazel/stage.h"

#include "core/plan/reading.h"
#include "core/sys/file.h"
#include "core/sys/path.h"
#include "core/sys/sweep.h"

int
stage_make(struct arena *arena, struct stage *stage, struct err *err)
{
    stage->arena = arena;
    if (file_make_temporary_folder(arena, "depstamp-", &stage->folder, err) !=
        0) {
        return -1;
    }
    stage->tree = path_join(arena, stage->folder, STR("tree"));
    stage->bin = path_join(arena, stage->folder, STR("bin"));
    stage->cache = path_join(arena, stage->folder, STR("cache"));
    if (file_make_folders(stage->tree.data, err) != 0) {
        stage_remove(stage);
        return -1;
    }
    return 0;
}

void
stage_remove(struct stage *stage)
{
    sweep_away(stage->folder.data);
}

int
stage_copy(struct stage *stage, const struct action_files *files,
           struct err *err)
{
    struct buf bytes;
    int status = 0;
    buf_init(&bytes, SOURCE_MAX_BYTES);
    for (size_t i = 0; i < files->len && status == 0; i++) {
        struct str place =
            path_join(stage->arena, stage->tree, files->items[i].place);
        if (file_exists(place.data)) {
            continue;
        }
        status =
            file_read(FILE_HERE, files->items[i].path.data, &bytes, NULL, err);
        if (status == 0) {
            status = file_replace(place.data, buf_cstr(&bytes), bytes.len, err);
        }
    }
    buf_release(&bytes);
    return status;
}

int
stage_empty(struct stage *stage, const struct action_texts *places,
            struct err *err)
{
    int status = 0;
    for (size_t i = 0; i < places->len && status == 0; i++) {
        struct str place =
            path_join(stage->arena, stage->tree, places->items[i]);
        if (!path_is_clean(places->items[i])) {
            status = err_set(err, ERR_USAGE, "`%.*s` is no place in a tree",
                             (int)places->items[i].len, places->items[i].data);
        } else if (!file_exists(place.data)) {
            status = file_replace(place.data, "", 0, err);
        }
    }
    return status;
}

/* In single quotes a shell takes everything as it is, but for these. */
static void
append_quoted(struct buf *out, struct str text)
{
    buf_byte(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\'') {
            buf_text(out, "'\\''");
        } else {
            buf_byte(out, text.data[i]);
        }
    }
    buf_byte(out, '\'');
}

int
stage_tool(struct stage *stage, struct str name, struct str path,
           struct err *err)
{
    struct str program;
    struct str place = path_join(stage->arena, stage->bin, name);
    struct buf text;
    if (path_absolute(stage->arena, path.data, &program, err) != 0) {
        return -1;
    }
    buf_init(&text, BUF_UNLIMITED);
    buf_text(&text, "#!/bin/sh\nexec ");
    append_quoted(&text, program);
    buf_text(&text, " \"$@\"\n");
    int status = file_replace(place.data, text.data, text.len, err);
    if (status == 0) {
        status = file_make_executable(place.data, err);
    }
    buf_release(&text);
    return status;
}
