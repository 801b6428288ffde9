/*
 * What a caller should not do, and every function at least once: each wrong argument gives
 * ACKWELL_INVALID_ARGUMENT or what a getter returns for an invalid handle, and never a crash.
 *
 * `misuse VECTORS` keeps to what is defined, so that Valgrind and AddressSanitizer can watch.
 * `misuse VECTORS twice` also frees objects twice and uses them afterwards; the library notices it
 * as long as the allocator has not reused the memory, and Valgrind reports it. `misuse VECTORS
 * leak` loses an object, to see that the tools look for that.
 */
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
        fprintf(stderr, "misuse.c:%d: %s\n", line, what);
    }
}

static bool absent(ackwell_text text)
{
    return text.data == NULL && text.len == 0;
}

static bool is(ackwell_text text, const char *expected)
{
    return text.data != NULL && text.len == strlen(expected) &&
           memcmp(text.data, expected, text.len) == 0;
}

static bool same(ackwell_text a, ackwell_text b)
{
    return a.len > 0 && a.len == b.len && memcmp(a.data, b.data, a.len) == 0;
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

static bool is_failure(ackwell_acknowledgement answer)
{
    return answer.status == 500 && answer.body_len > 0;
}

/* The salt is the pack's throwaway one. */
static const char CONFIG[] =
    "{\"pingpong\":{\"salt\":\"THROWAWAY0SALT0FOR0TESTS\",\"client_id\":\"2018092714313010016\","
    "\"acc_ids\":[\"2018092714313010016291\"],\"environment\":\"sandbox\",\"sources\":\"any\"},"
    "\"receiver\":{\"trusted_proxies\":[\"10.0.0.0/8\"]},"
    "\"ledger\":{\"url\":\"memory:\"}}";

static const char *SAMPLE = NULL;

static bool fulfil(void *context, const ackwell_notification *notification)
{
    ackwell_receipt *receipt = NULL;
    ackwell_ledger **ledger = (ackwell_ledger **)context;
    ackwell_status status = ackwell_claim(*ledger, notification, &receipt, NULL);
    CHECK(status == ACKWELL_INVALID_ARGUMENT); /* it is claimed already */
    CHECK(ackwell_notification_free((ackwell_notification *)notification) ==
          ACKWELL_INVALID_ARGUMENT); /* it is lent */
    CHECK(!absent(ackwell_notification_order_no(notification)));
    return true;
}

static bool refuse_work(void *context, const ackwell_notification *notification)
{
    return context == NULL && notification == NULL;
}

static ackwell_request request_of(const char *body)
{
    ackwell_request request;
    memset(&request, 0, sizeof request);
    request.body = (const uint8_t *)body;
    request.body_len = strlen(body);
    return request;
}

static ackwell_receiver *new_receiver(void)
{
    ackwell_receiver *receiver = NULL;
    ackwell_refusal *refusal = NULL;
    CHECK(ackwell_receiver_new(CONFIG, strlen(CONFIG), ACKWELL_PINGPONG, &receiver, &refusal) ==
          ACKWELL_OK);
    CHECK(refusal == NULL);
    return receiver;
}

static ackwell_notification *new_notification(const ackwell_receiver *receiver)
{
    ackwell_notification *notification = NULL;
    ackwell_request request = request_of(SAMPLE);
    CHECK(ackwell_verify(receiver, &request, &notification, NULL) == ACKWELL_OK);
    return notification;
}

static void words(void)
{
    CHECK(ackwell_abi_version() == ACKWELL_ABI_VERSION);
    CHECK(strchr(ackwell_version(), '.') != NULL);
    CHECK(ackwell_status_count() >= 22);
    CHECK(ackwell_status_at(ackwell_status_count()) == ACKWELL_OK);
    CHECK(ackwell_status_at(SIZE_MAX) == ACKWELL_OK);
    CHECK(strcmp(ackwell_status_code(ACKWELL_LEASE_LOST), "lease_lost") == 0);
    CHECK(strcmp(ackwell_status_code((ackwell_status)9999), "unknown") == 0);
    CHECK(strcmp(ackwell_status_sentence((ackwell_status)9999), "unknown") == 0);
    CHECK(ackwell_status_http((ackwell_status)9999) == 500);
    CHECK(strcmp(ackwell_status_remedy((ackwell_status)9999), "") == 0);
    CHECK(strcmp(ackwell_status_remedy(ACKWELL_OK), "") == 0);
    CHECK(strstr(ackwell_status_remedy(ACKWELL_CONFLICT), "a person") != NULL);
    CHECK(ackwell_status_severity(ACKWELL_OK) == ACKWELL_SEVERITY_NONE);
    CHECK(ackwell_status_severity(ACKWELL_IN_PROGRESS) == ACKWELL_SEVERITY_INFO);
    CHECK(ackwell_status_severity(ACKWELL_UNTRUSTED_SOURCE) == ACKWELL_SEVERITY_WARNING);
    CHECK(ackwell_status_severity((ackwell_status)9999) == ACKWELL_SEVERITY_ERROR);
    CHECK(ackwell_status_http(ACKWELL_CONFLICT) == 409);
    CHECK(strcmp(ackwell_provider_name((ackwell_provider)7), "none") == 0);
    CHECK(strcmp(ackwell_payment_status_name((ackwell_payment_status)77), "none") == 0);
    CHECK(strcmp(ackwell_payment_status_name(ACKWELL_AUTHORIZED), "authorized") == 0);
    CHECK(strcmp(ackwell_delivery_name((ackwell_delivery)77), "none") == 0);
    CHECK(strcmp(ackwell_delivery_name(ACKWELL_DELIVERY_CONFLICT), "conflict") == 0);
}

static void receivers(void)
{
    ackwell_receiver *receiver = NULL;
    ackwell_refusal *refusal = NULL;
    size_t len = strlen(CONFIG);

    /* The refusal is optional, the receiver is not. */
    CHECK(ackwell_receiver_new(CONFIG, len, ACKWELL_PINGPONG, NULL, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receiver_new(NULL, 7, ACKWELL_PINGPONG, &receiver, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receiver_new(NULL, 0, ACKWELL_PINGPONG, &receiver, NULL) ==
          ACKWELL_INVALID_CONFIG);
    CHECK(ackwell_receiver_new(CONFIG, SIZE_MAX, ACKWELL_PINGPONG, &receiver, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receiver_new(CONFIG, len, (ackwell_provider)9, &receiver, &refusal) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(receiver == NULL);
    CHECK(is(ackwell_refusal_message(refusal), "argument `provider` is not a provider"));
    CHECK(ackwell_refusal_provider(refusal) == ACKWELL_PROVIDER_NONE);
    CHECK(absent(ackwell_refusal_member(refusal)));
    CHECK(ackwell_refusal_free(refusal) == ACKWELL_OK);
    refusal = NULL;

    CHECK(ackwell_receiver_new("{\"pingpong\":\"\xFF\"}", 16, ACKWELL_PINGPONG, &receiver,
                               &refusal) == ACKWELL_INVALID_ARGUMENT);
    CHECK(is(ackwell_refusal_message(refusal), "argument `config` is not UTF-8"));
    ackwell_refusal_free(refusal);
    refusal = NULL;

    CHECK(ackwell_receiver_new(CONFIG, len, ACKWELL_LIANLIAN, &receiver, &refusal) ==
          ACKWELL_INVALID_CONFIG);
    CHECK(ackwell_refusal_status(refusal) == ACKWELL_INVALID_CONFIG);
    CHECK(strcmp(ackwell_refusal_code(refusal), "invalid_config") == 0);
    CHECK(is(ackwell_refusal_member(refusal), "lianlian"));
    CHECK(ackwell_refusal_provider(refusal) == ACKWELL_LIANLIAN);
    CHECK(says(ackwell_refusal_json(refusal), "\"code\":\"invalid_config\""));
    CHECK(says(ackwell_refusal_json(refusal), "\"member\":\"lianlian\""));
    CHECK(is_failure(ackwell_refusal_acknowledgement(refusal)));
    ackwell_refusal_free(refusal);

    receiver = new_receiver();
    CHECK(ackwell_receiver_provider(receiver) == ACKWELL_PINGPONG);
    CHECK(ackwell_receiver_header_count(receiver) == 2);
    CHECK(is(ackwell_receiver_header_name(receiver, 0), "x-forwarded-for"));
    CHECK(absent(ackwell_receiver_header_name(receiver, 2)));
    CHECK(absent(ackwell_receiver_header_name(receiver, SIZE_MAX)));
    CHECK(ackwell_receiver_key_count(receiver) == 0);
    CHECK(absent(ackwell_receiver_key_fingerprint(receiver, 0)));
    CHECK(ackwell_receiver_max_body_bytes(receiver) == 65536);
    CHECK(ackwell_receiver_max_body_bytes(NULL) == 0);
    CHECK(ackwell_receiver_schedule(receiver, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receiver_pause_after(receiver, 0) == 0);
    CHECK(ackwell_receiver_pause_after(receiver, SIZE_MAX) == 0);
    CHECK(ackwell_receiver_acknowledgement(receiver, ACKWELL_OK).status == 200);
    CHECK(ackwell_receiver_acknowledgement(receiver, (ackwell_status)4711).status == 500);

    /* NULL in place of the object. */
    ackwell_schedule schedule;
    CHECK(ackwell_receiver_provider(NULL) == ACKWELL_PROVIDER_NONE);
    CHECK(ackwell_receiver_header_count(NULL) == 0);
    CHECK(absent(ackwell_receiver_header_name(NULL, 0)));
    CHECK(ackwell_receiver_key_count(NULL) == 0);
    CHECK(absent(ackwell_receiver_key_fingerprint(NULL, 0)));
    CHECK(ackwell_receiver_schedule(NULL, &schedule) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receiver_pause_after(NULL, 1) == 0);
    CHECK(is_failure(ackwell_receiver_acknowledgement(NULL, ACKWELL_OK)));
    CHECK(ackwell_receiver_free(NULL) == ACKWELL_OK);

    /* An object of another type, and an address between two. */
    CHECK(ackwell_notification_free((ackwell_notification *)receiver) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_ledger_free((ackwell_ledger *)receiver) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receiver_provider((ackwell_receiver *)((char *)receiver + 1)) ==
          ACKWELL_PROVIDER_NONE);
    CHECK(ackwell_receiver_free((ackwell_receiver *)((char *)receiver + 1)) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receiver_provider(receiver) == ACKWELL_PINGPONG);
    CHECK(ackwell_receiver_free(receiver) == ACKWELL_OK);
}

static void requests(void)
{
    ackwell_receiver *receiver = new_receiver();
    ackwell_notification *notification = NULL;
    ackwell_refusal *refusal = NULL;
    ackwell_request request = request_of(SAMPLE);
    ackwell_request empty;
    ackwell_header headers[2];
    memset(&empty, 0, sizeof empty);
    memset(headers, 0, sizeof headers);

    CHECK(ackwell_verify(NULL, &request, &notification, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_verify(receiver, NULL, &notification, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_verify(receiver, &request, NULL, &refusal) == ACKWELL_INVALID_ARGUMENT);
    CHECK(is(ackwell_refusal_message(refusal), "argument `notification` is NULL"));
    CHECK(is_failure(ackwell_refusal_acknowledgement(refusal)));
    ackwell_refusal_free(refusal);
    refusal = NULL;

    CHECK(ackwell_verify(receiver, &empty, &notification, &refusal) == ACKWELL_MALFORMED_BODY);
    CHECK(ackwell_refusal_provider(refusal) == ACKWELL_PINGPONG);
    CHECK(ackwell_refusal_acknowledgement(refusal).status == 400);
    ackwell_refusal_free(refusal);
    refusal = NULL;

    /* A length without a pointer, in each place. */
    empty.body_len = 1;
    CHECK(ackwell_verify(receiver, &empty, &notification, NULL) == ACKWELL_INVALID_ARGUMENT);
    request.headers_len = 1;
    CHECK(ackwell_verify(receiver, &request, &notification, NULL) == ACKWELL_INVALID_ARGUMENT);
    request.headers = headers;
    request.headers_len = SIZE_MAX / 2;
    CHECK(ackwell_verify(receiver, &request, &notification, NULL) == ACKWELL_INVALID_ARGUMENT);
    request.headers_len = 2;
    headers[0].name_len = 4;
    CHECK(ackwell_verify(receiver, &request, &notification, NULL) == ACKWELL_INVALID_ARGUMENT);
    headers[0].name = (const uint8_t *)"host";
    headers[0].value_len = 4;
    CHECK(ackwell_verify(receiver, &request, &notification, NULL) == ACKWELL_INVALID_ARGUMENT);
    headers[0].value = (const uint8_t *)"shop";
    request.peer_len = 3;
    CHECK(ackwell_verify(receiver, &request, &notification, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(notification == NULL);

    /* What is not UTF-8 came over the network: no misuse. */
    request.peer = (const uint8_t *)"\xFF\xFE.";
    headers[1].name = (const uint8_t *)"\xFFx";
    headers[1].name_len = 2;
    headers[1].value = (const uint8_t *)"\xFF";
    headers[1].value_len = 1;
    ackwell_status status = ackwell_verify(receiver, &request, &notification, NULL);
    CHECK(status == ACKWELL_OK); /* every source is accepted here */
    CHECK(ackwell_notification_free(notification) == ACKWELL_OK);
    ackwell_receiver_free(receiver);
}

/* An answer in the caller's own buffer. */
static void batches(void)
{
    enum { COUNT = 11 };
    ackwell_receiver *receiver = new_receiver();
    ackwell_notification *single = new_notification(receiver);
    ackwell_notification *notifications[COUNT];
    ackwell_refusal *refusals[COUNT];
    ackwell_request requests[COUNT];
    ackwell_notification *untouched = single;
    for (int at = 0; at < COUNT; at++) {
        requests[at] = request_of(at % 3 == 1 ? "{}" : SAMPLE);
    }
    CHECK(ackwell_verify_batch(receiver, requests, COUNT, notifications, refusals) == ACKWELL_OK);
    for (int at = 0; at < COUNT; at++) {
        CHECK((notifications[at] == NULL) == (at % 3 == 1));
        CHECK((refusals[at] != NULL) == (at % 3 == 1));
        if (notifications[at] == NULL) {
            CHECK(ackwell_refusal_status(refusals[at]) == ACKWELL_MISSING_SIGNATURE);
        } else {
            CHECK(same(ackwell_notification_json(notifications[at]),
                       ackwell_notification_json(single)));
        }
        ackwell_notification_free(notifications[at]);
        ackwell_refusal_free(refusals[at]);
    }
    CHECK(ackwell_verify_batch(receiver, requests, 2, notifications, NULL) == ACKWELL_OK);
    CHECK(notifications[0] != NULL && notifications[1] == NULL);
    ackwell_notification_free(notifications[0]);

    CHECK(ackwell_verify_batch(receiver, NULL, 0, NULL, NULL) == ACKWELL_OK);
    CHECK(ackwell_verify_batch(NULL, requests, 1, &untouched, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_verify_batch(receiver, NULL, 1, &untouched, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_verify_batch(receiver, requests, 1, NULL, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_verify_batch(receiver, requests, SIZE_MAX / 2, &untouched, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    requests[COUNT - 1].body = NULL;
    CHECK(ackwell_verify_batch(receiver, requests, COUNT, &untouched, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(untouched == single);
    ackwell_notification_free(single);
    ackwell_receiver_free(receiver);
}

static void explained(void)
{
    ackwell_receiver *receiver = new_receiver();
    ackwell_request request = request_of(SAMPLE);
    ackwell_json *diagnosis = NULL;
    ackwell_json *untouched = NULL;
    ackwell_refusal *refusal = NULL;

    CHECK(ackwell_explain(receiver, &request, &diagnosis, NULL) == ACKWELL_OK);
    CHECK(says(ackwell_json_text(diagnosis), "\"accepted\":true"));
    CHECK(says(ackwell_json_text(diagnosis), "\"findings\":[]"));
    ackwell_json_free(diagnosis);

    static char marked[8192];
    CHECK(snprintf(marked, sizeof marked, "\xef\xbb\xbf%s", SAMPLE) < (int)sizeof marked);
    const char *const refused[][2] = {
        {"{}", "missing_signature"},
        {"", "malformed_body"},
        {"\xff\xfe{", "malformed_body"},
        {marked, "byte_order_mark"},
    };
    for (size_t at = 0; at < sizeof refused / sizeof *refused; at++) {
        request = request_of(refused[at][0]);
        diagnosis = NULL;
        CHECK(ackwell_explain(receiver, &request, &diagnosis, &refusal) == ACKWELL_OK);
        CHECK(refusal == NULL);
        CHECK(says(ackwell_json_text(diagnosis), "\"accepted\":false"));
        CHECK(says(ackwell_json_text(diagnosis), refused[at][1]));
        ackwell_json_free(diagnosis);
    }

    CHECK(ackwell_explain(NULL, &request, &untouched, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_explain(receiver, NULL, &untouched, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_explain(receiver, &request, NULL, NULL) == ACKWELL_INVALID_ARGUMENT);
    request.body = NULL;
    request.body_len = 1;
    CHECK(ackwell_explain(receiver, &request, &untouched, &refusal) == ACKWELL_INVALID_ARGUMENT);
    CHECK(refusal != NULL && untouched == NULL);
    ackwell_refusal_free(refusal);
    ackwell_receiver_free(receiver);
}

static void packed(void)
{
    ackwell_receiver *receiver = new_receiver();
    const uint8_t *body = (const uint8_t *)SAMPLE;
    size_t len = strlen(SAMPLE);
    char buffer[4096];
    char again[4096];
    size_t used = 0;
    size_t needed = 0;

    CHECK(ackwell_verify_packed(receiver, body, len, NULL, 0, NULL, 0, buffer, sizeof buffer, &used) ==
          ACKWELL_OK);
    CHECK(used > 0 && used < sizeof buffer && memchr(buffer, 0xFF, used) != NULL);

    /* A buffer that is too small, then none: nothing is written, and how much is needed is said. */
    memset(again, 'x', sizeof again);
    ackwell_verify_packed(receiver, body, len, NULL, 0, NULL, 0, again, used - 1, &needed);
    CHECK(needed == used && again[0] == 'x');
    needed = 0;
    ackwell_verify_packed(receiver, body, len, NULL, 0, NULL, 0, NULL, 0, &needed);
    CHECK(needed == used);

    /* A refusal begins with its code. */
    CHECK(ackwell_verify_packed(receiver, body, 1, NULL, 0, NULL, 0, again, sizeof again,
                                &needed) == ACKWELL_MALFORMED_BODY);
    CHECK(needed > 14 && memcmp(again, "malformed_body\xFF", 15) == 0);

    /* The same bytes of a request in one piece, but a refusal as everywhere. */
    ackwell_request request = request_of(SAMPLE);
    ackwell_refusal *refusal = NULL;
    CHECK(ackwell_verify_sealed(receiver, &request, again, sizeof again, &needed, &refusal) ==
          ACKWELL_OK);
    CHECK(refusal == NULL && needed == used && memcmp(again, buffer, used) == 0);
    CHECK(ackwell_verify_sealed(receiver, &request, NULL, 0, &needed, NULL) == ACKWELL_OK);
    CHECK(needed == used);
    request.body_len = 1;
    needed = 0;
    CHECK(ackwell_verify_sealed(receiver, &request, again, sizeof again, &needed, &refusal) ==
          ACKWELL_MALFORMED_BODY);
    CHECK(needed == 0 && ackwell_refusal_status(refusal) == ACKWELL_MALFORMED_BODY);
    ackwell_refusal_free(refusal);
    CHECK(ackwell_verify_sealed(receiver, NULL, again, sizeof again, &needed, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_verify_sealed(receiver, &request, again, sizeof again, NULL, NULL) !=
          ACKWELL_OK);

    CHECK(ackwell_verify_packed(NULL, body, len, NULL, 0, NULL, 0, buffer, sizeof buffer, &needed) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_verify_packed(receiver, NULL, 1, NULL, 0, NULL, 0, buffer, sizeof buffer, &needed) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_verify_packed(receiver, body, len, NULL, 0, NULL, 0, NULL, 4096, &needed) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_verify_packed(receiver, body, len, NULL, 0, NULL, 0, buffer, sizeof buffer, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    ackwell_receiver_free(receiver);
}

/* The last part of a packed answer. */
static size_t last_part(const char *buffer, size_t used)
{
    size_t start = used;
    while (start > 0 && (unsigned char)buffer[start - 1] != 0xFF) {
        start--;
    }
    return start;
}

/* What was verified is not verified again, and what was not is never taken for it. */
static void sealed(void)
{
    ackwell_receiver *receiver = new_receiver();
    ackwell_receiver *other = new_receiver();
    ackwell_notification *notification = new_notification(receiver);
    ackwell_notification *unsealed = NULL;
    ackwell_refusal *refusal = NULL;
    const uint8_t *body = (const uint8_t *)SAMPLE;
    size_t len = strlen(SAMPLE);
    char buffer[4096];
    size_t used = 0;

    CHECK(ackwell_verify_packed(receiver, body, len, NULL, 0, NULL, 0, buffer, sizeof buffer, &used) ==
          ACKWELL_OK);
    char *seal = buffer + last_part(buffer, used);
    size_t seal_len = used - last_part(buffer, used);
    CHECK(ackwell_unseal(receiver, body, len, seal, seal_len, &unsealed, &refusal) == ACKWELL_OK);
    CHECK(refusal == NULL);
    ackwell_text json = ackwell_notification_json(notification);
    ackwell_text same = ackwell_notification_json(unsealed);
    CHECK(json.len == same.len && memcmp(json.data, same.data, json.len) == 0);
    ackwell_notification_free(unsealed);
    unsealed = NULL;

    /* Another receiver, another body, another seal. */
    CHECK(ackwell_unseal(other, body, len, seal, seal_len, &unsealed, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_unseal(receiver, body, len - 1, seal, seal_len, &unsealed, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    seal[0] = seal[0] == '0' ? '1' : '0';
    CHECK(ackwell_unseal(receiver, body, len, seal, seal_len, &unsealed, &refusal) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(says(ackwell_refusal_message(refusal), "seal"));
    ackwell_refusal_free(refusal);
    CHECK(ackwell_unseal(receiver, body, len, NULL, 0, &unsealed, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_unseal(receiver, body, len, "\xFF", 1, &unsealed, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_unseal(NULL, body, len, seal, seal_len, &unsealed, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_unseal(receiver, body, len, seal, seal_len, NULL, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(unsealed == NULL);

    /* Compared as texts. */
    CHECK(ackwell_expect("A-1", 3, "0.20", 4, "CNY", 3, "A-1", 3, "0.2", 3, "CNY", 3) ==
          ACKWELL_OK);
    CHECK(ackwell_expect("A-1", 3, "0.20", 4, "CNY", 3, "A-2", 3, "0.2", 3, "CNY", 3) ==
          ACKWELL_EXPECTATION_MISMATCH);
    CHECK(ackwell_expect("A-1", 3, "0.20", 4, "CNY", 3, "A-1", 3, "0.21", 4, "CNY", 3) ==
          ACKWELL_EXPECTATION_MISMATCH);
    CHECK(ackwell_expect("A-1", 3, "0.20", 4, "CNY", 3, "A-1", 3, "0.2", 3, "USD", 3) ==
          ACKWELL_EXPECTATION_MISMATCH);
    CHECK(ackwell_expect("A-1", 3, NULL, 0, NULL, 0, "A-1", 3, "0.2", 3, "CNY", 3) ==
          ACKWELL_EXPECTATION_MISMATCH);
    CHECK(ackwell_expect(NULL, 0, "0.20", 4, "CNY", 3, NULL, 0, "0.2", 3, "CNY", 3) ==
          ACKWELL_EXPECTATION_MISMATCH);
    CHECK(ackwell_expect("A-1", 3, "0.20", 4, "CNY", 3, "A-1", 3, "2e-1", 4, "CNY", 3) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_expect("A-1", 3, "0.20", 4, "CNY", 3, NULL, 1, "0.2", 3, "CNY", 3) ==
          ACKWELL_INVALID_ARGUMENT);

    ackwell_notification_free(notification);
    ackwell_receiver_free(other);
    ackwell_receiver_free(receiver);
}

static void notifications(void)
{
    ackwell_receiver *receiver = new_receiver();
    ackwell_notification *notification = new_notification(receiver);
    ackwell_refusal *refusal = NULL;
    ackwell_amount amount;
    ackwell_value value;
    ackwell_source source;
    ackwell_receiver_free(receiver); /* a notification does not need it */

    CHECK(ackwell_notification_provider(notification) == ACKWELL_PINGPONG);
    CHECK(is(ackwell_notification_kind(notification), "pingpong.transaction"));
    CHECK(ackwell_notification_amount(notification, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_notification_amount(notification, &amount) == ACKWELL_OK);
    CHECK(amount.present);
    CHECK(absent(ackwell_notification_irregularity(notification, SIZE_MAX)));
    CHECK(ackwell_notification_field(notification, NULL, 3).form == ACKWELL_FIELD_ABSENT);
    CHECK(ackwell_notification_field(notification, "\xFF", 1).form == ACKWELL_FIELD_ABSENT);
    CHECK(ackwell_notification_field(notification, NULL, 0).form == ACKWELL_FIELD_ABSENT);
    CHECK(ackwell_notification_field(notification, "status", 6).form == ACKWELL_FIELD_TEXT);
    CHECK(ackwell_notification_field_at(notification, SIZE_MAX).form == ACKWELL_FIELD_ABSENT);
    CHECK(ackwell_notification_envelope_count(notification) > 0);
    CHECK(ackwell_notification_envelope_at(notification, SIZE_MAX).form == ACKWELL_FIELD_ABSENT);
    CHECK(ackwell_notification_value(notification, 0, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_notification_value(notification, SIZE_MAX, &value) == ACKWELL_OK);
    CHECK(value.form == ACKWELL_VALUE_ABSENT);
    CHECK(ackwell_notification_source(notification, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_notification_source(notification, &source) == ACKWELL_OK);
    CHECK(source.check.data != NULL);

    ackwell_text order = ackwell_notification_order_no(notification);
    CHECK(ackwell_notification_expect(notification, order.data, order.len, amount.value,
                                      strlen(amount.value), amount.currency, 3,
                                      NULL) == ACKWELL_OK);
    CHECK(ackwell_notification_expect(notification, order.data, order.len, "1e2", 3,
                                      amount.currency, 3, &refusal) == ACKWELL_INVALID_ARGUMENT);
    CHECK(is(ackwell_refusal_member(refusal), "amount"));
    ackwell_refusal_free(refusal);
    refusal = NULL;
    CHECK(ackwell_notification_expect(notification, NULL, 0, NULL, 0, NULL, 0, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_notification_expect(notification, NULL, 9, "1", 1, "USD", 3, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_notification_expect(notification, "\xC0", 1, "1", 1, "USD", 3, &refusal) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(is(ackwell_refusal_message(refusal), "argument `order_no` is not UTF-8"));
    ackwell_refusal_free(refusal);
    refusal = NULL;
    CHECK(ackwell_notification_expect(notification, "1", 1, "1", 1, "USD", 3, &refusal) ==
          ACKWELL_EXPECTATION_MISMATCH);
    CHECK(is(ackwell_refusal_member(refusal), "order_no"));
    CHECK(ackwell_refusal_acknowledgement(refusal).status == 422);
    ackwell_refusal_free(refusal);

    /* The text stays where it is, however often it is asked for. */
    ackwell_text first = ackwell_notification_json(notification);
    CHECK(first.data == ackwell_notification_json(notification).data && first.len > 0);
    CHECK(ackwell_notification_acknowledgement(notification, ACKWELL_OK).status == 200);
    CHECK(ackwell_notification_acknowledgement(notification, ACKWELL_CONFLICT).status == 409);
    CHECK(ackwell_notification_free(notification) == ACKWELL_OK);

    CHECK(ackwell_notification_provider(NULL) == ACKWELL_PROVIDER_NONE);
    CHECK(absent(ackwell_notification_kind(NULL)));
    CHECK(absent(ackwell_notification_merchant_id(NULL)));
    CHECK(absent(ackwell_notification_order_no(NULL)));
    CHECK(absent(ackwell_notification_transaction_no(NULL)));
    CHECK(ackwell_notification_status(NULL) == ACKWELL_PAYMENT_STATUS_NONE);
    CHECK(absent(ackwell_notification_status_text(NULL)));
    CHECK(ackwell_notification_amount(NULL, &amount) == ACKWELL_INVALID_ARGUMENT);
    CHECK(absent(ackwell_notification_delivery_key(NULL)));
    CHECK(absent(ackwell_notification_fingerprint(NULL)));
    CHECK(absent(ackwell_notification_signed_text(NULL)));
    CHECK(ackwell_notification_irregularity_count(NULL) == 0);
    CHECK(absent(ackwell_notification_irregularity(NULL, 0)));
    CHECK(ackwell_notification_field(NULL, "sign", 4).form == ACKWELL_FIELD_ABSENT);
    CHECK(ackwell_notification_field_count(NULL) == 0);
    CHECK(ackwell_notification_field_at(NULL, 0).form == ACKWELL_FIELD_ABSENT);
    CHECK(ackwell_notification_envelope_count(NULL) == 0);
    CHECK(ackwell_notification_envelope_at(NULL, 0).form == ACKWELL_FIELD_ABSENT);
    CHECK(ackwell_notification_value(NULL, 0, &value) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_notification_source(NULL, &source) == ACKWELL_INVALID_ARGUMENT);
    CHECK(absent(ackwell_notification_json(NULL)));
    CHECK(ackwell_notification_expect(NULL, "1", 1, "1", 1, "USD", 3, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(is_failure(ackwell_notification_acknowledgement(NULL, ACKWELL_OK)));
    CHECK(ackwell_notification_free(NULL) == ACKWELL_OK);
}

static void refusals(void)
{
    CHECK(ackwell_refusal_status(NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(strcmp(ackwell_refusal_code(NULL), "invalid_argument") == 0);
    CHECK(ackwell_refusal_provider(NULL) == ACKWELL_PROVIDER_NONE);
    CHECK(absent(ackwell_refusal_message(NULL)));
    CHECK(absent(ackwell_refusal_member(NULL)));
    CHECK(absent(ackwell_refusal_json(NULL)));
    CHECK(is_failure(ackwell_refusal_acknowledgement(NULL)));
    CHECK(ackwell_refusal_free(NULL) == ACKWELL_OK);
}

static void ledgers(void)
{
    ackwell_receiver *receiver = new_receiver();
    ackwell_notification *notification = new_notification(receiver);
    ackwell_request request = request_of(SAMPLE);
    ackwell_ledger *ledger = NULL;
    ackwell_refusal *refusal = NULL;
    ackwell_receipt *receipt = NULL;
    ackwell_json *json = NULL;
    uint32_t version = 0;
    bool known = true;
    size_t len = strlen(CONFIG);

    CHECK(ackwell_ledger_open(NULL, 0, &ledger, NULL) == ACKWELL_INVALID_CONFIG);
    CHECK(ackwell_ledger_open("memory:", 7, NULL, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_ledger_open("\xFF", 1, &ledger, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_ledger_open("carrier-pigeon://roof", 21, &ledger, &refusal) ==
          ACKWELL_INVALID_CONFIG);
    CHECK(is(ackwell_refusal_member(refusal), "ledger.url"));
    CHECK(is_failure(ackwell_refusal_acknowledgement(refusal)));
    ackwell_refusal_free(refusal);
    refusal = NULL;
    CHECK(ackwell_ledger_open("sqlite:///no/such/folder/a.db", 29, &ledger, NULL) ==
          ACKWELL_LEDGER_UNAVAILABLE);
    CHECK(ackwell_ledger_from_config("{}", 2, &ledger, NULL) == ACKWELL_INVALID_CONFIG);
    CHECK(ackwell_ledger_from_config(NULL, 0, &ledger, NULL) == ACKWELL_INVALID_CONFIG);
    CHECK(ackwell_ledger_from_config(CONFIG, len, NULL, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ledger == NULL);
    CHECK(ackwell_ledger_from_config(CONFIG, len, &ledger, NULL) == ACKWELL_OK);

    CHECK(ackwell_ledger_migrate(ledger, NULL, NULL) == ACKWELL_OK);
    CHECK(ackwell_ledger_migrate(ledger, &version, NULL) == ACKWELL_OK);
    CHECK(ackwell_ledger_migrate(NULL, &version, NULL) == ACKWELL_INVALID_ARGUMENT);

    /* One claim at a time. */
    ackwell_receipt *second = NULL;
    CHECK(ackwell_claim(NULL, notification, &receipt, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_claim(ledger, NULL, &receipt, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_claim(ledger, notification, NULL, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_claim(ledger, notification, &receipt, NULL) == ACKWELL_OK);
    CHECK(ackwell_receipt_delivery(receipt) == ACKWELL_DELIVERY_FIRST);
    CHECK(ackwell_receipt_token(receipt) == 1);
    CHECK(ackwell_receipt_remaining_ms(receipt) > 1000);
    CHECK(ackwell_receipt_acknowledgement(receipt).status == 503);
    CHECK(ackwell_receive(receiver, &request, ledger, &second, NULL) == ACKWELL_OK);
    CHECK(ackwell_receipt_delivery(second) == ACKWELL_DELIVERY_IN_PROGRESS);
    CHECK(ackwell_receipt_remaining_ms(second) > 1000);
    CHECK(ackwell_receipt_token(second) == 0);
    CHECK(ackwell_receipt_commit(second, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_release(second, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_extend(second, &refusal) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_refusal_status(refusal) == ACKWELL_INVALID_ARGUMENT);
    ackwell_refusal_free(refusal);
    refusal = NULL;
    CHECK(ackwell_receipt_acknowledgement(second).status == 503);
    CHECK(ackwell_receipt_free(second) == ACKWELL_OK);
    CHECK(ackwell_receipt_extend(receipt, NULL) == ACKWELL_OK);
    CHECK(ackwell_ledger_status(ledger, &json, NULL) == ACKWELL_OK);
    CHECK(says(ackwell_json_text(json), "{\"store\":\"memory\","));
    CHECK(says(ackwell_json_text(json), "\"counts\":{\"in_progress\":1,"));
    CHECK(ackwell_json_free(json) == ACKWELL_OK);
    CHECK(ackwell_ledger_status(ledger, NULL, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_ledger_status(NULL, &json, NULL) == ACKWELL_INVALID_ARGUMENT);

    CHECK(ackwell_ledger_list(ledger, NULL, 0, &json, NULL) == ACKWELL_OK);
    CHECK(says(ackwell_json_text(json), "\"state\":\"in_progress\",\"token\":1,"));
    ackwell_json_free(json);
    static const char COMMITTED[] = "{\"state\": \"committed\"}";
    CHECK(ackwell_ledger_list(ledger, COMMITTED, strlen(COMMITTED), &json, NULL) == ACKWELL_OK);
    CHECK(is(ackwell_json_text(json), "[]"));
    ackwell_json_free(json);
    json = NULL;
    CHECK(ackwell_ledger_list(ledger, "{\"stat\":1}", 10, &json, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_ledger_list(ledger, NULL, 1, &json, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_ledger_list(ledger, NULL, 0, NULL, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_ledger_list(NULL, NULL, 0, &json, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(json == NULL);

    /* The work failed: the answer says so, and the next delivery is a first one again. */
    CHECK(ackwell_receipt_release(receipt, NULL) == ACKWELL_OK);
    CHECK(ackwell_receipt_acknowledgement(receipt).status == 500);
    CHECK(ackwell_receipt_commit(receipt, &refusal) == ACKWELL_LEASE_LOST);
    CHECK(ackwell_refusal_provider(refusal) == ACKWELL_PINGPONG);
    CHECK(ackwell_refusal_acknowledgement(refusal).status == 503);
    ackwell_refusal_free(refusal);
    refusal = NULL;

    /* A lent notification is not the caller's to free, and goes with its receipt. */
    const ackwell_notification *lent = ackwell_receipt_notification(receipt);
    CHECK(is(ackwell_notification_kind(lent), "pingpong.transaction"));
    CHECK(ackwell_notification_free((ackwell_notification *)lent) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_claim(ledger, lent, &second, NULL) == ACKWELL_OK);
    CHECK(ackwell_receipt_token(second) == 2);
    CHECK(ackwell_receipt_free(receipt) == ACKWELL_OK);
    CHECK(ackwell_receipt_commit(second, NULL) == ACKWELL_OK);
    CHECK(ackwell_receipt_commit(second, NULL) == ACKWELL_OK);
    CHECK(ackwell_receipt_release(second, NULL) == ACKWELL_LEASE_LOST);
    CHECK(ackwell_receipt_acknowledgement(second).status == 200);
    json = (ackwell_json *)second;
    CHECK(ackwell_receipt_conflict(second, &json) == ACKWELL_OK && json == NULL);
    CHECK(ackwell_receipt_conflict(second, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_conflict(NULL, &json) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_free(second) == ACKWELL_OK);

    /* A person gives it free; then the short way. */
    ackwell_text key = ackwell_notification_delivery_key(notification);
    CHECK(ackwell_ledger_reopen(ledger, "no such key", 11, &known, NULL) == ACKWELL_OK);
    CHECK(!known);
    CHECK(ackwell_ledger_reopen(ledger, NULL, 1, &known, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_ledger_reopen(NULL, key.data, key.len, &known, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_ledger_reopen(ledger, key.data, key.len, &known, NULL) == ACKWELL_OK);
    CHECK(known);
    CHECK(ackwell_handle(receiver, &request, ledger, NULL, NULL, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_handle(NULL, &request, ledger, fulfil, &ledger, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_handle(receiver, NULL, ledger, fulfil, &ledger, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_handle(receiver, &request, NULL, fulfil, &ledger, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_handle(receiver, &request, ledger, refuse_work, NULL, &refusal) ==
          ACKWELL_FULFILMENT_FAILED);
    CHECK(ackwell_refusal_acknowledgement(refusal).status == 500);
    ackwell_refusal_free(refusal);
    refusal = NULL;
    CHECK(ackwell_handle(receiver, &request, ledger, fulfil, &ledger, &refusal) == ACKWELL_OK);
    CHECK(refusal == NULL);
    CHECK(ackwell_handle(receiver, &request, ledger, refuse_work, NULL, NULL) == ACKWELL_OK);

    CHECK(ackwell_ledger_prune(ledger, &json, NULL) == ACKWELL_OK);
    CHECK(is(ackwell_json_text(json), "{\"deliveries\":0,\"conflicts\":0,\"orders\":0}"));
    ackwell_json_free(json);
    CHECK(ackwell_ledger_prune(ledger, NULL, NULL) == ACKWELL_OK);
    CHECK(ackwell_ledger_prune(NULL, NULL, NULL) == ACKWELL_INVALID_ARGUMENT);

    /* A ledger lives as long as its last receipt. */
    CHECK(ackwell_receive(receiver, &request, ledger, &receipt, NULL) == ACKWELL_OK);
    CHECK(ackwell_ledger_free(ledger) == ACKWELL_OK);
    CHECK(ackwell_receipt_delivery(receipt) == ACKWELL_DELIVERY_REPEAT);
    CHECK(ackwell_receipt_commit(receipt, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_free(receipt) == ACKWELL_OK);
    CHECK(ackwell_ledger_free(NULL) == ACKWELL_OK);

    CHECK(ackwell_receive(receiver, &request, NULL, &receipt, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receive(NULL, &request, NULL, &receipt, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_delivery(NULL) == ACKWELL_DELIVERY_NONE);
    CHECK(ackwell_receipt_notification(NULL) == NULL);
    CHECK(is_failure(ackwell_receipt_acknowledgement(NULL)));
    CHECK(ackwell_receipt_commit(NULL, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_release(NULL, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_extend(NULL, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_token(NULL) == 0);
    CHECK(ackwell_receipt_remaining_ms(NULL) == 0);
    CHECK(ackwell_receipt_conflict(NULL, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_free(NULL) == ACKWELL_OK);
    ackwell_notification_free(notification);
    ackwell_receiver_free(receiver);
}

static ackwell_text text_of(const char *text)
{
    ackwell_text value = {text, strlen(text)};
    return value;
}

static void orders(void)
{
    ackwell_ledger *ledger = NULL;
    ackwell_order order;
    bool waited = false;
    const int64_t placed = 1795000000000;
    const int64_t day = 86400000;
    memset(&order, 0, sizeof order);
    CHECK(ackwell_ledger_open("memory:", 7, &ledger, NULL) == ACKWELL_OK);

    CHECK(ackwell_expect_order(ledger, NULL, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_expect_order(ledger, &order, NULL) == ACKWELL_INVALID_ARGUMENT);
    order.provider = ACKWELL_LIANLIAN;
    CHECK(ackwell_expect_order(ledger, &order, NULL) == ACKWELL_INVALID_ARGUMENT);
    order.merchant_id = text_of("201103171000000000");
    CHECK(ackwell_expect_order(ledger, &order, NULL) == ACKWELL_INVALID_ARGUMENT);
    order.order_no = text_of("2013051500001");
    order.placed_at_ms = placed;
    CHECK(ackwell_expect_order(NULL, &order, NULL) == ACKWELL_INVALID_ARGUMENT);
    order.amount = text_of("210.97");
    CHECK(ackwell_expect_order(ledger, &order, NULL) == ACKWELL_INVALID_ARGUMENT);
    order.currency = text_of("CNY");
    CHECK(ackwell_expect_order(ledger, &order, NULL) == ACKWELL_OK);

    ackwell_json *json = NULL;
    CHECK(ackwell_overdue_orders(ledger, placed + 1, &json, NULL) == ACKWELL_OK);
    CHECK(is(ackwell_json_text(json), "[]"));
    ackwell_json_free(json);
    CHECK(ackwell_overdue_orders(ledger, placed + day, &json, NULL) == ACKWELL_OK);
    CHECK(says(ackwell_json_text(json), "[{\"provider\":\"lianlian\",\"merchant_id\":"
                                        "\"201103171000000000\",\"order_no\":\"2013051500001\","
                                        "\"amount\":{\"value\":\"210.97\",\"currency\":\"CNY\"},"
                                        "\"placed_at_ms\":"));
    ackwell_json_free(json);
    CHECK(ackwell_overdue_orders(ledger, 0, NULL, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_overdue_orders(NULL, 0, &json, NULL) == ACKWELL_INVALID_ARGUMENT);
    json = NULL;
    CHECK(ackwell_overdue_orders(ledger, INT64_MIN, &json, NULL) != ACKWELL_INTERNAL);
    ackwell_json_free(json);

    CHECK(ackwell_order_history(ledger, "2013051500001", 13, &json, NULL) == ACKWELL_OK);
    CHECK(says(ackwell_json_text(json), "{\"order_no\":\"2013051500001\",\"deliveries\":[],"
                                        "\"expected\":[{"));
    CHECK(says(ackwell_json_text(json), "\"resolved_at_ms\":null}]}"));
    ackwell_json_free(json);
    CHECK(ackwell_order_history(ledger, "no such order", 13, &json, NULL) == ACKWELL_OK);
    CHECK(is(ackwell_json_text(json),
             "{\"order_no\":\"no such order\",\"deliveries\":[],\"expected\":[]}"));
    ackwell_json_free(json);
    CHECK(ackwell_order_history(ledger, "\xFF", 1, &json, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_order_history(ledger, "x", 1, NULL, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_order_history(NULL, "x", 1, &json, NULL) == ACKWELL_INVALID_ARGUMENT);

    CHECK(ackwell_resolve_order(ledger, ACKWELL_LIANLIAN, order.merchant_id.data,
                                order.merchant_id.len, order.order_no.data, order.order_no.len,
                                &waited, NULL) == ACKWELL_OK);
    CHECK(waited);
    CHECK(ackwell_resolve_order(ledger, ACKWELL_LIANLIAN, "x", 1, "y", 1, &waited, NULL) ==
          ACKWELL_OK);
    CHECK(!waited);
    CHECK(ackwell_resolve_order(ledger, ACKWELL_PROVIDER_NONE, "x", 1, "y", 1, NULL, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_resolve_order(NULL, ACKWELL_LIANLIAN, "x", 1, "y", 1, NULL, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    json = NULL;
    CHECK(ackwell_overdue_orders(ledger, INT64_MAX, &json, NULL) != ACKWELL_INTERNAL);
    ackwell_json_free(json);
    ackwell_ledger_free(ledger);
}

/* Not defined: works with the allocators that are in use, and only for a while. */
static void freed_twice(void)
{
    ackwell_receiver *receiver = new_receiver();
    ackwell_notification *notification = new_notification(receiver);
    CHECK(ackwell_notification_free(notification) == ACKWELL_OK);
    CHECK(ackwell_notification_free(notification) == ACKWELL_INVALID_ARGUMENT);
    CHECK(absent(ackwell_notification_kind(notification)));
    CHECK(ackwell_receiver_free(receiver) == ACKWELL_OK);
    CHECK(ackwell_receiver_free(receiver) == ACKWELL_INVALID_ARGUMENT);
    ackwell_request request = request_of(SAMPLE);
    CHECK(ackwell_verify(receiver, &request, &notification, NULL) == ACKWELL_INVALID_ARGUMENT);
}

typedef struct {
    int lines;
    ackwell_severity severity;
    char last[2048];
} heard;

static void listen_to(void *context, ackwell_severity severity, ackwell_text line)
{
    heard *into = (heard *)context;
    into->lines++;
    into->severity = severity;
    snprintf(into->last, sizeof into->last, "%.*s", (int)line.len, line.data);
}

/* Every failure of ackwell_handle() is one line, and a success is none. */
static void failures_are_heard(void)
{
    heard log;
    ackwell_ledger *ledger = NULL;
    ackwell_refusal *refusal = NULL;
    ackwell_receiver *receiver = new_receiver();
    ackwell_request request = request_of(SAMPLE);
    memset(&log, 0, sizeof log);
    CHECK(ackwell_set_log(listen_to, &log) == ACKWELL_OK);
    CHECK(ackwell_ledger_open("memory:", 7, &ledger, NULL) == ACKWELL_OK);

    CHECK(ackwell_handle(receiver, &request, ledger, refuse_work, ledger, &refusal) ==
          ACKWELL_FULFILMENT_FAILED);
    CHECK(log.lines == 1 && log.severity == ACKWELL_SEVERITY_ERROR);
    CHECK(strstr(log.last, "pingpong fulfilment_failed for order ") == log.last);
    CHECK(strstr(log.last, "it returned false; remedy: ") != NULL);
    ackwell_text line = ackwell_refusal_log_line(refusal);
    CHECK(line.len == strlen(log.last) && memcmp(line.data, log.last, line.len) == 0);
    CHECK(ackwell_refusal_severity(refusal) == ACKWELL_SEVERITY_ERROR);
    CHECK(!absent(ackwell_refusal_remedy(refusal)));
    CHECK(absent(ackwell_refusal_address(refusal)));
    ackwell_refusal_free(refusal);

    CHECK(ackwell_handle(receiver, &request, ledger, fulfil, &ledger, NULL) == ACKWELL_OK);
    CHECK(ackwell_handle(receiver, &request, ledger, fulfil, &ledger, NULL) == ACKWELL_OK);
    CHECK(log.lines == 1);

    request.body_len = 0;
    CHECK(ackwell_handle(receiver, &request, ledger, fulfil, &ledger, NULL) ==
          ACKWELL_MALFORMED_BODY);
    CHECK(log.lines == 2 && log.severity == ACKWELL_SEVERITY_WARNING);
    CHECK(strstr(log.last, "the body is empty (0 bytes)") != NULL);
    CHECK(ackwell_set_log(NULL, NULL) == ACKWELL_OK);

    /* For a program that settles by itself. */
    ackwell_notification *notification = new_notification(receiver);
    refusal = NULL;
    CHECK(ackwell_notification_refuse_because(notification, ACKWELL_FULFILMENT_FAILED, "no\nstock",
                                              8, &refusal) == ACKWELL_OK);
    line = ackwell_refusal_log_line(refusal);
    CHECK(!absent(line) && memchr(line.data, '\n', line.len) == NULL);
    CHECK(ackwell_refusal_status(refusal) == ACKWELL_FULFILMENT_FAILED);
    ackwell_refusal_free(refusal);
    refusal = NULL;
    CHECK(ackwell_notification_refuse_because(notification, ACKWELL_OK, NULL, 0, &refusal) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_notification_refuse_because(NULL, ACKWELL_CONFLICT, NULL, 0, &refusal) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_notification_refuse_because(notification, ACKWELL_CONFLICT, NULL, 0, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(refusal == NULL);
    CHECK(ackwell_receiver_refuse_because(receiver, ACKWELL_MALFORMED_BODY, "cut", 3, &refusal) ==
          ACKWELL_OK);
    line = ackwell_refusal_log_line(refusal);
    CHECK(strncmp(line.data, "pingpong malformed_body: ", 25) == 0);
    ackwell_refusal_free(refusal);
    refusal = NULL;
    CHECK(ackwell_receiver_refuse_because(NULL, ACKWELL_CONFLICT, NULL, 0, &refusal) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receiver_refuse_because(receiver, ACKWELL_OK, NULL, 0, &refusal) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(refusal == NULL);
    ackwell_notification_free(notification);
    CHECK(ackwell_refusal_severity(NULL) == ACKWELL_SEVERITY_NONE);
    CHECK(absent(ackwell_refusal_log_line(NULL)) && absent(ackwell_refusal_remedy(NULL)) &&
          absent(ackwell_refusal_address(NULL)));
    ackwell_ledger_free(ledger);
    ackwell_receiver_free(receiver);
}

/* The next step of an operation, given rows. The caller frees it. */
static ackwell_json *after(ackwell_operation *operation, const char *rows)
{
    ackwell_json *step = NULL;
    CHECK(ackwell_operation_next(operation, rows, strlen(rows), &step, NULL) == ACKWELL_OK);
    return step;
}

/* The next step says both parts. */
static void step_says(ackwell_operation *operation, const char *rows, const char *one,
                      const char *two)
{
    ackwell_json *step = after(operation, rows);
    CHECK(says(ackwell_json_text(step), one));
    CHECK(says(ackwell_json_text(step), two));
    CHECK(ackwell_json_free(step) == ACKWELL_OK);
}

/* A claim on a connection of the program's own, whose database is played here. */
static void in_transaction(void)
{
    ackwell_operation *operation = NULL;
    ackwell_json *json = NULL;
    ackwell_refusal *refusal = NULL;
    ackwell_receiver *receiver = new_receiver();
    ackwell_notification *notification = new_notification(receiver);
    const char *postgres = "postgres";
    const char *dollar = "numeric_dollar";

    CHECK(ackwell_operation_claim(notification, postgres, 8, dollar, 14, &operation, NULL) ==
          ACKWELL_OK);
    step_says(operation, "", "\"statement\":\"claim\"", "$11");
    step_says(operation, "[[1]]", "\"statement\":\"outcome\"", "\"reads\":true");
    step_says(operation, "[[\"first\", 0]]", "\"statement\":\"resolve_order\"",
              "\"reads\":false");
    step_says(operation, "[[0]]", "\"delivery\":\"first\"", "\"status\":200");
    CHECK(ackwell_operation_next(operation, "[[0]]", 5, &json, &refusal) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(says(ackwell_refusal_message(refusal), "the operation is over"));
    ackwell_refusal_free(refusal);
    refusal = NULL;
    CHECK(json == NULL);
    CHECK(ackwell_operation_free(operation) == ACKWELL_OK);

    CHECK(ackwell_operation_claim(notification, "mysql", 5, "qmark", 5, &operation, NULL) ==
          ACKWELL_OK);
    step_says(operation, "", "\"statement\":\"claim\"", "{\"hex\":\"");
    step_says(operation, "[[0]]", "\"statement\":\"outcome\"", "FOR UPDATE");
    step_says(operation, "[[\"conflict\", \"0\"]]", "\"statement\":\"conflict\"", "?");
    step_says(operation, "[[1]]", "\"statement\":\"conflict_seen\"", "\"reads\":true");
    step_says(operation,
              "[[\"000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f\", \"other\","
              " \"1\", null, 5, 6, \"7\"]]",
              "\"code\":\"conflict\"", "\"times\":7");
    CHECK(ackwell_operation_free(operation) == ACKWELL_OK);

    /* Rows that no database of the ledger gives end the operation with a failure to answer. */
    CHECK(ackwell_operation_claim(notification, "sqlite", 6, "at", 2, &operation, NULL) ==
          ACKWELL_OK);
    step_says(operation, "", "@p11", "\"values\":[");
    step_says(operation, "[[1]]", "@p2", "julianday");
    CHECK(ackwell_operation_next(operation, "[[true]]", 8, &json, &refusal) ==
          ACKWELL_LEDGER_UNAVAILABLE);
    CHECK(ackwell_refusal_acknowledgement(refusal).status == 503);
    CHECK(ackwell_refusal_provider(refusal) == ACKWELL_PINGPONG);
    ackwell_refusal_free(refusal);
    CHECK(ackwell_operation_next(operation, "", 0, &json, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_operation_next(operation, NULL, 1, &json, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_operation_next(operation, "", 0, NULL, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_operation_next(NULL, "", 0, &json, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_operation_free(operation) == ACKWELL_OK);
    CHECK(ackwell_operation_free(NULL) == ACKWELL_OK);

    CHECK(ackwell_operation_confirm(notification, postgres, 8, dollar, 14, &operation, NULL) ==
          ACKWELL_OK);
    step_says(operation, "", "\"statement\":\"outcome\"", "$2");
    step_says(operation, "[[\"repeat\", 0]]", "\"done\":true", "true");
    CHECK(ackwell_operation_free(operation) == ACKWELL_OK);
    CHECK(ackwell_operation_confirm(notification, postgres, 8, dollar, 14, &operation, NULL) ==
          ACKWELL_OK);
    step_says(operation, "", "\"statement\":\"outcome\"", "$2");
    CHECK(ackwell_operation_next(operation, "[]", 2, &json, &refusal) ==
          ACKWELL_LEDGER_UNAVAILABLE);
    CHECK(says(ackwell_refusal_message(refusal), "rolled the transaction back"));
    ackwell_refusal_free(refusal);
    CHECK(ackwell_operation_free(operation) == ACKWELL_OK);
    CHECK(ackwell_operation_confirm(NULL, postgres, 8, dollar, 14, &operation, NULL) ==
          ACKWELL_INVALID_ARGUMENT);

    CHECK(ackwell_operation_earlier_payment(notification, postgres, 8, dollar, 14, &operation,
                                            NULL) == ACKWELL_OK);
    step_says(operation, "", "\"statement\":\"earlier_payment\"", "$4");
    step_says(operation, "[[\"key\", \"7\", \"1.5\", \"USD\", 1000]]",
              "\"transaction_no\":\"7\"", "\"fulfilled_at_ms\":1000");
    CHECK(ackwell_operation_free(operation) == ACKWELL_OK);
    CHECK(ackwell_operation_earlier_payment(NULL, postgres, 8, dollar, 14, &operation, NULL) ==
          ACKWELL_INVALID_ARGUMENT);

    operation = (ackwell_operation *)&json;
    CHECK(ackwell_operation_claim(NULL, postgres, 8, dollar, 14, &operation, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_operation_claim(notification, "oracle", 6, dollar, 14, &operation, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_operation_claim(notification, NULL, 0, dollar, 14, &operation, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_operation_claim(notification, postgres, 8, "?", 1, &operation, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_operation_claim(notification, postgres, 8, dollar, 14, NULL, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(operation == (ackwell_operation *)&json);

    CHECK(ackwell_statements("mysql", 5, "format", 6, &json, NULL) == ACKWELL_OK);
    ackwell_text text = ackwell_json_text(json);
    CHECK(text.len > 4096 && memcmp(text.data, "{", 1) == 0);
    CHECK(ackwell_json_free(json) == ACKWELL_OK);
    CHECK(ackwell_statements("db2", 3, "format", 6, &json, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_statements("mysql", 5, "format", 6, NULL, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_statement_values(notification, &json, NULL) == ACKWELL_OK);
    CHECK(says(ackwell_json_text(json), "\"resolves_order\":true"));
    CHECK(says(ackwell_json_text(json), "\"provider\":\"pingpong\""));
    CHECK(ackwell_json_free(json) == ACKWELL_OK);
    CHECK(ackwell_statement_values(NULL, &json, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_statement_values(notification, NULL, NULL) == ACKWELL_INVALID_ARGUMENT);
    ackwell_notification_free(notification);
    ackwell_receiver_free(receiver);
}

/* A first delivery has no earlier payment; what is not a ledger has no answer. */
static void paid_twice(void)
{
    ackwell_ledger *ledger = NULL;
    ackwell_receipt *receipt = NULL;
    ackwell_refusal *refusal = (ackwell_refusal *)&ledger;
    ackwell_json *payment = (ackwell_json *)&ledger;
    ackwell_receiver *receiver = new_receiver();
    ackwell_notification *notification = new_notification(receiver);
    CHECK(ackwell_ledger_open("memory:", 7, &ledger, NULL) == ACKWELL_OK);
    CHECK(ackwell_earlier_payment(ledger, notification, &payment, NULL) == ACKWELL_OK);
    CHECK(payment == NULL);
    CHECK(ackwell_earlier_payment(NULL, notification, &payment, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_earlier_payment(ledger, NULL, &payment, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_earlier_payment(ledger, notification, NULL, NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(absent(ackwell_json_text(NULL)));
    CHECK(ackwell_json_free(NULL) == ACKWELL_OK);

    CHECK(ackwell_claim(ledger, notification, &receipt, NULL) == ACKWELL_OK);
    CHECK(ackwell_receipt_refusal(receipt, &refusal) == ACKWELL_OK);
    CHECK(refusal == NULL); /* a first delivery */
    ackwell_receipt *second = NULL;
    CHECK(ackwell_claim(ledger, notification, &second, NULL) == ACKWELL_OK);
    CHECK(ackwell_receipt_refusal(second, &refusal) == ACKWELL_OK);
    CHECK(ackwell_refusal_status(refusal) == ACKWELL_IN_PROGRESS);
    ackwell_refusal_free(refusal);
    CHECK(ackwell_receipt_refusal(NULL, &refusal) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_receipt_refusal(second, NULL) == ACKWELL_INVALID_ARGUMENT);
    ackwell_receipt_free(second);
    ackwell_receipt_free(receipt);
    ackwell_notification_free(notification);
    ackwell_ledger_free(ledger);
    ackwell_receiver_free(receiver);
}

static void references(void)
{
    static const char document[] =
        "{\"ledger\":{\"url\":{\"file\":\"url.txt\"}},\"pingpong\":{\"salt\":{\"env\":\"X_Y\"}}}";
    static const char found[] = "[{\"member\":\"ledger.url\",\"file\":\"/etc/shop/url.txt\","
                                "\"read_bytes\":1048577,\"base64\":\"bWVtb3J5Ogo=\"}]";
    size_t len = strlen(document);
    ackwell_json *json = NULL;
    ackwell_ledger *ledger = NULL;
    ackwell_refusal *refusal = NULL;

    CHECK(ackwell_config_references(document, len, "ledger", 6, "/etc/shop", 9, &json, NULL) ==
          ACKWELL_OK);
    CHECK(is(ackwell_json_text(json), "[{\"file\":\"/etc/shop/url.txt\",\"member\":\"ledger.url\","
                                      "\"read_bytes\":1048577}]"));
    ackwell_json_free(json);
    CHECK(ackwell_config_references(document, len, "pingpong, ledger", 16, NULL, 0, &json, NULL) ==
          ACKWELL_OK);
    CHECK(says(ackwell_json_text(json), "{\"env\":\"X_Y\",\"member\":\"pingpong.salt\"}"));
    ackwell_json_free(json);

    CHECK(ackwell_config_resolve_with(document, len, found, strlen(found), &json, NULL) ==
          ACKWELL_OK);
    ackwell_text text = ackwell_json_text(json);
    CHECK(ackwell_ledger_from_config(text.data, text.len, &ledger, NULL) == ACKWELL_OK);
    ackwell_ledger_free(ledger);
    ackwell_json_free(json);
    ledger = NULL;
    json = NULL;
    /* Without it, a ledger is not opened with a reference for a URL. */
    CHECK(ackwell_ledger_from_config(document, len, &ledger, &refusal) == ACKWELL_INVALID_CONFIG);
    CHECK(is(ackwell_refusal_member(refusal), "ledger.url"));
    ackwell_refusal_free(refusal);
    CHECK(ackwell_config_resolve(document, len, "ledger", 6, "/nowhere", 8, &json, &refusal) ==
          ACKWELL_INVALID_CONFIG);
    CHECK(says(ackwell_refusal_message(refusal), "the file /nowhere/url.txt does not exist"));
    ackwell_refusal_free(refusal);

    static const char *const problems[] = {"missing", "denied", "folder", "unreadable"};
    for (size_t index = 0; index < 4; index++) {
        char one[128];
        snprintf(one, sizeof one, "[{\"member\":\"pingpong.salt\",\"env\":\"X_Y\",\"problem\":\"%s\"}]",
                 problems[index]);
        CHECK(ackwell_config_resolve_with(document, len, one, strlen(one), &json, NULL) ==
              ACKWELL_INVALID_CONFIG);
    }
    static const char *const wrong[] = {
        "", "{}", "[1]", "[{\"env\":\"X\",\"text\":\"x\"}]", "[{\"member\":\"a.b\",\"text\":\"x\"}]",
        "[{\"member\":\"a.b\",\"env\":\"X\"}]", "[{\"member\":\"a.b\",\"env\":\"X\",\"base64\":\"!\"}]",
        "[{\"member\":\"a.b\",\"env\":\"X\",\"problem\":\"none\"}]"};
    for (size_t index = 0; index < sizeof wrong / sizeof *wrong; index++) {
        CHECK(ackwell_config_resolve_with(document, len, wrong[index], strlen(wrong[index]), &json,
                                          NULL) == ACKWELL_INVALID_ARGUMENT);
    }
    CHECK(ackwell_config_resolve_with("{", 1, "[]", 2, &json, NULL) == ACKWELL_INVALID_CONFIG);
    CHECK(ackwell_config_resolve_with(document, len, "[]", 2, NULL, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_config_references("", 0, "ledger", 6, NULL, 0, &json, NULL) ==
          ACKWELL_INVALID_CONFIG);
    CHECK(ackwell_config_references(document, len, "legder", 6, NULL, 0, &json, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_config_references(document, len, NULL, 0, NULL, 0, &json, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_config_references(document, len, "ledger", 6, NULL, 0, NULL, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_config_resolve(NULL, 1, "ledger", 6, NULL, 0, &json, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_config_resolve(document, len, "ledger", 6, "\xff", 1, &json, NULL) ==
          ACKWELL_INVALID_ARGUMENT);
    CHECK(json == NULL && ledger == NULL);
}

int main(int argc, char **argv)
{
    sample transaction;
    if (argc < 2 || !sample_read(argv[1], "pingpong-transaction.json", &transaction)) {
        fprintf(stderr, "usage: misuse VECTORS [twice|leak]\n");
        return 2;
    }
    SAMPLE = transaction.body;
    words();
    receivers();
    requests();
    batches();
    explained();
    packed();
    sealed();
    notifications();
    refusals();
    ledgers();
    orders();
    failures_are_heard();
    paid_twice();
    references();
    in_transaction();
    if (argc > 2 && strcmp(argv[2], "twice") == 0) {
        freed_twice();
    }
    if (argc > 2 && strcmp(argv[2], "leak") == 0) {
        CHECK(new_receiver() != NULL); /* and lost: for the tools that look for leaks */
    }
    sample_free(&transaction);
    printf("misuse: %d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
