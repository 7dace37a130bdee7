/* SPDX-License-Identifier: MIT */
#include "core/cli/progress.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "core/cli/cmd.h"
#include "core/sys/terminal.h"

enum {
    /* Whoever is served in less does not wait. */
    FIRST_AFTER_MS = 300,
    EVERY_MS = 100,
    /* Of a terminal that does not know. */
    DEFAULT_COLUMNS = 80,
};

/* To the first column, and nothing to the right of it (ECMA-48). */
#define ERASE "\r\x1b[K"

static uint64_t
now_ms(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static struct str
variable(char *const *environment, struct str name)
{
    for (; *environment; environment++) {
        struct str value = str_from(*environment);
        if (value.len > name.len && value.data[name.len] == '=' &&
            str_starts_with(value, name))
            return str_slice(value, name.len + 1, value.len);
    }
    return STR("");
}

/* "CI=false" stands in the settings of people who want what terminals get. */
static bool
is_unattended(char *const *environment)
{
    struct str ci = variable(environment, STR("CI"));

    if (variable(environment, STR("PRE_COMMIT")).len > 0)
        return true;
    return ci.len > 0 && !str_equal(ci, STR("false")) &&
           !str_equal(ci, STR("0"));
}

static bool
is_wanted(const struct cli *cli)
{
    struct str terminal = variable(cli->environment, STR("TERM"));

    return !cli->options.quiet && isatty(STDERR_FILENO) && terminal.len > 0 &&
           !str_equal(terminal, STR("dumb")) &&
           !is_unattended(cli->environment);
}

static bool
wants_color(const struct cli *cli)
{
    if (cli->options.color != CLI_COLOR_AUTO)
        return cli->options.color == CLI_COLOR_ALWAYS;
    return variable(cli->environment, STR("NO_COLOR")).len == 0;
}

void
progress_init(struct progress *progress, struct cli *cli)
{
    *progress = (struct progress){
        .talk = &cli->talk,
        .fd = STDERR_FILENO,
        .enabled = is_wanted(cli),
        .color = wants_color(cli),
        .drawn_ms = now_ms() + FIRST_AFTER_MS - EVERY_MS,
    };
    cli->talk.progress = progress;
}

static void
say(struct progress *progress, struct str text)
{
    if (write(progress->fd, text.data, text.len) < 0)
        progress->enabled = false;
}

static void
draw(struct progress *progress, struct progress_view *view)
{
    unsigned columns = terminal_columns(progress->fd);
    struct buf line;

    /* In the last column a terminal may begin a new line. */
    view->columns = (columns > 0 ? columns : DEFAULT_COLUMNS) - 1;
    view->color = progress->color;
    buf_init(&line, BUF_UNLIMITED);
    buf_text(&line, ERASE);
    progress_render(view, &line);
    say(progress, buf_view(&line));
    progress->shown = true;
    buf_release(&line);
}

void
progress_update(struct progress *progress, struct str name, size_t done,
                size_t total)
{
    uint64_t now = progress->enabled ? now_ms() : 0;
    struct progress_view view = {.name = name, .done = done, .total = total};
    bool is_new = done < progress->done || progress->began_ms == 0;

    if (!progress->enabled)
        return;
    if (is_new) {
        progress->began_ms = now;
        progress->first = done;
    }
    progress->done = done;
    if (now < progress->drawn_ms + EVERY_MS || !terminal_is_ours(progress->fd))
        return;
    view.fresh = done - progress->first;
    view.elapsed_ms = now - progress->began_ms;
    draw(progress, &view);
    progress->drawn_ms = now;
}

void
progress_clear(struct progress *progress)
{
    if (progress->shown && terminal_is_ours(progress->fd))
        say(progress, STR(ERASE));
    progress->shown = false;
}

void
progress_end(struct progress *progress)
{
    progress_clear(progress);
    progress->enabled = false;
    progress->talk->progress = NULL;
}
