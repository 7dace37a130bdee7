/* SPDX-License-Identifier: MIT */
#include "core/cli/doctor.h"
#include "core/plan/level.h"
#include "core/run/analyzer.h"
#include "core/run/identity.h"

static void
look_at(struct doctor *doctor, struct identities *identities,
        const struct analyzer *analyzer)
{
    struct err err;
    struct identity identity;
    struct arena *arena = &doctor->cli->arena;
    const char *name = arena_cstr(arena, analyzer->name);
    if (analyzer->builtin != BUILTIN_NONE) {
        doctor_say(doctor, DOCTOR_FINE,
                   arena_printf(arena, "%s: built in", name), NULL);
    } else if (identity_find(identities, analyzer, arena, &identity, &err) !=
               0) {
        doctor_say(doctor, DOCTOR_PROBLEM,
                   arena_printf(arena, "%s: %s", name, err.text),
                   "install it, or set the row's `command` and `version`");
    } else {
        doctor_say(doctor, DOCTOR_FINE,
                   arena_printf(arena, "%s: %s (%s), level %s%s%s", name,
                                identity.version.len > 0
                                    ? arena_cstr(arena, identity.version)
                                    : "says no version",
                                arena_cstr(arena, identity.program),
                                level_name(analyzer->kind.level),
                                analyzer->because ? " because of " : "",
                                analyzer->because ? analyzer->because : ""),
                   NULL);
    }
}

void
doctor_analyzers(struct doctor *doctor)
{
    struct err err;
    struct cli *cli = doctor->cli;
    struct analyzer_list list = {0};
    struct analyzer_project project = {&cli->conf, cli->root};
    struct identity_options options = {
        .root = cli->root,
        .environment = cli->environment,
        .algorithm = cli->conf.cache.hash,
        .timeout_ms = cli->conf.limits.timeout_ms,
    };
    if (analyzers_select(&cli->arena, &project, NULL, &list, &err) != 0) {
        doctor_say(doctor, DOCTOR_PROBLEM,
                   arena_printf(&cli->arena, "%s", err.text), NULL);
        return;
    }
    struct identities *identities = identities_open(&options);
    for (size_t i = 0; i < list.len; i++) {
        look_at(doctor, identities, &list.items[i]);
    }
    identities_close(identities);
    VEC_RELEASE(&list);
}
