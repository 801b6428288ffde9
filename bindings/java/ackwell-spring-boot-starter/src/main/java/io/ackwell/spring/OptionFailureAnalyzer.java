package io.ackwell.spring;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Names the property that is wrong, where it was set, and the remedy. */
final class OptionFailureAnalyzer extends AbstractFailureAnalyzer<OptionException> {
    private final Environment environment;

    OptionFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable failure, OptionException cause) {
        String property = cause.property();
        String description = property == null
                ? "Ackwell: " + cause.getMessage()
                : "The property '" + property + "' is missing or wrong" + origin(property) + ": " + cause.getMessage();
        return new FailureAnalysis(description, cause.remedy(), cause);
    }

    private String origin(String property) {
        ConfigurationPropertyName name = ConfigurationPropertyName.adapt(property, '.');
        for (var source : ConfigurationPropertySources.get(environment)) {
            var found = source.getConfigurationProperty(name);
            if (found != null && found.getOrigin() != null) {
                return " (" + found.getOrigin() + ")";
            }
        }
        return "";
    }
}
