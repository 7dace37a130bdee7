/* SPDX-License-Identifier: MIT */
#include "core/sys/filesystem.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/vfs.h>

/* statfs(2); <linux/magic.h> lacks some of them. */
static const uint32_t remote_types[] = {
    0x00006969, /* NFS */
    0x0000517b, /* SMB */
    0xff534d42, /* CIFS */
    0xfe534d42, /* SMB2 */
    0x01021997, /* 9p */
    0x65735546, /* FUSE, virtiofs */
    0x5346414f, /* AFS */
    0x00c36400, /* Ceph */
    0x0bd00bd0, /* Lustre */
    0x47504653, /* GPFS */
    0x7461636f, /* OCFS2 */
    0x01161970, /* GFS2 */
    0x19830326, /* BeeGFS */
};

bool
filesystem_is_remote(const char *folder)
{
    struct statfs st;
    if (statfs(folder, &st) < 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof(remote_types) / sizeof(*remote_types); i++) {
        if ((uint32_t)st.f_type == remote_types[i]) {
            return true;
        }
    }
    return false;
}
