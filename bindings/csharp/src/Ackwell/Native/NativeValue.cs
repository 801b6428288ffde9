using System;
using System.Text;
using System.Text.Json;

namespace Ackwell.Native;

/// <content>
/// A field's value in its type; <c>null</c> where there is none. Texts are borrowed from their owner.
/// </content>
internal unsafe partial struct NativeValue
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    private readonly bool Is(NativeValueForm form) =>
        Form == (uint)form || (Form != (uint)NativeValueForm.Absent ? throw Misfit.Of($"a value of form {Form} in place of {form}") : false);

    /// <summary>A text or a currency.</summary>
    internal readonly string? FindText(NotificationHandle owner)
    {
        if (Form == (uint)NativeValueForm.Currency)
        {
            fixed (byte* letters = Currency)
            {
                return Letters(letters);
            }
        }
        return Is(NativeValueForm.Text) ? owner.Find(Text) : null;
    }

    internal readonly JsonElement? FindJson(NotificationHandle owner)
    {
        JsonElement? json = Is(NativeValueForm.Json) ? Json.Parse(Text.Bytes) : null;
        GC.KeepAlive(owner);
        return json;
    }

    internal readonly Amount? FindAmount()
    {
        fixed (byte* letters = Currency)
        {
            return Is(NativeValueForm.Amount) ? new Amount(Decimal((ulong)Number, Scale), Letters(letters)) : null;
        }
    }

    internal readonly decimal? FindDecimal() =>
        Is(NativeValueForm.Decimal) ? Decimal((ulong)Number, Scale) : null;

    internal readonly DateOnly? FindDate() => Is(NativeValueForm.Date) ? Date(Number) : null;

    internal readonly DateTimeOffset? FindTime() =>
        Is(NativeValueForm.Time) ? DateTimeOffset.FromUnixTimeMilliseconds(Number) : null;

    /// <summary>
    /// China Standard Time. The first eight hours of the year 1, which .NET cannot show with that
    /// offset, are shown as the beginning of its calendar.
    /// </summary>
    internal readonly DateTimeOffset? FindChinaTime()
    {
        if (!Is(NativeValueForm.DateTime))
        {
            return null;
        }
        int time = (int)(Number % 1_000_000);
        DateTime local = Date(Number / 1_000_000)
            .ToDateTime(new TimeOnly(time / 10_000, time / 100 % 100, time % 100));
        return local.Ticks < China.Ticks ? DateTimeOffset.MinValue : new DateTimeOffset(local, China);
    }

    internal readonly bool? FindFlag() => Is(NativeValueForm.Flag) ? Number != 0 : null;

    internal readonly long? FindInteger() => Is(NativeValueForm.Integer) ? Number : null;

    /// <summary>At most 18 digits: exact, and as many zeros behind the point as were written.</summary>
    internal static decimal Decimal(ulong digits, byte scale) =>
        new((int)digits, (int)(digits >> 32), 0, isNegative: false, scale);

    /// <summary>A currency's three letters.</summary>
    internal static string Letters(byte* letters) => Encoding.ASCII.GetString(letters, 3);

    private static DateOnly Date(long number) =>
        new((int)(number / 10_000), (int)(number / 100 % 100), (int)(number % 100));
}
