/* SPDX-License-Identifier: MIT */
/*
 * deps - do the `deps` of targets match what their sources import?
 *
 * A dependency is missing if a source imports a module of a target that is not
 * among them, and superfluous if it has sources and nothing of them is reached
 * by an import.  One without sources of its own stands for those below it;
 * one that has none there either may be needed for anything.  Of a package and
 * a module in it that one import names, the module counts; who catches
 * ImportError may do without.  What no target provides is told where that can
 * be known: not for what is installed, nor where a dependency is none of
 * Python's.
 *
 * Written are: the findings for people, each with the command of buildozer
 * that mends it; these commands as `buildozer -f` reads them; 0 or 1.
 *
 * Threads: as action.h.
 */
#ifndef PLUGINS_BAZEL_DEPS_H
#define PLUGINS_BAZEL_DEPS_H

#include "plugins/bazel/action.h"

int deps_perform(struct action *action, struct err *err);

#endif
