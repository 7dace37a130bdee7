/* SPDX-License-Identifier: MIT */
#include "core/run/outcome.h"

#include <string.h>

enum { QUOTED_BYTES_MAX = 300 };

/* The last lines that say something, on one line. */
static struct str
quote(struct arena *arena, struct str text)
{
    struct str last = {0};
    struct str rest = text;
    while (rest.data) {
        struct str line = str_trim(str_split(&rest, '\n'));
        if (line.len > 0) {
            last = line;
        }
    }
    if (last.len > QUOTED_BYTES_MAX) {
        last = str_slice(last, 0, QUOTED_BYTES_MAX);
    }
    return arena_str(arena, last);
}

static struct str
say(struct arena *arena, const char *text)
{
    return str_from(arena_printf(arena, "%s", text));
}

static struct str
with_quote(struct arena *arena, const char *text,
           const struct process_result *process)
{
    struct str quoted = quote(arena, process->errors);
    if (quoted.len == 0) {
        quoted = quote(arena, process->out);
    }
    return str_from(quoted.len == 0
                        ? arena_printf(arena, "%s", text)
                        : arena_printf(arena, "%s: %.*s", text, (int)quoted.len,
                                       quoted.data));
}

/* How it ended, if not by itself; empty otherwise. */
static struct str
bad_end(struct arena *arena, const struct process_request *request,
        const struct process_result *process)
{
    const char *program = request->argv[0];
    switch (process->end) {
    case PROCESS_EXITED:
        return STR("");
    case PROCESS_SIGNALLED:
        return with_quote(
            arena,
            arena_printf(arena, "it was killed by signal %d", process->status),
            process);
    case PROCESS_ABSENT:
        return str_from(arena_printf(arena, "%s is not installed", program));
    case PROCESS_REFUSED:
        return str_from(arena_printf(arena, "%s cannot be run: %s", program,
                                     strerror(process->os_errno)));
    case PROCESS_TIMEOUT:
        return str_from(
            arena_printf(arena,
                         "it did not end within %llu s and was stopped "
                         "(limits.timeout)",
                         (unsigned long long)request->timeout_ms / 1000));
    case PROCESS_MEMORY:
        return str_from(
            arena_printf(arena,
                         "it took more than %llu MiB and was stopped "
                         "(limits.memory)",
                         (unsigned long long)request->memory_bytes >> 20));
    case PROCESS_OUTPUT:
        return str_from(
            arena_printf(arena, "it printed more than %zu MiB and was stopped",
                         request->output_max_bytes >> 20));
    case PROCESS_INTERRUPTED:
        return say(arena, "it was interrupted");
    }
    return STR("");
}

bool
outcome_is_blocker(const struct diagnostic *finding)
{
    static const char *const codes[] = {"", "syntax", "invalid-syntax", "io"};
    if (finding->severity != SEVERITY_ERROR || finding->path.len == 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
        if (str_equal(finding->code, str_from(codes[i]))) {
            return true;
        }
    }
    return false;
}

/* "pkg/b.py:3: invalid syntax; what can see it has no answer" */
static struct str
blocked(struct arena *arena, const struct format_result *result)
{
    for (size_t i = 0; i < result->diagnostics.len; i++) {
        const struct diagnostic *finding = &result->diagnostics.items[i];
        if (outcome_is_blocker(finding)) {
            return str_from(arena_printf(
                arena,
                "%.*s:%u stops it; files that can see that one have no answer",
                (int)finding->path.len, finding->path.data, finding->line));
        }
    }
    return STR("");
}

static bool
has_blocker(const struct format_result *result)
{
    for (size_t i = 0; i < result->diagnostics.len; i++) {
        if (outcome_is_blocker(&result->diagnostics.items[i])) {
            return true;
        }
    }
    return false;
}

static bool
contains(struct str text, struct str part)
{
    return part.len > 0 && text.len >= part.len &&
           memmem(text.data, text.len, part.data, part.len) != NULL;
}

/* A crash of Python has the status of findings. */
static bool
has_traceback(struct str text)
{
    while (text.data) {
        if (str_starts_with(str_split(&text, '\n'),
                            STR("Traceback (most recent call last)"))) {
            return true;
        }
    }
    return false;
}

/* What the row says about statuses that are not what they seem. */
static struct str
disguised(const struct analyzer *analyzer, const struct format_input *input,
          bool findings, const struct format_result *result,
          struct arena *arena)
{
    const struct conf_list *texts = &analyzer->row.broken_if;
    for (size_t i = 0; i < texts->len; i++) {
        if (str_equal(texts->items[i], STR("no-output"))) {
            if (findings && result->diagnostics.len == 0) {
                return str_from(arena_printf(
                    arena, "it ended with status %d and no findings",
                    input->status));
            }
            if (findings && has_traceback(input->other)) {
                return STR("it crashed");
            }
        } else if (contains(input->other, texts->items[i]) ||
                   contains(input->output, texts->items[i])) {
            return str_from(arena_printf(arena, "it said `%.*s`",
                                         (int)texts->items[i].len,
                                         texts->items[i].data));
        }
    }
    return STR("");
}

void
outcome_read(const struct outcome_input *input, struct arena *arena,
             struct outcome *outcome)
{
    const struct analyzer *analyzer = input->analyzer;
    const struct process_result *process = input->process;
    struct err err;
    *outcome = (struct outcome){0};
    outcome->message = bad_end(arena, input->request, process);
    outcome->plain = outcome->message;
    if (outcome->message.len > 0) {
        return;
    }
    bool clean = conf_status_is(&analyzer->row.clean, process->status);
    bool findings = conf_status_is(&analyzer->row.findings, process->status);
    bool readable = format_read(analyzer->format, &input->format, arena,
                                &outcome->result, &err) == 0;
    if (!clean && !findings) {
        outcome->retry = readable && has_blocker(&outcome->result);
        outcome->message = with_quote(
            arena,
            arena_printf(arena, "it ended with status %d", process->status),
            process);
    } else if (!readable) {
        outcome->message = say(arena, err.text);
        outcome->result = (struct format_result){0};
    } else if (outcome->result.trouble.len > 0) {
        outcome->retry = has_blocker(&outcome->result);
        outcome->message = outcome->result.trouble;
    } else {
        outcome->message =
            disguised(analyzer, &input->format, findings && !clean,
                      &outcome->result, arena);
        if (outcome->message.len > 0) {
            struct str quoted = quote(arena, input->format.other);
            if (quoted.len > 0) {
                outcome->message = str_from(arena_printf(
                    arena, "%.*s: %.*s", (int)outcome->message.len,
                    outcome->message.data, (int)quoted.len, quoted.data));
            }
        }
        outcome->answered = outcome->message.len == 0;
    }
    outcome->plain = outcome->message;
    if (outcome->retry) {
        outcome->message = blocked(arena, &outcome->result);
    }
}
