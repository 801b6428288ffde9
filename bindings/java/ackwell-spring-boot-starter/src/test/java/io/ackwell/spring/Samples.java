package io.ackwell.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.json.JsonParserFactory;

/** Signed requests of the conformance pack, and the properties of the shop that they are for. */
final class Samples {
    static final Path VECTORS = Path.of("../../../tests/vectors").toAbsolutePath().normalize();
    static final String PAYMENT = body("lianlian-payment.json", "lianlian-payment/sample");
    static final String REFUND = body("pingpong-refund.json", "pingpong-refund/sample");
    static final String PEER = "115.236.102.36";

    private Samples() {}

    /** The shop of LianLian's samples, behind a proxy on this machine. */
    static List<String> lianlian() {
        List<String> properties = section("lianlian-payment.json", "lianlian");
        properties.add("ackwell.receiver.trusted-proxies=127.0.0.0/8");
        return properties;
    }

    static List<String> pingpong() {
        List<String> properties = section("pingpong-refund.json", "pingpong");
        properties.removeIf(property -> property.startsWith("ackwell.pingpong.sources"));
        properties.add("ackwell.pingpong.sources=any");
        return properties;
    }

    private static List<String> section(String file, String section) {
        Map<?, ?> configs = (Map<?, ?>) pack(file).get("configs");
        Map<?, ?> shop = (Map<?, ?>) (configs.containsKey("shop") ? configs.get("shop") : configs.values().iterator().next());
        List<String> properties = new ArrayList<>();
        ((Map<?, ?>) shop.get(section)).forEach((name, value) -> {
            String property = "ackwell." + section + "." + name.toString().replace('_', '-');
            properties.add(property + "=" + (value instanceof List<?> many ? many.get(0) : value));
        });
        return properties;
    }

    private static String body(String file, String id) {
        for (Object each : (List<?>) pack(file).get("cases")) {
            Map<?, ?> one = (Map<?, ?>) each;
            if (id.equals(one.get("id"))) {
                return (String) ((Map<?, ?>) one.get("request")).get("body");
            }
        }
        throw new IllegalArgumentException(id);
    }

    private static Map<String, Object> pack(String file) {
        try {
            return JsonParserFactory.getJsonParser().parseMap(Files.readString(VECTORS.resolve(file)));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
