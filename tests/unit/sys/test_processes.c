/* SPDX-License-Identifier: MIT */
#include "tests/unit/sys/processes_case.h"

static void
output_errors_and_status_are_those_of_the_program(void **state)
{
    struct outcome outcome = run_one((struct process_request){
        .argv = SHELL("echo out; echo err >&2; exit 3")});

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_EXITED);
    assert_int_equal(outcome.result.status, 3);
    assert_string_equal(outcome.out, "out\n");
    assert_string_equal(outcome.errors, "err\n");
    assert_string_equal(outcome.why, "");
    outcome_release(&outcome);
}

static void
a_program_that_dies_of_a_signal_did_not_exit(void **state)
{
    struct outcome outcome =
        run_one((struct process_request){.argv = SHELL("echo x; kill -11 $$")});

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_SIGNALLED);
    assert_int_equal(outcome.result.status, SIGSEGV);
    assert_string_equal(outcome.out, "x\n");
    outcome_release(&outcome);
}

static void
without_input_there_is_nothing_to_read(void **state)
{
    struct outcome outcome = run_one((struct process_request){
        .argv = SHELL("cat; readlink /proc/self/fd/0")});

    (void)state;
    assert_string_equal(outcome.out, "/dev/null\n");
    outcome_release(&outcome);
}

/* A socket could not be opened by these names. */
static void
standard_streams_can_be_opened_by_name(void **state)
{
    struct outcome outcome = run_one((struct process_request){
        .argv = SHELL("cat /dev/stdin >/dev/stdout; echo err >/dev/stderr"),
        .input = STR("in")});

    (void)state;
    assert_string_equal(outcome.out, "in");
    assert_string_equal(outcome.errors, "err\n");
    outcome_release(&outcome);
}

static void
more_than_a_pipe_holds_goes_through_in_both_directions(void **state)
{
    enum { LEN = 3 << 20 };
    char *data = memory_new(LEN);
    struct outcome outcome;

    (void)state;
    for (size_t i = 0; i < LEN; i++)
        data[i] = (char)(i * 31 >> 3);
    outcome = run_one((struct process_request){.argv = SHELL("tee /dev/stderr"),
                                               .input = {data, LEN}});
    assert_int_equal(outcome.result.out.len, LEN);
    assert_int_equal(outcome.result.errors.len, LEN);
    assert_memory_equal(outcome.out, data, LEN);
    assert_memory_equal(outcome.errors, data, LEN);
    outcome_release(&outcome);
    free(data);
}

static void
input_that_is_never_read_holds_nobody_up(void **state)
{
    enum { LEN = 50 << 20 };
    char *data = memory_zero(LEN);
    struct outcome ended = run_one((struct process_request){
        .argv = SHELL("exit 5"), .input = {data, LEN}});
    struct outcome hangs =
        run_one((struct process_request){.argv = SHELL("exec sleep 1000"),
                                         .input = {data, LEN},
                                         .timeout_ms = 200});

    (void)state;
    assert_int_equal(ended.result.end, PROCESS_EXITED);
    assert_int_equal(ended.result.status, 5);
    assert_int_equal(hangs.result.end, PROCESS_TIMEOUT);
    outcome_release(&ended);
    outcome_release(&hangs);
    free(data);
}

static void
it_runs_in_its_folder_with_its_environment(void **state)
{
    static const char *const environment[] = {"PATH=bin:/usr/bin:/bin", "A=b",
                                              NULL};
    static const char *const argv[] = {"tool", NULL};
    char *expected;
    struct outcome outcome;

    assert_int_equal(mkdir("sub", 0755), 0);
    assert_int_equal(mkdir("sub/bin", 0755), 0);
    write_file("sub/bin/tool", "#!/bin/sh\npwd; env | grep -v _= | sort\n",
               0755);
    outcome = run_one((struct process_request){
        .argv = argv, .folder = "sub", .environment = environment});
    assert_true(asprintf(&expected,
                         "%s/sub\nA=b\nPATH=bin:/usr/bin:/bin\nPWD=%s/sub\n",
                         (char *)*state, (char *)*state) > 0);
    assert_string_equal(outcome.out, expected);
    free(expected);
    outcome_release(&outcome);
}

/* ---- what cannot be started */

static void
a_missing_program_is_absent(void **state)
{
    static const char *const argv[] = {"no-such-program", NULL};
    static const char *const below[] = {"./no/such", NULL};
    static const char *const empty[] = {"", NULL};
    struct outcome outcome = run_one((struct process_request){.argv = argv});

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_ABSENT);
    assert_int_equal(outcome.result.os_errno, ENOENT);
    assert_string_equal(outcome.why,
                        "there is no program no-such-program on PATH");
    outcome_release(&outcome);
    outcome = run_one((struct process_request){.argv = below});
    assert_int_equal(outcome.result.end, PROCESS_ABSENT);
    assert_string_equal(outcome.why, "there is no program ./no/such");
    outcome_release(&outcome);
    outcome = run_one((struct process_request){.argv = empty});
    assert_int_equal(outcome.result.end, PROCESS_ABSENT);
    outcome_release(&outcome);
}

static void
assert_refused(const char *program, const char *folder, const char *why)
{
    const char *const argv[] = {program, NULL};
    struct outcome outcome =
        run_one((struct process_request){.argv = argv, .folder = folder});

    assert_int_equal(outcome.result.end, PROCESS_REFUSED);
    assert_true(outcome.result.os_errno != 0);
    assert_string_equal(outcome.why, why);
    outcome_release(&outcome);
}

static void
a_missing_interpreter_is_named(void **state)
{
    (void)state;
    write_file("script", "#! /no/such/python3 -I\nprint()\n", 0755);
    assert_refused("./script", NULL,
                   "./script needs /no/such/python3, which is missing");
    assert_int_equal(mkdir("sub", 0755), 0);
    write_file("sub/script", "#!venv/bin/python\n", 0755);
    assert_refused("./script", "sub",
                   "sub/./script needs venv/bin/python, which is missing");
}

static void
a_missing_interpreter_is_found_on_path_too(void **state)
{
    static const char *const environment[] = {"PATH=/nowhere:.", NULL};
    static const char *const argv[] = {"script", NULL};
    struct outcome outcome;

    (void)state;
    write_file("script", "#!/no/such/python3\n", 0755);
    outcome = run_one(
        (struct process_request){.argv = argv, .environment = environment});
    assert_int_equal(outcome.result.end, PROCESS_REFUSED);
    assert_string_equal(outcome.why,
                        "./script needs /no/such/python3, which is missing");
    outcome_release(&outcome);
}

static void
what_is_not_executable_says_so(void **state)
{
    (void)state;
    write_file("plain", "x", 0644);
    write_file("script", "#!./plain\n", 0755);
    assert_refused("./plain", NULL, "./plain is not executable");
    assert_refused("./script", NULL,
                   "./script needs ./plain, which is not executable");
}

static void
a_missing_folder_is_not_a_missing_program(void **state)
{
    (void)state;
    assert_refused("sh", "no/such",
                   "cannot enter no/such: No such file or directory");
}

/* ---- bounds */

static void
a_program_that_hangs_is_killed_in_time(void **state)
{
    uint64_t since = case_now_ms();
    struct outcome outcome = run_one((struct process_request){
        .argv = SHELL("echo begun; exec sleep 1000"), .timeout_ms = 300});

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_TIMEOUT);
    assert_string_equal(outcome.out, "begun\n");
    assert_true(outcome.result.duration_ms >= 200);
    assert_true(case_now_ms() - since < 60 * 1000);
    outcome_release(&outcome);
}

static void
one_that_ignores_all_signals_is_killed_too(void **state)
{
    struct outcome outcome = run_one((struct process_request){
        .argv = SHELL("trap '' TERM INT HUP QUIT; while :; do sleep 1; done"),
        .timeout_ms = 300});

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_TIMEOUT);
    outcome_release(&outcome);
}

static void
one_that_closes_its_output_and_goes_on_is_waited_for(void **state)
{
    struct outcome outcome = run_one((struct process_request){
        .argv = SHELL("echo x; exec >&- 2>&-; sleep 0.4; exit 7")});

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_EXITED);
    assert_int_equal(outcome.result.status, 7);
    assert_string_equal(outcome.out, "x\n");
    outcome_release(&outcome);
    outcome = run_one((struct process_request){
        .argv = SHELL("exec >&- 2>&-; exec sleep 1000"), .timeout_ms = 200});
    assert_int_equal(outcome.result.end, PROCESS_TIMEOUT);
    outcome_release(&outcome);
}

static void
a_hundred_megabytes_are_collected_if_they_may(void **state)
{
    enum { LEN = 100 * 1000 * 1000 };
    struct outcome outcome = run_one((struct process_request){
        .argv = SHELL("head -c 100000000 /dev/zero"), .output_max_bytes = LEN});

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_EXITED);
    assert_int_equal(outcome.result.out.len, LEN);
    outcome_release(&outcome);
}

static void
output_without_end_is_cut_at_the_limit(void **state)
{
    enum { LIMIT = 1000 * 1000 };
    struct outcome outcome = run_one((struct process_request){
        .argv = SHELL("exec yes"), .output_max_bytes = LIMIT});

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_OUTPUT);
    assert_int_equal(outcome.result.out.len, LIMIT);
    assert_memory_equal(outcome.out, "y\ny\n", 4);
    outcome_release(&outcome);
    outcome = run_one((struct process_request){.argv = SHELL("exec yes >&2"),
                                               .output_max_bytes = LIMIT});
    assert_int_equal(outcome.result.end, PROCESS_OUTPUT);
    assert_int_equal(outcome.result.errors.len, LIMIT);
    outcome_release(&outcome);
}

/* It may have ended long before its last bytes are read. */
static void
one_byte_too_many_is_too_many(void **state)
{
    struct process_request request = {.argv = SHELL("printf 12345"),
                                      .output_max_bytes = 5};
    struct outcome outcome = run_one(request);

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_EXITED);
    assert_string_equal(outcome.out, "12345");
    outcome_release(&outcome);
    request.output_max_bytes = 4;
    outcome = run_one(request);
    assert_int_equal(outcome.result.end, PROCESS_OUTPUT);
    assert_string_equal(outcome.out, "1234");
    outcome_release(&outcome);
}

static void
memory_beyond_the_limit_is_noticed(void **state)
{
    struct outcome outcome = run_one((struct process_request){
        .argv = PYTHON("import time; x = b'x' * (300 << 20); time.sleep(1000)"),
        .memory_bytes = 150 << 20});

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_MEMORY);
    assert_true(outcome.result.peak_bytes > 150 << 20);
    outcome_release(&outcome);
}

/* Three of 80 MB, of which none is too large by itself, the last one in a
   session of its own. */
static void
memory_of_children_counts(void **state)
{
    struct outcome outcome = run_one((struct process_request){
        .argv = PYTHON("import os, time\n"
                       "for i in range(3):\n"
                       "    if os.fork() == 0:\n"
                       "        if i == 2: os.setsid()\n"
                       "        x = b'x' * (80 << 20); time.sleep(1000)\n"
                       "time.sleep(1000)\n"),
        .memory_bytes = 220 << 20});

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_MEMORY);
    outcome_release(&outcome);
}

/* Ten forks, each as large as its parent by itself. */
static void
memory_that_is_shared_counts_once(void **state)
{
    struct outcome outcome = run_one(
        (struct process_request){.argv = PYTHON("import os, time\n"
                                                "x = bytes(60 << 20)\n"
                                                "x = b'x' * len(x)\n"
                                                "for i in range(10):\n"
                                                "    if os.fork() == 0: break\n"
                                                "time.sleep(1.5)\n"),
                                 .memory_bytes = 300 << 20});

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_EXITED);
    assert_int_equal(outcome.result.status, 0);
    outcome_release(&outcome);
}

static void
what_stays_below_the_limit_lives(void **state)
{
    struct outcome outcome = run_one((struct process_request){
        .argv = PYTHON("import time; x = b'x' * (50 << 20); time.sleep(0.5)"),
        .memory_bytes = 400 << 20});

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_EXITED);
    assert_int_equal(outcome.result.status, 0);
    outcome_release(&outcome);
}

/* ---- arguments */

/* `bytes` of arguments in pieces of 100,000, given to argv[0]. */
static struct outcome
run_with_arguments(const char *program, size_t bytes)
{
    enum { PIECE = 100 * 1000, MOST = 1000 };
    static const char *argv[MOST];
    char *piece = memory_new(PIECE);
    char *last;
    struct outcome outcome;
    size_t len = 1;

    memset(piece, 'x', PIECE);
    piece[PIECE - 1] = '\0';
    argv[0] = program;
    bytes -= processes_argument_bytes(str_from(program));
    for (; bytes > 2 * PIECE; bytes -= PIECE + sizeof(char *))
        argv[len++] = piece;
    last = case_copy((struct str){piece, (bytes - 2 * sizeof(char *)) / 2 - 1});
    argv[len++] = last;
    argv[len++] = last;
    argv[len] = NULL;
    outcome = run_one((struct process_request){.argv = argv});
    free(last);
    free(piece);
    return outcome;
}

static void
as_many_arguments_as_there_is_room_for_are_taken(void **state)
{
    struct outcome outcome;

    (void)state;
    write_file("script", "#!/usr/bin/env sh\nexit 0\n", 0755);
    assert_true(processes_argument_room(NULL) > 100 * 1000);
    outcome = run_with_arguments("./script", processes_argument_room(NULL));
    assert_int_equal(outcome.result.end, PROCESS_EXITED);
    assert_int_equal(outcome.result.status, 0);
    outcome_release(&outcome);
}

static void
more_arguments_than_the_system_takes_are_refused(void **state)
{
    struct outcome outcome =
        run_with_arguments("true", processes_argument_room(NULL) + 20 * 1000);

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_REFUSED);
    assert_int_equal(outcome.result.os_errno, E2BIG);
    assert_string_equal(outcome.why,
                        "cannot start true: Argument list too long");
    outcome_release(&outcome);
}

static void
an_environment_takes_room_from_the_arguments(void **state)
{
    static const char *const none[] = {NULL};
    static const char *const some[] = {"A=1", "B=22", NULL};

    (void)state;
    assert_int_equal(processes_argument_room(none) -
                         processes_argument_room(some),
                     4 + 5 + 2 * sizeof(char *));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE_TEST(output_errors_and_status_are_those_of_the_program),
        CASE_TEST(a_program_that_dies_of_a_signal_did_not_exit),
        CASE_TEST(without_input_there_is_nothing_to_read),
        CASE_TEST(standard_streams_can_be_opened_by_name),
        CASE_TEST(more_than_a_pipe_holds_goes_through_in_both_directions),
        CASE_TEST(input_that_is_never_read_holds_nobody_up),
        CASE_TEST(it_runs_in_its_folder_with_its_environment),
        CASE_TEST(a_missing_program_is_absent),
        CASE_TEST(a_missing_interpreter_is_named),
        CASE_TEST(a_missing_interpreter_is_found_on_path_too),
        CASE_TEST(what_is_not_executable_says_so),
        CASE_TEST(a_missing_folder_is_not_a_missing_program),
        CASE_TEST(a_program_that_hangs_is_killed_in_time),
        CASE_TEST(one_that_ignores_all_signals_is_killed_too),
        CASE_TEST(one_that_closes_its_output_and_goes_on_is_waited_for),
        CASE_TEST(a_hundred_megabytes_are_collected_if_they_may),
        CASE_TEST(output_without_end_is_cut_at_the_limit),
        CASE_TEST(one_byte_too_many_is_too_many),
        CASE_TEST(memory_beyond_the_limit_is_noticed),
        CASE_TEST(memory_of_children_counts),
        CASE_TEST(memory_that_is_shared_counts_once),
        CASE_TEST(what_stays_below_the_limit_lives),
        CASE_TEST(as_many_arguments_as_there_is_room_for_are_taken),
        CASE_TEST(more_arguments_than_the_system_takes_are_refused),
        CASE_TEST(an_environment_takes_room_from_the_arguments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
