/* SPDX-License-Identifier: MIT */
/* Many processes, few at once, and systems without room for more. */
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "tests/unit/sys/processes_case.h"

enum { MANY = 500 };

/* A literal within a loop would not outlive its turn. */
static const char *const nothing[] = {"true", NULL};
static const char *const absent[] = {"/no/such", NULL};
static const char *const repeat[] = {"sh", "-c", "cat; sleep 0.02; echo x",
                                     NULL};

static void
many_wait_their_turn(void **state)
{
    static struct process_request requests[MANY];
    static struct outcome outcomes[MANY];
    size_t descriptors = count_descriptors();
    struct rusage usage;

    (void)state;
    for (int i = 0; i < MANY; i++)
        requests[i] = (struct process_request){.argv = nothing};
    assert_int_equal(run_all(requests, outcomes, MANY, 2), 0);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(outcomes[i].times, 1);
        assert_int_equal(outcomes[i].result.end, PROCESS_EXITED);
        outcome_release(&outcomes[i]);
    }
    /* libuv keeps two for its signals as long as the process lives. */
    assert_in_range(count_descriptors(), descriptors, descriptors + 2);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    assert_int_equal(getrusage(RUSAGE_CHILDREN, &usage), 0);
}

/* Each says when it comes and when it goes. */
static void
no_more_than_jobs_run_at_once_in_the_order_added(void **state)
{
    enum { COUNT = 12, JOBS = 3 };
    struct process_request requests[COUNT];
    struct outcome outcomes[COUNT];
    char letters[COUNT][64];
    const char *arguments[COUNT][4];
    char log[256] = {0};
    int running = 0;
    int seen = 0;
    FILE *file;

    (void)state;
    for (int i = 0; i < COUNT; i++) {
        (void)snprintf(letters[i], sizeof(letters[i]),
                       "printf %c >>log; sleep 0.05; printf - >>log", 'a' + i);
        memcpy(arguments[i], SHELL(letters[i]), sizeof(arguments[i]));
        requests[i] = (struct process_request){.argv = arguments[i]};
    }
    assert_int_equal(run_all(requests, outcomes, COUNT, JOBS), 0);
    for (int i = 0; i < COUNT; i++)
        outcome_release(&outcomes[i]);
    file = fopen("log", "r");
    assert_non_null(file);
    assert_int_equal(fread(log, 1, sizeof(log) - 1, file), 2 * COUNT);
    (void)fclose(file);
    for (const char *at = log; *at; at++) {
        running += *at == '-' ? -1 : 1;
        assert_in_range(running, 0, JOBS);
        if (*at != '-')
            /* Those of one moment may overtake each other. */
            assert_in_range(*at - 'a', seen < JOBS ? 0 : seen - JOBS,
                            seen + JOBS);
        seen += *at != '-';
    }
}

struct chain {
    struct processes *processes;
    struct process_request request;
    unsigned left;
    unsigned done;
    size_t most_running;
    size_t most_waiting;
    unsigned ticks;
};

static void
add_another(void *context, const struct process_request *request,
            const struct process_result *result)
{
    struct chain *chain = context;

    assert_ptr_equal(request, &chain->request);
    assert_int_equal(result->end, PROCESS_EXITED);
    chain->done++;
    if (chain->left > 0) {
        chain->left--;
        processes_add(chain->processes, request);
    }
}

static void
watch_chain(void *context, size_t running, size_t waiting)
{
    struct chain *chain = context;

    chain->ticks++;
    if (chain->most_running < running)
        chain->most_running = running;
    if (chain->most_waiting < waiting)
        chain->most_waiting = waiting;
}

static void
results_may_add_more(void **state)
{
    struct chain chain = {.request = {.argv = SHELL("true")}, .left = 5};
    struct processes_options options = {
        .jobs = 2, .done = add_another, .context = &chain};

    (void)state;
    chain.processes = processes_new(&options);
    processes_add(chain.processes, &chain.request);
    processes_run(chain.processes);
    assert_int_equal(chain.done, 6);
    chain.left = 2;
    processes_add(chain.processes, &chain.request);
    processes_run(chain.processes);
    assert_int_equal(chain.done, 9);
    processes_free(chain.processes);
}

static void
what_cannot_be_started_may_be_answered_with_more(void **state)
{
    struct process_request requests[100];
    struct outcome outcomes[100];

    (void)state;
    for (int i = 0; i < 100; i++)
        requests[i] =
            (struct process_request){.argv = i % 2 ? absent : nothing};
    assert_int_equal(run_all(requests, outcomes, 100, 3), 0);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(outcomes[i].times, 1);
        assert_int_equal(outcomes[i].result.end,
                         i % 2 ? PROCESS_ABSENT : PROCESS_EXITED);
        outcome_release(&outcomes[i]);
    }
}

static void
progress_is_told_ten_times_a_second(void **state)
{
    struct chain chain = {.request = {.argv = SHELL("sleep 1")}, .left = 0};
    struct processes_options options = {
        .jobs = 2, .done = add_another, .tick = watch_chain, .context = &chain};

    (void)state;
    chain.processes = processes_new(&options);
    for (int i = 0; i < 3; i++)
        processes_add(chain.processes, &chain.request);
    processes_run(chain.processes);
    assert_int_equal(chain.most_running, 2);
    assert_int_equal(chain.most_waiting, 1);
    /* Twenty times two seconds are due, and this machine may be busy. */
    assert_in_range(chain.ticks, 5, 60);
    processes_free(chain.processes);
}

static void
time_that_we_were_stopped_is_not_counted(void **state)
{
    struct outcome outcome = run_one((struct process_request){
        .argv = SHELL("kill -STOP $PPID; sleep 3; kill -CONT $PPID; exit 2"),
        .timeout_ms = 2500});

    (void)state;
    assert_int_equal(outcome.result.end, PROCESS_EXITED);
    assert_int_equal(outcome.result.status, 2);
    outcome_release(&outcome);
}

/* ---- no room */

static struct rlimit
limit_descriptors(rlim_t most)
{
    struct rlimit before;
    struct rlimit few;

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    few = before;
    few.rlim_cur = most;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    return before;
}

static rlim_t
next_descriptor(void)
{
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    close(fd);
    return (rlim_t)fd;
}

static void
without_descriptors_for_all_fewer_run_at_once(void **state)
{
    enum { COUNT = 60 };
    struct process_request requests[COUNT];
    struct outcome outcomes[COUNT];
    struct rlimit before = limit_descriptors(next_descriptor() + 30);

    (void)state;
    for (int i = 0; i < COUNT; i++)
        requests[i] =
            (struct process_request){.argv = repeat, .input = STR("in")};
    assert_int_equal(run_all(requests, outcomes, COUNT, COUNT), 0);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(outcomes[i].times, 1);
        assert_int_equal(outcomes[i].result.end, PROCESS_EXITED);
        assert_string_equal(outcomes[i].out, "inx\n");
        outcome_release(&outcomes[i]);
    }
}

/* From not even a loop, of which libuv loses a descriptor, to all that a
   process needs. */
static void
without_any_descriptors_each_request_is_answered(void **state)
{
    bool worked = false;

    (void)state;
    for (rlim_t room = 0; room < 24; room++) {
        struct process_request requests[3];
        struct outcome outcomes[3];
        struct rlimit before;
        for (int i = 0; i < 3; i++)
            requests[i] =
                (struct process_request){.argv = nothing, .input = STR("x")};
        before = limit_descriptors(next_descriptor() + room);
        assert_int_equal(run_all(requests, outcomes, 3, 2), 0);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
        for (int i = 0; i < 3; i++) {
            assert_int_equal(outcomes[i].times, 1);
            worked = outcomes[i].result.end == PROCESS_EXITED;
            if (!worked) {
                assert_int_equal(outcomes[i].result.end, PROCESS_REFUSED);
                assert_int_equal(outcomes[i].result.os_errno, EMFILE);
                assert_non_null(strstr(outcomes[i].why, "Too many open files"));
            }
            outcome_release(&outcomes[i]);
        }
    }
    assert_true(worked);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE_TEST(many_wait_their_turn),
        CASE_TEST(no_more_than_jobs_run_at_once_in_the_order_added),
        CASE_TEST(results_may_add_more),
        CASE_TEST(what_cannot_be_started_may_be_answered_with_more),
        CASE_TEST(progress_is_told_ten_times_a_second),
        CASE_TEST(time_that_we_were_stopped_is_not_counted),
        CASE_TEST(without_descriptors_for_all_fewer_run_at_once),
        CASE_TEST(without_any_descriptors_each_request_is_answered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
