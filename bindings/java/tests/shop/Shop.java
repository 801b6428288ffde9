package io.example.shop;

import io.ackwell.Acknowledgement;
import io.ackwell.Config;
import io.ackwell.Ledger;
import io.ackwell.LianLianPayment;
import io.ackwell.Receiver;
import io.ackwell.Request;
import io.ackwell.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Handles the first request of a file of the pack. */
public final class Shop {
    private Shop() {}

    /**
     * Starts it.
     *
     * @param arguments the file
     * @throws Exception if anything goes wrong
     */
    public static void main(String[] arguments) throws Exception {
        String pack = Files.readString(Path.of(arguments[0]));
        Matcher config = Pattern.compile("\"shop\": (\\{\\s*\"lianlian\".*?\\}\\s*\\})", Pattern.DOTALL).matcher(pack);
        Matcher body = Pattern.compile("\"body\": \"((?:[^\"\\\\]|\\\\.)*)\"").matcher(pack);
        if (!config.find() || !body.find()) {
            throw new IllegalStateException("the pack has another form");
        }
        Receiver receiver = Config.fromJson(config.group(1)).lianlian();
        byte[] bytes = body.group(1).replace("\\\"", "\"").replace("\\\\", "\\").getBytes(StandardCharsets.UTF_8);
        try (Ledger ledger = Ledger.open("memory:")) {
            Acknowledgement answer = receiver.handle(Request.of(bytes, "115.236.102.36"), ledger, notification -> {
                if (notification instanceof LianLianPayment payment && payment.status() == Status.SUCCEEDED) {
                    System.out.println("paid " + payment.orderNo() + " " + payment.moneyOrder());
                }
            });
            if (!answer.isSuccess()) {
                throw new IllegalStateException(answer.toString());
            }
        }
    }
}
