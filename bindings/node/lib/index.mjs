// Made by `cargo xtask generate`. Do not edit.
import common from './index.cjs'

export const {
  Acknowledgement,
  AckwellError,
  Amount,
  Config,
  Ledger,
  LianLian,
  LianLianExchangePayment,
  LianLianPayment,
  Notification,
  Outcome,
  PingPong,
  PingPongCapture,
  PingPongOther,
  PingPongRefund,
  PingPongTransaction,
  PingPongVoid,
  Receipt,
  Receiver,
  codes,
  schedule,
  vocabularies,
} = common
