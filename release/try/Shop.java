import io.ackwell.Acknowledgement;
import io.ackwell.Config;
import io.ackwell.Ledger;
import io.ackwell.Receiver;
import io.ackwell.Request;
import io.ackwell.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the jars are tried with: see folder.sh. */
public final class Shop {
    public static void main(String[] arguments) throws Exception {
        Config config = Config.fromFile(Path.of("config.json"));
        Receiver receiver = config.lianlian();
        try (Ledger ledger = config.ledger()) {
            for (String file : List.of("body.json", "body.json", "tampered.json")) {
                Request request = Request.of(Files.readAllBytes(Path.of(file)), "115.236.102.36");
                Acknowledgement answer = receiver.handle(request, ledger, notification -> {
                    notification.expect("2015101911313905300004", "0.01", "CNY");
                    if (notification.status() == Status.SUCCEEDED) {
                        System.out.println("paid: " + notification.orderNo());
                    }
                });
                System.out.println(answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8));
            }
        }
    }
}
