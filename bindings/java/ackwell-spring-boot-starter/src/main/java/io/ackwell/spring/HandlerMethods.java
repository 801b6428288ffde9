package io.ackwell.spring;

import io.ackwell.Kind;
import io.ackwell.Notification;
import io.ackwell.Provider;
import io.ackwell.TransactionLedger;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** Finds the annotated methods of all beans, as {@link NotificationMethod} has them, and checks each. */
final class HandlerMethods {
    private final ConfigurableListableBeanFactory beans;
    private final Claims claims;

    private HandlerMethods(ConfigurableListableBeanFactory beans, Claims claims) {
        this.beans = beans;
        this.claims = claims;
    }

    static List<Handler> of(ConfigurableListableBeanFactory beans, Claims claims) {
        HandlerMethods finder = new HandlerMethods(beans, claims);
        List<Handler> all = new ArrayList<>();
        for (String name : beans.getBeanNamesForType(Object.class)) {
            Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : finder.declaredType(name);
            // Spring's own beans are many, and have none.
            if (type != null && !type.getName().startsWith("org.springframework.")) {
                MethodIntrospector.selectMethods(type, HandlerMethods::annotations)
                        .forEach((method, found) -> found.values().forEach(annotation ->
                                all.add(finder.handler(name, type, method, annotation))));
            }
        }
        return all;
    }

    /** The class that a person has written, behind whatever proxy. */
    private @Nullable Class<?> declaredType(String name) {
        Class<?> type = AutoProxyUtils.determineTargetClass(beans, name);
        return type != null && ScopedObject.class.isAssignableFrom(type)
                ? AutoProxyUtils.determineTargetClass(beans, ScopedProxyUtils.getTargetBeanName(name))
                : type;
    }

    /** One annotation per provider, the nearest one, or null, as Spring wants it where there is none. */
    private static @Nullable Map<Provider, MergedAnnotation<NotificationMethod>> annotations(Method method) {
        Map<Provider, MergedAnnotation<NotificationMethod>> found = new LinkedHashMap<>();
        MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY).stream(NotificationMethod.class)
                .forEach(each -> found.putIfAbsent(each.getEnum("provider", Provider.class), each));
        return found.isEmpty() ? null : found;
    }

    private Handler handler(
            String bean, Class<?> type, Method method, MergedAnnotation<NotificationMethod> annotation) {
        Refusals refuse = new Refusals(bean, type, method);
        if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
            throw refuse.because(
                    "a method that is private or static is not called through its bean's proxy",
                    "Remove the modifier.");
        }
        if (method.getReturnType() != void.class) {
            throw refuse.because(
                    "it returns a value, and the notification would be acknowledged before what that may stand for is done",
                    "Let it return void, when the work is done.");
        }
        if (AnnotatedElementUtils.hasAnnotation(method, Async.class) || AnnotatedElementUtils.hasAnnotation(type, Async.class)) {
            throw refuse.because(
                    "it is @Async, and the notification would be acknowledged before the work is done",
                    "Remove @Async.");
        }
        List<Class<?>> parameters = new ArrayList<>();
        for (int index = 0; index < method.getParameterCount(); index++) {
            parameters.add(ResolvableType.forMethodParameter(method, index, type).resolve(Object.class));
        }
        for (Class<?> parameter : parameters) {
            boolean ofTransaction = parameter == TransactionLedger.class || parameter == Connection.class;
            if (!ofTransaction && Handler.kinds(parameter).isEmpty()) {
                throw refuse.because(
                        "nothing can be given for its parameter " + parameter.getSimpleName(),
                        "It may have a Notification or the class of a kind, a TransactionLedger and a java.sql.Connection.");
            }
            if (ofTransaction && claims instanceof Claims.Leases) {
                throw refuse.because(
                        "its parameter " + parameter.getSimpleName() + " is that of a transaction, and there is none",
                        "Set ackwell.transaction.enabled=true, or remove the parameter.");
            }
        }
        List<Class<?>> notifications = parameters.stream().filter(Notification.class::isAssignableFrom).toList();
        if (notifications.size() != 1) {
            throw refuse.because(
                    "it has " + (notifications.isEmpty() ? "no parameter" : "more than one parameter") + " for the notification",
                    "Give it one: Notification, or the class of a kind.");
        }
        Class<?> taken = notifications.get(0);
        Provider provider = annotation.getEnum("provider", Provider.class);
        Set<Kind> named = Set.of(annotation.getEnumArray("kind", Kind.class));
        Set<Kind> kinds = Handler.kinds(kind -> named.isEmpty()
                ? kind.provider() == provider && (taken == Notification.class || taken == kind.type())
                : named.contains(kind));
        for (Kind kind : kinds) {
            if (kind.provider() != provider) {
                throw refuse.because(
                        "the annotation is for " + provider + ", which does not send '" + kind + "'",
                        "Use the annotation of the provider that does.");
            }
            if (taken != Notification.class && taken != kind.type()) {
                throw refuse.because(
                        "a notification '" + kind + "' cannot be given for its parameter " + taken.getSimpleName(),
                        "Let it take " + kind.type().getSimpleName() + " or Notification.");
            }
        }
        if (kinds.isEmpty()) {
            throw refuse.because(
                    "the annotation is for " + provider + ", which sends no " + taken.getSimpleName(),
                    "Use the annotation of the provider that does.");
        }
        Method callable = callable(bean, method, refuse);
        int rank = named.isEmpty() && taken == Notification.class ? Handler.OF_PROVIDER : Handler.OF_KIND;
        return new Handler(refuse.shown(), kinds, rank, notification -> call(bean, callable, parameters, notification));
    }

    /** The method as the bean's proxy has it. */
    private Method callable(String bean, Method method, Refusals refuse) {
        Class<?> proxy = beans.isSingleton(bean) ? beans.getBean(bean).getClass() : beans.getType(bean);
        if (proxy != null && AopUtils.isCglibProxy(beans.getBean(bean)) && Modifier.isFinal(method.getModifiers())) {
            throw refuse.because(
                    "it is final, so that the bean's proxy cannot pass the call on",
                    "Remove final. In Kotlin, write open or use the compiler's plugin for Spring.");
        }
        try {
            Method callable = AopUtils.selectInvocableMethod(method, proxy);
            ReflectionUtils.makeAccessible(callable);
            return callable;
        } catch (IllegalStateException cause) {
            throw refuse.because(
                    "the bean's proxy has only the methods of its interfaces",
                    "Declare the method in an interface that the bean implements, or set spring.aop.proxy-target-class=true.");
        }
    }

    private void call(String bean, Method method, List<Class<?>> parameters, Notification notification) throws Exception {
        Object[] arguments = new Object[parameters.size()];
        for (int index = 0; index < arguments.length; index++) {
            Class<?> parameter = parameters.get(index);
            if (parameter == TransactionLedger.class) {
                arguments[index] = ((TransactionalLedger) claims).current();
            } else {
                arguments[index] = parameter == Connection.class
                        ? ((TransactionalLedger) claims).connection()
                        : notification;
            }
        }
        try {
            method.invoke(beans.getBean(bean), arguments);
        } catch (InvocationTargetException thrown) {
            ReflectionUtils.rethrowException(thrown.getCause());
        }
    }

    /** Refuses a method, with its name. */
    private record Refusals(String bean, Class<?> type, Method method) {
        String shown() {
            String parameters = String.join(
                    ", ", Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).toList());
            return "the method " + ClassUtils.getUserClass(type).getName() + "." + method.getName() + "(" + parameters + ") of the bean '" + bean + "'";
        }

        OptionException because(String reason, String remedy) {
            return new OptionException(null, shown() + " cannot handle notifications: " + reason, remedy, null);
        }
    }
}
