/* SPDX-License-Identifier: MIT */
#include "core/sys/shared_library.h"

#include <dlfcn.h>
#include <string.h>

static const char *
name_of(const struct shared_library *library)
{
    return library->names[0] ? library->names[0] : "the program";
}

/* What the loader has to say is forgotten by the next call. */
static void *
open_first(const struct shared_library *library, struct err *err)
{
    void *handle = NULL;
    for (size_t i = 0; i < library->names_len && !handle; i++) {
        handle = dlopen(library->names[i], RTLD_LAZY | RTLD_LOCAL);
        const char *said = handle ? NULL : dlerror();
        if (i == 0 && !handle) {
            err_set(err, ERR_IO, "cannot load %s: %s", name_of(library),
                    said ? said : "no reason given");
        }
    }
    return handle;
}

int
shared_library_load(const struct shared_library *library, void *table,
                    struct err *err)
{
    void *handle = open_first(library, err);
    if (!handle) {
        return -1;
    }
    for (size_t i = 0; i < library->functions_len; i++) {
        const struct shared_library_function *function = &library->functions[i];
        void *found = dlsym(handle, function->name);
        if (!found) {
            return err_set(err, ERR_IO, "cannot use %s: it has no %s",
                           name_of(library), function->name);
        }
        /* POSIX has pointers to functions and to data of one size, ISO C
           knows no way from one to the other. */
        memcpy((char *)table + function->offset, &found, sizeof(found));
    }
    return 0;
}
