/* SPDX-License-Identifier: MIT */
/*
 * hash - the one place where bytes become stamps, keys and checksums.
 *
 * XXH3-128 by default; SHA-256 (`cache.hash: sha256`) for those who take
 * caches from people they do not trust, since XXH3 is fast but not
 * collision-resistant.  Structured input is hashed field by field, each with
 * a one-byte tag and a length in front (as ccache does), so that no two
 * different sequences of fields are the same bytes.
 *
 * Text form, everywhere: "xxh3:<32 hex>" or "sha256:<64 hex>"; the XXH3
 * bytes stand in its canonical (big-endian) order, as xxhsum prints them.
 *
 * Ownership: a hasher owns memory from hasher_init to hasher_release and
 * may be used for any number of digests.  Threads: one hasher per thread.
 */
#ifndef CORE_BASE_HASH_H
#define CORE_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/str.h"

enum hash_algorithm { HASH_XXH3 = 0, HASH_SHA256 = 1 };

enum {
    DIGEST_BYTES = 32,                       /* XXH3 fills 16, the rest is 0 */
    DIGEST_TEXT_MAX = sizeof("sha256:") + 64 /* with the NUL */
};

struct digest {
    unsigned char bytes[DIGEST_BYTES];
};

static inline bool
digest_equal(const struct digest *a, const struct digest *b)
{
    return memcmp(a->bytes, b->bytes, DIGEST_BYTES) == 0;
}

/* Its first 63 bits: what map.h finds it by, and never MAP_NO_KEY. */
static inline uint64_t
digest_map_key(const struct digest *digest)
{
    uint64_t key;
    memcpy(&key, digest->bytes, sizeof(key));
    return key >> 1;
}

static inline int
digest_compare(const struct digest *a, const struct digest *b)
{
    return memcmp(a->bytes, b->bytes, DIGEST_BYTES);
}

/* "xxh3" or "sha256". */
const char *hash_name(enum hash_algorithm algorithm);
/* False if `name` is neither. */
bool hash_from_name(struct str name, enum hash_algorithm *algorithm);

/* Text form into `text` (DIGEST_TEXT_MAX bytes); returns `text`. */
char *digest_text(enum hash_algorithm algorithm, const struct digest *digest,
                  char *text);
/* False unless `text` is exactly one digest of a known algorithm. */
bool digest_parse(struct str text, enum hash_algorithm *algorithm,
                  struct digest *digest);

/* The digest of a run of bytes: the `content` stamp of a file. */
void hash_bytes(enum hash_algorithm algorithm, const void *data, size_t len,
                struct digest *digest);
/* XXH3-64, for tables and checksums of our own files; never a stamp. */
uint64_t hash_64(const void *data, size_t len);
/* hash_64 of the parts one behind the other. */
uint64_t hash_64_parts(const struct str *parts, size_t len);

enum { HASH_VERSION_TEXT = 32 };

struct hasher {
    enum hash_algorithm algorithm;
    struct buf fields;
};

void hasher_init(struct hasher *hasher, enum hash_algorithm algorithm);
void hasher_release(struct hasher *hasher);

/* Start a digest of kind `domain` ("key", "closure"…): kinds never collide. */
void hasher_begin(struct hasher *hasher, const char *domain);
void hasher_text(struct hasher *hasher, char tag, struct str text);
void hasher_number(struct hasher *hasher, char tag, uint64_t number);
void hasher_digest(struct hasher *hasher, char tag, const struct digest *part);
void hasher_end(struct hasher *hasher, struct digest *digest);

/* "0.8.1" of xxHash, "3.0.17" of libcrypto: those in use, not in headers. */
const char *hash_xxh3_version(char text[HASH_VERSION_TEXT]);
const char *hash_sha256_version(void);

#endif
