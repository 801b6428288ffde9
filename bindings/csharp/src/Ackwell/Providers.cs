using System.Diagnostics.CodeAnalysis;

namespace Ackwell;

/// <summary>Receivers for LianLian Pay, classic scheme: an RSA signature in the body.</summary>
public static class LianLian
{
    /// <summary>Builds a receiver.</summary>
    /// <param name="options">
    /// The members of the section <c>lianlian</c> of <c>docs/configuration.md</c>, as an anonymous
    /// object, a dictionary, a class or a section of <c>IConfiguration</c>: <c>PublicKeys</c>, <c>MerchantIds</c>, and where needed
    /// <c>Sources</c>, <c>SourceMode</c>, <c>Digest</c>.
    /// </param>
    /// <param name="receiver">
    /// The members of the section <c>receiver</c>, where needed: <c>TrustedProxies</c>,
    /// <c>ClientAddressHeader</c>, <c>MaxBodyBytes</c>. They may also be among the first options.
    /// </param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.InvalidConfig"/>; <see cref="AckwellException.Member"/> says where.
    /// </exception>
    /// <example>
    /// <code>
    /// using var receiver = LianLian.Create(new
    /// {
    ///     PublicKeys = new[] { pem },
    ///     MerchantIds = new[] { "201103171000000000" },
    /// });
    /// </code>
    /// </example>
    [RequiresUnreferencedCode("Reads the object's properties by reflection; AckwellConfiguration.Parse does not.")]
    [RequiresDynamicCode("Reads the object's properties by reflection; AckwellConfiguration.Parse does not.")]
    public static Receiver Create(object options, object? receiver = null) =>
        AckwellConfiguration.ForProvider(Provider.LianLian, options, receiver).CreateReceiver(Provider.LianLian);
}

/// <summary>Receivers for PingPongCheckout v4: a salted hash in the body.</summary>
public static class PingPong
{
    /// <summary>Builds a receiver.</summary>
    /// <param name="options">
    /// The members of the section <c>pingpong</c> of <c>docs/configuration.md</c>, as an anonymous
    /// object, a dictionary, a class or a section of <c>IConfiguration</c>: <c>Salt</c>, <c>ClientId</c>, <c>AccIds</c>,
    /// <c>Environment</c>, and where needed <c>Hashes</c>, <c>Sources</c>, <c>SourceMode</c>.
    /// </param>
    /// <param name="receiver">
    /// The members of the section <c>receiver</c>, where needed: <c>TrustedProxies</c>,
    /// <c>ClientAddressHeader</c>, <c>MaxBodyBytes</c>. They may also be among the first options.
    /// </param>
    /// <exception cref="AckwellException">
    /// <see cref="Code.InvalidConfig"/>; <see cref="AckwellException.Member"/> says where.
    /// </exception>
    /// <example>
    /// <code>
    /// using var receiver = PingPong.Create(new
    /// {
    ///     Salt = salt,
    ///     ClientId = "2018092714313010016",
    ///     AccIds = new[] { "2018092714313010016291" },
    ///     Environment = "sandbox",
    /// });
    /// </code>
    /// </example>
    [RequiresUnreferencedCode("Reads the object's properties by reflection; AckwellConfiguration.Parse does not.")]
    [RequiresDynamicCode("Reads the object's properties by reflection; AckwellConfiguration.Parse does not.")]
    public static Receiver Create(object options, object? receiver = null) =>
        AckwellConfiguration.ForProvider(Provider.PingPong, options, receiver).CreateReceiver(Provider.PingPong);
}
