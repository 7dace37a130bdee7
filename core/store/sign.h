/* SPDX-License-Identifier: MIT */
/*
 * sign - Ed25519 signatures (RFC 8032), by libcrypto.
 *
 * Keys are 32 bytes, as text 64 hexadecimal digits: a secret one is the
 * seed, which all else is made from.
 *
 * Ownership: plain data.  Threads: safe everywhere.
 */
#ifndef CORE_STORE_SIGN_H
#define CORE_STORE_SIGN_H

#include <stdbool.h>

#include "core/base/str.h"

enum {
    SIGN_KEY_BYTES = 32,
    SIGN_KEY_TEXT = 2 * SIGN_KEY_BYTES + 1, /* with the NUL */
    SIGN_BYTES = 64,
};

struct sign_key {
    unsigned char bytes[SIGN_KEY_BYTES];
};

struct signature {
    unsigned char bytes[SIGN_BYTES];
};

/* A new secret key; false if the system has no randomness. */
bool sign_make_key(struct sign_key *secret);
/* The public key that belongs to a secret one. */
bool sign_public_key(const struct sign_key *secret, struct sign_key *public);

/* The same message gives the same signature. */
bool sign_message(const struct sign_key *secret, struct str message,
                  struct signature *signature);
bool sign_is_right(const struct sign_key *public, struct str message,
                   const struct signature *signature);

/* False unless `text` is 64 hexadecimal digits, white space around left
   out. */
bool sign_key_parse(struct str text, struct sign_key *key);
/* Into SIGN_KEY_TEXT bytes; returns `text`. */
char *sign_key_text(const struct sign_key *key, char *text);

#endif
