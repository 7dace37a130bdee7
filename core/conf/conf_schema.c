/* SPDX-License-Identifier: MIT */
#include "core/conf/conf.h"

#include "core/base/json.h"
#include "core/conf/conf_table.h"
#include "core/conf/conf_unit.h"
#include "core/conf/conf_value.h"

/* What conf_value_text accepts, as far as a pattern can say it. */
static const char *
rule_pattern(enum conf_rule rule)
{
    switch (rule) {
    case CONF_FOLDER:
        return "^(?!/)(?!(.*/)?\\.\\.(/|$)).+$";
    case CONF_NAME:
        return "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$";
    case CONF_NAMESPACE:
        return "^[A-Za-z0-9_][A-Za-z0-9_./-]{0,127}$";
    case CONF_PUBLIC_KEY:
        return "^[0-9A-Fa-f]{64}$";
    case CONF_VARIABLE:
        return "^[A-Za-z_][A-Za-z0-9_]{0,127}\\*?$";
    case CONF_ASSIGNMENT:
        return "^[A-Za-z_][A-Za-z0-9_]{0,127}=";
    default:
        return NULL;
    }
}

static void
write_words(struct json *json, const char *const *words)
{
    json_key(json, "enum");
    json_array(json);
    for (size_t i = 0; words[i]; i++)
        json_text(json, words[i]);
    json_close(json);
}

/* YAML takes 2 for a number and "2-9" for text. */
static void
write_status(struct json *json)
{
    json_key(json, "oneOf");
    json_array(json);
    json_object(json);
    json_key_text(json, "type", "integer");
    json_key_number(json, "minimum", 0);
    json_key_number(json, "maximum", 255);
    json_close(json);
    json_object(json);
    json_key_text(json, "type", "string");
    json_key_text(json, "pattern", conf_unit_status_pattern);
    json_close(json);
    json_close(json);
}

/* The members that describe one text by the rule of `key`. */
static void
write_text(struct json *json, const struct conf_key *key)
{
    if (key->rule == CONF_STATUS) {
        write_status(json);
        return;
    }
    json_key_text(json, "type", "string");
    if (key->words)
        write_words(json, key->words);
    else if (rule_pattern(key->rule))
        json_key_text(json, "pattern", rule_pattern(key->rule));
    else
        json_key_number(json, "minLength", 1);
}

static void
write_texts(struct json *json, const struct conf_key *key)
{
    json_key_text(json, "type", "array");
    json_key(json, "items");
    json_object(json);
    write_text(json, key);
    json_close(json);
}

static void
write_integer(struct json *json, const struct conf_key *key)
{
    json_key_text(json, "type", "integer");
    json_key_number(json, "minimum", (int64_t)key->min);
    json_key_number(json, "maximum", (int64_t)key->max);
}

static void
write_count(struct json *json, const struct conf_key *key)
{
    if (!key->zero_word) {
        write_integer(json, key);
        return;
    }
    json_key(json, "oneOf");
    json_array(json);
    json_object(json);
    write_integer(json, key);
    json_close(json);
    json_object(json);
    json_key_text(json, "const", key->zero_word);
    json_close(json);
    json_close(json);
}

static void
write_quantity(struct json *json, const struct conf_key *key)
{
    struct buf pattern;

    buf_init(&pattern, BUF_UNLIMITED);
    if (key->type == CONF_SIZE)
        conf_unit_size_pattern(&pattern);
    else
        conf_unit_duration_pattern(&pattern);
    json_key_text(json, "type", "string");
    json_key_text(json, "pattern", buf_cstr(&pattern));
    buf_release(&pattern);
}

static void
write_only_item(struct json *json, const struct conf_key *key)
{
    json_array(json);
    json_text(json, key->fallback);
    json_close(json);
}

static void
write_default(struct json *json, const struct conf_key *key)
{
    uint64_t number;

    if (!key->fallback)
        return;
    json_key(json, "default");
    if (key->type == CONF_BOOL)
        json_bool(json, str_equal(str_from(key->fallback), STR("true")));
    else if (key->type == CONF_COUNT &&
             conf_unit_number(str_from(key->fallback), &number))
        json_number(json, (int64_t)number);
    else if (key->type == CONF_TEXTS)
        write_only_item(json, key);
    else
        json_text(json, key->fallback);
}

static void write_table(struct json *json, const struct conf_table *table,
                        struct str section);

/* A mapping may be left empty in YAML, which is null. */
static void
write_map_type(struct json *json)
{
    json_key(json, "type");
    json_array(json);
    json_text(json, "object");
    json_text(json, "null");
    json_close(json);
}

static void
write_depends(struct json *json, const struct conf_key *key)
{
    write_map_type(json);
    json_key(json, "additionalProperties");
    json_object(json);
    write_texts(json, key);
    json_close(json);
}

static void
write_analyzers(struct json *json)
{
    write_map_type(json);
    json_key(json, "propertyNames");
    json_object(json);
    json_key_text(json, "pattern", rule_pattern(CONF_NAME));
    json_close(json);
    json_key(json, "additionalProperties");
    json_object(json);
    write_map_type(json);
    write_table(json, &conf_analyzer_keys, (struct str){NULL, 0});
    json_close(json);
}

static void
write_tiers(struct json *json)
{
    json_key(json, "type");
    json_array(json);
    json_text(json, "array");
    json_text(json, "null");
    json_close(json);
    json_key(json, "items");
    json_object(json);
    json_key_text(json, "type", "object");
    write_table(json, &conf_tier_keys, (struct str){NULL, 0});
    json_key(json, "required");
    json_array(json);
    json_text(json, "name");
    json_text(json, "analyzers");
    json_close(json);
    json_close(json);
}

static void
write_type(struct json *json, const struct conf_table *table,
           const struct conf_key *key)
{
    switch (key->type) {
    case CONF_SECTION:
        write_map_type(json);
        write_table(json, table, str_from(key->path));
        break;
    case CONF_BOOL:
        json_key_text(json, "type", "boolean");
        break;
    case CONF_COUNT:
        write_count(json, key);
        break;
    case CONF_SIZE:
    case CONF_DURATION:
        write_quantity(json, key);
        break;
    case CONF_WORD:
    case CONF_TEXT:
        write_text(json, key);
        break;
    case CONF_TEXTS:
        write_texts(json, key);
        break;
    case CONF_DEPENDS:
        write_depends(json, key);
        break;
    case CONF_ANALYZERS:
        write_analyzers(json);
        break;
    case CONF_TIERS:
        write_tiers(json);
        break;
    }
}

static void
write_help(struct json *json, const struct conf_key *key)
{
    struct buf since;

    buf_init(&since, BUF_UNLIMITED);
    buf_printf(&since, "since %s", key->since);
    json_key_text(json, "description", key->help);
    json_key_text(json, "$comment", buf_cstr(&since));
    buf_release(&since);
}

/* "properties" and "additionalProperties" of one section of a table. */
static void
write_table(struct json *json, const struct conf_table *table,
            struct str section)
{
    json_key(json, "properties");
    json_object(json);
    for (size_t i = 0; i < table->len; i++) {
        const struct conf_key *key = &table->keys[i];
        if (!str_equal(conf_key_section(key), section))
            continue;
        json_key_str(json, conf_key_name(key));
        json_object(json);
        write_help(json, key);
        write_type(json, table, key);
        write_default(json, key);
        json_close(json);
    }
    json_close(json);
    json_key_bool(json, "additionalProperties", false);
}

void
conf_schema(struct buf *out)
{
    struct json json;

    json_init(&json, out);
    json_object(&json);
    json_key_text(&json, "$schema",
                  "https://json-schema.org/draft/2020-12/schema");
    json_key_text(&json, "title", "depstamp.yaml");
    json_key_text(&json, "description", "Settings of depstamp for one project");
    write_map_type(&json);
    write_table(&json, &conf_settings, (struct str){NULL, 0});
    json_close(&json);
    buf_byte(out, '\n');
}
