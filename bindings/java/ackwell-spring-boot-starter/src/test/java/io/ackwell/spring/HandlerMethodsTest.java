package io.ackwell.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ackwell.Kind;
import io.ackwell.LianLianExchangePayment;
import io.ackwell.LianLianPayment;
import io.ackwell.Notification;
import io.ackwell.PingPongRefund;
import io.ackwell.Receiver;
import io.ackwell.TransactionLedger;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.javapoet.ClassName;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.web.context.support.GenericWebApplicationContext;

/** Handler methods by annotation: which are found, how they are called, and which are refused. */
class HandlerMethodsTest {
    private static final List<String> CALLS = new ArrayList<>();

    @TempDir
    Path folder;

    private final WebApplicationContextRunner shop = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AckwellAutoConfiguration.class))
            .withPropertyValues(Samples.lianlian().toArray(String[]::new));

    private WebApplicationContextRunner leased(Class<?>... beans) {
        CALLS.clear();
        return shop.withPropertyValues("ackwell.ledger.url=memory:").withUserConfiguration(beans);
    }

    private WebApplicationContextRunner both(Class<?>... beans) {
        return leased(beans).withPropertyValues(Samples.pingpong().toArray(String[]::new));
    }

    /** The shop's own database, with a table of what is paid. */
    private WebApplicationContextRunner inTransactions(Class<?>... beans) {
        CALLS.clear();
        return shop.withUserConfiguration(TransactionalLedgerTest.Database.class)
                .withUserConfiguration(beans)
                .withPropertyValues("url=jdbc:sqlite:" + folder.resolve("shop.db"),
                        "ackwell.transaction.enabled=true", "ackwell.transaction.create-tables=true");
    }

    private static String post(ApplicationContext context, String provider, String body)
            throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/notify/" + provider);
        request.setContent(body.getBytes(StandardCharsets.UTF_8));
        request.setRemoteAddr(Samples.PEER);
        MockHttpServletResponse response = new MockHttpServletResponse();
        context.getBean(AckwellFilter.class).doFilter(request, response, (passed, on) -> {
            throw new AssertionError("it is nobody's path");
        });
        return response.getContentAsString();
    }

    private static void pay(ApplicationContext context) throws Exception {
        assertThat(post(context, "lianlian", Samples.PAYMENT)).contains("0000");
    }

    static class OneKind {
        @LianLianNotification
        void paid(LianLianPayment payment) {
            CALLS.add("paid " + payment.orderNo());
        }

        @LianLianNotification
        void everythingElse(Notification notification) {
            CALLS.add("else " + notification.kind());
        }
    }

    @Test
    void the_class_of_the_parameter_chooses_the_kind() {
        leased(OneKind.class).run(context -> {
            pay(context);
            pay(context);
            assertThat(CALLS).containsExactly("paid 2013051500001");
        });
    }

    static class ByAttribute {
        @PingPongNotification(kind = {Kind.PINGPONG_REFUND, Kind.PINGPONG_VOID})
        protected void back(Notification notification) {
            CALLS.add("back " + notification.kind());
        }

        @LianLianNotification
        @PingPongNotification
        void others(Notification notification) {
            CALLS.add("others " + notification.kind());
        }
    }

    @Test
    void the_attribute_chooses_kinds_and_a_method_may_serve_both_providers() {
        both(ByAttribute.class).run(context -> {
            pay(context);
            post(context, "pingpong", Samples.REFUND);
            assertThat(CALLS).containsExactly("others lianlian.payment", "back pingpong.refund");
        });
    }

    /** A method beside beans: what names the kind comes first, then the provider's, then what takes all. */
    static class BesideBeans {
        @Bean
        NotificationHandler<PingPongRefund> refunds() {
            return refund -> CALLS.add("bean " + refund.kind());
        }

        @Bean
        NotificationHandler<Notification> all() {
            return notification -> CALLS.add("all " + notification.kind());
        }

        @LianLianNotification
        void lianlian(Notification notification) {
            CALLS.add("method " + notification.kind());
        }
    }

    @Test
    void methods_and_beans_complete_each_other() {
        both(BesideBeans.class).run(context -> {
            pay(context);
            post(context, "pingpong", Samples.REFUND);
            assertThat(CALLS).containsExactly("method lianlian.payment", "bean pingpong.refund");
        });
    }

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @LianLianNotification(kind = Kind.LIANLIAN_PAYMENT)
    @interface Paid {}

    abstract static class Generic<T extends Notification> {
        @Paid
        public void paid(T notification) {
            CALLS.add(getClass().getSimpleName() + " " + notification.orderNo());
        }
    }

    static class Inherited extends Generic<LianLianPayment> {
        @LianLianNotification
        void exchanged(LianLianExchangePayment exchanged) {}
    }

    @Test
    void an_annotation_of_the_applications_own_and_an_inherited_method_will_do() {
        leased(Inherited.class).run(context -> {
            pay(context);
            assertThat(CALLS).containsExactly("Inherited 2013051500001");
        });
    }

    @Scope(value = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
    static class Scoped extends OneKind {}

    @Test
    void a_scoped_bean_is_one_handler_and_is_called_through_its_proxy() {
        leased(Scoped.class).run(context -> {
            pay(context);
            assertThat(CALLS).hasSize(1);
        });
    }

    static class Transactions {
        private final JdbcTemplate jdbc;
        private boolean fails = true;

        Transactions(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
            jdbc.execute("CREATE TABLE IF NOT EXISTS paid (order_no TEXT)");
        }

        @LianLianNotification
        @Transactional
        void paid(LianLianPayment payment) {
            // Only the proxy knows that name.
            CALLS.add(String.valueOf(TransactionSynchronizationManager.getCurrentTransactionName()));
            jdbc.update("INSERT INTO paid VALUES (?)", payment.orderNo());
            if (fails) {
                fails = false;
                throw new IllegalStateException("the warehouse is closed");
            }
        }

        @LianLianNotification
        void exchanged(LianLianExchangePayment exchanged) {}

        int count() {
            return jdbc.queryForObject("SELECT count(*) FROM paid", Integer.class);
        }
    }

    @Test
    void work_and_claim_are_one_transaction_and_exactly_once() {
        for (int process = 0; process < 2; process++) {
            boolean first = process == 0;
            inTransactions(Transactions.class).run(context -> {
                Transactions transactions = context.getBean(Transactions.class);
                if (first) {
                    assertThat(post(context, "lianlian", Samples.PAYMENT)).contains("fulfilment_failed");
                    assertThat(transactions.count()).isZero();
                }
                pay(context);
                pay(context);
                assertThat(post(context, "lianlian", Samples.PAYMENT.replace("210.97", "999.97"))).contains("invalid_signature");
                assertThat(transactions.count()).isEqualTo(1);
                assertThat(CALLS).hasSize(first ? 2 : 0);
            });
        }
    }

    static class RequiresNew {
        @LianLianNotification
        @Transactional(propagation = Propagation.NEVER)
        public void paid(Notification notification) {
            CALLS.add("called although there is a transaction");
        }
    }

    @Test
    void the_call_goes_through_the_beans_proxy() {
        inTransactions(RequiresNew.class).run(context -> {
            assertThat(post(context, "lianlian", Samples.PAYMENT)).contains("fulfilment_failed");
            assertThat(CALLS).isEmpty();
        });
    }

    static class WithTransaction {
        @LianLianNotification
        void paid(Connection connection, Notification notification, TransactionLedger ledger) throws SQLException {
            CALLS.add(connection.getAutoCommit() + " " + ledger.earlierPayment(notification));
            connection.createStatement().execute("CREATE TABLE seen (n INTEGER)");
            throw new SQLException("the warehouse is closed");
        }
    }

    @Test
    void a_method_may_have_the_ledger_and_the_connection_of_its_transaction() {
        inTransactions(WithTransaction.class).run(context -> {
            assertThat(post(context, "lianlian", Samples.PAYMENT)).contains("fulfilment_failed");
            assertThat(CALLS).containsExactly("false null");
            // What was done on the connection is rolled back, or the second would be refused.
            post(context, "lianlian", Samples.PAYMENT);
            assertThat(CALLS).hasSize(2);
            assertThat(context.getBean(JdbcTemplate.class)
                    .queryForObject("SELECT count(*) FROM sqlite_master WHERE name = 'seen'", Integer.class)).isZero();
        });
    }

    static class Private {
        @LianLianNotification
        private void paid(Notification notification) {}
    }

    static class Static {
        @LianLianNotification
        static void paid(Notification notification) {}
    }

    static class Returning {
        @LianLianNotification
        CompletionStage<Void> paid(Notification notification) {
            return CompletableFuture.completedFuture(null);
        }
    }

    static class Asynchronous {
        @Async
        @LianLianNotification
        void paid(Notification notification) {}
    }

    static class NoParameter {
        @LianLianNotification
        void paid() {}
    }

    static class TwoNotifications {
        @LianLianNotification
        void paid(LianLianPayment one, Notification other) {}
    }

    static class Unknown {
        @LianLianNotification
        void paid(Notification notification, Receiver receiver) {}
    }

    static class TooWide {
        @LianLianNotification
        void paid(Object notification) {}
    }

    static class NoTransaction {
        @LianLianNotification
        void paid(Notification notification, Connection connection) {}
    }

    static class OtherProvider {
        @PingPongNotification
        void paid(LianLianPayment payment) {}
    }

    static class OtherProvidersKind {
        @LianLianNotification(kind = Kind.PINGPONG_VOID)
        void paid(Notification notification) {}
    }

    static class OtherKind {
        @PingPongNotification(kind = {Kind.PINGPONG_REFUND, Kind.PINGPONG_VOID})
        void paid(PingPongRefund refund) {}
    }

    static class Twice extends OneKind {
        @LianLianNotification(kind = Kind.LIANLIAN_PAYMENT)
        void again(Notification notification) {}
    }

    static class MethodAndBean extends OneKind {
        @Bean
        NotificationHandler<LianLianPayment> payments() {
            return payment -> {};
        }
    }

    static class Missing {
        @LianLianNotification
        void paid(LianLianPayment payment) {}
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                refused(Private.class, "paid(Notification)", "private or static", "Remove the modifier"),
                refused(Static.class, "paid(Notification)", "private or static", "Remove the modifier"),
                refused(Returning.class, "paid(Notification)", "it returns a value", "return void"),
                refused(Asynchronous.class, "paid(Notification)", "it is @Async", "Remove @Async"),
                refused(NoParameter.class, "paid()", "it has no parameter for the notification", "Notification, or the class of a kind"),
                refused(TwoNotifications.class, "paid(LianLianPayment, Notification)", "more than one parameter", "Give it one"),
                refused(Unknown.class, "paid(Notification, Receiver)", "nothing can be given for its parameter Receiver", "TransactionLedger"),
                refused(TooWide.class, "paid(Object)", "nothing can be given for its parameter Object", "Notification"),
                refused(NoTransaction.class, "paid(Notification, Connection)", "there is none", "ackwell.transaction.enabled=true"),
                refused(OtherProvider.class, "paid(LianLianPayment)", "pingpong, which sends no LianLianPayment", "annotation of the provider"),
                refused(OtherProvidersKind.class, "paid(Notification)", "lianlian, which does not send 'pingpong.void'", "annotation of the provider"),
                refused(OtherKind.class, "paid(PingPongRefund)", "'pingpong.void' cannot be given", "PingPongVoid or Notification"),
                refused(Twice.class, "again(Notification)", "more than one handler takes the notifications 'lianlian.payment'", "Leave one"),
                refused(MethodAndBean.class, "the bean 'payments'", "more than one handler takes the notifications 'lianlian.payment'", "Leave one"),
                refused(Missing.class, "", "no handler takes the notifications 'lianlian.exchange_payment'", "parameter LianLianExchangePayment"));
    }

    private static Arguments refused(Class<?> bean, String named, String reason, String remedy) {
        return Arguments.of(bean, named, reason, remedy);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void a_signature_that_cannot_be_called_is_refused(Class<?> bean, String named, String reason, String remedy) {
        leased(bean).run(context -> assertRefused(context.getStartupFailure(), named, reason, remedy));
    }

    private static void assertRefused(Throwable failure, String named, String reason, String remedy) {
        FailureAnalysis analysis = new OptionFailureAnalyzer(new StandardEnvironment()).analyze(failure);
        assertThat(analysis).as(() -> String.valueOf(failure)).isNotNull();
        assertThat(analysis.getDescription()).startsWith("Ackwell: ").contains(named, reason);
        assertThat(analysis.getAction()).contains(remedy);
    }

    static class Final {
        @LianLianNotification
        @Transactional
        public final void paid(Notification notification) {}

        @Transactional
        public void other() {}
    }

    interface Unrelated {
        void unrelated();
    }

    static class BehindInterface implements Unrelated {
        @LianLianNotification
        @Transactional
        public void paid(Notification notification) {}

        @Override
        public void unrelated() {}
    }

    interface Handles {
        @LianLianNotification
        void paid(Notification notification);
    }

    static class ThroughInterface implements Handles {
        @Override
        @Transactional
        public void paid(Notification notification) {
            CALLS.add("paid " + notification.orderNo());
        }
    }

    @Configuration
    @EnableTransactionManagement(proxyTargetClass = false)
    static class Interfaces {}

    @Configuration
    @EnableTransactionManagement(proxyTargetClass = true)
    static class Classes {}

    @Test
    void what_a_proxy_cannot_pass_on_is_refused() {
        inTransactions(Classes.class, Final.class).run(context -> assertRefused(
                context.getStartupFailure(), "paid(Notification)", "it is final", "Remove final"));
        inTransactions(Interfaces.class, BehindInterface.class).run(context -> assertRefused(
                context.getStartupFailure(), "paid(Notification)", "only the methods of its interfaces", "spring.aop.proxy-target-class=true"));
        inTransactions(Interfaces.class, ThroughInterface.class).run(context -> {
            pay(context);
            assertThat(CALLS).containsExactly("paid 2013051500001");
        });
    }

    @Import(OneKind.class)
    static class Native {}

    @Test
    void native_images_can_call_the_methods_and_read_the_properties() {
        try (GenericWebApplicationContext context = new GenericWebApplicationContext()) {
            TestPropertyValues.of(Samples.lianlian())
                    .and("ackwell.ledger.url=memory:").applyTo(context);
            AnnotationConfigUtils.registerAnnotationConfigProcessors(context);
            context.registerBean(Native.class);
            context.registerBean(AckwellAutoConfiguration.class);
            DefaultGenerationContext generation = new DefaultGenerationContext(
                    new ClassNameGenerator(ClassName.get("shop", "Shop")), new InMemoryGeneratedFiles());
            new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
            RuntimeHints hints = generation.getRuntimeHints();
            assertThat(hints.reflection().getTypeHint(OneKind.class).methods())
                    .anyMatch(method -> method.getName().equals("paid") && method.getMode() == ExecutableMode.INVOKE);
            assertThat(hints.reflection().getTypeHint(OptionText.class).getMemberCategories())
                    .contains(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS, MemberCategory.INVOKE_DECLARED_METHODS);
            assertThat(RuntimeHintsPredicates.resource().forResource("io/ackwell/flyway/postgresql/R__ackwell.sql")).accepts(hints);
            assertThat(RuntimeHintsPredicates.resource().forResource("io/ackwell/liquibase/ackwell.xml")).accepts(hints);
        }
    }
}
