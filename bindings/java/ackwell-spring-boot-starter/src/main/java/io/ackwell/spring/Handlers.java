package io.ackwell.spring;

import io.ackwell.Kind;
import io.ackwell.Notification;
import io.ackwell.Provider;
import io.ackwell.Receiver;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;

/** Which handler takes which kind. It looks for them when all beans are there, and before a request is. */
final class Handlers implements SmartInitializingSingleton {
    private final ObjectProvider<Receiver> receivers;
    private final Claims claims;
    private final ConfigurableListableBeanFactory beans;
    private final Map<Kind, Handler> handlers = new EnumMap<>(Kind.class);

    Handlers(ObjectProvider<Receiver> receivers, Claims claims, ConfigurableListableBeanFactory beans) {
        this.receivers = receivers;
        this.claims = claims;
        this.beans = beans;
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<Handler> found = new ArrayList<>(HandlerMethods.of(beans, claims));
        for (String name : beans.getBeanNamesForType(NotificationHandler.class)) {
            found.add(bean(name));
        }
        Set<Provider> providers = Set.copyOf(receivers.stream().map(Receiver::provider).toList());
        for (Kind kind : Handler.kinds(one -> providers.contains(one.provider()))) {
            handlers.put(kind, find(kind, found));
        }
    }

    private static Handler find(Kind kind, List<Handler> found) {
        List<Handler> named = List.of();
        for (int rank = Handler.OF_KIND; rank <= Handler.OF_ALL && named.isEmpty(); rank++) {
            int wanted = rank;
            named = found.stream()
                    .filter(handler -> handler.rank() == wanted && handler.kinds().contains(kind))
                    .toList();
        }
        if (named.size() == 1) {
            return named.get(0);
        }
        String type = kind.type().getSimpleName();
        throw named.isEmpty()
                ? new OptionException(
                        null,
                        "no handler takes the notifications '" + kind + "' that " + kind.provider() + " may send",
                        "Add a bean of NotificationHandler<" + type + "> or an annotated method with a parameter "
                                + type + ", or one with Notification for all kinds that have no other handler.",
                        null)
                : new OptionException(
                        null,
                        "more than one handler takes the notifications '" + kind + "': "
                                + String.join(", ", named.stream().map(Handler::shown).toList()),
                        "Leave one, which may call the others.",
                        null);
    }

    private Handler bean(String name) {
        @SuppressWarnings("unchecked")
        NotificationHandler<Notification> bean = beans.getBean(name, NotificationHandler.class);
        // What it takes, as it is declared: neither a lambda nor a proxy knows it.
        ResolvableType declared = beans.containsBeanDefinition(name)
                ? beans.getMergedBeanDefinition(name).getResolvableType()
                : ResolvableType.forClass(bean.getClass());
        Class<?> type = declared.as(NotificationHandler.class).getGeneric().resolve(Notification.class);
        int rank = type == Notification.class ? Handler.OF_ALL : Handler.OF_KIND;
        return new Handler("the bean '" + name + "'", Handler.kinds(type), rank, bean::handle);
    }

    void handle(Notification notification) throws Exception {
        handlers.get(notification.kind()).work().fulfil(notification);
    }
}
