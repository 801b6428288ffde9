package io.ackwell.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What a native image has to be told, and Spring does not find by itself. It finds the properties'
 * records and the annotated methods, and annotations are visible there.
 */
final class AckwellHints implements RuntimeHintsRegistrar {
    AckwellHints() {}

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
        // Properties are bound to it by its constructor, or by its method for a text.
        hints.reflection().registerType(
                OptionText.class, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS, MemberCategory.INVOKE_DECLARED_METHODS);
        hints.resources().registerPattern("io/ackwell/flyway/*/*").registerPattern("io/ackwell/liquibase/*");
    }
}
