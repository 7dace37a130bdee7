/* SPDX-License-Identifier: MIT */
/*
 * rules - the text of depstamp.ninja, compiled in as bytes by the Makefile.
 */
#ifndef PLUGINS_NINJA_RULES_H
#define PLUGINS_NINJA_RULES_H

#include <stddef.h>

extern const unsigned char ninja_rules[];
extern const size_t ninja_rules_len;

#endif
