/* SPDX-License-Identifier: MIT */
#include "plugins/ninja/lint.h"

#include <stdlib.h>

static int
select_analyzers(struct lint *lint, struct err *err)
{
    const struct disk_options *disk = lint->options->disk;
    struct analyzer_project project = {disk->conf, disk->root};
    return analyzers_select(&lint->arena, &project, &lint->options->analyzers,
                            &lint->analyzers, err);
}

static int
compare_digests(const void *a, const void *b)
{
    return digest_compare(a, b);
}

/*
 * What stands in the identity file: a change of what configures the tool in
 * one folder alone is one for all of its edges.  Those whose keys are as they
 * were are replayed.
 *
 * Which configurations there are is enough, and lets folders come and go: the
 * digest of one says where it stands, so a folder cannot get another one
 * unless one appears or vanishes.
 */
static void
hash_identity(struct lint *lint, struct linter *linter)
{
    struct view *view = &lint->view;
    struct hasher hasher;
    struct digest *parts =
        ARENA_ARRAY(&lint->arena, struct digest, view->folders_len + 1);
    for (size_t i = 0; i < view->folders_len; i++) {
        tool_inputs_of(view->inputs, linter->analyzer, view->folders[i],
                       &parts[i]);
    }
    qsort(parts, view->folders_len, sizeof(*parts), compare_digests);
    hasher_init(&hasher, lint->options->disk->conf->cache.hash);
    hasher_begin(&hasher, "ninja-identity");
    hasher_digest(&hasher, 's', &linter->keys.shared);
    for (size_t i = 0; i < view->folders_len; i++) {
        if (i == 0 || !digest_equal(&parts[i - 1], &parts[i])) {
            hasher_digest(&hasher, 'c', &parts[i]);
        }
    }
    hasher_end(&hasher, &linter->identity);
    hasher_release(&hasher);
}

/* A tool that is not there is one of its own: once it is, all is new. */
static void
open_linter(struct lint *lint, const struct analyzer *analyzer)
{
    struct linter *linter = &lint->linters[lint->len++];
    struct identity identity;
    struct err err;
    linter->analyzer = analyzer;
    linter->identified = identity_find(lint->identities, analyzer, &lint->arena,
                                       &identity, &err) == 0;
    if (linter->identified) {
        linter->tool = identity.digest;
    }
}

void
lint_resolve(struct lint *lint)
{
    view_resolve(&lint->view);
    for (size_t i = 0; i < lint->len; i++) {
        struct linter *linter = &lint->linters[i];
        view_analyzer_init(&lint->view, linter->analyzer, &linter->tool,
                           &linter->keys);
        hash_identity(lint, linter);
        portions_make(&lint->arena, &lint->view, linter->analyzer,
                      &lint->options->portions, &linter->portions);
    }
}

int
lint_open(const struct lint_options *options, struct lint *lint,
          struct err *err)
{
    const struct disk_options *disk = options->disk;
    struct span span = span_begin(disk->timeline, PHASE_PLAN);
    *lint = (struct lint){.options = options};
    arena_init(&lint->arena);
    if (select_analyzers(lint, err) != 0 ||
        view_load(disk, options->environment, &lint->view, err) != 0) {
        VEC_RELEASE(&lint->analyzers);
        arena_release(&lint->arena);
        return -1;
    }
    struct identity_options identities = {
        .root = disk->root,
        .cache_dir = options->cache_dir.data,
        .environment = options->environment,
        .algorithm = disk->conf->cache.hash,
        .timeout_ms = disk->conf->limits.timeout_ms,
    };
    lint->identities = identities_open(&identities);
    lint->linters =
        ARENA_ARRAY(&lint->arena, struct linter, lint->analyzers.len + 1);
    for (size_t i = 0; i < lint->analyzers.len; i++) {
        open_linter(lint, &lint->analyzers.items[i]);
    }
    span_end(&span);
    return 0;
}

void
lint_close(struct lint *lint)
{
    for (size_t i = 0; i < lint->len; i++) {
        VEC_RELEASE(&lint->linters[i].portions);
    }
    VEC_RELEASE(&lint->analyzers);
    identities_close(lint->identities);
    view_close(&lint->view);
    arena_release(&lint->arena);
}
