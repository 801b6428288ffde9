package io.ackwell;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What plays the provider in tests: one question, one answer. The artifact {@code ackwell-test} has it
 * as classes; use those.
 */
public final class TestKit {
    private TestKit() {}

    /**
     * Answers one question. Nothing is kept from one to the next.
     *
     * @param question what to {@code do}, and the members that it needs: texts, numbers, booleans, maps,
     *     lists and nulls
     * @return the members of the answer
     * @throws AckwellException {@link Code#INVALID_ARGUMENT}: what is wrong with the question
     */
    public static Map<String, @Nullable Object> ask(Map<String, ? extends @Nullable Object> question) {
        return Members.read(Native.answer("testing", Json.write(Objects.requireNonNull(question, "question"))))
                .all();
    }
}
