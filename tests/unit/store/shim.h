/* SPDX-License-Identifier: MIT */
/*
 * shim - a file system that fails when it is told to.
 *
 * It stands between SQLite and the real one: the n-th call of a kind fails
 * with a code of the test's choice, or kills the process.  While one is
 * armed waiting takes no time, so a lock that never comes free costs none.
 * Not a layer: only tests of the store include this.
 *
 * Calling sequence: shim_install once; shim_arm, what is to fail,
 * shim_disarm, which tells whether it came to that.
 */
#ifndef TESTS_UNIT_STORE_SHIM_H
#define TESTS_UNIT_STORE_SHIM_H

#include <signal.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <string.h>

enum shim_call {
    SHIM_OPEN,
    SHIM_READ,
    SHIM_WRITE,
    SHIM_TRUNCATE,
    SHIM_SIZE,
    SHIM_LOCK,
    SHIM_SHM_MAP,
    SHIM_SHM_LOCK,
    SHIM_DELETE,
    SHIM_ACCESS,
    SHIM_CALLS
};

struct shim_fault {
    enum shim_call call;
    int nth;     /* 1 is the first; 0: none fails */
    int rc;      /* what SQLite is told */
    bool stays;  /* all calls after it fail, too */
    bool kills;  /* the process, after half of what was to be written */
    int counted; /* calls of the kind so far */
};

static struct shim_fault shim_fault;
static sqlite3_vfs shim_vfs;
static sqlite3_vfs *shim_real;

struct shim_file {
    sqlite3_file base;
    sqlite3_file *real; /* behind this struct */
};

static inline sqlite3_file *
shim_file(sqlite3_file *file)
{
    return ((struct shim_file *)file)->real;
}

static inline bool
shim_hits(enum shim_call call)
{
    struct shim_fault *fault = &shim_fault;

    if (fault->nth == 0 || fault->call != call)
        return false;
    fault->counted++;
    return fault->counted == fault->nth ||
           (fault->stays && fault->counted > fault->nth);
}

/* SQLITE_OK if this call is to go through. */
static inline int
shim_check(enum shim_call call)
{
    if (!shim_hits(call))
        return SQLITE_OK;
    if (shim_fault.kills)
        raise(SIGKILL);
    return shim_fault.rc;
}

static int
shim_close(sqlite3_file *file)
{
    return shim_file(file)->pMethods->xClose(shim_file(file));
}

static int
shim_read(sqlite3_file *file, void *data, int len, sqlite3_int64 at)
{
    int rc = shim_check(SHIM_READ);
    return rc ? rc
              : shim_file(file)->pMethods->xRead(shim_file(file), data, len,
                                                 at);
}

static int
shim_write(sqlite3_file *file, const void *data, int len, sqlite3_int64 at)
{
    sqlite3_file *real = shim_file(file);

    if (!shim_hits(SHIM_WRITE))
        return real->pMethods->xWrite(real, data, len, at);
    if (len > 1)
        real->pMethods->xWrite(real, data, len / 2, at);
    if (shim_fault.kills)
        raise(SIGKILL);
    return shim_fault.rc;
}

static int
shim_truncate(sqlite3_file *file, sqlite3_int64 len)
{
    int rc = shim_check(SHIM_TRUNCATE);
    return rc ? rc : shim_file(file)->pMethods->xTruncate(shim_file(file), len);
}

static int
shim_sync(sqlite3_file *file, int flags)
{
    return shim_file(file)->pMethods->xSync(shim_file(file), flags);
}

static int
shim_size(sqlite3_file *file, sqlite3_int64 *size)
{
    int rc = shim_check(SHIM_SIZE);
    return rc ? rc
              : shim_file(file)->pMethods->xFileSize(shim_file(file), size);
}

static int
shim_lock(sqlite3_file *file, int level)
{
    int rc = shim_check(SHIM_LOCK);
    return rc ? rc : shim_file(file)->pMethods->xLock(shim_file(file), level);
}

static int
shim_unlock(sqlite3_file *file, int level)
{
    return shim_file(file)->pMethods->xUnlock(shim_file(file), level);
}

static int
shim_reserved(sqlite3_file *file, int *out)
{
    return shim_file(file)->pMethods->xCheckReservedLock(shim_file(file), out);
}

static int
shim_control(sqlite3_file *file, int which, void *argument)
{
    return shim_file(file)->pMethods->xFileControl(shim_file(file), which,
                                                   argument);
}

static int
shim_sector(sqlite3_file *file)
{
    return shim_file(file)->pMethods->xSectorSize(shim_file(file));
}

static int
shim_traits(sqlite3_file *file)
{
    return shim_file(file)->pMethods->xDeviceCharacteristics(shim_file(file));
}

static int
shim_shm_map(sqlite3_file *file, int page, int size, int extend,
             void volatile **out)
{
    int rc = shim_check(SHIM_SHM_MAP);
    if (rc)
        *out = NULL;
    return rc ? rc
              : shim_file(file)->pMethods->xShmMap(shim_file(file), page, size,
                                                   extend, out);
}

static int
shim_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    bool locks = flags & SQLITE_SHM_LOCK;
    int rc = locks ? shim_check(SHIM_SHM_LOCK) : SQLITE_OK;
    return rc ? rc
              : shim_file(file)->pMethods->xShmLock(shim_file(file), offset, n,
                                                    flags);
}

static void
shim_shm_barrier(sqlite3_file *file)
{
    shim_file(file)->pMethods->xShmBarrier(shim_file(file));
}

static int
shim_shm_unmap(sqlite3_file *file, int delete)
{
    return shim_file(file)->pMethods->xShmUnmap(shim_file(file), delete);
}

static int
shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
          int *out_flags)
{
    static const sqlite3_io_methods methods = {
        .iVersion = 2,
        .xClose = shim_close,
        .xRead = shim_read,
        .xWrite = shim_write,
        .xTruncate = shim_truncate,
        .xSync = shim_sync,
        .xFileSize = shim_size,
        .xLock = shim_lock,
        .xUnlock = shim_unlock,
        .xCheckReservedLock = shim_reserved,
        .xFileControl = shim_control,
        .xSectorSize = shim_sector,
        .xDeviceCharacteristics = shim_traits,
        .xShmMap = shim_shm_map,
        .xShmLock = shim_shm_lock,
        .xShmBarrier = shim_shm_barrier,
        .xShmUnmap = shim_shm_unmap,
    };
    struct shim_file *own = (struct shim_file *)file;
    int rc = shim_check(SHIM_OPEN);

    (void)vfs;
    own->base.pMethods = NULL;
    own->real = (sqlite3_file *)(own + 1);
    if (rc != SQLITE_OK)
        return rc;
    rc = shim_real->xOpen(shim_real, name, own->real, flags, out_flags);
    if (own->real->pMethods)
        own->base.pMethods = &methods;
    return rc;
}

static int
shim_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    int rc = shim_check(SHIM_DELETE);
    (void)vfs;
    return rc ? rc : shim_real->xDelete(shim_real, name, sync);
}

static int
shim_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    int rc = shim_check(SHIM_ACCESS);
    (void)vfs;
    return rc ? rc : shim_real->xAccess(shim_real, name, flags, out);
}

static int
shim_sleep(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    return shim_fault.nth > 0 ? microseconds
                              : shim_real->xSleep(shim_real, microseconds);
}

static inline void
shim_install(void)
{
    shim_real = sqlite3_vfs_find(NULL);
    shim_vfs = *shim_real;
    shim_vfs.zName = "shim";
    shim_vfs.pNext = NULL;
    shim_vfs.szOsFile = (int)sizeof(struct shim_file) + shim_real->szOsFile;
    shim_vfs.xOpen = shim_open;
    shim_vfs.xDelete = shim_delete;
    shim_vfs.xAccess = shim_access;
    shim_vfs.xSleep = shim_sleep;
    sqlite3_vfs_register(&shim_vfs, 1);
}

static inline void
shim_arm(struct shim_fault fault)
{
    shim_fault = fault;
}

/* True if the call that was to fail came. */
static inline bool
shim_disarm(void)
{
    bool came = shim_fault.counted >= shim_fault.nth;
    shim_fault = (struct shim_fault){0};
    return came;
}

#endif
