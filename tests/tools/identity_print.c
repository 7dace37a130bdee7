/* SPDX-License-Identifier: MIT */
/*
 * identity_print - which tools answer for a project, one line for each:
 *
 *     identity_print ROOT CACHE ANALYZER…
 *
 *     mypy asked xxh3:… .venv/bin/mypy: mypy 2.4.1 (compiled: yes)
 *     ruff known xxh3:… /usr/bin/ruff: ruff 0.17.6
 *     ty: ty is not installed (looked for …
 *
 * The last line is the time that it took, in microseconds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/run/identity.h"
#include "core/sys/path.h"

static void
print(struct identities *identities, const struct analyzer *analyzer,
      struct arena *arena)
{
    struct identity identity;
    struct err err;
    char text[DIGEST_TEXT_MAX];

    printf("%.*s", (int)analyzer->name.len, analyzer->name.data);
    if (identity_find(identities, analyzer, arena, &identity, &err) != 0) {
        printf(": %s\n", err.text);
        return;
    }
    printf(" %s %s %.*s: %.*s\n", identity.asked ? "asked" : "known",
           digest_text(HASH_XXH3, &identity.digest, text),
           (int)identity.program.len, identity.program.data,
           (int)identity.version.len, identity.version.data);
}

static long
now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int
main(int argc, char **argv)
{
    struct arena arena;
    struct conf conf;
    struct err err;
    struct str names[32];
    struct conf_list list = {.items = names};
    struct analyzer_list analyzers = {0};

    if (argc < 3 || argc > 34)
        return 2;
    for (int i = 3; i < argc; i++)
        names[list.len++] = str_from(argv[i]);
    arena_init(&arena);
    struct str root = {0};
    if (path_absolute(&arena, argv[1], &root, &err) != 0)
        return 2;
    struct str file = path_join(&arena, root, STR("depstamp.yaml"));
    if (conf_load(file.data, NULL, &conf, &err) != 0 &&
        conf_load(NULL, NULL, &conf, &err) != 0)
        return 2;
    if (analyzers_select(&arena, &(struct analyzer_project){&conf, root},
                         list.len > 0 ? &list : NULL, &analyzers, &err) != 0) {
        fprintf(stderr, "%s\n", err.text);
        return 2;
    }
    struct identity_options options = {.root = root,
                                       .cache_dir = argv[2],
                                       .environment = environ,
                                       .timeout_ms = 60000};
    long start = now_us();
    struct identities *identities = identities_open(&options);
    for (size_t i = 0; i < analyzers.len; i++)
        print(identities, &analyzers.items[i], &arena);
    identities_close(identities);
    printf("%ld us\n", now_us() - start);
    VEC_RELEASE(&analyzers);
    conf_release(&conf);
    arena_release(&arena);
    return 0;
}
