using System;

namespace Ackwell.Native;

/// <summary>The native library wrote something that this package cannot read.</summary>
internal static class Misfit
{
    /// <summary>A field that is always there, and is not.</summary>
    internal static AckwellException Of(int position) => Of($"there is no field {position}");

    internal static AckwellException Of(string what) => Of(new FormatException(what));

    internal static AckwellException Of(Exception problem) =>
        new(
            Code.Internal,
            $"the native library {Methods.Version} and this package do not fit each other",
            inner: problem);
}
