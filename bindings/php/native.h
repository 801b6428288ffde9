typedef enum {
    ACKWELL_OK = 0,
    ACKWELL_INVALID_CONFIG = 1,
    ACKWELL_UNTRUSTED_SOURCE = 2,
    ACKWELL_INVALID_PEER = 3,
    ACKWELL_BODY_TOO_LARGE = 4,
    ACKWELL_MALFORMED_BODY = 5,
    ACKWELL_DUPLICATE_MEMBER = 6,
    ACKWELL_AMBIGUOUS_BODY = 7,
    ACKWELL_MISSING_SIGNATURE = 8,
    ACKWELL_UNSUPPORTED_SIGN_TYPE = 9,
    ACKWELL_INVALID_SIGNATURE = 10,
    ACKWELL_NOT_A_NOTIFICATION = 11,
    ACKWELL_MISSING_FIELD = 12,
    ACKWELL_INVALID_FIELD = 13,
    ACKWELL_WRONG_MERCHANT = 14,
    ACKWELL_EXPECTATION_MISMATCH = 15,
    ACKWELL_CONFLICT = 16,
    ACKWELL_IN_PROGRESS = 17,
    ACKWELL_LEDGER_UNAVAILABLE = 18,
    ACKWELL_FULFILMENT_FAILED = 19,
    ACKWELL_INTERNAL = 20,
    ACKWELL_INVALID_ARGUMENT = 21,
    ACKWELL_LEASE_LOST = 22,
} ackwell_status;
typedef enum {
    ACKWELL_SEVERITY_NONE = 0,
    ACKWELL_SEVERITY_INFO = 1,
    ACKWELL_SEVERITY_WARNING = 2,
    ACKWELL_SEVERITY_ERROR = 3,
} ackwell_severity;
typedef enum {
    ACKWELL_PROVIDER_NONE = 0,
    ACKWELL_LIANLIAN = 1,
    ACKWELL_PINGPONG = 2,
} ackwell_provider;
typedef enum {
    ACKWELL_PAYMENT_STATUS_NONE = 0,
    ACKWELL_SUCCEEDED = 1,
    ACKWELL_PROCESSING = 2,
    ACKWELL_FAILED = 3,
    ACKWELL_AUTHORIZED = 4,
    ACKWELL_CANCELLED = 5,
    ACKWELL_CLOSED = 6,
    ACKWELL_OTHER_STATUS = 7,
} ackwell_payment_status;
typedef enum {
    ACKWELL_DELIVERY_NONE = 0,
    ACKWELL_DELIVERY_FIRST = 1,
    ACKWELL_DELIVERY_REPEAT = 2,
    ACKWELL_DELIVERY_IN_PROGRESS = 3,
    ACKWELL_DELIVERY_CONFLICT = 4,
} ackwell_delivery;
typedef enum {
    ACKWELL_OUTCOME_NONE = 0,
    ACKWELL_OUTCOME_FULFILLED = 1,
    ACKWELL_OUTCOME_REPEAT = 2,
    ACKWELL_OUTCOME_IN_PROGRESS = 3,
    ACKWELL_OUTCOME_CONFLICT = 4,
    ACKWELL_OUTCOME_FAILED = 5,
    ACKWELL_OUTCOME_REFUSED = 6,
    ACKWELL_OUTCOME_UNAVAILABLE = 7,
} ackwell_outcome_word;
typedef enum {
    ACKWELL_ENDED_FULFILLED = 1,
    ACKWELL_ENDED_FAILED = 2,
    ACKWELL_ENDED_MAY_RUN = 3,
} ackwell_ended;
enum { ACKWELL_ABI_VERSION = 1 };
typedef enum {
    ACKWELL_FIELD_ABSENT = 0,
    ACKWELL_FIELD_NULL = 1,
    ACKWELL_FIELD_TEXT = 2,
    ACKWELL_FIELD_JSON = 3,
} ackwell_field_form;
typedef enum {
    ACKWELL_VALUE_ABSENT = 0,
    ACKWELL_VALUE_TEXT = 1,
    ACKWELL_VALUE_JSON = 2,
    ACKWELL_VALUE_AMOUNT = 3,
    ACKWELL_VALUE_CURRENCY = 4,
    ACKWELL_VALUE_DECIMAL = 5,
    ACKWELL_VALUE_DATE = 6,
    ACKWELL_VALUE_DATE_TIME = 7,
    ACKWELL_VALUE_TIME = 8,
    ACKWELL_VALUE_FLAG = 9,
    ACKWELL_VALUE_INTEGER = 10,
} ackwell_value_form;
typedef struct ackwell_json ackwell_json;
typedef struct ackwell_ledger ackwell_ledger;
typedef struct ackwell_notification ackwell_notification;
typedef struct ackwell_operation ackwell_operation;
typedef struct ackwell_outcome ackwell_outcome;
typedef struct ackwell_receipt ackwell_receipt;
typedef struct ackwell_receiver ackwell_receiver;
typedef struct ackwell_refusal ackwell_refusal;
typedef struct {
    char *name;
    size_t name_len;
    char *value;
    size_t value_len;
} ackwell_header;
typedef struct {
    char *body;
    size_t body_len;
    const ackwell_header *headers;
    size_t headers_len;
    char *peer;
    size_t peer_len;
} ackwell_request;
typedef void (*ackwell_received)(void *context,
                                 ackwell_status status,
                                 ackwell_receipt *receipt,
                                 ackwell_refusal *refusal);
typedef void (*ackwell_settled)(void *context, ackwell_outcome *outcome);
typedef void (*ackwell_done)(void *context, ackwell_status status, ackwell_refusal *refusal);
typedef bool (*ackwell_fulfil)(void *context, const ackwell_notification *notification);
typedef struct {
    char *data;
    size_t len;
} ackwell_text;
typedef void (*ackwell_log)(void *context, ackwell_severity severity, ackwell_text line);
typedef struct {
    bool present;
    bool has_minor_units;
    uint8_t minor_digits;
    uint8_t scale;
    uint64_t mantissa;
    uint64_t minor_units;
    char value[24];
    char currency[4];
} ackwell_amount;
typedef struct {
    ackwell_field_form form;
    ackwell_text name;
    ackwell_text value;
} ackwell_field;
typedef struct {
    uint16_t status;
    ackwell_text content_type;
    char *body;
    size_t body_len;
} ackwell_acknowledgement;
typedef struct {
    ackwell_provider provider;
    ackwell_text merchant_id;
    ackwell_text order_no;
    ackwell_text amount;
    ackwell_text currency;
    int64_t placed_at_ms;
} ackwell_order;
typedef void (*ackwell_on_outcome)(void *context, const ackwell_outcome *outcome);
typedef struct {
    size_t sends;
    uint64_t deadline_seconds;
    uint64_t horizon_seconds;
} ackwell_schedule;
typedef struct {
    ackwell_value_form form;
    uint8_t scale;
    char currency[4];
    int64_t number;
    ackwell_text text;
} ackwell_value;
typedef struct {
    ackwell_text check;
    ackwell_text address;
    bool has_list;
    bool trusted;
} ackwell_source;
ackwell_status ackwell_receive_async(const ackwell_receiver *receiver,
                                     const ackwell_request *request,
                                     const ackwell_ledger *ledger,
                                     ackwell_received done,
                                     void *context,
                                     ackwell_refusal **refusal);
ackwell_status ackwell_claim_async(const ackwell_ledger *ledger,
                                   const ackwell_notification *notification,
                                   ackwell_received done,
                                   void *context,
                                   ackwell_refusal **refusal);
ackwell_status ackwell_receipt_settle_async(ackwell_receipt *receipt,
                                            ackwell_ended ended,
                                            const char *cause,
                                            size_t cause_len,
                                            ackwell_settled done,
                                            void *context,
                                            ackwell_refusal **refusal);
ackwell_status ackwell_receipt_commit_async(ackwell_receipt *receipt,
                                            ackwell_done done,
                                            void *context,
                                            ackwell_refusal **refusal);
ackwell_status ackwell_receipt_release_async(ackwell_receipt *receipt,
                                             ackwell_done done,
                                             void *context,
                                             ackwell_refusal **refusal);
ackwell_status ackwell_receipt_extend_async(ackwell_receipt *receipt,
                                            ackwell_done done,
                                            void *context,
                                            ackwell_refusal **refusal);
ackwell_status ackwell_verify_batch(const ackwell_receiver *receiver,
                                    const ackwell_request *requests,
                                    size_t requests_len,
                                    ackwell_notification **notifications,
                                    ackwell_refusal **refusals);
ackwell_status ackwell_config_resolve(const char *document,
                                      size_t document_len,
                                      const char *sections,
                                      size_t sections_len,
                                      const char *folder,
                                      size_t folder_len,
                                      ackwell_json **config,
                                      ackwell_refusal **refusal);
ackwell_status ackwell_config_references(const char *document,
                                         size_t document_len,
                                         const char *sections,
                                         size_t sections_len,
                                         const char *folder,
                                         size_t folder_len,
                                         ackwell_json **references,
                                         ackwell_refusal **refusal);
ackwell_status ackwell_config_resolve_with(const char *document,
                                           size_t document_len,
                                           const char *fetched,
                                           size_t fetched_len,
                                           ackwell_json **config,
                                           ackwell_refusal **refusal);
const char *ackwell_provider_name(ackwell_provider provider);
const char *ackwell_severity_name(ackwell_severity severity);
const char *ackwell_payment_status_name(ackwell_payment_status status);
const char *ackwell_delivery_name(ackwell_delivery delivery);
const char *ackwell_outcome_word_name(ackwell_outcome_word word);
ackwell_status ackwell_handle(const ackwell_receiver *receiver,
                              const ackwell_request *request,
                              const ackwell_ledger *ledger,
                              ackwell_fulfil fulfil,
                              void *context,
                              ackwell_refusal **refusal);
ackwell_status ackwell_operation_claim(const ackwell_notification *notification,
                                       const char *dialect,
                                       size_t dialect_len,
                                       const char *placeholders,
                                       size_t placeholders_len,
                                       ackwell_operation **operation,
                                       ackwell_refusal **refusal);
ackwell_status ackwell_operation_confirm(const ackwell_notification *notification,
                                         const char *dialect,
                                         size_t dialect_len,
                                         const char *placeholders,
                                         size_t placeholders_len,
                                         ackwell_operation **operation,
                                         ackwell_refusal **refusal);
ackwell_status ackwell_operation_earlier_payment(const ackwell_notification *notification,
                                                 const char *dialect,
                                                 size_t dialect_len,
                                                 const char *placeholders,
                                                 size_t placeholders_len,
                                                 ackwell_operation **operation,
                                                 ackwell_refusal **refusal);
ackwell_status ackwell_outcome_in_transaction(const ackwell_notification *notification,
                                              ackwell_outcome_word kind,
                                              ackwell_status status,
                                              const char *cause,
                                              size_t cause_len,
                                              ackwell_outcome **outcome,
                                              ackwell_refusal **refusal);
ackwell_status ackwell_operation_next(ackwell_operation *operation,
                                      const char *rows,
                                      size_t rows_len,
                                      ackwell_json **step,
                                      ackwell_refusal **refusal);
ackwell_status ackwell_operation_free(ackwell_operation *operation);
ackwell_status ackwell_statements(const char *dialect,
                                  size_t dialect_len,
                                  const char *placeholders,
                                  size_t placeholders_len,
                                  ackwell_json **json,
                                  ackwell_refusal **refusal);
ackwell_status ackwell_statement_values(const ackwell_notification *notification,
                                        ackwell_json **json,
                                        ackwell_refusal **refusal);
ackwell_text ackwell_json_text(const ackwell_json *json);
ackwell_status ackwell_json_free(ackwell_json *json);
ackwell_status ackwell_ledger_open(const char *url,
                                   size_t url_len,
                                   ackwell_ledger **ledger,
                                   ackwell_refusal **refusal);
ackwell_status ackwell_ledger_from_config(const char *config,
                                          size_t config_len,
                                          ackwell_ledger **ledger,
                                          ackwell_refusal **refusal);
ackwell_status ackwell_ledger_free(ackwell_ledger *ledger);
ackwell_status ackwell_ledger_migrate(const ackwell_ledger *ledger,
                                      uint32_t *version,
                                      ackwell_refusal **refusal);
ackwell_status ackwell_ledger_status(const ackwell_ledger *ledger,
                                     ackwell_json **ledger_status,
                                     ackwell_refusal **refusal);
ackwell_status ackwell_ledger_list(const ackwell_ledger *ledger,
                                   const char *filter,
                                   size_t filter_len,
                                   ackwell_json **records,
                                   ackwell_refusal **refusal);
ackwell_status ackwell_ledger_prune(const ackwell_ledger *ledger,
                                    ackwell_json **pruned,
                                    ackwell_refusal **refusal);
ackwell_status ackwell_ledger_reopen(const ackwell_ledger *ledger,
                                     const char *delivery_key,
                                     size_t delivery_key_len,
                                     bool *known,
                                     ackwell_refusal **refusal);
ackwell_status ackwell_set_log(ackwell_log log, void *context);
ackwell_provider ackwell_notification_provider(const ackwell_notification *notification);
ackwell_text ackwell_notification_kind(const ackwell_notification *notification);
ackwell_text ackwell_notification_merchant_id(const ackwell_notification *notification);
ackwell_text ackwell_notification_order_no(const ackwell_notification *notification);
ackwell_text ackwell_notification_transaction_no(const ackwell_notification *notification);
ackwell_payment_status ackwell_notification_status(const ackwell_notification *notification);
ackwell_text ackwell_notification_status_text(const ackwell_notification *notification);
ackwell_status ackwell_notification_amount(const ackwell_notification *notification,
                                           ackwell_amount *amount);
ackwell_text ackwell_notification_delivery_key(const ackwell_notification *notification);
ackwell_text ackwell_notification_fingerprint(const ackwell_notification *notification);
ackwell_text ackwell_notification_signed_text(const ackwell_notification *notification);
size_t ackwell_notification_irregularity_count(const ackwell_notification *notification);
ackwell_text ackwell_notification_irregularity(const ackwell_notification *notification,
                                               size_t index);
ackwell_field ackwell_notification_field(const ackwell_notification *notification,
                                         const char *name,
                                         size_t name_len);
size_t ackwell_notification_field_count(const ackwell_notification *notification);
ackwell_field ackwell_notification_field_at(const ackwell_notification *notification, size_t index);
size_t ackwell_notification_envelope_count(const ackwell_notification *notification);
ackwell_field ackwell_notification_envelope_at(const ackwell_notification *notification,
                                               size_t index);
ackwell_text ackwell_notification_json(const ackwell_notification *notification);
ackwell_status ackwell_notification_expect(const ackwell_notification *notification,
                                           const char *order_no,
                                           size_t order_no_len,
                                           const char *amount,
                                           size_t amount_len,
                                           const char *currency,
                                           size_t currency_len,
                                           ackwell_refusal **refusal);
ackwell_status ackwell_notification_refuse_because(const ackwell_notification *notification,
                                                   ackwell_status status,
                                                   const char *cause,
                                                   size_t cause_len,
                                                   ackwell_refusal **refusal);
ackwell_acknowledgement ackwell_notification_acknowledgement(const ackwell_notification *notification,
                                                             ackwell_status status);
ackwell_status ackwell_notification_free(ackwell_notification *notification);
ackwell_status ackwell_expect_order(const ackwell_ledger *ledger,
                                    const ackwell_order *order,
                                    ackwell_refusal **refusal);
ackwell_status ackwell_earlier_payment(const ackwell_ledger *ledger,
                                       const ackwell_notification *notification,
                                       ackwell_json **payment,
                                       ackwell_refusal **refusal);
ackwell_status ackwell_order_history(const ackwell_ledger *ledger,
                                     const char *order_no,
                                     size_t order_no_len,
                                     ackwell_json **history,
                                     ackwell_refusal **refusal);
ackwell_status ackwell_overdue_orders(const ackwell_ledger *ledger,
                                      int64_t now_ms,
                                      ackwell_json **orders,
                                      ackwell_refusal **refusal);
ackwell_status ackwell_resolve_order(const ackwell_ledger *ledger,
                                     ackwell_provider provider,
                                     const char *merchant_id,
                                     size_t merchant_id_len,
                                     const char *order_no,
                                     size_t order_no_len,
                                     bool *waited,
                                     ackwell_refusal **refusal);
ackwell_status ackwell_outcome_of_refusal(const ackwell_refusal *refusal,
                                          ackwell_outcome **outcome);
ackwell_outcome_word ackwell_outcome_kind(const ackwell_outcome *outcome);
ackwell_status ackwell_outcome_status(const ackwell_outcome *outcome);
ackwell_severity ackwell_outcome_severity(const ackwell_outcome *outcome);
ackwell_text ackwell_outcome_log_line(const ackwell_outcome *outcome);
ackwell_text ackwell_outcome_json(const ackwell_outcome *outcome);
const ackwell_refusal *ackwell_outcome_refusal(const ackwell_outcome *outcome);
ackwell_acknowledgement ackwell_outcome_acknowledgement(const ackwell_outcome *outcome);
ackwell_status ackwell_outcome_free(ackwell_outcome *outcome);
ackwell_status ackwell_set_on_outcome(ackwell_on_outcome on_outcome, void *context);
ackwell_status ackwell_verify_packed(const ackwell_receiver *receiver,
                                     const char *body,
                                     size_t body_len,
                                     const ackwell_header *headers,
                                     size_t headers_len,
                                     const char *peer,
                                     size_t peer_len,
                                     char *buffer,
                                     size_t buffer_len,
                                     size_t *packed_len);
ackwell_status ackwell_verify_sealed(const ackwell_receiver *receiver,
                                     const ackwell_request *request,
                                     char *buffer,
                                     size_t buffer_len,
                                     size_t *packed_len,
                                     ackwell_refusal **refusal);
ackwell_status ackwell_unseal(const ackwell_receiver *receiver,
                              const char *body,
                              size_t body_len,
                              const char *seal,
                              size_t seal_len,
                              ackwell_notification **notification,
                              ackwell_refusal **refusal);
ackwell_status ackwell_expect(const char *came_order_no,
                              size_t came_order_no_len,
                              const char *came_value,
                              size_t came_value_len,
                              const char *came_currency,
                              size_t came_currency_len,
                              const char *order_no,
                              size_t order_no_len,
                              const char *amount,
                              size_t amount_len,
                              const char *currency,
                              size_t currency_len);
ackwell_status ackwell_receive(const ackwell_receiver *receiver,
                               const ackwell_request *request,
                               const ackwell_ledger *ledger,
                               ackwell_receipt **receipt,
                               ackwell_refusal **refusal);
ackwell_status ackwell_claim(const ackwell_ledger *ledger,
                             const ackwell_notification *notification,
                             ackwell_receipt **receipt,
                             ackwell_refusal **refusal);
ackwell_status ackwell_receipt_not_first(const ackwell_receipt *receipt, ackwell_outcome **outcome);
ackwell_status ackwell_receipt_settle(ackwell_receipt *receipt,
                                      ackwell_ended ended,
                                      const char *cause,
                                      size_t cause_len,
                                      ackwell_outcome **outcome,
                                      ackwell_refusal **refusal);
ackwell_delivery ackwell_receipt_delivery(const ackwell_receipt *receipt);
ackwell_status ackwell_receipt_refusal(const ackwell_receipt *receipt, ackwell_refusal **refusal);
const ackwell_notification *ackwell_receipt_notification(const ackwell_receipt *receipt);
ackwell_acknowledgement ackwell_receipt_acknowledgement(const ackwell_receipt *receipt);
ackwell_status ackwell_receipt_commit(ackwell_receipt *receipt, ackwell_refusal **refusal);
ackwell_status ackwell_receipt_release(ackwell_receipt *receipt, ackwell_refusal **refusal);
ackwell_status ackwell_receipt_extend(ackwell_receipt *receipt, ackwell_refusal **refusal);
uint64_t ackwell_receipt_token(const ackwell_receipt *receipt);
uint64_t ackwell_receipt_remaining_ms(const ackwell_receipt *receipt);
ackwell_status ackwell_receipt_conflict(const ackwell_receipt *receipt, ackwell_json **conflict);
ackwell_status ackwell_receipt_free(ackwell_receipt *receipt);
ackwell_status ackwell_receiver_new(const char *config,
                                    size_t config_len,
                                    ackwell_provider provider,
                                    ackwell_receiver **receiver,
                                    ackwell_refusal **refusal);
ackwell_status ackwell_verify(const ackwell_receiver *receiver,
                              const ackwell_request *request,
                              ackwell_notification **notification,
                              ackwell_refusal **refusal);
ackwell_status ackwell_explain(const ackwell_receiver *receiver,
                               const ackwell_request *request,
                               ackwell_json **diagnosis,
                               ackwell_refusal **refusal);
ackwell_acknowledgement ackwell_receiver_acknowledgement(const ackwell_receiver *receiver,
                                                         ackwell_status status);
ackwell_status ackwell_receiver_refuse_because(const ackwell_receiver *receiver,
                                               ackwell_status status,
                                               const char *cause,
                                               size_t cause_len,
                                               ackwell_refusal **refusal);
ackwell_provider ackwell_receiver_provider(const ackwell_receiver *receiver);
size_t ackwell_receiver_header_count(const ackwell_receiver *receiver);
ackwell_text ackwell_receiver_header_name(const ackwell_receiver *receiver, size_t index);
size_t ackwell_receiver_max_body_bytes(const ackwell_receiver *receiver);
size_t ackwell_receiver_key_count(const ackwell_receiver *receiver);
ackwell_text ackwell_receiver_key_fingerprint(const ackwell_receiver *receiver, size_t index);
ackwell_status ackwell_receiver_schedule(const ackwell_receiver *receiver,
                                         ackwell_schedule *schedule);
uint64_t ackwell_receiver_pause_after(const ackwell_receiver *receiver, size_t n);
ackwell_status ackwell_receiver_free(ackwell_receiver *receiver);
ackwell_status ackwell_refusal_status(const ackwell_refusal *refusal);
const char *ackwell_refusal_code(const ackwell_refusal *refusal);
ackwell_provider ackwell_refusal_provider(const ackwell_refusal *refusal);
ackwell_text ackwell_refusal_message(const ackwell_refusal *refusal);
ackwell_text ackwell_refusal_member(const ackwell_refusal *refusal);
ackwell_text ackwell_refusal_remedy(const ackwell_refusal *refusal);
ackwell_severity ackwell_refusal_severity(const ackwell_refusal *refusal);
ackwell_text ackwell_refusal_address(const ackwell_refusal *refusal);
ackwell_text ackwell_refusal_log_line(const ackwell_refusal *refusal);
ackwell_acknowledgement ackwell_refusal_acknowledgement(const ackwell_refusal *refusal);
ackwell_text ackwell_refusal_json(const ackwell_refusal *refusal);
ackwell_status ackwell_refusal_free(ackwell_refusal *refusal);
const char *ackwell_status_code(ackwell_status status);
const char *ackwell_status_sentence(ackwell_status status);
const char *ackwell_status_remedy(ackwell_status status);
ackwell_severity ackwell_status_severity(ackwell_status status);
uint16_t ackwell_status_http(ackwell_status status);
size_t ackwell_status_count(void);
ackwell_status ackwell_status_at(size_t index);
ackwell_status ackwell_notification_value(const ackwell_notification *notification,
                                          size_t position,
                                          ackwell_value *value);
ackwell_status ackwell_notification_source(const ackwell_notification *notification,
                                           ackwell_source *source);
uint32_t ackwell_abi_version(void);
const char *ackwell_version(void);
ackwell_status ackwell_testing_answer(const char *question,
                                      size_t question_len,
                                      ackwell_json **answer,
                                      ackwell_refusal **refusal);
