/*
 * Settling by hand, outcomes, and the calls that do not wait for the ledger: `settle VECTORS`.
 *
 * Each call's misuse is checked too. With the sanitizers and Helgrind it is also a test of what a
 * thread of the ledger does with a receipt that its owner has freed meanwhile.
 */
#include <pthread.h>

#include "ackwell.h"
#include "sample.h"

static int passed = 0;
static int failed = 0;

#define CHECK(what) check((what), #what, __LINE__)

static void check(bool holds, const char *what, int line)
{
    if (holds) {
        passed++;
    } else {
        failed++;
        fprintf(stderr, "settle.c:%d: %s\n", line, what);
    }
}

static bool says(ackwell_text text, const char *part)
{
    char copy[4096];
    if (text.data == NULL || text.len >= sizeof copy) {
        return false;
    }
    memcpy(copy, text.data, text.len);
    copy[text.len] = 0;
    return strstr(copy, part) != NULL;
}

/* Where a thread of the ledger leaves what it was called with. */
typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t arrived;
    int calls;
    ackwell_status status;
    ackwell_receipt *receipt;
    ackwell_refusal *refusal;
    ackwell_outcome *outcome;
} post;

#define EMPTY_POST {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, ACKWELL_OK, 0, 0, 0}

static void arrive(post *at, ackwell_status status, ackwell_receipt *receipt,
                   ackwell_refusal *refusal, ackwell_outcome *outcome)
{
    pthread_mutex_lock(&at->lock);
    at->calls++;
    at->status = status;
    at->receipt = receipt;
    at->refusal = refusal;
    at->outcome = outcome;
    pthread_cond_signal(&at->arrived);
    pthread_mutex_unlock(&at->lock);
}

static void received(void *context, ackwell_status status, ackwell_receipt *receipt,
                     ackwell_refusal *refusal)
{
    arrive((post *)context, status, receipt, refusal, NULL);
}

static void settled(void *context, ackwell_outcome *outcome)
{
    arrive((post *)context, ACKWELL_OK, NULL, NULL, outcome);
}

static void done(void *context, ackwell_status status, ackwell_refusal *refusal)
{
    arrive((post *)context, status, NULL, refusal, NULL);
}

/* Waits for the next call, and returns how many there were. */
static int await(post *at)
{
    pthread_mutex_lock(&at->lock);
    while (at->calls == 0) {
        pthread_cond_wait(&at->arrived, &at->lock);
    }
    int calls = at->calls;
    at->calls = 0;
    pthread_mutex_unlock(&at->lock);
    return calls;
}

static ackwell_request request_of(const sample *got, const char *body)
{
    ackwell_request request;
    memset(&request, 0, sizeof request);
    request.body = (const uint8_t *)body;
    request.body_len = strlen(body);
    request.peer = (const uint8_t *)got->peer;
    request.peer_len = strlen(got->peer);
    return request;
}

static ackwell_ledger *memory(void)
{
    static const char config[] = "{\"ledger\":{\"url\":\"memory:\"}}";
    ackwell_ledger *ledger = NULL;
    CHECK(ackwell_ledger_from_config(config, sizeof config - 1, &ledger, NULL) ==
          ACKWELL_OK);
    return ledger;
}

/* What an outcome is, as all its getters report it. */
static void check_outcome(ackwell_outcome *outcome, ackwell_outcome_word kind,
                          ackwell_status status, uint16_t http, const char *line)
{
    CHECK(ackwell_outcome_kind(outcome) == kind);
    CHECK(ackwell_outcome_status(outcome) == status);
    CHECK(ackwell_outcome_acknowledgement(outcome).status == http);
    CHECK(says(ackwell_outcome_log_line(outcome), line));
    CHECK(says(ackwell_outcome_json(outcome), ackwell_outcome_word_name(kind)));
    const ackwell_refusal *refusal = ackwell_outcome_refusal(outcome);
    CHECK((refusal == NULL) == (status == ACKWELL_OK));
    CHECK(status == ACKWELL_OK || ackwell_refusal_status(refusal) == status);
    CHECK((ackwell_outcome_severity(outcome) == ACKWELL_SEVERITY_NONE) == (status == ACKWELL_OK));
    /* It belongs to the outcome. */
    CHECK(refusal == NULL || ackwell_refusal_free((ackwell_refusal *)(uintptr_t)refusal) ==
                                 ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_outcome_free(outcome) == ACKWELL_OK);
}

static void waiting(const ackwell_receiver *receiver, const ackwell_request *request)
{
    static const char cause[] = "no stock";
    ackwell_ledger *ledger = memory();
    ackwell_receipt *first = NULL, *second = NULL;
    ackwell_outcome *outcome = NULL;
    CHECK(ackwell_receive(receiver, request, ledger, &first, NULL) == ACKWELL_OK);
    CHECK(ackwell_receipt_not_first(first, &outcome) == ACKWELL_OK && outcome == NULL);
    CHECK(ackwell_receive(receiver, request, ledger, &second, NULL) == ACKWELL_OK);
    CHECK(ackwell_receipt_not_first(second, &outcome) == ACKWELL_OK);
    check_outcome(outcome, ACKWELL_OUTCOME_IN_PROGRESS, ACKWELL_IN_PROGRESS, 503, "in_progress");
    CHECK(ackwell_receipt_free(second) == ACKWELL_OK);

    CHECK(ackwell_receipt_settle(first, ACKWELL_ENDED_FAILED, cause, sizeof cause - 1, &outcome,
                                 NULL) == ACKWELL_OK);
    check_outcome(outcome, ACKWELL_OUTCOME_FAILED, ACKWELL_FULFILMENT_FAILED, 500, "no stock");
    CHECK(ackwell_receipt_free(first) == ACKWELL_OK);

    CHECK(ackwell_receive(receiver, request, ledger, &first, NULL) == ACKWELL_OK);
    CHECK(ackwell_receipt_delivery(first) == ACKWELL_DELIVERY_FIRST);
    CHECK(ackwell_receipt_settle(first, ACKWELL_ENDED_FULFILLED, NULL, 0, &outcome, NULL) ==
          ACKWELL_OK);
    check_outcome(outcome, ACKWELL_OUTCOME_FULFILLED, ACKWELL_OK, 200, " fulfilled for ");
    CHECK(ackwell_receipt_acknowledgement(first).status == 200);
    CHECK(ackwell_receipt_free(first) == ACKWELL_OK);

    CHECK(ackwell_receive(receiver, request, ledger, &first, NULL) == ACKWELL_OK);
    CHECK(ackwell_receipt_settle(first, ACKWELL_ENDED_FAILED, cause, sizeof cause - 1, &outcome,
                                 NULL) == ACKWELL_OK);
    check_outcome(outcome, ACKWELL_OUTCOME_REPEAT, ACKWELL_OK, 200, " repeat for ");

    ackwell_refusal *refusal = NULL;
    CHECK(ackwell_receipt_settle(NULL, ACKWELL_ENDED_FAILED, NULL, 0, &outcome, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_settle(first, ACKWELL_ENDED_FAILED, NULL, 0, NULL, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_settle(first, ACKWELL_ENDED_FAILED, NULL, 7, &outcome, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_settle(first, (ackwell_ended)0, NULL, 0, &outcome, &refusal) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(says(ackwell_refusal_message(refusal), "`ended` is not an ackwell_ended"));
    ackwell_refusal_free(refusal);
    CHECK(ackwell_receipt_not_first(NULL, &outcome) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_not_first(first, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_free(first) == ACKWELL_OK);
    CHECK(ackwell_ledger_free(ledger) == ACKWELL_OK);
}

static void transacted(const ackwell_receiver *receiver, const ackwell_request *request)
{
    static const char cause[] = "no stock";
    ackwell_notification *notification = NULL;
    ackwell_outcome *outcome = NULL;
    ackwell_refusal *refusal = NULL;
    CHECK(ackwell_verify(receiver, request, &notification, NULL) == ACKWELL_OK);
    CHECK(ackwell_outcome_in_transaction(notification, ACKWELL_OUTCOME_FULFILLED, ACKWELL_OK, NULL, 0,
                                         &outcome, NULL) == ACKWELL_OK);
    check_outcome(outcome, ACKWELL_OUTCOME_FULFILLED, ACKWELL_OK, 200, " fulfilled for ");
    CHECK(ackwell_outcome_in_transaction(notification, ACKWELL_OUTCOME_FAILED,
                                         ACKWELL_FULFILMENT_FAILED, cause, sizeof cause - 1,
                                         &outcome, NULL) == ACKWELL_OK);
    check_outcome(outcome, ACKWELL_OUTCOME_FAILED, ACKWELL_FULFILMENT_FAILED, 500, "no stock");
    CHECK(ackwell_outcome_in_transaction(NULL, ACKWELL_OUTCOME_FAILED, ACKWELL_INTERNAL, NULL, 0,
                                         &outcome, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_outcome_in_transaction(notification, ACKWELL_OUTCOME_FAILED, ACKWELL_INTERNAL,
                                         NULL, 0, NULL, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_outcome_in_transaction(notification, ACKWELL_OUTCOME_NONE, ACKWELL_OK, NULL, 0,
                                         &outcome, &refusal) == ACKWELL_INVALID_ARGUMENT);
    CHECK(says(ackwell_refusal_message(refusal), "`kind` is not an ackwell_outcome_word"));
    ackwell_refusal_free(refusal);
    CHECK(ackwell_outcome_in_transaction(notification, ACKWELL_OUTCOME_FAILED, (ackwell_status)4711,
                                         NULL, 0, &outcome, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_notification_free(notification) == ACKWELL_OK);
}

static void refused(const ackwell_receiver *receiver, const sample *got)
{
    ackwell_request request = request_of(got, "{}");
    ackwell_notification *notification = NULL;
    ackwell_refusal *refusal = NULL;
    ackwell_outcome *outcome = NULL;
    ackwell_status status = ackwell_verify(receiver, &request, &notification, &refusal);
    CHECK(status != ACKWELL_OK);
    CHECK(ackwell_outcome_of_refusal(refusal, &outcome) == ACKWELL_OK);
    check_outcome(outcome, ACKWELL_OUTCOME_REFUSED, status,
                  ackwell_refusal_acknowledgement(refusal).status, ackwell_status_code(status));
    CHECK(ackwell_outcome_of_refusal(refusal, NULL) == ACKWELL_INVALID_ARGUMENT);
    ackwell_refusal_free(refusal);
    CHECK(ackwell_outcome_of_refusal(NULL, &outcome) == ACKWELL_INVALID_ARGUMENT);
    /* Not about a request. */
    CHECK(ackwell_verify(NULL, &request, &notification, &refusal) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_outcome_of_refusal(refusal, &outcome) == ACKWELL_INVALID_ARGUMENT);
    ackwell_refusal_free(refusal);

    CHECK(ackwell_outcome_kind(NULL) == ACKWELL_OUTCOME_NONE);
    CHECK(ackwell_outcome_status(NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_outcome_severity(NULL) == ACKWELL_SEVERITY_NONE);
    CHECK(ackwell_outcome_log_line(NULL).data == NULL);
    CHECK(ackwell_outcome_json(NULL).data == NULL);
    CHECK(ackwell_outcome_refusal(NULL) == NULL);
    CHECK(ackwell_outcome_acknowledgement(NULL).status == 500);
    CHECK(ackwell_outcome_free(NULL) == ACKWELL_OK);
    CHECK(strcmp(ackwell_outcome_word_name(ACKWELL_OUTCOME_NONE), "none") == 0);
}

/* How often each outcome was heard of. */
static int heard[8];

static void hear(void *context, const ackwell_outcome *outcome)
{
    int *counters = (int *)context;
    counters[ackwell_outcome_kind(outcome)]++;
    /* It is borrowed. */
    CHECK(ackwell_outcome_free((ackwell_outcome *)(uintptr_t)outcome) == ACKWELL_INVALID_ARGUMENT);
}

static void silent(void *context, ackwell_severity severity, ackwell_text line)
{
    (void)context;
    (void)severity;
    (void)line;
}

static bool fulfil(void *context, const ackwell_notification *notification)
{
    (void)notification;
    return *(bool *)context;
}

static void counted(const ackwell_receiver *receiver, const sample *got,
                    const ackwell_request *request)
{
    ackwell_ledger *ledger = memory();
    ackwell_request forged = request_of(got, "{}");
    bool works = false;
    CHECK(ackwell_set_log(silent, NULL) == ACKWELL_OK);
    CHECK(ackwell_set_on_outcome(hear, heard) == ACKWELL_OK);
    CHECK(ackwell_handle(receiver, request, ledger, fulfil, &works, NULL) ==
          ACKWELL_FULFILMENT_FAILED);
    works = true;
    CHECK(ackwell_handle(receiver, request, ledger, fulfil, &works, NULL) == ACKWELL_OK);
    CHECK(ackwell_handle(receiver, request, ledger, fulfil, &works, NULL) == ACKWELL_OK);
    CHECK(ackwell_handle(receiver, &forged, ledger, fulfil, &works, NULL) != ACKWELL_OK);
    CHECK(ackwell_set_on_outcome(NULL, NULL) == ACKWELL_OK);
    CHECK(ackwell_handle(receiver, request, ledger, fulfil, &works, NULL) == ACKWELL_OK);
    CHECK(heard[ACKWELL_OUTCOME_FAILED] == 1 && heard[ACKWELL_OUTCOME_FULFILLED] == 1);
    CHECK(heard[ACKWELL_OUTCOME_REPEAT] == 1 && heard[ACKWELL_OUTCOME_REFUSED] == 1);
    CHECK(ackwell_set_log(NULL, NULL) == ACKWELL_OK);
    CHECK(ackwell_ledger_free(ledger) == ACKWELL_OK);
}

static void in_background(const ackwell_receiver *receiver, const sample *got,
                          const ackwell_request *request)
{
    static const char cause[] = "gone";
    post at = EMPTY_POST;
    ackwell_ledger *ledger = memory();
    ackwell_notification *notification = NULL;
    ackwell_request forged = request_of(got, "{}");
    ackwell_refusal *refusal = NULL;

    CHECK(ackwell_receive_async(receiver, request, ledger, received, &at, NULL) == ACKWELL_OK);
    CHECK(await(&at) == 1 && at.status == ACKWELL_OK && at.refusal == NULL);
    ackwell_receipt *receipt = at.receipt;
    CHECK(ackwell_receipt_delivery(receipt) == ACKWELL_DELIVERY_FIRST);

    CHECK(ackwell_verify(receiver, request, &notification, NULL) == ACKWELL_OK);
    CHECK(ackwell_claim_async(ledger, notification, received, &at, NULL) == ACKWELL_OK);
    CHECK(ackwell_notification_free(notification) == ACKWELL_OK);
    CHECK(await(&at) == 1 && at.status == ACKWELL_OK);
    CHECK(ackwell_receipt_delivery(at.receipt) == ACKWELL_DELIVERY_IN_PROGRESS);
    ackwell_receipt *second = at.receipt;
    CHECK(ackwell_receipt_commit_async(second, done, &at, NULL) == ACKWELL_OK);
    CHECK(await(&at) == 1 && at.status == ACKWELL_INVALID_ARGUMENT);
    CHECK(says(ackwell_refusal_message(at.refusal), "not the first one"));
    ackwell_refusal_free(at.refusal);
    CHECK(ackwell_receipt_free(second) == ACKWELL_OK);

    CHECK(ackwell_receipt_extend_async(receipt, done, &at, NULL) == ACKWELL_OK);
    CHECK(await(&at) == 1 && at.status == ACKWELL_OK && at.refusal == NULL);
    CHECK(ackwell_receipt_release_async(receipt, done, &at, NULL) == ACKWELL_OK);
    CHECK(await(&at) == 1 && at.status == ACKWELL_OK);
    CHECK(ackwell_receipt_free(receipt) == ACKWELL_OK);

    /* The receipt may go before the ledger has answered. */
    CHECK(ackwell_receive_async(receiver, request, ledger, received, &at, NULL) == ACKWELL_OK);
    CHECK(await(&at) == 1 && at.status == ACKWELL_OK);
    receipt = at.receipt;
    CHECK(ackwell_receipt_settle_async(receipt, ACKWELL_ENDED_MAY_RUN, cause, sizeof cause - 1,
                                       settled, &at, NULL) == ACKWELL_OK);
    CHECK(await(&at) == 1);
    check_outcome(at.outcome, ACKWELL_OUTCOME_FAILED, ACKWELL_FULFILMENT_FAILED, 500, "gone");
    CHECK(ackwell_receipt_settle_async(receipt, ACKWELL_ENDED_FULFILLED, NULL, 0, settled, &at,
                                       NULL) == ACKWELL_OK);
    CHECK(ackwell_receipt_free(receipt) == ACKWELL_OK);
    CHECK(await(&at) == 1);
    check_outcome(at.outcome, ACKWELL_OUTCOME_FULFILLED, ACKWELL_OK, 200, " fulfilled for ");

    CHECK(ackwell_receive_async(receiver, request, ledger, received, &at, NULL) == ACKWELL_OK);
    CHECK(await(&at) == 1 && ackwell_receipt_delivery(at.receipt) == ACKWELL_DELIVERY_REPEAT);
    receipt = at.receipt;
    CHECK(ackwell_receipt_commit_async(receipt, done, &at, NULL) == ACKWELL_OK);
    CHECK(await(&at) == 1 && at.status == ACKWELL_INVALID_ARGUMENT);
    ackwell_refusal_free(at.refusal);

    /* Refused before anything is on its way: `done` is not called. */
    CHECK(ackwell_receive_async(receiver, &forged, ledger, received, &at, &refusal) != ACKWELL_OK);
    ackwell_refusal_free(refusal);
    CHECK(ackwell_receive_async(receiver, request, ledger, NULL, &at, &refusal) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(says(ackwell_refusal_message(refusal), "`done` is NULL"));
    ackwell_refusal_free(refusal);
    CHECK(ackwell_receive_async(NULL, request, ledger, received, &at, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receive_async(receiver, NULL, ledger, received, &at, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receive_async(receiver, request, NULL, received, &at, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_claim_async(ledger, NULL, received, &at, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_claim_async(NULL, NULL, NULL, &at, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_settle_async(receipt, ACKWELL_ENDED_FULFILLED, NULL, 0, NULL, &at,
                                       NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_settle_async(receipt, (ackwell_ended)9, NULL, 0, settled, &at, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_settle_async(NULL, ACKWELL_ENDED_FULFILLED, NULL, 0, settled, &at,
                                       NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_commit_async(receipt, NULL, &at, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_commit_async(NULL, done, &at, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_release_async(NULL, done, &at, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_extend_async(NULL, done, &at, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(at.calls == 0);
    CHECK(ackwell_receipt_free(receipt) == ACKWELL_OK);
    CHECK(ackwell_ledger_free(ledger) == ACKWELL_OK);
}

/* Of many claims that are on their way at the same time, one is the first. */
static void simultaneous(const ackwell_receiver *receiver, const ackwell_request *request)
{
    enum { CLAIMS = 40 };
    static post posts[CLAIMS];
    ackwell_ledger *ledger = memory();
    int first = 0;
    for (int claim = 0; claim < CLAIMS; claim++) {
        pthread_mutex_init(&posts[claim].lock, NULL);
        pthread_cond_init(&posts[claim].arrived, NULL);
        CHECK(ackwell_receive_async(receiver, request, ledger, received, &posts[claim], NULL) ==
              ACKWELL_OK);
    }
    for (int claim = 0; claim < CLAIMS; claim++) {
        CHECK(await(&posts[claim]) == 1 && posts[claim].status == ACKWELL_OK);
        first += ackwell_receipt_delivery(posts[claim].receipt) == ACKWELL_DELIVERY_FIRST;
        ackwell_receipt_free(posts[claim].receipt);
    }
    CHECK(first == 1);
    CHECK(ackwell_ledger_free(ledger) == ACKWELL_OK);
}

int main(int argc, char **argv)
{
    sample got;
    ackwell_receiver *receiver = NULL;
    if (argc != 2 || !sample_read(argv[1], "pingpong-transaction.json", &got)) {
        fprintf(stderr, "usage: settle FOLDER-OF-VECTORS\n");
        return 2;
    }
    CHECK(ackwell_receiver_new(got.config, got.config_len, ACKWELL_PINGPONG, &receiver, NULL) ==
          ACKWELL_OK);
    ackwell_request request = request_of(&got, got.body);
    waiting(receiver, &request);
    transacted(receiver, &request);
    refused(receiver, &got);
    counted(receiver, &got, &request);
    in_background(receiver, &got, &request);
    simultaneous(receiver, &request);
    CHECK(ackwell_receiver_free(receiver) == ACKWELL_OK);
    sample_free(&got);
    printf("settle: %d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
