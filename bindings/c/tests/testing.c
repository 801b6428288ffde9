/*
 * The test kit: each function used as a test of a shop uses it, and misused. No argument.
 */
#include <stdio.h>
#include <string.h>

#include "ackwell_testing.h"

static int passed = 0;
static int failed = 0;

#define CHECK(what) check((what), #what, __LINE__)

static void check(bool holds, const char *what, int line)
{
    if (holds) {
        passed++;
    } else {
        failed++;
        fprintf(stderr, "testing.c:%d: %s\n", line, what);
    }
}

static bool says(ackwell_text text, const char *part)
{
    char copy[16384];
    if (text.data == NULL || text.len >= sizeof copy) {
        return false;
    }
    memcpy(copy, text.data, text.len);
    copy[text.len] = 0;
    return strstr(copy, part) != NULL;
}

/* What a wrong call is refused with, and a part of the message. */
static void refused(ackwell_status status, ackwell_refusal *refusal, const char *part)
{
    CHECK(status == ACKWELL_INVALID_ARGUMENT);
    CHECK(says(ackwell_refusal_message(refusal), part));
    CHECK(!says(ackwell_refusal_message(refusal), "PRIVATE KEY"));
    ackwell_refusal_free(refusal);
}

#define REFUSED(call, part)                 \
    do {                                    \
        ackwell_refusal *refusal = NULL;    \
        ackwell_status status = (call);     \
        refused(status, refusal, (part));   \
    } while (0)

static int lines = 0;
static int mentions = 0;

static void log_line(void *context, ackwell_severity severity, ackwell_text line)
{
    (void)context;
    lines++;
    mentions += severity == ACKWELL_SEVERITY_WARNING && says(line, "for tests only");
}

static int fulfilled = 0;

static bool fulfil(void *context, const ackwell_notification *notification)
{
    (void)context;
    ackwell_status met =
        ackwell_notification_expect(notification, "42", 2, "10.00", 5, "CNY", 3, NULL);
    CHECK(met == ACKWELL_OK);
    fulfilled++;
    return true;
}

static ackwell_status sent(const ackwell_receiver *receiver, const ackwell_ledger *ledger,
                           ackwell_text sender, ackwell_testing_variant variant)
{
    ackwell_testing_choice choice;
    ackwell_testing_signed *made = NULL;
    memset(&choice, 0, sizeof choice);
    choice.kind = "lianlian.payment";
    choice.order = "42";
    choice.amount = "10.00";
    choice.variant = variant;
    CHECK(ackwell_testing_sign(sender.data, sender.len, &choice, &made, NULL) == ACKWELL_OK);
    const ackwell_request *request = ackwell_testing_signed_request(made);
    CHECK(request != NULL && request->headers_len == 2 && request->body_len > 100);
    ackwell_status status = ackwell_handle(receiver, request, ledger, fulfil, NULL, NULL);
    CHECK(status == ackwell_testing_signed_status(made));
    ackwell_acknowledgement answer = ackwell_receiver_acknowledgement(receiver, status);
    CHECK(ackwell_testing_received(ACKWELL_LIANLIAN, answer.status, answer.body,
                                   answer.body_len) == (status == ACKWELL_OK));
    CHECK(ackwell_testing_signed_free(made) == ACKWELL_OK);
    return status;
}

static void a_shop(ackwell_text config, ackwell_text sender)
{
    ackwell_receiver *receiver = NULL;
    ackwell_ledger *ledger = NULL;
    CHECK(ackwell_receiver_new(config.data, config.len, ACKWELL_LIANLIAN, &receiver, NULL) ==
          ACKWELL_OK);
    CHECK(ackwell_ledger_open("memory:", 7, &ledger, NULL) == ACKWELL_OK);
    CHECK(sent(receiver, ledger, sender, ACKWELL_TESTING_TAMPERED) == ACKWELL_INVALID_SIGNATURE);
    CHECK(sent(receiver, ledger, sender, ACKWELL_TESTING_WRONG_SOURCE) ==
          ACKWELL_UNTRUSTED_SOURCE);
    CHECK(fulfilled == 0);
    CHECK(sent(receiver, ledger, sender, ACKWELL_TESTING_GENUINE) == ACKWELL_OK);
    CHECK(sent(receiver, ledger, sender, ACKWELL_TESTING_GENUINE) == ACKWELL_OK);
    CHECK(fulfilled == 1);
    /* Two refusals, and once that the keys are for tests. */
    CHECK(lines == 3 && mentions == 1);
    ackwell_ledger_free(ledger);
    ackwell_receiver_free(receiver);
}

static void wrong_choices(ackwell_text sender)
{
    ackwell_testing_choice choice;
    ackwell_testing_signed *made = NULL;
    memset(&choice, 0, sizeof choice);
    REFUSED(ackwell_testing_sign(sender.data, sender.len, &choice, &made, &refusal), "choice.kind");
    choice.kind = "pingpong.payment";
    REFUSED(ackwell_testing_sign(sender.data, sender.len, &choice, &made, &refusal),
            "pingpong.transaction");
    choice.kind = "lianlian.payment";
    choice.members = "[1]";
    REFUSED(ackwell_testing_sign(sender.data, sender.len, &choice, &made, &refusal),
            "choice.members");
    choice.members = NULL;
    choice.order = "\xff";
    REFUSED(ackwell_testing_sign(sender.data, sender.len, &choice, &made, &refusal),
            "choice.order");
    choice.order = NULL;
    choice.variant = (ackwell_testing_variant)15;
    REFUSED(ackwell_testing_sign(sender.data, sender.len, &choice, &made, &refusal),
            "choice.variant");
    choice.variant = ACKWELL_TESTING_GENUINE;
    REFUSED(ackwell_testing_sign("{}", 2, &choice, &made, &refusal), "no section");
    REFUSED(ackwell_testing_sign("no", 2, &choice, &made, &refusal), "sender");
    REFUSED(ackwell_testing_sign(sender.data, sender.len, NULL, &made, &refusal), "choice");
    REFUSED(ackwell_testing_sign(sender.data, sender.len, &choice, NULL, &refusal),
            "signed_request");
    REFUSED(ackwell_testing_keys(NULL, NULL, &refusal), "receiver");
    CHECK(made == NULL);
    CHECK(ackwell_testing_signed_request(NULL) == NULL);
    CHECK(ackwell_testing_signed_status(NULL) == ACKWELL_INVALID_ARGUMENT);
    CHECK(ackwell_testing_signed_free(NULL) == ACKWELL_OK);
    CHECK(!ackwell_testing_received(ACKWELL_PROVIDER_NONE, 200, NULL, 0));
    CHECK(ackwell_testing_received(ACKWELL_PINGPONG, 200, NULL, 0));
}

static void in_json(void)
{
    static const char list[] = "{\"do\":\"list\"}";
    ackwell_json *answer = NULL;
    CHECK(ackwell_testing_answer(list, sizeof list - 1, &answer, NULL) == ACKWELL_OK);
    CHECK(says(ackwell_json_text(answer), "\"wrong_key\""));
    ackwell_json_free(answer);
    REFUSED(ackwell_testing_answer("{}", 2, &answer, &refusal), "missing field `do`");
    REFUSED(ackwell_testing_answer(list, sizeof list - 1, NULL, &refusal), "answer");
}

int main(void)
{
    ackwell_json *receiver = NULL, *sender = NULL;
    ackwell_set_log(log_line, NULL);
    CHECK(ackwell_testing_keys(&receiver, &sender, NULL) == ACKWELL_OK);
    CHECK(says(ackwell_json_text(receiver), "PUBLIC KEY"));
    CHECK(!says(ackwell_json_text(receiver), "PRIVATE KEY"));
    a_shop(ackwell_json_text(receiver), ackwell_json_text(sender));
    wrong_choices(ackwell_json_text(sender));
    in_json();
    ackwell_json_free(receiver);
    ackwell_json_free(sender);
    printf("testing: %d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
