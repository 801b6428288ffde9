package io.ackwell.testing.junit;

import io.ackwell.Config;
import io.ackwell.Ledger;
import io.ackwell.Provider;
import io.ackwell.testing.Sender;
import java.lang.reflect.Parameter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link Sender}, whose keys are made once for all tests of the class, the {@link Config} of
 * receivers for it, and a {@link Ledger} in memory, a new one for each test.
 *
 * <pre>{@code
 * @ExtendWith(AckwellExtension.class)
 * class PaymentsTest {
 *     @Test
 *     void a_payment_is_fulfilled(Sender sender, Ledger ledger) { ... }
 * }
 * }</pre>
 *
 * <p>With {@code @RegisterExtension} it takes the providers to play, and {@link #sender()} is there for
 * what starts the application.
 */
public final class AckwellExtension implements ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(AckwellExtension.class);

    private final Provider[] providers;
    private @Nullable Sender sender;

    /** Plays all providers. */
    public AckwellExtension() {
        this(new Provider[0]);
    }

    /**
     * Plays some providers.
     *
     * @param providers whom to play; all of them if there is none
     */
    public AckwellExtension(Provider... providers) {
        this.providers = providers.clone();
    }

    /**
     * The sender, always the same one.
     *
     * @return the sender
     */
    public synchronized Sender sender() {
        Sender made = sender;
        if (made == null) {
            made = new Sender(providers);
            sender = made;
        }
        return made;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        // A ledger is closed after its test, so nothing that lives longer gets one.
        return type == Sender.class
                || type == Config.class
                || type == Ledger.class && test.getTestMethod().isPresent();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test)
            throws ParameterResolutionException {
        Parameter wanted = parameter.getParameter();
        if (wanted.getType() == Sender.class) {
            return sender();
        }
        if (wanted.getType() == Config.class) {
            return sender().config();
        }
        // The same one for a test and what is done before and after it.
        Ledger ledger = test.getStore(NAMESPACE).get(Ledger.class, Ledger.class);
        if (ledger == null) {
            ledger = Ledger.open("memory:");
            test.getStore(NAMESPACE).put(Ledger.class, ledger);
        }
        return ledger;
    }

    @Override
    public void afterEach(ExtensionContext test) {
        Ledger ledger = test.getStore(NAMESPACE).remove(Ledger.class, Ledger.class);
        if (ledger != null) {
            ledger.close();
        }
    }
}
