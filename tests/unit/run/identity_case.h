/* SPDX-License-Identifier: MIT */
/*
 * identity_case - projects with tools of their own, for the tests of who
 * answers.
 *
 * Not a layer: only unit tests include this, after cmocka.h.
 */
#ifndef TESTS_UNIT_RUN_IDENTITY_CASE_H
#define TESTS_UNIT_RUN_IDENTITY_CASE_H

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/run/identity.h"
#include "core/sys/file.h"
#include "core/sys/path.h"
#include "tests/unit/sys/scratch.h"

/*
 * A Python that is a shell script: called by the first line of a tool it
 * says what the file `said` has, and notes in `asked` that it was.
 */
static const char python[] = "#!/bin/sh\n"
                             "if [ \"$1\" = -V ]; then\n"
                             "    echo Python 3.12.1\n"
                             "    exit\n"
                             "fi\n"
                             "here=$(dirname \"$0\")\n"
                             "echo x >>\"$here/asked\"\n"
                             ". \"$here/said\"\n";

#define PACKAGES ".venv/lib/python3.12/site-packages/"

static inline void
put(const char *root, const char *name, const char *text, int mode)
{
    struct buf path;
    struct err err;
    buf_init(&path, BUF_UNLIMITED);
    buf_printf(&path, "%s/%s", root, name);
    if (file_replace(buf_cstr(&path), text, strlen(text), &err) != 0) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(chmod(buf_cstr(&path), (mode_t)mode), 0);
    buf_release(&path);
}

/* A project in the folder `root` with a tool `lint` in its environment. */
static inline void
make_project(const char *scratch, const char *root)
{
    struct buf line;
    buf_init(&line, BUF_UNLIMITED);
    buf_printf(&line, "#!%s/%s/.venv/bin/python3\n", scratch, root);
    put(root, ".venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.12.1\n", 0600);
    put(root, ".venv/bin/python3", python, 0700);
    put(root, ".venv/bin/lint", buf_cstr(&line), 0700);
    put(root, ".venv/bin/said", "echo lint 1.0", 0600);
    put(root, PACKAGES "lint-1.0.dist-info/METADATA", "", 0600);
    put(root, PACKAGES "lint.py", "", 0600);
    buf_release(&line);
}

struct answer {
    struct arena arena;
    struct identity identity;
    struct err err;
    int status;
};

/* What the tool of one row is, for a run of its own. */
struct question {
    const char *scratch;
    const char *root;
    const char *row; /* NULL: lint, with its Python */
    bool forget;
};

static inline void
find(struct question question, struct answer *answer)
{
    const char *row = question.row ? question.row
                                   : "command: [lint], "
                                     "version: [lint, --version]";
    struct conf conf;
    struct analyzer_list list = {0};
    struct buf text;
    struct arena *arena = &answer->arena;
    *answer = (struct answer){0};
    arena_init(arena);
    buf_init(&text, BUF_UNLIMITED);
    buf_printf(&text, "analyzers: {a: {%s}}", row);
    if (conf_parse("f", buf_view(&text), NULL, &conf, &answer->err) != 0) {
        fail_msg("%s", answer->err.text);
    }
    struct str root =
        path_join(arena, str_from(question.scratch), str_from(question.root));
    if (analyzers_select(arena, &(struct analyzer_project){&conf, root}, NULL,
                         &list, &answer->err) != 0) {
        fail_msg("%s", answer->err.text);
    }
    char *environment[] = {
        arena_printf(arena, "PATH=%s/path:/usr/bin:/bin", question.scratch),
        arena_cstr(arena, STR("FORCE_COLOR=1")), NULL};
    struct str cache = path_join(arena, root, STR(".depstamp"));
    struct identity_options options = {.root = root,
                                       .cache_dir =
                                           question.forget ? NULL : cache.data,
                                       .environment = environment,
                                       .timeout_ms = 20000};
    struct identities *identities = identities_open(&options);
    answer->status = identity_find(identities, &list.items[0], arena,
                                   &answer->identity, &answer->err);
    identities_close(identities);
    VEC_RELEASE(&list);
    buf_release(&text);
    conf_release(&conf);
}

static inline struct digest
digest_of(struct question question)
{
    struct answer answer;
    find(question, &answer);
    if (answer.status != 0) {
        fail_msg("%s", answer.err.text);
    }
    struct digest digest = answer.identity.digest;
    arena_release(&answer.arena);
    return digest;
}

static inline bool
was_asked(struct question question)
{
    struct answer answer;
    find(question, &answer);
    assert_int_equal(answer.status, 0);
    arena_release(&answer.arena);
    return answer.identity.asked;
}

/* After `change`, is it asked again, and is it another one? */
static inline void
assert_follows(struct question question, bool asked, bool differs,
               const struct digest *before)
{
    struct answer answer;
    find(question, &answer);
    assert_int_equal(answer.status, 0);
    assert_int_equal(answer.identity.asked, asked);
    assert_int_equal(!digest_equal(&answer.identity.digest, before), differs);
    arena_release(&answer.arena);
    assert_false(was_asked(question));
}

static inline size_t
times_asked(void)
{
    struct buf notes;
    struct err err;
    buf_init(&notes, 1 << 20);
    if (file_read(FILE_HERE, "p/.venv/bin/asked", &notes, NULL, &err) != 0) {
        notes.len = 0;
    }
    size_t times = notes.len / 2;
    buf_release(&notes);
    return times;
}

#endif
