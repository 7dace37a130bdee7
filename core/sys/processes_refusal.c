/* SPDX-License-Identifier: MIT */
/*
 * Why a program could not be started.  execve(2) says ENOENT of a missing
 * program, of a missing interpreter of a program that is there, and of a
 * missing folder, and EACCES of still more; only looking again tells which.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/arena.h"
#include "core/sys/path.h"
#include "core/sys/processes_loop.h"

/* As much of a first line as Linux reads. */
enum { FIRST_LINE_MAX = 256 };

/* What execvp(3) takes if PATH is not set. */
#define DEFAULT_PATH "/bin:/usr/bin"

static struct str
search_path(const char *const *environment)
{
    static const char name[] = "PATH=";
    const char *ours = getenv("PATH");

    if (!environment)
        return str_from(ours ? ours : DEFAULT_PATH);
    for (; *environment; environment++)
        if (strncmp(*environment, name, sizeof(name) - 1) == 0)
            return str_from(*environment + sizeof(name) - 1);
    return STR(DEFAULT_PATH);
}

/* A relative name is one in the program's folder. */
static struct str
from_folder(struct arena *arena, const struct process_request *request,
            struct str path)
{
    if (!request->folder || str_starts_with(path, STR("/")))
        return path_join(arena, path, STR(""));
    return path_join(arena, str_from(request->folder), path);
}

static bool
is_file(struct str path)
{
    struct stat st;

    return stat(path.data, &st) == 0 && !S_ISDIR(st.st_mode);
}

/* The file that was meant, or "". */
static struct str
find_program(struct arena *arena, const struct process_request *request)
{
    struct str name = str_from(request->argv[0]);
    struct str rest = search_path(request->environment);

    if (name.len == 0)
        return name;
    if (str_find_byte(name, '/') >= 0) {
        struct str path = from_folder(arena, request, name);
        return is_file(path) ? path : STR("");
    }
    while (rest.data) {
        struct str part = str_split(&rest, ':');
        struct str path = from_folder(
            arena, request, path_join(arena, part.len ? part : STR("."), name));
        if (is_file(path))
            return path;
    }
    return STR("");
}

/* The interpreter that the first line names, or "". */
static struct str
find_interpreter(struct arena *arena, const char *program)
{
    char line[FIRST_LINE_MAX];
    int fd = open(program, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t got = fd < 0 ? 0 : read(fd, line, sizeof(line));
    struct str text = {line, got < 0 ? 0 : (size_t)got};
    size_t len = 0;

    if (fd >= 0)
        close(fd);
    if (!str_starts_with(text, STR("#!")))
        return STR("");
    text = str_slice(text, 2, text.len);
    text = str_trim(str_split(&text, '\n'));
    while (len < text.len && text.data[len] != ' ' && text.data[len] != '\t')
        len++;
    return str_from(arena_cstr(arena, str_slice(text, 0, len)));
}

static void
explain_missing(struct arena *arena, const struct process_request *request,
                struct str program, struct buf *why)
{
    struct str interpreter = find_interpreter(arena, program.data);

    if (interpreter.len == 0)
        buf_printf(why, "%s needs a loader or an interpreter that is missing",
                   program.data);
    else if (!is_file(from_folder(arena, request, interpreter)))
        buf_printf(why, "%s needs %s, which is missing", program.data,
                   interpreter.data);
    else
        buf_printf(why, "%s needs %s, which cannot be started", program.data,
                   interpreter.data);
}

static void
explain_forbidden(struct arena *arena, const struct process_request *request,
                  struct str program, struct buf *why)
{
    struct str interpreter = find_interpreter(arena, program.data);

    if (access(program.data, X_OK) < 0)
        buf_printf(why, "%s is not executable", program.data);
    else if (interpreter.len &&
             access(from_folder(arena, request, interpreter).data, X_OK) < 0)
        buf_printf(why, "%s needs %s, which is not executable", program.data,
                   interpreter.data);
    else
        buf_printf(why, "%s may not be executed: Permission denied",
                   program.data);
}

static enum process_end
explain(struct arena *arena, const struct process_request *request,
        int os_errno, struct buf *why)
{
    const char *name = request->argv[0];
    struct str program = find_program(arena, request);
    struct stat st;

    if (request->folder && stat(request->folder, &st) < 0) {
        buf_printf(why, "cannot enter %s: %s", request->folder,
                   strerror(errno));
        return PROCESS_REFUSED;
    }
    if (program.len == 0 && (os_errno == ENOENT || os_errno == ENOTDIR)) {
        buf_printf(why, "there is no program %s%s", name,
                   strchr(name, '/') ? "" : " on PATH");
        return PROCESS_ABSENT;
    }
    if (program.len > 0 && os_errno == ENOENT)
        explain_missing(arena, request, program, why);
    else if (program.len > 0 && os_errno == EACCES)
        explain_forbidden(arena, request, program, why);
    else
        buf_printf(why, "cannot start %s: %s", name, strerror(os_errno));
    return PROCESS_REFUSED;
}

enum process_end
process_refusal(const struct process_request *request, int os_errno,
                struct buf *why)
{
    struct arena arena;
    enum process_end end;

    arena_init(&arena);
    end = explain(&arena, request, os_errno, why);
    arena_release(&arena);
    return end;
}
