package io.ackwell.tests;

import io.ackwell.Config;
import io.ackwell.Delivery;
import io.ackwell.DeliveryState;
import io.ackwell.Diagnosis;
import io.ackwell.EarlierPayment;
import io.ackwell.Finding;
import io.ackwell.Kind;
import io.ackwell.LedgerRecord;
import io.ackwell.LedgerStatus;
import io.ackwell.Notification;
import io.ackwell.OrderHistory;
import io.ackwell.OutcomeKind;
import io.ackwell.OverdueOrder;
import io.ackwell.Provider;
import io.ackwell.Pruned;
import io.ackwell.Severity;
import io.ackwell.Status;
import io.ackwell.testing.Variant;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the package offers, by reflection, with the names as {@code surface.json} has them. */
final class Surface {
    /** What a notification does, which is no member of it. */
    private static final Set<String> METHODS =
            Set.of("acknowledge", "hashCode", "resolvesOrder", "signedText", "toJson", "toString");

    private Surface() {}

    static Map<String, List<String>> lists() {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        List<String> common = getters(Notification.class).filter(name -> !METHODS.contains(name)).toList();
        lists.put("surface/common", snake(common.stream()));
        for (Class<?> kind : Notification.class.getPermittedSubclasses()) {
            List<String> own = getters(kind).filter(name -> !common.contains(name)).toList();
            String word = wordOf(kind);
            if (!word.endsWith(".other")) {
                lists.put("surface/fields/" + word, snake(own.stream()));
            }
        }
        Config.options().forEach((section, options) -> lists.put("surface/options/" + section, options));
        words(lists, "provider", Provider.values(), Provider::text);
        words(lists, "kind", Kind.values(), Kind::text);
        words(lists, "status", Status.values(), Status::text);
        words(lists, "delivery", Delivery.values(), Delivery::text);
        words(lists, "severity", Severity.values(), Severity::text);
        words(lists, "delivery_state", DeliveryState.values(), DeliveryState::text);
        words(lists, "outcome", OutcomeKind.values(), OutcomeKind::text);
        words(lists, "variant", Variant.values(), Variant::text);
        Map<String, List<String>> records = new TreeMap<>();
        for (Class<?> record : List.of(
                LedgerRecord.class,
                LedgerStatus.class,
                OrderHistory.class,
                Diagnosis.class,
                EarlierPayment.class,
                Finding.class,
                OverdueOrder.class,
                Pruned.class)) {
            record(record, records);
        }
        records.forEach((name, members) -> lists.put("surface/records/" + name, members));
        return lists;
    }

    private static Stream<String> getters(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> method.getParameterCount() == 0)
                .map(Method::getName)
                .sorted();
    }

    /** The kind whose words are those of the class's name. */
    private static String wordOf(Class<?> type) {
        Function<String, String> squeezed = name -> name.replaceAll("[._]", "").toLowerCase();
        return Arrays.stream(Kind.values())
                .map(Kind::text)
                .filter(word -> squeezed.apply(word).equals(squeezed.apply(type.getSimpleName())))
                .findFirst()
                .orElseThrow();
    }

    private static <E> void words(Map<String, List<String>> lists, String name, E[] values, Function<E, String> text) {
        lists.put("surface/vocabulary/" + name, Arrays.stream(values).map(text).toList());
    }

    /** A record and those that it is made of. Java has a class Record already. */
    private static void record(Class<?> type, Map<String, List<String>> records) {
        RecordComponent[] components = type.getRecordComponents();
        String name = type == LedgerRecord.class ? "Record" : type.getSimpleName();
        records.put(name, snake(Arrays.stream(components).map(RecordComponent::getName)));
        for (RecordComponent component : components) {
            Type inner = component.getGenericType() instanceof ParameterizedType list
                    ? list.getActualTypeArguments()[0]
                    : component.getType();
            if (inner instanceof Class<?> found && found.isRecord() && !found.getSimpleName().equals("Amount")) {
                record(found, records);
            }
        }
    }

    private static List<String> snake(Stream<String> names) {
        return names.map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase()).toList();
    }
}
