/* SPDX-License-Identifier: MIT */
#include "core/plan/depends.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* One state of files and of what `main.py` says. */
struct fixture {
    struct conf conf;
    struct state *state;
    struct import_builder *builder;
    struct import_reader *reader;
    struct facts_table table;
};

static int
read_nothing(void *context, const struct tree_file *file, struct buf *out,
             struct stat_sig *sig, struct err *err)
{
    (void)context;
    (void)file;
    (void)out;
    (void)sig;
    (void)err;
    return 0;
}

/* Stands beyond the tree, as an ignored file does. */
static file_id
probe(struct tree *tree, struct str path, void *context)
{
    (void)context;
    return str_equal(path, STR("ignored.bin"))
               ? tree_add_file(tree, ROOT_DIR, path, FILE_DATA)
               : NO_FILE;
}

static void
plant(struct tree *tree)
{
    dir_id data = tree_add_dir(tree, ROOT_DIR, STR("data"), DIR_LISTED);
    dir_id pkg = tree_add_dir(tree, ROOT_DIR, STR("pkg"), DIR_LISTED);
    dir_id deep = tree_add_dir(tree, pkg, STR("pkg/data"), DIR_LISTED);
    tree->dirs.items[ROOT_DIR].flags |= DIR_LISTED;
    tree_add_file(tree, ROOT_DIR, STR(".gitignore"), FILE_RULES);
    tree_add_file(tree, data, STR("data/a.json"), FILE_DATA);
    tree_add_file(tree, data, STR("data/b.json"), FILE_DATA);
    tree_add_file(tree, data, STR("data/c.json"), FILE_DATA | FILE_IGNORED);
    tree_add_file(tree, data, STR("data/d.txt"), FILE_DATA);
    tree_add_file(tree, pkg, STR("pkg/__init__.py"), FILE_SUBJECT);
    tree_add_file(tree, deep, STR("pkg/data/a.json"), FILE_DATA);
    tree_add_file(tree, pkg, STR("pkg/main.py"), FILE_SUBJECT);
    tree_add_file(tree, pkg, STR("pkg/mod.py"), FILE_SUBJECT);
    for (size_t i = 0; i < tree->files.len; i++) {
        tree->files.items[i].flags |= FILE_HASHED;
    }
    tree->prober = probe;
}

static void
begin(struct fixture *fixture, const char *yaml, const char *source)
{
    struct err err;
    struct string_imports strings = {0};
    const struct import_list *list;

    assert_int_equal(
        conf_parse("c", str_from(yaml), NULL, &fixture->conf, &err), 0);
    fixture->state = state_new(&fixture->conf);
    plant(&fixture->state->tree);
    fixture->builder = import_builder_new(&strings);
    fixture->reader = import_reader_new(fixture->builder);
    list = import_read(fixture->reader, str_from(source));
    import_build_table(fixture->builder,
                       &(struct import_sources){.lists = &list, .len = 1},
                       &fixture->table);
    for (file_id i = 0; i < fixture->state->tree.files.len; i++) {
        state_set_facts(fixture->state, i, NULL, 0);
    }
    file_id file = tree_find_file(&fixture->state->tree, STR("pkg/main.py"));
    state_set_facts(fixture->state, file, &fixture->table, 0);
    fixture->state->read = read_nothing;
    state_resolve(fixture->state);
}

static void
end(struct fixture *fixture)
{
    state_free(fixture->state);
    import_reader_free(fixture->reader);
    import_builder_free(fixture->builder);
    conf_release(&fixture->conf);
}

/* What pkg/main.py depends on, as "path:line …" in the order found. */
static void
check(const char *yaml, const char *source, const char *expected)
{
    struct fixture fixture;
    struct buf text;
    struct range range = {0};

    begin(&fixture, yaml, source);
    const struct state *state = fixture.state;
    file_id file = tree_find_file(&state->tree, STR("pkg/main.py"));
    if (file < state->depends_of.len) {
        range = state->depends_of.items[file];
    }
    buf_init(&text, BUF_UNLIMITED);
    for (uint32_t i = 0; i < range.len; i++) {
        const struct edge *edge = &state->depends.items[range.first + i];
        assert_int_equal(edge->kinds, EDGE_DEPENDS);
        buf_printf(&text, "%s%s:%u", i > 0 ? " " : "",
                   state->tree.files.items[edge->to].path.data, edge->line);
    }
    buf_byte(&text, '\0');
    assert_string_equal(text.data, expected);
    buf_release(&text);
    end(&fixture);
}

static void
configured_globs_lead_from_subjects_to_data(void **state)
{
    (void)state;
    check("depends: {'pkg/*.py': ['data/*.json', data/d.txt]}", "",
          "data/a.json:0 data/b.json:0 data/d.txt:0");
    check("depends: {'**/main.py': ['**/a.json']}", "",
          "data/a.json:0 pkg/data/a.json:0");
    check("depends: {'*.py': ['data/*.json']}", "", "");
    check("depends: {'pkg/main.py': [gone.json, '.git*']}", "", "");
}

static void
a_file_that_is_named_counts_even_if_ignored(void **state)
{
    (void)state;
    check("depends: {'pkg/main.py': [data/c.json, ignored.bin]}", "",
          "data/c.json:0 ignored.bin:0");
}

static void
a_pragma_names_a_path_beside_the_file_or_below_the_root(void **state)
{
    (void)state;
    check("", "# depstamp: depends data/a.json\n", "pkg/data/a.json:1");
    check("", "\n# depstamp: depends data/b.json\n", "data/b.json:2");
    check("", "x = 1\n# depstamp: depends data/*.json\n", "pkg/data/a.json:2");
    check("", "# depstamp: depends gone.json\n", "");
}

static void
a_pragma_may_name_a_module(void **state)
{
    (void)state;
    check("", "# depstamp: depends pkg.mod\n",
          "pkg/__init__.py:1 pkg/mod.py:1");
    check("", "# depstamp: depends pkg.gone\n", "pkg/__init__.py:1");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(configured_globs_lead_from_subjects_to_data),
        cmocka_unit_test(a_file_that_is_named_counts_even_if_ignored),
        cmocka_unit_test(
            a_pragma_names_a_path_beside_the_file_or_below_the_root),
        cmocka_unit_test(a_pragma_may_name_a_module),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
