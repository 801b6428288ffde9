package io.ackwell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiverTest {
    private static final String KEY = keyOf(Samples.document("lianlian-payment.json"));

    private static String keyOf(String document) {
        Map<?, ?> section = (Map<?, ?>) ((Map<?, ?>) Json.read(document)).get("lianlian");
        return (String) ((List<?>) section.get("public_keys")).get(0);
    }

    @Test
    void aBuilderGivesWhatItsOptionsSay() {
        LianLian receiver = LianLian.builder()
                .publicKey(KEY)
                .merchantId("201103171000000000")
                .digest(LianLian.Digest.MD5)
                .source("203.0.113.0/24")
                .trustedProxy("10.0.0.0/8")
                .clientAddressHeader(ReceiverBuilder.ClientAddressHeader.X_FORWARDED_FOR)
                .maxBodyBytes(10_000)
                .build();
        assertEquals(Provider.LIANLIAN, receiver.provider());
        assertEquals(10_000, receiver.maxBodyBytes());
        assertEquals(1, receiver.keyFingerprints().size());
        assertTrue(receiver.headerNames().contains("x-forwarded-for"), receiver.headerNames().toString());
        byte[] body = Samples.body("lianlian-payment.json", "lianlian-payment/sample");
        Request behindTheProxy = Request.of(body, Map.of("X-Forwarded-For", List.of("203.0.113.9")), "10.1.1.1");
        assertEquals("203.0.113.9", receiver.verify(behindTheProxy).source().address());
        Request asked = Request.of(body, name -> List.of("203.0.113.7"), "10.1.1.1:443");
        assertEquals("203.0.113.7", receiver.verify(asked).source().address());
        AckwellException stranger = assertThrows(
                AckwellException.class,
                () -> receiver.verify(Request.of(body, Map.of("x-forwarded-for", List.of("192.0.2.1")), "10.1.1.1")));
        assertEquals(Code.UNTRUSTED_SOURCE, stranger.code());
        assertEquals("192.0.2.1", stranger.address());
        assertEquals(403, stranger.acknowledgement().status());
    }

    @Test
    void whatIsMissingOrWrongIsNamedWithItsRemedy() {
        AckwellException missing = assertThrows(
                AckwellException.class, () -> LianLian.builder().publicKey(KEY).build());
        assertEquals(Code.INVALID_CONFIG, missing.code());
        assertEquals("lianlian.merchant_ids", missing.member());
        assertEquals(Code.INVALID_CONFIG.remedy(), missing.remedy());
        AckwellException network = assertThrows(
                AckwellException.class,
                () -> LianLian.builder().publicKey(KEY).merchantIds(LianLian.MerchantIds.ANY).source("10/8/9").build());
        assertEquals("lianlian.sources[0]", network.member());
    }

    @Test
    void aTextMayBeInAFileOrAVariable(@TempDir Path folder) throws IOException {
        Path key = Files.writeString(folder.resolve("lianlian.pem"), KEY + "\n");
        LianLian receiver = LianLian.builder()
                .publicKey(Reference.file(key))
                .merchantId("201103171000000000")
                .build();
        assertNotNull(receiver.verify(Samples.PAYMENT));
        AckwellException missing = assertThrows(
                AckwellException.class,
                () -> PingPong.builder().salt(Reference.env("ACKWELL_NOT_SET")).clientId("1").accId("2")
                        .environment(PingPong.Environment.SANDBOX).build());
        assertTrue(missing.getMessage().contains("ACKWELL_NOT_SET"), missing.getMessage());
    }

    @Test
    void aConfigurationComesFromATomlFile(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("key.pem"), KEY);
        Path file = Files.writeString(folder.resolve("ackwell.toml"), """
                [lianlian]
                public_keys = [{ file = "key.pem" }]
                merchant_ids = ["201103171000000000"]
                [ledger]
                url = "memory:"
                lease_seconds = 5
                """);
        Config config = Config.fromFile(file);
        assertEquals(List.of(Provider.LIANLIAN), config.providers());
        assertNotNull(config.receiver(Provider.LIANLIAN).verify(Samples.PAYMENT));
        try (Ledger ledger = config.ledger()) {
            assertEquals(Duration.ofSeconds(5), ledger.status().lease());
        }
        Files.writeString(file, "[pingpong]\nsalt = \"a secret\" oops\n");
        AckwellException broken = assertThrows(AckwellException.class, () -> Config.fromFile(file));
        assertTrue(broken.getMessage().contains("line 2"), broken.getMessage());
        assertTrue(broken.getMessage().contains(file.toString()), broken.getMessage());
        assertFalse(broken.getMessage().contains("a secret"), broken.getMessage());
        AckwellException none = assertThrows(AckwellException.class, () -> Config.fromFile(folder.resolve("no.toml")));
        assertEquals(Code.INVALID_CONFIG, none.code());
    }

    @Test
    void aBatchHasANotificationOrARefusalForEach() {
        List<Request> requests = new ArrayList<>();
        for (int index = 0; index < 70; index++) {
            requests.add(index % 7 == 0 ? Request.of(new byte[] {'{'}, null) : Samples.PAYMENT);
        }
        List<Verified> verified = Samples.LIANLIAN.verifyBatch(requests);
        assertEquals(requests.size(), verified.size());
        for (int index = 0; index < verified.size(); index++) {
            Verified one = verified.get(index);
            if (index % 7 == 0) {
                assertNull(one.notification());
                assertThrows(AckwellException.class, one::orThrow);
            } else {
                assertEquals(Samples.LIANLIAN.verify(Samples.PAYMENT).toJson(), one.orThrow().toJson());
            }
        }
        assertEquals(List.of(), Samples.LIANLIAN.verifyBatch(List.of()));
    }

    @Test
    void aPanicBecomesACodeAndItsTextGoesNoFurther() {
        AckwellException defect = assertThrows(
                AckwellException.class, () -> Native.answer("panic", "210.97 of somebody's money"));
        assertEquals(Code.INTERNAL, defect.code());
        assertFalse(defect.toString().contains("210.97"), defect.toString());
        assertFalse(defect.logLine().contains("210.97"), defect.logLine());
    }

    @Test
    void aNumberThatNobodyHasIsAnErrorAndNoCrash() {
        byte[] answer = Native.verify(-7, new byte[0], null, null);
        AckwellException none = assertThrows(AckwellException.class, () -> Native.checked(answer));
        assertEquals(Code.INVALID_ARGUMENT, none.code());
        byte[] cut = {0, 0, 0, 9, 'x'};
        AckwellException half = assertThrows(AckwellException.class, () -> Native.checked(Native.ask(cut)));
        assertEquals(Code.INVALID_ARGUMENT, half.code());
    }

    @Test
    void nullsAreRefusedInJava() {
        assertThrows(NullPointerException.class, () -> Request.of(null, "127.0.0.1"));
        assertThrows(NullPointerException.class, () -> Samples.LIANLIAN.verify(null));
        assertThrows(NullPointerException.class, () -> LianLian.builder().publicKey((String) null));
    }

    @Test
    void theScheduleAndTheCodesAreThoseOfCore() {
        Schedule schedule = Samples.LIANLIAN.schedule();
        assertEquals(30, schedule.sends());
        assertEquals(Duration.ofMinutes(2), schedule.pauses().get(0));
        assertEquals(Code.IN_PROGRESS, Code.of("in_progress"));
        assertEquals(Code.UNKNOWN, Code.of("no such code"));
        assertEquals(17, Code.IN_PROGRESS.number());
        assertEquals("{\"ret_code\":\"0000\",\"ret_msg\":\"ok\"}",
                new String(Samples.LIANLIAN.acknowledge().body(), StandardCharsets.UTF_8).replace(" ", ""));
    }
}
