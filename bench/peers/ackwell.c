/* C contestant: `ackwell CORPUS`: this library. */
#define _POSIX_C_SOURCE 200809L
#include <ackwell.h>
#include <pthread.h>
#include <stdint.h>
#include <time.h>

#include "json.h"

static const char SUCCESS[] = "{\"ret_code\":\"0000\",\"ret_msg\":\"ok\"}";

static ackwell_receiver *receiver;
static const json *peer;
static const json **bodies;
static size_t count;

typedef struct {
    size_t first;
    size_t step;
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

static void job(const json *body)
{
    ackwell_request request = {0};
    ackwell_notification *notification = NULL;
    request.body = (const uint8_t *)body->text;
    request.body_len = body->len;
    request.peer = (const uint8_t *)peer->text;
    request.peer_len = peer->len;
    if (ackwell_verify(receiver, &request, &notification, NULL) != ACKWELL_OK) {
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
    for (size_t index = mine->first; index < count; index += mine->step) {
        job(bodies[index]);
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

static void pass(size_t threads)
{
    pthread_t workers[16];
    part parts[16];
    if (threads < 1 || threads > 16) {
        exit(2);
    }
    int64_t start = now();
    for (size_t index = 0; index < threads; index++) {
        parts[index] = (part){index, threads};
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
        job(bodies[index]);
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
    char line[64];

    peer = member(corpus, "peer");
    for (const json *each = list->first; each != NULL; each = each->next) {
        count++;
    }
    bodies = calloc(count + 1, sizeof *bodies);
    if (bodies == NULL ||
        ackwell_receiver_new(config->text, config->len, ACKWELL_LIANLIAN, &receiver, NULL) !=
            ACKWELL_OK) {
        return 2;
    }
    count = 0;
    for (const json *each = list->first; each != NULL; each = each->next) {
        bodies[count++] = each;
    }
    run(&(part){0, 1});
    puts("ready");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (strncmp(line, "pass ", 5) == 0) {
            pass((size_t)strtoul(line + 5, NULL, 10));
        } else {
            latency();
        }
        fflush(stdout);
    }
    free(bodies);
    ackwell_receiver_free(receiver);
    json_free(corpus);
    free(file);
    return 0;
}
