using System;

namespace Ackwell;

/// <summary>
/// Two genuine notifications of one delivery that disagree about money or order.
/// </summary>
/// <param name="First">What the ledger keeps.</param>
/// <param name="Later">What came later and was not acted on.</param>
/// <param name="FirstSeen">When the later one came first.</param>
/// <param name="LastSeen">When it came last.</param>
/// <param name="Times">How often it came.</param>
public sealed record Conflict(Said First, Said Later, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, long Times);

/// <summary>What one of two contradicting notifications said.</summary>
/// <param name="Fingerprint">Its fingerprint.</param>
/// <param name="OrderNo">The shop's order number.</param>
/// <param name="Amount">The amount.</param>
public sealed record Said(string Fingerprint, string? OrderNo, Amount? Amount);
