/*
 * The first accepted notification of a file of the pack, for tests that need a genuine one.
 */
#ifndef ACKWELL_TESTS_SAMPLE_H
#define ACKWELL_TESTS_SAMPLE_H

#include "json.h"

typedef struct {
    char *file;
    json *pack;
    const char *config; /* the document, `config_len` bytes */
    size_t config_len;
    const char *provider;
    const char *body;
    const char *peer;
} sample;

static inline void sample_free(sample *got)
{
    json_free(got->pack);
    free(got->file);
}

static inline bool sample_read(const char *folder, const char *name, sample *into)
{
    char path[4096];
    size_t len = 0;
    memset(into, 0, sizeof *into);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    into->file = read_file(path, &len);
    into->pack = into->file == NULL ? NULL : json_parse(into->file, len);
    const json *cases = json_get(into->pack, "cases");
    for (const json *item = cases == NULL ? NULL : cases->first; item; item = item->next) {
        const char *outcome = json_text(json_get(item, "expected"), "outcome");
        const json *request = json_get(item, "request");
        const json *config = json_get(item, "config");
        if (config != NULL && config->type == JSON_STRING) {
            config = json_get(json_get(into->pack, "configs"), config->text);
        }
        if (outcome != NULL && strcmp(outcome, "accepted") == 0 && config != NULL) {
            into->config = config->raw;
            into->config_len = config->raw_len;
            into->provider = json_text(item, "provider");
            into->body = json_text(request, "body");
            into->peer = json_text(request, "peer");
            return into->body != NULL && into->peer != NULL && into->provider != NULL;
        }
    }
    sample_free(into);
    return false;
}

#endif
