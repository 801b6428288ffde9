import io.ackwell.Acknowledgement;
import io.ackwell.Claim;
import io.ackwell.Code;
import io.ackwell.Config;
import io.ackwell.Delivery;
import io.ackwell.Ledger;
import io.ackwell.Notification;
import io.ackwell.Outcome;
import io.ackwell.OutcomeKind;
import io.ackwell.Pruned;
import io.ackwell.Receiver;
import io.ackwell.Request;
import io.ackwell.TransactionFulfilment;
import io.ackwell.TransactionLedger;
import io.ackwell.Transactions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A worker for one_ledger.py: {@code WHAT PLACE CONFIG PEER}, with a body in base64 a line on standard
 * input. The place is a JDBC URL, but of {@code leased} the ledger's.
 *
 * <p>{@code race SEED CONFLICT} prints {@code ready}; what it fulfils it writes into the table
 * {@code fulfilled}, in the transaction of the claim. CONFLICT, in base64 too, contradicts one of them and
 * is claimed last. {@code leased SEED} prints {@code ready} and what it fulfils. {@code hidden} prints
 * whether work that hides a failed statement was acknowledged, and whether it was kept. {@code stuck}
 * prints {@code working} in the middle of its work and goes on for ever. {@code prune} prints how much it
 * removed.
 */
final class JdbcWorker {
    private static final Logger LOG = Logger.getLogger("ackwell");

    private final String place;
    private final Receiver receiver;
    private final String peer;
    private final DataSource source;

    private JdbcWorker(String place, String config, String peer) {
        this.place = place;
        this.receiver = Config.fromJson(config).lianlian();
        this.peer = peer;
        // What every pool is, without one.
        this.source = (DataSource) Proxy.newProxyInstance(
                JdbcWorker.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> DriverManager.getConnection(place));
    }

    public static void main(String[] arguments) throws Exception {
        LOG.setLevel(Level.OFF);
        JdbcWorker worker = new JdbcWorker(arguments[1], arguments[2], arguments[3]);
        switch (arguments[0]) {
            case "race" -> worker.race(Integer.parseInt(arguments[4]), worker.request(arguments[5]));
            case "leased" -> worker.leased(Integer.parseInt(arguments[4]));
            case "hidden" -> worker.hidden();
            case "stuck" -> worker.stuck();
            case "prune" -> worker.prune();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private Request request(String line) {
        return Request.of(Base64.getDecoder().decode(line), peer);
    }

    private List<Request> requests(int seed) throws IOException {
        List<Request> requests = new ArrayList<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            requests.add(request(line));
        }
        check(!requests.isEmpty(), "no bodies came");
        Collections.shuffle(requests, new Random(seed));
        return requests;
    }

    private void race(int seed, Request contradicts) throws Exception {
        try (Connection connection = source.getConnection()) {
            TransactionLedger.createTables(connection);
            System.out.println("ready");
            List<Request> requests = requests(seed);
            workThatThrowsIsNotKept(connection, requests.get(0));
            for (int index = 0; index < requests.size(); index++) {
                Request request = requests.get(index);
                Instant deadline = Instant.now().plusSeconds(90);
                while (true) {
                    // On one connection, and on one of a pool.
                    Acknowledgement answer = index % 2 == 0
                            ? handle(request, connection, JdbcWorker::fulfil).acknowledgement()
                            : receiver.handleInTransaction(request, source, JdbcWorker::fulfil);
                    if (answer.isSuccess()) {
                        break;
                    }
                    check(Instant.now().isBefore(deadline), answer);
                    Thread.sleep(5);
                }
            }
            Outcome refused = handle(contradicts, connection, (notification, same) -> {
                throw new AssertionError("a conflict was fulfilled");
            });
            check(refused.code() == Code.CONFLICT && refused.acknowledgement().status() == 409, refused);
            check(refused.outcome() == OutcomeKind.CONFLICT && refused.cause() == null, refused);
            connection.setAutoCommit(false);
            TransactionLedger ledger = TransactionLedger.on(connection);
            Notification notification = receiver.verify(contradicts);
            Claim claim = ledger.claim(notification);
            check(claim.delivery() == Delivery.CONFLICT && claim.conflict() != null, claim);
            check(ledger.earlierPayment(notification) == null, "paid before?");
            connection.commit();
        }
    }

    private Outcome handle(Request request, Connection connection, TransactionFulfilment fulfil) {
        List<Outcome> outcomes = new ArrayList<>();
        receiver.handleInTransaction(request, Transactions.on(connection), fulfil, outcomes::add);
        return outcomes.get(0);
    }

    private static void fulfil(Notification notification, Connection connection) throws Exception {
        Thread.sleep(2);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO fulfilled VALUES (?, 'jdbc')")) {
            insert.setString(1, notification.orderNo());
            insert.executeUpdate();
        }
    }

    private void workThatThrowsIsNotKept(Connection connection, Request request) {
        boolean[] called = new boolean[1];
        Outcome outcome = handle(request, connection, (notification, same) -> {
            called[0] = true;
            fulfil(notification, same);
            throw new IllegalStateException("no stock");
        });
        // Another worker may have been quicker.
        if (called[0]) {
            check(outcome.code() == Code.FULFILMENT_FAILED && outcome.acknowledgement().status() == 500, outcome);
            check(outcome.cause() instanceof IllegalStateException, outcome);
        }
    }

    private void leased(int seed) throws Exception {
        try (Ledger ledger = Ledger.builder(place).timeoutMs(20_000).open()) {
            ledger.migrate();
            System.out.println("ready");
            for (Request request : requests(seed)) {
                while (!receiver.handle(request, ledger, JdbcWorker::print).isSuccess()) {
                    Thread.sleep(5);
                }
            }
        }
    }

    private static void print(Notification notification) throws InterruptedException {
        Thread.sleep(2);
        System.out.println(notification.orderNo());
    }

    private void hidden() throws Exception {
        Acknowledgement answer = receiver.handleInTransaction(requests(0).get(0), source, (notification, connection) -> {
            fulfil(notification, connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT 1 FROM nowhere");
            } catch (SQLException hidden) {
                check(hidden.getMessage().contains("nowhere"), hidden);
            }
        });
        System.out.println(answer.isSuccess() + " " + (kept() == 1));
    }

    private int kept() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT count(*) FROM fulfilled")) {
            result.next();
            return result.getInt(1);
        }
    }

    private void stuck() throws IOException {
        receiver.handleInTransaction(requests(0).get(0), source, (notification, connection) -> {
            fulfil(notification, connection);
            System.out.println("working");
            Thread.sleep(Long.MAX_VALUE);
        });
    }

    private void prune() throws SQLException {
        try (Connection connection = source.getConnection()) {
            Pruned pruned = TransactionLedger.prune(connection, Duration.ofDays(90));
            System.out.println(pruned.deliveries() + " " + pruned.conflicts() + " " + pruned.orders());
        }
    }

    private static void check(boolean holds, Object what) {
        if (!holds) {
            throw new IllegalStateException(String.valueOf(what));
        }
    }
}
