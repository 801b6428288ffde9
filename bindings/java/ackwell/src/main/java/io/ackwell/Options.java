package io.ackwell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a builder was given, as a configuration has it. */
abstract sealed class Options<B> permits ReceiverBuilder, LedgerBuilder {
    private final Map<String, Map<String, Object>> sections = new LinkedHashMap<>();

    private Map<String, Object> section(String section) {
        return sections.computeIfAbsent(section, name -> new LinkedHashMap<>());
    }

    @SuppressWarnings("unchecked")
    private B self() {
        return (B) this;
    }

    final B set(String section, String name, Object value) {
        section(section).put(name, Objects.requireNonNull(value, name));
        return self();
    }

    final B add(String section, String name, Object value) {
        List<Object> values = new ArrayList<>();
        if (section(section).get(name) instanceof List<?> before) {
            values.addAll(before);
        }
        values.add(Objects.requireNonNull(value, name));
        return set(section, name, values);
    }

    final Config document() {
        return Config.fromJson(Json.write(sections));
    }
}
