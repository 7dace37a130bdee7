/* SPDX-License-Identifier: MIT */
#include "core/sys/watch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>

#include "tests/unit/sys/denial.h"
#include "tests/unit/sys/forest.h"
#include "tests/unit/sys/scratch.h"

/* Long enough for anything that is to come, on any machine. */
enum { SOON_MS = 20 * 1000 };

static struct watch *
watch_these(const char *root, const char *const *folders)
{
    struct err err = {.code = ERR_NONE};
    struct watch *watch = watch_open(root, &err);
    struct str list[16];
    size_t len = 0;

    assert_non_null(watch);
    for (; *folders; folders++)
        list[len++] = str_from(*folders);
    assert_int_equal(watch_folders(watch, list, len, &err), 1);
    return watch;
}

/* Are there new ones? */
static bool
change_folders(struct watch *watch, const char *const *folders)
{
    struct err err = {.code = ERR_NONE};
    struct str list[16];
    size_t len = 0;
    int found;

    for (; *folders; folders++)
        list[len++] = str_from(*folders);
    found = watch_folders(watch, list, len, &err);
    assert_in_range(found, 0, 1);
    return found;
}

#define FOLDERS(...) ((const char *const[]){__VA_ARGS__, NULL})

static bool
woke(struct watch *watch, int timeout_ms)
{
    struct err err = {.code = ERR_NONE};
    int found = watch_wait(watch, timeout_ms, &err);

    assert_in_range(found, 0, 1);
    return found == 1;
}

/* Exactly once: it is one change, and seen. */
static void
assert_wakes(struct watch *watch)
{
    assert_true(woke(watch, SOON_MS));
    assert_false(woke(watch, 0));
}

static void
create(const char *path)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
}

static void
append_to(const char *path)
{
    FILE *file = fopen(path, "a");

    assert_non_null(file);
    assert_int_equal(fputs("x", file), 1);
    assert_int_equal(fclose(file), 0);
}

static void
make_folder(const char *path)
{
    assert_int_equal(mkdir(path, 0755), 0);
}

static void
each_kind_of_change_wakes(void **state)
{
    struct watch *watch;

    make_folder("a");
    create("a/old");
    watch = watch_these(*state, FOLDERS("", "a"));
    assert_false(woke(watch, 0));
    append_to("a/old");
    assert_wakes(watch);
    create("a/new");
    assert_wakes(watch);
    assert_int_equal(rename("a/new", "a/newer"), 0);
    assert_wakes(watch);
    assert_int_equal(chmod("a/newer", 0755), 0);
    assert_wakes(watch);
    assert_int_equal(remove("a/newer"), 0);
    assert_wakes(watch);
    assert_int_equal(symlink("old", "a/link"), 0);
    assert_wakes(watch);
    make_folder("b");
    assert_wakes(watch);
    assert_int_equal(rename("a", "b/a"), 0);
    assert_wakes(watch);
    watch_close(watch);
}

static void
reading_wakes_nobody(void **state)
{
    struct watch *watch;
    struct stat st;
    char byte;
    int fd;

    create("old");
    append_to("old");
    watch = watch_these(*state, FOLDERS(""));
    fd = open("old", O_RDONLY);
    assert_int_equal(read(fd, &byte, 1), 1);
    close(fd);
    assert_int_equal(stat("old", &st), 0);
    fd = open(".", O_RDONLY);
    close(fd);
    assert_false(woke(watch, 100));
    watch_close(watch);
}

static void
what_is_not_watched_wakes_nobody(void **state)
{
    struct watch *watch;

    make_folder("a");
    make_folder(".cache");
    make_folder(".cache/deep");
    watch = watch_these(*state, FOLDERS("", "a"));
    create(".cache/x");
    create(".cache/deep/x");
    make_folder(".cache/more");
    assert_false(woke(watch, 100));
    watch_close(watch);
}

static void
many_changes_are_one(void **state)
{
    struct watch *watch;
    char name[32];

    make_folder("a");
    watch = watch_these(*state, FOLDERS("", "a"));
    for (int i = 0; i < 3000; i++) {
        (void)snprintf(name, sizeof(name), "a/%d", i);
        append_to(name);
    }
    assert_wakes(watch);
    watch_close(watch);
}

/* A file that is written to all the time. */
static void
changes_without_end_do_wake(void **state)
{
    struct watch *watch = watch_these(*state, FOLDERS(""));
    pid_t child = fork();

    if (child == 0)
        while (true) {
            struct timespec nap = {.tv_nsec = 1000 * 1000};
            append_to("log");
            (void)nanosleep(&nap, NULL);
        }
    assert_true(woke(watch, SOON_MS));
    assert_true(woke(watch, SOON_MS));
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    watch_close(watch);
}

static void
new_folders_are_told(void **state)
{
    struct watch *watch = watch_these(*state, FOLDERS(""));

    make_folder("a");
    assert_wakes(watch);
    create("a/unseen");
    assert_false(woke(watch, 0));
    assert_true(change_folders(watch, FOLDERS("", "a")));
    assert_false(change_folders(watch, FOLDERS("", "a")));
    assert_false(woke(watch, 0));
    append_to("a/unseen");
    assert_wakes(watch);
    watch_close(watch);
}

static void
a_folder_that_is_no_longer_wanted_is_let_go(void **state)
{
    struct watch *watch;

    make_folder("a");
    watch = watch_these(*state, FOLDERS("", "a"));
    assert_false(change_folders(watch, FOLDERS("")));
    create("a/x");
    assert_false(woke(watch, 100));
    watch_close(watch);
}

/* The new folder has the name, and may have the place, of the old one. */
static void
a_replaced_folder_is_watched(void **state)
{
    struct watch *watch;

    make_folder("a");
    make_folder("a/b");
    watch = watch_these(*state, FOLDERS("", "a", "a/b"));
    assert_int_equal(rename("a", "old"), 0);
    make_folder("a");
    make_folder("a/b");
    assert_wakes(watch);
    assert_true(change_folders(watch, FOLDERS("", "a", "a/b")));
    create("a/b/x");
    assert_wakes(watch);
    create("old/b/x");
    assert_false(woke(watch, 100));
    assert_int_equal(remove("a/b/x"), 0);
    assert_int_equal(rmdir("a/b"), 0);
    make_folder("a/b");
    assert_true(change_folders(watch, FOLDERS("", "a", "a/b")));
    create("a/b/x");
    assert_wakes(watch);
    watch_close(watch);
}

static void
a_renamed_folder_is_watched_under_its_new_name(void **state)
{
    struct watch *watch;

    make_folder("a");
    watch = watch_these(*state, FOLDERS("", "a"));
    assert_int_equal(rename("a", "b"), 0);
    assert_wakes(watch);
    assert_false(change_folders(watch, FOLDERS("", "b")));
    create("b/x");
    assert_wakes(watch);
    watch_close(watch);
}

static void
what_is_gone_or_no_folder_is_left_out(void **state)
{
    struct watch *watch;

    create("file");
    watch = watch_these(*state, FOLDERS("", "missing", "file", "missing/deep"));
    create("x");
    assert_wakes(watch);
    watch_close(watch);
}

/* ---- filters */

static bool
wants_python(void *context, struct str path)
{
    size_t *asked = context;

    (*asked)++;
    return str_ends_with(path, STR(".py"));
}

static void
what_does_not_matter_wakes_nobody(void **state)
{
    struct watch *watch;
    size_t asked = 0;

    make_folder("a");
    watch = watch_these(*state, FOLDERS("", "a"));
    watch_filter(watch, wants_python, &asked);
    create("a/x.swp");
    create("y.log");
    assert_false(woke(watch, 100));
    assert_true(asked >= 2);
    create("y.log");
    create("a/x.py");
    assert_wakes(watch);
    watch_close(watch);
}

static bool
wants_nothing(void *context, struct str path)
{
    (void)context;
    (void)path;
    return false;
}

/* The system keeps so many events and forgets the rest. */
static void
a_queue_that_ran_over_wakes(void **state)
{
    struct watch *watch = watch_these(*state, FOLDERS(""));
    struct buf text;
    struct err err;
    unsigned long most;

    buf_init(&text, 1000);
    assert_int_equal(file_read(FILE_HERE,
                               "/proc/sys/fs/inotify/max_queued_events", &text,
                               NULL, &err),
                     0);
    most = strtoul(buf_cstr(&text), NULL, 10);
    buf_release(&text);
    assert_in_range(most, 1, 10 * 1000 * 1000);
    watch_filter(watch, wants_nothing, NULL);
    create("a");
    assert_false(woke(watch, 100));
    for (unsigned long i = 0; i <= most; i++)
        assert_int_equal(i % 2 ? rename("b", "a") : rename("a", "b"), 0);
    assert_true(woke(watch, SOON_MS));
    watch_close(watch);
}

/* ---- trees */

static void
the_folders_of_a_walk_are_watched(void **state)
{
    static const char *const files[] = {"a.py",
                                        "pkg/b.py",
                                        "my-scripts/c.py",
                                        "build/d.py",
                                        "env/pyvenv.cfg",
                                        "env/lib/e.py",
                                        ".depstamp/CACHEDIR.TAG",
                                        NULL};
    struct walk_options options = {
        .root = *state, .jobs = 1, .gitignore = true};
    struct walk_result result;
    struct watch *watch;
    struct err err;

    plant_all(files);
    plant(".gitignore", "build/\n");
    make_folder("empty");
    make_folder(".git");
    assert_int_equal(symlink("pkg", "link"), 0);
    assert_int_equal(walk_root(&options, &result, &err), 0);
    watch = watch_open(*state, &err);
    assert_non_null(watch);
    assert_int_equal(watch_tree(watch, &result.tree, &err), 1);
    create("build/x.py");
    create("env/lib/x.py");
    create(".depstamp/index");
    create(".git/index");
    assert_false(woke(watch, 100));
    create("pkg/x.py");
    assert_wakes(watch);
    create("my-scripts/x.py");
    assert_wakes(watch);
    create("empty/x.py");
    assert_wakes(watch);
    create("x.py");
    assert_wakes(watch);
    watch_close(watch);
    walk_result_release(&result);
}

/* ---- limits */

static int
fails_to_watch(void *context)
{
    const char *words = context;
    struct str root = STR("");
    struct err err = {.code = ERR_NONE};
    struct watch *watch = watch_open("/tmp", &err);
    bool failed = !watch || watch_folders(watch, &root, 1, &err) < 0;

    return failed && err.code == ERR_LIMIT && strstr(err.text, words) ? 0 : 1;
}

static void
limits_of_the_system_are_named(void **state)
{
    char watches[] = "fs.inotify.max_user_watches=";
    char instances[] = "fs.inotify.max_user_instances=";

    (void)state;
    assert_int_equal(
        denied(SYS_inotify_add_watch, ENOSPC, fails_to_watch, watches), 0);
    assert_int_equal(
        denied(SYS_inotify_init1, EMFILE, fails_to_watch, instances), 0);
    assert_int_equal(denied(SYS_getppid, EPERM, fails_to_watch, watches), 1);
}

static void
handle(int number)
{
    (void)number;
}

static void
a_signal_ends_the_wait(void **state)
{
    struct watch *watch = watch_these(*state, FOLDERS(""));
    struct sigaction action = {.sa_handler = handle};
    struct itimerval soon = {.it_value = {.tv_usec = 50 * 1000},
                             .it_interval = {.tv_usec = 50 * 1000}};
    struct itimerval never = {{0, 0}, {0, 0}};

    sigemptyset(&action.sa_mask);
    assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
    assert_int_equal(setitimer(ITIMER_REAL, &soon, NULL), 0);
    assert_false(woke(watch, WATCH_FOREVER));
    assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
    watch_close(watch);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(each_kind_of_change_wakes),
        SCRATCH_TEST(reading_wakes_nobody),
        SCRATCH_TEST(what_is_not_watched_wakes_nobody),
        SCRATCH_TEST(many_changes_are_one),
        SCRATCH_TEST(changes_without_end_do_wake),
        SCRATCH_TEST(new_folders_are_told),
        SCRATCH_TEST(a_folder_that_is_no_longer_wanted_is_let_go),
        SCRATCH_TEST(a_replaced_folder_is_watched),
        SCRATCH_TEST(a_renamed_folder_is_watched_under_its_new_name),
        SCRATCH_TEST(what_is_gone_or_no_folder_is_left_out),
        SCRATCH_TEST(what_does_not_matter_wakes_nobody),
        SCRATCH_TEST(a_queue_that_ran_over_wakes),
        SCRATCH_TEST(the_folders_of_a_walk_are_watched),
        SCRATCH_TEST(limits_of_the_system_are_named),
        SCRATCH_TEST(a_signal_ends_the_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
