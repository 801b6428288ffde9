// Java contestants: `java -cp JARS Peer ackwell|questions|peer CORPUS`. The peer is Jackson and
// java.security.Signature.
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ackwell.Amount;
import io.ackwell.Config;
import io.ackwell.Notification;
import io.ackwell.Receiver;
import io.ackwell.Request;
import io.ackwell.Status;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

public final class Peer {
    private static final byte[] ACK =
            "{\"ret_code\":\"0000\",\"ret_msg\":\"ok\"}".getBytes(StandardCharsets.UTF_8);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The whole job for one notification. */
    private interface Job {
        byte[] run(int index) throws Exception;
    }

    private final PublicKey key;
    private final String algorithm;
    private final List<byte[]> bodies = new ArrayList<>();
    private final Job job;

    private Peer(String name, String path) throws Exception {
        JsonNode corpus = MAPPER.readTree(new File(path));
        String pem = corpus.get("public_key").asText().replaceAll("-----[A-Z ]+-----|\\s", "");
        key = KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(pem)));
        algorithm = corpus.get("digest").asText() + "withRSA";
        corpus.get("bodies").forEach(body -> bodies.add(body.asText().getBytes(StandardCharsets.UTF_8)));
        job = name.equals("peer") ? index -> usual(bodies.get(index)) : ackwell(corpus, name.equals("questions"));
    }

    private Job ackwell(JsonNode corpus, boolean questions) throws Exception {
        Receiver receiver = Config.fromJson(corpus.get("config").asText()).lianlian();
        String peer = corpus.get("peer").asText();
        List<String> numbers = new ArrayList<>();
        List<Amount> amounts = new ArrayList<>();
        for (byte[] body : bodies) {
            JsonNode tree = MAPPER.readTree(body);
            numbers.add(tree.get("no_order").asText());
            amounts.add(Amount.of(tree.get("money_order").asText(), "CNY"));
        }
        return index -> {
            Notification notification = receiver.verify(Request.of(bodies.get(index), peer));
            if (questions && !isThePayment(notification, numbers.get(index), amounts.get(index))) {
                return new byte[0];
            }
            return notification.acknowledge().isSuccess() ? ACK : new byte[0];
        };
    }

    /** What a shop asks: is it paid, which order, how much, and is that what it waits for? */
    private static boolean isThePayment(Notification notification, String number, Amount amount) {
        return notification.status() == Status.SUCCEEDED
                && number.equals(notification.orderNo())
                && amount.equals(notification.amount())
                && notification.expect(number, amount) == notification;
    }

    private byte[] usual(byte[] body) throws Exception {
        TreeMap<String, String> members = new TreeMap<>();
        JsonNode tree = MAPPER.readTree(body);
        tree.properties().forEach(field -> members.put(field.getKey(), field.getValue().asText()));
        byte[] sign = Base64.getDecoder().decode(members.remove("sign"));
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> member : members.entrySet()) {
            if (!member.getValue().isEmpty()) {
                text.append(text.length() == 0 ? "" : "&").append(member.getKey()).append('=')
                        .append(member.getValue());
            }
        }
        Signature signature = Signature.getInstance(algorithm);
        signature.initVerify(key);
        signature.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return signature.verify(sign) ? ACK : new byte[0];
    }

    private void run(int first, int step, int times) {
        try {
            for (int time = 0; time < times; time++) {
                for (int index = first; index < bodies.size(); index += step) {
                    if (job.run(index) != ACK) {
                        System.exit(1);
                    }
                }
            }
        } catch (Exception problem) {
            System.exit(1);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Peer peer = new Peer(arguments[0], arguments[1]);
        peer.run(0, 1, 40);
        System.out.println("ready");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            if (line.startsWith("pass")) {
                String[] words = line.split(" ");
                int threads = Integer.parseInt(words[1]);
                int times = Integer.parseInt(words[2]);
                long start = System.nanoTime();
                Thread[] workers = new Thread[threads];
                for (int index = 0; index < threads; index++) {
                    int first = index;
                    workers[index] = new Thread(() -> peer.run(first, threads, times));
                    workers[index].start();
                }
                for (Thread worker : workers) {
                    worker.join();
                }
                System.out.println(System.nanoTime() - start);
            } else {
                long[] times = new long[peer.bodies.size()];
                for (int index = 0; index < times.length; index++) {
                    long start = System.nanoTime();
                    peer.run(index, times.length, 1);
                    times[index] = System.nanoTime() - start;
                }
                Arrays.sort(times);
                System.out.println(times[times.length / 2] + " " + times[times.length * 99 / 100]);
            }
        }
    }
}
