package io.ackwell.testing.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ackwell.Config;
import io.ackwell.Provider;
import io.ackwell.Receiver;
import io.ackwell.testing.Sender;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;

/** A test of one provider, whose application declares a configuration itself. */
@SpringBootTest(classes = {AutoConfigureAckwellTestTest.Shop.class, OneProviderTest.Own.class})
@AutoConfigureAckwellTest(providers = Provider.PINGPONG)
class OneProviderTest {
    static class Own {
        @Bean
        Config own() {
            return Config.fromJson("{}");
        }
    }

    @Test
    void it_is_all_that_there_is(@Autowired ObjectProvider<Receiver> receivers, @Autowired Sender sender) {
        assertThat(receivers.stream().map(Receiver::provider)).containsExactly(Provider.PINGPONG);
        assertThat(sender.providers()).containsExactly(Provider.PINGPONG);
    }
}
