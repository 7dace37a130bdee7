/* SPDX-License-Identifier: MIT */
/*
 * Processes here are forks of the test: each tells its id through a pipe
 * once it stands where the test wants it, and waits.
 */
#include "core/sys/family.h"

#include <sys/prctl.h>
#include <sys/wait.h>

#include "tests/unit/sys/processes_case.h"

enum stand { STAYS, OWN_GROUP, OWN_SESSION };

struct generation {
    enum stand stand;
    size_t bytes; /* of memory that it fills */
    const char *name;
};

static int told; /* the pipe's end to write to */

static void
take_stand(const struct generation *generation)
{
    pid_t pid = getpid();
    char *memory = memory_new(generation->bytes);

    (void)alarm(CASE_SECONDS);
    if (generation->stand == OWN_GROUP)
        (void)setpgid(0, 0);
    if (generation->stand == OWN_SESSION)
        (void)setsid();
    memset(memory, 1, generation->bytes);
    if (generation->name)
        (void)prctl(PR_SET_NAME, generation->name);
    if (write(told, &pid, sizeof(pid)) < 0)
        _exit(1);
}

static _Noreturn void
live(const struct generation *generations, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        take_stand(&generations[i]);
        if (i + 1 == count || fork() != 0)
            break;
    }
    while (true)
        pause();
}

/* Each is a child of the one before it; the first one leads. */
static void
start_generations(const struct generation *generations, size_t count,
                  pid_t *pids)
{
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    told = ends[1];
    if (fork() == 0)
        live(generations, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(read(ends[0], &pids[i], sizeof(pids[i])),
                         sizeof(pids[i]));
    close(ends[0]);
    close(ends[1]);
}

static bool
has_member(const struct family *family, pid_t pid)
{
    for (size_t i = 0; i < family->members.len; i++)
        if (family->members.items[i].pid == pid)
            return true;
    return false;
}

static void
bury(pid_t child)
{
    int status;

    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

static const struct generation away[] = {
    {.stand = OWN_SESSION}, {.stand = STAYS},       {.stand = OWN_GROUP},
    {.stand = OWN_SESSION}, {.stand = OWN_SESSION}, {.stand = STAYS},
};

enum { AWAY = sizeof(away) / sizeof(away[0]) };

static void
all_generations_belong_to_a_family(void **state)
{
    struct family family;
    struct family other;
    struct families families = {0};
    pid_t pids[AWAY];

    (void)state;
    start_generations(away, AWAY, pids);
    family_init(&family, pids[0]);
    family_init(&other, getpid() + 1 == pids[0] ? 2 : getpid() + 1);
    VEC_PUSH(&families, &other);
    VEC_PUSH(&families, &family);
    families_look(&families);
    assert_int_equal(family.members.len, AWAY);
    for (size_t i = 0; i < AWAY; i++)
        assert_true(has_member(&family, pids[i]));
    assert_false(has_member(&family, getpid()));
    assert_int_equal(other.members.len, 0);
    family.doomed = true;
    families_kill(&families);
    bury(pids[0]);
    VEC_RELEASE(&families);
    family_release(&family);
    family_release(&other);
}

/* Nobody had looked before, so that only their parents tell who they are. */
static void
all_generations_are_killed_at_once(void **state)
{
    (void)state;
    for (int times = 0; times < 5; times++) {
        struct family family;
        struct families families = {0};
        pid_t pids[AWAY];
        start_generations(away, AWAY, pids);
        family_init(&family, pids[0]);
        family.doomed = true;
        VEC_PUSH(&families, &family);
        families_kill(&families);
        assert_false(family.doomed);
        bury(pids[0]);
        for (size_t i = 1; i < AWAY; i++)
            assert_true(process_goes(pids[i]));
        VEC_RELEASE(&families);
        family_release(&family);
    }
}

static void
one_that_lost_its_parent_is_remembered(void **state)
{
    struct family family;
    struct families families = {0};
    pid_t pids[AWAY];

    (void)state;
    start_generations(away, AWAY, pids);
    family_init(&family, pids[0]);
    VEC_PUSH(&families, &family);
    families_look(&families);
    assert_int_equal(kill(pids[3], SIGKILL), 0);
    assert_true(process_goes(pids[3]));
    families_look(&families);
    assert_false(has_member(&family, pids[3]));
    assert_true(has_member(&family, pids[4]));
    assert_true(has_member(&family, pids[5]));
    family.doomed = true;
    families_kill(&families);
    bury(pids[0]);
    assert_true(process_goes(pids[4]));
    assert_true(process_goes(pids[5]));
    VEC_RELEASE(&families);
    family_release(&family);
}

static void
a_process_id_that_was_given_out_again_is_a_stranger(void **state)
{
    struct family family;
    struct families families = {0};
    struct family_member stranger = {.pid = getpid(), .start = 1};

    (void)state;
    family_init(&family, getpid() + 1);
    VEC_PUSH(&family.members, stranger);
    VEC_PUSH(&families, &family);
    families_look(&families);
    assert_false(has_member(&family, getpid()));
    VEC_RELEASE(&families);
    family_release(&family);
}

static void
only_the_doomed_are_killed(void **state)
{
    struct family doomed;
    struct family spared;
    struct families families = {0};
    pid_t first[AWAY];
    pid_t second[AWAY];

    (void)state;
    start_generations(away, AWAY, first);
    start_generations(away, AWAY, second);
    family_init(&doomed, first[0]);
    family_init(&spared, second[0]);
    VEC_PUSH(&families, &spared);
    VEC_PUSH(&families, &doomed);
    doomed.doomed = true;
    families_kill(&families);
    bury(first[0]);
    for (size_t i = 0; i < AWAY; i++)
        assert_false(process_is_gone(second[i]) ||
                     process_state(second[i]) == 'T');
    assert_true(family_has_group(&spared));
    spared.doomed = true;
    families_kill(&families);
    bury(second[0]);
    VEC_RELEASE(&families);
    family_release(&doomed);
    family_release(&spared);
}

static void
memory_is_the_sum_over_all_generations(void **state)
{
    enum { SIZE = 40 << 20 };
    static const struct generation large[] = {
        {.stand = OWN_SESSION, .bytes = 1 << 20},
        {.stand = OWN_GROUP, .bytes = SIZE},
        {.stand = OWN_SESSION, .bytes = SIZE},
    };
    struct family family;
    struct families families = {0};
    pid_t pids[3];

    (void)state;
    start_generations(large, 3, pids);
    family_init(&family, pids[0]);
    VEC_PUSH(&families, &family);
    families_look(&families);
    /* The third one shares the second one's pages, and both count. */
    assert_true(family.bytes > 3 * (uint64_t)SIZE);
    assert_int_equal(family.bytes, family.peak_bytes);
    assert_int_equal(kill(pids[2], SIGKILL), 0);
    assert_true(process_goes(pids[2]));
    families_look(&families);
    assert_true(family.bytes > SIZE);
    assert_true(family.bytes + SIZE < family.peak_bytes);
    family.doomed = true;
    families_kill(&families);
    bury(pids[0]);
    VEC_RELEASE(&families);
    family_release(&family);
}

static void
what_is_shared_counts_once_if_it_matters(void **state)
{
    enum { SIZE = 40 << 20 };
    static const struct generation large[] = {
        {.stand = OWN_SESSION, .bytes = SIZE},
        {.stand = STAYS},
        {.stand = OWN_SESSION},
        {.stand = STAYS},
    };
    struct family family;
    struct families families = {0};
    pid_t pids[4];

    (void)state;
    start_generations(large, 4, pids);
    family_init(&family, pids[0]);
    VEC_PUSH(&families, &family);
    families_look(&families);
    assert_true(family.bytes > 4 * (uint64_t)SIZE);
    family.exact_bytes = 4 * (uint64_t)SIZE;
    families_look(&families);
    assert_true(family.bytes > SIZE);
    assert_true(family.bytes < family.peak_bytes - SIZE);
    family.doomed = true;
    families_kill(&families);
    bury(pids[0]);
    VEC_RELEASE(&families);
    family_release(&family);
}

/* The line of /proc has the name in brackets, and quotes nothing in it. */
static void
a_name_full_of_brackets_confuses_nobody(void **state)
{
    static const struct generation named[] = {
        {.stand = OWN_SESSION, .name = ") S 1 1 1 (("},
        {.stand = OWN_SESSION, .name = "a\nb) Z 1 1 )"},
    };
    struct family family;
    struct families families = {0};
    pid_t pids[2];

    (void)state;
    start_generations(named, 2, pids);
    family_init(&family, pids[0]);
    VEC_PUSH(&families, &family);
    families_look(&families);
    assert_int_equal(family.members.len, 2);
    assert_true(family.bytes > 0);
    family.doomed = true;
    families_kill(&families);
    bury(pids[0]);
    assert_true(process_goes(pids[1]));
    VEC_RELEASE(&families);
    family_release(&family);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE_TEST(all_generations_belong_to_a_family),
        CASE_TEST(all_generations_are_killed_at_once),
        CASE_TEST(one_that_lost_its_parent_is_remembered),
        CASE_TEST(a_process_id_that_was_given_out_again_is_a_stranger),
        CASE_TEST(only_the_doomed_are_killed),
        CASE_TEST(memory_is_the_sum_over_all_generations),
        CASE_TEST(what_is_shared_counts_once_if_it_matters),
        CASE_TEST(a_name_full_of_brackets_confuses_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
