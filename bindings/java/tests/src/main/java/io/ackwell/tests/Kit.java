package io.ackwell.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ackwell.AckwellException;
import io.ackwell.Amount;
import io.ackwell.Kind;
import io.ackwell.Notification;
import io.ackwell.Provider;
import io.ackwell.testing.Judgement;
import io.ackwell.testing.RequestBuilder;
import io.ackwell.testing.Sender;
import io.ackwell.testing.Variant;
import java.util.Map;

/** The test kit's operations. */
final class Kit {
    /** One for all cases: a key takes a moment. */
    private static final Sender SENDER = new Sender();

    private Kit() {}

    static void run(JsonNode each, ObjectNode line) {
        Provider provider = Provider.of(each.get("provider").textValue());
        if (each.get("operation").textValue().equals("judge")) {
            JsonNode answer = each.get("answer");
            Judgement judgement =
                    Judgement.of(provider, answer.get("status").intValue(), answer.get("body").textValue());
            line.put("outcome", "judged").put("received", judgement.received());
            return;
        }
        line.put("outcome", "signed");
        RequestBuilder request = chosen(each.get("ask"));
        try {
            Notification notification = SENDER.receiver(provider).verify(request.build().toRequest());
            Amount amount = notification.amount();
            line.put("kind", notification.kind().text())
                    .put("order_no", notification.orderNo())
                    .put("status", notification.status().text())
                    .put("amount", amount == null ? null : amount.value().toPlainString())
                    .put("currency", amount == null ? null : amount.currency());
        } catch (AckwellException refusal) {
            line.put("code", refusal.code().text());
        }
    }

    private static RequestBuilder chosen(JsonNode ask) {
        RequestBuilder request = SENDER.request(Kind.of(ask.get("kind").textValue()));
        for (Map.Entry<String, JsonNode> choice : ask.properties()) {
            JsonNode value = choice.getValue();
            switch (choice.getKey()) {
                case "kind" -> {}
                case "order" -> request.order(value.textValue());
                case "amount" -> request.amount(value.textValue());
                case "currency" -> request.currency(value.textValue());
                case "status" -> request.status(value.textValue());
                case "variant" -> request.variant(Variant.of(value.textValue()));
                case "members" -> value.properties().forEach(member -> {
                    if (member.getValue().isNull()) {
                        request.without(member.getKey());
                    } else {
                        request.set(member.getKey(), member.getValue().textValue());
                    }
                });
                default -> throw new IllegalArgumentException("a choice that this runner does not know: " + choice);
            }
        }
        return request;
    }
}
