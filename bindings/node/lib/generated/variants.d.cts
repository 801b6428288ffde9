// Made by `cargo xtask generate` from the table of the test kit. Do not edit.

/**
 * In which way a request is wrong on purpose, and what it must be refused with.
 *
 * - `genuine`: Signed with the sender's key, as the provider does.
 * - `tampered`: The amount is another one than was signed: `invalid_signature`.
 * - `wrong_key`: Signed by somebody else, with a key or salt made on the spot: `invalid_signature`.
 * - `unsigned`: Without a signature: `missing_signature`.
 * - `other_merchant`: Genuine, and for another merchant: `wrong_merchant`.
 * - `wrong_source`: Genuine, and from an address that is not the provider's: `untrusted_source`.
 * - `duplicate_member`: A member appears twice, with two values: `duplicate_member`.
 * - `ambiguous`: Signed, with the name of a member hidden in free text: `ambiguous_body`.
 * - `other_reading`: What somebody makes of an ambiguous body under the same signature:
 *   `ambiguous_body`.
 * - `api_answer`: What the provider's API answers to a request, signed with the same key:
 *   `not_a_notification`.
 * - `not_json`: A form in place of JSON: `malformed_body`.
 */
export type Variant =
  | 'genuine'
  | 'tampered'
  | 'wrong_key'
  | 'unsigned'
  | 'other_merchant'
  | 'wrong_source'
  | 'duplicate_member'
  | 'ambiguous'
  | 'other_reading'
  | 'api_answer'
  | 'not_json'

/** Every variant. */
export declare const variants: readonly Variant[]
