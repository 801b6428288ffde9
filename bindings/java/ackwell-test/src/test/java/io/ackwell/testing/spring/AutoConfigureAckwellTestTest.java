package io.ackwell.testing.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ackwell.Config;
import io.ackwell.Kind;
import io.ackwell.Ledger;
import io.ackwell.Notification;
import io.ackwell.spring.NotificationHandler;
import io.ackwell.testing.Sender;
import io.ackwell.testing.SignedRequest;
import io.ackwell.testing.Variant;
import java.net.URI;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.TestPropertySource;

/** An application whose own configuration names a file that is not there: tests need none of it. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "ackwell.config=/no/such/ackwell.toml")
@AutoConfigureAckwellTest
class AutoConfigureAckwellTestTest {
    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Shop {
        final Collection<String> paid = new ConcurrentLinkedQueue<>();

        @Bean
        NotificationHandler<Notification> payments() {
            return notification -> paid.add(notification.orderNo() + " " + notification.amount());
        }
    }

    @Autowired
    Sender sender;

    @Autowired
    Shop shop;

    @Value("${local.server.port}")
    int port;

    @Test
    void an_order_is_paid_repeated_and_refused() throws Exception {
        URI endpoint = URI.create("http://127.0.0.1:" + port + "/notify/lianlian");
        SignedRequest paid = sender.request(Kind.LIANLIAN_PAYMENT).order("42").amount("10.00").build();
        paid.assertReceived(paid.post(endpoint));
        paid.assertReceived(paid.post(endpoint));
        for (Variant variant : Variant.values()) {
            if (variant != Variant.GENUINE) {
                SignedRequest wrong = sender.request(Kind.LIANLIAN_PAYMENT).order("43").variant(variant).build();
                wrong.assertRefused(wrong.post(endpoint));
            }
        }
        assertThat(shop.paid).containsExactly("42 10.00 CNY");
    }

    @Test
    void the_ledger_is_in_memory(@Autowired Ledger ledger, @Autowired Config config) {
        assertThat(ledger).asString().contains("memory:");
        assertThat(config.providers()).hasSize(2);
    }

    /** The annotation of the class around it holds here too; an application of its own has other keys. */
    @Nested
    @TestPropertySource(properties = "ackwell.web.lianlian-path=/hooks/lianlian")
    class Elsewhere {
        @Test
        void has_keys_of_its_own(@Autowired Sender own, @Value("${local.server.port}") int port) throws Exception {
            SignedRequest paid = own.request(Kind.LIANLIAN_PAYMENT).build();
            paid.assertReceived(paid.post(URI.create("http://127.0.0.1:" + port + "/hooks/lianlian")));
        }
    }
}
