/* SPDX-License-Identifier: MIT */
/*
 * version - what facts are made of.
 *
 * Facts are stored, and a program that would find others must not take them
 * for its own.  Change the number with whatever changes them.
 */
#ifndef CORE_PYTHON_VERSION_H
#define CORE_PYTHON_VERSION_H

#define FACTS_VERSION "3"   /* tier `imports` (facts.h) */
#define SYMBOLS_VERSION "6" /* tier `symbols` (symbols.h) */
#define GRAMMAR_VERSION "tree-sitter-python 0.25.0"

#endif
