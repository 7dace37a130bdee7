/* SPDX-License-Identifier: MIT */
/*
 * format_columns - columns as tools count them, in code points.
 *
 * Threads: safe for different inputs.
 */
#ifndef CORE_RUN_FORMAT_COLUMNS_H
#define CORE_RUN_FORMAT_COLUMNS_H

#include "core/run/format_reader.h"

/*
 * The diagnostic's columns, 1-based in the tool's unit, become code points.
 * A column whose line cannot be read is unknown (0) if it matters; so is an
 * end without a start.
 */
void columns_to_points(const struct format_input *input,
                       struct diagnostic *diagnostic,
                       const struct counting *counting);

#endif
