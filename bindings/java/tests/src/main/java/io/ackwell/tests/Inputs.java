package io.ackwell.tests;

import com.fasterxml.jackson.databind.JsonNode;
import io.ackwell.Config;
import io.ackwell.Receiver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Signed bodies of the pack, and bodies made of them. */
final class Inputs {
    final Receiver receiver;
    final List<byte[]> bodies;
    final String peer;

    private Inputs(Receiver receiver, List<byte[]> bodies, String peer) {
        this.receiver = receiver;
        this.bodies = bodies;
        this.peer = peer;
    }

    /** The bodies of a file's first configuration; the accepted ones are first. */
    static Inputs of(Path vectors, String file) throws IOException {
        JsonNode pack = Conformance.JSON.readTree(Files.readString(vectors.resolve(file)));
        JsonNode config = pack.get("configs").get("shop");
        JsonNode first = pack.get("cases").get(0);
        List<byte[]> bodies = new ArrayList<>();
        for (JsonNode each : pack.get("cases")) {
            JsonNode request = each.path("request");
            if (request.has("body")) {
                bodies.add(request.get("body").textValue().getBytes(StandardCharsets.UTF_8));
            } else if (request.has("body_base64")) {
                bodies.add(Base64.getDecoder().decode(request.get("body_base64").textValue()));
            }
        }
        Receiver receiver = Config.fromJson(config.toString()).receiver(
                io.ackwell.Provider.of(first.get("provider").textValue()));
        return new Inputs(receiver, bodies, first.get("request").get("peer").textValue());
    }

    /** One of the bodies with some bytes changed, cut, doubled or put in. */
    byte[] mutated(Random random) {
        byte[] body = bodies.get(random.nextInt(bodies.size())).clone();
        for (int change = random.nextInt(4); change >= 0 && body.length > 0; change--) {
            int at = random.nextInt(body.length);
            switch (random.nextInt(5)) {
                case 0 -> body[at] = (byte) random.nextInt(256);
                case 1 -> body[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> body = java.util.Arrays.copyOf(body, at);
                case 3 -> {
                    byte[] longer = new byte[body.length + 1];
                    System.arraycopy(body, 0, longer, 0, at);
                    longer[at] = (byte) "\"{}[],:\\ue9\0".charAt(random.nextInt(11));
                    System.arraycopy(body, at, longer, at + 1, body.length - at);
                    body = longer;
                }
                default -> {
                    byte[] other = bodies.get(random.nextInt(bodies.size()));
                    int length = Math.min(other.length, body.length - at);
                    System.arraycopy(other, 0, body, at, length);
                }
            }
        }
        return body;
    }
}
