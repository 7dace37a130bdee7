/* SPDX-License-Identifier: MIT */
/*
 * place - what a dotted name is: the steps from root to module.
 *
 * The part of resolve.h that looks at folders.  Private to core/python.
 */
#ifndef CORE_PYTHON_PLACE_H
#define CORE_PYTHON_PLACE_H

#include "core/python/resolve.h"

/* An absolute dotted name. */
place_id place_absolute(struct resolver *resolver, root_context context,
                        struct str dotted);

/*
 * A name relative to the folder `base`; an empty name is the package itself.
 * NO_DIR gives an absent place: beyond the project root.
 */
place_id place_relative(struct resolver *resolver, root_context context,
                        dir_id base, struct str dotted);

/* The submodule `name` of a place that is a package; absent if none. */
place_id place_member(struct resolver *resolver, place_id package,
                      struct str name);

/* The first name of an absolute dotted one, by itself. */
place_id place_first(struct resolver *resolver, place_id id);

#endif
