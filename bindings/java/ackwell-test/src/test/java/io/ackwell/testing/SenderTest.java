package io.ackwell.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.ackwell.Acknowledgement;
import io.ackwell.AckwellException;
import io.ackwell.Code;
import io.ackwell.Config;
import io.ackwell.Diagnosis;
import io.ackwell.Kind;
import io.ackwell.Ledger;
import io.ackwell.LianLianPayment;
import io.ackwell.Notification;
import io.ackwell.Provider;
import io.ackwell.Receiver;
import io.ackwell.Status;
import io.ackwell.TestKit;
import io.ackwell.httpserver.AckwellHandler;
import io.ackwell.testing.junit.AckwellExtension;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(AckwellExtension.class)
class SenderTest {
    private static final Sender ONE = new Sender(Provider.PINGPONG);

    private Ledger before;

    @BeforeEach
    void keep(Ledger ledger) {
        before = ledger;
    }

    @ParameterizedTest
    @EnumSource
    void every_refusal_is_explained_with_its_code(Kind kind) {
        Sender sender = new Sender();
        Receiver receiver = sender.receiver(kind.provider());
        for (Variant variant : Variant.values()) {
            SignedRequest request = sender.request(kind).order("42").variant(variant).build();
            Diagnosis diagnosis = receiver.explain(request.toRequest());
            assertThat(diagnosis.provider()).isEqualTo(kind.provider());
            String code = variant.code() == null ? null : variant.code().text();
            assertThat(diagnosis.code()).isEqualTo(code);
            assertThat(diagnosis.findings().isEmpty()).isEqualTo(code == null);
        }
    }

    @Test
    void a_changed_text_is_found_with_what_to_do() {
        Sender sender = new Sender();
        SignedRequest forged =
                sender.request(Kind.LIANLIAN_PAYMENT).variant(Variant.TAMPERED).build();
        Diagnosis diagnosis = sender.receiver(Provider.LIANLIAN).explain(forged.toRequest());
        assertThat(diagnosis.findings()).anySatisfy(finding -> {
            assertThat(finding.cause()).isEqualTo("changed_text");
            assertThat(finding.sureness()).isEqualTo("certain");
            assertThat(finding.remedy()).contains("raw bytes");
        });
    }

    @ParameterizedTest
    @EnumSource
    void every_kind_is_genuine_or_refused_as_its_variant_says(Kind kind) {
        Sender sender = new Sender();
        Receiver receiver = sender.receiver(kind.provider());
        for (Variant variant : Variant.values()) {
            SignedRequest request = sender.request(kind).order("42").variant(variant).build();
            assertThat(request.code()).isEqualTo(variant.code());
            assertThat(List.of(request.kind(), request.provider(), request.variant()))
                    .isEqualTo(List.of(kind, kind.provider(), variant));
            if (variant.code() == null) {
                assertThat(receiver.verify(request.toRequest()).kind()).isEqualTo(kind);
            } else {
                assertThatThrownBy(() -> receiver.verify(request.toRequest()))
                        .isInstanceOfSatisfying(AckwellException.class, refusal -> {
                            assertThat(refusal.code()).isEqualTo(variant.code());
                            request.assertRefused(refusal.acknowledgement());
                        });
            }
        }
    }

    @Test
    void what_is_chosen_is_what_arrives(Sender sender) {
        SignedRequest request = sender.request(Kind.LIANLIAN_PAYMENT)
                .order("茶-\"1\"")
                .amount(new BigDecimal("12.50"))
                .status(Status.FAILED)
                .set("info_order", "two\nlines")
                .without("settle_date")
                .build();
        LianLianPayment payment = (LianLianPayment) receiver(sender, request).verify(request.toRequest());
        assertThat(payment.orderNo()).isEqualTo("茶-\"1\"");
        assertThat(payment.moneyOrder()).hasToString("12.50 CNY");
        assertThat(payment.status()).isEqualTo(Status.FAILED);
        assertThat(payment.infoOrder()).isEqualTo("two\nlines");
        assertThat(payment.settleDate()).isNull();
        assertThat(new String(request.body(), StandardCharsets.UTF_8)).doesNotContain("settle_date");
        assertThat(sender.request(Kind.PINGPONG_REFUND).currency("JPY").build().toRequest()).isNotNull();
    }

    private static Receiver receiver(Sender sender, SignedRequest request) {
        return sender.receiver(request.provider());
    }

    @Test
    void an_endpoint_is_tested_over_http(Sender sender, Ledger ledger) throws Exception {
        List<String> paid = new ArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 16);
        server.createContext(
                "/notify", new AckwellHandler(sender.lianlian(), ledger, done -> paid.add(done.orderNo())));
        server.start();
        try {
            URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/notify");
            SignedRequest request = sender.request(Kind.LIANLIAN_PAYMENT).order("42").amount("10.00").build();
            request.assertReceived(request.post(endpoint));
            request.assertReceived(request.post(endpoint));
            SignedRequest forged = sender.request(Kind.LIANLIAN_PAYMENT).variant(Variant.TAMPERED).build();
            forged.assertRefused(forged.post(endpoint));
            assertThat(paid).containsExactly("42");

            assertThatThrownBy(() -> forged.assertReceived(forged.post(endpoint)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("lianlian would send lianlian.payment again: ")
                    .hasMessageContaining("invalid_signature");
            assertThatThrownBy(() -> forged.assertRefused(request.post(endpoint)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("expected lianlian.payment (tampered) to be refused with invalid_signature");
            assertThatThrownBy(() -> request.assertRefused(request.post(endpoint)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("genuine");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void the_ledger_is_the_same_one_before_a_test_and_in_it(Ledger ledger, Sender sender) {
        assertThat(ledger).isSameAs(before);
        SignedRequest request = sender.request(Kind.PINGPONG_TRANSACTION).build();
        Acknowledgement answer =
                sender.pingpong().handle(request.toRequest(), ledger, done -> assertThat(done).isNotNull());
        request.assertReceived(answer);
        assertThat(ledger.status().counts().committed()).isEqualTo(1);
    }

    @Test
    void the_ledger_of_each_test_is_new(Ledger ledger, Config config) {
        assertThat(ledger.status().counts().committed()).isZero();
        assertThat(config.providers()).containsExactly(Provider.LIANLIAN, Provider.PINGPONG);
    }

    @Test
    void answers_are_judged() {
        assertThat(Judgement.of(Provider.PINGPONG, 200, "SUCCESS").received()).isTrue();
        Judgement failure = Judgement.of(Provider.LIANLIAN, 200, "ok");
        assertThat(failure.received()).isFalse();
        assertThat(failure.why()).isNotEmpty();
        assertThatThrownBy(() -> Judgement.of(Provider.LIANLIAN, -1, "ok")).isInstanceOf(AckwellException.class);
    }

    @Test
    void keys_are_never_the_same_and_never_shown(Sender sender) {
        Sender other = new Sender();
        assertThat(other.document()).isNotEqualTo(sender.document());
        assertThat(ONE).hasToString("Sender[pingpong]");
        assertThat(ONE.providers()).containsExactly(Provider.PINGPONG);
        SignedRequest request = other.request(Kind.PINGPONG_REFUND).build();
        assertThatThrownBy(() -> sender.pingpong().verify(request.toRequest()))
                .isInstanceOfSatisfying(AckwellException.class, refusal -> assertThat(refusal.code())
                        .isIn(Code.WRONG_MERCHANT, Code.INVALID_SIGNATURE));
    }

    @Test
    void what_cannot_be_made_is_explained() {
        assertThatThrownBy(() -> ONE.request(Kind.LIANLIAN_PAYMENT).build())
                .isInstanceOfSatisfying(AckwellException.class, wrong -> {
                    assertThat(wrong.code()).isEqualTo(Code.INVALID_ARGUMENT);
                    assertThat(wrong).hasMessageContaining("lianlian");
                });
        assertThatThrownBy(() -> TestKit.ask(Map.of("do", "nothing")))
                .isInstanceOf(AckwellException.class)
                .hasMessageContaining("nothing");
        assertThatThrownBy(() -> new Sender().request(Kind.LIANLIAN_PAYMENT).order(null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void kinds_are_those_that_the_kit_makes() {
        Map<String, ?> list = TestKit.ask(Map.of("do", "list"));
        List<String> kinds = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            kinds.add(kind.text());
        }
        assertThat(kinds).isEqualTo(list.get("kinds"));
        assertThat(Notification.class.getPermittedSubclasses()).hasSize(kinds.size());
    }
}
