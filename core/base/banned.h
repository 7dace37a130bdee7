/* SPDX-License-Identifier: MIT */
/*
 * banned - calls that are compile errors in all our code.
 *
 * Each of these overruns its buffer, hides its errors, keeps state between
 * threads or follows the locale, and has a better sister.  The Makefile
 * includes this file in front of every source.  A poisoned name is an error
 * wherever it stands, in a system header too, so the headers that mention
 * them come first.
 *
 * printf, exit and their kin, which only cli/ may call, are found by
 * tests/lint/banned.py: they are words of attributes and macros as well.
 */
#ifndef CORE_BASE_BANNED_H
#define CORE_BASE_BANNED_H

#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

/* glibc's fortified headers make macros of these for clang. */
#undef sprintf
#undef vsprintf

/* No bound, or a bound that leaves the NUL out: buf.h, arena_printf. */
#pragma GCC poison strcpy strncpy strcat strncat stpcpy stpncpy
#pragma GCC poison sprintf vsprintf gets getwd
/* State between calls: str_split, localtime_r, gmtime_r, strerror_r. */
#pragma GCC poison strtok localtime gmtime ctime asctime
/* No errors: strtoumax and a look at what is left. */
#pragma GCC poison atoi atol atoll atof
#pragma GCC poison scanf fscanf sscanf vscanf vfscanf vsscanf
/* Names that somebody else may take: mkstemp, or O_EXCL. */
#pragma GCC poison tmpnam tempnam mktemp tmpfile
/* A shell in between: proc.h. */
#pragma GCC poison system popen
/* The same bytes under every locale. */
#pragma GCC poison setlocale strcoll strxfrm

#endif
