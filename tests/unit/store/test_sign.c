/* SPDX-License-Identifier: MIT */
#include "core/store/sign.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct sign_key
key_of(const char *text)
{
    struct sign_key key;
    assert_true(sign_key_parse(str_from(text), &key));
    return key;
}

/* RFC 8032, 7.1, test 2. */
static void
the_standards_example_is_signed_as_there(void **state)
{
    static const unsigned char expected[] = {0x92, 0xa0, 0x09, 0xa9,
                                             0xf0, 0xd4, 0xca, 0xb8};
    struct sign_key secret = key_of(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    struct sign_key public;
    struct signature signature;
    char text[SIGN_KEY_TEXT];

    (void)state;
    assert_true(sign_public_key(&secret, &public));
    assert_string_equal(
        sign_key_text(&public, text),
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    assert_true(sign_message(&secret, STR("\x72"), &signature));
    assert_memory_equal(signature.bytes, expected, sizeof(expected));
    assert_true(sign_is_right(&public, STR("\x72"), &signature));
}

static void
anything_that_differs_is_wrong(void **state)
{
    struct sign_key secret;
    struct sign_key public;
    struct signature signature;

    (void)state;
    assert_true(sign_make_key(&secret));
    assert_true(sign_public_key(&secret, &public));
    assert_true(sign_message(&secret, STR("message"), &signature));
    assert_true(sign_is_right(&public, STR("message"), &signature));
    assert_false(sign_is_right(&public, STR("massage"), &signature));
    assert_false(sign_is_right(&public, STR("messag"), &signature));
    for (int i = 0; i < SIGN_BYTES; i++) {
        signature.bytes[i] ^= 1;
        assert_false(sign_is_right(&public, STR("message"), &signature));
        signature.bytes[i] ^= 1;
    }
    for (int i = 0; i < SIGN_KEY_BYTES; i++) {
        public.bytes[i] ^= 1;
        assert_false(sign_is_right(&public, STR("message"), &signature));
        public.bytes[i] ^= 1;
    }
    memset(&public, 0, sizeof(public));
    memset(&signature, 0, sizeof(signature));
    assert_false(sign_is_right(&public, STR("message"), &signature));
}

static void
two_keys_are_never_the_same(void **state)
{
    struct sign_key one;
    struct sign_key other;

    (void)state;
    assert_true(sign_make_key(&one) && sign_make_key(&other));
    assert_memory_not_equal(one.bytes, other.bytes, SIGN_KEY_BYTES);
}

static void
keys_are_64_digits_and_nothing_else(void **state)
{
    static const char good[] =
        " 4CCD089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb\n";
    struct sign_key key;
    char bad[sizeof(good)];

    (void)state;
    assert_true(sign_key_parse(str_from(good), &key));
    for (size_t i = 1; i < sizeof(good) - 2; i++) {
        memcpy(bad, good, sizeof(good));
        bad[i] = i % 2 ? 'g' : ' ';
        assert_false(sign_key_parse(str_from(bad), &key));
    }
    assert_false(sign_key_parse(STR(""), &key));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standards_example_is_signed_as_there),
        cmocka_unit_test(anything_that_differs_is_wrong),
        cmocka_unit_test(two_keys_are_never_the_same),
        cmocka_unit_test(keys_are_64_digits_and_nothing_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
