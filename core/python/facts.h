/* SPDX-License-Identifier: MIT */
/*
 * facts - what a source file says about imports, before anything is
 * resolved.
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
 * The table is flat arrays without pointers, because it is also the layout
 * of the index on disk, where it is mapped and not read:
 *
 *     files       file_id -> range of items
 *     items       in source order: line, flags, statement
 *     statements  -> range of imports
 *     imports     module and name as ranges of text
 *     text        bytes
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
    uint16_t module_len;
    uint16_t name_len;
    uint16_t level; /* leading dots */
    uint8_t form;   /* enum import_form */
    uint8_t flags;  /* enum import_flag: what the statement itself says */
    uint32_t row;   /* lines below the statement's first line */
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

struct fact_file {
    uint32_t first; /* in items */
    uint32_t len;
};

struct facts_table {
    const struct fact_file *files;
    const struct fact_item *items;
    const struct fact_statement *statements;
    const struct fact_import *imports;
    const char *text;
    size_t files_len;
    size_t items_len;
    size_t statements_len;
    size_t imports_len;
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

/*
 * True if every range of the table lies inside its arrays, so that a table
 * taken from disk can be used without looking again.
 */
int facts_table_valid(const struct facts_table *table);

#endif
