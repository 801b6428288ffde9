using System;

namespace Ackwell;

/// <summary>Receivers for LianLian Pay, classic scheme: an RSA signature in the body.</summary>
public static class LianLian
{
    /// <summary>Builds a receiver.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.InvalidConfig"/>; <see cref="AckwellException.Member"/> says where.
    /// </exception>
    /// <example>
    /// <code>
    /// using var receiver = LianLian.Create(new()
    /// {
    ///     PublicKeys = [pem],
    ///     MerchantIds = ["201103171000000000"],
    /// });
    /// </code>
    /// </example>
    public static Receiver Create(LianLianOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return AckwellConfiguration.From(new() { LianLian = options }).CreateReceiver(Provider.LianLian);
    }
}
