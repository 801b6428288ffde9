/*
 * The folder and the variables of a case about references, as tests/README.md describes them.
 */
#ifndef ACKWELL_TEST_REFERENCES_H
#define ACKWELL_TEST_REFERENCES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "json.h"

/* What stands for the folder in documents and messages. */
#define REFERENCES_FOLDER "@FOLDER@"

static uint8_t *from_base64(const char *text, size_t *len)
{
    const char *alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint8_t *out = (uint8_t *)malloc(strlen(text) + 1);
    unsigned bits = 0;
    int held = 0;
    *len = 0;
    for (; out != NULL && *text != 0 && *text != '='; text++) {
        const char *found = strchr(alphabet, *text);
        if (found == NULL) {
            free(out);
            return NULL;
        }
        bits = (bits << 6) | (unsigned)(found - alphabet);
        held += 6;
        if (held >= 8) {
            held -= 8;
            out[(*len)++] = (uint8_t)(bits >> held);
        }
    }
    return out;
}

/* A copy of a text with `to` in every place of `from`; the caller frees it. */
static char *references_replace(const char *text, size_t text_len, const char *from, const char *to,
                                size_t *len)
{
    size_t from_len = strlen(from);
    size_t to_len = strlen(to);
    char *out = (char *)malloc(text_len * (to_len + 1) + 1);
    *len = 0;
    for (size_t at = 0; out != NULL && at < text_len;) {
        if (text_len - at >= from_len && memcmp(text + at, from, from_len) == 0) {
            memcpy(out + *len, to, to_len);
            *len += to_len;
            at += from_len;
        } else {
            out[(*len)++] = text[at++];
        }
    }
    return out;
}

static bool references_write(const char *path, const json *holds)
{
    const json *length = json_get(holds, "length");
    const json *base64 = json_get(holds, "base64");
    if (holds->type != JSON_STRING && length == NULL && base64 == NULL) {
        return mkdir(path, 0700) == 0;
    }
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return false;
    }
    bool written = true;
    if (holds->type == JSON_STRING) {
        written = fwrite(holds->text, 1, holds->len, file) == holds->len;
    } else if (base64 != NULL) {
        size_t len = 0;
        uint8_t *bytes = from_base64(base64->text, &len);
        written = bytes != NULL && fwrite(bytes, 1, len, file) == len;
        free(bytes);
    } else {
        for (long left = atol(length->raw); written && left > 0; left--) {
            written = fputc('x', file) != EOF;
        }
    }
    return fclose(file) == 0 && written;
}

/* Where the process was before the case. */
static char references_before[4096];

/* Makes the folder of a case with its files, and sets its variables. */
static bool references_begin(const json *item, char folder[64])
{
    const json *files = json_get(item, "files");
    const json *env = json_get(item, "env");
    snprintf(folder, 64, "/tmp/ackwell-references-%ld", (long)getpid());
    bool made = mkdir(folder, 0700) == 0;
    for (const json *file = files == NULL ? NULL : files->first; made && file; file = file->next) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, file->name);
        for (char *slash = path + strlen(folder) + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
            *slash = 0;
            mkdir(path, 0700);
            *slash = '/';
        }
        made = references_write(path, file);
    }
    for (const json *name = env == NULL ? NULL : env->first; name != NULL; name = name->next) {
        setenv(name->name, name->text, 1);
    }
    return made && getcwd(references_before, sizeof references_before) != NULL &&
           chdir(json_get(item, "as_text") != NULL ? folder : "/") == 0;
}

static void references_end(const json *item, const char *folder)
{
    const json *env = json_get(item, "env");
    char command[128];
    for (const json *name = env == NULL ? NULL : env->first; name != NULL; name = name->next) {
        unsetenv(name->name);
    }
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (chdir(references_before) != 0 || system(command) != 0) {
        fprintf(stderr, "%s cannot be removed\n", folder);
    }
}

#endif
