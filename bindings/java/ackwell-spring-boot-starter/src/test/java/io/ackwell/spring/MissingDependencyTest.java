package io.ackwell.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ackwell.Notification;
import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.ClassUtils;

/**
 * Applications that lack what the starter can do without. Each is started in a class loader that does not
 * have those jars, so that a class that is needed all the same is missed.
 */
class MissingDependencyTest {
    private static final String[] MVC = {"spring-webmvc", "spring-boot-webmvc"};
    private static final String[] SERVLETS = {"tomcat-embed", "jakarta.servlet-api"};
    private static final String[] WEBFLUX = {"spring-webflux", "spring-boot-webflux"};
    private static final String[] ACTUATOR = {"spring-boot-actuator", "spring-boot-health", "spring-boot-micrometer"};

    @TempDir
    Path folder;

    @BeforeAll
    static void the_drivers_are_those_of_this_class_loader() {
        // The process looks for them once, with the class loader of whoever asks first.
        DriverManager.getDrivers();
    }

    /** Starts it, and returns the answer to a payment, the description of a failure, or what else it came to. */
    private String start(Class<?> shop, List<String> properties, String[]... without) throws Exception {
        List<String> missing = new ArrayList<>();
        List.of(without).forEach(names -> missing.addAll(List.of(names)));
        List<URL> jars = new ArrayList<>();
        List<String> left = new ArrayList<>(missing);
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String name = Path.of(entry).getFileName().toString();
            if (missing.stream().noneMatch(name::startsWith)) {
                jars.add(Path.of(entry).toUri().toURL());
            } else {
                left.removeIf(name::startsWith);
            }
        }
        // Boot 3 and 4 do not have the same ones, but a name that is none in both leaves nothing out.
        assertThat(left.size()).isLessThan(missing.size());
        List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--spring.main.banner-mode=off",
                "--logging.level.root=warn", "--ackwell.ledger.url=memory:",
                "--spring.autoconfigure.exclude=org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration,"
                        + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"));
        Stream.concat(Samples.lianlian().stream(), properties.stream()).forEach(each -> arguments.add("--" + each));
        // A library is loaded once per class loader and file.
        String library = System.getProperty("ackwell.native");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            System.setProperty("ackwell.native", Files.copy(Path.of(library), folder.resolve("copy.so")).toString());
            Thread.currentThread().setContextClassLoader(loader);
            Class<?> inside = loader.loadClass(Inside.class.getName());
            return (String) inside.getMethod("run", String.class, String.class, String.class, String[].class)
                    .invoke(null, shop.getName(), Samples.PAYMENT, Samples.PEER, arguments.toArray(String[]::new));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
            System.setProperty("ackwell.native", library);
        }
    }

    /** What runs in the other class loader. */
    public static final class Inside {
        private Inside() {}

        public static String run(String shop, String payment, String peer, String[] arguments) throws Exception {
            if (ClassUtils.isPresent("org.apache.catalina.webresources.TomcatURLStreamHandlerFactory", null)) {
                // There is one for the whole process, which the Tomcat of other tests has.
                org.apache.catalina.webresources.TomcatURLStreamHandlerFactory.disable();
            }
            try (ConfigurableApplicationContext context = new SpringApplication(Class.forName(shop)).run(arguments)) {
                String port = context.getEnvironment().getProperty("local.server.port");
                if (port == null) {
                    return "nothing is served";
                }
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/notify/lianlian"))
                        .header("X-Forwarded-For", peer)
                        .POST(HttpRequest.BodyPublishers.ofString(payment))
                        .build();
                return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
            } catch (RuntimeException failure) {
                FailureAnalysis analysis = new OptionFailureAnalyzer(new StandardEnvironment()).analyze(failure);
                if (analysis == null) {
                    throw failure;
                }
                return analysis.getDescription() + "\n" + analysis.getAction();
            }
        }
    }

    @Configuration
    @EnableAutoConfiguration
    @Import(Payments.class)
    static class Shop {}

    @Configuration
    @EnableAutoConfiguration
    @Import(ReactiveShop.class)
    static class Reactive {}

    private static String[] names(String... names) {
        return names;
    }

    @Test
    void nothing_but_servlets_is_needed() throws Exception {
        assertThat(start(Shop.class, List.of(), ACTUATOR, names("micrometer-core", "micrometer-jakarta9"),
                names("spring-jdbc", "spring-tx", "HikariCP", "spring-boot-jdbc"), WEBFLUX)).contains("0000");
    }

    @Test
    void micrometer_without_actuator_will_do() throws Exception {
        assertThat(start(Shop.class, List.of(), ACTUATOR)).contains("0000");
    }

    @Test
    void transactions_without_spring_jdbc_are_refused_with_the_dependency_to_add() throws Exception {
        assertThat(start(Shop.class, List.of("ackwell.transaction.enabled=true"), names("spring-jdbc", "spring-boot-jdbc")))
                .startsWith("The property 'ackwell.transaction.enabled' is missing or wrong")
                .contains("spring-jdbc, which is not on the class path", "spring-boot-starter-jdbc");
    }

    @Test
    void an_application_on_webflux_is_refused_with_what_to_do() throws Exception {
        assertThat(start(Shop.class, List.of(), MVC))
                .startsWith("The property 'ackwell.web.enabled' is missing or wrong")
                .contains("serves with WebFlux", "spring-boot-starter-web,", "ackwell.web.enabled=false");
    }

    @Test
    void an_application_on_webflux_may_call_a_receiver() throws Exception {
        assertThat(start(Reactive.class, List.of("ackwell.web.enabled=false"), MVC)).contains("0000");
    }

    @Test
    void an_application_that_does_not_serve_has_the_beans_only() throws Exception {
        assertThat(start(Shop.class, List.of(), MVC, SERVLETS, WEBFLUX)).isEqualTo("nothing is served");
    }
}

/** The bean of docs/quickstart-java.md. tests/quickstart.py compares the two. */
class Payments {
    @Bean
    NotificationHandler<Notification> payments() {
        return notification -> System.out.println("paid: " + notification.orderNo() + ", " + notification.amount());
    }
}
