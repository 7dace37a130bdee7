/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/sys/file.h"
#include "plugins/ninja/key_list.h"

static char path[] = "/tmp/key_list_XXXXXX";

static const char *const names[] = {"", "a b.py", "b.py", "c\n\"d\".py",
                                    "pkg/b.py"};
enum { NAMES = sizeof(names) / sizeof(*names) };

static struct digest
digest_of(size_t i)
{
    struct digest digest;
    hash_bytes(HASH_XXH3, names[i], strlen(names[i]) + 1, &digest);
    return digest;
}

static void
make_text(struct buf *text)
{
    struct buf lines;
    buf_init(&lines, BUF_UNLIMITED);
    for (size_t i = 0; i < NAMES; i++) {
        struct digest digest = digest_of(i);
        key_list_add(&lines, HASH_XXH3, &digest, str_from(names[i]));
    }
    key_list_seal(buf_view(&lines), text);
    buf_release(&lines);
}

static void
write_text(const char *data, size_t len)
{
    struct err err;
    assert_int_equal(file_replace(path, data, len, &err), 0);
}

static int
make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int
remove_file(void **state)
{
    (void)state;
    file_remove(path);
    return 0;
}

static void
each_path_has_its_key_in_any_order(void **state)
{
    (void)state;
    const size_t order[] = {3, 0, 4, 1, 2, 2, 4, 0};
    struct buf text;
    struct key_list list;
    struct digest key;
    buf_init(&text, BUF_UNLIMITED);
    make_text(&text);
    write_text(text.data, text.len);
    assert_true(key_list_read(path, &list));
    for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
        struct digest wanted = digest_of(order[i]);
        assert_true(key_list_find(&list, str_from(names[order[i]]), &key));
        assert_true(digest_equal(&key, &wanted));
    }
    assert_false(key_list_find(&list, STR(".py"), &key));
    assert_false(key_list_find(&list, STR("B.py"), &key));
    key_list_release(&list);
    buf_release(&text);
}

static void
a_list_with_a_flipped_byte_or_cut_is_none(void **state)
{
    (void)state;
    struct buf text;
    struct key_list list;
    buf_init(&text, BUF_UNLIMITED);
    make_text(&text);
    for (size_t i = 0; i < text.len; i++) {
        text.data[i] ^= 0x20;
        write_text(text.data, text.len);
        assert_false(key_list_read(path, &list));
        text.data[i] ^= 0x20;
        write_text(text.data, i);
        assert_false(key_list_read(path, &list));
    }
    buf_release(&text);
}

/* Written again it is the list that would have been made with the new keys. */
static void
a_line_gets_another_key(void **state)
{
    (void)state;
    struct buf text;
    struct key_list list;
    struct digest key;
    buf_init(&text, BUF_UNLIMITED);
    make_text(&text);
    write_text(text.data, text.len);
    assert_true(key_list_read(path, &list));
    for (size_t i = NAMES; i-- > 0;) {
        struct digest other = digest_of(NAMES - 1 - i);
        assert_true(key_list_set(&list, HASH_XXH3, &other, str_from(names[i])));
    }
    struct digest other = digest_of(0);
    assert_false(key_list_set(&list, HASH_XXH3, &other, STR("no/such.py")));
    assert_false(key_list_set(&list, HASH_SHA256, &other, str_from(names[0])));
    buf_clear(&text);
    key_list_seal(list.lines, &text);
    write_text(text.data, text.len);
    key_list_release(&list);
    assert_true(key_list_read(path, &list));
    assert_int_equal(key_list_count(&list), NAMES);
    for (size_t i = 0; i < NAMES; i++) {
        struct digest wanted = digest_of(NAMES - 1 - i);
        assert_true(key_list_find(&list, str_from(names[i]), &key));
        assert_true(digest_equal(&key, &wanted));
    }
    key_list_release(&list);
    buf_release(&text);
}

static void
a_list_that_is_not_there_is_none(void **state)
{
    (void)state;
    struct key_list list;
    assert_false(key_list_read("/tmp/no/such/list", &list));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_path_has_its_key_in_any_order),
        cmocka_unit_test(a_list_with_a_flipped_byte_or_cut_is_none),
        cmocka_unit_test(a_line_gets_another_key),
        cmocka_unit_test(a_list_that_is_not_there_is_none),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
