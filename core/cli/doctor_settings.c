/* SPDX-License-Identifier: MIT */
#include "core/cli/doctor.h"

/* `sign: required` refuses everything if there is nobody to be trusted. */
static void
look_at_trust(struct doctor *doctor)
{
    const struct conf *conf = &doctor->cli->conf;
    if (conf->cache.sign == CONF_SIGN_REQUIRED &&
        conf->cache.public_keys.len == 0) {
        doctor_say(doctor, DOCTOR_PROBLEM,
                   "cache.sign is required, and cache.public_keys names no "
                   "key: no archive will ever be taken",
                   "add the line that `depstamp cache keygen FILE` prints");
    }
}

void
doctor_settings(struct doctor *doctor)
{
    struct err err;
    struct cli *cli = doctor->cli;
    struct arena *arena = &cli->arena;
    if (cli_load(cli, &err) != 0) {
        doctor_say(doctor, DOCTOR_PROBLEM, arena_printf(arena, "%s", err.text),
                   "mend that; nothing else was looked at");
        return;
    }
    doctor->has_conf = true;
    doctor_say(doctor, DOCTOR_FINE,
               arena_printf(arena, "root: %s", cli->root.data), NULL);
    if (cli->conf.file.len > 0) {
        doctor_say(doctor, DOCTOR_FINE,
                   arena_printf(arena, "read from %s",
                                arena_cstr(arena, cli->conf.file)),
                   NULL);
    } else {
        doctor_say(doctor, DOCTOR_FINE,
                   "no " CONF_FILE_NAME ": the defaults are in force", NULL);
    }
    look_at_trust(doctor);
}
