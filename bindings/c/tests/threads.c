/*
 * Sixteen threads on one receiver for each provider, under Helgrind: every thread verifies a
 * genuine and a tampered notification and reads everything of it; all see the same.
 */
#include <pthread.h>

#include "ackwell.h"
#include "sample.h"

enum { THREADS = 16 };

/* Counted by all threads without a lock, if asked to: to see that Helgrind looks. */
static volatile int raced = 0;
static bool race = false;

typedef struct {
    const ackwell_receiver *receiver;
    const sample *got;
    int rounds;
    int failures;
    char seen[8192]; /* the notification's JSON as this thread saw it last */
} worker;

static ackwell_request request_of(const char *body, const char *peer)
{
    ackwell_request request;
    memset(&request, 0, sizeof request);
    request.body = (const uint8_t *)body;
    request.body_len = strlen(body);
    request.peer = (const uint8_t *)peer;
    request.peer_len = strlen(peer);
    return request;
}

static void verify_both(worker *self, const char *tampered)
{
    ackwell_notification *notification = NULL;
    ackwell_refusal *refusal = NULL;
    ackwell_request good = request_of(self->got->body, self->got->peer);
    ackwell_request bad = request_of(tampered, self->got->peer);
    ackwell_amount amount;
    if (ackwell_verify(self->receiver, &good, &notification, NULL) != ACKWELL_OK) {
        self->failures++;
        return;
    }
    ackwell_text text = ackwell_notification_json(notification);
    if (text.len >= sizeof self->seen ||
        ackwell_notification_amount(notification, &amount) != ACKWELL_OK ||
        ackwell_notification_fingerprint(notification).len != 64 ||
        ackwell_notification_delivery_key(notification).len == 0) {
        self->failures++;
    } else {
        memcpy(self->seen, text.data, text.len);
        self->seen[text.len] = 0;
    }
    ackwell_notification_free(notification);
    if (ackwell_verify(self->receiver, &bad, &notification, &refusal) !=
            ACKWELL_INVALID_SIGNATURE ||
        ackwell_refusal_json(refusal).len == 0) {
        self->failures++;
    }
    ackwell_refusal_free(refusal);
}

static void *work(void *argument)
{
    worker *self = (worker *)argument;
    char *tampered = (char *)malloc(strlen(self->got->body) + 1);
    if (tampered == NULL) {
        self->failures++;
        return NULL;
    }
    strcpy(tampered, self->got->body);
    char *status = strstr(tampered, "SUCCESS");
    memcpy(status, "SUCCEED", 7);
    for (int round = 0; round < self->rounds; round++) {
        verify_both(self, tampered);
        if (race) {
            raced = raced + 1;
        }
    }
    free(tampered);
    return NULL;
}

static int run(const char *folder, const char *file, ackwell_provider provider, int rounds)
{
    static worker workers[THREADS];
    pthread_t threads[THREADS];
    ackwell_receiver *receiver = NULL;
    sample got;
    int failures = 0;
    if (!sample_read(folder, file, &got) ||
        ackwell_receiver_new(got.config, got.config_len, provider, &receiver, NULL) !=
            ACKWELL_OK) {
        fprintf(stderr, "%s: no sample\n", file);
        return 1;
    }
    memset(workers, 0, sizeof workers);
    for (int index = 0; index < THREADS; index++) {
        workers[index].receiver = receiver;
        workers[index].got = &got;
        workers[index].rounds = rounds;
        if (pthread_create(&threads[index], NULL, work, &workers[index]) != 0) {
            fprintf(stderr, "no thread\n");
            exit(2);
        }
    }
    for (int index = 0; index < THREADS; index++) {
        pthread_join(threads[index], NULL);
        failures += workers[index].failures;
        failures += strcmp(workers[index].seen, workers[0].seen) != 0;
    }
    failures += workers[0].seen[0] != '{';
    ackwell_receiver_free(receiver);
    sample_free(&got);
    return failures;
}

int main(int argc, char **argv)
{
    int rounds = argc > 2 ? atoi(argv[2]) : 0;
    race = argc > 3 && strcmp(argv[3], "race") == 0;
    if (rounds <= 0) {
        fprintf(stderr, "usage: threads VECTORS ROUNDS [race]\n");
        return 2;
    }
    int failures = run(argv[1], "lianlian-payment.json", ACKWELL_LIANLIAN, rounds) +
                   run(argv[1], "pingpong-transaction.json", ACKWELL_PINGPONG, rounds);
    printf("threads: %d passed, %d failed\n", failures == 0 ? 2 : 0, failures);
    return failures == 0 ? 0 : 1;
}
