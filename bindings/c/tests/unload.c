/*
 * What a host of extensions does: loads the library at run time, uses it on a thread, unloads it,
 * and only then lets the thread end, whose thread-local destructors must still be there.
 */
#define _POSIX_C_SOURCE 200809L

#include <dlfcn.h>
#include <pthread.h>

#include "ackwell.h"
#include "sample.h"

typedef struct {
    void *library;
    const sample *got;
    bool verified;
    pthread_barrier_t used;
    pthread_barrier_t unloaded;
} host;

/* ISO C has no conversion from an object to a function: copy the pointer. */
static void find(void *library, const char *name, void *into)
{
    void *symbol = dlsym(library, name);
    memcpy(into, &symbol, sizeof symbol);
}

static void *use(void *argument)
{
    host *self = (host *)argument;
    ackwell_status (*receiver_new)(const char *, size_t, ackwell_provider, ackwell_receiver **,
                                   ackwell_refusal **);
    ackwell_status (*verify)(const ackwell_receiver *, const ackwell_request *,
                             ackwell_notification **, ackwell_refusal **);
    ackwell_status (*notification_free)(ackwell_notification *);
    ackwell_status (*receiver_free)(ackwell_receiver *);
    find(self->library, "ackwell_receiver_new", &receiver_new);
    find(self->library, "ackwell_verify", &verify);
    find(self->library, "ackwell_notification_free", &notification_free);
    find(self->library, "ackwell_receiver_free", &receiver_free);
    ackwell_receiver *receiver = NULL;
    ackwell_notification *notification = NULL;
    ackwell_request request;
    memset(&request, 0, sizeof request);
    request.body = (const uint8_t *)self->got->body;
    request.body_len = strlen(self->got->body);
    request.peer = (const uint8_t *)self->got->peer;
    request.peer_len = strlen(self->got->peer);
    self->verified = receiver_new(self->got->config, self->got->config_len, ACKWELL_LIANLIAN,
                                  &receiver, NULL) == ACKWELL_OK &&
                     verify(receiver, &request, &notification, NULL) == ACKWELL_OK &&
                     notification_free(notification) == ACKWELL_OK &&
                     receiver_free(receiver) == ACKWELL_OK;
    pthread_barrier_wait(&self->used);
    pthread_barrier_wait(&self->unloaded);
    return NULL;
}

int main(int argc, char **argv)
{
    sample got;
    host self;
    pthread_t thread;
    if (argc != 3 || !sample_read(argv[2], "lianlian-payment.json", &got)) {
        fprintf(stderr, "usage: unload LIBRARY VECTORS\n");
        return 2;
    }
    memset(&self, 0, sizeof self);
    self.got = &got;
    self.library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if (self.library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    uint32_t (*abi_version)(void);
    find(self.library, "ackwell_abi_version", &abi_version);
    bool fits = abi_version() == ACKWELL_ABI_VERSION;
    pthread_barrier_init(&self.used, NULL, 2);
    pthread_barrier_init(&self.unloaded, NULL, 2);
    pthread_create(&thread, NULL, use, &self);
    pthread_barrier_wait(&self.used);
    dlclose(self.library);
    pthread_barrier_wait(&self.unloaded);
    pthread_join(thread, NULL);
    sample_free(&got);
    printf("unload: %d passed, %d failed\n", fits + self.verified, !fits + !self.verified);
    return fits && self.verified ? 0 : 1;
}
