/* C contestant: `ackwell [questions] CORPUS`: this library. With `questions` it also asks what a shop
 * asks: the status, the order number and the amount, and whether they are what it expects. */
#define _POSIX_C_SOURCE 200809L
#include <ackwell.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "json.h"

static const char SUCCESS[] = "{\"ret_code\":\"0000\",\"ret_msg\":\"ok\"}";

static ackwell_receiver *receiver;
static const json *peer;
static const json **bodies;
static const json **orders;
static bool questions;
static size_t count;

typedef struct {
    size_t first;
    size_t step;
    size_t times;
} part;

static const json *member(const json *object, const char *name)
{
    const json *found = json_get(object, name);
    if (found == NULL) {
        fprintf(stderr, "the corpus has no %s\n", name);
        exit(2);
    }
    return found;
}

static bool is_the_payment(const ackwell_notification *notification, const json *order)
{
    const json *order_no = member(order, "order_no");
    const json *value = member(order, "amount");
    const json *currency = member(order, "currency");
    ackwell_text text = ackwell_notification_order_no(notification);
    ackwell_amount amount;
    return ackwell_notification_status(notification) == ACKWELL_SUCCEEDED &&
           text.len == order_no->len && memcmp(text.data, order_no->text, text.len) == 0 &&
           ackwell_notification_amount(notification, &amount) == ACKWELL_OK && amount.present &&
           strcmp(amount.value, value->text) == 0 &&
           ackwell_notification_expect(notification, order_no->text, order_no->len, value->text,
                                       value->len, currency->text, currency->len,
                                       NULL) == ACKWELL_OK;
}

static void job(size_t index)
{
    const json *body = bodies[index];
    ackwell_request request = {0};
    ackwell_notification *notification = NULL;
    request.body = (const uint8_t *)body->text;
    request.body_len = body->len;
    request.peer = (const uint8_t *)peer->text;
    request.peer_len = peer->len;
    if (ackwell_verify(receiver, &request, &notification, NULL) != ACKWELL_OK) {
        exit(1);
    }
    if (questions && !is_the_payment(notification, orders[index])) {
        exit(1);
    }
    ackwell_acknowledgement answer = ackwell_notification_acknowledgement(notification, ACKWELL_OK);
    if (answer.body_len != sizeof SUCCESS - 1 ||
        memcmp(answer.body, SUCCESS, answer.body_len) != 0) {
        exit(1);
    }
    ackwell_notification_free(notification);
}

static void *run(void *argument)
{
    const part *mine = argument;
    for (size_t time = 0; time < mine->times; time++) {
        for (size_t index = mine->first; index < count; index += mine->step) {
            job(index);
        }
    }
    return NULL;
}

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static void pass(size_t threads, size_t times)
{
    pthread_t workers[16];
    part parts[16];
    if (threads < 1 || threads > 16) {
        exit(2);
    }
    int64_t start = now();
    for (size_t index = 0; index < threads; index++) {
        parts[index] = (part){index, threads, times};
        if (pthread_create(&workers[index], NULL, run, &parts[index]) != 0) {
            exit(1);
        }
    }
    for (size_t index = 0; index < threads; index++) {
        pthread_join(workers[index], NULL);
    }
    printf("%lld\n", (long long)(now() - start));
}

static void latency(void)
{
    int64_t *times = calloc(count, sizeof *times);
    if (times == NULL) {
        exit(1);
    }
    for (size_t index = 0; index < count; index++) {
        int64_t start = now();
        job(index);
        times[index] = now() - start;
    }
    qsort(times, count, sizeof *times, by_size);
    printf("%lld %lld\n", (long long)times[count / 2], (long long)times[count * 99 / 100]);
    free(times);
}

int main(int argc, char **argv)
{
    size_t len = 0;
    char *file = read_file(argv[argc - 1], &len);
    json *corpus = file == NULL ? NULL : json_parse(file, len);
    const json *config = member(corpus, "config");
    const json *list = member(corpus, "bodies");
    const json *expected = member(corpus, "orders");
    char line[64];

    questions = argc == 3 && strcmp(argv[1], "questions") == 0;
    peer = member(corpus, "peer");
    for (const json *each = list->first; each != NULL; each = each->next) {
        count++;
    }
    bodies = calloc(count + 1, sizeof *bodies);
    orders = calloc(count + 1, sizeof *orders);
    if (bodies == NULL || orders == NULL ||
        ackwell_receiver_new(config->text, config->len, ACKWELL_LIANLIAN, &receiver, NULL) !=
            ACKWELL_OK) {
        return 2;
    }
    count = 0;
    for (const json *each = list->first; each != NULL; each = each->next) {
        bodies[count++] = each;
    }
    count = 0;
    for (const json *each = expected->first; each != NULL; each = each->next) {
        orders[count++] = each;
    }
    run(&(part){0, 1, 1});
    puts("ready");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (strncmp(line, "pass ", 5) == 0) {
            char *times = NULL;
            size_t threads = (size_t)strtoul(line + 5, &times, 10);
            pass(threads, (size_t)strtoul(times, NULL, 10));
        } else {
            latency();
        }
        fflush(stdout);
    }
    free(bodies);
    free(orders);
    ackwell_receiver_free(receiver);
    json_free(corpus);
    free(file);
    return 0;
}
