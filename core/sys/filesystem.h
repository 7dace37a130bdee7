/* SPDX-License-Identifier: MIT */
/*
 * filesystem - what kind of file system a folder lies on.
 *
 * Threads: safe everywhere.
 */
#ifndef CORE_SYS_FILESYSTEM_H
#define CORE_SYS_FILESYSTEM_H

#include <stdbool.h>

/*
 * True if another machine may change the files of the folder, or a program
 * does in the kernel's place: memory shared through such files is not the
 * same for all.  False if it cannot be told.
 */
bool filesystem_is_remote(const char *folder);

#endif
