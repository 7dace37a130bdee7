/* SPDX-License-Identifier: MIT */
#include "core/plan/probes.h"

#include <string.h>

struct sink {
    struct arena *arena;
    struct probes *probes;
};

static void
hear(void *context, struct str folder, struct str name, const char *suffix,
     bool found)
{
    struct sink *sink = context;
    if (found) {
        return;
    }
    const char *slash = folder.len > 0 ? "/" : "";
    VEC_PUSH(sink->probes,
             str_from(arena_printf(sink->arena, "%.*s%s%.*s%s", (int)folder.len,
                                   folder.data, slash, (int)name.len, name.data,
                                   suffix)));
}

void
probes_find(struct state *state, file_id file, struct arena *arena,
            struct probes *probes)
{
    struct resolver *resolver = &state->resolver;
    struct resolved_imports ignored = {0};
    struct sink sink = {arena, probes};
    struct file_facts facts = state->facts.items[file];
    memset(probes, 0, sizeof(*probes));
    if (!facts.table) {
        return;
    }
    /* What is remembered would not be looked for again. */
    resolver->table = NULL;
    resolver->probe = hear;
    resolver->probe_context = &sink;
    resolve_file(resolver, facts.table, facts.entry, file, &ignored);
    resolver->probe = NULL;
    resolver->table = NULL;
    VEC_RELEASE(&ignored);
}

void
probes_release(struct probes *probes)
{
    VEC_RELEASE(probes);
}
