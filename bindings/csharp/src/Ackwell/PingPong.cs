using System;

namespace Ackwell;

/// <summary>Receivers for PingPongCheckout v4: a salted hash in the body.</summary>
public static class PingPong
{
    /// <summary>Builds a receiver.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.InvalidConfig"/>; <see cref="AckwellException.Member"/> says where.
    /// </exception>
    /// <example>
    /// <code>
    /// using var receiver = PingPong.Create(new()
    /// {
    ///     Salt = OptionText.FromEnvironment("PINGPONG_SALT"),
    ///     ClientId = "2018092714313010016",
    ///     AccIds = ["2018092714313010016291"],
    ///     Environment = "sandbox",
    /// });
    /// </code>
    /// </example>
    public static Receiver Create(PingPongOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return AckwellConfiguration.From(new() { PingPong = options }).CreateReceiver(Provider.PingPong);
    }
}
