using System;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ackwell.Native;

/// <summary>
/// A verified notification as the native library packed it, and the body that it came in:
/// <c>ackwell_verify_packed()</c> has the form. A part is read when it is asked for; <c>Get</c> for
/// one that is always there, <c>Find</c> for one that can be <c>null</c>.
/// </summary>
internal readonly struct Packed
{
    /// <summary>Between two parts: no byte of UTF-8.</summary>
    private const byte Between = 0xFF;

    /// <summary>In place of a part that is absent: no byte of UTF-8 either.</summary>
    private const byte Absent = 0xFE;

    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    private readonly byte[] bytes;
    private readonly int length;

    internal Packed(ReadOnlySpan<byte> packed, ReadOnlySpan<byte> body)
    {
        bytes = new byte[packed.Length + body.Length];
        length = packed.Length;
        packed.CopyTo(bytes);
        body.CopyTo(bytes.AsSpan(length));
    }

    internal ReadOnlySpan<byte> Body => bytes.AsSpan(length);

    /// <summary>The library's proof that it has verified the body: the last part.</summary>
    internal string Seal => Encoding.UTF8.GetString(All[(All.LastIndexOf(Between) + 1)..]);

    /// <summary>A part, with the mark of one that is absent.</summary>
    internal ReadOnlySpan<byte> this[int part]
    {
        get
        {
            ReadOnlySpan<byte> rest = From(part);
            return Cut(ref rest);
        }
    }

    private ReadOnlySpan<byte> All => bytes.AsSpan(0, length);

    /// <summary>A part and those after it.</summary>
    internal ReadOnlySpan<byte> From(int part)
    {
        ReadOnlySpan<byte> rest = All;
        for (int before = 0; before < part; before++)
        {
            rest = rest[(rest.IndexOf(Between) is var end and >= 0 ? end + 1 : throw Misfit.Of(part))..];
        }
        return rest;
    }

    /// <summary>Cuts the first part off.</summary>
    internal static ReadOnlySpan<byte> Cut(scoped ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf(Between);
        ReadOnlySpan<byte> part = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return part;
    }

    internal static bool IsAbsent(ReadOnlySpan<byte> part) => part is [Absent];

    internal string GetText(int part) => FindText(part) ?? throw Misfit.Of(part);

    internal string? FindText(int part) => this[part] is var text && IsAbsent(text) ? null : Encoding.UTF8.GetString(text);

    /// <summary>An amount that is two parts, its value and its currency.</summary>
    internal Amount? FindAmountOfTwo(int part)
    {
        ReadOnlySpan<byte> rest = From(part);
        return AmountOf(Cut(ref rest), Cut(ref rest));
    }

    /// <summary>An amount that is one part: value, blank, currency.</summary>
    internal Amount? FindAmount(int part)
    {
        ReadOnlySpan<byte> text = this[part];
        int blank = text.IndexOf((byte)' ');
        return blank < 0 ? null : AmountOf(text[..blank], text[(blank + 1)..]);
    }

    private static Amount? AmountOf(ReadOnlySpan<byte> value, ReadOnlySpan<byte> currency) =>
        decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            ? new Amount(number, Encoding.UTF8.GetString(currency))
            : null;

    internal JsonElement? FindJson(int part) =>
        this[part] is var json && IsAbsent(json) ? null : Json.Parse(json);

    internal decimal? FindDecimal(int part) => Find(part, text => decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture));

    internal long? FindInteger(int part) => Find(part, text => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));

    internal bool? FindFlag(int part) => Find(part, bool.Parse);

    internal DateOnly? FindDate(int part) => Find(part, text => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture));

    internal DateTimeOffset? FindTime(int part) =>
        Find(part, text => DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));

    /// <summary>
    /// China Standard Time. The first eight hours of the year 1, which .NET cannot show with that
    /// offset, are shown as the beginning of its calendar.
    /// </summary>
    internal DateTimeOffset? FindChinaTime(int part) => Find(part, text =>
    {
        DateTime local = DateTime.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return local.Ticks < China.Ticks ? DateTimeOffset.MinValue : new DateTimeOffset(local, China);
    });

    private T? Find<T>(int part, Func<string, T> read)
        where T : struct
    {
        try
        {
            return FindText(part) is { } text ? read(text) : null;
        }
        catch (FormatException problem)
        {
            throw Misfit.Of(problem);
        }
    }
}
