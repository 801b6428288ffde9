package io.ackwell.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ackwell.Code;
import io.ackwell.Ledger;
import io.ackwell.Notification;
import io.ackwell.OutcomeKind;
import io.ackwell.PingPongRefund;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;

/** The starter in an application that serves. */
class ServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private ConfigurableApplicationContext running;

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Shop {
        final Collection<String> paid = new ConcurrentLinkedQueue<>();
        final Collection<NotificationAnswered> answered = new ConcurrentLinkedQueue<>();
        final Collection<Thread> threads = new ConcurrentLinkedQueue<>();

        @Bean
        NotificationHandler<Notification> payments() {
            return notification -> {
                threads.add(Thread.currentThread());
                if ("true".equals(System.getProperty("shop.fails"))) {
                    throw new IOException("the warehouse is closed");
                }
                paid.add(notification.orderNo() + " " + notification.amount());
            };
        }

        @Bean
        NotificationHandler<PingPongRefund> refunds() {
            return refund -> paid.add("refunded " + refund.orderNo());
        }

        @EventListener
        void on(NotificationAnswered event) {
            answered.add(event);
            throw new IllegalStateException("a listener that fails changes no answer");
        }
    }

    /** A filter that reads bodies. */
    record Eater(int getOrder) implements Filter, Ordered {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            request.getParameter("anything");
            chain.doFilter(request, response);
        }
    }

    static class EaterInFront {
        @Bean
        Eater eater() {
            return new Eater(Ordered.HIGHEST_PRECEDENCE);
        }
    }

    static class EaterBehind {
        @Bean
        Eater eater() {
            return new Eater(Ordered.HIGHEST_PRECEDENCE + 100);
        }
    }

    private Shop start(List<String> properties, Class<?>... configurations) {
        List<Class<?>> all = new ArrayList<>(List.of(configurations));
        all.add(Shop.class);
        List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--spring.main.banner-mode=off",
                "--ackwell.ledger.url=memory:", "--management.endpoint.health.show-details=always",
                // It has drivers of databases for other tests.
                "--spring.autoconfigure.exclude=org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration,"
                        + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"));
        properties.forEach(property -> arguments.add("--" + property));
        running = new SpringApplication(all.toArray(Class[]::new)).run(arguments.toArray(String[]::new));
        return running.getBean(Shop.class);
    }

    @AfterEach
    void stop() {
        System.clearProperty("shop.fails");
        if (running != null) {
            running.close();
        }
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + running.getEnvironment().getProperty("local.server.port") + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body));
        for (int index = 0; index < headers.length; index += 2) {
            request.header(headers[index], headers[index + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> pay(String body) throws Exception {
        return send("POST", "/notify/lianlian", body, "X-Forwarded-For", Samples.PEER);
    }

    private static List<String> with(List<String> properties, String... more) {
        List<String> all = new ArrayList<>(properties);
        all.addAll(List.of(more));
        return all;
    }

    @Test
    void a_payment_is_handled_once_and_measured() throws Exception {
        Shop shop = start(with(Samples.lianlian(), "management.endpoints.web.exposure.include=health"));
        assertThat(pay(Samples.PAYMENT).body()).isEqualTo("{\"ret_code\":\"0000\",\"ret_msg\":\"ok\"}");
        assertThat(pay(Samples.PAYMENT).statusCode()).isEqualTo(200);
        assertThat(pay(Samples.PAYMENT.replace("210.97", "999.97")).body()).contains("invalid_signature");
        assertThat(send("GET", "/notify/lianlian", "").headers().firstValue("Allow")).hasValue("POST");
        assertThat(send("POST", "/notify/pingpong", Samples.REFUND).statusCode()).isEqualTo(404);
        assertThat(shop.paid).containsExactly("2013051500001 210.97 CNY");
        assertThat(shop.answered).extracting(event -> event.outcome().outcome())
                .containsExactly(OutcomeKind.FULFILLED, OutcomeKind.REPEAT, OutcomeKind.REFUSED);

        MeterRegistry meters = running.getBean(MeterRegistry.class);
        assertThat(meters.get("ackwell.notifications").tags("provider", "lianlian", "kind", "lianlian.payment",
                "outcome", "fulfilled", "code", "none").timer().count()).isEqualTo(1);
        assertThat(meters.get("ackwell.notifications").tags("outcome", "refused", "code",
                Code.INVALID_SIGNATURE.text(), "kind", "none").timer().count()).isEqualTo(1);
        assertThat(meters.get("http.server.requests").tags("uri", "/notify/lianlian", "status", "200").timer().count())
                .isEqualTo(2);
        assertThat(meters.get("ackwell.fulfil").tags("kind", "lianlian.payment", "status", "succeeded", "error", "none")
                .timer().count()).isEqualTo(1);

        String health = send("GET", "/actuator/health", "").body();
        assertThat(health).contains("\"ackwell\":{").contains("memory:").contains("\"status\":\"UP\"");
        running.getBean(Ledger.class).close();
        assertThat(send("GET", "/actuator/health", "").statusCode()).isEqualTo(503);
    }

    @Test
    void a_handler_that_throws_is_asked_again() throws Exception {
        Shop shop = start(Samples.lianlian());
        System.setProperty("shop.fails", "true");
        assertThat(pay(Samples.PAYMENT).body()).contains("fulfilment_failed");
        assertThat(running.getBean(MeterRegistry.class).get("ackwell.fulfil").tags("error", "IOException").timer().count())
                .isEqualTo(1);
        System.clearProperty("shop.fails");
        assertThat(pay(Samples.PAYMENT).statusCode()).isEqualTo(200);
        assertThat(shop.paid).hasSize(1);
    }

    @Test
    void each_kind_goes_to_its_handler_and_each_provider_to_its_path() throws Exception {
        Shop shop = start(with(with(Samples.lianlian(), Samples.pingpong().toArray(String[]::new)),
                "ackwell.web.pingpong-path=/hooks/pingpong"));
        assertThat(send("POST", "/hooks/pingpong", Samples.REFUND).statusCode()).isEqualTo(200);
        assertThat(shop.paid).singleElement().asString().startsWith("refunded ");
        assertThat(send("POST", "/notify/pingpong", Samples.REFUND).statusCode()).isEqualTo(404);
    }

    @Test
    void a_filter_that_reads_bodies_may_come_later() throws Exception {
        Shop shop = start(Samples.lianlian(), EaterBehind.class);
        String form = "application/x-www-form-urlencoded";
        assertThat(send("POST", "/notify/lianlian", Samples.PAYMENT, "X-Forwarded-For", Samples.PEER, "Content-Type", form)
                .statusCode()).isEqualTo(200);
        assertThat(shop.paid).hasSize(1);
    }

    @Test
    void a_body_that_was_eaten_is_reported() throws Exception {
        Shop shop = start(with(Samples.lianlian(), "ackwell.web.filter-order=0"), EaterInFront.class);
        String form = "application/x-www-form-urlencoded";
        assertThat(send("POST", "/notify/lianlian", Samples.PAYMENT, "X-Forwarded-For", Samples.PEER, "Content-Type", form)
                .body()).contains("malformed_body");
        assertThat(shop.answered).singleElement().satisfies(event -> assertThat(event.outcome().logLine())
                .contains("the body is gone: something has read it, a filter that calls getParameter() for example"));
    }

    @Test
    void spring_does_not_choose_the_client_address() throws Exception {
        List<String> untrusting = new ArrayList<>(Samples.lianlian());
        untrusting.removeIf(property -> property.contains("trusted-proxies"));
        untrusting.add("server.forward-headers-strategy=framework");
        Shop shop = start(untrusting);
        assertThat(pay(Samples.PAYMENT).body()).contains("untrusted_source");
        assertThat(shop.answered).singleElement()
                .satisfies(event -> assertThat(event.outcome().address()).isEqualTo("127.0.0.1"));
        running.close();

        shop = start(with(Samples.lianlian(), "server.forward-headers-strategy=framework"));
        assertThat(send("POST", "/notify/lianlian", Samples.PAYMENT, "X-Forwarded-For", Samples.PEER + ", 8.8.8.8")
                .body()).contains("untrusted_source");
        assertThat(pay(Samples.PAYMENT).statusCode()).isEqualTo(200);
        assertThat(shop.paid).hasSize(1);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void handlers_run_on_virtual_threads_where_the_application_does() throws Exception {
        Shop shop = start(with(Samples.lianlian(), "spring.threads.virtual.enabled=true"));
        assertThat(pay(Samples.PAYMENT).statusCode()).isEqualTo(200);
        assertThat(shop.threads).allSatisfy(thread -> assertThat(thread.getClass().getName()).contains("Virtual"));
    }
}
