/*
 * Ackwell for C++17: owners that free themselves, texts as std::string_view, errors as exceptions,
 * and a fulfilment that may be a lambda. It adds nothing else to ackwell.h, which it includes.
 *
 *     ackwell::Receiver receiver = ackwell::receiver(config, ACKWELL_LIANLIAN);
 *     ackwell::Ledger ledger = ackwell::ledger(config);
 *     ackwell_acknowledgement answer = ackwell::handle(
 *         receiver, request, ledger, [&](const ackwell_notification *notification) {
 *             orders.mark_paid(ackwell::view(ackwell_notification_order_no(notification)));
 *             return true;
 *         });
 */
#ifndef ACKWELL_HPP
#define ACKWELL_HPP

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <ackwell.h>

namespace ackwell {

/// Frees an object with the function of the C library that belongs to it.
template <auto Free> struct Freed {
    template <typename T> void operator()(T *object) const noexcept { Free(object); }
};

using Receiver = std::unique_ptr<ackwell_receiver, Freed<ackwell_receiver_free>>;
using Ledger = std::unique_ptr<ackwell_ledger, Freed<ackwell_ledger_free>>;
using Notification = std::unique_ptr<ackwell_notification, Freed<ackwell_notification_free>>;
using Refusal = std::unique_ptr<ackwell_refusal, Freed<ackwell_refusal_free>>;
using Receipt = std::unique_ptr<ackwell_receipt, Freed<ackwell_receipt_free>>;
using Json = std::unique_ptr<ackwell_json, Freed<ackwell_json_free>>;

/// A text as C++ has it; empty if there is none. It lives as long as what it was asked of.
inline std::string_view view(ackwell_text text) noexcept
{
    return text.data == nullptr ? std::string_view() : std::string_view(text.data, text.len);
}

/// The bytes of a text, for `ackwell_request` and `ackwell_header`.
inline const std::uint8_t *bytes(std::string_view text) noexcept
{
    return reinterpret_cast<const std::uint8_t *>(text.data());
}

/// Why a call did not succeed. `what()` is the message, `status()` the code.
class Error : public std::runtime_error {
public:
    explicit Error(const Refusal &refusal)
        : std::runtime_error(std::string(view(ackwell_refusal_message(refusal.get())))),
          status_(ackwell_refusal_status(refusal.get())),
          member_(view(ackwell_refusal_member(refusal.get()))),
          remedy_(view(ackwell_refusal_remedy(refusal.get())))
    {
    }

    /// The code, for example ACKWELL_INVALID_CONFIG.
    ackwell_status status() const noexcept { return status_; }

    /// The member that it is about, for example `lianlian.public_keys[0]`; empty if there is none.
    const std::string &member() const noexcept { return member_; }

    /// What to do about it.
    const std::string &remedy() const noexcept { return remedy_; }

private:
    ackwell_status status_;
    std::string member_;
    std::string remedy_;
};

/// Calls a function of the C library that makes an object or a refusal, with all its arguments but
/// these two. Throws Error.
template <typename Owner, typename Function, typename... Arguments>
Owner make(Function function, Arguments... arguments)
{
    typename Owner::pointer made = nullptr;
    ackwell_refusal *refusal = nullptr;
    if (function(arguments..., &made, &refusal) != ACKWELL_OK) {
        throw Error(Refusal(refusal));
    }
    return Owner(made);
}

/// A configuration with the texts of its references: see `ackwell_config_resolve()`, whose
/// `sections` and `folder` these are. Throws Error.
inline std::string resolve(std::string_view document, std::string_view sections,
                           std::string_view folder = {})
{
    Json config = make<Json>(ackwell_config_resolve, document.data(), document.size(),
                             sections.data(), sections.size(), folder.data(), folder.size());
    return std::string(view(ackwell_json_text(config.get())));
}

/// The receiver of a provider, from a configuration in JSON. Throws Error.
inline Receiver receiver(std::string_view config, ackwell_provider provider)
{
    return make<Receiver>(ackwell_receiver_new, config.data(), config.size(), provider);
}

/// The ledger of a configuration in JSON. Throws Error.
inline Ledger ledger(std::string_view config)
{
    return make<Ledger>(ackwell_ledger_from_config, config.data(), config.size());
}

/// `ackwell_handle()` with a function object, and what to answer. `fulfil` takes a
/// `const ackwell_notification *` and returns whether the work is done; an exception counts as
/// false. The failure is logged as `ackwell_set_log()` says.
template <typename Fulfil>
ackwell_acknowledgement handle(const ackwell_receiver *receiver, const ackwell_request &request,
                               const ackwell_ledger *ledger, Fulfil &&fulfil)
{
    using Function = std::remove_reference_t<Fulfil>;
    static_assert(std::is_invocable_r_v<bool, Function &, const ackwell_notification *>,
                  "fulfil takes a const ackwell_notification * and returns bool");
    Function *function = std::addressof(fulfil);
    auto call = [](void *context, const ackwell_notification *notification) noexcept -> bool {
        try {
            return (**static_cast<Function **>(context))(notification);
        } catch (...) {
            return false;
        }
    };
    ackwell_status status = ackwell_handle(receiver, &request, ledger, call, &function, nullptr);
    return ackwell_receiver_acknowledgement(receiver, status);
}

/// The same, of owners.
template <typename Fulfil>
ackwell_acknowledgement handle(const Receiver &receiver, const ackwell_request &request,
                               const Ledger &ledger, Fulfil &&fulfil)
{
    return handle(receiver.get(), request, ledger.get(), std::forward<Fulfil>(fulfil));
}

} // namespace ackwell

#endif /* ACKWELL_HPP */
