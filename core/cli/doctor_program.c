/* SPDX-License-Identifier: MIT */
/* Who we are, and on what: what a bug report needs first. */
#include "core/cli/doctor.h"
#include "core/cli/libraries.h"
#include "core/cli/version.h"
#include "core/sys/machine.h"
#include "core/sys/pool.h"

void
doctor_program(struct doctor *doctor)
{
    struct arena *arena = &doctor->cli->arena;
    struct libraries libraries;
    struct buf text;
    doctor_say(doctor, DOCTOR_FINE, "depstamp " DEPSTAMP_VERSION, NULL);
    doctor_say(doctor, DOCTOR_FINE,
               arena_printf(arena, "%s, %u processors", machine_describe(arena),
                            pool_default_jobs()),
               NULL);
    buf_init(&text, BUF_UNLIMITED);
    libraries_read(&libraries);
    for (size_t i = 0; i < LIBRARIES; i++) {
        buf_printf(&text, "%s%s %s", i > 0 ? ", " : "", libraries.items[i].name,
                   libraries.items[i].version);
    }
    doctor_say(doctor, DOCTOR_FINE, arena_cstr(arena, buf_view(&text)), NULL);
    buf_release(&text);
}
