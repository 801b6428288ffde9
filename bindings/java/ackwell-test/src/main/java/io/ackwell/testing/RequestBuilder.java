package io.ackwell.testing;

import io.ackwell.Kind;
import io.ackwell.Status;
import io.ackwell.TestKit;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to be signed. What is not chosen has the value of the provider's documents. The same choices
 * are the same request: sending it again is a repeat.
 */
public final class RequestBuilder {
    private final Sender sender;
    private final Map<String, @Nullable Object> question = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

    RequestBuilder(Sender sender, Map<String, ?> secret, Kind kind) {
        this.sender = sender;
        question.put("do", "request");
        question.put("sender", secret);
        question.put("kind", kind.text());
        question.put("members", members);
    }

    private RequestBuilder with(String name, String value) {
        question.put(name, Objects.requireNonNull(value, name));
        return this;
    }

    /**
     * The order's number. The numbers of the operation follow from it.
     *
     * @param order the number
     * @return this
     */
    public RequestBuilder order(String order) {
        return with("order", order);
    }

    /**
     * The amount.
     *
     * @param amount the amount, for example {@code 10.00}
     * @return this
     */
    public RequestBuilder amount(String amount) {
        return with("amount", amount);
    }

    /**
     * The amount.
     *
     * @param amount the amount
     * @return this
     */
    public RequestBuilder amount(BigDecimal amount) {
        return amount(amount.toPlainString());
    }

    /**
     * The currency.
     *
     * @param currency the currency, for example {@code CNY}
     * @return this
     */
    public RequestBuilder currency(String currency) {
        return with("currency", currency);
    }

    /**
     * How the operation has ended.
     *
     * @param status the status
     * @return this
     */
    public RequestBuilder status(Status status) {
        return status(status.text());
    }

    /**
     * How the operation has ended.
     *
     * @param status the provider's word ({@code SUCCESS}), or Ackwell's ({@code succeeded})
     * @return this
     */
    public RequestBuilder status(String status) {
        return with("status", status);
    }

    /**
     * Replaces a member of the body, or adds one. Its new value is signed.
     *
     * @param name the provider's name of the member
     * @param value a text, number, boolean, map or list
     * @return this
     */
    public RequestBuilder set(String name, Object value) {
        members.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return this;
    }

    /**
     * Leaves a member of the body out.
     *
     * @param name the provider's name of the member
     * @return this
     */
    public RequestBuilder without(String name) {
        members.put(Objects.requireNonNull(name, "name"), null);
        return this;
    }

    /**
     * In which way the request is wrong on purpose.
     *
     * @param variant the way
     * @return this
     */
    public RequestBuilder variant(Variant variant) {
        return with("variant", variant.text());
    }

    /**
     * Makes and signs the request.
     *
     * @return the request
     * @throws io.ackwell.AckwellException {@link io.ackwell.Code#INVALID_ARGUMENT}: what the kind cannot
     *     have, for example such a currency
     */
    public SignedRequest build() {
        return new SignedRequest(TestKit.ask(question), sender);
    }
}
