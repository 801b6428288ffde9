package io.ackwell.spring;

import io.ackwell.Kind;
import io.ackwell.Notification;
import io.ackwell.Provider;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;

/** Which handler takes which kind. */
final class Handlers {
    private final Map<Kind, NotificationHandler<Notification>> handlers = new EnumMap<>(Kind.class);

    private Handlers() {}

    /** Those for what a provider sends. */
    static Handlers of(Provider provider, ConfigurableListableBeanFactory beans) {
        Handlers all = new Handlers();
        for (Kind kind : Kind.values()) {
            if (kind.provider() == provider) {
                all.handlers.put(kind, find(kind, beans));
            }
        }
        return all;
    }

    private static NotificationHandler<Notification> find(Kind kind, ConfigurableListableBeanFactory beans) {
        List<String> names = named(kind.type(), beans);
        if (names.isEmpty()) {
            names = named(Notification.class, beans);
        }
        if (names.size() == 1) {
            return bean(names.get(0), beans);
        }
        String type = kind.type().getSimpleName();
        throw names.isEmpty()
                ? new OptionException(
                        null,
                        "no handler takes the notifications '" + kind + "' that " + kind.provider() + " may send",
                        "Add a bean of NotificationHandler<" + type + ">, or one of NotificationHandler<Notification> "
                                + "for all kinds without one of their own.",
                        null)
                : new OptionException(
                        null,
                        "more than one handler takes the notifications '" + kind + "': the beans " + names,
                        "Leave one, which may call the others.",
                        null);
    }

    private static List<String> named(Class<?> type, ConfigurableListableBeanFactory beans) {
        return Arrays.stream(beans.getBeanNamesForType(NotificationHandler.class))
                .filter(name -> type == typeOf(name, beans))
                .toList();
    }

    /** What a handler takes, as it is declared: neither a lambda nor a proxy knows it. */
    private static Class<?> typeOf(String name, ConfigurableListableBeanFactory beans) {
        ResolvableType declared = beans.containsBeanDefinition(name)
                ? beans.getMergedBeanDefinition(name).getResolvableType()
                : ResolvableType.forClass(bean(name, beans).getClass());
        return declared.as(NotificationHandler.class).getGeneric().resolve(Notification.class);
    }

    @SuppressWarnings("unchecked")
    private static NotificationHandler<Notification> bean(String name, ConfigurableListableBeanFactory beans) {
        return beans.getBean(name, NotificationHandler.class);
    }

    void handle(Notification notification) throws Exception {
        handlers.get(notification.kind()).handle(notification);
    }
}
