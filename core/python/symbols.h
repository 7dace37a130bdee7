/* SPDX-License-Identifier: MIT */
/*
 * symbols - what a source file declares and uses, and how much of it others
 * can see: tier `symbols` of the design.
 *
 * A record is a pure function of the bytes of a file, so it is stored by
 * content and no version of a file is parsed twice.  It is one block of bytes
 * without pointers, used in place:
 *
 *     offset  bytes
 *          0      8  "dssymb2\n"
 *          8      4  0x01020304 in the writer's byte order
 *         12      4  enum symbols_flag
 *         16     96  the file's stamps: declared, inferred, code
 *        112     32  numbers of digests, units, imports, definitions, names,
 *                    bytes of references, of uses, of text
 *        144         the arrays in this order, each aligned to 8
 *
 * A unit (design.md, "Keys follow names") is a name with all that decides
 * what it means.  Its references are numbers (7 bits per byte, low ones
 * first): the line, the digests (the first one * 2, + 1 if it is the one for
 * all levels), three groups by the first level that sees them, each a count
 * and chains, and a group of imports, a count and numbers in imports.  A
 * chain is numbers: name * 2 + 1, without the + 1 the last one.
 *
 * Uses are numbers too, in the order of the source: name * 4, + 2 if it
 * stands behind a dot, + 1 if it is not in the line of the use before; then
 * columns since the use before, or lines since then and the column.  Names
 * that can mean nothing but a local variable or a builtin are left out.
 *
 * A definition is name, then line | kind << 22 | seen << 25 | depth << 28,
 * then 16 bits each of the digests of head and body; names are where they
 * begin in the text, with 2 bytes each, or 4 if SYMBOLS_WIDE.
 *
 * Ownership: a view borrows the record.  Threads: read-only.
 */
#ifndef CORE_PYTHON_SYMBOLS_H
#define CORE_PYTHON_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/hash.h"
#include "core/base/str.h"

/* Which stamp: how much an importer sees (levels.md). */
enum stamp_level { STAMP_DECLARED, STAMP_INFERRED, STAMP_CODE, STAMPS };

enum symbols_flag {
    /* Stamped by its content: what it declares cannot be told (A1). */
    SYMBOLS_DAMAGED = 1 << 0,
    /* A comment sets mypy's local_partial_types, one way or the other (D9). */
    SYMBOLS_PARTIAL_TYPES = 1 << 1,
    /* What its names mean cannot be told unit by unit. */
    SYMBOLS_COARSE = 1 << 2,
    /* Its names begin in more than 64 KB of text. */
    SYMBOLS_WIDE = 1 << 3,
    /* It may ask for the classes below one, whatever their names (U11). */
    SYMBOLS_SUBCLASSES = 1 << 4,
};

enum definition_kind {
    DEFINITION_CLASS,
    DEFINITION_FUNCTION,
    DEFINITION_METHOD,
    DEFINITION_ATTRIBUTE, /* of the module, a class or an instance */
    DEFINITION_IMPORT,    /* a name that an import binds */
};

#define NO_DEFINITION UINT32_MAX
#define NO_NAME UINT32_MAX

/* A larger source is stamped by its content; so is one whose parse takes about
   a gigabyte. */
enum { SYMBOLS_SOURCE_MAX = 32 << 20 };

struct symbol_definition {
    uint32_t name;   /* in names */
    uint32_t line;   /* 1-based, where its statement begins */
    uint32_t kind;   /* enum definition_kind */
    uint32_t parent; /* the class it is a member of, or NO_DEFINITION */
    uint32_t seen;   /* a function's body: by level, 1 << enum stamp_level */
    uint32_t head;   /* of its tokens up to the body, or of all: 16 bits */
    uint32_t body;   /* of the tokens of a function's body; else 0 */
};

/* The same in a record. */
enum { DEFINITION_LINE_BITS = 22 };
struct packed_definition {
    uint32_t name;
    uint32_t where;
    uint32_t digests;
};

/* Part of a stamp; XXH3 needs 16 bytes, and these are never compared with
   what somebody else made. */
struct symbol_digest {
    unsigned char bytes[16];
};

/* The units that have no name come first. */
enum {
    UNIT_BASE,   /* all that can change what other names mean (U2) */
    UNIT_REST,   /* statements that nobody else sees */
    UNITS_NAMED, /* the number of the first unit that has a name */
};

/* A name with all that decides what it means (units.h). */
struct symbol_unit {
    uint32_t name; /* in names, or NO_NAME */
    uint32_t refs; /* where its references begin */
};

enum symbol_import_flag {
    SYMBOL_LOCAL = 1 << 0,    /* in the body of a function */
    SYMBOL_IN_CLASS = 1 << 1, /* directly in that of a class (U8) */
    /* A statement of the module by itself: each name that it binds is another
       import, so a unit's stamp says nothing of the statement. */
    SYMBOL_SIMPLE = 1 << 2,
    /* From here on, the first level that sees the body around. */
    SYMBOL_LEVEL_SHIFT = 3,
};

/* An import statement, in the order of the source. */
struct symbol_import {
    uint32_t line;
    uint16_t lines; /* below the first one */
    uint16_t flags; /* enum symbol_import_flag */
};

struct symbols {
    uint32_t flags; /* enum symbols_flag */
    struct digest stamps[STAMPS];
    /* The first one is of all import statements together, with what is around
       them (U9). */
    const struct symbol_digest *digests;
    const struct symbol_unit *units;
    const struct symbol_import *imports;
    const struct packed_definition *definitions;
    const void *names;
    const unsigned char *refs;
    const unsigned char *uses;
    const char *text;
    uint32_t digests_len;
    uint32_t units_len; /* 0: there are none, and names cannot be told apart */
    uint32_t imports_len;
    uint32_t definitions_len;
    uint32_t names_len;
    uint32_t refs_len;
    uint32_t uses_len;
    uint32_t text_len;
};

/* Look into a record; false if it is not one, or not whole. */
bool symbols_view(struct str record, struct symbols *symbols);

/* The record's bytes, appended to `out`. */
void symbols_write(const struct symbols *symbols, struct buf *out);

/* Where the name begins in the text; that of names_len is the text's end. */
static inline uint32_t
symbols_name_start(const struct symbols *symbols, uint32_t name)
{
    if (name == symbols->names_len) {
        return symbols->text_len;
    }
    return symbols->flags & SYMBOLS_WIDE
               ? ((const uint32_t *)symbols->names)[name]
               : ((const uint16_t *)symbols->names)[name];
}

static inline struct str
symbols_name(const struct symbols *symbols, uint32_t name)
{
    uint32_t start = symbols_name_start(symbols, name);
    return (struct str){symbols->text + start,
                        symbols_name_start(symbols, name + 1) - start};
}

/* Classes in classes beyond that many count as on the level of this one. */
enum { DEFINITION_DEPTH_MAX = 15 };

/* Where a walk over the definitions is, which are in the order of the source
   but for members of instances. */
struct symbol_definitions {
    const struct symbols *symbols;
    uint32_t next;
    uint32_t parents[DEFINITION_DEPTH_MAX + 1]; /* the class last seen */
};

struct symbol_definitions symbols_definitions(const struct symbols *symbols);
/* False behind the last one. */
bool symbol_definitions_next(struct symbol_definitions *definitions,
                             struct symbol_definition *definition);

/* A name that is used. */
struct symbol_use {
    uint32_t name; /* in names */
    bool dotted;   /* it stands behind a dot */
    uint32_t line;
    uint32_t column; /* in code points from 0 */
};

/* Where a walk over the uses is. */
struct symbol_uses {
    const struct symbols *symbols;
    uint32_t at;
    uint32_t line;
    uint32_t column;
};

struct symbol_uses symbols_uses(const struct symbols *symbols);

/* False behind the last one, and where the record makes no sense. */
bool symbol_uses_next(struct symbol_uses *uses, struct symbol_use *use);

/* The line of the first statement that binds the unit; 0 if the record makes
   no sense. */
uint32_t symbols_unit_line(const struct symbols *symbols, uint32_t unit);

/* The stamp of a unit; NULL where the record makes no sense. */
const struct symbol_digest *symbols_unit_stamp(const struct symbols *symbols,
                                               uint32_t unit,
                                               enum stamp_level level);

/* No chain of names is longer; what comes behind is cut off. */
enum { UNIT_LINKS_MAX = 8 };

/* What a unit refers to: a chain of names, or an import statement in it. */
struct symbol_ref {
    uint32_t names[UNIT_LINKS_MAX]; /* in names */
    uint32_t len;                   /* 0: it is an import */
    enum stamp_level level;         /* the first that sees it */
    uint32_t import;                /* in imports */
};

/* Where a walk over the references of one unit is. */
struct symbol_refs {
    const struct symbols *symbols;
    uint32_t at;
    uint32_t end;
    uint32_t left;  /* in the group */
    uint32_t group; /* enum stamp_level, then the imports */
};

struct symbol_refs symbols_refs(const struct symbols *symbols, uint32_t unit);

/* False behind the last one, and where the record makes no sense. */
bool symbol_refs_next(struct symbol_refs *refs, struct symbol_ref *ref);

struct symbol_reader;

struct symbol_reader *symbol_reader_new(enum hash_algorithm algorithm);
void symbol_reader_free(struct symbol_reader *reader);

/*
 * The record of the source `bytes`, as they are on the disk.  `content` is
 * their digest, the stamp of a file that cannot be read as Python.  Valid
 * until the next call with the same reader.
 */
const struct symbols *symbols_read(struct symbol_reader *reader,
                                   struct str bytes,
                                   const struct digest *content);

/* How a skeleton is to be printed. */
struct skeleton_wish {
    enum stamp_level level;
    /* What is left stands on the lines it stood on, so that messages about it
       point to the source; without, equal stamps mean equal bytes. */
    bool keep_lines;
    bool stub; /* of a .pyi, where a body is `...` */
};

/*
 * The file as an importer of `wish->level` sees it: Python with what the
 * level does not see left out, appended to `out`.  A damaged file comes out
 * as it is.
 */
void symbols_skeleton(struct symbol_reader *reader, struct str bytes,
                      const struct skeleton_wish *wish, struct buf *out);

#endif
