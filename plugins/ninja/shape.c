/* SPDX-License-Identifier: MIT */
#include "plugins/ninja/shape.h"

#include "core/sys/path.h"

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
        if (!(file->flags & FILE_SUBJECT)) {
            hasher_digest(hasher, 'c', &file->digest);
        }
    }
}

static void
hash_linter(struct hasher *hasher, const struct lint *lint,
            const struct linter *linter)
{
    struct tool_inputs *inputs = lint->view.inputs;
    struct digest part;
    hasher_text(hasher, 'n', linter->analyzer->name);
    hasher_number(hasher, 'l', key_kind_number(linter->analyzer->kind));
    hasher_digest(hasher, 'i', &linter->tool);
    tool_inputs_common(inputs, linter->analyzer, &part);
    hasher_digest(hasher, 'c', &part);
    for (size_t i = 0; i < lint->view.folders_len; i++) {
        tool_inputs_of(inputs, linter->analyzer, lint->view.folders[i], &part);
        hasher_digest(hasher, 'f', &part);
    }
}

static void
hash_program(struct hasher *hasher)
{
    struct str program;
    struct arena arena;
    struct stat_sig sig = {0};
    arena_init(&arena);
    if (path_real(&arena, STR("/proc/self/exe"), &program) &&
        file_signature(program.data, &sig)) {
        hasher_text(hasher, 'e', program);
        hasher_text(hasher, 's', (struct str){(const char *)&sig, sizeof(sig)});
    }
    arena_release(&arena);
}

static void
hash_told(struct hasher *hasher, const struct generate_options *options)
{
    struct digest settings;
    struct buf shown;
    buf_init(&shown, BUF_UNLIMITED);
    conf_show(options->lint->disk->conf, &shown);
    hash_bytes(HASH_XXH3, shown.data, shown.len, &settings);
    buf_release(&shown);
    hasher_digest(hasher, 'y', &settings);
    hasher_text(hasher, 'p', options->program);
    hasher_text(hasher, 'o', options->options);
    hasher_text(hasher, 'a', options->arguments);
    hasher_number(hasher, 'v', options->validations);
    for (char *const *at = options->lint->environment; at && *at; at++) {
        if (strncmp(*at, "PATH=", 5) == 0) {
            hasher_text(hasher, 'P', str_from(*at));
        }
    }
}

void
shape_find(const struct generate_options *options, const struct lint *lint,
           const struct places *places, struct digest *shape)
{
    struct hasher hasher;
    hasher_init(&hasher, HASH_XXH3);
    hasher_begin(&hasher, "shape");
    hash_told(&hasher, options);
    hash_program(&hasher);
    hasher_text(&hasher, 'h', places->here);
    hasher_text(&hasher, 'm', places->file);
    hash_tree(&hasher, &lint->view.state->tree);
    for (size_t i = 0; i < lint->len; i++) {
        hash_linter(&hasher, lint, &lint->linters[i]);
    }
    hasher_end(&hasher, shape);
    hasher_release(&hasher);
}
