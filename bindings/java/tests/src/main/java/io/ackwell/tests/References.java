package io.ackwell.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ackwell.AckwellException;
import io.ackwell.Config;
import io.ackwell.Provider;
import io.ackwell.Receiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;

/** Documents whose texts are in files and environment variables. */
final class References {
    private static final String MARK = "@FOLDER@";

    private References() {}

    /** A process has its variables and its working directory from the one that starts it. */
    public static void main(String[] arguments) throws IOException {
        JsonNode each = Conformance.JSON.readTree(Path.of(arguments[0]).toFile());
        ObjectNode line = (ObjectNode) Conformance.JSON.readTree(arguments[1]);
        load(each, Path.of(arguments[2]), line);
        System.out.write(Conformance.JSON.writeValueAsBytes(line));
        System.out.flush();
    }

    static void run(JsonNode each, ObjectNode line) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("ackwell").toRealPath();
        try {
            makeFiles(each, folder);
            if (each.path("as_text").asBoolean() || each.has("env")) {
                line.setAll(child(each, line, folder));
            } else {
                load(each, folder, line);
            }
        } finally {
            try (var made = Files.walk(folder)) {
                for (Path path : made.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static ObjectNode child(JsonNode each, ObjectNode line, Path folder) throws IOException, InterruptedException {
        Path given = Files.createTempFile("ackwell", ".json");
        Conformance.JSON.writeValue(given.toFile(), each);
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"),
                References.class.getName(),
                given.toString(), line.toString(), folder.toString());
        java.directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
        for (Map.Entry<String, JsonNode> variable : each.path("env").properties()) {
            java.environment().put(variable.getKey(), variable.getValue().textValue());
        }
        Process process = java.start();
        byte[] written = process.getInputStream().readAllBytes();
        int status = process.waitFor();
        Files.delete(given);
        if (status != 0) {
            throw new IOException("the process of " + each.get("id") + " ended with " + status);
        }
        return (ObjectNode) Conformance.JSON.readTree(written);
    }

    private static void load(JsonNode each, Path folder, ObjectNode line) throws IOException {
        String document = each.get("config").toString().replace(MARK, folder.toString());
        try {
            Config config;
            if (each.path("as_text").asBoolean()) {
                config = Config.fromJson(document);
            } else {
                config = Config.fromFile(Files.writeString(folder.resolve("ackwell-case.json"), document));
            }
            build(config, each);
            line.put("outcome", "configured");
        } catch (AckwellException problem) {
            Conformance.refused(line, problem, false);
            line.put("message", problem.getMessage().replace(folder.toString(), MARK));
        }
    }

    private static void build(Config config, JsonNode each) {
        if (each.path("section").asText().equals("ledger")) {
            config.ledger().close();
            return;
        }
        Receiver receiver = config.receiver(Provider.of(each.get("provider").textValue()));
        if (each.has("request")) {
            receiver.verify(Conformance.request(each.get("request")));
        }
    }

    private static void makeFiles(JsonNode each, Path folder) throws IOException {
        for (Map.Entry<String, JsonNode> file : each.path("files").properties()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            JsonNode holds = file.getValue();
            if (holds.isTextual()) {
                Files.writeString(path, holds.textValue());
            } else if (holds.has("base64")) {
                Files.write(path, Base64.getDecoder().decode(holds.get("base64").textValue()));
            } else if (holds.has("length")) {
                byte[] bytes = new byte[holds.get("length").intValue()];
                Arrays.fill(bytes, (byte) 'x');
                Files.write(path, bytes);
            } else {
                Files.createDirectory(path);
            }
        }
    }
}
