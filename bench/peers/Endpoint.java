import com.sun.net.httpserver.HttpServer;
import io.ackwell.Config;
import io.ackwell.httpserver.AckwellHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/** Two paths under the JDK's own server: a receiver, and a constant answer. */
final class Endpoint {
    private static final byte[] CONSTANT =
            "{\"ret_code\":\"0000\",\"ret_msg\":\"ok\"}".getBytes(StandardCharsets.UTF_8);

    private Endpoint() {}

    public static void main(String[] arguments) throws Exception {
        Config config = Config.fromFile(Path.of(System.getenv("ACKWELL_CONFIG")));
        int port = Integer.parseInt(System.getenv("PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 128);
        // A shop's own work is not measured.
        server.createContext(
                "/notify/lianlian", new AckwellHandler(config.lianlian(), config.ledger(), notification -> {}));
        server.createContext("/constant", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, CONSTANT.length);
                exchange.getResponseBody().write(CONSTANT);
            }
        });
        server.setExecutor(Executors.newFixedThreadPool(32));
        server.start();
    }
}
