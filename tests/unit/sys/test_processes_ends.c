/* SPDX-License-Identifier: MIT */
/* What is left of a program's children when it ends, and what interrupts. */
#include <fcntl.h>
#include <sys/wait.h>

#include "tests/unit/sys/denial.h"
#include "tests/unit/sys/processes_case.h"

/* Prints its own id and those of four children: one that goes along, one
   with a group of its own, one with a session of its own, and that one's
   child; then it waits. */
#define HOUSEHOLD                                                              \
    "import os, sys, time\n"                                                   \
    "def child(leave):\n"                                                      \
    "    read, write = os.pipe()\n"                                            \
    "    if os.fork() == 0:\n"                                                 \
    "        leave()\n"                                                        \
    "        os.write(write, b'%d ' % os.getpid())\n"                          \
    "        time.sleep(1000)\n"                                               \
    "    said = os.read(read, 100)\n"                                          \
    "    os.write(1, said)\n"                                                  \
    "def deeper():\n"                                                          \
    "    os.setsid()\n"                                                        \
    "    child(lambda: None)\n"                                                \
    "child(lambda: None)\n"                                                    \
    "child(lambda: os.setpgid(0, 0))\n"                                        \
    "child(deeper)\n"                                                          \
    "os.write(1, b'%d' % os.getpid())\n"

enum { HOUSEHOLD_SIZE = 5 };

static void
assert_all_gone(const char *pids)
{
    int count = 0;

    for (char *end; *pids; pids = end, count++) {
        pid_t pid = (pid_t)strtol(pids, &end, 10);
        assert_ptr_not_equal(end, pids);
        assert_true(process_goes(pid));
    }
    assert_int_equal(count, HOUSEHOLD_SIZE);
}

static void
all_that_came_from_it_is_killed_with_it(void **state)
{
    struct outcome outcome = run_one((struct process_request){
        .argv = PYTHON(HOUSEHOLD "time.sleep(1000)"), .timeout_ms = 2000});

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_TIMEOUT);
    assert_all_gone(outcome.out);
    outcome_release(&outcome);
}

static void
an_orphan_that_holds_the_pipe_is_not_waited_for(void **state)
{
    uint64_t since = case_now_ms();
    struct outcome outcome = run_one((struct process_request){
        .argv = SHELL("sleep 1000 & echo $!; exit 4")});

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_EXITED);
    assert_int_equal(outcome.result.status, 4);
    assert_true(process_goes(pid_in(outcome.out)));
    assert_true(case_now_ms() - since < 60 * 1000);
    outcome_release(&outcome);
}

static void
an_orphan_that_says_nothing_is_ended_too(void **state)
{
    struct outcome outcome = run_one((struct process_request){
        .argv = SHELL("sleep 1000 >/dev/null 2>&1 & echo $!")});

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_EXITED);
    assert_true(process_goes(pid_in(outcome.out)));
    outcome_release(&outcome);
}

static void
an_orphan_that_prints_on_is_cut_off(void **state)
{
    struct outcome outcome = run_one((struct process_request){
        .argv = SHELL("echo $$; (while :; do echo x; done) & exit 0"),
        .output_max_bytes = 1 << 30});

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_EXITED);
    assert_false(kill(-pid_in(outcome.out), 0) == 0 &&
                 !process_goes(pid_in(outcome.out)));
    outcome_release(&outcome);
}

/* However much there is of it, and though the pipe stays open. */
static void
what_an_orphan_had_printed_counts(void **state)
{
    struct outcome outcome = run_one((struct process_request){
        .argv = SHELL("(head -c 60000 /dev/zero; touch done; "
                      "exec sleep 1000) & "
                      "until [ -e done ]; do sleep 0.01; done")});

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_EXITED);
    assert_int_equal(outcome.result.out.len, 60000);
    outcome_release(&outcome);
}

static void
a_daemon_may_stay_when_its_program_ends_well(void **state)
{
    struct outcome outcome = run_one((struct process_request){
        .argv = PYTHON("import os, time\n"
                       "read, write = os.pipe()\n"
                       "if os.fork() == 0:\n"
                       "    os.setsid()\n"
                       "    for fd in (0, 1, 2): os.close(fd)\n"
                       "    os.write(write, b'%d' % os.getpid())\n"
                       "    time.sleep(1000)\n"
                       "print(os.read(read, 100).decode())\n")});
    pid_t pid = pid_in(outcome.out);

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_EXITED);
    assert_false(process_is_gone(pid));
    assert_int_equal(kill(pid, SIGKILL), 0);
    outcome_release(&outcome);
}

/* As a process that waits for a broken disk, and cannot be killed. */
static int
meets_what_cannot_be_killed(void *context)
{
    struct outcome outcome = run_one((struct process_request){
        .argv = SHELL("echo $$; echo $$ >pid; exec sleep 1000"),
        .timeout_ms = 200});
    bool is_right = outcome.result.end == PROCESS_TIMEOUT &&
                    !process_is_gone(pid_in(outcome.out));

    (void)context;
    outcome_release(&outcome);
    return is_right ? 0 : 1;
}

static void
what_cannot_be_killed_is_left_alone_at_last(void **state)
{
    char text[32] = {0};
    FILE *file;

    (void)state;
    assert_int_equal(denied(SYS_kill, EPERM, meets_what_cannot_be_killed, NULL),
                     0);
    file = fopen("pid", "r");
    assert_non_null(file);
    assert_true(fread(text, 1, sizeof(text) - 1, file) > 0);
    (void)fclose(file);
    assert_int_equal(kill(pid_in(text), SIGKILL), 0);
}

/* ---- interrupts */

static int
interrupted_by(const char *script, struct outcome *outcomes, size_t count)
{
    struct process_request requests[8];

    assert_true(count <= 8);
    requests[0] = (struct process_request){.argv = SHELL("echo complete")};
    requests[1] = (struct process_request){.argv = SHELL(script)};
    for (size_t i = 2; i < count; i++)
        requests[i] = requests[1];
    return run_all(requests, outcomes, count, 1);
}

static void
assert_interrupted_by(const char *script, int number)
{
    enum { COUNT = 4 };
    struct outcome outcomes[COUNT];

    assert_int_equal(interrupted_by(script, outcomes, COUNT), number);
    assert_int_equal(outcomes[0].result.end, PROCESS_EXITED);
    assert_string_equal(outcomes[0].out, "complete\n");
    assert_int_equal(outcomes[1].result.end, PROCESS_INTERRUPTED);
    assert_true(process_goes(pid_in(outcomes[1].out)));
    assert_int_equal(outcomes[2].times, 0);
    assert_int_equal(outcomes[3].times, 0);
    for (size_t i = 0; i < COUNT; i++)
        outcome_release(&outcomes[i]);
}

static void
an_interrupt_stops_all_and_keeps_what_is_complete(void **state)
{
    (void)state;
    assert_interrupted_by("echo $$; kill -INT $PPID; exec sleep 1000", SIGINT);
    assert_interrupted_by("echo $$; kill -TERM $PPID; exec sleep 1000",
                          SIGTERM);
    assert_interrupted_by("echo $$; kill -HUP $PPID; exec sleep 1000", SIGHUP);
}

static void
all_that_came_from_it_is_killed_by_an_interrupt(void **state)
{
    struct process_request request = {
        .argv = PYTHON(HOUSEHOLD "os.kill(os.getppid(), 2)\n"
                                 "time.sleep(1000)")};
    struct outcome outcome;

    (void)state;
    assert_int_equal(run_all(&request, &outcome, 1, 1), SIGINT);
    assert_int_equal(outcome.result.end, PROCESS_INTERRUPTED);
    assert_all_gone(outcome.out);
    outcome_release(&outcome);
}

static int handled;

static void
handle(int number)
{
    handled = number;
}

static void
set_handler(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};

    sigemptyset(&action.sa_mask);
    assert_int_equal(sigaction(number, &action, NULL), 0);
}

static void (*handler_of(int number))(int)
{
    struct sigaction action;

    assert_int_equal(sigaction(number, NULL, &action), 0);
    return action.sa_handler;
}

static const int touched[] = {SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGPIPE};

enum { TOUCHED = sizeof(touched) / sizeof(touched[0]) };

static void
dispositions_and_mask_are_restored(void **state)
{
    struct outcome outcome;
    sigset_t before;
    sigset_t after;

    (void)state;
    for (int i = 0; i < TOUCHED; i++)
        set_handler(touched[i], handle);
    assert_int_equal(pthread_sigmask(SIG_BLOCK, NULL, &before), 0);
    outcome = run_one((struct process_request){.argv = SHELL("true")});
    outcome_release(&outcome);
    assert_int_equal(pthread_sigmask(SIG_BLOCK, NULL, &after), 0);
    for (int i = 0; i < TOUCHED; i++) {
        assert_ptr_equal(handler_of(touched[i]), handle);
        set_handler(touched[i], SIG_DFL);
        assert_int_equal(sigismember(&before, touched[i]),
                         sigismember(&after, touched[i]));
    }
}

static void
what_was_ignored_does_not_interrupt(void **state)
{
    struct process_request request = {
        .argv = SHELL("kill -INT $PPID; kill -HUP $PPID; exit 3")};
    struct outcome outcome;

    (void)state;
    set_handler(SIGINT, SIG_IGN);
    set_handler(SIGHUP, SIG_IGN);
    assert_int_equal(run_all(&request, &outcome, 1, 1), 0);
    assert_int_equal(outcome.result.end, PROCESS_EXITED);
    assert_int_equal(outcome.result.status, 3);
    assert_ptr_equal(handler_of(SIGINT), SIG_IGN);
    set_handler(SIGINT, SIG_DFL);
    set_handler(SIGHUP, SIG_DFL);
    outcome_release(&outcome);
}

static void
nothing_runs_after_an_interrupt(void **state)
{
    struct outcome outcome = {0};
    struct processes_options options = {.jobs = 1, .done = case_done};
    struct processes *processes = processes_new(&options);
    struct process_request request = {.argv = SHELL("kill -INT $PPID; sleep 9"),
                                      .context = &outcome};

    (void)state;
    processes_add(processes, &request);
    processes_run(processes);
    assert_int_equal(outcome.times, 1);
    processes_add(processes, &request);
    processes_run(processes);
    assert_int_equal(outcome.times, 1);
    assert_int_equal(processes_interrupted(processes), SIGINT);
    processes_free(processes);
    outcome_release(&outcome);
}

/* The first one waits to be told to end; the second one hangs. */
struct race {
    int tell; /* a pipe's end */
    pid_t first;
    bool ran;
};

/* Both signals wait for the loop, the interrupt in front. */
static void
interrupt_then_let_the_first_end(void *context, size_t running, size_t waiting)
{
    struct race *race = context;
    siginfo_t info = {0};

    (void)waiting;
    if (race->ran || running < 2)
        return;
    race->ran = true;
    assert_int_equal(raise(SIGTERM), 0);
    assert_int_equal(write(race->tell, "x\n", 2), 2);
    assert_int_equal(waitid(P_ALL, 0, &info, WEXITED | WNOWAIT), 0);
}

static void
race_done(void *context, const struct process_request *request,
          const struct process_result *result)
{
    (void)context;
    case_done(NULL, request, result);
}

static void
what_ended_before_the_interrupt_is_complete(void **state)
{
    struct race race = {0};
    struct outcome outcomes[2] = {{0}, {0}};
    struct processes_options options = {.jobs = 2,
                                        .done = race_done,
                                        .tick =
                                            interrupt_then_let_the_first_end,
                                        .context = &race};
    struct processes *processes = processes_new(&options);
    struct process_request requests[2] = {
        {.argv = SHELL("read x <fifo; echo $x; exit 3"),
         .context = &outcomes[0]},
        {.argv = SHELL("exec sleep 1000"), .context = &outcomes[1]},
    };

    (void)state;
    assert_int_equal(mkfifo("fifo", 0600), 0);
    race.tell = open("fifo", O_RDWR | O_CLOEXEC);
    assert_true(race.tell >= 0);
    processes_add(processes, &requests[0]);
    processes_add(processes, &requests[1]);
    processes_run(processes);
    assert_int_equal(processes_interrupted(processes), SIGTERM);
    assert_int_equal(outcomes[0].result.end, PROCESS_EXITED);
    assert_int_equal(outcomes[0].result.status, 3);
    assert_string_equal(outcomes[0].out, "x\n");
    assert_int_equal(outcomes[1].result.end, PROCESS_INTERRUPTED);
    processes_free(processes);
    close(race.tell);
    outcome_release(&outcomes[0]);
    outcome_release(&outcomes[1]);
}

/* ---- what is handed down */

static void
ended_children_are_noticed_whoever_started_us(void **state)
{
    sigset_t child;
    struct outcome outcome;

    (void)state;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    set_handler(SIGCHLD, SIG_IGN);
    assert_int_equal(pthread_sigmask(SIG_BLOCK, &child, NULL), 0);
    outcome = run_one((struct process_request){.argv = SHELL("exit 6")});
    assert_int_equal(outcome.result.end, PROCESS_EXITED);
    assert_int_equal(outcome.result.status, 6);
    assert_ptr_equal(handler_of(SIGCHLD), SIG_IGN);
    set_handler(SIGCHLD, SIG_DFL);
    assert_int_equal(pthread_sigmask(SIG_UNBLOCK, &child, NULL), 0);
    outcome_release(&outcome);
}

/* 32 and 33 are the C library's, and who started us may have ignored them. */
static unsigned long long
signals_in(const char *status, const char *name)
{
    const char *line = strstr(status, name);
    assert_non_null(line);
    return strtoull(line + strlen(name), NULL, 16) & ~(3ull << 31);
}

static void
signals_are_as_every_program_expects_them(void **state)
{
    sigset_t some;
    struct outcome outcome;

    (void)state;
    sigemptyset(&some);
    sigaddset(&some, SIGUSR1);
    sigaddset(&some, SIGTERM);
    set_handler(SIGPIPE, SIG_IGN);
    set_handler(SIGINT, SIG_IGN);
    assert_int_equal(pthread_sigmask(SIG_BLOCK, &some, NULL), 0);
    outcome = run_one((struct process_request){
        .argv = SHELL("exec grep -E 'Sig(Blk|Ign)' /proc/self/status")});
    assert_int_equal(signals_in(outcome.out, "SigBlk:"), 0);
    assert_int_equal(signals_in(outcome.out, "SigIgn:"), 0);
    set_handler(SIGPIPE, SIG_DFL);
    set_handler(SIGINT, SIG_DFL);
    assert_int_equal(pthread_sigmask(SIG_UNBLOCK, &some, NULL), 0);
    outcome_release(&outcome);
}

static void
descriptors_are_not_handed_down(void **state)
{
    struct outcome outcome;
    int fd = open("/dev/null", O_RDONLY);
    int high = fcntl(fd, F_DUPFD, 200);

    (void)state;
    assert_true(fd > 2 && high >= 200);
    /* The last one is that of ls itself. */
    outcome = run_one((struct process_request){
        .argv = SHELL("exec ls /proc/self/fd"), .input = STR("x")});
    assert_string_equal(outcome.out, "0\n1\n2\n3\n");
    close(fd);
    close(high);
    outcome_release(&outcome);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE_TEST(all_that_came_from_it_is_killed_with_it),
        CASE_TEST(an_orphan_that_holds_the_pipe_is_not_waited_for),
        CASE_TEST(an_orphan_that_says_nothing_is_ended_too),
        CASE_TEST(an_orphan_that_prints_on_is_cut_off),
        CASE_TEST(what_an_orphan_had_printed_counts),
        CASE_TEST(a_daemon_may_stay_when_its_program_ends_well),
        CASE_TEST(what_cannot_be_killed_is_left_alone_at_last),
        CASE_TEST(an_interrupt_stops_all_and_keeps_what_is_complete),
        CASE_TEST(all_that_came_from_it_is_killed_by_an_interrupt),
        CASE_TEST(dispositions_and_mask_are_restored),
        CASE_TEST(what_was_ignored_does_not_interrupt),
        CASE_TEST(nothing_runs_after_an_interrupt),
        CASE_TEST(what_ended_before_the_interrupt_is_complete),
        CASE_TEST(ended_children_are_noticed_whoever_started_us),
        CASE_TEST(signals_are_as_every_program_expects_them),
        CASE_TEST(descriptors_are_not_handed_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
