/* SPDX-License-Identifier: MIT */
#include "core/plan/symbol_cache.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "core/sys/file.h"
#include "tests/unit/sys/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { FILES_MAX = 600 };

/* A tree of sources in memory, and what is asked of it. */
struct project {
    struct state state;
    char *sources[FILES_MAX]; /* NULL: cannot be read */
    file_id files[FILES_MAX];
    size_t len;
    atomic_int reads;
    int warnings;
    struct log log;
    struct symbol_cache_options options;
    struct symbol_cache *cache;
};

static int
read_source(void *context, const struct tree_file *file, struct buf *out,
            struct stat_sig *sig, struct err *err)
{
    struct project *project = context;
    const char *source =
        project->sources[file - project->state.tree.files.items];
    (void)sig;
    (void)err;
    project->reads++;
    buf_clear(out);
    if (!source) {
        return ERR_IO;
    }
    buf_text(out, source);
    return 0;
}

static void
read_sources(void *context, const file_id *files, size_t len, struct buf *outs)
{
    struct project *project = context;
    for (size_t i = 0; i < len; i++) {
        struct err err;
        const struct tree_file *file =
            &project->state.tree.files.items[files[i]];
        outs[i].full = read_source(project, file, &outs[i], NULL, &err) != 0;
    }
}

static void
note_warning(void *context, enum log_level level, const char *text)
{
    struct project *project = context;
    (void)text;
    project->warnings += level >= LOG_CACHE;
}

static int
enter_project(void **state)
{
    void *folder;
    if (scratch_enter(&folder) != 0) {
        return -1;
    }
    struct project *project = calloc(1, sizeof(*project));
    tree_init(&project->state.tree);
    project->state.read = read_source;
    project->state.read_context = project;
    project->log = (struct log){note_warning, project};
    project->options = (struct symbol_cache_options){
        .dir = str_from(folder),
        .root = str_from(folder),
        .algorithm = HASH_XXH3,
        .jobs = 2,
        .log = &project->log,
    };
    project->cache = symbol_cache_new(&project->options);
    *state = project;
    return 0;
}

static int
leave_project(void **state)
{
    struct project *project = *state;
    void *folder = (void *)(uintptr_t)project->options.dir.data;
    symbol_cache_free(project->cache);
    tree_release(&project->state.tree);
    for (size_t i = 0; i < project->len; i++) {
        free(project->sources[i]);
    }
    free(project);
    return scratch_leave(&folder);
}

static struct digest
digest_of(const char *source)
{
    struct digest digest;
    hash_bytes(HASH_XXH3, source, strlen(source), &digest);
    return digest;
}

/* A subject with that source, as the scan found it. */
static void
add(struct project *project, const char *source)
{
    char name[32];
    size_t number = project->len++;
    snprintf(name, sizeof(name), "m%03zu.py", number);
    struct tree *tree = &project->state.tree;
    file_id id = tree_add_file(tree, ROOT_DIR, str_from(name),
                               FILE_SUBJECT | FILE_HASHED);
    tree->files.items[id].digest = digest_of(source);
    tree->files.items[id].sig.size = (int64_t)strlen(source);
    project->sources[number] = strdup(source);
    project->files[number] = id;
}

static int
fill(struct project *project)
{
    int before = project->reads;
    symbol_cache_fill(project->cache, &project->state, project->files,
                      project->len);
    return project->reads - before;
}

/* As the next run of the program does. */
static void
reopen(struct project *project)
{
    symbol_cache_free(project->cache);
    project->cache = symbol_cache_new(&project->options);
}

static void
assert_known(struct project *project, const char *source)
{
    struct digest content = digest_of(source);
    struct symbol_reader *reader = symbol_reader_new(HASH_XXH3);
    const struct symbols *right =
        symbols_read(reader, str_from(source), &content);
    const struct digest *stamps = symbol_cache_stamps(project->cache, &content);
    assert_non_null(stamps);
    assert_memory_equal(stamps, right->stamps, sizeof(right->stamps));
    symbol_reader_free(reader);
}

static void
assert_unknown(struct project *project, const char *source)
{
    struct digest content = digest_of(source);
    assert_null(symbol_cache_stamps(project->cache, &content));
}

static void
nothing_is_parsed_twice(void **state)
{
    struct project *project = *state;
    add(project, "x = 1\n");
    add(project, "y = 1\n");
    add(project, "x = 1\n");
    assert_int_equal(fill(project), 2);
    assert_int_equal(fill(project), 0);
    assert_known(project, "x = 1\n");
    assert_known(project, "y = 1\n");
    reopen(project);
    assert_int_equal(fill(project), 0);
    assert_known(project, "x = 1\n");
    assert_int_equal(project->warnings, 0);
}

static void
the_store_knows_what_the_table_lost(void **state)
{
    struct project *project = *state;
    struct buf record;
    struct symbols symbols;
    struct digest content = digest_of("x = 1\n");
    buf_init(&record, BUF_UNLIMITED);
    add(project, "x = 1\n");
    assert_int_equal(fill(project), 1);
    symbol_cache_free(project->cache);
    assert_int_equal(unlink("symbols"), 0);
    project->cache = symbol_cache_new(&project->options);
    assert_unknown(project, "x = 1\n");
    assert_int_equal(fill(project), 0);
    assert_known(project, "x = 1\n");
    assert_true(symbol_cache_record(project->cache, &content, &record));
    assert_true(symbols_view(buf_view(&record), &symbols));
    buf_release(&record);
}

static void
more_files_than_a_chunk_are_all_known(void **state)
{
    struct project *project = *state;
    char source[64];
    for (int i = 0; i < FILES_MAX; i++) {
        snprintf(source, sizeof(source), "x = %d\n", i);
        add(project, source);
    }
    assert_int_equal(fill(project), FILES_MAX);
    assert_int_equal(fill(project), 0);
    assert_known(project, "x = 0\n");
    assert_known(project, source);
}

static void
sources_can_be_read_many_at_once(void **state)
{
    struct project *project = *state;
    project->state.read_many = read_sources;
    add(project, "x = 1\n");
    add(project, "y = 1\n");
    add(project, "z = 1\n");
    free(project->sources[1]);
    project->sources[1] = NULL;
    assert_int_equal(fill(project), 3);
    assert_known(project, "x = 1\n");
    assert_unknown(project, "y = 1\n");
    assert_known(project, "z = 1\n");
}

static void
what_cannot_be_read_stays_unknown(void **state)
{
    struct project *project = *state;
    add(project, "x = 1\n");
    add(project, "y = 1\n");
    free(project->sources[0]);
    project->sources[0] = NULL;
    assert_int_equal(fill(project), 2);
    assert_unknown(project, "x = 1\n");
    assert_known(project, "y = 1\n");
}

static void
a_file_that_changed_since_gives_nobody_wrong_stamps(void **state)
{
    struct project *project = *state;
    add(project, "x = 1\n");
    free(project->sources[0]);
    project->sources[0] = strdup("x = 2\n");
    assert_int_equal(fill(project), 1);
    assert_unknown(project, "x = 1\n");
    assert_known(project, "x = 2\n");
}

static void
files_that_are_no_sources_are_left_alone(void **state)
{
    struct project *project = *state;
    add(project, "x = 1\n");
    add(project, "y = 1\n");
    project->state.tree.files.items[project->files[0]].flags = FILE_SUBJECT;
    project->state.tree.files.items[project->files[1]].flags |= FILE_FAILED;
    assert_int_equal(fill(project), 0);
    assert_unknown(project, "x = 1\n");
    assert_unknown(project, "y = 1\n");
}

static void
spoil(const char *name, const char *text)
{
    struct err err;
    assert_int_equal(file_replace(name, text, strlen(text), &err), 0);
}

static void
a_broken_cache_is_one_warning_at_most_and_no_wrong_stamp(void **state)
{
    struct project *project = *state;
    add(project, "x = 1\n");
    assert_int_equal(fill(project), 1);
    symbol_cache_free(project->cache);
    spoil("symbols", "depstamp-index1\nrubbish");
    spoil("store.db", "SQLite format 3\0 is what it is not");
    project->cache = symbol_cache_new(&project->options);
    assert_int_equal(fill(project), 1);
    assert_known(project, "x = 1\n");
    reopen(project);
    assert_int_equal(fill(project), 0);
    assert_known(project, "x = 1\n");
    assert_in_range(project->warnings, 0, 1);
}

static void
a_folder_that_cannot_be_made_is_one_warning(void **state)
{
    struct project *project = *state;
    struct str dir = project->options.dir;
    symbol_cache_free(project->cache);
    spoil("file", "no folder");
    project->options.dir = STR("file/cache");
    project->cache = symbol_cache_new(&project->options);
    add(project, "x = 1\n");
    assert_int_equal(fill(project), 1);
    assert_known(project, "x = 1\n");
    reopen(project);
    assert_int_equal(project->warnings, 1);
    assert_int_equal(fill(project), 1);
    project->options.dir = dir;
}

int
main(void)
{
#define PROJECT_TEST(test)                                                     \
    cmocka_unit_test_setup_teardown(test, enter_project, leave_project)
    const struct CMUnitTest tests[] = {
        PROJECT_TEST(nothing_is_parsed_twice),
        PROJECT_TEST(the_store_knows_what_the_table_lost),
        PROJECT_TEST(more_files_than_a_chunk_are_all_known),
        PROJECT_TEST(sources_can_be_read_many_at_once),
        PROJECT_TEST(what_cannot_be_read_stays_unknown),
        PROJECT_TEST(a_file_that_changed_since_gives_nobody_wrong_stamps),
        PROJECT_TEST(files_that_are_no_sources_are_left_alone),
        PROJECT_TEST(a_broken_cache_is_one_warning_at_most_and_no_wrong_stamp),
        PROJECT_TEST(a_folder_that_cannot_be_made_is_one_warning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
