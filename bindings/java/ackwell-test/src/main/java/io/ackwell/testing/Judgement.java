package io.ackwell.testing;

import io.ackwell.Provider;
import io.ackwell.TestKit;
import java.util.Map;

/**
 * Whether a provider takes an answer as "received", and why.
 *
 * @param received whether it does; otherwise it sends again
 * @param why the reason, in one sentence without a full stop
 */
public record Judgement(boolean received, String why) {
    /**
     * Judges the answer of an endpoint.
     *
     * @param provider the provider
     * @param status the HTTP status of the answer
     * @param body the body of the answer
     * @return the judgement
     * @throws io.ackwell.AckwellException there is no such status
     */
    public static Judgement of(Provider provider, int status, String body) {
        Map<String, ?> answer = TestKit.ask(
                Map.of("do", "judge", "provider", provider.text(), "status", status, "body", body));
        return new Judgement(Boolean.TRUE.equals(answer.get("received")), String.valueOf(answer.get("why")));
    }
}
