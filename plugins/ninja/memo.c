/* SPDX-License-Identifier: MIT */
#include "plugins/ninja/memo.h"

#include "core/sys/path.h"

#define MAGIC "depstamp-scan1 "
#define NAME "scan"

enum { MEMO_MAX_BYTES = 64 << 20 };

/* ---- before resolving */

static void
hash_tree(struct hasher *hasher, const struct tree *tree)
{
    for (size_t i = 0; i < tree->dirs.len; i++) {
        hasher_text(hasher, 'd', tree->dirs.items[i].path);
        hasher_number(hasher, 'f', tree->dirs.items[i].flags);
    }
    for (size_t i = 0; i < tree->files.len; i++) {
        const struct tree_file *file = &tree->files.items[i];
        hasher_text(hasher, 'p', file->path);
        hasher_number(hasher, 'f', file->flags);
        hasher_digest(hasher, 'c', &file->digest);
    }
}

static void
hash_linter(struct hasher *hasher, const struct lint *lint,
            const struct linter *linter)
{
    struct tool_inputs *inputs = lint->view.inputs;
    struct digest part;
    hasher_text(hasher, 'n', linter->analyzer->name);
    hasher_number(hasher, 'l', linter->analyzer->kind.level);
    hasher_digest(hasher, 'i', &linter->tool);
    tool_inputs_common(inputs, linter->analyzer, &part);
    hasher_digest(hasher, 'c', &part);
    for (size_t i = 0; i < lint->view.folders_len; i++) {
        tool_inputs_of(inputs, linter->analyzer, lint->view.folders[i], &part);
        hasher_digest(hasher, 'f', &part);
    }
}

static void
hash_signature(struct hasher *hasher, const struct stat_sig *sig)
{
    hasher_text(hasher, 's', (struct str){(const char *)sig, sizeof(*sig)});
}

/* What we were told, and who we are. */
static void
hash_ourselves(struct memo *memo, struct hasher *hasher,
               const struct generate_options *options)
{
    struct str program;
    struct stat_sig sig = {0};
    struct digest settings;
    const struct conf *conf = options->lint->disk->conf;
    struct buf shown;
    buf_init(&shown, BUF_UNLIMITED);
    conf_show(conf, &shown);
    hash_bytes(HASH_XXH3, shown.data, shown.len, &settings);
    buf_release(&shown);
    hasher_digest(hasher, 'y', &settings);
    hasher_text(hasher, 'p', options->program);
    hasher_text(hasher, 'o', options->options);
    hasher_text(hasher, 'a', options->arguments);
    hasher_number(hasher, 'v', options->validations);
    hasher_text(hasher, 'h', memo->places->here);
    hasher_text(hasher, 'm', memo->places->file);
    if (path_real(&memo->arena, STR("/proc/self/exe"), &program) &&
        file_signature(program.data, &sig)) {
        hasher_text(hasher, 'e', program);
        hash_signature(hasher, &sig);
    }
    for (char *const *at = options->lint->environment; at && *at; at++) {
        if (strncmp(*at, "PATH=", 5) == 0) {
            hasher_text(hasher, 'P', str_from(*at));
        }
    }
}

void
memo_begin(struct memo *memo, const struct generate_options *options,
           const struct lint *lint, const struct places *places)
{
    struct err err;
    struct str out;
    struct hasher hasher;
    const struct tree *tree = &lint->view.state->tree;
    *memo = (struct memo){.lint = lint,
                          .places = places,
                          .files = tree->files.len,
                          .dirs = tree->dirs.len};
    memo->draft.fd = -1;
    arena_init(&memo->arena);
    if (path_absolute(&memo->arena, places->out.data, &out, &err) == 0) {
        draft_begin(&memo->draft, out, &err);
    }
    memo->listed = ARENA_ARRAY(&memo->arena, bool, tree->dirs.len + 1);
    for (size_t i = 0; i < tree->dirs.len; i++) {
        memo->listed[i] = tree->dirs.items[i].flags & DIR_LISTED;
    }
    hasher_init(&hasher, HASH_XXH3);
    hasher_begin(&hasher, "scan");
    hash_ourselves(memo, &hasher, options);
    hash_tree(&hasher, tree);
    for (size_t i = 0; i < lint->len; i++) {
        hash_linter(&hasher, lint, &lint->linters[i]);
    }
    hasher_end(&hasher, &memo->known);
    hasher_release(&hasher);
}

void
memo_release(struct memo *memo)
{
    if (memo->draft.fd >= 0) {
        draft_discard(&memo->draft);
    }
    arena_release(&memo->arena);
}

/* ---- stats */

struct stamping {
    struct memo *memo;
    struct hasher hasher;
    struct arena arena;
    bool racy;
};

static void
add_stat(struct stamping *stamping, struct str path)
{
    struct stat_sig sig = {0};
    if (!file_signature(path.data, &sig)) {
        sig = (struct stat_sig){0};
    }
    hash_signature(&stamping->hasher, &sig);
    stamping->racy |= stat_sig_is_racy(&sig, stamping->memo->draft.since_ns);
}

static void
add_written(struct stamping *stamping)
{
    const struct memo *memo = stamping->memo;
    const struct view *view = &memo->lint->view;
    add_stat(stamping, memo->places->file);
    add_stat(stamping, memo->places->depfile);
    add_stat(stamping, memo->places->stamps);
    for (size_t i = 0; i < memo->lint->len; i++) {
        const struct analyzer *analyzer = memo->lint->linters[i].analyzer;
        add_stat(stamping,
                 str_from(arena_printf(&stamping->arena, "%.*s/%s.keys",
                                       (int)memo->places->out.len,
                                       memo->places->out.data,
                                       level_name(analyzer->kind.level))));
        add_stat(stamping, places_analyzer(&stamping->arena, memo->places,
                                           analyzer, "identity"));
        add_stat(stamping, places_analyzer(&stamping->arena, memo->places,
                                           analyzer, "keys"));
    }
    for (size_t i = 0; i < view->folders_len; i++) {
        add_stat(stamping, path_join(&stamping->arena, memo->places->stamps,
                                     view->folders[i]));
    }
}

/* `late`: the paths that resolution met, one quoted line each. */
static bool
compute(struct memo *memo, struct str late, struct digest *digest)
{
    struct stamping stamping = {.memo = memo};
    struct err err;
    bool right = true;
    arena_init(&stamping.arena);
    hasher_init(&stamping.hasher, HASH_XXH3);
    hasher_begin(&stamping.hasher, "written");
    hasher_digest(&stamping.hasher, 'k', &memo->known);
    add_written(&stamping);
    while (late.data && late.len > 0 && right) {
        struct str path;
        struct str line = str_split(&late, '\n');
        right = path_unquote(&stamping.arena, line, &path, &err) == 0;
        if (right) {
            hasher_text(&stamping.hasher, 'l', path);
            add_stat(&stamping,
                     path_join(&stamping.arena, memo->lint->options->disk->root,
                               path));
        }
    }
    hasher_end(&stamping.hasher, digest);
    hasher_release(&stamping.hasher);
    arena_release(&stamping.arena);
    return right && !stamping.racy;
}

/* ---- the file */

static void
write_header(const struct digest *digest, struct buf *out)
{
    char text[DIGEST_TEXT_MAX];
    buf_printf(out, MAGIC "%s\n", digest_text(HASH_XXH3, digest, text));
}

bool
memo_holds(struct memo *memo)
{
    struct err err;
    struct buf text;
    struct buf header;
    struct digest digest;
    bool holds = false;
    const char *path =
        arena_printf(&memo->arena, "%.*s/" NAME, (int)memo->places->out.len,
                     memo->places->out.data);
    buf_init(&text, MEMO_MAX_BYTES);
    buf_init(&header, BUF_UNLIMITED);
    if (memo->draft.fd >= 0 &&
        file_read(FILE_HERE, path, &text, NULL, &err) == 0) {
        struct str late = buf_view(&text);
        struct str first = str_split(&late, '\n');
        if (compute(memo, late, &digest)) {
            write_header(&digest, &header);
            holds = str_equal(str_slice(buf_view(&header), 0, header.len - 1),
                              first);
        }
    }
    buf_release(&text);
    buf_release(&header);
    return holds;
}

static void
list_late(struct memo *memo, struct buf *out)
{
    const struct tree *tree = &memo->lint->view.state->tree;
    for (size_t i = 0; i < tree->dirs.len; i++) {
        bool before = i < memo->dirs && memo->listed[i];
        if (tree->dirs.items[i].flags & DIR_LISTED && !before) {
            buf_str(out,
                    path_quote_ascii(&memo->arena, tree->dirs.items[i].path));
            buf_byte(out, '\n');
        }
    }
    for (size_t i = memo->files; i < tree->files.len; i++) {
        buf_str(out, path_quote_ascii(&memo->arena, tree->files.items[i].path));
        buf_byte(out, '\n');
    }
}

void
memo_keep(struct memo *memo)
{
    struct err err;
    struct buf late;
    struct buf header;
    struct digest digest;
    buf_init(&late, BUF_UNLIMITED);
    buf_init(&header, BUF_UNLIMITED);
    list_late(memo, &late);
    if (memo->draft.fd >= 0 && compute(memo, buf_view(&late), &digest)) {
        write_header(&digest, &header);
        struct str parts[] = {buf_view(&header), buf_view(&late)};
        draft_commit(&memo->draft, NAME, parts, 2, &err);
    }
    buf_release(&late);
    buf_release(&header);
}
