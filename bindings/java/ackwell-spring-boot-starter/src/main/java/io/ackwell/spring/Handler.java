package io.ackwell.spring;

import io.ackwell.Fulfilment;
import io.ackwell.Kind;
import io.ackwell.Notification;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The shop's own work, and for which kinds.
 *
 * @param shown what a person knows it by
 * @param kinds what it takes
 * @param rank of two that take a kind, the one with the lower rank gets it
 * @param work what it does
 */
record Handler(String shown, Set<Kind> kinds, int rank, Fulfilment work) {
    /** Names the kind. */
    static final int OF_KIND = 0;
    /** Takes what the provider sends. */
    static final int OF_PROVIDER = 1;
    /** Takes everything. */
    static final int OF_ALL = 2;

    static Set<Kind> kinds(Predicate<Kind> chosen) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        Arrays.stream(Kind.values()).filter(chosen).forEach(kinds::add);
        return kinds;
    }

    /** The kinds whose notifications a parameter of that class can be. */
    static Set<Kind> kinds(Class<?> type) {
        return kinds(kind -> type == Notification.class || type == kind.type());
    }
}
