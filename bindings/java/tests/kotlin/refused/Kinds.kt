import io.ackwell.LianLianExchangePayment
import io.ackwell.LianLianPayment
import io.ackwell.Notification
import io.ackwell.PingPongCapture
import io.ackwell.PingPongOther
import io.ackwell.PingPongTransaction
import io.ackwell.PingPongVoid

// Refused: 'when' expression must be exhaustive
fun described(notification: Notification): String = when (notification) {
    is LianLianPayment, is LianLianExchangePayment -> "payment"
    is PingPongTransaction, is PingPongCapture, is PingPongVoid, is PingPongOther -> "something"
}
