/*
 * ackwell.hpp: errors are exceptions with code, member and remedy, and an exception of the
 * fulfilment is a failure that leaves no C function.
 */
#include <ackwell.hpp>

#include <cstdio>
#include <cstring>

#include "sample.h"

static int passed, failed;

static void check(bool holds, const char *what)
{
    holds ? passed++ : failed++;
    if (!holds) {
        std::printf("failed: %s\n", what);
    }
}

int main(int argc, char **argv)
{
    sample got;
    if (argc < 2 || !sample_read(argv[1], "pingpong-transaction.json", &got)) {
        std::fprintf(stderr, "usage: owners VECTORS\n");
        return 2;
    }
    try {
        ackwell::receiver("{}", ACKWELL_LIANLIAN);
        check(false, "an empty configuration throws");
    } catch (const ackwell::Error &error) {
        check(error.status() == ACKWELL_INVALID_CONFIG, "the code");
        check(error.member() == "lianlian", "the member");
        check(!error.remedy().empty(), "the remedy");
        check(std::strlen(error.what()) > 0, "the message");
    }
    try {
        ackwell::ledger("{}");
        check(false, "a configuration without a ledger throws");
    } catch (const std::runtime_error &) {
        check(true, "an Error is a std::runtime_error");
    }

    ackwell::Receiver receiver =
        ackwell::receiver(std::string_view(got.config, got.config_len), ACKWELL_PINGPONG);
    ackwell::Ledger ledger = ackwell::ledger("{\"ledger\":{\"url\":\"memory:\"}}");
    ackwell_request request = {};
    request.body = ackwell::bytes(got.body);
    request.body_len = std::strlen(got.body);
    request.peer = ackwell::bytes(got.peer);
    request.peer_len = std::strlen(got.peer);
    ackwell_set_log([](void *, ackwell_severity, ackwell_text) {}, nullptr);

    int calls = 0;
    auto throwing = [&](const ackwell_notification *) -> bool {
        calls++;
        throw std::runtime_error("no stock");
    };
    check(ackwell::handle(receiver, request, ledger, throwing).status == 500,
          "an exception is a failure");
    auto paid = [&](const ackwell_notification *notification) {
        calls++;
        return !ackwell::view(ackwell_notification_order_no(notification)).empty();
    };
    check(ackwell::handle(receiver, request, ledger, paid).status == 200, "then it is fulfilled");
    check(ackwell::handle(receiver, request, ledger, paid).status == 200, "and is a repeat");
    check(calls == 2, "a repeat calls nothing");
    check(ackwell::view({nullptr, 0}).empty(), "no text is an empty view");
    sample_free(&got);
    std::printf("owners: %d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
