package io.ackwell.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ackwell.Config;
import io.ackwell.Ledger;
import io.ackwell.LianLian;
import io.ackwell.PingPong;
import io.ackwell.Provider;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;

/** What the properties come to, and how a wrong one is reported. */
class PropertiesTest {
    private final ApplicationContextRunner shop = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AckwellAutoConfiguration.class))
            .withPropertyValues("ackwell.ledger.url=memory:");

    private ApplicationContextRunner with(List<String> properties) {
        return shop.withPropertyValues(properties.toArray(String[]::new));
    }

    @Test
    void the_sections_become_receivers_and_a_ledger() {
        with(Samples.lianlian()).run(context -> {
            assertThat(context).hasSingleBean(LianLian.class).hasSingleBean(Ledger.class);
            assertThat(context.getBean(LianLian.class).headerNames()).contains("x-forwarded-for");
            assertThat(context.getBeanProvider(PingPong.class).getIfAvailable()).isNull();
        });
        with(Samples.pingpong()).run(context -> assertThat(context).hasSingleBean(PingPong.class));
    }

    @Test
    void every_form_of_an_option_arrives(@TempDir Path folder) throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "not a key");
        shop.withPropertyValues("ackwell.lianlian.merchant-ids=1,2", "ackwell.lianlian.public-keys[0].file=" + key)
                // The place is read, so core complains of what is there.
                .run(context -> assertThat(problem(context.getStartupFailure()).property())
                        .isEqualTo("ackwell.lianlian.public-keys[0]"));
        shop.withPropertyValues(
                        "ackwell.lianlian.merchant-ids=any",
                        "ackwell.lianlian.sources[0]=published",
                        "ackwell.lianlian.sources[1]=10.0.0.0/8",
                        "ackwell.receiver.max-body-bytes=1000",
                        "ackwell.pingpong.salt.env=PATH",
                        "ackwell.pingpong.hashes=SHA256,MD5")
                .withUserConfiguration(NothingBuilt.class)
                .run(context -> {
                    var document = context.getBean(AckwellProperties.class).document();
                    assertThat(document.get("lianlian")).isEqualTo(Map.of(
                            "merchant_ids", "any", "sources", List.of("published", "10.0.0.0/8")));
                    assertThat(document.get("receiver")).isEqualTo(Map.of("max_body_bytes", 1000L));
                    assertThat(document.get("pingpong"))
                            .isEqualTo(Map.of("salt", Map.of("env", "PATH"), "hashes", List.of("SHA256", "MD5")));
                    assertThat(context.getBean(AckwellProperties.class).toString()).doesNotContain("PATH");
                });
    }

    static class NothingBuilt {
        @Bean
        Config config() {
            return Config.fromJson("{}");
        }

        @Bean
        Ledger ledger() {
            return Ledger.open("memory:");
        }
    }

    @Test
    void a_missing_property_is_named_with_its_remedy() {
        with(Samples.lianlian()).withPropertyValues("ackwell.lianlian.merchant-ids=").run(context -> {
            StandardEnvironment environment = new StandardEnvironment();
            Origin line = new Origin() {
                @Override
                public String toString() {
                    return "application.yml, line 7";
                }
            };
            environment.getPropertySources().addFirst(new OriginTrackedMapPropertySource(
                    "file", Map.of("ackwell.lianlian.merchant-ids", OriginTrackedValue.of("", line))));
            FailureAnalysis analysis = new OptionFailureAnalyzer(environment).analyze(context.getStartupFailure());
            assertThat(analysis.getDescription()).startsWith(
                    "The property 'ackwell.lianlian.merchant-ids' is missing or wrong (application.yml, line 7): ");
            assertThat(analysis.getAction()).isNotBlank();
        });
        shop.withPropertyValues("ackwell.lianlian.merchant-ids=any").run(context -> {
            OptionException problem = problem(context.getStartupFailure());
            assertThat(problem.property()).isEqualTo("ackwell.lianlian.public-keys");
        });
    }

    @Test
    void a_name_that_is_not_known_is_refused() {
        with(Samples.lianlian())
                .withPropertyValues("ackwell.lianlian.publik-keys=x")
                .run(context -> assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("publik-keys"));
    }

    @Test
    void a_file_takes_the_place_of_the_sections(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("ackwell.toml");
        Files.writeString(file, "[pingpong]\nsalt = \"s\"\nclient_id = \"1\"\nacc_ids = \"any\"\nsources = \"any\"\n"
                + "[ledger]\nurl = \"memory:\"\n");
        ApplicationContextRunner plain =
                new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(AckwellAutoConfiguration.class));
        plain.withPropertyValues("ackwell.config=" + file).run(context -> {
            assertThat(context).hasSingleBean(PingPong.class).hasSingleBean(Ledger.class);
            assertThat(context.getBean(Config.class).providers()).containsExactly(Provider.PINGPONG);
        });
        shop.withPropertyValues("ackwell.config=" + file)
                .run(context -> assertThat(problem(context.getStartupFailure()).getMessage()).contains("[ledger] too"));
        plain.withPropertyValues("ackwell.config=/no/such/file").run(context -> {
            OptionException problem = problem(context.getStartupFailure());
            assertThat(problem.property()).isEqualTo("ackwell.config");
            assertThat(problem).hasMessageContaining("/no/such/file");
        });
    }

    @Test
    void the_applications_own_beans_come_first() {
        with(Samples.lianlian()).withUserConfiguration(OwnBeans.class).run(context -> {
            assertThat(context).hasSingleBean(Ledger.class).hasSingleBean(LianLian.class);
            assertThat(context.getBean("own")).isSameAs(context.getBean(Ledger.class));
            assertThat(context.getBean(LianLian.class).maxBodyBytes()).isEqualTo(77);
        });
    }

    static class OwnBeans {
        @Bean
        Ledger own() {
            return Ledger.open("memory:");
        }

        @Bean
        LianLian receiver(Config config) {
            String key = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCSS/DiwdCf/aZsxxcacDnooGph3d2JOj5GXWi+q3gznZauZjkNP8SKl3J2liP0O6rU"
                    + "/Y/29+IUe+GTMhMOFJuZm1htAtKiu5ekW0GlBMWxf4FPkYlQkPE0FtaoMP3gYfh+OwI+fIRrpW3ySn3mScnc6Z700nU/VYrRkfcSCbSnRwIDAQAB";
            return LianLian.builder().publicKey(key).merchantId("1").maxBodyBytes(77).build();
        }
    }

    /** By the class files, because those for another generation of Boot cannot be loaded. */
    @Test
    void every_bean_steps_back_where_the_application_has_its_own() throws Exception {
        var files = new PathMatchingResourcePatternResolver()
                .getResources("classpath*:io/ackwell/spring/AckwellAutoConfiguration*.class");
        int beans = 0;
        for (var file : files) {
            var methods = new SimpleMetadataReaderFactory().getMetadataReader(file).getAnnotationMetadata()
                    .getAnnotatedMethods(Bean.class.getName());
            assertThat(methods).allSatisfy(method -> assertThat(method.isAnnotated(ConditionalOnMissingBean.class.getName()))
                    .as(method.getMethodName()).isTrue());
            beans += methods.size();
        }
        assertThat(beans).isGreaterThanOrEqualTo(12);
    }

    @Test
    void the_metadata_has_every_property_and_no_other() throws Exception {
        try (InputStream file = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            Map<String, Object> metadata = JsonParserFactory.getJsonParser()
                    .parseMap(new String(file.readAllBytes(), StandardCharsets.UTF_8));
            var names = new TreeSet<String>();
            ((List<?>) metadata.get("properties")).forEach(each -> names.add((String) ((Map<?, ?>) each).get("name")));
            assertThat(names).isEqualTo(properties("ackwell", AckwellProperties.class)).hasSizeGreaterThan(25);
        }
    }

    private static TreeSet<String> properties(String prefix, Class<?> type) {
        var names = new TreeSet<String>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "." + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase();
            if (component.getType().isRecord()) {
                names.addAll(properties(name, component.getType()));
            } else {
                names.add(name);
            }
        }
        return names;
    }

    static OptionException problem(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OptionException found) {
                return found;
            }
        }
        throw new AssertionError("no OptionException", failure);
    }
}
