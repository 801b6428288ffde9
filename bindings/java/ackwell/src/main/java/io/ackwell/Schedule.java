package io.ackwell;

import java.time.Duration;
import java.util.List;

/**
 * When a provider sends again, and when it gives up.
 *
 * @param deadline how long the provider waits for the acknowledgement
 * @param horizon how long after the first send the last one can still come; after that, query
 * @param pauses the pause after each send; one fewer than there are sends
 */
public record Schedule(Duration deadline, Duration horizon, List<Duration> pauses) {
    /**
     * The schedule of a provider.
     *
     * @param provider the provider
     * @return its schedule
     */
    public static Schedule of(Provider provider) {
        Members known = Members.read(Native.answer("schedule", provider.text()));
        return new Schedule(
                known.duration("deadline_ms"), known.duration("horizon_ms"), known.durations("pauses_ms"));
    }

    /**
     * How often one notification is sent at most, the first time included.
     *
     * @return the number
     */
    public int sends() {
        return pauses.size() + 1;
    }
}
