package io.ackwell;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An object of the JSON that the native half writes. */
final class Members {
    private final Map<?, ?> members;

    private Members(Map<?, ?> members) {
        this.members = members;
    }

    static Members read(String json) {
        return of(Objects.requireNonNull(Json.read(json)));
    }

    static <T> List<T> readAll(String json, Function<Members, T> made) {
        return all((List<?>) Objects.requireNonNull(Json.read(json)), made);
    }

    private static Members of(Object object) {
        return new Members((Map<?, ?>) object);
    }

    private static <T> List<T> all(List<?> objects, Function<Members, T> made) {
        List<T> all = new ArrayList<>(objects.size());
        for (Object object : objects) {
            all.add(made.apply(of(object)));
        }
        return Collections.unmodifiableList(all);
    }

    private Object get(String name) {
        return Objects.requireNonNull(members.get(name), name);
    }

    String text(String name) {
        return (String) get(name);
    }

    @Nullable String findText(String name) {
        return (String) members.get(name);
    }

    <W> W word(String name, Function<String, W> of) {
        return of.apply(text(name));
    }

    <W> @Nullable W findWord(String name, Function<String, W> of) {
        return members.get(name) == null ? null : word(name, of);
    }

    /** The same with one more. */
    Members with(String name, String value) {
        Map<Object, Object> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new Members(more);
    }

    @Nullable Boolean findFlag(String name) {
        return (Boolean) members.get(name);
    }

    long count(String name) {
        return ((BigDecimal) get(name)).longValueExact();
    }

    Provider provider(String name) {
        return Provider.of(text(name));
    }

    DeliveryState state(String name) {
        return DeliveryState.of(text(name));
    }

    /** A shop may have written down something else than a decimal and three letters. */
    @Nullable Amount findAmount(String name) {
        Members amount = find(name);
        String value = amount == null ? null : amount.findText("value");
        String currency = amount == null ? null : amount.findText("currency");
        return value == null || currency == null ? null : new Amount(new BigDecimal(value), currency);
    }

    Instant moment(String name) {
        return Instant.ofEpochMilli(count(name));
    }

    @Nullable Instant findMoment(String name) {
        return members.get(name) == null ? null : moment(name);
    }

    Duration duration(String name) {
        return Duration.ofMillis(count(name));
    }

    List<String> words(String name) {
        List<String> words = new ArrayList<>();
        for (Object word : list(name)) {
            words.add((String) word);
        }
        return Collections.unmodifiableList(words);
    }

    List<Duration> durations(String name) {
        List<Duration> durations = new ArrayList<>();
        for (Object length : list(name)) {
            durations.add(Duration.ofMillis(((BigDecimal) length).longValueExact()));
        }
        return Collections.unmodifiableList(durations);
    }

    List<?> list(String name) {
        return (List<?>) get(name);
    }

    Members one(String name) {
        return of(get(name));
    }

    List<Members> each(String name) {
        List<Members> each = new ArrayList<>();
        for (Object object : list(name)) {
            each.add(of(object));
        }
        return each;
    }

    @Nullable Members find(String name) {
        Object object = members.get(name);
        return object == null ? null : of(object);
    }

    <T> List<T> many(String name, Function<Members, T> made) {
        return all(list(name), made);
    }

    @SuppressWarnings("unchecked")
    Map<String, @Nullable Object> all() {
        return (Map<String, @Nullable Object>) members;
    }

    @SuppressWarnings("unchecked")
    Map<String, @Nullable Object> map(String name) {
        return (Map<String, @Nullable Object>) get(name);
    }
}
