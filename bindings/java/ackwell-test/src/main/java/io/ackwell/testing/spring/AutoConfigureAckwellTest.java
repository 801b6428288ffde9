package io.ackwell.testing.spring;

import io.ackwell.Provider;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On the class of a test of a Spring Boot application: its receivers accept what a bean of
 * {@link io.ackwell.testing.Sender} sends, whatever the application itself is configured for, and its
 * ledger is a new one in memory. Claims in the application's own transactions stay there.
 *
 * <pre>{@code
 * @SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
 * @AutoConfigureAckwellTest
 * class PaymentsTest {
 *     @Test
 *     void a_payment_is_fulfilled(@Autowired Sender sender, @LocalServerPort int port) { ... }
 * }
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface AutoConfigureAckwellTest {
    /**
     * Whom to play.
     *
     * @return the providers; all of them if there is none
     */
    Provider[] providers() default {};
}
