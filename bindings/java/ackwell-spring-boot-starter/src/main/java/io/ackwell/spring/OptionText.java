package io.ackwell.spring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.ConstructorBinding;

/**
 * A text of a property, or the place where it is: {@code salt: ...}, {@code salt.file: /run/secrets/salt}
 * or {@code salt.env: PINGPONG_SALT}. Places are read when a receiver is built.
 */
public final class OptionText {
    private final Object value;

    private OptionText(Object value) {
        this.value = value;
    }

    /**
     * The place of a text.
     *
     * @param file a file that has it
     * @param env an environment variable that has it
     */
    @ConstructorBinding
    OptionText(@Nullable String file, @Nullable String env) {
        Map<String, Object> place = new LinkedHashMap<>();
        put(place, "file", file);
        put(place, "env", env);
        this.value = place;
    }

    /**
     * The text itself.
     *
     * @param text the text
     * @return the text as a property
     */
    public static OptionText of(String text) {
        return new OptionText((Object) text);
    }

    /** What is set, as core takes it. A single word that core knows takes the place of a list. */
    static void put(Map<String, Object> options, String name, @Nullable Object value, String... words) {
        if (value instanceof List<?> many) {
            List<Object> plain = many.stream().map(OptionText::plain).toList();
            boolean isWord = plain.size() == 1 && List.of((Object[]) words).contains(plain.get(0));
            options.put(name, isWord ? plain.get(0) : plain);
        } else if (value != null) {
            options.put(name, plain(value));
        }
    }

    private static Object plain(Object value) {
        return value instanceof OptionText text ? text.value : value;
    }

    /** It may be a secret. */
    @Override
    public String toString() {
        return value instanceof Map<?, ?> place ? place.toString() : "(a text)";
    }
}
