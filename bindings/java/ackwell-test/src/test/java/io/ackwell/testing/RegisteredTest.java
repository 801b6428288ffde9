package io.ackwell.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ackwell.Provider;
import io.ackwell.testing.junit.AckwellExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RegisteredTest {
    @RegisterExtension
    static final AckwellExtension ACKWELL = new AckwellExtension(Provider.PINGPONG);

    @Test
    void the_sender_is_the_one_of_the_extension(Sender sender) {
        assertThat(sender).isSameAs(ACKWELL.sender());
        assertThat(sender.providers()).containsExactly(Provider.PINGPONG);
    }
}
