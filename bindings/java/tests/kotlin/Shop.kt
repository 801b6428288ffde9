// A shop in Kotlin, over the installed jars: `ShopKt PACK` plays the first case of a file of the
// conformance pack. Everything of Java reads as it should: lambdas, `when` without `else`, null.

import com.fasterxml.jackson.databind.ObjectMapper
import io.ackwell.Amount
import io.ackwell.Config
import io.ackwell.Ledger
import io.ackwell.LianLian
import io.ackwell.LianLianExchangePayment
import io.ackwell.LianLianPayment
import io.ackwell.Notification
import io.ackwell.Outcome
import io.ackwell.OutcomeKind
import io.ackwell.PingPongCapture
import io.ackwell.PingPongOther
import io.ackwell.PingPongRefund
import io.ackwell.PingPongTransaction
import io.ackwell.PingPongVoid
import io.ackwell.Provider
import io.ackwell.Receiver
import io.ackwell.Request
import io.ackwell.Status
import java.io.File
import java.util.concurrent.CompletableFuture

/** Every kind, and no `else`: a new kind does not compile here until somebody thinks of it. */
fun described(notification: Notification): String = when (notification) {
    is LianLianPayment -> "${notification.orderNo()} ${money(notification.moneyOrder())}"
    is LianLianExchangePayment -> "exchange of ${notification.orderNo()}"
    is PingPongTransaction -> "transaction of ${notification.orderNo()}"
    is PingPongRefund -> "refund ${notification.refundId()}"
    is PingPongCapture -> "capture of ${notification.orderNo()}"
    is PingPongVoid -> "void of ${notification.orderNo()}"
    is PingPongOther -> "something else"
}

fun money(amount: Amount): String = "${amount.value()} ${amount.currency()}"

/** Words and providers are enums, so these are exhaustive too. */
fun country(provider: Provider): String = when (provider) {
    Provider.LIANLIAN, Provider.PINGPONG -> "China"
}

fun orderOf(notification: Notification): Int = notification.orderNo()?.length ?: 0

fun built(): Receiver = LianLian.builder()
    .publicKey(File("no such key").path)
    .merchantId("201103171000000000")
    .build()

fun main(arguments: Array<String>) {
    val pack = ObjectMapper().readTree(File(arguments[0]))
    val first = pack["cases"].first { it["id"].asText().endsWith("/sample") }["request"]
    val receiver: Receiver = Config.fromJson(pack["configs"].elements().next().toString()).lianlian()
    val request = Request.of(first["body"].asText().toByteArray(), first["peer"].asText())
    val outcomes = mutableListOf<Outcome>()
    Ledger.open("memory:").use { ledger ->
        val answer = receiver.handle(request, ledger, { n -> println("paid ${described(n)}") }, outcomes::add)
        check(answer.isSuccess) { answer }
        check(receiver.handle(request, ledger) { error("paid twice") }.isSuccess)
        check(receiver.handleAsync(request, ledger) { CompletableFuture.completedFuture(null) }.get().isSuccess)
        receiver.receive(request, ledger).use { receipt ->
            check(!receipt.isFirst && receipt.lease() == null && receipt.conflict() == null)
        }
    }
    check(outcomes.single().outcome() == OutcomeKind.FULFILLED)
    val notification = receiver.verify(request)
    check(notification.status() == Status.SUCCEEDED && orderOf(notification) > 0)
    check(country(notification.provider()) == "China")
    check(runCatching { built() }.isFailure)
}
