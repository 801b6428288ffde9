import io.ackwell.Notification

// Refused: only safe (?.) or non-null asserted (!!.) calls are allowed
fun length(notification: Notification): Int = notification.orderNo().length
