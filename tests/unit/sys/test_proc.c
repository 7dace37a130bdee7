/* SPDX-License-Identifier: MIT */
#include "core/sys/proc.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "core/sys/pool.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct result {
    struct buf output;
    struct buf diagnostics;
    int status;
    struct err err;
};

static void
result_init(struct result *result)
{
    buf_init(&result->output, BUF_UNLIMITED);
    buf_init(&result->diagnostics, BUF_UNLIMITED);
    result->status = -1;
    err_clear(&result->err);
}

static void
result_release(struct result *result)
{
    buf_release(&result->output);
    buf_release(&result->diagnostics);
}

static int
run_shell(const char *script, struct str input, struct result *result)
{
    const char *const argv[] = {"sh", "-c", script, NULL};
    struct proc_options options = {.input = input,
                                   .output = &result->output,
                                   .diagnostics = &result->diagnostics};

    return proc_run(argv, &options, &result->status, &result->err);
}

static void
output_and_diagnostics_are_kept_apart(void **state)
{
    struct result result;

    (void)state;
    result_init(&result);
    assert_int_equal(
        run_shell("echo out; echo err >&2; exit 3", (struct str){0}, &result),
        0);
    assert_string_equal(buf_cstr(&result.output), "out\n");
    assert_string_equal(buf_cstr(&result.diagnostics), "err\n");
    assert_int_equal(result.status, 3);
    result_release(&result);
}

static void
a_signal_shows_in_the_status(void **state)
{
    struct result result;

    (void)state;
    result_init(&result);
    assert_int_equal(run_shell("kill -9 $$", (struct str){0}, &result), 0);
    assert_int_equal(result.status, 128 + 9);
    result_release(&result);
}

static void
without_input_there_is_nothing_to_read(void **state)
{
    struct result result;

    (void)state;
    result_init(&result);
    assert_int_equal(run_shell("cat; echo end", (struct str){0}, &result), 0);
    assert_string_equal(buf_cstr(&result.output), "end\n");
    result_release(&result);
}

static void
more_than_a_pipe_holds_goes_through_in_both_directions(void **state)
{
    enum { LEN = 3 << 20 };
    struct result result;
    char *data = malloc(LEN);

    (void)state;
    assert_non_null(data);
    for (size_t i = 0; i < LEN; i++)
        data[i] = (char)(i * 31 >> 3);
    result_init(&result);
    assert_int_equal(
        run_shell("tee /dev/stderr", (struct str){data, LEN}, &result), 0);
    assert_int_equal(result.output.len, LEN);
    assert_memory_equal(result.output.data, data, LEN);
    assert_int_equal(result.diagnostics.len, LEN);
    assert_memory_equal(result.diagnostics.data, data, LEN);
    result_release(&result);
    free(data);
}

static void
a_program_that_leaves_its_input_does_not_kill_us(void **state)
{
    enum { LEN = 1 << 20 };
    struct result result;
    char *data = calloc(1, LEN);
    sigset_t mask;

    (void)state;
    assert_non_null(data);
    for (int i = 0; i < 20; i++) {
        result_init(&result);
        assert_int_equal(
            run_shell("exec 0<&-; echo done", (struct str){data, LEN}, &result),
            0);
        assert_string_equal(buf_cstr(&result.output), "done\n");
        assert_int_equal(result.status, 0);
        result_release(&result);
    }
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    assert_int_equal(sigismember(&mask, SIGPIPE), 0);
    sigpending(&mask);
    assert_int_equal(sigismember(&mask, SIGPIPE), 0);
    free(data);
}

static void
a_missing_program_is_absent(void **state)
{
    const char *const argv[] = {"no-such-program-anywhere", NULL};
    struct proc_options options = {0};
    struct err err;
    int status;

    (void)state;
    assert_int_equal(proc_run(argv, &options, &status, &err), -1);
    assert_int_equal(err.code, ERR_ABSENT);
    assert_string_equal(err.text, "cannot run no-such-program-anywhere: "
                                  "No such file or directory");
}

static void
a_missing_folder_is_named(void **state)
{
    const char *const argv[] = {"true", NULL};
    struct proc_options options = {.folder = "nowhere"};
    struct err err;
    int status;

    (void)state;
    assert_int_equal(proc_run(argv, &options, &status, &err), -1);
    assert_string_equal(
        err.text, "cannot run true in nowhere: No such file or directory");
}

static void
a_program_runs_in_its_folder(void **state)
{
    const char *const argv[] = {"pwd", NULL};
    struct result result;
    struct proc_options options = {.folder = "/", .output = &result.output};

    (void)state;
    result_init(&result);
    assert_int_equal(proc_run(argv, &options, &result.status, &result.err), 0);
    assert_string_equal(buf_cstr(&result.output), "/\n");
    result_release(&result);
}

static void
a_program_that_prints_too_much_is_killed(void **state)
{
    const char *const argv[] = {"yes", NULL};
    struct buf output;
    struct proc_options options = {.output = &output};
    struct err err;
    int status;

    (void)state;
    buf_init(&output, 100000);
    assert_int_equal(proc_run(argv, &options, &status, &err), -1);
    assert_int_equal(err.code, ERR_LIMIT);
    assert_string_equal(err.text,
                        "cannot run yes: it printed more than 100000 bytes");
    buf_release(&output);
}

static int
count_bytes(void *context, struct str bytes, struct err *err)
{
    size_t *left = context;

    if (*left < bytes.len)
        return err_set(err, ERR_FORMAT, "enough");
    *left -= bytes.len;
    return 0;
}

static void
output_can_be_taken_as_it_comes(void **state)
{
    const char *const argv[] = {"head", "-c", "3000000", "/dev/zero", NULL};
    size_t left = 3000000;
    struct proc_options options = {.take = count_bytes, .context = &left};
    struct err err;
    int status;

    (void)state;
    assert_int_equal(proc_run(argv, &options, &status, &err), 0);
    assert_int_equal(status, 0);
    assert_int_equal(left, 0);
}

static void
who_takes_the_output_can_end_the_program(void **state)
{
    const char *const argv[] = {"yes", NULL};
    size_t left = 1000000;
    struct proc_options options = {.take = count_bytes, .context = &left};
    struct err err;
    int status;

    (void)state;
    assert_int_equal(proc_run(argv, &options, &status, &err), -1);
    assert_int_equal(err.code, ERR_FORMAT);
    assert_string_equal(err.text, "enough");
}

/* Once the program said that it is there. */
static int
stop_at_output(void *context, struct str bytes, struct err *err)
{
    struct proc_stop *stop = context;

    (void)bytes;
    (void)err;
    proc_stop_now(stop);
    return 0;
}

static void
a_program_can_be_stopped(void **state)
{
    const char *const argv[] = {"sh", "-c", "echo; exec sleep 900", NULL};
    struct proc_stop *stop = proc_stop_new();
    struct proc_options options = {
        .take = stop_at_output, .context = stop, .stop = stop};
    struct err err;
    int status = 0;

    (void)state;
    assert_int_equal(proc_run(argv, &options, &status, &err), 0);
    assert_int_equal(status, 128 + SIGTERM);
    /* It holds for the next one too, before it can sleep. */
    options.take = NULL;
    assert_int_equal(proc_run(argv, &options, &status, &err), 0);
    assert_int_equal(status, 128 + SIGTERM);
    /* With none running there is nobody to stop. */
    proc_stop_now(stop);
    proc_stop_free(stop);
    proc_stop_free(NULL);
}

static void
a_variable_can_be_taken_away(void **state)
{
    static const char *const extra[] = {"DEPSTAMP_A", "DEPSTAMP_B=2",
                                        "DEPSTAMP_B", NULL};
    const char *const argv[] = {"env", NULL};
    struct result result;
    struct proc_options options = {.output = &result.output,
                                   .environment = extra};
    const char *text;

    (void)state;
    setenv("DEPSTAMP_A", "1", 1);
    setenv("DEPSTAMP_AB", "3", 1);
    setenv("DEPSTAMP_B", "1", 1);
    result_init(&result);
    assert_int_equal(proc_run(argv, &options, &result.status, &result.err), 0);
    text = buf_cstr(&result.output);
    assert_null(strstr(text, "DEPSTAMP_A="));
    assert_non_null(strstr(text, "DEPSTAMP_AB=3\n"));
    assert_non_null(strstr(text, "DEPSTAMP_B=2\n"));
    assert_null(strstr(text, "DEPSTAMP_B=1\n"));
    result_release(&result);
}

static void
the_environment_is_ours_with_additions(void **state)
{
    static const char *const extra[] = {"DEPSTAMP_A=2", "DEPSTAMP_C=", NULL};
    const char *const argv[] = {"env", NULL};
    struct result result;
    struct proc_options options = {.output = &result.output,
                                   .environment = extra};
    const char *text;

    (void)state;
    setenv("DEPSTAMP_A", "1", 1);
    setenv("DEPSTAMP_AB", "3", 1);
    result_init(&result);
    assert_int_equal(proc_run(argv, &options, &result.status, &result.err), 0);
    text = buf_cstr(&result.output);
    assert_non_null(strstr(text, "DEPSTAMP_A=2\n"));
    assert_null(strstr(text, "DEPSTAMP_A=1\n"));
    assert_non_null(strstr(text, "DEPSTAMP_AB=3\n"));
    assert_non_null(strstr(text, "DEPSTAMP_C=\n"));
    assert_non_null(strstr(text, "PATH="));
    result_release(&result);
}

static size_t
count_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    size_t count = 0;

    assert_non_null(dir);
    while (readdir(dir))
        count++;
    closedir(dir);
    return count;
}

/* Those above the standard streams that whoever started us left to us. */
static int
count_inherited(void)
{
    int count = 0;

    for (int fd = 3; fd < 1024; fd++) {
        int flags = fcntl(fd, F_GETFD);
        count += flags >= 0 && !(flags & FD_CLOEXEC);
    }
    return count;
}

static void
no_descriptor_leaks_into_us_or_the_program(void **state)
{
    size_t before = count_descriptors();
    struct result result;
    char expected[16];

    (void)state;
    result_init(&result);
    assert_int_equal(
        run_shell("ls /proc/self/fd | wc -l", STR("input"), &result), 0);
    /* Its three streams, and the folder that ls reads. */
    (void)snprintf(expected, sizeof(expected), "%d\n", count_inherited() + 4);
    assert_string_equal(buf_cstr(&result.output), expected);
    result_release(&result);
    a_missing_program_is_absent(state);
    a_program_that_prints_too_much_is_killed(state);
    assert_int_equal(count_descriptors(), before);
}

/* Runs in a child of its own, since it closes the standard streams. */
static int
talk_without_standard_streams(void)
{
    struct result result;
    int failed;

    for (int fd = 0; fd < 3; fd++)
        close(fd);
    result_init(&result);
    failed = run_shell("cat; echo err >&2", STR("in"), &result) < 0 ||
             !str_equal(buf_view(&result.output), STR("in")) ||
             !str_equal(buf_view(&result.diagnostics), STR("err\n"));
    result_release(&result);
    return failed;
}

static void
closed_standard_streams_do_no_harm(void **state)
{
    pid_t child = fork();
    int status;

    (void)state;
    assert_true(child >= 0);
    if (child == 0)
        _exit(talk_without_standard_streams());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void
run_one(unsigned worker, void *context, size_t from, size_t to)
{
    struct result result;
    const char *const argv[] = {"sh", "-c", "cat; kill -15 $$", NULL};
    struct proc_options options = {.input = STR("text"),
                                   .output = &result.output};

    (void)worker;
    (void)context;
    assert_int_equal(to, from + 1);
    result_init(&result);
    assert_int_equal(proc_run(argv, &options, &result.status, &result.err), 0);
    assert_string_equal(buf_cstr(&result.output), "text");
    assert_int_equal(result.status, 128 + SIGTERM);
    result_release(&result);
}

/* Threads of a pool block all signals; the programs they run must not. */
static void
programs_run_from_several_threads_at_once(void **state)
{
    (void)state;
    pool_for((struct crew){.jobs = 4}, 40, 1, run_one, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(output_and_diagnostics_are_kept_apart),
        cmocka_unit_test(a_signal_shows_in_the_status),
        cmocka_unit_test(without_input_there_is_nothing_to_read),
        cmocka_unit_test(
            more_than_a_pipe_holds_goes_through_in_both_directions),
        cmocka_unit_test(a_program_that_leaves_its_input_does_not_kill_us),
        cmocka_unit_test(a_missing_program_is_absent),
        SCRATCH_TEST(a_missing_folder_is_named),
        cmocka_unit_test(a_program_runs_in_its_folder),
        cmocka_unit_test(a_program_that_prints_too_much_is_killed),
        cmocka_unit_test(output_can_be_taken_as_it_comes),
        cmocka_unit_test(who_takes_the_output_can_end_the_program),
        cmocka_unit_test(a_program_can_be_stopped),
        cmocka_unit_test(a_variable_can_be_taken_away),
        cmocka_unit_test(the_environment_is_ours_with_additions),
        cmocka_unit_test(no_descriptor_leaks_into_us_or_the_program),
        cmocka_unit_test(closed_standard_streams_do_no_harm),
        cmocka_unit_test(programs_run_from_several_threads_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
