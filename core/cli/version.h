/* SPDX-License-Identifier: MIT */
/* version - of this program, in one place. */
#ifndef CORE_CLI_VERSION_H
#define CORE_CLI_VERSION_H

#define DEPSTAMP_VERSION "0.1.0"
/* Of that version, as mdoc(7) writes dates. */
#define DEPSTAMP_DATE "November 22, 2026"

#endif
