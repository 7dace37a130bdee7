/* SPDX-License-Identifier: MIT */
#include "core/store/sign.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

bool
sign_make_key(struct sign_key *secret)
{
    return RAND_priv_bytes(secret->bytes, SIGN_KEY_BYTES) == 1;
}

static EVP_PKEY *
load_secret(const struct sign_key *secret)
{
    return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret->bytes,
                                        SIGN_KEY_BYTES);
}

bool
sign_public_key(const struct sign_key *secret, struct sign_key *public)
{
    size_t len = SIGN_KEY_BYTES;
    EVP_PKEY *key = load_secret(secret);
    bool done = key &&
                EVP_PKEY_get_raw_public_key(key, public->bytes, &len) == 1 &&
                len == SIGN_KEY_BYTES;
    EVP_PKEY_free(key);
    return done;
}

bool
sign_message(const struct sign_key *secret, struct str message,
             struct signature *signature)
{
    size_t len = SIGN_BYTES;
    EVP_PKEY *key = load_secret(secret);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool done =
        key && context &&
        EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
        EVP_DigestSign(context, signature->bytes, &len,
                       (const unsigned char *)message.data, message.len) == 1 &&
        len == SIGN_BYTES;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return done;
}

bool
sign_is_right(const struct sign_key *public, struct str message,
              const struct signature *signature)
{
    EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL,
                                                public->bytes, SIGN_KEY_BYTES);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool right =
        key && context &&
        EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
        EVP_DigestVerify(context, signature->bytes, SIGN_BYTES,
                         (const unsigned char *)message.data, message.len) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return right;
}

static int
hex_value(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    digit = (char)(digit | 0x20);
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

bool
sign_key_parse(struct str text, struct sign_key *key)
{
    text = str_trim(text);
    if (text.len != 2 * SIGN_KEY_BYTES) {
        return false;
    }
    for (size_t i = 0; i < SIGN_KEY_BYTES; i++) {
        int high = hex_value(text.data[2 * i]);
        int low = hex_value(text.data[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        key->bytes[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

char *
sign_key_text(const struct sign_key *key, char *text)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < SIGN_KEY_BYTES; i++) {
        text[2 * i] = digits[key->bytes[i] >> 4];
        text[2 * i + 1] = digits[key->bytes[i] & 15];
    }
    text[2 * SIGN_KEY_BYTES] = '\0';
    return text;
}
