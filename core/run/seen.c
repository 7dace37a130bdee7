/* SPDX-License-Identifier: MIT */
#include "core/run/seen.h"

#include <stdlib.h>

#include "core/base/memory.h"
#include "core/plan/cache_dir.h"
#include "core/plan/stamps.h"
#include "core/sys/file.h"
#include "core/sys/path.h"

enum { INPUTS_MAX_BYTES = 16 << 20 };

struct seen_paths
seen_paths(struct arena *arena, struct str cache_dir, struct str root,
           struct str analyzer)
{
    const char *name =
        arena_printf(arena, "seen-%.*s", (int)analyzer.len, analyzer.data);
    struct seen_paths paths;
    paths.baseline = cache_dir_file(arena, cache_dir, root, name);
    paths.inputs = arena_printf(arena, "%s.inputs", paths.baseline);
    return paths;
}

static bool
is_valid(const struct answer *answer)
{
    return answer->state == ANSWER_REPLAYED ||
           (answer->state == ANSWER_FRESH && answer->kept);
}

static void
write_baseline(const char *path, struct task *task)
{
    struct err err;
    struct buf text;
    const struct keys *keys = view_keys(task->view, task->analyzer->kind);
    bool *valid = memory_zero(keys->len + 1);
    for (size_t i = 0; i < task->answers.items.len; i++) {
        const struct answer *answer = &task->answers.items.items[i];
        if (answer->file != NO_FILE) {
            valid[answer->file] = is_valid(answer);
        } else if (is_valid(answer)) {
            for (size_t j = 0; j < task->files_len; j++) {
                valid[task->files[j]] = true;
            }
        }
    }
    buf_init(&text, BUF_UNLIMITED);
    baseline_write_some(keys, valid, &text);
    file_update(path, text.data, text.len, &err);
    buf_release(&text);
    free(valid);
}

static void
list_shared(struct task *task, struct buf *out)
{
    char digest[DIGEST_TEXT_MAX];
    struct buf inputs;
    const struct analyzer *analyzer = task->analyzer;
    enum hash_algorithm algorithm = task->view->disk->conf->cache.hash;
    buf_printf(out, "version %.*s\n", (int)task->identity.version.len,
               task->identity.version.data);
    buf_printf(out, "identity %s\n",
               digest_text(algorithm, &task->identity.digest, digest));
    buf_printf(out, "level %s, precision %s\n",
               level_name(analyzer->kind.level),
               precision_name(analyzer->kind.precision));
    buf_init(&inputs, INPUTS_MAX_BYTES);
    tool_inputs_list(task->view->inputs, analyzer, STR(""), &inputs);
    struct str rest = buf_view(&inputs);
    while (rest.data) {
        struct str line = str_split(&rest, '\n');
        if (line.len > 0) {
            buf_printf(out, "input %.*s\n", (int)line.len, line.data);
        }
    }
    buf_release(&inputs);
}

static void
list_folder(struct task *task, struct arena *arena, struct str folder,
            struct buf *out)
{
    struct digest digest;
    char text[DIGEST_TEXT_MAX];
    struct str quoted = path_quote_ascii(arena, folder);
    tool_inputs_of(task->view->inputs, task->analyzer, folder, &digest);
    digest_text(task->view->disk->conf->cache.hash, &digest, text);
    buf_printf(out, "folder %.*s %s\n", (int)quoted.len, quoted.data, text);
}

static void
write_inputs(const char *path, struct task *task)
{
    struct err err;
    struct buf text;
    struct str last = {0};
    struct arena arena;
    const struct tree *tree = &task->view->state->tree;
    arena_init(&arena);
    buf_init(&text, INPUTS_MAX_BYTES);
    list_shared(task, &text);
    for (size_t i = 0;
         i < task->files_len && task->analyzer->row.nearest.len > 0; i++) {
        struct str folder = path_folder(tree->files.items[task->files[i]].path);
        if (!last.data || !str_equal(folder, last)) {
            list_folder(task, &arena, folder, &text);
            last = folder;
        }
    }
    if (!text.full) {
        file_update(path, text.data, text.len, &err);
    }
    buf_release(&text);
    arena_release(&arena);
}

void
seen_write(const struct seen_paths *paths, struct task *task)
{
    write_baseline(paths->baseline, task);
    write_inputs(paths->inputs, task);
}

/* The rest of the line of `text` that begins with `start`; NULL data if there
   is none. */
static struct str
line_after(struct str text, struct str start)
{
    struct str rest = text;
    while (rest.data) {
        struct str line = str_split(&rest, '\n');
        if (str_starts_with(line, start)) {
            return str_slice(line, start.len, line.len);
        }
    }
    return (struct str){0};
}

/* "input NAME VALUE" and "folder NAME VALUE" have a name, the others none. */
static struct str
head_of(struct str line)
{
    ptrdiff_t space = str_find_byte(line, ' ');
    if (str_starts_with(line, STR("input ")) ||
        str_starts_with(line, STR("folder "))) {
        space = str_find_last_byte(line, ' ');
    }
    return space < 0 ? line : str_slice(line, 0, (size_t)space + 1);
}

static void
describe(struct str head, struct seen_difference *difference)
{
    difference->what = "configuration";
    if (str_starts_with(head, STR("input "))) {
        difference->name = str_trim(str_slice(head, 6, head.len));
        if (str_starts_with(difference->name, STR("$"))) {
            difference->what = "variable";
        }
    } else if (str_starts_with(head, STR("folder "))) {
        difference->name = str_trim(str_slice(head, 7, head.len));
    } else if (str_starts_with(head, STR("level "))) {
        difference->what = "level";
    } else {
        difference->what = "version";
    }
}

/* The first line of `now` that is another one in `before`. */
static bool
compare_lines(struct str before, struct str now, struct arena *arena,
              struct seen_difference *difference)
{
    struct str rest = now;
    while (rest.data) {
        struct str line = str_split(&rest, '\n');
        struct str head = head_of(line);
        if (line.len == 0) {
            continue;
        }
        struct str old = line_after(before, head);
        struct str value = str_slice(line, head.len, line.len);
        if (!old.data || !str_equal(old, value)) {
            describe(arena_str(arena, head), difference);
            difference->before =
                old.data ? arena_str(arena, old) : STR("absent");
            difference->after = arena_str(arena, value);
            return true;
        }
    }
    return false;
}

bool
seen_compare(const struct seen_paths *paths, struct task *task,
             struct str folder, struct arena *arena,
             struct seen_difference *difference)
{
    struct err err;
    struct buf before;
    struct buf now;
    bool differs = false;
    *difference = (struct seen_difference){0};
    buf_init(&before, INPUTS_MAX_BYTES);
    buf_init(&now, INPUTS_MAX_BYTES);
    if (file_read(FILE_HERE, paths->inputs, &before, NULL, &err) == 0) {
        list_shared(task, &now);
        if (task->analyzer->row.nearest.len > 0) {
            list_folder(task, arena, folder, &now);
        }
        differs =
            compare_lines(buf_view(&before), buf_view(&now), arena, difference);
    }
    buf_release(&before);
    buf_release(&now);
    return differs;
}
