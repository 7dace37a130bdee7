/* SPDX-License-Identifier: MIT */
#include "core/run/ask.h"

#include "core/sys/path.h"
#include "core/sys/processes.h"

enum { ANSWER_MAX_BYTES = 1 << 20, EXCERPT_BYTES = 200 };

struct answering {
    struct arena *arena;
    const struct asking *asking;
    struct str *answer;
    struct err *err;
    int status;
};

/* "mypy --version" */
static const char *
name_command(const struct answering *answering)
{
    const char *const *argv = answering->asking->argv;
    const char *text = path_name(str_from(argv[0])).data;
    for (size_t i = 1; argv[i]; i++) {
        text = arena_printf(answering->arena, "%s %s", text, argv[i]);
    }
    return text;
}

/* The last line says most: Python's tracebacks end with the reason. */
static struct str
last_line(struct str text)
{
    text = str_trim(text);
    ptrdiff_t end = str_find_last_byte(text, '\n');
    return str_slice(text, (size_t)(end + 1),
                     text.len < EXCERPT_BYTES + (size_t)(end + 1)
                         ? text.len
                         : EXCERPT_BYTES + (size_t)(end + 1));
}

static int
refuse(const struct answering *answering, const struct process_result *result)
{
    const char *command = name_command(answering);
    struct str why = last_line(result->errors);
    struct err *err = answering->err;
    if (why.len == 0) {
        why = last_line(result->out);
    }
    switch (result->end) {
    case PROCESS_EXITED:
        return err_set(err, ERR_IO, "%s exited with %d%s%.*s", command,
                       result->status, why.len > 0 ? ": " : "", (int)why.len,
                       why.data);
    case PROCESS_SIGNALLED:
        return err_set(err, ERR_IO, "%s died of signal %d", command,
                       result->status);
    case PROCESS_TIMEOUT:
        return err_set(err, ERR_IO, "%s did not answer in time", command);
    case PROCESS_INTERRUPTED:
        return err_set(err, ERR_IO, "%s was interrupted", command);
    case PROCESS_OUTPUT:
        return err_set(err, ERR_IO, "%s printed too much", command);
    default:
        return err_set(err, ERR_IO, "cannot run %s: %.*s", command,
                       (int)result->why.len, result->why.data);
    }
}

static void
take_result(void *context, const struct process_request *request,
            const struct process_result *result)
{
    struct answering *answering = request->context;
    (void)context;
    if (result->end != PROCESS_EXITED || result->status != 0) {
        answering->status = refuse(answering, result);
        return;
    }
    struct str out = str_trim(result->out);
    *answering->answer = arena_str(
        answering->arena, out.len > 0 ? out : str_trim(result->errors));
    answering->status = 0;
}

int
ask(struct arena *arena, const struct asking *asking, struct str *answer,
    struct err *err)
{
    struct answering answering = {.arena = arena,
                                  .asking = asking,
                                  .answer = answer,
                                  .err = err,
                                  .status = -1};
    struct process_request request = {.argv = asking->argv,
                                      .folder = asking->folder,
                                      .environment = asking->environment,
                                      .timeout_ms = asking->timeout_ms,
                                      .output_max_bytes = ANSWER_MAX_BYTES,
                                      .context = &answering};
    struct processes_options options = {.jobs = 1, .done = take_result};
    struct processes *processes = processes_new(&options);
    err_set(err, ERR_IO, "%s was not run", name_command(&answering));
    processes_add(processes, &request);
    processes_run(processes);
    processes_free(processes);
    return answering.status;
}
