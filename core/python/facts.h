/* SPDX-License-Identifier: MIT */
/*
 * facts - what a source file says about imports, before anything is
 * resolved, and how far it reaches through the names that they bind.
 *
 * Facts are a pure function of the bytes of a file and of few options, so
 * they can be stored by content and shared: two identical files in different
 * folders have the same facts though their relative imports differ.
 *
 * Most import statements occur many times in a tree (63,358 in Home
 * Assistant, 14,144 of them distinct), so a file's facts are a list of
 * (line, statement, guards) and each distinct statement is kept, and was
 * parsed, once.
 *
 * A module can be reached without being imported (levels.md, K2): `import a`
 * and then `a.c`, or `from a import *` where a lists "c" in its __all__.  So
 * facts also hold *chains* of names (chains.h): one of several links begins
 * with a name that an import binds, one of a single link is listed in __all__.
 *
 * The table is flat arrays without pointers, because it is also the layout
 * of the index on disk, where it is mapped and not read:
 *
 *     files       file_id -> range of items, range of ends
 *     items       in source order: line, flags, statement
 *     statements  -> range of imports
 *     imports     module, name and what is bound as ranges of text
 *     ends        the last links of a file's chains, in its order, each once
 *     links       of chains: the link before, if any, and a range of text;
 *                 chains with the same beginning share it
 *     text        bytes, each distinct text once, so that texts that are
 *                 not empty are equal if their offsets are
 *
 * Ownership: a facts_table borrows its arrays (from the mapped index or from
 * a facts_builder).  Threads: read-only.
 */
#ifndef CORE_PYTHON_FACTS_H
#define CORE_PYTHON_FACTS_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"

/* How a module is named; exactly one per import. */
enum import_form {
    FORM_IMPORT,  /* import a.b */
    FORM_FROM,    /* from a import b */
    FORM_STAR,    /* from a import * */
    FORM_DYNAMIC, /* __import__("a"), importlib.import_module("a") */
    FORM_STRING,  /* "a.b.c" where string imports are enabled */
    FORM_DEPENDS, /* # depstamp: depends path-or-module */
};

/* Where and how an import stands; any combination. */
enum import_flag {
    IMPORT_LOCAL = 1 << 0,         /* inside a function or lambda */
    IMPORT_TYPE_CHECKING = 1 << 1, /* runs for type checkers only */
    IMPORT_WEAK = 1 << 2,          /* ImportError is caught */
    IMPORT_LAZY = 1 << 3,          /* PEP 810 */
    IMPORT_ALIASED = 1 << 4,       /* import a.b as c: `a` is not bound */
    IMPORT_OWN_NAME = 1 << 5,      /* dynamic, relative to __name__ */
};

/* One imported thing of one statement. */
struct fact_import {
    uint32_t module; /* offset in text: dotted, without leading dots */
    uint32_t name;   /* offset in text; FORM_FROM only */
    uint32_t bound;  /* offset in text: the name that it binds, if any */
    uint16_t module_len;
    uint16_t name_len;
    uint16_t bound_len;
    uint16_t level; /* leading dots */
    uint32_t row;   /* lines below the statement's first line */
    uint16_t form;  /* enum import_form */
    uint16_t flags; /* enum import_flag: what the statement itself says */
};

struct fact_statement {
    uint32_t first; /* in imports */
    uint32_t len;
};

/* One statement at one place. */
struct fact_item {
    uint32_t line;  /* 1-based, of the first token */
    uint32_t flags; /* enum import_flag: what the place adds */
    uint32_t statement;
};

/* No chain has more links than that; what comes behind is cut off. */
enum { CHAIN_LINKS_MAX = 8 };

#define NO_LINK UINT32_MAX

/* One name of a chain. */
struct fact_link {
    uint32_t before; /* in links, further up; or NO_LINK */
    uint32_t name;   /* offset in text */
    uint16_t name_len;
    uint16_t depth; /* links from the beginning of the chain to this one */
};

struct fact_file {
    uint32_t first; /* in items */
    uint32_t len;
    uint32_t ends_first; /* in ends */
    uint32_t ends_len;
};

struct facts_table {
    const struct fact_file *files;
    const struct fact_item *items;
    const struct fact_statement *statements;
    const struct fact_import *imports;
    const uint32_t *ends;
    const struct fact_link *links;
    const char *text;
    size_t files_len;
    size_t items_len;
    size_t statements_len;
    size_t imports_len;
    size_t ends_len;
    size_t links_len;
    size_t text_len;
};

static inline struct str
fact_module(const struct facts_table *table, const struct fact_import *import)
{
    return (struct str){table->text + import->module, import->module_len};
}

static inline struct str
fact_name(const struct facts_table *table, const struct fact_import *import)
{
    return (struct str){table->text + import->name, import->name_len};
}

static inline struct str
fact_bound(const struct facts_table *table, const struct fact_import *import)
{
    return (struct str){table->text + import->bound, import->bound_len};
}

static inline struct str
fact_link_name(const struct facts_table *table, const struct fact_link *link)
{
    return (struct str){table->text + link->name, link->name_len};
}

/*
 * True if every range of the table lies inside its arrays, so that a table
 * taken from disk can be used without looking again.
 */
int facts_table_valid(const struct facts_table *table);

#endif
