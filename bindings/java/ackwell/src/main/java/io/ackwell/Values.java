package io.ackwell;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** From the text of a field to its value. */
final class Values {
    private static final ZoneOffset CHINA = ZoneOffset.ofHours(8);

    private Values() {}

    static Amount amount(String text) {
        int blank = text.indexOf(' ');
        return new Amount(new BigDecimal(text.substring(0, blank)), text.substring(blank + 1));
    }

    /** LianLian's times are China's. */
    static OffsetDateTime chinaTime(String text) {
        return LocalDateTime.parse(text).atOffset(CHINA);
    }
}
