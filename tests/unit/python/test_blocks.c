/* SPDX-License-Identifier: MIT */
#include "core/python/blocks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/python/facts.h"

struct walk {
    struct block_stack stack;
    struct import_items items;
    struct block_line place;
};

/* Enter a line, with the guards that its header was found to have. */
static void
enter(struct walk *walk, uint32_t indent, const char *line, uint8_t guards)
{
    block_enter(&walk->stack, str_from(line), indent, walk->items.len,
                &walk->place);
    block_open(&walk->stack, &walk->place, guards, &walk->items);
}

/* A line that holds an import. */
static void
enter_import(struct walk *walk, uint32_t indent)
{
    enter(walk, indent, "import a", 0);
    VEC_PUSH(&walk->items, (struct import_item){.flags = walk->place.flags});
}

static void
leave(struct walk *walk)
{
    block_stack_release(&walk->stack);
    VEC_RELEASE(&walk->items);
}

static void
functions_make_local(void **state)
{
    struct walk walk = {0};
    (void)state;
    enter(&walk, 0, "class C:", 0);
    assert_int_equal(walk.place.flags, 0);
    enter(&walk, 4, "async def f():", 0);
    assert_int_equal(walk.place.flags, 0);
    enter(&walk, 8, "x", 0);
    assert_int_equal(walk.place.flags, IMPORT_LOCAL);
    enter(&walk, 4, "x", 0);
    assert_int_equal(walk.place.flags, 0);
    assert_false(walk.place.odd);
    leave(&walk);
}

static void
branches_behind_a_guard_are_told_apart(void **state)
{
    struct walk walk = {0};
    (void)state;
    enter(&walk, 0, "if TYPE_CHECKING:", GUARD_IF_TRUE);
    enter(&walk, 1, "x", 0);
    assert_int_equal(walk.place.flags, IMPORT_TYPE_CHECKING);
    enter(&walk, 0, "else:", 0);
    enter(&walk, 1, "x", 0);
    assert_int_equal(walk.place.flags, 0);
    enter(&walk, 0, "if not TYPE_CHECKING:", GUARD_IF_FALSE);
    enter(&walk, 1, "x", 0);
    assert_int_equal(walk.place.flags, 0);
    enter(&walk, 0, "elif x:", 0);
    assert_int_equal(walk.place.flags, IMPORT_TYPE_CHECKING);
    enter(&walk, 0, "else:", 0);
    enter(&walk, 1, "x", 0);
    assert_int_equal(walk.place.flags, IMPORT_TYPE_CHECKING);
    enter(&walk, 0, "else:", 0);
    assert_int_equal(walk.place.flags, 0);
    leave(&walk);
}

static void
a_clause_behind_makes_the_try_body_weak(void **state)
{
    struct walk walk = {0};
    (void)state;
    enter_import(&walk, 0);
    enter(&walk, 0, "try:", 0);
    enter_import(&walk, 1);
    enter(&walk, 0, "except A:", 0);
    enter_import(&walk, 1);
    enter(&walk, 0, "except ImportError:", GUARD_IMPORT_ERROR);
    enter_import(&walk, 1);
    enter(&walk, 0, "finally:", 0);
    enter_import(&walk, 1);
    assert_int_equal(walk.items.items[0].flags, 0);
    assert_int_equal(walk.items.items[1].flags, IMPORT_WEAK);
    assert_int_equal(walk.items.items[2].flags, 0);
    assert_int_equal(walk.items.items[3].flags, 0);
    assert_int_equal(walk.items.items[4].flags, 0);
    leave(&walk);
}

static void
an_open_try_keeps_the_scan_going(void **state)
{
    struct walk walk = {0};
    (void)state;
    enter(&walk, 0, "try:", 0);
    assert_false(block_has_open_try(&walk.stack, walk.items.len));
    enter_import(&walk, 1);
    assert_true(block_has_open_try(&walk.stack, walk.items.len));
    enter(&walk, 0, "except A:", 0);
    assert_true(block_has_open_try(&walk.stack, walk.items.len));
    enter(&walk, 0, "x", 0);
    assert_false(block_has_open_try(&walk.stack, walk.items.len));
    leave(&walk);
}

static void
assert_odd(const char *first, uint32_t indent, const char *second)
{
    struct walk walk = {0};
    enter(&walk, 0, first, 0);
    assert_false(walk.place.odd);
    enter(&walk, indent, second, 0);
    assert_true(walk.place.odd);
    leave(&walk);
}

static void
lines_that_cannot_stand_there_are_odd(void **state)
{
    struct walk walk = {0};
    (void)state;
    assert_odd("x", 1, "y");
    assert_odd("x", 0, "else:");
    assert_odd("if x: y", 1, "z");
    assert_odd("try:", 0, "x");
    assert_odd("for x in y:", 0, "except E:");
    assert_odd("x", 0, "if y");
    enter(&walk, 0, "if x:", 0);
    enter(&walk, 4, "y", 0);
    assert_false(walk.place.odd);
    enter(&walk, 2, "z", 0);
    assert_true(walk.place.odd);
    leave(&walk);
}

static void
match_and_case_are_names_as_well(void **state)
{
    struct walk walk = {0};
    (void)state;
    enter(&walk, 0, "match = 1", 0);
    assert_int_equal(walk.place.clause, CLAUSE_NONE);
    enter(&walk, 0, "case: int", 0);
    assert_int_equal(walk.place.clause, CLAUSE_NONE);
    enter(&walk, 0, "match x:", 0);
    assert_int_equal(walk.place.clause, CLAUSE_MATCH);
    enter(&walk, 1, "case y:", 0);
    assert_int_equal(walk.place.clause, CLAUSE_CASE);
    enter(&walk, 2, "import_ = 1", 0);
    assert_int_equal(walk.place.clause, CLAUSE_NONE);
    leave(&walk);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_make_local),
        cmocka_unit_test(branches_behind_a_guard_are_told_apart),
        cmocka_unit_test(a_clause_behind_makes_the_try_body_weak),
        cmocka_unit_test(an_open_try_keeps_the_scan_going),
        cmocka_unit_test(lines_that_cannot_stand_there_are_odd),
        cmocka_unit_test(match_and_case_are_names_as_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
