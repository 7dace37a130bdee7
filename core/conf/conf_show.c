/* SPDX-License-Identifier: MIT */
#include "core/conf/conf.h"

#include "core/conf/conf_table.h"
#include "core/conf/conf_value.h"

static void
indent(struct buf *out, int depth)
{
    for (int i = 0; i < depth; i++)
        buf_text(out, "  ");
}

static void
end_line(const struct conf *conf, size_t row, bool is_set, struct buf *out)
{
    struct str origin = conf->origins[row];

    if (is_set || origin.len > 0)
        buf_text(out, "  # ");
    if (origin.len > 0)
        conf_value_comment(origin, out);
    else if (is_set)
        buf_text(out, "default");
    buf_byte(out, '\n');
}

static void
show_depends(const struct conf *conf, struct buf *out)
{
    for (size_t i = 0; i < conf->depends_len; i++) {
        indent(out, 1);
        conf_value_quote(conf->depends[i].subject, out);
        buf_text(out, ": ");
        conf_value_format_list(&conf->depends[i].data, out);
        buf_byte(out, '\n');
    }
}

/*
 * The keys that the user gave the row, which is what the table's offsets
 * count from, being its struct's first member.  `skip` stands elsewhere.
 */
static void
show_row(const struct conf_table *table, const struct conf_row *row,
         const char *skip, struct buf *out)
{
    for (size_t i = 0; i < table->len; i++) {
        const struct conf_key *key = &table->keys[i];
        if (!(row->given >> i & 1) ||
            (skip && str_equal(str_from(skip), str_from(key->path))))
            continue;
        indent(out, 2);
        buf_printf(out, "%s: ", key->path);
        conf_value_format(key, row, out);
        buf_byte(out, '\n');
    }
}

static void
show_analyzers(const struct conf *conf, struct buf *out)
{
    for (size_t i = 0; i < conf->analyzers_len; i++) {
        const struct conf_analyzer *analyzer = &conf->analyzers[i];
        indent(out, 1);
        conf_value_quote(analyzer->row.name, out);
        buf_text(out, analyzer->row.given ? ":\n" : ": {}\n");
        show_row(&conf_analyzer_keys, &analyzer->row, NULL, out);
    }
}

static void
show_tiers(const struct conf *conf, struct buf *out)
{
    for (size_t i = 0; i < conf->tiers_len; i++) {
        const struct conf_tier *tier = &conf->tiers[i];
        indent(out, 1);
        buf_text(out, "- name: ");
        conf_value_quote(tier->row.name, out);
        buf_byte(out, '\n');
        show_row(&conf_tier_keys, &tier->row, "name", out);
    }
}

/* What stands on lines of its own. */
static void
show_rows(const struct conf *conf, size_t row, struct buf *out)
{
    const struct conf_key *key = &conf_settings.keys[row];
    bool is_set = key->type == CONF_DEPENDS     ? conf->depends_len > 0
                  : key->type == CONF_ANALYZERS ? conf->analyzers_set
                                                : conf->tiers_set;
    bool is_empty = key->type == CONF_ANALYZERS ? conf->analyzers_len == 0
                                                : conf->tiers_len == 0;

    buf_printf(out, "%s%s:", is_set ? "" : "# ", key->path);
    if (!is_set)
        buf_text(out, " not set");
    else if (is_empty && key->type != CONF_DEPENDS)
        buf_text(out, key->type == CONF_ANALYZERS ? " {}" : " []");
    end_line(conf, row, is_set, out);
    if (key->type == CONF_DEPENDS)
        show_depends(conf, out);
    else if (key->type == CONF_ANALYZERS)
        show_analyzers(conf, out);
    else
        show_tiers(conf, out);
}

static void
show_value(const struct conf *conf, size_t row, struct buf *out)
{
    const struct conf_key *key = &conf_settings.keys[row];
    struct str name = conf_key_name(key);
    bool is_set = conf_value_is_set(key, conf);

    indent(out, conf_key_section(key).len > 0);
    buf_printf(out, "%s%.*s: ", is_set ? "" : "# ", (int)name.len, name.data);
    if (is_set)
        conf_value_format(key, conf, out);
    else
        buf_text(out, "not set");
    end_line(conf, row, is_set, out);
}

void
conf_show(const struct conf *conf, struct buf *out)
{
    for (size_t i = 0; i < conf_settings.len; i++) {
        const struct conf_key *key = &conf_settings.keys[i];
        if (key->type == CONF_SECTION)
            buf_printf(out, "%s:\n", key->path);
        else if (key->type == CONF_TEXTS || conf_value_is_scalar(key))
            show_value(conf, i, out);
        else
            show_rows(conf, i, out);
    }
}

/* ---- the default file */

static void
document_help(const struct conf_key *key, struct buf *out)
{
    buf_printf(out, "# %c%s.", key->help[0] - 'a' + 'A', key->help + 1);
    for (size_t i = 0; key->type == CONF_WORD && key->words[i]; i++)
        buf_printf(out, "%s %s", i > 0 ? "," : "  One of", key->words[i]);
    buf_text(out, key->type == CONF_WORD ? ".\n" : "\n");
}

/* A setting as a comment: what it is for, and a line to uncomment. */
static void
document(const struct conf_key *key, struct buf *out)
{
    struct str name = conf_key_name(key);
    int depth = conf_key_section(key).len > 0;
    struct str fallback = str_from(key->fallback ? key->fallback : "");

    indent(out, depth);
    document_help(key, out);
    indent(out, depth);
    buf_printf(out, "# %.*s: ", (int)name.len, name.data);
    if (key->fallback && key->type == CONF_TEXT)
        conf_value_quote(fallback, out);
    else
        buf_text(out, key->fallback ? key->fallback : key->example);
    buf_byte(out, '\n');
}

static void
document_row(const struct conf_key *key, const struct conf_hint *hint,
             struct buf *out)
{
    if (hint && hint->comment)
        buf_printf(out, "# %s\n", hint->comment);
    if (hint && hint->value) {
        document_help(key, out);
        buf_text(out, hint->value);
    } else {
        document(key, out);
    }
}

void
conf_default_file(const struct conf_hint *hints, size_t len, struct buf *out)
{
    buf_text(out, "# Settings of depstamp for this project.\n"
                  "#\n"
                  "# What is commented out shows the default, or an example "
                  "where there is none;\n"
                  "# remove the \"# \" to change it.  `depstamp config show` "
                  "says what is in force,\n"
                  "# `depstamp config check` whether this file is right.\n");
    for (size_t i = 0; i < conf_settings.len; i++) {
        const struct conf_key *key = &conf_settings.keys[i];
        bool nested = conf_key_section(key).len > 0;
        if (!nested)
            buf_byte(out, '\n');
        if (key->type == CONF_SECTION) {
            document_help(key, out);
            buf_printf(out, "%s:\n", key->path);
            continue;
        }
        const struct conf_hint *hint = NULL;
        for (size_t k = 0; k < len; k++)
            if (strcmp(hints[k].path, key->path) == 0)
                hint = &hints[k];
        document_row(key, hint, out);
    }
}
