/* SPDX-License-Identifier: MIT */
/*
 * chains - how far a text goes on from the names that it imports.
 *
 * `a.c` reaches the submodule c of a package a that some import binds
 * (levels.md, K2), wherever it stands: in code, in a string that is a type,
 * in a type comment.  So the text is taken as it is, without a look at what
 * is code: `see a.c` in prose is an edge too many at worst, and only if there
 * is a module a/c.py.  Around a dot there may be blanks, newlines, comments
 * and the bracket of `(a).c`.
 *
 * Most dots of a source stand behind names that no import binds (`self.`), so
 * the text is searched for dots at memory speed, and the two bytes in front
 * of one tell for half of the 485,000 dots of Home Assistant's 33 MB that it
 * is of no interest.
 *
 * In a file with a star import any name may come from there: all count.
 *
 * Ownership: a reader owns the chains it hands out until it is released,
 * which gives them to another arena.  Threads: one reader per thread.
 * Calling sequence, per text: chain_begin, chain_head for each name, then
 * chain_read and chain_listed; the chains are in `set.found`.
 */
#ifndef CORE_PYTHON_CHAINS_H
#define CORE_PYTHON_CHAINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/str.h"
#include "core/base/vec.h"
#include "core/python/chain_set.h"
#include "core/python/facts.h"

/* No file name is longer, so no module's is. */
enum { CHAIN_NAME_MAX = 255 };

/* Names with the same last two bytes, hashed, share one of these. */
enum { CHAIN_ENDINGS = 1024 };

/* What a byte is to those who look for names around dots. */
enum chain_class {
    CHAIN_OTHER,
    CHAIN_NAME,
    CHAIN_BLANK, /* within a line, or as good as */
    CHAIN_BREAK, /* a newline, or where a comment begins */
};

/* A name that begins chains. */
struct chain_head {
    struct str name;
    uint32_t next;   /* with such an ending: index + 1, or 0 */
    uint16_t ending; /* its place in reader->endings */
    bool is_attribute;
};

/*
 * What stands between a name and a dot: behind each newline and each `#` from
 * `from` on, there are only blanks and comments before `to`.
 */
struct chain_gap {
    size_t from;
    size_t to;
};

/* A chain has fewer, before and behind each dot. */
enum { CHAIN_GAPS = 2 * CHAIN_LINKS_MAX };

struct chain_reader {
    struct chain_set set;
    /* The rest is its own. */
    bool every_head;
    struct {
        VEC_FIELDS(struct chain_head);
    } heads;
    uint32_t endings[CHAIN_ENDINGS]; /* the first head: index + 1, or 0 */
    uint64_t has_ending[CHAIN_ENDINGS / 64]; /* a bit per ending: is there one?
                                                It is all that most dots need,
                                                and fits the nearest cache. */
    unsigned char classes[256];              /* enum chain_class */
    unsigned char in_ascii[256]; /* letters and digits: themselves, or 0 */
    struct chain_gap gaps[CHAIN_GAPS]; /* the last ones */
    size_t gaps_made;
    size_t names_dot; /* the dot behind which `names` stand, or SIZE_MAX */
    struct buf names; /* with dots before them */
    struct buf chain; /* the one being put together */
};

void chain_reader_init(struct chain_reader *reader);
/* The chains found move to `keep`. */
void chain_reader_release(struct chain_reader *reader, struct arena *keep);

/* Forget the file before. */
void chain_begin(struct chain_reader *reader);
/*
 * An import binds `name`, which is not empty and lives until chain_read; if
 * it stands in a class, the name may follow a dot.
 */
void chain_head(struct chain_reader *reader, struct str name,
                bool is_attribute);
/* Any name may be bound. */
void chain_any_head(struct chain_reader *reader);
/* Find the chains of two links and more that begin with a head. */
void chain_read(struct chain_reader *reader, struct str text);
/* A chain of one link. */
void chain_listed(struct chain_reader *reader, struct str name);

#endif
