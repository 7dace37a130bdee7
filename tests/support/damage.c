/* SPDX-License-Identifier: MIT */
#include "tests/support/damage.h"

#include <string.h>

uint64_t
damage_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static size_t
below(uint64_t *state, size_t limit)
{
    return limit ? (size_t)(damage_random(state) % limit) : 0;
}

static void
cut_end(uint64_t *state, struct buf *text)
{
    text->len = below(state, text->len);
}

static void
take_out(uint64_t *state, struct buf *text)
{
    size_t from = below(state, text->len);
    size_t most = below(state, 4) ? 40 : 4000;
    size_t len = below(state, most) + 1;
    if (len > text->len - from) {
        len = text->len - from;
    }
    memmove(text->data + from, text->data + from + len, text->len - from - len);
    text->len -= len;
}

static const char pieces[] = "\"'()[]{}:\\#\n;,=.@ \t\r\f`$?!*-0a";

static char
random_piece(uint64_t *state)
{
    return pieces[below(state, sizeof(pieces) - 1)];
}

static void
overwrite(uint64_t *state, struct buf *text)
{
    size_t len = below(state, 8) + 1;
    size_t from = below(state, text->len);
    for (size_t i = from; i < from + len && i < text->len; i++) {
        text->data[i] = below(state, 4) ? random_piece(state)
                                        : (char)(damage_random(state) & 0xff);
    }
}

static void
insert(uint64_t *state, struct buf *text)
{
    static const char *const longer[] = {
        "\"\"\"", "'''",  "f\"{",  "import ", "from ", "\\\n",
        "\n\n",   "    ", "lazy ", "else:",   "if x",  "f'''{",
    };
    char single[2] = {random_piece(state), '\0'};
    const char *piece = single;
    if (below(state, 3) == 0) {
        piece = longer[below(state, sizeof(longer) / sizeof(*longer))];
    }
    size_t at = below(state, text->len + 1);
    size_t len = strlen(piece);
    if (!buf_reserve(text, len)) {
        return;
    }
    memmove(text->data + at + len, text->data + at, text->len - at);
    memcpy(text->data + at, piece, len);
    text->len += len;
}

static void
swap(uint64_t *state, struct buf *text)
{
    size_t a = below(state, text->len);
    size_t b = below(state, text->len);
    char byte = text->data[a];
    text->data[a] = text->data[b];
    text->data[b] = byte;
}

void
damage_apply(uint64_t seed, struct buf *text)
{
    static void (*const kinds[])(uint64_t *, struct buf *) = {
        cut_end, take_out, overwrite, insert, insert, insert, swap,
    };
    uint64_t state = seed;
    size_t count = below(&state, 3) + 1;
    for (size_t i = 0; i < count && text->len > 0; i++) {
        kinds[below(&state, sizeof(kinds) / sizeof(*kinds))](&state, text);
    }
}
