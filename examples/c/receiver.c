/*
 * A small receiver in C: POST /notify/lianlian and /notify/pingpong.
 *
 *     ACKWELL_CONFIG=ackwell.json PORT=8080 ./receiver
 *
 * What belongs to Ackwell is main(), answer() and fulfil(). The rest is a plain HTTP server so that
 * the example needs nothing else; in your own program some web server does that part, and hands
 * over the body's bytes, the headers and the address of the connection.
 */
#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <ackwell.h>

typedef struct {
    ackwell_receiver *lianlian;
    ackwell_receiver *pingpong;
    ackwell_ledger *ledger;
} shop;

/* ---- Ackwell ------------------------------------------------------------------------------- */

/* The shop's own work. Called once for each notification, however often it is sent. */
static bool fulfil(void *context, const ackwell_notification *notification)
{
    ackwell_text order = ackwell_notification_order_no(notification);
    ackwell_amount amount;
    (void)context;
    if (ackwell_notification_status(notification) != ACKWELL_SUCCEEDED ||
        ackwell_notification_amount(notification, &amount) != ACKWELL_OK) {
        return true; /* genuine, but nobody has paid: nothing to do */
    }
    /* Here a shop looks its order up, asks ackwell_notification_expect() whether this is the
     * amount it waits for, and marks it paid; false if its database is out of reach. */
    printf("paid %.*s %s %s\n", (int)order.len, order.data, amount.value, amount.currency);
    fflush(stdout);
    return true;
}

/* One request becomes one answer. */
static ackwell_acknowledgement answer(const shop *shop, const ackwell_receiver *receiver,
                                      const ackwell_request *request)
{
    /* A failure is logged on standard error, or by the function given to ackwell_set_log(). */
    ackwell_status status = ackwell_handle(receiver, request, shop->ledger, fulfil, NULL, NULL);
    return ackwell_receiver_acknowledgement(receiver, status);
}

/* ---- HTTP ---------------------------------------------------------------------------------- */

enum { MOST_HEADERS = 64, MOST_HEAD = 16384, MOST_BODY = 1 << 20 };

typedef struct {
    const shop *shop;
    int socket;
    char peer[INET6_ADDRSTRLEN];
} connection;

typedef struct {
    char head[MOST_HEAD + 1];
    char *path;
    ackwell_header headers[MOST_HEADERS];
    size_t headers_len;
    uint8_t *body;
    size_t body_len;
} http_request;

static void send_all(int socket, const void *bytes, size_t len)
{
    const char *at = (const char *)bytes;
    while (len > 0) {
        ssize_t sent = send(socket, at, len, MSG_NOSIGNAL);
        if (sent <= 0) {
            return;
        }
        at += sent;
        len -= (size_t)sent;
    }
}

static void respond(int socket, ackwell_acknowledgement answer)
{
    char head[256];
    int len = snprintf(head, sizeof head,
                       "HTTP/1.1 %u -\r\nContent-Type: %.*s\r\nContent-Length: %zu\r\n"
                       "Connection: close\r\n\r\n",
                       answer.status, (int)answer.content_type.len, answer.content_type.data,
                       answer.body_len);
    send_all(socket, head, (size_t)len);
    send_all(socket, answer.body, answer.body_len);
}

static void respond_plainly(int socket, unsigned status)
{
    char head[128];
    int len = snprintf(head, sizeof head,
                       "HTTP/1.1 %u -\r\n%sContent-Length: 0\r\nConnection: close\r\n\r\n", status,
                       status == 405 ? "Allow: POST\r\n" : "");
    send_all(socket, head, (size_t)len);
}

/* The value of a header, ended by a zero byte; NULL if it did not come. */
static const char *header(const http_request *request, const char *name)
{
    for (size_t index = 0; index < request->headers_len; index++) {
        if (strcasecmp((const char *)request->headers[index].name, name) == 0) {
            return (const char *)request->headers[index].value;
        }
    }
    return NULL;
}

/* Cuts the head into the path and the headers, in place. */
static unsigned parse_head(http_request *request)
{
    char *line = NULL;
    char *method = strtok_r(request->head, " ", &line);
    request->path = strtok_r(NULL, " ", &line);
    if (method == NULL || request->path == NULL || strtok_r(NULL, "\r", &line) == NULL) {
        return 400;
    }
    while (line[0] == '\n' && line[1] != '\r') {
        char *name = line + 1;
        char *end = strstr(name, "\r\n");
        char *colon = end == NULL ? NULL : (char *)memchr(name, ':', (size_t)(end - name));
        if (colon == NULL || request->headers_len == MOST_HEADERS) {
            return 400;
        }
        char *value = colon + 1 + strspn(colon + 1, " \t");
        *colon = *end = 0;
        ackwell_header *next = &request->headers[request->headers_len++];
        next->name = (const uint8_t *)name;
        next->name_len = strlen(name);
        next->value = (const uint8_t *)value;
        next->value_len = strlen(value);
        line = end + 1;
    }
    return strcmp(method, "POST") == 0 ? 0 : 405;
}

/* Reads a request; 0, or the status that says what is wrong with it. */
static unsigned read_request(int socket, http_request *request)
{
    size_t got = 0;
    char *end = NULL;
    while (end == NULL) {
        ssize_t more = got < MOST_HEAD ? recv(socket, request->head + got, MOST_HEAD - got, 0) : 0;
        if (more <= 0) {
            return 400;
        }
        got += (size_t)more;
        request->head[got] = 0;
        end = strstr(request->head, "\r\n\r\n");
    }
    end += 4;
    size_t early = got - (size_t)(end - request->head); /* what came of the body with the head */
    char *rest = (char *)malloc(early + 1);
    if (rest == NULL) {
        return 500;
    }
    memcpy(rest, end, early);
    *end = 0;
    unsigned wrong = parse_head(request);
    const char *length = wrong == 0 ? header(request, "Content-Length") : NULL;
    if (wrong == 0 && length == NULL) {
        wrong = 411;
    }
    if (wrong == 0) {
        request->body_len = strtoul(length, NULL, 10);
        wrong = request->body_len > MOST_BODY || early > request->body_len ? 413 : 0;
    }
    if (wrong == 0) {
        request->body = (uint8_t *)malloc(request->body_len + 1);
        wrong = request->body == NULL ? 500 : 0;
    }
    if (wrong == 0) {
        if (header(request, "Expect") != NULL) {
            send_all(socket, "HTTP/1.1 100 Continue\r\n\r\n", 25);
        }
        memcpy(request->body, rest, early);
        for (size_t have = early; wrong == 0 && have < request->body_len;) {
            ssize_t more = recv(socket, request->body + have, request->body_len - have, 0);
            wrong = more <= 0 ? 400 : 0;
            have += more > 0 ? (size_t)more : 0;
        }
    }
    free(rest);
    return wrong;
}

static void *serve(void *argument)
{
    connection *self = (connection *)argument;
    http_request *got = (http_request *)calloc(1, sizeof *got);
    unsigned wrong = got == NULL ? 500 : read_request(self->socket, got);
    const ackwell_receiver *receiver = NULL;
    if (wrong == 0 && strcmp(got->path, "/notify/lianlian") == 0) {
        receiver = self->shop->lianlian;
    } else if (wrong == 0 && strcmp(got->path, "/notify/pingpong") == 0) {
        receiver = self->shop->pingpong;
    }
    if (wrong == 0 && receiver != NULL) {
        ackwell_request request;
        request.body = got->body;
        request.body_len = got->body_len;
        request.headers = got->headers;
        request.headers_len = got->headers_len;
        request.peer = (const uint8_t *)self->peer;
        request.peer_len = strlen(self->peer);
        respond(self->socket, answer(self->shop, receiver, &request));
    } else {
        respond_plainly(self->socket, wrong == 0 ? 404 : wrong);
    }
    if (got != NULL) {
        free(got->body);
    }
    free(got);
    close(self->socket);
    free(self);
    return NULL;
}

static int listen_on(unsigned short port)
{
    struct sockaddr_in address;
    int on = 1;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 128) != 0) {
        perror("listen");
        exit(1);
    }
    return listener;
}

static void accept_forever(int listener, const shop *shop)
{
    for (;;) {
        struct sockaddr_in from;
        struct timeval patience = {5, 0};
        socklen_t len = sizeof from;
        pthread_t thread;
        int socket = accept(listener, (struct sockaddr *)&from, &len);
        connection *next = socket < 0 ? NULL : (connection *)calloc(1, sizeof *next);
        if (next == NULL) {
            continue;
        }
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        next->shop = shop;
        next->socket = socket;
        inet_ntop(AF_INET, &from.sin_addr, next->peer, sizeof next->peer);
        if (pthread_create(&thread, NULL, serve, next) != 0) {
            close(socket);
            free(next);
            continue;
        }
        pthread_detach(thread);
    }
}

/* ---- Start --------------------------------------------------------------------------------- */

static void need(ackwell_status status, ackwell_refusal *refusal)
{
    if (status != ACKWELL_OK) {
        ackwell_text why = ackwell_refusal_message(refusal);
        fprintf(stderr, "%.*s\n", (int)why.len, why.data);
        exit(2);
    }
}

/* The value of an environment variable, which must be set. */
static const char *setting(const char *name)
{
    const char *value = getenv(name);
    if (value == NULL) {
        fprintf(stderr, "the environment variable %s is not set\n", name);
        exit(2);
    }
    return value;
}

/* The configuration with the texts of its references. Relative paths in it start at its folder. */
static ackwell_json *read_config(const char *path)
{
    static char document[65536];
    ackwell_json *config = NULL;
    ackwell_refusal *refusal = NULL;
    const char *sections = "lianlian,pingpong,ledger";
    const char *slash = strrchr(path, '/');
    size_t folder_len = slash == NULL ? 0 : (size_t)(slash - path) + 1;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    size_t len = fread(document, 1, sizeof document, file);
    fclose(file);
    need(ackwell_config_resolve(document, len, sections, strlen(sections), path, folder_len,
                                &config, &refusal),
         refusal);
    return config;
}

/* The receiver of a section; NULL if the configuration has no such section. */
static ackwell_receiver *receiver_of(ackwell_text config, ackwell_provider provider,
                                     const char *section)
{
    ackwell_receiver *receiver = NULL;
    ackwell_refusal *refusal = NULL;
    ackwell_status status =
        ackwell_receiver_new(config.data, config.len, provider, &receiver, &refusal);
    ackwell_text member = ackwell_refusal_member(refusal);
    if (status != ACKWELL_OK && member.len == strlen(section) &&
        memcmp(member.data, section, member.len) == 0) {
        ackwell_refusal_free(refusal);
        return NULL;
    }
    need(status, refusal);
    return receiver;
}

int main(void)
{
    shop shop = {NULL, NULL, NULL};
    ackwell_refusal *refusal = NULL;
    const char *port = setting("PORT");
    ackwell_json *resolved = read_config(setting("ACKWELL_CONFIG"));
    ackwell_text config = ackwell_json_text(resolved);
    shop.lianlian = receiver_of(config, ACKWELL_LIANLIAN, "lianlian");
    shop.pingpong = receiver_of(config, ACKWELL_PINGPONG, "pingpong");
    if (shop.lianlian == NULL && shop.pingpong == NULL) {
        fprintf(stderr, "the configuration has no section lianlian or pingpong\n");
        exit(2);
    }
    need(ackwell_ledger_from_config(config.data, config.len, &shop.ledger, &refusal), refusal);
    ackwell_json_free(resolved);
    int listener = listen_on((unsigned short)strtoul(port, NULL, 10));
    printf("listening on 127.0.0.1:%s\n", port);
    fflush(stdout);
    accept_forever(listener, &shop);
}
