/* SPDX-License-Identifier: MIT */
/*
 * symbols - what a source file declares and uses, and how much of it others
 * can see: tier `symbols` of the design.
 *
 * A record is a pure function of the bytes of a file, so it is stored by
 * content and no version of a file is parsed twice.  It is one block of bytes
 * without pointers, laid out by top-level statement, and used in place:
 *
 *     offset  bytes
 *          0      8  "dssymb1\n"
 *          8      4  0x01020304 in the writer's byte order
 *         12      4  enum symbols_flag
 *         16     96  the file's stamps: declared, inferred, code
 *        112     24  numbers of statements, digests, definitions, names,
 *                    bytes of uses, bytes of text
 *        136         the arrays in this order, each aligned to 8
 *
 * A unit (design.md, "Keys follow names") is a name with all statements that
 * bind it: the definitions without parent that have the same name say which.
 *
 * uses are, per statement and in source order, sequences of numbers (7 bits
 * per byte, low ones first): name * 2 + 1 if it stands behind a dot; lines
 * since the use before (since the statement's line for the first); column,
 * in code points from 0.
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
};

enum definition_kind {
    DEFINITION_CLASS,
    DEFINITION_FUNCTION,
    DEFINITION_METHOD,
    DEFINITION_ATTRIBUTE, /* of the module, a class or an instance */
    DEFINITION_IMPORT,    /* a name that an import binds */
};

#define NO_DEFINITION UINT32_MAX

/* A larger source is stamped by its content; so is one whose parse takes about
   a gigabyte. */
enum { SYMBOLS_SOURCE_MAX = 32 << 20 };

struct symbol_definition {
    uint32_t name;      /* in names */
    uint32_t line;      /* 1-based, where its statement begins */
    uint32_t kind;      /* enum definition_kind */
    uint32_t parent;    /* the class it is a member of, or NO_DEFINITION */
    uint32_t statement; /* the top-level statement it stands in */
    uint32_t doc_line;  /* of its docstring; 0: none */
    uint32_t doc_lines;
    uint32_t seen; /* a function's body: by level, 1 << enum stamp_level */
    uint64_t head; /* of its tokens up to the body, or of all */
    uint64_t body; /* of the tokens of a function's body; else 0 */
};

/* A statement of the module, and what stands up to the next one. */
struct symbol_statement {
    uint32_t line;
    uint32_t digests; /* the first of its three, or the one for all three */
    uint32_t same;    /* 1: all levels see the same of it */
    uint32_t uses;    /* where its uses begin */
};

/* Part of a stamp; XXH3 needs 16 bytes, and these are never compared with
   what somebody else made. */
struct symbol_digest {
    unsigned char bytes[16];
};

struct symbol_name {
    uint32_t offset; /* in text */
    uint32_t len;
};

struct symbols {
    uint32_t flags; /* enum symbols_flag */
    struct digest stamps[STAMPS];
    const struct symbol_statement *statements;
    const struct symbol_digest *digests;
    const struct symbol_definition *definitions;
    const struct symbol_name *names;
    const unsigned char *uses;
    const char *text;
    uint32_t statements_len;
    uint32_t digests_len;
    uint32_t definitions_len;
    uint32_t names_len;
    uint32_t uses_len;
    uint32_t text_len;
};

/* Look into a record; false if it is not one, or not whole. */
bool symbols_view(struct str record, struct symbols *symbols);

/* The record's bytes, appended to `out`. */
void symbols_write(const struct symbols *symbols, struct buf *out);

static inline struct str
symbols_name(const struct symbols *symbols, uint32_t name)
{
    return (struct str){symbols->text + symbols->names[name].offset,
                        symbols->names[name].len};
}

/* A name that is used. */
struct symbol_use {
    uint32_t name; /* in names */
    bool dotted;   /* it stands behind a dot */
    uint32_t line;
    uint32_t column;
};

/* Where a walk over the uses of one statement is. */
struct symbol_uses {
    const struct symbols *symbols;
    uint32_t at;
    uint32_t end;
    uint32_t line;
};

struct symbol_uses symbols_uses(const struct symbols *symbols,
                                uint32_t statement);

/* False behind the last one, and where the record makes no sense. */
bool symbol_uses_next(struct symbol_uses *uses, struct symbol_use *use);

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
