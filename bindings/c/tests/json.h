/*
 * A small JSON reader for the tests. It keeps what the packaged readers lose: strings with zero
 * bytes in them, and every value as it was written.
 */
#ifndef ACKWELL_TESTS_JSON_H
#define ACKWELL_TESTS_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } json_type;

typedef struct json {
    json_type type;
    const char *raw; /* as written: points into the text that was read */
    size_t raw_len;
    char *text; /* of a string: unescaped, `len` bytes and a zero byte */
    size_t len;
    char *name; /* of a member */
    struct json *first; /* of an array or object */
    struct json *next;
} json;

typedef struct {
    const char *at;
    const char *end;
} json_reader;

static inline void json_free(json *value)
{
    while (value != NULL) {
        json *next = value->next;
        json_free(value->first);
        free(value->text);
        free(value->name);
        free(value);
        value = next;
    }
}

static inline void json_space(json_reader *reader)
{
    while (reader->at < reader->end && strchr(" \t\r\n", *reader->at) != NULL && *reader->at != 0) {
        reader->at++;
    }
}

static inline bool json_take(json_reader *reader, char wanted)
{
    json_space(reader);
    if (reader->at < reader->end && *reader->at == wanted) {
        reader->at++;
        return true;
    }
    return false;
}

static inline bool json_hex(json_reader *reader, unsigned *unit)
{
    *unit = 0;
    for (int digit = 0; digit < 4; digit++) {
        const char *digits = "0123456789abcdef";
        if (reader->at >= reader->end) {
            return false;
        }
        char letter = *reader->at++;
        if (letter >= 'A' && letter <= 'F') {
            letter = (char)(letter - 'A' + 'a');
        }
        const char *found = letter == 0 ? NULL : strchr(digits, letter);
        if (found == NULL) {
            return false;
        }
        *unit = *unit * 16 + (unsigned)(found - digits);
    }
    return true;
}

static inline char *json_utf8(char *out, unsigned point)
{
    if (point < 0x80) {
        *out++ = (char)point;
    } else if (point < 0x800) {
        *out++ = (char)(0xC0 | (point >> 6));
        *out++ = (char)(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        *out++ = (char)(0xE0 | (point >> 12));
        *out++ = (char)(0x80 | ((point >> 6) & 0x3F));
        *out++ = (char)(0x80 | (point & 0x3F));
    } else {
        *out++ = (char)(0xF0 | (point >> 18));
        *out++ = (char)(0x80 | ((point >> 12) & 0x3F));
        *out++ = (char)(0x80 | ((point >> 6) & 0x3F));
        *out++ = (char)(0x80 | (point & 0x3F));
    }
    return out;
}

/* Reads a string, the opening quote taken already. The result is the caller's to free. */
static inline char *json_string(json_reader *reader, size_t *len)
{
    /* No escape is shorter than what it stands for. */
    char *text = (char *)malloc((size_t)(reader->end - reader->at) + 1);
    char *out = text;
    while (text != NULL && reader->at < reader->end) {
        char letter = *reader->at++;
        if (letter == '"') {
            *len = (size_t)(out - text);
            *out++ = 0;
            char *fitting = (char *)realloc(text, (size_t)(out - text));
            return fitting != NULL ? fitting : text;
        }
        if (letter != '\\') {
            *out++ = letter;
            continue;
        }
        if (reader->at >= reader->end) {
            break;
        }
        letter = *reader->at++;
        const char *escapes = "\"\\/bfnrt";
        const char *meanings = "\"\\/\b\f\n\r\t";
        const char *found = letter == 0 ? NULL : strchr(escapes, letter);
        if (found != NULL) {
            *out++ = meanings[found - escapes];
            continue;
        }
        unsigned unit = 0;
        unsigned low = 0;
        if (letter != 'u' || !json_hex(reader, &unit)) {
            break;
        }
        if (unit >= 0xD800 && unit < 0xDC00) {
            if (reader->end - reader->at < 2 || *reader->at++ != '\\' || *reader->at++ != 'u' ||
                !json_hex(reader, &low) || low < 0xDC00 || low >= 0xE000) {
                break;
            }
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        }
        out = json_utf8(out, unit);
    }
    free(text);
    return NULL;
}

static inline json *json_value(json_reader *reader)
{
    json_space(reader);
    json *value = (json *)calloc(1, sizeof *value);
    if (value == NULL || reader->at >= reader->end) {
        free(value);
        return NULL;
    }
    bool good = false;
    value->raw = reader->at;
    if (json_take(reader, '"')) {
        value->type = JSON_STRING;
        value->text = json_string(reader, &value->len);
        good = value->text != NULL;
    } else if (*reader->at == '{' || *reader->at == '[') {
        bool object = *reader->at++ == '{';
        char closing = object ? '}' : ']';
        json **place = &value->first;
        value->type = object ? JSON_OBJECT : JSON_ARRAY;
        good = json_take(reader, closing);
        for (bool more = !good; more;) {
            char *name = NULL;
            size_t name_len = 0;
            if (object) {
                name = json_take(reader, '"') ? json_string(reader, &name_len) : NULL;
                if (name == NULL || !json_take(reader, ':')) {
                    free(name);
                    break;
                }
            }
            *place = json_value(reader);
            if (*place == NULL) {
                free(name);
                break;
            }
            (*place)->name = name;
            place = &(*place)->next;
            more = json_take(reader, ',');
            good = !more && json_take(reader, closing);
        }
    } else {
        value->type = *reader->at == 'n'   ? JSON_NULL
                      : *reader->at == 't' ? JSON_BOOL
                      : *reader->at == 'f' ? JSON_BOOL
                                           : JSON_NUMBER;
        while (reader->at < reader->end && *reader->at != 0 &&
               strchr("+-.0123456789Eaeflnrstu", *reader->at) != NULL) {
            reader->at++;
        }
        good = reader->at > value->raw;
    }
    value->raw_len = (size_t)(reader->at - value->raw);
    if (!good) {
        json_free(value);
        return NULL;
    }
    return value;
}

/* NULL for a text that is not JSON. The text must stay as long as the values. */
static inline json *json_parse(const char *text, size_t len)
{
    json_reader reader = {text, text + len};
    json *value = json_value(&reader);
    json_space(&reader);
    if (value != NULL && reader.at != reader.end) {
        json_free(value);
        return NULL;
    }
    return value;
}

/* The member of that name; NULL if there is none. */
static inline const json *json_get(const json *object, const char *name)
{
    const json *member = object == NULL || object->type != JSON_OBJECT ? NULL : object->first;
    while (member != NULL && strcmp(member->name, name) != 0) {
        member = member->next;
    }
    return member;
}

/* The text of the member of that name; NULL if there is none or it is no string. */
static inline const char *json_text(const json *object, const char *name)
{
    const json *member = json_get(object, name);
    return member != NULL && member->type == JSON_STRING ? member->text : NULL;
}

/* Writes a string with its quotes. */
static inline void json_write(FILE *out, const char *text, size_t len)
{
    putc('"', out);
    for (size_t index = 0; index < len; index++) {
        unsigned char letter = (unsigned char)text[index];
        if (letter == '"' || letter == '\\') {
            fprintf(out, "\\%c", letter);
        } else if (letter < 0x20) {
            fprintf(out, "\\u%04x", letter);
        } else {
            putc(letter, out);
        }
    }
    putc('"', out);
}

/* The bytes of a file and a zero byte behind them; NULL if it cannot be read. */
static inline char *read_file(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    char *text = NULL;
    size_t room = 0;
    *len = 0;
    for (;;) {
        if (room - *len < 65536) {
            room = room * 2 + 131072;
            char *larger = (char *)realloc(text, room);
            if (larger == NULL) {
                break;
            }
            text = larger;
        }
        size_t got = fread(text + *len, 1, 65536, file);
        *len += got;
        if (got == 0) {
            text[*len] = 0;
            fclose(file);
            return text;
        }
    }
    free(text);
    fclose(file);
    return NULL;
}

#endif
