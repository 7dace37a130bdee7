/* SPDX-License-Identifier: MIT */
#include "core/sys/shared_library.h"

#include <dlfcn.h>
#include <string.h>

static int
take(const struct shared_library *library, const char *name, void *table,
     struct err *err)
{
    void *handle = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
    if (!handle) {
        const char *said = dlerror();
        return err_set(err, ERR_IO, "cannot load %s: %s",
                       name ? name : "our program",
                       said ? said : "no reason given");
    }
    for (size_t i = 0; i < library->functions_len; i++) {
        const struct shared_library_function *function = &library->functions[i];
        void *found = dlsym(handle, function->name);
        if (!found) {
            return err_set(err, ERR_IO, "cannot use %s: it has no %s",
                           name ? name : "our program", function->name);
        }
        /* POSIX has pointers to functions and to data of one size, ISO C
           knows no way from one to the other. */
        memcpy((char *)table + function->offset, &found, sizeof(found));
    }
    return 0;
}

int
shared_library_load(const struct shared_library *library, void *table,
                    struct err *err)
{
    struct err other;
    int status = -1;
    for (size_t i = 0; i < library->names_len && status != 0; i++) {
        status = take(library, library->names[i], table, i == 0 ? err : &other);
    }
    return status;
}
