/* SPDX-License-Identifier: MIT */
#include "plugins/bazel/index.h"

#include "core/plan/level.h"
#include "core/plan/reading.h"
#include "core/python/symbols.h"
#include "core/sys/file.h"
#include "core/sys/path.h"
#include "plugins/bazel/row.h"
#include "plugins/bazel/stage.h"

struct indexing {
    struct action *action;
    enum level level;
    struct symbol_reader *reader;
    struct buf bytes;
    struct buf view;
    struct buf stamps;
};

static void
make_view(struct indexing *indexing, struct str place)
{
    buf_clear(&indexing->view);
    if (indexing->level >= LEVEL_CODE) {
        buf_str(&indexing->view, buf_view(&indexing->bytes));
        return;
    }
    struct skeleton_wish wish = {
        .level = level_stamp(indexing->level),
        .stub = str_ends_with(place, STR(".pyi")),
    };
    symbols_skeleton(indexing->reader, buf_view(&indexing->bytes), &wish,
                     &indexing->view);
}

static void
add_stamp(struct indexing *indexing, struct str place)
{
    char text[DIGEST_TEXT_MAX];
    struct digest digest;
    hash_bytes(HASH_XXH3, indexing->bytes.data, indexing->bytes.len, &digest);
    if (level_needs_symbols(indexing->level)) {
        const struct symbols *symbols =
            symbols_read(indexing->reader, buf_view(&indexing->bytes), &digest);
        digest = symbols->stamps[level_stamp(indexing->level)];
    }
    buf_text(&indexing->stamps, digest_text(HASH_XXH3, &digest, text));
    buf_byte(&indexing->stamps, ' ');
    buf_str(&indexing->stamps,
            path_quote_ascii(indexing->action->arena, place));
    buf_byte(&indexing->stamps, '\n');
}

static int
add_source(struct indexing *indexing, const struct action_file *source,
           struct err *err)
{
    if (file_read(FILE_HERE, source->path.data, &indexing->bytes, NULL, err) !=
        0) {
        return -1;
    }
    add_stamp(indexing, source->place);
    if (source->view.len == 0) {
        return 0;
    }
    make_view(indexing, source->place);
    return file_replace(source->view.data, buf_cstr(&indexing->view),
                        indexing->view.len, err);
}

static int
add_sources(struct indexing *indexing, struct err *err)
{
    struct action *action = indexing->action;
    int status = 0;
    buf_init(&indexing->bytes, SOURCE_MAX_BYTES);
    buf_init(&indexing->view, BUF_UNLIMITED);
    buf_init(&indexing->stamps, BUF_UNLIMITED);
    indexing->reader = symbol_reader_new(HASH_XXH3);
    for (size_t i = 0; i < action->sources.len && status == 0; i++) {
        status = add_source(indexing, &action->sources.items[i], err);
    }
    if (status == 0) {
        status = file_replace(action->stamps.items[0].data,
                              buf_cstr(&indexing->stamps), indexing->stamps.len,
                              err);
    }
    symbol_reader_free(indexing->reader);
    buf_release(&indexing->bytes);
    buf_release(&indexing->view);
    buf_release(&indexing->stamps);
    return status;
}

/* Of the row, with the settings that were given; without a row, what is
   asked for. */
static int
find_level(struct action *action, enum level *level, struct err *err)
{
    struct stage stage;
    struct action_row row;
    if (action->row.len == 0 && action->level.len == 0) {
        return err_set(err, ERR_USAGE, "index needs --level or --row");
    }
    if (action->row.len == 0) {
        return level_parse(action->level.data, level, err);
    }
    if (stage_make(action->arena, &stage, err) != 0) {
        return -1;
    }
    int status = stage_copy(&stage, &action->configs, err);
    if (status == 0) {
        status = action_row_read(action, &stage, &row, err);
    }
    if (status == 0) {
        *level = row.analyzer.kind.level;
        action_row_release(&row);
    }
    stage_remove(&stage);
    return status;
}

int
index_perform(struct action *action, struct err *err)
{
    struct indexing indexing = {.action = action};
    if (action->stamps.len != 1) {
        return err_set(err, ERR_USAGE, "index writes one file of stamps");
    }
    if (find_level(action, &indexing.level, err) != 0) {
        return -1;
    }
    return add_sources(&indexing, err);
}

bool
index_is_damaged(const struct action_files *sources)
{
    struct symbol_reader *reader = symbol_reader_new(HASH_XXH3);
    struct digest content = {{0}};
    struct buf bytes;
    struct err err;
    bool damaged = false;
    buf_init(&bytes, SOURCE_MAX_BYTES);
    for (size_t i = 0; i < sources->len && !damaged; i++) {
        damaged = file_read(FILE_HERE, sources->items[i].path.data, &bytes,
                            NULL, &err) == 0 &&
                  (symbols_read(reader, buf_view(&bytes), &content)->flags &
                   SYMBOLS_DAMAGED);
    }
    buf_release(&bytes);
    symbol_reader_free(reader);
    return damaged;
}
