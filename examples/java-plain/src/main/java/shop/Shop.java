package shop;

import com.sun.net.httpserver.HttpServer;
import io.ackwell.Config;
import io.ackwell.Ledger;
import io.ackwell.Notification;
import io.ackwell.Provider;
import io.ackwell.Status;
import io.ackwell.httpserver.AckwellHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * A small receiver on the JDK's own server for the notifications of LianLian and PingPong.
 *
 * <p>Copy it and change what {@code paid} does. Any number of processes may share the ledger.
 */
public final class Shop {
    private static final Map<String, String> ENV = System.getenv();

    private Shop() {}

    public static void main(String[] arguments) throws IOException {
        Config config = Config.fromFile(Path.of(ENV.getOrDefault("ACKWELL_CONFIG", "ackwell.toml")));
        Ledger ledger = config.ledger();
        int port = Integer.parseInt(ENV.getOrDefault("PORT", "8000"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 128);
        // One path for each provider that the configuration has a section for.
        for (Provider provider : config.providers()) {
            server.createContext("/notify/" + provider, new AckwellHandler(config.receiver(provider), ledger, Shop::paid));
        }
        // On JDK 21 and later: Executors.newVirtualThreadPerTaskExecutor().
        server.setExecutor(Executors.newFixedThreadPool(32));
        server.start();
    }

    /** Runs once for each notification. Whatever it throws makes the provider send again. */
    private static void paid(Notification notification) throws InterruptedException {
        if (notification.status() != Status.SUCCEEDED) {
            return;
        }
        // In a shop: look the order up, compare it, and store.
        //     notification.expect(order.number(), order.total(), "CNY");
        Thread.sleep(1000 * Long.parseLong(ENV.getOrDefault("SHOP_FULFILMENT_SECONDS", "0")));
        System.out.println("paid " + notification.orderNo() + " " + notification.amount());
    }
}
