package io.ackwell.spring;

import io.ackwell.Kind;
import io.ackwell.Provider;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;

/**
 * On an annotation for handler methods: {@link LianLianNotification}, {@link PingPongNotification}, or
 * one of the application's own that is annotated with one of them.
 *
 * <p>A method with such an annotation, on any bean, handles notifications. It has one parameter that is
 * a {@link io.ackwell.Notification} or the class of one kind, and may have a
 * {@link io.ackwell.TransactionLedger} or a {@link java.sql.Connection} beside it, those of the
 * transaction in which the delivery is claimed, if {@code ackwell.transaction.enabled} is set. It
 * returns nothing: the work is done when it returns. It is called as other beans call it, so that
 * {@code @Transactional} and other advice take part. A method that cannot be called so is refused when
 * the application starts.
 */
@Target(ElementType.ANNOTATION_TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective
public @interface NotificationMethod {
    /**
     * Whose notifications.
     *
     * @return the provider
     */
    Provider provider();

    /**
     * Which kinds.
     *
     * @return the kinds; if there is none, the kind of the parameter's class, or all kinds of the
     *     provider that have no handler for themselves
     */
    Kind[] kind() default {};
}
