/* SPDX-License-Identifier: MIT */
#include "core/store/squeeze.h"

#include <stdlib.h>
#include <zstd.h>

#include "core/base/memory.h"

struct squeeze {
    unsigned level;
    ZSTD_CCtx *packing;
    ZSTD_DCtx *unpacking;
};

struct squeeze *
squeeze_new(unsigned level)
{
    struct squeeze *squeeze = memory_zero(sizeof(*squeeze));
    squeeze->level = level;
    return squeeze;
}

void
squeeze_free(struct squeeze *squeeze)
{
    if (squeeze) {
        ZSTD_freeCCtx(squeeze->packing);
        ZSTD_freeDCtx(squeeze->unpacking);
        free(squeeze);
    }
}

bool
squeeze_pack(struct squeeze *squeeze, struct str data, struct buf *out)
{
    size_t room = ZSTD_compressBound(data.len);
    char *at = buf_reserve(out, room);
    if (!squeeze->packing) {
        squeeze->packing = ZSTD_createCCtx();
    }
    if (!squeeze->packing) {
        memory_exhausted();
    }
    if (!at) {
        return false;
    }
    size_t len = ZSTD_compressCCtx(squeeze->packing, at, room,
                                   data.len > 0 ? data.data : "", data.len,
                                   (int)squeeze->level);
    if (ZSTD_isError(len)) {
        return false;
    }
    out->len += len;
    return true;
}

bool
squeeze_unpack(struct squeeze *squeeze, struct str frame, size_t len,
               struct buf *out)
{
    char *at = buf_reserve(out, len);
    if (!squeeze->unpacking) {
        squeeze->unpacking = ZSTD_createDCtx();
    }
    if (!squeeze->unpacking) {
        memory_exhausted();
    }
    if (!at || ZSTD_decompressDCtx(squeeze->unpacking, at, len, frame.data,
                                   frame.len) != len) {
        return false;
    }
    out->len += len;
    return true;
}

const char *
squeeze_version(void)
{
    return ZSTD_versionString();
}
