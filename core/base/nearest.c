/* SPDX-License-Identifier: MIT */
#include "core/base/nearest.h"

#include <limits.h>

static unsigned
min3(unsigned a, unsigned b, unsigned c)
{
    unsigned least = a < b ? a : b;
    return least < c ? least : c;
}

/* Damerau's distance, restricted to swaps of neighbours; three rows. */
static unsigned
distance(struct str a, struct str b)
{
    unsigned rows[3][NEAREST_WORD_MAX + 1];
    unsigned *before = rows[0];
    unsigned *above = rows[1];
    unsigned *row = rows[2];

    for (size_t j = 0; j <= b.len; j++)
        before[j] = above[j] = (unsigned)j;
    for (size_t i = 1; i <= a.len; i++) {
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b.len; j++) {
            unsigned differs = a.data[i - 1] != b.data[j - 1];
            row[j] = min3(above[j] + 1, row[j - 1] + 1, above[j - 1] + differs);
            if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] &&
                a.data[i - 2] == b.data[j - 1] && before[j - 2] + 1 < row[j])
                row[j] = before[j - 2] + 1;
        }
        unsigned *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[b.len];
}

struct nearest
nearest_to(struct str word)
{
    return (struct nearest){.word = word, .distance = UINT_MAX};
}

void
nearest_offer(struct nearest *nearest, struct str valid)
{
    struct str word = nearest->word;
    size_t longer = word.len > valid.len ? word.len : valid.len;
    if (word.len == 0 || valid.len == 0 || longer > NEAREST_WORD_MAX)
        return;
    unsigned found = distance(word, valid);
    if (found > (longer + 2) / 3 || found >= nearest->distance)
        return;
    nearest->distance = found;
    nearest->best = valid;
}
