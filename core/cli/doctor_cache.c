/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "core/base/human.h"
#include "core/cli/doctor.h"
#include "core/plan/cache_dir.h"
#include "core/store/db_runs.h"
#include "core/store/db_upkeep.h"
#include "core/sys/file.h"
#include "core/sys/machine.h"
#include "core/sys/path.h"

enum { ROOM_MIN_BYTES = 100 << 20 };

static void
look_at_room(struct doctor *doctor, const char *dir)
{
    if (machine_free_bytes(dir) < ROOM_MIN_BYTES) {
        doctor_say(doctor, DOCTOR_PROBLEM,
                   "less than 100 MB are free on its disk: answers may not be "
                   "kept",
                   "make room, or move it with `cache.dir`");
    }
}

static void
look_at_store(struct doctor *doctor, const char *dir)
{
    struct err err;
    struct db_sizes sizes;
    struct db_run_list runs;
    struct db_run total;
    struct buf text;
    uint64_t count;
    struct arena *arena = &doctor->cli->arena;
    struct db *db = db_open_to_look(dir, &err);
    if (!db || !db_is_sound(db)) {
        doctor_say(doctor, DOCTOR_PROBLEM,
                   db ? "the store is damaged; what cannot be trusted counts "
                        "as never known"
                      : arena_printf(arena, "%s", err.text),
                   "depstamp cache verify, or depstamp cache clear");
        db_close(db);
        return;
    }
    db_sizes_read(db, &sizes);
    db_runs_read(db, 1, &runs, &total, &count);
    buf_init(&text, BUF_UNLIMITED);
    human_counted(sizes.all.entries, "value", &text);
    buf_text(&text, ", ");
    human_size(sizes.file_bytes, &text);
    buf_text(&text, ", ");
    human_counted(count, "run", &text);
    doctor_say(doctor, DOCTOR_FINE, arena_cstr(arena, buf_view(&text)), NULL);
    buf_release(&text);
    db_run_list_release(&runs);
    db_close(db);
}

void
doctor_cache(struct doctor *doctor)
{
    struct cli *cli = doctor->cli;
    struct arena *arena = &cli->arena;
    const char *dir = cache_dir_path(arena, cli->root, &cli->conf).data;
    struct str store = path_join(arena, str_from(dir), STR("store.db"));
    doctor_say(doctor, DOCTOR_FINE, arena_printf(arena, "in %s", dir), NULL);
    if (!file_exists(dir)) {
        doctor_say(doctor, DOCTOR_FINE, "nothing there yet", NULL);
        return;
    }
    if (!file_is_folder(dir) || access(dir, W_OK | X_OK) != 0) {
        doctor_say(doctor, DOCTOR_PROBLEM,
                   "nothing can be written there: every run begins anew",
                   "change who may write there, or set `cache.dir`");
        return;
    }
    look_at_room(doctor, dir);
    if (file_exists(store.data)) {
        look_at_store(doctor, dir);
    }
}
