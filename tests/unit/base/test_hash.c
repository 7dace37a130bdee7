/* SPDX-License-Identifier: MIT */
#include "core/base/hash.h"

#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
assert_digest(enum hash_algorithm algorithm, struct str data,
              const char *expected)
{
    char text[DIGEST_TEXT_MAX];
    struct digest digest;

    hash_bytes(algorithm, data.data, data.len, &digest);
    assert_string_equal(digest_text(algorithm, &digest, text), expected);
}

/* The values that xxhsum -H2 prints. */
static void
xxh3_digests_are_those_of_xxhsum(void **state)
{
    (void)state;
    assert_digest(HASH_XXH3, (struct str){0},
                  "xxh3:99aa06d3014798d86001c324468d497f");
    assert_digest(HASH_XXH3, STR("abc"),
                  "xxh3:06b05ab6733a618578af5f94892f3950");
}

/* FIPS 180-2, appendix B, and the digest of nothing. */
static void
sha256_digests_are_those_of_the_standard(void **state)
{
    (void)state;
    assert_digest(HASH_SHA256, (struct str){0},
                  "sha256:e3b0c44298fc1c149afbf4c8996fb924"
                  "27ae41e4649b934ca495991b7852b855");
    assert_digest(HASH_SHA256, STR("abc"),
                  "sha256:ba7816bf8f01cfea414140de5dae2223"
                  "b00361a396177a9cb410ff61f20015ad");
}

static void
an_xxh3_digest_fills_half_and_the_rest_is_zero(void **state)
{
    struct digest digest;

    (void)state;
    memset(&digest, 0xee, sizeof(digest));
    hash_bytes(HASH_XXH3, "x", 1, &digest);
    for (int i = 16; i < DIGEST_BYTES; i++)
        assert_int_equal(digest.bytes[i], 0);
}

static void
names_of_algorithms_are_exact(void **state)
{
    enum hash_algorithm algorithm = HASH_XXH3;

    (void)state;
    assert_string_equal(hash_name(HASH_XXH3), "xxh3");
    assert_true(hash_from_name(STR("sha256"), &algorithm));
    assert_int_equal(algorithm, HASH_SHA256);
    assert_false(hash_from_name(STR("sha"), &algorithm));
    assert_false(hash_from_name(STR("XXH3"), &algorithm));
    assert_false(hash_from_name(STR(""), &algorithm));
    assert_int_equal(algorithm, HASH_SHA256);
}

static void
a_digest_survives_its_text_form(void **state)
{
    char text[DIGEST_TEXT_MAX];

    (void)state;
    for (enum hash_algorithm algorithm = HASH_XXH3; algorithm <= HASH_SHA256;
         algorithm++) {
        enum hash_algorithm parsed;
        struct digest digest;
        struct digest back;
        hash_bytes(algorithm, "abc", 3, &digest);
        digest_text(algorithm, &digest, text);
        assert_true(digest_parse(str_from(text), &parsed, &back));
        assert_int_equal(parsed, algorithm);
        assert_true(digest_equal(&digest, &back));
        assert_int_equal(digest_compare(&digest, &back), 0);
    }
}

static void
anything_but_one_digest_is_refused(void **state)
{
    static const char *const broken[] = {
        "",
        "xxh3",
        "xxh3:",
        ":06b05ab6733a618578af5f94892f3950",
        "06b05ab6733a618578af5f94892f3950",
        "xxh3:06b05ab6733a618578af5f94892f395",
        "xxh3:06b05ab6733a618578af5f94892f39500",
        "xxh3:06B05ab6733a618578af5f94892f3950",
        "xxh3:06b05ab6733a618578af5f94892f395g",
        "xxh3:06b05ab6733a618578af5f94892f3950\n",
        " xxh3:06b05ab6733a618578af5f94892f3950",
        "sha256:06b05ab6733a618578af5f94892f3950",
        "md5:06b05ab6733a618578af5f94892f3950",
    };
    enum hash_algorithm algorithm = HASH_SHA256;
    struct digest digest = {{1}};

    (void)state;
    for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++)
        assert_false(digest_parse(str_from(broken[i]), &algorithm, &digest));
    assert_int_equal(algorithm, HASH_SHA256);
    assert_int_equal(digest.bytes[0], 1);
}

/* Each row fills a hasher another way; no two may agree. */
static void
fill(struct hasher *hasher, int row)
{
    struct digest part = {{'1', '2', '3', '4', '5', '6', '7', '8'}};
    uint64_t number = UINT64_C(0x3837363534333231); /* "12345678" */

    hasher_begin(hasher, row == 0 ? "other" : "key");
    switch (row) {
    case 2:
        hasher_text(hasher, 'a', STR(""));
        break;
    case 3:
        hasher_text(hasher, 'b', STR(""));
        break;
    case 4:
        hasher_text(hasher, 'a', STR("ab"));
        break;
    case 5:
        hasher_text(hasher, 'a', STR("a"));
        hasher_text(hasher, 'a', STR("b"));
        break;
    case 6:
        hasher_text(hasher, 'a', STR("b"));
        hasher_text(hasher, 'a', STR("a"));
        break;
    case 7:
        hasher_text(hasher, 'a', STR("12345678"));
        break;
    case 8:
        hasher_number(hasher, 'a', number);
        break;
    case 9:
        hasher_digest(hasher, 'a', &part);
        break;
    case 10:
        hasher_text(hasher, 'a', STR("12345678\0\0\0\0\0\0\0\0"));
        break;
    case 11:
        hasher_number(hasher, 'a', 0);
        break;
    case 12:
        hasher_number(hasher, 'a', 1);
        break;
    case 13:
        hasher_text(hasher, 'a', STR("a\4b"));
        break;
    default:
        break;
    }
}

enum { ROWS = 14 };

static void
different_fields_give_different_digests(void **state)
{
    struct digest digests[ROWS];

    (void)state;
    for (enum hash_algorithm algorithm = HASH_XXH3; algorithm <= HASH_SHA256;
         algorithm++) {
        struct hasher hasher;
        hasher_init(&hasher, algorithm);
        for (int i = 0; i < ROWS; i++) {
            fill(&hasher, i);
            hasher_end(&hasher, &digests[i]);
            for (int k = 0; k < i; k++)
                assert_false(digest_equal(&digests[i], &digests[k]));
        }
        hasher_release(&hasher);
    }
}

static void
a_hasher_forgets_the_digest_before(void **state)
{
    struct hasher hasher;
    struct digest first;
    struct digest second;

    (void)state;
    hasher_init(&hasher, HASH_XXH3);
    fill(&hasher, 5);
    hasher_end(&hasher, &first);
    fill(&hasher, 9);
    hasher_end(&hasher, &second);
    fill(&hasher, 5);
    hasher_end(&hasher, &second);
    assert_true(digest_equal(&first, &second));
    hasher_release(&hasher);
}

/*
 * Stored keys of earlier versions would all be misses if the bytes that are
 * hashed changed unnoticed.  Domain "key" is \0 \x0c k e y; then a tag, four
 * times the length plus the kind, and the value.
 */
static void
the_bytes_that_are_hashed_stay_the_same(void **state)
{
    static const char bytes[] = "\0\x0ckey"
                                "t\x08"
                                "ab"
                                "n\x21\x01\x02\0\0\0\0\0\0"
                                "d\x42"
                                "0123456789abcdef"
                                "l\xa0\x06";
    struct digest part = {{0}};
    struct digest digest;
    struct digest expected;
    struct hasher hasher;
    char raw[sizeof(bytes) - 1 + 200];

    (void)state;
    memcpy(part.bytes, "0123456789abcdef", 16);
    memcpy(raw, bytes, sizeof(bytes) - 1);
    memset(raw + sizeof(bytes) - 1, 'z', 200);
    hasher_init(&hasher, HASH_XXH3);
    hasher_begin(&hasher, "key");
    hasher_text(&hasher, 't', STR("ab"));
    hasher_number(&hasher, 'n', 0x201);
    hasher_digest(&hasher, 'd', &part);
    hasher_text(&hasher, 'l', (struct str){raw + sizeof(bytes) - 1, 200});
    hasher_end(&hasher, &digest);
    hasher_release(&hasher);
    hash_bytes(HASH_XXH3, raw, sizeof(raw), &expected);
    assert_true(digest_equal(&digest, &expected));
}

static void
megabytes_of_fields_are_one_digest(void **state)
{
    enum { FIELDS = 300000 };
    struct hasher hasher;
    struct digest digest;
    struct digest again;
    size_t cap;

    (void)state;
    hasher_init(&hasher, HASH_XXH3);
    hasher_begin(&hasher, "key");
    for (uint64_t i = 0; i < FIELDS; i++) {
        hasher_number(&hasher, 'n', i);
        hasher_text(&hasher, 't', STR("0123456789"));
    }
    assert_true(hasher.fields.len > (size_t)6 << 20);
    hasher_end(&hasher, &digest);
    hash_bytes(HASH_XXH3, hasher.fields.data, hasher.fields.len, &again);
    assert_true(digest_equal(&digest, &again));
    cap = hasher.fields.cap;
    hasher_begin(&hasher, "key");
    assert_int_equal(hasher.fields.cap, cap);
    hasher_release(&hasher);
}

static void
short_checksums_follow_every_bit(void **state)
{
    unsigned char data[300] = {0};
    uint64_t before = hash_64(data, sizeof(data));

    (void)state;
    assert_int_equal(hash_64(NULL, 0), UINT64_C(0x2d06800538d394c2));
    for (size_t bit = 0; bit < sizeof(data) * 8; bit++) {
        data[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_true(hash_64(data, sizeof(data)) != before);
        data[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    assert_true(hash_64(data, sizeof(data)) == before);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xxh3_digests_are_those_of_xxhsum),
        cmocka_unit_test(sha256_digests_are_those_of_the_standard),
        cmocka_unit_test(an_xxh3_digest_fills_half_and_the_rest_is_zero),
        cmocka_unit_test(names_of_algorithms_are_exact),
        cmocka_unit_test(a_digest_survives_its_text_form),
        cmocka_unit_test(anything_but_one_digest_is_refused),
        cmocka_unit_test(different_fields_give_different_digests),
        cmocka_unit_test(a_hasher_forgets_the_digest_before),
        cmocka_unit_test(the_bytes_that_are_hashed_stay_the_same),
        cmocka_unit_test(megabytes_of_fields_are_one_digest),
        cmocka_unit_test(short_checksums_follow_every_bit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
