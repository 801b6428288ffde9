package io.ackwell.tests;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ackwell.Acknowledgement;
import io.ackwell.AckwellException;
import io.ackwell.Code;
import io.ackwell.Config;
import io.ackwell.Diagnosis;
import io.ackwell.EarlierPayment;
import io.ackwell.ExpectedOrder;
import io.ackwell.Ledger;
import io.ackwell.Notification;
import io.ackwell.OverdueOrder;
import io.ackwell.Provider;
import io.ackwell.Receipt;
import io.ackwell.Receiver;
import io.ackwell.Request;
import io.ackwell.Schedule;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The conformance pack through the package: reads the files of a folder and writes one JSON object a
 * case to stdout, as {@code tests/RUNNERS.md} has it. {@code cargo xtask conformance} compares.
 */
final class Conformance {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);

    private Conformance() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        List<Path> files;
        try (var listed = Files.list(folder)) {
            files = listed.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
        for (Path path : files) {
            String text = Files.readString(path);
            String file = path.getFileName().toString();
            switch (file) {
                case "errors.json" -> codes();
                case "surface.json" -> Surface.lists().forEach((id, names) -> {
                    ObjectNode line = line(file, id).put("outcome", "listed");
                    names.forEach(line.putArray("names")::add);
                    OUT.println(line);
                });
                default -> cases(file, text);
            }
        }
        OUT.flush();
        if (OUT.checkError()) {
            throw new IOException("the lines could not be written");
        }
    }

    private static ObjectNode line(String file, String id) {
        return JSON.createObjectNode().put("file", file).put("id", id);
    }

    private static void codes() {
        for (Code code : Code.values()) {
            if (code != Code.UNKNOWN) {
                OUT.println(line("errors.json", "errors/" + code.text())
                        .put("outcome", "listed")
                        .put("code", code.text())
                        .put("number", code.number())
                        .put("http_status", code.httpStatus())
                        .put("severity", code.severity().text())
                        .put("sentence", code.sentence())
                        .put("remedy", code.remedy()));
            }
        }
    }

    private static void cases(String file, String text) throws Exception {
        JsonNode pack = JSON.readTree(text);
        Map<String, String> documents = documents(text);
        for (JsonNode each : pack.get("cases")) {
            String id = each.get("id").textValue();
            ObjectNode line = line(file, id);
            String operation = each.get("operation").textValue();
            if (operation.equals("resolve")) {
                References.run(each, line);
            } else if (Set.of("sign", "judge").contains(operation)) {
                Kit.run(each, line);
            } else {
                String named = "config/" + each.path("config").asText();
                String document = each.has("config_text")
                        ? each.get("config_text").textValue()
                        : documents.getOrDefault(named, documents.get("case/" + id));
                run(each, document, line);
            }
            OUT.println(line);
        }
    }

    /** The documents as their text in the file: no number may change its form. */
    private static Map<String, String> documents(String text) throws IOException {
        Map<String, String> documents = new HashMap<>();
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String section = parser.currentName();
                parser.nextToken();
                if (section.equals("configs")) {
                    while (parser.nextToken() != JsonToken.END_OBJECT) {
                        String name = parser.currentName();
                        parser.nextToken();
                        documents.put("config/" + name, raw(text, parser));
                    }
                } else if (section.equals("cases")) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        ofCase(text, parser, documents);
                    }
                } else {
                    parser.skipChildren();
                }
            }
        }
        return documents;
    }

    private static void ofCase(String text, JsonParser parser, Map<String, String> documents) throws IOException {
        String id = "";
        String document = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            JsonToken value = parser.nextToken();
            if (member.equals("id")) {
                id = parser.getText();
            } else if (member.equals("config") && value == JsonToken.START_OBJECT) {
                document = raw(text, parser);
            } else {
                parser.skipChildren();
            }
        }
        documents.put("case/" + id, document);
    }

    private static String raw(String text, JsonParser parser) throws IOException {
        int begin = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        return text.substring(begin, (int) parser.currentLocation().getCharOffset());
    }

    private static void run(JsonNode each, String document, ObjectNode line) throws Exception {
        Provider provider = Provider.of(each.get("provider").textValue());
        Config config;
        Receiver receiver;
        try {
            config = Config.fromJson(document);
            receiver = config.receiver(provider);
        } catch (AckwellException problem) {
            refused(line, problem, false);
            return;
        }
        switch (each.get("operation").textValue()) {
            case "configure" -> line.put("outcome", "configured");
            case "verify" -> verify(receiver, each, line);
            case "expect" -> expect(receiver, each, line);
            case "acknowledge" -> {
                line.put("outcome", "answered");
                line.set("acknowledgement", shown(each.has("code")
                        ? receiver.refuse(Code.of(each.get("code").textValue()), "").acknowledgement()
                        : receiver.acknowledge()));
            }
            case "schedule" -> schedule(receiver.schedule(), line);
            case "ledger" -> walk(receiver, config, each, line);
            default -> throw new IllegalArgumentException("an operation that this runner does not know: " + each);
        }
    }

    static Request request(JsonNode given) {
        byte[] body = given.has("body")
                ? given.get("body").textValue().getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(given.get("body_base64").textValue());
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (JsonNode pair : given.get("headers")) {
            headers.computeIfAbsent(pair.get(0).textValue(), name -> new ArrayList<>()).add(pair.get(1).textValue());
        }
        return Request.of(body, headers, given.get("peer").textValue());
    }

    /** A diagnosis says of a request what its verification says. */
    private static void agrees(Diagnosis diagnosis, String code) {
        if (!Objects.equals(diagnosis.code(), code) || diagnosis.findings().isEmpty() != (code == null)) {
            throw new IllegalStateException("explain says " + diagnosis + ", verify " + code);
        }
    }

    private static void verify(Receiver receiver, JsonNode each, ObjectNode line) throws IOException {
        Request request = request(each.get("request"));
        Diagnosis diagnosis = receiver.explain(request);
        try {
            Notification notification = receiver.verify(request);
            agrees(diagnosis, null);
            line.put("outcome", "accepted");
            line.putRawValue("notification", new com.fasterxml.jackson.databind.util.RawValue(notification.toJson()));
            line.set("acknowledgement", shown(notification.acknowledge()));
        } catch (AckwellException problem) {
            agrees(diagnosis, problem.code().text());
            refused(line, problem, true);
        }
    }

    private static void expect(Receiver receiver, JsonNode each, ObjectNode line) {
        Notification notification = receiver.verify(request(each.get("request")));
        JsonNode order = each.get("order");
        try {
            notification.expect(
                    order.get("order_no").textValue(), order.get("value").textValue(), order.get("currency").textValue());
            line.put("outcome", "met");
        } catch (AckwellException problem) {
            refused(line, problem, true);
        }
    }

    private static void schedule(Schedule schedule, ObjectNode line) {
        line.put("outcome", "scheduled");
        line.put("sends", schedule.sends());
        line.put("deadline_seconds", schedule.deadline().toSeconds());
        line.put("horizon_seconds", schedule.horizon().toSeconds());
        schedule.pauses().stream().map(Duration::toSeconds).forEach(line.putArray("pauses_seconds")::add);
    }

    private static void walk(Receiver receiver, Config config, JsonNode each, ObjectNode line) throws Exception {
        try (Ledger ledger = config.ledger()) {
            Map<String, Receipt> leases = new HashMap<>();
            var found = JSON.createArrayNode();
            for (JsonNode step : each.get("steps")) {
                found.addPOJO(step(receiver, ledger, each, step, leases));
            }
            line.put("outcome", "walked");
            line.set("steps", JSON.readTree(JSON.writeValueAsString(found)));
        } catch (AckwellException problem) {
            refused(line, problem, false);
        }
    }

    private static Object step(
            Receiver receiver, Ledger ledger, JsonNode each, JsonNode step, Map<String, Receipt> leases)
            throws InterruptedException {
        String lease = step.path("lease").asText();
        JsonNode given = each.get("requests").get(step.path("request").asText());
        switch (step.get("do").textValue()) {
            case "claim" -> {
                Receipt receipt = receiver.receive(request(given), ledger);
                if (step.has("lease")) {
                    leases.put(lease, receipt);
                }
                return receipt.delivery().text();
            }
            case "commit" -> {
                return doneOrCode(() -> leases.get(lease).commit());
            }
            case "release" -> {
                return doneOrCode(() -> leases.get(lease).releaseOrThrow());
            }
            case "extend" -> {
                return doneOrCode(() -> leases.get(lease).extend());
            }
            case "expect_order" -> {
                return doneOrCode(() -> ledger.expectOrder(new ExpectedOrder(
                        receiver.provider(),
                        step.get("merchant_id").textValue(),
                        step.get("order_no").textValue(),
                        Instant.ofEpochMilli(step.get("placed_at_ms").longValue()),
                        null)));
            }
            case "overdue" -> {
                return ledger.overdueOrders().stream().map(OverdueOrder::orderNo).sorted().toList();
            }
            case "earlier_payment" -> {
                EarlierPayment earlier = ledger.earlierPayment(receiver.verify(request(given)));
                return earlier == null ? null : earlier.transactionNo();
            }
            case "wait" -> {
                Thread.sleep(step.get("milliseconds").longValue());
                return "waited";
            }
            case "handle" -> {
                boolean[] fulfilled = new boolean[1];
                Acknowledgement answer = receiver.handle(request(given), ledger, notification -> {
                    fulfilled[0] = true;
                    if (!step.get("fulfilment_succeeds").booleanValue()) {
                        throw new IllegalStateException("the case has it so");
                    }
                });
                return JSON.createObjectNode().put("fulfilled", fulfilled[0]).set("acknowledgement", shown(answer));
            }
            default -> throw new IllegalArgumentException("a step that this runner does not know: " + step);
        }
    }

    private static String doneOrCode(Runnable action) {
        try {
            action.run();
            return "done";
        } catch (AckwellException problem) {
            return problem.code().text();
        }
    }

    private static ObjectNode shown(Acknowledgement answer) {
        return JSON.createObjectNode()
                .put("status", answer.status())
                .put("content_type", answer.contentType())
                .put("body", new String(answer.body(), StandardCharsets.UTF_8));
    }

    static void refused(ObjectNode line, AckwellException problem, boolean answered) {
        line.put("outcome", "refused").put("code", problem.code().text()).put("member", problem.member());
        if (answered) {
            line.set("acknowledgement", shown(problem.acknowledgement()));
        }
    }
}
