// Made by `cargo xtask generate` from the tables in core and ledger. Do not edit.

/** A text, or where to find it: in an environment variable or in a file. */
export type Text = string | Uint8Array | { readonly env: string } | { readonly file: string | URL }

/** The options that all receivers share. */
export interface ReceiverOptions {
  /**
   * Addresses and networks of your own reverse proxies, and `unix` for one that connects over a
   * Unix socket. Only their `X-Forwarded-For` and `Forwarded` headers are believed, read from the
   * right to the first address that is not a proxy.
   */
  readonly trustedProxies?: readonly string[] | ReadonlySet<string> | undefined
  /**
   * The header that your proxy writes. If it is not set, both are read and must agree. One of
   * `x-forwarded-for` and `forwarded`.
   */
  readonly clientAddressHeader?: 'x-forwarded-for' | 'forwarded' | undefined
  /**
   * The longest body that is read, in bytes: 1 to 16,777,216. Default: 65,536.
   */
  readonly maxBodyBytes?: number | undefined
}

/** The options of `LianLian`. */
export interface LianLianOptions extends ReceiverOptions {
  /**
   * LianLian's public keys from the merchant dashboard, as PEM or base64. A notification is genuine
   * if any of them verifies it, so a key is rotated by listing both for a while.
   */
  readonly publicKeys: readonly Text[] | ReadonlySet<Text>
  /**
   * Your own `oid_partner` numbers. LianLian signs for all merchants with one key, so without them
   * another merchant's payment would pass. `any` accepts every merchant.
   */
  readonly merchantIds: 'any' | readonly Text[] | ReadonlySet<Text>
  /**
   * The hash of the signatures. A body cannot choose it. LianLian signs with `MD5`. One of `MD5`,
   * `SHA1` and `SHA256`. Default: `MD5`.
   */
  readonly digest?: 'MD5' | 'SHA1' | 'SHA256' | undefined
  /**
   * Where notifications may come from: `published` is the provider's published list, `any` accepts
   * every address, and a list has addresses, networks such as `203.0.113.0/24` and names of
   * published lists. Default: `published`.
   */
  readonly sources?: 'published' | 'any' | readonly string[] | ReadonlySet<string> | undefined
  /**
   * What happens to a notification from another address: `enforce` refuses it, `report` accepts it,
   * and the notification's `source` has what was seen. Default: `enforce`.
   */
  readonly sourceMode?: 'enforce' | 'report' | undefined
}

/** The options of `PingPong`. */
export interface PingPongOptions extends ReceiverOptions {
  /**
   * The salt from PingPong's dashboard. It is a secret.
   */
  readonly salt: Text
  /**
   * Your own `clientId`.
   */
  readonly clientId: Text
  /**
   * Your own `accId` numbers. `any` accepts every account of the client.
   */
  readonly accIds: 'any' | readonly Text[] | ReadonlySet<Text>
  /**
   * Which of PingPong's environments sends: it picks the published sources. Required unless
   * `sources` is `any` or has no `published`. One of `production` and `sandbox`.
   */
  readonly environment?: 'production' | 'sandbox' | undefined
  /**
   * The hashes that signatures may be made with. Add `MD5` only if PingPong signs your
   * notifications with it. One of `SHA256` and `MD5`. Default: `["SHA256"]`.
   */
  readonly hashes?: readonly ('SHA256' | 'MD5')[] | undefined
  /**
   * Where notifications may come from: `published` is the provider's published list, `any` accepts
   * every address, and a list has addresses, networks such as `203.0.113.0/24` and names of
   * published lists. Default: `published`.
   */
  readonly sources?: 'published' | 'any' | readonly string[] | ReadonlySet<string> | undefined
  /**
   * What happens to a notification from another address: `enforce` refuses it, `report` accepts it,
   * and the notification's `source` has what was seen. Default: `enforce`.
   */
  readonly sourceMode?: 'enforce' | 'report' | undefined
}

/** The options of `Ledger.open` besides its URL. */
export interface LedgerOptions {
  /**
   * How long one worker may take to fulfil before another worker may claim the notification, in
   * seconds: 1 to half the time in which the provider sends again (LianLian: 1,800, PingPong:
   * 21,695). Default: 60.
   */
  readonly leaseSeconds?: number | undefined
  /**
   * How long deliveries are kept, in days: at least as long as the provider sends again (LianLian:
   * 60 minutes, PingPong: 724 minutes). Default: 90.
   */
  readonly retentionDays?: number | undefined
  /**
   * How long one call of the store may take, in milliseconds: 10 to 60,000. A claim and a commit
   * together must stay inside the 5 seconds that a provider waits for an answer. Default: 2,000.
   */
  readonly timeoutMs?: number | undefined
}

/** A whole configuration, as a configuration file has it, but with names in camelCase. */
export interface ConfigDocument {
  readonly lianlian?: Omit<LianLianOptions, keyof ReceiverOptions> | undefined
  readonly pingpong?: Omit<PingPongOptions, keyof ReceiverOptions> | undefined
  readonly receiver?: ReceiverOptions | undefined
  readonly ledger?: (LedgerOptions & { readonly url: Text }) | undefined
}
