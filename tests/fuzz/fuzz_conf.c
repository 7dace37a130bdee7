/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as depstamp.yaml: a message or a configuration, never more.
 *
 * What was accepted is shown and read again: the second configuration must
 * be accepted too and be shown as the same bytes, comments aside.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "core/conf/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct conf conf;
    struct conf again;
    struct buf shown;
    struct buf shown_again;
    struct digest digest;
    struct digest digest_again;
    struct err err = {0};

    if (conf_parse("f", text, NULL, &conf, &err) != 0) {
        assert(err.code == ERR_FORMAT || err.code == ERR_LIMIT);
        assert(err.text[0] == 'f' && err.text[1] == ':');
        return 0;
    }
    for (size_t i = 0; i < conf.analyzers_len; i++) {
        struct conf_analyzer complete;
        conf_analyzer_complete(&conf.arena, &conf.analyzers[i], &complete);
        assert(complete.preset.len > 0 || complete.command.len > 0);
    }
    buf_init(&shown, BUF_UNLIMITED);
    buf_init(&shown_again, BUF_UNLIMITED);
    conf_show(&conf, &shown);
    assert(conf_parse("f", buf_view(&shown), NULL, &again, &err) == 0);
    conf_show(&again, &shown_again);
    conf_scan_digest(&conf, &digest);
    conf_scan_digest(&again, &digest_again);
    assert(digest_equal(&digest, &digest_again));
    buf_release(&shown);
    buf_release(&shown_again);
    conf_release(&again);
    conf_release(&conf);
    return 0;
}
