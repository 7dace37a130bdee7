/* SPDX-License-Identifier: MIT */
/*
 * walk_classes - where the walk of symbol_walk.h sees classes come to be, by
 * statements and by calls.
 *
 * The line of one in a kept body is part of the stamp (levels.md, D7), and so
 * are the places of those that share a name (I2).  Makers of classes are
 * known by their names, and by what they are called with: `X = nt("X", …)`
 * is one if nt may be another name of namedtuple.  That `a.nt` is one, it
 * takes an import that binds one of the names, `a` most likely; this is known
 * at the end of the file.
 *
 * Private to core/python: it shows tree-sitter's types.
 */
#ifndef CORE_PYTHON_WALK_CLASSES_H
#define CORE_PYTHON_WALK_CLASSES_H

#include "core/python/symbol_walk.h"

/* A class statement. */
void walk_class_statement(struct symbol_walk *walk, TSNode node);

/* Any call. */
void walk_class_call(struct symbol_walk *walk, TSNode call,
                     const struct walk_frame *parent);

/* The name, or all of them if it is `*`, is bound by an import. */
void walk_class_import(struct symbol_walk *walk, struct str name);

/* The file ends: what is no class after all is not seen. */
void walk_class_finish(struct symbol_walk *walk);

#endif
