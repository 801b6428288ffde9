// Made by `cargo xtask generate` from the tables in core and ledger. Do not edit.
package io.ackwell.spring;

import io.ackwell.Kind;
import io.ackwell.Provider;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/**
 * On a method of any bean: it handles notifications of LianLian Pay, classic scheme: an RSA signature in the body.
 *
 * <pre>{@code
 * @LianLianNotification
 * @Transactional
 * public void paid(LianLianPayment notification) {
 *     if (notification.status() == Status.SUCCEEDED) {
 *         orders.markPaid(notification.orderNo(), notification.amount());
 *     }
 * }
 * }</pre>
 *
 * <p>What such a method may look like, and when it is called, is written at {@link NotificationMethod}.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@NotificationMethod(provider = Provider.LIANLIAN)
public @interface LianLianNotification {
    /**
     * Which kinds.
     *
     * @return the kinds; if there is none, the kind of the parameter's class, or all kinds of the
     *     provider that have no handler for themselves
     */
    @AliasFor(annotation = NotificationMethod.class)
    Kind[] kind() default {};
}
