/* SPDX-License-Identifier: MIT */
/*
 * log - what the library has to tell the user besides its answer.
 *
 * Core never prints.  It hands notes and warnings to a sink that cli/ owns,
 * which prints them to stderr or leaves them out under -q.
 *
 * Ownership: the text is borrowed for the call.
 * Threads: the sink is called from one thread at a time by the caller's
 * care; workers collect and report after joining.
 */
#ifndef CORE_BASE_LOG_H
#define CORE_BASE_LOG_H

enum log_level {
    LOG_DEBUG,   /* with -v */
    LOG_NOTE,    /* worth knowing: "ignored files are taken as unchanged" */
    LOG_CACHE,   /* a warning that nothing is kept; the first says enough */
    LOG_WARNING, /* something is off, the answer is still right */
};

struct log {
    void (*write)(void *context, enum log_level level, const char *text);
    void *context;
};

/* Does nothing if `log` or its sink is NULL. */
void log_write(const struct log *log, enum log_level level, const char *format,
               ...) __attribute__((format(printf, 3, 4)));

#endif
