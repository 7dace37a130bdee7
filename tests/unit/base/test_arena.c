/* SPDX-License-Identifier: MIT */
#include "core/base/arena.h"

#include <stdalign.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { MEGABYTE = 1 << 20 };

static void
memory_is_aligned_for_any_type(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena);
    for (size_t size = 0; size < 3000; size += 7) {
        char *memory = arena_alloc(&arena, size);
        assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
        memset(memory, 0xee, size);
        (void)arena_str(&arena, STR("odd"));
    }
    arena_release(&arena);
}

static void
zeroed_memory_is_zero_in_old_and_new_blocks(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena);
    for (size_t count = 1; count < 2 * MEGABYTE; count *= 3) {
        unsigned char *dirty = arena_alloc(&arena, count);
        unsigned char *clean = ARENA_ARRAY(&arena, unsigned char, count);
        memset(dirty, 0xee, count);
        for (size_t i = 0; i < count; i++)
            assert_int_equal(clean[i], 0);
    }
    arena_release(&arena);
}

static void
pieces_never_overlap(void **state)
{
    enum { PIECES = 4000 };
    struct arena arena;
    unsigned char *pieces[PIECES];

    (void)state;
    arena_init(&arena);
    for (size_t i = 0; i < PIECES; i++) {
        pieces[i] = arena_alloc(&arena, i % 97 + 1);
        memset(pieces[i], (int)(i % 251), i % 97 + 1);
    }
    for (size_t i = 0; i < PIECES; i++)
        for (size_t k = 0; k < i % 97 + 1; k++)
            assert_int_equal(pieces[i][k], i % 251);
    arena_release(&arena);
}

static void
a_copied_text_ends_with_a_nul(void **state)
{
    struct arena arena;
    struct str empty;

    (void)state;
    arena_init(&arena);
    assert_string_equal(arena_cstr(&arena, str_slice(STR("abc"), 0, 2)), "ab");
    empty = arena_str(&arena, (struct str){0});
    assert_int_equal(empty.len, 0);
    assert_string_equal(empty.data, "");
    arena_release(&arena);
}

static void
formatted_text_has_no_limit(void **state)
{
    struct arena arena;
    char *text;

    (void)state;
    arena_init(&arena);
    assert_string_equal(arena_printf(&arena, "%d-%s", 7, "x"), "7-x");
    text = arena_printf(&arena, "%0*d", 3 * MEGABYTE, 1);
    assert_int_equal(strlen(text), 3 * MEGABYTE);
    arena_release(&arena);
}

static void
blocks_double_so_that_many_small_pieces_need_few(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena);
    for (int i = 0; i < 1000000; i++)
        (void)arena_alloc(&arena, 16);
    assert_in_range(arena.total_bytes, 16000000, 18000000);
    arena_release(&arena);
    assert_int_equal(arena.total_bytes, 0);
}

static void
a_large_piece_does_not_waste_the_block_in_use(void **state)
{
    struct arena arena;
    char *before;
    char *after;

    (void)state;
    arena_init(&arena);
    before = arena_alloc(&arena, 16);
    (void)arena_alloc(&arena, 5 * MEGABYTE);
    after = arena_alloc(&arena, 16);
    assert_ptr_equal(after, before + 16);
    arena_release(&arena);
}

static void
adopted_memory_lives_on(void **state)
{
    struct arena into;
    struct arena from;
    char *kept;
    char *large;

    (void)state;
    arena_init(&into);
    arena_init(&from);
    (void)arena_cstr(&into, STR("mine"));
    kept = arena_cstr(&from, STR("kept"));
    large = arena_alloc(&from, MEGABYTE);
    memset(large, 1, MEGABYTE);
    arena_adopt(&into, &from);
    assert_null(from.blocks);
    assert_int_equal(from.total_bytes, 0);
    arena_release(&from);
    assert_string_equal(kept, "kept");
    assert_int_equal(large[MEGABYTE - 1], 1);
    arena_release(&into);
}

static void
adopting_works_when_either_side_is_empty(void **state)
{
    struct arena into;
    struct arena from;
    char *kept;

    (void)state;
    arena_init(&into);
    arena_init(&from);
    arena_adopt(&into, &from);
    kept = arena_cstr(&from, STR("kept"));
    arena_adopt(&into, &from);
    arena_adopt(&into, &from);
    assert_string_equal(kept, "kept");
    assert_string_equal(arena_cstr(&into, STR("more")), "more");
    assert_string_equal(arena_cstr(&from, STR("anew")), "anew");
    arena_release(&into);
    arena_release(&from);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_aligned_for_any_type),
        cmocka_unit_test(zeroed_memory_is_zero_in_old_and_new_blocks),
        cmocka_unit_test(pieces_never_overlap),
        cmocka_unit_test(a_copied_text_ends_with_a_nul),
        cmocka_unit_test(formatted_text_has_no_limit),
        cmocka_unit_test(blocks_double_so_that_many_small_pieces_need_few),
        cmocka_unit_test(a_large_piece_does_not_waste_the_block_in_use),
        cmocka_unit_test(adopted_memory_lives_on),
        cmocka_unit_test(adopting_works_when_either_side_is_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
