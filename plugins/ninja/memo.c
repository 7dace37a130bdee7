/* SPDX-License-Identifier: MIT */
#include "plugins/ninja/memo.h"

#include <inttypes.h>

#include "core/plan/symbol_cache.h"
#include "core/sys/path.h"

#define MAGIC "depstamp-scan2 "
#define NAME "scan"

enum {
    MEMO_MAX_BYTES = 1 << 30,
    HEADER_LEN = sizeof(MAGIC) - 1 + 16 + 1,
    WRITTEN_BY_SCAN = 2,   /* the manifest and its depfile */
    WRITTEN_BY_LINTER = 3, /* keys of its level, identity, its keys */
};

/* ---- what there is */

static void
add_file(struct memo *memo, struct str path)
{
    for (size_t i = 0; i < memo->sizes.written; i++) {
        if (str_equal(memo->written[i].path, path)) {
            return; /* keys of a level that two linters have */
        }
    }
    memo->written[memo->sizes.written++].path = path;
}

static void
list_written(struct memo *memo)
{
    const struct lint *lint = memo->lint;
    const struct places *places = memo->places;
    struct arena *arena = &memo->arena;
    memo->written = ARENA_ARRAY(arena, struct memo_file,
                                WRITTEN_BY_SCAN + places->looks +
                                    WRITTEN_BY_LINTER * lint->len);
    add_file(memo, places->file);
    if (places->looks == 0) {
        add_file(memo, places->depfile);
    }
    for (size_t i = 0; i < places->looks; i++) {
        add_file(memo, places_look_depfile(arena, places, i));
    }
    for (size_t i = 0; i < lint->len; i++) {
        const struct analyzer *analyzer = lint->linters[i].analyzer;
        add_file(memo, places_keys(arena, places, analyzer->kind.level));
        add_file(memo, places_analyzer(arena, places, analyzer, "identity"));
        add_file(memo, places_analyzer(arena, places, analyzer, "keys"));
        memo->sizes.levels[analyzer->kind.level] = true;
    }
}

/* The tree grows when it is resolved. */
static void
remember_tree(struct memo *memo)
{
    const struct view *view = &memo->lint->view;
    const struct tree *tree = &view->state->tree;
    struct arena *arena = &memo->arena;
    uint32_t folder = 0;
    memo->sizes.files = tree->files.len;
    memo->sizes.folders = view->folders_len;
    memo->sizes.linters = memo->lint->len;
    memo->dirs_len = tree->dirs.len;
    memo->listed = ARENA_ARRAY(arena, bool, tree->dirs.len + 1);
    memo->hashed = ARENA_ARRAY(arena, bool, tree->files.len + 1);
    memo->folder_of = ARENA_ARRAY(arena, uint32_t, tree->files.len + 1);
    for (size_t i = 0; i < tree->dirs.len; i++) {
        memo->listed[i] = tree->dirs.items[i].flags & DIR_LISTED;
    }
    for (size_t i = 0; i < tree->files.len; i++) {
        const struct tree_file *file = &tree->files.items[i];
        memo->hashed[i] = file->flags & FILE_HASHED;
        if (file->flags & FILE_SUBJECT) {
            /* Folders are listed in the order of files. */
            while (!str_equal(view->folders[folder], path_folder(file->path))) {
                folder++;
            }
            memo->folder_of[i] = folder;
        }
    }
}

static struct str
stamp_folder(const struct memo *memo, struct arena *arena, size_t folder)
{
    const struct view *view = &memo->lint->view;
    return path_join(arena, memo->places->stamps,
                     folder < view->folders_len ? view->folders[folder]
                                                : STR(""));
}

/* The signature, all zero if it cannot be trusted or there is nothing. */
static struct stat_sig
look(const struct memo *memo, struct str path, bool *racy)
{
    struct stat_sig sig;
    *racy = !file_signature(path.data, &sig) ||
            stat_sig_is_racy(&sig, memo->draft.since_ns);
    return *racy ? (struct stat_sig){0} : sig;
}

/* ---- does it hold? */

static bool
has_sum(const char *path, uint64_t sum)
{
    struct buf bytes;
    struct err err;
    buf_init(&bytes, MEMO_MAX_BYTES);
    bool same = file_read(FILE_HERE, path, &bytes, NULL, &err) == 0 &&
                hash_64(bytes.data, bytes.len) == sum;
    buf_release(&bytes);
    return same;
}

static bool
written_is_there(struct memo *memo)
{
    for (size_t i = 0; i < memo->sizes.written; i++) {
        bool racy;
        struct memo_file *file = &memo->written[i];
        struct memo_stat stat = memo_rows_stat(&memo->rows, i);
        struct stat_sig sig = look(memo, file->path, &racy);
        if (racy || !stat_sig_equal(&sig, &stat.sig)) {
            memo->tired = true;
            if (!has_sum(file->path.data, stat.sum)) {
                return false;
            }
        }
        file->sum = stat.sum;
        file->known = true;
    }
    return true;
}

static bool
has_stamps(const struct memo *memo, struct arena *arena, file_id file)
{
    struct str path = memo->lint->view.state->tree.files.items[file].path;
    bool there = true;
    for (int level = 0; level < LEVELS && there; level++) {
        there = !memo->sizes.levels[level] ||
                file_exists(
                    places_stamp(arena, memo->places, path, (enum level)level)
                        .data);
    }
    return there;
}

/* Nobody has added or removed one where the folder is what it was. */
static bool
stamps_are_there(struct memo *memo)
{
    struct arena arena;
    bool there = true;
    const struct tree *tree = &memo->lint->view.state->tree;
    bool *trusted = ARENA_ARRAY(&memo->arena, bool, memo->sizes.folders + 1);
    arena_init(&arena);
    for (size_t i = 0; i <= memo->sizes.folders; i++) {
        bool racy;
        struct stat_sig was = memo_rows_folder(&memo->rows, i);
        struct stat_sig sig = look(memo, stamp_folder(memo, &arena, i), &racy);
        trusted[i] = !racy && stat_sig_equal(&sig, &was);
        memo->tired |= !trusted[i];
    }
    for (file_id i = 0; i < memo->sizes.files && there; i++) {
        there = !(tree->files.items[i].flags & FILE_SUBJECT) ||
                trusted[memo->folder_of[i]] || has_stamps(memo, &arena, i);
    }
    arena_release(&arena);
    return there;
}

/* `paths`: those that resolution met, one quoted line each. */
static bool
hash_beyond(const struct memo *memo, struct str paths, struct digest *digest)
{
    struct hasher hasher;
    struct arena arena;
    struct err err;
    bool right = true;
    arena_init(&arena);
    hasher_init(&hasher, HASH_XXH3);
    hasher_begin(&hasher, "beyond");
    while (paths.data && paths.len > 0 && right) {
        struct str path;
        struct stat_sig sig = {0};
        struct str line = str_split(&paths, '\n');
        right = path_unquote(&arena, line, &path, &err) == 0;
        if (right) {
            path = path_join(&arena, memo->lint->options->disk->root, path);
            right = !file_signature(path.data, &sig) ||
                    !stat_sig_is_racy(&sig, memo->draft.since_ns);
            hasher_text(&hasher, 'p', path);
            hasher_text(&hasher, 's',
                        (struct str){(const char *)&sig, sizeof(sig)});
        }
    }
    hasher_end(&hasher, digest);
    hasher_release(&hasher);
    arena_release(&arena);
    return right;
}

static const char *
path_of(struct memo *memo)
{
    return arena_printf(&memo->arena, "%.*s/" NAME, (int)memo->places->out.len,
                        memo->places->out.data);
}

static void
write_header(struct str rest, char header[HEADER_LEN + 1])
{
    snprintf(header, HEADER_LEN + 1, MAGIC "%016" PRIx64 "\n",
             hash_64(rest.data, rest.len));
}

/* Is it of this shape, and whole? */
static bool
map_bytes(struct memo *memo)
{
    char header[HEADER_LEN + 1];
    struct str all = buf_view(&memo->bytes);
    if (all.len < HEADER_LEN) {
        return false;
    }
    struct str rest = str_slice(all, HEADER_LEN, all.len);
    write_header(rest, header);
    memo_rows_map(&memo->sizes, memo->bytes.data + HEADER_LEN, &memo->rows);
    if (memcmp(all.data, header, HEADER_LEN) != 0 ||
        rest.len < memo->rows.len ||
        !digest_equal(memo->rows.shape, &memo->shape)) {
        return false;
    }
    memo->paths = str_slice(rest, memo->rows.len, rest.len);
    return true;
}

static bool
holds(struct memo *memo)
{
    struct err err;
    struct digest beyond;
    return memo->draft.fd >= 0 &&
           file_read(FILE_HERE, path_of(memo), &memo->bytes, NULL, &err) == 0 &&
           map_bytes(memo) && hash_beyond(memo, memo->paths, &beyond) &&
           digest_equal(&beyond, memo->rows.beyond) && written_is_there(memo) &&
           stamps_are_there(memo);
}

void
memo_begin(struct memo *memo, const struct generate_options *options,
           struct lint *lint, const struct places *places)
{
    struct err err;
    struct str out;
    *memo = (struct memo){.lint = lint, .places = places};
    memo->draft.fd = -1;
    arena_init(&memo->arena);
    buf_init(&memo->bytes, MEMO_MAX_BYTES);
    if (path_absolute(&memo->arena, places->out.data, &out, &err) == 0) {
        draft_begin(&memo->draft, out, &err);
    }
    list_written(memo);
    remember_tree(memo);
    shape_find(options, lint, places, &memo->shape);
    memo->holds = holds(memo);
}

void
memo_release(struct memo *memo)
{
    if (memo->draft.fd >= 0) {
        draft_discard(&memo->draft);
    }
    buf_release(&memo->bytes);
    arena_release(&memo->arena);
}

static struct memo_file *
find_file(const struct memo *memo, struct str path)
{
    struct memo_file *file = memo->written;
    while (!str_equal(file->path, path)) {
        file++; /* all that is asked for is listed */
    }
    return file;
}

void
memo_wrote(struct memo *memo, struct str path, struct str bytes)
{
    struct memo_file *file = find_file(memo, path);
    file->sum = hash_64(bytes.data, bytes.len);
    file->known = true;
}

bool
memo_sum(const struct memo *memo, struct str path, uint64_t *sum)
{
    const struct memo_file *file = find_file(memo, path);
    *sum = file->sum;
    return file->known;
}

/* ---- keeping it */

static bool
fill_stats(struct memo *memo)
{
    struct arena arena;
    bool known = true;
    arena_init(&arena);
    for (size_t i = 0; i < memo->sizes.written; i++) {
        bool racy;
        const struct memo_file *file = &memo->written[i];
        struct memo_stat stat = {.sig = look(memo, file->path, &racy),
                                 .sum = file->sum};
        memo_rows_set_stat(&memo->rows, i, &stat);
        known &= file->known;
    }
    for (size_t i = 0; i <= memo->sizes.folders; i++) {
        bool racy;
        struct stat_sig sig = look(memo, stamp_folder(memo, &arena, i), &racy);
        memo_rows_set_folder(&memo->rows, i, &sig);
    }
    arena_release(&arena);
    return known;
}

void
memo_keep_rows(struct memo *memo)
{
    struct err err;
    struct str rest = {memo->bytes.data + HEADER_LEN,
                       memo->bytes.len - HEADER_LEN};
    char header[HEADER_LEN + 1];
    if (memo->draft.fd < 0 || !fill_stats(memo)) {
        return;
    }
    write_header(rest, header);
    struct str parts[] = {{header, HEADER_LEN}, rest};
    draft_commit(&memo->draft, NAME, parts, 2, &err);
}

static void
list_paths(struct memo *memo, struct buf *out)
{
    const struct tree *tree = &memo->lint->view.state->tree;
    for (size_t i = 0; i < tree->dirs.len; i++) {
        bool before = i < memo->dirs_len && memo->listed[i];
        if (tree->dirs.items[i].flags & DIR_LISTED && !before) {
            buf_str(out,
                    path_quote_ascii(&memo->arena, tree->dirs.items[i].path));
            buf_byte(out, '\n');
        }
    }
    for (size_t i = 0; i < tree->files.len; i++) {
        bool before = i < memo->sizes.files && memo->hashed[i];
        if (!before) {
            buf_str(out,
                    path_quote_ascii(&memo->arena, tree->files.items[i].path));
            buf_byte(out, '\n');
        }
    }
}

/* What a file says is a function of its bytes and of settings: where the memo
   of before holds, so does that. */
static void
fill_says(struct memo *memo, const struct memo_rows *before, file_id file,
          struct hasher *hasher)
{
    struct memo_rows *rows = &memo->rows;
    if (memo->holds &&
        digest_equal(&before->contents[file], &rows->contents[file])) {
        rows->says[file] = before->says[file];
    } else {
        face_says(memo->lint->view.state, file, hasher, &rows->says[file]);
    }
}

static const struct digest *
stamps_of(const struct memo *memo, file_id file)
{
    const struct state *state = memo->lint->view.state;
    if (!state->symbols || !(memo->rows.sees[file] & LEVEL_SET_SYMBOLS)) {
        return NULL;
    }
    return symbol_cache_stamps(state->symbols,
                               &state->tree.files.items[file].digest);
}

static void
fill_files(struct memo *memo, const struct memo_rows *before)
{
    struct hasher hasher;
    struct memo_rows *rows = &memo->rows;
    struct view *view = &memo->lint->view;
    for (int level = 0; level < LEVELS; level++) {
        if (memo->sizes.levels[level]) {
            const struct keys *keys =
                view_keys(view, key_kind((enum level)level, PRECISION_FILE));
            memcpy(rows->seen[level], keys->seen,
                   memo->sizes.files * sizeof(struct digest));
            face_seen(keys, rows->sees, memo->sizes.files);
        }
    }
    hasher_init(&hasher, view->disk->conf->cache.hash);
    for (file_id i = 0; i < memo->sizes.files; i++) {
        const struct tree_file *file = &view->state->tree.files.items[i];
        if (memo->hashed[i]) {
            rows->contents[i] = file->digest;
        }
        fill_says(memo, before, i, &hasher);
        face_shows(file, stamps_of(memo, i), rows->sees[i], &hasher,
                   &rows->shows[i]);
    }
    hasher_release(&hasher);
}

static void
fill_linters(struct memo *memo)
{
    const struct lint *lint = memo->lint;
    const struct view *view = &lint->view;
    struct digest *at = memo->rows.configured;
    *memo->rows.follows = !tool_inputs_has_plugins(view->inputs);
    for (size_t i = 0; i < lint->len; i++) {
        const struct linter *linter = &lint->linters[i];
        memo->rows.shared[i] = linter->keys.shared;
        for (size_t j = 0; j < view->folders_len; j++) {
            tool_inputs_of(view->inputs, linter->analyzer, view->folders[j],
                           at++);
        }
        if (linter->analyzer->row.scope == CONF_SCOPE_PROJECT ||
            linter->analyzer->kind.precision != PRECISION_FILE) {
            *memo->rows.follows = 0;
        }
    }
}

void
memo_keep(struct memo *memo)
{
    struct buf paths;
    struct buf bytes;
    struct memo_rows before = memo->rows;
    buf_init(&paths, BUF_UNLIMITED);
    buf_init(&bytes, MEMO_MAX_BYTES);
    list_paths(memo, &paths);
    memo_rows_map(&memo->sizes, NULL, &memo->rows);
    size_t len = HEADER_LEN + memo->rows.len;
    if (buf_reserve(&bytes, len)) {
        memset(bytes.data, 0, len);
        bytes.len = len;
        buf_str(&bytes, buf_view(&paths));
        memo_rows_map(&memo->sizes, bytes.data + HEADER_LEN, &memo->rows);
        *memo->rows.shape = memo->shape;
        fill_files(memo, &before);
        fill_linters(memo);
        buf_release(&memo->bytes);
        memo->bytes = bytes;
        if (hash_beyond(memo, buf_view(&paths), memo->rows.beyond)) {
            memo_keep_rows(memo);
        }
    }
    buf_release(&paths);
}
