/*
 * The conformance pack through the C library: reads the files of tests/vectors and writes one JSON
 * object a case to stdout, as tests/RUNNERS.md has it. `cargo xtask conformance` compares them.
 *
 * It also compares every getter with the pack's notification, and fails if one differs: the
 * comparison on the outside sees only the whole JSON.
 */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <time.h>

#include "ackwell.h"
#include "ackwell_testing.h"
#include "json.h"
#include "references.h"

static int failures = 0;

static void fail(const char *id, const char *what)
{
    fprintf(stderr, "%s: %s\n", id, what);
    failures++;
}

static bool same(ackwell_text text, const json *expected)
{
    if (expected == NULL || expected->type != JSON_STRING) {
        return text.data == NULL && expected != NULL && expected->type == JSON_NULL;
    }
    return text.data != NULL && text.len == expected->len &&
           memcmp(text.data, expected->text, text.len) == 0;
}

static bool same_word(const char *word, const json *expected)
{
    ackwell_text text = {word, strlen(word)};
    return same(text, expected);
}

static void expect(const char *id, const char *what, bool holds)
{
    if (!holds) {
        fail(id, what);
    }
}

/* ---- Input --------------------------------------------------------------------------------- */

typedef struct {
    ackwell_request request;
    ackwell_header *headers;
    uint8_t *body;
} received;

static const uint8_t *bytes(const char *text)
{
    return (const uint8_t *)text;
}

static bool read_request(const json *from, received *into)
{
    const json *body = json_get(from, "body");
    const json *base64 = json_get(from, "body_base64");
    const json *headers = json_get(from, "headers");
    const json *peer = json_get(from, "peer");
    memset(into, 0, sizeof *into);
    if (body != NULL) {
        into->request.body = bytes(body->text);
        into->request.body_len = body->len;
    } else if (base64 != NULL) {
        into->body = from_base64(base64->text, &into->request.body_len);
        into->request.body = into->body;
    }
    size_t count = 0;
    for (const json *pair = headers == NULL ? NULL : headers->first; pair; pair = pair->next) {
        count++;
    }
    into->headers = (ackwell_header *)calloc(count + 1, sizeof *into->headers);
    if (into->request.body == NULL || into->headers == NULL) {
        return false;
    }
    for (const json *pair = headers == NULL ? NULL : headers->first; pair; pair = pair->next) {
        ackwell_header *header = &into->headers[into->request.headers_len++];
        const json *name = pair->first;
        header->name = bytes(name->text);
        header->name_len = name->len;
        header->value = bytes(name->next->text);
        header->value_len = name->next->len;
    }
    into->request.headers = into->headers;
    if (peer != NULL && peer->type == JSON_STRING) {
        into->request.peer = bytes(peer->text);
        into->request.peer_len = peer->len;
    }
    return true;
}

static void free_request(received *request)
{
    free(request->headers);
    free(request->body);
}

/* ---- Output -------------------------------------------------------------------------------- */

static void put_text(ackwell_text text)
{
    if (text.data == NULL) {
        printf("null");
    } else {
        json_write(stdout, text.data, text.len);
    }
}

static void put_acknowledgement(ackwell_acknowledgement answer)
{
    printf("\"acknowledgement\":{\"status\":%u,\"content_type\":", answer.status);
    put_text(answer.content_type);
    printf(",\"body\":");
    json_write(stdout, (const char *)answer.body, answer.body_len);
    putchar('}');
}

/* What a call refused with; the answer only where a provider waits for one. */
static void put_refusal(ackwell_refusal *refusal, bool answered)
{
    printf("\"outcome\":\"refused\",\"code\":\"%s\",\"member\":", ackwell_refusal_code(refusal));
    put_text(ackwell_refusal_member(refusal));
    if (answered) {
        putchar(',');
        put_acknowledgement(ackwell_refusal_acknowledgement(refusal));
    }
    ackwell_refusal_free(refusal);
}

/* ---- Getters ------------------------------------------------------------------------------- */

static void compare_fields(const char *id, const ackwell_notification *got, const json *fields,
                           size_t (*count)(const ackwell_notification *),
                           ackwell_field (*member)(const ackwell_notification *, size_t))
{
    size_t index = 0;
    for (const json *field = fields == NULL ? NULL : fields->first; field; field = field->next) {
        ackwell_field at = member(got, index++);
        expect(id, "the name of a field",
               at.name.len == strlen(field->name) &&
                   memcmp(at.name.data, field->name, at.name.len) == 0);
        switch (field->type) {
        case JSON_STRING:
            expect(id, "a text", at.form == ACKWELL_FIELD_TEXT && same(at.value, field));
            break;
        case JSON_NULL:
            expect(id, "a null", at.form == ACKWELL_FIELD_NULL && at.value.data == NULL);
            break;
        default:
            expect(id, "JSON", at.form == ACKWELL_FIELD_JSON && at.value.len > 0);
        }
        if (member != ackwell_notification_field_at) {
            continue;
        }
        ackwell_field named = ackwell_notification_field(got, field->name, strlen(field->name));
        expect(id, "a field by its name",
               named.form == at.form && named.value.data == at.value.data &&
                   named.value.len == at.value.len);
    }
    expect(id, "how many fields", count(got) == index);
    expect(id, "no field behind the last",
           member(got, index).form == ACKWELL_FIELD_ABSENT);
}

static void compare_amount(const char *id, const ackwell_notification *got, const json *expected)
{
    const json *wanted = json_get(expected, "amount");
    ackwell_amount amount;
    expect(id, "an amount", ackwell_notification_amount(got, &amount) == ACKWELL_OK);
    if (wanted == NULL || wanted->type != JSON_OBJECT) {
        expect(id, "no amount", !amount.present && amount.value[0] == 0);
        return;
    }
    expect(id, "the amount's value", same_word(amount.value, json_get(wanted, "value")));
    expect(id, "the amount's currency", same_word(amount.currency, json_get(wanted, "currency")));
    /* The numbers say what the text says: write the mantissa with its point and compare. */
    char digits[32];
    char text[40];
    int length = snprintf(digits, sizeof digits, "%0*llu", amount.scale + 1,
                          (unsigned long long)amount.mantissa);
    int whole = length - amount.scale;
    snprintf(text, sizeof text, amount.scale > 0 ? "%.*s.%s" : "%.*s%s", whole, digits,
             digits + whole);
    expect(id, "the amount's numbers", strcmp(text, amount.value) == 0);
    if (amount.has_minor_units && amount.scale == amount.minor_digits) {
        expect(id, "the minor units", amount.minor_units == amount.mantissa);
    }
}

/* A value as the notification's JSON has it; false for text and JSON, which are compared as such. */
static bool shown(const ackwell_value *value, char *text, size_t room)
{
    long long number = (long long)value->number;
    switch (value->form) {
    case ACKWELL_VALUE_CURRENCY:
        snprintf(text, room, "\"%s\"", value->currency);
        return true;
    case ACKWELL_VALUE_AMOUNT:
    case ACKWELL_VALUE_DECIMAL: {
        char digits[32];
        int length = snprintf(digits, sizeof digits, "%0*lld", value->scale + 1, number);
        int whole = length - value->scale;
        snprintf(text, room, "\"%.*s%s%s\"", whole, digits, value->scale > 0 ? "." : "",
                 digits + whole);
        return true;
    }
    case ACKWELL_VALUE_DATE:
        snprintf(text, room, "\"%04lld-%02lld-%02lld\"", number / 10000, number / 100 % 100,
                 number % 100);
        return true;
    case ACKWELL_VALUE_DATE_TIME:
        snprintf(text, room, "\"%04lld-%02lld-%02lldT%02lld:%02lld:%02lld\"",
                 number / 10000000000, number / 100000000 % 100, number / 1000000 % 100,
                 number / 10000 % 100, number / 100 % 100, number % 100);
        return true;
    case ACKWELL_VALUE_TIME: {
        time_t seconds = (time_t)(number / 1000);
        char start[32];
        struct tm utc;
        gmtime_r(&seconds, &utc);
        strftime(start, sizeof start, "%Y-%m-%dT%H:%M:%S", &utc);
        snprintf(text, room, "\"%s.%03lldZ\"", start, number % 1000);
        return true;
    }
    case ACKWELL_VALUE_FLAG:
        snprintf(text, room, "%s", number != 0 ? "true" : "false");
        return true;
    case ACKWELL_VALUE_INTEGER:
        snprintf(text, room, "%lld", number);
        return true;
    default:
        return false;
    }
}

static bool written(const json *wanted, const char *text)
{
    return wanted != NULL && wanted->raw_len == strlen(text) &&
           memcmp(wanted->raw, text, wanted->raw_len) == 0;
}

static void compare_values(const char *id, const ackwell_notification *got, const json *expected)
{
    const json *details = json_get(expected, "details");
    size_t position = 0;
    ackwell_value value;
    for (const json *field = details == NULL ? NULL : details->first; field; field = field->next) {
        char text[64];
        expect(id, "a value", ackwell_notification_value(got, position++, &value) == ACKWELL_OK);
        if (value.form == ACKWELL_VALUE_ABSENT) {
            expect(id, field->name, field->type == JSON_NULL && value.text.data == NULL);
        } else if (value.form == ACKWELL_VALUE_TEXT) {
            expect(id, field->name, same(value.text, field));
        } else if (value.form == ACKWELL_VALUE_JSON) {
            expect(id, field->name, field->type == JSON_OBJECT || field->type == JSON_ARRAY);
            expect(id, field->name, value.text.len > 1);
        } else if (value.form == ACKWELL_VALUE_AMOUNT) {
            expect(id, field->name, shown(&value, text, sizeof text) &&
                                        written(json_get(field, "value"), text));
            expect(id, field->name, same_word(value.currency, json_get(field, "currency")));
        } else {
            expect(id, field->name, shown(&value, text, sizeof text) && written(field, text));
        }
    }
    expect(id, "no value behind the last",
           ackwell_notification_value(got, position, &value) == ACKWELL_OK &&
               value.form == ACKWELL_VALUE_ABSENT);
}

static void compare_source(const char *id, const ackwell_notification *got, const json *expected)
{
    const json *wanted = json_get(expected, "source");
    ackwell_source source;
    expect(id, "a source", ackwell_notification_source(got, &source) == ACKWELL_OK);
    expect(id, "check", same(source.check, json_get(wanted, "check")));
    expect(id, "address", same(source.address, json_get(wanted, "address")));
    const char *trusted = !source.has_list ? "null" : source.trusted ? "true" : "false";
    expect(id, "trusted", written(json_get(wanted, "trusted"), trusted));
}

static void compare_getters(const char *id, const ackwell_notification *got, const json *expected)
{
    expect(id, "provider",
           same_word(ackwell_provider_name(ackwell_notification_provider(got)),
                     json_get(expected, "provider")));
    expect(id, "kind", same(ackwell_notification_kind(got), json_get(expected, "kind")));
    expect(id, "merchant_id",
           same(ackwell_notification_merchant_id(got), json_get(expected, "merchant_id")));
    expect(id, "order_no",
           same(ackwell_notification_order_no(got), json_get(expected, "order_no")));
    expect(id, "transaction_no",
           same(ackwell_notification_transaction_no(got), json_get(expected, "transaction_no")));
    expect(id, "status",
           same_word(ackwell_payment_status_name(ackwell_notification_status(got)),
                     json_get(expected, "status")));
    expect(id, "status_text",
           same(ackwell_notification_status_text(got), json_get(expected, "status_text")));
    expect(id, "delivery_key",
           same(ackwell_notification_delivery_key(got), json_get(expected, "delivery_key")));
    expect(id, "fingerprint",
           same(ackwell_notification_fingerprint(got), json_get(expected, "fingerprint")));
    expect(id, "signed_text", ackwell_notification_signed_text(got).len > 0);
    const json *list = json_get(expected, "irregularities");
    size_t index = 0;
    for (const json *name = list == NULL ? NULL : list->first; name != NULL; name = name->next) {
        expect(id, "irregularity", same(ackwell_notification_irregularity(got, index++), name));
    }
    expect(id, "irregularities", ackwell_notification_irregularity_count(got) == index);
    compare_amount(id, got, expected);
    compare_values(id, got, expected);
    compare_source(id, got, expected);
    compare_fields(id, got, json_get(expected, "fields"), ackwell_notification_field_count,
                   ackwell_notification_field_at);
    compare_fields(id, got, json_get(expected, "envelope"), ackwell_notification_envelope_count,
                   ackwell_notification_envelope_at);
}

/* ---- Operations ---------------------------------------------------------------------------- */

/* A diagnosis says of a request what ackwell_verify() says of it. */
static void explain(const char *id, const ackwell_receiver *receiver,
                    const ackwell_request *request, ackwell_status status)
{
    ackwell_json *made = NULL;
    if (ackwell_explain(receiver, request, &made, NULL) != ACKWELL_OK) {
        fail(id, "ackwell_explain() failed");
        return;
    }
    ackwell_text text = ackwell_json_text(made);
    json *diagnosis = json_parse(text.data, text.len);
    const char *code = json_text(diagnosis, "code");
    const json *findings = json_get(diagnosis, "findings");
    expect(id, "the diagnosis agrees",
           status == ACKWELL_OK ? code == NULL && findings->first == NULL
                                : code != NULL && findings->first != NULL &&
                                      strcmp(code, ackwell_status_code(status)) == 0);
    json_free(diagnosis);
    ackwell_json_free(made);
}

static void verify(const json *item, const ackwell_receiver *receiver)
{
    ackwell_notification *notification = NULL;
    ackwell_refusal *refusal = NULL;
    received got;
    const char *id = json_text(item, "id");
    if (!read_request(json_get(item, "request"), &got)) {
        fail(id, "the request cannot be read");
        return;
    }
    ackwell_status status = ackwell_verify(receiver, &got.request, &notification, &refusal);
    explain(id, receiver, &got.request, status);
    free_request(&got); /* nothing of it is kept */
    if (status != ACKWELL_OK) {
        expect(id, "the refusal's status", ackwell_refusal_status(refusal) == status);
        put_refusal(refusal, true);
        return;
    }
    ackwell_text text = ackwell_notification_json(notification);
    printf("\"outcome\":\"accepted\",\"notification\":%.*s,", (int)text.len, text.data);
    put_acknowledgement(ackwell_notification_acknowledgement(notification, ACKWELL_OK));
    compare_getters(id, notification, json_get(json_get(item, "expected"), "notification"));
    ackwell_notification_free(notification);
}

static void expect_payment(const json *item, const ackwell_receiver *receiver)
{
    ackwell_notification *notification = NULL;
    ackwell_refusal *refusal = NULL;
    received got;
    const char *id = json_text(item, "id");
    const json *order = json_get(item, "order");
    const json *order_no = json_get(order, "order_no");
    const json *value = json_get(order, "value");
    const json *currency = json_get(order, "currency");
    if (!read_request(json_get(item, "request"), &got)) {
        fail(id, "the request cannot be read");
        return;
    }
    ackwell_status status = ackwell_verify(receiver, &got.request, &notification, NULL);
    free_request(&got);
    if (status != ACKWELL_OK) {
        fail(id, "the notification is refused");
        return;
    }
    status = ackwell_notification_expect(notification, order_no->text, order_no->len, value->text,
                                         value->len, currency->text, currency->len, &refusal);
    if (status == ACKWELL_OK) {
        printf("\"outcome\":\"met\"");
    } else {
        put_refusal(refusal, true);
    }
    ackwell_notification_free(notification);
}

static void acknowledge(const json *item, const ackwell_receiver *receiver)
{
    const char *code = json_text(item, "code");
    ackwell_status status = ACKWELL_OK;
    for (size_t index = 0; code != NULL && index < ackwell_status_count(); index++) {
        if (strcmp(ackwell_status_code(ackwell_status_at(index)), code) == 0) {
            status = ackwell_status_at(index);
        }
    }
    expect(json_text(item, "id"), "a code", (code == NULL) == (status == ACKWELL_OK));
    printf("\"outcome\":\"answered\",");
    put_acknowledgement(ackwell_receiver_acknowledgement(receiver, status));
}

static void schedule(const ackwell_receiver *receiver)
{
    ackwell_schedule known;
    if (ackwell_receiver_schedule(receiver, &known) != ACKWELL_OK) {
        return;
    }
    printf("\"outcome\":\"scheduled\",\"sends\":%zu,\"deadline_seconds\":%llu,"
           "\"horizon_seconds\":%llu,\"pauses_seconds\":[",
           known.sends, (unsigned long long)known.deadline_seconds,
           (unsigned long long)known.horizon_seconds);
    for (size_t send = 1; ackwell_receiver_pause_after(receiver, send) > 0; send++) {
        printf("%s%llu", send > 1 ? "," : "",
               (unsigned long long)ackwell_receiver_pause_after(receiver, send));
    }
    putchar(']');
}

/* ---- Ledgers ------------------------------------------------------------------------------- */

enum { MOST_LEASES = 16 };

typedef struct {
    const char *name;
    ackwell_receipt *receipt;
} lease;

typedef struct {
    bool succeeds;
    bool called;
} fulfilment;

static bool fulfil(void *context, const ackwell_notification *notification)
{
    fulfilment *work = (fulfilment *)context;
    work->called = ackwell_notification_kind(notification).len > 0;
    return work->succeeds;
}

static void sleep_ms(long milliseconds)
{
    struct timespec time;
    time.tv_sec = milliseconds / 1000;
    time.tv_nsec = milliseconds % 1000 * 1000000;
    nanosleep(&time, NULL);
}

static const char *done_or_code(ackwell_status status)
{
    return status == ACKWELL_OK ? "done" : ackwell_status_code(status);
}

static void walk_claim(const json *item, const json *step, const received *got, lease *leases,
                       const ackwell_receiver *receiver, const ackwell_ledger *ledger)
{
    ackwell_notification *notification = NULL;
    ackwell_receipt *receipt = NULL;
    const char *id = json_text(item, "id");
    const char *name = json_text(step, "lease");
    ackwell_status status = ackwell_verify(receiver, &got->request, &notification, NULL);
    if (status == ACKWELL_OK) {
        status = ackwell_claim(ledger, notification, &receipt, NULL);
    }
    ackwell_notification_free(notification); /* the receipt has it too */
    if (status != ACKWELL_OK) {
        printf("\"%s\"", ackwell_status_code(status));
        return;
    }
    ackwell_delivery delivery = ackwell_receipt_delivery(receipt);
    printf("\"%s\"", ackwell_delivery_name(delivery));
    expect(id, "the receipt's notification",
           ackwell_notification_delivery_key(ackwell_receipt_notification(receipt)).len > 0);
    bool success = ackwell_receipt_acknowledgement(receipt).status == 200;
    expect(id, "the receipt's answer", success == (delivery == ACKWELL_DELIVERY_REPEAT));
    expect(id, "a token only for the first",
           (ackwell_receipt_token(receipt) > 0) == (delivery == ACKWELL_DELIVERY_FIRST));
    ackwell_json *contradiction = NULL;
    status = ackwell_receipt_conflict(receipt, &contradiction);
    expect(id, "a conflict only for one",
           status == ACKWELL_OK && (contradiction != NULL) == (delivery == ACKWELL_DELIVERY_CONFLICT));
    ackwell_json_free(contradiction);
    for (int place = 0; name != NULL && place < MOST_LEASES; place++) {
        if (leases[place].name == NULL) {
            leases[place].name = name;
            leases[place].receipt = receipt;
            return;
        }
    }
    expect(id, "room for the lease", name == NULL);
    ackwell_receipt_free(receipt);
}

static void walk_settle(const json *step, const char *what, lease *leases)
{
    const char *name = json_text(step, "lease");
    ackwell_receipt *receipt = NULL;
    for (int place = MOST_LEASES; name != NULL && place-- > 0;) {
        if (leases[place].name != NULL && strcmp(leases[place].name, name) == 0) {
            receipt = leases[place].receipt;
        }
    }
    ackwell_status status = ACKWELL_INTERNAL;
    if (strcmp(what, "commit") == 0) {
        status = ackwell_receipt_commit(receipt, NULL);
    } else if (strcmp(what, "release") == 0) {
        status = ackwell_receipt_release(receipt, NULL);
    } else if (strcmp(what, "extend") == 0) {
        status = ackwell_receipt_extend(receipt, NULL);
    }
    printf("\"%s\"", done_or_code(status));
}

static void walk_expect_order(const json *step, const ackwell_receiver *receiver,
                              const ackwell_ledger *ledger)
{
    const char *merchant_id = json_text(step, "merchant_id");
    const char *order_no = json_text(step, "order_no");
    ackwell_order order;
    memset(&order, 0, sizeof order);
    order.provider = ackwell_receiver_provider(receiver);
    order.merchant_id.data = merchant_id;
    order.merchant_id.len = strlen(merchant_id);
    order.order_no.data = order_no;
    order.order_no.len = strlen(order_no);
    order.placed_at_ms = atoll(json_get(step, "placed_at_ms")->raw);
    printf("\"%s\"", done_or_code(ackwell_expect_order(ledger, &order, NULL)));
}

static int by_text(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* The numbers of the overdue orders, sorted. */
static void walk_overdue(const char *id, const ackwell_ledger *ledger)
{
    const char *numbers[16];
    size_t count = 0;
    ackwell_json *answer = NULL;
    ackwell_status status = ackwell_overdue_orders(ledger, 0, &answer, NULL);
    ackwell_text text = ackwell_json_text(answer);
    json *orders = json_parse(text.data, text.len);
    expect(id, "the overdue orders", status == ACKWELL_OK && orders != NULL);
    for (const json *order = orders == NULL ? NULL : orders->first; order; order = order->next) {
        if (count < sizeof numbers / sizeof *numbers) {
            numbers[count++] = json_text(order, "order_no");
        }
    }
    qsort(numbers, count, sizeof *numbers, by_text);
    putchar('[');
    for (size_t place = 0; place < count; place++) {
        printf("%s\"%s\"", place == 0 ? "" : ",", numbers[place]);
    }
    putchar(']');
    json_free(orders);
    ackwell_json_free(answer);
}

static void walk_earlier_payment(const char *id, const received *got,
                                 const ackwell_receiver *receiver, const ackwell_ledger *ledger)
{
    ackwell_notification *notification = NULL;
    ackwell_json *answer = NULL;
    ackwell_status status = ackwell_verify(receiver, &got->request, &notification, NULL);
    if (status == ACKWELL_OK) {
        status = ackwell_earlier_payment(ledger, notification, &answer, NULL);
    }
    expect(id, "an earlier payment is asked for", status == ACKWELL_OK);
    ackwell_text text = ackwell_json_text(answer);
    json *payment = answer == NULL ? NULL : json_parse(text.data, text.len);
    const char *number = payment == NULL ? NULL : json_text(payment, "transaction_no");
    if (number == NULL) {
        printf("null");
    } else {
        printf("\"%s\"", number);
    }
    json_free(payment);
    ackwell_json_free(answer);
    ackwell_notification_free(notification);
}

static void walk_handle(const json *step, const received *got, const ackwell_receiver *receiver,
                        const ackwell_ledger *ledger)
{
    const json *succeeds = json_get(step, "fulfilment_succeeds");
    fulfilment work = {succeeds != NULL && succeeds->raw[0] == 't', false};
    ackwell_status status =
        ackwell_handle(receiver, &got->request, ledger, fulfil, &work, NULL);
    printf("{\"fulfilled\":%s,", work.called ? "true" : "false");
    put_acknowledgement(ackwell_receiver_acknowledgement(receiver, status));
    putchar('}');
}

static void walk(const json *item, const char *config, size_t config_len,
                 const ackwell_receiver *receiver)
{
    ackwell_ledger *ledger = NULL;
    ackwell_refusal *refusal = NULL;
    lease leases[MOST_LEASES];
    memset(leases, 0, sizeof leases);
    if (ackwell_ledger_from_config(config, config_len, &ledger, &refusal) != ACKWELL_OK) {
        put_refusal(refusal, false);
        return;
    }
    printf("\"outcome\":\"walked\",\"steps\":[");
    const json *steps = json_get(item, "steps");
    for (const json *step = steps->first; step != NULL; step = step->next) {
        const char *what = json_text(step, "do");
        const char *name = json_text(step, "request");
        received got;
        memset(&got, 0, sizeof got);
        if (step != steps->first) {
            putchar(',');
        }
        if (name != NULL && !read_request(json_get(json_get(item, "requests"), name), &got)) {
            fail(json_text(item, "id"), "a request cannot be read");
        }
        if (strcmp(what, "claim") == 0) {
            walk_claim(item, step, &got, leases, receiver, ledger);
        } else if (strcmp(what, "handle") == 0) {
            walk_handle(step, &got, receiver, ledger);
        } else if (strcmp(what, "expect_order") == 0) {
            walk_expect_order(step, receiver, ledger);
        } else if (strcmp(what, "overdue") == 0) {
            walk_overdue(json_text(item, "id"), ledger);
        } else if (strcmp(what, "earlier_payment") == 0) {
            walk_earlier_payment(json_text(item, "id"), &got, receiver, ledger);
        } else if (strcmp(what, "wait") == 0) {
            sleep_ms(atol(json_get(step, "milliseconds")->raw));
            printf("\"waited\"");
        } else {
            walk_settle(step, what, leases);
        }
        free_request(&got);
    }
    putchar(']');
    ackwell_ledger_free(ledger); /* the receipts still have it */
    for (int place = 0; place < MOST_LEASES; place++) {
        ackwell_receipt_free(leases[place].receipt);
    }
}

/* ---- References ---------------------------------------------------------------------------- */

/* What a call refused with, and its message without the name of the case's folder. */
static void put_complaint(ackwell_refusal *refusal, const char *folder)
{
    ackwell_text message = ackwell_refusal_message(refusal);
    size_t len = 0;
    char *text = references_replace(message.data, message.len, folder, REFERENCES_FOLDER, &len);
    printf("\"message\":");
    json_write(stdout, text, len);
    putchar(',');
    put_refusal(refusal, false);
    free(text);
}

/* Writes the files of the case, sets its variables, and resolves its document. */
static void resolve(const json *item, ackwell_provider provider)
{
    const json *config = json_get(item, "config");
    const char *section = json_text(item, "section");
    bool as_text = json_get(item, "as_text") != NULL;
    char folder[64];
    size_t len = 0;
    if (!references_begin(item, folder)) {
        fail(json_text(item, "id"), "the folder cannot be made");
        return;
    }
    char *document = references_replace(config->raw, config->raw_len, REFERENCES_FOLDER, folder, &len);
    ackwell_json *resolved = NULL;
    ackwell_receiver *receiver = NULL;
    ackwell_ledger *ledger = NULL;
    ackwell_refusal *refusal = NULL;
    ackwell_status status =
        ackwell_config_resolve(document, len, section, strlen(section), as_text ? NULL : folder,
                               as_text ? 0 : strlen(folder), &resolved, &refusal);
    ackwell_text text = ackwell_json_text(resolved);
    if (status == ACKWELL_OK && provider == ACKWELL_PROVIDER_NONE) {
        status = ackwell_ledger_from_config(text.data, text.len, &ledger, &refusal);
    } else if (status == ACKWELL_OK) {
        status = ackwell_receiver_new(text.data, text.len, provider, &receiver, &refusal);
    }
    if (status == ACKWELL_OK && json_get(item, "request") != NULL) {
        ackwell_notification *notification = NULL;
        received got;
        expect(json_text(item, "id"), "a request", read_request(json_get(item, "request"), &got));
        status = ackwell_verify(receiver, &got.request, &notification, &refusal);
        free_request(&got);
        ackwell_notification_free(notification);
    }
    if (status == ACKWELL_OK) {
        printf("\"outcome\":\"configured\"");
    } else {
        put_complaint(refusal, folder);
    }
    ackwell_receiver_free(receiver);
    ackwell_ledger_free(ledger);
    ackwell_json_free(resolved);
    free(document);
    references_end(item, folder);
}

/* ---- The test kit -------------------------------------------------------------------------- */

/* The configuration and the sender's half, made once. */
static ackwell_json *kit_receiver = NULL;
static ackwell_json *kit_sender = NULL;

/* The number of a variant's word: its place in the kit's own list. */
static ackwell_testing_variant variant_of(const char *word)
{
    static const char question[] = "{\"do\":\"list\"}";
    ackwell_json *answer = NULL;
    int place = 0, found = word == NULL ? 0 : -1;
    ackwell_testing_answer(question, sizeof question - 1, &answer, NULL);
    ackwell_text text = ackwell_json_text(answer);
    json *list = text.data == NULL ? NULL : json_parse(text.data, text.len);
    const json *variants = json_get(list, "variants");
    for (const json *row = variants == NULL ? NULL : variants->first; row; row = row->next) {
        const char *name = json_text(row, "variant");
        if (word != NULL && name != NULL && strcmp(name, word) == 0) {
            found = place;
        }
        place++;
    }
    json_free(list);
    ackwell_json_free(answer);
    return (ackwell_testing_variant)found;
}

static void put_signed(const ackwell_notification *notification)
{
    ackwell_amount amount;
    memset(&amount, 0, sizeof amount);
    ackwell_notification_amount(notification, &amount);
    printf(",\"kind\":");
    put_text(ackwell_notification_kind(notification));
    printf(",\"order_no\":");
    put_text(ackwell_notification_order_no(notification));
    printf(",\"status\":\"%s\"",
           ackwell_payment_status_name(ackwell_notification_status(notification)));
    if (amount.present) {
        printf(",\"amount\":\"%s\",\"currency\":\"%s\"", amount.value, amount.currency);
    }
}

static void sign(const json *item, ackwell_provider provider)
{
    const char *id = json_text(item, "id");
    const json *ask = json_get(item, "ask");
    const json *members = json_get(ask, "members");
    ackwell_testing_choice choice;
    ackwell_testing_signed *made = NULL;
    ackwell_receiver *receiver = NULL;
    ackwell_notification *notification = NULL;
    memset(&choice, 0, sizeof choice);
    choice.kind = json_text(ask, "kind");
    choice.order = json_text(ask, "order");
    choice.amount = json_text(ask, "amount");
    choice.currency = json_text(ask, "currency");
    choice.status = json_text(ask, "status");
    choice.variant = variant_of(json_text(ask, "variant"));
    char *replaced = members == NULL ? NULL : strndup(members->raw, members->raw_len);
    choice.members = replaced;
    if (kit_sender == NULL) {
        expect(id, "keys", ackwell_testing_keys(&kit_receiver, &kit_sender, NULL) == ACKWELL_OK);
    }
    ackwell_text config = ackwell_json_text(kit_receiver);
    ackwell_text sender = ackwell_json_text(kit_sender);
    expect(id, "a request",
           ackwell_testing_sign(sender.data, sender.len, &choice, &made, NULL) == ACKWELL_OK);
    expect(id, "a receiver", ackwell_receiver_new(config.data, config.len, provider, &receiver,
                                                  NULL) == ACKWELL_OK);
    ackwell_status status =
        ackwell_verify(receiver, ackwell_testing_signed_request(made), &notification, NULL);
    expect(id, "the kit's own word of it",
           members != NULL || ackwell_testing_signed_status(made) == status);
    printf("\"outcome\":\"signed\"");
    if (status == ACKWELL_OK) {
        put_signed(notification);
    } else {
        printf(",\"code\":\"%s\"", ackwell_status_code(status));
    }
    ackwell_notification_free(notification);
    ackwell_receiver_free(receiver);
    ackwell_testing_signed_free(made);
    free(replaced);
}

static void judge(const json *item, ackwell_provider provider)
{
    const json *answer = json_get(item, "answer");
    const json *body = json_get(answer, "body");
    uint16_t status = (uint16_t)atoi(json_get(answer, "status")->raw);
    bool received = ackwell_testing_received(provider, status, bytes(body->text), body->len);
    printf("\"outcome\":\"judged\",\"received\":%s", received ? "true" : "false");
}

/* ---- Cases and files ----------------------------------------------------------------------- */

static void run(const json *item, const json *configs)
{
    const json *config = json_get(item, "config");
    const json *text = json_get(item, "config_text");
    const char *operation = json_text(item, "operation");
    const char *name = json_text(item, "provider");
    if (config != NULL && config->type == JSON_STRING) {
        config = json_get(configs, config->text);
    }
    const char *document = text != NULL ? text->text : config != NULL ? config->raw : NULL;
    size_t len = text != NULL ? text->len : config != NULL ? config->raw_len : 0;
    ackwell_provider provider = ACKWELL_PROVIDER_NONE;
    if (name != NULL && strcmp(name, ackwell_provider_name(ACKWELL_LIANLIAN)) == 0) {
        provider = ACKWELL_LIANLIAN;
    } else if (name != NULL && strcmp(name, ackwell_provider_name(ACKWELL_PINGPONG)) == 0) {
        provider = ACKWELL_PINGPONG;
    }
    if (strcmp(operation, "resolve") == 0) {
        resolve(item, provider);
        return;
    }
    if (strcmp(operation, "sign") == 0) {
        sign(item, provider);
        return;
    }
    if (strcmp(operation, "judge") == 0) {
        judge(item, provider);
        return;
    }
    ackwell_receiver *receiver = NULL;
    ackwell_refusal *refusal = NULL;
    if (ackwell_receiver_new(document, len, provider, &receiver, &refusal) != ACKWELL_OK) {
        put_refusal(refusal, false);
        return;
    }
    expect(json_text(item, "id"), "the provider", ackwell_receiver_provider(receiver) == provider);
    if (strcmp(operation, "configure") == 0) {
        printf("\"outcome\":\"configured\"");
    } else if (strcmp(operation, "verify") == 0) {
        verify(item, receiver);
    } else if (strcmp(operation, "expect") == 0) {
        expect_payment(item, receiver);
    } else if (strcmp(operation, "acknowledge") == 0) {
        acknowledge(item, receiver);
    } else if (strcmp(operation, "schedule") == 0) {
        schedule(receiver);
    } else if (strcmp(operation, "ledger") == 0) {
        walk(item, document, len, receiver);
    } else {
        fail(json_text(item, "id"), "an operation that this runner does not know");
        printf("\"outcome\":\"unsupported\"");
    }
    ackwell_receiver_free(receiver);
}

static int run_file(const char *file, const json *pack)
{
    int count = 0;
    const json *cases = json_get(pack, "cases");
    for (const json *item = cases == NULL ? NULL : cases->first; item; item = item->next) {
        printf("{\"file\":\"%s\",\"id\":\"%s\",", file, json_text(item, "id"));
        run(item, json_get(pack, "configs"));
        printf("}\n");
        count++;
    }
    return count;
}

static int list_codes(const char *file)
{
    for (size_t index = 0; index < ackwell_status_count(); index++) {
        ackwell_status status = ackwell_status_at(index);
        printf("{\"file\":\"%s\",\"id\":\"errors/%s\",\"outcome\":\"listed\",\"code\":\"%s\","
               "\"number\":%d,\"http_status\":%u,\"severity\":\"%s\",\"sentence\":\"%s\","
               "\"remedy\":\"%s\"}\n",
               file, ackwell_status_code(status), ackwell_status_code(status), (int)status,
               ackwell_status_http(status), ackwell_severity_name(ackwell_status_severity(status)),
               ackwell_status_sentence(status), ackwell_status_remedy(status));
    }
    return (int)ackwell_status_count();
}

/* The words of a closed list, from number 1 on until there is none. */
static void list(const char *file, const char *id, const char *(*name)(unsigned))
{
    printf("{\"file\":\"%s\",\"id\":\"surface/vocabulary/%s\",\"outcome\":\"listed\",\"names\":[",
           file, id);
    for (unsigned number = 1; strcmp(name(number), "none") != 0; number++) {
        printf("%s\"%s\"", number == 1 ? "" : ",", name(number));
    }
    printf("]}\n");
}

static const char *provider_name(unsigned number)
{
    return ackwell_provider_name((ackwell_provider)number);
}

static const char *status_name(unsigned number)
{
    return ackwell_payment_status_name((ackwell_payment_status)number);
}

static const char *delivery_name(unsigned number)
{
    return ackwell_delivery_name((ackwell_delivery)number);
}

static const char *outcome_name(unsigned number)
{
    return ackwell_outcome_word_name((ackwell_outcome_word)number);
}

static const char *severity_name(unsigned number)
{
    return ackwell_severity_name((ackwell_severity)number);
}

/* What the library can list of itself; `cargo xtask conformance` reads the rest off the header. */
static int list_words(const char *file)
{
    list(file, "provider", provider_name);
    list(file, "status", status_name);
    list(file, "delivery", delivery_name);
    list(file, "outcome", outcome_name);
    list(file, "severity", severity_name);
    return 5;
}

static int only_json(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return len > 5 && strcmp(entry->d_name + len - 5, ".json") == 0;
}

int main(int argc, char **argv)
{
    struct dirent **files = NULL;
    int all = 0;
    int count = argc == 2 ? scandir(argv[1], &files, only_json, alphasort) : -1;
    if (count <= 0) {
        fprintf(stderr, "usage: conformance FOLDER-OF-VECTORS\n");
        return 2;
    }
    if (ackwell_abi_version() != ACKWELL_ABI_VERSION) {
        fprintf(stderr, "the header is of another version than the library\n");
        return 2;
    }
    for (int index = 0; index < count; index++) {
        char path[4096];
        size_t len = 0;
        const char *name = files[index]->d_name;
        snprintf(path, sizeof path, "%s/%s", argv[1], name);
        char *text = read_file(path, &len);
        json *pack = text == NULL ? NULL : json_parse(text, len);
        int ran = 0;
        if (pack == NULL) {
            fail(name, "cannot be read");
        }
        if (strcmp(name, "surface.json") == 0) {
            ran = list_words(name);
        } else {
            ran = strcmp(name, "errors.json") == 0 ? list_codes(name) : run_file(name, pack);
        }
        fprintf(stderr, "%s: %d\n", name, ran);
        all += ran;
        json_free(pack);
        free(text);
        free(files[index]);
    }
    free(files);
    ackwell_json_free(kit_receiver);
    ackwell_json_free(kit_sender);
    fprintf(stderr, "%d cases, %d getters that differ\n", all, failures);
    return failures == 0 ? 0 : 1;
}
