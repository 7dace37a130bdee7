/* SPDX-License-Identifier: MIT */
#include "core/python/tokens.h"

void
tokens_init(struct tokens *tokens)
{
    *tokens = (struct tokens){0};
    buf_init(&tokens->bytes, BUF_UNLIMITED);
}

void
tokens_release(struct tokens *tokens)
{
    buf_release(&tokens->bytes);
    VEC_RELEASE(&tokens->runs);
    VEC_RELEASE(&tokens->places);
}

void
tokens_clear(struct tokens *tokens)
{
    buf_clear(&tokens->bytes);
    tokens->runs.len = 0;
    tokens->places.len = 0;
}

void
tokens_turn(struct tokens *tokens, enum sight sight, enum waiting waiting)
{
    VEC_PUSH(&tokens->runs, (struct token_run){.start = tokens_at(tokens),
                                               .sight = (uint8_t)sight,
                                               .waiting = (uint8_t)waiting});
}

/* Numbers below 2^35, 7 bits per byte. */
enum { NUMBER_BYTES_MAX = 5 };

static char *
put_number(char *at, uint32_t number)
{
    for (; number >= 0x80; number >>= 7) {
        *at++ = (char)(number | 0x80);
    }
    *at++ = (char)number;
    return at;
}

void
tokens_put(struct tokens *tokens, struct str source, uint32_t from, uint32_t to)
{
    uint32_t len = to - from;
    char *start = buf_reserve(&tokens->bytes, NUMBER_BYTES_MAX + len);
    char *at = put_number(start, len);
    const char *text = source.data + from;
    /* Most tokens are shorter than a call of memcpy is long. */
    for (uint32_t i = 0; i < len; i++) {
        at[i] = text[i];
    }
    tokens->bytes.len += (size_t)(at - start) + len;
    if (tokens->keep_places) {
        VEC_PUSH(&tokens->places, (struct token_place){
                                      .from = from,
                                      .to = to,
                                      .run = (uint32_t)tokens->runs.len - 1,
                                  });
    }
}

void
tokens_mark(struct tokens *tokens, enum token_mark mark)
{
    char *at = buf_reserve(&tokens->bytes, 2);
    at[0] = 0;
    at[1] = (char)mark;
    tokens->bytes.len += 2;
}

void
tokens_position(struct tokens *tokens, uint32_t row)
{
    tokens_mark(tokens, MARK_POSITION);
    char *start = buf_reserve(&tokens->bytes, NUMBER_BYTES_MAX);
    tokens->bytes.len += (size_t)(put_number(start, row) - start);
}

void
tokens_settle(struct tokens *tokens, uint32_t first, enum waiting waiting,
              unsigned sight)
{
    for (size_t i = first; i < tokens->runs.len; i++) {
        struct token_run *run = &tokens->runs.items[i];
        if (run->waiting == waiting) {
            run->waiting = WAITING_NOT;
            run->sight = (uint8_t)sight;
        }
    }
}

uint32_t
tokens_run_end(const struct tokens *tokens, size_t run)
{
    return run + 1 < tokens->runs.len ? tokens->runs.items[run + 1].start
                                      : tokens_at(tokens);
}

static struct str
run_bytes(const struct tokens *tokens, size_t run)
{
    uint32_t start = tokens->runs.items[run].start;
    return (struct str){tokens->bytes.data + start,
                        tokens_run_end(tokens, run) - start};
}

static uint32_t
take_number(const struct tokens *tokens, uint32_t *at)
{
    uint32_t number = 0;
    unsigned char byte;
    int shift = 0;
    do {
        byte = (unsigned char)tokens->bytes.data[(*at)++];
        number |= (uint32_t)(byte & 0x7f) << shift;
        shift += 7;
    } while (byte & 0x80);
    return number;
}

struct token
tokens_next(const struct tokens *tokens, uint32_t *at)
{
    struct token token = {0};
    uint32_t len = take_number(tokens, at);
    if (len > 0) {
        token.text = (struct str){tokens->bytes.data + *at, len};
        *at += len;
        return token;
    }
    token.mark = (enum token_mark)tokens->bytes.data[(*at)++];
    if (token.mark == MARK_POSITION) {
        token.number = take_number(tokens, at);
    }
    return token;
}

/* True if one bit of `level` sees all of the runs. */
static bool
sees_all(const struct tokens *tokens, uint32_t first, unsigned level)
{
    for (size_t i = first; i < tokens->runs.len; i++) {
        if ((tokens->runs.items[i].sight & level) != level) {
            return false;
        }
    }
    return true;
}

bool
tokens_same(const struct tokens *tokens, uint32_t first)
{
    return sees_all(tokens, first, SIGHT_ALL);
}

void
tokens_digest(const struct tokens *tokens, uint32_t first, enum sight level,
              struct token_hasher *hasher, struct digest *digest)
{
    struct buf *scratch = &hasher->scratch;
    if (first == tokens->runs.len) {
        hash_bytes(hasher->algorithm, "", 0, digest);
        return;
    }
    if (sees_all(tokens, first, level)) {
        uint32_t start = tokens->runs.items[first].start;
        hash_bytes(hasher->algorithm, tokens->bytes.data + start,
                   tokens->bytes.len - start, digest);
        return;
    }
    buf_clear(scratch);
    for (size_t i = first; i < tokens->runs.len; i++) {
        if (tokens->runs.items[i].sight & level) {
            buf_str(scratch, run_bytes(tokens, i));
        }
    }
    hash_bytes(hasher->algorithm, scratch->data ? scratch->data : "",
               scratch->len, digest);
}
