package io.ackwell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NotificationTest {
    private static LianLianPayment payment() {
        return assertInstanceOf(LianLianPayment.class, Samples.LIANLIAN.verify(Samples.PAYMENT));
    }

    @Test
    void aPaymentHasTheMembersOfItsKindWithTheirTypes() {
        LianLianPayment payment = payment();
        assertEquals(Provider.LIANLIAN, payment.provider());
        assertEquals(Kind.LIANLIAN_PAYMENT, payment.kind());
        assertEquals(Status.SUCCEEDED, payment.status());
        assertEquals("SUCCESS", payment.statusText());
        assertEquals("2013051500001", payment.orderNo());
        assertEquals(Amount.of("210.970", "CNY"), payment.moneyOrder());
        assertEquals(payment.amount(), payment.moneyOrder());
        assertEquals(OffsetDateTime.parse("2013-05-15T09:40:13+08:00"), payment.dtOrder());
        assertEquals(LocalDate.of(2013, 5, 16), payment.settleDate());
        assertTrue(payment.infoOrder().startsWith("用户"), payment.infoOrder());
        assertNull(payment.noAgree());
        assertEquals(new Source("enforced", "115.236.102.36", true), payment.source());
        assertEquals(64, payment.fingerprint().length());
        assertEquals(List.of(), payment.irregularities());
        assertEquals("210.97", payment.fields().get("money_order"));
        assertEquals(Map.of(), payment.envelope());
        assertTrue(payment.signedText().contains("money_order=210.97"), payment.signedText());
        assertTrue(payment.resolvesOrder());
    }

    @Test
    void aRefundOfPingPongHasItsOwnClass() {
        Notification notification = Samples.PINGPONG.verify(Samples.REFUND);
        PingPongRefund refund = assertInstanceOf(PingPongRefund.class, notification);
        assertEquals(Provider.PINGPONG, refund.provider());
        assertFalse(refund.envelope().isEmpty());
        assertEquals(refund.orderNo(), refund.merchantTransactionId());
    }

    @Test
    void itMeetsAnExpectationOrSaysWhichMemberDiffersFirst() {
        LianLianPayment payment = payment();
        assertSame(payment, payment.expect("2013051500001", new BigDecimal("210.9700"), "CNY"));
        assertSame(payment, payment.expect("2013051500001", Amount.of("210.97", "CNY")));
        AckwellException other = assertThrows(
                AckwellException.class, () -> payment.expect("2013051500001", Amount.of("1", "CNY")));
        assertEquals(Code.EXPECTATION_MISMATCH, other.code());
        assertEquals("amount", other.member());
        assertFalse(other.acknowledgement().isSuccess());
        AckwellException wrong = assertThrows(
                AckwellException.class, () -> payment.expect("2013051500001", new BigDecimal("210.97"), "yuan"));
        assertEquals(Code.INVALID_ARGUMENT, wrong.code());
    }

    @Test
    void theBodyMayBeOverwrittenAfterwards() {
        byte[] body = Samples.body("lianlian-payment.json", "lianlian-payment/sample");
        Notification notification = Samples.LIANLIAN.verify(Request.of(body, "115.236.102.36"));
        Arrays.fill(body, (byte) 'x');
        assertEquals(payment().toJson(), notification.toJson());
        assertEquals(payment(), notification);
        assertEquals(payment().hashCode(), notification.hashCode());
        assertNotEquals(notification, Samples.PINGPONG.verify(Samples.REFUND));
    }

    @Test
    void itsTextShowsNothingOfThePayer() {
        assertEquals(
                "LianLianPayment[lianlian.payment:201103171000000000:2013051613121201:SUCCESS]",
                payment().toString());
    }

    @Test
    void aShopCanRefuseItWithACause() {
        AckwellException refusal = payment().refuse(Code.FULFILMENT_FAILED, "the warehouse is shut");
        assertTrue(refusal.getMessage().contains("the warehouse is shut"), refusal.getMessage());
        assertFalse(refusal.acknowledgement().isSuccess());
        assertTrue(payment().acknowledge().isSuccess());
    }

    @Test
    void anAmountHasItsMinorUnits() {
        assertEquals(BigInteger.valueOf(21097), Amount.of("210.97", "CNY").minorUnits());
        assertEquals(BigInteger.valueOf(5), Amount.of("5", "JPY").minorUnits());
        assertNull(Amount.of("210.975", "CNY").minorUnits());
        assertEquals("CNY", Amount.of("1", "CNY").javaCurrency().getCurrencyCode());
        assertEquals(Amount.of("0.2", "CNY").hashCode(), Amount.of("0.20", "CNY").hashCode());
        assertNotEquals(Amount.of("0.2", "CNY"), Amount.of("0.2", "USD"));
    }
}
