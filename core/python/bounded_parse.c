/* SPDX-License-Identifier: MIT */
#include "core/python/bounded_parse.h"

#include <stdbool.h>
#include <stdint.h>

/* Among 35,000 real files, broken ones too, 650 reads were the most, and 35 for
   each block of a file of more than 40 KB. */
enum { BLOCK_BYTES = 4096, BLOCKS_MIN = 20000, READS_PER_BLOCK = 64 };

struct parsing {
    struct str text;
    size_t steps;  /* left */
    size_t blocks; /* left */
};

/* True stops the parser. */
static bool
is_hopeless(TSParseState *state)
{
    struct parsing *parsing = state->payload;
    return parsing->blocks == 0 || parsing->steps-- == 0;
}

static const char *
read_text(void *payload, uint32_t at, TSPoint point, uint32_t *len)
{
    struct parsing *parsing = payload;
    size_t left = at < parsing->text.len ? parsing->text.len - at : 0;
    (void)point;
    if (parsing->blocks == 0 || left == 0) {
        *len = 0;
        return "";
    }
    parsing->blocks--;
    *len = (uint32_t)(left < BLOCK_BYTES ? left : BLOCK_BYTES);
    return parsing->text.data + at;
}

TSTree *
bounded_parse(TSParser *parser, struct str text, size_t steps)
{
    struct parsing parsing = {
        .text = text,
        .steps = steps,
        .blocks = BLOCKS_MIN + text.len / BLOCK_BYTES * READS_PER_BLOCK,
    };
    TSInput input = {.payload = &parsing,
                     .read = read_text,
                     .encoding = TSInputEncodingUTF8};
    TSParseOptions options = {.payload = &parsing,
                              .progress_callback = is_hopeless};
    TSTree *tree = ts_parser_parse_with_options(parser, NULL, input, options);
    if (tree && parsing.blocks == 0) {
        ts_tree_delete(tree);
        tree = NULL;
    }
    if (!tree) {
        ts_parser_reset(parser);
    }
    return tree;
}
