/* SPDX-License-Identifier: MIT */
#include "core/cli/talk.h"

#include <unistd.h>

#include "core/base/buf.h"
#include "core/cli/progress.h"

/* The longest line; what is longer is cut. */
enum { TALK_MAX = 8192 };

/* Is the byte at `text` a control character, C1 of UTF-8 included? */
static bool
is_control(const char *text)
{
    unsigned char byte = (unsigned char)text[0];
    unsigned char next = (unsigned char)text[1];

    return byte < 0x20 || byte == 0x7f ||
           (byte == 0xc2 && next >= 0x80 && next < 0xa0);
}

static void
append_visible(struct buf *line, const char *text)
{
    for (; *text; text++) {
        if (is_control(text))
            buf_printf(line, "\\x%02x", (unsigned char)*text);
        else
            buf_byte(line, *text);
    }
}

static void
say(const char *kind, const char *text)
{
    struct buf line;

    buf_init(&line, TALK_MAX);
    buf_text(&line, "depstamp: ");
    buf_text(&line, kind);
    append_visible(&line, text);
    /* The limit is for what hostile names add; the end of a line fits. */
    line.max += 1;
    buf_byte(&line, '\n');
    /* There is nobody left to tell when standard error is gone. */
    if (write(STDERR_FILENO, line.data, line.len) < 0)
        line.full = true;
    buf_release(&line);
}

void
talk_error(const char *text)
{
    say("", text);
}

static void
write_log(void *context, enum log_level level, const char *text)
{
    struct talk *talk = context;

    if (talk->quiet || (level == LOG_DEBUG && !talk->verbose) ||
        (level == LOG_CACHE && talk->told_cache && !talk->verbose))
        return;
    talk->told_cache |= level == LOG_CACHE;
    if (talk->progress)
        progress_clear(talk->progress);
    say(level >= LOG_CACHE  ? "warning: "
        : level == LOG_NOTE ? "note: "
                            : "",
        text);
}

struct log
talk_log(struct talk *talk)
{
    return (struct log){.write = write_log, .context = talk};
}
