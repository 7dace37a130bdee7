/* SPDX-License-Identifier: MIT */
#include "core/sys/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

unsigned
terminal_columns(int fd)
{
    struct winsize size = {.ws_col = 0};

    return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/* One that does not control our session cannot tell. */
bool
terminal_is_ours(int fd)
{
    pid_t foreground = tcgetpgrp(fd);

    return foreground < 0 || foreground == getpgrp();
}
