package io.ackwell.testing.spring;

import io.ackwell.Config;
import io.ackwell.Provider;
import io.ackwell.testing.Sender;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Does what {@link AutoConfigureAckwellTest} says. Spring's tests find it in {@code spring.factories}. */
final class AckwellContextCustomizerFactory implements ContextCustomizerFactory {
    AckwellContextCustomizerFactory() {}

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> test, List<ContextConfigurationAttributes> attributes) {
        AutoConfigureAckwellTest found =
                TestContextAnnotationUtils.findMergedAnnotation(test, AutoConfigureAckwellTest.class);
        return found == null ? null : new Customizer(List.of(found.providers()));
    }

    /** Tests with equal ones share an application, and so its keys. */
    private record Customizer(List<Provider> providers) implements ContextCustomizer {
        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration merged) {
            Sender sender = new Sender(providers.toArray(Provider[]::new));
            ConfigurableListableBeanFactory beans = context.getBeanFactory();
            register((BeanDefinitionRegistry) beans, "ackwellSender", Sender.class, () -> sender);
            // In place of the one from properties or a file, and before one that the application declares.
            register((BeanDefinitionRegistry) beans, "ackwellTestConfig", Config.class, sender::config);
        }

        private static <T> void register(BeanDefinitionRegistry beans, String name, Class<T> type, Supplier<T> made) {
            RootBeanDefinition definition = new RootBeanDefinition(type, made);
            definition.setPrimary(true);
            beans.registerBeanDefinition(name, definition);
        }
    }
}
