/* SPDX-License-Identifier: MIT */
/*
 * progress_show - the line of progress.h, by itself.
 *
 *     progress_show STEPS STEP_MS [-q | --color]
 *
 * Works for STEPS steps, notes something in the middle, and ends.
 */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "core/cli/cmd.h"
#include "core/cli/progress.h"

static void
work(long ms)
{
    struct timespec pause = {ms / 1000, ms % 1000 * 1000000};

    (void)nanosleep(&pause, NULL);
}

int
main(int argc, char **argv)
{
    size_t steps = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    long step_ms = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
    struct cli cli = {.environment = environ};
    struct progress progress;

    cli.log = talk_log(&cli.talk);
    for (int i = 3; i < argc; i++) {
        cli.options.quiet = cli.options.quiet || strcmp(argv[i], "-q") == 0;
        if (strcmp(argv[i], "--color") == 0)
            cli.options.color = CLI_COLOR_ALWAYS;
    }
    cli.talk.quiet = cli.options.quiet;
    progress_init(&progress, &cli);
    for (size_t i = 0; i <= steps; i++) {
        progress_update(&progress, STR("mypy"), i, steps);
        if (i == steps / 2)
            log_write(&cli.log, LOG_NOTE, "half of it is done");
        work(step_ms);
    }
    progress_end(&progress);
    return 0;
}
