/* SPDX-License-Identifier: MIT */
#include "core/plan/inputs.h"

#include "tests/unit/python/grove.h"

static struct grove grove;

static int
clear(void **state)
{
    (void)state;
    grove_clear(&grove);
    return 0;
}

static int
compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The files of that kind, sorted, as "a.py b.py". */
static void
assert_inputs(enum tree_input_kind kind, const char *expected)
{
    struct tree_inputs inputs = {0};
    struct {
        VEC_FIELDS(const char *);
    } paths = {0};
    struct buf text;

    buf_init(&text, BUF_UNLIMITED);
    tree_inputs_find(&grove.resolver, &inputs);
    for (size_t i = 0; i < inputs.len; i++) {
        if (inputs.items[i].kind == kind) {
            file_id file = inputs.items[i].file;
            VEC_PUSH(&paths, grove.tree.files.items[file].path.data);
        }
    }
    if (paths.len > 0) {
        qsort(paths.items, paths.len, sizeof(*paths.items), compare_texts);
    }
    for (size_t i = 0; i < paths.len; i++) {
        buf_printf(&text, "%s%s", i > 0 ? " " : "", paths.items[i]);
    }
    buf_byte(&text, '\0');
    assert_string_equal(text.data, expected);
    VEC_RELEASE(&paths);
    tree_inputs_release(&inputs);
    buf_release(&text);
}

static void
builtins_and_stub_folders_count_at_the_root_alone(void **state)
{
    (void)state;
    grove_grow(&grove,
               PATHS("__builtins__.pyi", "__builtins__.py",
                     "a/__builtins__.pyi", "typings/x.pyi",
                     "typings/deep/__init__.pyi", "typings/deep/y.py",
                     "a/typings/z.pyi", "stubs/s.pyi", "typings/data.txt"),
               NULL);
    assert_inputs(INPUT_BUILTINS, "__builtins__.pyi");
    assert_inputs(INPUT_TYPINGS, "typings/deep/__init__.pyi "
                                 "typings/deep/y.py typings/x.pyi");
    assert_inputs(INPUT_STUBS, "stubs/s.pyi");
    assert_inputs(INPUT_STDLIB, "");
}

static void
a_cycle_of_links_in_typings_is_cut(void **state)
{
    (void)state;
    grove_plant(&grove, PATHS("typings/x.pyi", "typings/loop/y.pyi"));
    grove_mark(&grove, "typings/loop", DIR_LINK);
    grove_resolve(&grove, &(struct resolve_options){0});
    assert_inputs(INPUT_TYPINGS, "typings/x.pyi");
}

static void
modules_named_like_the_standard_library_count_in_roots(void **state)
{
    (void)state;
    grove_grow(&grove,
               PATHS("src/types.py", "src/abc.pyi", "src/enum/__init__.py",
                     "src/typing_extensions.py", "src/pkg/__init__.py",
                     "src/pkg/types.py", "src/email/x.py", "src/mine.py",
                     "top/types.py"),
               PATHS("src"));
    assert_inputs(INPUT_STDLIB, "src/abc.pyi src/enum/__init__.py "
                                "src/types.py src/typing_extensions.py");
}

static void
the_version_decides_what_the_standard_library_has(void **state)
{
    struct str roots[] = {STR(".")};

    (void)state;
    grove_plant(&grove, PATHS("tomllib.py", "asyncore.py"));
    grove_resolve(&grove, &(struct resolve_options){.roots = roots,
                                                    .roots_len = 1,
                                                    .roots_set = true,
                                                    .python_minor = 10});
    assert_inputs(INPUT_STDLIB, "asyncore.py");
}

static void
assert_duplicates(const char *expected)
{
    struct duplicates duplicates = {0};
    struct arena arena;
    struct buf text;

    arena_init(&arena);
    buf_init(&text, BUF_UNLIMITED);
    duplicates_find(&grove.resolver, &arena, &duplicates);
    for (size_t i = 0; i < duplicates.len; i++) {
        const struct duplicate *row = &duplicates.items[i];
        buf_printf(&text, "%s%.*s=%s", i > 0 ? " " : "", (int)row->module.len,
                   row->module.data,
                   grove.tree.files.items[row->file].path.data);
    }
    buf_byte(&text, '\0');
    assert_string_equal(text.data, expected);
    VEC_RELEASE(&duplicates);
    buf_release(&text);
    arena_release(&arena);
}

static void
files_of_one_module_name_are_listed_together(void **state)
{
    (void)state;
    grove_grow(&grove,
               PATHS("a/x.py", "b/x.py", "c/x.py", "b/y.py", "d/z.py",
                     "d/z.pyi", "e/w.py", "e/w/__init__.py"),
               NULL);
    assert_duplicates("w=e/w.py w=e/w/__init__.py x=a/x.py x=b/x.py x=c/x.py");
}

static void
a_source_and_its_stub_are_one(void **state)
{
    (void)state;
    grove_grow(
        &grove,
        PATHS("a/m.py", "a/m.pyi", "p/__init__.py", "p/__init__.pyi", "p/m.py"),
        NULL);
    assert_duplicates("");
}

#define GROVE_TEST(f) cmocka_unit_test_teardown(f, clear)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        GROVE_TEST(builtins_and_stub_folders_count_at_the_root_alone),
        GROVE_TEST(a_cycle_of_links_in_typings_is_cut),
        GROVE_TEST(modules_named_like_the_standard_library_count_in_roots),
        GROVE_TEST(the_version_decides_what_the_standard_library_has),
        GROVE_TEST(files_of_one_module_name_are_listed_together),
        GROVE_TEST(a_source_and_its_stub_are_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
