/* SPDX-License-Identifier: MIT */
#include "core/store/squeeze.h"

#include <string.h>

#include "core/base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { LEN = 20000 };

static void
make_text(struct buf *text, size_t len)
{
    buf_init(text, BUF_UNLIMITED);
    for (uint32_t n = 0; text->len < len; n++)
        buf_printf(text, "line %u of %llu\n", n,
                   (unsigned long long)hash_64(&n, sizeof(n)));
    text->len = len;
}

static void
what_was_packed_is_unpacked(void **state)
{
    static const size_t lens[] = {0, 1, 127, LEN};
    struct squeeze *squeeze = squeeze_new(3);
    struct buf text;
    struct buf frame;
    struct buf back;

    (void)state;
    for (size_t i = 0; i < sizeof(lens) / sizeof(*lens); i++) {
        make_text(&text, lens[i]);
        buf_init(&frame, BUF_UNLIMITED);
        buf_init(&back, BUF_UNLIMITED);
        buf_text(&back, "a ");
        assert_true(squeeze_pack(squeeze, buf_view(&text), &frame));
        assert_true(squeeze_unpack(squeeze, buf_view(&frame), lens[i], &back));
        assert_int_equal(back.len, lens[i] + 2);
        assert_true(lens[i] == 0 ||
                    memcmp(back.data + 2, text.data, lens[i]) == 0);
        buf_release(&text);
        buf_release(&frame);
        buf_release(&back);
    }
    squeeze_free(squeeze);
}

static void
the_same_bytes_give_the_same_frame(void **state)
{
    struct squeeze *used = squeeze_new(3);
    struct squeeze *new = squeeze_new(3);
    struct buf text;
    struct buf one;
    struct buf other;

    (void)state;
    make_text(&text, LEN);
    buf_init(&one, BUF_UNLIMITED);
    buf_init(&other, BUF_UNLIMITED);
    assert_true(squeeze_pack(used, STR("something else"), &one));
    buf_clear(&one);
    assert_true(squeeze_pack(used, buf_view(&text), &one));
    assert_true(squeeze_pack(new, buf_view(&text), &other));
    assert_true(str_equal(buf_view(&one), buf_view(&other)));
    buf_release(&text);
    buf_release(&one);
    buf_release(&other);
    squeeze_free(used);
    squeeze_free(new);
}

/* More or less than was said is refused, however it comes about. */
static void
a_frame_of_another_length_is_refused(void **state)
{
    struct squeeze *squeeze = squeeze_new(3);
    struct buf text;
    struct buf frame;
    struct buf back;

    (void)state;
    make_text(&text, LEN);
    buf_init(&frame, BUF_UNLIMITED);
    buf_init(&back, LEN);
    assert_true(squeeze_pack(squeeze, buf_view(&text), &frame));
    assert_false(squeeze_unpack(squeeze, buf_view(&frame), LEN - 1, &back));
    assert_false(squeeze_unpack(squeeze, buf_view(&frame), 0, &back));
    assert_int_equal(back.len, 0);
    assert_false(back.full);
    assert_false(squeeze_unpack(squeeze, buf_view(&frame), LEN + 1, &back));
    assert_true(back.full);
    for (size_t len = 0; len < frame.len; len++) {
        buf_clear(&back);
        assert_false(squeeze_unpack(
            squeeze, str_slice(buf_view(&frame), 0, len), LEN, &back));
        assert_int_equal(back.len, 0);
    }
    buf_release(&text);
    buf_release(&frame);
    buf_release(&back);
    squeeze_free(squeeze);
}

static void
what_does_not_fit_is_not_packed(void **state)
{
    struct squeeze *squeeze = squeeze_new(1);
    struct buf frame;

    (void)state;
    buf_init(&frame, 3);
    assert_false(squeeze_pack(squeeze, STR("text"), &frame));
    assert_int_equal(frame.len, 0);
    buf_release(&frame);
    squeeze_free(squeeze);
    squeeze_free(NULL);
    assert_true(strlen(squeeze_version()) > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_packed_is_unpacked),
        cmocka_unit_test(the_same_bytes_give_the_same_frame),
        cmocka_unit_test(a_frame_of_another_length_is_refused),
        cmocka_unit_test(what_does_not_fit_is_not_packed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
