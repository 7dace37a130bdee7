/* SPDX-License-Identifier: MIT */
#include "core/run/answers.h"

#include <stdlib.h>
#include <time.h>

#include "core/plan/cache_dir.h"
#include "core/run/result.h"

enum { DAY_SECONDS = 86400 };

const char *
answers_path(struct arena *arena, struct str cache_dir, struct str root,
             const struct conf *conf, struct str analyzer)
{
    int64_t space = db_space(conf->cache.namespace);
    const char *name =
        arena_printf(arena, "answers-%.*s", (int)analyzer.len, analyzer.data);
    if (space != 0) {
        name =
            arena_printf(arena, "%s@%016llx", name, (unsigned long long)space);
    }
    return cache_dir_file(arena, cache_dir, root, name);
}

void
answers_init(struct answers *answers, struct str analyzer,
             const char *last_path)
{
    *answers = (struct answers){.analyzer = analyzer, .last_path = last_path};
    arena_init(&answers->arena);
}

void
answers_release(struct answers *answers)
{
    VEC_RELEASE(&answers->items);
    VEC_RELEASE(&answers->diagnostics);
    last_answers_release(&answers->last);
    arena_release(&answers->arena);
}

struct answer *
answers_add(struct answers *answers, file_id file, struct str path,
            const struct digest *key)
{
    VEC_PUSH(&answers->items,
             (struct answer){.file = file, .path = path, .key = *key});
    return &answers->items.items[answers->items.len - 1];
}

static bool
take_row(struct answers *answers, struct answer *answer, struct str bytes)
{
    answer->first = answers->diagnostics.len;
    if (!result_read(bytes, answer->path, answers->analyzer,
                     &answers->diagnostics, &answer->duration_us)) {
        return false;
    }
    answer->len = answers->diagnostics.len - answer->first;
    answer->state = ANSWER_REPLAYED;
    return true;
}

static bool
find_last(struct answers *answers, struct answer *answer)
{
    struct str row;
    return last_answers_find(&answers->last, &answer->key, &row) &&
           take_row(answers, answer, row);
}

void
answers_find(struct answers *answers, struct db *db)
{
    struct buf bytes;
    buf_init(&bytes, DB_VALUE_MAX);
    if (answers->last_path) {
        last_answers_read(&answers->last, answers->last_path);
    }
    answers->from_last = answers->last.count == answers->items.len;
    for (size_t i = 0; i < answers->items.len; i++) {
        struct answer *answer = &answers->items.items[i];
        if (find_last(answers, answer)) {
            continue;
        }
        answers->from_last = false;
        buf_clear(&bytes);
        if (db && db_get(db, DB_RESULT, &answer->key, &bytes) == 1) {
            take_row(answers, answer,
                     arena_str(&answers->arena, buf_view(&bytes)));
        }
    }
    buf_release(&bytes);
}

struct answer *
answers_of(struct answers *answers, struct str path)
{
    size_t low = 0;
    size_t high = answers->items.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(answers->items.items[middle].path, path);
        if (order == 0) {
            return &answers->items.items[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

void
answers_set(struct answers *answers, struct answer *answer,
            const struct diagnostic *findings, size_t len, uint64_t duration_us)
{
    answer->state = ANSWER_FRESH;
    answer->duration_us = duration_us;
    answer->first = answers->diagnostics.len;
    answer->len = len;
    for (size_t i = 0; i < len; i++) {
        struct diagnostic finding = findings[i];
        finding.analyzer = answers->analyzer;
        finding.path = str_equal(finding.path, answer->path)
                           ? answer->path
                           : arena_str(&answers->arena, finding.path);
        finding.code = arena_str(&answers->arena, finding.code);
        finding.message = arena_str(&answers->arena, finding.message);
        finding.url = arena_str(&answers->arena, finding.url);
        VEC_PUSH(&answers->diagnostics, finding);
    }
}

static void
write_row(const struct answers *answers, const struct answer *answer,
          struct buf *out)
{
    struct result result = {
        .duration_us = answer->duration_us,
        .diagnostics = answers->diagnostics.items
                           ? answers->diagnostics.items + answer->first
                           : NULL,
        .len = answer->len,
    };
    result_write(&result, answer->path, out);
}

static bool
may_be_kept(const struct answer *answer)
{
    return answer->state == ANSWER_REPLAYED ||
           (answer->state == ANSWER_FRESH && answer->kept);
}

/*
 * What comes from the file is not asked of the store, which has to know once
 * a day all the same that it is wanted.
 */
bool
answers_are_due(const struct answers *answers)
{
    return answers->last.day != (int64_t)time(NULL) / DAY_SECONDS;
}

/* What is valid goes to the file, what is fresh to the store too. */
static void
collect(const struct answers *answers, struct db *db, struct last_rows *rows)
{
    bool due = answers_are_due(answers);
    for (size_t i = 0; i < answers->items.len; i++) {
        const struct answer *answer = &answers->items.items[i];
        if (!may_be_kept(answer)) {
            continue;
        }
        size_t at = rows->bytes.len;
        write_row(answers, answer, &rows->bytes);
        VEC_PUSH(rows,
                 (struct last_row){answer->key, at, rows->bytes.len - at});
        if (db && answer->state == ANSWER_REPLAYED && due) {
            db_use(db, DB_RESULT, &answer->key);
        }
        if (db && answer->state == ANSWER_FRESH && !rows->bytes.full) {
            db_put(db, DB_RESULT, &answer->key,
                   str_slice(buf_view(&rows->bytes), at, rows->bytes.len));
        }
    }
}

void
answers_keep(struct answers *answers, struct db *db)
{
    struct err err;
    struct last_rows rows = {0};
    if (answers->from_last && !answers_are_due(answers)) {
        return;
    }
    buf_init(&rows.bytes, LAST_ANSWERS_MAX_BYTES);
    collect(answers, db, &rows);
    if (answers->last_path && !answers->partial) {
        /* That it cannot be written the store has told already. */
        last_answers_write(answers->last_path, &rows, &err);
    }
    buf_release(&rows.bytes);
    VEC_RELEASE(&rows);
}

size_t
answers_count(const struct answers *answers, enum answer_state state)
{
    size_t count = 0;
    for (size_t i = 0; i < answers->items.len; i++) {
        count += answers->items.items[i].state == state;
    }
    return count;
}
