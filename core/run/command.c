/* SPDX-License-Identifier: MIT */
#include "core/run/command.h"

#include <string.h>

#include "core/sys/file.h"
#include "core/sys/path.h"
#include "core/sys/processes.h"

struct words {
    VEC_FIELDS(const char *);
};

/* A command being put together. */
struct making {
    struct arena *arena;
    const struct command_request *request;
    struct words argv;
};

/* `text` with each {name} of the place replaced. */
static struct str
expand(struct arena *arena, const struct command_place *place, struct str text)
{
    struct buf out;
    buf_init(&out, BUF_UNLIMITED);
    while (text.len > 0) {
        if (str_starts_with(text, STR("{root}"))) {
            buf_str(&out, place->root);
            text = str_slice(text, 6, text.len);
        } else if (str_starts_with(text, STR("{cache}"))) {
            buf_str(&out, place->cache);
            text = str_slice(text, 7, text.len);
        } else if (str_starts_with(text, STR("{roots}"))) {
            for (size_t i = 0; i < place->import_roots_len; i++) {
                buf_text(&out, i > 0 ? ":" : "");
                buf_str(&out,
                        path_join(arena, place->root, place->import_roots[i]));
            }
            text = str_slice(text, 7, text.len);
        } else {
            buf_byte(&out, text.data[0]);
            text = str_slice(text, 1, text.len);
        }
    }
    struct str expanded = arena_str(arena, buf_view(&out));
    buf_release(&out);
    return expanded;
}

/* A name that no tool takes for an option or a list. */
static const char *
file_word(struct arena *arena, struct str path)
{
    bool odd = path.len > 0 && (path.data[0] == '-' || path.data[0] == '@');
    return odd ? arena_printf(arena, "./%.*s", (int)path.len, path.data)
               : arena_cstr(arena, path);
}

static void
push_args(struct making *making)
{
    const struct conf_list *args = &making->request->analyzer->row.args;
    for (size_t i = 0; i < args->len; i++) {
        struct str word =
            expand(making->arena, making->request->place, args->items[i]);
        VEC_PUSH(&making->argv, arena_cstr(making->arena, word));
    }
}

static void
push_files(struct making *making)
{
    for (size_t i = 0; i < making->request->len; i++) {
        VEC_PUSH(&making->argv,
                 file_word(making->arena, making->request->files[i]));
    }
}

static bool
says(const struct conf_list *command, struct str what)
{
    for (size_t i = 0; i < command->len; i++) {
        if (str_equal(command->items[i], what)) {
            return true;
        }
    }
    return false;
}

/* Where {args} go that the command does not mention: in front of what ends
   the options, else of the files. */
static size_t
place_of_args(const struct conf_list *command)
{
    size_t place = command->len;
    if (says(command, STR("{args}"))) {
        return SIZE_MAX;
    }
    for (size_t i = command->len; i-- > 1;) {
        if (str_equal(command->items[i], STR("--")) ||
            str_equal(command->items[i], STR("{files}")) ||
            str_equal(command->items[i], STR("{file}"))) {
            place = i;
        }
    }
    return place;
}

/* argv with `instead` in place of the files, unless it is NULL. */
static void
fill_argv(struct making *making, const char *instead)
{
    const struct conf_list *command = &making->request->analyzer->row.command;
    size_t args = place_of_args(command);
    making->argv.len = 0;
    VEC_PUSH(&making->argv,
             arena_cstr(making->arena, making->request->program));
    for (size_t i = 1; i <= command->len; i++) {
        if (i == args) {
            push_args(making);
        }
        if (i == command->len) {
            break;
        }
        struct str word = command->items[i];
        bool files =
            str_equal(word, STR("{files}")) || str_equal(word, STR("{file}"));
        if (files && instead) {
            VEC_PUSH(&making->argv, instead);
        } else if (files) {
            push_files(making);
        } else if (str_equal(word, STR("{args}"))) {
            push_args(making);
        } else {
            word = expand(making->arena, making->request->place, word);
            VEC_PUSH(&making->argv, arena_cstr(making->arena, word));
        }
    }
    VEC_PUSH(&making->argv, NULL);
}

static size_t
argv_bytes(const struct words *argv)
{
    size_t bytes = 0;
    for (size_t i = 0; i + 1 < argv->len; i++) {
        bytes += strlen(argv->items[i]) + 1 + sizeof(char *);
    }
    return bytes;
}

/* The names, one in each line; false if one of them has a line's end. */
static bool
list_text(const struct making *making, struct buf *out)
{
    for (size_t i = 0; i < making->request->len; i++) {
        if (str_find_byte(making->request->files[i], '\n') >= 0) {
            return false;
        }
        buf_text(out, file_word(making->arena, making->request->files[i]));
        buf_byte(out, '\n');
    }
    return true;
}

static int
write_list(struct making *making, const struct buf *text,
           struct command *command, struct err *err)
{
    struct digest digest;
    char name[DIGEST_TEXT_MAX];
    hash_bytes(HASH_XXH3, text->data, text->len, &digest);
    digest_text(HASH_XXH3, &digest, name);
    command->list =
        arena_printf(making->arena, "%.*s/lists/%u-%s",
                     (int)making->request->place->cache.len,
                     making->request->place->cache.data,
                     making->request->place->owner, name + sizeof("xxh3:") - 1);
    return making->request->dry
               ? 0
               : file_replace(command->list, text->data, text->len, err);
}

/* The list does not fit into the arguments. */
static int
give_list(struct making *making, struct command *command, struct err *err)
{
    int status = -1;
    enum conf_files how = making->request->analyzer->row.list;
    struct buf text;
    buf_init(&text, BUF_UNLIMITED);
    if (how == CONF_FILES_ARGUMENTS || !list_text(making, &text)) {
        err_set(err, ERR_LIMIT, "%zu files are too long for one command",
                making->request->len);
    } else if (how == CONF_FILES_STDIN) {
        fill_argv(making, "-");
        command->input = arena_str(making->arena, buf_view(&text));
        status = 0;
    } else if (write_list(making, &text, command, err) == 0) {
        fill_argv(making, arena_printf(making->arena, "@%s", command->list));
        status = 0;
    }
    buf_release(&text);
    return status;
}

static bool
names_match(struct str pattern, struct str name)
{
    if (str_ends_with(pattern, STR("*"))) {
        return str_starts_with(name, str_slice(pattern, 0, pattern.len - 1));
    }
    return str_equal(pattern, name);
}

static struct str
variable_name(struct str variable)
{
    ptrdiff_t equals = str_find_byte(variable, '=');
    return equals < 0 ? variable : str_slice(variable, 0, (size_t)equals);
}

static bool
is_replaced(const struct conf_analyzer *row, struct str name)
{
    for (size_t i = 0; i < row->env_unset.len; i++) {
        if (names_match(row->env_unset.items[i], name)) {
            return true;
        }
    }
    for (size_t i = 0; i < row->env_set.len; i++) {
        if (str_equal(variable_name(row->env_set.items[i]), name)) {
            return true;
        }
    }
    return false;
}

#define INHERITED STR("{inherited}")

static const char *
find_inherited(struct str assignment)
{
    return memmem(assignment.data, assignment.len, INHERITED.data,
                  INHERITED.len);
}

bool
command_inherits(struct str assignment)
{
    return find_inherited(assignment) != NULL;
}

static struct str
value_of(char *const *environment, struct str name)
{
    for (char *const *at = environment; at && *at; at++) {
        struct str variable = str_from(*at);
        if (str_equal(variable_name(variable), name)) {
            size_t from = name.len < variable.len ? name.len + 1 : name.len;
            return str_slice(variable, from, variable.len);
        }
    }
    return (struct str){0};
}

static const char *
assignment(struct arena *arena, const struct command_place *place,
           struct str text)
{
    const char *marker = find_inherited(text);
    if (!marker) {
        return arena_cstr(arena, expand(arena, place, text));
    }
    size_t at = (size_t)(marker - text.data);
    struct str value = value_of(place->environment, variable_name(text));
    struct str front = expand(arena, place, str_slice(text, 0, at));
    struct str back =
        expand(arena, place, str_slice(text, at + INHERITED.len, text.len));
    if (value.len == 0 && str_ends_with(front, STR(":"))) {
        front.len--;
    }
    return arena_printf(arena, "%.*s%.*s%.*s", (int)front.len, front.data,
                        (int)value.len, value.data, (int)back.len, back.data);
}

const char **
command_environment(struct arena *arena, const struct command_place *place,
                    const struct analyzer *analyzer)
{
    const struct conf_analyzer *row = &analyzer->row;
    struct words words = {0};
    for (char *const *at = place->environment; at && *at; at++) {
        if (!is_replaced(row, variable_name(str_from(*at)))) {
            VEC_PUSH(&words, *at);
        }
    }
    for (size_t i = 0; i < row->env_set.len; i++) {
        VEC_PUSH(&words, assignment(arena, place, row->env_set.items[i]));
    }
    VEC_PUSH(&words, NULL);
    const char **kept = ARENA_ARRAY(arena, const char *, words.len);
    memcpy(kept, words.items, words.len * sizeof(*kept));
    VEC_RELEASE(&words);
    return kept;
}

int
command_make(struct arena *arena, const struct command_request *request,
             struct command *command, struct err *err)
{
    struct making making = {.arena = arena, .request = request};
    int status = 0;
    *command = (struct command){0};
    command->environment =
        command_environment(arena, request->place, request->analyzer);
    fill_argv(&making, NULL);
    if (argv_bytes(&making.argv) >
        processes_argument_room(command->environment)) {
        status = give_list(&making, command, err);
    }
    command->argv = ARENA_ARRAY(arena, const char *, making.argv.len + 1);
    memcpy(command->argv, making.argv.items,
           making.argv.len * sizeof(*command->argv));
    VEC_RELEASE(&making.argv);
    return status;
}

void
command_finish(const struct command *command)
{
    if (command->list) {
        file_remove(command->list);
    }
}

static bool
is_plain(struct str word)
{
    for (size_t i = 0; i < word.len; i++) {
        char c = word.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c >= '0' && c <= '9') ||
              (c != '\0' && strchr("_-./=,:@+", c)))) {
            return false;
        }
    }
    return word.len > 0;
}

void
command_text(const struct command *command, struct buf *out)
{
    for (size_t i = 0; command->argv[i]; i++) {
        struct str word = str_from(command->argv[i]);
        buf_text(out, i > 0 ? " " : "");
        if (is_plain(word)) {
            buf_str(out, word);
            continue;
        }
        buf_byte(out, '\'');
        for (size_t at = 0; at < word.len; at++) {
            if (word.data[at] == '\'') {
                buf_text(out, "'\\''");
            } else {
                buf_byte(out, word.data[at]);
            }
        }
        buf_byte(out, '\'');
    }
}
