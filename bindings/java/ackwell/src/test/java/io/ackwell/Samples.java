package io.ackwell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Signed requests of the conformance pack. */
final class Samples {
    private static final Path VECTORS =
            Path.of(System.getProperty("ackwell.vectors", "../../../tests/vectors")).toAbsolutePath();

    static final LianLian LIANLIAN = config("lianlian-payment.json").lianlian();
    static final PingPong PINGPONG = config("pingpong-refund.json").pingpong();
    static final Request PAYMENT = request("lianlian-payment.json", "lianlian-payment/sample");
    static final Request REFUND = request("pingpong-refund.json", "pingpong-refund/sample");

    private Samples() {}

    static Map<?, ?> pack(String file) {
        try {
            return (Map<?, ?>) Json.read(Files.readString(VECTORS.resolve(file)));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    static String document(String file) {
        Map<?, ?> configs = (Map<?, ?>) pack(file).get("configs");
        Object shop = configs.containsKey("shop") ? configs.get("shop") : configs.values().iterator().next();
        return Json.write(shop);
    }

    private static Config config(String file) {
        return Config.fromJson(document(file));
    }

    static byte[] body(String file, String id) {
        for (Object each : (List<?>) pack(file).get("cases")) {
            Map<?, ?> one = (Map<?, ?>) each;
            if (id.equals(one.get("id"))) {
                Map<?, ?> request = (Map<?, ?>) one.get("request");
                return ((String) request.get("body")).getBytes(StandardCharsets.UTF_8);
            }
        }
        throw new IllegalArgumentException(id);
    }

    private static Request request(String file, String id) {
        for (Object each : (List<?>) pack(file).get("cases")) {
            Map<?, ?> one = (Map<?, ?>) each;
            if (id.equals(one.get("id"))) {
                return Request.of(body(file, id), (String) ((Map<?, ?>) one.get("request")).get("peer"));
            }
        }
        throw new IllegalArgumentException(id);
    }
}
