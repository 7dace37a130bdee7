/* SPDX-License-Identifier: MIT */
/*
 * terminal - what a terminal says about itself.
 *
 * Threads: safe everywhere.
 */
#ifndef CORE_SYS_TERMINAL_H
#define CORE_SYS_TERMINAL_H

#include <stdbool.h>

/* Columns of the terminal `fd`, or 0 if it is none or does not know. */
unsigned terminal_columns(int fd);

/* False if we run in the background of the terminal `fd`, whose lines belong
   to somebody else then. */
bool terminal_is_ours(int fd);

#endif
