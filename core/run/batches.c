/* SPDX-License-Identifier: MIT */
#include "core/run/batches.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/base/memory.h"

struct places {
    VEC_FIELDS(uint32_t);
};

struct making {
    struct batches *batches;
    const struct answers *answers;
    const bool *wanted;
    const struct batch_options *options;
};

static void
add(struct making *making, const uint32_t *files, size_t len)
{
    struct batch batch = {.len = len};
    batch.files = ARENA_ARRAY(&making->batches->arena, uint32_t, len);
    memcpy(batch.files, files, len * sizeof(*files));
    for (size_t i = 0; i < len; i++) {
        batch.cost += making->options->costs[files[i]];
    }
    VEC_PUSH(&making->batches->items, batch);
}

static void
add_any_wanted(struct making *making, const struct places *places)
{
    for (size_t i = 0; i < places->len; i++) {
        if (making->wanted[places->items[i]]) {
            add(making, places->items, places->len);
            return;
        }
    }
}

/* Does a piece end behind this path? */
static bool
ends_piece(struct str path)
{
    return hash_64(path.data, path.len) % FIXED_FILES == 0;
}

static void
make_fixed(struct making *making, const struct places *group)
{
    struct places piece = {0};
    for (size_t i = 0; i < group->len; i++) {
        uint32_t place = group->items[i];
        VEC_PUSH(&piece, place);
        if (ends_piece(making->answers->items.items[place].path) ||
            piece.len >= 4 * (size_t)FIXED_FILES) {
            add_any_wanted(making, &piece);
            piece.len = 0;
        }
    }
    add_any_wanted(making, &piece);
    VEC_RELEASE(&piece);
}

/* A file and what it costs, for dealing out. */
struct card {
    uint32_t place;
    uint64_t cost;
};

static int
compare_cards(const void *a, const void *b)
{
    const struct card *x = a;
    const struct card *y = b;
    if (x->cost != y->cost) {
        return x->cost < y->cost ? 1 : -1;
    }
    return (x->place > y->place) - (x->place < y->place);
}

static int
compare_places(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static size_t
hands_for(const struct making *making, size_t files)
{
    size_t most = making->options->chunk;
    if (most == 0 || most > CHUNK_FILES_MAX) {
        most = CHUNK_FILES_MAX;
    }
    size_t hands = making->options->jobs;
    if (hands * most < files) {
        hands = (files + most - 1) / most;
    }
    return hands < files ? hands : files;
}

static size_t
lightest(const uint64_t *weights, size_t len)
{
    size_t best = 0;
    for (size_t i = 1; i < len; i++) {
        if (weights[i] < weights[best]) {
            best = i;
        }
    }
    return best;
}

/* The most costly first, each to who has least (Graham's LPT rule). */
static void
deal(struct making *making, struct card *cards, size_t len)
{
    size_t hands_len = hands_for(making, len);
    struct places *hands = memory_zero(hands_len * sizeof(*hands));
    uint64_t *weights = memory_zero(hands_len * sizeof(*weights));
    qsort(cards, len, sizeof(*cards), compare_cards);
    for (size_t i = 0; i < len; i++) {
        size_t hand = lightest(weights, hands_len);
        VEC_PUSH(&hands[hand], cards[i].place);
        weights[hand] += cards[i].cost + 1;
    }
    for (size_t i = 0; i < hands_len; i++) {
        qsort(hands[i].items, hands[i].len, sizeof(*hands[i].items),
              compare_places);
        add(making, hands[i].items, hands[i].len);
        VEC_RELEASE(&hands[i]);
    }
    free(hands);
    free(weights);
}

static void
make_chunks(struct making *making, const struct places *group)
{
    size_t len = 0;
    struct card *cards = memory_zero((group->len + 1) * sizeof(*cards));
    for (size_t i = 0; i < group->len; i++) {
        uint32_t place = group->items[i];
        if (making->wanted[place]) {
            cards[len++] = (struct card){place, making->options->costs[place]};
        }
    }
    if (len > 0) {
        deal(making, cards, len);
    }
    free(cards);
}

static void
make_singles(struct making *making, const struct places *group)
{
    for (size_t i = 0; i < group->len; i++) {
        if (making->wanted[group->items[i]]) {
            add(making, &group->items[i], 1);
        }
    }
}

static void
make_group(struct making *making, const struct places *group)
{
    switch (making->options->per_batch) {
    case CONF_BATCH_FILE:
        make_singles(making, group);
        break;
    case CONF_BATCH_CHUNK:
        make_chunks(making, group);
        break;
    case CONF_BATCH_FIXED:
        make_fixed(making, group);
        break;
    case CONF_BATCH_WHOLE:
        add_any_wanted(making, group);
        break;
    }
}

static uint32_t
group_of(const struct making *making, size_t place)
{
    return making->options->groups ? making->options->groups[place] : 0;
}

static int
compare_batches(const void *a, const void *b)
{
    const struct batch *x = a;
    const struct batch *y = b;
    if (x->cost != y->cost) {
        return x->cost < y->cost ? 1 : -1;
    }
    return (x->files[0] > y->files[0]) - (x->files[0] < y->files[0]);
}

/* A file and its group. */
struct member {
    uint32_t group;
    uint32_t place;
};

static int
compare_members(const void *a, const void *b)
{
    const struct member *x = a;
    const struct member *y = b;
    if (x->group != y->group) {
        return x->group < y->group ? -1 : 1;
    }
    return (x->place > y->place) - (x->place < y->place);
}

/* The group that begins at `from`; returns where the next one does. */
static size_t
make_next(struct making *making, const struct member *members, size_t from,
          size_t len)
{
    struct places group = {0};
    size_t at = from;
    while (at < len && members[at].group == members[from].group) {
        VEC_PUSH(&group, members[at++].place);
    }
    make_group(making, &group);
    VEC_RELEASE(&group);
    return at;
}

void
batches_make(struct batches *batches, const struct answers *answers,
             const bool *wanted, const struct batch_options *options)
{
    struct making making = {batches, answers, wanted, options};
    size_t len = answers->items.len;
    struct member *members = memory_zero((len + 1) * sizeof(*members));
    *batches = (struct batches){0};
    arena_init(&batches->arena);
    for (size_t i = 0; i < len; i++) {
        members[i] = (struct member){group_of(&making, i), (uint32_t)i};
    }
    qsort(members, len, sizeof(*members), compare_members);
    for (size_t from = 0; from < len;) {
        from = make_next(&making, members, from, len);
    }
    free(members);
    if (batches->items.len > 0) {
        qsort(batches->items.items, batches->items.len,
              sizeof(*batches->items.items), compare_batches);
    }
}

void
batches_release(struct batches *batches)
{
    VEC_RELEASE(&batches->items);
    arena_release(&batches->arena);
}
