/* SPDX-License-Identifier: MIT */
#include "core/run/input_walk.h"

#include <stdlib.h>

#include "core/run/command.h"
#include "core/run/search_words.h"
#include "core/sys/path.h"

static void
give(const struct input_walk *walk, struct str name, struct input_file file)
{
    walk->sink(walk->context, name, file);
}

static struct search
search_of(const struct input_walk *walk)
{
    return (struct search){walk->folders, walk->analyzer, walk->sink,
                           walk->context};
}

/* Settings, and where they say that modules are. */
static void
give_settings(const struct input_walk *walk, struct str name, struct str path)
{
    struct input_file file = input_files_look(walk->files, path);
    struct search search = search_of(walk);
    give(walk, name, file);
    if (file.present) {
        search_file(&search, path);
    }
}

void
input_walk_folder(const struct input_walk *walk, const struct conf_list *names,
                  struct str folder, struct str called)
{
    struct input_files *files = walk->files;
    for (size_t i = 0; i < names->len; i++) {
        struct str path = path_join(&files->arena, folder, names->items[i]);
        give_settings(walk, path_join(&files->arena, called, names->items[i]),
                      path);
    }
}

/* Is the file called `name` in a folder above the root the same as one in a
   folder between the two? */
static bool
is_repeated(const struct input_walk *walk, struct str above, struct str name)
{
    struct input_files *files = walk->files;
    struct str place = above.len > 0 ? above : STR("/");
    struct input_file far =
        input_files_look(files, path_join(&files->arena, place, name));
    struct str folder = files->root;
    bool found = false;
    for (; folder.len > above.len && !found; folder = path_folder(folder)) {
        struct input_file near =
            input_files_look(files, path_join(&files->arena, folder, name));
        found = near.present && digest_equal(&near.digest, &far.digest);
    }
    return found;
}

void
input_walk_above(const struct input_walk *walk, const struct conf_list *names)
{
    struct input_files *files = walk->files;
    struct str folder = files->root;
    struct str called = STR("..");
    while (folder.len > 1) {
        folder = path_folder(folder);
        struct str place = folder.len > 0 ? folder : STR("/");
        for (size_t i = 0; i < names->len; i++) {
            struct str path = path_join(&files->arena, place, names->items[i]);
            if (input_files_look(files, path).present &&
                !is_repeated(walk, folder, names->items[i])) {
                give_settings(walk,
                              path_join(&files->arena, called, names->items[i]),
                              path);
            }
        }
        called = path_join(&files->arena, STR(".."), called);
    }
}

/* ---- variables */

static bool
matches(struct str pattern, struct str name)
{
    if (str_ends_with(pattern, STR("*"))) {
        return str_starts_with(name, str_slice(pattern, 0, pattern.len - 1));
    }
    return str_equal(pattern, name);
}

static struct str
name_of(struct str variable)
{
    ptrdiff_t equals = str_find_byte(variable, '=');
    return equals < 0 ? variable : str_slice(variable, 0, (size_t)equals);
}

/* Does the tool get to see this variable of ours? */
static bool
is_seen(const struct conf_analyzer *row, struct str name)
{
    bool named = false;
    for (size_t i = 0; i < row->env.len; i++) {
        named |= matches(row->env.items[i], name);
    }
    for (size_t i = 0; i < row->env_unset.len; i++) {
        named &= !matches(row->env_unset.items[i], name);
    }
    for (size_t i = 0; i < row->env_set.len; i++) {
        struct str set = row->env_set.items[i];
        named &= !str_equal(name_of(set), name) || command_inherits(set);
    }
    return named;
}

static bool
is_root_at_front(struct str text, struct str root)
{
    return root.len > 1 && str_starts_with(text, root) &&
           (text.len == root.len || memchr("/:", text.data[root.len], 2));
}

/* `text` with the root taken out, wherever the tree lies. */
static void
hash_text(struct input_files *files, struct str text, struct digest *digest)
{
    struct buf plain;
    buf_init(&plain, BUF_UNLIMITED);
    while (text.len > 0) {
        size_t taken = 1;
        if (is_root_at_front(text, files->root)) {
            buf_text(&plain, "{root}");
            taken = files->root.len;
        } else {
            buf_byte(&plain, text.data[0]);
        }
        text = str_slice(text, taken, text.len);
    }
    hash_bytes(files->algorithm, plain.data, plain.len, digest);
    buf_release(&plain);
}

/* A variable with the path of a file stands for what is in it, and one with
   folders for what lies there as well. */
static void
give_variable(const struct input_walk *walk, struct str called,
              struct str value)
{
    struct input_files *files = walk->files;
    struct search search = search_of(walk);
    struct input_file file = {0};
    struct str path = value.len > 0 && value.data[0] == '/'
                          ? value
                          : path_join(&files->arena, files->root, value);
    if (value.len > 0) {
        file = input_files_look(files, path);
    }
    if (file.present) {
        search_file(&search, path);
    } else {
        file.present = true;
        hash_text(files, value, &file.digest);
    }
    give(walk, called, file);
    search_value(&search, value);
}

static int
compare_texts(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static void
walk_variables(const struct input_walk *walk)
{
    struct input_files *files = walk->files;
    struct {
        VEC_FIELDS(struct str);
    } seen = {0};
    for (char *const *at = files->environment; at && *at; at++) {
        struct str variable = str_from(*at);
        if (is_seen(&walk->analyzer->row, name_of(variable))) {
            VEC_PUSH(&seen, variable);
        }
    }
    if (seen.len > 0) {
        qsort(seen.items, seen.len, sizeof(*seen.items), compare_texts);
    }
    for (size_t i = 0; i < seen.len; i++) {
        struct str name = name_of(seen.items[i]);
        struct str value =
            str_slice(seen.items[i], name.len + 1, seen.items[i].len);
        struct str called = str_from(
            arena_printf(&files->arena, "$%.*s", (int)name.len, name.data));
        give_variable(walk, called, value);
    }
    VEC_RELEASE(&seen);
}

/* ---- the row */

static void
hash_list(struct hasher *hasher, char tag, const struct conf_list *list)
{
    hasher_number(hasher, tag, list->len);
    for (size_t i = 0; i < list->len; i++) {
        hasher_text(hasher, tag, list->items[i]);
    }
}

/* The program itself is the identity's business, and may lie anywhere. */
static void
hash_command(struct hasher *hasher, const struct conf_list *command)
{
    hasher_number(hasher, 'c', command->len);
    for (size_t i = 0; i < command->len; i++) {
        struct str word = command->items[i];
        bool is_program = i == 0 && word.len > 0 && word.data[0] == '/';
        hasher_text(hasher, 'c', is_program ? path_name(word) : word);
    }
}

/* All that can change what is stored of an answer. */
static void
hash_row(const struct input_files *files, const struct conf_analyzer *row,
         struct digest *digest)
{
    struct hasher fields;
    struct hasher *hasher = &fields;
    hasher_init(hasher, files->algorithm);
    hasher_begin(hasher, "analyzer-row");
    hasher_text(hasher, 'p', row->preset);
    hash_command(hasher, &row->command);
    hash_list(hasher, 'a', &row->args);
    hasher_text(hasher, 'o', row->output);
    hasher_text(hasher, 'r', row->pattern);
    hasher_text(hasher, 'u', row->url);
    hasher_number(hasher, 's', row->stream);
    hasher_number(hasher, 'b', row->per_batch);
    hasher_number(hasher, 'm', row->root_in_messages);
    hash_list(hasher, 'e', &row->env_set);
    hash_list(hasher, 'n', &row->env_unset);
    hash_list(hasher, '0', &row->clean);
    hash_list(hasher, '1', &row->findings);
    hash_list(hasher, '2', &row->broken_if);
    hash_list(hasher, 'd', &row->drop);
    /* What else is in the batch counts for these. */
    if (row->per_batch == CONF_BATCH_FIXED ||
        row->per_batch == CONF_BATCH_WHOLE) {
        hash_list(hasher, 'i', &row->paths);
        hash_list(hasher, 'x', &row->exclude);
        hash_list(hasher, 't', &row->not_in_names);
    }
    hasher_end(hasher, digest);
    hasher_release(hasher);
}

/* The key of "--key=value" and of the value behind "--key"; cut off. */
static struct str
take_option(struct str *word, struct str before)
{
    ptrdiff_t equals = str_find_byte(*word, '=');
    struct str key = before;
    if (word->len > 0 && word->data[0] == '-' && equals > 0) {
        key = str_slice(*word, 0, (size_t)equals);
        *word = str_slice(*word, (size_t)equals + 1, word->len);
    }
    return key.len > 0 && key.data[0] == '-' ? key : (struct str){0};
}

static void
walk_file(const struct input_walk *walk, struct str word)
{
    struct str root = walk->files->root;
    struct str path = input_files_path(walk->files, word);
    if (input_files_look(walk->files, path).present) {
        give_settings(walk,
                      path_is_below(word, root)
                          ? str_slice(word, root.len + 1, word.len)
                          : word,
                      path);
    }
}

/* "tools/check.py" and "--config=ruff.toml" name files, "--python .venv" and
   "--extra-search-path=lib" where modules are. */
static void
walk_words(const struct input_walk *walk, const struct conf_list *words)
{
    struct search search = search_of(walk);
    for (size_t i = 0; i < words->len; i++) {
        struct str word = words->items[i];
        struct str key =
            take_option(&word, i > 0 ? words->items[i - 1] : (struct str){0});
        if (word.len == 0 || str_find_byte(word, '{') >= 0) {
            continue;
        }
        if (search_words_expected(key)) {
            search_value(&search, word);
        }
        /* A program with its whole path is no input. */
        if (i > 0 || word.data[0] != '/') {
            walk_file(walk, word);
        }
    }
}

/* Of globs, which people name themselves, it is only what they match. */
static void
walk_inputs(const struct input_walk *walk)
{
    const struct conf_list *inputs = &walk->analyzer->row.inputs;
    struct search search = search_of(walk);
    for (size_t i = 0; i < inputs->len; i++) {
        input_files_expand(walk->files, inputs->items[i], walk->sink,
                           walk->context);
        struct str path = input_files_path(walk->files, inputs->items[i]);
        if (path.len > 0 && input_files_look(walk->files, path).present) {
            search_file(&search, path);
        }
    }
}

void
input_walk_common(const struct input_walk *walk)
{
    const struct conf_analyzer *row = &walk->analyzer->row;
    struct input_file file = {.present = true};
    hash_row(walk->files, row, &file.digest);
    give(walk, STR("(row)"), file);
    walk_variables(walk);
    walk_inputs(walk);
    input_walk_folder(walk, &row->upwards, walk->files->root, (struct str){0});
    input_walk_above(walk, &row->upwards);
    walk_words(walk, &row->command);
    walk_words(walk, &row->args);
}
