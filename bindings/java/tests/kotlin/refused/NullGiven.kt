import io.ackwell.Ledger

// Refused: null cannot be a value of a non-null type 'String'
fun opened(): Ledger = Ledger.open(null)
